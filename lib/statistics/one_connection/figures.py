"""The chapter's pictures and controls."""

from __future__ import annotations

import html
import random
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sympy import latex

from lib.book import PALETTE
from lib.book.markup import inline_html
from lib.exact import GraphPicture, MixedDrawing, circle_places, draw_mixed_graphs
from lib.statistics.one_connection.connections import OneConnection, one_connections
from lib.statistics.one_connection.covariance import covariance_at, determinant
from lib.statistics.one_connection.fibres import fibre, fibre_degree
from lib.statistics.one_connection.finiteness import jacobian_rank, labelled_mixed_graphs
from lib.statistics.one_connection.holonomy import cycle_parameters, cycle_twin
from lib.statistics.one_connection.mixed_graph import Edge, MixedGraph, complete_digraph, directed_cycle
from lib.statistics.one_connection.treks import partial_trek_sums
from lib.statistics.one_connection.vanishing import explore_vanishing

if TYPE_CHECKING:
    import altair as alt

RUNNING = MixedGraph.from_text("1->2->3->1, 3->4, 1<->4")
GRAPHS: dict[str, MixedGraph] = {
    "the running example": RUNNING,
    "two cycles joined by an edge": MixedGraph.from_text("1->2->1, 2->3, 3->4->3"),
    "two cycles sharing an edge": MixedGraph.from_text("1->2->3->1, 2->4->1"),
}
BASES: dict[str, MixedGraph] = {
    "the chain 1->2->3": MixedGraph.from_text("1->2->3"),
    "the 2-cycle 1->2->1": MixedGraph(3, [(1, 2), (2, 1)]),
}
ADDED: dict[str, tuple[str, int, int]] = {
    "none": ("none", 0, 0),
    **{f"{i}{arrow}{j}": (arrow, i, j) for i, j in ((1, 2), (2, 3), (1, 3)) for arrow in ("->", "<-", "<->")},
}


def drawing_of(graph: MixedGraph, title: str = "", labels: dict[Edge, str] | None = None) -> MixedDrawing:
    """Return a graph ready to be drawn, its vertices on a circle."""
    return MixedDrawing(
        circle_places(graph.n),
        directed=dict.fromkeys(graph.directed, "plain"),
        bidirected=dict.fromkeys(graph.bidirected, "double"),
        labels=labels or {},
        title=title,
    )


def twins() -> GraphPicture:
    """Draw the two parametrisations of the 3-cycle that have the same covariance matrix, coefficients on the arrows."""
    cycle = directed_cycle(3)
    lam, omega = [Fraction(1, 2)] * 3, [Fraction(1)] * 3
    other, errors = cycle_twin(lam, omega)
    pictures = []
    for values, variances in ((lam, omega), (other, errors)):
        text = {edge: str(value) for edge, value in cycle_parameters(values, variances)[0].items()}
        pictures.append(drawing_of(cycle, f"error variance {variances[0]}", text))
    return draw_mixed_graphs(pictures, alt="two triangles of arrows with coefficients 1/2 and 2", columns=2)


def loop_graph(graph: MixedGraph) -> GraphPicture:
    """Draw a mixed graph beside the digraph with a loop at every vertex from which determinants are read."""
    weights = {(i, j): f"-{graph.name('λ', i, j)}" for i, j in graph.directed}
    loops = MixedDrawing(
        circle_places(graph.n),
        directed=dict.fromkeys(graph.directed, "plain"),
        loops=dict.fromkeys(graph.vertices, "plain"),
        labels=weights,
        title="with loops of weight 1",
    )
    return draw_mixed_graphs([drawing_of(graph, "the model"), loops], alt="a mixed graph and its loop graph", columns=2)


def _drawn(graph: MixedGraph, connection: OneConnection) -> MixedDrawing:
    styles: dict[Edge, str] = dict.fromkeys(graph.directed, "faint")
    on_path = set(zip(connection.path, connection.path[1:], strict=False))
    for edge in connection.edges:
        styles[edge] = "path" if edge in on_path else "cycle"
    weight = str(connection.weight(graph)).replace("*", " ")
    return MixedDrawing(
        circle_places(graph.n),
        directed=styles,
        loops=dict.fromkeys(connection.loops, "plain"),
        title=f"{'+' if connection.sign > 0 else '−'}  {weight.removeprefix('-').strip()}",
    )


def _inline(picture: GraphPicture) -> str:
    # within HTML an SVG needs no namespace, and the page carries many
    return picture.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


class Connections:
    """All one-connections of a pair as drawings, with the sum of their weights."""

    def __init__(self, graph: MixedGraph, start: int, end: int) -> None:
        self.graph = graph
        self.found = list(one_connections(graph, start, end))
        self.pair = (start, end)

    def _repr_html_(self) -> str:
        start, end = self.pair
        total = sum((item.weight(self.graph) for item in self.found), self.graph.ring.zero)
        head = f"<p>{len(self.found)} one-connection{'' if len(self.found) == 1 else 's'} from {start} to {end}. "
        if not self.found:
            return head + inline_html(f"No path leads from {start} to {end}, and $N_{{{start}{end}}}=0$.") + "</p>"
        alt = f"one-connections from {start} to {end}: " + "; ".join(map(str, self.found))
        drawn = draw_mixed_graphs([_drawn(self.graph, item) for item in self.found], alt=alt)
        formula = inline_html(f"$N_{{{start}{end}}}={latex(total.as_expr())}$")
        return f"{head}{formula}</p>{_inline(drawn)}"


