"""Batched residues against exact integers, on the CPU and, where there is one, on a GPU."""

from __future__ import annotations

import pytest
import torch

from lib.combinatorics.h_chromatic import endomorphism_number, free_trees
from lib.combinatorics.h_chromatic.batched import PRIMES, batched_endomorphisms, decides


@pytest.mark.parametrize("n", [1, 2, 5, 9, 12])
def test_residues_are_those_of_the_exact_numbers(n: int) -> None:
    trees = list(free_trees(n))
    exact = [[endomorphism_number(tree) % prime for prime in PRIMES] for tree in trees]
    assert batched_endomorphisms(torch.tensor(trees)).tolist() == exact


def test_groups_on_fourteen_vertices() -> None:
    residues = batched_endomorphisms(torch.tensor(list(free_trees(14))))
    assert decides(14)
    assert len(residues.unique(dim=0)) == 3159 - 1


def test_large_stars_stay_exact() -> None:
    star = [[-1] + [0] * 40]
    wanted = [(40**40 + 40) % prime for prime in PRIMES]
    assert batched_endomorphisms(torch.tensor(star)).tolist() == [wanted]


@pytest.mark.gpu
def test_cuda_gives_the_same_residues() -> None:
    trees = torch.tensor(list(free_trees(13)))
    assert torch.equal(batched_endomorphisms(trees, device="cuda"), batched_endomorphisms(trees))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: batched_endomorphisms(torch.tensor([[0, 0]])), "root"),
        (lambda: batched_endomorphisms(torch.tensor([[-1, 1]])), "earlier vertex"),
        (lambda: batched_endomorphisms(torch.full((1, 65), -1)), "at most 64"),
        (lambda: batched_endomorphisms(torch.tensor([[-1]]), primes=(2**31 - 1,)), "primes must lie"),
        (lambda: batched_endomorphisms(torch.tensor([[-1]]), primes=()), "primes must lie"),
        (lambda: batched_endomorphisms(torch.tensor([[-1, 0]]), primes=(7, 7)), "distinct primes"),
        (lambda: batched_endomorphisms(torch.tensor([[-1, 0]]), primes=(8,)), "distinct primes"),
        (lambda: decides(5, primes=(101, 101)), "distinct primes"),
        (lambda: decides(5, primes=(1001,)), "distinct primes"),
        (lambda: decides(0), "at least 1"),
    ],
)
def test_bad_input_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
