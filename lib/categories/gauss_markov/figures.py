"""The chapter's pictures and controls."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import sympy
from sympy import ImmutableMatrix

from lib.book import PALETTE
from lib.categories.gauss_markov.data import ANSCOMBE, anscombe, longley
from lib.categories.gauss_markov.descent import gradient_descent_exact
from lib.categories.gauss_markov.estimators import linear_unbiased
from lib.categories.gauss_markov.examples import line_fits, mean_grid, three_points
from lib.categories.gauss_markov.model import Fit, LinearModel, Vector, squared_norm
from lib.categories.gauss_markov.precision import METHODS, coefficient_error
from lib.categories.gauss_markov.sketch import Point, arrow, dot, label, picture
from lib.exact import GraphPicture
from lib.exact.linear_algebra import random_rational_matrix, rational_vector

if TYPE_CHECKING:
    import altair as alt

FIT_NAMES = (
    "least squares",
    "last point weighs 1/10",
    "first two points",
    "last point clipped",
    "always zero",
    "products of data",
)
LINEAR_FITS = ("least squares", "last point weighs 1/10", "first two points", "always zero")


def residual_arrows() -> GraphPicture:
    """Draw data space for the running example: the plane of predictions, four of them, and their residuals."""
    model, y = three_points()
    # an orthonormal basis: two directions in the plane of predictions, one across it (drawn six times as long)
    basis = [ImmutableMatrix(v) for v in ([1, 1, 1], [-1, 0, 1], [1, -2, 1])]

    def project(along: float, deep: float, up: float = 0.0) -> Point:
        return 30 + 46 * along + 30 * deep, 255 - 34 * deep - 6 * 45 * up

    def place(v: Vector) -> Point:
        return project(*(float(v.dot(b)) / math.sqrt(float(b.dot(b))) for b in basis))

    def at(a: object) -> Point:
        return place(model.F(rational_vector(a)))

    corners = [project(*corner) for corner in ((0, -0.7), (8, -0.7), (8, 5), (0, 5))]
    pieces = [
        f'<polygon points="{" ".join(f"{x:.1f},{v:.1f}" for x, v in corners)}" fill="{PALETTE[5]}" fill-opacity="0.18" '
        'stroke="currentColor" stroke-opacity="0.4"/>',
        label((corners[1][0] - 40, corners[1][1] - 9), "predictions", anchor="end"),
    ]
    fit, top = model.F(model.G(y)), place(y)
    foot = place(fit)
    for name, a in (("F(a₁)", [0, "1/2"]), ("F(a₂)", ["5/2", 0]), ("F(a₃)", [1, "9/4"])):
        start = at(a)
        pieces += [
            arrow(start, foot, PALETTE[2], dashed=True),
            arrow(start, top, PALETTE[0]),
            dot(start, PALETTE[0]),
            label((start[0], start[1] + 21), name, anchor="middle"),
        ]
    side = place(fit + (model.F(rational_vector([0, "1/2"])) - fit) / 11)
    square = [(foot[0], foot[1] - 15), (side[0], side[1] - 15), side]
    pieces += [
        arrow(foot, top, PALETTE[1]),
        f'<polyline points="{" ".join(f"{x:.1f},{v:.1f}" for x, v in square)}" fill="none" stroke="currentColor"/>',
        dot(foot, PALETTE[1]),
        dot(top, PALETTE[1]),
        label((foot[0] + 8, foot[1] + 20), "FG(y)"),
        label((top[0] + 10, top[1] - 6), "y"),
        label((foot[0] + 7, (foot[1] + top[1]) / 2), "ρ(y)"),
    ]
    return picture(pieces, 560, 295, "a plane of predictions, arrows from four of its points to data above it")


def variance_ellipses(count: int = 14, seed: int = 2) -> alt.Chart:
    """Draw the ellipses of equal density of the estimate, for least squares and for other unbiased estimators."""
    import altair as alt

    model, _ = three_points()
    source = random.Random(seed)
    matrices = [("least squares", model.left_inverse)]
    for i in range(count):
        Z = random_rational_matrix(source, 2, 3, size=2) / 2
        matrices.append((f"unbiased estimator {i + 1}", linear_unbiased(model, Z)))
    rows = []
    for name, L in matrices:
        covariance = L * L.T
        first, mixed, second = (float(covariance[k]) for k in (0, 1, 3))
        # Cholesky: the ellipse is the image (p u, q u + r v) of the unit circle
        p = math.sqrt(first)
        q = mixed / p
        r = math.sqrt(max(second - q * q, 0.0))
        kind = "least squares" if name == "least squares" else "other unbiased"
        rows.append({"estimator": name, "kind": kind, "p": round(p, 4), "q": round(q, 4), "r": round(r, 4)})
        rows[-1]["step"] = list(range(61))
    kinds = ["least squares", "other unbiased"]
    return (
        alt.Chart(alt.Data(values=rows))
        .transform_flatten(["step"])
        .transform_calculate(u="cos(datum.step * PI / 30)", v="sin(datum.step * PI / 30)")
        .transform_calculate(intercept="datum.p * datum.u", slope="datum.q * datum.u + datum.r * datum.v")
        .mark_line()
        .encode(
            x=alt.X("intercept:Q", title="error of the intercept, in units of the noise"),
            y=alt.Y("slope:Q", title="error of the slope"),
            order="step:Q",
            detail="estimator:N",
            color=alt.Color(
                "kind:N",
                legend=alt.Legend(title=None, orient="bottom"),
                scale=alt.Scale(domain=kinds, range=[PALETTE[1], PALETTE[6]]),
            ),
            strokeWidth=alt.condition("datum.kind == 'least squares'", alt.value(4), alt.value(1.2)),
            tooltip=["estimator:N"],
        )
        .properties(height=320)
    )


def quartet_chart() -> alt.VConcatChart:
    """Let the reader move a line through Anscombe's data, and split its residual sum of squares."""
    import altair as alt

    rows = []
    for name, (xs, ys) in ANSCOMBE.items():
        model, data = anscombe(name)
        least = float(squared_norm(model.min_residual(data)))
        rows += [{"set": name, "x": float(x), "y": float(y), "least": least} for x, y in zip(xs, ys, strict=True)]
    chosen = alt.param(name="quartet", value="I", bind=alt.binding_select(options=list(ANSCOMBE), name="data set "))
    intercept = alt.param(name="intercept", value=6, bind=alt.binding_range(min=0, max=8, step=0.25, name="intercept "))
    slope = alt.param(name="slope", value=0.25, bind=alt.binding_range(min=-0.5, max=1.5, step=0.05, name="slope "))
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.set == quartet")
        .transform_calculate(line="intercept + slope * datum.x")
        .transform_calculate(r="datum.y - datum.line")
        .transform_calculate(sq="datum.r * datum.r")
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[3, 20]), title="x")
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, 16], clamp=True), title="y")
    points = base.mark_point(filled=True, size=70, color=PALETTE[0]).encode(
        x=x, y=y, tooltip=["x:Q", "y:Q", alt.Tooltip("r:Q", title="residual", format=".2f")]
    )
    sticks = base.mark_rule(color=PALETTE[1]).encode(x=x, y=y, y2="line:Q")
    line = base.mark_line(color="gray").encode(x=x, y=alt.Y("line:Q", title="y"))
    parts = (
        base.transform_aggregate(total="sum(sq)", least="max(least)", groupby=["set"])
        .transform_calculate(excess="max(datum.total - datum.least, 0)")
        .transform_fold(["least", "excess"], as_=["part", "value"])
        .transform_calculate(
            label="datum.part == 'least' ? 'minimum residual ‖ρ‖²' : 'explained by parameters ‖X(a−â)‖²'",
            rank="datum.part == 'least' ? 0 : 1",
        )
    )
    bars = parts.mark_bar(height=26).encode(
        x=alt.X("value:Q", title="residual sum of squares", scale=alt.Scale(domain=[0, 160], clamp=True)),
        order="rank:Q",
        color=alt.Color(
            "label:N",
            title=None,
            scale=alt.Scale(
                domain=["minimum residual ‖ρ‖²", "explained by parameters ‖X(a−â)‖²"], range=[PALETTE[1], PALETTE[2]]
            ),
            legend=alt.Legend(orient="bottom", direction="vertical", labelLimit=280),
        ),
        tooltip=["label:N", alt.Tooltip("value:Q", format=".3f")],
    )
    return alt.vconcat(
        (sticks + line + points).properties(width=290, height=260), bars.properties(width=290, height=40)
    ).add_params(chosen, intercept, slope)


