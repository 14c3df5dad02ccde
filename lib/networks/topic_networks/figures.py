"""The chapter's pictures and controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lib.book import PALETTE, new_figure
from lib.networks.topic_networks.collaboration import Paper
from lib.networks.topic_networks.comparison import popular_niche_split
from lib.networks.topic_networks.drawing import draw_network
from lib.networks.topic_networks.experiments import simulate_topic_of_size
from lib.networks.topic_networks.generator import simulate_corpus, simulate_topic, topic_sizes
from lib.networks.topic_networks.matching import size_matched_excess
from lib.networks.topic_networks.measures import METRICS, PROPORTIONS, corpus_metrics, topic_metrics
from lib.networks.topic_networks.recorded_charts import power_chart as power_chart
from lib.networks.topic_networks.recorded_charts import real_chart as real_chart
from lib.networks.topic_networks.recorded_charts import survival_chart as survival_chart
from lib.networks.topic_networks.size_control import (
    cleaned,
    least_squares,
    size_controlled_regression,
    spline_basis,
    standardised,
)

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure

SHOWN = ("modularity", "centralisation", "coreness", "constraint")
# the author's talk abstract gives these four, for the groups named and no others
PUBLISHED = {
    ("modularity", "popular"): 0.879,
    ("centralisation", "popular"): 0.062,
    ("centralisation", "niche"): 0.142,
    ("coreness", "niche"): 0.353,
}
TOYS: dict[str, list[list[int]]] = {
    "star": [[0, k] for k in range(1, 12)],
    "ring": [[k, (k + 1) % 12] for k in range(12)],
    "six pairs": [[2 * k, 2 * k + 1] for k in range(6)],
    "one team": [list(range(12))],
}
GROUPS = ("popular", "niche")


def two_topics() -> Figure:
    """Draw a small and a large topic that one rule made."""
    figure, axes = new_figure(7.0, 3.9, ncols=2, width_ratios=[1, 2.2])
    for axis, P, size in zip(axes, (16, 110), (6, 3.6), strict=True):
        papers = simulate_topic(P, rng=4)
        found = topic_metrics(papers)
        draw_network(axis, papers, size)
        axis.set_title(
            f"{P} papers: modularity {found['modularity']:.2f},\n"
            f"centralisation {found['centralisation']:.2f}, core {found['coreness']:.2f}",
            fontsize=10,
        )
    return figure


def toy_figure(papers: Sequence[Paper]) -> Figure:
    """Draw a small topic beside its ten numbers."""
    figure, (left, right) = new_figure(6.6, 2.9, ncols=2)
    draw_network(left, papers, 8)
    found = topic_metrics(papers)
    right.axis("off")
    for k, name in enumerate(METRICS):
        right.text(0.05, 0.95 - k / 10, name, va="center")
        right.text(0.95, 0.95 - k / 10, f"{found[name]:.4f}", va="center", ha="right")
    return figure


def violins(table: pd.DataFrame) -> Figure:
    """Show four measures of the popular and the niche topics of a corpus, with the published means."""
    figure, axes = new_figure(7.0, 3.0, ncols=4)
    popular, niche = popular_niche_split(table["papers"])
    for axis, name in zip(axes, SHOWN, strict=True):
        parts = axis.violinplot(
            [table[name].iloc[popular], table[name].iloc[niche]], showmeans=True, showextrema=False, points=24
        )
        for body, colour in zip(parts["bodies"], PALETTE, strict=False):
            body.set(facecolor=colour, alpha=0.45)
        parts["cmeans"].set_color(PALETTE[6])
        for place, group in enumerate(GROUPS, 1):
            if (name, group) in PUBLISHED:
                axis.plot([place], [PUBLISHED[name, group]], "D", color=PALETTE[4], ms=6, zorder=4)
        axis.set_xticks([1, 2], GROUPS)
        axis.set_title(name, fontsize=11)
    return figure


def grid_chart(points: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Show the group means of four measures at chosen rates of the rule, with the published ones as marks."""
    import altair as alt

    rows = [
        {"rho": p["rho"], "sigma": p["sigma"], "measure": m, "group": g, "value": p[m][g]}
        for p in points
        for m in SHOWN
        for g in GROUPS
    ]
    marks = [{"measure": m, "group": g, "value": value} for (m, g), value in PUBLISHED.items()]
    options = {name: sorted({row[name] for row in rows}) for name in ("rho", "sigma")}
    rates = {
        name: alt.param(name=name, value=start, bind=alt.binding_select(options=options[name], name=f"{label} "))
        for name, start, label in (("rho", 0.4, "returning ρ"), ("sigma", 0.6, "closure σ"))
    }
    y = alt.Y("measure:N", sort=list(SHOWN), title=None)
    x = alt.X("value:Q", title="mean of the group", scale=alt.Scale(domain=[0, 1]))
    colour = alt.Color(
        "group:N",
        title=None,
        scale=alt.Scale(domain=list(GROUPS), range=list(PALETTE[:2])),
        legend=alt.Legend(orient="top"),
    )
    chosen = alt.Chart(alt.Data(values=rows)).transform_filter("datum.rho == rho && datum.sigma == sigma")
    line = chosen.mark_line(color=PALETTE[6]).encode(x=x, y=y, detail="measure:N")
    dots = chosen.mark_point(filled=True, size=130).encode(
        x=x,
        y=y,
        color=colour,
        shape=alt.Shape("group:N", legend=None),
        tooltip=["measure:N", "group:N", alt.Tooltip("value:Q", format=".3f")],
    )
    talk = (
        alt.Chart(alt.Data(values=marks))
        .mark_tick(thickness=3, size=26)
        .encode(x=x, y=y, color=colour, tooltip=["measure:N", "group:N", alt.Tooltip("value:Q", format=".3f")])
    )
    return (line + dots + talk).add_params(*rates.values()).properties(height=230)


