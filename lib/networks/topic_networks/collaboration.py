"""From lists of papers to networks of authors: one topic, or many topics side by side in one set of arrays."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from numbers import Real

import igraph as ig
import networkx as nx
import numpy as np
from jaxtyping import Int64

Paper = Sequence[Hashable]


@dataclass(frozen=True)
class Networks:
    """The collaboration networks of many topics, which share no node: a block-diagonal adjacency matrix, as a list.

    Nodes are numbered topic by topic, inside a topic in the order of the authors' ids; ``first[t]:first[t + 1]`` are
    the nodes of topic ``t``.  Edges are sorted.
    """

    first: Int64[np.ndarray, " topics_and_one"]
    edges: Int64[np.ndarray, "edges 2"]
    weights: Int64[np.ndarray, " edges"]
    papers: Int64[np.ndarray, " topics"]
    collaborative: Int64[np.ndarray, " topics"]

    def __len__(self) -> int:
        return len(self.papers)

    @property
    def nodes(self) -> np.ndarray:
        """The number of nodes of every topic."""
        return np.diff(self.first)

    @property
    def topic(self) -> np.ndarray:
        """The topic of every node."""
        return np.repeat(np.arange(len(self)), self.nodes)

    def graph(self) -> ig.Graph:
        """All topics as one graph, weights left out."""
        return ig.Graph(n=int(self.first[-1]), edges=self.edges)


def check_count(value: object, name: str, least: int) -> None:
    """Raise unless this is a whole number that is large enough."""
    if not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be a whole number, at least {least}, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, got {value!r}")


def check_topic(papers: object, name: str = "papers") -> None:
    """Raise unless this is a sequence of papers, each a non-empty sequence of author ids of one kind."""
    if isinstance(papers, str | bytes) or not isinstance(papers, Sequence):
        raise TypeError(f"{name} must be a list of papers, each a list of author ids, got {type(papers).__name__}")
    kinds: set[type] = set()
    for number, paper in enumerate(papers):
        if isinstance(paper, str | bytes) or not isinstance(paper, list | tuple):
            raise TypeError(
                f"{name}[{number}] must be a list of author ids, got {type(paper).__name__} ({str(paper)[:40]!r})"
            )
        if not paper:
            raise ValueError(f"{name}[{number}] must name at least one author, got an empty list")
        kinds.update(map(type, paper))
        if "" in paper:
            raise ValueError(f"{name}[{number}] must hold non-empty author ids, got an empty string in {paper!r}")
    plain = {int if issubclass(kind, np.integer) else str if issubclass(kind, np.str_) else kind for kind in kinds}
    if len(plain) > 1 or not plain <= {str, int}:
        found = sorted(kind.__name__ for kind in kinds)
        raise TypeError(f"{name} must hold author ids that are all strings or all integers, got {', '.join(found)}")


def networks_of(topics: Iterable[Sequence[Paper]]) -> Networks:
    """Build the collaboration networks of many topics.

    Parameters
    ----------
    topics
        Lists of papers; a paper is a list of author ids, all strings or all integers.  An author who is listed twice on
        a paper counts once.

    Returns
    -------
    Networks
        One block for each topic, in the order given.

    Raises
    ------
    TypeError
        If a topic or a paper is not a list, or ids are of mixed kinds.
    ValueError
        If there is no topic, a paper has no author, or an id is empty.

    Notes
    -----
    Linear in the number of authorships and of pairs on papers, then one sort of the pairs.

    Examples
    --------
    >>> found = networks_of([[["a", "b"], ["b", "a", "c"], ["d"]], [["a"]]])
    >>> found.nodes.tolist(), found.edges.tolist(), found.weights.tolist()
    ([3, 0], [[0, 1], [0, 2], [1, 2]], [2, 1, 1])
    """
    first: list[int] = [0]
    papers: list[int] = []
    collaborative: list[int] = []
    pairs: list[tuple[int, int]] = []
    for topic in topics:
        check_topic(topic, f"topics[{len(papers)}]")
        teams = [team for paper in topic if len(paper) > 1 and len(team := set(paper)) > 1]
        start = first[-1]
        # sorted, so that nothing below depends on the order in which authors appear
        number = {author: k for k, author in enumerate(sorted(set().union(*teams)), start)}  # type: ignore[type-var]
        for team in teams:
            pairs.extend(combinations(sorted(number[author] for author in team), 2))
        first.append(start + len(number))
        papers.append(len(topic))
        collaborative.append(len(teams))
    if not papers:
        raise ValueError("topics must hold at least one topic, got none")
    total = max(first[-1], 1)
    keys = np.array(pairs, dtype=np.int64).reshape(-1, 2) @ np.array([total, 1])
    different, weights = np.unique(keys, return_counts=True)
    return Networks(
        np.array(first, dtype=np.int64),
        np.stack(np.divmod(different, total), axis=1),
        weights.astype(np.int64),
        np.array(papers, dtype=np.int64),
        np.array(collaborative, dtype=np.int64),
    )


def collaboration_network(papers: Sequence[Paper]) -> nx.Graph:
    """Build the weighted co-authorship network of one topic (D1).

    Parameters
    ----------
    papers
        A list of papers, each a list of author ids, all strings or all integers.

    Returns
    -------
    networkx.Graph
        Authors of papers with at least two different authors, sorted; the weight of an edge is the number of joint
        papers.

    Raises
    ------
    TypeError
        If the topic or a paper is not a list, or ids are of mixed kinds.
    ValueError
        If a paper has no author, or an id is empty.

    Notes
    -----
    Linear in the number of pairs on papers.  Who only writes alone is no node.

    References
    ----------
    Hepler (2025), network construction of the released pipeline.

    Examples
    --------
    >>> G = collaboration_network([["a", "b"], ["a", "b", "c"], ["d"]])
    >>> sorted(G), G["a"]["b"]["weight"], G["a"]["c"]["weight"]
    (['a', 'b', 'c'], 2, 1)
    """
    check_topic(papers)
    G = nx.Graph()
    teams = [sorted(set(paper)) for paper in papers if len(set(paper)) > 1]  # type: ignore[type-var]
    G.add_nodes_from(sorted(set().union(*teams)))  # type: ignore[type-var]
    for team in teams:
        for u, v in combinations(team, 2):
            G.add_edge(u, v, weight=G.edges[u, v]["weight"] + 1 if G.has_edge(u, v) else 1)
    return G


def check_network(G: object, name: str = "G") -> None:
    """Raise unless this is a simple undirected network without loops, its weights positive."""
    if not isinstance(G, nx.Graph) or G.is_directed() or G.is_multigraph():
        raise TypeError(f"{name} must be a simple undirected networkx graph, got {type(G).__name__}")
    if any(u == v for u, v in G.edges):
        raise ValueError(f"{name} must have no loops, got one at {next(u for u, v in G.edges if u == v)!r}")
    for u, v, weight in G.edges(data="weight", default=1):
        if not isinstance(weight, Real) or not 0 < float(weight) < float("inf"):
            raise ValueError(f"{name} must have positive finite weights, got {weight!r} between {u!r} and {v!r}")


def as_igraph(G: nx.Graph) -> ig.Graph:
    """Hand a simple undirected network to igraph, nodes in their order, weights kept.

    Raises
    ------
    TypeError
        If it is no networkx graph, or directed, or a multigraph.
    ValueError
        If it has a loop, or a weight that is not positive.
    """
    check_network(G)
    number = {node: k for k, node in enumerate(G)}
    found = ig.Graph(n=len(number), edges=[(number[u], number[v]) for u, v in G.edges])
    found.es["weight"] = [weight for _, _, weight in G.edges(data="weight", default=1)]
    return found
