"""Clocks and lines that all benchmarks share."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

NO_PEER = ("-", "none")


def best_of(repeats: int, run: Callable[[], Any]) -> float:
    """Return the shortest of several wall times, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def row(what: str, size: str, ours: float, peer: str, theirs: float | None, note: str = "") -> dict[str, Any]:
    """Return one line of the table; ``theirs`` is None where there is no peer or it is not installed, which is noted."""
    ratio = None if theirs is None else theirs / ours
    if theirs is None and peer not in NO_PEER:
        note = f"{peer} is not installed here; {note}".strip("; ")
    return {"what": what, "size": size, "ours_s": ours, "peer": peer, "peer_s": theirs, "ratio": ratio, "note": note}
