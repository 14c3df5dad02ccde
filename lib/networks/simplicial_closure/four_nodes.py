"""Four nodes with at least one triangle: the same question with triangles in place of edges."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, combinations_with_replacement

import numpy as np
from jaxtyping import Int64

from lib.networks.simplicial_closure.closure import ClosureCount
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, check_parts
from lib.networks.simplicial_closure.triangles import Triangles, triangles, triple_keys

FACES = ((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3))


def _multisets(length: int) -> tuple[str, ...]:
    return tuple("".join(c) for c in combinations_with_replacement("012", length))


# edges : sorted classes of the triangles, 0 open, 1 met once, 2 met at least twice
FOUR_NODE_CLASSES = tuple(
    f"{edges}:{faces}" for edges, length in ((3, 1), (4, 1), (5, 2), (6, 4)) for faces in _multisets(length)
)


def _raised(faces: str) -> set[str]:
    """Return the classes reached by raising one face by one."""
    return {"".join(sorted(faces[:k] + str(int(f) + 1) + faces[k + 1 :])) for k, f in enumerate(faces) if f != "2"}


# one edge more, strengths kept (a fifth edge makes a second, open triangle; a sixth two more)
FOUR_NODE_DENSITY = (
    *((f"3:{x}", f"4:{x}") for x in _multisets(1)),
    *((f"4:{x}", f"5:0{x}") for x in _multisets(1)),
    *((f"5:{x}", f"6:00{x}") for x in _multisets(2)),
)
# one triangle stronger, edges kept
FOUR_NODE_STRENGTH = tuple(
    (name, f"{name[0]}:{stronger}") for name in FOUR_NODE_CLASSES for stronger in sorted(_raised(name[2:]))
)


def closure_counts4(
    old: TemporalHypergraph, new: TemporalHypergraph, *, chunk: int = 20_000
) -> dict[str, ClosureCount]:
    r"""Count sets of four nodes with at least one triangle by class, and those that meet as a four in the new part.

    Parameters
    ----------
    old, new
        The two parts of :func:`split`.
    chunk
        Triangles treated at once.

    Returns
    -------
    dict
        By class: the number of edges, a colon, and for each triangle the number of simplices that contain it, cut at 2.
        Sets that have met as a four in the old part are left out.

    Raises
    ------
    ValueError
        If the two are not an earlier and a later part of one hypergraph, or chunk is less than 1.

    Notes
    -----
    $O(nT)$ time for $T$ triangles on $n$ nodes, $O(n\cdot\text{chunk}+n^2)$ memory.

    Examples
    --------
    Four people met by threes: all faces of a tetrahedron, which is filled later.

    >>> from lib.networks.simplicial_closure.hypergraph import split
    >>> h = TemporalHypergraph([{1, 2, 3}, {1, 2, 4}, {1, 3, 4}, {2, 3, 4}, {1, 2, 3, 4}], [1, 2, 3, 4, 9])
    >>> closure_counts4(*split(h, 80))["6:1111"]
    ClosureCount(open=1, closed_later=1)
    """
    if chunk < 1:
        raise ValueError(f"chunk must be at least 1, got {chunk}")
    check_parts(old, new)
    found = triangles(old)
    counts = _all_sets(old, found, chunk)
    met = _sets_of_four(old)
    counts.subtract(_classify(old, found, met))
    fresh = _sets_of_four(new)
    fresh = fresh[~_among(fresh, met) & old.present[fresh].all(axis=1)]
    later = _classify(old, found, fresh)
    return {name: ClosureCount(counts[name], later[name]) for name in FOUR_NODE_CLASSES}


def _all_sets(h: TemporalHypergraph, found: Triangles, chunk: int) -> Counter[str]:
    """Count all sets with a triangle, closed or not, by looking from each triangle at every other node."""
    n = len(h.labels)
    keys = h.edges[0]
    adjacent = np.zeros((n, n), dtype=np.int8)
    adjacent[keys // n, keys % n] = adjacent[keys % n, keys // n] = 1
    face = np.minimum(found.together, 2)
    absent = np.flatnonzero(~h.present)
    single = np.zeros((3, 2), dtype=np.int64)
    double, full = np.zeros(9, dtype=np.int64), np.zeros(81, dtype=np.int64)
    lookup = triple_keys(found.nodes, n)
    for start in range(0, len(found.nodes), chunk):
        part = slice(start, start + chunk)
        rows, own = found.nodes[part], face[part]
        links = adjacent[rows[:, 0]] + adjacent[rows[:, 1]] + adjacent[rows[:, 2]]
        links[np.arange(len(rows))[:, None], rows] = -1
        links[:, absent] = -1
        for cls in range(3):
            mine = links[own == cls]
            single[cls] += [(mine == 0).sum(), (mine == 1).sum()]
        at, node = np.nonzero(links == 2)
        # the second triangle of five edges: the new node and the two it is linked to
        linked = adjacent[rows[at], node[:, None]].astype(bool)
        two = rows[at][linked].reshape(-1, 2)
        other = face[np.searchsorted(lookup, _sorted_keys(np.column_stack([two, node]), n))]
        pair = np.sort(np.column_stack([own[at], other]), axis=1)
        double += np.bincount(pair @ [3, 1], minlength=9)
        # six edges: count each set once, from the triangle of its three smallest nodes
        at, node = np.nonzero(links == 3)
        last = node > rows[at, 2]
        at, node = at[last], node[last]
        sides = [own[at]]
        for x, y in ((0, 1), (0, 2), (1, 2)):
            sides.append(face[np.searchsorted(lookup, _sorted_keys(np.column_stack([rows[at][:, [x, y]], node]), n))])
        full += np.bincount(np.sort(np.column_stack(sides), axis=1) @ [27, 9, 3, 1], minlength=81)
    counts: Counter[str] = Counter()
    for cls in range(3):
        counts[f"3:{cls}"], counts[f"4:{cls}"] = single[cls].tolist()
    for name in FOUR_NODE_CLASSES:
        edges, faces = name.split(":")
        if edges == "5":
            # seen from both of its triangles
            counts[name] = int(double[int(faces, 3)]) // 2
        elif edges == "6":
            counts[name] = int(full[int(faces, 3)])
    return counts


def _sorted_keys(rows: Int64[np.ndarray, "m 3"], n: int) -> Int64[np.ndarray, " m"]:
    return triple_keys(np.sort(rows, axis=1), n)


def _sets_of_four(h: TemporalHypergraph) -> Int64[np.ndarray, "m 4"]:
    return np.unique(h.subsets(4)[0], axis=0)


def _among(rows: Int64[np.ndarray, "m 4"], known: Int64[np.ndarray, "k 4"]) -> np.ndarray:
    seen = set(map(tuple, known.tolist()))
    return np.array([tuple(row) in seen for row in rows.tolist()], dtype=bool)


def _classify(h: TemporalHypergraph, found: Triangles, rows: Int64[np.ndarray, "m 4"]) -> Counter[str]:
    """Count given sets of four by class; sets without a triangle are left out."""
    n = len(h.labels)
    if len(rows) == 0:
        return Counter()
    edges = np.zeros(len(rows), dtype=np.int64)
    for x, y in combinations(range(4), 2):
        edges += h.weight(rows[:, x], rows[:, y]) > 0
    lookup = triple_keys(found.nodes, n)
    faces = np.full((len(rows), 4), -1)
    for column, face in enumerate(FACES):
        wanted = _sorted_keys(rows[:, face], n)
        at = np.minimum(np.searchsorted(lookup, wanted), max(len(lookup) - 1, 0))
        there = lookup[at] == wanted if len(lookup) else np.zeros(len(rows), dtype=bool)
        faces[there, column] = np.minimum(found.together[at[there]], 2)
    counts: Counter[str] = Counter()
    for number, row in zip(edges.tolist(), np.sort(faces, axis=1).tolist(), strict=True):
        present = "".join(str(c) for c in row if c >= 0)
        if present:
            counts[f"{number}:{present}"] += 1
    return counts