class FitReport:
    """A line chosen by one of six fits, and which adjunctions the fit takes part in, as a drawing and a table."""

    def __init__(self, fit: str, last: int) -> None:
        self.model, _ = three_points()
        self.name = fit
        self.data = rational_vector([1, 2, last])

    def _repr_html_(self) -> str:
        fit = line_fits(self.model)[self.name]
        a = fit(self.data)
        return f"<div>{self._drawing(a)._repr_svg_()}{self._table(fit, a)}</div>"

    def _drawing(self, a: Vector) -> GraphPicture:
        def place(x: float, y: float) -> Point:
            return 40 + 120 * x, 200 - 22 * y

        fitted = self.model.F(a)
        (left, start), (right, end) = (place(x, float(a[0]) + float(a[1]) * x) for x in (-0.2, 2.2))
        pieces = [
            '<path d="M20 200H320" stroke="currentColor" stroke-opacity="0.4"/>',
            f'<path d="M{left:.0f} {start:.1f}L{right:.0f} {end:.1f}" stroke="{PALETTE[6]}" stroke-width="2"/>',
        ]
        # one path for all sticks, one group for all points: the page carries thirty of these drawings
        sticks, dots, heights = "", "", ""
        for i in range(3):
            (x, y), (_, foot) = place(i, float(self.data[i])), place(i, float(fitted[i]))
            sticks += f"M{x} {y:.0f}V{foot:.1f}"
            dots += f'<circle cx="{x}" cy="{y:.0f}" r="5"/>'
            heights += f'<text x="{x + 9}" y="{y - 7:.0f}">{self.data[i]}</text>'
        pieces += [
            f'<path d="{sticks}" stroke="{PALETTE[1]}" stroke-width="3"/>',
            f'<g fill="{PALETTE[0]}" stroke="currentColor">{dots}</g>',
            f'<g fill="currentColor" font-size="14">{heights}</g>',
        ]
        return picture(pieces, 340, 215, f"three points and the line of the fit {self.name}")

    def _hat_row(self, fit: Fit) -> str:
        """Spell out what each data value adds to the fitted last value; empty where the fit is not linear."""
        if self.name not in LINEAR_FITS:
            return ""
        units = [rational_vector([int(i == j) for i in range(3)]) for j in range(3)]
        row = ", ".join(str(self.model.F(fit(unit))[2]) for unit in units)
        return f", hat-matrix row of the last point ({row})"

    def _table(self, fit: Fit, a: Vector) -> str:
        rest = self.data - self.model.F(a)
        light = ImmutableMatrix.diag(1, 1, sympy.Rational(1, 10))
        orthogonal = (self.model.X.T * rest).is_zero_matrix
        weighted = (self.model.X.T * light * rest).is_zero_matrix
        closest = (self.model.X * (a - self.model.G(self.data))).is_zero_matrix
        best = self.name == FIT_NAMES[0]
        # formulas in plain characters: no page has to typeset thirty tables of which it shows one
        rows = [
            ("version 1: one arrow for any two", True, True),
            ("unit zero: recovers lines without noise", None, self.name in FIT_NAMES[:4]),
            ("R1: Xᵀε = 0", orthogonal, best),
            ("R2, weights 1, 1, 1/10: XᵀWε = 0", weighted, self.name == FIT_NAMES[1]),
            ("R3: growing noise", orthogonal, best),
            ("lax: d(F(a), y) ≥ d(a, G′(y))", closest, best),
        ]
        body = "".join(
            f'<tr><th scope="row">{what}</th><td>{_mark(here)}</td><td>{_mark(always)}</td></tr>'
            for what, here, always in rows
        )
        counit = ", ".join(map(str, rest))
        return (
            f"<p>intercept {a[0]}, slope {a[1]}, counit ({counit}){self._hat_row(fit)}</p>"
            '<table class="table"><thead><tr><th scope="col">test</th><th scope="col">here</th>'
            f'<th scope="col">always</th></tr></thead><tbody>{body}</tbody></table>'
        )


