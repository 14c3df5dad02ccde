"""Ranks of commutators and centralisers of polynomials, exactly, degree by degree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from lib.combinatorics.semicircular_systems.fock import (
    Coefficient,
    Polynomial,
    Vector,
    Word,
    add,
    apply_left,
    apply_right,
    check_natural,
    check_word,
    commutator,
    dimension,
    words,
)

# Ranks are taken modulo this prime.  A rank modulo a prime never exceeds the true rank.
PRIME = 2**31 - 1


def rank_modulo(vectors: Iterable[Mapping[Word, Coefficient]], prime: int = PRIME) -> int:
    """Return the rank of a family of sparse vectors modulo a prime: a lower bound of their rank over the rationals.

    Raises
    ------
    ValueError
        If the prime is below 2, or a denominator is divisible by it.

    Notes
    -----
    Sparse elimination; O(vectors x rank x length) at worst, much less where the vectors stay short.

    Examples
    --------
    >>> rank_modulo([{(1,): 1, (2,): 2}, {(1,): 2, (2,): 4}, {(2,): 1}])
    2
    """
    check_natural(prime, "prime", 2)
    pivots: dict[Word, dict[Word, int]] = {}
    for vector in vectors:
        current = {word: residue for word, value in vector.items() if (residue := _residue(value, prime))}
        while current:
            lead = max(current, key=lambda word: (len(word), word))
            if lead not in pivots:
                inverse = pow(current[lead], -1, prime)
                pivots[lead] = {word: value * inverse % prime for word, value in current.items()}
                break
            factor = current[lead]
            for word, value in pivots[lead].items():
                changed = (current.get(word, 0) - factor * value) % prime
                if changed:
                    current[word] = changed
                else:
                    current.pop(word, None)
    return len(pivots)


def _residue(value: Coefficient, prime: int) -> int:
    if isinstance(value, int):
        return value % prime
    if value.denominator % prime == 0:
        raise ValueError(f"vectors must have denominators not divisible by the prime {prime}, got {value}")
    return value.numerator * pow(value.denominator, -1, prime) % prime


def commutator_rank(letters: int, degree: int, generators: Iterable[int] = (1,)) -> int:
    r"""Return the dimension of the sum of the spaces :math:`\{[s_i,x]:\deg x\le N\}` over some letters i.

    Parameters
    ----------
    letters
        The number q of letters.
    degree
        N.  The commutators are not cut off: they lie in degree N + 1.
    generators
        The letters i.

    Returns
    -------
    int
        The rank modulo a large prime, a lower bound of the dimension.

    Raises
    ------
    ValueError
        If a number is out of range or no generator is given.

    Notes
    -----
    There are q**N vectors with four words each; the elimination keeps them short.

    Examples
    --------
    >>> [commutator_rank(2, n) for n in (2, 3, 4, 5)], commutator_rank(2, 3, (1, 2))
    ([4, 11, 26, 57], 15)
    """
    chosen = check_word(list(generators), "generators", check_natural(letters, "letters", 1))
    if not chosen:
        raise ValueError("generators must name at least one letter, got none")
    return rank_modulo(commutator(i, {word: 1}) for i in chosen for word in words(letters, degree))


def commutation(polynomial: Mapping[Word, Coefficient], vector: Mapping[Word, Coefficient]) -> Vector:
    r"""Return the vector of :math:`[Y,x]` for a polynomial Y and the vector of x.

    Examples
    --------
    >>> commutation({(1, 1): 1}, {(1,): 1}), commutation({(1,): 1}, {(2,): 1})
    ({}, {(1, 2): 1, (2, 1): -1})
    """
    return add((1, apply_left(polynomial, vector)), (-1, apply_right(polynomial, vector)))


def centraliser_dimension(letters: int, degree: int, polynomial: Mapping[Word, Coefficient]) -> int:
    r"""Return the dimension of the space of x of degree at most N that commute with a polynomial Y.

    Parameters
    ----------
    letters
        The number q of letters.
    degree
        N.  The target has degree N + deg Y, nothing is cut off.
    polynomial
        Y, a non-commutative polynomial in :math:`s_1,\dots,s_q`.

    Returns
    -------
    int
        Number of words minus the rank modulo a prime: an upper bound of the dimension.  :func:`centraliser` finds
        the elements and so proves that it is attained.

    Raises
    ------
    ValueError
        If a letter of the polynomial is outside 1..q, or a number is out of range.

    Examples
    --------
    >>> y = {(1, 1): 1, (2, 2): 1}
    >>> [centraliser_dimension(2, n, y) for n in range(7)]
    [1, 1, 2, 2, 3, 3, 4]
    """
    for monomial in polynomial:
        check_word(monomial, "polynomial's monomial", letters)
    images = (commutation(polynomial, {word: 1}) for word in words(letters, degree))
    return dimension(letters, degree) - rank_modulo(images)


def centraliser(letters: int, degree: int, polynomial: Mapping[Word, Coefficient]) -> list[Vector]:
    """Return a basis of the elements of degree at most N that commute with a polynomial, over the rationals.

    Parameters
    ----------
    letters, degree, polynomial
        As for :func:`centraliser_dimension`.

    Returns
    -------
    list
        Linearly independent vectors; each one commutes exactly.

    Raises
    ------
    ValueError
        If a letter of the polynomial is outside 1..q, or a number is out of range.

    Notes
    -----
    Elimination over the rationals that remembers how each row was combined; slower than the rank modulo a prime.

    Examples
    --------
    >>> centraliser(2, 2, {(1,): 1})
    [{(): 1}, {(1,): 1}, {(1, 1): 1}]
    """
    for monomial in polynomial:
        check_word(monomial, "polynomial's monomial", letters)
    pivots: dict[Word, tuple[Vector, Vector]] = {}
    kernel: list[Vector] = []
    for word in words(letters, degree):
        image, origin = commutation(polynomial, {word: 1}), Vector({word: 1})
        while image:
            lead = max(image, key=lambda w: (len(w), w))
            if lead not in pivots:
                pivots[lead] = image, origin
                break
            other, other_origin = pivots[lead]
            factor = -Fraction(image[lead]) / other[lead]
            image = add((1, image), (factor, other))
            origin = add((1, origin), (factor, other_origin))
        if not image:
            kernel.append({w: int(c) if Fraction(c).denominator == 1 else c for w, c in origin.items()})
    return kernel


def centre_dimension(letters: int, degree: int) -> int:
    """Return the dimension of the space of x of degree at most N that commute with every generator.

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    Commuting with all generators is one linear map into q copies of the space; its rank is taken modulo a prime, so
    the answer is an upper bound, and the constants show that it is at least 1.

    Examples
    --------
    >>> centre_dimension(2, 5), centre_dimension(3, 3), centre_dimension(1, 5)
    (1, 1, 6)
    """

    def image(word: Word) -> Polynomial:
        # the copies are told apart by a marker in front: letters start at 1, so -i cannot clash
        return {(-i, *w): c for i in range(1, letters + 1) for w, c in commutator(i, {word: 1}).items()}

    return dimension(letters, degree) - rank_modulo(image(word) for word in words(letters, degree))
