"""Both layers: pairs of alternating sign matrices of sizes n - 1 and n, and the sum over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from lib.combinatorics.lambda_determinants.arithmetic import (
    Cell,
    Parameters,
    coefficients,
    problem_in_one_field,
    square,
)
from lib.combinatorics.lambda_determinants.matrices import (
    ASM,
    Row,
    alternating_sign_matrices,
    as_asm,
    check_size,
    corner_sums,
)


class Pair(NamedTuple):
    """A compatible pair with the exponents of its parameters."""

    A: ASM
    B: ASM
    lam_exponents: dict[Cell, int]
    mu_exponents: dict[Cell, int]


class Exponents(NamedTuple):
    """The four families of differences of corner sums of a pair, keyed by cells (i, j) with 1 <= i, j < n.

    ``north_west`` is e, ``north_east`` is f (at column j + 1), ``south_east`` is e', ``south_west`` is f'.
    """

    north_west: dict[Cell, int]
    north_east: dict[Cell, int]
    south_east: dict[Cell, int]
    south_west: dict[Cell, int]

    def compatible(self) -> bool:
        """Return whether all four families take only the values 0 and 1."""
        return all(value in (0, 1) for family in self for value in family.values())


def exponents(A: Sequence[Sequence[int]], B: Sequence[Sequence[int]]) -> Exponents:
    """Return the four differences of corner sums of matrices A and B of sizes n - 1 and n.

    Parameters
    ----------
    A, B
        Alternating sign matrices; A is empty for n = 1.

    Raises
    ------
    ValueError
        If they are not alternating sign matrices of sizes n - 1 and n.

    Notes
    -----
    O(n^2).  With a and b the corner sums (each right cumulant is a left one in disguise, see :func:`corner_sums`):
    e = 1 + a(i-1, j-1) - b(i, j), f = b(i, j) - a(i-1, j), e' = a(i, j) - b(i, j), f' = b(i, j) - a(i, j-1).

    Examples
    --------
    >>> exponents([[1]], [[0, 1], [1, 0]]).north_west, exponents([[1]], [[1, 0], [0, 1]]).north_west
    ({(1, 1): 1}, {(1, 1): 0})
    """
    lower = as_asm(A, "A") if len(A) else ()
    upper = as_asm(B)
    n = len(upper)
    if len(lower) != n - 1:
        raise ValueError(f"A must be one smaller than B, got sizes {len(lower)} and {n}")
    return _exponents(corner_sums(lower), corner_sums(upper))


def _exponents(a: Sequence[Row], b: Sequence[Row]) -> Exponents:
    cells = [(i, j) for i in range(1, len(a)) for j in range(1, len(a))]
    return Exponents(
        {(i, j): 1 + a[i - 1][j - 1] - b[i][j] for i, j in cells},
        {(i, j): b[i][j] - a[i - 1][j] for i, j in cells},
        {(i, j): a[i][j] - b[i][j] for i, j in cells},
        {(i, j): b[i][j] - a[i][j - 1] for i, j in cells},
    )


def matrices_above(A: Sequence[Sequence[int]]) -> Iterator[ASM]:
    """Yield every alternating sign matrix of size n compatible with A of size n - 1.

    Parameters
    ----------
    A
        An alternating sign matrix, or the empty one.

    Yields
    ------
    tuple of tuples
        2^p matrices, where p is the number of entries 1 of A.

    Raises
    ------
    ValueError
        If A is neither empty nor an alternating sign matrix.

    Notes
    -----
    Compatibility says that the corner sums of B lie between two bounds given by those of A: at least
    max(a(i-1, j), a(i, j-1)) and at most min(a(i, j), a(i-1, j-1) + 1).  The bounds differ by 1 at the entries 1 of A
    and agree elsewhere.  O(n^2) for each matrix.

    Examples
    --------
    >>> list(matrices_above([[1]]))
    [((0, 1), (1, 0)), ((1, 0), (0, 1))]
    """
    a = corner_sums(A)
    return (matrix_of_corner_sums(b) for b in _sums_above(a))


def _sums_above(a: Sequence[Row]) -> Iterator[list[list[int]]]:
    n = len(a)
    b = [[min(i, j) if n in (i, j) else 0 for j in range(n + 1)] for i in range(n + 1)]
    free = []
    for i in range(1, n):
        for j in range(1, n):
            b[i][j] = max(a[i - 1][j], a[i][j - 1])
            if min(a[i][j], a[i - 1][j - 1] + 1) > b[i][j]:
                free.append((i, j, b[i][j]))
    for choice in product((0, 1), repeat=len(free)):
        for (i, j, least), more in zip(free, choice, strict=True):
            b[i][j] = least + more
        yield b


def matrix_of_corner_sums(sums: Sequence[Sequence[int]]) -> ASM:
    """Return the matrix with these corner sums.

    Examples
    --------
    >>> matrix_of_corner_sums(corner_sums([[0, 1], [1, 0]]))
    ((0, 1), (1, 0))
    """
    size = range(1, len(sums))
    return tuple(tuple(sums[i][j] - sums[i - 1][j] - sums[i][j - 1] + sums[i - 1][j - 1] for j in size) for i in size)


def compatible_pairs(n: int) -> Iterator[Pair]:
    """Yield every compatible pair of sizes n - 1 and n with its exponents.

    Parameters
    ----------
    n
        The size of the larger matrix, at least 1; for n = 1 there is one pair, of the empty matrix and (1).

    Yields
    ------
    Pair
        ``(A, B, lam_exponents, mu_exponents)`` with exponents 0 or 1; lam is keyed by (i, j) and mu by (i, j + 1).

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer.

    Notes
    -----
    2^(n(n-1)/2) pairs in all, O(n^2) each; no pair is tried in vain.

    Examples
    --------
    >>> [sum(1 for _ in compatible_pairs(n)) for n in range(1, 5)]
    [1, 2, 8, 64]
    """
    check_size(n)
    return _pairs(n)


def _pairs(n: int) -> Iterator[Pair]:
    for A in alternating_sign_matrices(n - 1) if n > 1 else iter([()]):
        a = corner_sums(A)
        for b in _sums_above(a):
            e, f, _, _ = _exponents(a, b)  # type: ignore[arg-type]
            yield Pair(A, matrix_of_corner_sums(b), e, {(i, j + 1): value for (i, j), value in f.items()})


def two_layer_sum(x0: Any, x1: Any, lam: Parameters, mu: Parameters = 1) -> Any:
    """Return the apex x[n] of the pyramid as a sum over compatible pairs.

    Parameters
    ----------
    x0, x1
        Square matrices of sizes n + 1 and n with exact entries; only the interior of x0 is read.
    lam, mu
        Parameters: a value, a function of row and column (from 1), or a dictionary.

    Returns
    -------
    Fraction or expression
        The sum of lam^e mu^f x1^B x0^(-A).

    Raises
    ------
    ValueError
        If a matrix has the wrong shape, or an entry that can stand in a denominator is zero: any in the interior of x0
        or of x1.
    TypeError
        If something is not exact.

    Notes
    -----
    2^(n(n-1)/2) terms of O(n^2) factors.  Entry (i, j) of A belongs to entry (i + 1, j + 1) of x0.

    Examples
    --------
    >>> from sympy import symbols
    >>> a, b, c, d, l, m, w = symbols("a b c d l m w")
    >>> two_layer_sum([[1, 1, 1], [1, w, 1], [1, 1, 1]], [[a, b], [c, d]], l, m)
    a*d*m/w + b*c*l/w
    """
    first = square(x1, "x1")
    n = len(first)
    zeroth = square(x0, "x0", n + 1)
    (zeroth, first), (left, right), back = problem_in_one_field([zeroth, first], coefficients(n, lam, mu))
    for name, layer in (("x0", zeroth), ("x1", first)):
        for i, row in enumerate(layer[1:-1], 2):
            for j, value in enumerate(row[1:-1], 2):
                if not value:
                    raise ValueError(f"{name} must have no zero away from its border, got {name}[{i}][{j}] = 0")
    inner = [row[1:-1] for row in zeroth[1:-1]]
    total: Any = Fraction(0)
    for A, B, e, f in _pairs(n):
        term: Any = Fraction(1)
        for family, powers in ((left, e), (right, f)):
            for cell, power in powers.items():
                if power:
                    term = term * family[cell]
        for layer, matrix, sign in ((first, B, 1), (inner, A, -1)):
            for entries, row_signs in zip(layer, matrix, strict=True):
                for entry, power in zip(entries, row_signs, strict=True):
                    if power:
                        term = term * entry if power == sign else term / entry
        total = total + term
    return back(total)
