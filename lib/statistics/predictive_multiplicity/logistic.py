"""Logistic regression as a convex problem: grouped rows, separability, the minimiser."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64, Num
from scipy.optimize import linprog
from scipy.special import expit

from lib.numeric import resolve_device

Rows = Num[np.ndarray, "n k"]
Labels = Num[np.ndarray, " n"] | Bool[np.ndarray, " n"]


class SeparableDataError(ValueError):
    """The labels can be separated by a hyperplane, weakly or strictly, so the loss has no minimiser."""


@dataclass(frozen=True)
class Grouped:
    """Distinct rows with the number of people who share each, and how many of them are positive."""

    X: Float[np.ndarray, "g k"]
    n: Int64[np.ndarray, " g"]
    k: Int64[np.ndarray, " g"]
    inverse: Int64[np.ndarray, " n"]


@dataclass(frozen=True)
class LogisticFit:
    r"""The minimiser of the mean log-loss, with all that is needed to walk away from it.

    The loss is $L(w)=\sum_g c_g[\log(1+e^{s_g})-q_gs_g]+\lambda\lVert w_{1:}\rVert^2$ with $s_g=w_0+w_{1:}^\top x_g$ over groups of
    equal rows ``X``: ``weight`` is $c$ (it sums to one), ``target`` is $q$, the share of positives, ``l2`` is $\lambda$.  The
    intercept comes first and is never penalised.
    """

    coef: Float[np.ndarray, " d"]
    loss: float
    prob: Float[np.ndarray, " g"]
    hessian: Float[np.ndarray, "d d"]
    X: Float[np.ndarray, "g k"]
    design: Float[torch.Tensor, "g d"]
    weight: Float[torch.Tensor, " g"]
    target: Float[torch.Tensor, " g"]
    l2: float
    n: int

    @property
    def shares(self) -> Float[np.ndarray, " g"]:
        """The share of people who have each distinct row."""
        return self.weight.cpu().numpy().astype(np.float64)

    def probability(self, X: Num[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
        """Return the baseline's predictions."""
        return expit(with_intercept(X, len(self.coef) - 1) @ self.coef)

    def loss_of(self, coef: Num[np.ndarray, "*batch d"]) -> Float[np.ndarray, "*batch"]:
        """Return the (penalised) loss of other models, one or a batch."""
        w = torch.as_tensor(np.asarray(coef, dtype=float), dtype=self.design.dtype, device=self.design.device)
        if w.ndim == 0 or w.shape[-1] != len(self.coef):
            raise ValueError(f"coef must end in an axis of length {len(self.coef)}, got shape {tuple(w.shape)}")
        return np.asarray(loss(self, w.reshape(-1, w.shape[-1])).reshape(w.shape[:-1]).cpu(), dtype=np.float64)


