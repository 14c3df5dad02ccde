"""Moments of semicircular variables by two routes, and the free cumulants of any sequence of moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from lib.combinatorics.semicircular_systems.fock import (
    VACUUM,
    Coefficient,
    Word,
    apply_left,
    check_natural,
    check_word,
    inner,
    left,
)


def moment(word: Word) -> int:
    r"""Return the moment :math:`\tau(s_{i_1}\cdots s_{i_n})`, by letting the operators act on the Fock space.

    Parameters
    ----------
    word
        The indices :math:`(i_1,\dots,i_n)`.

    Returns
    -------
    int
        The coefficient of the empty word.

    Raises
    ------
    TypeError, ValueError
        If it is not a word.

    Notes
    -----
    Half of the product acts to the right and half to the left, so that no word is longer than n/2: at most
    2**(n/2) words are held.

    Examples
    --------
    >>> moment((1,) * 8), moment((1, 2, 2, 1)), moment((1, 2, 1, 2))
    (14, 1, 0)
    """
    checked = check_word(word)
    middle = len(checked) // 2
    to_the_right, to_the_left = {VACUUM: 1}, {VACUUM: 1}
    for letter in reversed(checked[middle:]):
        to_the_right = left(letter, to_the_right)  # type: ignore[assignment]
    for letter in checked[:middle]:
        to_the_left = left(letter, to_the_left)  # type: ignore[assignment]
    return int(inner(to_the_left, to_the_right))


def noncrossing_pairings(word: Word) -> int:
    """Return the number of ways to join equal letters in pairs without crossings.

    The first letter is joined to an equal letter; what lies between and what lies behind are paired on their own.

    Parameters
    ----------
    word
        A word.

    Returns
    -------
    int
        The number of non-crossing pairings; 1 for the empty word.

    Raises
    ------
    TypeError, ValueError
        If it is not a word.

    Notes
    -----
    One number for each interval of positions: time O(n^3), memory O(n^2).

    Examples
    --------
    >>> noncrossing_pairings((1,) * 8), noncrossing_pairings((1, 2, 2, 1)), noncrossing_pairings((1, 2, 1, 2))
    (14, 1, 0)
    """
    checked = check_word(word)
    n = len(checked)
    count = [[1] * (n + 1) for _ in range(n + 1)]
    for length in range(1, n + 1):
        for start in range(n - length + 1):
            end = start + length
            count[start][end] = sum(
                count[start + 1][partner] * count[partner + 1][end]
                for partner in range(start + 1, end, 2)
                if checked[partner] == checked[start]
            )
    return count[0][n]


def pairings(word: Word) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the non-crossing pairings of equal letters one by one, as pairs of positions.

    Parameters
    ----------
    word
        A word.

    Yields
    ------
    tuple
        Pairs of positions counted from 0, in the order of their left ends.

    Raises
    ------
    TypeError, ValueError
        If it is not a word.

    Notes
    -----
    As many results as :func:`noncrossing_pairings` says: up to a Catalan number.

    Examples
    --------
    >>> list(pairings((1, 1, 1, 1))), list(pairings((1, 2, 1, 2)))
    ([((0, 1), (2, 3)), ((0, 3), (1, 2))], [])
    """
    checked = check_word(word)

    def between(start: int, end: int) -> Iterator[tuple[tuple[int, int], ...]]:
        if start == end:
            yield ()
        for partner in range(start + 1, end, 2):
            if checked[partner] == checked[start]:
                for inside in between(start + 1, partner):
                    for behind in between(partner + 1, end):
                        yield ((start, partner), *inside, *behind)

    return between(0, len(checked))


def vacuum_state(polynomial: Mapping[Word, Coefficient]) -> Coefficient:
    r"""Return :math:`\tau(x)=\langle\Omega,x\Omega\rangle` of a non-commutative polynomial.

    Examples
    --------
    >>> vacuum_state({(1, 1): 2, (1, 2): 5, (): 1})
    3
    """
    return sum((value * moment(monomial) for monomial, value in polynomial.items()), 0)


def moments(polynomial: Mapping[Word, Coefficient], order: int) -> list[Coefficient]:
    r"""Return the moments :math:`\tau(Y^k)` of a polynomial for k = 0, ..., order.

    Parameters
    ----------
    polynomial
        Y, in the semicircular variables.
    order
        The last power.

    Raises
    ------
    ValueError
        If the order is negative.

    Notes
    -----
    :math:`\tau(Y^k)=\langle (Y^*)^{h}\Omega,Y^{k-h}\Omega\rangle` with h = k // 2, so only half the powers are
    applied; the vectors have up to q**(deg Y * k / 2) words.

    Examples
    --------
    >>> moments({(1,): 1, (2,): 1}, 6), moments({(1, 1): 1, (2, 2): 1}, 5)
    ([1, 0, 2, 0, 8, 0, 40], [1, 2, 6, 22, 90, 394])
    """
    check_natural(order, "order")
    adjoint = {monomial[::-1]: value for monomial, value in polynomial.items()}
    powers, adjoint_powers = [{VACUUM: 1}], [{VACUUM: 1}]
    for _ in range((order + 1) // 2):
        powers.append(apply_left(polynomial, powers[-1]))  # type: ignore[arg-type]
        adjoint_powers.append(apply_left(adjoint, adjoint_powers[-1]))  # type: ignore[arg-type]
    return [inner(adjoint_powers[k // 2], powers[k - k // 2]) for k in range(order + 1)]


def free_cumulants(sequence: Sequence[Coefficient]) -> list[Coefficient]:
    r"""Return the free cumulants :math:`\kappa_1,\kappa_2,\dots` that belong to moments :math:`m_0=1,m_1,m_2,\dots`.

    They are defined by :math:`m_n=\sum_\pi\prod_{B\in\pi}\kappa_{|B|}` over the non-crossing partitions of n points;
    cumulants of free variables add up.

    Parameters
    ----------
    sequence
        The moments, the first one 1.

    Raises
    ------
    ValueError
        If the sequence is empty or does not start with 1.

    Notes
    -----
    Splitting at the block of the first point, :math:`m_n=\sum_s\kappa_s\sum_{i_1+\dots+i_s=n-s}m_{i_1}\cdots m_{i_s}`;
    O(n^4) multiplications as written, with the inner sums kept.

    Examples
    --------
    The semicircle has one cumulant, and the square of a semicircular variable has them all equal:

    >>> free_cumulants([1, 0, 1, 0, 2, 0, 5]), free_cumulants([1, 1, 2, 5, 14])
    ([0, 1, 0, 0, 0, 0], [1, 1, 1, 1])
    """
    if not sequence or sequence[0] != 1:
        raise ValueError(f"sequence must start with the moment m_0 = 1, got {list(sequence[:1])}")

    @cache
    def spread(blocks: int, total: int) -> Coefficient:
        if blocks == 0:
            return int(total == 0)
        return sum((sequence[i] * spread(blocks - 1, total - i) for i in range(total + 1)), 0)

    cumulants: list[Coefficient] = []
    for n in range(1, len(sequence)):
        known = sum((cumulants[s - 1] * spread(s, n - s) for s in range(1, n)), 0)
        rest = Fraction(sequence[n]) - known
        cumulants.append(int(rest) if rest.denominator == 1 else rest)
    return cumulants
