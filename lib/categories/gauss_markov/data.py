"""Two classic data sets, digit for digit as published: decimal strings, so that nothing is rounded on the way in."""

from __future__ import annotations

from typing import Literal

from sympy import ImmutableMatrix

from lib.categories.gauss_markov.model import LinearModel, Vector
from lib.exact.linear_algebra import rational_vector

QuartetName = Literal["I", "II", "III", "IV"]

_X = "10 8 13 9 11 14 6 4 12 7 5"
ANSCOMBE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    name: (tuple(x.split()), tuple(y.split()))
    for name, x, y in (
        ("I", _X, "8.04 6.95 7.58 8.81 8.33 9.96 7.24 4.26 10.84 4.82 5.68"),
        ("II", _X, "9.14 8.14 8.74 8.77 9.26 8.10 6.13 3.10 9.13 7.26 4.74"),
        ("III", _X, "7.46 6.77 12.74 7.11 7.81 8.84 6.08 5.39 8.15 6.42 5.73"),
        ("IV", "8 8 8 8 8 8 8 19 8 8 8", "6.58 5.76 7.71 8.84 8.47 7.04 5.25 12.50 5.56 7.91 6.89"),
    )
}

# Employment, then six economic series: price deflator, national product, unemployed, armed forces, population, year.
LONGLEY = tuple(
    tuple(line.split())
    for line in """
    60323 83.0 234289 2356 1590 107608 1947
    61122 88.5 259426 2325 1456 108632 1948
    60171 88.2 258054 3682 1616 109773 1949
    61187 89.5 284599 3351 1650 110929 1950
    63221 96.2 328975 2099 3099 112075 1951
    63639 98.1 346999 1932 3594 113270 1952
    64989 99.0 365385 1870 3547 115094 1953
    63761 100.0 363112 3578 3350 116219 1954
    66019 101.2 397469 2904 3048 117388 1955
    67857 104.6 419180 2822 2857 118734 1956
    68169 108.4 442769 2936 2798 120445 1957
    66513 110.8 444546 4681 2637 121950 1958
    68655 112.6 482704 3813 2552 123366 1959
    69564 114.2 502601 3931 2514 125368 1960
    69331 115.7 518173 4806 2572 127852 1961
    70551 116.9 554894 4007 2827 130081 1962
    """.strip().splitlines()
)


def line_model(x: object) -> LinearModel:
    """Return the model of a straight line, intercept and slope, at the given places.

    Examples
    --------
    >>> line_model([0, 1, 2]).X
    Matrix([
    [1, 0],
    [1, 1],
    [1, 2]])
    """
    column = rational_vector(x, "x")
    return LinearModel(ImmutableMatrix.ones(column.rows, 1).row_join(column))


def anscombe(name: str) -> tuple[LinearModel, Vector]:
    """Return one of Anscombe's four data sets as a straight-line model and its data.

    Parameters
    ----------
    name
        ``"I"``, ``"II"``, ``"III"`` or ``"IV"``.

    Raises
    ------
    ValueError
        If there is no such set.

    Examples
    --------
    >>> model, y = anscombe("II")
    >>> model.G(y).T
    Matrix([[3301/1100, 1/2]])
    """
    if name not in ANSCOMBE:
        raise ValueError(f"name must be one of {list(ANSCOMBE)}, got {name!r}")
    x, y = ANSCOMBE[name]
    return line_model(x), rational_vector(y, "y")


def longley() -> tuple[LinearModel, Vector]:
    """Return Longley's employment data: a constant and six nearly dependent regressors, 16 years.

    Examples
    --------
    >>> model, y = longley()
    >>> model, float(model.G(y)[6])
    (LinearModel(n=16, m=7, rank=7), 1829.15146461355...)
    """
    design = [("1", *row[1:]) for row in LONGLEY]
    return LinearModel(design), rational_vector([row[0] for row in LONGLEY], "y")
