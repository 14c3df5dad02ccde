"""The life of a triple: from strangers, pair by pair, to the first meeting of all three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Int64

from lib.networks.simplicial_closure.cliques import ranges
from lib.networks.simplicial_closure.closure import STATES, state_codes
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph
from lib.networks.simplicial_closure.triangles import Triangles, triangles, triple_keys

CLOSED = "closed"


@dataclass(frozen=True)
class LifeEvent:
    """A simplex that meets a triple in at least two nodes, and the triple's state after it."""

    time: int
    together: tuple[Hashable, ...]
    state: str


def lifecycle(h: TemporalHypergraph, u: Hashable, v: Hashable, w: Hashable) -> list[LifeEvent]:
    """Follow one triple through time until it closes.

    Parameters
    ----------
    h
        The temporal hypergraph; simplices of one time count in the order they came in.
    u, v, w
        Three different nodes.

    Returns
    -------
    list of LifeEvent
        Meetings of two of the three, and the first meeting of all three if there is one, with which the list ends.

    Raises
    ------
    ValueError
        If the nodes are not three different nodes of the hypergraph.

    Notes
    -----
    One pass over the simplices: linear in their total size.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 2}, {2, 3}, {1, 2, 3}, {1, 3}], [1, 2, 3, 4, 5])
    >>> [(event.time, event.state) for event in lifecycle(h, 1, 2, 3)]
    [(1, '001'), (2, '002'), (3, '012'), (4, 'closed')]
    """
    if len({u, v, w}) < 3:
        raise ValueError(f"u, v, w must be three different nodes, got {u!r}, {v!r}, {w!r}")
    three = np.sort([h.number(u), h.number(v), h.number(w)])
    entry = np.isin(h.nodes, three)
    simplex = np.repeat(np.arange(len(h)), np.diff(h.offsets))[entry]
    member = h.nodes[entry]
    met: Counter[tuple[int, ...]] = Counter()
    events: list[LifeEvent] = []
    positions, starts, numbers = np.unique(simplex, return_index=True, return_counts=True)
    for at, start, number in zip(positions.tolist(), starts.tolist(), numbers.tolist(), strict=True):
        if number < 2:
            continue
        here = tuple(member[start : start + number].tolist())
        names = tuple(h.labels[k] for k in here)
        if number == 3:
            return [*events, LifeEvent(int(h.times[at]), names, CLOSED)]
        met[here] += 1
        strengths = sorted([*(min(count, 2) for count in met.values()), *[0] * (3 - len(met))])
        events.append(LifeEvent(int(h.times[at]), names, "".join(map(str, strengths))))
    return events


def last_states(h: TemporalHypergraph) -> dict[str, int]:
    r"""Count in which state the closed triples were just before they closed.

    Returns
    -------
    dict
        By state, zeros included; the sum is the number of closed triples.

    Notes
    -----
    Before a triple closes no simplex holds all three nodes, so the state is read off the number of meetings of each pair
    before the closing simplex: one binary search per pair.  $O(T\log M)$ for $T$ triangles and $M$ meetings.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 2, 3}, {4, 5, 6}], [1, 2, 3, 4])
    >>> {state: count for state, count in last_states(h).items() if count}
    {'000': 1, '011': 1}
    """
    found = triangles(h)
    chosen = found.closed
    before = _meetings_before(h, found.edges[chosen], found.first_time[chosen])
    codes = state_codes(np.minimum(before, 2))
    return dict(zip(STATES, np.bincount(codes, minlength=10).tolist(), strict=True))


def last_states_by_time(h: TemporalHypergraph, inclusive: bool) -> dict[str, int]:
    """Count last states as :func:`last_states`, but by time stamps alone.

    Parameters
    ----------
    h
        The temporal hypergraph.
    inclusive
        Whether meetings of a pair at the very time of the closing count as before it.

    Notes
    -----
    Bounds what another order of the simplices of one moment could give.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 2, 3}], [5, 5])
    >>> [[state for state, count in last_states_by_time(h, late).items() if count] for late in (False, True)]
    [['000'], ['001']]
    """
    found = triangles(h)
    chosen = found.closed
    moment = h.times[found.first_time[chosen]]
    position = np.searchsorted(h.times, moment, side="right" if inclusive else "left")
    before = _meetings_before(h, found.edges[chosen], position)
    if inclusive:
        # all simplices of that moment that hold the three together are no meetings of two
        before -= _joint_meetings(h, found.nodes[chosen], position)[:, None]
    codes = state_codes(np.minimum(before, 2))
    return dict(zip(STATES, np.bincount(codes, minlength=10).tolist(), strict=True))


