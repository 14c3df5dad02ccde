"""The chapter's pictures and controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from lib.book import PALETTE, new_figure
from lib.statistics.predictive_multiplicity.leverage import leverage, quadratic_bracket
from lib.statistics.predictive_multiplicity.logistic import LogisticFit, fit_logistic
from lib.statistics.predictive_multiplicity.measures import ambiguity, discrepancy_lower_bound
from lib.statistics.predictive_multiplicity.price import discrepancy_lagrangian
from lib.statistics.predictive_multiplicity.profile import GRID, newton_iterates, profile_loss
from lib.statistics.predictive_multiplicity.ranges import viable_prediction_range
from lib.statistics.predictive_multiplicity.resampling import (
    bootstrap_models,
    coverage,
    random_models,
    subsample_models,
    to_boundary,
)
from lib.statistics.predictive_multiplicity.synthetic import outlier_design

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, GREY = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]


def opening_chart(fit: LogisticFit, eps: float = 0.01) -> alt.Chart:
    """Show the baseline's risk and the viable range for each value of one feature."""
    import altair as alt

    found = viable_prediction_range(fit, fit.X, eps)
    rows = [
        {"value": int(x), "low": round(lo, 3), "risk": round(p, 3), "high": round(hi, 3), "people": round(c * fit.n)}
        for x, lo, p, hi, c in zip(
            fit.X[:, 0].tolist(),
            found.low.tolist(),
            found.base.tolist(),
            found.high.tolist(),
            fit.shares.tolist(),
            strict=True,
        )
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("value:O", title="clump thickness", axis=alt.Axis(labelAngle=0)),
        tooltip=["value:O", "people:Q", "low:Q", "risk:Q", "high:Q"],
    )
    bars = base.mark_bar(width=10, color=BLUE, opacity=0.45).encode(
        y=alt.Y("low:Q", title="probability of a malignant tumour", scale=alt.Scale(domain=[0, 1])), y2="high:Q"
    )
    dots = base.mark_point(filled=True, size=60, color=ORANGE, opacity=1).encode(y="risk:Q")
    return (bars + dots).properties(height=280)


def valley_figure(fit: LogisticFit, eps: float) -> Figure:
    """Draw the set of competing models in the plane of coefficients, and the curves these models draw."""
    figure, (left, right) = new_figure(7.0, 3.2, ncols=2)
    angles = np.linspace(0, 2 * np.pi, 37)
    factor = np.linalg.inv(np.linalg.cholesky(fit.hessian)).T
    rim = to_boundary(fit, fit.coef + np.column_stack([np.cos(angles), np.sin(angles)]) @ factor.T, eps)
    left.fill(rim[:, 0], rim[:, 1], color=BLUE, alpha=0.35, lw=0)
    left.plot(*fit.coef, "o", color=ORANGE)
    left.set(
        xlabel="intercept", ylabel="slope", xlim=(-7.6, -3.2), ylim=(0.5, 1.5), title="models within eps of the best"
    )
    place = np.linspace(1, 10, 15)
    for w in rim[::6]:
        right.plot(place, expit(w[0] + w[1] * place), color=BLUE, lw=0.9, alpha=0.7)
    right.plot(place, expit(fit.coef[0] + fit.coef[1] * place), color=ORANGE, lw=2)
    right.set(xlabel="clump thickness", ylabel="predicted risk", ylim=(0, 1), title="their predictions")
    return figure


def profile_figure(fit: LogisticFit, value: float, eps: float) -> Figure:
    """Draw the profile loss of one value of the feature, the paper's grid on it, the crossings, and Newton's tangents."""
    figure, axes = new_figure(6.8, 3.6)
    x = np.array([[value]])
    found = viable_prediction_range(fit, x, eps)
    low, high, base = float(found.logit_low[0]), float(found.logit_high[0]), float(found.logit_base[0])
    span = high - low
    scores = np.linspace(low - 0.22 * span, high + 0.22 * span, 40)
    curve = profile_loss(fit, np.repeat(x, len(scores), axis=0), scores).loss - fit.loss
    axes.plot(scores, curve, color=BLUE, lw=2, label="profile loss")
    axes.axhline(eps, color=GREY, ls="--", lw=1)
    axes.text(base, eps * 1.04, "tolerance", ha="center", va="bottom")
    grid = np.log(np.array(GRID) / (1 - np.array(GRID)))
    grid = grid[(grid > scores[0]) & (grid < scores[-1])]
    if len(grid):
        heights = profile_loss(fit, np.repeat(x, len(grid), axis=0), grid).loss - fit.loss
        axes.plot(grid, heights, "s", color=GREEN, ms=6, label="the paper's grid")
    for upper in (False, True):
        start, height, slope = newton_iterates(fit, x[0], eps, upper=upper, steps=1)[0]
        ends = np.array([start - 0.12 * span, start + 0.12 * span])
        axes.plot(ends, height - fit.loss + slope * (ends - start), color=ORANGE, lw=1.3)
    axes.plot([low, high], [eps, eps], "o", color=ORANGE, ms=7, label="exact ends, with first tangents")
    ticks = [
        p
        for p in (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999)
        if scores[0] <= np.log(p / (1 - p)) <= scores[-1]
    ]
    axes.set_xticks([np.log(p / (1 - p)) for p in ticks], [f"{p:g}" for p in ticks])
    axes.set(
        xlabel=f"risk given to clump thickness {value:g} (logit scale)",
        ylabel="loss above the best",
        ylim=(0, 1.9 * eps),
    )
    axes.legend(loc="upper center", ncols=1)
    return figure


