"""What moving costs: the excess loss is a mean divergence, and discrepancy has to be paid from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack
from scipy.special import logit, rel_entr

from lib.statistics.predictive_multiplicity.logistic import LogisticFit, absolute_eps, with_intercept
from lib.statistics.predictive_multiplicity.measures import SLACK, _checked_delta
from lib.statistics.predictive_multiplicity.ranges import (
    ViableRange,
    _closed_bound,
    training_ranges,
)

# Scores tried on either side of the cheapest one of each piece: more give better multipliers, never a wrong bound.
POINTS = 12


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
        If ``eps`` is negative, ``delta`` out of range, or ``ranges`` of other people or another tolerance.

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
    ranges = None if ranges is None else training_ranges(fit, eps, ranges)
    p = fit.probability(fit.X)
    cost = np.full(len(p), np.inf)
    for side, able in _thresholds(p, delta, ranges):
        cost[able] = np.minimum(cost[able], divergence(p[able], side[able]))
    order = np.argsort(cost)
    order = order[np.isfinite(cost[order])]
    share, spent = fit.shares[order], (fit.shares * np.where(np.isfinite(cost), cost, 0))[order]
    before = np.concatenate([[0.0], np.cumsum(spent)[:-1]]) if len(order) else spent
    return float((share * np.clip((eps - before) / np.maximum(spent, 1e-300), 0, 1)).sum())


def _thresholds(
    p: Float[np.ndarray, " g"], delta: float, ranges: ViableRange | None
) -> Iterator[tuple[Float[np.ndarray, " g"], Bool[np.ndarray, " g"]]]:
    """Yield where people count as moved, downwards and upwards, and who can get there."""
    # people are counted with a slack, and must be charged with it
    reach = delta - 2 * SLACK
    for side, able in (
        (p - reach, ranges is None or ranges.low <= p - reach),
        (p + reach, ranges is None or ranges.high >= p + reach),
    ):
        yield side, (side > 0) & (side < 1) & able


@dataclass(frozen=True)
class _Pieces:
    """Intervals of scores on which a person's reward is constant: the whole range, and where she counts as moved."""

    person: Int64[np.ndarray, " q"]
    left: Float[np.ndarray, " q"]
    right: Float[np.ndarray, " q"]
    reward: Float[np.ndarray, " q"]


def discrepancy_lagrangian(
    fit: LogisticFit, eps: float, delta: float, *, relative: bool = False, ranges: ViableRange | None = None
) -> float:
    r"""Bound the discrepancy by what moving costs when all scores come from one model.

    Parameters
    ----------
    fit, eps, delta, relative
        As for :func:`discrepancy_milp`.
    ranges
        The ranges of ``fit.X`` at this tolerance, if they are already known.

    Returns
    -------
    float
        An upper bound, never above :func:`discrepancy_knapsack` with the same ranges.

    Raises
    ------
    ValueError
        If ``eps`` is negative, ``delta`` out of range, or ``ranges`` of other people or another tolerance.

    Notes
    -----
    Let $s_g$ be the baseline's scores, $K_g(s)=\mathrm{KL}(p_g\Vert\sigma(s))$, $m_g(s)=1$ where $|\sigma(s)-p_g|\ge\delta$ and 0
    elsewhere.  For every $\mu\ge0$ and every $\lambda$ with $\sum_gc_g\lambda_gx_g=0$,

        D <= mu eps + sum_g c_g max_s [ m_g(s) - mu K_g(s) + lambda_g (s - s_g) ]

    over the range of each score: a competing model's scores differ from $s_g$ by $x_g^\top(w-\hat w)$, so the last terms sum
    to 0, and the divergences to at most $\epsilon$.  With $\lambda=0$ and the best $\mu$ this is the knapsack bound.  Good multipliers are
    the duals of a linear program over distributions of scores on a grid; each maximum is in closed form, so the bound holds
    whatever the program returned.  What rounding leaves of $\sum_gc_g\lambda_gx_g=0$ is multiplied by a bound on the level set.
    One sparse linear program of $O(g)$ rows and columns: a tenth of a second for a hundred distinct rows, ten for two
    thousand.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0], [2.0]], 8, axis=0)
    >>> fit = fit_logistic(X, np.array([1] + [0] * 7 + [1] * 3 + [0] * 5 + [1] * 4 + [0] * 4))
    >>> round(discrepancy_knapsack(fit, 0.02, 0.1), 3), round(discrepancy_lagrangian(fit, 0.02, 0.1), 3)
    (0.879, 0.866)
    """
    eps, delta = absolute_eps(fit, eps, relative), _checked_delta(delta)
    ranges = training_ranges(fit, eps, ranges)
    upper = discrepancy_knapsack(fit, eps, delta, ranges=ranges)
    if upper == 0 or not ranges.certified.all():
        return upper
    design, c, p, centre = with_intercept(fit.X), fit.shares, ranges.base, ranges.logit_base
    pieces = _pieces(ranges, delta)
    who, where, reward = _columns(pieces, centre)
    mu, tilt = _multipliers(design, c, who, reward, _cost(p[who], centre[who], where), where - centre[who], eps)
    tilt = tilt - design @ (np.linalg.pinv((design.T * c) @ design) @ (design.T @ (c * tilt)))
    part, best = pieces.person, _maximisers(pieces, p, mu, tilt)
    gain = pieces.reward - mu * _cost(p[part], centre[part], best) + tilt[part] * (best - centre[part])
    top = np.full(len(p), -np.inf)
    np.maximum.at(top, part, gain)
    left = torch.as_tensor((design.T @ (c * tilt))[None]).to(fit.design)
    unbalanced = float(_closed_bound(fit, left, eps)[0]) - float((left.cpu().numpy() @ fit.coef)[0])
    sizes = 1 + mu * (eps + np.logaddexp(0, best) + np.abs(best)) + np.abs(tilt[part] * (best - centre[part]))
    bound = mu * eps + float(c @ top) + unbalanced + 64 * np.finfo(float).eps * float(c[part] @ sizes)
    return min(upper, float(bound)) if np.isfinite(bound) else upper


