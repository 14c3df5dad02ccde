"""The chapter's charts and controls; its drawings come from :mod:`~lib.combinatorics.semicircular_systems.drawings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lib.book import PALETTE
from lib.combinatorics.semicircular_systems.drawings import (
    COLOURS,
    EXAMPLES,
    PURE,
    coloured_entries,
    ordered_words,
    pairings_picture,
    projection_picture,
    solution_picture,
    spell,
    word_report,
)
from lib.combinatorics.semicircular_systems.laws import semicircle_density, tetilla_density
from lib.combinatorics.semicircular_systems.projection import distance_squared, numerator
from lib.combinatorics.semicircular_systems.wave import triangle

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "EXAMPLES",
    "distance_chart",
    "nested_chart",
    "ordered_words",
    "pairings_picture",
    "projection_picture",
    "rate_chart",
    "solution_picture",
    "spectrum_chart",
    "spell",
    "word_report",
    "zoom_chart",
]


def _colour_scale(alt: Any, *, pure: bool) -> Any:
    colours = {str(value): colour for value, colour in COLOURS.items()} | ({"power of 1": PURE} if pure else {})
    return alt.Color(
        "kind:N",
        title="integer",
        sort=list(colours),
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(orient="bottom"),
    )


def nested_chart(largest: int = 9) -> alt.Chart:
    """Show the integers of one core block; a slider moves the degree m, the corner stays."""
    import altair as alt

    points = triangle(largest)
    entries = [(i, j, n) for i, p in enumerate(points) for j, r in enumerate(points) if (n := numerator(p, r))]
    size = alt.param(name="m", value=6, bind=alt.binding_range(min=1, max=largest, step=1, name="degree m "))
    axis = alt.Axis(labels=False, ticks=False, grid=False)
    scale = alt.Scale(domain=[0, len(points)], nice=False)
    return (
        alt.Chart(alt.Data(values=[dict(zip(("i", "j", "n"), zip(*entries, strict=True), strict=True))]))
        .transform_flatten(["i", "j", "n"])
        # a + b and a from the place in the list of points
        .transform_calculate(s="floor((sqrt(8 * datum.i + 1) - 1) / 2)", t="floor((sqrt(8 * datum.j + 1) - 1) / 2)")
        .transform_filter("datum.s <= m && datum.t <= m")
        .transform_calculate(a="datum.i - datum.s * (datum.s + 1) / 2", c="datum.j - datum.t * (datum.t + 1) / 2")
        .transform_calculate(
            p="'(' + datum.a + ', ' + (datum.s - datum.a) + ')'",
            r="'(' + datum.c + ', ' + (datum.t - datum.c) + ')'",
            kind="'' + datum.n",
            entry="datum.n + '/' + (m - (m - datum.s) % 2 + 3)",
            # negative entries are small squares, so that they can be told from the others without colour
            i1="datum.i + (datum.n < 0 ? 0.25 : 0)",
            j1="datum.j + (datum.n < 0 ? 0.25 : 0)",
            i2="datum.i + (datum.n < 0 ? 0.75 : 1)",
            j2="datum.j + (datum.n < 0 ? 0.75 : 1)",
        )
        .mark_rect()
        .encode(
            x=alt.X("j1:Q", title="points (a, b), by a + b", scale=scale, axis=axis),
            x2="j2:Q",
            y=alt.Y("i1:Q", title="points (a, b), by a + b", scale=scale.copy(), sort="descending", axis=axis),
            y2="i2:Q",
            color=_colour_scale(alt, pure=False),
            tooltip=[
                alt.Tooltip("p:N", title="row"),
                alt.Tooltip("r:N", title="column"),
                alt.Tooltip("entry:N", title="entry"),
            ],
        )
        .add_params(size)
        .properties(height=440)
    )


def zoom_chart(letters: int = 2, length: int = 6) -> alt.Chart:
    """Show the projection on all words, to be magnified and moved along its diagonal, in two orders."""
    import altair as alt

    by_core = {word: i for i, word in enumerate(ordered_words(letters, length))}
    by_name = {word: i for i, word in enumerate(ordered_words(letters, length, "dictionary"))}
    # the value is n / t; n = 0 stands for the ones of the pure powers
    entries = [
        (by_core[row], by_core[column], top, 1 if top == 0 else int(top / value))
        for row, column, top, value in coloured_entries(letters, length - 1)
    ]
    names = alt.Data(values=[{"n": i, "e": by_name[word], "w": spell(word)} for word, i in by_core.items()])
    size = len(by_core)
    order = alt.param(
        name="order",
        value="core by core",
        bind=alt.binding_select(options=["core by core", "dictionary"], name="order "),
    )
    zoom = alt.param(name="zoom", value=1, bind=alt.binding_range(min=1, max=16, step=1, name="magnify "))
    where = alt.param(name="place", value=0, bind=alt.binding_range(min=0, max=100, step=1, name="along the diagonal "))
    axis = alt.Axis(labels=False, ticks=False, grid=False)
    scale = alt.Scale(domain=[0, size], nice=False, zero=False)
    shift = f"place / 100 * {size} * (1 - 1 / zoom)"
    return (
        alt.Chart(alt.Data(values=[dict(zip(("c", "d", "n", "t"), zip(*entries, strict=True), strict=True))]))
        .transform_flatten(["c", "d", "n", "t"])
        .transform_calculate(
            kind="datum.n == 0 ? 'power of 1' : '' + datum.n", x="datum.n == 0 ? '1' : datum.n + '/' + datum.t"
        )
        .transform_lookup(lookup="c", from_=alt.LookupData(data=names, key="n", fields=["e", "w"]))
        .transform_lookup(lookup="d", from_=alt.LookupData(data=names, key="n", fields=["e", "w"]), as_=["f", "v"])
        .transform_calculate(
            row="((order == 'dictionary' ? datum.e : datum.c) - " + shift + ") * zoom",
            column="((order == 'dictionary' ? datum.f : datum.d) - " + shift + ") * zoom",
        )
        .transform_calculate(row2="datum.row + zoom", column2="datum.column + zoom")
        .transform_calculate(inset="datum.n < 0 ? zoom / 4 : 0")
        .transform_filter(f"datum.row2 > 0 && datum.column2 > 0 && datum.row < {size} && datum.column < {size}")
        .transform_calculate(
            y1="datum.row + datum.inset",
            y2="datum.row2 - datum.inset",
            x1="datum.column + datum.inset",
            x2="datum.column2 - datum.inset",
        )
        .mark_rect(clip=True)
        .encode(
            x=alt.X("x1:Q", title="words", scale=scale, axis=axis),
            x2="x2:Q",
            y=alt.Y("y1:Q", title="words", scale=scale.copy(), sort="descending", axis=axis),
            y2="y2:Q",
            color=_colour_scale(alt, pure=True),
            tooltip=[
                alt.Tooltip("w:N", title="row"),
                alt.Tooltip("v:N", title="column"),
                alt.Tooltip("x:N", title="entry"),
            ],
        )
        .add_params(order, zoom, where)
        .properties(height=480)
    )


def distance_chart(largest: int = 200) -> alt.Chart:
    """Show squared distances of words from the commutators with one generator against the degree, on log axes."""
    import altair as alt

    shown = [(2,), (1, 2), (2, 1, 1, 2)]
    points = [
        (n, entry.numerator, entry.denominator, spell(word))
        for word in shown
        for n in sorted({*range(max(len(word) - 1, 1), 21), *range(24, largest + 1, 8)})
        for entry in [distance_squared(word, n)]
    ]
    columns = dict(zip(("N", "p", "q", "word"), zip(*points, strict=True), strict=True))
    names = [spell(word) for word in shown]
    return (
        alt.Chart(alt.Data(values=[columns]))
        .transform_flatten(["N", "p", "q", "word"])
        .transform_calculate(distance="datum.p / datum.q", exact="datum.q == 1 ? datum.p : datum.p + '/' + datum.q")
        .mark_line(point=True)
        .encode(
            x=alt.X("N:Q", title="degree N", scale=alt.Scale(type="log", domain=[1, largest])),
            y=alt.Y("distance:Q", title="squared distance", scale=alt.Scale(type="log", nice=False)),
            color=alt.Color("word:N", sort=names),
            strokeDash=alt.StrokeDash("word:N", sort=names, legend=None),
            tooltip=["word:N", "N:Q", alt.Tooltip("exact:N", title="squared distance")],
        )
        .properties(height=300)
    )


def rate_chart(lines: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Show recorded squared distances from all commutators beside those from one generator alone."""
    import altair as alt

    rows = []
    for line in lines:
        exact = Fraction(line["distance"])
        name = f"{line['word']}, all generators, q = {line['letters']}"
        rows.append({"N": line["N"], "distance": float(exact), "what": name})
        if line["word"] == "12" and line["letters"] == 2:
            alone = float(distance_squared((1, 2), line["N"]))
            rows.append({"N": line["N"], "distance": alone, "what": "12, first generator alone"})
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("N:Q", title="degree N"),
            y=alt.Y("distance:Q", title="squared distance", scale=alt.Scale(type="log")),
            color=alt.Color("what:N", title=None, legend=alt.Legend(orient="bottom", columns=2, labelLimit=300)),
            strokeDash=alt.StrokeDash("what:N", legend=None),
            tooltip=["what:N", "N:Q", alt.Tooltip("distance:Q", format=".5f")],
        )
        .properties(height=300)
    )