def _mark(value: bool | None) -> str:
    return "" if value is None else ("✓&nbsp;yes" if value else "✗&nbsp;no")


def fit_report(fit: str, last: int) -> FitReport:
    """Return drawing and table for one fit and one height of the last point.

    Raises
    ------
    ValueError
        If there is no fit of that name.
    """
    if fit not in FIT_NAMES:
        raise ValueError(f"fit must be one of {FIT_NAMES}, got {fit!r}")
    return FitReport(fit, last)


def noise_chart() -> alt.Chart:
    """Show the noise order on the grid: columns are fibres of the fit, height is the size of the residual."""
    import altair as alt

    grid = mean_grid()
    seen: dict[tuple[Any, Any], int] = {}
    rows = []
    for y in grid.data:
        mean, size = grid.model.G(y)[0], squared_norm(grid.model.min_residual(y))
        index = seen[mean, size] = seen.get((mean, size), -1) + 1
        rows.append(
            {
                "mean": float(mean) + 0.055 * index,
                "size": float(size),
                "data": str(tuple(y)),
                "kind": "prediction" if size == 0 else "data with noise",
            }
        )
    kinds = ["prediction", "data with noise"]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, size=45)
        .encode(
            x=alt.X("mean:Q", title="mean, the fitted parameter", scale=alt.Scale(domain=[-0.1, 2.4])),
            y=alt.Y("size:Q", title="squared length of the minimum residual"),
            color=alt.Color(
                "kind:N",
                legend=alt.Legend(title=None, orient="bottom"),
                scale=alt.Scale(domain=kinds, range=[PALETTE[1], PALETTE[0]]),
            ),
            shape=alt.Shape("kind:N", legend=alt.Legend(title=None, orient="bottom"), scale=alt.Scale(domain=kinds)),
            tooltip=["data:N", alt.Tooltip("size:Q", title="squared residual", format=".3f")],
        )
        .properties(height=280)
    )


