"""Local scores of open triangles: what three weights, three degrees and shared neighbours say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float64, Int64, Shaped

from lib.networks.simplicial_closure.cliques import contains
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, remembered
from lib.networks.simplicial_closure.triangles import met_triples, triangles, triple_keys

Rows = Int64[np.ndarray, "m 3"]
Scores = Float64[np.ndarray, " m"]

# the exponents of the paper's scan of generalised means
EXPONENTS = (-np.inf, *np.arange(-4, 4.25, 0.25).tolist(), np.inf)


def open_rows(h: TemporalHypergraph) -> Rows:
    """Return the open triangles as numbers of nodes, ascending, in lexicographic order.

    Examples
    --------
    >>> open_rows(TemporalHypergraph([{1, 2, 3}, {1, 4}, {2, 4}], [1, 2, 3])).tolist()
    [[0, 1, 3]]
    """
    found = triangles(h)
    return found.nodes[~found.closed]


def triangle_weights(h: TemporalHypergraph, rows: Rows) -> Rows:
    """Return the weights of the three pairs of each triangle: first and second, first and third, second and third.

    Raises
    ------
    ValueError
        If a row is not a triangle, or is a closed one.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 2}, {2, 3}, {1, 3}], [1, 2, 3, 4])
    >>> triangle_weights(h, open_rows(h)).tolist()
    [[2, 1, 1]]
    """
    weights = np.column_stack([h.weight(rows[:, x], rows[:, y]) for x, y in ((0, 1), (0, 2), (1, 2))])
    if (weights == 0).any():
        at = int(np.flatnonzero((weights == 0).any(axis=1))[0])
        raise ValueError(f"rows must be triangles of the projected graph, got {rows[at].tolist()} with an edge missing")
    closed = contains(met_triples(h)[0], triple_keys(np.sort(rows, axis=1), len(h.labels)))
    if closed.any():
        raise ValueError(f"rows must be open triangles, got {rows[np.argmax(closed)].tolist()}, which is closed")
    return weights


def generalised_mean(weights: Shaped[np.ndarray, "m 3"], p: float) -> Scores:
    r"""Return $M_p(a,b,c)=\bigl((a^p+b^p+c^p)/3\bigr)^{1/p}$: harmonic at $p=-1$, geometric at 0, extremes at infinity.

    Raises
    ------
    ValueError
        If a weight is not positive and finite, there are not three to a row, or p is not a number.

    Examples
    --------
    >>> three = np.array([[1, 1, 100], [4, 4, 4]])
    >>> [generalised_mean(three, p).round(2).tolist() for p in (-1, 0, 1)]
    [[1.49, 4.0], [4.64, 4.0], [34.0, 4.0]]
    """
    if np.isnan(p):
        raise ValueError(f"p must be a number or infinite, got {p}")
    if weights.ndim != 2 or weights.shape[1] != 3:
        raise ValueError(f"weights must have three columns, got shape {weights.shape}")
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError(
            f"weights must be positive and finite, got {weights[~(weights > 0)][:1].tolist() or 'infinity'}"
        )
    # ascending order: the same three weights give the same float whatever their order
    w = np.sort(weights, axis=1).astype(float)
    if np.isinf(p):
        return w[:, 2] if p > 0 else w[:, 0]
    if p == 0:
        return np.cbrt(w.prod(axis=1))
    # in units of the weight that dominates the sum: no power overflows
    unit = w[:, 2] if p > 0 else w[:, 0]
    # expm1 and log1p: a power with a tiny exponent would round to 1
    return unit * np.exp(np.log1p(np.expm1(p * np.log(w / unit[:, None])).mean(axis=1)) / p)


@remembered
def _neighbour_table(h: TemporalHypergraph) -> np.ndarray:
    n = len(h.labels)
    keys = h.edges[0]
    table = np.zeros((n, n), dtype=bool)
    table[keys // n, keys % n] = table[keys % n, keys // n] = True
    return table


def common_neighbours(h: TemporalHypergraph, rows: Rows) -> Int64[np.ndarray, " m"]:
    """Return how many nodes are neighbours of all three.

    Notes
    -----
    $O(mn)$ time in blocks, $O(n^2)$ memory for the table of neighbours.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}], range(6))
    >>> common_neighbours(h, open_rows(h)).tolist()
    [1, 1, 1, 1]
    """
    return sum_over_common(h, rows, np.ones(len(h.labels))).astype(np.int64)


def jaccard(h: TemporalHypergraph, rows: Rows) -> Scores:
    """Return the number of common neighbours over the number of neighbours of at least one of the three.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}], range(6))
    >>> jaccard(h, open_rows(h)).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    table = _neighbour_table(h)
    union = np.concatenate(
        [(table[part[:, 0]] | table[part[:, 1]] | table[part[:, 2]]).sum(axis=1) for part in _blocks(rows)]
    )
    return common_neighbours(h, rows) / union


