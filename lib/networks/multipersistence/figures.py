"""The chapter's pictures and controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.book import PALETTE, SEQUENTIAL, new_figure
from lib.networks.multipersistence.bifiltration import Bifiltration
from lib.networks.multipersistence.blocks import disjoint_union, rectangle
from lib.networks.multipersistence.candidates import mma
from lib.networks.multipersistence.clouds import codensity
from lib.networks.multipersistence.intervals import IntervalModule
from lib.networks.multipersistence.invariants import hilbert_function
from lib.networks.multipersistence.representations import pixel_grid, scdr
from lib.networks.multipersistence.slices import fibered_barcode
from lib.networks.multipersistence.stability import Perturbation

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure

# scale and codensity of the running example
SLICE_BOX = ((0.0, 1.6), (0.8, 2.8))


def cloud_figure(cloud: np.ndarray, f: Bifiltration, bandwidth: float = 0.4, pixels: int = 40) -> Figure:
    """Show a cloud coloured by codensity beside the number of loops at each scale and density."""
    figure, (left, right) = new_figure(7.0, 3.2, ncols=2)
    height = codensity(cloud, bandwidth)
    dots = left.scatter(*cloud.T, c=height, s=14, cmap=SEQUENTIAL)
    left.set(aspect="equal", title="the cloud", xlabel="x", ylabel="y")
    figure.colorbar(dots, ax=left, label="codensity")
    axes = [np.linspace(a, b, pixels).tolist() for a, b in zip(*SLICE_BOX, strict=True)]
    table = hilbert_function(f, 1, axes)
    shown = right.pcolormesh(*axes, np.minimum(table, 6).T, cmap=SEQUENTIAL, rasterized=True)
    figure.colorbar(shown, ax=right, label="loops (6 and more alike)")
    right.set(title="the plane of both filtrations", xlabel="radius", ylabel="codensity at most")
    return figure


def slice_chart(f: Bifiltration, pixels: int = 24, lines: int = 17) -> alt.VConcatChart:
    """Show the Hilbert function with a movable diagonal, and the bars of degree one along it."""
    import altair as alt

    axes = [np.linspace(a, b, pixels) for a, b in zip(*SLICE_BOX, strict=True)]
    table = np.minimum(hilbert_function(f, 1, [axis.tolist() for axis in axes]), 6)
    offsets = np.linspace(1.0, 2.6, lines).round(2).tolist()
    bars = []
    for offset in offsets:
        # along t -> (t, offset + t)
        found = [(b, min(d, SLICE_BOX[1][0])) for b, d in fibered_barcode(f, 1, (0.0, offset))]
        longest = sorted(((d - b, b, d) for b, d in found if d - b > 0.02), reverse=True)[:8]
        bars += [{"o": offset, "n": i + 1, "b": round(b, 3), "d": round(d, 3)} for i, (_, b, d) in enumerate(longest)]
    pick = alt.param(
        name="offset",
        value=offsets[lines // 2],
        bind=alt.binding_range(min=offsets[0], max=offsets[-1], step=0.1, name="height of the line "),
    )
    step = [float(axis[1] - axis[0]) for axis in axes]
    cells = (
        alt.Chart(alt.Data(values=[{"v": table.ravel().tolist()}]))
        .transform_flatten(["v"])
        .transform_window(k="row_number()")
        .transform_calculate(
            x=f"{SLICE_BOX[0][0]} + {step[0]:.5f} * floor((datum.k - 1) / {pixels})",
            y=f"{SLICE_BOX[0][1]} + {step[1]:.5f} * ((datum.k - 1) % {pixels})",
            x2=f"datum.x + {step[0]:.5f}",
            y2=f"datum.y + {step[1]:.5f}",
        )
        .mark_rect()
        .encode(
            x=alt.X("x:Q", title="radius", scale=alt.Scale(domain=[0, 0.85], nice=False)),
            x2="x2:Q",
            y=alt.Y("y:Q", title="codensity at most", scale=alt.Scale(domain=[1.6, 2.9], nice=False, zero=False)),
            y2="y2:Q",
            color=alt.Color("v:Q", title="loops", scale=alt.Scale(scheme=SEQUENTIAL), legend=alt.Legend(orient="top")),
        )
    )
    ends = alt.Chart(alt.Data(values=[{"t": 0.0}, {"t": 0.84}]))
    line = (
        ends.transform_calculate(y="datum.t + offset")
        .mark_line(color=PALETTE[1], strokeWidth=1.5, clip=True)
        .encode(x="t:Q", y="y:Q")
    )
    chosen = alt.Chart(alt.Data(values=bars)).transform_filter("abs(datum.o - offset) < 0.01")
    on_line = (
        chosen.transform_filter("datum.n == 1")
        .transform_calculate(y="datum.b + offset", y2="datum.d + offset")
        .mark_rule(color=PALETTE[1], strokeWidth=6, clip=True)
        .encode(x="b:Q", x2="d:Q", y="y:Q", y2="y2:Q")
    )
    below = (
        chosen.mark_rule(strokeWidth=4)
        .encode(
            x=alt.X("b:Q", title="time along the line", scale=alt.Scale(domain=[0, 0.85], nice=False)),
            x2="d:Q",
            y=alt.Y("n:O", title="bars", axis=alt.Axis(labels=False, ticks=False)),
            color=alt.condition("datum.n == 1", alt.value(PALETTE[1]), alt.value(PALETTE[6])),
            tooltip=["b:Q", "d:Q"],
        )
        .properties(height=110, width="container")
    )
    return alt.vconcat((cells + line + on_line).add_params(pick).properties(height=300, width="container"), below)


def supports_figure(
    lists: Mapping[str, Sequence[IntervalModule]], box: tuple[tuple[float, float], tuple[float, float]]
) -> Figure:
    """Draw the supports of interval modules, one panel for each list."""
    figure, axes = new_figure(2.5 * len(lists) + 0.4, 2.7, ncols=len(lists), squeeze=False)
    for axis, (title, modules) in zip(axes[0], lists.items(), strict=True):
        for i, module in enumerate(modules):
            _fill(axis, module, box, PALETTE[i % 6])
        axis.set(xlim=(box[0][0], box[1][0]), ylim=(box[0][1], box[1][1]), aspect="equal", title=title)
        axis.set(xlabel="first parameter", ylabel="second parameter")
    return figure


def _fill(axis: Any, module: IntervalModule, box: Any, colour: str, **options: Any) -> None:
    """Fill a support cell by cell between the corners' coordinates, and mark the corners."""
    corners = [*module.births, *module.deaths]
    cuts = [
        sorted({float(np.clip(float(c[k]), box[0][k], box[1][k])) for c in corners} | {box[0][k], box[1][k]})
        for k in (0, 1)
    ]
    inside = np.array([[module.contains((x, y)) for x in cuts[0][:-1]] for y in cuts[1][:-1]], dtype=float)
    for j, row in enumerate(inside):
        for i, cell in enumerate(row):
            if cell:
                axis.fill(
                    [cuts[0][i], cuts[0][i + 1], cuts[0][i + 1], cuts[0][i]],
                    [cuts[1][j], cuts[1][j], cuts[1][j + 1], cuts[1][j + 1]],
                    color=colour,
                    alpha=options.get("alpha", 0.35),
                    lw=0,
                )
    finite = [c for c in module.deaths if max(c) < inf]
    axis.scatter(*np.array(module.births, dtype=float).T, s=18, color=colour, marker="o", clip_on=False, zorder=3)
    if finite:
        axis.scatter(*np.array(finite, dtype=float).T, s=22, color=colour, marker="x", clip_on=False, zorder=3)


