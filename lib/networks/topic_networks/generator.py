"""Topics that differ in size and in nothing else: rules by which papers find their authors."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lib.networks.topic_networks.collaboration import check_count

Variant = Literal["uniform", "preferential", "no closure"]
VARIANTS: tuple[Variant, ...] = ("uniform", "preferential", "no closure")
TEAM_SIZES = {1: 0.35, 2: 0.33, 3: 0.20, 4: 0.08, 5: 0.04}
# team sizes of the 611 OpenAlex works with authors, those of more than 9 left out
REAL_TEAM_SIZES = {1: 192, 2: 178, 3: 127, 4: 56, 5: 21, 6: 14, 7: 6, 8: 3, 9: 5}
RHO, SIGMA, URN_SHARE = 0.4, 0.6, 0.3
SMALLEST, EXPONENT, LARGEST = 15, 1.315, 1000


def _shares(team_sizes: Mapping[int, int | float]) -> tuple[list[int], list[float]]:
    if not isinstance(team_sizes, Mapping):
        raise TypeError(f"team_sizes must map team sizes to weights, got {type(team_sizes).__name__}")
    if not team_sizes or any(not isinstance(k, int) or k < 1 for k in team_sizes):
        raise ValueError(f"team_sizes must map positive team sizes to weights, got {team_sizes!r}")
    weights = list(team_sizes.values())
    if min(weights) < 0 or not 0 < sum(weights) < float("inf"):
        raise ValueError(f"team_sizes must have non-negative weights with a positive sum, got {weights!r}")
    return list(team_sizes), [total / sum(weights) for total in accumulate(weights)]


def check_share(value: float, name: str) -> None:
    """Raise unless a number lies in [0, 1]."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie in [0, 1], got {value!r}")


def simulate_topic(
    P: int,
    rho: float = RHO,
    sigma: float = SIGMA,
    team_sizes: Mapping[int, int | float] | None = None,
    rng: np.random.Generator | int = 0,
    *,
    variant: Variant = "uniform",
) -> list[list[int]]:
    """Simulate one topic of P papers (R2 and R4 of the chapter).

    Parameters
    ----------
    P
        The number of papers.
    rho
        Probability that a first author has written in the topic before; half of it is the probability that a further
        author who is no past co-author of the first one has.
    sigma
        Probability that a further author is a past co-author of the first one, if there is one not yet on the paper.
    team_sizes
        Weights of the numbers of authors; ``TEAM_SIZES`` if not given.
    rng
        A generator, or a seed.
    variant
        ``"uniform"``: a returning first author is uniform among the topic's authors.  ``"preferential"``: by the number
        of papers so far.  ``"no closure"``: every place is filled by number of papers with probability 0.3, else by a
        newcomer; ``rho`` and ``sigma`` play no part.

    Returns
    -------
    list of list of int
        The papers; authors are numbered by first appearance.

    Raises
    ------
    TypeError, ValueError
        If P is negative or no whole number, a probability lies outside [0, 1], or the team sizes are no distribution.

    Notes
    -----
    Nothing depends on P but the number of rounds, and the first k papers of a topic have the law of a topic of k papers.
    A few microseconds a paper; memory linear in P.

    Examples
    --------
    >>> simulate_topic(6, rng=1)
    [[0, 1, 2, 3], [4, 5, 6, 3], [7, 8], [9, 10, 11, 12], [13, 2], [14, 15, 16]]
    """
    check_count(P, "P", 0)
    check_share(rho, "rho")
    check_share(sigma, "sigma")
    if variant not in VARIANTS:
        raise ValueError(f"variant must be one of {VARIANTS}, got {variant!r}")
    sizes, shares = _shares(TEAM_SIZES if team_sizes is None else team_sizes)
    uniform = Random(int(np.random.default_rng(rng).integers(2**63))).random
    teams = (sizes[min(bisect(shares, uniform()), len(sizes) - 1)] for _ in range(P))
    if variant == "no closure":
        return _without_closure(teams, uniform)
    return _with_closure(teams, rho, sigma, uniform, preferential=variant == "preferential")


def _with_closure(
    sizes: Iterable[int], rho: float, sigma: float, draw: Callable[[], float], *, preferential: bool
) -> list[list[int]]:
    """Rule R2: a first author, then past co-authors of that author, other authors or newcomers."""
    papers: list[list[int]] = []
    partners: list[set[int]] = []
    urn: list[int] = []  # one entry an authorship
    for size in sizes:
        if partners and draw() < rho:
            lead = urn[int(draw() * len(urn))] if preferential else int(draw() * len(partners))
        else:
            lead = len(partners)
            partners.append(set())
        team, past = [lead], partners[lead]
        for _ in range(size - 1):
            # sorted, so that a set's order in memory plays no part
            known = sorted(past.difference(team)) if past else None
            if known and draw() < sigma:
                team.append(known[int(draw() * len(known))])
                continue
            author = int(draw() * len(partners)) if draw() < rho / 2 else len(partners)
            if author == len(partners) or author in team:
                author = len(partners)
                partners.append(set())
            team.append(author)
        for author in team:
            partners[author].update(team)
        urn.extend(team)
        papers.append(team)
    return papers


