"""Tests of independence, d-separation and the score of DAGs, beside causal-learn, networkx and plain enumeration."""

from __future__ import annotations

import random
from typing import Any

import networkx as nx
import numpy as np
import torch

from benchmarks.timing import best_of, row
from lib.statistics.causal_de_finetti import (
    EnvironmentTests,
    UnrolledICM,
    all_dags,
    best_dag,
    clustered_test,
    edges_of,
    g_test,
    kernel_test,
    local_scores,
    sample_bivariate,
    sample_xor,
)


def rows() -> list[dict[str, Any]]:
    """Time one test and a whole batch, 2,000 d-separations on 15 variables, and the best of all DAGs."""
    found = []
    data = sample_xor(2000, 3, np.random.default_rng(0)).data.reshape(2000, 6).astype(np.int64)
    columns = torch.from_numpy(data)
    x, y, z = columns[:, 0], columns[:, 4], columns[:, [1, 2]]
    ours = best_of(50, lambda: g_test(x, y, z, device="cpu"))
    gsq = _gsq(data)
    theirs = None if gsq is None else best_of(50, lambda: gsq(0, 4, (1, 2)))
    found.append(
        row("G test", "2,000 rows, given 2 variables", ours, "causal-learn gsq", theirs, "no answer is cached")
    )
    environments = columns.reshape(2000, 2, 3)
    asked = [((i, 1), (k, 2), ((j, 1),)) for i in range(3) for k in range(3) for j in range(3) if j != i]

    def every() -> None:
        tests = EnvironmentTests(environments, device="cpu")
        for question in asked:
            tests.test(*question)

    ours = best_of(20, every)
    theirs = None
    if gsq is not None:
        theirs = best_of(20, lambda: [gsq(a[0], 3 + b[0], (c[0][0],)) for a, b, c in asked])
    found.append(row("18 G tests of one data set", "2,000 environments", ours, "causal-learn gsq", theirs))
    batch = torch.stack([columns[torch.randperm(2000)] for _ in range(200)])
    ours = best_of(5, lambda: g_test(batch[..., 0], batch[..., 4], batch[..., [1, 2]], device="cpu"))
    theirs = None
    if gsq is not None:
        theirs = best_of(1, lambda: [_gsq(part)(0, 4, (1, 2)) for part in batch.numpy()])
    found.append(row("G test of a batch", "200 data sets of 2,000 rows", ours, "causal-learn gsq in a loop", theirs))
    found.append(_separation())
    pairs = sample_bivariate(300, np.random.default_rng(0))
    ours = best_of(3, lambda: kernel_test(pairs.x[:, 0], pairs.y[:, 1], pairs.x[:, 1]))
    found.append(row("kernel test", "300 environments", ours, "-", None, "this is causal-learn's, called"))
    wide = torch.from_numpy(sample_xor(10_000, 3, np.random.default_rng(0), samples=5).data.astype(np.int64))
    ours = best_of(5, lambda: clustered_test(wide, 0, 1, (1, 2), across=True, device="cpu"))
    found.append(row("test on all pairs of samples", "10,000 environments, 5 samples", ours, "-", None))
    drawn = sample_xor(400, 5, np.random.default_rng(0)).data
    ours = best_of(5, lambda: best_dag(drawn))
    graphs = [[sum(1 << p for p in above) for above in g] for g in all_dags(5)]

    def enumerated() -> float:
        scores = local_scores(drawn)
        return max(sum(scores[i, mask] for i, mask in enumerate(masks)) for masks in graphs)

    theirs = best_of(1, enumerated)
    found.append(row("best DAG", "5 variables, 400 environments", ours, "all 29,281 DAGs in a loop", theirs))
    return found


def _gsq(data: np.ndarray) -> Any:
    try:
        from causallearn.utils.cit import CIT
    except ImportError:
        return None
    test = CIT(data, "gsq")

    def fresh(x: int, y: int, given: tuple[int, ...]) -> float:
        test.pvalue_cache.clear()
        return float(test(x, y, list(given)))

    return fresh


def _separation() -> dict[str, Any]:
    rng = random.Random(0)
    parents = [tuple(p for p in range(i) if rng.random() < 0.25) for i in range(15)]
    graph = UnrolledICM(parents, 1, latents=False)
    plain = nx.DiGraph()
    plain.add_nodes_from(range(15))
    plain.add_edges_from(edges_of(parents))
    queries = []
    for _ in range(2000):
        a, b, *given = rng.sample(range(15), rng.randint(2, 7))
        queries.append((a, b, given))
    ours = best_of(3, lambda: [graph.d_separated((a, 1), (b, 1), [(c, 1) for c in given]) for a, b, given in queries])
    theirs = best_of(3, lambda: [nx.is_d_separator(plain, a, b, set(given)) for a, b, given in queries])
    return row("d-separation", "2,000 questions, 15 variables", ours, "networkx is_d_separator", theirs)
