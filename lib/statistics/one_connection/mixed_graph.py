"""Mixed graphs: directed edges for coefficients, bidirected edges for correlated errors; cycles allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral

import networkx as nx
from sympy import ZZ
from sympy.polys.rings import PolyElement, PolyRing

Edge = tuple[int, int]

_CHAIN = re.compile(r"\d+(?:(?:<->|->|<-)\d+)*")
_STEP = re.compile(r"(<->|->|<-)")


@dataclass(frozen=True)
class MixedGraph:
    """A graph on the vertices 1, ..., n with directed edges and bidirected edges.

    A pair of vertices may carry edges in both directions (a 2-cycle), or a directed and a bidirected edge (a bow).
    The graph is *simple* when every pair carries at most one edge in total; directed cycles of length at least 3 are
    allowed in a simple graph.

    Parameters
    ----------
    n
        Number of vertices.
    directed
        Edges ``(i, j)`` for i -> j; the coefficient is called λij.
    bidirected
        Edges ``(i, j)`` for i <-> j, in either order; the error covariance is called ωij.

    Raises
    ------
    ValueError
        If n < 1, a vertex is outside 1..n, an edge is a loop, or an edge occurs twice.
    TypeError
        If a vertex is not an integer.

    Examples
    --------
    >>> graph = MixedGraph(3, [(1, 2), (2, 3), (3, 1)])
    >>> graph.is_simple, graph.is_acyclic, graph.parameters
    (True, False, 6)
    >>> print(MixedGraph.from_text("1->2->3->1, 3->4, 1<->4"))
    1->2, 2->3, 3->1, 3->4, 1<->4
    """

    n: int
    directed: tuple[Edge, ...] = ()
    bidirected: tuple[Edge, ...] = ()

    def __init__(self, n: int, directed: Iterable[Edge] = (), bidirected: Iterable[Edge] = ()) -> None:
        if not isinstance(n, int) or isinstance(n, bool):
            raise TypeError(f"n must be an integer, got {type(n).__name__} ({n!r})")
        if n < 1:
            raise ValueError(f"n must be at least 1, got {n}")
        arrows = _edges(n, directed, "directed")
        double = tuple((min(edge), max(edge)) for edge in _edges(n, bidirected, "bidirected"))
        for name, edges in (("directed", arrows), ("bidirected", double)):
            if len(set(edges)) < len(edges):
                twice = next(edge for edge in edges if edges.count(edge) > 1)
                raise ValueError(f"{name} must not repeat an edge, got {twice} twice")
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "directed", tuple(sorted(arrows)))
        object.__setattr__(self, "bidirected", tuple(sorted(double)))

    @classmethod
    def from_text(cls, text: str, n: int | None = None) -> MixedGraph:
        """Read a graph from chains of ``->``, ``<-`` and ``<->`` separated by commas or spaces.

        Parameters
        ----------
        text
            For example ``"1->2->3, 2<->3"``; a single number names an isolated vertex.
        n
            Number of vertices; the largest number that occurs if not given.

        Raises
        ------
        ValueError
            If the text is not of this form, or the edges are not allowed.

        Examples
        --------
        >>> MixedGraph.from_text("1->2<-3, 1<->3")
        MixedGraph(n=3, directed=((1, 2), (3, 2)), bidirected=((1, 3),))
        """
        directed: list[Edge] = []
        bidirected: list[Edge] = []
        largest = 1
        joined = re.sub(r"\s*(<->|->|<-)\s*", r"\1", text)
        for chain in re.split(r"[,;\s]+", joined.strip()):
            if not _CHAIN.fullmatch(chain):
                raise ValueError(f"text must be chains like '1->2->3, 1<->3', got {chain!r}")
            pieces = _STEP.split(chain)
            largest = max(largest, *map(int, pieces[::2]))
            for left, arrow, right in zip(pieces[::2], pieces[1::2], pieces[2::2], strict=False):
                i, j = int(left), int(right)
                if arrow == "<->":
                    bidirected.append((i, j))
                else:
                    directed.append((i, j) if arrow == "->" else (j, i))
        return cls(largest if n is None else n, directed, bidirected)

    @classmethod
    def from_adjacency(cls, directed: Sequence[Sequence[int]], bidirected: Sequence[Sequence[int]]) -> MixedGraph:
        """Read a graph from two 0/1 matrices: row = source for directed edges, symmetric for bidirected ones.

        Raises
        ------
        ValueError
            If the matrices are not square, of one size and 0/1, the second is not symmetric, or a diagonal is not 0.

        Examples
        --------
        >>> print(MixedGraph.from_adjacency([[0, 1], [0, 0]], [[0, 1], [1, 0]]))
        1->2, 1<->2
        """
        n = len(directed)
        for name, matrix in (("directed", directed), ("bidirected", bidirected)):
            if len(matrix) != n or any(len(row) != n for row in matrix):
                raise ValueError(f"{name} must be {n} x {n}, got rows of lengths {[len(row) for row in matrix]}")
            if any(value not in (0, 1) for row in matrix for value in row):
                raise ValueError(f"{name} must hold 0 and 1 only, got {[list(row) for row in matrix]}")
        vertices = range(n)
        if any(bidirected[i][j] != bidirected[j][i] for i in vertices for j in vertices):
            raise ValueError("bidirected must be symmetric")
        arrows = [(i + 1, j + 1) for i in vertices for j in vertices if directed[i][j]]
        return cls(n, arrows, [(i + 1, j + 1) for i in vertices for j in range(i, n) if bidirected[i][j]])

    def __str__(self) -> str:
        edges = [f"{i}->{j}" for i, j in self.directed] + [f"{i}<->{j}" for i, j in self.bidirected]
        return ", ".join(edges) or f"{self.n} isolated vertices"

    @property
    def vertices(self) -> range:
        """The vertices 1, ..., n."""
        return range(1, self.n + 1)

    @property
    def pairs(self) -> tuple[Edge, ...]:
        """All pairs i <= j: the places of a covariance matrix that count."""
        return tuple((i, j) for i in self.vertices for j in range(i, self.n + 1))

    @property
    def parameters(self) -> int:
        """The number of parameters: one for each vertex and each edge."""
        return self.n + len(self.directed) + len(self.bidirected)

    @property
    def moments(self) -> int:
        """The number of covariances, n(n+1)/2."""
        return self.n * (self.n + 1) // 2

    @property
    def is_simple(self) -> bool:
        """Whether every pair of vertices carries at most one edge."""
        touched = [(min(edge), max(edge)) for edge in self.directed] + list(self.bidirected)
        return len(set(touched)) == len(touched)

    @cached_property
    def digraph(self) -> nx.DiGraph:
        """The directed part as a networkx graph."""
        graph = nx.DiGraph()
        graph.add_nodes_from(self.vertices)
        graph.add_edges_from(self.directed)
        return graph

    @property
    def is_acyclic(self) -> bool:
        """Whether the directed part has no directed cycle."""
        return bool(nx.is_directed_acyclic_graph(self.digraph))

    @cached_property
    def sccs(self) -> tuple[tuple[int, ...], ...]:
        """The strongly connected components of the directed part, each sorted, in order of their least vertex."""
        return tuple(sorted(tuple(sorted(part)) for part in nx.strongly_connected_components(self.digraph)))

    @cached_property
    def ring(self) -> PolyRing:
        """The polynomial ring over the integers with a generator for every parameter.

        Examples
        --------
        >>> [str(x) for x in MixedGraph.from_text("1->2, 1<->2").ring.gens]
        ['λ12', 'ω11', 'ω22', 'ω12']
        """
        return PolyRing([self.name(*key) for key in self.keys], ZZ, "lex")

    @cached_property
    def keys(self) -> tuple[tuple[str, int, int], ...]:
        """The parameters in the order of the ring's generators: ``("λ", i, j)`` and ``("ω", i, j)``."""
        return (
            *(("λ", i, j) for i, j in self.directed),
            *(("ω", i, i) for i in self.vertices),
            *(("ω", i, j) for i, j in self.bidirected),
        )

    def name(self, letter: str, i: int, j: int) -> str:
        """Name a quantity with two indices; an underscore separates them from ten vertices on."""
        return f"{letter}{i}{j}" if self.n < 10 else f"{letter}{i}_{j}"

    def coefficient(self, i: int, j: int) -> PolyElement:
        """Return λij as an element of the ring, 0 where there is no edge i -> j."""
        return self._entry("λ", i, j)

    def error_covariance(self, i: int, j: int) -> PolyElement:
        """Return ωij as an element of the ring, 0 where there is neither i = j nor an edge i <-> j."""
        return self._entry("ω", min(i, j), max(i, j))

    def _entry(self, letter: str, i: int, j: int) -> PolyElement:
        self.check_vertex(i, "i")
        self.check_vertex(j, "j")
        key = (letter, i, j)
        return self.ring.gens[self.keys.index(key)] if key in self.keys else self.ring.zero

    def check_vertex(self, vertex: object, name: str) -> int:
        """Return the vertex if it is one.

        Raises
        ------
        ValueError
            If it is not in 1..n.
        """
        if not isinstance(vertex, Integral) or isinstance(vertex, bool) or not 1 <= int(vertex) <= self.n:
            raise ValueError(f"{name} must be a vertex in 1..{self.n}, got {vertex!r}")
        return int(vertex)

    def induced(self, vertices: Iterable[int]) -> MixedGraph:
        """Return the graph with the edges among the given vertices only; all n vertices stay.

        Examples
        --------
        >>> print(MixedGraph.from_text("1->2->3->1, 3->4").induced([3, 4]))
        3->4
        """
        kept = {self.check_vertex(v, "vertices") for v in vertices}
        return MixedGraph(
            self.n,
            [edge for edge in self.directed if kept.issuperset(edge)],
            [edge for edge in self.bidirected if kept.issuperset(edge)],
        )


