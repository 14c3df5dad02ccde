"""The chapter's small worlds: three points and a line, a grid for exhaustion, and fits that are not least squares."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy
from sympy import ImmutableMatrix

from lib.categories.gauss_markov.categories import (
    Arrow,
    ThinCategory,
    equal_predictions,
    indiscrete,
    noise_order,
    orthogonality,
)
from lib.categories.gauss_markov.data import line_model
from lib.categories.gauss_markov.estimators import metric_of
from lib.categories.gauss_markov.model import Fit, LinearModel, Vector
from lib.exact.linear_algebra import rational_vector

THREE_POINTS = (1, 2, 4)


def three_points() -> tuple[LinearModel, Vector]:
    """Return the running example: a line through three points at 0, 1, 2 with heights 1, 2, 4.

    Examples
    --------
    >>> model, y = three_points()
    >>> model.G(y).T
    Matrix([[5/6, 3/2]])
    """
    return line_model([0, 1, 2]), rational_vector(THREE_POINTS)


def line_fits(model: LinearModel) -> dict[str, Fit]:
    """Return six maps from data to intercept and slope, least squares first; only that one is least squares.

    The second to fourth recover a line from data without noise, the last two do not.  The fourth is not linear: before
    it fits, it moves the last point to within 1/2 of the line through the first two.

    Parameters
    ----------
    model
        A straight-line model without offset on at least three places, the first two different.

    Raises
    ------
    ValueError
        If the model has an offset.

    Notes
    -----
    The median of all slopes would be no example of a map that is not linear: on three equally spaced places it is the
    slope between the outer two.

    Examples
    --------
    >>> model, y = three_points()
    >>> fits = line_fits(model)
    >>> tuple(fits["first two points"](y)), tuple(fits["last point clipped"](y))
    ((1, 1), (11/12, 5/4))
    """
    # the fits through points know nothing of an offset
    if not model.b.is_zero_matrix:
        raise ValueError(f"model must have no offset, got b = {list(model.b)}")
    x = list(model.X[:, 1])
    light = LinearModel(model.X, weights=ImmutableMatrix.diag(*[1] * (model.n - 1), sympy.Rational(1, 10)))
    most = sympy.Rational(1, 2)

    def two_points(y: Vector) -> Vector:
        slope = (y[1] - y[0]) / (x[1] - x[0])
        return rational_vector([y[0] - slope * x[0], slope])

    def clipped(y: Vector) -> Vector:
        expected = model.F(two_points(y))[model.n - 1]
        return model.G([*y[:-1], expected + max(-most, min(most, y[model.n - 1] - expected))])

    return {
        "least squares": model.G,
        "last point weighs 1/10": light.G,
        "first two points": two_points,
        "last point clipped": clipped,
        "always zero": lambda y: rational_vector([0, 0]),
        "products of data": lambda y: rational_vector([y[0] * y[1], y[1] * y[2] - 1]),
    }


@dataclass(frozen=True)
class Grid:
    """A finite world for exhaustion: a model, its parameters, its data.

    ``model`` predicts three equal numbers from one; there are 7 parameters 0, 1/3, ..., 2 and 31 data: all triples of
    0, 1, 2, and the predictions.
    """

    model: LinearModel
    parameters: tuple[Vector, ...]
    data: tuple[Vector, ...]

    def categories(self, arrow: Arrow) -> tuple[ThinCategory, ThinCategory]:
        """Return the category of parameters (only identities) and the category of data with the given arrows."""
        return ThinCategory(self.parameters, equal_predictions(self.model)), ThinCategory(self.data, arrow)

    def indiscrete_categories(self) -> tuple[ThinCategory, ThinCategory]:
        """Return both categories of version 1, with one arrow between any two objects."""
        return ThinCategory(self.parameters, indiscrete), ThinCategory(self.data, indiscrete)

    def repairs(self) -> dict[str, tuple[Arrow, Fit]]:
        """Return for each of the repairs R1, R2 and R3 its arrows, and the fit that should be the only right adjoint.

        For R2 the metric is one in which least squares weighs the entries by 2/3, 1/3 and 0, so that the fits of all
        data are on the grid again.
        """
        weights = ImmutableMatrix([[sympy.Rational(2, 3), sympy.Rational(1, 3), 0]])
        heavy = LinearModel(self.model.X, weights=metric_of(self.model.X, weights))
        return {
            "R1 orthogonality": (orthogonality(self.model), self.model.G),
            "R2 another metric": (orthogonality(heavy), heavy.G),
            "R3 noise order": (noise_order(self.model), self.model.G),
        }


def mean_grid() -> Grid:
    """Return the grid on which fitting means taking the mean.

    Examples
    --------
    >>> grid = mean_grid()
    >>> len(grid.parameters), len(grid.data)
    (7, 31)
    """
    model = LinearModel([[1], [1], [1]])
    parameters = tuple(rational_vector([Fraction(k, 3)]) for k in range(7))
    data = dict.fromkeys(rational_vector(triple) for triple in itertools.product(range(3), repeat=3))
    data |= dict.fromkeys(model.F(a) for a in parameters)
    return Grid(model, parameters, tuple(data))


def subspaces_modulo(p: int, n: int) -> Iterator[frozenset[tuple[int, ...]]]:
    """Yield every subspace of the n-dimensional space over the field with p elements, as a set of vectors.

    Raises
    ------
    ValueError
        If p is not prime or n is not positive.

    Notes
    -----
    Closes up spans one vector at a time; fine for up to some hundred vectors.

    Examples
    --------
    >>> sum(1 for _ in subspaces_modulo(2, 3)), sum(1 for _ in subspaces_modulo(3, 2))
    (16, 6)
    """
    if not sympy.isprime(p) or n < 1:
        raise ValueError(f"p must be prime and n at least 1, got {p} and {n}")
    vectors = list(itertools.product(range(p), repeat=n))
    level = {frozenset([vectors[0]])}
    while level:
        yield from sorted(level, key=sorted)
        level = {
            frozenset(tuple((s + k * x) % p for s, x in zip(u, v, strict=True)) for u in space for k in range(p))
            for space in level
            for v in vectors
            if v not in space
        }
