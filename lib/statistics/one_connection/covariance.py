"""Determinant, inverse and covariance of a mixed graph in closed form, as polynomials and at rational points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from numbers import Rational
from typing import Any

import networkx as nx
import sympy
from sympy.polys.rings import PolyElement

from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph
from lib.statistics.one_connection.sums import Coded, add_shifted, connection_sums

Values = Mapping[Edge, Any] | Sequence[Sequence[Any]]


def coded_variables(graph: MixedGraph) -> dict[tuple[str, int, int], int]:
    """Return the coded monomial of every parameter, in the order of the graph's ring."""
    return {key: 1 << 8 * place for place, key in enumerate(graph.keys)}


@lru_cache(maxsize=512)
def coded_sums(graph: MixedGraph) -> tuple[Coded, list[list[Coded]]]:
    """Return the determinant and the numerators of the inverse as coded polynomials."""
    variables = coded_variables(graph)
    weights = {(i, j): Coded({variables["λ", i, j]: 1}) for i, j in graph.directed}
    det, numerators = connection_sums(graph.n, weights, Coded({0: 1}))
    return det, numerators


def determinant(graph: MixedGraph) -> PolyElement:
    r"""Return :math:`\det(I-\Lambda)`, the signed sum over sets of disjoint directed cycles.

    Notes
    -----
    Up to n! terms; see :func:`lib.statistics.one_connection.connection_sums` for the work.

    References
    ----------
    Adhikari, Gross, Härkönen and Tsigaridas (2022); Mason (1956).

    Examples
    --------
    >>> determinant(MixedGraph.from_text("1->2->3->1, 3->4"))
    -λ12*λ23*λ31 + 1
    """
    return coded_sums(check_mixed_graph(graph))[0].to_ring(graph.ring)


def numerators(graph: MixedGraph) -> list[list[PolyElement]]:
    r"""Return the matrix :math:`N=\det(I-\Lambda)\,(I-\Lambda)^{-1}` of sums over one-connections.

    Row and column 0 belong to vertex 1.

    Notes
    -----
    Each entry has at most (n-1)! terms, all different monomials with coefficient 1 or -1: one per one-connection.

    Examples
    --------
    >>> numerators(MixedGraph.from_text("1->2->1"))
    [[1, λ12], [λ21, 1]]
    """
    return [[entry.to_ring(graph.ring) for entry in row] for row in coded_sums(check_mixed_graph(graph))[1]]


def numerator(graph: MixedGraph, i: int, j: int) -> PolyElement:
    """Return the sum over the one-connections from i to j.

    Raises
    ------
    ValueError
        If i or j is not a vertex.

    Examples
    --------
    >>> numerator(MixedGraph.from_text("1->2->3->1, 3->4"), 4, 4)
    -λ12*λ23*λ31 + 1
    """
    check_mixed_graph(graph)
    row, column = graph.check_vertex(i, "i"), graph.check_vertex(j, "j")
    return coded_sums(graph)[1][row - 1][column - 1].to_ring(graph.ring)


def covariance_numerators(graph: MixedGraph) -> list[list[PolyElement]]:
    r"""Return :math:`\det(I-\Lambda)^2\,\Sigma` as polynomials (the one-connection rule, D6).

    Notes
    -----
    Each entry is a sum of products of two numerators, one for each vertex and two for each of the b bidirected edges,
    so it has at most (n + 2b) ((n-1)!)^2 terms.

    References
    ----------
    Adhikari, Gross, Härkönen and Tsigaridas (2022), one-connection rule for covariances.

    Examples
    --------
    >>> covariance_numerators(MixedGraph.from_text("1->2"))
    [[ω11, λ12*ω11], [λ12*ω11, λ12**2*ω11 + ω22]]
    """
    coded = coded_covariance(check_mixed_graph(graph))
    found = [[graph.ring.zero] * graph.n for _ in graph.vertices]
    for i, j in graph.pairs:
        found[i - 1][j - 1] = found[j - 1][i - 1] = coded[i - 1][j - 1].to_ring(graph.ring)
    return found


