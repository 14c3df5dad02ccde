"""Networks on paper: every component by itself, packed in rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lib.book import PALETTE
from lib.networks.topic_networks.collaboration import Paper, networks_of
from lib.networks.topic_networks.modularity import igraph_seed


def draw_network(axes: Any, papers: Sequence[Paper], size: float) -> None:
    """Draw a network: every component by itself, largest first, packed in rows; names beside authors that have one."""
    nets = networks_of([papers])
    graph = nets.graph()
    x, y = np.zeros(graph.vcount()), np.zeros(graph.vcount())
    parts = sorted(graph.connected_components(), key=len, reverse=True)
    width = 2.6 * np.sqrt(sum(len(part) for part in parts))
    left, low, row = 0.0, 0.0, 0.0
    for part in parts:
        with igraph_seed(1):
            places = np.array(graph.induced_subgraph(part).layout_kamada_kawai().coords)
        span = max(float(np.ptp(places, axis=0).max()), 1e-9)
        side = 1.7 * np.sqrt(len(part)) if len(part) > 2 else 1.6
        places = (places - places.min(axis=0)) / span * side
        if left and left + side > width:
            left, low, row = 0.0, low - row - 1.2, 0.0
        x[part], y[part] = places[:, 0] + left, low - places[:, 1]
        left, row = left + side + 1.2, max(row, float(np.ptp(places[:, 1])))
    ends = nets.edges
    gap = np.full(len(ends), np.nan)
    axes.plot(
        np.stack([x[ends[:, 0]], x[ends[:, 1]], gap], axis=1).ravel(),
        np.stack([y[ends[:, 0]], y[ends[:, 1]], gap], axis=1).ravel(),
        color=PALETTE[6],
        lw=1,
    )
    axes.plot(x, y, "o", color=PALETTE[0], ms=size, zorder=3)
    # nodes stand in the order of their ids
    authors = sorted(set().union(*(paper for paper in papers if len(set(paper)) > 1)))  # type: ignore[type-var]
    for author, *place in zip(authors, x, y, strict=True):
        if isinstance(author, str):
            axes.annotate(author, place, xytext=(5, 4), textcoords="offset points", fontsize=9)
    axes.set_aspect("equal")
    axes.axis("off")
