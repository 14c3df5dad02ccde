"""The full Fock space: words, creation and annihilation, multiplication from the left and from the right.

A vector is a dictionary from words to coefficients, and nothing is ever cut off: an operator may lengthen words as far
as it likes.  Cutting is the business of :mod:`~lib.combinatorics.semicircular_systems.truncation`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

Word = tuple[int, ...]
Coefficient = int | Fraction
Vector = dict[Word, Coefficient]
# A non-commutative polynomial has the same shape, but its keys are products of the variables s_i, not basis words.
Polynomial = dict[Word, Coefficient]

VACUUM: Word = ()


def check_natural(value: object, name: str, least: int = 0) -> int:
    """Return the value if it is an integer that is large enough, else say what is wrong with it.

    Raises
    ------
    TypeError
        If it is not an integer.
    ValueError
        If it is smaller than ``least``.

    Examples
    --------
    >>> check_natural(3, "degree")
    3
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return value


def check_word(word: object, name: str = "word", letters: int | None = None) -> Word:
    """Return the word as a tuple of letters 1, 2, ..., q, else say what is wrong with it.

    Parameters
    ----------
    word
        A sequence of positive integers.
    name
        The argument's name, for the message.
    letters
        The number q of letters; any positive letter is allowed if not given.

    Raises
    ------
    TypeError
        If it is not a tuple or list of integers.
    ValueError
        If a letter is outside 1..q.

    Examples
    --------
    >>> check_word([1, 2, 1], letters=2)
    (1, 2, 1)
    """
    if not isinstance(word, tuple | list):
        raise TypeError(f"{name} must be a tuple of letters such as (1, 2, 1), got {word!r}")
    for letter in word:
        if not isinstance(letter, int) or isinstance(letter, bool):
            raise TypeError(f"{name} must consist of integers, got {letter!r} in {word!r}")
        if letter < 1 or (letters is not None and letter > letters):
            allowed = "positive" if letters is None else f"in 1..{letters}"
            raise ValueError(f"{name} must have letters {allowed}, got {letter} in {tuple(word)}")
    return tuple(word)


def words(letters: int, degree: int) -> Iterator[Word]:
    """Yield the words in the letters 1..q of length at most N, by length and then lexicographically.

    Parameters
    ----------
    letters
        Their number q, at least 1.
    degree
        The largest length N.

    Yields
    ------
    Word
        Each word once, the empty word first.

    Raises
    ------
    ValueError
        If ``letters`` is below 1 or ``degree`` below 0.

    Examples
    --------
    >>> list(words(2, 2))
    [(), (1,), (2,), (1, 1), (1, 2), (2, 1), (2, 2)]
    """
    check_natural(letters, "letters", 1)
    check_natural(degree, "degree")
    return (w for n in range(degree + 1) for w in itertools.product(range(1, letters + 1), repeat=n))


def dimension(letters: int, degree: int) -> int:
    """Return the number of words of length at most N: the dimension of the truncated space V_N.

    Examples
    --------
    >>> dimension(2, 5), dimension(3, 2), dimension(1, 5)
    (63, 13, 6)
    """
    check_natural(letters, "letters", 1)
    check_natural(degree, "degree")
    return sum(letters**n for n in range(degree + 1))


def add(*terms: tuple[Coefficient, Mapping[Word, Coefficient]]) -> Vector:
    """Return a linear combination of vectors, zero coefficients left out.

    Examples
    --------
    >>> add((2, {(1,): 1}), (-1, {(1,): 2, (2,): 3}))
    {(2,): -3}
    """
    total: Vector = {}
    for factor, vector in terms:
        for word, value in vector.items():
            total[word] = total.get(word, 0) + factor * value
    return {word: value for word, value in total.items() if value}


def inner(first: Mapping[Word, Coefficient], second: Mapping[Word, Coefficient]) -> Coefficient:
    """Return the inner product of two vectors; words are orthonormal, coefficients real.

    Examples
    --------
    >>> inner({(1,): 2, (): 5}, {(1,): 3})
    6
    """
    if len(first) > len(second):
        first, second = second, first
    return sum((value * second[word] for word, value in first.items() if word in second), 0)


