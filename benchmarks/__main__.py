"""Print one table of timings: ``python -m benchmarks [slug ...] [--record]``."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from lib.book import claim_modules, record

# one module a paper, named by its slug; what is not a paper's (the GPU's own run) has no rows()
SLUGS = tuple(module.split(".")[2] for module in claim_modules())


def main() -> None:
    """Time the chapters asked for, all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slugs", nargs="*", default=[], help=", ".join(SLUGS))
    parser.add_argument("--record", action="store_true", help="write results/benchmarks.json, which the book shows")
    arguments = parser.parse_args()
    table = []
    for slug in arguments.slugs or SLUGS:
        for line in importlib.import_module(f"benchmarks.{slug}").rows():
            table.append({"chapter": slug, **line})
            peer = "-" if line["peer_s"] is None else f"{line['peer_s']:.4g} s"
            ratio = "-" if line["ratio"] is None else f"{line['ratio']:.3g} x"
            print(
                f"{slug:22} {line['what']:32} {line['size']:20} {line['ours_s']:.4g} s  {line['peer']}: {peer}  {ratio}"
            )
            if line["note"]:
                print(f"{'':22} {line['note']}")
    if arguments.record:
        record(
            "benchmarks",
            table,
            command="python -m benchmarks --record",
            seed=0,
            packages=("networkx", "numpy", "torch"),
            where=Path(__file__).parents[1] / "results",
        )


if __name__ == "__main__":
    main()
