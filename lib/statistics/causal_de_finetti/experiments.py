"""The experiments as sweeps over seeds: run small in the chapter, large from the command line.

``python -m lib.statistics.causal_de_finetti.experiments NAME`` repeats one of the recorded runs.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from joblib import Parallel, delayed

from lib.book import record
from lib.numeric import wilson_interval
from lib.statistics.causal_de_finetti.baselines import arrows_of, cdnod_direction, cdnod_edges, pc_edges
from lib.statistics.causal_de_finetti.contingency import EnvironmentTests
from lib.statistics.causal_de_finetti.dags import Edge, Parents, all_dags, edges_of, ordered_dags, shd
from lib.statistics.causal_de_finetti.finite_data import bivariate_direction, causal_de_finetti
from lib.statistics.causal_de_finetti.generators import Pairs, sample_bivariate, sample_xor
from lib.statistics.causal_de_finetti.joint_laws import Mechanism, Prior, icm_joint
from lib.statistics.causal_de_finetti.likelihood import best_dag
from lib.statistics.causal_de_finetti.recovery import CONDITIONS, oracle_of, recover_by_descendants, recover_dag

METHODS: dict[str, Callable[[np.ndarray], frozenset[Edge]]] = {
    "G test, released rule": lambda data: causal_de_finetti(data, empty_level="drop").edges,
    "G test": lambda data: causal_de_finetti(data).edges,
    "all pairs of samples": lambda data: causal_de_finetti(data, test="clustered").edges,
    "exact score": lambda data: edges_of(best_dag(data)),
    "table score": lambda data: edges_of(best_dag(data, 1, 1, family="table")),
    "PC": pc_edges,
    "CD-NOD": cdnod_edges,
}


def binary_run(method: str, environments: int, samples: int, d: int, seed: int) -> float:
    """Return the normalised Hamming distance of one method's graph in one run of the binary experiment.

    Raises
    ------
    ValueError
        If the method is unknown.

    Examples
    --------
    >>> binary_run("exact score", 200, 2, 3, 0)
    0.0
    """
    return binary_runs((method,), environments, samples, d, seed)[0]


def binary_runs(methods: Sequence[str], environments: int, samples: int, d: int, seed: int) -> list[float]:
    """Return the distances of several methods on the same data, drawn once.

    Raises
    ------
    ValueError
        If a method is unknown.

    Examples
    --------
    >>> binary_runs(("exact score", "PC"), 200, 2, 3, 0)
    [0.0, 0.0]
    """
    for method in methods:
        if method not in METHODS:
            raise ValueError(f"method must be one of {tuple(METHODS)}, got {method!r}")
    # the seed does not name the method: all methods see the same data
    rng = np.random.default_rng([seed, environments, d, samples])
    drawn = sample_xor(environments, d, rng, samples=samples)
    return [shd(METHODS[method](drawn.data), edges_of(drawn.parents)) for method in methods]


def binary_distances(
    method: str, environments: int, seeds: int | range, *, samples: int = 2, d: int = 3, jobs: int = 1
) -> Float[np.ndarray, " seeds"]:
    """Return the distances of :func:`binary_run` for seeds 0, 1, ..., or for a range of seeds.

    Examples
    --------
    >>> binary_distances("exact score", 200, 4).tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    return binary_comparison((method,), environments, seeds, samples=samples, d=d, jobs=jobs)[0]


def binary_comparison(
    methods: Sequence[str], environments: int, seeds: int | range, *, samples: int = 2, d: int = 3, jobs: int = 1
) -> Float[np.ndarray, "methods seeds"]:
    """Return the distances of several methods on the same data, a row for each method.

    Examples
    --------
    >>> binary_comparison(("exact score", "PC"), 200, 2).shape
    (2, 2)
    """
    which = range(seeds) if isinstance(seeds, int) else seeds
    if len(which) == 0:
        raise ValueError(f"seeds must be at least one, got {seeds}")
    run = delayed(binary_runs)
    return np.array(Parallel(n_jobs=jobs)(run(methods, environments, samples, d, seed) for seed in which)).T


def simulated_tests(
    parents: Parents, mechanism: Mechanism, prior: Prior, environments: int, runs: int, rng: np.random.Generator
) -> EnvironmentTests:
    """Return the G tests of a batch of simulated data sets, drawn from the exact law of an environment.

    Notes
    -----
    With two samples of d binary variables an environment is in one of $2^{2d}$ states, so the counts of a data set are
    one multinomial draw: time does not grow with the number of environments.

    Examples
    --------
    >>> tests = simulated_tests(((), (0,)), "xor", (1, 3), 5000, 3, np.random.default_rng(0))
    >>> tests.test((0, 1), (1, 1)).p.max() < 0.01
    tensor(True)
    """
    law = icm_joint(parents, mechanism, prior, 2)
    counts = rng.multinomial(environments, [float(p) for p in law.values()], size=runs)
    return EnvironmentTests.of_counts(torch.from_numpy(counts), len(parents))


