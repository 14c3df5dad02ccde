"""Condensation without fractions: the Laurent phenomenon as a reason for exact division."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import chain
from math import lcm, prod
from typing import Any, NamedTuple

from lib.combinatorics.lambda_determinants.arithmetic import Cell, Coefficients, Parameters, coefficients, square
from lib.combinatorics.lambda_determinants.condensation import SingularMinorError

Table = list[list[Any]]


def fraction_free_condensation(M: Any, lam: Parameters, mu: Parameters = 1) -> tuple[int, int]:
    r"""Return the lambda-determinant of a rational matrix as numerator and denominator, by integer arithmetic alone.

    Parameters
    ----------
    M
        A square matrix of integers or Fractions.
    lam, mu
        Rational parameters: a value, a function of row and column (from 1), or a dictionary.

    Returns
    -------
    tuple
        Numerator and denominator, not reduced.  The denominator is the product of the denominators of all entries, the
        numerators of the entries away from the border where lam + mu is not zero, and the power n(n-1)/2 of a common
        denominator of the parameters.

    Raises
    ------
    ValueError
        If the matrix is empty or not square, or a parameter is missing.
    TypeError
        If something is not rational.
    SingularMinorError
        If a minor that is divided by vanishes.

    Notes
    -----
    The Laurent phenomenon says that x[k] times the entries inside its minor is a polynomial in the entries p/q, so with
    all q multiplied in as well it is an integer N[k].  Comparing these factors for the five minors of one step,

    N[k+1](i,j) N[k-1](i+1,j+1) = mu s(ne) s(sw) q(NE) q(SW) N[k](i,j) N[k](i+1,j+1)
    + lam s(nw) s(se) q(NW) q(SE) N[k](i,j+1) N[k](i+1,j)

    where NE, ... are the corners of the new minor, ne, ... those of its interior, and s is p.  The division leaves no
    remainder.  About n^3/3 steps on integers of O(k^2) digits at height k: O(n^7) with schoolbook multiplication; memory
    O(n^4).  Where lam + mu = 0 no term has a denominator and s is 1; if that is so everywhere, as for the determinant, rows
    are cleared of denominators first, numbers have O(k) digits and the whole takes O(n^5).

    Examples
    --------
    >>> fraction_free_condensation([[2, 1, 3], [1, 4, 1], [5, 1, 2]], 1)
    (354, 4)
    """
    rows = square(M)
    n = len(rows)
    given = coefficients(n, lam, mu)
    for value in (*chain(*rows), *given.lam.values(), *given.mu.values()):
        if not isinstance(value, Fraction):
            raise TypeError(f"M, lam and mu must be rational numbers here, got {value!r}; condensation takes symbols")
    problem = IntegerProblem.of(rows, given)
    return integer_pyramid(problem), problem.denominator


class IntegerProblem(NamedTuple):
    """A rational problem in integers: entries p/q, factors s of the interior, parameters times a common denominator."""

    p: Table
    q: Table
    s: Table
    lam: dict[Cell, Any]
    mu: dict[Cell, Any]
    scale: int

    @classmethod
    def of(cls, M: list[list[Fraction]], given: Coefficients) -> IntegerProblem:
        """Turn a matrix of Fractions and its parameters into integers."""
        n = len(M)
        inner = [(i, j) for i in range(2, n) for j in range(2, n)]
        poles = {cell for cell in inner if given.lam[cell] + given.mu[cell]}
        # every term has degree n(n-1)/2 in the parameters
        common = lcm(*(value.denominator for value in (*given.lam.values(), *given.mu.values())))
        scale = common ** (n * (n - 1) // 2)
        if not poles:
            # every term has exponents that add up to 1 in each row
            clear = [lcm(*(entry.denominator for entry in row)) for row in M]
            M = [[entry * factor for entry in row] for row, factor in zip(M, clear, strict=True)]
            scale *= prod(clear)
        p = [[entry.numerator for entry in row] for row in M]
        q = [[entry.denominator for entry in row] for row in M]
        s = [[p[i - 1][j - 1] if (i, j) in poles else 1 for j in range(1, n + 1)] for i in range(1, n + 1)]
        left = {cell: int(value * common) for cell, value in given.lam.items()}
        right = {cell: int(value * common) for cell, value in given.mu.items()}
        return cls(p, q, s, left, right, scale)

    @property
    def denominator(self) -> int:
        """What the apex of the integer pyramid has to be divided by."""
        return self.scale * prod(prod(row) for row in (*self.q, *self.s))


def integer_pyramid(problem: IntegerProblem, divide: Callable[[Any, Any], Any] = operator.floordiv) -> Any:
    """Run the recurrence of :func:`fraction_free_condensation` and return its apex.

    Parameters
    ----------
    problem
        Entries and parameters: integers, or elements of another ring.
    divide
        Exact division of that ring, raising ZeroDivisionError for a zero divisor.

    Returns
    -------
    int
        The numerator N[n](1, 1).

    Raises
    ------
    SingularMinorError
        If a minor that is divided by vanishes.

    Examples
    --------
    >>> M = [[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]]
    >>> integer_pyramid(IntegerProblem.of(M, coefficients(2, -1, 1)))
    -2
    """
    p, q, s, lam, mu, _ = problem
    n = len(p)
    under: Table = []
    here = p
    for k in range(1, n):
        new = []
        for i in range(n - k):
            row = []
            for j in range(n - k):
                south, east = i + k, j + k
                diagonal = mu[i + 1, east + 1] * q[i][east] * q[south][j]
                other = lam[i + 1, j + 1] * q[i][j] * q[south][east]
                if k == 2:  # the interior is one entry, all four of its corners
                    diagonal, other = diagonal * s[i + 1][j + 1], other * s[i + 1][j + 1]
                elif k > 2:
                    diagonal = diagonal * s[i + 1][east - 1] * s[south - 1][j + 1]
                    other = other * s[i + 1][j + 1] * s[south - 1][east - 1]
                value = diagonal * (here[i][j] * here[i + 1][j + 1]) + other * (here[i][j + 1] * here[i + 1][j])
                if k > 1:
                    try:
                        value = divide(value, under[i + 1][j + 1])
                    except ZeroDivisionError:
                        raise SingularMinorError(k - 1, i + 2, j + 2) from None
                row.append(value)
            new.append(row)
        under, here = here, new
    return here[0][0]
