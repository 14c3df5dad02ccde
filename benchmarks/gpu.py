"""What a CUDA device gains over the CPU on the same machine: ``python -m benchmarks.gpu``; needs no network."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from lib.combinatorics.h_chromatic import free_trees
from lib.combinatorics.h_chromatic.batched import batched_endomorphisms
from lib.data import roman_glass_cups
from lib.dynamics.multitasking_hopfield import MultitaskingHebbian, diluted_patterns, self_consistency, start_on
from lib.statistics.compositional import bootstrap_partial_correlation


def timed(run: Callable[[], object], device: str) -> float:
    """Return the best of three wall times after one warm-up, the device's queue included."""
    best = float("inf")
    for attempt in range(4):
        start = time.perf_counter()
        run()
        if device == "cuda":
            torch.cuda.synchronize()
        if attempt:
            best = min(best, time.perf_counter() - start)
    return best


def jobs(device: str) -> dict[str, Callable[[], object]]:
    """Return the work to time on one device."""
    trees = torch.tensor(list(free_trees(14)))
    patterns = diluted_patterns(3, 100_000, 0.4)
    network = MultitaskingHebbian.stored(patterns, device=device)
    spins = start_on(patterns[0], replicas=64).to(device)
    cups = roman_glass_cups().values
    d = torch.linspace(0.05, 0.95, 20_000, dtype=torch.float64, device=device)
    start = torch.full((20_000, 4), 0.1, dtype=torch.float64, device=device)
    return {
        "residues of 3,159 trees on 14 vertices": lambda: batched_endomorphisms(trees, device=device),
        "fields of 64 replicas of 100,000 neurons": lambda: network.field(spins),
        "20,000 bootstrap draws of 47 x 11": lambda: bootstrap_partial_correlation(cups, 20_000, device=device),
        "20,000 self-consistency problems, 200 steps": lambda: self_consistency(start, d, 0.5 * (1 - d), steps=200),
    }


def main() -> None:
    """Print seconds on each device and the ratio."""
    here = {name: timed(run, "cpu") for name, run in jobs("cpu").items()}
    there = {name: timed(run, "cuda") for name, run in jobs("cuda").items()} if torch.cuda.is_available() else {}
    for name, seconds in here.items():
        other = f"{there[name]:.4g} s on CUDA, {seconds / there[name]:.3g} x" if there else "no CUDA on this machine"
        print(f"{name:46} {seconds:.4g} s on the CPU, {other}")


if __name__ == "__main__":
    main()
