"""Exact mathematics that several papers share: the standard library, sympy and networkx only."""

from lib.exact.graphs import (
    GraphPicture,
    check_graph,
    circular_layout,
    complete_multipartite,
    draw_graphs,
    graphs_on,
    layered_layout,
    neighbour_lists,
)
from lib.exact.mixed_graphs import MixedDrawing, circle_places, draw_mixed_graphs
from lib.exact.partitions import (
    Partition,
    as_partition,
    centraliser_order,
    conjugate,
    dominates,
    multiplicities,
    number_of_partitions,
    partitions,
    set_partitions,
    stabiliser_order,
)
from lib.exact.symmetric_functions import (
    SymmetricFunction,
    augmented_monomial,
    exponents,
    horizontal_strips,
    kostka_number,
)

__all__ = [
    "GraphPicture",
    "MixedDrawing",
    "Partition",
    "SymmetricFunction",
    "as_partition",
    "augmented_monomial",
    "centraliser_order",
    "check_graph",
    "circle_places",
    "circular_layout",
    "complete_multipartite",
    "conjugate",
    "dominates",
    "draw_graphs",
    "draw_mixed_graphs",
    "exponents",
    "graphs_on",
    "horizontal_strips",
    "kostka_number",
    "layered_layout",
    "multiplicities",
    "neighbour_lists",
    "number_of_partitions",
    "partitions",
    "set_partitions",
    "stabiliser_order",
]
