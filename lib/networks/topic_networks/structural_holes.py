"""Burt's constraint and effective size: how much an author's contacts know each other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import igraph as ig
import networkx as nx
import numpy as np
import torch
from jaxtyping import Float
from scipy import sparse

from lib.networks.topic_networks.collaboration import check_network
from lib.numeric import resolve_device


def _indicator(A: Any) -> sparse.csr_array:
    """Check an adjacency matrix and return its 0/1 pattern."""
    if not sparse.issparse(A) and not isinstance(A, np.ndarray):
        raise TypeError(f"A must be a numpy array or a scipy sparse array, got {type(A).__name__}")
    if A.ndim != 2 or A.shape[0] != A.shape[1]:
        raise ValueError(f"A must be a square matrix, got shape {A.shape}")
    if A.dtype.kind not in "biuf":
        raise TypeError(f"A must hold real numbers, got entries of type {A.dtype}")
    found = sparse.csr_array(A).astype(np.float64)
    found.eliminate_zeros()
    if not np.isfinite(found.data).all():
        raise ValueError("A must be finite, got NaN or infinite entries")
    found.data[:] = 1.0
    if found.diagonal().any():
        raise ValueError(f"A must have a zero diagonal, got a loop at {int(np.flatnonzero(found.diagonal())[0])}")
    if (found != found.T).nnz:
        raise ValueError("A must be symmetric, got a matrix that differs from its transpose")
    if alone := int((np.diff(found.indptr) == 0).sum()):
        raise ValueError(f"A must have no isolated nodes, for which the measure is undefined, got {alone}")
    return found


def _compiled(A: sparse.csr_array) -> ig.Graph:
    """Hand a 0/1 pattern to igraph, each edge once."""
    ends = np.stack(A.nonzero(), axis=1)
    return ig.Graph(n=A.shape[0], edges=ends[ends[:, 0] < ends[:, 1]])


def _walks(
    A: sparse.csr_array, device: str | torch.device, dtype: torch.dtype, *, shares: bool
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """For every edge, in both directions, its start, the degree there, and the weight of the two-step walks beside it.

    A walk i-q-j weighs ``1/d_i 1/d_q`` if ``shares``, else 1.  Flat arrays instead of a sparse product: each walk looks
    its edge i-j up by bisection, the same on every device.
    """
    where = resolve_device(device)
    n = A.shape[0]
    A.sort_indices()
    starts = torch.from_numpy(A.indptr.astype(np.int64)).to(where)
    ends = torch.from_numpy(A.indices.astype(np.int64)).to(where)
    degree = starts.diff()
    source = torch.repeat_interleave(torch.arange(n, device=where), degree)
    beyond = degree[ends]  # how many walks go on from this edge
    step = torch.repeat_interleave(torch.arange(len(ends), device=where), beyond)
    offset = torch.arange(len(step), device=where) - torch.repeat_interleave(beyond.cumsum(0) - beyond, beyond)
    last = ends[starts[ends[step]] + offset]
    keys, wanted = source * n + ends, source[step] * n + last
    at = torch.searchsorted(keys, wanted).clamp(max=len(keys) - 1)
    closed = keys[at] == wanted
    weight = torch.ones(len(step), dtype=dtype, device=where)
    if shares:
        weight = 1 / (degree[source[step]] * degree[ends[step]]).to(dtype)
    total = torch.zeros(len(ends), dtype=dtype, device=where).index_add_(0, at[closed], weight[closed])
    return source, degree.to(dtype), total


def burt_constraint(
    A: sparse.sparray | sparse.spmatrix | np.ndarray,
    device: str | torch.device | None = None,
    dtype: torch.dtype = torch.float64,
) -> Float[np.ndarray, " n"]:
    r"""Return Burt's constraint of every node, edges unweighted (D2, measure 9).

    .. math:: c_i=\sum_{j\sim i}\Bigl(p_{ij}+\sum_{q\ne i,j}p_{iq}p_{qj}\Bigr)^2,\qquad p_{ij}=1/d_i

    Parameters
    ----------
    A
        Symmetric adjacency matrix; every non-zero entry is an edge.  Many topics at once are a block-diagonal matrix.
    device
        Where to compute in torch, ``"cpu"`` or ``"cuda"``.  If none is named, igraph's compiled routine is called, which
        is the fastest on a CPU.
    dtype
        The precision in torch; igraph knows double precision only.

    Returns
    -------
    numpy.ndarray
        One number a node.  It exceeds 1 in a triangle (9/8), which the released pipeline clips.

    Raises
    ------
    TypeError
        If A is no matrix of real numbers.
    ValueError
        If A is not square, symmetric and finite, has a loop or an isolated node, or the device is not there.

    Notes
    -----
    With :math:`\Pi=D^{-1}A` the sum over rows of :math:`[A\circ(\Pi+\Pi^2)]^{\circ2}`.  Time and memory grow with the
    number of walks of length two, the sum of squared degrees.  On one network of a thousand authors igraph needs a quarter
    of the time of torch on the CPU; :func:`~lib.networks.topic_networks.corpus_metrics` calls igraph, too.

    Examples
    --------
    >>> burt_constraint(np.ones((3, 3)) - np.eye(3)).tolist()
    [1.125, 1.125, 1.125]
    """
    pattern = _indicator(A)
    if device is None:
        return np.array(_compiled(pattern).constraint())
    source, degree, walks = _walks(pattern, device, dtype, shares=True)
    invested = 1 / degree[source] + walks
    found = torch.zeros_like(degree).index_add_(0, source, invested**2)
    return found.cpu().double().numpy()


def effective_size(
    A: sparse.sparray | sparse.spmatrix | np.ndarray,
    device: str | torch.device | None = None,
    dtype: torch.dtype = torch.float64,
) -> Float[np.ndarray, " n"]:
    r"""Return the effective size :math:`d_i-2t_i/d_i` of every node's network (D2, measure 10).

    Here :math:`t_i` is the number of edges among the neighbours of i.

    Parameters
    ----------
    A, device, dtype
        As for :func:`burt_constraint`.

    Returns
    -------
    numpy.ndarray
        One number a node: the degree where no two neighbours know each other, 1 in a complete graph.

    Raises
    ------
    TypeError, ValueError
        As :func:`burt_constraint`.

    Notes
    -----
    Grows as :func:`burt_constraint`.

    Examples
    --------
    >>> effective_size(np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])).tolist()
    [2.0, 1.0, 1.0]
    """
    pattern = _indicator(A)
    if device is None:
        graph = _compiled(pattern)
        contacts = np.array(graph.degree(), dtype=float)
        # the local clustering is t_i over d_i (d_i - 1) / 2
        return contacts - np.array(graph.transitivity_local_undirected(mode="zero")) * (contacts - 1)
    source, degree, walks = _walks(pattern, device, dtype, shares=False)
    # each edge among the neighbours of i is walked from both of its ends
    twice = torch.zeros_like(degree).index_add_(0, source, walks)
    return (degree - twice / degree).cpu().double().numpy()


def exact_constraint(G: nx.Graph) -> dict[object, Fraction]:
    """Return Burt's constraint of every node as an exact fraction, straight from the definition.

    Parameters
    ----------
    G
        A small undirected network without isolated nodes.

    Returns
    -------
    dict
        The constraint by node.

    Raises
    ------
    TypeError, ValueError
        If G is no simple undirected graph, or a node is isolated.

    Notes
    -----
    The oracle of :func:`burt_constraint`: cubic in the degree, for small networks only.

    Examples
    --------
    >>> exact_constraint(nx.star_graph(3))[0], exact_constraint(nx.complete_graph(4))[0]
    (Fraction(1, 3), Fraction(25, 27))
    """
    check_network(G)
    alone = [node for node in G if not G.degree(node)]
    if alone:
        raise ValueError(f"G must have no isolated nodes, for which the measure is undefined, got {len(alone)}")
    p = {(i, j): Fraction(1, G.degree(i)) for i in G for j in G[i]}
    zero = Fraction(0)
    return {
        i: sum(
            ((p[i, j] + sum((p[i, q] * p[q, j] for q in G[i] if q != j and q in G[j]), zero)) ** 2 for j in G[i]),
            zero,
        )
        for i in G
    }
