"""Temporal hypergraphs: groups of nodes, each with a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import cached_property, wraps
from itertools import combinations, pairwise
from typing import Any, TypeVar

import numpy as np
import scipy.sparse
from jaxtyping import Int64

from lib.data import Contacts
from lib.networks.simplicial_closure.cliques import maximal_cliques

Found = TypeVar("Found")


def remembered(function: Callable[[TemporalHypergraph], Found]) -> Callable[[TemporalHypergraph], Found]:
    """Let a hypergraph, which never changes, keep what a function found about it."""

    @wraps(function)
    def inner(h: TemporalHypergraph) -> Found:
        if function.__name__ not in h.memory:
            h.memory[function.__name__] = function(h)
        return h.memory[function.__name__]

    return inner


class TemporalHypergraph:
    """Simplices (sets of nodes) with integer times, kept in order of time.

    Parameters
    ----------
    simplices
        Each a non-empty collection of distinct hashable nodes.
    times
        One integer per simplex, in any order; simplices of one time keep the order they came in.
    dedupe
        Accept a node named twice in one simplex and count it once.

    Raises
    ------
    ValueError
        If the lengths differ, there is no simplex, a simplex is empty or repeats a node, or a node is not a number (NaN).
    TypeError
        If a time is not an integer, a node is not hashable, or a simplex is a string, which would fall into its letters.

    Notes
    -----
    Immutable.  Nodes are numbered in ascending order where they can be compared, otherwise by first appearance.
    Memory is linear in the sum of the sizes.

    Examples
    --------
    >>> h = TemporalHypergraph([{"a", "b", "c"}, {"a", "b"}, {"b", "d"}], [3, 1, 2])
    >>> h
    TemporalHypergraph(3 simplices, 4 nodes, times 1 to 3)
    >>> [sorted(s) for s in h.simplices()]
    [['a', 'b'], ['b', 'd'], ['a', 'b', 'c']]
    """

    labels: tuple[Hashable, ...]
    nodes: Int64[np.ndarray, " entries"]
    offsets: Int64[np.ndarray, " bounds"]
    times: Int64[np.ndarray, " simplices"]
    memory: dict[str, Any]

    def __init__(self, simplices: Iterable[Iterable[Hashable]], times: Iterable[Any], *, dedupe: bool = False) -> None:
        given, moments = list(simplices), list(times)
        for at, simplex in enumerate(given):
            if isinstance(simplex, str | bytes):
                raise TypeError(f"simplices must be collections of nodes, got the string {simplex!r} at position {at}")
        groups = [list(simplex) for simplex in given]
        if len(groups) != len(moments):
            raise ValueError(f"times must have one entry per simplex, got {len(moments)} for {len(groups)} simplices")
        if not groups:
            raise ValueError("simplices must hold at least one simplex, got none")
        for at, group in enumerate(groups):
            if not group:
                raise ValueError(f"simplices must not be empty, got an empty one at position {at}")
            if len(set(group)) < len(group):
                if not dedupe:
                    raise ValueError(
                        f"simplices must not repeat a node, got {group!r} at position {at}; dedupe=True accepts it"
                    )
                groups[at] = list(dict.fromkeys(group))
        for at, moment in enumerate(moments):
            if isinstance(moment, bool | np.bool_) or not isinstance(moment, int | np.integer):
                raise TypeError(f"times must be integers, got {moment!r} at position {at}")
        seen = dict.fromkeys(node for group in groups for node in group)
        # a missing value differs from itself: two of them would count as two nodes
        if any(node != node for node in seen):
            raise ValueError("simplices must not hold missing values (NaN) as nodes")
        try:
            labels = tuple(sorted(seen))  # type: ignore[type-var]
        except TypeError:
            labels = tuple(seen)
        number = {label: k for k, label in enumerate(labels)}
        nodes = np.array([k for group in groups for k in sorted(number[node] for node in group)], dtype=np.int64)
        sizes = np.array([len(group) for group in groups], dtype=np.int64)
        self._fill(labels, nodes, sizes, np.array([int(moment) for moment in moments], dtype=np.int64))

    @classmethod
    def from_columns(
        cls, simplices: Iterable[Hashable], nverts: Iterable[Any], times: Iterable[Any], *, largest: int = 25
    ) -> TemporalHypergraph:
        """Read the paper's file format: all simplices strung together, their sizes, their times.

        Parameters
        ----------
        simplices
            The nodes of the first simplex, then of the second, and so on.
        nverts
            The sizes.
        times
            The times.
        largest
            Simplices of more nodes are left out, as in the paper.

        Raises
        ------
        ValueError
            If a size is negative, the sizes do not add up to the number of nodes listed, the lengths differ, or the
            largest size is less than 1.
        TypeError
            If a size or a time is not an integer.

        Examples
        --------
        >>> list(TemporalHypergraph.from_columns([1, 2, 3, 1, 2], [3, 2], [10, 20]).simplices())
        [(1, 2, 3), (1, 2)]
        """
        if largest < 1:
            raise ValueError(f"largest must be at least 1, got {largest}")
        # lists: a pandas column would be looked up by its index, not by position
        nodes, counts, moments = list(simplices), list(nverts), list(times)
        for at, size in enumerate(counts):
            if isinstance(size, bool | np.bool_) or not isinstance(size, int | np.integer):
                raise TypeError(f"nverts must be integers, got {size!r} at position {at}")
        sizes = [int(size) for size in counts]
        if min(sizes, default=1) < 0:
            raise ValueError(f"nverts must not be negative, got {min(sizes)}")
        if sum(sizes) != len(nodes):
            raise ValueError(f"nverts must add up to the length of simplices, got {sum(sizes)} for {len(nodes)}")
        if len(sizes) != len(moments):
            raise ValueError(f"nverts and times must have the same length, got {len(sizes)} and {len(moments)}")
        ends = np.cumsum([0, *sizes])
        groups = [nodes[a:b] for a, b in pairwise(ends)]
        kept = [k for k, size in enumerate(sizes) if size <= largest]
        return cls([groups[k] for k in kept], [moments[k] for k in kept])

    @classmethod
    def from_contacts(cls, contacts: Contacts) -> TemporalHypergraph:
        """Make one simplex of every maximal clique of each moment's contacts.

        Examples
        --------
        >>> from lib.data import workplace_contacts
        >>> TemporalHypergraph.from_contacts(workplace_contacts())
        TemporalHypergraph(9645 simplices, 92 nodes, times 28820 to 1016440)
        """
        levels = maximal_cliques(contacts.times, contacts.pairs)
        if not levels:
            raise ValueError("contacts must hold at least one contact, got none")
        used = np.unique(contacts.pairs)
        sizes = np.concatenate([np.full(len(rows), rows.shape[1]) for _, rows in levels])
        nodes = np.concatenate([np.searchsorted(used, rows).ravel() for _, rows in levels])
        times = np.concatenate([moments for moments, _ in levels])
        return cls._of(tuple(used.tolist()), nodes, sizes, times)

    @classmethod
    def _of(cls, labels: tuple[Hashable, ...], nodes: Any, sizes: Any, times: Any) -> TemporalHypergraph:
        made = cls.__new__(cls)
        made._fill(labels, nodes, sizes, times)
        return made

    def _fill(self, labels: tuple[Hashable, ...], nodes: Any, sizes: Any, times: Any) -> None:
        order = np.argsort(times, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(sizes[order])])
        starts = (np.cumsum(sizes) - sizes)[order]
        entries = np.arange(len(nodes)) + np.repeat(starts - offsets[:-1], sizes[order])
        self.labels, self.nodes, self.offsets, self.times = labels, nodes[entries], offsets, times[order]
        self.memory = {}
        for array in (self.nodes, self.offsets, self.times):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.times)

    def __repr__(self) -> str:
        return (
            f"TemporalHypergraph({len(self)} simplices, {self.present.sum()} nodes, "
            f"times {self.times[0]} to {self.times[-1]})"
        )

    def simplices(self) -> list[tuple[Hashable, ...]]:
        """Return the simplices in order of time, the nodes of each in ascending order."""
        return [
            tuple(self.labels[k] for k in self.nodes[a:b])
            for a, b in zip(self.offsets[:-1], self.offsets[1:], strict=True)
        ]

    def number(self, node: Hashable) -> int:
        """Return the number by which the arrays of this hypergraph know a node.

        Raises
        ------
        ValueError
            If there is no such node.
        """
        try:
            return self.labels.index(node)
        except ValueError:
            raise ValueError(f"node must be one of the hypergraph's {len(self.labels)} nodes, got {node!r}") from None

    def part(self, chosen: np.ndarray) -> TemporalHypergraph:
        """Return the simplices chosen by a mask; numbers and labels of nodes stay the same.

        Raises
        ------
        ValueError
            If the mask does not have one true or false per simplex, or is false throughout.
        """
        if chosen.dtype != bool or chosen.shape != (len(self),):
            raise ValueError(f"chosen must be a mask of {len(self)} true or false, got {chosen.dtype} {chosen.shape}")
        if not chosen.any():
            raise ValueError("chosen must keep at least one simplex, got none")
        keep = np.repeat(chosen, np.diff(self.offsets))
        return self._of(self.labels, self.nodes[keep], np.diff(self.offsets)[chosen], self.times[chosen])

    def renamed(self, numbers: Int64[np.ndarray, " n"]) -> TemporalHypergraph:
        """Return the same hypergraph with the integers ``numbers`` as names of its nodes.

        Raises
        ------
        ValueError
            If ``numbers`` is not a permutation of 0, ..., n-1.

        Examples
        --------
        >>> TemporalHypergraph([{1, 2}, {2, 3}], [0, 1]).renamed(np.array([2, 0, 1])).simplices()
        [(0, 2), (0, 1)]
        """
        n = len(self.labels)
        if not np.array_equal(np.sort(numbers), np.arange(n)):
            raise ValueError(f"numbers must be a permutation of 0 to {n - 1}")
        simplex = np.repeat(np.arange(len(self)), np.diff(self.offsets))
        order = np.lexsort((numbers[self.nodes], simplex))
        return self._of(tuple(range(n)), numbers[self.nodes][order], np.diff(self.offsets), self.times)

    @cached_property
    def simplex_degrees(self) -> Int64[np.ndarray, " n"]:
        """The number of simplices that contain each node."""
        return np.bincount(self.nodes, minlength=len(self.labels))

    @property
    def present(self) -> np.ndarray:
        """Which nodes occur in at least one simplex, if only alone."""
        return self.simplex_degrees > 0

    @cached_property
    def first_of_its_kind(self) -> np.ndarray:
        """Which simplices have no earlier simplex with the same nodes."""
        raw, width = self.nodes.tobytes(), self.nodes.itemsize
        bounds = (self.offsets * width).tolist()
        first: dict[bytes, int] = {}
        for at, (a, b) in enumerate(pairwise(bounds)):
            first.setdefault(raw[a:b], at)
        mask = np.zeros(len(self), dtype=bool)
        mask[list(first.values())] = True
        return mask

    def subsets(self, size: int) -> tuple[Int64[np.ndarray, "subsets size"], Int64[np.ndarray, " subsets"]]:
        """Return all subsets of a size of all simplices, with the position of the simplex; both in order of time.

        Raises
        ------
        ValueError
            If the size is less than 1.
        """
        if size < 1:
            raise ValueError(f"size must be at least 1, got {size}")
        sizes = np.diff(self.offsets)
        rows, positions = [np.empty((0, size), dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for present in np.unique(sizes[sizes >= size]).tolist():
            where = np.flatnonzero(sizes == present)
            table = self.nodes[self.offsets[where][:, None] + np.arange(present)]
            for columns in combinations(range(present), size):
                rows.append(table[:, columns])
                positions.append(where)
        at = np.concatenate(positions)
        order = np.argsort(at, kind="stable")
        return np.concatenate(rows)[order], at[order]

    @cached_property
    def meetings(self) -> tuple[Int64[np.ndarray, " meetings"], Int64[np.ndarray, " meetings"]]:
        """Every meeting of a pair, sorted by pair, then by time: the pair's key $u n + v$ and the simplex' position."""
        pairs, at = self.subsets(2)
        keys = pairs[:, 0] * len(self.labels) + pairs[:, 1]
        order = np.argsort(keys, kind="stable")
        return keys[order], at[order]

    @cached_property
    def edges(self) -> tuple[Int64[np.ndarray, " edges"], Int64[np.ndarray, " edges"], Int64[np.ndarray, " edges"]]:
        """The edges of the projected graph: keys $u n + v$ with $u<v$, first index in ``meetings``, weights."""
        keys, start, weight = np.unique(self.meetings[0], return_index=True, return_counts=True)
        return keys, start, weight

    @cached_property
    def degrees(self) -> Int64[np.ndarray, " n"]:
        """The number of neighbours of each node in the projected graph."""
        n = len(self.labels)
        keys = self.edges[0]
        return np.bincount(keys // n, minlength=n) + np.bincount(keys % n, minlength=n)

    def weight(self, u: Int64[np.ndarray, " pairs"], v: Int64[np.ndarray, " pairs"]) -> Int64[np.ndarray, " pairs"]:
        """Return how many simplices contain each pair, given by numbers; 0 for pairs that never met.

        Raises
        ------
        ValueError
            If a number is not that of a node.
        """
        n = len(self.labels)
        for numbers in (u, v):
            # beyond the range the key of one pair would be that of another
            if len(numbers) and (numbers.min() < 0 or numbers.max() >= n):
                raise ValueError(f"nodes must be numbers from 0 to {n - 1}, got {numbers.min()} to {numbers.max()}")
        keys, _, weights = self.edges
        if len(keys) == 0:
            return np.zeros(len(u), dtype=np.int64)
        wanted = np.minimum(u, v) * n + np.maximum(u, v)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, weights[at], 0)


def projected_weights(h: TemporalHypergraph) -> dict[tuple[Hashable, Hashable], int]:
    r"""Return the weight $W_{uv}$ of every edge of the projected graph: how many simplices contain $u$ and $v$.

    Notes
    -----
    Repeated simplices count.  $O(\sum|S|^2)$ time and memory.

    Examples
    --------
    >>> projected_weights(TemporalHypergraph([{1, 2, 3}, {1, 2}], [0, 1]))
    {(1, 2): 2, (1, 3): 1, (2, 3): 1}
    """
    keys, _, weights = h.edges
    n = len(h.labels)
    return {
        (h.labels[key // n], h.labels[key % n]): weight
        for key, weight in zip(keys.tolist(), weights.tolist(), strict=True)
    }


def projected_matrix(h: TemporalHypergraph) -> scipy.sparse.csr_array:
    """Return the symmetric matrix of weights of the projected graph, rows in the order of ``h.labels``.

    Examples
    --------
    >>> projected_matrix(TemporalHypergraph([{1, 2, 3}, {1, 2}], [0, 1])).toarray().tolist()
    [[0, 2, 1], [2, 0, 1], [1, 1, 0]]
    """
    keys, _, weights = h.edges
    n = len(h.labels)
    upper = scipy.sparse.coo_array((weights, (keys // n, keys % n)), shape=(n, n))
    return scipy.sparse.csr_array(upper + upper.T)


def split(h: TemporalHypergraph, q: float = 80) -> tuple[TemporalHypergraph, TemporalHypergraph]:
    """Cut the data in time: simplices up to the q-th percentile of all times, and those after.

    Parameters
    ----------
    h
        The whole.
    q
        A percentage.  The percentile of the list of all simplices' times (interpolated, rounded half to even) is the
        last old time, so that ties can make the old part slightly larger than ``q`` percent.

    Raises
    ------
    ValueError
        If ``q`` is not strictly between 0 and 100, or one part would be empty.

    Examples
    --------
    >>> old, new = split(TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {1, 2, 3}], [1, 2, 3, 4]), 70)
    >>> len(old), len(new)
    (3, 1)
    """
    if not 0 < q < 100:
        raise ValueError(f"q must be strictly between 0 and 100, got {q}")
    if h.times[0] == h.times[-1]:
        raise ValueError(f"h must have at least two different times, got {h.times[0]} only")
    # counted from an even time near the first: floats hold no count of nanoseconds since 1970, and half-to-even stays
    since = h.times - h.times[0] // 2 * 2
    old = since <= np.rint(np.percentile(since, q))
    if old.all() or not old.any():
        raise ValueError(f"q must leave simplices on both sides, got {q}, which puts all {len(h)} on one")
    return h.part(old), h.part(~old)


def check_parts(old: TemporalHypergraph, new: TemporalHypergraph) -> None:
    """Raise a ``ValueError`` unless two hypergraphs number their nodes alike and the first ends before the second begins."""
    if old.labels != new.labels:
        raise ValueError("old and new must be two parts of one hypergraph, got different nodes")
    if old.times[-1] >= new.times[0]:
        raise ValueError(
            f"old must end before new begins, got times up to {old.times[-1]} in old and from {new.times[0]} in new"
        )