def create(letter: int, vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Apply the creation operator :math:`\ell_i`: put a letter in front of every word.

    Raises
    ------
    ValueError
        If the letter is below 1.

    Examples
    --------
    >>> create(2, {(1, 1): 3})
    {(2, 1, 1): 3}
    """
    check_natural(letter, "letter", 1)
    return {(letter, *word): value for word, value in vector.items()}


def annihilate(letter: int, vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Apply the annihilation operator :math:`\ell_i^*`: take the letter away in front; words that start otherwise vanish.

    Raises
    ------
    ValueError
        If the letter is below 1.

    Examples
    --------
    >>> annihilate(2, {(2, 1): 3, (1, 2): 4, (): 5})
    {(1,): 3}
    """
    check_natural(letter, "letter", 1)
    return {word[1:]: value for word, value in vector.items() if word and word[0] == letter}


def left(letter: int, vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Apply :math:`s_i=\ell_i+\ell_i^*`, multiplication by the semicircular variable from the left.

    Raises
    ------
    ValueError
        If the letter is below 1.

    Notes
    -----
    Time and memory grow with the number of words in the vector.

    Examples
    --------
    >>> left(1, {(1, 2): 1})
    {(1, 1, 2): 1, (2,): 1}
    """
    return add((1, create(letter, vector)), (1, annihilate(letter, vector)))


def right(letter: int, vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Apply :math:`r_i`, multiplication by the semicircular variable from the right: the same at the end of words.

    Raises
    ------
    ValueError
        If the letter is below 1.

    Examples
    --------
    >>> right(1, {(1, 2): 1}), right(2, {(1, 2): 1})
    ({(1, 2, 1): 1}, {(1, 2, 2): 1, (1,): 1})
    """
    check_natural(letter, "letter", 1)
    longer = {(*word, letter): value for word, value in vector.items()}
    shorter = {word[:-1]: value for word, value in vector.items() if word and word[-1] == letter}
    return add((1, longer), (1, shorter))


def commutator(letter: int, vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Apply :math:`\mathrm{ad}_i=s_i-r_i`: the vector of :math:`x` becomes the vector of :math:`[s_i,x]`.

    Raises
    ------
    ValueError
        If the letter is below 1.

    Examples
    --------
    >>> commutator(1, {(2,): 1}), commutator(1, {(1, 1): 1})
    ({(1, 2): 1, (2, 1): -1}, {})
    """
    return add((1, left(letter, vector)), (-1, right(letter, vector)))


def apply_left(polynomial: Mapping[Word, Coefficient], vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Multiply by a non-commutative polynomial in the :math:`s_i` from the left.

    Parameters
    ----------
    polynomial
        Coefficients of the monomials: ``{(1, 2): 1}`` is :math:`s_1s_2`, ``{(): 1}`` is 1.
    vector
        A vector of the Fock space.

    Raises
    ------
    ValueError
        If a letter is below 1.

    Notes
    -----
    A monomial of degree d sends one word to at most 2**d words, in practice to d + 1 where letters differ.

    Examples
    --------
    The monomial :math:`s_1^2` is not the word 11:

    >>> apply_left({(1, 1): 1}, {(): 1})
    {(1, 1): 1, (): 1}
    """
    terms = []
    for monomial, factor in polynomial.items():
        result: Vector = dict(vector)
        for letter in reversed(check_word(monomial, "polynomial's monomial")):
            result = left(letter, result)
        terms.append((factor, result))
    return add(*terms)


def apply_right(polynomial: Mapping[Word, Coefficient], vector: Mapping[Word, Coefficient]) -> Vector:
    """Multiply by a non-commutative polynomial from the right.

    Parameters
    ----------
    polynomial, vector
        As for :func:`apply_left`.

    Raises
    ------
    ValueError
        If a letter is below 1.

    Examples
    --------
    >>> apply_right({(1, 2): 1}, {(2, 1): 1})
    {(2, 1, 1, 2): 1, (2, 2): 1, (): 1}
    """
    terms = []
    for monomial, factor in polynomial.items():
        result: Vector = dict(vector)
        for letter in check_word(monomial, "polynomial's monomial"):
            result = right(letter, result)
        terms.append((factor, result))
    return add(*terms)


def on_vacuum(polynomial: Mapping[Word, Coefficient]) -> Vector:
    r"""Return the vector :math:`x\Omega` of a polynomial x in the semicircular variables.

    Raises
    ------
    ValueError
        If a letter is below 1.

    Examples
    --------
    >>> on_vacuum({(1, 1): 1, (): -1})
    {(1, 1): 1}
    """
    return apply_left(polynomial, {VACUUM: 1})


def multiply(first: Mapping[Word, Coefficient], second: Mapping[Word, Coefficient]) -> Polynomial:
    """Return the product of two non-commutative polynomials: monomials are joined.

    Examples
    --------
    >>> multiply({(1,): 1, (2,): 1}, {(1,): 1, (2,): -1})
    {(1, 1): 1, (1, 2): -1, (2, 1): 1, (2, 2): -1}
    """
    product: Polynomial = {}
    for u, a in first.items():
        for v, b in second.items():
            product[u + v] = product.get(u + v, 0) + a * b
    return {monomial: value for monomial, value in product.items() if value}


def chebyshev(order: int, letter: int = 1) -> Polynomial:
    """Return the Chebyshev polynomial U_k of one variable: U_0 = 1, U_1 = x, U_(k+1) = x U_k - U_(k-1).

    Raises
    ------
    ValueError
        If the order is negative or the letter below 1.

    Examples
    --------
    >>> chebyshev(3)
    {(1, 1, 1): 1, (1,): -2}
    """
    check_natural(order, "order")
    check_natural(letter, "letter", 1)
    before: Polynomial = {}
    now: Polynomial = {(): 1}
    for _ in range(order):
        before, now = now, add((1, multiply({(letter,): 1}, now)), (-1, before))
    return now


def word_to_polynomial(word: Word) -> Polynomial:
    r"""Return the element of the algebra that a basis word stands for, as a polynomial in the :math:`s_i`.

    It is the product of the Chebyshev polynomials :math:`U_{k_1}(s_{i_1})U_{k_2}(s_{i_2})\\cdots` over the maximal
    runs :math:`i_1^{k_1}i_2^{k_2}\\cdots` of the word.

    Raises
    ------
    TypeError, ValueError
        If it is not a word.

    Examples
    --------
    >>> word_to_polynomial((1, 1, 2))
    {(1, 1, 2): 1, (2,): -1}
    >>> on_vacuum(word_to_polynomial((1, 1, 2)))
    {(1, 1, 2): 1}
    """
    product: Polynomial = {(): 1}
    for letter, run in itertools.groupby(check_word(word)):
        product = multiply(product, chebyshev(len(list(run)), letter))
    return product
