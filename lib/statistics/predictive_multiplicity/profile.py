"""The profile loss, Newton's method on it, and the paper's grid of thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Num
from scipy.special import expit

from lib.statistics.predictive_multiplicity.logistic import (
    LogisticFit,
    absolute_eps,
    derivatives,
    pair_products,
    with_intercept,
)
from lib.statistics.predictive_multiplicity.ranges import _solve, chunk_size

# The paper's thresholds, by the public code: 0.01, 0.05, 0.10, ..., 0.95, 0.99.
GRID = (0.01, *(round(0.05 * k, 2) for k in range(1, 20)), 0.99)


@dataclass(frozen=True)
class ProfilePoint:
    """The least loss among models that give a person a prescribed score, the model, and the slope of the profile."""

    loss: Float[np.ndarray, " b"]
    coef: Float[np.ndarray, "b d"]
    multiplier: Float[np.ndarray, " b"]


@dataclass(frozen=True)
class GridRange:
    """The range of thresholds that are reachable, person by person."""

    low: Float[np.ndarray, " m"]
    base: Float[np.ndarray, " m"]
    high: Float[np.ndarray, " m"]

    @property
    def width(self) -> Float[np.ndarray, " m"]:
        """Length of each range."""
        return self.high - self.low

    @property
    def move(self) -> Float[np.ndarray, " m"]:
        """How far each prediction moves away from the baseline on the grid."""
        return np.maximum(self.high - self.base, self.base - self.low)


def profile_loss(
    fit: LogisticFit, X: Num[np.ndarray, "b k"], logit_value: Num[np.ndarray, " b"], *, max_steps: int = 200
) -> ProfilePoint:
    r"""Return $L^*_x(s)=\min\{L(w):w^\top x=s\}$ for a batch of people and scores.

    Parameters
    ----------
    fit
        The baseline.
    X
        One row a person, without the constant.
    logit_value
        The prescribed scores.
    max_steps
        Most Newton steps.

    Returns
    -------
    ProfilePoint
        Losses, models and multipliers $t=dL^*/ds$.

    Raises
    ------
    ValueError
        If a score is not finite or too far away for Newton's steps, the shapes do not match, or the iteration does not
        converge.

    Notes
    -----
    Newton steps inside the constraint, with the step length $\log(1+r)/r$, where $r$ is the largest change of a score:
    since $\lvert\varphi'''\rvert\le\varphi''$ for the logistic loss, each such step lowers the loss.  $O(bgd^2)$ time a step.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> point = profile_loss(fit, np.array([[0.0]]), np.array([0.0]))
    >>> round(float(point.loss[0] - fit.loss), 6), round(float(point.multiplier[0]), 3)
    (0.065406, 0.125)
    """
    logit_value = np.asarray(logit_value, dtype=float)
    if not np.isfinite(logit_value).all():
        raise ValueError("logit_value must be finite, got NaN or infinity: the scores of probabilities 0 and 1")
    design = with_intercept(X, len(fit.coef) - 1)
    if logit_value.shape != (len(design),):
        raise ValueError(
            f"logit_value must hold one score for each of {len(design)} rows, got shape {logit_value.shape}"
        )
    x = torch.as_tensor(design, dtype=fit.design.dtype, device=fit.design.device)
    s = torch.as_tensor(logit_value, dtype=x.dtype, device=x.device)
    products = pair_products(fit.design)
    size = chunk_size(fit)
    parts = [
        _profile_chunk(fit, a, b, products, max_steps)
        for a, b in zip(torch.split(x, size), torch.split(s, size), strict=True)
    ]
    losses, coefs, multipliers = (torch.cat([part[k] for part in parts]).cpu().numpy() for k in range(3))
    return ProfilePoint(losses.astype(np.float64), coefs.astype(np.float64), multipliers.astype(np.float64))


def _profile_chunk(
    fit: LogisticFit,
    x: Float[torch.Tensor, "b d"],
    s: Float[torch.Tensor, " b"],
    products: Float[torch.Tensor, "g dd"],
    max_steps: int,
) -> tuple[Float[torch.Tensor, " b"], Float[torch.Tensor, "b d"], Float[torch.Tensor, " b"]]:
    base = torch.as_tensor(fit.coef, dtype=x.dtype, device=x.device)
    inverse = torch.linalg.inv(torch.as_tensor(fit.hessian, dtype=x.dtype, device=x.device))
    ray = x @ inverse
    w = base + ray * ((s - x @ base) / (ray * x).sum(1))[:, None]
    enough = torch.finfo(x.dtype).eps ** 0.5
    active = torch.arange(len(x), device=x.device)
    for _ in range(max_steps):
        _, gradient, hessian, _ = derivatives(fit, w[active], products)
        a, b = _solve(hessian, gradient, x[active])
        t = (x[active] * a).sum(1) / (x[active] * b).sum(1)
        change = t[:, None] * b - a
        r = (change @ fit.design.T).abs().amax(1)
        size = torch.where(r > 1e-8, torch.log1p(r) / r.clamp_min(1e-8), torch.ones_like(r))
        w[active] = w[active] + size[:, None] * change
        # the loss is flat here: an error of this size in the scores is one of its square in the loss
        active = active[r > enough]
        if not len(active):
            break
    else:
        raise ValueError(f"max_steps must be enough for the profile to converge, got {max_steps}")
    value, gradient, hessian, _ = derivatives(fit, w, products)
    if not bool(torch.isfinite(value).all()):
        raise ValueError(
            f"logit_value must be nearer to the baseline: at {float(s[~value.isfinite()][0]):g} Newton's steps fail"
        )
    a, b = _solve(hessian, gradient, x)
    return value, w, (x * a).sum(1) / (x * b).sum(1)


def grid_prediction_range(
    fit: LogisticFit, X: Num[np.ndarray, "m k"], eps: float, grid: tuple[float, ...] = GRID, *, relative: bool = False
) -> GridRange:
    """Return the range that the paper's grid of thresholds finds.

    Parameters
    ----------
    fit, X, eps, relative
        As for :func:`viable_prediction_range`.
    grid
        Thresholds between 0 and 1.

    Returns
    -------
    GridRange
        The smallest and the largest threshold whose refitted model is within the tolerance, or the baseline's own
        prediction where none is.  Always inside the exact range.

    Raises
    ------
    ValueError
        If ``eps`` is negative or a threshold is not strictly between 0 and 1.

    Notes
    -----
    One constrained refit for each person and threshold: the constraint binds, so it is a point of the profile loss.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> found = grid_prediction_range(fit, np.array([[0.0]]), 0.01)
    >>> float(found.low[0]), float(found.high[0])
    (0.2, 0.3)
    """
    eps = absolute_eps(fit, eps, relative)
    points = np.sort(np.asarray(grid, dtype=float))
    if not len(points) or not ((points > 0) & (points < 1)).all():
        raise ValueError(f"grid must hold thresholds strictly between 0 and 1, got {tuple(grid)}")
    design, inverse = np.unique(with_intercept(X, len(fit.coef) - 1), axis=0, return_inverse=True)
    rows, inverse = design[:, 1:], inverse.reshape(-1)
    base = expit(design @ fit.coef)
    scores = np.log(points / (1 - points))
    found = profile_loss(fit, np.repeat(rows, len(points), axis=0), np.tile(scores, len(rows)))
    reachable = (found.loss <= fit.loss + eps).reshape(len(rows), len(points))
    low = np.minimum(base, np.where(reachable, points, np.inf).min(axis=1))
    high = np.maximum(base, np.where(reachable, points, -np.inf).max(axis=1))
    return GridRange(low[inverse], base[inverse], high[inverse])


def newton_iterates(
    fit: LogisticFit, x: Num[np.ndarray, " k"], eps: float, *, upper: bool = True, steps: int = 6
) -> list[tuple[float, float, float]]:
    r"""Return Newton's iterates for the endpoint of one person's range, each with loss and slope of the profile.

    Parameters
    ----------
    fit, eps
        As for :func:`viable_prediction_range`.
    x
        One person's features.
    upper
        Which endpoint.
    steps
        How many iterates.

    Returns
    -------
    list of (score, loss, slope)
        Starting from the quadratic guess $s_0\pm\sqrt{2\epsilon h}$.  The profile is convex, so every tangent crosses the
        tolerance outside the range: from the second on, iterates are outer bounds.

    Raises
    ------
    ValueError
        If ``eps`` is not positive.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> [round(s, 6) for s, _, _ in newton_iterates(fit, np.array([0.0]), 0.01, steps=4)]
    [-0.636732, -0.652087, -0.652375, -0.652375]
    """
    eps = absolute_eps(fit, eps)
    if eps == 0:
        raise ValueError("eps must be positive for an endpoint to iterate to, got 0")
    row = with_intercept(np.asarray(x, dtype=float)[None], len(fit.coef) - 1)[0]
    spread = float(row @ np.linalg.solve(fit.hessian, row))
    s = float(row @ fit.coef) + (1 if upper else -1) * np.sqrt(2 * eps * spread)
    trace = []
    for _ in range(steps):
        point = profile_loss(fit, row[None, 1:], np.array([s]))
        value, slope = float(point.loss[0]), float(point.multiplier[0])
        trace.append((float(s), value, slope))
        s -= (value - fit.loss - eps) / slope
    return trace
