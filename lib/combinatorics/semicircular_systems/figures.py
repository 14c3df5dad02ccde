"""The chapter's pictures and controls."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lib.book import PALETTE
from lib.book.markup import inline_html
from lib.combinatorics.semicircular_systems.fock import Vector, Word, words
from lib.combinatorics.semicircular_systems.laws import semicircle_density, tetilla_density
from lib.combinatorics.semicircular_systems.moments import pairings
from lib.combinatorics.semicircular_systems.projection import (
    distance_squared,
    nearest_commutator,
    numerator,
    projection_matrix,
)
from lib.combinatorics.semicircular_systems.wave import Point, core, top_degree, triangle, wave_solution

if TYPE_CHECKING:
    import altair as alt

# One colour for each integer of the projection formula; the ones of the pure powers are grey.
COLOURS = {-1: PALETTE[4], 1: PALETTE[5], 2: PALETTE[0], 3: PALETTE[1]}
PURE = PALETTE[6]
EXAMPLES: dict[str, Word] = {
    "2": (2,),
    "121": (1, 2, 1),
    "12": (1, 2),
    "112": (1, 1, 2),
    "1122": (1, 1, 2, 2),
    "212": (2, 1, 2),
}


def spell(word: Sequence[int]) -> str:
    """Write a word as digits, the empty word as the vacuum.

    Examples
    --------
    >>> spell((1, 2, 1)), spell(())
    ('121', 'Ω')
    """
    return "".join(map(str, word)) or "Ω"


class Picture:
    """An SVG drawing in the page's own text colour."""

    def __init__(self, width: float, height: float, pieces: Sequence[str], alt: str, most: int = 0) -> None:
        self.svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
            f'aria-label="{html.escape(alt)}" style="width:100%;max-width:{most or round(width)}px">'
            f"{''.join(pieces)}</svg>"
        )

    def _repr_svg_(self) -> str:
        return self.svg


def ordered_words(letters: int, length: int, order: str = "core") -> list[Word]:
    """Return the words up to a length, powers of 1 first and then core by core, or as in a dictionary.

    Raises
    ------
    ValueError
        If the order is neither ``"core"`` nor ``"dictionary"``.

    Examples
    --------
    >>> [spell(w) for w in ordered_words(2, 2)], [spell(w) for w in ordered_words(2, 2, "dictionary")]
    (['Ω', '1', '11', '2', '12', '21', '22'], ['Ω', '1', '11', '12', '2', '21', '22'])
    """
    if order == "dictionary":
        return sorted(words(letters, length))
    if order != "core":
        raise ValueError(f"order must be 'core' or 'dictionary', got {order!r}")

    def key(word: Word) -> tuple[Any, ...]:
        middle, a, b = core(word)
        name = middle or ()
        return len(name), name, a + b, b

    return sorted(words(letters, length), key=key)


def _coloured(letters: int, degree: int) -> list[tuple[Word, Word, int, Fraction]]:
    # numerators as in the formula; 0 marks the ones of the pure powers
    found = []
    for (row, column), value in projection_matrix(letters, degree).items():
        middle, a, b = core(row)
        top = 0 if middle is None else numerator((a, b), core(column)[1:])
        found.append((row, column, top, value))
    return found


def projection_picture(letters: int = 2, length: int = 6, order: str = "core") -> Picture:
    """Draw the projection on all words up to a length, one square for each non-zero entry."""
    place = {word: i for i, word in enumerate(ordered_words(letters, length, order))}
    size, side = len(place), 540.0
    cell = side / size
    pieces = [
        f'<rect width="{side:g}" height="{side:g}" fill="none" stroke="currentColor" stroke-opacity="0.4"/>',
        *(
            f'<rect x="{place[column] * cell:.2f}" y="{place[row] * cell:.2f}" width="{cell:.2f}" '
            f'height="{cell:.2f}" fill="{COLOURS.get(top, PURE)}"/>'
            for row, column, top, _ in _coloured(letters, length - 1)
        ),
    ]
    for i, (label, colour) in enumerate([("−1", COLOURS[-1]), ("1", COLOURS[1]), ("2", COLOURS[2]), ("3", COLOURS[3])]):
        x = 30 + 80 * i
        pieces.append(f'<rect x="{x}" y="{side + 14}" width="16" height="16" fill="{colour}"/>')
        pieces.append(f'<text x="{x + 24}" y="{side + 27}" font-size="15" fill="currentColor">{label}</text>')
    pieces.append(f'<rect x="350" y="{side + 14}" width="16" height="16" fill="{PURE}"/>')
    pieces.append(f'<text x="374" y="{side + 27}" font-size="15" fill="currentColor">power of 1</text>')
    alt = f"square pattern of the non-zero entries of the projection on {size} words, in the order by {order}"
    return Picture(side, side + 40, pieces, alt)


