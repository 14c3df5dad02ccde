"""Two friends and their aims: a feedback model with real data, estimated exactly by instruments."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from lib.statistics.one_connection.fibres import check_covariance
from lib.statistics.one_connection.mixed_graph import MixedGraph

# Duncan, Haller and Portes (1968): intelligence and family status of a respondent (R) and his best friend (F), and the
# level of occupation each aims at; 329 boys.
NAMES = ("RIQ", "RSES", "FSES", "FIQ", "ROccAsp", "FOccAsp")
BOYS = 329
_CORRELATIONS = (
    ("0.2220",),
    ("0.1861", "0.2707"),
    ("0.3355", "0.2302", "0.2950"),
    ("0.4105", "0.3240", "0.2930", "0.2995"),
    ("0.2903", "0.3054", "0.4105", "0.5191", "0.3269"),
)


def peer_influence_correlations() -> list[list[Fraction]]:
    """Return the 6 x 6 correlation matrix of the peer influence data as exact decimals.

    References
    ----------
    Duncan, Haller and Portes (1968), as printed in the documentation of the R package sem.

    Examples
    --------
    >>> peer_influence_correlations()[4][5]
    Fraction(3269, 10000)
    """
    size = len(NAMES)
    found = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    for i, row in enumerate(_CORRELATIONS, start=1):
        for j, value in enumerate(row):
            found[i][j] = found[j][i] = Fraction(value)
    return found


def peer_influence_graph() -> MixedGraph:
    """Return the model: each boy's aim depends on both families, his own intelligence and his friend's aim.

    The four background variables correlate freely, and so do the errors of the two aims.

    Examples
    --------
    >>> graph = peer_influence_graph()
    >>> graph.is_simple, graph.parameters, graph.moments
    (False, 21, 21)
    """
    return MixedGraph.from_text(
        "1->5, 2->5, 3->5, 6->5, 2->6, 3->6, 4->6, 5->6, 5<->6, 1<->2<->3<->4<->1, 1<->3, 2<->4"
    )


def instrumental_coefficients(
    graph: MixedGraph, sigma: Sequence[Sequence[Any]], vertex: int, instruments: Sequence[int]
) -> dict[int, Fraction]:
    r"""Return the coefficients into a vertex from covariances with instruments, by one exact linear solve.

    An instrument z is uncorrelated with the vertex's error, so
    :math:`\sigma_{zj}=\sum_p\sigma_{zp}\lambda_{pj}` over the parents p of j.

    Parameters
    ----------
    graph
        A mixed graph.
    sigma
        A symmetric invertible matrix of rational numbers.
    vertex
        The vertex j.
    instruments
        As many vertices as j has parents.

    Returns
    -------
    dict
        The coefficient of each parent.

    Raises
    ------
    ValueError
        If the number of instruments is not that of the parents, or the linear system is singular.

    Examples
    --------
    >>> graph = peer_influence_graph()
    >>> found = instrumental_coefficients(graph, peer_influence_correlations(), 5, (1, 2, 3, 4))
    >>> {NAMES[p - 1]: round(float(value), 6) for p, value in found.items()}
    {'RIQ': 0.279315, 'RSES': 0.153518, 'FSES': 0.084349, 'FOccAsp': 0.280422}
    """
    rows = check_covariance(graph, sigma)
    graph.check_vertex(vertex, "vertex")
    for z in instruments:
        graph.check_vertex(z, "instruments")
    parents = [a for a, b in graph.directed if b == vertex]
    if len(set(instruments)) != len(parents) or len(instruments) != len(parents):
        raise ValueError(f"instruments must be {len(parents)} different vertices, got {tuple(instruments)}")
    exact = [[sympy.Rational(value.numerator, value.denominator) for value in row] for row in rows]
    system = sympy.Matrix([[exact[z - 1][p - 1] for p in parents] for z in instruments])
    if system.det() == 0:
        raise ValueError(f"instruments must give an invertible system, got a singular one for {tuple(instruments)}")
    solved = system.LUsolve(sympy.Matrix([exact[z - 1][vertex - 1] for z in instruments]))
    return {p: Fraction(int(value.p), int(value.q)) for p, value in zip(parents, solved, strict=True)}
