"""H-chromatic symmetric functions: homomorphisms counted by the sizes of their fibres."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import factorial

import networkx as nx
import sympy

from lib.combinatorics.h_chromatic.generation import check_integer
from lib.exact import (
    Partition,
    SymmetricFunction,
    as_partition,
    augmented_monomial,
    check_graph,
    neighbour_lists,
    stabiliser_order,
)

# Backtracking visits every homomorphism, about a million in a second; beyond this bound on their number it would not
# come back in a lecture.  The bound is crude (the degrees of H), so the true number is often far below it.
MOST_MAPS = 200_000_000


def fibre_counts(graph: nx.Graph, target: nx.Graph) -> dict[Partition, int]:
    r"""Return :math:`N_\lambda(G,H)`: the number of homomorphisms by the sizes of their non-empty fibres.

    A homomorphism sends vertices of ``graph`` to vertices of ``target`` and edges to edges; its fibres are the
    preimages of single vertices.

    Parameters
    ----------
    graph
        A simple graph G on n vertices.
    target
        A graph H; with a loop at a vertex, adjacent vertices of G may both go there.

    Returns
    -------
    dict
        Partition of n -> number of homomorphisms; partitions that do not occur are left out.

    Raises
    ------
    TypeError
        If an argument is not an undirected simple networkx graph.
    ValueError
        If G has a loop, or the bound on the number of maps (largest degree of H to the number of vertices of G that have
        an earlier neighbour, times vertices of H for the others) exceeds 200 million.

    Notes
    -----
    Backtracking along a depth-first order: time proportional to the number of partial homomorphisms, memory O(n).

    Examples
    --------
    >>> fibre_counts(nx.path_graph(3), nx.star_graph(3))
    {(2, 1): 6, (1, 1, 1): 6}
    """
    near = neighbour_lists(check_graph(graph, "graph"))
    around = [set(row) for row in neighbour_lists(check_graph(target, "target", loops=True))]
    order = _search_order(near)
    place = {vertex: i for i, vertex in enumerate(order)}
    earlier = [[place[u] for u in near[vertex] if place[u] < place[vertex]] for vertex in order]
    everything = set(range(len(around)))
    widest = max((len(row) for row in around), default=0)
    bound = 1
    for before in earlier:
        bound *= widest if before else len(everything)
    if bound > MOST_MAPS:
        raise ValueError(
            f"graph and target must admit at most about {MOST_MAPS:,} maps for an exhaustive count, "
            f"got a bound of {bound:,}; for a tree use tree_fibre_counts"
        )
    sizes = [0] * len(around)
    image = [0] * len(order)
    counts: dict[Partition, int] = defaultdict(int)

    def extend(i: int) -> None:
        if i == len(order):
            counts[tuple(sorted((size for size in sizes if size), reverse=True))] += 1
            return
        allowed = everything
        for j in earlier[i]:
            allowed = allowed & around[image[j]]
        for s in allowed:
            image[i] = s
            sizes[s] += 1
            extend(i + 1)
            sizes[s] -= 1

    extend(0)
    return dict(sorted(counts.items(), reverse=True))


def _search_order(near: list[list[int]]) -> list[int]:
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(near)):
        stack = [start]
        while stack:
            vertex = stack.pop()
            if vertex not in seen:
                seen.add(vertex)
                order.append(vertex)
                stack.extend(near[vertex])
    return order


@dataclass(frozen=True)
class HChromatic:
    r"""The H-chromatic symmetric function :math:`X_G^H` of a graph G.

    .. math::

        X_G^H=\sum_{\lambda\vdash n} N_\lambda(G,H)\,(N-\ell(\lambda))!\;\tilde m_\lambda,

    with n the number of vertices of G, N that of H, and the augmented monomials
    :math:`\tilde m_\lambda=\prod_i m_i(\lambda)!\,m_\lambda`.  It has N variables.

    Parameters
    ----------
    graph
        A simple graph G.
    target
        A graph H, loops allowed.

    Raises
    ------
    TypeError, ValueError
        As :func:`fibre_counts`.

    References
    ----------
    Eagles, Foley, Huang, Karangozishvili, Yu, *H-chromatic symmetric functions*, arXiv 2011.06063.

    Examples
    --------
    >>> HChromatic(nx.path_graph(4), nx.star_graph(3)).power_sum()
    12*p[2,1,1] - 24*p[3,1] + 12*p[4]
    """

    graph: nx.Graph
    target: nx.Graph

    @cached_property
    def counts(self) -> dict[Partition, int]:
        """The numbers of homomorphisms by fibre sizes."""
        return fibre_counts(self.graph, self.target)

    @property
    def variables(self) -> int:
        """N, the number of vertices of H and of variables."""
        return int(self.target.number_of_nodes())

    def augmented(self) -> dict[Partition, int]:
        r"""Return the coefficients of the augmented monomials :math:`\tilde m_\lambda`."""
        return {key: count * factorial(self.variables - len(key)) for key, count in self.counts.items()}

    def monomial(self) -> SymmetricFunction:
        """Return the expansion in monomials."""
        return SymmetricFunction("m", {key: value * stabiliser_order(key) for key, value in self.augmented().items()})

    def power_sum(self, *, lift: bool = False) -> SymmetricFunction:
        """Return the expansion in power sums.

        Parameters
        ----------
        lift
            With fewer variables than the degree, power sums satisfy relations and the expansion is not unique.
            ``True`` asks for the one of the symmetric function in infinitely many variables with the same
            coefficients.

        Raises
        ------
        ValueError
            If H has fewer vertices than G and ``lift`` is false.
        """
        if self.variables < self.graph.number_of_nodes() and not lift:
            raise ValueError(
                f"target must have at least as many vertices as graph ({self.graph.number_of_nodes()}) for power sums "
                f"to be independent, got {self.variables}; lift=True gives the lift to infinitely many variables"
            )
        total = SymmetricFunction("p", {})
        for key, value in self.augmented().items():
            total = total + value * augmented_monomial(key)
        return total

    def omega(self, *, lift: bool = False) -> SymmetricFunction:
        """Return the image under the involution omega, in power sums."""
        return self.power_sum(lift=lift).omega()

    def is_p_monotone(self, *, lift: bool = False) -> bool:
        """Return whether all non-zero power-sum coefficients of the image under omega have one sign."""
        signs = {value > 0 for value in self.omega(lift=lift).terms.values()}
        return len(signs) <= 1

    def polynomial(self, k: sympy.Symbol | None = None) -> sympy.Expr:
        r"""Return the H-chromatic polynomial :math:`X_G^H(1^k)`, expanded.

        With fewer vertices in H than in G it is the value only for k up to N.

        Examples
        --------
        >>> HChromatic(nx.path_graph(2), nx.complete_graph(2)).polynomial()
        2*k**2 - 2*k
        """
        k = sympy.Symbol("k") if k is None else k
        total = sympy.Integer(0)
        for key, value in self.augmented().items():
            total += value * sympy.ff(k, len(key))
        return sympy.expand(sympy.expand_func(total))

    def __repr__(self) -> str:
        return f"X_G^H with G on {self.graph.number_of_nodes()} and H on {self.variables} vertices"

    def _repr_latex_(self) -> str:
        return self.monomial()._repr_latex_()


def self_csf(graph: nx.Graph) -> HChromatic:
    """Return the self-chromatic symmetric function of a graph: the H-chromatic one with H = G.

    Examples
    --------
    >>> self_csf(nx.path_graph(3)).power_sum()
    2*p[1,1,1] - 2*p[2,1]
    """
    return HChromatic(graph, graph)


def bipartition_sides(graph: nx.Graph) -> list[tuple[int, int]] | None:
    """Return for each component the sizes of its two sides, smaller first; None if the graph is not bipartite.

    Examples
    --------
    >>> bipartition_sides(nx.star_graph(3))
    [(1, 3)]
    """
    check_graph(graph)
    if not nx.is_bipartite(graph):
        return None
    sides = []
    for component in nx.connected_components(graph):
        colour = nx.bipartite.color(graph.subgraph(component))
        ones = sum(colour.values())
        sides.append((min(ones, len(component) - ones), max(ones, len(component) - ones)))
    return sorted(sides)


def star_power_sum(graph: nx.Graph, leaves: int, *, lift: bool = False) -> SymmetricFunction:
    r"""Return the power-sum expansion of :math:`X_G^{K_{1,m}}` from the sides of G's components alone.

    With :math:`f_G(x)=\prod[x^a(1-x)^b+x^b(1-x)^a]=\sum_j c_jx^j` over the components, with sides a and b (an isolated
    vertex contributes 1), it is :math:`m!\sum_j c_j\,p_jp_1^{n-j}`, where :math:`p_0=m+1`.

    Parameters
    ----------
    graph
        A simple graph on n vertices.
    leaves
        m, with m + 1 at least n unless lifted.
    lift
        ``True`` allows smaller stars.  The formula then holds in the m + 1 variables of the function, where power sums
        satisfy relations and the expansion is one of many.

    Returns
    -------
    SymmetricFunction
        In power sums; zero if the graph is not bipartite.

    Raises
    ------
    ValueError
        If ``leaves`` is negative, or the star has fewer vertices than the graph and ``lift`` is false.
    TypeError
        If ``leaves`` is not an integer.

    Notes
    -----
    O(n^2) integer operations after the components are known.

    Examples
    --------
    >>> star_power_sum(nx.path_graph(4), 3)
    12*p[2,1,1] - 24*p[3,1] + 12*p[4]
    """
    check_graph(graph)
    n = graph.number_of_nodes()
    check_integer(leaves, "leaves", 0)
    if leaves + 1 < n and not lift:
        raise ValueError(
            f"leaves must be at least n - 1 = {n - 1} for power sums to be independent, got {leaves}; lift=True allows it"
        )
    sides = bipartition_sides(graph)
    if sides is None:
        return SymmetricFunction("p", {})
    x = sympy.Symbol("x")
    generating = sympy.Integer(1)
    for a, b in sides:
        if a:
            generating *= x**a * (1 - x) ** b + x**b * (1 - x) ** a
    coefficients = sympy.Poly(sympy.expand(generating), x).all_coeffs()[::-1]
    terms: dict[Partition, int] = defaultdict(int)
    for j, value in enumerate(coefficients):
        key = as_partition([j] * (j > 0) + [1] * (n - j))
        terms[key] += int(value) * factorial(leaves) * (leaves + 1 if j == 0 else 1)
    return SymmetricFunction("p", terms)


def two_part_count(counts: dict[Partition, int]) -> int:
    """Return the number of homomorphisms with exactly two non-empty fibres.

    Examples
    --------
    >>> two_part_count(fibre_counts(nx.path_graph(4), nx.path_graph(4)))
    6
    """
    return sum(count for key, count in counts.items() if len(key) == 2)


def components_from_csf(counts: dict[Partition, int]) -> int:
    r"""Return the number of components of a forest from the fibre counts of its self-chromatic symmetric function.

    A forest on n vertices with c components has :math:`(n-c)\,2^c` endomorphisms with two fibres: the image is one of
    its n - c edges, and each component may be laid on it in two ways.

    Parameters
    ----------
    counts
        Fibre counts of a forest into itself.

    Raises
    ------
    ValueError
        If the number of maps onto an edge is that of no forest (other graphs, such as the cycle C4, are not all
        recognised), or if the counts are shared by two forests with different numbers of components
        (only the path on three vertices and an edge with an isolated vertex).

    Examples
    --------
    >>> forest = nx.disjoint_union(nx.path_graph(4), nx.path_graph(2))
    >>> components_from_csf(fibre_counts(forest, forest))
    2
    """
    n = _check_counts(counts, "a forest")
    if counts.get((n,), 0):
        return n
    two = two_part_count(counts)
    # n components are edgeless, and those have a map with a single fibre
    fitting = [c for c in range(1, n) if (n - c) * 2**c == two]
    if n == 3 and fitting == [1, 2]:
        raise ValueError("counts must determine the forest, got those shared by the path P3 and by K2 with a vertex")
    if len(fitting) == 2:
        # n - 2 and n - 1 components tie; with n - 1 the forest is one edge and isolated vertices
        c = n - 1
        return c if counts.get((1,) * n, 0) == 2 * factorial(n - 2) and counts == _edge_and_vertices(n) else n - 2
    if len(fitting) != 1:
        raise ValueError(f"counts must be the fibre counts of a forest, got {two} maps onto an edge on {n} vertices")
    return fitting[0]


def _check_counts(counts: dict[Partition, int], what: str) -> int:
    # the common size of the partitions
    if not isinstance(counts, dict) or any(not isinstance(key, tuple) for key in counts):
        raise TypeError(f"counts must be a dict from partitions to numbers, as fibre_counts returns, got {counts!r}")
    sizes = {sum(key) for key in counts}
    if len(sizes) != 1:
        raise ValueError(f"counts must hold the fibre counts of {what}, got partitions of {sorted(sizes) or 'nothing'}")
    return sizes.pop()


def _edge_and_vertices(n: int) -> dict[Partition, int]:
    graph = nx.empty_graph(n)
    graph.add_edge(0, 1)
    return fibre_counts(graph, graph)


def spider_legs_from_csf(counts: dict[Partition, int]) -> int:
    r"""Return the number of legs of a spider from the fibre counts of its self-chromatic symmetric function.

    A spider is a tree with one vertex of degree k at least 3.  In a tree with sides a and b the number of
    endomorphisms with three fibres is :math:`(2^a+2^b-4)\sum_v\binom{d_v}2`, and for a spider the sum is
    :math:`\binom k2+n-1-k`.

    Parameters
    ----------
    counts
        Fibre counts of a spider into itself.

    Raises
    ------
    ValueError
        If no number of legs fits.

    Examples
    --------
    >>> spider_legs_from_csf(fibre_counts(nx.star_graph(4), nx.star_graph(4)))
    4
    """
    _check_counts(counts, "a spider")
    two = [key for key in counts if len(key) == 2]
    if len(two) != 1:
        raise ValueError(f"counts must be those of a tree, with one type of two parts, got {two}")
    b, a = two[0]
    n = a + b
    three = sum(count for key, count in counts.items() if len(key) == 3)
    for k in range(3, n):
        if (2**a + 2**b - 4) * (k * (k - 1) // 2 + n - 1 - k) == three:
            return k
    raise ValueError(f"counts must be those of a spider with at least three legs, got {three} maps with three fibres")
