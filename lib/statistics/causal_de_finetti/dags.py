"""Directed acyclic graphs as tuples of parent sets: checks, enumeration, levels, distance."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from numbers import Integral

Edge = tuple[int, int]
Parents = tuple[tuple[int, ...], ...]

MOST_VARIABLES = 6


def is_integer(value: object) -> bool:
    """Whether a value is an integer of Python or numpy, and no truth value.

    Examples
    --------
    >>> is_integer(2), is_integer(2.0), is_integer(True)
    (True, False, False)
    """
    # the first question is the usual case, and answered in no time
    return type(value) is int or (isinstance(value, Integral) and not isinstance(value, bool))


def check_parents(parents: Sequence[Collection[int]], name: str = "parents") -> Parents:
    """Return the parent sets of a DAG in a normal form, or say what is wrong with them.

    Parameters
    ----------
    parents
        For each variable 0, ..., d-1 the variables that point to it.
    name
        The argument's name, for the message.

    Raises
    ------
    TypeError
        If it is not a sequence of collections of integers.
    ValueError
        If it is empty, names a variable that does not exist, or has a cycle.

    Examples
    --------
    >>> check_parents([[], [0], {1, 0}])
    ((), (0,), (0, 1))
    """
    if isinstance(parents, str) or not isinstance(parents, Sequence):
        raise TypeError(f"{name} must be a sequence of parent sets, got {type(parents).__name__}")
    d = len(parents)
    if d == 0:
        raise ValueError(f"{name} must have at least one variable, got none")
    normal = []
    for i, given in enumerate(parents):
        if isinstance(given, str) or not isinstance(given, Collection):
            raise TypeError(f"{name}[{i}] must be a collection of variables, got {type(given).__name__}")
        for p in given:
            if not is_integer(p):
                raise TypeError(f"{name}[{i}] must hold integers, got {p!r}")
            if not 0 <= p < d or p == i:
                raise ValueError(f"{name}[{i}] must name other variables among 0..{d - 1}, got {p}")
        normal.append(tuple(sorted({int(p) for p in given})))
    topological_order(tuple(normal), name)
    return tuple(normal)


def topological_order(parents: Parents, name: str = "parents") -> list[int]:
    """Return the variables, parents first.

    Raises
    ------
    ValueError
        If there is a cycle.

    Examples
    --------
    >>> topological_order(((1,), (), (0, 1)))
    [1, 0, 2]
    """
    order: list[int] = []
    left = set(range(len(parents)))
    while left:
        ready = [i for i in sorted(left) if left.isdisjoint(parents[i])]
        if not ready:
            raise ValueError(f"{name} must have no cycle, got one through some of {sorted(left)}")
        order += ready
        left -= set(ready)
    return order


def edges_of(parents: Sequence[Collection[int]]) -> frozenset[Edge]:
    """Return the arrows (parent, child).

    Examples
    --------
    >>> sorted(edges_of([(), (0,), (0, 1)]))
    [(0, 1), (0, 2), (1, 2)]
    """
    return frozenset((p, i) for i, given in enumerate(parents) for p in given)


def parents_of(d: int, edges: Collection[Edge]) -> Parents:
    """Return the parent sets of ``d`` variables joined by these arrows.

    Raises
    ------
    ValueError
        If an arrow leaves the variables, or the arrows form a cycle.

    Examples
    --------
    >>> parents_of(3, [(0, 2), (1, 2)])
    ((), (), (0, 1))
    """
    found: list[set[int]] = [set() for _ in range(d)]
    for p, i in edges:
        if not 0 <= i < d:
            raise ValueError(f"edges must join variables among 0..{d - 1}, got {(p, i)}")
        found[i].add(p)
    return check_parents(found, "edges")


def strict_descendants(parents: Parents) -> list[frozenset[int]]:
    """Return for each variable what is reached from it by one arrow or more.

    Raises
    ------
    ValueError
        If a parent does not exist, or there is a cycle.

    Examples
    --------
    >>> [sorted(below) for below in strict_descendants(((), (0,), (1,)))]
    [[1, 2], [2], []]
    """
    below: list[set[int]] = [set() for _ in parents]
    for i in reversed(topological_order(parents)):
        for p in parents[i]:
            if not 0 <= p < len(parents):
                raise ValueError(f"parents[{i}] must name variables among 0..{len(parents) - 1}, got {p}")
            below[p] |= {i} | below[i]
    return [frozenset(reached) for reached in below]


def sink_levels(parents: Parents) -> tuple[frozenset[int], ...]:
    """Return the sinks, the sinks of what is left without them, and so on.

    Raises
    ------
    ValueError
        If a parent does not exist, or there is a cycle.

    Examples
    --------
    >>> [sorted(level) for level in sink_levels(((), (0,), (0,), (1,)))]
    [[2, 3], [1], [0]]
    """
    below = strict_descendants(parents)
    left = set(range(len(parents)))
    levels = []
    while left:
        sinks = frozenset(v for v in left if not below[v] & left)
        levels.append(sinks)
        left -= sinks
    return tuple(levels)


def all_dags(d: int) -> Iterator[Parents]:
    """Yield every labelled DAG on ``d`` variables.

    Raises
    ------
    ValueError
        If ``d`` is outside 1..6.

    Notes
    -----
    Variable after variable is joined to the earlier ones by arrows in both directions, and dropped where a child
    already leads to a parent.  Time grows with the number of graphs: 1, 3, 25, 543, 29,281, 3,781,503.

    Examples
    --------
    >>> [sum(1 for _ in all_dags(d)) for d in (1, 2, 3, 4)]
    [1, 3, 25, 543]
    """
    if not 1 <= d <= MOST_VARIABLES:
        raise ValueError(f"d must be between 1 and {MOST_VARIABLES}, got {d}")
    if d == 1:
        yield ((),)
        return
    for smaller in all_dags(d - 1):
        below = strict_descendants(smaller)
        new = d - 1
        for roles in itertools.product("-pc", repeat=new):
            above = tuple(v for v in range(new) if roles[v] == "p")
            children = {v for v in range(new) if roles[v] == "c"}
            reached = children.union(*(below[v] for v in children))
            if not reached.intersection(above):
                old = (smaller[v] + (new,) if v in children else smaller[v] for v in range(new))
                yield (*old, above)


def ordered_dags(d: int) -> Iterator[Parents]:
    """Yield every DAG on ``d`` variables whose arrows all point from a smaller to a larger number.

    Every unlabelled DAG occurs among these $2^{d(d-1)/2}$ graphs.

    Raises
    ------
    ValueError
        If ``d`` is outside 1..6.

    Examples
    --------
    >>> [sum(1 for _ in ordered_dags(d)) for d in (2, 3, 4)]
    [2, 8, 64]
    """
    if not 1 <= d <= MOST_VARIABLES:
        raise ValueError(f"d must be between 1 and {MOST_VARIABLES}, got {d}")
    sets = [[tuple(v for v in range(i) if mask >> v & 1) for mask in range(1 << i)] for i in range(d)]
    return itertools.product(*sets)


def shd(estimated: Collection[Edge], true: Collection[Edge]) -> float:
    r"""Return the normalised structural Hamming distance of two sets of arrows.

    It is the number of arrows in exactly one of the sets over the sum of their sizes, and 0 if both are empty.

    Notes
    -----
    It is 0 for equal sets and 1 for sets without a common arrow, so 1 if nothing is found where there is something.
    An undirected edge reported as two arrows raises the denominator and counts as one error.

    Examples
    --------
    >>> shd({(0, 1), (1, 2)}, {(0, 1), (0, 2)}), shd(set(), {(0, 1)})
    (0.5, 1.0)
    """
    first, second = set(estimated), set(true)
    size = len(first) + len(second)
    return len(first ^ second) / size if size else 0.0


def markov_class(
    parents: Sequence[Collection[int]],
) -> tuple[frozenset[frozenset[int]], frozenset[tuple[int, int, int]]]:
    """Return the skeleton and the v-structures, which name the Markov equivalence class of independent samples.

    Raises
    ------
    TypeError, ValueError
        If the parent sets are not those of a DAG, see :func:`check_parents`.

    Examples
    --------
    >>> chain, fork, collider = ((), (0,), (1,)), ((1,), (), (1,)), ((), (0, 2), ())
    >>> markov_class(chain) == markov_class(fork), markov_class(chain) == markov_class(collider)
    (True, False)
    """
    dag = check_parents(parents)
    skeleton = frozenset(frozenset(edge) for edge in edges_of(dag))
    collisions = frozenset(
        (a, c, b)
        for c, above in enumerate(dag)
        for a, b in itertools.combinations(above, 2)
        if frozenset((a, b)) not in skeleton
    )
    return skeleton, collisions
