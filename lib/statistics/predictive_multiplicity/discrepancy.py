"""Discrepancy by mixed-integer programming with cuts, and by its relaxation."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, hstack, vstack
from scipy.special import expit

from lib.statistics.predictive_multiplicity.logistic import LogisticFit, absolute_eps, derivatives, with_intercept
from lib.statistics.predictive_multiplicity.measures import (
    SLACK,
    Bound,
    _checked_delta,
    discrepancy_lower_bound,
    moved_share,
)
from lib.statistics.predictive_multiplicity.price import discrepancy_knapsack, divergence
from lib.statistics.predictive_multiplicity.ranges import (
    ViableRange,
    _inside,
    largest_scores,
    training_ranges,
    viable_prediction_range,
)

# A cut is added while a solution's loss exceeds the tolerance by more than this; smaller violations are the solver's.
CUT = 1e-8


@dataclass(frozen=True)
class _Program:
    """The mixed-integer program: variables are the model, then one binary for each person and direction of moving."""

    cost: Float[np.ndarray, " v"]
    indicators: LinearConstraint
    bounds: Bounds
    d: int


def discrepancy_milp(
    fit: LogisticFit,
    eps: float,
    delta: float,
    *,
    relative: bool = False,
    time_limit: float = 30.0,
    gap: float = 0.0,
    ranges: ViableRange | None = None,
    charge: bool = True,
) -> Bound:
    r"""Bound the largest share of training people whose predictions one competing model moves by at least ``delta``.

    Parameters
    ----------
    fit, eps, relative
        As for :func:`viable_prediction_range`.
    delta
        Strictly between 0 and 1.
    time_limit
        Seconds for all solves together.
    gap
        Relative gap at which the solver may stop.
    ranges
        The ranges of ``fit.X`` at this tolerance, if they are already known.
    charge
        Whether to add the row of :func:`discrepancy_knapsack`: whoever moves spends part of the tolerance.  The paper's
        program does not have it.

    Returns
    -------
    Bound
        Both bounds, however large the gap.  The lower one is attained by ``coef``, whose loss was evaluated; the upper
        one is the solver's dual bound and as sure as its tolerances (1e-6).

    Raises
    ------
    ValueError
        If ``eps`` is negative, ``delta``, ``gap`` or ``time_limit`` out of range, or ``ranges`` of another tolerance.

    Notes
    -----
    Outer approximation: the level set is replaced by tangent cuts, first at the $2g$ extremal models, then at every
    solution that violates it.  The ranges give the least big constants and fix the indicator of everyone who is not
    ambiguous.  Exponential time in the worst case; :func:`discrepancy_lagrangian` often gives a lower upper bound at once.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> found = discrepancy_milp(fit, 0.01, 0.05)
    >>> round(found.lower, 6), round(found.upper, 6)
    (1.0, 1.0)
    """
    eps, delta = absolute_eps(fit, eps, relative), _checked_delta(delta)
    if not time_limit > 0 or not 0 <= gap < 1:
        raise ValueError(f"time_limit must be positive and gap in [0, 1), got {time_limit} and {gap}")
    deadline = time.monotonic() + time_limit
    return _outer_approximation(fit, eps, delta, ranges, gap, deadline, integral=True, charge=charge)


def discrepancy_relaxation(
    fit: LogisticFit,
    eps: float,
    delta: float,
    *,
    relative: bool = False,
    ranges: ViableRange | None = None,
    charge: bool = True,
) -> Bound:
    """Bound the discrepancy without branching: the same program with indicators anywhere between 0 and 1.

    Parameters
    ----------
    fit, eps, delta, relative, ranges, charge
        As for :func:`discrepancy_milp`.

    Returns
    -------
    Bound
        The upper bound is the optimum of a convex program, reached by cuts; the lower one comes from its solution and
        from :func:`discrepancy_lower_bound`.

    Raises
    ------
    ValueError
        As :func:`discrepancy_milp`.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> found = discrepancy_relaxation(fit, 0.01, 0.095)
    >>> found.lower <= found.upper <= 1
    True
    """
    eps, delta = absolute_eps(fit, eps, relative), _checked_delta(delta)
    return _outer_approximation(fit, eps, delta, ranges, 0.0, np.inf, integral=False, charge=charge)


def _outer_approximation(
    fit: LogisticFit,
    eps: float,
    delta: float,
    ranges: ViableRange | None,
    gap: float,
    deadline: float,
    *,
    integral: bool,
    charge: bool,
) -> Bound:
    ranges = training_ranges(fit, eps, ranges)
    lower, coef = discrepancy_lower_bound(fit, ranges, delta)
    upper = float(fit.shares[ranges.move >= delta - SLACK].sum())
    if charge:
        upper = min(upper, discrepancy_knapsack(fit, eps, delta, ranges=ranges))
    if upper <= lower + 1e-12:
        return Bound(lower, max(lower, upper), coef, 0)
    program = _program(fit, ranges, eps, delta, charge=charge)
    cuts = _cuts(fit, np.vstack([ranges.coef_low, ranges.coef_high]), eps)
    iterations = 0
    while upper > lower + 1e-9 and iterations < 200 and (left := deadline - time.monotonic()) > 0.05:
        found = _solve(program, cuts, gap, left, integral=integral)
        iterations += 1
        dual = found.mip_dual_bound if integral else found.fun
        if dual is not None and np.isfinite(dual):
            upper = min(upper, -float(dual))
        if found.x is None:
            break
        point = found.x[: program.d]
        candidates = np.vstack([point, _centred(fit, program, cuts, found.x, eps)]) if integral else point[None]
        inside = _inside(fit, torch.as_tensor(candidates).to(fit.design), eps).cpu().numpy().astype(np.float64)
        shares = moved_share(fit, inside, delta)
        place = int(shares.argmax())
        if shares[place] > lower:
            lower, coef = float(shares[place]), inside[place]
        if float(fit.loss_of(point)) - fit.loss - eps <= CUT:
            break
        cuts = _stack(cuts, _cuts(fit, np.vstack([point, inside]), eps))
    return Bound(lower, max(lower, upper), coef, iterations)


def _program(fit: LogisticFit, ranges: ViableRange, eps: float, delta: float, *, charge: bool) -> _Program:
    """Set up indicators: z = 1 forces the score below logit(p - delta), v = 1 above logit(p + delta)."""
    design = with_intercept(fit.X)
    d = design.shape[1]
    rows, right, shares, people, costs = [], [], [], [], []
    # people are counted with a slack: whoever the count admits must be admitted here
    reach = delta - 2 * SLACK
    for sign, side, end in ((-1, ranges.base - reach, ranges.logit_low), (1, ranges.base + reach, ranges.logit_high)):
        # a probability outside (0, 1) is out of reach: no indicator, and no logarithm of a negative number
        able = (side > 0) & (side < 1) & (sign * (expit(end) - side) >= 0)
        mark = np.log(side[able] / (1 - side[able]))
        other = (ranges.logit_high if sign < 0 else ranges.logit_low)[able]
        # downwards: x.w + (s+ - mark) z <= s+ ; upwards the same with all signs turned
        rows.append(np.column_stack([-sign * design[able], np.abs(other - mark)]))
        right.append(-sign * other)
        shares.append(fit.shares[able])
        people.append(np.flatnonzero(able))
        costs.append(divergence(ranges.base[able], side[able]))
    block, people_all = np.vstack(rows), np.concatenate(people)
    count = len(block)
    models = csr_array(block[:, :d])
    indicators = hstack([models, csr_array((block[:, d], (np.arange(count), np.arange(count))), shape=(count, count))])
    # nobody moves both ways
    both = np.intersect1d(people[0], people[1])
    pairs = csr_array(
        (np.ones(2 * len(both)), (
            np.repeat(np.arange(len(both)), 2),
            d + np.flatnonzero(np.isin(people_all, both))[np.argsort(people_all[np.isin(people_all, both)], kind="stable")],
        )), shape=(len(both), d + count),
    )  # fmt: skip
    # whoever moves spends at least the divergence of moving just so far: see discrepancy_knapsack
    spent = np.concatenate([np.zeros(d), fit.shares[people_all] * np.concatenate(costs)])
    matrix = vstack([indicators, pairs, csr_array(spent[None])]).tocsr()
    limit = np.concatenate([*right, np.ones(len(both)), [eps if charge else np.inf]])
    axes = np.vstack([np.eye(d), -np.eye(d)])
    far = largest_scores(fit, torch.as_tensor(axes).to(fit.design), eps).outer.cpu().numpy()
    return _Program(
        np.concatenate([np.zeros(d), -np.concatenate(shares)]),
        LinearConstraint(matrix, -np.inf, limit),
        Bounds(np.concatenate([-far[d:], np.zeros(count)]), np.concatenate([far[:d], np.ones(count)])),
        d,
    )


def _cuts(
    fit: LogisticFit, coef: Float[np.ndarray, "c d"], eps: float
) -> tuple[Float[np.ndarray, "c d"], Float[np.ndarray, " c"]]:
    """Return the tangents of the loss at some models: gradient . w <= right hand side holds on the level set."""
    w = torch.as_tensor(coef).to(fit.design)
    value, gradient, _, _ = derivatives(fit, w)
    right = fit.loss + eps - value + (gradient * w).sum(1)
    scale = gradient.abs().amax(1).clamp_min(1e-12)
    return (gradient / scale[:, None]).cpu().numpy().astype(np.float64), (right / scale).cpu().numpy().astype(
        np.float64
    )


def _stack(
    first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    return np.vstack([first[0], second[0]]), np.concatenate([first[1], second[1]])


def _centred(
    fit: LogisticFit, program: _Program, cuts: tuple[np.ndarray, np.ndarray], solution: np.ndarray, eps: float
) -> Float[np.ndarray, " d"]:
    """Move a solution away from the constraints of the people it moves.

    Solvers return vertices, which their tolerance may leave a millionth on the wrong side; then nobody counts as moved.
    """
    d = program.d
    chosen = np.flatnonzero(solution[d:] > 0.5)
    matrix = program.indicators.A[chosen]
    rows, right = matrix[:, :d].toarray(), program.indicators.ub[chosen] - matrix[:, d:].sum(axis=1)
    point = solution[:d]
    for _ in range(15):
        block = np.vstack([rows, cuts[0]])
        found = milp(
            np.append(np.zeros(d), -1.0),
            constraints=LinearConstraint(
                np.column_stack([block, np.ones(len(block))]), -np.inf, np.concatenate([right, cuts[1]])
            ),
            bounds=Bounds(np.append(program.bounds.lb[:d], -1.0), np.append(program.bounds.ub[:d], 1.0)),
        )
        if found.x is None:
            break
        point = found.x[:d]
        if float(fit.loss_of(point)) <= fit.loss + eps:
            break
        cuts = _stack(cuts, _cuts(fit, point[None], eps))
    return point


def _solve(
    program: _Program, cuts: tuple[np.ndarray, np.ndarray], gap: float, left: float, *, integral: bool
) -> OptimizeResult:
    count = len(program.cost) - program.d
    tangents = hstack([csr_array(cuts[0]), csr_array((len(cuts[0]), count))])
    whole = np.concatenate([np.zeros(program.d), np.full(count, int(integral))])
    options = {"mip_rel_gap": gap, "time_limit": left} if np.isfinite(left) else {"mip_rel_gap": gap}
    with _quiet():
        return milp(
            program.cost,
            constraints=[program.indicators, LinearConstraint(tangents, -np.inf, cuts[1])],
            bounds=program.bounds,
            integrality=whole,
            options=options,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep off the page a debugging line that HiGHS prints, whatever its options, when it repairs a solution."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def big_m_without_intercept(fit: LogisticFit, eps: float, delta: float, largest: float = 25.0) -> bool:
    r"""Return whether the program with the public code's big constants has a solution.

    There the score of a person is taken to be at most $W\sum_{j\ge1}|x_{ij}|$ in modulus, $W$ being the bound on
    coefficients, as if there were no intercept.  For a person with all features zero every indicator row then reads
    $w_0\ge0$ or $w_0\le0$.

    Parameters
    ----------
    fit, eps, delta
        As for :func:`discrepancy_milp`.
    largest
        $W$.

    Raises
    ------
    ValueError
        If ``eps`` or ``delta`` is out of range.

    Notes
    -----
    Only the rows of people without features are kept, and the exact range of the intercept stands for the loss: if even
    that has no solution, the whole program has none.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], [40, 4], axis=0)
    >>> fit = fit_logistic(X, np.array([0] * 36 + [1] * 4 + [0, 1, 1, 1]))
    >>> big_m_without_intercept(fit, 0.01, 0.2)
    False
    """
    eps, delta = absolute_eps(fit, eps), _checked_delta(delta)
    bare = ~fit.X.any(axis=1)
    if not bare.any():
        return True
    only = viable_prediction_range(fit, fit.X[bare][:1], eps)
    reach = largest * np.abs(fit.X[bare][:1]).sum()
    base = float(only.base[0])
    allowed = []
    for down in (0, 1):
        for up in (0, 1 - down):
            high, low = reach, -reach
            if down:
                high = np.log((base - delta) / (1 - base + delta)) if base > delta else -np.inf
            if up:
                low = np.log((base + delta) / (1 - base - delta)) if base + delta < 1 else np.inf
            allowed.append(max(low, only.logit_low[0]) <= min(high, only.logit_high[0]))
    return bool(any(allowed))
