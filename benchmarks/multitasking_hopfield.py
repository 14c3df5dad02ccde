"""Monte Carlo sweeps of the diluted network, beside a plain numpy loop and hopfieldkit."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from benchmarks.timing import best_of, row
from lib.dynamics.multitasking_hopfield import MultitaskingHebbian, diluted_patterns, start_on


def numpy_sweep(patterns: np.ndarray, spins: np.ndarray, seed: int) -> np.ndarray:
    """Update every neuron once in random order, the way a first program does it."""
    rng = np.random.default_rng(seed)
    n = patterns.shape[1]
    overlaps = patterns @ spins / n
    for i in rng.permutation(n):
        field = overlaps @ patterns[:, i]
        fresh = np.sign(field) or spins[i]
        overlaps += (fresh - spins[i]) * patterns[:, i] / n
        spins[i] = fresh
    return spins


def rows() -> list[dict[str, Any]]:
    """Time one sweep of one and of many replicas."""
    found = []
    n, k = 20_000, 3
    xi = diluted_patterns(k, n, 0.4)
    network = MultitaskingHebbian.stored(xi)
    start = start_on(xi[0])
    ours = best_of(5, lambda: network.glauber(start, 0.0, 1))
    theirs = best_of(1, lambda: numpy_sweep(xi.double().numpy(), start[0].double().numpy().copy(), 0))
    found.append(
        row(
            "one sweep, half-parallel",
            f"N = {n:,}, K = {k}",
            ours,
            "numpy loop over neurons",
            theirs,
            "other order of updates, same final state",
        )
    )
    many = start.repeat(32, 1)
    ours = best_of(3, lambda: network.glauber(many, 0.0, 1))
    found.append(
        row(
            "one sweep of 32 replicas",
            f"N = {n:,}, K = {k}",
            ours,
            "numpy loop over neurons, 32 times",
            32 * theirs,
            "numpy timed once",
        )
    )
    n = 2_000
    small = diluted_patterns(k, n, 0.4)
    begin = start_on(small[0])
    ours = best_of(5, lambda: MultitaskingHebbian.stored(small).glauber(begin, 0.0, 10))
    try:
        from hopfieldkit import HopfieldNetwork
    except ImportError:
        theirs = None
    else:

        def recall() -> None:
            peer = HopfieldNetwork(n)
            peer.fit(small.numpy())
            peer.recall(begin[0].numpy())

        try:
            theirs = best_of(1, recall)
        except (TypeError, ValueError, AttributeError):
            theirs = None
    found.append(row("store and recall", f"N = {n:,}, K = {k}", ours, "hopfieldkit (dense couplings)", theirs))
    if torch.cuda.is_available():
        on_card = MultitaskingHebbian(network.rows.cuda(), network.scale)
        replicas = many.cuda()
        card = best_of(5, lambda: on_card.field(replicas))
        found.append(
            row(
                "fields of 32 replicas on CUDA",
                "N = 20,000",
                card,
                "the same on the CPU",
                best_of(5, lambda: network.field(many)),
            )
        )
    return found
