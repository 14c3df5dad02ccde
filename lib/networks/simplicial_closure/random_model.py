"""The random model: every triple is a group independently of all others."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph

if TYPE_CHECKING:
    import sympy


def random_simplices(n: int, b: float, seed: int = 0) -> TemporalHypergraph:
    """Draw a hypergraph on n nodes in which every triple is a simplex with probability $n^{-b}$, times in random order.

    Parameters
    ----------
    n
        At least 4.
    b
        Non-negative; larger is sparser.
    seed
        Of the random numbers.

    Raises
    ------
    ValueError
        If n is below 4 or b negative, or no triple was drawn.

    Notes
    -----
    The number of simplices is drawn first, then distinct triples: linear in the number of simplices, not of triples.

    Examples
    --------
    >>> len(random_simplices(50, 1.5, seed=1))
    48
    """
    _check(n, b)
    rng = np.random.default_rng(seed)
    size = int(rng.binomial(comb(n, 3), float(n) ** -b))
    if size == 0:
        raise ValueError(f"b must be small enough for a triple to appear, got {b} with n = {n} (seed {seed})")
    if size > comb(n, 3) // 8:
        table = np.array(list(combinations(range(n), 3)))
        rows = table[rng.permutation(len(table))[:size]]
    else:
        # rejection keeps the distribution uniform over sets of distinct triples
        rows = np.empty((0, 3), dtype=np.int64)
        while len(rows) < size:
            drawn = np.sort(rng.integers(0, n, (2 * size + 8, 3)), axis=1)
            drawn = drawn[(np.diff(drawn, axis=1) > 0).all(axis=1)]
            rows = np.concatenate([rows, drawn])
            _, first = np.unique(rows, axis=0, return_index=True)
            rows = rows[np.sort(first)]
        rows = rows[:size]
    return TemporalHypergraph._of(
        tuple(range(n)), rows.astype(np.int64).ravel(), np.full(size, 3), np.arange(size, dtype=np.int64)
    )


def expected_closed(n: int, p: Fraction | sympy.Expr) -> Fraction | sympy.Expr:
    """Return the expected number of closed triangles when every triple is a simplex with probability p.

    Examples
    --------
    >>> expected_closed(5, Fraction(1, 10))
    Fraction(1, 1)
    """
    _check(n, 0)
    _check_probability(p)
    return comb(n, 3) * p


def expected_open(n: int, p: Fraction | sympy.Expr) -> Fraction | sympy.Expr:
    r"""Return the expected number of open triangles when every triple is a simplex with probability p.

    Parameters
    ----------
    n
        At least 4.
    p
        A fraction, a float or a symbol.

    Raises
    ------
    ValueError
        If n is below 4, or p a number outside 0 to 1.

    Notes
    -----
    A triple is open if it is not a simplex and each of its pairs lies in one of $n-3$ others.  No other triple holds two
    of the pairs, so the events are independent: $\binom n3(1-p)(1-(1-p)^{n-3})^3$.

    Examples
    --------
    >>> expected_open(4, Fraction(1, 2))
    Fraction(1, 4)
    """
    _check(n, 0)
    _check_probability(p)
    return comb(n, 3) * (1 - p) * (1 - (1 - p) ** (n - 3)) ** 3


def open_fraction_formula(n: int, b: float) -> float:
    """Return expected open over expected open and closed triangles at $p=n^{-b}$.

    Raises
    ------
    ValueError
        If n is below 4 or b negative.

    Examples
    --------
    >>> [round(open_fraction_formula(200, b), 3) for b in (0.8, 1.5, 1.8)]
    [0.983, 0.463, 0.037]
    """
    _check(n, b)
    p = float(n) ** -b
    # no triple is left out, or the power is below the smallest float: the share is 0 or tends to it
    if p in (0.0, 1.0):
        return 0.0
    # log1p and expm1 keep all digits where p is tiny and n huge
    q = -np.expm1((n - 3) * np.log1p(-p))
    opened = float((1 - p) * q**3)
    return opened / (opened + p)


def enumerated_open(n: int, p: Fraction) -> Fraction:
    """Return the expected number of open triangles by summing over all hypergraphs; for checking, n at most 5.

    Examples
    --------
    >>> enumerated_open(4, Fraction(1, 2)) == expected_open(4, Fraction(1, 2))
    True
    """
    if n not in (4, 5):
        raise ValueError(f"n must be 4 or 5, got {n}")
    _check_probability(p)
    triples = list(combinations(range(n), 3))
    total = Fraction(0)
    for mask in range(2 ** len(triples)):
        chosen = {t for k, t in enumerate(triples) if mask >> k & 1}
        pairs = {pair for t in chosen for pair in combinations(t, 2)}
        opened = sum(t not in chosen and all(pair in pairs for pair in combinations(t, 2)) for t in triples)
        total += opened * p ** len(chosen) * (1 - p) ** (len(triples) - len(chosen))
    return total


def _check(n: int, b: float) -> None:
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise TypeError(f"n must be an integer, got {n!r}")
    if n < 4:
        raise ValueError(f"n must be at least 4, got {n}")
    if not b >= 0:
        raise ValueError(f"b must be non-negative, got {b}")


def _check_probability(p: Any) -> None:
    # a symbol may be anything
    if not getattr(p, "free_symbols", None) and not 0 <= p <= 1:
        raise ValueError(f"p must be a probability from 0 to 1, got {p}")