def _cost(
    p: Float[np.ndarray, " q"], centre: Float[np.ndarray, " q"], s: Float[np.ndarray, " q"]
) -> Float[np.ndarray, " q"]:
    """Return the divergence of the baseline's probabilities from those of other scores."""
    return np.logaddexp(0, s) - np.logaddexp(0, centre) - p * (s - centre)


def _pieces(ranges: ViableRange, delta: float) -> _Pieces:
    everybody = np.arange(len(ranges.base))
    found = [(everybody, ranges.logit_low, ranges.logit_high, np.zeros(len(everybody)))]
    for sign, (side, able) in zip((-1, 1), _thresholds(ranges.base, delta, ranges), strict=True):
        mark, one = logit(side[able]), np.ones(able.sum())
        ends = (ranges.logit_low[able], mark) if sign < 0 else (mark, ranges.logit_high[able])
        found.append((everybody[able], np.minimum(*ends), np.maximum(*ends), one))
    return _Pieces(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _columns(
    pieces: _Pieces, centre: Float[np.ndarray, " g"]
) -> tuple[Int64[np.ndarray, " v"], Float[np.ndarray, " v"], Float[np.ndarray, " v"]]:
    """Return scores on each piece, denser near the baseline, where they cost least: person, score, reward."""
    near = np.clip(centre[pieces.person], pieces.left, pieces.right)
    share = np.linspace(-1, 1, 2 * POINTS + 1)
    share = share * np.abs(share)
    reach = np.where(share[:, None] < 0, near - pieces.left, pieces.right - near)
    keep = (share[:, None] == 0) | (reach > 0)
    where = near + share[:, None] * reach
    return tuple(np.broadcast_to(values, where.shape)[keep] for values in (pieces.person, where, pieces.reward))


def _multipliers(
    design: Float[np.ndarray, "g d"],
    c: Float[np.ndarray, " g"],
    who: Int64[np.ndarray, " v"],
    reward: Float[np.ndarray, " v"],
    cost: Float[np.ndarray, " v"],
    change: Float[np.ndarray, " v"],
    eps: float,
) -> tuple[float, Float[np.ndarray, " g"]]:
    """Spread every person over scores so that the mean changes come from one model: the duals of the best way to do so."""
    groups, d = design.shape
    count = np.arange(len(who))
    once = csr_array((np.ones(len(who)), (who, count)), shape=(groups, len(who)))
    means = csr_array((change, (who, count)), shape=(groups, len(who)))
    found = linprog(
        np.append(-c[who] * reward, np.zeros(d)),
        A_ub=hstack([csr_array((c[who] * cost)[None]), csr_array((1, d))]).tocsr(),
        b_ub=[eps],
        A_eq=vstack([hstack([once, csr_array((groups, d))]), hstack([means, csr_array(-design)])]).tocsr(),
        b_eq=np.append(np.ones(groups), np.zeros(groups)),
        bounds=[(0, None)] * len(who) + [(None, None)] * d,
        method="highs",
    )
    if found.status != 0:
        # no multipliers: the bound is then useless, and says so
        return 0.0, np.zeros(groups)
    return max(0.0, -float(found.ineqlin.marginals[0])), found.eqlin.marginals[groups:] / c


def _maximisers(
    pieces: _Pieces, p: Float[np.ndarray, " g"], mu: float, tilt: Float[np.ndarray, " g"]
) -> Float[np.ndarray, " q"]:
    """Return where each concave piece is largest: where its slope tilt - mu (sigma(s) - p) vanishes, or at an end."""
    with np.errstate(over="ignore"):
        free = logit(np.clip(p + tilt / max(mu, 1e-300), 0, 1))
    return np.clip(free[pieces.person], pieces.left, pieces.right)
