"""Endomorphism numbers of many trees at once, as residues modulo primes, on any device.

The only file of the room that needs torch (and jaxtyping); nothing else here imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import sympy
import torch
from jaxtyping import Float, Int
from torch import Tensor

# Products of residues of primes below 2**23 summed over at most 64 vertices stay below 2**53, where float64 is exact.
PRIMES = (8388593, 8388587, 8388581, 8388571)
MOST_VERTICES = 64


def batched_endomorphisms(
    parents: Int[Tensor, "batch n"],
    primes: Sequence[int] = PRIMES,
    device: str | torch.device = "cpu",
) -> Int[Tensor, "batch primes"]:
    """Return the endomorphism numbers of a batch of trees modulo several primes.

    Parameters
    ----------
    parents
        One tree per row, as preorder parent lists with -1 for the root; at most 64 vertices.
    primes
        Distinct primes below 2**23.
    device
        Where the matrix products run.

    Returns
    -------
    Int[Tensor, "batch primes"]
        Residues.  Different residues prove different numbers; equal residues must be checked exactly, and do prove
        equality where the product of the primes exceeds the largest number, (n-1)**(n-1) + n - 1.

    Raises
    ------
    ValueError
        If a row is not a tree, there are too many vertices, or ``primes`` are not distinct primes below 2**23.

    Notes
    -----
    One batched product of adjacency matrix and vector for each vertex and prime: O(batch n^3) multiplications, memory
    O(batch n^2).  float64 because integer products are slow on CPUs and missing on GPUs.

    Examples
    --------
    >>> batched_endomorphisms(torch.tensor([[-1, 0, 1, 2], [-1, 0, 0, 0]]), primes=(8388593,)).flatten().tolist()
    [16, 30]
    """
    size = parents.shape[1]
    if size > MOST_VERTICES:
        raise ValueError(f"parents must have at most {MOST_VERTICES} vertices, got {size}")
    if not primes or any(not 2 <= prime < 2**23 for prime in primes):
        raise ValueError(f"primes must lie in 2..2**23 - 1, got {tuple(primes)}")
    _check_primes(primes)
    index = torch.arange(size)
    if bool((parents[:, 0] != -1).any()) or bool(((parents < 0) | (parents >= index))[:, 1:].any()):
        raise ValueError("parents must hold -1 for the root and an earlier vertex for every other")
    near = _adjacency(parents.to(device))
    residues = [_residues(parents.to(device), near, prime) for prime in primes]
    return torch.stack(residues, dim=1).cpu()


def decides(size: int, primes: Sequence[int] = PRIMES) -> bool:
    """Return whether equal residues prove equal endomorphism numbers for trees on so many vertices.

    Raises
    ------
    ValueError
        If there are no vertices, or ``primes`` are not distinct primes.

    Examples
    --------
    >>> decides(14), decides(30)
    (True, False)
    """
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    _check_primes(primes)
    return (size - 1) ** (size - 1) + size - 1 < prod(primes)


def _check_primes(primes: Sequence[int]) -> None:
    # the product of the moduli bounds what equal residues decide only if they are coprime
    if len(set(primes)) != len(primes) or any(not sympy.isprime(prime) for prime in primes):
        raise ValueError(f"primes must be distinct primes, got {tuple(primes)}")


def _adjacency(parents: Int[Tensor, "batch n"]) -> Float[Tensor, "batch n n"]:
    batch, size = parents.shape
    near = torch.zeros(batch, size, size, dtype=torch.float64, device=parents.device)
    rows = torch.arange(batch, device=parents.device)
    for vertex in range(1, size):
        near[rows, vertex, parents[:, vertex]] = 1
        near[rows, parents[:, vertex], vertex] = 1
    return near


def _residues(parents: Int[Tensor, "batch n"], near: Float[Tensor, "batch n n"], prime: int) -> Int[Tensor, batch]:
    batch, size = parents.shape
    rows = torch.arange(batch, device=parents.device)
    table = torch.ones(batch, size, size, dtype=torch.float64, device=parents.device)
    for vertex in range(size - 1, 0, -1):
        sums = torch.bmm(near, table[:, vertex].unsqueeze(-1)).squeeze(-1) % prime
        above = parents[:, vertex]
        table[rows, above] = table[rows, above] * sums % prime
    return (table[:, 0].sum(dim=1) % prime).to(torch.int64)
