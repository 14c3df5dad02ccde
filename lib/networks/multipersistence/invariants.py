"""What a multiparameter module always has: its Hilbert function, its rank invariant, and their signed decompositions."""

from __future__ import annotations

import itertools
import warnings
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from math import inf, prod
from typing import TYPE_CHECKING, Any, TypeAlias

from lib.networks.multipersistence.bifiltration import Bifiltration, Degree, Number, below, check_degree, check_grid

if TYPE_CHECKING:
    import numpy as np

# the rank invariant has a value for every pair of comparable grid points
LARGE_GRID = 144


def hilbert_function(f: Bifiltration, degree: int, grid: Sequence[Iterable[Number]] | None = None) -> np.ndarray:
    r"""Return :math:`\dim H_k(K_a)` over two elements at every point :math:`a` of a grid.

    Parameters
    ----------
    f
        The bifiltration.
    degree
        The homological degree :math:`k`.
    grid
        One strictly increasing axis for each parameter; the values that occur if not given.

    Returns
    -------
    ndarray
        Integers, one axis for each parameter.

    Raises
    ------
    TypeError, ValueError
        If the degree is negative or no integer, or the grid does not fit.

    Notes
    -----
    For each line along the first parameter two eliminations, which give all points of the line: time grows like the number
    of lines times the cube of the number of simplices at worst, memory like one elimination.

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> hilbert_function(three_arms(), 0, [range(4), range(4)])
    array([[3, 3, 2, 2],
           [3, 2, 1, 1],
           [2, 1, 1, 1],
           [2, 1, 1, 1]])
    """
    import numpy as np

    check_degree(degree)
    axes = check_grid(f, grid)
    table = np.zeros([len(axis) for axis in axes], dtype=np.int64)
    cells, cofaces = (_by_time(f, k) for k in (degree, degree + 1))
    for place in itertools.product(*(range(len(axis)) for axis in axes[1:])):
        tail = tuple(axis[i] for axis, i in zip(axes[1:], place, strict=True))
        pivots: dict[int, int] = {}
        born = [time for time, boundary in _present(cells, tail) if not _put(pivots, boundary)]
        pivots = {}
        died = [time for time, boundary in _present(cofaces, tail) if _put(pivots, boundary)]
        line: tuple[Any, ...] = (slice(None), *place)
        table[line] = [bisect_right(born, a) - bisect_right(died, a) for a in axes[0]]
    return table


Cell: TypeAlias = tuple[Number, Degree, int]  # first parameter, the others, boundary


def _by_time(f: Bifiltration, dimension: int) -> list[Cell]:
    """List the boundaries of one dimension by the first parameter."""
    return sorted((value[0], value[1:], boundary) for value, boundary, _ in f.chains.get(dimension, ()))


def _present(cells: Iterable[Cell], tail: Degree) -> list[tuple[Number, int]]:
    """Keep those that are there once the other parameters have reached ``tail``."""
    if len(tail) == 1:  # two parameters: one comparison, a third of the time
        (height,) = tail
        return [(time, boundary) for time, (other,), boundary in cells if other <= height]
    return [(time, boundary) for time, others, boundary in cells if below(others, tail)]


def _put(pivots: dict[int, int], vector: int) -> bool:
    """Reduce a vector by pivots, keep what is left, and say whether anything is: no record of what was added."""
    while vector:
        lead = vector.bit_length()
        pivot = pivots.get(lead)
        if pivot is None:
            pivots[lead] = vector
            return True
        vector ^= pivot
    return False


def rank_invariant(
    f: Bifiltration, degree: int, grid: Sequence[Iterable[Number]] | None = None
) -> dict[tuple[Degree, Degree], int]:
    r"""Return the rank of :math:`H_k(K_a)\to H_k(K_b)` for all grid points :math:`a\le b`.

    It is computed as :math:`\dim(Z_k(K_a)+B_k(K_b))-\dim B_k(K_b)`, with :math:`Z` the cycles and :math:`B` the boundaries.

    Parameters
    ----------
    f, degree, grid
        As for :func:`hilbert_function`.

    Returns
    -------
    dict
        The rank for every pair ``(a, b)`` of comparable grid points.

    Raises
    ------
    TypeError, ValueError
        As for :func:`hilbert_function`.

    Warns
    -----
    UserWarning
        If the grid has more than 144 points, since the number of pairs is of the order of its square.

    Notes
    -----
    One elimination of the boundaries for each line of points ``b``, continued with the cycles of each line of points ``a``.

    Examples
    --------
    >>> from lib.networks.multipersistence import l_shape
    >>> ranks = rank_invariant(l_shape((1, 1), (3, 2)), 1, [range(5), range(5)])
    >>> ranks[(1, 1), (2, 4)], ranks[(1, 1), (3, 2)], ranks[(2, 2), (2, 4)]
    (1, 0, 1)
    """
    check_degree(degree)
    axes = check_grid(f, grid)
    size = prod(len(axis) for axis in axes)
    if size > LARGE_GRID:
        warnings.warn(
            f"a grid of {size} points has up to {size * (size + 1) // 2:,} pairs of comparable ones; pass a coarser grid",
            stacklevel=2,
        )
    tails = list(itertools.product(*axes[1:]))
    cycles = {tail: f.cycles(degree, tail) for tail in tails}
    # for each line of points b, the boundaries so far and those to come
    cofaces = _by_time(f, degree + 1)
    filled: dict[Degree, dict[int, int]] = {tail: {} for tail in tails}
    coming = {tail: deque(_present(cofaces, tail)) for tail in tails}
    lines = {tail: [(t, *tail) for t in axes[0]] for tail in tails}
    lower = {tail: [other for other in tails if below(other, tail)] for tail in tails}
    ranks: dict[tuple[Degree, Degree], int] = {}
    for b in itertools.product(*axes):
        boundaries, queue = filled[b[1:]], coming[b[1:]]
        while queue and queue[0][0] <= b[0]:
            _put(boundaries, queue.popleft()[1])
        for tail in lower[b[1:]]:
            pivots, waiting, rank = boundaries.copy(), iter(cycles[tail]), 0
            born, cycle = next(waiting, (inf, 0))
            for a in lines[tail]:
                if a[0] > b[0]:
                    break
                while born <= a[0]:
                    rank += _put(pivots, cycle)
                    born, cycle = next(waiting, (inf, 0))
                ranks[a, b] = rank
    return ranks