def spectrum_chart(values: Sequence[float], law: str, bins: int = 44) -> alt.LayerChart:
    """Compare eigenvalues, as a histogram, with the semicircle or with the commutator's law.

    Raises
    ------
    ValueError
        If the law is neither ``"semicircle"`` nor ``"commutator"``, or there are no values.
    """
    import altair as alt

    densities = {"semicircle": (semicircle_density, 2.4), "commutator": (tetilla_density, 3.8)}
    if law not in densities:
        raise ValueError(f"law must be one of {sorted(densities)}, got {law!r}")
    if not len(values):
        raise ValueError("values must hold at least one eigenvalue, got none")
    density, end = densities[law]
    width = 2 * end / bins
    counts = [0] * bins
    for value in values:
        if abs(value) < end:
            counts[int((value + end) / width)] += 1
    heights = [round(count / len(values) / width, 4) for count in counts]
    curve = [round(density(-end + end * i / 60), 4) for i in range(121)]
    histogram = (
        alt.Chart(alt.Data(values=[{"bin": list(range(bins)), "height": heights}]))
        .transform_flatten(["bin", "height"])
        .transform_calculate(
            start=f"{-end} + datum.bin * {width}", stop=f"{-end} + (datum.bin + 1) * {width}", zero="0"
        )
        .mark_rect(color=PALETTE[5])
        .encode(x=alt.X("start:Q", title="eigenvalue"), x2="stop:Q", y=alt.Y("height:Q", title="density"), y2="zero:Q")
    )
    line = (
        alt.Chart(alt.Data(values=[{"place": list(range(121)), "density": curve}]))
        .transform_flatten(["place", "density"])
        .transform_calculate(x=f"{-end} + datum.place * {end / 60}")
        .mark_line(color=PALETTE[1])
        .encode(x="x:Q", y="density:Q")
    )
    return (histogram + line).properties(height=260)
