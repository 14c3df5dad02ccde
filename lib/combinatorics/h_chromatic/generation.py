"""All trees on n vertices, one at a time: constant-time generation of free trees."""

from __future__ import annotations

from collections.abc import Iterator

# A tree is its list of parents in preorder: vertex 0 is the root, parents[0] == -1, and parents[v] < v.
Tree = list[int]


def check_integer(value: int, name: str, least: int) -> int:
    """Return a Python integer that is large enough, else say what it is.

    Raises
    ------
    TypeError
        If it is not an integer.
    ValueError
        If it is less than ``least``.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return value


def free_trees(n: int) -> Iterator[Tree]:
    """Yield every tree on ``n`` vertices up to isomorphism, once.

    Parameters
    ----------
    n
        Number of vertices, at least 1.

    Yields
    ------
    list of int
        Parents in preorder.

    Raises
    ------
    ValueError
        If ``n`` is less than 1.

    Notes
    -----
    Constant amortised time and O(n) memory per tree; the number of trees grows like ``0.53 * 2.956**n / n**2.5``.

    References
    ----------
    Wright, Richmond, Odlyzko, McKay, *Constant time generation of free trees*, SIAM J. Comput. 15 (1986).

    Examples
    --------
    >>> [sum(1 for _ in free_trees(n)) for n in range(1, 11)]
    [1, 1, 1, 2, 3, 6, 11, 23, 47, 106]
    >>> list(free_trees(4))
    [[-1, 0, 1, 0], [-1, 0, 0, 0]]
    """
    check_integer(n, "n", 1)
    if n == 1:
        yield [-1]
        return
    levels: list[int] | None = [*range(n // 2 + 1), *range(1, (n + 1) // 2)]
    while levels is not None:
        levels = _free_successor(levels)
        if levels is not None:
            yield _parents(levels)
            levels = _rooted_successor(levels)


def _parents(levels: list[int]) -> Tree:
    last: dict[int, int] = {}
    parents = []
    for vertex, level in enumerate(levels):
        parents.append(last[level - 1] if level else -1)
        last[level] = vertex
    return parents


def _rooted_successor(levels: list[int], last: int | None = None) -> list[int] | None:
    # Beyer and Hedetniemi: copy the subtree before the last vertex that is not a child of the root
    if last is None:
        last = len(levels) - 1
        while levels[last] == 1:
            last -= 1
    if last == 0:
        return None
    copied = last - 1
    while levels[copied] != levels[last] - 1:
        copied -= 1
    result = list(levels)
    for i in range(last, len(result)):
        result[i] = result[i - last + copied]
    return result


def _split(levels: list[int]) -> tuple[list[int], list[int]]:
    # the first subtree of the root, and the rest
    second = next((i for i in range(2, len(levels)) if levels[i] == 1), len(levels))
    return [level - 1 for level in levels[1:second]], [0, *levels[second:]]


def _free_successor(candidate: list[int]) -> list[int] | None:
    left, rest = _split(candidate)
    left_height, rest_height = max(left), max(rest)
    valid = rest_height >= left_height
    if valid and rest_height == left_height:
        valid = (len(left), left) <= (len(rest), rest)
    if valid:
        return candidate
    last = len(left)
    following = _rooted_successor(candidate, last)
    if following is not None and candidate[last] > 2:
        new_height = max(_split(following)[0])
        following[-new_height - 1 :] = range(1, new_height + 2)
    return following
