"""Horizontal strips: how one diagonal of a cylindric plane partition grows or shrinks into the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import ge

from lib.exact import Partition


def check_partition(value: object, name: str = "partition") -> Partition:
    """Return the value if it is a partition: a tuple of positive integers in weakly decreasing order.

    Parameters
    ----------
    value
        What should be a partition.
    name
        The argument's name, for the message.

    Raises
    ------
    TypeError
        If it is not a tuple (or list) of integers.
    ValueError
        If a part is not positive, or a part exceeds the one before it.

    Examples
    --------
    >>> check_partition((3, 1))
    (3, 1)
    """
    if type(value) is tuple and _INTEGERS.issuperset(map(type, value)) and all(map(ge, value, value[1:])):
        if not value or value[-1] > 0:
            return value
    elif not isinstance(value, tuple | list) or any(not isinstance(p, int) or isinstance(p, bool) for p in value):
        raise TypeError(f"{name} must be a tuple of integers, got {value!r}")
    parts: Partition = tuple(value)
    if any(part < 1 for part in parts):
        raise ValueError(f"{name} must have positive parts, got {parts}")
    if any(before < after for before, after in pairwise(parts)):
        raise ValueError(f"{name} must be weakly decreasing, got {parts}")
    return parts


_INTEGERS = frozenset({int})


def interlaces(outer: Partition, inner: Partition) -> bool:
    """Return whether ``outer[0] >= inner[0] >= outer[1] >= ...``, for tuples known to be partitions."""
    if not len(inner) <= len(outer) <= len(inner) + 1:
        return False
    return all(map(ge, outer, inner)) and all(map(ge, inner, outer[1:]))


def is_horizontal_strip(outer: Partition, inner: Partition) -> bool:
    r"""Return whether ``outer`` arises from ``inner`` by adding at most one box to each column.

    Equivalently the two interlace: :math:`\lambda_1\ge\mu_1\ge\lambda_2\ge\mu_2\ge\cdots`.

    Raises
    ------
    TypeError, ValueError
        If one of the two is not a partition.

    Notes
    -----
    Linear in the number of parts.

    Examples
    --------
    >>> is_horizontal_strip((3, 1), (2,)), is_horizontal_strip((2, 2), (1,))
    (True, False)
    """
    return interlaces(check_partition(outer, "outer"), check_partition(inner, "inner"))


def horizontal_strips_above(inner: Partition, max_size: int) -> Iterator[Partition]:
    """Yield the partitions of at most a given size that arise by adding a horizontal strip, possibly empty.

    Parameters
    ----------
    inner
        The partition to start from.
    max_size
        No partition with more boxes is yielded.

    Raises
    ------
    TypeError, ValueError
        If ``inner`` is not a partition or ``max_size`` is negative.

    Notes
    -----
    Time proportional to the output; one partition in memory.

    Examples
    --------
    >>> list(horizontal_strips_above((2, 1), 4))
    [(2, 1), (2, 1, 1), (2, 2), (3, 1)]
    """
    rows = check_partition(inner, "inner")
    if max_size < 0:
        raise ValueError(f"max_size must be at least 0, got {max_size}")
    return _above(rows, max_size - sum(rows))


def _above(inner: Partition, room: int) -> Iterator[Partition]:
    if room < 0:
        return
    rows = (*inner, 0)

    def grow(row: int, left: int) -> Iterator[Partition]:
        if row == len(rows):
            yield ()
            return
        most = left if row == 0 else min(left, rows[row - 1] - rows[row])
        for add in range(most + 1):
            for rest in grow(row + 1, left - add):
                yield (rows[row] + add, *rest)

    for grown in grow(0, room):
        yield grown if grown[-1] else grown[:-1]


def horizontal_strips_below(outer: Partition) -> Iterator[Partition]:
    r"""Yield the partitions that arise by removing a horizontal strip, possibly empty.

    Raises
    ------
    TypeError, ValueError
        If ``outer`` is not a partition.

    Notes
    -----
    There are :math:`\prod_i(\lambda_i-\lambda_{i+1}+1)` of them.

    Examples
    --------
    >>> list(horizontal_strips_below((3, 1)))
    [(1,), (1, 1), (2,), (2, 1), (3,), (3, 1)]
    """
    rows = (*check_partition(outer, "outer"), 0)

    def shrink(row: int) -> Iterator[Partition]:
        if row == len(rows) - 1:
            yield ()
            return
        for part in range(rows[row + 1], rows[row] + 1):
            for rest in shrink(row + 1):
                yield (part, *rest)

    return (shrunk if not shrunk or shrunk[-1] else shrunk[:-1] for shrunk in shrink(0))
