"""Polynomials that vanish on the model, searched degree by degree and certified (algorithm A1)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, isqrt, lcm, prod
from typing import Any

from sympy.polys.rings import PolyElement

from lib.statistics.one_connection.covariance import coded_covariance
from lib.statistics.one_connection.finiteness import PRIME, random_point
from lib.statistics.one_connection.holonomy import sigma_ring
from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph
from lib.statistics.one_connection.sums import Coded, connection_sums

Monomial = tuple[Edge, ...]

# A product of numerators with more terms than this is checked at points instead of being expanded.
MOST_TERMS = 200_000


@dataclass(frozen=True)
class VanishingPolynomial:
    """A polynomial in the covariances that is 0 on a model.

    Parameters
    ----------
    multidegree
        How often each vertex occurs as an index in every term.
    terms
        The integer coefficient of each monomial, a sorted tuple of pairs.
    certified
        ``"expanded"`` when substituting the closed form gave 0 as a polynomial, which is a proof; ``"at points"`` when
        it is 0 at exact rational points only.
    """

    multidegree: tuple[int, ...]
    terms: Mapping[Monomial, int]
    certified: str

    @property
    def degree(self) -> int:
        """The degree in the covariances."""
        return sum(self.multidegree) // 2

    def to_ring(self, graph: MixedGraph) -> PolyElement:
        """Return it as an element of the ring of the covariances."""
        ring = sigma_ring(graph)
        place = {pair: k for k, pair in enumerate(graph.pairs)}
        found = {}
        for monomial, value in self.terms.items():
            exponents = [0] * len(place)
            for pair in monomial:
                exponents[place[pair]] += 1
            found[tuple(exponents)] = ring.domain(value)
        return ring.from_dict(found)

    def __str__(self) -> str:
        return str(self.to_ring(MixedGraph(len(self.multidegree))))


def sigma_monomials(multidegree: Sequence[int]) -> tuple[Monomial, ...]:
    """Return the monomials in the covariances in which every vertex occurs as an index a given number of times.

    They are the multigraphs with this degree sequence, a loop counting twice.

    Parameters
    ----------
    multidegree
        One number for each vertex.

    Raises
    ------
    ValueError
        If a number is negative or not an integer.

    Examples
    --------
    >>> sigma_monomials((1, 2, 1))
    (((1, 2), (2, 3)), ((1, 3), (2, 2)))
    >>> len(sigma_monomials((5, 5, 5, 5)))
    306
    """
    if any(not isinstance(d, int) or isinstance(d, bool) or d < 0 for d in multidegree):
        raise ValueError(f"multidegree must hold integers of at least 0, got {multidegree}")
    return _all_monomials(tuple(multidegree))


@lru_cache(maxsize=4096)
def _all_monomials(multidegree: tuple[int, ...]) -> tuple[Monomial, ...]:
    return tuple(sorted(_monomials(list(multidegree), 0, 0)))


def _monomials(left: list[int], first: int, second: int) -> Iterator[Monomial]:
    while first < len(left) and left[first] == 0:
        first, second = first + 1, first + 1
    if first == len(left):
        yield ()
        return
    for other in range(max(first, second), len(left)):
        if left[other] >= (2 if other == first else 1):
            left[first] -= 1
            left[other] -= 1
            for rest in _monomials(left, first, other):
                yield ((first + 1, other + 1), *rest)
            left[first] += 1
            left[other] += 1


def multidegrees(n: int, degree: int) -> Iterator[tuple[int, ...]]:
    """Yield the multidegrees of the polynomials of a degree in the covariances of n variables.

    Examples
    --------
    >>> list(multidegrees(2, 1))
    [(2, 0), (1, 1), (0, 2)]
    """
    for bars in itertools.combinations_with_replacement(range(n), 2 * degree):
        yield tuple(bars.count(v) for v in range(n))


def explore_vanishing(graph: MixedGraph, max_degree: int, seed: int = 0) -> list[VanishingPolynomial]:
    """Return minimal generators of the vanishing ideal up to a degree.

    Parameters
    ----------
    graph
        A mixed graph, cycles allowed.
    max_degree
        The largest degree in the covariances.
    seed
        Of the random points.

    Returns
    -------
    list[VanishingPolynomial]
        By degree; primitive, with the first coefficient positive.

    Raises
    ------
    ValueError
        If max_degree < 1.

    Notes
    -----
    For each multidegree m the monomials are evaluated at more random points modulo a prime than there are monomials;
    the null space holds everything that vanishes in that degree, and what multiples of lower generators do not span is
    kept, lifted to integers and certified.  With M monomials O(M^3) time and O(M^2) memory for each multidegree.

    Examples
    --------
    >>> [str(p) for p in explore_vanishing(MixedGraph.from_text("1->2->3"), 2)]
    ['σ12*σ23 - σ13*σ22']
    """
    check_mixed_graph(graph)
    if not isinstance(max_degree, int) or isinstance(max_degree, bool) or max_degree < 1:
        raise ValueError(f"max_degree must be an integer of at least 1, got {max_degree!r}")
    found: list[VanishingPolynomial] = []
    for degree in range(1, max_degree + 1):
        new = [p for m in multidegrees(graph.n, degree) for p in vanishing_in(graph, m, found, seed)]
        found += new
    return found


def vanishing_in(
    graph: MixedGraph, multidegree: tuple[int, ...], known: Sequence[VanishingPolynomial] = (), seed: int = 0
) -> list[VanishingPolynomial]:
    """Return vanishing polynomials of one multidegree that multiples of the known ones do not span.

    Raises
    ------
    ValueError
        If the multidegree has not one entry for each vertex.

    Examples
    --------
    >>> [p.certified for p in vanishing_in(MixedGraph.from_text("1->2->3"), (1, 2, 1))]
    ['expanded']
    """
    if len(multidegree) != check_mixed_graph(graph).n:
        raise ValueError(f"multidegree must have {graph.n} entries, got {multidegree}")
    monomials = sigma_monomials(multidegree)
    if not monomials:
        return []
    column = {monomial: k for k, monomial in enumerate(monomials)}
    points = _points(graph, len(monomials) + 3, seed)
    rows = []
    for sigma in points:
        powers = [[1] * len(monomials)]
        values = powers[0]
        for k, monomial in enumerate(monomials):
            value = 1
            for pair in monomial:
                value = value * sigma[pair] % PRIME
            values[k] = value
        rows.append(values)
    kernel = _null_space(rows, len(monomials))
    if not kernel:
        return []
    span = _Span()
    for polynomial in known:
        rest = tuple(a - b for a, b in zip(multidegree, polynomial.multidegree, strict=True))
        if min(rest) >= 0:
            for factor in sigma_monomials(rest):
                row = [0] * len(monomials)
                for monomial, value in polynomial.terms.items():
                    row[column[tuple(sorted((*monomial, *factor)))]] = value % PRIME
                span.add(row)
    found = []
    for vector in kernel:
        if span.add(vector):
            terms = _lift(monomials, vector)
            found.append(VanishingPolynomial(multidegree, terms, certify(graph, terms)))
    return found


@lru_cache(maxsize=32)
def _points(graph: MixedGraph, count: int, seed: int) -> tuple[dict[Edge, int], ...]:
    source = random.Random(seed)
    found = []
    for _ in range(count):
        sigma = random_point(graph, PRIME, source)[2]
        found.append({(i, j): sigma[i - 1][j - 1] for i, j in graph.pairs})
    return tuple(found)


class _Span:
    """A growing space of vectors modulo the prime, in echelon form."""

    def __init__(self) -> None:
        self.rows: dict[int, list[int]] = {}

    def add(self, vector: list[int]) -> bool:
        """Add a vector; return whether it was new."""
        current = vector
        for lead in range(len(vector)):
            if current[lead]:
                if lead not in self.rows:
                    inverse = pow(current[lead], -1, PRIME)
                    self.rows[lead] = [value * inverse % PRIME for value in current]
                    return True
                factor = current[lead]
                current = [(a - factor * b) % PRIME for a, b in zip(current, self.rows[lead], strict=True)]
        return False


def _null_space(rows: list[list[int]], width: int) -> list[list[int]]:
    # reduced echelon form; one vector for each column without a pivot, the last such columns first
    pivots: list[int] = []
    reduced: list[list[int]] = []
    for row in rows:
        current = row
        for lead, pivot in zip(pivots, reduced, strict=True):
            factor = current[lead]
            if factor:
                current = [(a - factor * b) % PRIME for a, b in zip(current, pivot, strict=True)]
        lead = next((k for k, value in enumerate(current) if value), -1)
        if lead >= 0:
            inverse = pow(current[lead], -1, PRIME)
            reduced.append([value * inverse % PRIME for value in current])
            pivots.append(lead)
    # back substitution for the free columns only
    kernel = []
    for free in sorted(set(range(width)) - set(pivots)):
        vector = [0] * width
        vector[free] = 1
        for lead, row in sorted(zip(pivots, reduced, strict=True), key=lambda item: -item[0]):
            vector[lead] = -sum(a * b for a, b in zip(row, vector, strict=True) if a and b) % PRIME
        kernel.append(vector)
    return kernel


def _lift(monomials: Sequence[Monomial], vector: Sequence[int]) -> dict[Monomial, int]:
    # the rational numbers with small numerator and denominator that these residues stand for, cleared of denominators
    fractions = {m: _reconstruct(value) for m, value in zip(monomials, vector, strict=True) if value}
    scale = lcm(*(f.denominator for f in fractions.values()))
    whole = {m: int(f * scale) for m, f in fractions.items()}
    content = gcd(*whole.values())
    sign = 1 if next(iter(whole.values())) > 0 else -1
    return {m: sign * value // content for m, value in whole.items()}


def _reconstruct(residue: int) -> Fraction:
    bound = isqrt(PRIME // 2)
    r0, r1, s0, s1 = PRIME, residue, 0, 1
    while r1 > bound:
        quotient = r0 // r1
        r0, r1, s0, s1 = r1, r0 - quotient * r1, s1, s0 - quotient * s1
    return Fraction(r1, s1)


def certify(graph: MixedGraph, terms: Mapping[Monomial, int], points: int = 5) -> str:
    """Prove that a polynomial vanishes by expanding it, or check it at exact rational points if it is large.

    Returns
    -------
    str
        ``"expanded"`` or ``"at points"``.

    Raises
    ------
    ValueError
        If the polynomial does not vanish, is not homogeneous in the multidegree, or has a pair that is not i <= j.

    Notes
    -----
    All covariances have the denominator det^2, so a homogeneous polynomial vanishes when it does on the numerators.

    Examples
    --------
    >>> certify(MixedGraph.from_text("1->2->3"), {((1, 2), (2, 3)): 1, ((1, 3), (2, 2)): -1})
    'expanded'
    """
    check_mixed_graph(graph)
    strange = {pair for monomial in terms for pair in monomial} - set(graph.pairs)
    if strange:
        raise ValueError(f"terms must hold pairs i <= j of vertices in 1..{graph.n}, got {min(strange)}")
    degrees = {tuple(sum((v == i) + (v == j) for i, j in m) for v in graph.vertices) for m in terms}
    if len(degrees) != 1:
        raise ValueError(f"terms must all have one multidegree, got {sorted(degrees)}")
    sizes = {pair: len(coded_covariance(graph)[pair[0] - 1][pair[1] - 1].terms) for pair in graph.pairs}
    expanded = sum(prod(sizes[pair] for pair in monomial) for monomial in terms)
    # a coded exponent fits a byte, and a numerator is of degree at most 2 in each parameter
    if expanded <= MOST_TERMS and sum(next(iter(degrees))) // 2 < 128:
        numerators = {(i, j): coded_covariance(graph)[i - 1][j - 1] for i, j in graph.pairs}
        total = Coded({})
        for monomial, value in terms.items():
            product = Coded({0: value})
            for pair in monomial:
                product = product * numerators[pair]
            total = total + product
        if total.terms:
            raise ValueError("terms must vanish on the model; expanding the closed form left a non-zero polynomial")
        return "expanded"
    source = random.Random(len(terms))
    for _ in range(points):
        if evaluate(terms, _integer_numerators(graph, source)) != 0:
            raise ValueError("terms must vanish on the model; at an exact point the value was not 0")
    return "at points"


def _integer_numerators(graph: MixedGraph, source: random.Random) -> dict[Edge, int]:
    weights = {edge: source.randrange(-50, 51) for edge in graph.directed}
    errors = {edge: source.randrange(-50, 51) for edge in [(v, v) for v in graph.vertices] + list(graph.bidirected)}
    rows = connection_sums(graph.n, weights)[1]
    found = {}
    for i, j in graph.pairs:
        total = 0
        for (k, m), value in errors.items():
            total += value * rows[k - 1][i - 1] * rows[m - 1][j - 1]
            if k != m:
                total += value * rows[m - 1][i - 1] * rows[k - 1][j - 1]
        found[i, j] = total
    return found


def evaluate(terms: Mapping[Monomial, int], sigma: Mapping[Edge, Any]) -> Any:
    """Return the value of a polynomial at given covariances.

    Examples
    --------
    >>> evaluate({((1, 2), (2, 3)): 1, ((1, 3), (2, 2)): -1}, {(1, 2): 2, (2, 3): 3, (1, 3): 6, (2, 2): 1})
    0
    """
    return sum(value * prod((sigma[pair] for pair in monomial), start=1) for monomial, value in terms.items())