@lru_cache(maxsize=128)
def coded_covariance(graph: MixedGraph) -> list[list[Coded]]:
    """Return the numerators of the covariances as coded polynomials, a symmetric matrix."""
    variables = coded_variables(graph)
    rows = [[entry.terms for entry in row] for row in coded_sums(graph)[1]]
    found: list[list[Coded]] = [[Coded({}) for _ in graph.vertices] for _ in graph.vertices]
    for i, j in graph.pairs:
        terms: dict[int, int] = {}
        for letter, k, m in graph.keys:
            if letter == "ω":
                shift = variables[letter, k, m]
                _add_product(terms, rows[k - 1][i - 1], rows[m - 1][j - 1], shift)
                if k != m:
                    _add_product(terms, rows[m - 1][i - 1], rows[k - 1][j - 1], shift)
        entry = Coded({code: value for code, value in terms.items() if value})
        found[i - 1][j - 1] = found[j - 1][i - 1] = entry
    return found


def _add_product(terms: dict[int, int], first: dict[int, int], second: dict[int, int], shift: int) -> None:
    few, many = sorted((first, second), key=len)
    for code, value in few.items():
        add_shifted(terms, many, code + shift, value)


def covariance(graph: MixedGraph) -> sympy.Matrix:
    """Return the covariance matrix as a matrix of sympy expressions, each over the square of the determinant.

    Examples
    --------
    >>> covariance(MixedGraph.from_text("1->2->1"))[0, 1]
    (λ12*ω11 + λ21*ω22)/(-λ12*λ21 + 1)**2
    """
    denominator = determinant(graph).as_expr() ** 2
    return sympy.Matrix([[entry.as_expr() / denominator for entry in row] for row in covariance_numerators(graph)])


def covariance_at(graph: MixedGraph, lam: Values, omega: Values) -> list[list[Fraction]]:
    r"""Return the covariance matrix at rational parameters, by the one-connection rule and without inverting.

    Parameters
    ----------
    graph
        A mixed graph.
    lam
        λij for every directed edge: ``{(i, j): value}`` or the n x n matrix :math:`\Lambda`.
    omega
        ωii for every vertex and ωij for every bidirected edge: ``{(i, j): value}`` or the symmetric matrix.

    Returns
    -------
    list[list[Fraction]]
        :math:`\Sigma`, row and column 0 belonging to vertex 1.

    Raises
    ------
    ValueError
        If a parameter is missing or does not belong to the graph, omega is not symmetric, or I - Λ is singular.
    TypeError
        If a value is not rational; floats are refused because the result is exact.

    Notes
    -----
    O(n 2^n + 3^n) multiplications for the cofactors at worst, O(n^2 (n + b)) with b bidirected edges after that.

    Examples
    --------
    >>> graph = MixedGraph.from_text("1->2->1")
    >>> covariance_at(graph, {(1, 2): "1/2", (2, 1): "1/3"}, {(1, 1): 1, (2, 2): 1})[0]
    [Fraction(8, 5), Fraction(6, 5)]
    """
    check_mixed_graph(graph)
    weights, errors = check_parameters(graph, lam, omega)
    det, rows = connection_sums(graph.n, weights, Fraction(1))
    if det == 0:
        raise ValueError("lam must leave I - Λ invertible, got determinant 0")
    found = [[Fraction(0)] * graph.n for _ in graph.vertices]
    for i, j in graph.pairs:
        total = Fraction(0)
        for (k, m), value in errors.items():
            total += value * rows[k - 1][i - 1] * rows[m - 1][j - 1]
            if k != m:
                total += value * rows[m - 1][i - 1] * rows[k - 1][j - 1]
        found[i - 1][j - 1] = found[j - 1][i - 1] = total / det**2
    return found


def check_parameters(
    graph: MixedGraph, lam: Values, omega: Values
) -> tuple[dict[Edge, Fraction], dict[Edge, Fraction]]:
    """Return the parameters as fractions, keyed by edge, if they belong to the graph."""
    weights = _values(graph, lam, "lam", list(graph.directed), symmetric=False)
    places = [(v, v) for v in graph.vertices] + list(graph.bidirected)
    return weights, _values(graph, omega, "omega", places, symmetric=True)


