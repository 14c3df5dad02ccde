"""Size control by comparison with random topics of the same size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from lib.networks.topic_networks.collaboration import Paper, check_count, check_topic
from lib.networks.topic_networks.comparison import check_table
from lib.networks.topic_networks.measures import METRICS, corpus_metrics

Topic = Sequence[Paper]
ROUNDING = 1e-12
Model = Callable[[int, np.random.Generator], Topic]


@dataclass(frozen=True)
class SizeMatched:
    """Topics beside random topics with the same number of papers, one row a topic and one column a measure.

    ``excess`` is the measure less its mean over the random topics.  ``rank`` is its place among them, in (0, 1), ties
    broken at random: without an effect, and with the right source of random topics, it is uniform whatever the size.  The
    excess is not: its mean is 0 at every size, but its spread and skewness change with size.
    """

    excess: pd.DataFrame
    rank: pd.DataFrame


def size_matched(
    topics: Sequence[Topic],
    pool_or_model: Topic | Model,
    repeats: int = 9,
    rng: np.random.Generator | int = 0,
    *,
    which: Iterable[str] = METRICS,
    table: pd.DataFrame | None = None,
) -> SizeMatched:
    """Compare each topic with random topics that have as many papers (D6).

    Parameters
    ----------
    topics
        The topics.
    pool_or_model
        Where the random topics come from: a list of papers, from which as many are drawn as the topic has, without
        repetition; or a function of the number of papers and a generator, such as
        :func:`~lib.networks.topic_networks.simulate_topic` with its arguments set.
    repeats
        Random topics for each topic.
    rng
        A generator, or a seed.
    which
        The measures.
    table
        The topics' measures, if they are known already.

    Returns
    -------
    SizeMatched
        Excesses and ranks; both tables carry ``papers``.

    Raises
    ------
    TypeError, ValueError
        If the topics or the pool are no lists of papers, the pool has fewer papers than a topic, a function returns a topic
        of another size, a measure is unknown, or ``repeats`` is below 1.

    Notes
    -----
    The cost of measuring ``repeats`` further corpora.  The mean over draws has its own noise, which adds one part in
    ``repeats`` to the variance of the excess.  A topic and its random companions are exchangeable under the null, so the
    rank is exactly uniform on ``repeats + 1`` places, and independent of the size.

    Examples
    --------
    >>> team, alone = [["a", "b"]], [["c"]]
    >>> found = size_matched([team * 3], team * 3 + alone * 3, 200, which=["collaboration rate"])
    >>> found.excess.round(1).values.tolist(), bool(found.rank["collaboration rate"][0] > 0.5)
    ([[0.5, 3.0]], True)
    """
    chosen = list(dict.fromkeys(which))
    if not topics:
        raise ValueError("topics must hold at least one topic, got none")
    check_count(repeats, "repeats", 1)
    source = np.random.default_rng(rng)
    sizes = [len(topic) for topic in topics]
    if callable(pool_or_model):
        model = pool_or_model
    else:
        pool = list(pool_or_model)
        check_topic(pool, "pool_or_model")
        if len(pool) < max(sizes):
            raise ValueError(
                f"pool_or_model must have at least as many papers as the largest topic ({max(sizes)}), got {len(pool)}"
            )

        def model(P: int, rng: np.random.Generator) -> Topic:
            return [pool[k] for k in rng.choice(len(pool), P, replace=False).tolist()]

    own = corpus_metrics(topics, which=chosen) if table is None else table
    check_table(own, chosen)
    if len(own) != len(topics):
        raise ValueError(f"table must have one row a topic ({len(topics)}), got {len(own)}")
    matched = corpus_metrics((model(P, source) for P in sizes for _ in range(repeats)), which=chosen)
    got, asked = matched["papers"].to_numpy(), np.repeat(sizes, repeats)
    if (wrong := np.flatnonzero(got != asked)).size:
        raise ValueError(
            f"pool_or_model must return as many papers as it is asked for, got {got[wrong[0]]} for {asked[wrong[0]]}"
        )
    draws = matched[chosen].to_numpy(dtype=float).reshape(len(topics), repeats, len(chosen))
    values = own[chosen].to_numpy(dtype=float)
    # rounding makes equal values differ in their last digits
    below = (draws < values[:, None] - ROUNDING).sum(axis=1)
    equal = (np.abs(draws - values[:, None]) <= ROUNDING).sum(axis=1)
    place = below + np.floor(source.random(values.shape) * (equal + 1))
    papers = np.array(sizes, dtype=float)
    return SizeMatched(
        pd.DataFrame(values - draws.mean(axis=1), columns=chosen).assign(papers=papers),
        pd.DataFrame((place + 0.5) / (repeats + 1), columns=chosen).assign(papers=papers),
    )


def size_matched_excess(
    topics: Sequence[Topic],
    pool_or_model: Topic | Model,
    repeats: int = 9,
    rng: np.random.Generator | int = 0,
    *,
    which: Iterable[str] = METRICS,
    table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return each measure less its mean over random topics with the same number of papers; see :func:`size_matched`.

    Raises
    ------
    TypeError, ValueError
        As :func:`size_matched`.

    Examples
    --------
    >>> pool = [["a", "b"], ["c", "d"], ["e"]]
    >>> size_matched_excess([pool], pool, 3, which=["modularity"])["modularity"].tolist()
    [0.0]
    """
    return size_matched(topics, pool_or_model, repeats, rng, which=which, table=table).excess


@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's coefficient and the p-value of a permutation test."""

    rho: float
    p: float


def rank_correlation(x: ArrayLike, P: ArrayLike, permutations: int = 1000, seed: int = 0) -> RankCorrelation:
    """Return Spearman's correlation, with a two-sided p-value from random permutations.

    Parameters
    ----------
    x, P
        Two lists of equal length, of at least three numbers.
    permutations
        How many; the smallest possible p-value is one over this number plus one.
    seed
        Of the permutations.

    Raises
    ------
    ValueError
        If the lengths differ or are below 3, a value is not finite, or ``permutations`` is below 1.

    Notes
    -----
    A constant list correlates with nothing: coefficient 0, p-value 1.

    Examples
    --------
    >>> rank_correlation([1, 4, 9, 16, 25, 36], range(6))
    RankCorrelation(rho=1.0, p=0.003996003996003996)
    """
    a, b = np.asarray(x, dtype=float), np.asarray(P, dtype=float)
    if a.shape != b.shape or a.ndim != 1 or len(a) < 3 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError(
            f"x and P must be lists of finite numbers of one length, at least 3, got shapes {a.shape} and {b.shape}"
        )
    check_count(permutations, "permutations", 1)
    ranks = [stats.rankdata(values) for values in (a, b)]
    u, v = (r - r.mean() for r in ranks)
    scale = np.sqrt((u @ u) * (v @ v))
    if scale == 0:
        return RankCorrelation(0.0, 1.0)
    observed = u @ v
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.broadcast_to(v, (permutations, len(v))), axis=1) @ u
    # equal permutations count as extreme, rounding notwithstanding
    extreme = int((np.abs(shuffled) >= abs(observed) - 1e-9 * scale).sum())
    return RankCorrelation(float(observed / scale), (extreme + 1) / (permutations + 1))