def group_rows(X: Rows, y: Labels) -> Grouped:
    r"""Collect equal rows.

    Parameters
    ----------
    X
        Features, one row a person.
    y
        Labels 0 or 1.

    Returns
    -------
    Grouped
        Distinct rows in lexicographic order, counts, positives, and the group of each person.

    Raises
    ------
    ValueError
        If a label is not 0 or 1, a feature is not finite, there is no row, or the lengths differ.

    Notes
    -----
    $O(nk\log n)$ time.  Everything downstream costs by the number of groups, not of people.

    Examples
    --------
    >>> grouped = group_rows(np.array([[1.0], [0.0], [1.0]]), np.array([1, 0, 0]))
    >>> grouped.X.ravel().tolist(), grouped.n.tolist(), grouped.k.tolist()
    ([0.0, 1.0], [1, 2], [0, 1])
    """
    X, y = _checked(X, y)
    rows, inverse, counts = np.unique(X, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(-1).astype(np.int64)
    positives = np.bincount(inverse, weights=y, minlength=len(rows)).astype(np.int64)
    return Grouped(rows, counts.astype(np.int64), positives, inverse)


def is_separable(X: Rows, y: Labels) -> bool:
    r"""Decide by a linear program whether a hyperplane separates the labels, touching them or not.

    Parameters
    ----------
    X, y
        As for :func:`group_rows`; a constant is added.

    Returns
    -------
    bool
        True if some $w$ has $(2y_i-1)\,w^\top x_i\ge0$ for all people, not all zero: then, and only then, logistic
        regression has no minimiser (for $X$ of full column rank).

    Raises
    ------
    ValueError
        As :func:`group_rows`.

    Notes
    -----
    Maximises $\sum_i(2y_i-1)w^\top x_i$ with every term between 0 and 1.  The optimum is 0 or at least 1, so the answer
    does not hang on the solver's tolerance.  Albert and Anderson, Biometrika 71 (1984).

    Examples
    --------
    >>> ages = np.array([[20.0], [30.0], [40.0], [50.0]])
    >>> is_separable(ages, np.array([0, 0, 1, 1])), is_separable(ages, np.array([0, 1, 0, 1]))
    (True, False)
    """
    grouped = group_rows(X, y)
    # each column on a scale of its own: the answer does not depend on it, the solver's tolerance does
    spread = np.abs(grouped.X).max(axis=0)
    design = with_intercept(grouped.X / np.where(spread > 0, spread, 1.0))
    pure = (grouped.k == 0) | (grouped.k == grouped.n)
    signed = np.where(grouped.k > 0, 1.0, -1.0)[:, None] * design
    mixed = ~pure
    # a group with both labels must lie on the hyperplane itself
    found = linprog(
        -signed[pure].sum(axis=0),
        A_ub=np.vstack([-signed[pure], signed[pure]]) if pure.any() else None,
        b_ub=np.concatenate([np.zeros(pure.sum()), np.ones(pure.sum())]) if pure.any() else None,
        A_eq=design[mixed] if mixed.any() else None,
        b_eq=np.zeros(mixed.sum()) if mixed.any() else None,
        bounds=(None, None),
        method="highs",
    )
    if found.status != 0:
        raise ValueError(f"X must be such that the separability program can be solved, got: {found.message}")
    return bool(-found.fun > 0.5)


def fit_logistic(
    X: Rows,
    y: Labels,
    *,
    sample_weight: Num[np.ndarray, " n"] | None = None,
    l2: float = 0.0,
    device: str | torch.device | None = None,
    dtype: torch.dtype = torch.float64,
) -> LogisticFit:
    r"""Minimise the mean log-loss over linear models with intercept.

    Parameters
    ----------
    X, y
        Features (no constant: it is added) and labels 0 or 1.
    sample_weight
        Positive weights of the people; only their ratios matter.
    l2
        $\lambda\ge0$ in $L+\lambda\lVert w_{1:}\rVert^2$.
    device, dtype
        Where and in which precision all later computations run.

    Returns
    -------
    LogisticFit
        The minimiser to the last digits: Newton's method with backtracking until the decrement is rounding error.

    Raises
    ------
    SeparableDataError
        If all labels are equal, or if ``l2=0`` and the data are separable: then there is no minimiser.
    ValueError
        If a label is not 0 or 1, something is not finite, a weight is not positive or missing, ``dtype`` is no float of
        32 or 64 bits, ``l2<0``, or ``l2=0`` and the
        columns with the constant are linearly dependent.

    Notes
    -----
    $O(gd^2+d^3)$ time a Newton step for $g$ distinct rows, some eight steps.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> [round(float(p), 6) for p in fit.prob], round(fit.loss, 6)
    ([0.25, 0.75], 0.562335)
    """
    X, y = _checked(X, y)
    if not (np.isfinite(l2) and l2 >= 0):
        raise ValueError(f"l2 must be a finite number that is at least 0, got {l2}")
    weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
    if weights.shape != y.shape:
        raise ValueError(f"sample_weight must hold one weight for each of {len(y)} people, got shape {weights.shape}")
    if dtype not in (torch.float32, torch.float64):
        raise ValueError(f"dtype must be torch.float32 or torch.float64, got {dtype}")
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise ValueError("sample_weight must be positive and finite, got a weight that is not")
    if y.min() == y.max():
        raise SeparableDataError(f"y must hold both labels, got only {int(y[0])}: every intercept can be improved")
    grouped = group_rows(X, y)
    design = with_intercept(grouped.X)
    if l2 == 0:
        rank = int(np.linalg.matrix_rank(design / np.maximum(np.abs(design).max(axis=0), 1e-300)))
        if rank < design.shape[1]:
            raise ValueError(
                f"X with the constant must have full column rank {design.shape[1]}, got {rank}: "
                "drop dependent columns, or set l2 > 0"
            )
        if is_separable(X, y):
            raise SeparableDataError(
                "X and y must not be linearly separable when l2 = 0: the loss has no minimiser and its level sets are "
                "unbounded; set l2 > 0 or drop features"
            )
    total = np.bincount(grouped.inverse, weights=weights)
    positive = np.bincount(grouped.inverse, weights=weights * y)
    place = resolve_device(device)

    def tensor(values: np.ndarray) -> torch.Tensor:
        return torch.as_tensor(values, dtype=dtype, device=place)

    shell = LogisticFit(
        np.zeros(design.shape[1]), 0.0, np.zeros(len(design)), np.eye(design.shape[1]), grouped.X,
        tensor(design), tensor(total / total.sum()), tensor(positive / total), float(l2), len(y),
    )  # fmt: skip
    w = _minimise(shell)
    value, _, hessian, p = derivatives(shell, w[None])
    return LogisticFit(
        w.cpu().numpy().astype(np.float64),
        float(value[0]),
        p[0].cpu().numpy().astype(np.float64),
        hessian[0].cpu().numpy().astype(np.float64),
        grouped.X,
        shell.design,
        shell.weight,
        shell.target,
        float(l2),
        len(y),
    )


def _minimise(fit: LogisticFit, steps: int = 100) -> Float[torch.Tensor, " d"]:
    w = torch.zeros(fit.design.shape[1], dtype=fit.design.dtype, device=fit.design.device)
    tiny = torch.finfo(w.dtype).eps
    last = torch.inf
    for _ in range(steps):
        value, gradient, hessian, _ = derivatives(fit, w[None])
        # every column on its own scale, and a trace of ridge in the solve only
        scale = hessian[0].diagonal().clamp_min(1e-300).rsqrt()
        scaled = scale[:, None] * hessian[0] * scale + 16 * tiny * torch.eye(len(w), dtype=w.dtype, device=w.device)
        factor, failed = torch.linalg.cholesky_ex(scaled)
        if failed:
            raise ValueError(
                "X must not be so nearly collinear or so large that a Newton step fails: rescale or drop columns"
            )
        step = scale * torch.cholesky_solve((scale * gradient[0])[:, None], factor)[:, 0]
        decrement = float(gradient[0] @ step)
        if decrement <= tiny**1.5 or (decrement < tiny and decrement >= last):
            return w
        last = decrement
        size = 1.0
        while (
            decrement > 1e-9 and float(loss(fit, (w - size * step)[None])) > float(value[0]) - 0.25 * size * decrement
        ):
            size /= 2
        w = w - size * step
    raise SeparableDataError("X and y must have a finite minimiser, got none in 100 Newton steps: set l2 > 0")


def penalty(fit: LogisticFit) -> Float[torch.Tensor, " d"]:
    r"""Return $2\lambda$ for each coefficient, 0 for the intercept."""
    ridge = torch.full((fit.design.shape[1],), 2 * fit.l2, dtype=fit.design.dtype, device=fit.design.device)
    ridge[0] = 0
    return ridge


def loss(fit: LogisticFit, w: Float[torch.Tensor, "b d"]) -> Float[torch.Tensor, " b"]:
    """Return the loss of a batch of models."""
    scores = w @ fit.design.T
    terms = torch.nn.functional.softplus(scores, threshold=40.0) - fit.target * scores
    return terms @ fit.weight + 0.5 * (w**2) @ penalty(fit)


def pair_products(design: Float[torch.Tensor, "g d"]) -> Float[torch.Tensor, "g dd"]:
    """Return the products of all pairs of columns, so that a batch of Hessians is one matrix product."""
    return (design[:, :, None] * design[:, None, :]).flatten(1)


def derivatives(
    fit: LogisticFit, w: Float[torch.Tensor, "b d"], products: Float[torch.Tensor, "g dd"] | None = None
) -> tuple[
    Float[torch.Tensor, " b"], Float[torch.Tensor, "b d"], Float[torch.Tensor, "b d d"], Float[torch.Tensor, "b g"]
]:
    """Return loss, gradient, Hessian and probabilities of a batch of models."""
    d = w.shape[1]
    scores = w @ fit.design.T
    # one exponential serves all three: e/(1+e)^2 is p(1-p) without cancellation
    small = torch.exp(-scores.abs())
    large = 1 / (1 + small)
    p = torch.where(scores >= 0, large, small * large)
    ridge = penalty(fit)
    value = scores.clamp_min(0) @ fit.weight + torch.log1p(small) @ fit.weight - scores @ (fit.weight * fit.target)
    value = value + 0.5 * (w**2) @ ridge
    gradient = ((p - fit.target) * fit.weight) @ fit.design + w * ridge
    products = pair_products(fit.design) if products is None else products
    hessian = ((small * large**2 * fit.weight) @ products).reshape(-1, d, d) + torch.diag(ridge)
    return value, gradient, hessian, p


def with_intercept(X: Num[np.ndarray, "m k"], width: int | None = None) -> Float[np.ndarray, "m d"]:
    """Put the constant in front of the features.

    Raises
    ------
    ValueError
        If ``X`` is not a table, an entry is not finite, or ``width`` is given and the number of columns differs from it.
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError(f"X must hold one row for each person, m by k, got shape {X.shape}")
    if width is not None and X.shape[1] != width:
        raise ValueError(f"X must have {width} columns like the training data, got {X.shape[1]}")
    if not np.isfinite(X).all():
        raise ValueError("X must be finite, got NaN or infinity")
    return np.hstack([np.ones((len(X), 1)), X])


def checked_models(fit: LogisticFit, coef: Num[np.ndarray, "b d"]) -> Float[np.ndarray, "b d"]:
    """Return models as rows of numbers.

    Raises
    ------
    ValueError
        If they are not one row each with the intercept and a number for every feature, all finite.
    """
    coef, d = np.asarray(coef, dtype=float), len(fit.coef)
    if coef.ndim != 2 or coef.shape[1] != d:
        raise ValueError(f"coef must have {d} columns, the intercept first, one row a model, got shape {coef.shape}")
    if not np.isfinite(coef).all():
        raise ValueError("coef must be finite, got NaN or infinity")
    return coef


def _checked(X: Rows, y: Labels) -> tuple[Float[np.ndarray, "n k"], Float[np.ndarray, " n"]]:
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.ndim != 1 or len(X) != len(y) or len(X) == 0:
        raise ValueError(f"X must be n by k and y of length n >= 1, got shapes {X.shape} and {y.shape}")
    if not np.isfinite(X).all():
        raise ValueError("X must be finite, got NaN or infinity: drop or fill missing values first")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError(f"y must hold labels 0 and 1 only, got {np.unique(y[:50])[:5].tolist()}")
    return X, y


def absolute_eps(fit: LogisticFit | None, eps: float, relative: bool = False) -> float:
    """Return the tolerance as an absolute one, after checking it.

    Raises
    ------
    ValueError
        If it is negative or not finite.
    TypeError
        If it is not one number.

    Examples
    --------
    >>> absolute_eps(None, 0.01)
    0.01
    """
    if np.ndim(eps) or not np.issubdtype(np.asarray(eps).dtype, np.number):
        raise TypeError(f"eps must be one number, got {eps!r}")
    if not (np.isfinite(eps) and eps >= 0):
        raise ValueError(f"eps must be a finite number that is at least 0, got {eps}")
    return float(eps * fit.loss) if relative and fit is not None else float(eps)
