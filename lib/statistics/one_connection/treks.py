"""The trek rule: a finite sum when the graph is acyclic, a series that may diverge when it is not."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import networkx as nx
from sympy.polys.rings import PolyElement

from lib.statistics.one_connection.covariance import check_parameters
from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph

Trek = tuple[tuple[int, ...], tuple[int, ...]]


def treks(graph: MixedGraph, i: int, j: int) -> list[Trek]:
    """Return the treks from i to j of an acyclic graph.

    A trek is a directed path down to i and a directed path down to j whose starting points are equal or joined by a
    bidirected edge.

    Parameters
    ----------
    graph
        A mixed graph without directed cycles.
    i, j
        Vertices.

    Raises
    ------
    ValueError
        If the graph has a directed cycle: there are infinitely many treks then.

    Examples
    --------
    >>> treks(MixedGraph.from_text("1->2, 1->3, 2<->3"), 2, 3)
    [((1, 2), (1, 3)), ((2,), (3,))]
    """
    check_mixed_graph(graph)
    if not graph.is_acyclic:
        raise ValueError(f"graph must be acyclic to have finitely many treks, got {graph}")
    graph.check_vertex(i, "i")
    graph.check_vertex(j, "j")
    to_i, to_j = (_paths_into(graph, end) for end in (i, j))
    joined = {(v, v) for v in graph.vertices} | {e for a, b in graph.bidirected for e in ((a, b), (b, a))}
    return sorted((left, right) for left in to_i for right in to_j if (left[0], right[0]) in joined)


def _paths_into(graph: MixedGraph, end: int) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [(end,)]
    for start in graph.vertices:
        if start != end:
            found += map(tuple, nx.all_simple_paths(graph.digraph, start, end))
    return found


def trek_sum(graph: MixedGraph, i: int, j: int) -> PolyElement:
    """Return the covariance of i and j in an acyclic graph as the sum of its trek monomials.

    Raises
    ------
    ValueError
        If the graph has a directed cycle.

    Examples
    --------
    >>> trek_sum(MixedGraph.from_text("1->2, 1->3, 2<->3"), 2, 3)
    λ12*λ13*ω11 + ω23
    """
    total = graph.ring.zero
    for left, right in treks(graph, i, j):
        product = graph.error_covariance(left[0], right[0])
        for path in (left, right):
            for a, b in itertools.pairwise(path):
                product *= graph.coefficient(a, b)
        total += product
    return total


def partial_trek_sums(
    graph: MixedGraph, lam: Mapping[Edge, Any], omega: Mapping[Edge, Any] | Sequence[Sequence[Any]], length: int
) -> list[list[list[Fraction]]]:
    r"""Return the sums over treks whose two sides have at most 0, 1, ..., length edges.

    The k-th is :math:`S_k^{\mathsf T}\Omega S_k` with :math:`S_k=I+\Lambda+\dots+\Lambda^k`.

    Raises
    ------
    ValueError
        If length < 0, or the parameters do not belong to the graph.

    Examples
    --------
    >>> loop = MixedGraph.from_text("1->2->1")
    >>> sums = partial_trek_sums(loop, {(1, 2): 2, (2, 1): 1}, {(1, 1): 1, (2, 2): 1}, 4)
    >>> [int(matrix[0][0]) for matrix in sums]
    [1, 2, 10, 18, 58]
    """
    check_mixed_graph(graph)
    if not isinstance(length, int) or length < 0:
        raise ValueError(f"length must be an integer, at least 0, got {length!r}")
    weights, errors = check_parameters(graph, lam, omega)
    n = graph.n
    power = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    series = [row[:] for row in power]
    found = []
    for _ in range(length + 1):
        found.append(_sandwich(series, errors))
        step = [[Fraction(0)] * n for _ in range(n)]
        for (i, j), value in weights.items():
            for row in range(n):
                step[row][j - 1] += power[row][i - 1] * value
        power = step
        series = [[a + b for a, b in zip(left, right, strict=True)] for left, right in zip(series, power, strict=True)]
    return found


def _sandwich(series: list[list[Fraction]], errors: Mapping[Edge, Fraction]) -> list[list[Fraction]]:
    n = len(series)
    found = [[Fraction(0)] * n for _ in range(n)]
    for (k, m), value in errors.items():
        for a, b in {(k, m), (m, k)}:
            for i in range(n):
                for j in range(n):
                    found[i][j] += series[a - 1][i] * value * series[b - 1][j]
    return found