def _without_closure(sizes: Iterable[int], draw: Callable[[], float]) -> list[list[int]]:
    """The second variant: every place from the urn with probability 0.3, else a newcomer."""
    papers: list[list[int]] = []
    urn: list[int] = []
    authors = 0
    for size in sizes:
        team: list[int] = []
        while len(team) < size:
            old = urn and draw() < URN_SHARE
            author = urn[int(draw() * len(urn))] if old else authors
            if author not in team:  # who is on the paper already is drawn again
                team.append(author)
                authors += author == authors
        urn.extend(team)
        papers.append(team)
    return papers


def topic_sizes(T: int, rng: np.random.Generator | int | None = None, *, largest: int = LARGEST) -> np.ndarray:
    """Draw heavy-tailed numbers of papers, the smallest 15 as in the paper's topics; or return their quantiles.

    Parameters
    ----------
    T
        The number of topics.
    rng
        A generator or a seed; ``None`` for the T quantiles at (i + 1/2)/T, without chance.
    largest
        No topic has more papers.

    Returns
    -------
    numpy.ndarray
        ``floor(15 U**(-1/1.315))``, capped.

    Raises
    ------
    TypeError, ValueError
        If T is not positive, the largest size is below 15, or one is no whole number.

    Examples
    --------
    >>> topic_sizes(5).tolist()
    [86, 37, 25, 19, 16]
    """
    check_count(T, "T", 1)
    check_count(largest, "largest", SMALLEST)
    u = (np.arange(T) + 0.5) / T if rng is None else 1 - np.random.default_rng(rng).random(T)
    # the cap comes first: a tiny u would overflow the integers
    return np.floor(np.minimum(SMALLEST * u ** (-1 / EXPONENT), largest)).astype(np.int64)


def simulate_corpus(
    T: int | Sequence[int] | np.ndarray,
    rng: np.random.Generator | int = 0,
    *,
    variant: Variant = "uniform",
    rho: ArrayLike = RHO,
    sigma: ArrayLike = SIGMA,
    team_sizes: Mapping[int, int | float] | None = None,
) -> list[list[list[int]]]:
    """Simulate many topics by one rule.

    Parameters
    ----------
    T
        The number of topics, whose sizes are drawn by :func:`topic_sizes`; or the sizes themselves.
    rng
        A generator, or a seed.
    variant, team_sizes
        As for :func:`simulate_topic`; without closure the team sizes are those of the real corpus if none are given.
    rho, sigma
        One number for all topics: the null, in which only size varies.  One number a topic: a planted effect.

    Returns
    -------
    list
        The topics, each a list of papers.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number, a size or probability is out of range, or their numbers differ.

    Notes
    -----
    Topics have their own streams of random numbers: changing one leaves the others as they are.

    Examples
    --------
    >>> corpus = simulate_corpus([3, 2], rng=0)
    >>> [len(topic) for topic in corpus]
    [3, 2]
    """
    source = np.random.default_rng(rng)
    sizes = topic_sizes(int(T), source) if isinstance(T, int | np.integer) else np.asarray(T)
    if team_sizes is None and variant == "no closure":
        team_sizes = REAL_TEAM_SIZES
    if sizes.ndim == 1 and not len(sizes):
        raise ValueError("T must give at least one topic, got an empty list of sizes")
    if sizes.ndim != 1 or sizes.dtype.kind not in "iu":
        raise TypeError(f"T must be a number of topics or a list of whole numbers of papers, got {str(T)[:60]}")
    count = len(sizes)
    wide = {}
    for name, given in (("rho", rho), ("sigma", sigma)):
        values = np.atleast_1d(np.asarray(given, dtype=float))
        if len(values) not in (1, count):
            raise ValueError(f"{name} must be one number or one a topic ({count}), got {len(values)}")
        wide[name] = np.broadcast_to(values, count).tolist()
    seeds = source.integers(2**63, size=count).tolist()
    return [
        simulate_topic(int(P), r, s, team_sizes, seed, variant=variant)
        for P, r, s, seed in zip(sizes.tolist(), wide["rho"], wide["sigma"], seeds, strict=True)
    ]