def bivariate_run(method: str, environments: int, seed: int) -> tuple[str, str]:
    """Return the true and the answered direction of one run of the continuous experiment.

    Parameters
    ----------
    method
        ``"causal de Finetti"`` or ``"CD-NOD"``.
    environments, seed
        Size and seed.

    Raises
    ------
    ValueError
        If the method is unknown.

    Examples
    --------
    >>> bivariate_run("causal de Finetti", 60, 0)
    ('none', 'none')
    """
    pairs = sample_bivariate(environments, np.random.default_rng([seed, environments]))
    if method == "causal de Finetti":
        return pairs.direction, bivariate_direction(pairs.x, pairs.y)[0]
    if method != "CD-NOD":
        raise ValueError(f"method must be 'causal de Finetti' or 'CD-NOD', got {method!r}")
    return pairs.direction, cdnod_direction(pairs.x, pairs.y)


def pooled_edge_marks(pairs: Pairs) -> str:
    """Return what PC with Fisher's z says of all pooled values: ``"directed"``, ``"undirected"`` or ``"none"``.

    Raises
    ------
    ModuleNotFoundError
        If causal-learn is not installed.

    Examples
    --------
    >>> pooled_edge_marks(sample_bivariate(200, np.random.default_rng(0), "X->Y"))
    'undirected'
    """
    from causallearn.search.ConstraintBased.PC import pc

    rows = np.column_stack([pairs.x.reshape(-1), pairs.y.reshape(-1)])
    arrows = arrows_of(pc(rows, 0.05, "fisherz", show_progress=False).G.graph, 2)
    return ("none", "directed", "undirected")[len(arrows)]


def size_for_share(sizes: Sequence[int], right: Float[np.ndarray, "sizes runs"], share: float) -> float:
    """Return the number of environments at which a share of the runs is right, by interpolation on a logarithmic axis.

    Parameters
    ----------
    sizes
        Numbers of environments, ascending.
    right
        One where a run was right, a row for each size.
    share
        The share asked for.

    Raises
    ------
    ValueError
        If the share is reached already at the first size, or not at the last.

    Notes
    -----
    Shares that fall with the size are evened out first (isotonic regression), since more data cannot hurt.

    Examples
    --------
    >>> round(size_for_share([10, 1000], np.array([[0.0, 0.0], [1.0, 1.0]]), 0.5))
    100
    """
    from sklearn.isotonic import isotonic_regression

    level = isotonic_regression(right.mean(1))
    if not level[0] < share <= level[-1]:
        raise ValueError(f"sizes must enclose the share {share}, got shares {level.round(3).tolist()} at {list(sizes)}")
    k = int(np.argmax(level >= share))
    part = (share - level[k - 1]) / (level[k] - level[k - 1])
    return float(sizes[k - 1] * (sizes[k] / sizes[k - 1]) ** part)


def environments_ratio(
    slow: tuple[Sequence[int], Float[np.ndarray, "slow runs"]],
    fast: tuple[Sequence[int], Float[np.ndarray, "fast runs"]],
    share: float = 0.8,
    draws: int = 500,
) -> tuple[float, float, float]:
    """Return how many times more environments one method needs, with a 95 percent bootstrap interval over runs.

    Raises
    ------
    ValueError
        If a method's sizes do not enclose the share.

    Examples
    --------
    >>> grid = np.repeat([[0.0], [1.0]], 20, axis=1)
    >>> tuple(round(x, 6) for x in environments_ratio(([100, 1000], grid), ([1, 10], grid), draws=10))
    (100.0, 100.0, 100.0)
    """
    rng = np.random.default_rng(0)

    def resampled(sizes: Sequence[int], right: np.ndarray) -> float:
        # runs at different sizes are independent
        drawn = np.stack([rng.choice(row, len(row)) for row in right])
        level = drawn.mean(1)
        if not level.max() >= share > level[0]:
            # the resampled curve leaves the grid: its end stands for it
            return float(sizes[-1] if level.max() < share else sizes[0])
        return size_for_share(sizes, drawn, share) if drawn.mean(1)[-1] >= share else float(sizes[-1])

    ratios = [resampled(*slow) / resampled(*fast) for _ in range(draws)]
    point = size_for_share(*slow, share) / size_for_share(*fast, share)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return point, float(low), float(high)


