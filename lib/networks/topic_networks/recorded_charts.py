"""Pictures of the recorded runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lib.book import DIVERGING, PALETTE
from lib.networks.topic_networks.experiments import CONTROLS
from lib.networks.topic_networks.measures import METRICS

if TYPE_CHECKING:
    import altair as alt


def survival_chart(found: Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]]) -> alt.LayerChart:
    """Show how often each control reports an effect of popularity, measure by measure, in a chosen corpus."""
    import altair as alt

    rows = [
        {
            "corpus": corpus,
            "control": control,
            "measure": m,
            "share": round(share, 3),
            "effect": round(effect, 2),
        }
        for corpus, controls in found.items()
        for control, measures in controls.items()
        for m, (share, _, _, effect) in measures.items()
    ]
    names = list(found)
    scheme: Any = DIVERGING
    pick = alt.param(name="corpus", value=names[0], bind=alt.binding_select(options=names, name="corpus "))
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.corpus == corpus")
        .transform_calculate(signed="datum.effect < 0 ? -datum.share : datum.share")
        .encode(
            x=alt.X("control:N", sort=list(CONTROLS), title=None, axis=alt.Axis(labelAngle=-90, orient="top")),
            y=alt.Y("measure:N", sort=list(METRICS), title=None),
        )
    )
    cells = base.mark_rect().encode(
        color=alt.Color(
            "signed:Q",
            scale=alt.Scale(scheme=scheme, domain=[-1, 1], reverse=True),
            title="share of runs, signed",
            legend=alt.Legend(orient="bottom", gradientLength=200),
        ),
        tooltip=[
            "measure:N",
            "control:N",
            alt.Tooltip("share:Q", format=".0%"),
            alt.Tooltip("effect:Q", format="+.2f"),
        ],
    )
    words = base.mark_text(fontSize=10).encode(
        text=alt.Text("share:Q", format=".0%"),
        color=alt.condition("abs(datum.signed) > 0.6", alt.value("white"), alt.value("black")),
    )
    return (cells + words).add_params(pick).properties(height=330)


def power_chart(power: Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]], T: int) -> alt.LayerChart:
    """Show how often size matching finds a planted effect, against its strength, with intervals."""
    import altair as alt

    rows = [
        {"planted": kind, "strength": float(s), "measure": m, "share": share, "low": low, "high": high}
        for kind, strengths in power.items()
        for s, measures in strengths.items()
        for m, (share, low, high, _) in measures.items()
    ]
    kinds = list(power)
    pick = alt.param(name="planted", value=kinds[0], bind=alt.binding_select(options=kinds, name="what rises "))
    which = alt.selection_point(fields=["measure"], bind="legend")
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.planted == planted")
        .encode(
            x=alt.X("strength:Q", title=f"planted difference in probability ({T} topics)"),
            color=alt.Color("measure:N", sort=list(METRICS), scale=alt.Scale(scheme="category10"), title=None,
                            legend=alt.Legend(orient="top", columns=3)),
            opacity=alt.condition(which, alt.value(1.0), alt.value(0.12)),
        )
    )  # fmt: skip
    lines = base.mark_line(point=True).encode(
        y=alt.Y("share:Q", title="share of runs with p < .05", scale=alt.Scale(domain=[0, 1])),
        tooltip=["measure:N", "strength:Q", "share:Q", "low:Q", "high:Q"],
    )
    bars = base.mark_rule(strokeWidth=1).encode(y="low:Q", y2="high:Q")
    return (bars + lines).add_params(pick, which).properties(height=300)


def real_chart(summaries: Mapping[str, Mapping[str, Mapping[str, float]]]) -> alt.LayerChart:
    """Show raw correlations of measures with size beside those of shuffled labels and of the excess."""
    import altair as alt

    labels = {"raw": "true labels", "expected": "shuffled labels, mean", "excess": "excess over shuffled"}
    rows = [
        {"labels": kind, "measure": m, "what": text, "rho": row[key], "p": row["p"]}
        for kind, measures in summaries.items()
        for m, row in measures.items()
        for key, text in labels.items()
    ]
    kinds = list(summaries)
    pick = alt.param(name="kind", value=kinds[0], bind=alt.binding_select(options=kinds, name="topics "))
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.labels == kind")
        .encode(
            x=alt.X("rho:Q", title="rank correlation with the number of papers", scale=alt.Scale(domain=[-1, 1])),
            y=alt.Y("measure:N", sort=list(METRICS), title=None),
            color=alt.Color("what:N", sort=list(labels.values()), scale=alt.Scale(range=list(PALETTE[:3])), title=None,
                            legend=alt.Legend(orient="top", columns=1)),
        )
    )  # fmt: skip
    zero = alt.Chart(alt.Data(values=[{"rho": 0}])).mark_rule(color=PALETTE[6]).encode(x="rho:Q")
    dots = base.mark_point(filled=True, size=90, opacity=0.9).encode(
        shape=alt.Shape("what:N", sort=list(labels.values()), legend=None),
        tooltip=["measure:N", "what:N", alt.Tooltip("rho:Q", format="+.2f"), alt.Tooltip("p:Q", format=".3f")],
    )
    return (zero + dots).add_params(pick).properties(height=300)
