"""Collaboration networks: Burt's constraint, the ten measures and the generator beside networkx and plain Python.

``python -m benchmarks.topic_networks record`` repeats the recorded runs (about twelve minutes of one core).
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import igraph as ig
import networkx as nx
import numpy as np
import statsmodels.api as sm
from joblib import Parallel, delayed

from benchmarks.timing import best_of, row
from lib.book import record
from lib.data import scientometrics_collaborations
from lib.networks.topic_networks import (
    CONTROLS,
    METRICS,
    PLANTED,
    REGRESSIONS,
    VARIANTS,
    burt_constraint,
    cliffs_delta,
    collaboration_network,
    control_runs,
    corpus_metrics,
    detected,
    effective_size,
    label_permutations,
    least_squares,
    null_runs,
    permutation_summary,
    popular_niche_split,
    rank_correlation,
    simulate_corpus,
    simulate_topic_of_size,
    size_matched,
    topic_metrics,
    topic_sizes,
)

ROOT = Path(__file__).parents[1]
GRID = {"rho": (0.0, 0.2, 0.4, 0.6, 0.8), "sigma": (0.0, 0.3, 0.6, 0.8, 1.0)}
SHOWN = ("modularity", "centralisation", "coreness", "constraint")


def looped_metrics(papers: list[list[Any]]) -> dict[str, float]:
    """The ten measures of a topic in networkx, as the released pipeline computes them."""
    G = nx.Graph()
    for paper in papers:
        for u, v in combinations(sorted(set(paper)), 2):
            G.add_edge(u, v, weight=G.edges[u, v]["weight"] + 1 if G.has_edge(u, v) else 1)
    if len(G) < 3:
        return {}
    largest = G.subgraph(max(nx.connected_components(G), key=len))
    core = nx.core_number(G)
    degrees = dict(G.degree())
    hubs = sorted(degrees, key=degrees.__getitem__, reverse=True)[: len(G) // 10]
    left = G.copy()
    left.remove_nodes_from(hubs)
    communities = nx.community.louvain_communities(G, seed=0)
    return {
        "centralisation": sum(max(degrees.values()) - d for d in degrees.values()),
        "assortativity": nx.degree_assortativity_coefficient(G) if len(set(degrees.values())) > 1 else 0.0,
        "modularity": nx.community.modularity(G, communities),
        "clustering": nx.average_clustering(largest),
        "distance": nx.average_shortest_path_length(largest),
        "coreness": sum(k == max(core.values()) for k in core.values()) / len(G),
        "robustness": float(max(map(len, nx.connected_components(left)), default=0)),
        "constraint": float(np.mean(list(nx.constraint(G).values()))),
        "effective size": float(np.mean(list(nx.effective_size(G).values()))),
    }


def looped_delta(a: np.ndarray, b: np.ndarray) -> float:
    """Cliff's delta over all pairs."""
    return float(np.sign(a[:, None] - b[None, :]).mean())


def rows() -> list[dict[str, Any]]:
    """Time one real network, a simulated corpus, and the statistics."""
    papers = [list(paper) for paper in scientometrics_collaborations().papers]
    G = collaboration_network(papers)
    A = nx.to_scipy_sparse_array(G, weight=None, dtype=float)
    graph = ig.Graph.from_networkx(G)
    size = f"{len(G)} authors, {G.number_of_edges():,} pairs"
    theirs = best_of(1, lambda: nx.constraint(G))
    found = [
        row(
            "Burt's constraint",
            size,
            best_of(5, lambda: burt_constraint(A)),
            "networkx.constraint",
            theirs,
            "calls igraph",
        ),
        row(
            "Burt's constraint",
            size,
            best_of(5, lambda: burt_constraint(A)),
            "igraph",
            best_of(5, graph.constraint),
            "the same routine; below 1 is the price of checking the matrix",
        ),
        row(
            "Burt's constraint, torch",
            size,
            best_of(5, lambda: burt_constraint(A, device="cpu")),
            "igraph",
            best_of(5, graph.constraint),
            "slower than igraph on a CPU, so used only where a device is named; meant for CUDA",
        ),
        row(
            "effective size",
            size,
            best_of(5, lambda: effective_size(A)),
            "networkx.effective_size",
            best_of(1, lambda: nx.effective_size(G)),
        ),
        row(
            "ten measures of one corpus",
            "611 papers",
            best_of(3, lambda: topic_metrics(papers)),
            "networkx, nine of them",
            best_of(1, lambda: looped_metrics(papers)),
            "ours averages ten random removals, the loop makes none",
        ),
    ]
    corpus = simulate_corpus(500, 0)
    found.append(
        row(
            "ten measures of 500 topics",
            f"{sum(map(len, corpus)):,} papers",
            best_of(2, lambda: corpus_metrics(corpus)),
            "networkx, nine of them",
            best_of(1, lambda: [looped_metrics(topic) for topic in corpus]),
        )
    )
    found += [
        row("simulating topics", f"{T:,} topics", best_of(2, partial(simulate_corpus, T, 0)), "-", None)
        for T in (500, 2000)
    ]
    rng = np.random.default_rng(0)
    a, b = rng.random(5000).round(2), rng.random(5000).round(2)
    found.append(
        row(
            "Cliff's delta",
            "5,000 against 5,000",
            best_of(3, lambda: cliffs_delta(a, b)),
            "all pairs in numpy",
            best_of(1, lambda: looped_delta(a, b)),
        )
    )
    X = np.column_stack([np.ones(774), rng.random((774, 2))])
    y = rng.random(774)
    found.append(
        row(
            "regression with HC3",
            "774 topics",
            best_of(5, lambda: least_squares(X, y, robust=True)),
            "statsmodels OLS",
            best_of(3, lambda: sm.OLS(y, X).fit(cov_type="HC3", use_t=True).pvalues),
        )
    )
    return found


