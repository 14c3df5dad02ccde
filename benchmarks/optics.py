"""Space and time of lens, optic and checkpointed composition, beside torch.utils.checkpoint and plain search.

``python -m benchmarks.optics record`` repeats the recorded run of 32 layers, ``python -m benchmarks.optics calls`` the
count of getter calls of the package ``lenses``.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial, reduce
from pathlib import Path
from typing import Any

import torch

from benchmarks.timing import row
from lib.book import record
from lib.categories import optics as op
from lib.categories.optics.torch_optics import (
    by_autograd,
    differentiate,
    measure,
    tanh_chain,
)

LAYERS = 32


def processor_seconds(runs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the least processor time of each run, the runs taking turns so that a busy machine meets them alike."""
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            best[name] = min(best[name], time.process_time() - start)
    return best


def timed(width: int, batch: int, rounds: int, n: int = LAYERS) -> list[dict[str, Any]]:
    """Measure every program, autograd and checkpoint_sequential on the same chain and input."""
    torch.set_num_threads(1)
    programs = op.compared_programs(n)
    chunks = {"torch autograd, every activation saved": 0, "torch checkpoint_sequential, 5 chunks": 5}
    layers, weights = tanh_chain(n, width, seed=0)
    x = torch.randn(batch, width, generator=torch.Generator().manual_seed(1))
    runs: dict[str, Callable[[], torch.Tensor]] = {
        **{name: partial(differentiate, layers, plan, x) for name, plan in programs.items()},
        **{name: partial(by_autograd, weights, x, count) for name, count in chunks.items()},
    }
    seconds = processor_seconds(runs, rounds)
    base = seconds[next(iter(programs))]
    costs = measure(list(programs.values()), width=width, batch=batch, chunks=list(chunks.values()))
    lines = []
    for name, cost in zip(runs, costs, strict=True):
        line = {"program": name, "time_ratio": round(seconds[name] / base, 4), **asdict(cost)}
        line["allocated"] = round(cost.allocated, 3)
        if name in programs:
            line["predicted_time_ratio"] = round((3 * n + op.extra_gets(programs[name])) / (3 * n), 4)
            line["predicted_allocated"] = op.peak_storage(programs[name]) + 2
        lines.append(line)
    return lines


def plain_search(src: op.Optic, tgt: op.Optic) -> int:
    """Count 2-cells by trying every map of residuals."""
    return sum(
        op.is_two_cell(op.Fn(src.residual, tgt.residual, images), src, tgt)
        for images in itertools.product(range(tgt.residual.size), repeat=src.residual.size)
    )


def rows() -> list[dict[str, Any]]:
    """Time one gradient in about the same memory, and the enumeration of 2-cells."""
    torch.set_num_threads(1)
    layers, weights = tanh_chain(LAYERS, 512, seed=0)
    x = torch.randn(256, 512, generator=torch.Generator().manual_seed(1))
    plan = op.optimal_schedule(LAYERS, 11)
    times = processor_seconds(
        {"ours": lambda: differentiate(layers, plan, x), "peer": lambda: by_autograd(weights, x, 5)}, rounds=5
    )
    found = [
        row(
            "gradient of a chain, 13 activations allocated",
            f"{LAYERS} layers, 512 units, batch 256",
            times["ours"],
            "torch.utils.checkpoint, 5 chunks",
            times["peer"],
            "ours computes each output again where autograd has saved it",
        )
    ]
    for size in (5, 6):
        two, M = op.boundary(op.finite(2)), op.finite(size)
        back = op.Fn.projection(M, op.finite(2), 1)
        src = tgt = op.Optic(two, two, M, op.Fn.of(two.forward, M * two.forward, lambda a: (a, a)), back)
        ours = processor_seconds({"ours": lambda s=src, t=tgt: op.count_two_cells(s, t)}, 5)["ours"]
        theirs = processor_seconds({"peer": lambda s=src, t=tgt: plain_search(s, t)}, 1)["peer"]
        found.append(row("count 2-cells", f"residuals of {size} points", ours, "trying every map of residuals", theirs))
    return found


def getter_calls(n: int, nested: str, action: str) -> int:
    """Count the calls of n composed getters of the package ``lenses`` in one ``set`` or ``modify``."""
    from lenses import lens

    calls = 0

    def getter(state: int) -> int:
        nonlocal calls
        calls += 1
        return state + 1

    parts = [lens.Lens(getter, lambda state, answer: state + answer) for _ in range(n)]
    if nested == "left":
        whole = reduce(lambda done, part: done & part, parts)
    else:
        whole = reduce(lambda done, part: part & done, reversed(parts))
    (whole.set(3) if action == "set" else whole.modify(lambda value: value + 1))(1)
    return calls


def record_getter_calls() -> None:
    """Record how often the package ``lenses`` calls its getters; it must be installed."""
    lines = [
        {"getters": n, "nested": nested, "action": action, "calls": getter_calls(n, nested, action)}
        for n in (4, 16, 32)
        for nested in ("left", "right")
        for action in ("set", "modify")
    ]
    record(
        "categories/optics/getter_calls",
        lines,
        command="python -m benchmarks.optics calls",
        seed=None,
        packages=("lenses",),
        where=Path(__file__).parents[1] / "results",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["record", "calls"])
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    if chosen.action == "calls":
        record_getter_calls()
        raise SystemExit
    measured = timed(chosen.width, chosen.batch, chosen.rounds)
    for line in measured:
        print(line)
    record(
        "categories/optics/space_time",
        {"layers": LAYERS, "width": chosen.width, "batch": chosen.batch, "threads": 1, "programs": measured},
        command=f"python -m benchmarks.optics record --width {chosen.width} --batch {chosen.batch} --rounds {chosen.rounds}",
        seed=0,
        packages=("torch",),
        where=Path(__file__).parents[1] / "results",
    )
