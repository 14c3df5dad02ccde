"""The commutator on one core: a wave equation on a triangle of points, and all its solutions."""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from lib.combinatorics.semicircular_systems.fock import Coefficient, Word, check_natural, check_word

Point = tuple[int, int]


def core(word: Word, letter: int = 1) -> tuple[Word | None, int, int]:
    r"""Split a word as :math:`i^a\,v\,i^b` with a core v that neither starts nor ends with the letter i.

    Parameters
    ----------
    word
        A word.
    letter
        The letter i.

    Returns
    -------
    tuple
        ``(v, a, b)``; for a pure power of the letter there is no core, and the answer is ``(None, k, 0)``.

    Raises
    ------
    TypeError, ValueError
        If it is not a word, or the letter is below 1.

    Notes
    -----
    Linear in the length.

    Examples
    --------
    >>> core((1, 1, 2, 1, 2, 1)), core((1, 1)), core((2, 1), letter=2)
    (((2, 1, 2), 2, 1), (None, 2, 0), ((1,), 1, 0))
    """
    checked = check_word(word)
    check_natural(letter, "letter", 1)
    outside = [i for i, other in enumerate(checked) if other != letter]
    if not outside:
        return None, len(checked), 0
    first, last = outside[0], outside[-1]
    return checked[first : last + 1], first, len(checked) - 1 - last


def from_core(middle: Word, a: int, b: int, letter: int = 1) -> Word:
    """Return the word with this core, a letters before it and b after it.

    Raises
    ------
    ValueError
        If it is not a core for the letter, or a number is out of range.

    Examples
    --------
    >>> from_core((2,), 2, 1)
    (1, 1, 2, 1)
    """
    if core(middle, letter) != (tuple(middle), 0, 0):
        raise ValueError(f"middle must neither start nor end with the letter {letter} nor be empty, got {middle!r}")
    return (letter,) * check_natural(a, "a") + tuple(middle) + (letter,) * check_natural(b, "b")


def triangle(m: int) -> list[Point]:
    """Return the points (a, b) with a, b >= 0 and a + b <= m, by a + b and then by a.

    Raises
    ------
    ValueError
        If ``m`` is negative.

    Examples
    --------
    >>> triangle(2)
    [(0, 0), (0, 1), (1, 0), (0, 2), (1, 1), (2, 0)]
    """
    check_natural(m, "m")
    return [(a, total - a) for total in range(m + 1) for a in range(total + 1)]


def wave_operator(function: Mapping[Point, Coefficient]) -> dict[Point, Coefficient]:
    r"""Apply the commutator to a function on the quarter plane.

    It sends the point (a, b) to (a+1, b) + (a-1, b) - (a, b+1) - (a, b-1), terms with a negative coordinate dropped.

    Raises
    ------
    ValueError
        If a point of the function has a negative coordinate.

    Examples
    --------
    >>> wave_operator({(0, 0): 1})
    {(1, 0): 1, (0, 1): -1}
    """
    image: dict[Point, Coefficient] = {}
    for (a, b), value in function.items():
        if a < 0 or b < 0:
            raise ValueError(f"function must live on points with coordinates at least 0, got {(a, b)}")
        for point, sign in (((a + 1, b), 1), ((a - 1, b), 1), ((a, b + 1), -1), ((a, b - 1), -1)):
            if min(point) >= 0:
                image[point] = image.get(point, 0) + sign * value
    return {point: value for point, value in image.items() if value}


def wave_matrix(m: int) -> sympy.Matrix:
    """Return the commutator on one core as a matrix: rows are the points of degree at most m, columns of m - 1.

    Raises
    ------
    ValueError
        If ``m`` is negative.

    Examples
    --------
    >>> wave_matrix(1)
    Matrix([
    [ 0],
    [-1],
    [ 1]])
    """
    rows = {point: i for i, point in enumerate(triangle(m))}
    columns = triangle(m - 1) if m else []
    matrix = sympy.zeros(len(rows), len(columns))
    for j, point in enumerate(columns):
        for image, value in wave_operator({point: 1}).items():
            matrix[rows[image], j] = value
    return matrix


def wave_solution(k: int, m: int) -> dict[Point, int]:
    r"""Return the solution :math:`g_k` of the wave equation on the triangle of degree m.

    :math:`g_k(a,b)` is the coefficient of :math:`U_k` in the product of Chebyshev polynomials :math:`U_aU_b`: it is 1
    where :math:`|a-b|\le k\le a+b` and k has the parity of a + b, and 0 elsewhere.

    Parameters
    ----------
    k
        Which solution, 0 <= k <= m.
    m
        The degree of the triangle.

    Returns
    -------
    dict
        The value at every point.

    Raises
    ------
    ValueError
        If k is outside 0..m.

    Notes
    -----
    Time and memory O(m^2).

    Examples
    --------
    >>> [point for point, value in wave_solution(1, 3).items() if value]
    [(0, 1), (1, 0), (1, 2), (2, 1)]
    """
    check_natural(m, "m")
    if check_natural(k, "k") > m:
        raise ValueError(f"k must be at most m = {m}, got {k}")
    return {(a, b): int(abs(a - b) <= k <= a + b and (a + b - k) % 2 == 0) for a, b in triangle(m)}


def is_wave(function: Mapping[Point, Coefficient], m: int) -> bool:
    """Return whether a function on the triangle of degree m is orthogonal to every commutator of degree below m.

    That is the wave equation g(a+1, b) + g(a-1, b) = g(a, b+1) + g(a, b-1) at all points with a + b < m, with g = 0
    outside the quarter plane.

    Raises
    ------
    ValueError
        If ``m`` is negative or a point of the function is outside the triangle.

    Examples
    --------
    >>> is_wave(wave_solution(2, 6), 6), is_wave({(0, 0): 1}, 2)
    (True, False)
    """
    check_natural(m, "m")
    if stray := [(a, b) for a, b in function if a < 0 or b < 0 or a + b > m]:
        raise ValueError(f"function must live on points with a, b >= 0 and a + b <= {m}, got {stray[0]}")

    def at(a: int, b: int) -> Coefficient:
        return function.get((a, b), 0)

    return all(at(a + 1, b) + at(a - 1, b) == at(a, b + 1) + at(a, b - 1) for a, b in (triangle(m - 1) if m else []))


def gram_entry(k: int, other: int, m: int) -> int:
    r"""Return the inner product of two solutions on the triangle of degree m.

    For k <= l of equal parity it is :math:`(k+1)\bigl(\tfrac{t-l}2+1\bigr)`, where t is the largest number up to m
    of that parity; for different parities it is 0.

    Raises
    ------
    ValueError
        If k or the other index is outside 0..m.

    Examples
    --------
    >>> [[gram_entry(k, l, 4) for l in (0, 2, 4)] for k in (0, 2, 4)]
    [[3, 2, 1], [2, 6, 3], [1, 3, 5]]
    """
    check_natural(m, "m")
    low, high = sorted((check_natural(k, "k"), check_natural(other, "other")))
    if high > m:
        raise ValueError(f"k and other must be at most m = {m}, got {k} and {other}")
    if (low - high) % 2:
        return 0
    return (low + 1) * ((top_degree(high, m) - high) // 2 + 1)


def top_degree(parity_of: int, m: int) -> int:
    """Return the largest integer up to m with the parity of the first argument.

    Examples
    --------
    >>> top_degree(0, 5), top_degree(1, 5)
    (4, 5)
    """
    return m - (m - parity_of) % 2
