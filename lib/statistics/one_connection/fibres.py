"""Fibres: all parameters that give the same covariance matrix, counted modulo a prime and found exactly."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import GF, QQ
from sympy.polys.groebnertools import groebner
from sympy.polys.orderings import grevlex
from sympy.polys.rings import PolyElement, PolyRing

from lib.statistics.one_connection.covariance import as_fraction
from lib.statistics.one_connection.finiteness import is_generically_finite, random_point
from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph
from lib.statistics.one_connection.sums import connection_sums

Point = tuple[dict[Edge, Any], dict[Edge, Any]]


def check_covariance(graph: MixedGraph, sigma: Sequence[Sequence[Any]]) -> list[list[Fraction]]:
    """Return a covariance matrix as fractions if it has the graph's size, is symmetric and invertible."""
    n = check_mixed_graph(graph).n
    if not isinstance(sigma, Iterable) or not all(isinstance(row, Iterable) for row in sigma):
        raise TypeError(f"sigma must be a matrix, a sequence of rows, got {sigma!r}")
    rows = [[as_fraction(value, "sigma") for value in row] for row in sigma]
    if len(rows) != n or any(len(row) != n for row in rows):
        raise ValueError(f"sigma must be {n} x {n}, got rows of lengths {[len(row) for row in rows]}")
    for i, j in itertools.combinations(range(n), 2):
        if rows[i][j] != rows[j][i]:
            raise ValueError(f"sigma must be symmetric, got {rows[i][j]} and {rows[j][i]} at {(i + 1, j + 1)}")
    if sympy.Matrix(n, n, lambda i, j: sympy.Rational(rows[i][j].numerator, rows[i][j].denominator)).det() == 0:
        raise ValueError("sigma must be invertible, got a singular matrix")
    return rows


def fibre_equations(graph: MixedGraph, sigma: Sequence[Sequence[Any]]) -> list[sympy.Expr]:
    r"""Return the polynomials in the λ that vanish on the fibre of a covariance matrix (Definition D9).

    They are the entries of :math:`(I-\Lambda)^{\mathsf T}\Sigma(I-\Lambda)` at the pairs not joined by a bidirected
    edge.  A solution belongs to the fibre when :math:`I-\Lambda` is invertible; :math:`\Omega` is then that matrix.

    Raises
    ------
    ValueError
        If sigma has the wrong size, is not symmetric, or is singular.

    Examples
    --------
    >>> fibre_equations(MixedGraph.from_text("1->2"), [[1, 2], [2, 5]])
    [2 - λ12]
    """
    rows = check_covariance(graph, sigma)
    ring = PolyRing([graph.name("λ", i, j) for i, j in graph.directed] or ["λ"], QQ, grevlex)
    return [p.as_expr() for p in _equations(graph, rows, ring, ring.gens)]


def _equations(
    graph: MixedGraph, sigma: Sequence[Sequence[Any]], ring: PolyRing, gens: Sequence[PolyElement]
) -> list[PolyElement]:
    columns: dict[int, list[tuple[int, Any]]] = {v: [(v, ring.one)] for v in graph.vertices}
    for (i, j), gen in zip(graph.directed, gens, strict=False):
        columns[j].append((i, -gen))
    found = []
    for i, j in graph.pairs:
        if i != j and (i, j) not in graph.bidirected:
            total = ring.zero
            for a, x in columns[i]:
                for b, y in columns[j]:
                    total += x * y * ring.domain.convert(sigma[a - 1][b - 1])
            found.append(total)
    return found


def _saturated_basis(
    graph: MixedGraph, sigma: Sequence[Sequence[Any]], domain: Any
) -> tuple[PolyRing, list[PolyElement]]:
    # the extra variable is the inverse of det(I - Λ), which removes the solutions where that is 0
    ring = PolyRing(["t", *(graph.name("λ", i, j) for i, j in graph.directed)], domain, grevlex)
    gens = dict(zip(graph.directed, ring.gens[1:], strict=True))
    det = connection_sums(graph.n, gens, ring.one)[0]
    equations = _equations(graph, sigma, ring, ring.gens[1:])
    system = [p for p in [*equations, ring.gens[0] * det - 1] if p]
    return ring, groebner(system, ring)


def _standard_monomials(ring: PolyRing, basis: Sequence[PolyElement]) -> list[tuple[int, ...]] | None:
    # monomials outside the leading ideal; None when there are infinitely many
    leading = [p.LM for p in basis]
    powers = {k for m in leading for k in range(ring.ngens) if sum(m) == m[k]}
    if any(sum(m) == 0 for m in leading):
        return []
    if len(powers) < ring.ngens:
        return None
    found, layer = [], {(0,) * ring.ngens}
    while layer:
        layer = {m for m in layer if not any(all(a >= b for a, b in zip(m, lead, strict=True)) for lead in leading)}
        found += sorted(layer)
        layer = {(*m[:k], m[k] + 1, *m[k + 1 :]) for m in layer for k in range(ring.ngens)}
    return found


