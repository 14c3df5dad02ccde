"""When a minor vanishes: condensation on a matrix moved by an exact infinitesimal."""

from __future__ import annotations

import random
from fractions import Fraction

from lib.combinatorics.lambda_determinants.arithmetic import Coefficients
from lib.combinatorics.lambda_determinants.condensation import (
    SingularMinorError,
    common_denominator,
    integer_pyramid,
)
from lib.combinatorics.lambda_determinants.expansion import refuse_poles

# Attempts: each doubles the number of terms and draws a new direction.
MOST_TERMS = 1024


class Series:
    """A polynomial in an infinitesimal with integer coefficients, known up to some power.

    Parameters
    ----------
    terms
        Coefficients from the constant one upwards; what follows is unknown.

    Examples
    --------
    >>> (Series([0, 2, 1]) * Series([3, 1, 4])).terms
    [0, 6, 5]
    >>> (Series([0, 6, 5]) // Series([0, 2, 1])).terms
    [3, 1]
    """

    def __init__(self, terms: list[int]) -> None:
        self.terms = terms

    @property
    def order(self) -> int:
        """The number of leading zeros: the whole length if nothing else is known."""
        return next((power for power, term in enumerate(self.terms) if term), len(self.terms))

    def __add__(self, other: Series) -> Series:
        return Series([a + b for a, b in zip(self.terms, other.terms, strict=False)])

    def __mul__(self, other: Series) -> Series:
        a, b = self.terms, other.terms
        u, v = self.order, other.order
        # an unknown term of one factor meets at best the leading term of the other
        known = min(len(a) + v, len(b) + u)
        out = [0] * known
        for i in range(u, len(a)):
            if a[i]:
                for j in range(v, min(len(b), known - i)):
                    out[i + j] += a[i] * b[j]
        return Series(out)

    def __floordiv__(self, other: Series) -> Series:
        v = other.order
        below = other.terms[v:]
        if not below:
            raise ZeroDivisionError("the divisor is zero as far as it is known")
        above = self.terms[v:]
        quotient: list[int] = []
        for power in range(min(len(above), len(below))):
            rest = above[power] - sum(quotient[i] * below[power - i] for i in range(power))
            quotient.append(rest // below[0])
        return Series(quotient)


def perturbed_determinant(M: list[list[Fraction]], given: Coefficients, seed: int = 0) -> Fraction:
    """Return the lambda-determinant of a rational matrix by condensation, whatever its minors.

    Parameters
    ----------
    M
        A square matrix of Fractions.
    given
        Its parameters, Fractions too.
    seed
        Of the direction of the perturbation; the result does not depend on it.

    Returns
    -------
    Fraction
        The value of the sum over alternating sign matrices.

    Raises
    ------
    ValueError
        If an entry away from the border is zero where lam + mu is not: the value is not defined.

    Notes
    -----
    Condense M + eps R with lam + eps S and mu - eps S for random integers R, S.  No minor vanishes identically, since the
    terms of different permutations cannot cancel, and lam + mu does not move, so an admissible zero stays harmless.  The
    sum over alternating sign matrices is continuous at eps = 0, so its value there is the constant term.  All
    arithmetic is on integer polynomials cut off at a power of eps; a vanishing minor of order v costs v powers, and when
    they run out the number of powers is doubled.  O(n^3) steps as for :func:`fraction_free_condensation`, each O(p^2)
    for p powers.

    Examples
    --------
    >>> from lib.combinatorics.lambda_determinants.arithmetic import coefficients, square
    >>> M = square([[1, 2, 3, 4], [2, 2, 2, 1], [3, 1, 1, 5], [4, 1, 2, 2]])
    >>> perturbed_determinant(M, coefficients(4, -1, 1))
    Fraction(42, 1)
    """
    refuse_poles(M, given)
    terms = 2
    while terms <= MOST_TERMS:
        try:
            value = _perturbed(M, given, terms, random.Random(seed + terms))
        except SingularMinorError:
            value = None
        if value is not None:
            return value
        terms *= 2
    raise ArithmeticError(f"no constant term after {MOST_TERMS} powers of the perturbation; try another seed")


def _perturbed(M: list[list[Fraction]], given: Coefficients, terms: int, rng: random.Random) -> Fraction | None:
    n = len(M)

    def moved(value: int, step: int) -> Series:
        return Series([value, step, *[0] * (terms - 2)])

    common, lam, mu = common_denominator(given)
    steps = {(i, j): rng.randint(1, 99) for i in range(1, n) for j in range(1, n + 1)}
    p = [[moved(entry.numerator, rng.randint(1, 99) * entry.denominator) for entry in row] for row in M]
    q = [[moved(entry.denominator, 0) for entry in row] for row in M]
    left = {cell: moved(value, steps[cell]) for cell, value in lam.items()}
    right = {cell: moved(value, -steps[cell]) for cell, value in mu.items()}
    numerator = integer_pyramid(p, q, left, right, Series.__floordiv__)
    denominator = moved(common ** (n * (n - 1) // 2), 0)
    for i in range(n):
        for j in range(n):
            denominator = denominator * q[i][j]
            if 0 < i < n - 1 and 0 < j < n - 1:
                denominator = denominator * p[i][j]
    v = denominator.order
    if len(numerator.terms) <= v or v == len(denominator.terms):
        return None
    return Fraction(numerator.terms[v], denominator.terms[v])