def multiplicity_chart(fit: LogisticFit, tolerances: Sequence[float], deltas: Sequence[float]) -> alt.VConcatChart:
    """Show ranges of all patterns for a chosen tolerance, who moves by delta, and what is known of the two shares."""
    import altair as alt

    rows, bars = [], []
    order = np.argsort(fit.prob, kind="stable")
    for eps in tolerances:
        found = viable_prediction_range(fit, fit.X, eps)
        moves = found.move
        rows += [
            [rank, round(float(found.low[i]), 3), round(float(found.high[i]), 3), round(float(moves[i]), 4)]
            for rank, i in enumerate(order)
        ]
        for delta in deltas:
            a = ambiguity(found, delta, fit.shares)
            lower = discrepancy_lower_bound(fit, found, delta)[0]
            upper = min(a, discrepancy_lagrangian(fit, eps, delta, ranges=found))
            bars.append([eps, delta, round(a, 4), round(lower, 4), round(upper, 4)])
    base = {rank: [round(float(fit.prob[i]), 3), round(float(fit.shares[i]) * fit.n)] for rank, i in enumerate(order)}
    table = [
        {"e": eps, "k": row[0], "l": row[1], "h": row[2], "m": row[3], "p": base[row[0]][0], "n": base[row[0]][1]}
        for eps, chunk in zip(tolerances, np.split(np.arange(len(rows)), len(tolerances)), strict=True)
        for row in (rows[i] for i in chunk)
    ]
    shares = []
    for eps, delta, a, lower, upper in bars:
        shares += [
            {"e": eps, "d": delta, "measure": "ambiguity", "from": 0, "to": a},
            {"e": eps, "d": delta, "measure": "discrepancy, shown", "from": 0, "to": lower},
            {"e": eps, "d": delta, "measure": "discrepancy, possible", "from": lower, "to": max(lower, upper)},
        ]
    pick_eps = alt.param(name="eps", value=0.01, bind=alt.binding_select(options=list(tolerances), name="eps "))
    pick_delta = alt.param(name="delta", value=0.2, bind=alt.binding_select(options=list(deltas), name="delta "))
    people = (
        alt.Chart(alt.Data(values=table))
        .transform_filter("datum.e == eps")
        .transform_calculate(moves="datum.m >= delta - 0.00005 ? 'moves by delta' : 'stays'")
    )
    colour = alt.Color(
        "moves:N",
        title=None,
        scale=alt.Scale(domain=["moves by delta", "stays"], range=[ORANGE, BLUE]),
        legend=alt.Legend(orient="top"),
    )
    tips = [
        alt.Tooltip("n:Q", title="people"),
        alt.Tooltip("l:Q", title="low"),
        alt.Tooltip("p:Q", title="baseline"),
        alt.Tooltip("h:Q", title="high"),
    ]
    x = alt.X("k:Q", title="96 patterns, by baseline risk", axis=alt.Axis(tickCount=5))
    bands = people.mark_rule(strokeWidth=2.2).encode(
        x=x,
        y=alt.Y("l:Q", title="predicted risk", scale=alt.Scale(domain=[0, 1])),
        y2="h:Q",
        color=colour,
        tooltip=tips,
    )
    dots = people.mark_point(filled=True, size=14, color=GREY, opacity=1).encode(x=x, y="p:Q", tooltip=tips)
    bar = (
        alt.Chart(alt.Data(values=shares))
        .transform_filter("datum.e == eps && datum.d == delta")
        .mark_bar(height=18)
        .encode(
            x=alt.X("from:Q", title="share of people", scale=alt.Scale(domain=[0, 1])),
            x2="to:Q",
            y=alt.Y("measure:N", title=None, sort=["ambiguity", "discrepancy, shown", "discrepancy, possible"]),
            color=alt.value(BLUE),
            tooltip=["measure:N", alt.Tooltip("from:Q", format=".4f"), alt.Tooltip("to:Q", format=".4f")],
        )
        .properties(height=90, width="container")
    )
    return alt.vconcat((bands + dots).properties(height=260, width="container"), bar).add_params(pick_eps, pick_delta)