def fibre_degree(graph: MixedGraph, prime: int = 32003, seed: int = 0) -> int | None:
    """Return the number of complex points in a generic fibre, or None if generic fibres are infinite.

    Parameters
    ----------
    graph
        A mixed graph.
    prime
        The covariance matrix is that of a random point modulo this prime.
    seed
        Of the random point.

    Raises
    ------
    ValueError
        If prime is not a prime between 1000 and 2^31.

    Notes
    -----
    A Gröbner basis of the fibre equations with the determinant inverted, then the monomials outside its leading ideal.
    Doubly exponential in the number of edges at worst; well below a second up to five vertices.  Points are counted
    with multiplicity; at an unlucky prime or point the number can differ from the generic one.

    Examples
    --------
    >>> [fibre_degree(MixedGraph.from_text(t)) for t in ("1->2->3", "1->2->3->1", "1->2->3, 1<->2")]
    [1, 2, None]
    """
    check_mixed_graph(graph)
    if not isinstance(prime, int) or not 1000 <= prime < 2**31 or not sympy.isprime(prime):
        raise ValueError(f"prime must be a prime between 1000 and 2**31, got {prime!r}")
    if not is_generically_finite(graph):
        return None
    sigma = random_point(graph, prime, random.Random(seed))[2]
    ring, basis = _saturated_basis(graph, sigma, GF(prime))
    standard = _standard_monomials(ring, basis)
    return None if standard is None else len(standard)


def fibre(graph: MixedGraph, sigma: Sequence[Sequence[Any]]) -> list[Point]:
    r"""Return all complex parameters with a given covariance matrix, exactly.

    Parameters
    ----------
    graph
        A mixed graph.
    sigma
        A symmetric invertible matrix of rational numbers.

    Returns
    -------
    list
        Pairs of mappings ``(lam, omega)`` as :func:`covariance_at` takes them, rational points first, each point once.  Values are
        fractions at rational points and sympy numbers elsewhere.  Empty if the matrix is not in the model.

    Raises
    ------
    ValueError
        If sigma is not symmetric or is singular, the fibre is infinite, or one linear form cannot describe it (at a
        point of multiplicity with more than one tangent direction).

    Notes
    -----
    A Gröbner basis over the rationals; every coordinate is then a polynomial in one random linear form, whose minimal
    polynomial is factored.  At a rational point :math:`\Omega` is :math:`(I-\Lambda)^{\mathsf T}\Sigma(I-\Lambda)`.

    Examples
    --------
    >>> from lib.statistics.one_connection.covariance import covariance_at
    >>> cycle = MixedGraph.from_text("1->2->3->1")
    >>> sigma = covariance_at(cycle, dict.fromkeys(cycle.directed, "1/2"), {(v, v): 1 for v in (1, 2, 3)})
    >>> [{edge: str(value) for edge, value in lam.items()} for lam, omega in fibre(cycle, sigma)]
    [{(1, 2): '1/2', (2, 3): '1/2', (3, 1): '1/2'}, {(1, 2): '2', (2, 3): '2', (3, 1): '2'}]
    """
    rows = check_covariance(graph, sigma)
    exact = [[QQ(value.numerator, value.denominator) for value in row] for row in rows]
    ring, basis = _saturated_basis(graph, exact, QQ)
    standard = _standard_monomials(ring, basis)
    if standard is None:
        raise ValueError(f"sigma must have a finite fibre, got infinitely many points for {graph}")
    points = []
    for root, coordinates in _roots(ring, basis, standard):
        values = [_value(c, root) for c in coordinates]
        lam = dict(zip(graph.directed, values, strict=True))
        points.append((lam, _errors(graph, rows, lam)))
    return sorted(points, key=lambda point: [_order(value) for value in point[0].values()])


def _order(value: Any) -> tuple[bool, float, float]:
    number = complex(sympy.N(value))
    return (not isinstance(value, Fraction), round(number.real, 9), round(number.imag, 9))


