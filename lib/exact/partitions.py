"""Integer partitions and set partitions, as tuples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from math import factorial

Partition = tuple[int, ...]


def as_partition(parts: Iterable[int]) -> Partition:
    """Return the parts as a partition: positive, in weakly decreasing order.

    Parameters
    ----------
    parts
        Positive integers in any order.

    Returns
    -------
    Partition
        The same parts, largest first.

    Raises
    ------
    TypeError
        If a part is not an integer.
    ValueError
        If a part is not positive.

    Examples
    --------
    >>> as_partition([1, 3, 1])
    (3, 1, 1)
    """
    listed = list(parts)
    for part in listed:
        if not isinstance(part, int) or isinstance(part, bool):
            raise TypeError(f"parts must be integers, got {part!r}")
        if part < 1:
            raise ValueError(f"parts must be positive, got {part} in {listed}")
    return tuple(sorted(listed, reverse=True))


def partitions(n: int, largest: int | None = None) -> Iterator[Partition]:
    """Yield the partitions of ``n`` in reverse lexicographic order.

    Parameters
    ----------
    n
        A non-negative integer.
    largest
        No part exceeds this; ``n`` if not given.

    Yields
    ------
    Partition
        Each partition once, ``(n,)`` first.

    Raises
    ------
    ValueError
        If ``n`` is negative.

    Notes
    -----
    Constant memory beyond the current partition; the number of partitions grows like
    ``exp(pi sqrt(2n/3)) / (4 n sqrt 3)``.

    Examples
    --------
    >>> list(partitions(4))
    [(4,), (3, 1), (2, 2), (2, 1, 1), (1, 1, 1, 1)]
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, got {n}")
    if n == 0:
        yield ()
        return
    for first in range(min(n, largest or n), 0, -1):
        for rest in partitions(n - first, first):
            yield (first, *rest)


def conjugate(partition: Partition) -> Partition:
    """Return the conjugate partition: columns of the diagram become rows.

    Examples
    --------
    >>> conjugate((4, 2, 1))
    (3, 2, 1, 1)
    """
    shape = as_partition(partition)
    return tuple(sum(part > column for part in shape) for column in range(shape[0] if shape else 0))


def dominates(first: Partition, second: Partition) -> bool:
    """Return whether ``first`` is at least ``second`` in the dominance order.

    Raises
    ------
    ValueError
        If the two are not partitions of the same number.

    Examples
    --------
    >>> dominates((3, 1), (2, 2)), dominates((3, 3), (4, 1, 1))
    (True, False)
    """
    one, two = as_partition(first), as_partition(second)
    if sum(one) != sum(two):
        raise ValueError(f"first and second must be partitions of one number, got {sum(one)} and {sum(two)}")
    return all(sum(one[:k]) >= sum(two[:k]) for k in range(1, max(len(one), len(two)) + 1))


def multiplicities(partition: Partition) -> Counter[int]:
    """Return how often each part occurs.

    Examples
    --------
    >>> multiplicities((3, 1, 1))[1]
    2
    """
    return Counter(partition)


def stabiliser_order(partition: Partition) -> int:
    r"""Return :math:`\prod_i m_i(\lambda)!`, the number of ways to permute equal parts.

    Examples
    --------
    >>> stabiliser_order((2, 2, 1, 1, 1))
    12
    """
    order = 1
    for count in multiplicities(partition).values():
        order *= factorial(count)
    return order


def centraliser_order(partition: Partition) -> int:
    r"""Return :math:`z_\lambda=\prod_i i^{m_i}m_i!`, the size of the centraliser of a permutation of that cycle type.

    Examples
    --------
    >>> centraliser_order((2, 1, 1))
    4
    """
    order = stabiliser_order(partition)
    for part in partition:
        order *= part
    return order


@cache
def number_of_partitions(n: int) -> int:
    """Return p(n), by Euler's pentagonal number recurrence.

    Raises
    ------
    ValueError
        If ``n`` is negative.

    Notes
    -----
    ``O(n^1.5)`` additions.

    Examples
    --------
    >>> [number_of_partitions(n) for n in range(10)]
    [1, 1, 2, 3, 5, 7, 11, 15, 22, 30]
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, got {n}")
    if n == 0:
        return 1
    total, k = 0, 1
    while k * (3 * k - 1) // 2 <= n:
        sign = 1 if k % 2 else -1
        total += sign * number_of_partitions(n - k * (3 * k - 1) // 2)
        if k * (3 * k + 1) // 2 <= n:
            total += sign * number_of_partitions(n - k * (3 * k + 1) // 2)
        k += 1
    return total


def set_partitions(n: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield the partitions of the set ``{0, ..., n-1}`` into blocks, each block sorted, blocks by least element.

    Raises
    ------
    ValueError
        If ``n`` is negative.

    Notes
    -----
    Their number is the Bell number: 1, 1, 2, 5, 15, 52, 203, 877, 4140, ...

    Examples
    --------
    >>> list(set_partitions(3))
    [((0, 1, 2),), ((0, 1), (2,)), ((0, 2), (1,)), ((0,), (1, 2)), ((0,), (1,), (2,))]
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, got {n}")

    def extend(k: int, blocks: list[list[int]]) -> Iterator[tuple[tuple[int, ...], ...]]:
        if k == n:
            yield tuple(tuple(block) for block in blocks)
            return
        for block in blocks:
            block.append(k)
            yield from extend(k + 1, blocks)
            block.pop()
        blocks.append([k])
        yield from extend(k + 1, blocks)
        blocks.pop()

    yield from extend(0, [])
