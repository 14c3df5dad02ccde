"""From pairs in contact to groups: the maximal cliques of every moment at once."""

from __future__ import annotations

import numpy as np
from jaxtyping import Int64

Rows = Int64[np.ndarray, "rows size"]


def maximal_cliques(
    times: Int64[np.ndarray, " times"], pairs: Int64[np.ndarray, "pairs 2"]
) -> list[tuple[Int64[np.ndarray, _], Int64[np.ndarray, "_ _"]]]:
    r"""Return the maximal cliques of the contact graph of each moment.

    Parameters
    ----------
    times
        The moment of each contact, in any order.
    pairs
        The two nodes of each contact, non-negative; repeated contacts of one moment count once.

    Returns
    -------
    list
        For each clique size from 2 on, the moments and the cliques (one a row, nodes ascending), sorted.

    Raises
    ------
    ValueError
        If the lengths differ, there are not two nodes to a contact, a node is negative or too large for 64 bits (times the
        number of moments), or a node is in contact with itself.

    Notes
    -----
    The graphs of all moments are one graph with many small components, whose cliques are grown level by level with
    array operations: $O(c\log c)$ time for $c$ cliques of all sizes.  A clique is maximal if no clique of the next size
    contains it.

    Examples
    --------
    Three people stand together at time 1, and two of them stay at time 2.

    >>> import numpy as np
    >>> found = maximal_cliques(np.array([1, 1, 1, 2]), np.array([[0, 1], [0, 2], [1, 2], [0, 2]]))
    >>> [(moments.tolist(), cliques.tolist()) for moments, cliques in found]
    [([2], [[0, 2]]), ([1], [[0, 1, 2]])]
    """
    if len(times) != len(pairs):
        raise ValueError(f"times and pairs must have the same length, got {len(times)} and {len(pairs)}")
    if len(times) == 0:
        return []
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError(f"pairs must have two columns, got shape {pairs.shape}")
    if (pairs < 0).any():
        raise ValueError(f"pairs must hold non-negative nodes, got {int(pairs.min())}")
    if (pairs[:, 0] == pairs[:, 1]).any():
        at = int(np.flatnonzero(pairs[:, 0] == pairs[:, 1])[0])
        raise ValueError(f"pairs must join two different nodes, got {pairs[at].tolist()} at position {at}")
    moments, moment_of = np.unique(times, return_inverse=True)
    base = int(pairs.max()) + 1
    if base * len(moments) >= 2**63:
        raise ValueError(
            f"pairs must hold numbers small enough for codes of 64 bits, got {base - 1}; renumber the nodes"
        )
    copies, ends = np.unique(moment_of[:, None] * base + pairs, return_inverse=True)
    ends = np.sort(ends.reshape(-1, 2), axis=1)
    size = len(copies)
    keys = np.unique(ends[:, 0] * size + ends[:, 1])
    # keys[k] encodes each clique of k + 2 nodes as (index of the clique without its last node, last node)
    levels, cliques = [keys], np.column_stack([keys // size, keys % size])
    first = np.searchsorted(keys, np.arange(size + 1) * size)
    found = []
    while len(cliques):
        owner, last = _extensions(cliques, keys, first, size)
        grown = np.column_stack([cliques[owner], last])
        levels.append(owner * size + last)
        covered = np.zeros(len(cliques), dtype=bool)
        for dropped in range(grown.shape[1]):
            covered[_position(np.delete(grown, dropped, axis=1), levels, size)] = True
        kept = copies[cliques[~covered]]
        found.append((moments[kept[:, 0] // base], kept % base))
        cliques = grown
    return found


def _extensions(
    cliques: Rows, keys: Int64[np.ndarray, " edges"], first: Int64[np.ndarray, " starts"], size: int
) -> tuple[Int64[np.ndarray, " grown"], Int64[np.ndarray, " grown"]]:
    """Return every (clique, larger node) such that the node is adjacent to the whole clique."""
    owner, last = ranges(first[cliques[:, -1]], first[cliques[:, -1] + 1])
    last = keys[last] % size
    for column in range(cliques.shape[1] - 1):
        wanted = cliques[owner, column] * size + last
        ok = contains(keys, wanted)
        owner, last = owner[ok], last[ok]
    return owner, last


def _position(rows: Rows, levels: list[Int64[np.ndarray, _]], size: int) -> Int64[np.ndarray, " rows"]:
    index = rows[:, 0]
    for column in range(1, rows.shape[1]):
        index = np.searchsorted(levels[column - 1], index * size + rows[:, column])
    return index


def contains(sorted_keys: Int64[np.ndarray, " keys"], wanted: Int64[np.ndarray, " wanted"]) -> np.ndarray:
    """Return for each wanted key whether it is among the sorted keys, in logarithmic time each.

    Examples
    --------
    >>> contains(np.array([2, 5]), np.array([5, 3, 9])).tolist()
    [True, False, False]
    """
    if len(sorted_keys) == 0:
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return sorted_keys[at] == wanted


def ranges(
    starts: Int64[np.ndarray, " ranges"], stops: Int64[np.ndarray, " ranges"]
) -> tuple[Int64[np.ndarray, " total"], Int64[np.ndarray, " total"]]:
    """Return all integers of many half-open ranges, each with the index of its range.

    Examples
    --------
    >>> [part.tolist() for part in ranges(np.array([3, 0, 7]), np.array([5, 0, 8]))]
    [[0, 0, 2], [3, 4, 7]]
    """
    lengths = stops - starts
    owner = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return owner, np.arange(len(owner)) - before[owner] + starts[owner]
