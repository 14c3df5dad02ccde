"""Floating-point condensation against exact values, on the CPU and, where there is one, on a GPU."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import torch

from lib.combinatorics.lambda_determinants import condensation, lambda_determinant
from lib.combinatorics.lambda_determinants.batched import batched_condensation


def problems(n: int, batch: int, seed: int = 0):
    rng = random.Random(seed)
    exact = [[[Fraction(rng.randint(1, 64), 64) for _ in range(n)] for _ in range(n)] for _ in range(batch)]
    return exact, torch.tensor([[[float(x) for x in row] for row in M] for M in exact], dtype=torch.float64)


@pytest.mark.parametrize("n", [1, 2, 3, 6, 10])
def test_values_are_the_exact_ones(n: int) -> None:
    exact, x = problems(n, 5)
    for lam in (Fraction(-1), Fraction(1, 2), Fraction(2)):
        result = batched_condensation(x, float(lam))
        assert bool(result.finite.all())
        wanted = [float(lambda_determinant(M, lam)) for M in exact]
        assert result.values.tolist() == pytest.approx(wanted, rel=1e-6)


def test_two_families_and_a_lower_layer() -> None:
    (M,), x = problems(4, 1)
    (W,), x0 = problems(5, 1, seed=1)
    lam = torch.tensor([[i + 2.0 * j for j in range(1, 5)] for i in range(1, 5)], dtype=torch.float64)
    mu = torch.tensor([[1.0 + i * j for j in range(1, 5)] for i in range(1, 5)], dtype=torch.float64)
    wanted = condensation(M, lambda i, j: i + 2 * j, lambda i, J: 1 + i * J, W)[-1][0][0]
    assert batched_condensation(x, lam, mu, x0).values.item() == pytest.approx(float(wanted))


def test_against_elimination() -> None:
    x = torch.rand(50, 8, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(batched_condensation(x, -1.0).values, torch.linalg.det(x), rtol=1e-7)


def test_vanishing_minors_are_flagged() -> None:
    M = [[1.0, 2, 3, 4], [2, 2, 2, 1], [3, 1, 1, 5], [4, 1, 2, 2]]
    result = batched_condensation(torch.tensor([M, torch.eye(4).tolist()], dtype=torch.float64), -1.0)
    assert result.finite.tolist() == [False, False]


@pytest.mark.gpu
def test_cuda_gives_the_same_values() -> None:
    _, x = problems(8, 100)
    assert torch.allclose(batched_condensation(x, 0.5, device="cuda").values.cpu(), batched_condensation(x, 0.5).values)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: batched_condensation(torch.ones(1, 2, 2, dtype=torch.int64), 1.0), TypeError, "floating type"),
        (lambda: batched_condensation(torch.ones(1, 2, 3), 1.0), ValueError, "n at least 1, got"),
        (lambda: batched_condensation(torch.ones(1, 0, 0), 1.0), ValueError, "n at least 1, got"),
        (lambda: batched_condensation(torch.ones(1, 2, 2), 1.0, x0=torch.ones(1, 2, 2)), ValueError, "x0 must have"),
        (lambda: batched_condensation(torch.ones(1, 2, 2), torch.ones(3, 3)), ValueError, "lam must be one number"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