def control_chart(T: int = 300, seed: int = 0) -> alt.LayerChart:
    """Show two clouds of a null corpus and three ways to control for size; the coefficient is printed above."""
    import altair as alt

    topics = simulate_corpus(T, seed)
    table = corpus_metrics(topics, which=SHOWN)
    excess = size_matched_excess(topics, simulate_topic_of_size, 5, seed, which=SHOWN, table=table)
    popular, niche = popular_niche_split(table["papers"])
    group = {**dict.fromkeys(popular.tolist(), "popular"), **dict.fromkeys(niche.tolist(), "niche")}
    x = np.log1p(2 * table["collaborative"]).to_numpy()
    points, curves, texts = [], [], []
    for name in SHOWN:
        values = cleaned(table[name].to_numpy(), clip=name in PROPORTIONS)
        spread = float(np.nanstd(values))
        z = (values - np.nanmean(values)) / spread
        less = excess[name].to_numpy() / spread
        # the regressions leave outliers out, the matching does not: that would select topics by what it measures
        points += [
            {
                "m": name,
                "g": side,
                "x": round(x[k], 2),
                "raw": None if np.isnan(z[k]) else round(z[k], 2),
                "matched": round(less[k], 2),
            }
            for k, side in group.items()
        ]
        part = np.array([k for k in group if not np.isnan(z[k])])
        dummy = np.array([group[k] == "popular" for k in part.tolist()], dtype=float)
        for way, df in (("line", None), ("spline", 4)):
            curves += [{"m": name, "way": way, **row} for row in _curves(x[part], dummy, z[part], df)]
            fit = size_controlled_regression(table, [name], spline_df=df, on_disjoint="ignore").table.loc[name]
            texts.append({"m": name, "way": way, "text": _coefficient(fit["controlled"], fit["se"])})
        a, b = less[popular], less[niche]
        error = float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
        texts.append({"m": name, "way": "size-matched", "text": _coefficient(a.mean() - b.mean(), error)})
        for side, mean in (("popular", a.mean()), ("niche", b.mean())):
            curves += [
                {
                    "m": name,
                    "way": "size-matched",
                    "g": side,
                    "x": round(at, 2),
                    "y": round(float(mean), 3),
                    "own": "yes",
                }
                for at in (float(x[[*group]].min()), float(x[[*group]].max()))
            ]
    return _control_layers(alt, points, curves, texts)


def _coefficient(value: float, se: float) -> str:
    return f"popular less niche: {value:+.2f} ± {1.96 * se:.2f}"


def _curves(x: np.ndarray, dummy: np.ndarray, z: np.ndarray, df: int | None) -> list[dict[str, Any]]:
    """Fitted curves of both groups over all sizes, marked where they leave their own group's sizes."""
    scaled, groups = standardised(x, "x"), (x[dummy == 1], x[dummy == 0])
    # the ends of both groups are among the places, so that each line is thick over all of its own group
    ends = np.array([end(part) for part in groups for end in (np.min, np.max)])
    at = np.union1d(ends, [] if df is None else np.linspace(x.min(), x.max(), 15))
    grid = (at - x.mean()) / x.std()
    basis = scaled[:, None] if df is None else spline_basis(scaled, df)
    over = grid[:, None] if df is None else spline_basis(scaled, df, np.clip(grid, scaled.min(), scaled.max()))
    fit, _, _ = least_squares(np.column_stack([np.ones(len(x)), dummy, basis]), z)
    rows = []
    for side, flag in (("popular", 1.0), ("niche", 0.0)):
        own = x[dummy == flag]
        for place, value in zip(at, fit[0] + flag * fit[1] + over @ fit[2:], strict=True):
            inside = own.min() <= place <= own.max()
            rows.append(
                {"g": side, "x": round(place, 2), "y": round(float(value), 2), "own": "yes" if inside else "no"}
            )
    return rows


