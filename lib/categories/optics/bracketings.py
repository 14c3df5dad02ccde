"""Bracketings of a chain of lenses, and schedules: segments of bracketed lenses joined as optics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

# A bracketing is a tree: a leaf is the number of a lens, an inner node a pair.
Tree = Any
V = TypeVar("V")

LONGEST_CHAIN = 500


@dataclass(frozen=True)
class Bracketing:
    """A way to bracket the composite of lenses 1, ..., N: nested pairs such as ``((1, 2), 3)``.

    Parameters
    ----------
    tree
        The number of a lens, or a pair of trees.

    Raises
    ------
    TypeError
        If the tree holds anything but integers and pairs.
    ValueError
        If its leaves, from the left, are not 1, 2, ..., N, or N is above 500.

    Examples
    --------
    >>> Bracketing(((1, 2), 3)).size
    3
    """

    tree: Tree

    def __post_init__(self) -> None:
        leaves: list[int] = []
        waiting = [self.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, int) and not isinstance(node, bool):
                leaves.append(node)
            elif isinstance(node, tuple) and len(node) == 2:
                waiting += [node[1], node[0]]
            else:
                raise TypeError(f"tree must be made of integers and pairs such as ((1, 2), 3), got {node!r} in it")
        if leaves != list(range(1, len(leaves) + 1)):
            raise ValueError(
                f"tree must have the leaves 1, 2, ... in this order, none repeated or missing, got {leaves}"
            )
        if len(leaves) > LONGEST_CHAIN:
            raise ValueError(f"tree must have at most {LONGEST_CHAIN} leaves, got {len(leaves)}")

    @property
    def size(self) -> int:
        """The number of lenses."""
        return fold(self.tree, lambda _: 1, lambda left, right: left + right)

    def __repr__(self) -> str:
        return f"Bracketing({self.tree})"


@dataclass(frozen=True)
class Schedule:
    """Segments of a chain, each a bracketed composite of lenses, joined as optics.

    The forward pass stores the input of each segment and holds it until the response comes; inside a segment the
    bracketing says what is recomputed.  One segment is a lens, N segments of one lens each are the full optic.

    Parameters
    ----------
    segments
        The bracketings, from the left; each counts its lenses from 1.

    Raises
    ------
    ValueError
        If there is no segment.
    TypeError
        If a segment is not a :class:`Bracketing`.

    Examples
    --------
    >>> Schedule((Bracketing((1, 2)), Bracketing(1))).size
    3
    """

    segments: tuple[Bracketing, ...]

    def __post_init__(self) -> None:
        if isinstance(self.segments, Bracketing):
            raise TypeError(f"segments must be a tuple of bracketings, got one, {self.segments}")
        object.__setattr__(self, "segments", tuple(self.segments))
        if not self.segments:
            raise ValueError("segments must hold at least one bracketing, got none")
        for segment in self.segments:
            if not isinstance(segment, Bracketing):
                raise TypeError(f"segments must be bracketings, got {type(segment).__name__}")

    @property
    def size(self) -> int:
        """The number of lenses."""
        return sum(segment.size for segment in self.segments)

    @property
    def held(self) -> int:
        """The number of stored inputs that wait for the response."""
        return len(self.segments)


def as_schedule(program: Bracketing | Schedule) -> Schedule:
    """Return the program as a schedule; a bracketing is a schedule of one segment.

    Raises
    ------
    TypeError
        If it is neither.

    Examples
    --------
    >>> as_schedule(left_nested(3)).held
    1
    """
    if isinstance(program, Bracketing):
        return Schedule((program,))
    if not isinstance(program, Schedule):
        raise TypeError(f"program must be a Bracketing or a Schedule, got {type(program).__name__}")
    return program


def fold(tree: Tree, leaf: Callable[[int], V], node: Callable[[V, V], V]) -> V:
    """Replace leaves and inner nodes of a tree by values, from the leaves up, without recursion.

    Examples
    --------
    >>> fold(((1, 2), 3), str, lambda left, right: f"({left}{right})")
    '((12)3)'
    """
    done: list[V] = []
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    while waiting:
        here, ready = waiting.pop()
        if not isinstance(here, tuple):
            done.append(leaf(here))
        elif ready:
            right, left = done.pop(), done.pop()
            done.append(node(left, right))
        else:
            waiting += [(here, True), (here[1], False), (here[0], False)]
    return done[0]


def left_nested(n: int) -> Bracketing:
    """Return (((1, 2), 3), ...).

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> left_nested(3)
    Bracketing(((1, 2), 3))
    """
    tree: Tree = 1
    for k in range(2, check_length(n) + 1):
        tree = (tree, k)
    return Bracketing(tree)


def right_nested(n: int) -> Bracketing:
    """Return (1, (2, (3, ...))).

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> right_nested(3)
    Bracketing((1, (2, 3)))
    """
    tree: Tree = check_length(n)
    for k in range(n - 1, 0, -1):
        tree = (k, tree)
    return Bracketing(tree)


def balanced(n: int) -> Bracketing:
    """Return the bracketing that halves every chain, the longer half on the left.

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> balanced(4)
    Bracketing(((1, 2), (3, 4)))
    """

    def halve(first: int, last: int) -> Tree:
        if first == last:
            return first
        middle = (first + last) // 2
        return (halve(first, middle), halve(middle + 1, last))

    return Bracketing(halve(1, check_length(n)))


def all_bracketings(n: int) -> Iterator[Bracketing]:
    """Yield all bracketings of n lenses; there are as many as the Catalan number C(n-1).

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> [sum(1 for _ in all_bracketings(n)) for n in range(1, 9)]
    [1, 1, 2, 5, 14, 42, 132, 429]
    """

    @cache
    def trees(first: int, last: int) -> list[Tree]:
        if first == last:
            return [first]
        return [
            (left, right)
            for middle in range(first, last)
            for left in trees(first, middle)
            for right in trees(middle + 1, last)
        ]

    return map(Bracketing, trees(1, check_length(n)))


def all_schedules(n: int) -> Iterator[Schedule]:
    """Yield all schedules of n lenses: every way to cut the chain and to bracket the segments.

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> [sum(1 for _ in all_schedules(n)) for n in range(1, 8)]
    [1, 2, 5, 14, 42, 132, 429]
    """

    def extend(rest: int) -> Iterator[tuple[Bracketing, ...]]:
        if not rest:
            yield ()
        for first in range(1, rest + 1):
            for head in all_bracketings(first):
                for tail in extend(rest - first):
                    yield (head, *tail)

    return map(Schedule, extend(check_length(n)))


def segments(lengths: Sequence[int], inside: Callable[[int], Bracketing] = right_nested) -> Schedule:
    """Return the schedule with segments of these lengths, each bracketed by ``inside``.

    Raises
    ------
    ValueError
        If a length is below 1, there is none, or ``inside`` returns a bracketing of another length.

    Examples
    --------
    >>> segments([2, 1])
    Schedule(segments=(Bracketing((1, 2)), Bracketing(1)))
    """
    plan = Schedule(tuple(inside(length) for length in lengths))
    if [segment.size for segment in plan.segments] != list(lengths):
        raise ValueError(f"inside must return bracketings of lengths {list(lengths)}, got {plan}")
    return plan


def check_length(n: int) -> int:
    """Return the number of lenses if it is one.

    Raises
    ------
    TypeError, ValueError
        If it is not an integer between 1 and 500.

    Examples
    --------
    >>> check_length(3)
    3
    """
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"n must be a number of lenses, got {n!r}")
    if not 1 <= n <= LONGEST_CHAIN:
        raise ValueError(f"n must be between 1 and {LONGEST_CHAIN}, got {n}")
    return n
