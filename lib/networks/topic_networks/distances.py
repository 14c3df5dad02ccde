"""The mean distance of a large component: as it is, and as the released pipeline estimates it."""

from __future__ import annotations

import networkx as nx
import numpy as np

from lib.networks.topic_networks.collaboration import as_igraph, check_count


def mean_distance(G: nx.Graph) -> float:
    """Return the mean distance between two nodes of a connected network.

    Parameters
    ----------
    G
        A connected network with at least two nodes.

    Raises
    ------
    ValueError
        If G is not connected, or has fewer than two nodes.

    Notes
    -----
    One breadth-first search from every node: nodes times edges.

    Examples
    --------
    >>> mean_distance(nx.star_graph(3))
    1.5
    """
    graph = as_igraph(G)
    if graph.vcount() < 2 or not graph.is_connected():
        raise ValueError(
            f"G must be connected with at least two nodes, got {graph.vcount()} nodes in "
            f"{len(graph.connected_components())} components"
        )
    return float(graph.average_path_length())


def sampled_mean_distance(G: nx.Graph, seed: int = 0, samples: int = 5, size: int = 100) -> float:
    """Return what the released pipeline takes for the mean distance of a component with more than 200 nodes.

    It draws ``size`` nodes, keeps the edges among them only, and measures distances in the largest piece of what is
    left, if that has five nodes.  That is the mean distance of another, much smaller network.

    Parameters
    ----------
    G
        A connected network.
    seed
        Of the draws.
    samples, size
        How many draws, of how many nodes (at most half of all).

    Returns
    -------
    float
        The mean over the draws that had a large enough piece.

    Raises
    ------
    ValueError
        If G is not connected, there are no samples or they have fewer than five nodes, or no draw leaves a piece of five
        nodes (the pipeline then reports 0).

    Examples
    --------
    >>> sampled_mean_distance(nx.complete_graph(300))
    1.0
    """
    check_count(samples, "samples", 1)
    check_count(size, "size", 5)
    graph = as_igraph(G)
    if not graph.is_connected():
        raise ValueError(f"G must be connected, got {len(graph.connected_components())} components")
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(samples):
        nodes = rng.choice(graph.vcount(), min(size, graph.vcount() // 2), replace=False)
        piece = graph.induced_subgraph(sorted(nodes.tolist())).connected_components().giant()
        if piece.vcount() >= 5:
            found.append(piece.average_path_length())
    if not found:
        raise ValueError(f"G must leave a piece of five nodes in one of {samples} samples of {size}, got none")
    return float(np.mean(found))
