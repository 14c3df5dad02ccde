"""The chapter's pictures and controls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from lib.book import DIVERGING, PALETTE, new_figure
from lib.data import Composition
from lib.statistics.compositional.inference import edges_by_p_value
from lib.statistics.compositional.logratios import clr_correlation, proportionality, variation_matrix
from lib.statistics.compositional.precision import (
    basis_to_precision,
    closure_bias,
    logratio_partial_correlation,
    precision_of,
    residual_partial_correlation,
)

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure


def percentages_chart(data: Composition, first: str, second: str) -> alt.Chart:
    """Scatter two parts of the table as they were printed."""
    import altair as alt

    rows = [{"first": float(row[data.column(first)]), "second": float(row[data.column(second)])} for row in data.values]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, size=60, opacity=0.8, color=PALETTE[0])
        .encode(
            x=alt.X("first:Q", title=f"{first} (percent)", scale=alt.Scale(zero=False)),
            y=alt.Y("second:Q", title=f"{second} (percent)", scale=alt.Scale(zero=False)),
            tooltip=["first:Q", "second:Q"],
        )
        .properties(height=280)
    )


def association_chart(data: Composition) -> alt.Chart:
    """Show four measures of association of all pairs as a heat map, chosen by a list."""
    import altair as alt

    tables = {
        "partial correlation": np.asarray(logratio_partial_correlation(precision_of(data.values))),
        "clr correlation": clr_correlation(data.values),
        "proportionality": proportionality(data.values),
        "log-ratio variance": variation_matrix(data.values),
    }
    rows = [
        {"a": a, "b": b, "measure": name, "value": round(float(table[i, j]), 4)}
        for name, table in tables.items()
        for i, a in enumerate(data.parts)
        for j, b in enumerate(data.parts)
        if i != j
    ]
    pick = alt.param(
        name="measure", value="partial correlation", bind=alt.binding_select(options=list(tables), name="measure ")
    )
    base = alt.Chart(alt.Data(values=rows)).transform_filter("datum.measure == measure")
    order = list(data.parts)
    cells = base.mark_rect().encode(
        x=alt.X("a:N", sort=order, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("b:N", sort=order, title=None),
        color=alt.Color("value:Q", scale=alt.Scale(scheme=DIVERGING, domain=[-1, 1], clamp=True), title=None),
        tooltip=["a:N", "b:N", alt.Tooltip("value:Q", format=".3f")],
    )
    return cells.add_params(pick).properties(height=380)


def residual_figure(data: Composition, first: str, second: str, reference: str) -> Figure:
    """Plot the residuals of two log-ratios for one reference, with their correlation."""
    value, residuals = residual_partial_correlation(
        data.values, data.column(first), data.column(second), data.column(reference)
    )
    figure, axes = new_figure(5.5, 3.6)
    axes.scatter(residuals[:, 0], residuals[:, 1], s=22, color=PALETTE[0])
    axes.set_xlabel(f"residual of log({first} / {reference})")
    axes.set_ylabel(f"residual of log({second} / {reference})")
    axes.set_title(f"correlation {value:.12f}")
    return figure


def partial_network(data: Composition, dropped: str, threshold: float = 0.4) -> Figure:
    """Draw the pairs whose partial correlation exceeds a threshold, after dropping one part (or none)."""
    keep = [i for i, part in enumerate(data.parts) if part != dropped]
    table = np.asarray(logratio_partial_correlation(precision_of(data.values[:, keep])))
    names = [data.parts[i] for i in keep]
    angle = {name: 2 * math.pi * i / len(data.parts) for i, name in enumerate(data.parts)}
    figure, axes = new_figure(4.6, 4.2)
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            if abs(table[i, j]) >= threshold:
                xs = [math.sin(angle[a]), math.sin(angle[names[j]])]
                ys = [math.cos(angle[a]), math.cos(angle[names[j]])]
                positive = table[i, j] > 0
                axes.plot(
                    xs, ys, color=PALETTE[0 if positive else 1], lw=6 * abs(table[i, j]), ls="-" if positive else "--"
                )
    for name in names:
        axes.text(1.15 * math.sin(angle[name]), 1.15 * math.cos(angle[name]), name, ha="center", va="center")
    axes.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4), aspect="equal")
    axes.axis("off")
    return figure


def interval_chart(data: Composition, draws: dict[str, Float[np.ndarray, "draws d d"]], pairs: int = 12) -> alt.Chart:
    """Show intervals of the strongest partial correlations, one colour and shape for each source of doubt."""
    import altair as alt

    levels = {"resampling, 95 %": (0.025, 0.975), "rounding, 90 %": (0.05, 0.95)}
    rows = []
    for edge in edges_by_p_value(data.values)[:pairs]:
        for name, sample in draws.items():
            low, high = np.quantile(sample[:, edge.first, edge.second], levels[name])
            rows.append(
                {
                    "pair": f"{data.parts[edge.first]}-{data.parts[edge.second]}",
                    "doubt": name,
                    "low": round(float(low), 3),
                    "high": round(float(high), 3),
                    "value": round(edge.correlation, 3),
                }
            )
    order = [row["pair"] for row in rows[:: len(draws)]]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("pair:N", sort=order, title=None), tooltip=["pair:N", "doubt:N", "low:Q", "value:Q", "high:Q"]
    )
    bars = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title="log-ratio partial correlation", scale=alt.Scale(domain=[-1, 1])),
        x2="high:Q",
        yOffset="doubt:N",
        color=alt.Color(
            "doubt:N", title=None, scale=alt.Scale(range=[PALETTE[0], PALETTE[1]]), legend=alt.Legend(orient="top")
        ),
        strokeDash=alt.StrokeDash("doubt:N", title=None),
    )
    dots = base.mark_point(filled=True, color=PALETTE[6]).encode(x="value:Q")
    zero = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(strokeDash=[2, 3]).encode(x="x:Q")
    return (zero + bars + dots).properties(height=360)


def bias_figure(parts: int, ratio: float) -> Figure:
    """Plot the partial correlations that independent amounts show, one part having ``ratio`` times the variance."""
    table = closure_bias([ratio, *[1] * (parts - 1)])
    figure, axes = new_figure(5.5, 2.8)
    values = {"two equal parts": float(table[1, 2]), "the odd part and another": float(table[0, 1])}
    axes.barh(list(values), list(values.values()), color=[PALETTE[0], PALETTE[1]])
    axes.axvline(1 / (parts - 1), color=PALETTE[6], ls="--", label="1 / (D - 1)")
    axes.set_xlim(0, 1)
    axes.set_xlabel("log-ratio partial correlation")
    axes.legend(loc="lower right")
    return figure


def chain(parts: int, link: float = 0.8) -> tuple[Float[np.ndarray, "d d"], Float[np.ndarray, "d d"]]:
    """Return the covariance of a chain whose precision is 2 on the diagonal and -link beside it, and its unlinked pairs."""
    precision = np.eye(parts) * 2 - link * (np.eye(parts, k=1) + np.eye(parts, k=-1))
    unlinked = (np.abs(np.subtract.outer(np.arange(parts), np.arange(parts))) > 1).astype(float)
    return np.linalg.inv(precision), unlinked


def chain_bias(parts: int) -> float:
    """Return the mean log-ratio partial correlation of the unlinked pairs of a chain, exactly."""
    omega, unlinked = chain(parts)
    table = np.asarray(logratio_partial_correlation(basis_to_precision(omega)))
    return float(table[unlinked > 0].mean())


def recovery_chart(seed: int = 0, parts: tuple[int, ...] = (6, 10, 20, 40, 80), rows: int = 400) -> alt.Chart:
    """Compare, for a chain of interacting parts, what unlinked pairs show with and without the rank-one term.

    The third line is what :func:`chain_bias` predicts.
    """
    import altair as alt

    rng = np.random.default_rng(seed)
    lines: list[dict[str, Any]] = []
    for d in parts:
        omega, unlinked = chain(d)
        logs = rng.multivariate_normal(np.zeros(d), omega, size=rows)
        compositional = np.asarray(logratio_partial_correlation(precision_of(np.exp(logs))))
        inverse = np.linalg.inv(np.cov(logs, rowvar=False))
        spread = np.sqrt(np.diag(inverse))
        absolute = -inverse / np.outer(spread, spread)
        lines += [
            {"D": d, "data": "ratios only", "mean": float(compositional[unlinked > 0].mean())},
            {"D": d, "data": "absolute amounts", "mean": float(absolute[unlinked > 0].mean())},
            {"D": d, "data": "ratios only, by theory", "mean": chain_bias(d)},
        ]
    return (
        alt.Chart(alt.Data(values=lines))
        .mark_line(point=True)
        .encode(
            x=alt.X("D:Q", title="number of parts D", scale=alt.Scale(type="log")),
            y=alt.Y("mean:Q", title="mean partial correlation of unlinked pairs"),
            color=alt.Color("data:N", title=None, legend=alt.Legend(orient="top")),
            strokeDash=alt.StrokeDash("data:N", title=None),
            tooltip=["D:Q", "data:N", alt.Tooltip("mean:Q", format=".3f")],
        )
        .properties(height=280)
    )
