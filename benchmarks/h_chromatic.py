"""Trees and their endomorphism numbers, beside networkx and (where installed) Sage's graphs.

``python -m benchmarks.h_chromatic record --to 20`` repeats the recorded run of the tree cascade.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path
from typing import Any

import networkx as nx

from benchmarks.timing import best_of, row
from lib.book import record
from lib.combinatorics.h_chromatic import distinguish_trees, endomorphism_number, free_trees, tree_graph


def rows() -> list[dict[str, Any]]:
    """Time generation and separation of all trees on n vertices."""
    found = []
    for n in (12, 14):
        ours = best_of(3, lambda n=n: sum(1 for _ in free_trees(n)))
        theirs = best_of(1, lambda n=n: sum(1 for _ in nx.nonisomorphic_trees(n)))
        found.append(row("generate all trees", f"n = {n}", ours, "networkx.nonisomorphic_trees", theirs))
    ours = best_of(3, lambda: [endomorphism_number(tree) for tree in free_trees(10)])
    try:
        from sage.graphs.graph import Graph
    except ImportError:
        theirs = None
    else:
        graphs = [Graph(tree_graph(tree)) for tree in free_trees(10)]
        theirs = best_of(1, lambda: [graph.chromatic_symmetric_function() for graph in graphs])
    note = "both tell all 106 trees apart, by different invariants"
    found.append(row("separate all trees", "n = 10", ours, "Sage chromatic_symmetric_function", theirs, note))
    return found


def record_trees(last: int, first: int = 8) -> None:
    """Run the cascade for each n and record seconds, memory and the certificate of every pair."""
    lines = []
    for n in range(first, last + 1):
        start = time.perf_counter()
        report = distinguish_trees(n)
        lines.append(
            {
                "n": n,
                "trees": report.trees,
                "seconds": round(time.perf_counter() - start, 2),
                "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "unresolved": report.unresolved,
                "pairs": [
                    {
                        "first": " ".join(map(str, pair.first)),
                        "second": " ".join(map(str, pair.second)),
                        "endomorphisms": str(pair.endomorphisms),
                        "marked_first": str(pair.marked_first),
                        "marked_second": str(pair.marked_second),
                    }
                    for pair in report.pairs
                ],
            }
        )
        print(
            f"n = {n}: {report.trees} trees, {len(report.pairs)} pairs left by level 0, {report.unresolved} unresolved"
        )
        record(
            "combinatorics/h_chromatic/trees",
            lines,
            command=f"python -m benchmarks.h_chromatic record --to {n}",
            seed=None,
            packages=("networkx",),
            where=Path(__file__).parents[1] / "results",
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["record"])
    parser.add_argument("--to", type=int, default=20)
    record_trees(parser.parse_args().to)
