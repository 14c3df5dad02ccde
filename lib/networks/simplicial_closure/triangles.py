"""Open and closed triangles of the projected graph."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Int64

from lib.networks.simplicial_closure.cliques import contains, ranges
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, remembered


@dataclass(frozen=True, eq=False)
class Triangles:
    """The triangles of a projected graph, one a row: numbers of the nodes ascending, and how often the three met.

    ``edges`` gives for the pairs (first, second), (first, third), (second, third) their index in ``h.edges``;
    ``together`` the number of simplices that contain all three; ``first_time`` the position of the first of these, or
    the number of simplices if there is none.
    """

    nodes: Int64[np.ndarray, "m 3"]
    edges: Int64[np.ndarray, "m 3"]
    together: Int64[np.ndarray, " m"]
    first_time: Int64[np.ndarray, " m"]

    @property
    def closed(self) -> Bool[np.ndarray, " m"]:
        """Which triangles are contained in a simplex."""
        return self.together > 0


@remembered
def triangles(h: TemporalHypergraph) -> Triangles:
    r"""List all triangles of the projected graph.

    Notes
    -----
    Edges are turned from the node of lower to the node of higher degree, and pairs of edges leaving one node are tested:
    $O(e^{3/2})$ time and memory for $e$ edges, the bound of Chiba and Nishizeki.  Closed triples come from the simplices, in
    $O(\sum|S|^3)$.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2, 3}, {1, 4}, {2, 4}], [1, 2, 3])
    >>> found = triangles(h)
    >>> found.nodes.tolist(), found.closed.tolist()
    ([[0, 1, 2], [0, 1, 3]], [True, False])
    """
    n = len(h.labels)
    keys, _, _ = h.edges
    rank = degree_rank(h)
    back = np.argsort(rank)
    turned = np.sort(rank[np.column_stack([keys // n, keys % n])], axis=1)
    arcs = np.sort(turned[:, 0] * n + turned[:, 1])
    first = np.searchsorted(arcs, np.arange(n + 1) * n)
    # for the arc a -> b, every arc a -> c with c after b
    owner, other = ranges(np.arange(1, len(arcs) + 1), first[arcs // n + 1])
    b, c = arcs[owner] % n, arcs[other] % n
    ok = contains(arcs, b * n + c)
    nodes = np.sort(back[np.column_stack([arcs[owner[ok]] // n, b[ok], c[ok]])], axis=1)
    triple = triple_keys(nodes, n)
    order = np.argsort(triple)
    nodes, triple = nodes[order], triple[order]
    pairs = [nodes[:, x] * n + nodes[:, y] for x, y in ((0, 1), (0, 2), (1, 2))]
    edges = np.searchsorted(keys, np.column_stack(pairs)) if len(nodes) else np.empty((0, 3), dtype=np.int64)
    seen, position, times = met_triples(h)
    where = np.searchsorted(triple, seen)
    together = np.zeros(len(triple), dtype=np.int64)
    first_time = np.full(len(triple), len(h), dtype=np.int64)
    together[where], first_time[where] = times, position
    return Triangles(nodes, edges, together, first_time)


def degree_rank(h: TemporalHypergraph) -> Int64[np.ndarray, " n"]:
    """Return the place of each node in the order by degree in the projected graph, ties by number.

    Examples
    --------
    >>> degree_rank(TemporalHypergraph([{1, 2}, {1, 3}], [1, 2])).tolist()
    [2, 0, 1]
    """
    rank = np.empty(len(h.labels), dtype=np.int64)
    rank[np.argsort(h.degrees, kind="stable")] = np.arange(len(h.labels))
    return rank


def triple_keys(nodes: Int64[np.ndarray, "m 3"], n: int) -> Int64[np.ndarray, " m"]:
    """Encode triples of numbers below n as single integers, in lexicographic order.

    Raises
    ------
    ValueError
        If n is so large (above two million) that a code would not fit 64 bits.
    """
    if n**3 >= 2**63:
        raise ValueError(f"n must be below 2,097,152 for codes of 64 bits, got {n}")
    return (nodes[:, 0] * n + nodes[:, 1]) * n + nodes[:, 2]


@remembered
def met_triples(h: TemporalHypergraph) -> tuple[Any, Any, Any]:
    """Return the keys of all triples contained in a simplex, the position of the first such simplex, and their number."""
    rows, at = h.subsets(3)
    keys, start, count = np.unique(triple_keys(rows, len(h.labels)), return_index=True, return_counts=True)
    return keys, at[start], count


def open_triangles(h: TemporalHypergraph) -> list[tuple[Hashable, Hashable, Hashable]]:
    """Return the open triangles: three nodes whose three pairs have met, but never all three at once.

    Examples
    --------
    The paper's toy example has one open triangle and seven closed ones.

    >>> groups = [{1, 2, 3, 4}, {1, 3, 5}, {1, 6}, {2, 6}, {1, 7, 8}, {3, 9}, {5, 8}, {1, 2, 6}]
    >>> open_triangles(TemporalHypergraph(groups, range(1, 9)))
    [(1, 5, 8)]
    """
    found = triangles(h)
    return [(h.labels[i], h.labels[j], h.labels[k]) for i, j, k in found.nodes[~found.closed].tolist()]


def triangle_counts(h: TemporalHypergraph) -> tuple[int, int]:
    """Return the numbers of open and of closed triangles.

    Examples
    --------
    >>> triangle_counts(TemporalHypergraph([{1, 2, 3}, {1, 4}, {2, 4}], [1, 2, 3]))
    (1, 1)
    """
    closed = int(triangles(h).closed.sum())
    return len(triangles(h).nodes) - closed, closed


def fraction_open(h: TemporalHypergraph) -> float:
    """Return the share of open triangles among all triangles; not a number where there is no triangle.

    Examples
    --------
    >>> fraction_open(TemporalHypergraph([{1, 2, 3}, {1, 4}, {2, 4}], [1, 2, 3]))
    0.5
    """
    opened, closed = triangle_counts(h)
    return opened / (opened + closed) if opened + closed else float("nan")


@dataclass(frozen=True)
class Summary:
    """The counts of a data set that the paper's Table 1 lists."""

    nodes: int
    simplices: int
    different_simplices: int
    edges: int
    density: float
    average_degree: float
    open: int
    closed: int


def summary(h: TemporalHypergraph) -> Summary:
    """Count nodes, simplices, edges and triangles.

    Notes
    -----
    Different simplices are counted as sets.  The density is $2e/(n(n-1))$ for $e$ edges, where $n$ counts the nodes that occur, and
    0 for a single node.

    Examples
    --------
    >>> summary(TemporalHypergraph([{1, 2, 3}, {1, 4}, {2, 4}, {2, 1, 3}], [1, 2, 3, 4]))
    Summary(nodes=4, simplices=4, different_simplices=3, edges=5, density=0.83..., average_degree=2.5, open=1, closed=1)
    """
    n, e = int(h.present.sum()), len(h.edges[0])
    opened, closed = triangle_counts(h)
    different = int(h.first_of_its_kind.sum())
    return Summary(n, len(h), different, e, 2 * e / (n * (n - 1)) if n > 1 else 0.0, 2 * e / n, opened, closed)