def leverage_chart(fits: Mapping[str, LogisticFit], tolerances: Sequence[float]) -> alt.LayerChart:
    """Plot exact half-widths over the quadratic law's, between the two lines of the closed bracket."""
    import altair as alt

    rows, lines = [], []
    for name, fit in fits.items():
        some = fit.X[:: max(1, len(fit.X) // 30)]
        for eps in tolerances:
            half = np.sqrt(2 * eps * leverage(fit, some))
            found = viable_prediction_range(fit, some, eps)
            ends = {"upwards": found.logit_high - found.logit_base, "downwards": found.logit_base - found.logit_low}
            bracket = quadratic_bracket(fit, eps)
            rows += [
                {"t": name, "e": eps, "x": round(float(h), 3), "y": round(float(v), 3), "end": end}
                for end, values in ends.items()
                for h, v in zip(half, values, strict=True)
            ]
            lines += [
                {"t": name, "e": eps, "x": float(x), "y": round(float(x * factor), 3), "line": line}
                for line, factor in (("inner", bracket.inner), ("law", 1.0), ("outer", bracket.outer))
                for x in (0.0, round(float(half.max()), 3))
            ]
    table = alt.param(name="table", value=next(iter(fits)), bind=alt.binding_select(options=list(fits), name="table "))
    pick = alt.param(
        name="tolerance", value=tolerances[0], bind=alt.binding_select(options=list(tolerances), name="eps ")
    )
    keep = "datum.t == table && datum.e == tolerance"
    x = alt.X("x:Q", title="half-width by the leverage law (logit scale)")
    y = alt.Y("y:Q", title="exact half-width", scale=alt.Scale(clamp=True))
    dots = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter(keep)
        .mark_point(filled=True, size=30, opacity=0.8)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "end:N", title=None, scale=alt.Scale(range=[BLUE, ORANGE]), legend=alt.Legend(orient="top")
            ),
            shape=alt.Shape("end:N", title=None),
            tooltip=["end:N", "x:Q", "y:Q"],
        )
    )
    rules = (
        alt.Chart(alt.Data(values=lines))
        .transform_filter(keep)
        .mark_line(color=GREY)
        .encode(x=x, y=y, detail="line:N", strokeDash=alt.StrokeDash("line:N", legend=None))
    )
    return (rules + dots).add_params(table, pick).properties(height=320)


def study_chart(studies: Mapping[str, Any]) -> alt.LayerChart:
    """Show the recorded synthetic studies: means over seeds with 95 percent intervals, one study at a time."""
    import altair as alt

    names = {"outlier": "outlier moved by", "separation": "class means at +-m, m", "minority": "minority share"}
    rows = []
    for study, settings in studies.items():
        for setting in settings:
            series = {
                "width, marked": setting["marked"],
                "width, others": setting["others"],
                "share moving by 0.1": setting["ambiguity"]["0.1"],
                "share moving by 0.2": setting["ambiguity"]["0.2"],
            }
            for what, values in series.items():
                if not values:
                    continue
                data = np.array(values)
                half = 1.96 * data.std(ddof=1) / np.sqrt(len(data))
                mean = float(data.mean())
                rows.append(
                    {
                        "study": names[study],
                        "x": setting["value"],
                        "what": what,
                        "mean": round(mean, 4),
                        "low": round(mean - half, 4),
                        "high": round(mean + half, 4),
                    }
                )
    pick = alt.param(
        name="study", value=names["outlier"], bind=alt.binding_select(options=list(names.values()), name="study ")
    )
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.study == study")
        .encode(
            x=alt.X("x:Q", title="setting of the chosen study"),
            color=alt.Color("what:N", title=None, legend=alt.Legend(orient="top", columns=2)),
            tooltip=["what:N", "x:Q", "low:Q", "mean:Q", "high:Q"],
        )
    )
    lines = base.mark_line().encode(
        y=alt.Y("mean:Q", title="mean width, or share of people", scale=alt.Scale(domain=[0, 1], clamp=True)),
        strokeDash=alt.StrokeDash("what:N", legend=None),
    )
    whiskers = base.mark_rule(strokeWidth=3).encode(y="low:Q", y2="high:Q")
    return (lines + whiskers).add_params(pick).properties(height=320)