def oracle_failures(d: int, *, ordered: bool, jobs: int = 1) -> dict[str, Any]:
    """Return on how many DAGs each rule fails with a perfect oracle, and the first of them.

    Examples
    --------
    >>> oracle_failures(4, ordered=False)["failures"]
    {'level': 0, 'coparents': 0, 'none': 24, 'descendants': 0}
    """
    graphs = list(ordered_dags(d) if ordered else all_dags(d))
    size = max(1, len(graphs) // 64)
    parts = Parallel(n_jobs=jobs)(
        delayed(_failures)(graphs[start : start + size]) for start in range(0, len(graphs), size)
    )
    found: dict[str, list[Any]] = {name: [] for name in (*CONDITIONS, "descendants")}
    for part in parts:
        for name, failed in part.items():
            found[name] += failed
    return {
        "graphs": len(graphs),
        "failures": {name: len(failed) for name, failed in found.items()},
        "first": {name: sorted(edges_of(failed[0])) if failed else [] for name, failed in found.items()},
    }


def _failures(graphs: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in (*CONDITIONS, "descendants")}
    for parents in graphs:
        ask, d, truth = oracle_of(parents), len(parents), edges_of(parents)
        for condition in CONDITIONS:
            if recover_dag(d, ask, condition=condition).edges != truth:
                found[condition].append(parents)
        if recover_by_descendants(d, ask).edges != truth:
            found["descendants"].append(parents)
    return found


def oracle_record(jobs: int) -> list[dict[str, Any]]:
    """Run the oracle on all labelled DAGs with 4 and 5 variables and the ordered ones with 5 and 6."""
    cases = ((4, False), (5, True), (5, False), (6, True))
    return [{"d": d, "ordered": ordered, **oracle_failures(d, ordered=ordered, jobs=jobs)} for d, ordered in cases]


def binary_record(jobs: int, seeds: int = 500) -> list[dict[str, Any]]:
    """Sweep environments, samples and variables of the binary experiment over many seeds."""
    tests = (500, 1000, 2000, 4000, 6000, 8000, 10_000, 30_000)
    few = (25, 50, 100, 200, 400)
    cells = [("PC", e, 2, 3) for e in (2000, 4000, 6000, 8000, 10_000)]
    cells += [(name, e, 2, 3) for name in ("G test, released rule", "G test") for e in (*tests, 100_000)]
    cells += [("all pairs of samples", e, n, 3) for n in (2, 3, 4, 5) for e in (200, *tests)]
    cells += [("exact score", e, n, 3) for n in (2, 3, 4, 5) for e in few]
    cells += [("table score", e, 2, 3) for e in (100, 1000, 10_000)]
    cells += [
        (name, e, 2, d)
        for d in (4, 5)
        for name in ("G test", "all pairs of samples")
        for e in (3000, 10_000, 30_000, 100_000)
    ]
    cells += [("exact score", e, 2, d) for d in (4, 5) for e in (50, 100, 200, 400, 800)]
    cells += [("CD-NOD", e, 2, 3) for e in (500, 2000, 6000, 10_000)]
    found = []
    for method, environments, samples, d in cells:
        runs = seeds if environments <= 10_000 and method != "CD-NOD" else max(seeds // 5, 2)
        distances = binary_distances(method, environments, runs, samples=samples, d=d, jobs=jobs)
        low, high = wilson_interval(int((distances == 0).sum()), runs)
        found.append(
            {
                "method": method,
                "environments": environments,
                "samples": samples,
                "d": d,
                "runs": runs,
                "shd": round(float(distances.mean()), 4),
                "shd_error": round(float(distances.std(ddof=1) / math.sqrt(runs)), 4),
                "exact": round(float((distances == 0).mean()), 4),
                "low": round(low, 4),
                "high": round(high, 4),
            }
        )
    return found


def bivariate_record(jobs: int, seeds: int = 300) -> list[dict[str, Any]]:
    """Sweep environments of the continuous experiment for the paper's rule and CD-NOD."""
    cells = [("causal de Finetti", e) for e in (50, 100, 200, 300, 400, 500, 1000)]
    cells += [("CD-NOD", e) for e in (50, 100, 200, 300)]
    found = []
    for method, environments in cells:
        runs = seeds if environments <= 300 else seeds // 3
        if method == "CD-NOD":
            runs = 100
        answers = Parallel(n_jobs=jobs)(delayed(bivariate_run)(method, environments, seed) for seed in range(runs))
        right = sum(truth == answer for truth, answer in answers)
        low, high = wilson_interval(right, runs)
        found.append(
            {
                "method": method,
                "environments": environments,
                "runs": runs,
                "right": round(right / runs, 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "no direction": round(sum(answer == "none" for _, answer in answers) / runs, 4),
                "reversed": round(sum({truth, answer} == {"X->Y", "Y->X"} for truth, answer in answers) / runs, 4),
            }
        )
    return found


RECORDS: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "oracle": oracle_record,
    "binary": binary_record,
    "bivariate": bivariate_record,
}


def main(arguments: Sequence[str] | None = None) -> Path:
    """Repeat a recorded run and write it to ``results/``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(RECORDS))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--where", type=Path, default=Path("results"))
    chosen = parser.parse_args(arguments)
    return record(
        f"statistics/causal_de_finetti/{chosen.name}",
        RECORDS[chosen.name](chosen.jobs),
        command=f"python -m lib.statistics.causal_de_finetti.experiments {chosen.name}",
        seed=None if chosen.name == "oracle" else 0,
        packages=("numpy", "scipy", "torch", "causal-learn"),
        where=chosen.where,
    )


if __name__ == "__main__":
    main()
