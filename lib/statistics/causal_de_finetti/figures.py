"""The chapter's pictures and controls."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.book import PALETTE, new_figure, recorded
from lib.exact.graphs import GraphPicture
from lib.exact.mixed_graphs import MixedDrawing, circle_places, draw_mixed_graphs
from lib.statistics.causal_de_finetti.dags import (
    Edge,
    Parents,
    all_dags,
    edges_of,
    markov_class,
    sink_levels,
    strict_descendants,
)
from lib.statistics.causal_de_finetti.experiments import simulated_tests
from lib.statistics.causal_de_finetti.forecast import g_test_power
from lib.statistics.causal_de_finetti.joint_laws import Mechanism, cmi, icm_joint
from lib.statistics.causal_de_finetti.published import BIVARIATE, BIVARIATE_ENVIRONMENTS
from lib.statistics.causal_de_finetti.recovery import Condition, oracle_of, recover_dag
from lib.statistics.causal_de_finetti.unrolled import Node

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def two_worlds() -> Figure:
    """Draw two samples of one environment with X causing Y, twice: a blocked and an open question across samples."""
    figure, axes = new_figure(7.0, 3.3, ncols=2)
    places = {
        "θ": (0.0, 1.0),
        "ψ": (3.0, 1.0),
        "X₁": (1.0, 1.8),
        "Y₁": (2.0, 1.8),
        "X₂": (1.0, 0.2),
        "Y₂": (2.0, 0.2),
    }
    arrows = [("X₁", "Y₁"), ("X₂", "Y₂"), ("θ", "X₁"), ("θ", "X₂"), ("ψ", "Y₁"), ("ψ", "Y₂")]
    stories = (
        ("Y₁ and X₂, given X₁: independent", "X₁", ("Y₁", "X₂"), [("X₁", "Y₁"), ("θ", "X₁"), ("θ", "X₂")], 6),
        ("X₁ and Y₂, given Y₁: dependent", "Y₁", ("X₁", "Y₂"), [("X₁", "Y₁"), ("ψ", "Y₁"), ("ψ", "Y₂")], 1),
    )
    for axis, (title, known, asked, path, colour) in zip(axes, stories, strict=True):
        for a, b in arrows:
            (x0, y0), (x1, y1) = places[a], places[b]
            on = (a, b) in path
            look = {
                "color": PALETTE[colour] if on else PALETTE[6],
                "lw": 3.0 if on else 1.0,
                "shrinkA": 13,
                "shrinkB": 14,
            }
            axis.annotate("", (x1, y1), (x0, y0), arrowprops={"arrowstyle": "-|>", **look})
        for name, (x, y) in places.items():
            axis.text(x, y, name, ha="center", va="center", fontsize=12, zorder=4)
            if name == known:
                axis.plot(x, y, "s", ms=25, mfc="none", mec=PALETTE[0], mew=2.5, zorder=3)
            elif name in asked:
                axis.plot(x, y, "o", ms=25, mfc="none", mec=PALETTE[1], mew=2.5, zorder=3)
            else:
                axis.plot(x, y, "o", ms=25, mfc="none", mec=PALETTE[6], mew=1.0, zorder=3)
        axis.set(xlim=(-0.4, 3.4), ylim=(-0.25, 2.25), title=title)
        axis.axis("off")
    return figure


def _graph(parents: Parents, title: str = "", styles: dict[Edge, str] | None = None) -> MixedDrawing:
    d = len(parents)
    # the shared drawings number from 1; places and arrows are given under the variables' own numbers
    places = {v - 1: place for v, place in circle_places(d).items()}
    given = styles or {}
    return MixedDrawing(
        places, directed={edge: given.get(edge, "plain") for edge in sorted(edges_of(parents))}, title=title
    )


def _set(variables: Any) -> str:
    return "{" + ",".join(map(str, sorted(variables))) + "}"


def name_of(parents: Parents) -> str:
    """Write a DAG by its arrows.

    Examples
    --------
    >>> name_of(((), (0,), ())), name_of(((), ()))
    ('0→1', 'no arrow')
    """
    return ", ".join(f"{p}→{i}" for p, i in sorted(edges_of(parents))) or "no arrow"


def three_variable_dags() -> dict[str, Parents]:
    """Return the 25 DAGs on three variables by name, those of a Markov class together.

    Examples
    --------
    >>> len(three_variable_dags())
    25
    """
    graphs = sorted(
        all_dags(3),
        key=lambda g: (len(edges_of(g)), sorted(map(sorted, markov_class(g)[0])), sorted(markov_class(g)[1]), g),
    )
    return {name_of(g): g for g in graphs}


def class_picture(graph: Parents) -> GraphPicture:
    """Draw a DAG beside the others of its Markov class, each with its levels and one test that tells it apart."""
    below = strict_descendants(graph)
    drawings = [
        _graph(
            graph, "chosen\nlevels " + " ".join(map(_set, sink_levels(graph))), dict.fromkeys(edges_of(graph), "path")
        )
    ]
    for other in three_variable_dags().values():
        if other == graph or markov_class(other) != markov_class(graph):
            continue
        theirs = strict_descendants(other)
        v, k = next((v, k) for v, k in itertools.permutations(range(3), 2) if (k in below[v]) != (k in theirs[v]))
        sign = "dependent" if k in below[v] else "independent"
        title = "levels " + " ".join(map(_set, sink_levels(other))) + f"\nX{v};1, X{k};2 {sign}"
        drawings.append(_graph(other, title))
    return draw_mixed_graphs(
        drawings, alt=f"{name_of(graph)} and {len(drawings) - 1} other graphs of its Markov class", columns=3
    )


FIVE: Parents = ((), (), (0,), (1, 2), (0, 3))


def peeling_steps(parents: Parents = FIVE) -> list[str]:
    """Return the steps of the algorithm on a DAG, by name.

    Examples
    --------
    >>> peeling_steps()
    ['level 1', 'level 2', 'level 3', 'level 4', 'edges, gap 1', 'edges, gap 2', 'edges, gap 3']
    """
    count = len(sink_levels(parents))
    return [f"level {k + 1}" for k in range(count)] + [f"edges, gap {g}" for g in range(1, count)]


def peeling_picture(step: str, parents: Parents = FIVE) -> GraphPicture:
    """Draw one step of the algorithm: the level just found, or the arrows found so far."""
    levels = sink_levels(parents)
    height = {v: k for k, level in enumerate(levels) for v in level}
    # sinks at the bottom, members of one level side by side, the ends to the right so that long arrows pass by
    places = {
        v: ((i - (len(level) - 1) / 2) * 1.3 + (1.6 if k in (0, len(levels) - 1) else -0.3), -float(k))
        for k, level in enumerate(levels)
        for i, v in enumerate(sorted(level))
    }
    if step.startswith("level"):
        k = int(step.split()[-1])
        gone = set().union(*levels[: k - 1])
        styles = {edge: "faint" if edge[1] in gone else "plain" for edge in edges_of(parents)}
        styles |= {edge: "path" for edge in styles if edge[1] in levels[k - 1]}
        title = f"level {k}: {_set(levels[k - 1])}\nsinks of {_set(set(range(len(parents))) - gone)}"
    else:
        gap = int(step.split()[-1])
        found = {edge: height[edge[0]] - height[edge[1]] for edge in edges_of(parents)}
        styles = {edge: "faint" if g > gap else "path" if g == gap else "plain" for edge, g in found.items()}
        new = sorted(edge for edge, g in found.items() if g == gap)
        title = f"{step}\nfound " + (", ".join(f"{a}→{b}" for a, b in new) or "none")
    return draw_mixed_graphs([MixedDrawing(places, directed=styles, title=title)], alt=step, columns=1)


def counterexample_picture(parents: Parents, rules: dict[str, Condition]) -> GraphPicture:
    """Draw a DAG and what the algorithm makes of it, with a perfect oracle, by several rules."""
    drawings = [_graph(parents, "truth")]
    for name, condition in rules.items():
        found = recover_dag(len(parents), oracle_of(parents), condition=condition).edges
        styles = dict.fromkeys(found - edges_of(parents), "cycle")
        places = drawings[0].places
        drawings.append(MixedDrawing(places, directed={e: styles.get(e, "plain") for e in sorted(found)}, title=name))
    return draw_mixed_graphs(drawings, alt="the true graph and what each rule recovers", columns=3)


QUESTIONS: dict[str, tuple[Node, Node, tuple[Node, ...]]] = {
    "Y₁ and X₂ given X₁": ((1, 1), (0, 2), ((0, 1),)),
    "X₁ and Y₂ given Y₁": ((0, 1), (1, 2), ((1, 1),)),
    "X₁ and Y₁": ((0, 1), (1, 1), ()),
}
PRIORS = {
    "Beta(1,3)": (1, 3),
    "Beta(1,1)": (1, 1),
    "Beta(2,5)": (2, 5),
    "Beta(20,60)": (20, 60),
    "Beta(100,300)": (100, 300),
}


def power_chart(runs: int = 400, sizes: tuple[int, ...] = (100, 300, 1000, 3000, 10_000)) -> alt.Chart:
    """Show how often each of three tests about X causing Y rejects, simulated and forecast, by mechanism and prior."""
    import altair as alt

    parents: Parents = ((), (0,))
    rows: list[dict[str, Any]] = []
    mechanisms: tuple[Mechanism, ...] = ("xor", "table")
    for (prior, ab), mechanism in itertools.product(PRIORS.items(), mechanisms):
        law = icm_joint(parents, mechanism, ab, 2)
        told = {name: cmi(law, 2, [a], [b], cond) for name, (a, b, cond) in QUESTIONS.items()}
        for size in sizes:
            tests = simulated_tests(parents, mechanism, ab, size, runs, np.random.default_rng([size, *ab]))
            for name, (a, b, cond) in QUESTIONS.items():
                rows.append(
                    {
                        "prior": prior,
                        "mechanism": mechanism,
                        "environments": size,
                        "question": name,
                        "rejected": round(float((tests.test(a, b, cond).p < 0.05).double().mean()), 3),
                        # rounding leaves a trace where the exact information is 0
                        "forecast": round(
                            g_test_power(told[name] if told[name] > 1e-12 else 0.0, 1 << len(cond), size), 3
                        ),
                    }
                )
    pick = alt.param(
        name="prior_", value="Beta(1,3)", bind=alt.binding_select(options=list(PRIORS), name="parameters ")
    )
    how = alt.param(
        name="mechanism_", value="xor", bind=alt.binding_select(options=["xor", "table"], name="mechanism ")
    )
    base = alt.Chart(alt.Data(values=rows)).transform_filter("datum.prior == prior_ && datum.mechanism == mechanism_")
    x = alt.X("environments:Q", title="environments", scale=alt.Scale(type="log", domain=[80, 12000]))
    colour = alt.Color(
        "question:N",
        title=None,
        sort=list(QUESTIONS),
        scale=alt.Scale(range=list(PALETTE[:3])),
        legend=alt.Legend(orient="top", columns=2),
    )
    dash = alt.StrokeDash("question:N", title=None, sort=list(QUESTIONS), legend=None)
    line = base.mark_line().encode(
        x=x,
        y=alt.Y("forecast:Q", title="share rejected at level 0.05", scale=alt.Scale(domain=[0, 1])),
        color=colour,
        strokeDash=dash,
    )
    dots = base.mark_point(filled=True, size=70).encode(
        x=x,
        y="rejected:Q",
        color=colour,
        shape=alt.Shape("question:N", sort=list(QUESTIONS), legend=None),
        tooltip=["question:N", "environments:Q", "rejected:Q", "forecast:Q"],
    )
    return (line + dots).add_params(pick, how).properties(height=300)


def p_values_picture(a: int, b: int, size: int, mechanism: Mechanism, runs: int = 50) -> GraphPicture:
    """Draw the p-values of the three tests about X causing Y in fresh data sets of ``size`` environments, a stroke for each.

    Those below 0.0001 are drawn at the left end.
    """
    tests = simulated_tests(((), (0,)), mechanism, (a, b), size, runs, np.random.default_rng([size, a, b]))
    left, width, step = 24, 376, 62
    lines, texts = [], []
    for row, (name, question) in enumerate(QUESTIONS.items()):
        p = tests.test(*question).p.clamp(min=1e-4).log10().div(4).add(1)
        top = 30 + row * step
        strokes = "".join(f"M{left + width * float(v):.0f} {top}v24" for v in p)
        lines.append(f'<path d="{strokes}" stroke="{PALETTE[row]}" stroke-width="2" stroke-opacity="0.5"/>')
        rejected = int((tests.test(*question).p < 0.05).sum())
        texts.append(f'<text x="{left}" y="{top - 7}">{name}: {rejected} of {runs} rejected</text>')
    bottom = 30 + len(QUESTIONS) * step - 20
    bar = left + width * (1 + math.log10(0.05) / 4)
    for power in range(-4, 1):
        x = left + width * (1 + power / 4)
        texts.append(f'<text x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">{10.0**power:g}</text>')
    texts.append(
        f'<text x="{left + width / 2:.0f}" y="{bottom + 34}" text-anchor="middle">p-value (dashed: 0.05)</text>'
    )
    return GraphPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 2 * left} {bottom + 42}" role="img" '
        f'aria-label="p-values of three tests" style="width:100%;max-width:{width + 2 * left + 100}px">'
        f'{"".join(lines)}<path d="M{bar:.0f} 28V{bottom}" stroke="currentColor" stroke-dasharray="4 3"/>'
        f'<path d="M{left} {bottom}h{width}" stroke="currentColor"/>'
        f'<g fill="currentColor" font-size="13">{"".join(texts)}</g></svg>'
    )


CURVES = ("G test, released rule", "G test", "all pairs of samples", "exact score", "PC", "CD-NOD")


def accuracy_chart() -> alt.Chart:
    """Show the recorded sweeps: exact graphs or distance against environments, by method, samples and variables."""
    import altair as alt

    rows = [
        {**row, "setting": f"{row['samples']} samples" if row["d"] == 3 else f"{row['d']} variables, 2 samples"}
        for row in recorded("statistics/causal_de_finetti/binary")["data"]
        if row["method"] in CURVES
    ]
    rows = [
        {k: row[k] for k in ("method", "environments", "setting", "shd", "exact", "low", "high", "runs")}
        for row in rows
    ]
    settings = ["2 samples", "3 samples", "4 samples", "5 samples", "4 variables, 2 samples", "5 variables, 2 samples"]
    pick = alt.param(name="setting_", value="2 samples", bind=alt.binding_select(options=settings, name="setting "))
    what = alt.param(
        name="measure_",
        value="exact graphs",
        bind=alt.binding_select(options=["exact graphs", "distance"], name="measure "),
    )
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.setting == setting_")
        .transform_calculate(
            value="measure_ == 'distance' ? datum.shd : datum.exact",
            bottom="measure_ == 'distance' ? datum.shd : datum.low",
            top="measure_ == 'distance' ? datum.shd : datum.high",
        )
    )
    x = alt.X(
        "environments:Q",
        title="environments",
        scale=alt.Scale(type="log", domain=[20, 120000]),
        axis=alt.Axis(values=[100, 1000, 10_000, 100_000], format=",d"),
    )
    colour = alt.Color(
        "method:N",
        sort=list(CURVES),
        title=None,
        scale=alt.Scale(domain=list(CURVES), range=list(PALETTE[:6])),
        legend=alt.Legend(orient="top", columns=2),
    )
    shape = alt.Shape("method:N", sort=list(CURVES), scale=alt.Scale(domain=list(CURVES)), legend=None)
    y = alt.Y("value:Q", title="share of exact graphs, or mean distance", scale=alt.Scale(domain=[0, 1]))
    bars = base.mark_rule().encode(x=x, y="bottom:Q", y2="top:Q", color=colour)
    lines = base.mark_line().encode(x=x, y=y, color=colour)
    dots = base.mark_point(filled=True, size=60).encode(
        x=x, y=y, color=colour, shape=shape, tooltip=["method:N", "environments:Q", "exact:Q", "shd:Q", "runs:Q"]
    )
    return (bars + lines + dots).add_params(pick, what).properties(height=320)


STORED = {"causal de Finetti": "paper", "FCI, GES and NOTEARS": "FCI and others"}


def bivariate_chart() -> alt.Chart:
    """Show the recorded accuracy on two continuous variables beside the paper's stored values."""
    import altair as alt

    rows = [
        {
            "method": row["method"],
            "environments": row["environments"],
            "right": row["right"],
            "low": row["low"],
            "high": row["high"],
        }
        for row in recorded("statistics/causal_de_finetti/bivariate")["data"]
    ]
    for name, values in BIVARIATE.items():
        rows += [
            {"method": f"{STORED[name]} (stored)", "environments": size, "right": value}
            for size, value in zip(BIVARIATE_ENVIRONMENTS, values, strict=True)
        ]
    names = ["causal de Finetti", "CD-NOD", *[f"{STORED[name]} (stored)" for name in BIVARIATE]]
    base = alt.Chart(alt.Data(values=rows))
    x = alt.X("environments:Q", title="environments", scale=alt.Scale(domain=[0, 1050]))
    colour = alt.Color(
        "method:N",
        sort=names,
        title=None,
        scale=alt.Scale(domain=names, range=list(PALETTE[:4])),
        legend=alt.Legend(orient="top", columns=2),
    )
    bars = base.transform_filter("isValid(datum.low)").mark_rule().encode(x=x, y="low:Q", y2="high:Q", color=colour)
    lines = base.mark_line().encode(
        x=x,
        y=alt.Y("right:Q", title="share of right answers", scale=alt.Scale(domain=[0, 1])),
        color=colour,
        strokeDash=alt.StrokeDash("method:N", sort=names, legend=None),
    )
    dots = base.mark_point(filled=True, size=60).encode(
        x=x,
        y="right:Q",
        color=colour,
        shape=alt.Shape("method:N", sort=names, legend=None),
        tooltip=["method:N", "environments:Q", "right:Q"],
    )
    chance = alt.Chart(alt.Data(values=[{"y": 1 / 3}])).mark_rule(strokeDash=[2, 3]).encode(y="y:Q")
    return (chance + bars + lines + dots).properties(height=300)
