"""Trees as parent lists, and their endomorphism numbers.

A tree is a list of parents in preorder: vertex 0 is the root, ``parents[0] == -1``, and ``parents[v] < v``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import networkx as nx

from lib.combinatorics.h_chromatic.generation import Tree, check_integer
from lib.exact import Partition, check_graph, neighbour_lists

# One field of this many bits counts the size of one fibre inside a packed exponent.
FIELD_BITS = 5


def check_tree(parents: Sequence[int]) -> Tree:
    """Return the parent list if it is one, else say what is wrong with it.

    Raises
    ------
    TypeError
        If an entry is not an integer.
    ValueError
        If the root is not first, or a parent does not come before its child.
    """
    listed = list(parents)
    for vertex, parent in enumerate(listed):
        if not isinstance(parent, int) or isinstance(parent, bool):
            raise TypeError(f"parents must hold integers, got {parent!r} at vertex {vertex}")
        if (vertex == 0 and parent != -1) or (vertex > 0 and not 0 <= parent < vertex):
            raise ValueError(
                f"parents[{vertex}] must be {'-1' if vertex == 0 else f'in 0..{vertex - 1}'}, got {parent}"
            )
    if not listed:
        raise ValueError("parents must name at least one vertex, got none")
    return listed


def tree_graph(parents: Sequence[int]) -> nx.Graph:
    """Return the tree as a networkx graph.

    Examples
    --------
    >>> sorted(tree_graph([-1, 0, 0]).edges)
    [(0, 1), (0, 2)]
    """
    tree = check_tree(parents)
    graph = nx.empty_graph(len(tree))
    graph.add_edges_from((parent, vertex) for vertex, parent in enumerate(tree) if parent >= 0)
    return graph


def parent_list(tree: nx.Graph) -> Tree:
    """Return the parents of a networkx tree in preorder, rooted at its first vertex.

    Raises
    ------
    ValueError
        If the graph is not a tree.

    Examples
    --------
    >>> parent_list(nx.star_graph(3))
    [-1, 0, 0, 0]
    """
    check_graph(tree, "tree")
    if tree.number_of_nodes() == 0 or not nx.is_tree(tree):
        n, m = tree.number_of_nodes(), tree.number_of_edges()
        raise ValueError(f"tree must be a tree, got a graph with {n} vertices and {m} edges that is not one")
    root = next(iter(tree))
    number: dict[object, int] = {}
    parents = []
    stack = [(root, None)]
    while stack:
        vertex, parent = stack.pop()
        parents.append(-1 if parent is None else number[parent])
        number[vertex] = len(number)
        stack.extend((other, vertex) for other in reversed(list(tree[vertex])) if other != parent)
    return parents


def adjacency_of(tree: Tree) -> list[list[int]]:
    """Return the neighbours of every vertex of a tree that has been checked.

    Examples
    --------
    >>> adjacency_of([-1, 0, 0])
    [[1, 2], [0], [0]]
    """
    near: list[list[int]] = [[] for _ in tree]
    for vertex, parent in enumerate(tree):
        if parent >= 0:
            near[parent].append(vertex)
            near[vertex].append(parent)
    return near


def weighted_count(tree: Tree, near: list[list[int]], weights: Sequence[int]) -> int:
    """Return the weighted number of homomorphisms from a checked tree to a graph given by its neighbours.

    The unchecked core of :func:`hom_count`, for callers that go through millions of trees.

    Examples
    --------
    >>> weighted_count([-1, 0], [[1], [0]], [1, 1])
    2
    """
    # table[v][s]: weighted number of homomorphisms of the subtree of v with v sent to s
    table = [list(weights) for _ in tree]
    for v in range(len(tree) - 1, 0, -1):
        below, above = table[v], table[tree[v]]
        for s, around in enumerate(near):
            total = 0
            for u in around:
                total += below[u]
            above[s] *= total
    return sum(table[0])


def hom_count(parents: Sequence[int], target: nx.Graph, weights: Sequence[int] | None = None) -> int:
    """Return the number of homomorphisms from a tree to a graph, each weighted by the vertices it uses.

    Parameters
    ----------
    parents
        A tree.
    target
        Any undirected graph, loops allowed.
    weights
        One integer per vertex of the target; a homomorphism counts the product over the tree's vertices of the
        weights of their images.  All ones if not given.

    Returns
    -------
    int
        Exact.

    Raises
    ------
    ValueError
        If ``weights`` has the wrong length, or ``parents`` is not a tree.
    TypeError
        If a weight is not an integer.

    Notes
    -----
    With m edges and N vertices in H: O(nm) additions and nN multiplications of integers of O(n log N) bits.

    Examples
    --------
    >>> hom_count([-1, 0, 1], nx.complete_graph(3))
    12
    """
    tree = check_tree(parents)
    near = neighbour_lists(check_graph(target, "target", loops=True))
    if weights is None:
        weights = [1] * len(near)
    if len(weights) != len(near):
        raise ValueError(f"weights must have one entry per vertex of the target ({len(near)}), got {len(weights)}")
    for weight in weights:
        if not isinstance(weight, int):
            raise TypeError(f"weights must hold integers, so that the count is exact, got {weight!r}")
    return weighted_count(tree, near, weights)


def endomorphism_number(parents: Sequence[int]) -> int:
    """Return the number of homomorphisms of a tree to itself.

    Notes
    -----
    O(n^2) additions and multiplications: the tree has n - 1 edges.

    Examples
    --------
    >>> from lib.combinatorics.h_chromatic.generation import free_trees
    >>> sorted(endomorphism_number(tree) for tree in free_trees(6))
    [104, 156, 166, 234, 374, 3130]
    """
    tree = check_tree(parents)
    return weighted_count(tree, adjacency_of(tree), [1] * len(tree))


def marked_endomorphisms(parents: Sequence[int], mark: int = 2) -> int:
    r"""Return :math:`\sum_v\sum_\kappa \mathrm{mark}^{|\kappa^{-1}(v)|}` over vertices and endomorphisms.

    Parameters
    ----------
    parents
        A tree.
    mark
        The weight of the marked vertex, an integer.

    Raises
    ------
    TypeError
        If the mark is not an integer: with a float the sum would not be exact.

    Notes
    -----
    n weighted counts, O(n^3).  With ``mark = 2`` it is the value of the self-chromatic symmetric function at
    (2, 1, ..., 1) divided by (n-1)!.

    Examples
    --------
    >>> marked_endomorphisms([-1, 0, 1])
    40
    """
    tree = check_tree(parents)
    if not isinstance(mark, int):
        raise TypeError(f"mark must be an integer, got {mark!r}")
    near = adjacency_of(tree)
    total = 0
    for v in range(len(tree)):
        weights = [1] * len(tree)
        weights[v] = mark
        total += weighted_count(tree, near, weights)
    return total


def tree_fibre_counts(parents: Sequence[int], target: nx.Graph | None = None) -> dict[Partition, int]:
    """Return the number of homomorphisms from a tree to a graph by the sizes of their non-empty fibres.

    Parameters
    ----------
    parents
        A tree on at most 31 vertices.
    target
        Any undirected graph, loops allowed; the tree itself if not given.

    Returns
    -------
    dict
        Partition of n -> number of homomorphisms with those fibre sizes.

    Raises
    ------
    ValueError
        If the tree has more than 31 vertices.

    Notes
    -----
    The same recursion as :func:`hom_count` over sparse polynomials, one variable per vertex of the target, exponents
    packed into one integer.  Time and memory grow like the number of distinct fibre-size vectors.

    Examples
    --------
    >>> tree_fibre_counts([-1, 0, 1, 2])
    {(2, 2): 6, (2, 1, 1): 8, (1, 1, 1, 1): 2}
    """
    tree = check_tree(parents)
    if len(tree) >= 1 << FIELD_BITS:
        raise ValueError(f"parents must have at most {(1 << FIELD_BITS) - 1} vertices, got {len(tree)}")
    near = adjacency_of(tree) if target is None else neighbour_lists(check_graph(target, "target", loops=True))
    table: list[list[dict[int, int]]] = [[{1 << (FIELD_BITS * s): 1} for s in range(len(near))] for _ in tree]
    for v in range(len(tree) - 1, 0, -1):
        below, above = table[v], table[tree[v]]
        for s, around in enumerate(near):
            total: dict[int, int] = defaultdict(int)
            for u in around:
                for exponent, count in below[u].items():
                    total[exponent] += count
            product: dict[int, int] = defaultdict(int)
            for one, a in above[s].items():
                for two, b in total.items():
                    product[one + two] += a * b
            above[s] = product
    counts: dict[Partition, int] = defaultdict(int)
    for polynomial in table[0]:
        for exponent, count in polynomial.items():
            counts[_fibre_sizes(exponent)] += count
    return dict(sorted(counts.items(), reverse=True))


def _fibre_sizes(exponent: int) -> Partition:
    sizes = []
    while exponent:
        size = exponent & ((1 << FIELD_BITS) - 1)
        if size:
            sizes.append(size)
        exponent >>= FIELD_BITS
    return tuple(sorted(sizes, reverse=True))


def automorphism_number(parents: Sequence[int]) -> int:
    """Return the number of automorphisms of a tree, from its centre outwards.

    Notes
    -----
    O(n log n) with tuples of subtree types, from the leaves upwards, so that a long path needs no deep recursion.

    Examples
    --------
    >>> from lib.combinatorics.h_chromatic.generation import free_trees
    >>> [automorphism_number(tree) for tree in free_trees(5)]
    [2, 2, 24]
    """
    graph = tree_graph(parents)
    centre = nx.center(graph)
    types: dict[tuple[int, ...], int] = {}

    def rooted(root: int, above: int | None) -> tuple[int, int]:
        order = [(root, above)]
        for vertex, parent in order:
            order += [(other, vertex) for other in graph[vertex] if other != parent]
        below: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
        for vertex, parent in reversed(order):
            children = sorted(below[vertex])
            count, run = 1, 0
            for i, (kind, ways) in enumerate(children):
                run = run + 1 if i and children[i - 1][0] == kind else 1
                count *= ways * run
            key = tuple(kind for kind, _ in children)
            below[parent].append((types.setdefault(key, len(types)), count))
        return below[above][-1]

    if len(centre) == 1:
        return rooted(centre[0], None)[1]
    (one, a), (two, b) = rooted(centre[0], centre[1]), rooted(centre[1], centre[0])
    return a * b * (2 if one == two else 1)


def maximal_endomorphism_number(n: int) -> int:
    """Return the endomorphism number of the star, the largest among trees on ``n`` vertices.

    Raises
    ------
    ValueError
        If ``n`` is less than 2.

    Examples
    --------
    >>> from lib.combinatorics.h_chromatic.generation import free_trees
    >>> maximal_endomorphism_number(6) == max(endomorphism_number(tree) for tree in free_trees(6))
    True
    """
    check_integer(n, "n", 2)
    return (n - 1) ** (n - 1) + (n - 1)
