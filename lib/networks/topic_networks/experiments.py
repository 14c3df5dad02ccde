"""What survives which control: sweeps over seeds, rules and planted effects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import ArrayLike
from scipy import stats

from lib.networks.topic_networks.comparison import cliffs_delta, popular_niche_split
from lib.networks.topic_networks.generator import RHO, SIGMA, Variant, simulate_corpus, simulate_topic, topic_sizes
from lib.networks.topic_networks.matching import rank_correlation, size_matched
from lib.networks.topic_networks.measures import METRICS, corpus_metrics
from lib.networks.topic_networks.size_control import LEVEL, Size, Spec, size_controlled_regression
from lib.numeric import wilson_interval

Planted = Literal["closure", "returning"]
PLANTED: tuple[Planted, ...] = ("closure", "returning")
# name of the control: specification, size term, degrees of freedom of a spline
REGRESSIONS: dict[str, tuple[Spec, Size, int | None]] = {
    "line": ("binary", "rough", None),
    "line, authors": ("binary", "authors", None),
    "spline": ("binary", "rough", 4),
    "log, line": ("log", "rough", None),
}
CONTROLS = ("none", *REGRESSIONS, "excess, pool", "excess, model", "rank, model")


def planted_rates(P: ArrayLike, kind: Planted, strength: float) -> dict[str, np.ndarray]:
    """Return probabilities that rise with popularity: a corpus with a true effect of known size.

    Parameters
    ----------
    P
        Numbers of papers.
    kind
        ``"closure"``: sigma rises; ``"returning"``: rho does.
    strength
        Difference of the probability between the topic with most and that with fewest papers, evenly over the ranks
        between; cut to [0, 1].

    Returns
    -------
    dict
        ``sigma`` or ``rho``, to be handed to :func:`~lib.networks.topic_networks.simulate_corpus`.

    Raises
    ------
    ValueError
        If the kind is unknown, the strength not in [-1, 1], or P no list of finite numbers.

    Examples
    --------
    >>> planted_rates([10, 20, 30], "closure", 0.4)["sigma"].round(3).tolist()
    [0.4, 0.6, 0.8]
    """
    if kind not in PLANTED:
        raise ValueError(f"kind must be one of {PLANTED}, got {kind!r}")
    if not -1 <= strength <= 1:
        raise ValueError(f"strength must lie in [-1, 1], got {strength!r}")
    sizes = np.asarray(P, dtype=float)
    if sizes.ndim != 1 or not len(sizes) or not np.isfinite(sizes).all():
        raise ValueError(f"P must be a non-empty list of finite numbers, got shape {sizes.shape}")
    ranks = stats.rankdata(sizes)
    place = (ranks - ranks.mean()) / max(float(np.ptp(ranks)), 1.0)
    name, middle = ("sigma", SIGMA) if kind == "closure" else ("rho", RHO)
    return {name: np.clip(middle + strength * place, 0, 1)}


def null_run(T: int, seed: int, variant: Variant = "uniform") -> dict[str, Any]:
    """Simulate a corpus in which only size varies, and put it through the released comparison and regressions.

    Parameters
    ----------
    T
        The number of topics.
    seed
        Of the corpus.
    variant
        The rule of the generator.

    Returns
    -------
    dict
        ``papers``; for the two groups ``means`` and the ranges of P and of authors; and by measure Cliff's ``delta`` and,
        by control, the coefficients without and with the size term, the latter's standard error, p-value and label.

    Raises
    ------
    ValueError
        As :func:`~lib.networks.topic_networks.simulate_corpus`.

    Notes
    -----
    One corpus, measured once; about a second for 1,938 topics.

    Examples
    --------
    >>> run = null_run(100, seed=0)
    >>> run["means"]["modularity"]["popular"] > run["means"]["modularity"]["niche"] + 0.1
    True
    """
    table = corpus_metrics(simulate_corpus(T, seed, variant=variant))
    popular, niche = popular_niche_split(table["papers"])
    groups = {"popular": table.iloc[popular], "niche": table.iloc[niche]}
    found: dict[str, Any] = {
        "papers": int(table["papers"].sum()),
        "ranges": {
            name: {column: [int(part[column].min()), int(part[column].max())] for column in ("papers", "authors")}
            for name, part in groups.items()
        },
        "means": {m: {name: float(part[m].mean()) for name, part in groups.items()} for m in METRICS},
        "delta": {m: cliffs_delta(groups["popular"][m], groups["niche"][m]) for m in METRICS},
    }
    for name, (spec, size, df) in REGRESSIONS.items():
        control = size_controlled_regression(table, size=size, spec=spec, spline_df=df, on_disjoint="ignore")
        found[name] = {
            "inflation": control.inflation,
            "disjoint": control.overlap.disjoint,
            **{m: _row(control.table.loc[m]) for m in METRICS},
        }
    return found


def _row(row: pd.Series) -> dict[str, Any]:
    return {
        "raw": float(row["raw"]),
        "raw p": float(row["raw p"]),
        "controlled": float(row["controlled"]),
        "se": float(row["se"]),
        "p": float(row["controlled p"]),
        "label": str(row["label"]),
    }


def null_runs(T: int, seeds: Iterable[int], variant: Variant = "uniform", n_jobs: int = 1) -> list[dict[str, Any]]:
    """Repeat :func:`null_run` over seeds, through joblib.

    Raises
    ------
    ValueError
        If there is no seed.

    Examples
    --------
    >>> len(null_runs(50, [0, 1]))
    2
    """
    return _swept(partial(null_run, T, variant=variant), seeds, n_jobs)


def _swept(run: Callable[..., dict[str, Any]], seeds: Iterable[int], n_jobs: int) -> list[dict[str, Any]]:
    wanted = list(seeds)
    if not wanted:
        raise ValueError("seeds must name at least one seed, got none")
    return list(Parallel(n_jobs=n_jobs)(delayed(run)(seed=seed) for seed in wanted))


def control_run(
    T: int,
    seed: int,
    *,
    planted: Planted | None = None,
    strength: float = 0.0,
    variant: Variant = "uniform",
    repeats: int = 7,
    permutations: int = 400,
    controls: Sequence[str] = CONTROLS,
) -> dict[str, Any]:
    """Test one simulated corpus for an effect of popularity, under every control and for every measure.

    Parameters
    ----------
    T, seed, variant
        As for :func:`null_run`.
    planted, strength
        As for :func:`planted_rates`; no effect if not given.
    repeats
        Size-matched topics for each topic.
    permutations
        For the tests of excesses.
    controls
        Of ``CONTROLS``.  The model of ``"rank, model"`` is the rule with uniform choice, whatever made the corpus; the
        pool are all papers of the corpus.

    Returns
    -------
    dict
        By control and measure the ``effect`` (a coefficient or rank correlation) and its ``p``.

    Raises
    ------
    ValueError
        If a control is unknown, or as :func:`planted_rates`.

    Examples
    --------
    >>> run = control_run(60, 0, controls=["none", "rank, model"])
    >>> run["none"]["modularity"]["p"] < 0.001 < run["rank, model"]["modularity"]["p"]
    True
    """
    if unknown := set(controls) - set(CONTROLS):
        raise ValueError(f"controls must be among {CONTROLS}, got {sorted(unknown)}")
    rng = np.random.default_rng(seed)
    sizes = topic_sizes(T, rng)
    rates = planted_rates(sizes, planted, strength) if planted else {}
    topics = simulate_corpus(sizes, rng, variant=variant, **rates)  # type: ignore[arg-type]
    table = corpus_metrics(topics)
    found: dict[str, Any] = {}
    sources: dict[str, Any] = {"model": simulate_topic_of_size, "pool": None}
    matched = {}
    for source in sorted({name.partition(", ")[2] for name in controls} & set(sources)):
        origin = sources[source] or pooled(topics)
        matched[source] = size_matched(topics, origin, repeats, rng, table=table)
    for name in controls:
        statistic, _, source = name.partition(", ")
        if source in matched:
            values = getattr(matched[source], statistic)
            tests = {m: rank_correlation(values[m], sizes, permutations, seed) for m in METRICS}
            found[name] = {m: {"effect": test.rho, "p": test.p} for m, test in tests.items()}
            continue
        spec, size, df = REGRESSIONS.get(name, ("binary", "rough", None))
        fits = size_controlled_regression(table, size=size, spec=spec, spline_df=df, on_disjoint="ignore").table
        effect, p = ("raw", "raw p") if name == "none" else ("controlled", "controlled p")
        found[name] = {m: {"effect": float(fits[effect][m]), "p": float(fits[p][m])} for m in METRICS}
    return found


def control_runs(T: int, seeds: Iterable[int], n_jobs: int = 1, **options: Any) -> list[dict[str, Any]]:
    """Repeat :func:`control_run` over seeds, through joblib.

    Raises
    ------
    ValueError
        If there is no seed.

    Examples
    --------
    >>> len(control_runs(40, [0, 1], controls=["none"]))
    2
    """
    return _swept(partial(control_run, T, **options), seeds, n_jobs)


def simulate_topic_of_size(P: int, rng: np.random.Generator) -> list[list[int]]:
    """Simulate a topic by the null rule at its default rates: a model for size matching.

    Examples
    --------
    >>> len(simulate_topic_of_size(4, np.random.default_rng(0)))
    4
    """
    return simulate_topic(P, rng=rng)


def pooled(topics: Sequence[Sequence[Sequence[int]]]) -> list[list[int]]:
    """Throw the papers of topics with numbered authors together, authors of different topics being different people.

    Examples
    --------
    >>> pooled([[[0, 1]], [[0]]])
    [[0, 1], [2]]
    """
    papers, start = [], 0
    for topic in topics:
        shifted = [[start + author for author in paper] for paper in topic]
        start = max((author for paper in shifted for author in paper), default=start - 1) + 1
        papers.extend(shifted)
    return papers


def excess_by_size(
    metric: str = "coreness", sizes: Sequence[int] = (16, 200), topics: Sequence[int] = (400, 80), repeats: int = 5
) -> pd.DataFrame:
    """Look at excesses and ranks size by size, in corpora of the null rule matched with that same rule.

    Parameters
    ----------
    metric
        The measure.
    sizes, topics
        Numbers of papers, all different, and how many topics of each, at least two.
    repeats
        Random topics for each topic.

    Returns
    -------
    pandas.DataFrame
        By number of papers: the ``mean`` excess and its standard error ``se``, the share of excesses ``below 0``, and the
        ``mean rank``, which is 1/2 if ranks are uniform.

    Raises
    ------
    TypeError, ValueError
        If ``sizes`` and ``topics`` differ in length, a size comes twice, there are too few topics, or as :func:`~lib.networks.topic_networks.size_matched`.

    Notes
    -----
    The result is kept: asking again costs nothing.

    Examples
    --------
    >>> found = excess_by_size("collaboration rate", (15, 60), (40, 20))
    >>> found.index.tolist(), bool((found["mean"].abs() < 4 * found["se"]).all())
    ([15, 60], True)
    """
    if len(sizes) != len(topics) or not sizes:
        raise ValueError(f"sizes and topics must have one length, at least 1, got {len(sizes)} and {len(topics)}")
    if len(set(sizes)) < len(sizes) or min(topics) < 2:
        raise ValueError(
            f"sizes must be different, each with at least two topics, got {tuple(sizes)} and {tuple(topics)}"
        )
    # a copy, since the reader may change it
    return _excess_by_size(metric, tuple(sizes), tuple(topics), repeats).copy()


@lru_cache(maxsize=8)
def _excess_by_size(metric: str, sizes: tuple[int, ...], topics: tuple[int, ...], repeats: int) -> pd.DataFrame:
    P = np.repeat(sizes, topics)
    found = size_matched(simulate_corpus(P, 1), simulate_topic_of_size, repeats, 11, which=[metric])
    rows = {}
    for size in sizes:
        excess, rank = (part[metric][size == P] for part in (found.excess, found.rank))
        rows[size] = {
            "mean": excess.mean(),
            "se": excess.std() / np.sqrt(len(excess)),
            "below 0": (excess < 0).mean(),
            "mean rank": rank.mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def detected(runs: Sequence[dict[str, Any]], control: str, metric: str) -> tuple[float, float, float, float]:
    """Return the share of runs with p below .05, its 95 percent interval (Wilson), and the mean effect.

    Raises
    ------
    ValueError
        If there are no runs, or they lack the control or the measure.

    Examples
    --------
    >>> runs = [{"line": {"m": {"effect": 1.0, "p": p}}} for p in (0.01, 0.02, 0.5, 0.9)]
    >>> [round(value, 3) for value in detected(runs, "line", "m")]
    [0.5, 0.15, 0.85, 1.0]
    """
    if not runs or any(control not in run or metric not in run[control] for run in runs):
        raise ValueError(f"runs must hold control {control!r} and measure {metric!r}, got {len(runs)} without them")
    hits = sum(run[control][metric]["p"] < LEVEL for run in runs)
    low, high = wilson_interval(hits, len(runs))
    return hits / len(runs), low, high, float(np.mean([run[control][metric]["effect"] for run in runs]))