def _control_layers(alt: Any, points: list, curves: list, texts: list) -> alt.LayerChart:
    measure = alt.param(name="measure", value=SHOWN[0], bind=alt.binding_select(options=list(SHOWN), name="measure "))
    ways = ["line", "spline", "size-matched"]
    way = alt.param(name="way", value="line", bind=alt.binding_select(options=ways, name="control "))
    colour = alt.Color(
        "g:N",
        title=None,
        scale=alt.Scale(domain=list(GROUPS), range=list(PALETTE[:2])),
        legend=alt.Legend(orient="top"),
    )
    x = alt.X("x:Q", title="log size, log(1 + 2C)", scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6))
    y = alt.Y("y:Q", title="measure or its excess, in standard deviations", scale=alt.Scale(domain=[-4, 3], clamp=True))
    dots = (
        alt.Chart(alt.Data(values=points))
        .transform_filter("datum.m == measure")
        .transform_calculate(y="way == 'size-matched' ? datum.matched : datum.raw")
        .transform_filter("isValid(datum.y)")
        .mark_point(filled=True, size=28, opacity=0.55)
        .encode(x=x, y=y, color=colour, shape=alt.Shape("g:N", legend=None))
    )
    lines = alt.Chart(alt.Data(values=curves)).transform_filter("datum.m == measure && datum.way == way")
    inside = lines.transform_filter("datum.own == 'yes'").mark_line(strokeWidth=3)
    outside = lines.mark_line(strokeWidth=1.5, strokeDash=[4, 4])
    label = (
        alt.Chart(alt.Data(values=texts))
        .transform_filter("datum.m == measure && datum.way == way")
        .mark_text(align="right", fontSize=14, baseline="top", color=PALETTE[6], fontWeight="bold")
        .encode(x=alt.value("width"), y=alt.value(6), text="text:N")
    )
    return (
        (dots + outside.encode(x=x, y=y, color=colour) + inside.encode(x=x, y=y, color=colour) + label)
        .add_params(measure, way)
        .properties(height=340)
    )


CURVES = {
    "1 - 1/√C": lambda C: 1 - C**-0.5,
    "5/C": lambda C: 5 / C,
    "log(1 + 2C)": lambda C: np.log1p(2 * C),
}
SIZES = {"heavy tail": None, "even, 15 to 64": 50}


def _thinned(x: np.ndarray, most: int) -> np.ndarray:
    """Indices of different values in ascending order, few enough for a light picture."""
    _, first = np.unique(x, return_index=True)
    return first[np.linspace(0, len(first) - 1, min(most, len(first))).astype(int)]


def curvature_chart() -> alt.LayerChart:
    """Draw measures that are functions of size, and the two parallel lines that the size control fits to them."""
    import altair as alt

    whole: list[dict[str, Any]] = []
    inside: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for sizes, count in SIZES.items():
        C = topic_sizes(500) if count is None else np.arange(15, 15 + count)
        x, groups = np.log1p(2 * C), popular_niche_split(C)
        part, dummy = np.concatenate(groups), np.repeat([1.0, 0.0], [len(group) for group in groups])
        for measure, f in CURVES.items():
            y, of = f(C.astype(float)), {"f": measure, "s": sizes}
            z = (y - y[part].mean()) / y[part].std()
            (start, gap, slope), _, _ = least_squares(np.column_stack([np.ones(len(part)), dummy, x[part]]), z[part])
            whole += [{**of, "x": round(x[k], 2), "z": round(float(z[k]), 2)} for k in _thinned(x, 14)]
            for name, flag, where in zip(GROUPS, (1, 0), groups, strict=True):
                inner = where[_thinned(x[where], 7)]
                inside += [{**of, "g": name, "x": round(x[k], 2), "z": round(float(z[k]), 2)} for k in inner]
                ends = [(at, start + flag * gap + slope * at) for at in (x.min(), x.max())]
                lines += [{**of, "g": name, "x": round(at, 2), "z": round(float(v), 2)} for at, v in ends]
            texts.append({**of, "text": f"popular line less niche line: {gap + 0.0:+.3f}"})
    return _curvature_layers(alt, whole, inside, lines, texts)


