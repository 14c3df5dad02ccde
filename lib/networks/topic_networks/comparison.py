"""Popular against niche topics: the raw comparison, size left alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from lib.networks.topic_networks.collaboration import check_count
from lib.networks.topic_networks.measures import METRICS

SHARE = 0.2
BONFERRONI = 0.005  # 0.05 over ten measures
NORMAL = 0.05
MOST_FOR_SHAPIRO = 5000


def popular_niche_split(P: ArrayLike, share: float = SHARE) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the topics with most and with fewest papers (D3).

    Parameters
    ----------
    P
        Numbers of papers, by topic.
    share
        The share of topics in each group, rounded down.

    Returns
    -------
    tuple of numpy.ndarray
        Popular and niche topics.  Topics of one size stand in the order of their index, so the cut is deterministic.

    Raises
    ------
    ValueError
        If the share is not in (0, 1/2], a group would be empty, or P is no list of finite numbers.

    Notes
    -----
    One sort.

    Examples
    --------
    >>> popular, niche = popular_niche_split([15, 90, 15, 40, 15])
    >>> popular.tolist(), niche.tolist()
    ([1], [4])
    """
    sizes = np.asarray(P, dtype=float)
    if sizes.ndim != 1 or not np.isfinite(sizes).all():
        raise ValueError(f"P must be a list of finite numbers, got shape {sizes.shape}")
    if not 0 < share <= 0.5:
        raise ValueError(f"share must lie in (0, 1/2], got {share!r}")
    count = int(share * len(sizes))
    if not count:
        raise ValueError(
            f"P must have at least {int(np.ceil(1 / share))} topics for a share of {share}, got {len(sizes)}"
        )
    order = np.argsort(-sizes, kind="stable")
    return order[:count], order[-count:]


def cliffs_delta(a: ArrayLike, b: ArrayLike) -> float:
    """Return Cliff's delta: how much more often a value of ``a`` exceeds one of ``b`` than falls below it.

    Parameters
    ----------
    a, b
        Two samples.

    Returns
    -------
    float
        From -1 to 1.

    Raises
    ------
    ValueError
        If a sample is empty, not one-dimensional, or holds a number that is not finite.

    Notes
    -----
    By ranks: one sort of both samples together, not a loop over pairs.

    Examples
    --------
    >>> cliffs_delta([3, 4, 5], [1, 2, 4])
    0.6666666666666667
    """
    x, y = _sample(a, "a"), _sample(b, "b")
    ranks = stats.rankdata(np.concatenate([x, y]))
    # the ranks of x inside both samples, less those inside x alone, count the values of y below and half the equal ones
    wins = ranks[: len(x)].sum() - len(x) * (len(x) + 1) / 2
    return float(2 * wins / (len(x) * len(y)) - 1)


def _sample(values: ArrayLike, name: str) -> np.ndarray:
    found = np.asarray(values, dtype=float)
    if found.ndim != 1 or not len(found) or not np.isfinite(found).all():
        raise ValueError(f"{name} must be a non-empty list of finite numbers, got {str(values)[:60]}")
    return found


def delta_size(delta: float) -> str:
    """Name the size of a Cliff's delta: negligible, small (.147), medium (.33), large (.474).

    Raises
    ------
    ValueError
        If it does not lie in [-1, 1].

    Examples
    --------
    >>> delta_size(-0.5), delta_size(0.1)
    ('large', 'negligible')
    """
    if not -1 <= delta <= 1:
        raise ValueError(f"delta must lie in [-1, 1], got {delta!r}")
    names = ("negligible", "small", "medium", "large")
    return names[int(np.searchsorted([0.147, 0.33, 0.474], abs(delta), side="right"))]


def cohens_d(a: ArrayLike, b: ArrayLike) -> float:
    """Return Cohen's d, the difference of the means over the pooled standard deviation (n - 1); 0 if that is 0.

    Raises
    ------
    ValueError
        If a sample has fewer than two values, or one that is not finite.

    Examples
    --------
    >>> cohens_d([2, 4], [1, 3])
    0.7071067811865475
    """
    x, y = _sample(a, "a"), _sample(b, "b")
    if min(len(x), len(y)) < 2:
        raise ValueError(f"a and b must have at least two values each, got {len(x)} and {len(y)}")
    pooled = ((len(x) - 1) * x.var(ddof=1) + (len(y) - 1) * y.var(ddof=1)) / (len(x) + len(y) - 2)
    return float((x.mean() - y.mean()) / np.sqrt(pooled)) if pooled > 0 else 0.0


