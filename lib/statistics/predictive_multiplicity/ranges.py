r"""Viable prediction ranges with a certificate: an attained model inside, a dual bound outside.

For a direction $x$ the largest score $x^\top w$ on the level set $\{L\le b\}$, $b=L_0+\epsilon$, is found by solving

    maximise  x.w   subject to   the quadratic model of L at the current w being at most b,

again and again; each step has a closed form.  A whole batch of people and both signs advance together.  What the
iteration returns is not trusted: a feasible model bounds the endpoint from inside, Fenchel's inequality from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Num
from scipy.special import expit

from lib.statistics.predictive_multiplicity.logistic import (
    LogisticFit,
    absolute_eps,
    derivatives,
    loss,
    pair_products,
    penalty,
    with_intercept,
)

# Numbers in one chunk of the batch, for each of the few arrays alive at once: what a processor's cache holds, or what
# keeps an accelerator busy.
CHUNK = {"cpu": 300_000, "cuda": 30_000_000}
# A step may change no score by more than this: inside, the third derivative changes the Hessian by a factor e**TRUST
# at most.  At large tolerances scores are far away and the loss is nearly linear there: steps that stay within the
# tolerance may double, up to MOST.
TRUST, MOST = 2.0, 16.0
# Where the certificate is loose, smaller tolerances are tried: these multiples of the loss.
RUNGS = (16.0, 4.0, 1.0, 0.25)


@dataclass(frozen=True)
class ViableRange:
    """Ranges of predictions over all competing models.

    ``low`` and ``high`` are certified outer bounds (no competing model leaves them), ``attained_low`` and ``attained_high``
    are the predictions of the competing models ``coef_low`` and ``coef_high``.  ``gap`` is the larger of the two
    differences between outer and attained, on the logit scale; infinite where no bound was found (see ``certified``).
    """

    low: Float[np.ndarray, " m"]
    base: Float[np.ndarray, " m"]
    high: Float[np.ndarray, " m"]
    attained_low: Float[np.ndarray, " m"]
    attained_high: Float[np.ndarray, " m"]
    coef_low: Float[np.ndarray, "m d"]
    coef_high: Float[np.ndarray, "m d"]
    logit_low: Float[np.ndarray, " m"]
    logit_base: Float[np.ndarray, " m"]
    logit_high: Float[np.ndarray, " m"]
    gap: Float[np.ndarray, " m"]
    eps: float

    @property
    def certified(self) -> Bool[np.ndarray, " m"]:
        """Whose range has a bound on both sides: everybody's, unless arithmetic overflows or the Hessian is singular to it."""
        return np.isfinite(self.gap)

    @property
    def width(self) -> Float[np.ndarray, " m"]:
        """Length of each range of probabilities."""
        return self.high - self.low

    @property
    def move(self) -> Float[np.ndarray, " m"]:
        """How far each prediction can move away from the baseline, up or down."""
        return np.maximum(self.high - self.base, self.base - self.low)

    @property
    def attained_move(self) -> Float[np.ndarray, " m"]:
        """How far the attained models move each prediction: at most :attr:`move`."""
        return np.maximum(self.attained_high - self.base, self.base - self.attained_low)


@dataclass(frozen=True)
class Endpoints:
    """Largest scores along a batch of directions: models, their scores, certified upper bounds."""

    coef: Float[torch.Tensor, "b d"]
    inner: Float[torch.Tensor, " b"]
    outer: Float[torch.Tensor, " b"]
    steps: int


