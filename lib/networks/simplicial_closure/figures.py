"""The chapter's pictures and controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.book import PALETTE, SEQUENTIAL, new_figure
from lib.networks.simplicial_closure.closure import STATES, ClosureCount, interval
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, split
from lib.networks.simplicial_closure.lifecycles import CLOSED, LifeEvent
from lib.networks.simplicial_closure.prediction import released_labels, rounded, true_labels
from lib.networks.simplicial_closure.published import published_closures, published_triangles
from lib.networks.simplicial_closure.random_model import open_fraction_formula, random_simplices
from lib.networks.simplicial_closure.scores import EXPONENTS, generalised_mean, open_rows, triangle_weights
from lib.networks.simplicial_closure.triangles import fraction_open

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure


def two_triangles() -> Figure:
    """Draw three pairs that met one by one beside three people who met together."""
    figure, axes = new_figure(6.4, 2.5, ncols=2)
    corners = [(sin(2 * pi * k / 3), cos(2 * pi * k / 3)) for k in range(3)]
    for axis, title, closed in zip(
        axes, ("open: three meetings of two", "closed: one meeting of three"), (False, True), strict=True
    ):
        if closed:
            axis.fill(*zip(*corners, strict=True), color=PALETTE[0], alpha=0.35, lw=0)
        for k in range(3):
            (x0, y0), (x1, y1) = corners[k], corners[(k + 1) % 3]
            axis.plot([x0, x1], [y0, y1], color=PALETTE[0], lw=3, ls="-")
            if not closed:
                axis.text(
                    (x0 + x1) * 0.9, (y0 + y1) * 0.75, ("Monday", "Tuesday", "Friday")[k], ha="center", va="center"
                )
        if closed:
            axis.text(0, 0, "Tuesday", ha="center", va="center")
        axis.scatter(*zip(*corners, strict=True), s=170, color=PALETTE[1], zorder=3)
        axis.set(xlim=(-2.0, 2.0), ylim=(-1.0, 1.25), aspect="equal", title=title)
        axis.axis("off")
    return figure


def fraction_chart() -> alt.Chart:
    """Plot the fraction of open triangles against the average degree for nineteen data sets, two ways of counting."""
    import altair as alt

    options = {"all simplices": False, "simplices of three nodes": True}
    rows = [
        {
            "data": row.name,
            "system": row.system,
            "degree": round(row.average_degree, 3),
            "open": round(row.fraction_open, 4),
            "counting": counting,
        }
        for counting, only in options.items()
        for row in published_triangles(only)
    ]
    pick = alt.param(
        name="counting", value="all simplices", bind=alt.binding_select(options=list(options), name="counting ")
    )
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.counting == counting")
        .encode(
            x=alt.X("degree:Q", title="average degree", scale=alt.Scale(type="log", domain=[1, 3000])),
            y=alt.Y("open:Q", title="fraction of open triangles", scale=alt.Scale(domain=[0, 1], clamp=True)),
        )
    )
    dots = base.mark_point(filled=True, size=80, opacity=0.9).encode(
        color=alt.Color("system:N", title=None, legend=alt.Legend(orient="top", columns=4)),
        shape=alt.Shape("system:N", title=None),
        tooltip=["data:N", "system:N", alt.Tooltip("degree:Q", format=".3~g"), alt.Tooltip("open:Q", format=".3f")],
    )
    line = base.transform_regression("degree", "open", method="log").mark_line(strokeDash=[5, 4], color=PALETTE[6])
    return (line + dots).add_params(pick).properties(height=320)


def model_figure(nodes: int, runs: int = 3) -> Figure:
    """Plot the exact share of open triangles in the random model against b, with a few simulated hypergraphs."""
    figure, axes = new_figure(6.4, 3.0)
    grid = np.linspace(0.8, 2, 31)
    axes.plot(grid, [open_fraction_formula(nodes, b) for b in grid], color=PALETTE[0], label=f"formula, n = {nodes:,}")
    axes.plot(grid, [open_fraction_formula(10**9, b) for b in grid], color=PALETTE[6], ls="--", label="n = 10⁹")
    if nodes <= 100:
        points = [
            (b, fraction_open(random_simplices(nodes, b, seed)))
            for b in (0.9, 1.2, 1.4, 1.5, 1.6, 1.8)
            for seed in range(runs)
        ]
        axes.scatter(*zip(*points, strict=True), s=20, color=PALETTE[1], zorder=3, label="simulated")
    axes.set(xlabel="b (a triple is a group with probability n⁻ᵇ)", ylabel="fraction open", ylim=(-0.02, 1.02))
    axes.legend(loc="lower left")
    return figure


def closure_chart(tables: Mapping[str, Mapping[str, ClosureCount]]) -> alt.Chart:
    """Show closure probabilities of the ten states with their 95 percent intervals."""
    import altair as alt

    rows = []
    for name, counts in tables.items():
        for state in STATES:
            low, high = interval(counts[state])
            rows.append(
                {
                    "data": name,
                    "state": state,
                    # a logarithmic axis has no place for 0
                    "probability": counts[state].probability or None,
                    "low": max(low, 1e-8),
                    "high": high,
                    "closed later": counts[state].closed_later,
                    "triples": counts[state].open,
                }
            )
    scale = alt.Scale(type="log", domain=[1e-7, 0.1], clamp=True)
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("state:N", sort=list(STATES), title="classes of the three pairs", axis=alt.Axis(labelAngle=0)),
        xOffset="data:N",
        color=alt.Color(
            "data:N", title=None, scale=alt.Scale(range=list(PALETTE[:2])), legend=alt.Legend(orient="top")
        ),
        tooltip=["data:N", "state:N", "closed later:Q", "triples:Q", alt.Tooltip("probability:Q", format=".2~e")],
    )
    bars = base.mark_rule(strokeWidth=3).encode(
        y=alt.Y(
            "low:Q",
            scale=scale,
            title="closure probability",
            axis=alt.Axis(format=".0e", values=[1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]),
        ),
        y2="high:Q",
    )
    dots = base.mark_point(filled=True, size=60).encode(
        y=alt.Y("probability:Q", scale=scale), shape=alt.Shape("data:N", legend=None)
    )
    return (bars + dots).properties(height=320)


def heat_map() -> alt.Chart:
    """Show the closure probabilities of nineteen data sets; a click picks one out."""
    import altair as alt

    rows = [
        {
            "data": name,
            "state": state,
            "log": round(float(np.log10(count.probability)), 3) if count.closed_later else None,
            "closed later": count.closed_later,
            "triples": str(count.open),
        }
        for name, counts in published_closures().items()
        for state, count in counts.items()
    ]
    click = alt.selection_point(fields=["data"])
    chart = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("state:N", sort=list(STATES), title="classes of the three pairs", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("data:N", title=None, sort=list(published_closures())),
    )
    cells = chart.mark_rect().encode(
        color=alt.Color(
            "log:Q",
            scale=alt.Scale(scheme=SEQUENTIAL),
            title="log₁₀ p",
            legend=alt.Legend(orient="top", gradientLength=220),
        ),
        opacity=alt.condition(click, alt.value(1.0), alt.value(0.25)),
        tooltip=["data:N", "state:N", "closed later:Q", "triples:N", alt.Tooltip("log:Q", format=".2f")],
    )
    frame = chart.transform_filter("datum.state == '022' || datum.state == '111'").mark_rect(
        filled=False, stroke=PALETTE[1], strokeWidth=1.5
    )
    return (cells + frame).add_params(click).properties(height=430)


def timeline(events: Sequence[LifeEvent], names: Sequence[Any]) -> Figure:
    """Draw the life of one triple: who met when, and the triple's state; meetings are spaced evenly, days marked."""
    pairs = [(names[0], names[1]), (names[0], names[2]), (names[1], names[2])]
    letters = dict(zip(names, "ABC", strict=True))
    figure, (top, low) = new_figure(6.8, 3.8, nrows=2, sharex=True)
    for row, pair in enumerate(pairs):
        at = [k for k, event in enumerate(events, 1) if event.together == pair]
        top.scatter(at, [row] * len(at), s=26, color=PALETTE[0], marker="os^"[row])
    if events[-1].state == CLOSED:
        top.vlines(len(events), 0, 2, color=PALETTE[1], lw=2)
        top.scatter([len(events)] * 3, range(3), s=26, color=PALETTE[1])
    days = [event.time // 86_400 for event in events]
    for k, day in enumerate(days, 1):
        if k == 1 or day != days[k - 2]:
            for axis in (top, low):
                axis.axvline(k - 0.5, color=PALETTE[6], lw=0.8, ls=":")
            top.text(k - 0.4, 2.55, f"day {day - days[0] + 1}", fontsize=9)
    top.set_yticks(range(3), ["".join(letters[name] for name in pair) for pair in pairs])
    top.set(ylim=(-0.6, 3.1), ylabel="who met")
    order = [*STATES, CLOSED]
    seen = ["000", *(event.state for event in events)]
    levels = sorted(set(seen), key=order.index)
    low.step(range(len(seen)), [levels.index(state) for state in seen], where="post", color=PALETTE[0])
    low.scatter([len(events)], [levels.index(seen[-1])], color=PALETTE[1], zorder=3)
    low.set_yticks(range(len(levels)), levels)
    low.set(xlabel="meetings of two or three of A, B, C, in order of time", ylabel="state")
    return figure


def exponent_chart(hypergraphs: Mapping[str, TemporalHypergraph], points: int = 18) -> alt.Chart:
    """Show lift against the exponent of the mean for two labellings, and the precision-recall curve of a chosen exponent."""
    import altair as alt

    lines: list[dict[str, Any]] = []
    curves: list[dict[str, Any]] = []
    for name, h in hypergraphs.items():
        old, new = split(h)
        weights = triangle_weights(old, open_rows(old))
        labellings = {"true": true_labels(old, new), "released": released_labels(old, new)}
        for p in EXPONENTS:
            scores = rounded(generalised_mean(weights, p))
            # minus and plus infinity stand at the ends of the axis
            shown = float(np.clip(p, -4.5, 4.5))
            for labelling, labels in labellings.items():
                value, curve = _curve(labels, scores, points)
                lines.append({"data": name, "labels": labelling, "p": shown, "lift": round(value, 3)})
                if labelling == "true":
                    recall, precision = zip(*curve, strict=True)
                    # one record a curve, unfolded in the browser: a tenth of the weight
                    curves.append({"data": name, "p": shown, "recall": recall, "precision": precision})
    data = alt.param(
        name="school", value=next(iter(hypergraphs)), bind=alt.binding_select(options=list(hypergraphs), name="data ")
    )
    exponent = alt.param(
        name="exponent", value=0, bind=alt.binding_range(min=-4.5, max=4.5, step=0.25, name="exponent p ")
    )
    colours = alt.Color(
        "labels:N",
        title="labels",
        scale=alt.Scale(domain=["true", "released"], range=list(PALETTE[:2])),
        legend=alt.Legend(orient="top"),
    )
    base = alt.Chart(alt.Data(values=lines)).transform_filter("datum.data == school")
    scan = base.mark_line(point=True).encode(
        x=alt.X("p:Q", title="exponent p (ends: -∞, ∞)"),
        y=alt.Y("lift:Q", title="lift over guessing"),
        color=colours,
        strokeDash=alt.StrokeDash("labels:N", legend=None),
        tooltip=["labels:N", "p:Q", "lift:Q"],
    )
    rule = (
        alt.Chart(alt.Data(values=[{}]))
        .transform_calculate(at="exponent")
        .mark_rule(strokeDash=[3, 3], color=PALETTE[6])
        .encode(x="at:Q")
    )
    curve = (
        alt.Chart(alt.Data(values=curves))
        .transform_filter("datum.data == school && datum.p == exponent")
        .transform_flatten(["recall", "precision"])
        .mark_line(color=PALETTE[0])
        .encode(
            x=alt.X("recall:Q", title="recall", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("precision:Q", title="precision (true labels)"),
        )
    )
    return (
        (scan + rule).properties(height=220, width="container") & curve.properties(height=180, width="container")
    ).add_params(data, exponent)


def _curve(labels: np.ndarray, scores: np.ndarray, points: int) -> tuple[float, list[tuple[float, float]]]:
    from lib.networks.simplicial_closure.prediction import lift_of_groups, tie_groups

    group, sizes = tie_groups(scores)
    positive = np.bincount(group, labels, len(sizes))
    recall, precision = np.cumsum(positive) / positive.sum(), np.cumsum(positive) / np.cumsum(sizes)
    keep = np.unique(np.searchsorted(recall, np.linspace(0.01, 1, points)).clip(0, len(recall) - 1))
    curve = [(round(float(r), 3), round(float(q), 4)) for r, q in zip(recall[keep], precision[keep], strict=True)]
    return lift_of_groups(positive, sizes), curve


def renaming_chart(draws: Mapping[str, np.ndarray], marks: Mapping[str, tuple[float, float]]) -> alt.Chart:
    """Show the lifts that random names of the nodes would have given, with the released and the true value marked."""
    import altair as alt

    rows = [{"data": name, "lift": np.round(values, 2).tolist()} for name, values in draws.items()]
    lines = [
        {"data": name, "lift": round(value, 3), "labels": label}
        for name, pair in marks.items()
        for label, value in zip(("released", "true"), pair, strict=True)
    ]
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_flatten(["lift"])
        .mark_tick(thickness=1.5, opacity=0.5, color=PALETTE[6])
        .encode(
            x=alt.X("lift:Q", title="lift of the geometric mean", scale=alt.Scale(zero=False)),
            y=alt.Y("data:N", title=None),
        )
    )
    dots = (
        alt.Chart(alt.Data(values=lines))
        .mark_point(filled=True, size=130)
        .encode(
            x="lift:Q",
            y="data:N",
            color=alt.Color(
                "labels:N",
                title=None,
                scale=alt.Scale(domain=["true", "released"], range=list(PALETTE[:2])),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape("labels:N", legend=None),
            tooltip=["labels:N", "lift:Q"],
        )
    )
    return (base + dots).properties(height=130)


def splits_chart(run: Mapping[str, Any]) -> alt.Chart:
    """Show how lifts move with the moment at which the data are split, from the recorded sweep."""
    import altair as alt

    shown = ("geometric mean", "arithmetic mean", "W-PPR", "U-PPR")
    rows = [
        {
            "data": name,
            "score": score,
            "labels": labelling,
            "percent": run["percentages"],
            "lift": [round(values[run["scores"].index(score)], 2) for values in table],
        }
        for name, by in run["splits"].items()
        for labelling, table in by.items()
        for score in shown
    ]
    names = list(run["splits"])
    data = alt.param(name="place", value=names[0], bind=alt.binding_select(options=names, name="data "))
    kind = alt.param(
        name="labelling", value="true", bind=alt.binding_select(options=["true", "released"], name="labels ")
    )
    return (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.data == place && datum.labels == labelling")
        .transform_flatten(["percent", "lift"])
        .mark_line(point=True)
        .encode(
            x=alt.X("percent:Q", title="percent of the data that is old", scale=alt.Scale(zero=False)),
            y=alt.Y("lift:Q", title="lift over guessing"),
            color=alt.Color("score:N", title=None, sort=list(shown), legend=alt.Legend(orient="top", columns=2)),
            strokeDash=alt.StrokeDash("score:N", legend=None, sort=list(shown)),
            tooltip=["score:N", "percent:Q", alt.Tooltip("lift:Q", format=".2f")],
        )
        .add_params(data, kind)
        .properties(height=280)
    )
