"""Finite-to-one: the rank of the parametrisation's Jacobian at random residues, and all small mixed graphs."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from functools import cache

from sympy import isprime

from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, check_mixed_graph
from lib.statistics.one_connection.sums import connection_sums

PRIME = 2**31 - 1


def jacobian_rank(graph: MixedGraph, prime: int = PRIME, seed: int = 0) -> int:
    r"""Return the rank of the Jacobian of :math:`(\Lambda,\Omega)\mapsto\Sigma` at a random point modulo a prime.

    Parameters
    ----------
    graph
        A mixed graph.
    prime
        A prime; the rank modulo a prime can be smaller than the generic rank but never larger.
    seed
        Of the random point.

    Raises
    ------
    ValueError
        If prime is not a prime of at least 1000.

    Notes
    -----
    The rows are :math:`\sigma_{ai}K_{jb}+\sigma_{bi}K_{ja}` for λij and :math:`K_{ia}K_{jb}+K_{ja}K_{ib}` for ωij.
    Time O(k^2 n^2) for k parameters after the cofactors, memory O(k n^2).

    Examples
    --------
    >>> instrumental, confounded = "1->2->3, 2<->3", "1->2->3, 1<->2"
    >>> [jacobian_rank(MixedGraph.from_text(text)) for text in (instrumental, confounded)]
    [6, 5]
    """
    check_mixed_graph(graph)
    if not isinstance(prime, int) or prime < 1000 or not _is_prime(prime):
        raise ValueError(f"prime must be a prime of at least 1000, got {prime!r}")
    point = random.Random(seed)
    sigma, inverse = random_point(graph, prime, point)[2:]
    places = [(a - 1, b - 1) for a, b in graph.pairs]
    rows = []
    for letter, first, second in graph.keys:
        i, j = first - 1, second - 1
        if letter == "λ":
            si, kj = sigma[i], inverse[j]
            rows.append([(si[a] * kj[b] + si[b] * kj[a]) % prime for a, b in places])
        else:
            ki, kj = inverse[i], inverse[j]
            # for a variance the two products are equal; half of their sum has the same rank
            rows.append([(ki[a] * kj[b] + kj[a] * ki[b]) % prime for a, b in places])
    return rank_modulo(rows, prime)


@cache
def _is_prime(number: int) -> bool:
    return bool(isprime(number))


def random_point(
    graph: MixedGraph, prime: int, source: random.Random
) -> tuple[dict[Edge, int], dict[Edge, int], list[list[int]], list[list[int]]]:
    """Return random residues for Λ and Ω with I - Λ invertible, and Σ and the inverse of I - Λ there."""
    while True:
        weights = {edge: source.randrange(1, prime) for edge in graph.directed}
        errors = {
            edge: source.randrange(1, prime) for edge in [(v, v) for v in graph.vertices] + list(graph.bidirected)
        }
        det, rows = connection_sums(graph.n, weights)
        if det % prime:
            break
    scale = pow(det, -1, prime)
    inverse = [[entry * scale % prime for entry in row] for row in rows]
    return weights, errors, covariance_modulo(graph.n, inverse, errors, prime), inverse


def covariance_modulo(n: int, inverse: list[list[int]], errors: dict[Edge, int], prime: int) -> list[list[int]]:
    """Return K^T Ω K modulo a prime."""
    half = [[0] * n for _ in range(n)]
    for (k, m), value in errors.items():
        for a, b in {(k, m), (m, k)}:
            row, target = inverse[b - 1], half[a - 1]
            for j in range(n):
                target[j] += value * row[j]
    return [[sum(inverse[k][i] * half[k][j] for k in range(n)) % prime for j in range(n)] for i in range(n)]


def rank_modulo(rows: list[list[int]], prime: int) -> int:
    """Return the rank of a matrix of residues.

    Examples
    --------
    >>> rank_modulo([[1, 2], [2, 4], [0, 1]], 101)
    2
    """
    rows = [row[:] for row in rows]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        lead = rows[rank]
        inverse = pow(lead[column], -1, prime)
        for r in range(rank + 1, len(rows)):
            if rows[r][column]:
                factor = rows[r][column] * inverse % prime
                rows[r] = [(a - factor * b) % prime for a, b in zip(rows[r], lead, strict=True)]
        rank += 1
    return rank


def is_generically_finite(graph: MixedGraph) -> bool:
    """Return whether the parametrisation is generically finite-to-one: full Jacobian rank at a random point.

    A full rank modulo a prime is a proof.  A smaller one is believed only after two primes and three seeds each.

    Examples
    --------
    >>> is_generically_finite(MixedGraph.from_text("1->2->3->1"))
    True
    >>> is_generically_finite(MixedGraph.from_text("1->2->3, 1<->2"))
    False
    """
    if check_mixed_graph(graph).parameters > graph.moments:
        return False
    tries = itertools.product((PRIME, 2**61 - 1), range(3))
    return any(jacobian_rank(graph, prime, seed) == graph.parameters for prime, seed in tries)


def labelled_mixed_graphs(n: int, *, simple: bool = True) -> Iterator[MixedGraph]:
    """Yield every mixed graph on the vertices 1..n: 4 states for each pair if simple, 8 otherwise.

    Raises
    ------
    ValueError
        If there would be more than five million of them.

    Examples
    --------
    >>> sum(1 for _ in labelled_mixed_graphs(3)), sum(1 for _ in labelled_mixed_graphs(3, simple=False))
    (64, 512)
    """
    pairs = list(itertools.combinations(range(1, n + 1), 2))
    states = (0, 1, 2, 4) if simple else tuple(range(8))
    if len(states) ** len(pairs) > 5_000_000:
        raise ValueError(f"n must be small enough for five million graphs, got {n}")
    for chosen in itertools.product(states, repeat=len(pairs)):
        yield _from_states(n, dict(zip(pairs, chosen, strict=True)))


def _from_states(n: int, states: dict[Edge, int]) -> MixedGraph:
    # bit 1: i -> j, bit 2: j -> i, bit 4: i <-> j
    forward = [edge for edge, state in states.items() if state & 1]
    backward = [(j, i) for (i, j), state in states.items() if state & 2]
    return MixedGraph(n, forward + backward, [edge for edge, state in states.items() if state & 4])


def simple_mixed_graphs(n: int, *, up_to_iso: bool = True, force: bool = False) -> Iterator[MixedGraph]:
    """Yield the simple mixed graphs on n vertices, one of each isomorphism class unless told otherwise.

    Parameters
    ----------
    n
        Number of vertices.
    up_to_iso
        Whether to keep one graph of each class.
    force
        Whether to go beyond n = 5.

    Raises
    ------
    ValueError
        If n < 1, or n > 5 without ``force``.

    Notes
    -----
    Each class on n - 1 vertices is extended by one vertex in 4^(n-1) ways and brought to a canonical form: n = 5 takes
    some ten seconds, n = 6 an hour and a million and a half classes.

    Examples
    --------
    >>> [sum(1 for _ in simple_mixed_graphs(n)) for n in range(1, 5)]
    [1, 3, 16, 218]
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n must be at least 1, got {n!r}")
    if n > 5 and not force:
        raise ValueError(f"n must be at most 5 (9,608 classes), got {n}; pass force=True to go on all the same")
    if not up_to_iso:
        yield from labelled_mixed_graphs(n)
        return
    for states in _classes(n):
        yield _from_states(n, dict(zip(itertools.combinations(range(1, n + 1), 2), states, strict=True)))


