"""Drawings of the chapter: the matrix, pairings, functions on a triangle of points, and the report on one word."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lib.book import PALETTE
from lib.book.markup import inline_html
from lib.combinatorics.semicircular_systems.fock import Vector, Word, words
from lib.combinatorics.semicircular_systems.moments import pairings
from lib.combinatorics.semicircular_systems.projection import (
    distance_squared,
    nearest_commutator,
    numerator,
    projection_matrix,
)
from lib.combinatorics.semicircular_systems.wave import Point, core, top_degree, triangle, wave_solution

# One colour for each integer of the projection formula; the ones of the pure powers are grey.
COLOURS = {-1: PALETTE[4], 1: PALETTE[5], 2: PALETTE[0], 3: PALETTE[1]}
PURE = PALETTE[6]
EXAMPLES: dict[str, Word] = {
    "2": (2,),
    "12": (1, 2),
    "121": (1, 2, 1),
    "1122": (1, 1, 2, 2),
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


def coloured_entries(letters: int, degree: int) -> list[tuple[Word, Word, int, Fraction]]:
    """Return row, column, numerator and value of the non-zero entries; numerator 0 marks the ones of the pure powers."""
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
    paths: dict[str, str] = {}
    for row, column, top, _ in coloured_entries(letters, length - 1):
        colour, x, y = COLOURS.get(top, PURE), place[column], place[row]
        # negative entries are small squares, so that they can be told from the others without colour
        square = f"M{x + 0.25} {y + 0.25}h.5v.5h-.5z" if top < 0 else f"M{x} {y}h1v1h-1z"
        paths[colour] = paths.get(colour, "") + square
    pieces = [
        f'<rect width="{side:g}" height="{side:g}" fill="none" stroke="currentColor" stroke-opacity="0.4"/>',
        f'<g transform="scale({side / size:.4f})">',
        *(f'<path d="{path}" fill="{colour}"/>' for colour, path in paths.items()),
        "</g>",
    ]
    for i, (label, colour) in enumerate([("−1", COLOURS[-1]), ("1", COLOURS[1]), ("2", COLOURS[2]), ("3", COLOURS[3])]):
        x = 30 + 80 * i
        inset = 4 if label == "−1" else 0
        pieces.append(
            f'<rect x="{x + inset}" y="{side + 14 + inset}" width="{16 - 2 * inset}" height="{16 - 2 * inset}" '
            f'fill="{colour}"/>'
        )
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


def _labels(labels: Sequence[tuple[int, int, str]], ink: str = "") -> str:
    # one element for all labels of one colour, each character at a place of its own: a page carries many of them
    spots = [
        (x + 8 * i - 4 * (len(text) - 1), y, character) for x, y, text in labels for i, character in enumerate(text)
    ]
    if not spots:
        return ""
    across, down = (" ".join(str(spot[axis]) for spot in spots) for axis in (0, 1))
    fill = f' fill="{ink}"' if ink else ""
    return f'<text x="{across}" y="{down}"{fill}>{"".join(spot[2] for spot in spots)}</text>'


def triangle_picture(values: Mapping[Point, int | Fraction], m: int, alt: str, over: int = 1) -> Picture:
    """Draw a function on a triangle of points, a to the right and b upwards, its values times a denominator in the cells."""
    side = 36
    span = (m + 1) * side
    largest = max((abs(float(value)) for value in values.values()), default=0.0) or 1.0
    grid = ""
    cells: dict[str, str] = {}
    dark: list[tuple[int, int, str]] = []
    light: list[tuple[int, int, str]] = []
    for i in range(m + 2):
        # the lines of the staircase: i-th from the left and i-th from the bottom
        reach = (min(m + 1, m + 2 - i)) * side
        grid += f"M{33 + i * side} {span + 3}v{-reach}M33 {span + 3 - i * side}h{reach}"
    for a, b in triangle(m):
        x, y = 34 + a * side, span - (b + 1) * side + 4
        if value := values.get((a, b), 0):
            strength = 0.25 + 0.75 * abs(float(value)) / largest
            colour = PALETTE[0] if value > 0 else PALETTE[1]
            shade = f'fill="{colour}" fill-opacity="{strength:.2g}"'
            cells[shade] = cells.get(shade, "") + f"M{x} {y}h{side - 2}v{side - 2}h{2 - side}z"
            label = (x + side // 2 - 1, y + side // 2 + 4, str(value * over).replace("-", "−"))
            (light if strength > 0.8 else dark).append(label)
    for i in range(m + 1):
        dark.append((33 + i * side + side // 2, span + 20, str(i)))
        dark.append((20, span - i * side - side // 2 + 8, str(i)))
    dark += [(span + 44, span + 20, "a"), (6, 16, "b")]
    pieces = [
        *(f'<path {shade} d="{path}"/>' for shade, path in cells.items()),
        f'<path d="{grid}" fill="none" stroke="currentColor" stroke-opacity="0.25"/>',
        f'<g font-size="14" text-anchor="middle" fill="currentColor">{_labels(dark)}{_labels(light, "#fff")}</g>',
    ]
    return Picture(span + 54, span + 28, pieces, alt, most=min(span + 54, 420))


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
