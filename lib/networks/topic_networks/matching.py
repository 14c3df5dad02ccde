"""Size control by comparison with random topics of the same size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from lib.networks.topic_networks.collaboration import Paper, check_topic
from lib.networks.topic_networks.comparison import check_table
from lib.networks.topic_networks.measures import METRICS, corpus_metrics

Topic = Sequence[Paper]
Model = Callable[[int, np.random.Generator], Topic]


def size_matched_excess(
    topics: Sequence[Topic],
    pool_or_model: Topic | Model,
    repeats: int = 8,
    rng: np.random.Generator | int = 0,
    *,
    which: Iterable[str] = METRICS,
    table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return each measure less its mean over random topics with the same number of papers (D6).

    Parameters
    ----------
    topics
        The topics.
    pool_or_model
        Where the random topics come from: a list of papers, from which as many are drawn as the topic has, without
        repetition; or a function of the number of papers and a generator, such as
        :func:`~lib.networks.topic_networks.generator.simulate_topic` with its arguments set.
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
    pandas.DataFrame
        One row a topic: the excess of each measure, and ``papers``.

    Raises
    ------
    TypeError, ValueError
        If the topics or the pool are no lists of papers, the pool has fewer papers than a topic, a measure is unknown, or
        ``repeats`` is below 1.

    Notes
    -----
    The cost of measuring ``repeats`` further corpora.  The mean over draws has its own noise, which adds one part in
    ``repeats`` to the variance of the excess.

    Examples
    --------
    >>> team, alone = [["a", "b"]], [["c"]]
    >>> size_matched_excess([team * 3], team * 3 + alone * 3, 200, which=["collaboration rate"]).round(1).values.tolist()
    [[0.5, 3.0]]
    """
    chosen = list(which)
    if not topics:
        raise ValueError("topics must hold at least one topic, got none")
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}")
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
    means = matched[chosen].to_numpy().reshape(len(topics), repeats, len(chosen)).mean(axis=1)
    excess = pd.DataFrame(own[chosen].to_numpy(dtype=float) - means, columns=chosen)
    return excess.assign(papers=np.array(sizes, dtype=float))


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
    if permutations < 1:
        raise ValueError(f"permutations must be at least 1, got {permutations}")
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