def adamic_adar(h: TemporalHypergraph, rows: Rows) -> Scores:
    r"""Return the sum of $1/\log d(z)$ over the common neighbours $z$, each of which has at least three neighbours.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}], range(6))
    >>> adamic_adar(h, open_rows(h)).round(4).tolist()
    [0.9102, 0.9102, 0.9102, 0.9102]
    """
    # where d < 3 the node is no common neighbour and its value is not used
    return sum_over_common(h, rows, 1 / np.log(np.maximum(h.degrees, 3)))


def sum_over_common(h: TemporalHypergraph, rows: Rows, values: Float64[np.ndarray, " n"]) -> Scores:
    """Return the sum of a value of nodes over the common neighbours of each three (two, if one is named twice).

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}], range(6))
    >>> sum_over_common(h, np.array([[0, 1, 1], [0, 1, 2]]), np.array([1.0, 2.0, 4.0, 8.0])).tolist()
    [12.0, 8.0]
    """
    table = _neighbour_table(h)
    return np.concatenate(
        [(table[part[:, 0]] & table[part[:, 1]] & table[part[:, 2]]) @ values for part in _blocks(rows)]
    )


def _blocks(rows: Rows, size: int = 4096) -> list[Int64[np.ndarray, "_ 3"]]:
    return [rows[start : start + size] for start in range(0, max(len(rows), 1), size)]


def projected_attachment(h: TemporalHypergraph, rows: Rows) -> Scores:
    """Return the product of the three degrees in the projected graph.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 3}, {2, 3}, {1, 4}], range(4))
    >>> projected_attachment(h, open_rows(h)).tolist()
    [12.0]
    """
    return h.degrees[rows].astype(float).prod(axis=1)


def simplex_attachment(h: TemporalHypergraph, rows: Rows) -> Scores:
    """Return the product of the numbers of simplices of the three nodes.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {1, 3}, {2, 3}, {1, 4}, {1}], range(5))
    >>> simplex_attachment(h, open_rows(h)).tolist()
    [16.0]
    """
    return h.simplex_degrees[rows].astype(float).prod(axis=1)


def harmonic_mean(h: TemporalHypergraph, rows: Rows) -> Scores:
    """Return the harmonic mean of the three weights."""
    return generalised_mean(triangle_weights(h, rows), -1)


def geometric_mean(h: TemporalHypergraph, rows: Rows) -> Scores:
    """Return the geometric mean of the three weights."""
    return generalised_mean(triangle_weights(h, rows), 0)


def arithmetic_mean(h: TemporalHypergraph, rows: Rows) -> Scores:
    """Return the arithmetic mean of the three weights."""
    return generalised_mean(triangle_weights(h, rows), 1)


LOCAL: dict[str, Callable[[TemporalHypergraph, Rows], Scores]] = {
    "harmonic mean": harmonic_mean,
    "geometric mean": geometric_mean,
    "arithmetic mean": arithmetic_mean,
    "common neighbours": lambda h, rows: common_neighbours(h, rows).astype(float),
    "Jaccard": jaccard,
    "Adamic-Adar": adamic_adar,
    "PGD-PA": projected_attachment,
    "SD-PA": simplex_attachment,
}