def grid_point(rho: float, sigma: float, seed: int, T: int = 500) -> dict[str, Any]:
    """Group means of one corpus of the null rule at other rates."""
    table = corpus_metrics(simulate_corpus(T, seed, rho=rho, sigma=sigma), which=SHOWN)
    popular, niche = popular_niche_split(table["papers"])
    return {
        m: {"popular": float(table[m].iloc[popular].mean()), "niche": float(table[m].iloc[niche].mean())} for m in SHOWN
    }


def rounded(value: Any) -> Any:
    """Numbers to four significant digits: enough for any table, and small files."""
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def main() -> None:
    """Record the null, the grid of rates, the controls, more corpora for excess and rank, and the real corpus."""
    made = {"null": null_data, "grid": grid_data, "controls": controls_data, "excess": excess_data, "real": real_data}
    if sys.argv[1:2] != ["record"] or set(sys.argv[2:]) - set(made):
        sys.exit(f"usage: python -m benchmarks.topic_networks record [{'] ['.join(made)}]")
    for part in sys.argv[2:] or list(made):
        data = made[part]()
        record(
            f"networks/topic_networks/{part}",
            rounded(data),
            command=f"python -m benchmarks.topic_networks record {part}",
            seed=0,
            packages=("igraph", "numpy", "scipy", "networkx"),
            where=ROOT / "results",
        )
        print(part, "done", flush=True)


def null_data(T: int = 1938, seeds: int = 20) -> dict[str, Any]:
    """The released analysis on corpora in which only size varies, three generators."""
    found = {variant: null_summary(null_runs(T, range(seeds), variant)) for variant in VARIANTS}
    return {"T": T, "seeds": seeds, "variants": found}


