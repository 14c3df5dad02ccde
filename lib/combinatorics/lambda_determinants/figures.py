"""The chapter's charts and controls."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lib.book import PALETTE
from lib.book.markup import inline_html
from lib.combinatorics.lambda_determinants.condensation import SingularMinorError, condensation
from lib.combinatorics.lambda_determinants.determinant import lambda_determinant
from lib.combinatorics.lambda_determinants.drawings import (
    SIDE_COLOURS,
    draw_asm,
    draw_asms,
    draw_layers,
    draw_tiling,
    picture,
    term_of,
)
from lib.combinatorics.lambda_determinants.expansion import lambda_polynomial
from lib.combinatorics.lambda_determinants.layers import Pair, compatible_pairs
from lib.combinatorics.lambda_determinants.matrices import ASM, alternating_sign_matrices, vertex_types
from lib.combinatorics.lambda_determinants.placement import Corner, placed_apex
from lib.combinatorics.lambda_determinants.shuffling import random_pair
from lib.combinatorics.lambda_determinants.tilings import domino_tiling
from lib.exact import GraphPicture

if TYPE_CHECKING:
    import altair as alt

MATRICES: dict[str, list[list[int]]] = {
    "the example": [[2, 1, 3], [1, 4, 1], [5, 1, 2]],
    "all ones, 4 x 4": [[1] * 4] * 4,
    "powers of 1, 2, 3": [[1, 1, 1], [4, 2, 1], [9, 3, 1]],
    "a minor that vanishes": [[1, 2, 3, 4], [2, 2, 2, 1], [3, 1, 1, 5], [4, 1, 2, 2]],
}
LAMBDAS: dict[str, Fraction] = {
    str(value): value for value in (Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(1), Fraction(2))
}
SAMPLE = [[2, 1, 3, 1], [1, 3, 1, 2], [4, 1, 2, 1], [1, 2, 1, 3]]


def seven_matrices() -> GraphPicture:
    """Draw the seven alternating sign matrices of size 3 with their coefficients."""
    matrices = list(alternating_sign_matrices(3))
    return draw_asms(matrices, [term_of(B) for B in matrices], columns=4)


def chosen_asms() -> dict[str, ASM]:
    """Return a few alternating sign matrices worth seeing, by name."""
    return {
        "one -1": ((0, 1, 0), (1, -1, 1), (0, 1, 0)),
        "identity": ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)),
        "reversal": ((0, 0, 0, 1), (0, 0, 1, 0), (0, 1, 0, 0), (1, 0, 0, 0)),
        "size 5": ((0, 0, 1, 0, 0), (0, 1, -1, 1, 0), (1, -1, 1, -1, 1), (0, 1, -1, 1, 0), (0, 0, 1, 0, 0)),
    }


class Frame:
    """A drawing with a line of text above or below it."""

    def __init__(self, drawing: GraphPicture | None, words: str) -> None:
        self.drawing = drawing
        self.words = words

    def _repr_html_(self) -> str:
        svg = "" if self.drawing is None else self.drawing.svg
        return f"{svg}<p>{inline_html(self.words)}</p>"


def asm_view(matrix: ASM, view: Any) -> Frame:
    """Show one alternating sign matrix in one of its three pictures, with its counts."""
    kinds = [kind for row in vertex_types(matrix) for kind in row]
    a, b, c = kinds.count("a1"), kinds.count("b1"), kinds.count("c2")
    words = f"$\\lambda$-cells {a}, $\\mu$-cells {b}, entries $-1$: {c}. Together ${a}+{b}+{c}={a + b + c}$."
    return Frame(draw_asm(matrix, view), words)


def pyramid(matrix: list[list[int]], lambda_: Fraction) -> Frame:
    """Show the layers of a condensation with one parameter, and say where it stops."""
    n = len(matrix)
    result = lambda_determinant(matrix, lambda_)
    try:
        layers = condensation(matrix, lambda_)[1:]
        words = f"At $\\lambda={_tex(lambda_)}$ the apex is ${_tex(result)}$."
    except SingularMinorError as error:
        layers = _layers_below(matrix, lambda_, error.k + 1)
        words = (
            f"Condensation stops: the minor of size {error.k} at row {error.i}, column {error.j} is zero. "
            f"The sum over matrices still gives ${_tex(result)}$."
        )
    return Frame(draw_layers(layers, f"the layers of the condensation of a matrix of size {n}"), words)


def _layers_below(matrix: list[list[int]], value: Fraction, height: int) -> list[list[list[Fraction]]]:
    """Return the layers 1..height, each minor by its own sum."""
    n = len(matrix)
    return [
        [
            [lambda_determinant([row[j : j + k] for row in matrix[i : i + k]], value) for j in range(n - k + 1)]
            for i in range(n - k + 1)
        ]
        for k in range(1, height + 1)
    ]


def _tex(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    sign = "-" if value < 0 else ""
    return f"{sign}\\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def pairs_of_three() -> dict[str, Pair]:
    """Return the eight compatible pairs of sizes 2 and 3, by number."""
    return {str(number): pair for number, pair in enumerate(compatible_pairs(3), 1)}


def pair_view(pair: Pair) -> Frame:
    """Show a compatible pair of size 3 as a domino tiling, with its monomial."""
    dominoes = domino_tiling(pair.A, pair.B)
    order = len(pair.A)
    lam = "".join(f"\\lambda_{{{i}{j}}}" for (i, j), power in pair.lam_exponents.items() if power)
    mu = "".join(f"\\mu_{{{i}{j}}}" for (i, j), power in pair.mu_exponents.items() if power)
    words = f"$A={_matrix_tex(pair.A)}$, $B={_matrix_tex(pair.B)}$, monomial ${lam}{mu}$"
    alt = f"a domino tiling of the Aztec diamond of order {order} with {len(dominoes)} dominoes"
    return Frame(draw_tiling(dominoes, order, alt, unit=70.0), words)


def _matrix_tex(matrix: ASM) -> str:
    return "\\begin{pmatrix}" + "\\\\".join("&".join(map(str, row)) for row in matrix) + "\\end{pmatrix}"


@lru_cache(maxsize=16)
def placement_counts(lam_corner: Corner, mu_corner: Corner) -> tuple[int, int]:
    """Return the numbers of terms of numerator and denominator of x[4] for one placement."""
    apex = placed_apex(lam_corner, mu_corner)
    return len(apex.numer), len(apex.denom)


def placement_view(lambda_corner: Corner, mu_corner: Corner) -> Frame:
    """Show where the two coefficients hang on the new minor and what becomes of x[4]."""
    above, below = placement_counts(lambda_corner, mu_corner)
    side, left, top = 130, 45, 30
    circles, names = [], []
    for corner, name, colour, up in (
        (lambda_corner, "λ", SIDE_COLOURS["NW"], -10),
        (mu_corner, "μ", SIDE_COLOURS["NE"], 10),
    ):
        x = left + side * (corner[1] == "E") + (up if lambda_corner == mu_corner else 0)
        y = top + side * (corner[0] == "S")
        circles.append(f'<circle cx="{x}" cy="{y}" r="15" fill="{colour}"/>')
        names.append(f'<text x="{x}" y="{y + 5}" fill="#fff">{name}</text>')
    names.append(f'<text x="{left + side // 2}" y="{top + side // 2 + 5}">new minor</text>')
    pieces = [
        f'<path d="M{left} {top}h{side}v{side}h-{side}z" fill="{PALETTE[5]}" fill-opacity="0.15" stroke="currentColor"/>',
        *circles,
        f'<g font-size="15" text-anchor="middle" fill="currentColor">{"".join(names)}</g>',
    ]
    verdict = "Laurent" if below == 1 else "not Laurent"
    terms = "1 term" if below == 1 else f"{below} terms"
    words = f"$x[4]$ has {above} terms over a denominator of {terms}: *{verdict}*."
    alt = f"lambda at the {lambda_corner} corner, mu at the {mu_corner} corner"
    return Frame(picture(pieces, 220, 190, alt), words)


def contribution_groups(matrix: list[list[int]]) -> list[dict[str, Any]]:
    """Return the coefficients of the determinant by number of lambda-cells and of entries -1."""
    totals: dict[tuple[int, int], Fraction] = {}
    counts: dict[tuple[int, int], int] = {}
    for B in alternating_sign_matrices(len(matrix)):
        kinds = [kind for row in vertex_types(B) for kind in row]
        key = (kinds.count("a1"), kinds.count("c2"))
        product = Fraction(1)
        for entries, signs in zip(matrix, B, strict=True):
            for entry, sign in zip(entries, signs, strict=True):
                product *= Fraction(entry) ** sign
        totals[key] = totals.get(key, Fraction(0)) + product
        counts[key] = counts.get(key, 0) + 1
    return [
        {
            "a": a,
            "b": b,
            "coefficient": float(totals[a, b]),
            "matrices": counts[a, b],
            "group": f"{a}, {b}",
            "kind": ("permutations", "one -1", "two -1")[b],
        }
        for a, b in sorted(totals)
    ]


def contribution_chart() -> alt.LayerChart:
    """Show the terms of a 4 x 4 determinant, grouped, as lambda moves; the groups add up to the determinant."""
    import altair as alt

    slider = alt.binding_range(min=-2, max=2, step=0.05, name="λ ")
    lam = alt.param(name="lam", value=-1, bind=slider)
    data = alt.Data(values=contribution_groups(SAMPLE))
    base = (
        alt.Chart(data)
        .transform_calculate(term="datum.coefficient * pow(lam, datum.a) * pow(1 + lam, datum.b)")
        .transform_joinaggregate(total="sum(term)")
        .transform_calculate(label="'sum of all 42 terms: ' + format(datum.total, ',.2f')")
    )
    bars = base.mark_bar().encode(
        x=alt.X("group:N", sort=None, title="cells with λ, entries -1", axis=alt.Axis(labelAngle=-60)),
        y=alt.Y("term:Q", title="contribution"),
        color=alt.Color(
            "kind:N", title=None, sort=["permutations", "one -1", "two -1"], legend=alt.Legend(orient="bottom")
        ),
        tooltip=["group:N", "matrices:Q", alt.Tooltip("term:Q", format=",.3f")],
    )
    words = base.transform_filter("datum.a == 0 && datum.b == 0").mark_text(align="left", fontSize=15, x=8, y=12)
    return (bars + words.encode(text="label:N")).add_params(lam).properties(height=320)


def tiling_view(lambda_: Fraction, n: int = 16) -> Frame:
    """Draw a random compatible pair for one value of lambda as a tiling, with the ellipse it should respect."""
    A, B = random_pair(n, lambda_, seed=7)
    share = lambda_ / (1 + lambda_)
    alt = f"a random domino tiling of the Aztec diamond of order {n - 1} at lambda {lambda_}"
    drawing = draw_tiling(domino_tiling(A, B), n - 1, alt, unit=26.0, ellipse=float(share))
    inside = sum(row.count(-1) for row in B)
    return Frame(drawing, f"$\\lambda={_tex(lambda_)}$: the matrix $B$ of size {n} has {inside} entries $-1$.")


def curves_chart(count: int = 6, n: int = 4, seed: int = 5) -> alt.LayerChart:
    """Draw the determinant of random matrices as a function of lambda, divided by its largest value on the interval."""
    import random

    import altair as alt

    rng = random.Random(seed)
    at = [Fraction(step, 12) for step in range(-24, 25)]
    rows = [{"lambda": round(float(t), 3)} for t in at]
    for number in range(1, count + 1):
        matrix = [[rng.choice((-1, 1)) * rng.randint(1, 9) for _ in range(n)] for _ in range(n)]
        polynomial = lambda_polynomial(matrix)
        values = [sum((c * t**power for power, c in enumerate(polynomial)), Fraction(0)) for t in at]
        largest = max(map(abs, values))
        for row, v in zip(rows, values, strict=True):
            row[str(number)] = round(float(v / largest), 3)
    pick = alt.selection_point(name="matrix", fields=["matrix"], bind="legend")
    lines = (
        alt.Chart(alt.Data(values=rows))
        .transform_fold([str(number) for number in range(1, count + 1)], as_=["matrix", "value"])
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("lambda:Q", title="λ"),
            y=alt.Y("value:Q", title="det_λ M, largest size set to 1"),
            color=alt.Color("matrix:N", title="matrix", legend=alt.Legend(orient="bottom")),
            strokeDash=alt.StrokeDash("matrix:N", legend=None),
            opacity=alt.condition(pick, alt.value(1.0), alt.value(0.15)),
        )
        .add_params(pick)
    )
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(opacity=0.5).encode(y="y:Q")
    return (zero + lines).properties(height=300)


def zeros_chart(lines: list[dict[str, Any]]) -> alt.LayerChart:
    """Show the recorded mean numbers of distinct real zeros against the degree."""
    import altair as alt

    data = alt.Data(values=[{**line, "label": f"{line['mean']:.2f} of {line['degree']}"} for line in lines])
    base = alt.Chart(data).encode(
        x=alt.X("n:O", title="size n", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("mean:Q", title="mean number of real zeros"),
    )
    bars = base.mark_bar(color=PALETTE[0]).encode(
        tooltip=["n:O", "degree:Q", "matrices:Q", alt.Tooltip("mean:Q", format=".3f")]
    )
    return (bars + base.mark_text(dy=-8).encode(text="label:N")).properties(height=260)


def stability_chart(lines: list[dict[str, Any]]) -> alt.Chart:
    """Show relative errors of floating-point condensation against exact values."""
    import altair as alt

    return (
        alt.Chart(alt.Data(values=lines))
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X(
                "n:Q", title="size n", scale=alt.Scale(type="log", base=2), axis=alt.Axis(values=[4, 8, 16, 24, 32])
            ),
            y=alt.Y(
                "worst:Q", title="largest relative error", scale=alt.Scale(type="log"), axis=alt.Axis(format=".0e")
            ),
            color=alt.Color("method:N", title=None, legend=alt.Legend(orient="bottom", columns=1, labelLimit=0)),
            strokeDash=alt.StrokeDash("method:N", legend=None),
            tooltip=["method:N", "n:Q", alt.Tooltip("median:Q", format=".1e"), alt.Tooltip("worst:Q", format=".1e")],
        )
        .properties(height=300)
    )
