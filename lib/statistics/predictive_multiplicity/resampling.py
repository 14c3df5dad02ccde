"""Competing models by training again: resampled people, part of the people, random directions, ridge penalties."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from jaxtyping import Float, Num

from lib.numeric import generator
from lib.statistics.predictive_multiplicity.logistic import (
    Labels,
    LogisticFit,
    absolute_eps,
    checked_models,
    fit_logistic,
    pair_products,
    with_intercept,
)
from lib.statistics.predictive_multiplicity.ranges import ViableRange


def bootstrap_models(fit: LogisticFit, draws: int, seed: int = 0) -> Float[np.ndarray, "draws d"]:
    r"""Fit on resampled people.

    Parameters
    ----------
    fit
        The baseline, fitted without sample weights.
    draws
        How many models.
    seed
        Of the resampling.

    Raises
    ------
    ValueError
        If ``draws`` is less than 1 or the baseline was fitted with sample weights.

    Notes
    -----
    All refits are one batch of Newton iterations, $O(\text{draws}\,g\,d^2)$ time a step.  A resample may be separable;
    its coefficients are then stopped on their way to infinity, a direction like any other.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 40, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1] * 10))
    >>> bootstrap_models(fit, 5).shape
    (5, 2)
    """
    return _refits(fit, draws, seed, lambda rng, cells: rng.multinomial(cells.sum(), cells / cells.sum(), size=draws))


def subsample_models(fit: LogisticFit, draws: int, share: float = 0.8, seed: int = 0) -> Float[np.ndarray, "draws d"]:
    """Fit on part of the people, drawn without replacement: what changing the seed of a training split does.

    Parameters
    ----------
    fit, draws, seed
        As for :func:`bootstrap_models`.
    share
        Which part, strictly between 0 and 1.

    Raises
    ------
    ValueError
        If ``draws`` is less than 1, ``share`` is out of range or leaves nobody, or the baseline was fitted with sample weights.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 40, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1] * 10))
    >>> subsample_models(fit, 5).shape
    (5, 2)
    """
    if not 0 < share < 1:
        raise ValueError(f"share must be strictly between 0 and 1, got {share}")

    if round(share * fit.n) < 1:
        raise ValueError(f"share must leave somebody of {fit.n} people, got {share}")

    def draw(rng: np.random.Generator, cells: np.ndarray) -> np.ndarray:
        return rng.multivariate_hypergeometric(cells, round(share * cells.sum()), size=draws)

    return _refits(fit, draws, seed, draw)


def _refits(
    fit: LogisticFit, draws: int, seed: int, draw: Callable[[np.random.Generator, np.ndarray], np.ndarray]
) -> Float[np.ndarray, "draws d"]:
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    people = fit.shares * fit.n
    positive = people * fit.target.cpu().numpy()
    exact = np.concatenate([people - positive, positive])
    cells = np.rint(exact).astype(np.int64)
    if np.abs(exact - cells).max() > 0.01:
        raise ValueError("fit must be fitted without sample weights: only whole people can be drawn again")
    counts = draw(np.random.default_rng(seed), cells).astype(float)
    negative, positive = np.split(counts / counts.sum(axis=1, keepdims=True), 2, axis=1)
    weight = torch.as_tensor(negative + positive).to(fit.design)
    target = torch.as_tensor(positive).to(fit.design)
    products, d = pair_products(fit.design), len(fit.coef)
    w = torch.as_tensor(fit.coef).to(fit.design).expand(draws, -1).clone()
    ridge = torch.zeros(d, dtype=w.dtype, device=w.device)
    ridge[1:] = 2 * fit.l2
    trace = 1e-10 * torch.eye(d, dtype=w.dtype, device=w.device)
    for _ in range(40):
        p = torch.sigmoid(w @ fit.design.T)
        gradient = (weight * p - target) @ fit.design + w * ridge
        hessian = ((weight * p * (1 - p)) @ products).reshape(-1, d, d) + torch.diag(ridge) + trace
        step = torch.linalg.solve(hessian, gradient)
        r = (step @ fit.design.T).abs().amax(1, keepdim=True).clamp_min(1e-12)
        w = w - step * (torch.log1p(r) / r)
        if float(r.max()) < 1e-9:
            break
    return w.cpu().numpy().astype(np.float64)


def random_models(
    fit: LogisticFit, draws: int, seed: int = 0, *, isotropic: bool = False
) -> Float[np.ndarray, "draws d"]:
    r"""Perturb the coefficients at random.

    Parameters
    ----------
    fit, draws, seed
        As for :func:`bootstrap_models`.
    isotropic
        The same variance for every coefficient, as when the weights of a network are perturbed; otherwise covariance
        $H^{-1}$, which spreads evenly over the level set.

    Raises
    ------
    ValueError
        If ``draws`` is less than 1.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> random_models(fit, 5).shape
    (5, 2)
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    noise = torch.randn(draws, len(fit.coef), generator=generator(seed), dtype=torch.float64).numpy()
    if not isotropic:
        # rows of noise L^-1 have covariance (L L^T)^-1
        noise = np.linalg.solve(np.linalg.cholesky(fit.hessian).T, noise.T).T
    return fit.coef + noise