def compare_groups(
    table: pd.DataFrame,
    metrics: Iterable[str] = METRICS,
    *,
    share: float = SHARE,
    bootstrap: int = 10_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare popular with niche topics, measure by measure (D4).

    Parameters
    ----------
    table
        One row a topic, with a column ``papers`` and the measures.
    metrics
        The measures to compare.
    share
        As for :func:`popular_niche_split`.
    bootstrap
        Resamplings for the intervals of the mean difference and of Cliff's delta; 0 leaves them out.
    seed
        Of the resamplings.

    Returns
    -------
    pandas.DataFrame
        Indexed by measure: the two means; ``test``, a t test if Shapiro and Wilk's test rejects normality in neither
        group at .05, else Mann and Whitney's; its ``p``, ``significant`` below .005 (Bonferroni); ``d``, ``delta`` and
        ``size``; and 95 percent intervals.

    Raises
    ------
    TypeError, ValueError
        If a column is missing or there twice, a group has fewer than four topics, a value is not finite, or ``bootstrap``
        is negative.

    Notes
    -----
    One sort a measure, and one a resampling for the interval of delta.

    Examples
    --------
    >>> table = pd.DataFrame({"papers": range(40), "m": np.sqrt(np.arange(40))})
    >>> compare_groups(table, ["m"], bootstrap=200)[["test", "delta", "size"]].values.tolist()
    [['t', 1.0, 'large']]
    """
    chosen = check_table(table, metrics)
    check_count(bootstrap, "bootstrap", 0)
    popular, niche = popular_niche_split(table["papers"], share)
    if len(popular) < 4:
        raise ValueError(f"table must leave at least four topics in each group, got {len(popular)}")
    rng = np.random.default_rng(seed)
    rows = {}
    for name in chosen:
        values = table[name].to_numpy(dtype=float)
        x, y = _sample(values[popular], f"table[{name!r}]"), _sample(values[niche], f"table[{name!r}]")
        normal = _looks_normal(x) and _looks_normal(y)
        p = stats.ttest_ind(x, y).pvalue if normal else stats.mannwhitneyu(x, y, alternative="two-sided").pvalue
        delta = cliffs_delta(x, y)
        row = {
            "popular": x.mean(),
            "niche": y.mean(),
            "test": "t" if normal else "Mann-Whitney",
            "p": float(p),
            "significant": bool(p < BONFERRONI),
            "d": cohens_d(x, y),
            "delta": delta,
            "size": delta_size(delta),
        }
        if bootstrap:
            row |= _bootstrapped(x, y, bootstrap, rng)
        rows[name] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def _looks_normal(x: np.ndarray) -> bool:
    """Whether Shapiro and Wilk's test does not reject; a constant sample is not normal, nor tested if too long."""
    return bool(np.ptp(x) > 0) and len(x) <= MOST_FOR_SHAPIRO and bool(stats.shapiro(x).pvalue > NORMAL)


def _bootstrapped(x: np.ndarray, y: np.ndarray, rounds: int, rng: np.random.Generator) -> dict[str, float]:
    """Percentile intervals of the mean difference and of delta, both groups resampled.

    A resampling is a vector of multiplicities.  With the values sorted once, delta is a sum over running totals.
    """
    values, codes = np.unique(np.concatenate([x, y]), return_inverse=True)
    differences, deltas = [], []
    for chunk in np.array_split(np.arange(rounds), max(1, rounds // 500)):
        counts = []
        for sample, where in ((x, codes[: len(x)]), (y, codes[len(x) :])):
            share = np.bincount(where, minlength=len(values)) / len(sample)
            counts.append(rng.multinomial(len(sample), share, size=len(chunk)) / len(sample))
        a, b = counts
        differences.append((a - b) @ values)
        below = np.cumsum(b, axis=1)
        deltas.append((a * (below - b)).sum(axis=1) - (a * (1 - below)).sum(axis=1))
    low, high = np.quantile(np.concatenate(differences), [0.025, 0.975])
    small, large = np.quantile(np.concatenate(deltas), [0.025, 0.975])
    return {"difference low": low, "difference high": high, "delta low": small, "delta high": large}


def check_table(table: pd.DataFrame, metrics: Iterable[str], columns: tuple[str, ...] = ("papers",)) -> list[str]:
    """Return the measures as a list, after checking that the table has what is needed."""
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"table must be a pandas table with one row a topic, got {type(table).__name__}")
    if isinstance(metrics, str):
        raise TypeError(f"metrics must be a list of names, got the string {metrics!r}")
    chosen = list(metrics)
    if missing := [name for name in (*columns, *chosen) if name not in table.columns]:
        raise ValueError(f"table must have the columns {[*columns, *chosen]}, got none called {missing}")
    if twice := sorted({name for name in (*columns, *chosen) if (table.columns == name).sum() > 1}):
        raise ValueError(f"table must have every column once, got several called {twice}")
    if not chosen:
        raise ValueError("metrics must name at least one measure, got none")
    return chosen
