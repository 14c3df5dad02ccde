"""What moving costs: the excess loss is a mean divergence, and discrepancy has to be paid from it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.special import rel_entr

from lib.statistics.predictive_multiplicity.logistic import LogisticFit
from lib.statistics.predictive_multiplicity.measures import SLACK, _checked_delta
from lib.statistics.predictive_multiplicity.ranges import ViableRange, absolute_eps


def divergence(p: Float[np.ndarray, "*shape"], q: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """Return the divergence KL(p || q) of two coins, with 0 log 0 = 0.

    Examples
    --------
    >>> round(float(divergence(np.array([0.5]), np.array([0.25]))[0]), 6)
    0.143841
    """
    return rel_entr(p, q) + rel_entr(1 - p, 1 - q)


def discrepancy_knapsack(
    fit: LogisticFit, eps: float, delta: float, *, relative: bool = False, ranges: ViableRange | None = None
) -> float:
    r"""Bound the discrepancy by what moving costs: no optimisation over models at all.

    Parameters
    ----------
    fit, eps, delta, relative
        As for :func:`discrepancy_milp`.
    ranges
        If given, those of ``fit.X``: people who are not ambiguous are left out, and others may only move in the
        directions they can: a sharper bound.

    Returns
    -------
    float
        An upper bound, never above $\epsilon/(2\delta^2)$.

    Raises
    ------
    ValueError
        If ``eps`` is negative or ``delta`` out of range.

    Notes
    -----
    At the minimiser $\sum_gc_g(p_g-q_g)x_g=0$, so for every $w$ the excess loss is exactly
    $\sum_gc_g\,\mathrm{KL}(p_g\Vert h_w(x_g))$ (plus $\lambda$ times a square when penalised).  A person who moves by at
    least $\delta$ contributes at least $\mathrm{KL}(p_g\Vert p_g\pm\delta)\ge2\delta^2$.  Filling the budget $\epsilon$
    with the cheapest people first, the last one in part, bounds every share.  $O(g\log g)$ time.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> round(discrepancy_knapsack(fit, 0.01, 0.1), 4)
    0.4309
    """
    eps, delta = absolute_eps(fit, eps, relative), _checked_delta(delta)
    p = fit.probability(fit.X)
    # people are counted with a slack, and must be charged with it
    reach = delta - 2 * SLACK
    cost = np.full(len(p), np.inf)
    for side, able in (
        (p - reach, ranges is None or ranges.low <= p - reach),
        (p + reach, ranges is None or ranges.high >= p + reach),
    ):
        inside = (side > 0) & (side < 1) & able
        cost[inside] = np.minimum(cost[inside], divergence(p[inside], side[inside]))
    order = np.argsort(cost)
    order = order[np.isfinite(cost[order])]
    share, spent = fit.shares[order], (fit.shares * np.where(np.isfinite(cost), cost, 0))[order]
    before = np.concatenate([[0.0], np.cumsum(spent)[:-1]]) if len(order) else spent
    return float((share * np.clip((eps - before) / np.maximum(spent, 1e-300), 0, 1)).sum())
