"""Discrepancy with one feature, exactly: the count is constant on the cells of an arrangement of lines."""

from __future__ import annotations

import numpy as np

from lib.statistics.predictive_multiplicity.logistic import LogisticFit, absolute_eps
from lib.statistics.predictive_multiplicity.measures import SLACK, Bound, _checked_delta, moved_share
from lib.statistics.predictive_multiplicity.profile import profile_loss


def discrepancy_exact_line(fit: LogisticFit, eps: float, delta: float, *, relative: bool = False) -> Bound:
    r"""Return the discrepancy for one feature, by enumeration.

    Parameters
    ----------
    fit, eps, delta, relative
        As for :func:`discrepancy_milp`; ``fit`` must have one feature.

    Returns
    -------
    Bound
        With equal bounds, up to the slack of 1e-9 with which people are counted.

    Raises
    ------
    ValueError
        If there is not exactly one feature, or ``eps`` or ``delta`` is out of range.

    Notes
    -----
    The count changes only across the at most $2g$ lines $w^\top x_i=\mathrm{logit}(p_i\pm\delta)$.  A closed cell of their
    arrangement, cut by the level set, is compact and convex, and its count is the least on it, since thresholds count as
    moved.  If no line bounds the cell, it is the whole level set and holds the baseline.  Otherwise part of a chord, a
    line's intersection with the level set, bounds it.  Either this part is the whole chord and holds the point of least
    loss on the line, or it ends inside the chord, at a crossing with another line.  So the baseline, the lowest points and
    the crossings suffice: no point on the rim of the level set is needed.  $O(g^3)$ time.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> [discrepancy_exact_line(fit, 0.01, delta).lower for delta in (0.05, 0.09, 0.1)]
    [1.0, 0.5, 0.0]
    """
    eps, delta = absolute_eps(fit, eps, relative), _checked_delta(delta)
    if len(fit.coef) != 2:
        raise ValueError(f"fit must have exactly one feature, got {len(fit.coef) - 1}: use discrepancy_milp")
    x, p = fit.X[:, 0], fit.probability(fit.X)
    sides = np.concatenate([p - delta, p + delta])
    able = (sides > 0) & (sides < 1)
    places, marks = np.tile(x, 2)[able], np.log(sides[able] / (1 - sides[able]))
    if not len(places):
        return Bound(0.0, 0.0, fit.coef, 1)
    lowest = profile_loss(fit, places[:, None], marks)
    met = lowest.loss <= fit.loss + eps + SLACK**1.5
    places, marks, middles = places[met], marks[met], lowest.coef[met]
    candidates = [fit.coef[None], middles]
    i, j = np.triu_indices(len(places), 1)
    apart = places[i] != places[j]
    i, j = i[apart], j[apart]
    slope = (marks[i] - marks[j]) / (places[i] - places[j])
    candidates.append(np.column_stack([marks[i] - slope * places[i], slope]))
    points = np.vstack(candidates)
    competing = fit.loss_of(points) <= fit.loss + eps + SLACK**1.5
    shares = moved_share(fit, points[competing], delta)
    place = int(shares.argmax())
    return Bound(float(shares[place]), float(shares[place]), points[competing][place], len(points))