def precision_figure(max_error: float) -> Figure:
    """Draw the candidate for four known rectangles at one precision, the truth as outlines."""
    corners = (((1, 1), (4, 5)), ((2, 0), (3, 3)), ((0, 2), (5, 2.5)), ((2, 2), (2.2, 6)))
    f = disjoint_union(*(rectangle(*pair) for pair in corners))
    box = ((-1.0, -1.0), (7.0, 7.0))
    figure, axis = new_figure(4.6, 3.8)
    # the lines run through the box, neighbours max_error apart
    for offset in np.arange(-8, 8 + max_error, max_error) if max_error >= 0.5 else []:
        axis.axline((0, offset), slope=1, color=PALETTE[6], lw=0.5)
    for i, module in enumerate(mma(f, max_error, box)[1]):
        _fill(axis, module, box, PALETTE[i])
    for birth, death in corners:
        axis.plot(
            [birth[0], death[0], death[0], birth[0], birth[0]],
            [birth[1], birth[1], death[1], death[1], birth[1]],
            color=PALETTE[6],
            lw=1.2,
            ls="--",
        )
    axis.set(xlim=(-0.5, 6.5), ylim=(-0.5, 6.5), aspect="equal", xlabel="first parameter", ylabel="second parameter")
    return figure


def picture_chart(
    modules: Sequence[IntervalModule],
    box: tuple[tuple[float, ...], tuple[float, ...]],
    powers: Mapping[str, float],
    deltas: Sequence[float],
    pixels: int = 25,
) -> alt.Chart:
    """Show the stable picture of a list for a chosen power and a chosen width."""
    import altair as alt

    grid = pixel_grid(*box, pixels)
    rows = [
        {
            "p": name,
            "w": delta,
            # percent: two digits are enough for a colour
            "v": (100 * scdr(modules, grid, delta, p, device="cpu")).round().long().reshape(-1).tolist(),
        }
        for name, p in powers.items()
        for delta in deltas
    ]
    power = alt.param(name="power", value="1", bind=alt.binding_select(options=list(powers), name="p "))
    width = alt.param(
        name="focus",
        value=deltas[len(deltas) // 2],
        bind=alt.binding_select(options=list(deltas), name="delta "),
    )
    step = [float(axis[1] - axis[0]) for axis in grid]
    return (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.p == power && datum.w == focus")
        .transform_flatten(["v"])
        .transform_window(k="row_number()")
        .transform_calculate(
            x=f"{box[0][0] - step[0] / 2:.5f} + {step[0]:.5f} * floor((datum.k - 1) / {pixels})",
            y=f"{box[0][1] - step[1] / 2:.5f} + {step[1]:.5f} * ((datum.k - 1) % {pixels})",
            x2=f"datum.x + {step[0]:.5f}",
            y2=f"datum.y + {step[1]:.5f}",
        )
        .mark_rect()
        .encode(
            x=alt.X("x:Q", title="radius", scale=alt.Scale(nice=False)),
            x2="x2:Q",
            y=alt.Y("y:Q", title="codensity at most", scale=alt.Scale(nice=False, zero=False)),
            y2="y2:Q",
            color=alt.Color(
                "v:Q",
                title="percent",
                scale=alt.Scale(scheme=SEQUENTIAL, domain=[0, 100]),
                legend=alt.Legend(orient="top", gradientLength=180),
            ),
        )
        .add_params(power, width)
        .properties(height=330)
    )


def stability_chart(found: Sequence[Perturbation]) -> alt.Chart:
    """Plot the difference of pictures against the distance of lists, for a chosen power."""
    import altair as alt

    names = {0: "0", 0.5: "1/2", 1: "1", inf: "infinity"}
    # one row for each power, taken apart in the browser: names of columns would outweigh the numbers
    rows = [
        {
            "p": name,
            "x": [round(min(one.epsilon / one.delta, 1), 3) for one in found],
            "y": [round(one.difference[p], 3) for one in found],
            "a": [int(one.difference[p] > one.epsilon / one.delta + 1e-9) for one in found],
        }
        for p, name in names.items()
    ]
    pick = alt.param(
        name="exponent", value="infinity", bind=alt.binding_select(options=list(names.values()), name="p ")
    )
    dots = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.p == exponent")
        .transform_flatten(["x", "y", "a"])
        .transform_calculate(above="datum.a ? 'yes' : 'no'")
        .mark_point(filled=True, size=40, opacity=0.7)
        .encode(
            x=alt.X("x:Q", title="bottleneck distance over delta (1 and more alike)"),
            y=alt.Y("y:Q", title="largest difference of the pictures", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "above:N",
                title="above the line",
                scale=alt.Scale(domain=["no", "yes"], range=[PALETTE[0], PALETTE[1]]),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape("above:N", title="above the line", legend=None),
        )
        .add_params(pick)
    )
    line = (
        alt.Chart(alt.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
        .mark_line(color=PALETTE[6], strokeDash=[5, 4])
        .encode(x="x:Q", y="y:Q")
    )
    return (line + dots).properties(height=320)


def convergence_figure(sizes: Sequence[int], distances: np.ndarray, slope: Sequence[float]) -> Figure:
    """Plot distances of independent pictures against the sample size, with the fitted power law."""
    figure, axis = new_figure(6.0, 3.0)
    x = np.repeat(sizes, distances.shape[1])
    axis.scatter(x, distances.ravel(), s=16, color=PALETTE[0], alpha=0.7, label="one pair of samples")
    middle = np.exp(np.log(distances).mean())
    centre = np.exp(np.log(x).mean())
    axis.plot(
        sizes, middle * (np.array(sizes) / centre) ** slope[0], color=PALETTE[1], label=f"exponent {slope[0]:.2f}"
    )
    axis.set(xscale="log", yscale="log", xlabel="points", ylabel="largest difference")
    axis.set_xticks(list(sizes), [f"{n:,}" for n in sizes])
    axis.minorticks_off()
    axis.legend()
    return figure


def accuracy_figure(runs: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Show by how much two parameters are ahead of each other description, with intervals."""
    figure, axis = new_figure(6.6, 0.5 * len(runs) + 1.5)
    others = ("one parameter", "Hilbert function", "raw")
    for row, run in enumerate(runs.values()):
        for i, other in enumerate(others):
            gain, low, high = run[other]["two parameters ahead by"]
            at = row + 0.22 * (i - 1)
            axis.plot([low, high], [at, at], color=PALETTE[i], lw=2)
            axis.plot(gain, at, "os^"[i], color=PALETTE[i], ms=6, label=other if row == 0 else None)
    axis.axvline(0, color=PALETTE[6], lw=0.8)
    axis.set_yticks(range(len(runs)), list(runs))
    axis.invert_yaxis()
    axis.set(xlabel="two parameters ahead by (accuracy)")
    axis.legend(loc="best")
    return figure


def edge_figure(f: Bifiltration, candidate: Sequence[IntervalModule]) -> Figure:
    """Show the dimensions of an edge's module beside the two intervals that have the same ranks."""
    figure, axes = new_figure(6.8, 2.6, ncols=3)
    box = ((-0.5, -0.5), (3.0, 3.0))
    cuts = np.array([-0.5, 0, 1, 2, 3])
    table = hilbert_function(f, 0, [cuts[:-1].tolist()] * 2)
    axes[0].pcolormesh(cuts, cuts, table.T, cmap=SEQUENTIAL, alpha=0.6)
    for (i, j), value in np.ndenumerate(table):
        axes[0].text((cuts[i] + cuts[i + 1]) / 2, (cuts[j] + cuts[j + 1]) / 2, str(value), ha="center", va="center")
    axes[0].set(title="dimensions", aspect="equal", xlabel="first parameter", ylabel="second parameter")
    for i, module in enumerate(candidate):
        _fill(axes[i + 1], module, box, PALETTE[i])
        axes[i + 1].set(
            xlim=(-0.5, 3), ylim=(-0.5, 3), aspect="equal", title=f"interval {i + 1}", xlabel="first parameter"
        )
    return figure
