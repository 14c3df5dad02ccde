"""Vectors and images from lists of intervals: one template, its stable members, landscapes and images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial, reduce
from math import inf, prod
from numbers import Integral
from typing import Literal, TypeAlias

import torch
from jaxtyping import Float

from lib.networks.multipersistence.intervals import Drawing, IntervalModule, check_delta, check_kind
from lib.numeric import resolve_device

Axis: TypeAlias = Float[torch.Tensor, " points"]
Pictures: TypeAlias = Float[torch.Tensor, "modules *grid"]
Operation: TypeAlias = Literal["sum", "mean", "max"] | int

# pixels times corner pairs held at once
CHUNK = 4_000_000


def pixel_grid(
    low: Sequence[float], high: Sequence[float], sizes: Sequence[int] | int
) -> list[Float[torch.Tensor, " points"]]:
    """Return equally spaced axes from ``low`` to ``high``, both included.

    Raises
    ------
    ValueError
        If lengths differ, ``low`` is not below ``high``, an end is not finite, or a size is no whole number from 2.

    Examples
    --------
    >>> [axis.tolist() for axis in pixel_grid((0, 1), (1, 3), (2, 3))]
    [[0.0, 1.0], [1.0, 2.0, 3.0]]
    """
    counts = list(sizes) if isinstance(sizes, Sequence) else [sizes] * len(low)
    if not len(low) == len(high) == len(counts) or not counts:
        raise ValueError(f"low, high and sizes must have one entry for each parameter, got {low}, {high} and {sizes}")
    for a, b, size in zip(low, high, counts, strict=True):
        if not -inf < a < b < inf or not isinstance(size, Integral) or size < 2:
            raise ValueError(
                f"each axis must rise from a finite low to a finite high in at least 2 points, got {a}, {b} and {size}"
            )
    return [torch.linspace(a, b, size, dtype=torch.float64) for a, b, size in zip(low, high, counts, strict=True)]


def _axes(grid: Sequence[torch.Tensor], device: torch.device) -> list[torch.Tensor]:
    if not grid:
        raise ValueError("grid must have one axis for each parameter, got none")
    axes = [torch.as_tensor(axis, dtype=torch.float64, device=device) for axis in grid]
    for axis in axes:
        if (
            axis.ndim != 1
            or not axis.numel()
            or not bool((axis[1:] > axis[:-1]).all())
            or not bool(axis.isfinite().all())
        ):
            raise ValueError(f"grid must have non-empty, finite, strictly increasing axes, got {axis.tolist()}")
    return axes


def _check_modules(modules: Sequence[IntervalModule], parameters: int) -> None:
    for module in modules:
        if not isinstance(module, IntervalModule):
            raise TypeError(f"modules must be interval modules, got {type(module).__name__}")
        if module.parameters != parameters:
            raise ValueError(f"modules must have as many parameters as the grid, {parameters}, got {module.parameters}")


def _spread(values: torch.Tensor, k: int, n: int) -> torch.Tensor:
    """Turn (rows, points of axis k) into (rows, 1, .., points, .., 1)."""
    return values.reshape(len(values), *(values.shape[1] if i == k else 1 for i in range(n)))


def _segments(modules: Sequence[IntervalModule], what: str, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Stack corners (or pairs of corners) of all modules, with the number of the module each belongs to."""
    rows, owner = [], []
    for i, module in enumerate(modules):
        found = {
            "births": module.births,
            "deaths": module.deaths,
            "pairs": [(*b, *d) for b in module.births for d in module.deaths],
        }[what]
        rows += [[float(x) for x in corner] for corner in found]
        owner += [i] * len(found)
    return torch.tensor(rows, dtype=torch.float64, device=device), torch.tensor(owner, device=device)


