"""Fomin's local rules: how one square of a growth diagram swallows a number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest

from lib.combinatorics.cylindric_partitions.strips import check_partition, interlaces
from lib.exact import Partition

Forward = Callable[[Partition, Partition, Partition, int], Partition]
Backward = Callable[[Partition, Partition, Partition], tuple[int, Partition]]


@dataclass(frozen=True)
class LocalRule:
    r"""A bijection between the two ways to complete a square with the side corners alpha and beta.

    Below lie :math:`(m,\nu)` with :math:`\alpha/\nu` and :math:`\beta/\nu` horizontal strips, above lies
    :math:`\lambda` with :math:`\lambda/\alpha` and :math:`\lambda/\beta` horizontal strips, and
    :math:`|\lambda|+|\nu|=|\alpha|+|\beta|+m`.

    Parameters
    ----------
    name
        What the literature calls it.
    push, pull
        The two directions for corners known to be good; :meth:`forward` and :meth:`backward` check them first.

    Examples
    --------
    >>> RSK_RULE.forward((1,), (1,), (), 0), BURGE_RULE.forward((1,), (1,), (), 0)
    ((1, 1), (2,))
    """

    name: str
    push: Forward = field(repr=False)
    pull: Backward = field(repr=False)

    def forward(self, alpha: Partition, beta: Partition, nu: Partition, m: int) -> Partition:
        """Return the upper corner.

        Parameters
        ----------
        alpha, beta
            The side corners.
        nu
            The lower corner, inside both by horizontal strips.
        m
            The label of the square.

        Raises
        ------
        TypeError, ValueError
            If a corner is not a partition, a side is not a horizontal strip, or the label is negative.

        Notes
        -----
        RSK: linear in the number of rows.  Burge: linear in the number of boxes added, times a logarithm.

        Examples
        --------
        >>> BURGE_RULE.forward((6, 5, 5, 3), (6, 6, 5, 2), (6, 5, 4, 2), 1)
        (7, 6, 5, 3, 1)
        """
        one, two, inner = check_partition(alpha, "alpha"), check_partition(beta, "beta"), check_partition(nu, "nu")
        if not interlaces(one, inner):
            raise ValueError(f"alpha/nu must be a horizontal strip, got {one} and {inner}")
        if not interlaces(two, inner):
            raise ValueError(f"beta/nu must be a horizontal strip, got {two} and {inner}")
        if not isinstance(m, int) or isinstance(m, bool):
            raise TypeError(f"m must be an integer, got {m!r}")
        if m < 0:
            raise ValueError(f"m must not be negative, got {m}")
        return self.push(one, two, inner, m)

    def backward(self, alpha: Partition, beta: Partition, lam: Partition) -> tuple[int, Partition]:
        """Return the label and the lower corner.

        Parameters
        ----------
        alpha, beta
            The side corners.
        lam
            The upper corner, outside both by horizontal strips.

        Raises
        ------
        TypeError, ValueError
            If a corner is not a partition or a side is not a horizontal strip.

        Examples
        --------
        >>> BURGE_RULE.backward((6, 5, 5, 3), (6, 6, 5, 2), (7, 6, 5, 3, 1))
        (1, (6, 5, 4, 2))
        >>> RSK_RULE.backward((6, 5, 5, 3), (6, 6, 5, 2), (7, 6, 5, 3, 1))
        (1, (6, 5, 5, 1))
        """
        one, two, outer = check_partition(alpha, "alpha"), check_partition(beta, "beta"), check_partition(lam, "lam")
        if not interlaces(outer, one):
            raise ValueError(f"lam/alpha must be a horizontal strip, got {outer} and {one}")
        if not interlaces(outer, two):
            raise ValueError(f"lam/beta must be a horizontal strip, got {outer} and {two}")
        return self.pull(one, two, outer)


def _rsk_push(alpha: Partition, beta: Partition, nu: Partition, m: int) -> Partition:
    # what a row hands to the next one: the label at first, then the smaller side less the lower corner
    grown, bumped = [], m
    for one, two, inner in zip_longest(alpha, beta, nu, fillvalue=0):
        if one < two:
            grown.append(two + bumped)
            bumped = one - inner
        else:
            grown.append(one + bumped)
            bumped = two - inner
    if bumped:
        grown.append(bumped)
    return tuple(grown)


def _rsk_pull(alpha: Partition, beta: Partition, lam: Partition) -> tuple[int, Partition]:
    label, smaller = 0, -1
    shrunk = []
    for one, two, outer in zip_longest(alpha, beta, lam, fillvalue=0):
        excess = outer - one if one > two else outer - two
        if smaller < 0:
            label = excess
        elif smaller > excess:
            shrunk.append(smaller - excess)
        smaller = two if one > two else one
    if smaller > 0:
        shrunk.append(smaller)
    return label, tuple(shrunk)


def _strip_columns(outer: Partition, inner: Partition) -> set[int]:
    """Return the columns, from 0, in which a horizontal strip has its boxes."""
    columns: set[int] = set()
    for row, part in enumerate(outer):
        columns.update(range(inner[row] if row < len(inner) else 0, part))
    return columns


def _burge_push(alpha: Partition, beta: Partition, nu: Partition, m: int) -> Partition:
    first, second = _strip_columns(alpha, nu), _strip_columns(beta, nu)
    taken = first | second
    for column in sorted(first & second):
        free = column + 1
        while free in taken:
            free += 1
        taken.add(free)
    free = 0
    for _ in range(m):
        while free in taken:
            free += 1
        taken.add(free)
    # the new box of a column goes to the first row that is too short to reach it
    columns = sorted(taken)
    grown, above = [], len(columns)
    for part in (*nu, 0):
        here = bisect_left(columns, part)
        grown.append(part + above - here)
        above = here
    return tuple(grown) if grown[-1] else tuple(grown[:-1])


def _burge_pull(alpha: Partition, beta: Partition, lam: Partition) -> tuple[int, Partition]:
    first, second = _strip_columns(lam, alpha), _strip_columns(lam, beta)
    taken, label = first | second, 0
    for column in sorted(first & second, reverse=True):
        free = column - 1
        while free in taken:
            free -= 1
        if free < 0:
            label += 1
        else:
            taken.add(free)
    columns = sorted(taken)
    shrunk = []
    for row, part in enumerate(lam):
        below = lam[row + 1] if row + 1 < len(lam) else 0
        shrunk.append(part - bisect_left(columns, part) + bisect_left(columns, below))
    while shrunk and not shrunk[-1]:
        shrunk.pop()
    return label, tuple(shrunk)


RSK_RULE = LocalRule("RSK", _rsk_push, _rsk_pull)
BURGE_RULE = LocalRule("Burge", _burge_push, _burge_pull)
RULES = {rule.name: rule for rule in (RSK_RULE, BURGE_RULE)}
