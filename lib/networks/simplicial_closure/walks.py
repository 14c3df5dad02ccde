"""Scores from walks through the whole network: Katz, personalised PageRank, and PageRank on edges."""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from jaxtyping import Float, Int64

from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, projected_matrix
from lib.networks.simplicial_closure.scores import Rows, Scores
from lib.networks.simplicial_closure.triangles import triangles
from lib.numeric import resolve_device

Square = Float[torch.Tensor, "n n"]
Device = str | torch.device | None


def adjacency(h: TemporalHypergraph, weighted: bool, device: Device = "cpu") -> Square:
    """Return the dense matrix of the projected graph, 0 and 1 or the weights, in double precision.

    Examples
    --------
    >>> adjacency(TemporalHypergraph([{1, 2}, {1, 2}], [1, 2]), weighted=True).tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    table = projected_matrix(h).toarray().astype(float)
    return torch.as_tensor(table if weighted else (table > 0).astype(float), device=resolve_device(device))


def katz(matrix: Square) -> Square:
    r"""Return $(I-\beta A)^{-1}-I$: walks of all lengths, each step damped by $\beta=\min(1/(4\sigma_1(A)),1/2)$.

    Raises
    ------
    ValueError
        If the matrix is not symmetric.

    Notes
    -----
    $O(n^3)$ time, $O(n^2)$ memory.

    Examples
    --------
    >>> katz(torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64)).round(decimals=4).tolist()
    [[0.0667, 0.2667], [0.2667, 0.0667]]
    """
    if not torch.equal(matrix, matrix.T):
        raise ValueError("matrix must be symmetric, got one that is not")
    largest = float(torch.linalg.eigvalsh(matrix).abs().max())
    beta = min(0.25 / largest, 0.5) if largest else 0.5
    eye = torch.eye(len(matrix), dtype=matrix.dtype, device=matrix.device)
    return torch.linalg.inv(eye - beta * matrix) - eye


def personalised_pagerank(matrix: Square, alpha: float = 0.85) -> Square:
    r"""Return $(1-\alpha)(I-\alpha AD^{-1})^{-1}$, whose column $j$ is the PageRank of a surfer who restarts at $j$.

    Parameters
    ----------
    matrix
        Non-negative, with no column of zeros.
    alpha
        The probability of going on, strictly between 0 and 1.

    Raises
    ------
    ValueError
        If alpha is out of range, an entry is negative or not a number, or a column is zero.

    Notes
    -----
    $O(n^3)$ time, $O(n^2)$ memory.

    Examples
    --------
    >>> rank = personalised_pagerank(torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64), alpha=0.5)
    >>> rank.round(decimals=4).tolist()
    [[0.6667, 0.3333], [0.3333, 0.6667]]
    """
    _check_alpha(alpha)
    if not bool((matrix >= 0).all()):
        raise ValueError("matrix must hold no negative entry and no NaN")
    columns = matrix.sum(dim=0)
    if (columns <= 0).any():
        raise ValueError(f"matrix must have no column of zeros, got {int((columns <= 0).sum())} of them")
    eye = torch.eye(len(matrix), dtype=matrix.dtype, device=matrix.device)
    return (1 - alpha) * torch.linalg.inv(eye - alpha * matrix / columns)


def six_entries(matrix: Float[torch.Tensor, "n n"], rows: Int64[np.ndarray, "m 3"]) -> Scores:
    """Return for each triple the sum of the six entries off the diagonal among its three indices.

    Examples
    --------
    >>> six_entries(torch.arange(9.0, dtype=torch.float64).reshape(3, 3), np.array([[0, 1, 2]])).tolist()
    [24.0]
    """
    at = torch.as_tensor(rows, device=matrix.device)
    total = torch.zeros(len(rows), dtype=matrix.dtype, device=matrix.device)
    for x in range(3):
        for y in range(3):
            if x != y:
                total += matrix[at[:, x], at[:, y]]
    return total.cpu().numpy()


def katz_score(h: TemporalHypergraph, rows: Rows, weighted: bool, device: Device = "cpu") -> Scores:
    """Return the Katz score of each triangle: the sum over its six ordered pairs."""
    return six_entries(katz(adjacency(h, weighted, device)), rows)


def pagerank_score(
    h: TemporalHypergraph, rows: Rows, weighted: bool, alpha: float = 0.85, device: Device = "cpu"
) -> Scores:
    """Return the personalised-PageRank score of each triangle: the sum over its six ordered pairs."""
    # nodes without an edge have no walk, and no triangle
    kept = np.flatnonzero(h.degrees > 0)
    matrix = adjacency(h, weighted, device)[kept][:, kept]
    return six_entries(personalised_pagerank(matrix, alpha), np.searchsorted(kept, rows))


def boundaries(
    h: TemporalHypergraph, device: Device = "cpu"
) -> tuple[Float[torch.Tensor, "n e"], Float[torch.Tensor, "e c"]]:
    """Return the boundary matrices of edges and of closed triangles, every edge pointing to its larger node.

    Returns
    -------
    tuple
        $B_1$ (nodes by edges) and $B_2$ (edges by closed triangles); $B_1B_2=0$.

    Notes
    -----
    The triangle $a<b<c$ has $+1$ at the edges $ab$ and $bc$ and $-1$ at $ac$.

    Examples
    --------
    >>> first, second = boundaries(TemporalHypergraph([{1, 2, 3}], [0]))
    >>> first.tolist(), second.T.tolist()
    ([[-1.0, -1.0, 0.0], [1.0, 0.0, -1.0], [0.0, 1.0, 1.0]], [[1.0, -1.0, 1.0]])
    """
    n, keys = len(h.labels), h.edges[0]
    found = triangles(h)
    chosen = found.edges[found.closed]
    place = resolve_device(device)
    first = torch.zeros((n, len(keys)), dtype=torch.float64, device=place)
    second = torch.zeros((len(keys), len(chosen)), dtype=torch.float64, device=place)
    every = torch.arange(len(keys), device=place)
    first[torch.as_tensor(keys // n, device=place), every] = -1
    first[torch.as_tensor(keys % n, device=place), every] = 1
    face = torch.arange(len(chosen), device=place)
    for column, sign in enumerate((1, -1, 1)):
        second[torch.as_tensor(chosen[:, column], device=place), face] = sign
    return first, second


HodgePart = Literal["combined", "gradient", "curl", "harmonic"]


def hodge_pagerank(
    h: TemporalHypergraph, rows: Rows, alpha: float = 0.85, device: Device = "cpu"
) -> dict[HodgePart, Scores]:
    r"""Return simplicial PageRank scores of triangles, whole and split into gradient, curl and harmonic part.

    Parameters
    ----------
    h
        The old part.
    rows
        Triangles of the projected graph, as numbers of nodes, in any order.
    alpha
        The probability of going on, strictly between 0 and 1.
    device
        Where the matrices live.

    Returns
    -------
    dict
        ``combined``, ``gradient``, ``curl`` and ``harmonic``.  With $L=(B_1^\top B_1+B_2B_2^\top)D^{-1}$,
        $\beta=1/\alpha-1$ and $S=\beta(\beta I+L)^{-1}$, the score is $\sum|S_{ef}|$ over the six ordered pairs of
        the triangle's edges; the parts project the columns of $S$ on the image of $B_1^\top$, on that of $B_2$, and on
        what is orthogonal to both.

    Raises
    ------
    ValueError
        If alpha is out of range, or a row is no triangle of the projected graph.

    Notes
    -----
    Dense: $O(e^3)$ time and $O(e^2)$ memory for $e$ edges; 5,000 edges need about 1 GB.  $S$ is computed through the
    symmetric matrix $D^{-1/2}(B_1^\top B_1+B_2B_2^\top)D^{-1/2}$ and its Cholesky factor.  Projections use the smaller of
    the two Gram matrices.

    Examples
    --------
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {2, 3, 4}], [1, 2, 3, 4])
    >>> parts = hodge_pagerank(h, np.array([[0, 1, 2]]))
    >>> {name: round(float(score[0]), 4) for name, score in parts.items()}
    {'combined': 1.3748, 'gradient': 0.3928, 'curl': 0.0176, 'harmonic': 1.75}
    """
    _check_alpha(alpha)
    first, second = boundaries(h, device)
    n, keys = len(h.labels), h.edges[0]
    rows = np.sort(rows, axis=1)
    edge_rows = np.column_stack(
        [np.searchsorted(keys, rows[:, x] * n + rows[:, y]) for x, y in ((0, 1), (0, 2), (1, 2))]
    )
    if (
        h.weight(rows[:, 0], rows[:, 1]) * h.weight(rows[:, 0], rows[:, 2]) * h.weight(rows[:, 1], rows[:, 2]) == 0
    ).any():
        raise ValueError("rows must be triangles of the projected graph, got one with an edge missing")
    degree = torch.as_tensor(h.degrees[keys // n] + h.degrees[keys % n], dtype=torch.float64, device=first.device)
    root = torch.sqrt(degree + second.abs().sum(dim=1))
    beta = 1 / alpha - 1
    matrix = (first.T @ first + second @ second.T) / root / root[:, None]
    matrix.diagonal().add_(beta)
    # S = D^{1/2} beta (beta I + D^{-1/2} M D^{-1/2})^{-1} D^{-1/2}
    solution = torch.cholesky_inverse(torch.linalg.cholesky(matrix)).mul_(beta) * root[:, None] / root
    gradient = project(first.T, solution)
    curl = project(second, solution)
    parts: dict[HodgePart, torch.Tensor] = {
        "combined": solution,
        "gradient": gradient,
        "curl": curl,
        "harmonic": solution - gradient - curl,
    }
    return {name: six_entries(part.abs(), edge_rows) for name, part in parts.items()}


def project(columns: Float[torch.Tensor, "e k"], vectors: Float[torch.Tensor, "e m"]) -> Float[torch.Tensor, "e m"]:
    """Return the orthogonal projection of vectors on the space spanned by some columns.

    Examples
    --------
    >>> project(torch.ones((2, 1), dtype=torch.float64), torch.eye(2, dtype=torch.float64)).round(decimals=6).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    if columns.shape[1] == 0:
        return torch.zeros_like(vectors)
    gram = columns.T @ columns if columns.shape[1] <= columns.shape[0] else columns @ columns.T
    values, basis = torch.linalg.eigh(gram)
    kept = values > values[-1] * 1e-10
    basis = basis[:, kept]
    if columns.shape[1] <= columns.shape[0]:
        basis = columns @ (basis / torch.sqrt(values[kept]))
    return basis @ (basis.T @ vectors)


def _check_alpha(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be strictly between 0 and 1, got {alpha}")
