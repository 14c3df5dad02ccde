"""Checkpointing: the best bracketings and schedules for a given number of stored inputs."""

from __future__ import annotations

from math import comb

from lib.categories.optics.bracketings import (
    Bracketing,
    Schedule,
    Tree,
    as_schedule,
    balanced,
    check_length,
    fold,
    left_nested,
    right_nested,
    segments,
)


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
    >>> from lib.categories.optics.cost import extra_gets, peak_storage
    >>> best = optimal_bracketing(12, 3)
    >>> extra_gets(best), peak_storage(best)
    (28, 3)
    """
    _, splits = fewest_gets(n, slots)

    def build(first: int, length: int, left_slots: int) -> Tree:
        if length == 1:
            return first
        cut = splits[left_slots][length]
        return (build(first, cut, left_slots), build(first + cut, length - cut, left_slots - 1))

    return Bracketing(build(1, n, min(slots, n)))


def fewest_gets(n: int, slots: int) -> tuple[list[list[float]], list[list[int]]]:
    """Return tables of the fewest extra gets and of the best left factors, by slots and number of lenses.

    More slots than lenses change nothing, so the rows are 0, 1, ..., min(slots, n).

    Raises
    ------
    TypeError, ValueError
        If n or ``slots`` is no integer or below 1, or there is one slot for more than one lens.

    Notes
    -----
    O(n² s) time, O(n s) memory.  Infinity where a chain does not fit.

    Examples
    --------
    >>> fewest_gets(5, 3)[0][3][1:]
    [0, 1, 2, 4, 6]
    """
    _check_slots(n, slots)
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
    >>> from lib.categories.optics.cost import extra_gets
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


def _renumbered(tree: Tree) -> Bracketing:
    shift = tree
    while isinstance(shift, tuple):
        shift = shift[0]
    return Bracketing(fold(tree, lambda leaf: leaf - shift + 1, lambda left, right: (left, right)))


def _check_slots(n: int, slots: int) -> None:
    check_length(n)
    if not isinstance(slots, int) or isinstance(slots, bool):
        raise TypeError(f"slots must be a number of stored inputs, got {slots!r}")
    if slots < 1 or (slots < 2 and n > 1):
        raise ValueError(f"slots must be at least 2 for more than one lens (1 for a single one), got {slots} for {n}")


def compared_programs(n: int = 32) -> dict[str, Schedule]:
    """Return the programs that the recorded run of space and time compares, by name; the full optic comes first.

    Raises
    ------
    ValueError
        If n is below 5.

    Examples
    --------
    >>> [plan.held for plan in compared_programs(32).values()]
    [32, 1, 1, 1, 1, 7, 7, 6]
    """
    if check_length(n) < 5:
        raise ValueError(f"n must be at least 5, got {n}")
    fives = [5] * (n // 5) + [n % 5] * (n % 5 > 0)
    slots = 6
    return {
        "optic, every input stored": segments([1] * n),
        "lens, right-nested": as_schedule(right_nested(n)),
        "lens, balanced": as_schedule(balanced(n)),
        "lens, left-nested": as_schedule(left_nested(n)),
        f"lens, best with {slots} slots": as_schedule(optimal_bracketing(n, slots)),
        "checkpointed, segments of 5, right inside": segments(fives),
        "checkpointed, segments of 5, left inside": segments(fives, left_nested),
        f"checkpointed, best with {slots} slots": optimal_schedule(n, slots),
    }
