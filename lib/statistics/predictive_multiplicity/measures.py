"""Ambiguity and what single competing models say about discrepancy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Num
from scipy.special import expit

from lib.statistics.predictive_multiplicity.logistic import LogisticFit, checked_models, with_intercept
from lib.statistics.predictive_multiplicity.profile import GridRange
from lib.statistics.predictive_multiplicity.ranges import ViableRange, largest_scores

# Extremal models sit on the threshold itself; rounding must not push them off it.
SLACK = 1e-9


@dataclass(frozen=True)
class Bound:
    """What is known of a maximum: ``coef`` attains ``lower``; nothing exceeds ``upper``."""

    lower: float
    upper: float
    coef: Float[np.ndarray, " d"]
    iterations: int

    @property
    def gap(self) -> float:
        """Upper minus lower."""
        return self.upper - self.lower


def _checked_delta(delta: float) -> float:
    if not 0 < delta < 1:
        raise ValueError(f"delta must be strictly between 0 and 1, got {delta}")
    return float(delta)


def _checked_shares(weights: Num[np.ndarray, " m"], count: int) -> Float[np.ndarray, " m"]:
    if weights.shape != (count,) or not ((weights >= 0) & (weights < np.inf)).all() or not weights.sum() > 0:
        raise ValueError(
            f"weights must be {count} finite numbers >= 0 with a positive sum, got shape {weights.shape}"
            + (f", sum {weights.sum()}" if weights.size else "")
        )
    return weights / weights.sum()


def ambiguity(
    ranges: ViableRange | GridRange,
    delta: float,
    weights: Num[np.ndarray, " m"] | None = None,
    *,
    attained: bool = False,
) -> float:
    """Return the share of people whose prediction some competing model moves by at least ``delta``.

    Parameters
    ----------
    ranges
        Of the people counted.
    delta
        Strictly between 0 and 1.
    weights
        How many people each row stands for; equal if not given.
    attained
        Count by the attained models only: a lower bound.  Without it the outer bounds count, which gives an upper one;
        where ``ranges.gap`` is small the two agree in all but freak cases.

    Raises
    ------
    ValueError
        If ``delta`` is out of range, or the weights are negative, all zero, infinite or of another length.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> from lib.statistics.predictive_multiplicity.ranges import viable_prediction_range
    >>> X = np.array([[0.0]] * 4 + [[1.0]] * 8)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1] + [1] * 4))
    >>> ranges = viable_prediction_range(fit, X, 0.01)
    >>> round(ambiguity(ranges, 0.1), 4), ambiguity(ranges, 0.05)
    (0.3333, 1.0)
    """
    delta = _checked_delta(delta)
    moves = ranges.attained_move if attained and isinstance(ranges, ViableRange) else ranges.move
    weights = np.ones(len(moves)) if weights is None else np.asarray(weights, dtype=float)
    return float((moves >= delta - SLACK) @ _checked_shares(weights, len(moves)))


def moved_share(
    fit: LogisticFit,
    coef: Num[np.ndarray, "b d"],
    delta: float,
    X: Num[np.ndarray, "m k"] | None = None,
    weights: Num[np.ndarray, " m"] | None = None,
) -> Float[np.ndarray, " b"]:
    """Return for each model the share of people whose prediction it moves by at least ``delta``.

    Parameters
    ----------
    fit, delta
        The baseline, and a number strictly between 0 and 1.
    coef
        Models, one a row; whether they compete is not asked.
    X, weights
        The people, and how many each row stands for; those of the training data if neither is given.

    Raises
    ------
    ValueError
        If ``delta`` is out of range, the shapes do not match, a coefficient is not finite, or the weights are negative, all
        zero or infinite.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> moved_share(fit, fit.coef[None] + np.array([[0.0, 0.0], [0.0, 1.0]]), 0.1).tolist()
    [0.0, 0.5]
    """
    delta = _checked_delta(delta)
    people = fit.X if X is None else np.asarray(X, dtype=float)
    if weights is None:
        weights = fit.shares if X is None else np.ones(len(people))
    share, base = _checked_shares(np.asarray(weights, dtype=float), len(people)), fit.probability(people)
    scores = checked_models(fit, coef) @ with_intercept(people).T
    return (np.abs(expit(scores) - base) >= delta - SLACK) @ share


def discrepancy_lower_bound(
    fit: LogisticFit, ranges: ViableRange, delta: float, *, rounds: int = 4, keep: int = 24
) -> tuple[float, Float[np.ndarray, " d"]]:
    """Return a share of the training people that one competing model moves by at least ``delta``, and that model.

    Parameters
    ----------
    fit, delta
        The baseline, and a number strictly between 0 and 1.
    ranges
        Of any people: their extremal models are the candidates.
    rounds, keep
        Local improvement: the best ``keep`` models are replaced by the extremal models of the average of the people they
        move, ``rounds`` times.

    Raises
    ------
    ValueError
        If ``delta`` is out of range, ``rounds`` is negative or ``keep`` less than 1, or ``ranges`` come from other features.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> from lib.statistics.predictive_multiplicity.ranges import viable_prediction_range
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> discrepancy_lower_bound(fit, viable_prediction_range(fit, X, 0.01), 0.09)[0]
    0.5
    """
    delta = _checked_delta(delta)
    if rounds < 0 or keep < 1:
        raise ValueError(f"rounds must be at least 0 and keep at least 1, got {rounds} and {keep}")
    models = np.vstack([fit.coef[None], *(checked_models(fit, coef) for coef in (ranges.coef_low, ranges.coef_high))])
    shares = moved_share(fit, models, delta)
    place = int(shares.argmax())
    best, model = float(shares[place]), models[place]
    design = fit.design.cpu().numpy().astype(np.float64)
    base = fit.probability(fit.X)
    for _ in range(rounds):
        top = np.unique(models[np.argsort(-shares, kind="stable")[:keep]], axis=0)
        change = expit(top @ design.T) - base
        directions = []
        for near in (0.5, 0.9, 1.0):
            counted = np.abs(change) >= near * delta - SLACK
            directions.append((np.sign(change) * counted * fit.shares) @ design)
        x = np.vstack(directions)
        x = x[np.abs(x).max(axis=1) > 0]
        if not len(x):
            break
        found = largest_scores(fit, torch.as_tensor(x).to(fit.design), ranges.eps)
        models = found.coef.cpu().numpy().astype(np.float64)
        shares = moved_share(fit, models, delta)
        place = int(shares.argmax())
        if shares[place] > best:
            best, model = float(shares[place]), models[place]
    return best, model
