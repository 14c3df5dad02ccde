"""Sums over one-connections by subsets of vertices, in any commutative ring; polynomials with coded monomials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy.polys.rings import PolyElement, PolyRing

from lib.statistics.one_connection.mixed_graph import Edge


def connection_sums(n: int, weights: Mapping[Edge, Any], one: Any = 1) -> tuple[Any, list[list[Any]]]:
    r"""Return the determinant of I - L and its cofactors as sums over disjoint cycles and over one-connections.

    Nothing is divided: the entries of L may be numbers, residues or polynomials.

    Parameters
    ----------
    n
        Number of vertices 1..n.
    weights
        The entry of L for each edge (i, j).
    one
        The unit of the ring.

    Returns
    -------
    tuple
        :math:`\det(I-L)` and the matrix :math:`N=\det(I-L)\,(I-L)^{-1}`, rows and columns from 0.

    Raises
    ------
    ValueError
        If n < 1, or a weight belongs to a loop or to a vertex outside 1..n.

    Notes
    -----
    Paths from a vertex are summed by the set of vertices they visit and their end, cycles by their set, packings of
    cycles by the set they may use: O(n 2^n) sums of paths, O(3^n) products for the packings, and fewer where the graph
    is sparse, since only sets that a path or a cycle visits are met.

    References
    ----------
    Adhikari, Gross, Härkönen and Tsigaridas (2022), one-connection rule; the loop-free form is Mason's gain formula.

    Examples
    --------
    >>> connection_sums(2, {(1, 2): 2, (2, 1): 3})
    (-5, [[1, 2], [3, 1]])
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n must be an integer of at least 1, got {n!r}")
    for i, j in weights:
        if i == j or not (1 <= i <= n and 1 <= j <= n):
            raise ValueError(f"weights must belong to edges between different vertices in 1..{n}, got {(i, j)}")
    zero = one - one
    following: list[list[tuple[int, Any]]] = [[] for _ in range(n)]
    for (i, j), weight in weights.items():
        following[i - 1].append((j - 1, weight))

    cycles: list[list[tuple[int, Any]]] = []
    for v in range(n):
        closed: dict[int, Any] = {}
        back = {i: weight for i in range(n) for j, weight in following[i] if j == v}
        for (visited, end), total in _paths(v, following, one, least=v).items():
            if end in back and end != v:
                product = total * back[end]
                closed[visited] = closed[visited] + product if visited in closed else product
        cycles.append(list(closed.items()))

    packed: dict[int, Any] = {0: one}

    def minor(allowed: int) -> Any:
        if allowed not in packed:
            v = (allowed & -allowed).bit_length() - 1
            total = minor(allowed & (allowed - 1))
            for visited, value in cycles[v]:
                if visited & allowed == visited:
                    total = total - value * minor(allowed ^ visited)
            packed[allowed] = total
        return packed[allowed]

    everything = (1 << n) - 1
    numerators = []
    for i in range(n):
        row = [zero] * n
        for (visited, end), total in _paths(i, following, one, least=0).items():
            row[end] = row[end] + total * minor(everything ^ visited)
        numerators.append(row)
    return minor(everything), numerators


def _paths(start: int, following: list[list[tuple[int, Any]]], one: Any, least: int) -> dict[tuple[int, int], Any]:
    # simple paths from start through vertices >= least, summed by (set of visited vertices, end)
    layer: dict[tuple[int, int], Any] = {(1 << start, start): one}
    found = dict(layer)
    while layer:
        longer: dict[tuple[int, int], Any] = {}
        for (visited, end), total in layer.items():
            for vertex, weight in following[end]:
                if vertex >= least and not visited >> vertex & 1:
                    key = (visited | 1 << vertex, vertex)
                    product = total * weight
                    longer[key] = longer[key] + product if key in longer else product
        found.update(longer)
        layer = longer
    return found


class Coded:
    """A polynomial with integer coefficients whose monomials are integers: one byte of exponent for each variable.

    Multiplying monomials is adding integers, which is what makes the symbolic sums fast.  Exponents stay below 256.

    Examples
    --------
    >>> x, y = Coded({1 << 0: 1}), Coded({1 << 8: 1})
    >>> ((x + y) * (x - y)).terms
    {2: 1, 512: -1}
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[int, int]) -> None:
        self.terms = terms

    def __add__(self, other: Coded) -> Coded:
        return self._with(other, 1)

    def __sub__(self, other: Coded) -> Coded:
        return self._with(other, -1)

    def _with(self, other: Coded, sign: int) -> Coded:
        terms = dict(self.terms)
        for code, value in other.terms.items():
            total = terms.get(code, 0) + sign * value
            if total:
                terms[code] = total
            else:
                del terms[code]
        return Coded(terms)

    def __mul__(self, other: Coded) -> Coded:
        few, many = sorted((self.terms, other.terms), key=len)
        if len(few) == 1:
            ((shift, factor),) = few.items()
            return Coded({code + shift: value * factor for code, value in many.items()})
        terms: dict[int, int] = {}
        for shift, factor in few.items():
            add_shifted(terms, many, shift, factor)
        return Coded({code: value for code, value in terms.items() if value})

    def to_ring(self, ring: PolyRing) -> PolyElement:
        """Return the same polynomial as an element of a sympy ring, variable k being generator k."""
        variables = ring.ngens
        coefficients = {value: ring.domain(value) for value in set(self.terms.values())}
        polynomial = ring.zero.copy()
        # a ring element is a dictionary from exponents to coefficients; both are well formed, so no term is checked
        polynomial.update(
            {tuple(code.to_bytes(variables, "little")): coefficients[value] for code, value in self.terms.items()}
        )
        return polynomial


def add_shifted(terms: dict[int, int], polynomial: Mapping[int, int], shift: int, factor: int) -> None:
    """Add factor times a shifted polynomial to terms, in place; zero coefficients may stay."""
    get = terms.get
    for code, value in polynomial.items():
        moved = code + shift
        terms[moved] = get(moved, 0) + factor * value