def _joint_meetings(
    h: TemporalHypergraph, nodes: Int64[np.ndarray, "m 3"], position: Int64[np.ndarray, " m"]
) -> Int64[np.ndarray, " m"]:
    """Count the simplices before a position that contain a whole triple."""
    rows, at = h.subsets(3)
    n = len(h.labels)
    keys = triple_keys(rows, n)
    order = np.argsort(keys, kind="stable")
    keys, at = keys[order], at[order]
    wanted = triple_keys(nodes, n)
    start, stop = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
    owner, entry = ranges(start, stop)
    return np.bincount(owner[at[entry] < position[owner]], minlength=len(nodes))


def _meetings_before(
    h: TemporalHypergraph, edges: Int64[np.ndarray, "m 3"], position: Int64[np.ndarray, " m"]
) -> Int64[np.ndarray, "m 3"]:
    keys, at = h.meetings
    size = len(h) + 1
    # meetings are sorted by pair, then by position: so are these codes, and one search finds a moment in a pair's list
    place = np.cumsum(np.concatenate([[0], np.diff(keys) != 0])) * size + at
    return np.searchsorted(place, edges * size + position[:, None]) - h.edges[1][edges]


def first_two_meetings(h: TemporalHypergraph) -> Int64[np.ndarray, "edges 2"]:
    """Return the positions of the first two simplices of every pair that met; the number of simplices if only one.

    Examples
    --------
    >>> first_two_meetings(TemporalHypergraph([{1, 2}, {2, 3}, {1, 2}], [1, 2, 3])).tolist()
    [[0, 2], [1, 3]]
    """
    at = h.meetings[1]
    _, start, weights = h.edges
    if len(start) == 0:
        return np.empty((0, 2), dtype=np.int64)
    second = np.where(weights > 1, at[np.minimum(start + 1, len(at) - 1)], len(h))
    return np.column_stack([at[start], second])


def transition_counts(h: TemporalHypergraph) -> Counter[tuple[str, str]]:
    r"""Count how many triples of present nodes ever go from one state to another, over the whole of the data.

    Returns
    -------
    Counter
        By pair of states, the second of which may be ``"closed"``; every triple starts in ``"000"``.

    Notes
    -----
    Each pair changes class twice at most, so a triangle has six events and a closing; two edges have four, one edge two.
    Triangles and pairs of edges are treated as arrays; for single edges the number of third nodes without a further
    edge is counted.  $O(T+\sum_v d(v)^2)$ time and memory.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 2}, {2, 3}, {1, 2, 3}], [1, 2, 3, 4])
    >>> dict(transition_counts(h))
    {('000', '001'): 1, ('001', '002'): 1, ('002', '012'): 1, ('012', 'closed'): 1}
    """
    found = triangles(h)
    moments = first_two_meetings(h)
    counts = _paths(moments[found.edges].reshape(-1, 6), found.first_time, len(h))
    wedges, single = _without_triangle(h, found)
    never = np.full(len(wedges), len(h))
    # the missing third pair never meets: its two events lie beyond the end
    both = np.concatenate([moments[wedges].reshape(-1, 4), np.full((len(wedges), 2), len(h))], axis=1)
    counts.update(_paths(both, never, len(h)))
    for (_, second), third in zip(moments.tolist(), single.tolist(), strict=True):
        counts["000", "001"] += third
        if second < len(h):
            counts["001", "002"] += third
    return Counter({pair: count for pair, count in sorted(counts.items()) if count})


