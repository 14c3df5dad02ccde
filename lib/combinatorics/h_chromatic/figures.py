"""The chapter's pictures and controls."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import networkx as nx

from lib.book import PALETTE
from lib.book.markup import inline_html
from lib.combinatorics.h_chromatic.bases import rank_over_targets
from lib.combinatorics.h_chromatic.functions import HChromatic
from lib.combinatorics.h_chromatic.generation import free_trees
from lib.combinatorics.h_chromatic.trees import automorphism_number, endomorphism_number, tree_graph
from lib.exact import (
    GraphPicture,
    SymmetricFunction,
    draw_graphs,
    graphs_on,
    layered_layout,
    number_of_partitions,
)

if TYPE_CHECKING:
    import altair as alt

SMALL_GRAPHS: dict[str, nx.Graph] = {
    "path on 3 vertices": nx.path_graph(3),
    "path on 4 vertices": nx.path_graph(4),
    "claw": nx.star_graph(3),
    "triangle": nx.cycle_graph(3),
    "square": nx.cycle_graph(4),
}
TARGETS: dict[str, nx.Graph] = {
    "claw": nx.star_graph(3),
    "path on 4 vertices": nx.path_graph(4),
    "complete graph on 4": nx.complete_graph(4),
    "K(2,3)": nx.complete_bipartite_graph(2, 3),
    "5-cycle": nx.cycle_graph(5),
}


def tree_gallery(n: int = 7) -> GraphPicture:
    """Draw every tree on n vertices with its endomorphism number."""
    trees = sorted(free_trees(n), key=endomorphism_number)
    pictures = [(tree_graph(tree), layered_layout(tree), f"{endomorphism_number(tree):,}") for tree in trees]
    return draw_graphs(pictures, alt=f"the {len(trees)} trees on {n} vertices, each with its endomorphism number")


def tree_pair(first: tuple[int, ...], second: tuple[int, ...], labels: tuple[str, str]) -> GraphPicture:
    """Draw two trees side by side."""
    pictures = [
        (tree_graph(tree), layered_layout(list(tree)), label)
        for tree, label in zip((first, second), labels, strict=True)
    ]
    return draw_graphs(pictures, alt=f"two trees: {labels[0]}; {labels[1]}", columns=2)


def spider(legs: tuple[int, ...]) -> GraphPicture:
    """Draw the spider with legs of the given lengths."""
    parents = [-1]
    for length in legs:
        parents += [0, *range(len(parents), len(parents) + length - 1)]
    return draw_graphs(
        [(tree_graph(parents), layered_layout(parents), f"{len(legs)} legs")],
        alt=f"a spider with legs of lengths {legs}",
    )


@lru_cache(maxsize=1)
def _tree_rows(largest: int) -> list[dict[str, Any]]:
    rows = []
    for n in range(4, largest + 1):
        for tree in free_trees(n):
            graph = tree_graph(tree)
            sides = sorted(map(len, nx.bipartite.sets(graph)))
            rows.append(
                {
                    "n": n,
                    "endomorphisms": endomorphism_number(tree),
                    "automorphisms": automorphism_number(tree),
                    "degrees": " ".join(str(d) for _, d in sorted(graph.degree, key=lambda item: -item[1])),
                    "sides": f"{sides[0]} + {sides[1]}",
                }
            )
    return rows


def endomorphism_chart(largest: int = 11) -> alt.Chart:
    """Scatter endomorphism against automorphism numbers of all trees on n vertices, n chosen by a slider."""
    import altair as alt

    size = alt.param(name="vertices", value=9, bind=alt.binding_range(min=4, max=largest, step=1, name="vertices n "))
    pick = alt.selection_point(name="same", fields=["sides"], on="click")
    return (
        alt.Chart(alt.Data(values=_tree_rows(largest)))
        .mark_point(filled=True, size=70)
        .encode(
            x=alt.X("automorphisms:Q", title="automorphisms of T", scale=alt.Scale(type="log")),
            y=alt.Y("endomorphisms:Q", title="endomorphisms of T", scale=alt.Scale(type="log")),
            color=alt.condition(pick, alt.value(PALETTE[0]), alt.value(PALETTE[6])),
            opacity=alt.condition(pick, alt.value(0.9), alt.value(0.2)),
            tooltip=[
                alt.Tooltip("endomorphisms:Q", format=","),
                alt.Tooltip("automorphisms:Q", format=","),
                "degrees:N",
                "sides:N",
            ],
        )
        .transform_filter("datum.n == vertices")
        .add_params(size, pick)
        .properties(height=320)
    )


class Expansion:
    """Everything about one pair of graphs, as a small table."""

    def __init__(self, graph: nx.Graph, target: nx.Graph) -> None:
        self.function = HChromatic(graph, target)

    def _repr_html_(self) -> str:
        function = self.function
        lifted = function.variables < function.graph.number_of_nodes()
        monomials, powers = function.monomial(), function.power_sum(lift=lifted)
        rows = [
            ("homomorphisms", f"{sum(function.counts.values())}"),
            ("in monomials", _formula(monomials)),
            ("in power sums" + (" (lifted)" if lifted else ""), _formula(powers)),
            (r"one sign under $\omega$", "yes" if function.is_p_monotone(lift=lifted) else "no"),
            ("polynomial in $k$", f"${_latex(function.polynomial())}$"),
        ]
        lines = "".join(
            f'<tr><th scope="row">{inline_html(name)}</th><td>{inline_html(value)}</td></tr>' for name, value in rows
        )
        return f'<table class="table"><tbody>{lines}</tbody></table>'


def _formula(function: SymmetricFunction) -> str:
    return "$" + function._repr_latex_().strip("$").removeprefix("\\displaystyle").strip() + "$"


def _latex(expression: Any) -> str:
    import sympy

    return str(sympy.latex(expression))


def expansion(graph: nx.Graph, target: nx.Graph) -> Expansion:
    """Return the table for one pair of graphs."""
    return Expansion(graph, target)


def full_rank_chart(largest: int = 6) -> alt.Chart:
    """Show which share of the graphs G on n vertices gives a basis when H varies."""
    import altair as alt

    rows = []
    for n in range(2, largest + 1):
        ranks = [rank_over_targets(graph) for graph in graphs_on(n)]
        full = sum(rank == number_of_partitions(n) for rank in ranks)
        rows.append({"n": n, "share": full / len(ranks), "label": f"{full} of {len(ranks)}"})
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("n:O", title="vertices of G", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("share:Q", title="share of graphs G that give a basis", scale=alt.Scale(domain=[0, 1])),
    )
    bars = base.mark_bar(color=PALETTE[0]).encode(tooltip=["n:O", "label:N"])
    return (bars + base.mark_text(dy=-8).encode(text="label:N")).properties(height=260)


def recorded_chart(lines: list[dict[str, Any]]) -> alt.Chart:
    """Show how many pairs of trees share their endomorphism number, by n, in the recorded run."""
    import altair as alt

    rows = [{"n": line["n"], "pairs": len(line["pairs"]), "trees": line["trees"]} for line in lines]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("n:O", title="vertices n", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("pairs:Q", title="pairs of trees with equal endomorphism number"),
        tooltip=["n:O", alt.Tooltip("trees:Q", format=","), "pairs:Q"],
    )
    return (base.mark_bar(color=PALETTE[0]) + base.mark_text(dy=-8).encode(text="pairs:Q")).properties(height=260)