def viable_prediction_range(
    fit: LogisticFit,
    X: Num[np.ndarray, "m k"],
    eps: float,
    *,
    relative: bool = False,
    tol: float = 1e-5,
    max_steps: int = 200,
) -> ViableRange:
    r"""Return the range of each person's prediction over all models within ``eps`` of the baseline's loss.

    Parameters
    ----------
    fit
        The baseline; the computation runs on its device and in its precision.
    X
        The people, without the constant.  Equal rows are computed once.
    eps
        Tolerance, added to the loss; with ``relative=True`` a multiple of the baseline's loss.
    tol
        Iteration stops when a step changes no score by more than this.  The error left is of the order of its square.
    max_steps
        Iteration also stops after so many steps; the certificate then reports what gap is left.

    Returns
    -------
    ViableRange
        Outer bounds, attained predictions, the models that attain them, and the certified gap.

    Raises
    ------
    ValueError
        If ``eps`` is negative, ``tol`` or ``max_steps`` not positive, or the columns do not match.

    Notes
    -----
    *Outer bound.*  $\log(1+e^s)\ge us+H(u)$ for every $u\in[0,1]$, where $H(u)=-u\log u-(1-u)\log(1-u)$.  So if
    $\sum_gc_g(u_g-q_g)x_g=tx$ with $t>0$, every $w$ with $L(w)\le b$ has
    $x^\top w\le\bigl(b-\sum_gc_gH(u_g)\bigr)/t$.  The multipliers $u$ are the last model's probabilities after one linear
    correction that makes the equation exact.  What rounding leaves of the equation is bounded and multiplied by a bound
    on $\lVert w\rVert_\infty$ over the level set; sums get their standard error bound.  In real arithmetic the bound is a
    theorem whatever the iteration did; in floating point it assumes the standard model and elementary functions that err
    by at most four units in the last place.

    *Large tolerances.*  The same $u$ and $t$ bound the end at every tolerance: the end is concave in it, and the bound is a
    tangent.  Above the loss itself the best models give most people probabilities that are 0 or 1 to the last digit, and
    the Hessian there is too singular for a tight bound.  Then the multipliers of smaller tolerances serve, and at the very
    least the closed bound of :func:`quadratic_bracket`.  ``gap`` can then be wide on the logit scale, although the
    probabilities at both ends of it hardly differ; a ridge penalty (``l2`` of the fit) or a smaller ``eps`` narrows it.

    Time $O(m\,g\,d^2)$ a step for $m$ distinct people and $g$ distinct training rows, some eight steps; memory in chunks.

    References
    ----------
    Watson-Daniels, Parkes, Ustun, *Predictive multiplicity in probabilistic classification*, AAAI 2023.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> found = viable_prediction_range(fit, np.array([[0.0]]), 0.01)
    >>> round(float(found.low[0]), 6), round(float(found.high[0]), 6), bool(found.gap[0] < 1e-9)
    (0.170712, 0.342455, True)
    """
    eps = absolute_eps(fit, eps, relative)
    if not tol > 0 or max_steps < 1:
        raise ValueError(f"tol and max_steps must be positive, got {tol} and {max_steps}")
    design = with_intercept(X, len(fit.coef) - 1)
    rows, inverse = np.unique(design, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    x = torch.as_tensor(rows, dtype=fit.design.dtype, device=fit.design.device)
    found = largest_scores(fit, torch.cat([-x, x]), eps, tol=tol, max_steps=max_steps)

    def half(values: torch.Tensor, upper: bool) -> np.ndarray:
        part = values[len(rows) :] if upper else values[: len(rows)]
        return part.cpu().numpy().astype(np.float64)[inverse]

    low, high = -half(found.outer, False), half(found.outer, True)
    inner_low, inner_high = -half(found.inner, False), half(found.inner, True)
    base = (design @ fit.coef).astype(np.float64)
    return ViableRange(
        expit(low), expit(base), expit(high), expit(inner_low), expit(inner_high),
        half(found.coef, False), half(found.coef, True), low, base, high,
        np.maximum(inner_low - low, high - inner_high), eps,
    )  # fmt: skip


def training_ranges(fit: LogisticFit, eps: float, ranges: ViableRange | None = None) -> ViableRange:
    """Return the ranges of ``fit.X`` at an absolute tolerance: the given ones, once they are known to be these.

    Raises
    ------
    ValueError
        If the given ranges are of other people, another baseline or another tolerance: bounds drawn from them would be wrong.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> training_ranges(fit, 0.02, training_ranges(fit, 0.01))
    Traceback (most recent call last):
        ...
    ValueError: ranges must be those of fit.X at eps = 0.02, got 2 rows at eps = 0.01
    """
    if ranges is None:
        return viable_prediction_range(fit, fit.X, eps)
    same = len(ranges.base) == len(fit.X) and np.allclose(ranges.base, fit.probability(fit.X), rtol=0, atol=1e-6)
    if not same or abs(ranges.eps - eps) > 1e-12 * eps:
        raise ValueError(
            f"ranges must be those of fit.X at eps = {eps:g}, got {len(ranges.base)} rows at eps = {ranges.eps:g}"
            + ("" if same else ", of other people or another baseline")
        )
    return ranges


def largest_scores(
    fit: LogisticFit, x: Float[torch.Tensor, "b d"], eps: float, *, tol: float = 1e-5, max_steps: int = 200
) -> Endpoints:
    """Return the largest value of ``x.w`` over the level set for each row ``x``, which includes the constant's place.

    Parameters are those of :func:`viable_prediction_range`.
    """
    bound = _coefficient_bound(fit, eps, tol, max_steps)
    products = pair_products(fit.design)
    size = chunk_size(fit)
    parts = [_chunk(fit, part, eps, products, bound, tol, max_steps) for part in torch.split(x, size)]
    return Endpoints(
        torch.cat([part.coef for part in parts]),
        torch.cat([part.inner for part in parts]),
        torch.cat([part.outer for part in parts]),
        max(part.steps for part in parts),
    )


def chunk_size(fit: LogisticFit) -> int:
    """Return how many problems are solved together."""
    groups, d = fit.design.shape
    return max(1, CHUNK.get(fit.design.device.type, CHUNK["cpu"]) // (groups + d * d))


def _coefficient_bound(fit: LogisticFit, eps: float, tol: float, max_steps: int) -> float:
    """Bound every coefficient of every competing model.

    If M is the largest modulus, attained by coefficient j, then t_j M <= b - K_j + rho_j M: solve for M and take the
    worst j.  No bound on the models is needed to bound the models.  Where the iteration gives none, leverage does.
    """
    d = fit.design.shape[1]
    axes = torch.eye(d, dtype=fit.design.dtype, device=fit.design.device)
    axes = torch.cat([axes, -axes])
    coef, _ = _ascend(fit, axes, eps, pair_products(fit.design), tol, max_steps)
    value, t, leftover = _dual(fit, axes, coef, eps)
    found = torch.where(t > leftover, value / (t - leftover), torch.inf)
    return float(torch.minimum(found, _closed_bound(fit, axes, eps)).max().clamp_min(0))


def _chunk(
    fit: LogisticFit,
    x: Float[torch.Tensor, "b d"],
    eps: float,
    products: Float[torch.Tensor, "g dd"],
    bound: float,
    tol: float,
    max_steps: int,
) -> Endpoints:
    coef, steps = _ascend(fit, x, eps, products, tol, max_steps)
    outer = torch.minimum(_outer(fit, x, coef, eps, bound), _closed_bound(fit, x, eps))
    coef = _inside(fit, coef, eps)
    inner = (x * coef).sum(1)
    # far above the loss the Hessian at the end is nearly singular; the multipliers of a smaller tolerance bound this one
    # too, and their models, stretched along their rays, attain almost as much
    for smaller in (step * fit.loss for step in RUNGS if step * fit.loss < eps):
        loose = ~(outer - inner <= torch.finfo(x.dtype).eps ** 0.25 * (1 + inner.abs()))
        if not bool(loose.any()):
            break
        part = x[loose]
        lower, more = _ascend(fit, part, smaller, products, tol, max_steps)
        outer[loose] = torch.minimum(outer[loose], _outer(fit, part, lower, eps, bound))
        base = torch.as_tensor(fit.coef, dtype=x.dtype, device=x.device)
        stretched = _inside(fit, base + (lower - base) * (eps / smaller), eps)
        better = ~((part * stretched).sum(1) <= inner[loose])
        coef[loose] = torch.where(better[:, None], stretched, coef[loose])
        inner, steps = (x * coef).sum(1), steps + more
    return Endpoints(coef, inner, outer, steps)


def _outer(
    fit: LogisticFit, x: Float[torch.Tensor, "b d"], coef: Float[torch.Tensor, "b d"], eps: float, bound: float
) -> Float[torch.Tensor, " b"]:
    """Return the dual bound at tolerance ``eps`` from any models whatever, infinite where these give none."""
    value, t, leftover = _dual(fit, x, coef, eps)
    outer = torch.where(t > 0, (value + leftover * bound) / t, torch.inf)
    return outer + 4 * torch.finfo(x.dtype).eps * outer.abs()


def _closed_bound(fit: LogisticFit, x: Float[torch.Tensor, "b d"], eps: float) -> Float[torch.Tensor, " b"]:
    """Bound scores by leverage alone, without any iteration.

    By self-concordance the distance from the baseline in the norm of H is below (1 + rho^2 eps)/rho with rho^2 the largest
    leverage (see quadratic_bracket).  This is crude, and doubled to pay for its rounding; where the inverse of H is not
    known to three digits, there is none.
    """
    hessian = torch.as_tensor(fit.hessian, dtype=x.dtype, device=x.device)
    scale = hessian.diagonal().clamp_min(1e-300).rsqrt()
    scaled = scale[:, None] * hessian * scale
    inverse, failed = torch.linalg.inv_ex(scaled)
    error = (scaled @ inverse - torch.eye(len(scale), dtype=x.dtype, device=x.device)).abs().sum(1).max()
    if bool(failed) or not float(error) < 1e-3:
        return torch.full((len(x),), torch.inf, dtype=x.dtype, device=x.device)

    def length(rows: torch.Tensor) -> torch.Tensor:
        return (((rows * scale) @ inverse) * (rows * scale)).sum(1).clamp_min(0).sqrt()

    rho = length(fit.design).max()
    base = torch.as_tensor(fit.coef, dtype=x.dtype, device=x.device)
    bound = x @ base + 2 * (1 / rho + rho * eps) * length(x)
    return torch.where(torch.isnan(bound), torch.inf, bound)


def _ascend(
    fit: LogisticFit,
    x: Float[torch.Tensor, "b d"],
    eps: float,
    products: Float[torch.Tensor, "g dd"],
    tol: float,
    max_steps: int,
) -> tuple[Float[torch.Tensor, "b d"], int]:
    target = fit.loss + eps
    base = torch.as_tensor(fit.coef, dtype=x.dtype, device=x.device)
    coef = base.expand(len(x), -1).clone()
    if eps == 0:
        return coef, 0
    active = torch.arange(len(x), device=x.device)
    radius = torch.full((len(x),), TRUST, dtype=x.dtype, device=x.device)
    step = 0
    while len(active) and step < max_steps:
        step += 1
        w, direction = coef[active], x[active]
        value, gradient, hessian, _ = derivatives(fit, w, products)
        if step > 1:
            radius[active] = torch.where(value <= target, (2 * radius[active]).clamp_max(MOST), TRUST)
        reach = radius[active]
        a, b = _solve(hessian, gradient, direction)
        # the quadratic model is value - decrement/2 at its minimum w - a, and grows by tau^2 x.b / 2 along tau b
        decrement = (gradient * a).sum(1)
        room = (target - value + decrement / 2).clamp_min(0)
        tau = torch.sqrt(2 * room / (direction * b).sum(1))
        change = tau[:, None] * b - a
        largest = (change @ fit.design.T).abs().amax(1)
        coef[active] = w + change * (reach / torch.maximum(largest, reach))[:, None]
        active = active[largest > tol]
    return coef, step


def _solve(
    hessian: Float[torch.Tensor, "b d d"], gradient: Float[torch.Tensor, "b d"], x: Float[torch.Tensor, "b d"]
) -> tuple[Float[torch.Tensor, "b d"], Float[torch.Tensor, "b d"]]:
    """Solve for gradient and direction at once, with the diagonal scaled to one and a trace of ridge in the solve only."""
    scale = hessian.diagonal(dim1=1, dim2=2).clamp_min(1e-300).rsqrt()
    scaled = hessian * scale[:, :, None] * scale[:, None, :]
    tiny = 16 * torch.finfo(hessian.dtype).eps
    factor, _ = torch.linalg.cholesky_ex(scaled + tiny * torch.eye(x.shape[1], dtype=x.dtype, device=x.device))
    right = torch.stack([gradient, x], dim=2) * scale[:, :, None]
    solved = torch.cholesky_solve(right, factor) * scale[:, :, None]
    return solved[:, :, 0], solved[:, :, 1]


def _dual(
    fit: LogisticFit, x: Float[torch.Tensor, "b d"], w: Float[torch.Tensor, "b d"], eps: float
) -> tuple[Float[torch.Tensor, " b"], Float[torch.Tensor, " b"], Float[torch.Tensor, " b"]]:
    r"""Return numerator and multiplier of the outer bound, and the 1-norm of what rounding leaves of the dual equation.

    With a ridge the penalty is bounded below by its tangent at $z$, which enters the equation as $2\lambda z$.
    """
    _, gradient, hessian, p = derivatives(fit, w)
    a, b = _solve(hessian, gradient, x)
    spread = (x * b).sum(1)
    unit = torch.finfo(x.dtype).eps
    terms = fit.design.shape[0] + fit.design.shape[1] + 16
    t = (gradient * b).sum(1) / spread
    if eps < 1e-9:
        # the gradient drowns in rounding: a multiplier of this size loses least
        t = torch.maximum(t, torch.sqrt(8 * terms * unit * (fit.loss + eps) / spread))
    change = a - t[:, None] * b
    ridge = penalty(fit)
    other = torch.sigmoid(-(w @ fit.design.T))
    move = p * other * (change @ fit.design.T)
    u, v = p - move, other + move
    z = w - change
    inside = ((u >= 0) & (v >= 0)).all(1)
    u, v = u.clamp_min(0), v.clamp_min(0)
    entropy = -(torch.xlogy(u, u) + torch.xlogy(v, v)) @ fit.weight
    tangent = 0.5 * (z**2) @ ridge
    sizes = entropy.abs() + tangent + fit.loss + eps
    value = fit.loss + eps - entropy + tangent + 4 * terms * unit * sizes
    left = ((u - fit.target) * fit.weight) @ fit.design + z * ridge - t[:, None] * x
    rounding = (fit.weight * (u + fit.target)) @ fit.design.abs() + (z * ridge).abs() + (t[:, None] * x).abs()
    leftover = (left.abs() + terms * unit * rounding).sum(1)
    good = inside & torch.isfinite(value) & torch.isfinite(leftover) & (t > 0)
    return value, torch.where(good, t, torch.zeros_like(t)), torch.where(good, leftover, torch.inf)


def _inside(fit: LogisticFit, coef: Float[torch.Tensor, "b d"], eps: float) -> Float[torch.Tensor, "b d"]:
    """Pull models towards the baseline until their loss, with its rounding error, is within the tolerance.

    The loss is convex on the segment, so the point where the chord meets the tolerance lies inside.
    """
    base = torch.as_tensor(fit.coef, dtype=coef.dtype, device=coef.device)
    unit = torch.finfo(coef.dtype).eps
    slack = 4 * unit * (1 + fit.loss + eps)
    # an iteration that overflowed has found nothing
    coef = torch.where(torch.isfinite(coef).all(1)[:, None], coef, base)
    for _ in range(60):
        excess = loss(fit, coef) - (fit.loss + eps - min(slack, eps / 2))
        over = excess > 0
        if not bool(over.any()):
            return coef
        share = torch.where(over, eps / (eps + 2 * excess), torch.ones_like(excess))
        coef = base + share[:, None] * (coef - base)
    return torch.where(over[:, None], base, coef)
