"""Operators cut off at a degree, as exact square matrices; what survives the cut, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy

from lib.combinatorics.semicircular_systems.fock import (
    VACUUM,
    Coefficient,
    Vector,
    Word,
    annihilate,
    check_natural,
    check_word,
    create,
    dimension,
    left,
    right,
    words,
)


@dataclass(frozen=True)
class TruncatedFock:
    """The span V_N of the words of length at most N in q letters, with operators compressed to it.

    Parameters
    ----------
    letters
        Their number q.
    degree
        The largest length N.

    Raises
    ------
    ValueError
        If ``letters`` is below 1 or ``degree`` below 0.

    Examples
    --------
    >>> TruncatedFock(2, 1).creation(1)
    Matrix([
    [0, 0, 0],
    [1, 0, 0],
    [0, 0, 0]])
    """

    letters: int
    degree: int

    def __post_init__(self) -> None:
        check_natural(self.letters, "letters", 1)
        check_natural(self.degree, "degree")

    @property
    def basis(self) -> list[Word]:
        """The words, by length and then lexicographically: the order of rows and columns."""
        return list(words(self.letters, self.degree))

    @property
    def dimension(self) -> int:
        """The number of words."""
        return dimension(self.letters, self.degree)

    def creation(self, letter: int) -> sympy.Matrix:
        r"""Return the matrix of :math:`\ell_i`; words of full length go to 0."""
        return self._matrix(create, letter)

    def annihilation(self, letter: int) -> sympy.Matrix:
        r"""Return the matrix of :math:`\ell_i^*`, the transpose of the creation matrix."""
        return self._matrix(annihilate, letter)

    def semicircular(self, letter: int) -> sympy.Matrix:
        r"""Return the compression of :math:`s_i=\ell_i+\ell_i^*`."""
        return self._matrix(left, letter)

    def right_semicircular(self, letter: int) -> sympy.Matrix:
        r"""Return the compression of :math:`r_i`."""
        return self._matrix(right, letter)

    def _matrix(self, operator: Callable[[int, Mapping[Word, Coefficient]], Vector], letter: int) -> sympy.Matrix:
        check_word((letter,), "letter", self.letters)
        place = {word: i for i, word in enumerate(self.basis)}
        matrix = sympy.zeros(self.dimension, self.dimension)
        for word, column in place.items():
            for image, value in operator(letter, {word: 1}).items():
                if image in place:
                    matrix[place[image], column] = value
        return matrix

    def moment(self, word: Word, *, exact: bool = True) -> int:
        r"""Return the moment of a word with the compressed operators.

        Parameters
        ----------
        word
            The indices of :math:`s_{i_1}\cdots s_{i_n}`.
        exact
            Refuse words for which the cut could change the answer.

        Raises
        ------
        ValueError
            If a letter is outside 1..q, or if the truncation is too small for the word: a product of n operators
            climbs to length n // 2 and comes back, so it needs degree N >= n // 2.

        Notes
        -----
        Holds at most q**(n // 2) words.

        Examples
        --------
        >>> TruncatedFock(1, 3).moment((1,) * 6), TruncatedFock(1, 2).moment((1,) * 6, exact=False)
        (5, 4)
        """
        checked = check_word(word, letters=self.letters)
        needed = len(checked) // 2
        if exact and self.degree < needed:
            raise ValueError(f"truncation too small for the word: degree must be at least {needed}, got {self.degree}")
        vector: Vector = {VACUUM: 1}
        for letter in reversed(checked):
            vector = {w: value for w, value in left(letter, vector).items() if len(w) <= self.degree}
        return int(vector.get(VACUUM, 0))