@cache
def _classes(n: int) -> tuple[tuple[int, ...], ...]:
    if n == 1:
        return ((),)
    found = set()
    for smaller in _classes(n - 1):
        base = dict(zip(itertools.combinations(range(n - 1), 2), smaller, strict=True))
        for column in itertools.product((0, 1, 2, 4), repeat=n - 1):
            found.add(_canonical(n, base | {(i, n - 1): state for i, state in enumerate(column)}))
    return tuple(sorted(found))


def _canonical(n: int, states: dict[Edge, int]) -> tuple[int, ...]:
    # the least tuple of states over the orders that respect the vertices' degrees of each kind and their neighbours'
    turn = (0, 2, 1, 3, 4, 6, 5, 7)
    full = [[0] * n for _ in range(n)]
    for (i, j), state in states.items():
        full[i][j], full[j][i] = state, turn[state]
    colour = [tuple(sorted(row)) for row in full]
    kind = [(colour[v], tuple(sorted((full[v][u], colour[u]) for u in range(n) if u != v))) for v in range(n)]
    order = sorted(range(n), key=lambda v: kind[v])
    groups = [list(group) for _, group in itertools.groupby(order, key=lambda v: kind[v])]
    places = list(itertools.combinations(range(n), 2))
    candidates = (list(itertools.chain(*parts)) for parts in itertools.product(*map(itertools.permutations, groups)))
    return min(tuple(full[p[i]][p[j]] for i, j in places) for p in candidates)