def _values(graph: MixedGraph, given: Values, name: str, wanted: list[Edge], symmetric: bool) -> dict[Edge, Fraction]:
    if isinstance(given, Mapping):
        entries = {key: as_fraction(value, name) for key, value in given.items()}
    else:
        if not isinstance(given, Iterable) or not all(isinstance(row, Iterable) for row in given):
            raise TypeError(f"{name} must be a mapping from edges to numbers or a matrix, got {given!r}")
        rows = [list(row) for row in given]
        if len(rows) != graph.n or any(len(row) != graph.n for row in rows):
            raise ValueError(f"{name} must be {graph.n} x {graph.n}, got rows of lengths {[len(row) for row in rows]}")
        entries = {(i + 1, j + 1): as_fraction(x, name) for i, row in enumerate(rows) for j, x in enumerate(row)}
        # a matrix says something about every place: zeros outside the graph are no parameters
        places = set(wanted) | ({(j, i) for i, j in wanted} if symmetric else set())
        entries = {key: value for key, value in entries.items() if value or key in places}
    if symmetric:
        for i, j in entries:
            if (j, i) in entries and entries[j, i] != entries[i, j]:
                raise ValueError(
                    f"{name} must be symmetric, got {entries[i, j]} at {(i, j)} and {entries[j, i]} at {(j, i)}"
                )
        if not isinstance(given, Mapping):
            lone = [(i, j) for i, j in entries if (j, i) not in entries]
            if lone:
                raise ValueError(
                    f"{name} must be symmetric, got {entries[lone[0]]} at {lone[0]} and 0 across the diagonal"
                )
        entries = {(min(key), max(key)): value for key, value in entries.items()}
    extra, missing = sorted(set(entries) - set(wanted)), sorted(set(wanted) - set(entries))
    if extra or missing:
        raise ValueError(f"{name} must give exactly the entries {wanted}, missing {missing}, not in the graph {extra}")
    return {key: entries[key] for key in wanted}


def as_fraction(value: Any, name: str) -> Fraction:
    """Return an exact rational number as a fraction.

    Raises
    ------
    TypeError
        If it is not one: floats are refused, strings like "3/10" are read.
    ValueError
        If a string is not a rational number.
    """
    if isinstance(value, Rational | sympy.Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, str):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise ValueError(
                f"{name} must hold exact rational numbers (int, Fraction, '3/10'), got {value!r}"
            ) from None
    raise TypeError(f"{name} must hold exact rational numbers (int, Fraction, '3/10'), got {value!r}")


def inverse_lowest_terms(graph: MixedGraph, i: int, j: int) -> tuple[PolyElement, PolyElement]:
    r"""Return the entry (i, j) of :math:`(I-\Lambda)^{-1}` in lowest terms, without computing a greatest common divisor.

    The denominator is the product of :math:`\det(I-\Lambda_C)` over the strongly connected components C that lie on a
    walk from i to j; the chapter proves that nothing cancels.

    Returns
    -------
    tuple
        Numerator and denominator in the graph's ring, the denominator with constant term 1.

    Raises
    ------
    ValueError
        If i or j is not a vertex.

    Examples
    --------
    >>> graph = MixedGraph.from_text("1->2->3->1, 3->4")
    >>> inverse_lowest_terms(graph, 4, 4), inverse_lowest_terms(graph, 3, 4)
    ((1, 1), (λ34, -λ12*λ23*λ31 + 1))
    """
    check_mixed_graph(graph)
    graph.check_vertex(i, "i")
    graph.check_vertex(j, "j")
    after = nx.descendants(graph.digraph, i) | {i}
    before = nx.ancestors(graph.digraph, j) | {j}
    between = graph.induced(after & before)
    top = coded_sums(between)[1][i - 1][j - 1]
    bottom = coded_sums(between)[0] if j in after else Coded({0: 1})
    # the subgraph's variables are fewer: recode them as the graph's own
    places = coded_variables(graph)
    moves = [places[key] for key in between.keys]
    recoded = [
        Coded({_recode(code, moves): value for code, value in polynomial.terms.items()}) for polynomial in (top, bottom)
    ]
    return recoded[0].to_ring(graph.ring), recoded[1].to_ring(graph.ring)


def _recode(code: int, moves: list[int]) -> int:
    exponents = code.to_bytes(len(moves), "little")
    return sum(exponent * move for exponent, move in zip(exponents, moves, strict=True))