def complete_connections() -> Connections:
    """Return the six one-connections from 1 to 2 in the complete digraph on four vertices."""
    return Connections(complete_digraph(4), 1, 2)


def connections_of(graph: MixedGraph, source: int, target: int) -> Connections:
    """Return the one-connections of a pair, ready to be shown."""
    return Connections(graph, source, target)


def trek_chart() -> alt.Chart:
    """Show the partial trek sums of a variance in the 3-cycle beside the closed form, the cycle product on a slider."""
    import altair as alt

    cycle = directed_cycle(3)
    tenths = (3, 7, 9, 11, 13)
    rows: list[dict[str, Any]] = []

    def add(tenth: int, length: int, value: float, kind: str) -> None:
        # four digits draw the same line, and the page carries every row
        rows.append({"product": tenth / 10, "length": length, "value": float(f"{value:.4g}"), "sum": kind})

    for tenth in tenths:
        # coefficients (1, 1, product): the errors have variance 1
        lam = {(1, 2): 1, (2, 3): 1, (3, 1): Fraction(tenth, 10)}
        omega = {(v, v): 1 for v in cycle.vertices}
        # a horizontal line needs its two ends only
        for end in (0, 30):
            add(tenth, end, float(covariance_at(cycle, lam, omega)[0][0]), "closed form")
        for length, sigma in enumerate(partial_trek_sums(cycle, lam, omega, 30)):
            add(tenth, length, float(sigma[0][0]), "treks")
    product = alt.param(
        name="cycle_product",
        value=0.7,
        bind=alt.binding_select(options=[tenth / 10 for tenth in tenths], name="cycle product π "),
    )
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("length:Q", title="k, edges on each side of a trek"),
            y=alt.Y("value:Q", title="variance of the first variable", scale=alt.Scale(type="log")),
            color=alt.Color(
                "sum:N", title=None, legend=alt.Legend(orient="bottom"), scale=alt.Scale(range=[PALETTE[1], PALETTE[0]])
            ),
            strokeDash=alt.StrokeDash("sum:N", title=None, legend=alt.Legend(orient="bottom")),
            tooltip=["length:Q", "sum:N", alt.Tooltip("value:Q", format=",.3f")],
        )
        .transform_filter("datum.product == cycle_product")
        .add_params(product)
        .properties(height=280)
    )


def rank_chart() -> alt.Chart:
    """Show parameters minus rank for all mixed graphs on three vertices, simple ones apart."""
    import altair as alt

    counts: Counter[tuple[int, str]] = Counter()
    for graph in labelled_mixed_graphs(3, simple=False):
        lost = graph.parameters - jacobian_rank(graph)
        counts[lost, "simple" if graph.is_simple else "not simple"] += 1
    rows = [{"lost": lost, "kind": kind, "graphs": count} for (lost, kind), count in sorted(counts.items())]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("lost:O", title="parameters minus rank", axis=alt.Axis(labelAngle=0)),
        xOffset="kind:N",
        y=alt.Y("graphs:Q", title="labelled graphs"),
        tooltip=["lost:O", "kind:N", "graphs:Q"],
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "kind:N", title=None, legend=alt.Legend(orient="bottom"), scale=alt.Scale(range=[PALETTE[4], PALETTE[0]])
        )
    )
    return (bars + base.mark_text(dy=-8).encode(text="graphs:Q")).properties(height=260)


