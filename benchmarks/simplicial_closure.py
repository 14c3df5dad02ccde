"""Contacts to groups, triangles and lifecycles of the high school, beside networkx, xgi and plain loops.

``python -m benchmarks.simplicial_closure record`` repeats the recorded sweep over the moment of the split.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.timing import best_of, row
from lib.book import record
from lib.data import high_school_contacts, preparatory_class_contacts, primary_school_contacts
from lib.networks.simplicial_closure import (
    TemporalHypergraph,
    hodge_pagerank,
    last_states,
    lift,
    lifts_over_splits,
    open_rows,
    released_labels,
    split,
    supervised_score,
    transition_counts,
    triangle_counts,
    true_labels,
)

SWEPT = ("harmonic mean", "geometric mean", "arithmetic mean", "common neighbours", "U-PPR", "W-PPR")


def whole_lifecycles(h: TemporalHypergraph) -> tuple[Any, Any]:
    """Everything the lifecycle section shows, from the simplices alone."""
    fresh = h.part(np.ones(len(h), dtype=bool))  # nothing remembered
    return last_states(fresh), transition_counts(fresh)


def looped_lifecycles(h: TemporalHypergraph) -> Counter[str]:
    """The last states by plain Python loops over all simplices of the triples that close."""
    closing: dict[tuple[int, ...], int] = {}
    meetings = defaultdict(list)
    for at, (a, b) in enumerate(zip(h.offsets[:-1].tolist(), h.offsets[1:].tolist(), strict=True)):
        nodes = h.nodes[a:b].tolist()
        for pair in combinations(nodes, 2):
            meetings[pair].append(at)
        for triple in combinations(nodes, 3):
            closing.setdefault(triple, at)
    found: Counter[str] = Counter()
    for triple, end in closing.items():
        before = (min(2, sum(at < end for at in meetings[pair])) for pair in combinations(triple, 2))
        found["".join(map(str, sorted(before)))] += 1
    return found


def cliques_by_networkx(times: np.ndarray, pairs: np.ndarray) -> int:
    """Count the maximal cliques of every moment, moment by moment."""
    moments = defaultdict(list)
    for time, pair in zip(times.tolist(), pairs.tolist(), strict=True):
        moments[time].append(pair)
    return sum(sum(1 for _ in nx.find_cliques(nx.Graph(edges))) for edges in moments.values())


def triangles_by_networkx(groups: list[Any]) -> int:
    """Count the triangles of the projected graph, from the simplices."""
    graph = nx.Graph([pair for group in groups for pair in combinations(group, 2)])
    return sum(nx.triangles(graph).values()) // 3


def rows() -> list[dict[str, Any]]:
    """Time the high school's 188,508 contacts."""
    contacts = high_school_contacts()
    found = []
    ours = best_of(3, lambda: TemporalHypergraph.from_contacts(contacts))
    theirs = best_of(1, lambda: cliques_by_networkx(contacts.times, contacts.pairs))
    found.append(row("maximal cliques of each moment", "188,508 contacts", ours, "networkx.find_cliques", theirs))
    h = TemporalHypergraph.from_contacts(contacts)
    ours = best_of(3, lambda: whole_lifecycles(h))
    theirs = best_of(1, lambda: looped_lifecycles(h))
    found.append(
        row(
            "lifecycles of all triples",
            "172,035 simplices",
            ours,
            "plain loops, last states only",
            theirs,
            "ours: last states and all transitions of all 5.8 million triples",
        )
    )
    ours = best_of(3, lambda: triangle_counts(h.part(np.ones(len(h), dtype=bool))))
    groups = h.simplices()
    theirs = best_of(1, lambda: triangles_by_networkx(groups))
    found.append(
        row(
            "open and closed triangles",
            "172,035 simplices",
            ours,
            "networkx, graph and triangles",
            theirs,
            "networkx counts open and closed together",
        )
    )
    different = [frozenset(simplex) for simplex in h.part(h.first_of_its_kind).simplices()]
    try:
        import xgi
    except ImportError:
        theirs = None
    else:
        theirs = best_of(1, lambda: xgi.SimplicialComplex(different))
    found.append(
        row(
            "open and closed triangles",
            "172,035 simplices",
            ours,
            "xgi.SimplicialComplex, building alone",
            theirs,
            "xgi is given the 7,818 different simplices only",
        )
    )
    return found


def main() -> None:
    """Record lifts over sixty moments of the split, simplicial PageRank, and the regression under other names."""
    if sys.argv[1:] != ["record"]:
        sys.exit("usage: python -m benchmarks.simplicial_closure record")
    data: dict[str, Any] = {"scores": SWEPT, "splits": {}, "hodge": {}, "regression": {}}
    rng = np.random.default_rng(0)
    percentages = np.sort(rng.uniform(60, 90, 60)).round(2).tolist()
    data["percentages"] = percentages
    schools = {
        "high school": TemporalHypergraph.from_contacts(high_school_contacts()),
        "primary school": TemporalHypergraph.from_contacts(primary_school_contacts()),
    }
    for name, h in schools.items():
        data["splits"][name] = {
            labelling: lifts_over_splits(h, SWEPT, percentages, labelling).round(4).tolist()
            for labelling in ("true", "released")
        }
        data["regression"][name] = renamed_regressions(h)
        print(name, "done", flush=True)
    classes = TemporalHypergraph.from_contacts(preparatory_class_contacts())
    for name, h in {"preparatory classes": classes, "high school": schools["high school"]}.items():
        old, new = split(h)
        parts = hodge_pagerank(old, open_rows(old))
        for labelling, labels in (("true", true_labels(old, new)), ("released", released_labels(old, new))):
            lifts = {part: round(lift(labels, scores), 4) for part, scores in parts.items()}
            data["hodge"].setdefault(name, {})[labelling] = lifts
        print(name, "Hodge done", flush=True)
    record(
        "networks/simplicial_closure/evaluation",
        data,
        command="python -m benchmarks.simplicial_closure record",
        seed=0,
        packages=("numpy", "scipy", "scikit-learn", "torch"),
        where=Path(__file__).parents[1] / "results",
    )


def renamed_regressions(h: TemporalHypergraph, rounds: int = 10) -> dict[str, Any]:
    """Lifts of the logistic regression under random names of the nodes, and with features sorted by value."""
    rng = np.random.default_rng(1)
    old, new = split(h)
    truth = true_labels(old, new)
    lifts = []
    for _ in range(rounds):
        names = rng.permutation(len(h.labels))
        renamed = h.renamed(names)
        labels = true_labels(*split(renamed))
        lifts.append(round(lift(labels, supervised_score(renamed)), 4))
    return {
        "by name": round(lift(truth, supervised_score(h)), 4),
        "renamed": lifts,
        "by value": round(lift(truth, supervised_score(h, by_value=True)), 4),
    }


if __name__ == "__main__":
    main()