def _paths(events: Int64[np.ndarray, "m 6"], closing: Int64[np.ndarray, " m"], end: int) -> Counter[tuple[str, str]]:
    """Count the transitions of triples with the given first and second meetings of their three pairs."""
    events = np.where(events < closing[:, None], events, end)
    order = np.argsort(events, axis=1, kind="stable")
    happened = np.take_along_axis(events, order, axis=1) < end
    classes = np.zeros((len(events), 3), dtype=np.int64)
    state = state_codes(classes)
    table = np.zeros((10, 11), dtype=np.int64)
    rows = np.arange(len(events))
    for step in range(6):
        classes[rows, order[:, step] // 2] += happened[:, step]
        after = state_codes(classes)
        moved = happened[:, step]
        table[:, :10] += np.bincount(state[moved] * 10 + after[moved], minlength=100).reshape(10, 10)
        state = after
    table[:, 10] = np.bincount(state[closing < end], minlength=10)
    names = (*STATES, CLOSED)
    return Counter({(STATES[a], names[b]): int(table[a, b]) for a, b in zip(*np.nonzero(table), strict=True)})


def _without_triangle(h: TemporalHypergraph, found: Triangles) -> tuple[Any, Int64[np.ndarray, " edges"]]:
    """Return the pairs of edges at a node whose ends never met, and for each edge the third nodes without an edge."""
    n = len(h.labels)
    keys = h.edges[0]
    ends = np.concatenate([keys // n, keys % n])
    others = np.concatenate([keys % n, keys // n])
    names = np.tile(np.arange(len(keys)), 2)
    order = np.lexsort((others, ends))
    ends, others, names = ends[order], others[order], names[order]
    stop = np.searchsorted(ends, ends, side="right")
    first, second = ranges(np.arange(1, len(ends) + 1), stop)
    apart = h.weight(others[first], others[second]) == 0
    wedges = np.column_stack([names[first[apart]], names[second[apart]]])
    common = np.bincount(found.edges.ravel(), minlength=len(keys))
    single = int(h.present.sum()) - h.degrees[keys // n] - h.degrees[keys % n] + common
    return wedges, single


def interval_overlaps(h: TemporalHypergraph) -> tuple[int, int, int, int]:
    """Count open triangles by how many of their three pairs of edges were active at overlapping times.

    Returns
    -------
    tuple
        The numbers of open triangles with 0, 1, 2 and 3 overlaps.  An edge is active from its first meeting to its last,
        both included.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 2}, {1, 3}], [1, 2, 3, 4])
    >>> interval_overlaps(h)
    (0, 1, 0, 0)
    """
    _, start, weights = h.edges
    times = h.times[h.meetings[1]]
    return _overlaps(h, times[start], times[start + weights - 1])


def summed_interval_overlaps(h: TemporalHypergraph) -> tuple[int, int, int, int]:
    """Count overlaps as a released analysis did, which added up time stamps; for comparison only.

    Notes
    -----
    The list of meetings was sorted by its first node only, and each run of one pair gave a first and a last time.  A pair
    interrupted by others has many runs, and the sparse matrix they were written into adds entries of one place.
    """
    pairs, at = h.subsets(2)
    order = np.argsort(pairs[:, 0], kind="stable")
    keys, times = (pairs[:, 0] * len(h.labels) + pairs[:, 1])[order], h.times[at[order]]
    bounds = np.flatnonzero(np.concatenate([[True], np.diff(keys) != 0]))
    ends = np.concatenate([bounds[1:], [len(keys)]]) - 1
    edge = np.searchsorted(h.edges[0], keys[bounds])
    low, high = np.zeros(len(h.edges[0]), dtype=np.int64), np.zeros(len(h.edges[0]), dtype=np.int64)
    np.add.at(low, edge, times[bounds])
    np.add.at(high, edge, times[ends])
    return _overlaps(h, low, high)


def _overlaps(
    h: TemporalHypergraph, low: Int64[np.ndarray, " edges"], high: Int64[np.ndarray, " edges"]
) -> tuple[int, int, int, int]:
    found = triangles(h)
    edges = found.edges[~found.closed]
    number = np.zeros(len(edges), dtype=np.int64)
    for x, y in ((0, 1), (0, 2), (1, 2)):
        a, b = edges[:, x], edges[:, y]
        number += (low[a] <= high[b]) & (low[b] <= high[a])
    none, one, two, three = np.bincount(number, minlength=4).tolist()
    return none, one, two, three