def pairings_picture(word: Word) -> Picture:
    """Draw every non-crossing pairing of a word as arcs over its letters."""
    drawn = list(pairings(word))
    step, gap, arc = 26.0, 40.0, 13.0
    width_one = step * (len(word) - 1) + gap
    columns = max(1, min(len(drawn), 3))
    height_one = 0.9 * arc * max(len(word) - 1, 1) + 40
    pieces = []
    for index, pairs in enumerate(drawn):
        left, top = (index % columns) * width_one + gap / 2, (index // columns) * height_one
        base = top + height_one - 28
        for start, end in pairs:
            x1, x2, radius = left + start * step, left + end * step, (end - start) * step / 2
            rise = arc * (end - start) * 0.9
            pieces.append(
                f'<path d="M{x1:.1f} {base:.1f} A{radius:.1f} {rise:.1f} 0 0 1 {x2:.1f} {base:.1f}" fill="none" '
                f'stroke="{PALETTE[(word[start] - 1) % 2]}" stroke-width="2.5"/>'
            )
        pieces += [
            f'<text x="{left + i * step:.1f}" y="{base + 18:.1f}" text-anchor="middle" font-size="15" '
            f'fill="currentColor">{letter}</text>'
            for i, letter in enumerate(word)
        ]
    rows = -(-len(drawn) // columns)
    alt = f"{len(drawn)} non-crossing pairings of the word {spell(word)}"
    return Picture(columns * width_one, max(rows, 1) * height_one, pieces, alt)


def triangle_picture(values: Mapping[Point, int | Fraction], m: int, alt: str, over: int = 1) -> Picture:
    """Draw a function on a triangle of points, a to the right and b upwards, its values times a denominator in the cells."""
    side = 36.0
    span = (m + 1) * side
    largest = max((abs(value) for value in values.values()), default=1) or 1
    pieces = []
    for a, b in triangle(m):
        value = values.get((a, b), 0)
        x, y = 34 + a * side, span - (b + 1) * side + 4
        colour, strength = (PALETTE[0] if value > 0 else PALETTE[1]), 0.25 + 0.75 * float(abs(value) / largest)
        fill = f'fill="{colour}" fill-opacity="{strength:.2f}"' if value else 'fill="none"'
        pieces.append(
            f'<rect x="{x:g}" y="{y:g}" width="{side - 2:g}" height="{side - 2:g}" {fill} '
            'stroke="currentColor" stroke-opacity="0.25"/>'
        )
        if value:
            shown = str(value * over).replace("-", "−")
            ink = "#ffffff" if strength > 0.6 else "currentColor"
            pieces.append(
                f'<text x="{x + side / 2 - 1:g}" y="{y + side / 2 + 4:g}" text-anchor="middle" font-size="14" '
                f'fill="{ink}">{shown}</text>'
            )
    for i in range(m + 1):
        pieces.append(
            f'<text x="{34 + (i + 0.5) * side:g}" y="{span + 20:g}" text-anchor="middle" font-size="12" '
            f'fill="currentColor">{i}</text>'
        )
        pieces.append(
            f'<text x="22" y="{span - (i + 0.5) * side + 8:g}" text-anchor="end" font-size="12" '
            f'fill="currentColor">{i}</text>'
        )
    pieces.append(f'<text x="{span + 40:g}" y="{span + 20:g}" font-size="14" fill="currentColor">a</text>')
    pieces.append('<text x="4" y="16" font-size="14" fill="currentColor">b</text>')
    return Picture(span + 54, span + 28, pieces, alt, most=min(round(span + 54), 420))


def solution_picture(k: int, m: int = 6) -> Picture:
    """Draw one solution of the wave equation on its triangle."""
    return triangle_picture(wave_solution(k, m), m, f"the solution g_{k} on the triangle of degree {m}")


def _on_triangle(vector: Vector, middle: Word) -> dict[Point, int | Fraction]:
    return {core(word)[1:]: value for word, value in vector.items() if core(word)[0] == middle}


class WordReport:
    """A word, how far it is from the commutators with the first generator, and the closest one."""

    def __init__(self, word: Word, degree: int) -> None:
        self.word, self.degree = word, degree
        self.best = nearest_commutator(word, degree)

    def _repr_html_(self) -> str:
        middle, a, b = core(self.word)
        if middle is None:
            return f"<p>{spell(self.word)} is a power of 1: it is orthogonal to every commutator.</p>"
        m = self.degree + 1 - len(middle)
        denominator = top_degree(a + b, m) + 3
        series = ", ".join(str(distance_squared(self.word, n)) for n in range(len(self.word) - 1, self.degree + 1))
        rows = [
            ("core", f"${spell(middle)}$, with $a={a}$, $b={b}$"),
            ("squared distance", f"${self.best.distance_squared}$"),
            (f"for $N={len(self.word) - 1}$ to ${self.degree}$", series),
        ]
        lines = "".join(
            f'<tr><th scope="row">{inline_html(name)}</th><td>{inline_html(value)}</td></tr>' for name, value in rows
        )
        pictures = (
            (self.best.element, m - 1 if m else 0, f"the best x, times {denominator}"),
            (self.best.residual, m, f"what is left, times {denominator}"),
        )
        drawn = "".join(
            f'<div style="flex:1 1 220px;max-width:340px"><div>{html.escape(text)}</div>'
            f"{triangle_picture(_on_triangle(vector, middle), size, text, denominator).svg}</div>"
            for vector, size, text in pictures
        )
        return (
            f'<table class="table"><tbody>{lines}</tbody></table>'
            f'<div style="display:flex;flex-wrap:wrap;gap:1rem;align-items:end">{drawn}</div>'
        )


def word_report(word: Word, N: int) -> WordReport:
    """Return the report for one word and one degree.

    Raises
    ------
    ValueError
        If the word is longer than N + 1.
    """
    return WordReport(word, N)


def _colour_scale(alt: Any, *, pure: bool) -> Any:
    colours = {str(value): colour for value, colour in COLOURS.items()} | ({"power of 1": PURE} if pure else {})
    return alt.Color(
        "kind:N",
        title="integer",
        sort=list(colours),
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(orient="bottom"),
    )


def nested_chart(largest: int = 10) -> alt.Chart:
    """Show the integers of one core block; a slider moves the degree m, the corner stays."""
    import altair as alt

    points = triangle(largest)
    rows = [
        {"i": i, "j": j, "s": sum(p), "t": sum(r), "kind": str(top), "p": str(p), "r": str(r)}
        for i, p in enumerate(points)
        for j, r in enumerate(points)
        if (top := numerator(p, r))
    ]
    size = alt.param(name="m", value=6, bind=alt.binding_range(min=1, max=largest, step=1, name="degree m "))
    axis = alt.Axis(labels=False, ticks=False, grid=False)
    scale = alt.Scale(domain=[0, len(points)], nice=False)
    return (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.s <= m && datum.t <= m")
        .transform_calculate(entry="datum.kind + '/' + (m - (m - datum.s) % 2 + 3)", i2="datum.i + 1", j2="datum.j + 1")
        .mark_rect()
        .encode(
            x=alt.X("j:Q", title="points (a, b), by a + b", scale=scale, axis=axis),
            x2="j2:Q",
            y=alt.Y("i:Q", title="points (a, b), by a + b", scale=scale.copy(), sort="descending", axis=axis),
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


def zoom_chart(letters: int = 2, length: int = 7) -> alt.Chart:
    """Show the projection on all words, to be magnified and moved along its diagonal, in two orders."""
    import altair as alt

    by_core = {word: i for i, word in enumerate(ordered_words(letters, length))}
    by_name = {word: i for i, word in enumerate(ordered_words(letters, length, "dictionary"))}
    rows = [
        {
            "c": by_core[row],
            "d": by_core[column],
            "e": by_name[row],
            "f": by_name[column],
            "kind": str(top) if top else "power of 1",
            "w": spell(row),
            "v": spell(column),
            "x": str(value),
        }
        for row, column, top, value in _coloured(letters, length - 1)
    ]
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
        alt.Chart(alt.Data(values=rows))
        .transform_calculate(
            row="((order == 'dictionary' ? datum.e : datum.c) - " + shift + ") * zoom",
            column="((order == 'dictionary' ? datum.f : datum.d) - " + shift + ") * zoom",
        )
        .transform_calculate(row2="datum.row + zoom", column2="datum.column + zoom")
        .transform_filter(f"datum.row2 > 0 && datum.column2 > 0 && datum.row < {size} && datum.column < {size}")
        .mark_rect(clip=True)
        .encode(
            x=alt.X("column:Q", title="words", scale=scale, axis=axis),
            x2="column2:Q",
            y=alt.Y("row:Q", title="words", scale=scale.copy(), sort="descending", axis=axis),
            y2="row2:Q",
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
    rows = [
        {"N": n, "distance": float(entry), "word": spell(word), "exact": str(entry)}
        for word in shown
        for n in sorted({*range(max(len(word) - 1, 1), 21), *range(24, largest + 1, 8)})
        for entry in [distance_squared(word, n)]
    ]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("N:Q", title="degree N", scale=alt.Scale(type="log", domain=[1, largest])),
            y=alt.Y("distance:Q", title="squared distance", scale=alt.Scale(type="log", nice=False)),
            color=alt.Color("word:N", sort=[spell(word) for word in shown]),
            strokeDash=alt.StrokeDash("word:N", sort=[spell(word) for word in shown], legend=None),
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
    bars = [
        {"from": -end + i * width, "to": -end + (i + 1) * width, "height": count / len(values) / width, "zero": 0}
        for i, count in enumerate(counts)
    ]
    curve = [{"x": -end + end * i / 200, "density": density(-end + end * i / 200)} for i in range(401)]
    histogram = (
        alt.Chart(alt.Data(values=bars))
        .mark_rect(color=PALETTE[5])
        .encode(x=alt.X("from:Q", title="eigenvalue"), x2="to:Q", y=alt.Y("height:Q", title="density"), y2="zero:Q")
    )
    line = alt.Chart(alt.Data(values=curve)).mark_line(color=PALETTE[1]).encode(x="x:Q", y="density:Q")
    return (histogram + line).properties(height=260)