def lax_chart() -> alt.LayerChart:
    """Compare the two distances along all parameters of a constant, for a value g that the reader chooses."""
    import altair as alt

    model, y = LinearModel([[1], [1], [1]]), rational_vector([0, 0, 3])
    rest = float(squared_norm(model.min_residual(y)))
    mean = float(model.G(y)[0])
    value = alt.param(name="value", value=2, bind=alt.binding_range(min=-1, max=3, step=0.25, name="g "))
    rows = [{"a": k / 10} for k in range(-40, 61)]
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_calculate(forth=f"sqrt(3 * pow(datum.a - {mean}, 2) + {rest})")
        .transform_calculate(back="sqrt(3) * abs(datum.a - value)")
    )
    names = ["from F(a) to the data", "from a to g"]
    curves = (
        base.transform_calculate(**{names[0]: "datum.forth", names[1]: "datum.back"})
        .transform_fold(names, as_=["distance", "length"])
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("a:Q", title="parameter a"),
            y=alt.Y("length:Q", title="distance", scale=alt.Scale(domain=[0, 12], clamp=True)),
            color=alt.Color(
                "distance:N",
                legend=alt.Legend(title=None, orient="bottom"),
                scale=alt.Scale(domain=names, range=[PALETTE[0], PALETTE[1]]),
            ),
            strokeDash=alt.StrokeDash(
                "distance:N", legend=alt.Legend(title=None, orient="bottom"), scale=alt.Scale(domain=names)
            ),
        )
    )
    broken = (
        base.transform_filter("datum.forth < datum.back - 1e-9")
        .mark_rule(color=PALETTE[1], opacity=0.25, strokeWidth=4)
        .encode(x="a:Q", y=alt.Y("forth:Q", title="distance"), y2="back:Q")
    )
    return (broken + curves).add_params(value).properties(height=300)


def descent_chart(steps: int = 14) -> alt.LayerChart:
    """Draw the path of gradient descent in the plane of parameters, for the running example."""
    import altair as alt

    model, y = three_points()
    states = gradient_descent_exact(model, y, [0, 0], "1/4", steps)
    rows = [
        {
            "step": t,
            "intercept": float(s.a[0]),
            "slope": float(s.a[1]),
            "rss": float(squared_norm(s.r)),
            "digits": len(str(s.a[0].q)),
        }
        for t, s in enumerate(states)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("intercept:Q", title="intercept"), y=alt.Y("slope:Q", title="slope")
    )
    path = base.mark_line(color=PALETTE[6], strokeWidth=1.5).encode(order="step:Q")
    points = base.mark_point(filled=True, size=60, color=PALETTE[0]).encode(
        tooltip=[
            "step:Q",
            alt.Tooltip("rss:Q", title="residual sum of squares", format=".4f"),
            alt.Tooltip("digits:Q", title="digits of the denominator"),
        ]
    )
    fit = model.G(y)
    star = (
        alt.Chart(alt.Data(values=[{"intercept": float(fit[0]), "slope": float(fit[1])}]))
        .mark_point(shape="cross", filled=True, size=180, color=PALETTE[1])
        .encode(x="intercept:Q", y="slope:Q")
    )
    return (path + points + star).properties(height=280)


def precision_chart() -> alt.Chart:
    """Show the error of Longley's coefficients against the number of bits, for two ways to solve."""
    import altair as alt

    model, y = longley()
    rows = [
        {"method": method, "bits": bits, "error": error}
        for method in METHODS
        for bits in range(16, 97, 4)
        if (error := coefficient_error(model, y, bits, method)) < 1e3
    ]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("bits:Q", title="bits of each number"),
            y=alt.Y(
                "error:Q",
                title="largest relative error",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format=".0e", tickCount=8),
            ),
            color=alt.Color(
                "method:N",
                legend=alt.Legend(title=None, orient="bottom"),
                scale=alt.Scale(domain=list(METHODS), range=[PALETTE[1], PALETTE[0]]),
            ),
            strokeDash=alt.StrokeDash(
                "method:N", legend=alt.Legend(title=None, orient="bottom"), scale=alt.Scale(domain=list(METHODS))
            ),
            tooltip=["method:N", "bits:Q", alt.Tooltip("error:Q", format=".1e")],
        )
        .properties(height=300)
    )
