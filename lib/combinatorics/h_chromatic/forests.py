"""Forests: all of them up to isomorphism, and the two integers of the cascade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import networkx as nx

from lib.combinatorics.h_chromatic.generation import check_integer, free_trees
from lib.combinatorics.h_chromatic.trees import check_tree, tree_graph, weighted_count
from lib.exact import neighbour_lists


def forests(n: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield every forest on ``n`` vertices up to isomorphism, as a tuple of trees.

    Raises
    ------
    ValueError
        If ``n`` is less than 1.

    Examples
    --------
    >>> [sum(1 for _ in forests(n)) for n in range(1, 9)]
    [1, 2, 3, 6, 10, 20, 37, 76]
    """
    check_integer(n, "n", 1)
    kinds = [(size, tuple(tree)) for size in range(1, n + 1) for tree in free_trees(size)]

    def choose(left: int, first: int) -> Iterator[tuple[tuple[int, ...], ...]]:
        if left == 0:
            yield ()
            return
        for i in range(first, len(kinds)):
            size, tree = kinds[i]
            if size > left:
                break
            for rest in choose(left - size, i):
                yield (tree, *rest)

    yield from choose(n, 0)


def forest_graph(forest: Sequence[Sequence[int]]) -> nx.Graph:
    """Return the disjoint union of trees as a networkx graph.

    Raises
    ------
    ValueError
        If there is no tree.

    Examples
    --------
    >>> forest_graph([[-1, 0], [-1]]).number_of_edges()
    1
    """
    if not forest:
        raise ValueError("forest must hold at least one tree, got none")
    return nx.disjoint_union_all([tree_graph(tree) for tree in forest])


def forest_levels(forest: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Return the endomorphism number of a forest and its marked endomorphism number.

    Notes
    -----
    Homomorphism numbers multiply over the components of the source.

    Examples
    --------
    >>> forest_levels([[-1, 0], [-1]]), forest_levels([[-1, 0, 1]])
    ((6, 40), (6, 40))
    """
    near = neighbour_lists(forest_graph(forest))
    size = len(near)
    trees = [check_tree(tree) for tree in forest]

    def value(weights: list[int]) -> int:
        product = 1
        for tree in trees:
            product *= weighted_count(tree, near, weights)
        return product

    marked = sum(value([2 if u == v else 1 for u in range(size)]) for v in range(size))
    return value([1] * size), marked
