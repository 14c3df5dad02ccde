"""The lambda-determinant as a sum over alternating sign matrices, term by term or row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from lib.combinatorics.lambda_determinants.arithmetic import (
    Coefficients,
    Parameters,
    coefficients,
    exact,
    in_one_field,
    problem_in_one_field,
    square,
)
from lib.combinatorics.lambda_determinants.matrices import (
    ASM,
    alternating_sign_matrices,
    as_asm,
    check_size,
    vertex_types,
)


def asm_weight(B: Sequence[Sequence[int]], lam: Parameters, mu: Parameters = 1) -> Any:
    """Return the coefficient of one alternating sign matrix in the lambda-determinant.

    Parameters
    ----------
    B
        An alternating sign matrix of size n.
    lam, mu
        Parameters: a value, a function of row and column (from 1), or a dictionary.

    Returns
    -------
    Fraction or expression
        The product of lam over cells ``a1``, of mu over cells ``b1``, and of lam + mu over entries -1.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix, or a parameter is missing.
    TypeError
        If a parameter is not exact.

    Notes
    -----
    O(n^2).  The types of cells are those of :func:`vertex_types`.

    Examples
    --------
    >>> from sympy import Symbol
    >>> asm_weight([[0, 1, 0], [1, -1, 1], [0, 1, 0]], Symbol("t"))
    t**2 + t
    >>> asm_weight([[0, 1, 0], [1, -1, 1], [0, 1, 0]], lambda i, j: i + 2 * j, lambda i, j: 1 + i * j)
    Fraction(132, 1)
    """
    rows = as_asm(B)
    _, given, back = problem_in_one_field([], coefficients(len(rows), lam, mu))
    return back(_weight(rows, given))


def _weight(B: ASM, given: Coefficients) -> Any:
    weight: Any = Fraction(1)
    for i, row in enumerate(vertex_types(B), 1):
        for j, kind in enumerate(row, 1):
            if kind == "a1":
                weight = weight * given.lam[i, j]
            elif kind == "b1":
                weight = weight * given.mu[i, j]
            elif kind == "c2":
                weight = weight * (given.lam[i, j] + given.mu[i, j])
    return weight


def refuse_poles(M: list[list[Any]], given: Coefficients) -> None:
    """Refuse a zero entry that some alternating sign matrix would put in a denominator.

    Raises
    ------
    ValueError
        If an entry away from the border is zero and lam + mu is not zero there.

    Examples
    --------
    >>> refuse_poles([[1, 1, 1], [1, 0, 1], [1, 1, 1]], coefficients(3, -1, 1))
    """
    n = len(M)
    for i in range(2, n):
        for j in range(2, n):
            if not M[i - 1][j - 1] and given.lam[i, j] + given.mu[i, j]:
                raise ValueError(
                    f"M must have no zero away from its border unless lam + mu vanishes there, got M[{i}][{j}] = 0: "
                    "the term of an alternating sign matrix with -1 in that place may have a pole"
                )


def expand(M: list[list[Any]], given: Coefficients) -> Any:
    """Add the terms of all alternating sign matrices one after the other, for values of one field.

    Raises
    ------
    ValueError
        If a term may have a pole.

    Notes
    -----
    One product of n^2 factors for each matrix; for checks, not for use beyond n = 6.

    Examples
    --------
    >>> expand([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]], coefficients(2, -1, 1))
    Fraction(-2, 1)
    """
    refuse_poles(M, given)
    total: Any = Fraction(0)
    for B in alternating_sign_matrices(len(M)):
        term = _weight(B, given)
        if not term:
            continue
        for entries, signs in zip(M, B, strict=True):
            for entry, sign in zip(entries, signs, strict=True):
                if sign == 1:
                    term = term * entry
                elif sign == -1:
                    term = term / entry
        total = total + term
    return total


def transfer(M: list[list[Any]], given: Coefficients) -> Any:
    """Sum over alternating sign matrices cell by cell, remembering only partial sums, for values of one field.

    Raises
    ------
    ValueError
        If a term may have a pole.

    Notes
    -----
    After each cell the state is the set of columns with sum 1 and the sum of the row so far.  After i rows the set has
    i elements, so about 2^(n+1) states per column over all rows: O(n 2^n) operations and O(2^n) memory, however many
    matrices there are.

    Examples
    --------
    >>> transfer([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]], coefficients(2, -1, 1))
    Fraction(-2, 1)
    """
    refuse_poles(M, given)
    n = len(M)
    return _transfer(
        n,
        lambda i, j: given.lam[i, j],
        lambda i, j: given.mu[i, j],
        lambda i, j: M[i - 1][j - 1],
        lambda i, j: (given.lam[i, j] + given.mu[i, j]) / M[i - 1][j - 1] if M[i - 1][j - 1] else 0,
    )


CellWeight = Callable[[int, int], Any]


def _transfer(n: int, lam: CellWeight, mu: CellWeight, plus: CellWeight, minus: CellWeight) -> Any:
    # a state is the set of columns with sum 1, one bit each, and the running sum of the row in the lowest bit
    states: dict[int, Any] = {0: 1}
    for i in range(1, n + 1):
        for j in range(1, n + 1):
            bit = 1 << j
            inside = i < n and j < n
            weights = (
                lam(i, j) if inside else None,
                mu(i, j) if i < n and j > 1 else None,
                plus(i, j),
                minus(i, j) if inside and i > 1 and j > 1 else None,
            )
            states = _next_cell(states, bit, *weights)
        states = {state - 1: value for state, value in states.items() if state & 1}
    return states.get((1 << n + 1) - 2, 0)


def _next_cell(states: dict[int, Any], bit: int, lam: Any, mu: Any, plus: Any, minus: Any) -> dict[int, Any]:
    new: dict[int, Any] = {}
    for state, value in states.items():
        if state & bit:
            new[state] = new[state] + value if state in new else value
            if state & 1 and minus:
                after = state ^ bit ^ 1
                moved = value * minus
                new[after] = new[after] + moved if after in new else moved
            continue
        stay = mu if state & 1 else lam
        if stay:
            moved = value * stay
            new[state] = new[state] + moved if state in new else moved
        if not state & 1 and plus:
            after = state | bit | 1
            moved = value * plus
            new[after] = new[after] + moved if after in new else moved
    return new


def x_enumeration(n: int, x: Any = 1) -> Any:
    """Return the sum of x to the number of entries -1 over all alternating sign matrices of size n.

    Parameters
    ----------
    n
        The size, at least 1.
    x
        An exact number, or an element of one of sympy's polynomial rings.

    Returns
    -------
    int, Fraction or ring element
        For x = 1 the number of alternating sign matrices.

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer, or x is not of one of these kinds.

    Notes
    -----
    Fewer than n 2^n additions by the transfer of partial sums; no matrix is ever built.

    Examples
    --------
    >>> [x_enumeration(n) for n in range(1, 9)]
    [1, 2, 7, 42, 429, 7436, 218348, 10850216]
    >>> [x_enumeration(n, 3) for n in range(3, 7)]
    [9, 90, 2025, 102060]
    """
    check_size(n)
    value = x if type(x) is int else exact(x, "x")
    values, back = in_one_field([value])
    return back(_transfer(n, _one, _one, _one, lambda i, j: values[0]))


def _one(i: int, j: int) -> int:
    return 1


def lambda_polynomial(M: Any) -> tuple[Fraction, ...]:
    """Return the coefficients of the one-parameter lambda-determinant, from lambda^0 upwards.

    Parameters
    ----------
    M
        A square matrix of rational numbers without zeros away from the border.

    Returns
    -------
    tuple
        n(n-1)/2 + 1 Fractions.

    Raises
    ------
    ValueError
        If the matrix is empty, not square, or has a zero away from the border.
    TypeError
        If an entry is not rational.

    Notes
    -----
    The transfer with polynomials as weights: O(n 2^n) products with a binomial in lambda.

    Examples
    --------
    >>> [str(c) for c in lambda_polynomial([[2, 1, 3], [1, 4, 1], [5, 1, 2]])]
    ['16', '17/4', '33/4', '60']
    """
    from sympy import QQ
    from sympy.polys.rings import ring

    rows = square(M)
    if not all(isinstance(entry, Fraction) for row in rows for entry in row):
        raise TypeError("M must hold rational numbers, got symbols; use lambda_determinant with a symbol for lam")
    n = len(rows)
    # as a polynomial in lambda, lambda + 1 vanishes nowhere
    refuse_poles(rows, coefficients(n, 1, 1))
    _, t = ring("t", QQ)
    M_q = [[QQ(entry.numerator, entry.denominator) for entry in row] for row in rows]
    polynomial = _transfer(
        n,
        lambda i, j: t,
        _one,
        lambda i, j: M_q[i - 1][j - 1],
        lambda i, j: (t + 1) * (1 / M_q[i - 1][j - 1]),
    )
    found = dict(polynomial.terms()) if hasattr(polynomial, "terms") else {(0,): polynomial}
    values = [found.get((power,), 0) for power in range(n * (n - 1) // 2 + 1)]
    return tuple(Fraction(int(v.numerator), int(v.denominator)) if v else Fraction(0) for v in values)
