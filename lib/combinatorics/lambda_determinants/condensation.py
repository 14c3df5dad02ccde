"""Dodgson's condensation with two families of parameters."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lib.combinatorics.lambda_determinants.arithmetic import (
    Parameters,
    coefficients,
    problem_in_one_field,
    square,
)

Layer = list[list[Any]]
# A coefficient that may also depend on the height: (k, i, j) -> value.
HeightParameters = Callable[[int, int, int], Any]


class SingularMinorError(ZeroDivisionError):
    """A minor that condensation has to divide by is zero.

    Attributes
    ----------
    k, i, j
        The minor has size k and begins in row i and column j, both counted from 1.
    """

    def __init__(self, k: int, i: int, j: int) -> None:
        self.k, self.i, self.j = k, i, j
        super().__init__(
            f"the minor of size {k} at row {i}, column {j} is zero and condensation divides by it; "
            "lambda_determinant with method 'auto', 'transfer' or 'perturbation' does not need to"
        )


def condensation(x1: Any, lam: Parameters, mu: Parameters = 1, x0: Any = None) -> list[Layer]:
    r"""Return the pyramid of layers x[0], x[1], ..., x[n] of the two-index recurrence.

    Parameters
    ----------
    x1
        A square matrix of size n with exact entries.
    lam, mu
        Parameters: a value, a function of row and column (from 1), or a dictionary.
    x0
        A square matrix of size n + 1, all ones if not given.  Only its interior is read.

    Returns
    -------
    list
        n + 1 layers, the last of size 1; entries are Fractions, or expressions if symbols were given.

    Raises
    ------
    ValueError
        If a matrix is empty, not square or of the wrong size, or a parameter is missing.
    TypeError
        If an entry or parameter is not exact.
    SingularMinorError
        If the recurrence divides by zero.

    Notes
    -----
    Entry (i, j) of layer k belongs to the minor of size k that begins there.  The minor of size k + 1 takes lam from
    its north-west corner (i, j) and mu from its north-east corner (i, j + k).  About n^3/3 steps; with symbols the
    number of terms grows as 2^(n(n-1)/2).

    References
    ----------
    Langer, arXiv:1304.7367, the recurrence of the opening section.

    Examples
    --------
    >>> layers = condensation([[2, 1, 3], [1, 4, 1], [5, 1, 2]], -1)
    >>> [[int(x) for x in row] for row in layers[2]], int(layers[3][0][0])
    ([[7, -11], [-19, 7]], -40)
    """
    first = square(x1, "x1")
    n = len(first)
    zeroth = [[Fraction(1)] * (n + 1) for _ in range(n + 1)] if x0 is None else square(x0, "x0", n + 1)
    (zeroth, first), given, back = problem_in_one_field([zeroth, first], coefficients(n, lam, mu))
    layers = recurrence(zeroth, first, lambda k, i, j: given.lam[i, j], lambda k, i, j: given.mu[i, j + k])
    return [[[back(value) for value in row] for row in layer] for layer in layers]


def recurrence(x0: Layer, x1: Layer, lam: HeightParameters, mu: HeightParameters) -> list[Layer]:
    """Run the recurrence with coefficients that may depend on the height as well, in any field.

    Parameters
    ----------
    x0, x1
        The two lowest layers, of sizes n + 1 and n, with entries of one field; integers are read as Fractions.
    lam, mu
        The coefficients of the step from layer k to the entry (i, j) of layer k + 1, as functions of k, i, j.

    Returns
    -------
    list
        The layers 0 to n.

    Raises
    ------
    ValueError
        If the layers are not square of these sizes.
    SingularMinorError
        If an entry that has to be divided by is zero.

    Examples
    --------
    >>> ones = [[Fraction(1)] * 4] * 4
    >>> recurrence(ones, [row[:3] for row in ones[:3]], lambda k, i, j: 1, lambda k, i, j: 1)[3]
    [[Fraction(8, 1)]]
    """
    n = len(x1)
    if len(x0) != n + 1 or any(len(row) != n + 1 for row in x0) or any(len(row) != n for row in x1):
        raise ValueError(f"x0 and x1 must be square of sizes n + 1 and n, got {len(x0)} and {n} rows")
    # the quotient of two integers would be a float
    layers = [
        [[Fraction(int(value)) if isinstance(value, numbers.Integral) else value for value in row] for row in layer]
        for layer in (x0, x1)
    ]
    for k in range(1, n):
        under, here = layers[-2:]
        new = []
        for i in range(n - k):
            row = []
            for j in range(n - k):
                divisor = under[i + 1][j + 1]
                if not divisor:
                    raise SingularMinorError(k - 1, i + 2, j + 2)
                diagonal = mu(k, i + 1, j + 1) * here[i][j] * here[i + 1][j + 1]
                other = lam(k, i + 1, j + 1) * here[i][j + 1] * here[i + 1][j]
                row.append((diagonal + other) / divisor)
            new.append(row)
        layers.append(new)
    return layers
