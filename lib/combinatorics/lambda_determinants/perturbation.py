"""When a minor vanishes: condensation of a matrix moved by an exact infinitesimal."""

from __future__ import annotations

import random
from fractions import Fraction

from lib.combinatorics.lambda_determinants.arithmetic import Coefficients
from lib.combinatorics.lambda_determinants.condensation import SingularMinorError
from lib.combinatorics.lambda_determinants.expansion import refuse_poles
from lib.combinatorics.lambda_determinants.fraction_free import IntegerProblem, integer_pyramid

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

    still = IntegerProblem.of(M, given)
    steps = {(i, j): rng.randint(1, 99) for i in range(1, n) for j in range(1, n + 1)}
    p = [
        [moved(a, rng.randint(1, 99) * b) for a, b in zip(*rows, strict=True)]
        for rows in zip(still.p, still.q, strict=True)
    ]
    # where lam + mu is not zero the factor of the interior moves with its entry, which is not zero
    poles = {cell for cell in still.lam if min(cell) > 1 and still.lam[cell] + still.mu[cell]}
    s = [[p[i][j] if (i + 1, j + 1) in poles else moved(1, 0) for j in range(n)] for i in range(n)]
    left = {cell: moved(value, steps[cell]) for cell, value in still.lam.items()}
    right = {cell: moved(value, -steps[cell]) for cell, value in still.mu.items()}
    q = [[moved(b, 0) for b in row] for row in still.q]
    numerator = integer_pyramid(IntegerProblem(p, q, s, left, right, still.scale), Series.__floordiv__)
    # no factor of the denominator vanishes at eps = 0, so the constant term is enough
    return Fraction(numerator.terms[0], still.denominator) if numerator.terms else None
