r"""Distances instead of arrows: the Lawvere-enriched readings, and what a one-sided adjunction selects.

A category enriched in :math:`([0,\infty],\ge,+,0)` is a set with distances.  An adjunction asks
:math:`d(F(a),y)=d(a,G(y))`; the lax version asks for :math:`\ge` only.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any, Literal, TypeAlias

import sympy
from sympy import ImmutableMatrix

from lib.categories.gauss_markov.model import LinearModel, Vector, require_identity_weights, squared_norm
from lib.exact.linear_algebra import Subspace, rational_vector

Direction: TypeAlias = tuple[sympy.Rational, sympy.Rational]


def lawvere_defect(model: LinearModel, a: object, y: object) -> sympy.Rational:
    r"""Return :math:`d(F(a),y)^2-d(a,G(y))^2` with :math:`d(a,a')=\|X(a-a')\|`, Euclidean on the data.

    By Pythagoras it is :math:`\|\rho(y)\|^2`, whatever a is.

    Parameters
    ----------
    model
        A model with identity weights.
    a, y
        Parameters and data.

    Raises
    ------
    ValueError
        If a length is wrong or the model has weights other than the identity.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> lawvere_defect(model, [0, 0], [1, 2, 4]), lawvere_defect(model, [7, -3], [1, 2, 4])
    (1/6, 1/6)
    """
    require_identity_weights(model)
    start = rational_vector(a, "a", model.m)
    return squared_norm(model.residual(start, y)) - squared_norm(model.X * (model.G(y) - start))


def violating_parameter(model: LinearModel, y: object, g: object) -> Vector:
    r"""Return an a with :math:`d(F(a),y)<d(a,g)`, which refutes g as a value of a lax right adjoint at y.

    With :math:`\delta=\|X(G(y)-g)\|` it is :math:`G(y)+t(G(y)-g)` for the least integer :math:`t\ge0` above
    :math:`(\|\rho\|^2/\delta^2-1)/2`.

    Raises
    ------
    ValueError
        If g predicts the same as the least-squares fit: then there is nothing to refute; or if the model has weights
        other than the identity.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> violating_parameter(model, [1, 2, 4], [1, 1]).T
    Matrix([[5/6, 3/2]])
    """
    require_identity_weights(model)
    away = model.G(y) - rational_vector(g, "g", model.m)
    delta = squared_norm(model.X * away)
    if delta == 0:
        raise ValueError("g must predict differently from the least-squares fit, got the same predictions")
    bound = (squared_norm(model.min_residual(y)) / delta - 1) / 2
    t = max(0, sympy.floor(bound) + 1)
    return model.G(y) + t * away


def enriched_candidates(
    F: Callable[[Any], Any],
    distance: Callable[[Any, Any], sympy.Expr],
    other_distance: Callable[[Any, Any], sympy.Expr],
    parameters: Iterable[Any],
    data: Iterable[Any],
    *,
    lax: bool = False,
) -> dict[Any, list[Any]]:
    r"""Return for each y the g with :math:`d(F(a),y)=d(a,g)` for all a (:math:`\ge` with ``lax``), by exhaustion.

    Distances may be given squared, both of them.

    Notes
    -----
    O(p^2 d) comparisons for p parameters and d data.

    Examples
    --------
    >>> enriched_candidates(lambda a: a, lambda a, b: abs(a - b), lambda a, b: abs(a - b), [0, 2], [0, 1, 2], lax=True)
    {0: [0], 1: [], 2: [2]}
    """
    ps = list(parameters)
    table = {(a, g): distance(a, g) for a, g in itertools.product(ps, ps)}
    found: dict[Any, list[Any]] = {}
    for y in data:
        forth = {a: other_distance(F(a), y) for a in ps}
        found[y] = [g for g in ps if all(forth[a] >= table[a, g] if lax else forth[a] == table[a, g] for a in ps)]
    return found


def location_coapproximations(y: object, norm: Literal[1, 2, "max"]) -> tuple[sympy.Rational, sympy.Rational]:
    r"""Return the interval of all g with :math:`\|c\mathbf 1-y\|\ge\|(c-g)\mathbf 1\|` for every real c.

    These are the values at y of a lax right adjoint to :math:`F(c)=c\mathbf 1`, with :math:`\ell_1`, Euclidean or
    largest-entry distances; the theory of approximation calls them best coapproximations.

    Parameters
    ----------
    y
        Data.
    norm
        1, 2 or ``"max"``.

    Raises
    ------
    ValueError
        If the norm is none of these or y is empty.

    Notes
    -----
    Divide by :math:`\|\mathbf 1\|` to get :math:`f(c)\ge|c-g|`.  The function f is convex with slopes in [-1, 1], so
    :math:`c-f(c)` and :math:`c+f(c)` never decrease, and g is caught between their limits at infinity:
    :math:`\lim_{c\to\infty}(c-f(c))\le g\le\lim_{c\to-\infty}(c+f(c))`.  For :math:`\ell_1` and the Euclidean norm both
    limits are the mean, for the largest entry they are the extremes of y.

    Examples
    --------
    >>> location_coapproximations([0, 0, 3], 1), location_coapproximations([0, 0, 3], "max")
    ((1, 1), (0, 3))
    """
    if norm not in (1, 2, "max"):
        raise ValueError(f"norm must be 1, 2 or 'max', got {norm!r}")
    entries = list(rational_vector(y, "y"))
    if not entries:
        raise ValueError("y must have at least one entry, got none")
    if norm == "max":
        return min(entries), max(entries)
    mean = sum(entries, sympy.Integer(0)) / len(entries)
    return mean, mean


def sign_vectors(X: ImmutableMatrix) -> list[tuple[int, ...]]:
    r"""Return the sign vectors without zeros of :math:`Xv`, over all v, for a design with one or two columns.

    Raises
    ------
    ValueError
        If X has more than two columns or a zero row (then no sign vector is without zeros).

    Notes
    -----
    The directions where an entry of Xv vanishes cut the plane into at most 2n sectors; one v is taken in each. O(n^2).

    Examples
    --------
    >>> sign_vectors(ImmutableMatrix([[1, 0], [1, 1], [1, 2]]))
    [(-1, -1, -1), (-1, -1, 1), (-1, 1, 1), (1, -1, -1), (1, 1, -1), (1, 1, 1)]
    """
    rows: list[list[sympy.Rational]] = X.tolist()
    if X.cols > 2:
        raise ValueError(f"X must have one or two columns, got {X.cols}")
    if any(not any(row) for row in rows):
        raise ValueError("X must have no zero row, got one")
    if X.cols == 1:
        found = {tuple(int(sympy.sign(row[0])) for row in rows)}
    else:
        # directions across each row, in the order of their angle within half a turn
        across = {_half_turn(-row[1], row[0]) for row in rows}
        ordered: list[Direction] = sorted(across, key=cmp_to_key(_turns_right))
        # the sector after the last direction ends at minus the first one
        ends = [*ordered[1:], (-ordered[0][0], -ordered[0][1])]
        middles = [
            (p[0] + q[0], p[1] + q[1]) if len(ordered) > 1 else (-p[1], p[0])
            for p, q in zip(ordered, ends, strict=True)
        ]
        found = {tuple(int(sympy.sign(row[0] * u + row[1] * v)) for row in rows) for u, v in middles}
    return sorted(found | {tuple(-s for s in signs) for signs in found})


def _turns_right(p: Direction, q: Direction) -> int:
    return 1 if p[0] * q[1] < p[1] * q[0] else -1


def _half_turn(x: sympy.Rational, y: sympy.Rational) -> Direction:
    if y < 0 or (y == 0 and x < 0):
        x, y = -x, -y
    size = abs(x) + abs(y)
    return x / size, y / size


def absolute_coapproximation(model: LinearModel, y: object) -> Vector | None:
    r"""Return the value at y of a lax right adjoint for :math:`\ell_1` distances, or ``None`` where there is none.

    Parameters
    ----------
    model
        A model of full rank with one or two parameters and no zero row in X.
    y
        Data.

    Notes
    -----
    The g with :math:`\|F(a)-y\|_1\ge\|X(a-g)\|_1` for all a are those with :math:`s\cdot(y-F(g))=0` for each sign
    vector s of the column space.  Necessary: far out in direction v the two sides differ by
    :math:`\pm s\cdot(y-F(g))`.  Sufficient: with s the signs of :math:`X(a-g)`,
    :math:`\|F(a)-y\|_1\ge s\cdot(F(a)-y)=s\cdot X(a-g)`, and zeros among the signs are reached as limits.

    Examples
    --------
    >>> line, constant = LinearModel([[1, 0], [1, 1], [1, 2]]), LinearModel([[1], [1], [1]])
    >>> absolute_coapproximation(line, [1, 2, 4]) is None, absolute_coapproximation(constant, [1, 2, 4])
    (True, Matrix([[7/3]]))
    """
    if model.rank < model.m:
        raise ValueError(f"X must have full column rank {model.m}, got rank {model.rank}")
    signs = Subspace.span([list(s) for s in sign_vectors(model.X)]).matrix()
    data = rational_vector(y, "y", model.n)
    # solve signs X g = signs (y - b); columns of signs X are independent, as signs of Xv never cancel against Xv
    system = signs * model.X
    g = LinearModel(system).G(signs * (data - model.b))
    return g if (signs * (data - model.F(g))).is_zero_matrix else None
