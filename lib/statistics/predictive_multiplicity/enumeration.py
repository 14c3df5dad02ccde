"""Discrepancy with one feature, exactly: the count is constant on the cells of an arrangement of lines."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from lib.statistics.predictive_multiplicity.logistic import LogisticFit
from lib.statistics.predictive_multiplicity.measures import SLACK, Bound, _checked_delta, moved_share
from lib.statistics.predictive_multiplicity.profile import profile_loss
from lib.statistics.predictive_multiplicity.ranges import absolute_eps


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
    arrangement, cut by the level set, is compact and convex.  If a line bounds it, it has a crossing of two lines, a
    crossing of a line with the boundary, or a point of contact as a vertex; if none does, it is the whole level set.
    All these points are tried: $O(g^3)$ time.

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
    candidates = [fit.coef[None], middles, *_boundary_points(fit, places, middles, eps)]
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


def _boundary_points(
    fit: LogisticFit, places: Float[np.ndarray, " l"], middles: Float[np.ndarray, "l 2"], eps: float
) -> list[Float[np.ndarray, "l 2"]]:
    """Bisect along each line from its lowest point to where the loss reaches the tolerance, on both sides."""
    along = np.column_stack([-places, np.ones(len(places))])
    found = []
    for sign in (-1.0, 1.0):
        near, far = np.zeros(len(places)), np.ones(len(places))
        while (open_ := _competes(fit, middles + sign * far[:, None] * along, eps)).any():
            far = np.where(open_, 2 * far, far)
        for _ in range(80):
            half = (near + far) / 2
            inside = _competes(fit, middles + sign * half[:, None] * along, eps)
            near, far = np.where(inside, half, near), np.where(inside, far, half)
        found.append(middles + sign * near[:, None] * along)
    return found


def _competes(fit: LogisticFit, coef: Float[np.ndarray, "l d"], eps: float) -> Bool[np.ndarray, " l"]:
    return fit.loss_of(coef) <= fit.loss + eps