def _roots(
    ring: PolyRing, basis: list[PolyElement], standard: list[tuple[int, ...]]
) -> list[tuple[Any, list[list[Fraction]]]]:
    # for each point the value u of a linear form that separates the points, and the coordinates as polynomials in u
    count = len(standard)
    if count == 0:
        return []
    source = random.Random(count)
    form = sum((gen * source.randrange(1, 100) for gen in ring.gens[1:]), ring.zero)
    power, vectors = ring.one, []
    for _ in range(count + 1):
        vectors.append([power.get(m, QQ(0)) for m in standard])
        power = (power * form).rem(basis)
    matrix = sympy.Matrix(vectors[:count]).T
    if matrix.rank() < count:
        raise ValueError("sigma must have a fibre that one linear form describes, got a fat point")
    unknown = sympy.Symbol("u")
    relation = matrix.LUsolve(sympy.Matrix(vectors[count]))
    minimal = sympy.Poly([sympy.Integer(1), *(-relation[k] for k in reversed(range(count)))], unknown)
    coordinates = []
    for gen in ring.gens[1:]:
        remainder = gen.rem(basis)
        solved = matrix.LUsolve(sympy.Matrix([remainder.get(m, QQ(0)) for m in standard]))
        coordinates.append([Fraction(int(c.p), int(c.q)) for c in solved])
    found = []
    for factor, _ in minimal.factor_list()[1]:
        roots = sympy.roots(factor, unknown, multiple=True) if factor.degree() <= 2 else factor.all_roots()
        found += [(root, coordinates) for root in roots]
    return found


def _value(coefficients: list[Fraction], root: Any) -> Any:
    if root.is_Rational:
        u = Fraction(int(root.p), int(root.q))
        return sum((c * u**k for k, c in enumerate(coefficients)), Fraction(0))
    return sympy.expand(sum(sympy.Rational(c.numerator, c.denominator) * root**k for k, c in enumerate(coefficients)))


def _errors(graph: MixedGraph, sigma: list[list[Fraction]], lam: Mapping[Edge, Any]) -> dict[Edge, Any]:
    columns: dict[int, list[tuple[int, Any]]] = {v: [(v, Fraction(1))] for v in graph.vertices}
    for (i, j), value in lam.items():
        columns[j].append((i, -value))
    exact = all(isinstance(value, Fraction) for value in lam.values())
    found = {}
    for i, j in [(v, v) for v in graph.vertices] + list(graph.bidirected):
        if exact:
            found[i, j] = sum((x * y * sigma[a - 1][b - 1] for a, x in columns[i] for b, y in columns[j]), Fraction(0))
        else:
            terms = (
                sympy.sympify(x) * y * sympy.Rational(*sigma[a - 1][b - 1].as_integer_ratio())
                for a, x in columns[i]
                for b, y in columns[j]
            )
            found[i, j] = sympy.expand(sum(terms))
    return found


def is_stable(graph: MixedGraph, lam: Mapping[Edge, Any]) -> bool:
    r"""Return whether all eigenvalues of :math:`\Lambda` lie inside the unit circle, decided exactly.

    Stable coefficients are those for which the trek series converges and the feedback settles.

    Raises
    ------
    ValueError
        If lam does not give exactly the coefficients of the graph.
    TypeError
        If lam is not a mapping or a value is not rational.

    Notes
    -----
    The characteristic polynomial comes from the one-connection determinant, the test is Schur's and Cohn's: O(n^2).

    Examples
    --------
    >>> cycle = MixedGraph.from_text("1->2->3->1")
    >>> [is_stable(cycle, dict.fromkeys(cycle.directed, value)) for value in ("1/2", 1, 2)]
    [True, False, False]
    """
    check_mixed_graph(graph)
    if not isinstance(lam, Mapping):
        raise TypeError(f"lam must be a mapping from edges to numbers, got {lam!r}")
    if set(lam) != set(graph.directed):
        raise ValueError(f"lam must give exactly the coefficients of {graph.directed}, got {list(lam)}")
    ring = PolyRing(["z"], QQ, "lex")
    z = ring.gens[0]
    fractions = {edge: as_fraction(value, "lam") for edge, value in lam.items()}
    weights = {edge: z * QQ(value.numerator, value.denominator) for edge, value in fractions.items()}
    # det(I - zΛ) has the inverses of the non-zero eigenvalues as roots
    det = connection_sums(graph.n, weights, ring.one)[0]
    coefficients = [
        Fraction(int(c.numerator), int(c.denominator)) for c in (det.get((k,), QQ(0)) for k in range(graph.n + 1))
    ]
    while coefficients[-1] == 0:
        coefficients.pop()
    # all roots outside the circle: the constant term beats the leading one, at every step of the reduction
    while len(coefficients) > 1:
        first, last = coefficients[0], coefficients[-1]
        if abs(first) <= abs(last):
            return False
        size = len(coefficients)
        coefficients = [first * coefficients[k] - last * coefficients[size - 1 - k] for k in range(size - 1)]
    return True