def complete_digraph(n: int) -> MixedGraph:
    """Return the graph with all n(n-1) directed edges; every digraph on n vertices is a specialisation of it.

    Examples
    --------
    >>> len(complete_digraph(4).directed)
    12
    """
    return MixedGraph(n, [(i, j) for i in range(1, n + 1) for j in range(1, n + 1) if i != j])


def directed_cycle(n: int) -> MixedGraph:
    """Return the cycle 1 -> 2 -> ... -> n -> 1.

    Raises
    ------
    ValueError
        If n is not an integer of at least 2.

    Examples
    --------
    >>> print(directed_cycle(3))
    1->2, 2->3, 3->1
    """
    if not isinstance(n, int) or n < 2:
        raise ValueError(f"n must be an integer of at least 2, got {n!r}")
    return MixedGraph(n, [(i, i % n + 1) for i in range(1, n + 1)])


def check_mixed_graph(graph: object) -> MixedGraph:
    """Return the graph if it is a mixed graph.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if not isinstance(graph, MixedGraph):
        raise TypeError(f"graph must be a MixedGraph, got {type(graph).__name__}")
    return graph


def _edges(n: int, edges: Iterable[Edge], name: str) -> tuple[Edge, ...]:
    found = []
    for edge in edges:
        if not isinstance(edge, tuple | list) or len(edge) != 2:
            raise TypeError(f"{name} must hold pairs of vertices, got {edge!r}")
        i, j = edge
        for vertex in (i, j):
            if not isinstance(vertex, int) or isinstance(vertex, bool):
                raise TypeError(f"{name} must hold pairs of integers, got {edge!r}")
            if not 1 <= vertex <= n:
                raise ValueError(f"{name} must join vertices in 1..{n}, got {edge!r}")
        if i == j:
            raise ValueError(f"{name} must have no loops, got {edge!r}")
        found.append((i, j))
    return tuple(found)
