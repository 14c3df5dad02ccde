"""Shuffled labels: a test for real papers that needs no model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from lib.networks.topic_networks.collaboration import Paper, check_count
from lib.networks.topic_networks.comparison import check_table
from lib.networks.topic_networks.measures import METRICS, corpus_metrics


def label_permutations(
    papers: Sequence[Paper], topics: Sequence[Sequence[int]], rounds: int, seed: int = 0
) -> np.ndarray:
    """Measure topics after shuffling which paper is which: every topic keeps its size, every overlap its extent.

    Parameters
    ----------
    papers
        The corpus.
    topics
        For each topic the indices of its papers; a paper may be in several.
    rounds
        The number of shuffles.
    seed
        Of the shuffles.

    Returns
    -------
    numpy.ndarray
        Rounds by topics by measures, in the order of ``METRICS``.

    Raises
    ------
    TypeError, ValueError
        If ``rounds`` is below 1, an index is out of range, or the papers are no lists of author ids.

    Notes
    -----
    Under the hypothesis that labels and teams have nothing to do with each other, the true corpus is one of these
    shuffles: a permutation test that is exact although topics overlap.  The time of measuring ``rounds`` corpora, the
    memory of one.

    Examples
    --------
    >>> label_permutations([["a", "b"], ["c"], ["d"]], [[0, 1, 2]], 2).shape
    (2, 1, 10)
    """
    check_count(rounds, "rounds", 1)
    if any(not 0 <= k < len(papers) for topic in topics for k in topic):
        raise ValueError(f"topics must hold indices of the {len(papers)} papers, got one out of range")
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(papers)).tolist() for _ in range(rounds)]
    tables = (corpus_metrics([papers[order[k]] for k in topic] for topic in topics) for order in orders)
    return np.stack([table[list(METRICS)].to_numpy(dtype=float) for table in tables])


def permutation_summary(own: pd.DataFrame, shuffles: np.ndarray) -> pd.DataFrame:
    """Compare the correlations of measures with size with those of shuffled labels.

    Parameters
    ----------
    own
        The topics' measures, with ``papers``.
    shuffles
        As :func:`label_permutations` returns them.

    Returns
    -------
    pandas.DataFrame
        By measure: ``raw``, Spearman's correlation with the number of papers; ``expected``, its mean over the shuffles;
        ``excess``, the correlation after subtracting from each topic's measure its mean over the shuffles; and ``p``,
        the two-sided permutation p-value of the excess.

    Raises
    ------
    ValueError
        If the shapes do not fit, there is no shuffle, a number is not finite, or a column is missing.

    Examples
    --------
    >>> own = corpus_metrics([[["a", "b"]] * n for n in (3, 4, 5)])
    >>> float(permutation_summary(own, np.stack([own[list(METRICS)].to_numpy()] * 5)).loc["modularity", "p"])
    1.0
    """
    check_table(own, METRICS)
    shuffles = np.asarray(shuffles, dtype=float)
    if shuffles.ndim != 3 or shuffles.shape[1:] != (len(own), len(METRICS)) or not len(shuffles):
        raise ValueError(f"shuffles must have shape (rounds, {len(own)}, {len(METRICS)}), got {shuffles.shape}")
    sizes = own["papers"].to_numpy(dtype=float)
    values = own[list(METRICS)].to_numpy(dtype=float)
    every = np.concatenate([values[None], shuffles])
    if not np.isfinite(every).all():
        raise ValueError("own and shuffles must hold finite numbers, got NaN or infinite ones")
    raw = _spearman(every, sizes)
    # the true labels are one of the arrangements: the mean is taken over all of them, which keeps the test exact
    excess = _spearman(every - every.mean(axis=0), sizes)
    p = (np.abs(excess) >= np.abs(excess[0]) - 1e-9).mean(axis=0)
    columns = {"raw": raw[0], "expected": raw[1:].mean(axis=0), "excess": excess[0], "p": p}
    return pd.DataFrame(columns, index=list(METRICS))


def _spearman(values: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Rank correlations along the middle axis; 0 for what is constant."""
    ranks = stats.rankdata(values, axis=1)
    u = ranks - ranks.mean(axis=1, keepdims=True)
    v = stats.rankdata(sizes) - (len(sizes) + 1) / 2
    scale = np.sqrt((u**2).sum(axis=1) * (v @ v))
    return np.divide(np.einsum("rtm,t->rm", u, v), scale, out=np.zeros_like(scale), where=scale > 0)
