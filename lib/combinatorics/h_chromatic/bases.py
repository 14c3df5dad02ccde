"""Which H-chromatic symmetric functions span: ranks with H fixed, and with G fixed."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from math import factorial

import networkx as nx
import sympy

from lib.combinatorics.h_chromatic.functions import fibre_counts
from lib.exact import Partition, check_graph, complete_multipartite, graphs_on, partitions, set_partitions

# Ranks are taken modulo this prime. A rank modulo a prime never exceeds the true rank, so a full rank is certain.
PRIME = 2**31 - 1


def rank_modulo(rows: Iterable[Sequence[int]], prime: int = PRIME) -> int:
    """Return the rank of an integer matrix modulo a prime, a lower bound of its rank over the rationals.

    Raises
    ------
    TypeError
        If an entry is not an integer.
    ValueError
        If the rows have different lengths, or the modulus is not a prime.

    Notes
    -----
    Gaussian elimination, O(rows x columns x rank).

    Examples
    --------
    >>> rank_modulo([[1, 2], [2, 4], [0, 1]])
    2
    """
    if not sympy.isprime(prime):
        raise ValueError(f"prime must be a prime, got {prime}")
    pivots: dict[int, list[int]] = {}
    width: int | None = None
    for row in rows:
        if any(not isinstance(value, int) for value in row):
            raise TypeError(f"rows must hold integers, got {list(row)}")
        if width is not None and len(row) != width:
            raise ValueError(f"rows must all have {width} entries, got one with {len(row)}")
        width = len(row)
        current = [value % prime for value in row]
        for column, pivot in pivots.items():
            if current[column]:
                factor = current[column]
                current = [(a - factor * b) % prime for a, b in zip(current, pivot, strict=True)]
        lead = next((i for i, value in enumerate(current) if value), None)
        if lead is not None:
            inverse = pow(current[lead], -1, prime)
            pivots[lead] = [value * inverse % prime for value in current]
    return len(pivots)


def multipartite_matrix(n: int) -> list[list[int]]:
    r"""Return the matrix of the self-chromatic symmetric functions of complete multipartite graphs on n vertices.

    Row :math:`\lambda` holds :math:`N_\mu(K_\lambda,K_\lambda)\,(n-\ell(\mu))!` for each :math:`\mu`, both in the
    order of :func:`lib.exact.partitions`.

    Examples
    --------
    >>> multipartite_matrix(2)
    [[2, 2], [0, 2]]
    """
    types = list(partitions(n))
    rows = []
    for key in types:
        graph = complete_multipartite(key)
        # an independent set maps anywhere: its own self-CSF has n**n maps, all counted without visiting them
        counts = fibre_counts(graph, graph) if len(key) > 1 else _all_maps(n)
        rows.append([counts.get(mu, 0) * factorial(n - len(mu)) for mu in types])
    return rows


def _all_maps(n: int) -> dict[Partition, int]:
    counts = {}
    for key in partitions(n):
        fibres = factorial(n)
        for part in key:
            fibres //= factorial(part)
        for part in set(key):
            fibres //= factorial(key.count(part))
        counts[key] = fibres * factorial(n) // factorial(n - len(key))
    return counts


def rank_over_graphs(target: nx.Graph, n: int) -> int:
    """Return the dimension of the span of all H-chromatic symmetric functions of graphs on n vertices, H fixed.

    Parameters
    ----------
    target
        H, loops allowed.
    n
        Number of vertices of the graphs G, at most 7.

    Raises
    ------
    ValueError
        If ``n`` is outside 0..7.

    Examples
    --------
    >>> rank_over_graphs(nx.complete_graph(4), 4), rank_over_graphs(nx.star_graph(3), 4)
    (5, 3)
    """
    check_graph(target, "target", loops=True)
    types = list(partitions(n))
    size = target.number_of_nodes()
    rows = []
    for graph in graphs_on(n):
        counts = fibre_counts(graph, target)
        rows.append([counts.get(key, 0) * factorial(max(size - len(key), 0)) for key in types])
    return rank_modulo(rows)


def rank_over_targets(graph: nx.Graph) -> int:
    r"""Return the dimension of the span of :math:`X_G^H` over all H (loops allowed, as many vertices as G), G fixed.

    It is the rank of the formal sums of quotient graphs of G, one sum for each type of set partition: a homomorphism
    is a set partition of the vertices followed by an injective homomorphism of the quotient, and numbers of injective
    homomorphisms of different graphs without isolated unlooped vertices are linearly independent.

    Parameters
    ----------
    graph
        A simple graph G.

    Notes
    -----
    Visits all set partitions of the vertices: 203 for 6, 877 for 7, 4140 for 8.

    Examples
    --------
    >>> rank_over_targets(nx.path_graph(3)), rank_over_targets(nx.empty_graph(3))
    (3, 1)
    """
    check_graph(graph)
    vertices = list(graph)
    number = {vertex: i for i, vertex in enumerate(vertices)}
    edges = [(number[u], number[v]) for u, v in graph.edges]
    sums: dict[Partition, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    for blocks in set_partitions(len(vertices)):
        block = {vertex: i for i, members in enumerate(blocks) for vertex in members}
        quotient = frozenset((min(block[u], block[v]), max(block[u], block[v])) for u, v in edges)
        kind = tuple(sorted(map(len, blocks), reverse=True))
        sums[kind][_canonical(quotient)] += 1
    names = sorted({name for row in sums.values() for name in row})
    return rank_modulo([[row.get(name, 0) for name in names] for row in sums.values()])


@cache
def _canonical(edges: frozenset[tuple[int, int]]) -> tuple[int, int]:
    # the least adjacency code over the orders that respect an invariant of each vertex; isolated vertices are gone
    vertices = sorted({v for edge in edges for v in edge})
    looped = {u for u, v in edges if u == v}
    near: dict[int, set[int]] = {v: set() for v in vertices}
    for u, v in edges:
        if u != v:
            near[u].add(v)
            near[v].add(u)
    degree = {v: (v in looped, len(near[v])) for v in vertices}
    kind = {v: (degree[v], sorted(degree[u] for u in near[v])) for v in vertices}
    classes = [
        list(group) for _, group in itertools.groupby(sorted(vertices, key=lambda v: kind[v]), lambda v: kind[v])
    ]
    best = -1
    for orders in itertools.product(*(itertools.permutations(group) for group in classes)):
        place = {v: i for i, v in enumerate(itertools.chain.from_iterable(orders))}
        code = 0
        for u, v in edges:
            i, j = sorted((place[u], place[v]))
            code |= 1 << (j * (j + 1) // 2 + i)
        if best < 0 or code < best:
            best = code
    return len(vertices), best
