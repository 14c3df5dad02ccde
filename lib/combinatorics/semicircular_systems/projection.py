"""The projection onto what commutators with one generator miss, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from lib.combinatorics.semicircular_systems.fock import (
    Vector,
    Word,
    add,
    check_natural,
    check_word,
    commutator,
    inner,
    words,
)
from lib.combinatorics.semicircular_systems.wave import (
    Point,
    core,
    from_core,
    gram_entry,
    top_degree,
    triangle,
    wave_solution,
)


def numerator(first: Point, second: Point) -> int:
    r"""Return the integer over the common denominator in the projection formula, for two points of one core.

    With :math:`\sigma=a+b` and :math:`\delta=|a-b|` it is
    :math:`(1+[\delta=0])[\delta=\delta']+[\sigma=\sigma']-[\delta=\sigma'+2]-[\delta'=\sigma+2]` when
    :math:`\sigma\equiv\sigma'` modulo 2, and 0 otherwise.  The size of the triangle does not enter.

    Raises
    ------
    ValueError
        If a coordinate is negative or not an integer.

    Examples
    --------
    >>> numerator((0, 0), (0, 0)), numerator((1, 1), (0, 0)), numerator((0, 2), (0, 0)), numerator((1, 0), (0, 0))
    (3, 2, -1, 0)
    """
    for name, point in (("first", first), ("second", second)):
        a, b = point
        if not isinstance(a, int) or not isinstance(b, int) or a < 0 or b < 0:
            raise ValueError(f"{name} must be a point with integer coordinates at least 0, got {point}")
    return _numerator(first, second)


def _numerator(first: Point, second: Point) -> int:
    # without the checks, for loops over all pairs of points
    sigma, delta = sum(first), abs(first[0] - first[1])
    sigma2, delta2 = sum(second), abs(second[0] - second[1])
    if (sigma - sigma2) % 2:
        return 0
    return (1 + (delta == 0)) * (delta == delta2) + (sigma == sigma2) - (delta == sigma2 + 2) - (delta2 == sigma + 2)


def core_block(m: int) -> sympy.Matrix:
    """Return the projection on one core, for the triangle of degree m, by the formula.

    Parameters
    ----------
    m
        The largest value of a + b.

    Returns
    -------
    sympy.Matrix
        Square, its rows in the order of :func:`~lib.combinatorics.semicircular_systems.triangle`.

    Raises
    ------
    ValueError
        If ``m`` is negative.

    Notes
    -----
    Each entry costs a few comparisons: time and memory O(m^4), the number of entries.

    Examples
    --------
    >>> core_block(1)
    Matrix([
    [1,   0,   0],
    [0, 1/2, 1/2],
    [0, 1/2, 1/2]])
    """
    place = {point: i for i, point in enumerate(triangle(m))}
    matrix = sympy.zeros(len(place), len(place))
    for first, second, value in _block_entries(m):
        matrix[place[first], place[second]] = sympy.Rational(value.numerator, value.denominator)
    return matrix


def _block_entries(m: int) -> list[tuple[Point, Point, Fraction]]:
    # the non-zero entries of one block; points of one parity only, since others do not meet
    found: list[tuple[Point, Point, Fraction]] = []
    for parity in (0, 1):
        points = [point for point in triangle(m) if sum(point) % 2 == parity]
        values = {n: Fraction(n, top_degree(parity, m) + 3) for n in (-1, 1, 2, 3)}
        found += [(u, v, values[n]) for u in points for v in points if (n := _numerator(u, v))]
    return found


def block_from_solutions(m: int) -> dict[tuple[Point, Point], Fraction]:
    r"""Return the projection on one core from the solutions of the wave equation, without the formula.

    It is :math:`G\,\Gamma^{-1}G^{T}` with the solutions as columns of G and their Gram matrix :math:`\Gamma`, which is
    inverted exactly.

    Raises
    ------
    ValueError
        If ``m`` is negative.

    Notes
    -----
    Inverting takes O(m^3) rational operations, the product O(m^6).

    Examples
    --------
    >>> block_from_solutions(2)[(1, 1), (0, 2)]
    Fraction(1, 5)
    """
    points = triangle(m)
    solutions = [wave_solution(k, m) for k in range(m + 1)]
    gram = sympy.Matrix([[gram_entry(k, j, m) for j in range(m + 1)] for k in range(m + 1)])
    inverse = [[Fraction(int(x.p), int(x.q)) for x in row] for row in gram.inv().tolist()]
    seen = {point: [k for k in range(m + 1) if solutions[k][point]] for point in points}
    block = {}
    for first in points:
        for second in points:
            value = sum((inverse[k][j] for k in seen[first] for j in seen[second]), Fraction(0))
            if value:
                block[first, second] = value
    return block


def projection_entry(degree: int, first: Word, second: Word, letter: int = 1) -> Fraction:
    r"""Return the entry :math:`P_N(w,w')` of the projection onto the complement of the commutators.

    Parameters
    ----------
    degree
        N: commutators :math:`[s_i,x]` with elements x of degree at most N are projected away.
    first, second
        Two words of length at most N + 1.
    letter
        The letter i of the generator.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If a word is longer than N + 1, or a number is too small.

    Notes
    -----
    Linear in the length of the words.

    Examples
    --------
    >>> [str(projection_entry(4, (2,), w)) for w in [(2,), (1, 2, 1), (1, 1, 2), (1, 2)]]
    ['3/7', '2/7', '-1/7', '0']
    """
    check_natural(degree, "degree")
    for name, word in (("first", first), ("second", second)):
        if len(check_word(word, name)) > degree + 1:
            raise ValueError(
                f"truncation too small for the word: {name} must have length at most degree + 1 = {degree + 1}, "
                f"got length {len(word)}"
            )
    middle, a, b = core(first, letter)
    middle2, a2, b2 = core(second, letter)
    if middle != middle2:
        return Fraction(0)
    if middle is None:
        return Fraction(int(a == a2))
    m = degree + 1 - len(middle)
    return Fraction(numerator((a, b), (a2, b2)), top_degree(a + b, m) + 3)


def projection_matrix(letters: int, degree: int, letter: int = 1) -> dict[tuple[Word, Word], Fraction]:
    """Return the non-zero entries of the projection on all words of length at most N + 1.

    Parameters
    ----------
    letters
        Their number q.
    degree
        N.
    letter
        The generator's letter, in 1..q.

    Raises
    ------
    ValueError
        If ``letters``, ``degree`` or ``letter`` is out of range.

    Notes
    -----
    Time and memory grow with the number of non-zero entries: a core of length c contributes O((N + 1 - c)^4), and
    there are O(q^c) of them, so O(q^N) in all.

    Examples
    --------
    >>> matrix = projection_matrix(2, 1)
    >>> len(matrix), str(matrix[(1, 2), (2, 1)])
    (9, '1/2')
    """
    check_natural(letters, "letters", 1)
    check_word((letter,), "letter", letters)
    length = check_natural(degree, "degree") + 1
    matrix = {((letter,) * k, (letter,) * k): Fraction(1) for k in range(length + 1)}
    entries = [_block_entries(m) for m in range(length)]
    for middle in words(letters, length):
        if middle and middle[0] != letter != middle[-1]:
            m = length - len(middle)
            # from_core without its checks, which the enumeration of cores makes superfluous
            block = {(a, b): (letter,) * a + middle + (letter,) * b for a, b in triangle(m)}
            for first, second, value in entries[m]:
                matrix[block[first], block[second]] = value
    return matrix


def distance_squared(word: Word, degree: int, letter: int = 1) -> Fraction:
    r"""Return the squared distance of a word from the commutators :math:`[s_i,x]` with x of degree at most N.

    It is :math:`(2+[a=b])/(t+3)` with t the largest integer up to :math:`N+1-|v|` of the parity of a + b, and 1 for
    a pure power of the letter.

    Parameters
    ----------
    word
        A word of length at most N + 1.
    degree
        N.
    letter
        The generator's letter.

    Raises
    ------
    ValueError
        If the word is longer than N + 1.

    Examples
    --------
    >>> [str(distance_squared((2,), n)) for n in (1, 3, 5, 100)]
    ['1', '3/5', '3/7', '3/103']
    """
    return projection_entry(degree, word, word, letter)


@dataclass(frozen=True)
class NearestCommutator:
    """The best approximation of a word by a commutator with one generator.

    Attributes
    ----------
    element
        The vector of x, of degree at most N, for which the commutator comes closest.
    residual
        What is left: the word minus the commutator.
    distance_squared
        The squared length of the residual.
    """

    element: Vector
    residual: Vector
    distance_squared: Fraction


def nearest_commutator(word: Word, degree: int, letter: int = 1) -> NearestCommutator:
    """Return the element x of degree at most N for which [s_i, x] comes closest to a word, and what is left.

    Parameters
    ----------
    word
        A word of length at most N + 1.
    degree
        N.
    letter
        The generator's letter.

    Raises
    ------
    ValueError
        If the word is longer than N + 1.

    Notes
    -----
    The residual is a column of the projection.  Given it, the equation for x is solved from the highest degree down,
    one diagonal of the triangle after the other: O(N^2) rational operations.

    Examples
    --------
    >>> best = nearest_commutator((2,), 3)
    >>> {w: str(c) for w, c in best.element.items()}
    {(2, 1): '-1/5', (1, 2): '1/5'}
    >>> str(best.distance_squared)
    '3/5'
    """
    entry = distance_squared(word, degree, letter)
    middle, a, b = core(word, letter)
    if middle is None:
        return NearestCommutator({}, {word: 1}, entry)
    m = degree + 1 - len(middle)
    column = {
        point: Fraction(numerator((a, b), point), top_degree(a + b, m) + 3)
        for point in triangle(m)
        if (sum(point) - a - b) % 2 == 0
    }
    goal = {point: int(point == (a, b)) - value for point, value in column.items()}
    x: dict[Point, Fraction] = {}
    for total in range(top_degree(a + b, m), 0, -2):
        # goal(c, d) = x(c-1, d) + x(c+1, d) - x(c, d-1) - x(c, d+1) on the diagonal c + d = total, from c = 0 up
        for c in range(total):
            d = total - c
            known = x.get((c - 1, d), 0) + x.get((c + 1, d), 0) - x.get((c, d + 1), 0)
            x[c, d - 1] = known - goal[c, d]
    element: Vector = {from_core(middle, *point, letter): value for point, value in x.items() if value}
    residual = add((1, {word: 1}), (-1, commutator(letter, element)))
    return NearestCommutator(element, residual, Fraction(inner(residual, residual)))
