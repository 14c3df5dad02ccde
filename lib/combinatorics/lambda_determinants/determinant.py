"""The lambda-determinant: one function, five ways."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import Any, Literal, get_args

from lib.combinatorics.lambda_determinants.arithmetic import (
    Coefficients,
    Parameters,
    coefficients,
    exact,
    problem_in_one_field,
    square,
)
from lib.combinatorics.lambda_determinants.condensation import SingularMinorError, recurrence
from lib.combinatorics.lambda_determinants.expansion import expand, refuse_poles, transfer
from lib.combinatorics.lambda_determinants.fraction_free import fraction_free_condensation
from lib.combinatorics.lambda_determinants.matrices import check_size
from lib.combinatorics.lambda_determinants.perturbation import perturbed_determinant

Method = Literal["auto", "condensation", "asm", "transfer", "perturbation"]


def lambda_determinant(M: Any, lam: Parameters, mu: Parameters = 1, method: Method = "auto") -> Any:
    """Return the two-index lambda-determinant of a square matrix, exactly.

    Parameters
    ----------
    M
        A square matrix (a sequence of rows, or a sympy matrix) of integers, Fractions or rational functions of symbols.
    lam, mu
        Parameters: a value, a function of row and column (from 1), or a dictionary with cells as keys.  With ``lam=-1``
        and ``mu=1`` the result is the determinant.
    method
        ``"condensation"`` divides by minors.  ``"asm"`` adds one term for each alternating sign matrix.  ``"transfer"`` does
        the same sum row by row.  ``"perturbation"`` condenses a matrix moved by an infinitesimal.  ``"auto"`` condenses
        and, where a minor vanishes, perturbs (numbers) or transfers (symbols).

    Returns
    -------
    Fraction or expression
        The value.

    Raises
    ------
    ValueError
        If the matrix is empty or not square, a parameter or the method is unknown, or an entry away from the border is
        zero where lam + mu is not (then some term may have a pole).
    TypeError
        If something is not exact.
    SingularMinorError
        For ``"condensation"`` only, if a minor vanishes.

    Notes
    -----
    For numbers: condensation O(n^3) steps on integers of O(n^2) digits, transfer O(n 2^n), asm exponential in n^2.
    With symbols for everything the result itself has 2^(n(n-1)/2) terms.

    References
    ----------
    Robbins and Rumsey, Adv. Math. 62 (1986) for one parameter; Langer, arXiv:1304.7367, for two families.

    Examples
    --------
    >>> M = [[2, 1, 3], [1, 4, 1], [5, 1, 2]]
    >>> from sympy import Symbol
    >>> lambda_determinant(M, Symbol("t"))
    60*t**3 + 33*t**2/4 + 17*t/4 + 16
    >>> lambda_determinant(M, lambda i, j: i + 2 * j, lambda i, J: 1 + i * J)
    Fraction(5754, 1)
    >>> zero_minor = [[1, 2, 3, 4], [2, 2, 2, 1], [3, 1, 1, 5], [4, 1, 2, 2]]
    >>> lambda_determinant(zero_minor, -1)
    Fraction(42, 1)
    """
    if method not in get_args(Method):
        raise ValueError(f"method must be one of {get_args(Method)}, got {method!r}")
    rows = square(M)
    n = len(rows)
    given = coefficients(n, lam, mu)
    values = [*chain(*rows), *given.lam.values(), *given.mu.values()]
    if all(isinstance(value, Fraction) for value in values):
        return _of_numbers(rows, given, method)
    if method == "perturbation":
        raise TypeError("method 'perturbation' is for rational numbers only, got symbols; use 'transfer'")
    (rows,), given, back = problem_in_one_field([rows], given)
    return back(_of_symbols(rows, given, method))


def _of_numbers(rows: list[list[Fraction]], given: Coefficients, method: Method) -> Fraction:
    if method in ("asm", "transfer"):
        return Fraction((expand if method == "asm" else transfer)(rows, given))
    if method != "perturbation":
        try:
            return Fraction(*fraction_free_condensation(rows, given.lam, given.mu))
        except SingularMinorError:
            if method == "condensation":
                raise
    return perturbed_determinant(rows, given)


def _of_symbols(rows: list[list[Any]], given: Coefficients, method: Method) -> Any:
    if method == "asm":
        return expand(rows, given)
    if method != "transfer":
        n = len(rows)
        one = Fraction(1)
        try:
            layers = recurrence(
                [[one] * (n + 1)] * (n + 1), rows, lambda k, i, j: given.lam[i, j], lambda k, i, j: given.mu[i, j + k]
            )
        except SingularMinorError:
            if method == "condensation":
                raise
        else:
            return layers[n][0][0]
    refuse_poles(rows, given)
    return transfer(rows, given)


def vandermonde(points: Any) -> list[list[Any]]:
    """Return the matrix with entry x_i^(n-j), whose lambda-determinant is the product of x_i + lambda x_j over i < j.

    Parameters
    ----------
    points
        n exact numbers or symbols.

    Raises
    ------
    ValueError
        If there are none.
    TypeError
        If one is not exact.

    Examples
    --------
    >>> vandermonde([2, 3])
    [[2, 1], [3, 1]]
    >>> from sympy import symbols
    >>> x, y, t = symbols("x y t")
    >>> lambda_determinant(vandermonde([x, y]), t)
    t*y + x
    """
    n = len(points)
    if n == 0:
        raise ValueError("points must not be empty")
    # plain integers stay as they are; numpy's would overflow in the powers
    values = [x if type(x) is int else exact(x, "a point") for x in points]
    return [[x ** (n - j) for j in range(1, n + 1)] for x in values]


def ones(n: int) -> list[list[int]]:
    """Return the n x n matrix of ones, whose lambda-determinant is (1 + lambda)^(n(n-1)/2).

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer.

    Examples
    --------
    >>> lambda_determinant(ones(4), 1)
    Fraction(64, 1)
    """
    check_size(n)
    return [[1] * n for _ in range(n)]
