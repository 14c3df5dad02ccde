"""What goes into a lambda-determinant: exact numbers or symbols, square matrices, and families of parameters."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import sympy
from sympy.polys.fields import FracElement, sfield
from sympy.polys.rings import PolyElement

# A number for all cells, a function of the cell's row and column (from 1), or a dictionary with cells as keys.
Parameters = Any
Cell = tuple[int, int]


def exact(value: Any, name: str) -> Any:
    """Return the value as a Fraction, or unchanged if it holds symbols.

    Parameters
    ----------
    value
        An integer, a Fraction, a sympy expression that is a rational function of symbols, or an element of one of
        sympy's polynomial rings or fields of fractions.
    name
        What to call it in a message.

    Raises
    ------
    TypeError
        For anything else; floats are not exact.

    Examples
    --------
    >>> exact(3, "entry"), exact(sympy.Rational(1, 2), "entry"), exact(sympy.Symbol("x"), "entry")
    (Fraction(3, 1), Fraction(1, 2), x)
    """
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, sympy.Expr):
        if value.is_Rational:
            return Fraction(int(value.p), int(value.q))
        if value.free_symbols and value.is_rational_function() and not value.atoms(sympy.Float):
            return value
    if isinstance(value, PolyElement | FracElement):
        return value
    raise TypeError(
        f"{name} must be an integer, a Fraction, or a rational function of symbols, got {value!r} "
        f"({type(value).__name__}); for floats see lib.combinatorics.lambda_determinants.batched"
    )


def square(matrix: Any, name: str = "M", size: int | None = None) -> list[list[Any]]:
    """Return a non-empty square matrix as lists of exact values.

    Raises
    ------
    ValueError
        If it is empty, ragged, not square, or not of the wanted size.
    TypeError
        If it is not a matrix, or an entry is not exact.

    Examples
    --------
    >>> square([[1, 2], [3, 4]])[1]
    [Fraction(3, 1), Fraction(4, 1)]
    """
    rows = matrix.tolist() if isinstance(matrix, sympy.MatrixBase) else matrix
    if isinstance(rows, str | Mapping) or not isinstance(rows, Sequence):
        raise TypeError(f"{name} must be a matrix given as a sequence of rows, got {type(matrix).__name__}")
    if any(isinstance(row, str | Mapping) or not isinstance(row, Sequence) for row in rows):
        raise TypeError(f"{name} must be a matrix given as a sequence of rows, got {matrix!r}")
    lengths = [len(row) for row in rows]
    if not rows or any(length != len(rows) for length in lengths):
        raise ValueError(f"{name} must be square and not empty, got {len(rows)} rows of lengths {lengths}")
    if size is not None and len(rows) != size:
        raise ValueError(f"{name} must be {size} x {size}, got {len(rows)} x {len(rows)}")
    return [[exact(value, f"{name}[{i}][{j}]") for j, value in enumerate(row, 1)] for i, row in enumerate(rows, 1)]


class Coefficients(NamedTuple):
    """The parameters of one determinant of size n: lam[i, j] for i, j < n, mu[i, J] for i < n and J > 1."""

    lam: dict[Cell, Any]
    mu: dict[Cell, Any]


def coefficients(n: int, lam: Parameters, mu: Parameters) -> Coefficients:
    """Return the parameters that occur in a determinant of size n, cell by cell.

    Parameters
    ----------
    n
        The size.
    lam, mu
        A value, a function of row and column, or a dictionary.

    Raises
    ------
    ValueError
        If a dictionary lacks a cell that occurs.
    TypeError
        If a value is not exact.

    Examples
    --------
    >>> sorted(coefficients(2, lambda i, j: i + 2 * j, 1).lam.items())
    [((1, 1), Fraction(3, 1))]
    >>> sorted(coefficients(2, 5, 1).mu)
    [(1, 2)]
    """
    left = [(i, j) for i in range(1, n) for j in range(1, n)]
    right = [(i, j) for i in range(1, n) for j in range(2, n + 1)]
    return Coefficients(_family(lam, left, "lam"), _family(mu, right, "mu"))


def _family(given: Parameters, cells: list[Cell], name: str) -> dict[Cell, Any]:
    symbolic = isinstance(given, sympy.Expr | PolyElement | FracElement)  # ring elements are dictionaries to Python
    if isinstance(given, Mapping) and not symbolic:
        missing = [cell for cell in cells if cell not in given]
        if missing:
            raise ValueError(f"{name} must have a value for every cell that occurs, got none for {missing[0]}")
        return {cell: exact(given[cell], f"{name}{cell}") for cell in cells}
    if callable(given) and not symbolic:
        return {cell: exact(given(*cell), f"{name}{cell}") for cell in cells}
    value = exact(given, name)
    return dict.fromkeys(cells, value)


def in_one_field(values: Sequence[Any]) -> tuple[list[Any], Callable[[Any], Any]]:
    """Bring exact values into one field, with the way back.

    Parameters
    ----------
    values
        What :func:`exact` returns.

    Returns
    -------
    tuple
        The values, unchanged unless sympy expressions are among them, and a function that turns a result into a
        Fraction or an expression.

    Notes
    -----
    Expressions become elements of sympy's field of rational functions, where arithmetic is a hundred times faster than
    on expression trees and zero is recognised.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> (a, b), back = in_one_field([x, Fraction(2)])
    >>> back((a + b) / a)
    1 + 2/x
    """
    if not any(isinstance(value, sympy.Expr) for value in values):
        return list(values), lambda value: value
    _, elements = sfield([sympy.sympify(value) for value in values])
    return elements, _expression


def problem_in_one_field(
    tables: Sequence[list[list[Any]]], given: Coefficients
) -> tuple[list[list[list[Any]]], Coefficients, Callable[[Any], Any]]:
    """Bring matrices and their parameters into one field, with the way back; see :func:`in_one_field`.

    Examples
    --------
    >>> tables, given, back = problem_in_one_field([[[sympy.Symbol("x")]]], coefficients(2, 3, 1))
    >>> back(tables[0][0][0] * given.lam[1, 1])
    3*x
    """
    entries = [value for table in tables for row in table for value in row]
    values, back = in_one_field([*entries, *given.lam.values(), *given.mu.values()])
    stream = iter(values)
    moved = [[[next(stream) for _ in row] for row in table] for table in tables]
    families = Coefficients({cell: next(stream) for cell in given.lam}, {cell: next(stream) for cell in given.mu})
    return moved, families, back


def _expression(value: Any) -> Any:
    if not isinstance(value, FracElement):
        return value
    above, below = value.numer, value.denom
    expression = above.as_expr() / below.as_expr()
    # over a monomial every term can be divided on its own
    return sympy.expand(expression) if len(below) == 1 else expression
