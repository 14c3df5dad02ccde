"""Small graphs: the atlas, checks at the boundary, and drawings that need no array library."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import networkx as nx

Point = tuple[float, float]


def check_graph(graph: object, name: str = "graph", *, loops: bool = False) -> nx.Graph:
    """Return the graph if it is finite, undirected and simple, else say what is wrong with it.

    Parameters
    ----------
    graph
        A networkx graph.
    name
        The argument's name, for the message.
    loops
        Whether a vertex may be joined to itself.

    Raises
    ------
    TypeError
        If it is not an undirected simple networkx graph.
    ValueError
        If it has a loop and none is allowed.

    Examples
    --------
    >>> check_graph(nx.path_graph(3)).number_of_edges()
    2
    """
    if not isinstance(graph, nx.Graph) or graph.is_directed() or graph.is_multigraph():
        raise TypeError(f"{name} must be an undirected simple networkx.Graph, got {type(graph).__name__}")
    if not loops and nx.number_of_selfloops(graph):
        raise ValueError(f"{name} must have no loops, got one at {next(iter(nx.nodes_with_selfloops(graph)))!r}")
    return graph


def neighbour_lists(graph: nx.Graph) -> list[list[int]]:
    """Return the adjacency of a graph, its vertices renumbered 0, 1, ... in their own order.

    Examples
    --------
    >>> neighbour_lists(nx.path_graph(["a", "b", "c"]))
    [[1], [0, 2], [1]]
    """
    number = {vertex: i for i, vertex in enumerate(graph)}
    return [sorted(number[other] for other in graph[vertex]) for vertex in graph]


@lru_cache(maxsize=1)
def _atlas() -> tuple[nx.Graph, ...]:
    return tuple(nx.graph_atlas_g())


def graphs_on(n: int) -> Iterator[nx.Graph]:
    """Yield every graph on ``n`` vertices up to isomorphism, from the atlas that ships with networkx.

    Raises
    ------
    ValueError
        If ``n`` is outside 0..7, the range of the atlas.

    Examples
    --------
    >>> [sum(1 for _ in graphs_on(n)) for n in range(1, 8)]
    [1, 2, 4, 11, 34, 156, 1044]
    """
    if not 0 <= n <= 7:
        raise ValueError(f"n must be between 0 and 7 (the atlas of graphs ends there), got {n}")
    return (graph for graph in _atlas() if graph.number_of_nodes() == n)


def complete_multipartite(parts: tuple[int, ...]) -> nx.Graph:
    """Return the graph whose vertices lie in parts of these sizes, joined when their parts differ.

    Examples
    --------
    >>> complete_multipartite((2, 1)).number_of_edges()
    2
    """
    graph = nx.empty_graph(sum(parts))
    block = [i for i, size in enumerate(parts) for _ in range(size)]
    graph.add_edges_from((u, v) for u in graph for v in graph if u < v and block[u] != block[v])
    return graph


def circular_layout(graph: nx.Graph) -> dict[Any, Point]:
    """Place the vertices on the unit circle, the first at the top.

    Examples
    --------
    >>> circular_layout(nx.path_graph(4))[0]
    (0.0, -1.0)
    """
    n = graph.number_of_nodes()
    angles = {vertex: 2 * math.pi * i / max(n, 1) for i, vertex in enumerate(graph)}
    return {vertex: (round(math.sin(a), 9), round(-math.cos(a), 9)) for vertex, a in angles.items()}


def layered_layout(parents: list[int]) -> dict[int, Point]:
    """Place a rooted tree with the root on top and every parent above the middle of its children.

    Parameters
    ----------
    parents
        The parent of each vertex, parents first, -1 for the root.

    Examples
    --------
    >>> layered_layout([-1, 0, 0])
    {1: (0.0, 1.0), 2: (1.0, 1.0), 0: (0.5, 0.0)}
    """
    children: list[list[int]] = [[] for _ in parents]
    for vertex, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(vertex)
    places: dict[int, Point] = {}
    leaves = 0

    def place(vertex: int, depth: int) -> float:
        nonlocal leaves
        if children[vertex]:
            across = [place(child, depth + 1) for child in children[vertex]]
            x = (across[0] + across[-1]) / 2
        else:
            x = float(leaves)
            leaves += 1
        places[vertex] = (x, float(depth))
        return x

    place(0, 0)
    return places


class GraphPicture:
    """An SVG drawing of one or several graphs in a row, each with a label under it."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg


def draw_graphs(
    graphs: Sequence[tuple[nx.Graph, Mapping[Any, Point], str]],
    *,
    alt: str,
    columns: int = 4,
    colours: list[Mapping[Any, str]] | None = None,
) -> GraphPicture:
    """Draw small graphs in a grid, in the page's own text colour.

    Parameters
    ----------
    graphs
        For each picture the graph, a place for each vertex, and a label.
    alt
        What the drawing shows.
    columns
        Pictures in a row.
    colours
        For each picture, a fill colour for some of its vertices.

    Returns
    -------
    GraphPicture
        Displays itself as SVG.

    Raises
    ------
    ValueError
        If there is nothing to draw, or fewer than one column.

    Examples
    --------
    >>> path = nx.path_graph(3)
    >>> draw_graphs([(path, circular_layout(path), "P3")], alt="a path").svg.count("<circle")
    3
    """
    if not graphs or columns < 1:
        raise ValueError(
            f"graphs must not be empty and columns at least 1, got {len(graphs)} graphs, {columns} columns"
        )
    cell, body, pad = 150.0, 100.0, 25.0
    columns = min(columns, len(graphs))
    rows = math.ceil(len(graphs) / columns)
    pieces = []
    for index, (graph, places, label) in enumerate(graphs):
        left, top = (index % columns) * cell, (index // columns) * cell
        fit = _fit(places, body)
        at = {v: (left + pad + fit[v][0], top + pad / 2 + fit[v][1]) for v in graph}
        for u, v in graph.edges:
            (x1, y1), (x2, y2) = at[u], at[v]
            if u == v:
                pieces.append(f'<circle cx="{x1:.1f}" cy="{y1 - 9:.1f}" r="8" fill="none" stroke="currentColor"/>')
            else:
                pieces.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor"/>')
        fills = colours[index] if colours else {}
        for v in graph:
            x, y = at[v]
            fill = fills.get(v, "#0072B2")
            pieces.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{fill}" stroke="currentColor"/>')
        pieces.append(
            f'<text x="{left + cell / 2:.1f}" y="{top + cell - 14:.1f}" text-anchor="middle" font-size="13" '
            f'fill="currentColor">{html.escape(label)}</text>'
        )
    width, height = columns * cell, rows * cell
    return GraphPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{html.escape(alt)}" style="width:100%;max-width:{width:.0f}px">{"".join(pieces)}</svg>'
    )


def _fit(places: Mapping[Any, Point], size: float) -> dict[Any, Point]:
    if not places:
        return {}
    xs, ys = [x for x, _ in places.values()], [y for _, y in places.values()]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    dx = (span - (max(xs) - min(xs))) / 2 - min(xs)
    dy = (span - (max(ys) - min(ys))) / 2 - min(ys)
    return {v: ((x + dx) / span * size, (y + dy) / span * size) for v, (x, y) in places.items()}