def ridge_path(
    X: Num[np.ndarray, "n k"], y: Labels, penalties: Sequence[float] | Float[np.ndarray, " penalties"]
) -> Float[np.ndarray, "penalties d"]:
    """Fit with each of several ridge penalties.

    Parameters
    ----------
    X, y
        As for :func:`fit_logistic`.
    penalties
        Values of ``l2``.

    Raises
    ------
    ValueError
        If there is no penalty, or as :func:`fit_logistic`.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> ridge_path(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]), [0.0, 1.0]).round(3).tolist()
    [[-1.099, 2.197], [-0.03, 0.061]]
    """
    if not len(penalties):
        raise ValueError("penalties must hold at least one value, got none")
    return np.array([fit_logistic(X, y, l2=float(l2), device="cpu").coef for l2 in penalties])


def to_boundary(
    fit: LogisticFit, coef: Num[np.ndarray, "b d"], eps: float, *, relative: bool = False
) -> Float[np.ndarray, "b d"]:
    """Move models along the ray from the baseline until they spend the whole tolerance.

    Parameters
    ----------
    fit, eps, relative
        As for :func:`viable_prediction_range`.
    coef
        Models other than the baseline.

    Returns
    -------
    array
        Models with loss at the tolerance, never above it: the loss equals it on every ray exactly once.

    Raises
    ------
    ValueError
        If ``eps`` is negative, a model equals the baseline, or is not finite or of another length.

    Notes
    -----
    Bisection on all rays together, 70 evaluations of the loss.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> moved = to_boundary(fit, random_models(fit, 5), 0.01)
    >>> bool(np.allclose(fit.loss_of(moved) - fit.loss, 0.01))
    True
    """
    eps = absolute_eps(fit, eps, relative)
    ray = checked_models(fit, coef) - fit.coef
    length = np.sqrt(np.einsum("bi,ij,bj->b", ray, fit.hessian, ray))
    if not (length > 0).all():
        raise ValueError("coef must differ from the baseline, got a model that equals it")
    ray = ray / length[:, None]
    near, far = np.zeros(len(ray)), np.full(len(ray), np.sqrt(2 * eps) + 1e-12)
    while (inside := fit.loss_of(fit.coef + far[:, None] * ray) <= fit.loss + eps).any():
        far = np.where(inside, 2 * far, far)
    for _ in range(70):
        half = (near + far) / 2
        inside = fit.loss_of(fit.coef + half[:, None] * ray) <= fit.loss + eps
        near, far = np.where(inside, half, near), np.where(inside, far, half)
    return fit.coef + near[:, None] * ray


def competing(
    fit: LogisticFit, coef: Num[np.ndarray, "b d"], eps: float, *, relative: bool = False
) -> Float[np.ndarray, "c d"]:
    """Return those models whose loss is within the tolerance.

    Raises
    ------
    ValueError
        If ``eps`` is negative, or a model is not finite or of another length.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> len(competing(fit, fit.coef + np.array([[0.0, 0.1], [0.0, 2.0]]), 0.01))
    1
    """
    coef = checked_models(fit, coef)
    return coef[fit.loss_of(coef) <= fit.loss + absolute_eps(fit, eps, relative)]


def coverage(ranges: ViableRange, coef: Num[np.ndarray, "b d"], X: Num[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Return which part of each viable range some competing models and the baseline span, on the logit scale.

    Parameters
    ----------
    ranges
        Of the people in ``X``, with a positive tolerance.
    coef
        Competing models; there may be none.

    Raises
    ------
    ValueError
        If ``X`` and ``ranges`` disagree in length or a range is a point.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.ranges import viable_prediction_range
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> ranges = viable_prediction_range(fit, X, 0.01)
    >>> models = to_boundary(fit, random_models(fit, 3), 0.01)
    >>> bool((coverage(ranges, models, X) < 1).all())
    True
    """
    if len(X) != len(ranges.base):
        raise ValueError(f"X must hold the {len(ranges.base)} people of ranges, got {len(X)}")
    width = ranges.logit_high - ranges.logit_low
    if not (width > 0).all():
        raise ValueError("ranges must have positive widths, got a point: eps must be positive")
    spread = np.vstack([np.asarray(coef, dtype=float) @ with_intercept(X).T, ranges.logit_base])
    return (spread.max(axis=0) - spread.min(axis=0)) / width