def bounds_chart(fit: LogisticFit, runs: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Show what each method knows of the discrepancy, one pair (eps, delta) at a time: the programs as recorded."""
    import altair as alt

    methods = {
        "ambiguity alone": lambda r: [0, r["ambiguity"]],
        "Pinsker, eps / (2 delta²)": lambda r: [0, min(1, r["pinsker"])],
        "program as published": lambda r: r["plain"],
        "relaxation as published": lambda r: r["relaxation"],
        "price of moving": lambda r: [r["relaxation"][0], r["price"]],
        "relaxation with price": lambda r: r["relaxation_charged"],
        "program with price": lambda r: r["charged"],
        "one model pays": lambda r: [r["relaxation"][0], discrepancy_lagrangian(fit, r["eps"], r["delta"])],
    }
    rows = [
        {"pair": f"eps {r['eps']}, delta {r['delta']}", "method": name, "low": round(low, 4), "high": round(high, 4)}
        for r in runs
        for name, pick in methods.items()
        for low, high in (pick(r),)
    ]
    pairs = list(dict.fromkeys(row["pair"] for row in rows))
    pick = alt.param(name="pair", value=pairs[0], bind=alt.binding_select(options=pairs, name="tolerance "))
    return (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.pair == pair")
        .mark_bar(height=14, color=BLUE)
        .encode(
            x=alt.X("low:Q", title="discrepancy lies between", scale=alt.Scale(zero=True)),
            x2="high:Q",
            y=alt.Y("method:N", title=None, sort=list(methods), axis=alt.Axis(labelLimit=160)),
            tooltip=["method:N", "low:Q", "high:Q"],
        )
        .add_params(pick)
        .properties(height=230)
    )


def coverage_chart(fits: Mapping[str, LogisticFit], eps: float = 0.01, most: int = 800) -> alt.Chart:
    """Plot the mean part of the ranges that trained models span against how many were trained."""
    import altair as alt

    makers: dict[str, Callable[[LogisticFit], np.ndarray]] = {
        "bootstrap": lambda fit: bootstrap_models(fit, most),
        "80 % of the people": lambda fit: subsample_models(fit, most),
        "random directions": lambda fit: random_models(fit, most),
    }
    rows = []
    for name, fit in fits.items():
        ranges = viable_prediction_range(fit, fit.X, eps)
        for what, make in makers.items():
            models = to_boundary(fit, make(fit), eps)
            count = 5
            while count <= most:
                part = float(coverage(ranges, models[:count], fit.X) @ fit.shares)
                rows.append({"table": name, "models": count, "what": what, "part": round(part, 4)})
                count *= 2
    return (
        alt.Chart(alt.Data(values=rows))
        .transform_calculate(key="datum.table + ', ' + datum.what")
        .mark_line(point=alt.OverlayMarkDef(size=18))
        .encode(
            x=alt.X("models:Q", title="models trained", scale=alt.Scale(type="log")),
            y=alt.Y("part:Q", title="part of the viable range", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("key:N", title=None, legend=alt.Legend(orient="top", columns=2, labelLimit=0)),
            strokeDash=alt.StrokeDash("key:N", legend=None),
            tooltip=["table:N", "what:N", "models:Q", "part:Q"],
        )
        .properties(height=300)
    )


def width_field(shift: float, eps: float = 0.01, cells: int = 13) -> Figure:
    """Draw the width of the range at every place of the plane, with the people and the outlier."""
    figure, axes = new_figure(5.6, 3.9)
    design = outlier_design(shift)
    fit = fit_logistic(design.X, design.y)
    xs, ys = np.linspace(-4, 4, cells), np.linspace(-4, 9, cells)
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    width = viable_prediction_range(fit, places, eps).width.reshape(cells, cells)
    image = axes.contourf(xs, ys, width, levels=np.linspace(0, 1, 6))
    for label, marker in ((0, "o"), (1, "^")):
        mask = (design.y == label) & ~design.marked
        axes.scatter(*design.X[mask][::14].T, s=14, marker=marker, color="white", alpha=0.7, lw=0)
    axes.scatter(*design.X[design.marked].T, s=60, marker="X", color=ORANGE, edgecolor="white")
    axes.set(
        xlabel="informative feature",
        ylabel="free feature",
        title=f"width at the cross: {_at(fit, design.X[0], eps):.2f}",
    )
    figure.colorbar(image, ax=axes, label="width of the viable range")
    return figure


def _at(fit: LogisticFit, x: np.ndarray, eps: float) -> float:
    return float(viable_prediction_range(fit, x[None], eps).width[0])
