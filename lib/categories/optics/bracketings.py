"""Programs behind a composite: bracketings, what they recompute, what they store, and the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Any, Literal, TypeVar

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
    for k in range(2, _check_length(n) + 1):
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
    tree: Tree = _check_length(n)
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

    return Bracketing(halve(1, _check_length(n)))


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

    @lru_cache(maxsize=None)
    def trees(first: int, last: int) -> list[Tree]:
        if first == last:
            return [first]
        return [
            (left, right)
            for middle in range(first, last)
            for left in trees(first, middle)
            for right in trees(middle + 1, last)
        ]

    return map(Bracketing, trees(1, _check_length(n)))


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

    return map(Schedule, extend(_check_length(n)))


def extra_gets(program: Bracketing | Schedule) -> int:
    """Return how many gets one call of put makes beyond the forward pass.

    At every inner node ``put`` runs the whole left subtree forward again.

    Raises
    ------
    TypeError
        If the program is neither a bracketing nor a schedule.

    Notes
    -----
    O(N).

    Examples
    --------
    >>> extra_gets(left_nested(3)), extra_gets(right_nested(3)), extra_gets(balanced(8))
    (3, 2, 12)
    """
    total = 0
    for segment in as_schedule(program).segments:
        _, extra = fold(
            segment.tree,
            lambda _: (1, 0),
            lambda left, right: (left[0] + right[0], left[1] + right[1] + left[0]),
        )
        total += extra
    return total


def peak_storage(program: Bracketing | Schedule) -> int:
    """Return the largest number of inputs stored at once, the outer input included, the running value not.

    Raises
    ------
    TypeError
        If the program is neither a bracketing nor a schedule.

    Notes
    -----
    O(N).

    Examples
    --------
    >>> peak_storage(left_nested(8)), peak_storage(balanced(8)), peak_storage(right_nested(8))
    (2, 4, 8)
    """
    return max(
        before + fold(segment.tree, lambda _: 1, lambda left, right: max(left, 1 + right))
        for before, segment in enumerate(as_schedule(program).segments)
    )


@dataclass(frozen=True)
class Event:
    """One step of a program.

    Parameters
    ----------
    kind
        ``get`` and ``put`` run layer ``layer``; ``store`` keeps the input of that layer, ``load`` starts a new sweep
        from it, ``free`` lets go of it; ``respond`` is the moment the response arrives.
    layer
        The number of the layer, from 1.
    """

    kind: Literal["get", "put", "store", "load", "free", "respond"]
    layer: int


def trace(program: Bracketing | Schedule) -> list[Event]:
    """Return the steps of a forward and a backward pass.

    Raises
    ------
    TypeError
        If the program is neither a bracketing nor a schedule.

    Notes
    -----
    One event for each get, put, store, load and free: O(N + extra gets).

    Examples
    --------
    >>> " ".join(f"{e.kind}{e.layer}" for e in trace(left_nested(2)))
    'store1 get1 get2 respond0 load1 get1 store2 put2 free2 put1 free1'
    """
    events: list[Event] = []
    starts = []
    first = 1
    for segment in as_schedule(program).segments:
        starts.append((first, segment))
        events.append(Event("store", first))
        events += [Event("get", first + k) for k in range(segment.size)]
        first += segment.size
    events.append(Event("respond", 0))
    for start, segment in reversed(starts):
        events += [*_put_events(segment.tree, start), Event("free", start)]
    return events


def _put_events(tree: Tree, start: int) -> list[Event]:
    """List the steps of put for a tree whose first layer has the number ``start`` and whose input is stored."""
    events: list[Event] = []
    sizes: dict[int, int] = {}

    def size(node: Tree) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = fold(node, lambda _: 1, lambda left, right: left + right)
        return sizes[id(node)]

    waiting: list[tuple[Tree | None, int]] = [(tree, start)]
    while waiting:
        node, first = waiting.pop()
        if node is None:
            events.append(Event("free", first))
        elif isinstance(node, tuple):
            middle = first + size(node[0])
            events.append(Event("load", first))
            events += [Event("get", k) for k in range(first, middle)]
            events.append(Event("store", middle))
            waiting += [(node[0], first), (None, middle), (node[1], middle)]
        else:
            events.append(Event("put", first))
    return events


def binomial_bound(n: int, slots: int) -> int:
    r"""Return :math:`R(n,s)=rn-\binom{s-1+r}{r-1}` with the least r such that :math:`\binom{s-1+r}{s-1}\ge n`.

    Raises
    ------
    ValueError
        If n or ``slots`` is below 1, or there is one slot for more than one lens.

    Examples
    --------
    >>> [binomial_bound(32, slots) for slots in range(2, 9)]
    [496, 140, 93, 75, 68, 60, 55]
    """
    _check_slots(n, slots)
    if n == 1:
        return 0
    r = 0
    while comb(slots - 1 + r, slots - 1) < n:
        r += 1
    return r * n - comb(slots - 1 + r, r - 1)


def optimal_bracketing(n: int, slots: int) -> Bracketing:
    """Return a bracketing with the fewest extra gets among those that store at most so many inputs.

    Raises
    ------
    ValueError
        If n or ``slots`` is below 1, or there is one slot for more than one lens.

    Notes
    -----
    Dynamic programme over the size of the left factor: O(n² s) time, O(n s) memory.  It knows nothing of
    :func:`binomial_bound`.

    Examples
    --------
    >>> best = optimal_bracketing(12, 3)
    >>> extra_gets(best), peak_storage(best)
    (28, 3)
    """
    _check_slots(n, slots)
    _, splits = fewest_gets(n, slots)

    def build(first: int, length: int, left_slots: int) -> Tree:
        if length == 1:
            return first
        cut = splits[left_slots][length]
        return (build(first, cut, left_slots), build(first + cut, length - cut, left_slots - 1))

    return Bracketing(build(1, n, min(slots, n)))


def fewest_gets(n: int, slots: int) -> tuple[list[list[float]], list[list[int]]]:
    """Return tables of the fewest extra gets and of the best left factors, by slots and number of lenses.

    Notes
    -----
    O(n² s) time, O(n s) memory.  Infinity where a chain does not fit.

    Examples
    --------
    >>> fewest_gets(5, 3)[0][3][1:]
    [0, 1, 2, 4, 6]
    """
    slots = min(slots, n)
    cost = [[float("inf")] * (n + 1) for _ in range(slots + 1)]
    split = [[0] * (n + 1) for _ in range(slots + 1)]
    for s in range(1, slots + 1):
        here, tail = cost[s], cost[s - 1]
        here[1] = 0
        for length in range(2, n + 1):
            here[length], split[s][length] = min(
                (cut + here[cut] + tail[length - cut], cut) for cut in range(1, length)
            )
    return cost, split


def optimal_schedule(n: int, slots: int) -> Schedule:
    """Return a schedule with the fewest extra gets among those that store at most so many inputs.

    Optics across, lenses inside: the best bracketing, unzipped.

    Raises
    ------
    ValueError
        If n or ``slots`` is below 1, or there is one slot for more than one lens.

    Notes
    -----
    As :func:`optimal_bracketing`.

    Examples
    --------
    >>> extra_gets(optimal_bracketing(32, 6)), extra_gets(optimal_schedule(32, 6))
    (68, 37)
    """
    return unzip(optimal_bracketing(n, slots))


def unzip(bracketing: Bracketing) -> Schedule:
    """Cut a bracketing along its right spine: (L₁, (L₂, (..., last))) becomes segments L₁, L₂, ..., last.

    The peak stays, and n - 1 extra gets disappear: the forward pass has made them already.

    Raises
    ------
    TypeError
        If the argument is not a bracketing.

    Examples
    --------
    >>> unzip(right_nested(3)).held, unzip(left_nested(3)).held
    (3, 2)
    """
    if not isinstance(bracketing, Bracketing):
        raise TypeError(f"bracketing must be a Bracketing, got {type(bracketing).__name__}")
    segments, node = [], bracketing.tree
    while isinstance(node, tuple):
        segments.append(_renumbered(node[0]))
        node = node[1]
    return Schedule((*segments, Bracketing(1)))


def segments(lengths: Sequence[int], inside: Callable[[int], Bracketing] = right_nested) -> Schedule:
    """Return the schedule with segments of these lengths, each bracketed by ``inside``.

    Raises
    ------
    ValueError
        If a length is below 1, or there is none.

    Examples
    --------
    >>> plan = segments([4, 4, 4])
    >>> extra_gets(plan), plan.held, peak_storage(plan)
    (9, 3, 6)
    """
    return Schedule(tuple(inside(length) for length in lengths))


def _renumbered(tree: Tree) -> Bracketing:
    shift = tree
    while isinstance(shift, tuple):
        shift = shift[0]
    return Bracketing(fold(tree, lambda leaf: leaf - shift + 1, lambda left, right: (left, right)))


def _check_length(n: int) -> int:
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"n must be a number of lenses, got {n!r}")
    if not 1 <= n <= LONGEST_CHAIN:
        raise ValueError(f"n must be between 1 and {LONGEST_CHAIN}, got {n}")
    return n


def _check_slots(n: int, slots: int) -> None:
    _check_length(n)
    if slots < 1 or (slots < 2 and n > 1):
        raise ValueError(f"slots must be at least 2 for more than one lens (1 for a single one), got {slots} for {n}")
