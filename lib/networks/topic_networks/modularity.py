"""Modularity: of a partition, of Louvain's partition, and of the best partition there is."""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from numbers import Integral

import igraph as ig
import networkx as nx

from lib.networks.topic_networks.collaboration import as_igraph, check_count, check_network

MOST_NODES = 10


@contextmanager
def igraph_seed(seed: int) -> Iterator[random.Random]:
    """Let igraph draw its random numbers from a seeded source for a while, and leave Python's own source as it was."""
    before, source = random.getstate(), random.Random(seed)
    ig.set_random_number_generator(source)
    try:
        yield source
    finally:
        ig.set_random_number_generator(random)  # draws, too
        random.setstate(before)


def louvain_of(graph: ig.Graph) -> float:
    """Modularity of a Louvain partition, edges weighted; 0 below three nodes or without an edge (D2, measure 5)."""
    if graph.vcount() < 3 or not graph.ecount():
        return 0.0
    return float(graph.community_multilevel(weights="weight").modularity)


def louvain_modularity(G: nx.Graph, seed: int = 0) -> float:
    """Return the modularity of a Louvain partition, edges weighted (D2, measure 5).

    Parameters
    ----------
    G
        A collaboration network.
    seed
        Louvain visits the nodes in random order; different seeds may give slightly different values.

    Returns
    -------
    float
        0 below three nodes or without an edge.

    Raises
    ------
    TypeError, ValueError
        If G is no simple undirected graph with positive weights, or the seed is negative.

    Notes
    -----
    By igraph's multilevel method.  Close to linear in the number of edges.

    Examples
    --------
    >>> round(louvain_modularity(nx.disjoint_union_all([nx.complete_graph(3)] * 4)), 12)
    0.75
    """
    check_count(seed, "seed", 0)
    with igraph_seed(seed):
        return louvain_of(as_igraph(G))


def modularity_of(G: nx.Graph, partition: Iterable[Iterable[Hashable]]) -> Fraction:
    r"""Return the modularity of a partition exactly, for whole-number weights.

    .. math:: Q=\sum_c\left[\frac{W_c}{W}-\left(\frac{S_c}{2W}\right)^2\right]

    with W the total weight, :math:`W_c` the weight inside a community and :math:`S_c` the sum of its weighted degrees.

    Raises
    ------
    TypeError, ValueError
        If G is no simple undirected graph with positive weights or has no edge, or the parts do not cover every node once.

    Examples
    --------
    >>> modularity_of(nx.Graph([(0, 1), (2, 3)]), [[0, 1], [2, 3]])
    Fraction(1, 2)
    """
    check_network(G)
    parts = [list(part) for part in partition]
    home = {node: k for k, part in enumerate(parts) for node in part}
    if sum(map(len, parts)) != len(home) or set(home) != set(G):
        raise ValueError("partition must cover every node of G exactly once, got parts that overlap or leave nodes out")
    total = sum(data.get("weight", 1) for _, _, data in G.edges(data=True))
    if not total:
        raise ValueError("G must have an edge, got none")
    inside, ends = [0] * len(parts), [0] * len(parts)
    for u, v, data in G.edges(data=True):
        weight = data.get("weight", 1)
        ends[home[u]] += weight
        ends[home[v]] += weight
        inside[home[u]] += weight * (home[u] == home[v])
    return sum(
        (Fraction(w) / total - (Fraction(s) / (2 * total)) ** 2 for w, s in zip(inside, ends, strict=True)),
        Fraction(0),
    )


def component_modularity(G: nx.Graph) -> Fraction:
    """Return the modularity of the partition into connected components, which knows no schools at all.

    Raises
    ------
    TypeError, ValueError
        If G is no simple undirected graph with positive weights, or has no edge.

    Examples
    --------
    >>> component_modularity(nx.Graph([(0, 1), (2, 3), (4, 5)]))
    Fraction(2, 3)
    """
    check_network(G)
    return modularity_of(G, nx.connected_components(G))


def partitions(items: list) -> Iterator[list[list]]:
    """Yield every partition of a list into non-empty parts, by restricted growth."""
    if not items:
        yield []
        return
    *rest, last = items
    for parts in partitions(rest):
        for k in range(len(parts)):
            yield [*parts[:k], [*parts[k], last], *parts[k + 1 :]]
        yield [*parts, [last]]


def exact_modularity(G: nx.Graph) -> tuple[Fraction, list[list[Hashable]]]:
    """Return the largest modularity of any partition, and a partition that has it.

    Parameters
    ----------
    G
        An undirected network with whole-number weights, an edge, and at most ten nodes.

    Returns
    -------
    tuple
        The exact maximum and its partition: what Louvain looks for and may miss.

    Raises
    ------
    TypeError, ValueError
        If G is no simple undirected graph, has more than ten nodes or no edge, or a weight is no whole number.

    Notes
    -----
    Exhaustive: the number of partitions is the Bell number, 115,975 for ten nodes.

    Examples
    --------
    >>> best, parts = exact_modularity(nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)]))
    >>> best, sorted(sorted(part) for part in parts)
    (Fraction(5, 14), [[0, 1, 2], [3, 4, 5]])
    """
    check_network(G)
    if len(G) > MOST_NODES:
        raise ValueError(f"G must have at most {MOST_NODES} nodes for an exhaustive search, got {len(G)}")
    if not G.number_of_edges():
        raise ValueError("G must have an edge, got none")
    nodes = list(G)
    number = {node: k for k, node in enumerate(nodes)}
    edges = [(number[u], number[v], data.get("weight", 1)) for u, v, data in G.edges(data=True)]
    if broken := [w for _, _, w in edges if not isinstance(w, Integral)]:
        raise ValueError(f"G must have whole-number weights, got {broken[0]!r}")
    total = sum(w for _, _, w in edges)
    strength = [0] * len(nodes)
    for u, v, w in edges:
        strength[u] += w
        strength[v] += w
    # 4 W^2 Q is a whole number, a sum over pairs of nodes in one community: 4 W a_uv - 2 s_u s_v, less the squares
    gain = [[-2 * strength[u] * strength[v] for v in range(len(nodes))] for u in range(len(nodes))]
    for u, v, w in edges:
        gain[u][v] += 4 * total * w
        gain[v][u] += 4 * total * w
    best, found = None, []
    for parts in partitions(list(range(len(nodes)))):
        value = sum(gain[part[i]][part[j]] for part in parts for i in range(len(part)) for j in range(i))
        if best is None or value > best:
            best, found = value, parts
    assert best is not None
    offset = sum(s * s for s in strength)
    return Fraction(best - offset, 4 * total**2), [[nodes[k] for k in part] for part in found]