def degree_chart(lines: list[dict[str, Any]]) -> alt.Chart:
    """Show how many cyclic classes have fibres of 1, 2, 3, ... points, from the recorded census."""
    import altair as alt

    rows = [
        {"n": f"{line['n']} vertices", "points": int(points), "classes": count}
        for line in lines
        for points, count in line["degrees"].items()
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("points:O", title="points in a generic fibre", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("classes:Q", title="classes of cyclic simple graphs", scale=alt.Scale(type="symlog")),
        xOffset="n:N",
        tooltip=["n:N", "points:O", "classes:Q"],
    )
    bars = base.mark_bar().encode(
        color=alt.Color("n:N", title=None, legend=alt.Legend(orient="bottom"), scale=alt.Scale(range=list(PALETTE[:3])))
    )
    return (bars + base.mark_text(dy=-8).encode(text="classes:Q")).properties(height=260)


def _loop_product(lam: dict[Edge, Any]) -> Fraction:
    return Fraction(lam[1, 2] * lam[2, 3] * lam[3, 1])


def twin_products(graph: MixedGraph, count: int, seed: int) -> list[tuple[float, float]]:
    """Return the loop products of both points of random fibres of a graph that contains the loop 1->2->3->1."""
    source = random.Random(seed)
    found: list[tuple[float, float]] = []
    while len(found) < count:
        lam = {
            edge: Fraction(source.choice((-1, 1)) * source.randint(1, 6), source.randint(2, 5))
            for edge in graph.directed
        }
        omega = {(v, v): Fraction(source.randint(2, 6), 2) for v in graph.vertices}
        omega |= {edge: Fraction(source.choice((-1, 1)), 2) for edge in graph.bidirected}
        product = _loop_product(lam)
        if abs(product) > 4 or abs(product) == 1:
            continue
        points = fibre(graph, covariance_at(graph, lam, omega))
        found += [(float(product), float(_loop_product(point))) for point, _ in points if point != lam]
    return found


def twin_chart(count: int = 60, seed: int = 2) -> alt.Chart:
    """Plot the loop product of the second point of a fibre against that of the first, for a loop and for a driven loop."""
    import altair as alt

    driven = MixedGraph.from_text("1->2->3->1, 4->1, 2<->4, 3<->4")
    rows = []
    for name, graph in (("cycle alone", directed_cycle(3)), ("driven cycle", driven)):
        for first, second in twin_products(graph, count, seed):
            if abs(second) <= 4:
                rows.append({"first": float(f"{first:.4g}"), "second": float(f"{second:.4g}"), "graph": name})
    box = alt.Chart(alt.Data(values=[{"x": -1, "x2": 1, "y": -1, "y2": 1}])).mark_rect(opacity=0.15, color=PALETTE[2])
    both = "max(abs(datum.first), abs(datum.second)) < 1 ? 'both points' : 'at most one point'"
    dots = (
        alt.Chart(alt.Data(values=rows)).mark_point(filled=True, size=55, opacity=0.85).transform_calculate(stable=both)
    )
    shown = dots.encode(
        x=alt.X("first:Q", title="cycle product, first point", scale=alt.Scale(domain=[-4, 4])),
        y=alt.Y("second:Q", title="cycle product, second point", scale=alt.Scale(domain=[-4, 4])),
        color=alt.Color(
            "graph:N", title=None, legend=alt.Legend(orient="bottom"), scale=alt.Scale(range=[PALETTE[1], PALETTE[0]])
        ),
        shape=alt.Shape("graph:N", title=None, legend=alt.Legend(orient="bottom")),
        tooltip=["graph:N", "first:Q", "second:Q", "stable:N"],
    )
    return (box.encode(x="x:Q", x2="x2:Q", y="y:Q", y2="y2:Q") + shown).properties(height=340)


class Portrait:
    """A graph with what the chapter computes about it."""

    def __init__(self, graph: MixedGraph, note: str = "") -> None:
        self.graph = graph
        self.note = note

    def rows(self) -> list[tuple[str, str]]:
        """Return the lines of the table."""
        graph = self.graph
        rank = jacobian_rank(graph)
        degree = fibre_degree(graph)
        points = "infinitely many" if degree is None else str(degree)
        polynomials = explore_vanishing(graph, 3)
        listed = ", ".join(f"${latex(p.to_ring(graph).as_expr())}$" for p in polynomials[:2])
        more = f" and {len(polynomials) - 2} more" if len(polynomials) > 2 else ""
        total = sum(1 for i in graph.vertices for j in graph.vertices for _ in one_connections(graph, i, j))
        return [
            (r"$\det(I-\Lambda)$", f"${latex(determinant(graph).as_expr())}$"),
            ("one-connections of all pairs", str(total)),
            ("simple", "yes" if graph.is_simple else "no"),
            ("rank of the Jacobian", f"{rank} of {graph.parameters} parameters ({graph.moments} covariances)"),
            ("points in a generic fibre", points),
            ("vanishing polynomials up to degree 3", (listed + more) or "none"),
        ]

    def _repr_html_(self) -> str:
        picture = draw_mixed_graphs([drawing_of(self.graph, str(self.graph))], alt=f"the graph {self.graph}", columns=1)
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        lines = "".join(
            f'<tr><th scope="row">{inline_html(name)}</th><td>{inline_html(value)}</td></tr>'
            for name, value in self.rows()
        )
        return f'{_inline(picture)}{note}<table class="table"><tbody>{lines}</tbody></table>'


def with_edge(base: MixedGraph, edge: tuple[str, int, int]) -> Portrait:
    """Return the portrait of a graph on three vertices after one edge was added."""
    arrow, i, j = edge
    if arrow == "none":
        return Portrait(base)
    new = (i, j) if arrow == "->" else (j, i)
    if arrow == "<->":
        there = (i, j) in base.bidirected
        graph = base if there else MixedGraph(base.n, base.directed, (*base.bidirected, (i, j)))
    else:
        there = new in base.directed
        graph = base if there else MixedGraph(base.n, (*base.directed, new), base.bidirected)
    return Portrait(graph, "This edge was already there." if there else "")
