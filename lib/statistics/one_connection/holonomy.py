"""Graphs in which every vertex has at most one parent: fibres as fixed points of Möbius maps, and their invariants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sympy import ZZ
from sympy.polys.rings import PolyElement, PolyRing

from lib.statistics.one_connection.covariance import check_parameters
from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph, directed_cycle

Matrix2 = tuple[tuple[Any, Any], tuple[Any, Any]]


def sigma_ring(graph: MixedGraph) -> PolyRing:
    """Return the ring of polynomials in the covariances σij, i <= j.

    Examples
    --------
    >>> [str(x) for x in sigma_ring(MixedGraph(2)).gens]
    ['σ11', 'σ12', 'σ22']
    """
    return PolyRing([graph.name("σ", i, j) for i, j in graph.pairs], ZZ, "lex")


def moebius(graph: MixedGraph, i: int, j: int) -> Matrix2:
    r"""Return the map that turns the coefficient into i into the coefficient into j, as a 2 x 2 matrix over the σ.

    Where i and j are not joined by a bidirected edge, the entry (i, j) of
    :math:`(I-\Lambda)^{\mathsf T}\Sigma(I-\Lambda)` is 0: with parents p of i and q of j this reads
    :math:`\sigma_{ij}-\lambda_{pi}\sigma_{pj}-\lambda_{qj}\sigma_{iq}+\lambda_{pi}\lambda_{qj}\sigma_{pq}=0`, which can be
    solved for either coefficient.

    Raises
    ------
    ValueError
        If i = j, the two are joined by a bidirected edge, or one of them has not exactly one parent.

    Examples
    --------
    >>> moebius(directed_cycle(4), 2, 4)
    ((-σ14, σ24), (-σ13, σ23))
    """
    check_mixed_graph(graph)
    graph.check_vertex(i, "i")
    graph.check_vertex(j, "j")
    if i == j or (min(i, j), max(i, j)) in graph.bidirected:
        raise ValueError(f"i and j must be different and not joined by a bidirected edge, got {i} and {j}")
    parents = []
    for vertex in (i, j):
        found = [a for a, b in graph.directed if b == vertex]
        if len(found) != 1:
            raise ValueError(f"every vertex on the way must have one parent, got {found} for vertex {vertex}")
        parents += found
    p, q = parents
    ring = sigma_ring(graph)
    place = {pair: ring.gens[k] for k, pair in enumerate(graph.pairs)}

    def sigma(a: int, b: int) -> PolyElement:
        return place[min(a, b), max(a, b)]

    return ((-sigma(p, j), sigma(i, j)), (-sigma(p, q), sigma(i, q)))


def holonomy(graph: MixedGraph, loop: Sequence[int]) -> Matrix2:
    """Return the composition of the Möbius maps along a closed walk of vertices, from its start back to it.

    The true coefficient into the first vertex is a fixed point of it.

    Raises
    ------
    ValueError
        If the walk has fewer than 3 vertices, or one of its steps has no map.

    Examples
    --------
    >>> turned = holonomy(directed_cycle(4), (1, 2, 3, 4))
    >>> [len(entry) for row in turned for entry in row]
    [7, 8, 8, 8]
    """
    if len(loop) < 3:
        raise ValueError(f"loop must have at least 3 vertices, got {tuple(loop)}")
    total: Matrix2 | None = None
    for i, j in zip(loop, (*loop[1:], loop[0]), strict=True):
        step = moebius(graph, i, j)
        total = step if total is None else _product(step, total)
    assert total is not None
    return total


def _product(left: Matrix2, right: Matrix2) -> Matrix2:
    (a, b), (c, d) = left
    (e, f), (g, h) = right
    return ((a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h))


def common_fixed_point(first: Matrix2, second: Matrix2) -> Any:
    """Return the resultant of the two fixed-point equations: 0 exactly where they share a fixed point.

    A matrix ((a, b), (c, d)) fixes x where c x² + (d - a) x - b = 0.

    Examples
    --------
    >>> common_fixed_point(((0, 6), (1, 1)), ((0, 8), (1, 2)))  # fixed points 2, -3 and 2, -4
    0
    """
    (a, b), (c, d) = first
    (e, f), (g, h) = second
    p, q, r = c, d - a, -b
    s, t, u = g, h - e, -f
    cross = p * u - r * s
    return cross * cross - (p * t - q * s) * (q * u - r * t)


def chord_invariant() -> PolyElement:
    r"""Return the polynomial of degree 10 whose zeros are the covariances of 1->2->3->4->1 with 1<->3.

    The pairs 12, 24, 14 and the pairs 23, 34, 24 close two triangles of Möbius maps.  Both fix the coefficient into 2,
    so the resultant of their fixed-point equations, of degree 12, is 0 on the model.  It is divisible by the determinant
    of the map they share, :math:`\sigma_{13}\sigma_{24}-\sigma_{14}\sigma_{23}`, which is not 0 on the model; the
    quotient is what is returned.

    Notes
    -----
    Two products of three matrices with linear entries, one resultant, one exact division.

    Examples
    --------
    >>> invariant = chord_invariant()
    >>> len(invariant), {sum(monomial) for monomial in invariant.monoms()}
    (187, {10})
    """
    graph = MixedGraph.from_text("1->2->3->4->1, 1<->3")
    resultant = common_fixed_point(holonomy(graph, (2, 4, 1)), holonomy(graph, (2, 4, 3)))
    (a, b), (c, d) = moebius(graph, 2, 4)
    quotient: PolyElement = resultant.exquo(a * d - b * c)
    return quotient if quotient.LC > 0 else -quotient


def cycle_twin(lam: Sequence[Any], omega: Sequence[Any]) -> tuple[list[Fraction], list[Fraction]]:
    r"""Return the other parameters of the directed n-cycle with the same covariance matrix.

    Parameters
    ----------
    lam
        The coefficients on 1 -> 2, 2 -> 3, ..., n -> 1, none of them 0.
    omega
        The error variances of 1, ..., n, none of them 0.

    Returns
    -------
    tuple
        Coefficients and error variances of the twin; the product of its coefficients is :math:`1/\pi`.

    Raises
    ------
    ValueError
        If the lists differ in length or have fewer than 3 entries, an entry is 0, the product is 1 (then I - Λ is
        singular) or -1 (then the twin is the point itself), or the twin lies at infinity, which needs an Ω that is not
        positive definite.

    Notes
    -----
    With :math:`\Sigma^{-1}=(I-\Lambda)\Omega^{-1}(I-\Lambda)^{\mathsf T}`, :math:`u_i=1/\omega_i`, diagonal entries
    :math:`a_i` and entries :math:`b_i` at (i, i+1) of the inverse, :math:`u_i=a_i-b_i^2/u_{i+1}`: once around the
    cycle this is a Möbius map with two fixed points.  O(n) operations.

    Examples
    --------
    >>> twin, errors = cycle_twin(["1/2"] * 3, [1, 1, 1])
    >>> [str(x) for x in twin], [str(x) for x in errors]
    (['2', '2', '2'], ['4', '4', '4'])
    """
    n = len(lam)
    if n < 3 or len(omega) != n:
        raise ValueError(f"lam and omega must have the same length, at least 3, got {n} and {len(omega)}")
    graph = directed_cycle(n)
    weights, errors = check_parameters(
        graph,
        {(i, i % n + 1): lam[i - 1] for i in graph.vertices},
        {(i, i): omega[i - 1] for i in graph.vertices},
    )
    around: list[Edge] = [(i, i % n + 1) for i in graph.vertices]
    rates = [weights[edge] for edge in around]
    if 0 in rates or 0 in errors.values():
        raise ValueError(f"lam and omega must have no zero entries, got {list(lam)} and {list(omega)}")
    product = Fraction(1)
    for rate in rates:
        product *= rate
    if abs(product) == 1:
        raise ValueError(f"the product of lam must not be 1 or -1, got {product}")
    u = [1 / errors[i, i] for i in graph.vertices]
    # Σ^{-1}: entry (i, i) and entry (i, i + 1)
    a = [u[i] + rates[i] ** 2 * u[(i + 1) % n] for i in range(n)]
    b = [-rates[i] * u[(i + 1) % n] for i in range(n)]
    total: Matrix2 = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    for i in range(n):
        total = _product(total, ((a[i], -(b[i] ** 2)), (Fraction(1), Fraction(0))))
    (top, _), (left, right) = total
    if left == 0:
        raise ValueError("omega must be positive for the twin to be finite; here it lies at infinity")
    other = [Fraction(0)] * n
    other[0] = (top - right) / left - u[0]
    for i in range(n - 1, 0, -1):
        following = other[(i + 1) % n]
        if following == 0:
            raise ValueError("omega must be positive for the twin to be finite; here it lies at infinity")
        other[i] = a[i] - b[i] ** 2 / following
    if 0 in other:
        raise ValueError("omega must be positive for the twin to be finite; here it lies at infinity")
    return [-b[i] / other[(i + 1) % n] for i in range(n)], [1 / value for value in other]


def cycle_parameters(lam: Sequence[Any], omega: Sequence[Any]) -> tuple[Mapping[Edge, Any], Mapping[Edge, Any]]:
    """Return coefficients and variances around a cycle as the mappings that :func:`covariance_at` takes.

    Raises
    ------
    ValueError
        If the lists differ in length or are shorter than 2.

    Examples
    --------
    >>> cycle_parameters([2, 3, 4], [1, 1, 1])[0]
    {(1, 2): 2, (2, 3): 3, (3, 1): 4}
    """
    n = len(lam)
    if n < 2 or len(omega) != n:
        raise ValueError(f"lam and omega must have the same length, at least 2, got {n} and {len(omega)}")
    return {(i, i % n + 1): lam[i - 1] for i in range(1, n + 1)}, {(i, i): omega[i - 1] for i in range(1, n + 1)}
