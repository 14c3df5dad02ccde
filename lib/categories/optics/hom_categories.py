"""Hom-categories: all optics between two boundaries, with all 2-cells between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import networkx as nx

from lib.categories.optics.composites import Boundary, Optic
from lib.categories.optics.finite import finite, functions
from lib.categories.optics.two_cells import count_two_cells

T = TypeVar("T")

# Every pair of optics is compared; beyond this many it would not come back in a lecture.
MOST_OPTICS = 5_000


@dataclass(frozen=True)
class HomCategory(Generic[T]):
    """Objects between two fixed boundaries, and the number of 2-cells from each to each.

    Parameters
    ----------
    objects
        The optics.
    count
        The number of 2-cells from one object to another.
    """

    objects: tuple[T, ...]
    count: Callable[[T, T], int]

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The numbers of the objects, with an edge and its number of ``cells`` wherever there is a 2-cell."""
        graph = nx.DiGraph()
        graph.add_nodes_from(range(len(self.objects)))
        for i, src in enumerate(self.objects):
            for j, tgt in enumerate(self.objects):
                if cells := self.count(src, tgt):
                    graph.add_edge(i, j, cells=cells)
        return graph

    @property
    def number_of_cells(self) -> int:
        """The number of 2-cells, identities included."""
        return sum(cells for _, _, cells in self.graph.edges(data="cells"))

    def components(self) -> list[list[int]]:
        """Return the connected components as lists of object numbers.

        Examples
        --------
        >>> from lib.categories.optics.composites import boundary
        >>> category = hom_category(boundary(finite(2)), boundary(finite(2)), 1)
        >>> len(category.objects), len(category.components())
        (16, 16)
        """
        return [sorted(part) for part in nx.weakly_connected_components(self.graph)]

    def initial(self, component: Sequence[int]) -> list[int]:
        """Return the objects with exactly one 2-cell to every object of the component.

        Examples
        --------
        >>> from lib.categories.optics.composites import boundary
        >>> category = hom_category(boundary(finite(1)), boundary(finite(1)), 2)
        >>> [category.objects[i].residual for i in category.initial(category.components()[0])]
        [1]
        """
        return [i for i in component if all(self._cells(i, j) == 1 for j in component)]

    def terminal(self, component: Sequence[int]) -> list[int]:
        """Return the objects with exactly one 2-cell from every object of the component.

        Examples
        --------
        >>> from lib.categories.optics.composites import boundary
        >>> category = hom_category(boundary(finite(1)), boundary(finite(1)), 2)
        >>> [category.objects[i].residual for i in category.terminal(category.components()[0])]
        [1]
        """
        return [j for j in component if all(self._cells(i, j) == 1 for i in component)]

    def _cells(self, i: int, j: int) -> int:
        return int(self.graph.edges[i, j]["cells"]) if self.graph.has_edge(i, j) else 0


def check_number(count: int) -> None:
    """Refuse a number of optics whose pairs would take too long.

    Raises
    ------
    ValueError
        If there are more than 5,000.

    Examples
    --------
    >>> check_number(5_000)
    """
    if count > MOST_OPTICS:
        raise ValueError(f"max_residual must give at most {MOST_OPTICS:,} optics (or pass force=True), got {count:,}")


def hom_category(a: Boundary, b: Boundary, max_residual: int, *, force: bool = False) -> HomCategory[Optic]:
    """Return all optics between two boundaries with residuals {1}, {1, 2}, ... up to a size, with their 2-cells.

    Parameters
    ----------
    a, b
        The boundaries.
    max_residual
        The largest residual, at least 1.
    force
        Go on even beyond 5,000 optics.

    Returns
    -------
    HomCategory
        Optics that differ by a relabelling of the residual are counted separately.

    Raises
    ------
    ValueError
        If ``max_residual`` is below 1, or there are more than 5,000 optics and ``force`` is not set.

    Notes
    -----
    Quadratic in the number of optics, which grows exponentially with the sizes of A and B.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> census = hom_category(boundary(finite(2)), boundary(finite(2)), 2)
    >>> len(census.objects), census.number_of_cells, len(census.components())
    (272, 1232, 64)
    """
    if max_residual < 1:
        raise ValueError(f"max_residual must be at least 1, got {max_residual}")
    count = sum(
        (m * b.forward.size) ** a.forward.size * a.backward.size ** (m * b.backward.size)
        for m in range(1, max_residual + 1)
    )
    if not force:
        check_number(count)
    optics = tuple(
        Optic(a, b, finite(m), fwd, bwd)
        for m in range(1, max_residual + 1)
        for fwd in functions(a.forward, finite(m) * b.forward)
        for bwd in functions(finite(m) * b.backward, a.backward)
    )
    return HomCategory(optics, count_two_cells)


def layers(category: HomCategory[Any], component: Sequence[int]) -> dict[int, int]:
    """Return for each object of a component the length of the longest chain of proper 2-cells that leads to it.

    Objects with 2-cells both ways count as one step.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> category = hom_category(boundary(finite(2)), boundary(finite(2)), 2)
    >>> largest = max(category.components(), key=len)
    >>> sorted(layers(category, largest).values())
    [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    """
    condensed = nx.condensation(category.graph.subgraph(component))
    depth: dict[int, int] = {}
    for block in nx.topological_sort(condensed):
        depth[block] = 1 + max((depth[before] for before in condensed.predecessors(block)), default=-1)
    return {i: depth[block] for i, block in condensed.graph["mapping"].items()}