def _best(
    corners: torch.Tensor,
    owner: torch.Tensor,
    modules: int,
    shape: Sequence[int],
    evaluate: Callable[[torch.Tensor], torch.Tensor],
) -> Pictures:
    """Evaluate every corner on the grid and keep the largest value of each module, a chunk at a time."""
    result = torch.full((modules, *shape), -inf, dtype=torch.float64, device=corners.device)
    step = max(1, CHUNK // prod(shape))
    for at in range(0, len(corners), step):
        values = evaluate(corners[at : at + step])
        index = owner[at : at + step].reshape(-1, *[1] * len(shape)).expand_as(values)
        result.scatter_reduce_(0, index, values, "amax")
    return result


def drawings(
    modules: Sequence[IntervalModule],
    grid: Sequence[torch.Tensor],
    delta: float | Fraction,
    kind: Drawing = "diagonal",
    device: str | torch.device | None = None,
) -> Pictures:
    r"""Draw each interval around each grid point: :meth:`IntervalModule.phi`, for all modules and pixels at once.

    Parameters
    ----------
    modules
        Interval modules.
    grid
        One increasing axis for each parameter; pictures are indexed as ``picture[i, j]`` at ``(grid[0][i], grid[1][j])``.
    delta, kind
        As for :meth:`IntervalModule.phi`.
    device
        Where to compute; CUDA if there is one.

    Returns
    -------
    Tensor
        One picture for each module.

    Raises
    ------
    TypeError, ValueError
        If ``delta``, ``kind``, the grid or a module does not fit.

    Notes
    -----
    Pixels times pairs of corners in time, at most :data:`CHUNK` values at once in memory beside the result. The volume
    takes, for each module, one product of matrices of overlaps for each axis.

    Examples
    --------
    >>> square = IntervalModule.rectangle((0, 0), (2, 2))
    >>> drawings([square], pixel_grid((0, 0), (2, 2), 3), 1.0).tolist()
    [[[0.5, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 0.5]]]
    """
    check_delta(delta)
    check_kind(kind)
    delta = float(delta)
    where = resolve_device(device)
    axes = _axes(grid, where)
    n, shape = len(axes), [len(axis) for axis in axes]
    _check_modules(modules, n)
    if not modules:
        return torch.zeros((0, *shape), dtype=torch.float64, device=where)
    if kind == "volume":
        return torch.stack([_volume(module, axes, delta) for module in modules])

    merge = torch.minimum if kind == "diagonal" else torch.mul

    def sides(pairs: torch.Tensor) -> torch.Tensor:
        cut = (
            torch.minimum(pairs[:, n + k, None], axis + delta) - torch.maximum(pairs[:, k, None], axis - delta)
            for k, axis in enumerate(axes)
        )
        return reduce(merge, (_spread(side.clamp_min(0), k, n) for k, side in enumerate(cut)))

    pairs, owner = _segments(modules, "pairs", where)
    best = _best(pairs, owner, len(modules), shape, sides)
    return best / (2 * delta if kind == "diagonal" else (2 * delta) ** n)


def _volume(module: IntervalModule, axes: Sequence[torch.Tensor], delta: float) -> torch.Tensor:
    """Add up cells between the corners' coordinates: overlaps with the box factor over the axes."""
    n, where = len(axes), axes[0].device
    births, deaths = (torch.tensor(side, dtype=torch.float64, device=where) for side in (module.births, module.deaths))
    lowest = torch.tensor([-inf], dtype=torch.float64, device=where)
    cuts = [torch.unique(torch.cat([lowest, births[:, k], deaths[:, k]])) for k in range(n)]

    def some(side: torch.Tensor, compare: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> torch.Tensor:
        single = [_spread(compare(cut, side[:, k, None]), k, n) for k, cut in enumerate(cuts)]
        return reduce(torch.logical_and, single).any(0)

    # half open: a cell lies inside as soon as its lower corner does
    result = (some(births, torch.ge) & some(deaths, torch.lt)).to(torch.float64)
    for axis, cut in zip(axes, cuts, strict=True):
        high = torch.cat([cut[1:], -lowest])
        overlap = (torch.minimum(high, axis[:, None] + delta) - torch.maximum(cut, axis[:, None] - delta)).clamp_min(0)
        # the first axis of what is left goes out, its pixels come in at the end
        result = torch.tensordot(result, overlap / (2 * delta), dims=([0], [1]))
    return result


def _inside(
    modules: Sequence[IntervalModule], grid: Sequence[torch.Tensor], device: str | torch.device | None
) -> Pictures:
    """Return how far each grid point lies above a birth and below a death in all coordinates, negative if it does not.

    Where it is positive it is the landscape, where it is negative the distance.
    """
    where = resolve_device(device)
    axes = _axes(grid, where)
    n, shape = len(axes), [len(axis) for axis in axes]
    _check_modules(modules, n)

    def least(sign: int, corners: torch.Tensor) -> torch.Tensor:
        gaps = (_spread(sign * (axis - corners[:, k, None]), k, n) for k, axis in enumerate(axes))
        return reduce(torch.minimum, gaps)

    above, below = (
        _best(*_segments(modules, what, where), len(modules), shape, partial(least, sign))
        for what, sign in (("births", 1), ("deaths", -1))
    )
    return torch.minimum(above, below)


def landscapes(
    modules: Sequence[IntervalModule], grid: Sequence[torch.Tensor], device: str | torch.device | None = None
) -> Pictures:
    """Return :meth:`IntervalModule.landscape` of every module on a grid.

    Examples
    --------
    >>> landscapes([IntervalModule.rectangle((0, 0), (2, 2))], pixel_grid((0, 0), (2, 2), 3)).tolist()
    [[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]]
    """
    # adding zero turns a negative zero into a positive one
    return _inside(modules, grid, device).clamp_min(0) + 0.0


def distances_to(
    modules: Sequence[IntervalModule], grid: Sequence[torch.Tensor], device: str | torch.device | None = None
) -> Pictures:
    """Return :meth:`IntervalModule.distance` of every module on a grid.

    Examples
    --------
    >>> distances_to([IntervalModule.rectangle((0, 0), (1, 1))], pixel_grid((0, 0), (2, 2), 3)).tolist()
    [[[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]]]
    """
    return (-_inside(modules, grid, device)).clamp_min(0) + 0.0


@dataclass(frozen=True)
class TCDR:
    r"""A template candidate decomposition representation, :math:`op(\{w(I)\,\varphi(I)\}_I)`.

    Parameters
    ----------
    weight
        A function from interval modules to non-negative numbers.
    drawing
        A function from a list of modules and a grid to one picture for each module.
    op
        ``"sum"``, ``"mean"``, ``"max"``, or a whole number ``k`` for the ``k``-th largest value at each point.

    Raises
    ------
    ValueError
        If ``op`` is unknown.

    Examples
    --------
    >>> total = TCDR(lambda module: 1.0, landscapes, "sum")
    >>> squares = [IntervalModule.rectangle((0, 0), (2, 2)), IntervalModule.rectangle((0, 0), (4, 4))]
    >>> total(squares, [torch.tensor([1.0, 2.0])] * 2).tolist()
    [[2.0, 1.0], [1.0, 2.0]]
    """

    weight: Callable[[IntervalModule], float]
    drawing: Callable[[Sequence[IntervalModule], Sequence[torch.Tensor]], torch.Tensor]
    op: Operation

    def __post_init__(self) -> None:
        whole = isinstance(self.op, int) and not isinstance(self.op, bool) and self.op >= 1
        if not whole and self.op not in ("sum", "mean", "max"):
            raise ValueError(f"op must be 'sum', 'mean', 'max' or a whole number from 1, got {self.op!r}")

    def __call__(self, modules: Sequence[IntervalModule], grid: Sequence[torch.Tensor]) -> Float[torch.Tensor, "*grid"]:
        """Return the picture of a list of modules, independent of its order.

        Raises
        ------
        ValueError
            If a weight is negative or infinite, or the mean of no modules is asked for.
        """
        pictures = self.drawing(modules, grid)
        weights = [float(self.weight(module)) for module in modules]
        for module, weight in zip(modules, weights, strict=True):
            if not 0 <= weight < inf:
                raise ValueError(
                    f"weights must be finite and at least 0, got {weight} for {module}; clip to a box first"
                )
        scale = torch.tensor(weights, dtype=torch.float64, device=pictures.device)
        scale = scale.reshape(-1, *[1] * (pictures.ndim - 1))
        # without weight an infinite landscape counts as nothing
        drawn = torch.where(scale > 0, pictures * scale, 0.0)
        if self.op == "sum":
            return drawn.sum(0)
        if self.op == "mean":
            if not modules:
                raise ValueError("modules must not be empty where a mean is taken")
            return drawn.mean(0)
        rank = 1 if self.op == "max" else int(self.op)
        if rank > len(modules):
            return torch.zeros_like(pictures.sum(0))
        return drawn.topk(rank, dim=0).values[rank - 1]


def landscape_representation(k: int) -> TCDR:
    """Return the ``k``-th multiparameter landscape as a member of the template: no weight, ``k``-th largest value."""
    return TCDR(lambda module: 1.0, landscapes, k)


def image_representation(sigma: float) -> TCDR:
    r"""Return the multiparameter image: weight :math:`w`, drawing :math:`\exp(-d(x,I)^2/2\sigma^2)`, sum.

    Raises
    ------
    ValueError
        If ``sigma`` is not positive.
    """
    if not 0 < sigma < inf:
        raise ValueError(f"sigma must be a positive number, got {sigma}")

    def drawing(modules: Sequence[IntervalModule], grid: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.exp(-0.5 * (distances_to(modules, grid) / sigma) ** 2)

    return TCDR(lambda module: float(module.weight), drawing, "sum")


def scdr(
    modules: Sequence[IntervalModule],
    grid: Sequence[torch.Tensor],
    delta: float | Fraction,
    p: float = 1.0,
    kind: Drawing = "diagonal",
    *,
    normalized: bool = True,
    device: str | torch.device | None = None,
) -> Float[torch.Tensor, "*grid"]:
    r"""Return the stable candidate decomposition representation :math:`V_{p,\delta}` on a grid.

    Parameters
    ----------
    modules
        Interval modules of finite weight.
    grid, delta, kind, device
        As for :func:`drawings`.
    p
        From 0 (plain mean) over 1 to infinity (maximum).
    normalized
        Divide by :math:`\sum w^p`. If not, the sum :math:`\sum(2w)^p\varphi` is returned, with the whole diagonal as weight
        as the authors' library has it.

    Returns
    -------
    Tensor
        The picture.

    Raises
    ------
    ValueError
        If ``p`` is negative, a weight is infinite, or the list is empty although a mean is asked for.

    Examples
    --------
    >>> squares = [IntervalModule.rectangle((0, 0), (2, 2)), IntervalModule.rectangle((0, 0), (6, 6))]
    >>> centre = [torch.tensor([3.0])] * 2
    >>> [scdr(squares, centre, 1.0, p).item() for p in (0, 1, inf)]
    [0.5, 0.75, 1.0]
    """
    return combined(drawings(modules, grid, delta, kind, device), modules, p, normalized=normalized)


def combined(
    pictures: Pictures, modules: Sequence[IntervalModule], p: float, *, normalized: bool = True
) -> Float[torch.Tensor, "*grid"]:
    """Return the weighted mean or the maximum of pictures drawn already: what :func:`scdr` does after :func:`drawings`.

    Parameters
    ----------
    pictures
        One picture for each module.
    modules, p, normalized
        As for :func:`scdr`.

    Raises
    ------
    ValueError
        As for :func:`scdr`, or if there is not one picture for each module.

    Examples
    --------
    >>> square = [IntervalModule.rectangle((0, 0), (2, 2))]
    >>> combined(drawings(square, [torch.tensor([1.0])] * 2, 2.0), square, 1).item()
    0.5
    """
    if isinstance(p, bool) or not p >= 0:
        raise ValueError(f"p must be at least 0, infinity included, got {p}")
    if len(pictures) != len(modules):
        raise ValueError(f"pictures must be one for each of the {len(modules)} modules, got {len(pictures)}")
    if not modules:
        if p == inf or not normalized:
            return torch.zeros(pictures.shape[1:], dtype=torch.float64, device=pictures.device)
        raise ValueError(f"modules must not be empty where a mean is taken (p = {p}); only p = infinity allows it")
    if p == inf:
        return pictures.amax(0)
    if p == 0:
        return pictures.mean(0) if normalized else pictures.sum(0)
    weights = torch.tensor([float(module.weight) for module in modules], dtype=pictures.dtype, device=pictures.device)
    if not bool(weights.isfinite().all()):
        raise ValueError("modules must have finite weights where p is positive and finite; clip to a box first")
    # shares do not depend on the unit, and in units of the largest weight no power leaves the range of numbers
    powers = (weights / weights.max() if normalized else 2 * weights) ** p
    total = torch.tensordot(powers, pictures, dims=1)
    return total / powers.sum() if normalized else total