def _curvature_layers(alt: Any, whole: list, inside: list, lines: list, texts: list) -> alt.LayerChart:
    params = [
        alt.param(name=name, value=next(iter(values)), bind=alt.binding_select(options=list(values), name=f"{name} "))
        for name, values in (("measure", CURVES), ("sizes", SIZES))
    ]
    colour = alt.Color(
        "g:N",
        title=None,
        scale=alt.Scale(domain=list(GROUPS), range=list(PALETTE[:2])),
        legend=alt.Legend(orient="bottom"),
    )
    x = alt.X("x:Q", title="log size, log(1 + 2C)", scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6))
    y = alt.Y("z:Q", title="measure, standardised", scale=alt.Scale(zero=False))

    def chosen(rows: list) -> alt.Chart:
        return alt.Chart(alt.Data(values=rows)).transform_filter("datum.f == measure && datum.s == sizes")

    thin = chosen(whole).mark_line(color=PALETTE[6], strokeWidth=1)
    thick = chosen(inside).mark_line(strokeWidth=6, opacity=0.55)
    fitted = chosen(lines).mark_line(strokeDash=[5, 4], strokeWidth=1.5)
    label = chosen(texts).mark_text(fontSize=14, baseline="bottom", align="left", fontWeight="bold", color=PALETTE[6])
    return (
        (
            thin.encode(x=x, y=y)
            + thick.encode(x=x, y=y, color=colour)
            + fitted.encode(x=x, y=y, color=colour)
            + label.encode(x=alt.value(4), y=alt.value(-6), text="text:N")
        )
        .add_params(*params)
        .properties(height=300)
    )


def accounting_chart(
    shares: Sequence[float] = (0.05, 0.2, 0.35, 0.5), T: int = 500, drawn: int = 120
) -> alt.LayerChart:
    """Show what of log P is left once log size is held fixed, against the collaboration rate, by share of solo papers.

    Numbers are of all T topics, dots of the first ones only.
    """
    import altair as alt

    rows, texts = [], []
    for share in shares:
        rest = {2: 0.33, 3: 0.20, 4: 0.08, 5: 0.04}
        teams = {1: share, **{k: w / sum(rest.values()) * (1 - share) for k, w in rest.items()}}
        table = corpus_metrics(simulate_corpus(T, 3, team_sizes=teams), which=["collaboration rate", "constraint"])
        x, p = np.log1p(2 * table["collaborative"]).to_numpy(), np.log1p(table["papers"]).to_numpy()
        one = np.ones((T, 1))
        left = p - np.column_stack([one, x]) @ least_squares(np.column_stack([one, x]), p)[0]
        fit = size_controlled_regression(table, ["constraint"], spec="log", on_disjoint="ignore")
        row = fit.table.loc["constraint"]
        r = np.corrcoef(left, table["collaboration rate"])[0, 1]
        texts.append(
            {
                "share": share,
                # short lines, which fit a phone
                "text": f"correlation {r:.2f}\nconstraint {row['raw']:+.2f} alone\n"
                f"{row['controlled']:+.2f} ± {1.96 * row['se']:.2f} with size",
            }
        )
        rows += [
            {"share": share, "rate": round(a, 3), "left": round(b, 4), "P": int(n)}
            for a, b, n in list(zip(table["collaboration rate"], left, table["papers"], strict=True))[:drawn]
        ]
    pick = alt.param(
        name="solo",
        value=shares[2],
        bind=alt.binding_select(options=list(shares), name="share of papers by one author "),
    )
    dots = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.share == solo")
        .mark_point(filled=True, size=35, opacity=0.6)
        .encode(
            x=alt.X("rate:Q", title="collaboration rate of the topic", scale=alt.Scale(domain=[0.2, 1])),
            y=alt.Y("left:Q", title="log papers, given log size", scale=alt.Scale(domain=[-0.6, 0.9], clamp=True)),
            tooltip=["P:Q", "rate:Q", "left:Q"],
        )
    )
    label = (
        alt.Chart(alt.Data(values=texts))
        .transform_filter("datum.share == solo")
        .mark_text(align="right", fontSize=13, baseline="top", color=PALETTE[6], lineBreak="\n")
        .encode(x=alt.value("width"), y=alt.value(4), text="text:N")
    )
    return (dots + label).add_params(pick).properties(height=280)
