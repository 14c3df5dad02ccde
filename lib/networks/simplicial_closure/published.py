"""Counts of the paper's nineteen data sets, stored by its authors beside their code; facts, read from tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lib.networks.simplicial_closure.closure import STATES, ClosureCount

PACKAGE = "lib.networks.simplicial_closure"


@dataclass(frozen=True)
class TriangleRow:
    """Triangles of one data set: all simplices, or those of exactly three nodes."""

    name: str
    system: str
    nodes: int
    density: float
    closed: int
    open: int

    @property
    def average_degree(self) -> float:
        """Density times the number of possible neighbours."""
        return self.density * (self.nodes - 1)

    @property
    def fraction_open(self) -> float:
        """Open over all triangles; not a number where there is none."""
        total = self.open + self.closed
        return self.open / total if total else float("nan")


def _table(name: str) -> list[dict[str, str]]:
    text = files(PACKAGE).joinpath(f"nineteen_{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=2)
def published_triangles(only_triples: bool = False) -> tuple[TriangleRow, ...]:
    """Return nodes, density and triangles of the nineteen data sets.

    Parameters
    ----------
    only_triples
        Count simplices of exactly three nodes only.  One data set has none, and is left out then.

    Examples
    --------
    >>> rows = published_triangles()
    >>> len(rows), max(rows, key=lambda row: row.fraction_open).name
    (19, 'tags-stack-overflow')
    """
    end = " of triples" if only_triples else ""
    return tuple(
        TriangleRow(
            row["data set"],
            row["system"],
            int(row["nodes" + end]),
            float(row["density" + end]),
            int(row["closed" + end]),
            int(row["open" + end]),
        )
        for row in _table("triangles")
        if int(row["nodes" + end])
    )


@lru_cache(maxsize=1)
def published_closures() -> dict[str, dict[str, ClosureCount]]:
    """Return the ten-state closure counts of the nineteen data sets, first 80 percent against the rest.

    Examples
    --------
    >>> published_closures()["contact-high-school"]["222"]
    ClosureCount(open=12201, closed_later=141)
    """
    found = {}
    for row in _table("closures"):
        cells = {state: tuple(map(int, row[state].split("/"))) for state in STATES}
        found[row["data set"]] = {state: ClosureCount(total, later) for state, (later, total) in cells.items()}
    return found


@lru_cache(maxsize=1)
def published_lifts() -> dict[str, dict[str, float]]:
    """Return the stored lifts of the three means of weights, to two decimals, for the seventeen data sets that have them.

    Examples
    --------
    >>> published_lifts()["contact-high-school"]
    {'harmonic mean': 3.86, 'geometric mean': 4.16, 'arithmetic mean': 2.54}
    """
    return {
        row["data set"]: {name: float(value) for name, value in row.items() if name != "data set"}
        for row in _table("lifts")
    }
