"""What a program costs: extra gets, stored inputs, and its steps one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lib.categories.optics.bracketings import Bracketing, Schedule, Tree, as_schedule, fold


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
    >>> from lib.categories.optics.bracketings import balanced, left_nested, right_nested
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
    >>> from lib.categories.optics.bracketings import balanced, left_nested, right_nested
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
    >>> from lib.categories.optics.bracketings import left_nested
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
