"""Commutators with all generators at once: what they miss is counted by necklaces, and how fast the gap closes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

import sympy

from lib.combinatorics.semicircular_systems.fock import Word, check_natural, check_word, words


def necklace(word: Word) -> Word:
    """Return the least rotation of a word: the name of its cyclic class.

    Raises
    ------
    TypeError, ValueError
        If it is not a word.

    Examples
    --------
    >>> necklace((2, 1, 1)), necklace(())
    ((1, 1, 2), ())
    """
    checked = check_word(word)
    return min((checked[i:] + checked[:i] for i in range(len(checked))), default=())


def necklaces(letters: int, degree: int) -> Iterator[Word]:
    """Yield the necklaces of length at most N in q letters, the empty one first.

    Raises
    ------
    ValueError
        If ``letters`` is below 1 or ``degree`` below 0.

    Notes
    -----
    Looks at all q**N words.

    Examples
    --------
    >>> list(necklaces(2, 3))[3:]
    [(1, 1), (1, 2), (2, 2), (1, 1, 1), (1, 1, 2), (1, 2, 2), (2, 2, 2)]
    """
    return (word for word in words(letters, degree) if necklace(word) == word)


def necklace_count(letters: int, degree: int) -> int:
    """Return the number of necklaces of length at most N in q letters, by Burnside's formula.

    Raises
    ------
    ValueError
        If ``letters`` is below 1 or ``degree`` below 0.

    Examples
    --------
    >>> [necklace_count(2, n) for n in range(7)], necklace_count(3, 3)
    ([1, 3, 6, 10, 16, 24, 38], 21)
    """
    check_natural(letters, "letters", 1)
    check_natural(degree, "degree")
    return 1 + sum(
        sum(int(sympy.totient(d)) * letters ** (n // d) for d in sympy.divisors(n)) // n for n in range(1, degree + 1)
    )


@cache
def _reduce(word: Word) -> tuple[tuple[Word, int], ...]:
    if len(set(word)) <= 1:
        return ((word, 1),)
    letter = word[0]
    if word[-1] != letter:
        return ((necklace(word), 1),)
    a = next(i for i, other in enumerate(word) if other != letter)
    b = next(i for i, other in enumerate(reversed(word)) if other != letter)
    total: dict[Word, int] = defaultdict(int)
    for k in range(abs(a - b), a + b + 1, 2):
        for name, count in _reduce(word[a : len(word) - b] + (letter,) * k):
            total[name] += count
    return tuple(sorted(total.items()))


def cyclic_reduction(word: Word) -> dict[Word, int]:
    r"""Return the class of a basis word modulo all commutators, in the basis of necklaces.

    The word stands for a product of Chebyshev polynomials; modulo commutators its last run moves to the front and
    meets the first one.  If both use the same letter they multiply,
    :math:`U_aU_b=\sum_kU_k`, and what is left is reduced again.

    Parameters
    ----------
    word
        A basis word of the Fock space.

    Returns
    -------
    dict
        Non-negative multiplicities of necklaces; a necklace stands for the product of Chebyshev polynomials over its
        cyclic runs.

    Raises
    ------
    TypeError, ValueError
        If it is not a word.

    Notes
    -----
    Every reduction shortens the list of runs; results are kept.

    Examples
    --------
    >>> cyclic_reduction((1, 2, 1)), cyclic_reduction((1, 2)), cyclic_reduction((2, 1))
    ({(1, 1, 2): 1, (2,): 1}, {(1, 2): 1}, {(1, 2): 1})
    """
    return dict(_reduce(check_word(word)))


def trace_gram(word: Word, letters: int, degree: int) -> tuple[list[Word], list[list[int]]]:
    r"""Return the Gram matrix of the traces that see a word.

    A necklace c gives the vector :math:`g_c=\sum_wn_c(w)\,w` over the words of length at most N + 1, with
    :math:`n_c(w)` from :func:`cyclic_reduction`; these vectors span the orthogonal complement of
    :math:`\sum_i\{[s_i,x]:\deg x\le N\}`.

    Parameters
    ----------
    word
        A word of length at most N + 1.
    letters
        The number q of letters.
    degree
        N.

    Returns
    -------
    tuple
        The necklaces linked to the word, and the integer Gram matrix of their vectors.

    Raises
    ------
    ValueError
        If the word is longer than N + 1 or has a letter outside 1..q.

    Notes
    -----
    Visits the words with the parities of the given one: q**(N + 1) / 2**(q - 1) of them.

    Examples
    --------
    >>> trace_gram((1, 2), 2, 3)
    ([(1, 1, 1, 2), (1, 2), (1, 2, 2, 2)], [[4, 2, 0], [2, 6, 2], [0, 2, 4]])
    """
    checked = check_word(word, letters=check_natural(letters, "letters", 1))
    if len(checked) > check_natural(degree, "degree") + 1:
        raise ValueError(
            f"truncation too small for the word: word must have length at most degree + 1 = {degree + 1}, "
            f"got length {len(checked)}"
        )
    parities = [checked.count(i) % 2 for i in range(1, letters + 1)]
    gram: dict[Word, dict[Word, int]] = defaultdict(lambda: defaultdict(int))
    for length in range(len(checked) % 2, degree + 2, 2):
        for other in itertools.product(range(1, letters + 1), repeat=length):
            if all(other.count(i) % 2 == parity for i, parity in enumerate(parities, 1)):
                reduced = _reduce(other)
                for first, count in reduced:
                    for second, factor in reduced:
                        gram[first][second] += count * factor
    linked = set(cyclic_reduction(checked))
    frontier = list(linked)
    while frontier:
        for name in gram[frontier.pop()]:
            if name not in linked:
                linked.add(name)
                frontier.append(name)
    names = sorted(linked)
    return names, [[gram[first][second] for second in names] for first in names]


def all_commutators_distance_squared(word: Word, letters: int, degree: int) -> Fraction:
    r"""Return the squared distance of a word from :math:`\sum_i\{[s_i,x_i]:\deg x_i\le N\}`, exactly.

    Parameters
    ----------
    word
        A word of length at most N + 1.
    letters
        The number q of letters.
    degree
        N.

    Raises
    ------
    ValueError
        If the word is longer than N + 1 or has a letter outside 1..q.

    Notes
    -----
    Solves one system with the Gram matrix of :func:`trace_gram` over the rationals: O(n^3) operations on growing
    fractions for n linked necklaces (46 for the word 1, two letters and N = 8).

    Examples
    --------
    >>> [str(all_commutators_distance_squared((1, 2), 2, n)) for n in (1, 3, 5)]
    ['1/2', '1/4', '33/230']
    """
    names, gram = trace_gram(word, letters, degree)
    seen = cyclic_reduction(word)
    target = [Fraction(seen.get(name, 0)) for name in names]
    solution = _solve(gram, target)
    return sum((a * b for a, b in zip(solution, target, strict=True)), Fraction(0))


def _solve(matrix: Sequence[Sequence[int]], target: Sequence[Fraction]) -> list[Fraction]:
    # symmetric and positive definite: elimination needs no pivoting
    rows = [[*map(Fraction, row), value] for row, value in zip(matrix, target, strict=True)]
    n = len(rows)
    for i in range(n):
        pivot = rows[i]
        for j in range(i + 1, n):
            if factor := rows[j][i] / pivot[i]:
                rows[j] = [b - factor * a if a else b for a, b in zip(pivot, rows[j], strict=True)]
    solution = [Fraction(0)] * n
    for i in range(n - 1, -1, -1):
        rest = rows[i][n] - sum((rows[i][j] * solution[j] for j in range(i + 1, n) if rows[i][j]), Fraction(0))
        solution[i] = rest / rows[i][i]
    return solution


def gap(letters: int) -> sympy.Expr:
    r"""Return :math:`(\sqrt{2q+2}-2)^2`, the constant c in :math:`\sum_i\|[s_i,x]\|_2^2\ge c\,\|x-\tau(x)\|_2^2`.

    Raises
    ------
    ValueError
        If ``letters`` is below 1.

    Examples
    --------
    >>> gap(1), gap(7), gap(2)
    (0, 4, (-2 + sqrt(6))**2)
    """
    return (sympy.sqrt(2 * check_natural(letters, "letters", 1) + 2) - 2) ** 2


def distance_bound(length: int, letters: int, degree: int) -> Fraction:
    r"""Return the bound :math:`4\,(2/(q+1))^{n}`, at most 1, for the squared distance from all commutators.

    Parameters
    ----------
    length
        The length of a non-empty word.
    letters
        The number q of letters.
    degree
        N; the exponent is :math:`n=\lfloor(N+1-\text{length})/2\rfloor`.

    Raises
    ------
    ValueError
        If the length is below 1 or above N + 1, or ``letters`` is below 1.

    Examples
    --------
    >>> [str(distance_bound(1, 2, n)) for n in (2, 8, 14)]
    ['1', '64/81', '512/2187']
    """
    check_natural(letters, "letters", 1)
    if check_natural(length, "length", 1) > check_natural(degree, "degree") + 1:
        raise ValueError(f"length must be at most degree + 1 = {degree + 1}, got {length}")
    return min(Fraction(1), 4 * Fraction(2, letters + 1) ** ((degree + 1 - length) // 2))
