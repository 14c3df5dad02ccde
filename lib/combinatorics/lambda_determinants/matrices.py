"""Alternating sign matrices: what they are, all of them, how many, and what can be read off one."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from math import factorial
from typing import Literal

Row = tuple[int, ...]
ASM = tuple[Row, ...]
VertexType = Literal["a1", "a2", "b1", "b2", "c1", "c2"]


def check_size(n: int, least: int = 1, name: str = "n") -> int:
    """Return the size if it is an integer that is large enough.

    Raises
    ------
    TypeError
        If it is not an integer.
    ValueError
        If it is below ``least``.

    Examples
    --------
    >>> check_size(3)
    3
    """
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"{name} must be an integer, got {type(n).__name__}")
    if n < least:
        raise ValueError(f"{name} must be at least {least}, got {n}")
    return n


def is_asm(matrix: Sequence[Sequence[object]]) -> bool:
    """Return whether a matrix is an alternating sign matrix.

    Parameters
    ----------
    matrix
        Rows of equal length; anything else is not an alternating sign matrix.

    Returns
    -------
    bool
        Whether it is square and all partial sums of rows and columns are 0 or 1 and end at 1.

    Notes
    -----
    O(n^2).  That the non-zero entries alternate and begin with 1 is the same as partial sums in {0, 1}.

    Examples
    --------
    >>> is_asm([[0, 1, 0], [1, -1, 1], [0, 1, 0]]), is_asm([[1, 1], [0, 0]])
    (True, False)
    """
    try:
        rows = [tuple(row) for row in matrix]
    except TypeError:
        return False
    if not rows or any(len(row) != len(rows) for row in rows):
        return False
    if any(
        isinstance(x, bool) or not isinstance(x, numbers.Integral) or x not in (-1, 0, 1) for row in rows for x in row
    ):
        return False
    lines: list[list[int]] = [list(accumulate(line)) for line in (*rows, *zip(*rows, strict=True))]
    return all(set(sums) <= {0, 1} and sums[-1] == 1 for sums in lines)


def as_asm(matrix: Sequence[Sequence[int]], name: str = "B") -> ASM:
    """Return the matrix as a tuple of rows if it is an alternating sign matrix.

    Raises
    ------
    ValueError
        If it is not one.

    Examples
    --------
    >>> as_asm([[0, 1], [1, 0]])
    ((0, 1), (1, 0))
    """
    if not is_asm(matrix):
        raise ValueError(
            f"{name} must be an alternating sign matrix (square, partial sums of rows and columns 0 or 1, "
            f"full sums 1), got {matrix!r}"
        )
    return tuple(tuple(int(x) for x in row) for row in matrix)


def alternating_sign_matrices(n: int) -> Iterator[ASM]:
    """Yield every alternating sign matrix of size n, the identity first.

    Parameters
    ----------
    n
        The size, at least 1.

    Yields
    ------
    tuple of tuples
        Rows of integers.  The order is lexicographic with 1 before 0 before -1.

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer.

    Notes
    -----
    After some rows only the set of columns with partial sum 1 matters.  The matrices are made by joining every upper
    half to every lower half that begins where it ends; rows are shared, so each matrix costs one concatenation of two
    tuples.  Time is proportional to the number of matrices, which grows as (3 sqrt(3) / 4)^(n^2); memory to the number of
    halves.

    Examples
    --------
    >>> next(alternating_sign_matrices(3))
    ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    >>> [sum(1 for _ in alternating_sign_matrices(n)) for n in range(1, 7)]
    [1, 2, 7, 42, 429, 7436]
    """
    check_size(n)
    return _joined_halves(n)


def _joined_halves(n: int) -> Iterator[ASM]:
    @cache
    def steps(full: int) -> tuple[tuple[Row, int], ...]:
        return tuple(_next_rows(full, n))

    @cache
    def below(full: int, rows: int) -> list[ASM]:
        if rows == 0:
            return [()]
        return [(row, *rest) for row, after in steps(full) for rest in below(after, rows - 1)]

    halves: list[tuple[ASM, int]] = [((), 0)]
    for _ in range(n // 2):
        halves = [((*upper, row), after) for upper, full in halves for row, after in steps(full)]
    for upper, full in halves:
        for lower in below(full, n - n // 2):
            yield upper + lower


def _next_rows(full: int, n: int) -> Iterator[tuple[Row, int]]:
    """Yield each row that may follow, with the new set of columns of sum 1; bit j of ``full`` stands for column j."""
    row = [0] * n

    def walk(column: int, running: int, after: int) -> Iterator[tuple[Row, int]]:
        if column == n:
            if running:
                yield tuple(row), after
            return
        bit = 1 << column
        if not running and not full & bit:
            row[column] = 1
            yield from walk(column + 1, 1, after | bit)
        row[column] = 0
        yield from walk(column + 1, running, after)
        if running and full & bit:
            row[column] = -1
            yield from walk(column + 1, 0, after ^ bit)
            row[column] = 0

    yield from walk(0, 0, full)


def number_of_asms(n: int) -> int:
    """Return the number of alternating sign matrices of size n by the product formula of Zeilberger and Kuperberg.

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer.

    Notes
    -----
    The product of (3k+1)! / (n+k)! over k = 0..n-1.

    Examples
    --------
    >>> [number_of_asms(n) for n in range(1, 9)]
    [1, 2, 7, 42, 429, 7436, 218348, 10850216]
    """
    check_size(n)
    above = below = 1
    for k in range(n):
        above *= factorial(3 * k + 1)
        below *= factorial(n + k)
    return above // below


def minus_ones(B: Sequence[Sequence[int]]) -> int:
    """Return the number of entries -1.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix.

    Examples
    --------
    >>> minus_ones([[0, 1, 0], [1, -1, 1], [0, 1, 0]])
    1
    """
    return sum(row.count(-1) for row in as_asm(B))


def inversion_number(B: Sequence[Sequence[int]]) -> int:
    """Return the sum of B[i][j] B[k][l] over i < k and j > l, for permutations the number of inversions.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix.

    Notes
    -----
    O(n^2): with C the sums of entries strictly below and to the left, it is the sum of B[i][j] C[i][j].

    Examples
    --------
    >>> inversion_number([[0, 0, 1], [0, 1, 0], [1, 0, 0]]), inversion_number([[0, 1, 0], [1, -1, 1], [0, 1, 0]])
    (3, 2)
    """
    rows = as_asm(B)
    total = 0
    below = [0] * len(rows)
    for row in reversed(rows):
        left = 0
        for column, entry in enumerate(row):
            total += entry * left
            left += below[column]
        below = [b + entry for b, entry in zip(below, row, strict=True)]
    return total


def corner_sums(B: Sequence[Sequence[int]]) -> tuple[Row, ...]:
    """Return the sums of the upper left blocks, the left cumulant matrix of the thesis with a border of zeros.

    Parameters
    ----------
    B
        An alternating sign matrix of size n, or the empty matrix.

    Returns
    -------
    tuple of tuples
        Size n + 1: entry (i, j) is the sum of the first i rows and j columns.

    Raises
    ------
    ValueError
        If B is neither empty nor an alternating sign matrix.

    Notes
    -----
    O(n^2).  The sum over the upper right block from column J on is i minus entry (i, J - 1), because each row sums to 1:
    the right cumulant matrix holds nothing new.

    Examples
    --------
    >>> corner_sums([[0, 1, 0], [1, -1, 1], [0, 1, 0]])
    ((0, 0, 0, 0), (0, 0, 1, 1), (0, 1, 1, 2), (0, 1, 2, 3))
    """
    rows = as_asm(B) if len(B) else ()
    sums: list[Row] = [(0,) * (len(rows) + 1)]
    for row in rows:
        along = (0, *accumulate(row))
        sums.append(tuple(a + b for a, b in zip(along, sums[-1], strict=True)))
    return tuple(sums)


def vertex_types(B: Sequence[Sequence[int]]) -> tuple[tuple[VertexType, ...], ...]:
    """Return for each cell its vertex type in the six-vertex model (square ice).

    Returns
    -------
    tuple of tuples
        ``c1`` for an entry 1 and ``c2`` for -1.  An entry 0 with r the sum to its left and c the sum above it is ``a1``
        for c = r = 0, ``a2`` for c = r = 1, ``b1`` for c = 0, r = 1 and ``b2`` for c = 1, r = 0.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix.

    Notes
    -----
    O(n^2).  In the lambda-determinant a cell ``a1`` carries lambda, ``b1`` carries mu, ``c2`` carries lambda + mu.

    Examples
    --------
    >>> vertex_types([[0, 1, 0], [1, -1, 1], [0, 1, 0]])
    (('a1', 'c1', 'b1'), ('c1', 'c2', 'c1'), ('b2', 'c1', 'a2'))
    """
    rows = as_asm(B)
    names: dict[tuple[int, int], VertexType] = {(0, 0): "a1", (1, 1): "a2", (0, 1): "b1", (1, 0): "b2"}
    above = [0] * len(rows)
    found: list[tuple[VertexType, ...]] = []
    for row in rows:
        left, types = 0, list[VertexType]()
        for column, entry in enumerate(row):
            types.append("c1" if entry == 1 else "c2" if entry == -1 else names[above[column], left])
            left += entry
        above = [a + entry for a, entry in zip(above, row, strict=True)]
        found.append(tuple(types))
    return tuple(found)
