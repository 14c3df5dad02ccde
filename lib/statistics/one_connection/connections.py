"""One-connections: a path from i to j, and disjoint cycles through all other vertices (Definitions D4, D5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import networkx as nx
from sympy.polys.rings import PolyElement

from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph

Cycle = tuple[int, ...]

# Past this many vertices a graph with more than two edges a vertex has too many subgraphs to list by surprise.
MOST_VERTICES = 8


@dataclass(frozen=True)
class OneConnection:
    """A spanning subgraph of the loop graph: a path (or none), cycles of length two or more, and loops.

    Parameters
    ----------
    path
        The vertices of the path from i to j; ``(i,)`` when i = j, empty for a linear subdigraph.
    cycles
        The cycles of length at least 2, each from its least vertex.
    loops
        The vertices covered by their own loop.

    Examples
    --------
    >>> graph = MixedGraph.from_text("1->2->3->1, 3->4")
    >>> for connection in one_connections(graph, 4, 4):
    ...     print(connection, connection.sign, connection.weight(graph))
    path 4, loops 1 2 3 1 1
    path 4, cycle 1-2-3 -1 -λ12*λ23*λ31
    """

    path: tuple[int, ...]
    cycles: tuple[Cycle, ...]
    loops: tuple[int, ...]

    @property
    def sign(self) -> int:
        """The sign of its monomial: loops weigh 1 and edges -λ, so one factor -1 is left for each longer cycle."""
        return -1 if len(self.cycles) % 2 else 1

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of the directed graph that it uses; loops are not among them."""
        steps = list(zip(self.path, self.path[1:], strict=False))
        for cycle in self.cycles:
            steps += zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        return tuple(steps)

    def weight(self, graph: MixedGraph) -> PolyElement:
        """Return its signed monomial in the graph's ring."""
        product = graph.ring(self.sign)
        for i, j in self.edges:
            product *= graph.coefficient(i, j)
        return product

    def __str__(self) -> str:
        parts = [f"path {'-'.join(map(str, self.path))}"] if self.path else []
        parts += [f"cycle {'-'.join(map(str, cycle))}" for cycle in self.cycles]
        if self.loops:
            parts.append(f"loops {' '.join(map(str, self.loops))}")
        return ", ".join(parts)


@lru_cache(maxsize=256)
def simple_cycles(graph: MixedGraph) -> tuple[Cycle, ...]:
    """Return the directed cycles of length at least 2, each from its least vertex.

    Notes
    -----
    Johnson's algorithm of networkx, O((n + e)(c + 1)) for e edges and c cycles.

    Examples
    --------
    >>> simple_cycles(MixedGraph.from_text("1->2->3->1, 2->1"))
    ((1, 2), (1, 2, 3))
    """
    found = []
    for cycle in nx.simple_cycles(check_mixed_graph(graph).digraph):
        start = cycle.index(min(cycle))
        found.append(tuple(cycle[start:] + cycle[:start]))
    return tuple(sorted(found))


def cycle_packings(graph: MixedGraph, avoid: Iterable[int] = ()) -> Iterator[tuple[Cycle, ...]]:
    """Yield the sets of pairwise disjoint directed cycles that avoid given vertices, the empty set first.

    Raises
    ------
    ValueError
        If a vertex to avoid is not in the graph.

    Notes
    -----
    Backtracking over the sorted cycles; time and output grow with the number of packings, which is less than n! for
    the complete digraph.

    Examples
    --------
    >>> list(cycle_packings(MixedGraph.from_text("1->2->1, 3->4->3")))
    [(), ((1, 2),), ((1, 2), (3, 4)), ((3, 4),)]
    """
    check_mixed_graph(graph)
    taken = {graph.check_vertex(vertex, "avoid") for vertex in avoid}
    return _packings(simple_cycles(graph), 0, taken, ())


def _packings(
    cycles: tuple[Cycle, ...], start: int, taken: set[int], chosen: tuple[Cycle, ...]
) -> Iterator[tuple[Cycle, ...]]:
    yield chosen
    for index in range(start, len(cycles)):
        cycle = cycles[index]
        if taken.isdisjoint(cycle):
            yield from _packings(cycles, index + 1, taken | set(cycle), (*chosen, cycle))


def linear_subdigraphs(graph: MixedGraph, *, force: bool = False) -> Iterator[OneConnection]:
    """Yield the collections of disjoint cycles, loops included, that cover all vertices of the loop graph.

    Raises
    ------
    ValueError
        If the graph has more than 8 vertices and more than two edges a vertex, unless ``force`` is set.

    Notes
    -----
    n! of them for the complete digraph.

    Examples
    --------
    >>> [str(item) for item in linear_subdigraphs(MixedGraph.from_text("1->2->3->1"))]
    ['loops 1 2 3', 'cycle 1-2-3']
    """
    _guard(graph, force)
    return (_with_loops(graph, (), packing) for packing in cycle_packings(graph))


def one_connections(graph: MixedGraph, i: int, j: int, *, force: bool = False) -> Iterator[OneConnection]:
    """Yield the one-connections from i to j of the loop graph (Definition D5).

    Parameters
    ----------
    graph
        A mixed graph; only its directed edges matter.
    i, j
        Vertices; for i = j the path is the vertex alone.
    force
        Whether to list a large dense graph all the same.

    Raises
    ------
    ValueError
        If i or j is not a vertex, or the graph is large and dense and ``force`` is not set.

    Notes
    -----
    (n-1)! of them for the complete digraph and each pair.

    Examples
    --------
    >>> graph = MixedGraph.from_text("1->2->3->1, 3->4, 1<->4")
    >>> [str(item) for item in one_connections(graph, 1, 4)]
    ['path 1-2-3-4']
    """
    _guard(graph, force)
    graph.check_vertex(i, "i")
    graph.check_vertex(j, "j")
    paths = [(i,)] if i == j else sorted(map(tuple, nx.all_simple_paths(graph.digraph, i, j)))
    return (_with_loops(graph, path, packing) for path in paths for packing in cycle_packings(graph, path))


def _with_loops(graph: MixedGraph, path: tuple[int, ...], packing: tuple[Cycle, ...]) -> OneConnection:
    covered = set(path).union(*packing)
    return OneConnection(path, packing, tuple(v for v in graph.vertices if v not in covered))


def _guard(graph: MixedGraph, force: bool) -> None:
    check_mixed_graph(graph)
    if not force and graph.n > MOST_VERTICES and len(graph.directed) > 2 * graph.n:
        raise ValueError(
            f"graph must have at most {MOST_VERTICES} vertices or 2n directed edges to be listed, got n = {graph.n} with "
            f"{len(graph.directed)} edges; pass force=True to list it all the same"
        )