def signed_rank_decomposition(
    ranks: Mapping[tuple[Degree, Degree], int],
) -> dict[tuple[Degree, Degree], int]:
    r"""Write a rank invariant as a signed sum of rank invariants of rectangles.

    Parameters
    ----------
    ranks
        The ranks on a whole grid, as :func:`rank_invariant` returns them.

    Returns
    -------
    dict
        For each rectangle :math:`[b,d)` its coefficient, without the zeros; :math:`d` may have infinite entries. It is
        unique, and found by inclusion and exclusion: the sum over :math:`e,u\in\{0,1\}^n` of
        :math:`(-1)^{|e|+|u|}\,\mathrm{rk}(b-e,\ell(d)+u)`, with :math:`\ell(d)` the last grid point before :math:`d` and
        terms outside the grid zero.

    Raises
    ------
    ValueError
        If there are no ranks, or a pair of the grid is missing.

    Notes
    -----
    Four to the power of the number of parameters look-ups for each pair.

    Examples
    --------
    >>> from lib.networks.multipersistence import l_shape
    >>> signed_rank_decomposition(rank_invariant(l_shape((1, 1), (3, 2)), 1))
    {((1, 1), (3, 2)): -1, ((1, 1), (3, inf)): 1, ((1, 1), (inf, 2)): 1}
    """
    if not ranks:
        raise ValueError("ranks must hold at least one pair of grid points, got none")
    n = len(next(iter(ranks))[0])
    axes = [sorted({a[k] for a, _ in ranks}) for k in range(n)]
    size = [len(axis) for axis in axes]
    corners = list(itertools.product((0, 1), repeat=n))

    def rank(a: tuple[int, ...], b: tuple[int, ...]) -> int:
        if any(i < 0 for i in a) or any(j >= s for j, s in zip(b, size, strict=True)):
            return 0
        pair = (
            tuple(axis[i] for axis, i in zip(axes, a, strict=True)),
            tuple(axis[j] for axis, j in zip(axes, b, strict=True)),
        )
        if pair not in ranks:
            raise ValueError(f"ranks must hold every pair of comparable grid points, {pair} is missing")
        return ranks[pair]

    found: dict[tuple[Degree, Degree], int] = {}
    for a in itertools.product(*map(range, size)):
        for last in itertools.product(*(range(i, s) for i, s in zip(a, size, strict=True))):
            coefficient = sum(
                (-1) ** (sum(e) + sum(u))
                * rank(
                    tuple(i - x for i, x in zip(a, e, strict=True)), tuple(j + x for j, x in zip(last, u, strict=True))
                )
                for e in corners
                for u in corners
            )
            if coefficient:
                birth = tuple(axis[i] for axis, i in zip(axes, a, strict=True))
                death = tuple(axis[j + 1] if j + 1 < len(axis) else inf for axis, j in zip(axes, last, strict=True))
                found[birth, death] = coefficient
    return found


def ranks_of_rectangles(
    signed: Mapping[tuple[Degree, Degree], int], grid: Sequence[Iterable[Number]]
) -> dict[tuple[Degree, Degree], int]:
    """Return the rank invariant of a signed sum of rectangles on a grid: the way back.

    Raises
    ------
    ValueError
        If the grid does not have one axis for each coordinate of the corners.

    Examples
    --------
    >>> ranks_of_rectangles({((0, 0), (2, 1)): 3}, [range(2), range(2)])[(0, 0), (1, 0)]
    3
    """
    axes = list(map(tuple, grid))
    for corner in itertools.chain.from_iterable(signed):
        if len(corner) != len(axes):
            raise ValueError(f"grid must have one axis for each parameter, got {len(axes)} for the corner {corner}")
    points = list(itertools.product(*axes))
    return {
        (a, b): sum(
            c
            for (birth, death), c in signed.items()
            if below(birth, a) and all(d > y for d, y in zip(death, b, strict=True))
        )
        for a in points
        for b in points
        if below(a, b)
    }


def signed_hilbert_decomposition(table: np.ndarray) -> dict[tuple[int, ...], int]:
    """Write a Hilbert function as a signed sum of quadrants; keys are places in the table.

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> signed_hilbert_decomposition(hilbert_function(three_arms(), 0, [range(4), range(4)]))
    {(0, 0): 3, (0, 2): -1, (1, 1): -1, (2, 0): -1, (2, 2): 1}
    """
    import numpy as np

    steps = table
    for axis in range(table.ndim):
        steps = np.diff(steps, axis=axis, prepend=0)
    return {tuple(int(i) for i in place): int(steps[tuple(place)]) for place in np.argwhere(steps)}
