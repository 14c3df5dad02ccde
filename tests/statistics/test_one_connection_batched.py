"""Batched covariances and ranks against the exact ones, on the CPU and, where there is one, on a GPU."""

from __future__ import annotations

import random

import pytest
import torch

from lib.statistics.one_connection import MixedGraph, covariance_at, labelled_mixed_graphs
from lib.statistics.one_connection.batched import batched_rank_mod_p, covariance
from lib.statistics.one_connection.finiteness import PRIME, rank_modulo


def matrices(count: int, seed: int) -> list[list[list[int]]]:
    source = random.Random(seed)
    found = []
    for _ in range(count):
        low = source.randint(1, 4)
        left = [[source.randrange(PRIME) for _ in range(low)] for _ in range(5)]
        right = [[source.randrange(PRIME) for _ in range(6)] for _ in range(low)]
        found.append(
            [
                [sum(a * b for a, b in zip(row, col, strict=True)) % PRIME for col in zip(*right, strict=True)]
                for row in left
            ]
        )
    return found


def test_ranks_are_those_of_exact_elimination() -> None:
    batch = matrices(60, seed=3)
    assert batched_rank_mod_p(torch.tensor(batch)).tolist() == [rank_modulo(m, PRIME) for m in batch]
    wide = torch.tensor([[[0, 0, 5], [0, 0, 3], [0, 2, 1], [1, 1, 1]]])
    assert batched_rank_mod_p(wide, prime=7).tolist() == [3]


def test_covariances_are_those_of_the_closed_form() -> None:
    graphs = [g for g in labelled_mixed_graphs(3) if not g.is_acyclic]
    lam, omega, exact = [], [], []
    for graph in graphs:
        weights = {edge: k + 2 for k, edge in enumerate(graph.directed)}
        errors = {(v, v): v for v in graph.vertices}
        exact.append([[float(x) for x in row] for row in covariance_at(graph, weights, errors)])
        lam.append([[float(weights.get((i, j), 0)) for j in graph.vertices] for i in graph.vertices])
        omega.append([[float(errors.get((i, j), 0)) for j in graph.vertices] for i in graph.vertices])
    found = covariance(torch.tensor(lam), torch.tensor(omega))
    assert torch.allclose(found, torch.tensor(exact, dtype=torch.float64), rtol=1e-12)
    assert MixedGraph(1).moments == 1


@pytest.mark.gpu
def test_cuda_gives_the_same_ranks() -> None:
    batch = torch.tensor(matrices(200, seed=5))
    assert torch.equal(batched_rank_mod_p(batch.cuda()).cpu(), batched_rank_mod_p(batch))


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="omega must be symmetric"):
        covariance(torch.zeros(1, 2, 2), torch.tensor([[[1.0, 2.0], [0.0, 1.0]]]))
    with pytest.raises(ValueError, match="singular matrix at 0"):
        covariance(torch.tensor([[[0.0, 1.0], [1.0, 0.0]]]), torch.eye(2)[None])
    with pytest.raises(ValueError, match="prime must lie"):
        batched_rank_mod_p(torch.zeros(1, 2, 2, dtype=torch.int64), prime=2**40)