def null_summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Turn a list of runs into lists of numbers, one a seed, and counts of labels."""
    measures: dict[str, Any] = {}
    for m in METRICS:
        measures[m] = {
            "popular": [run["means"][m]["popular"] for run in runs],
            "niche": [run["means"][m]["niche"] for run in runs],
            "delta": [run["delta"][m] for run in runs],
        }
        for control in REGRESSIONS:
            rows_ = [run[control][m] for run in runs]
            measures[m][control] = {
                "raw": float(np.mean([r["raw"] for r in rows_])),
                "controlled": [r["controlled"] for r in rows_],
                "se": float(np.mean([r["se"] for r in rows_])),
                "p": [r["p"] for r in rows_],
                "labels": dict(Counter(r["label"] for r in rows_)),
            }
    return {
        "papers": [run["papers"] for run in runs],
        "disjoint": sum(run["line"]["disjoint"] for run in runs),
        "ranges": {
            group: {
                column: [
                    min(run["ranges"][group][column][0] for run in runs),
                    max(run["ranges"][group][column][1] for run in runs),
                ]
                for column in ("papers", "authors")
            }
            for group in ("popular", "niche")
        },
        "inflation": {control: float(np.mean([run[control]["inflation"] for run in runs])) for control in REGRESSIONS},
        "measures": measures,
    }


def grid_data(seeds: int = 5) -> dict[str, Any]:
    """Group means over a grid of rates."""
    cells = [(rho, sigma) for rho in GRID["rho"] for sigma in GRID["sigma"]]
    found = Parallel(n_jobs=1)(delayed(grid_point)(rho, sigma, seed) for rho, sigma in cells for seed in range(seeds))
    points = []
    for k, (rho, sigma) in enumerate(cells):
        part = found[k * seeds : (k + 1) * seeds]
        means = {m: {g: float(np.mean([run[m][g] for run in part])) for g in ("popular", "niche")} for m in SHOWN}
        points.append({"rho": rho, "sigma": sigma, **means})
    return {"T": 500, "seeds": seeds, "points": points}


def controls_data(T: int = 160, seeds: int = 16) -> dict[str, Any]:
    """Every control on null and planted corpora, and the power of size matching over strengths."""
    corpora: dict[str, dict[str, Any]] = {
        "null": {},
        "null, another rule": {"variant": "no closure"},
        "closure rises": {"planted": "closure", "strength": 0.6},
        "returning rises": {"planted": "returning", "strength": 0.6},
    }
    found = {}
    for name, options in corpora.items():
        runs = control_runs(T, range(seeds), controls=CONTROLS, **options)
        found[name] = {c: {m: detected(runs, c, m) for m in METRICS} for c in CONTROLS}
        print(name, flush=True)
    power: dict[str, Any] = {}
    for kind in PLANTED:
        for strength in (0.2, 0.4, 0.8):
            options = {"planted": kind, "strength": strength, "controls": ["rank, model"]}
            runs = control_runs(T, range(seeds), **options)
            power.setdefault(kind, {})[str(strength)] = {m: detected(runs, "rank, model", m) for m in METRICS}
        print(kind, flush=True)
    return {"T": T, "seeds": seeds, "columns": ["share", "low", "high", "effect"], "found": found, "power": power}


def matched_run(T: int, seed: int, repeats: int = 7) -> dict[str, Any]:
    """One null corpus: the trends of excess and rank under its own rule, and where the groups' mean excesses differ."""
    rng = np.random.default_rng(seed)
    sizes = topic_sizes(T, rng)
    topics = simulate_corpus(sizes, rng)
    found = size_matched(topics, simulate_topic_of_size, repeats, rng, which=SHOWN)
    popular, niche = (found.excess.iloc[part] for part in popular_niche_split(sizes))
    gap = (popular.mean() - niche.mean()).abs()
    error = np.sqrt(popular.var() / len(popular) + niche.var() / len(niche))
    run: dict[str, Any] = {"missed": {m: bool(gap[m] > 1.96 * error[m]) for m in SHOWN}}
    for control in ("excess", "rank"):
        tests = {m: rank_correlation(getattr(found, control)[m], sizes, 400, seed) for m in SHOWN}
        run[control] = {m: {"effect": test.rho, "p": test.p} for m, test in tests.items()}
    return run


def excess_data(T: int = 160, seeds: int = 120, first: int = 1000) -> dict[str, Any]:
    """Excess and rank on many more null corpora than the other controls, other ones, four measures."""
    runs = [matched_run(T, seed) for seed in range(first, first + seeds)]
    return {
        "T": T,
        "seeds": seeds,
        "columns": ["share", "low", "high", "effect"],
        **{control: {m: detected(runs, control, m) for m in SHOWN} for control in ("excess", "rank")},
        "missed": {m: sum(run["missed"][m] for run in runs) for m in SHOWN},
    }


def real_data(rounds: int = 1000) -> dict[str, Any]:
    """Labels of the real corpus shuffled among its papers."""
    corpus = scientometrics_collaborations()
    papers = [list(paper) for paper in corpus.papers]
    found: dict[str, Any] = {"rounds": rounds, "metrics": METRICS}
    for kind in ("subjects", "concepts"):
        works = {k: v for k, v in sorted(getattr(corpus, kind).items()) if 15 <= len(v) <= 150}
        own = corpus_metrics([[papers[k] for k in part] for part in works.values()])
        # measured in slices: all topics of all rounds at once would be a graph of ten million nodes
        shuffles = [label_permutations(papers, list(works.values()), 50, seed) for seed in range(rounds // 50)]
        found[kind] = permutation_summary(own, np.concatenate(shuffles)).to_dict(orient="index")
        print(kind, flush=True)
    return found


if __name__ == "__main__":
    main()
