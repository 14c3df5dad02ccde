"""The stability theorem of the chapter: its bound, random perturbations, and the examples that show what is sharp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import torch

from lib.networks.multipersistence.distances import bottleneck_distance
from lib.networks.multipersistence.intervals import Drawing, IntervalModule, check_delta, check_kind
from lib.networks.multipersistence.representations import combined, drawings, pixel_grid

Lists = tuple[list[IntervalModule], list[IntervalModule]]


def stability_bound(
    left: Sequence[IntervalModule],
    right: Sequence[IntervalModule],
    epsilon: Any,
    delta: Any,
    p: float,
    kind: Drawing = "diagonal",
) -> Any:
    r"""Return by how much two pictures may differ at most, by the chapter's theorem.

    Let :math:`\kappa=1` for the diagonal and :math:`\kappa=n` for the other drawings, and let the sums run over the
    :math:`m` intervals of the list with the larger :math:`\sum w^p`. The bound is
    :math:`\kappa\varepsilon/\delta` for :math:`p=\infty`, :math:`\kappa\varepsilon/\delta+p\,\varepsilon\sum w^{p-1}/\sum w^p`
    for :math:`1\le p<\infty`, and :math:`\kappa\varepsilon/\delta+m\,\varepsilon^p/\sum w^p` for :math:`0<p<1`; never more
    than 1.

    Parameters
    ----------
    left, right
        Two lists; neither empty unless ``p`` is infinite.
    epsilon
        Their bottleneck distance, or more.
    delta, kind
        As for :func:`~lib.networks.multipersistence.drawings`.
    p
        Positive. For ``p = 0`` nothing is promised without a bijection.

    Raises
    ------
    ValueError
        If ``epsilon`` is negative, ``p`` is not positive, numbers of parameters differ, or a list is empty or a weight infinite
        where a mean is taken.

    Examples
    --------
    >>> square = [IntervalModule.rectangle((0, 0), (2, 2))]
    >>> str(stability_bound(square, square, Fraction(1, 10), 1, 1))
    '1/5'
    """
    check_delta(delta)
    check_kind(kind)
    if not epsilon >= 0:
        raise ValueError(f"epsilon must be at least 0, got {epsilon}")
    if not p > 0:
        raise ValueError(f"p must be positive, infinity included: for p = 0 there is no such bound, got {p}")
    found = {module.parameters for module in (*left, *right)}
    if len(found) > 1:
        raise ValueError(f"left and right must have one number of parameters, got {sorted(found)}")
    parameters = max(found, default=1)
    drawing = (1 if kind == "diagonal" else parameters) * epsilon / delta
    if p == inf:
        return min(1, drawing)
    if not left or not right:
        raise ValueError("left and right must not be empty where a mean is taken")
    weights = max(([module.weight for module in side] for side in (left, right)), key=lambda ws: sum(w**p for w in ws))
    if any(module.weight == inf for module in (*left, *right)):
        raise ValueError("left and right must consist of intervals of finite weight; clip to a box first")
    total = sum(w**p for w in weights)
    moved = p * epsilon * sum(w ** (p - 1) for w in weights) if p >= 1 else len(weights) * epsilon**p
    return min(1, drawing + moved / total)


def random_lists(rng: np.random.Generator) -> tuple[list[IntervalModule], list[IntervalModule], float]:
    """Draw a list of rectangles, a perturbation of it with up to three thin rectangles more, and a width of the box.

    One to five rectangles with corners in the unit square and sides up to 1.02 or 0.12; every coordinate moves by at most 0.01,
    0.05 or 0.2.
    """
    count = int(rng.integers(1, 6))
    births = rng.random((count, 2))
    deaths = births + 0.02 + rng.random((count, 2)) * rng.choice([1.0, 0.1])
    size = float(rng.choice([0.01, 0.05, 0.2]))
    moved = [corner + rng.uniform(-size, size, corner.shape) for corner in (births, deaths)]
    kept = (moved[0] < moved[1]).all(1)
    extra = int(rng.integers(0, 4))
    thin = rng.random((extra, 2))
    left = _rectangles(births, deaths)
    right = _rectangles(moved[0][kept], moved[1][kept])
    right += _rectangles(thin, thin + 1e-9 + rng.random((extra, 2)) * 2 * size)
    if not right:  # means are taken on both sides
        return random_lists(rng)
    return left, right, float(rng.choice([0.05, 0.2, 0.5]))


def _rectangles(births: np.ndarray, deaths: np.ndarray) -> list[IntervalModule]:
    return [IntervalModule.rectangle(tuple(b), tuple(d)) for b, d in zip(births.tolist(), deaths.tolist(), strict=True)]


@dataclass(frozen=True)
class Perturbation:
    """One random pair of lists: their distance, and for each power how far the pictures differ and how far they may."""

    epsilon: float
    delta: float
    counts: tuple[int, int]
    difference: Mapping[float, float]
    bound: Mapping[float, float]


def perturbations(
    pairs: int,
    powers: Sequence[float] = (0, 0.5, 1, 2, inf),
    kind: Drawing = "diagonal",
    *,
    seed: int = 0,
    pixels: int = 41,
) -> list[Perturbation]:
    r"""Compare pictures of random lists with those of perturbed ones.

    Parameters
    ----------
    pairs
        How many pairs.
    powers
        The values of ``p``; for ``p = 0`` the bound :math:`\kappa\varepsilon/\delta` is noted, which nothing guarantees.
    kind
        The drawing.
    seed, pixels
        The seed, and the number of grid points on each axis of :math:`[-0.5,2.5]^2`.

    Raises
    ------
    ValueError
        If ``pairs`` is not positive.

    Examples
    --------
    >>> found = perturbations(5)
    >>> all(one.difference[p] <= one.bound[p] + 1e-9 for one in found for p in (0.5, 1, 2, inf))
    True
    """
    if pairs < 1:
        raise ValueError(f"pairs must be at least 1, got {pairs}")
    rng = np.random.default_rng(seed)
    grid = pixel_grid((-0.5, -0.5), (2.5, 2.5), pixels)
    found = []
    for _ in range(pairs):
        left, right, delta = random_lists(rng)
        epsilon = float(bottleneck_distance(left, right))
        difference = sup_distances(left, right, grid, delta, powers, kind)
        bound = {p: float(stability_bound(left, right, epsilon, delta, p or inf, kind)) for p in powers}
        found.append(Perturbation(epsilon, delta, (len(left), len(right)), difference, bound))
    return found


def sup_distances(
    left: Sequence[IntervalModule],
    right: Sequence[IntervalModule],
    grid: Sequence[torch.Tensor],
    delta: float,
    powers: Sequence[float],
    kind: Drawing = "diagonal",
) -> dict[float, float]:
    """Return, for each power, the largest difference of the two pictures on a grid; every interval is drawn once.

    Examples
    --------
    >>> square = [IntervalModule.rectangle((0, 0), (2, 2))]
    >>> sup_distances(square, [], pixel_grid((0, 0), (2, 2), 3), 1.0, [inf])
    {inf: 1.0}
    """
    drawn = [(drawings(side, grid, float(delta), kind), side) for side in (left, right)]
    found = {}
    for p in powers:
        one, other = (combined(pictures, side, p) for pictures, side in drawn)
        found[p] = float((one - other).abs().max())
    return found


def extra_summand(tiny: Any) -> Lists:
    r"""Return a square of side 2 alone, and with a square of side ``2 * tiny`` beside it: far apart for small ``p``."""
    big = IntervalModule.rectangle((0, 0), (2, 2))
    return [big], [big, IntervalModule.rectangle((0, 0), (2 * tiny, 2 * tiny))]


def many_thin(count: int, epsilon: Any, size: Any = 20, reach: Any = 0) -> Lists:
    r"""Return lists at distance ``epsilon`` that attain the terms of the theorem for ``p = 1`` in the limit.

    A large interval, shrunk by ``epsilon`` on every side and accompanied by ``count`` squares of weight ``epsilon`` far away,
    against the large interval alone. Look at them around ``(size / 2, size / 2)`` with ``delta = size / 2``.

    Parameters
    ----------
    count, epsilon
        How many squares, and the distance.
    size
        The large interval is a square of this side.
    reach
        If positive, the interval also covers a second region with a diagonal of this length, outside the box: it then
        weighs ``reach / 2`` and yet fits the box exactly. The term :math:`1/\delta` prevails for large ``reach``,
        :math:`1/\bar w` for large ``count``.

    Raises
    ------
    ValueError
        If a number is negative, or ``epsilon`` is not between 0 and half of ``size``.

    Examples
    --------
    >>> left, right = many_thin(0, Fraction(1, 100), reach=400)
    >>> right[0].weight, right[0].phi((10, 10), 10) - left[0].phi((10, 10), 10)
    (Fraction(200, 1), Fraction(1, 1000))
    """
    if count < 0 or reach < 0 or not 0 < 2 * epsilon < size:
        raise ValueError(
            "count and reach must be at least 0, and 2 * epsilon between 0 and size, "
            f"got {count}, {reach}, and {epsilon} for size {size}"
        )
    births, deaths = [(0, 0)], [(size, size)]
    if reach:
        births.append((-reach, size))
        deaths.append((size * Fraction(1, 2), size + reach))
    big = IntervalModule(births, deaths)
    shrunk = IntervalModule(
        [tuple(x + epsilon for x in corner) for corner in births],
        [tuple(x - epsilon for x in corner) for corner in deaths],
    )
    start = 10 * (size + reach)
    corners = [start + 4 * epsilon * i for i in range(count)]
    far = [IntervalModule.rectangle((c, c), (c + 2 * epsilon, c + 2 * epsilon)) for c in corners]
    return [shrunk, *far], [big]


def large_box_lists() -> Lists:
    """Return the lists at which the recollected constant 4 + 2/C fails: a large square, and a hundred small ones that grow."""
    big = IntervalModule.rectangle((0, 0), (20, 20))
    small, grown = [], []
    for i in range(100):
        at, side, by = Fraction(100 + i), Fraction(1, 5), Fraction(1, 100)
        small.append(IntervalModule.rectangle((at, at), (at + side, at + side)))
        grown.append(IntervalModule.rectangle((at - by, at - by), (at + side + by, at + side + by)))
    return [big, *small], [big, *grown]
