"""Drawings of alternating sign matrices, pyramids and tilings, as SVG in the page's own text colour."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, get_args

from lib.book import PALETTE
from lib.combinatorics.lambda_determinants.matrices import as_asm, vertex_types
from lib.combinatorics.lambda_determinants.tilings import Domino, Side
from lib.exact import GraphPicture

View = Literal["cells", "square ice", "paths"]
LAMBDA, MU, PLUS, NEITHER = PALETTE[2], PALETTE[0], PALETTE[4], PALETTE[6]
SIDE_COLOURS: dict[Side, str] = {"NW": LAMBDA, "NE": MU, "SE": PALETTE[4], "SW": PALETTE[3]}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _index(i: int, j: int) -> str:
    return f"{i}{j}".translate(_SUBSCRIPTS)


def _text(x: float, y: float, words: str, size: float = 13, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
        f'fill="currentColor">{html.escape(words)}</text>'
    )


def _box(x: float, y: float, width: float, height: float) -> str:
    """Return a rectangle as path data: many of one colour are one short path."""
    return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"


def _grid(x: float, y: float, lines: int, width: float, height: float) -> str:
    """Return a square array of boxes as path data: its outline and the lines inside."""
    inside = range(1, lines)
    across = "".join(f"M{x:g} {y + i * height:g}h{lines * width:g}" for i in inside)
    down = "".join(f"M{x + j * width:g} {y:g}v{lines * height:g}" for j in inside)
    return _box(x, y, lines * width, lines * height) + across + down


def picture(pieces: Sequence[str], width: float, height: float, alt: str) -> GraphPicture:
    """Wrap pieces of SVG into one drawing with an alternative text.

    Examples
    --------
    >>> "aria-label" in picture([], 10, 10, "nothing").svg
    True
    """
    return GraphPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{html.escape(alt)}" style="width:100%;max-width:{width:.0f}px">{"".join(pieces)}</svg>'
    )


def term_of(B: Sequence[Sequence[int]]) -> str:
    """Return the coefficient of a matrix in the two-index determinant as a line of text.

    Examples
    --------
    >>> term_of([[0, 1, 0], [1, -1, 1], [0, 1, 0]])
    'λ₁₁μ₁₃(λ₂₂+μ₂₂)'
    """
    factors = {"a1": "λ{0}", "b1": "μ{0}", "c2": "(λ{0}+μ{0})"}
    return "".join(
        factors[kind].format(_index(i, j))
        for i, row in enumerate(vertex_types(B), 1)
        for j, kind in enumerate(row, 1)
        if kind in factors
    )


def draw_asm(B: Sequence[Sequence[int]], view: View = "cells", cell: float = 34.0) -> GraphPicture:
    """Draw one alternating sign matrix.

    Parameters
    ----------
    B
        The matrix.
    view
        ``"cells"``: each cell marked by the parameter it carries.  ``"square ice"``: arrows of the six-vertex model.
        ``"paths"``: paths from the top to the right side that may touch but not cross.
    cell
        Side of a cell.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix or there is no such view.

    Notes
    -----
    O(n^2) pieces.

    Examples
    --------
    >>> draw_asm([[0, 1], [1, 0]]).svg.count("<text")
    4
    """
    rows = as_asm(B)
    if view not in get_args(View):
        raise ValueError(f"view must be one of {get_args(View)}, got {view!r}")
    pad = 4.0 if view == "cells" else 30.0
    pieces = {"cells": _cells, "square ice": _ice, "paths": _paths}[view](rows, pad, pad, cell)
    size = len(rows) * cell + 2 * pad
    return picture(pieces, size, size, f"alternating sign matrix {_in_words(rows)}, drawn as {view}")


def _in_words(rows: Sequence[Sequence[int]]) -> str:
    return " / ".join(" ".join(str(entry) for entry in row) for row in rows)


def draw_asms(matrices: Sequence[Sequence[Sequence[int]]], labels: Sequence[str], columns: int = 4) -> GraphPicture:
    """Draw several matrices as cells in a grid, each with a label under it.

    Raises
    ------
    ValueError
        If there are no matrices, fewer than one column, or not one label for each.

    Examples
    --------
    >>> draw_asms([[[1]]], ["a label"]).svg.count("<text")
    2
    """
    if not matrices or columns < 1 or len(labels) != len(matrices):
        raise ValueError(
            f"matrices must not be empty, each with a label, in at least one column; got {len(matrices)} matrices, "
            f"{len(labels)} labels, {columns} columns"
        )
    cell = 30.0
    body = max(len(B) for B in matrices) * cell
    width, height = body + 44, body + 42
    pieces = []
    for index, (B, label) in enumerate(zip(matrices, labels, strict=True)):
        left, top = (index % columns) * width, (index // columns) * height
        pieces += _cells(as_asm(B), left + 22, top + 6, cell)
        pieces.append(_text(left + width / 2, top + body + 26, label, 13))
    lines = -(-len(matrices) // columns)
    alt = "; ".join(f"{_in_words(B)} with {label}" for B, label in zip(matrices, labels, strict=True))
    return picture(pieces, min(columns, len(matrices)) * width, lines * height, alt)


def _cells(rows: Sequence[Sequence[int]], left: float, top: float, cell: float) -> list[str]:
    colours = {"a1": LAMBDA, "b1": MU, "a2": NEITHER, "b2": NEITHER, "c1": PLUS}
    marks = {"a1": "λ", "b1": "μ", "c1": "1", "c2": "−1"}
    filled: dict[str, list[str]] = {}
    words = []
    for i, row in enumerate(vertex_types(rows)):
        for j, kind in enumerate(row):
            x, y = left + j * cell, top + i * cell
            if kind == "c2":
                # half λ, half μ
                filled.setdefault(LAMBDA, []).append(f"M{x:g} {y:g}h{cell:g}l{-cell:g} {cell:g}z")
                filled.setdefault(MU, []).append(f"M{x + cell:g} {y + cell:g}v{-cell:g}l{-cell:g} {cell:g}z")
            else:
                filled.setdefault(colours[kind], []).append(_box(x, y, cell, cell))
            words.append(f'<text x="{x + cell / 2:g}" y="{y + cell / 2 + 5:g}">{marks.get(kind, "0")}</text>')
    return [
        *(
            f'<path d="{"".join(shapes)}" fill="{colour}" fill-opacity="{0.08 if colour == NEITHER else 0.4}"/>'
            for colour, shapes in filled.items()
        ),
        f'<path d="{_grid(left, top, len(rows), cell, cell)}" fill="none" stroke="currentColor" stroke-opacity="0.5"/>',
        f'<g font-size="14" text-anchor="middle" fill="currentColor">{"".join(words)}</g>',
    ]


def _sums(rows: Sequence[Sequence[int]]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the sums left of each cell (and at the right end) and above each cell (and at the bottom)."""
    n = len(rows)
    left = [[sum(row[:j]) for j in range(n + 1)] for row in rows]
    above = [[sum(rows[a][j] for a in range(i)) for j in range(n)] for i in range(n + 1)]
    return left, above


def ice_arrows(B: Sequence[Sequence[int]]) -> tuple[list[list[bool]], list[list[bool]]]:
    """Return the directions of the edges of square ice.

    Returns
    -------
    tuple
        ``right[i][j]`` for j = 0..n: whether the edge to the left of column j in row i (after the last column for j = n)
        points to the right.  ``down[i][j]`` for i = 0..n: whether the edge above row i in column j points down.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix.

    Notes
    -----
    O(n^2).  An edge points to the right where the sum to its left is 0, and down where the sum above it is 1.

    Examples
    --------
    >>> ice_arrows([[1]])
    ([[True, False]], [[False], [True]])
    """
    left, above = _sums(as_asm(B))
    return [[r == 0 for r in row] for row in left], [[c == 1 for c in row] for row in above]


def _ice(rows: Sequence[Sequence[int]], left: float, top: float, cell: float) -> list[str]:
    n = len(rows)
    right, down = ice_arrows(rows)
    long = (n + 1) * cell
    lines, heads, circles, marks = [], [], [], []
    for i in range(n):
        middle = (i + 0.5) * cell
        lines.append(f"M{left - cell / 2:g} {top + middle:g}h{long:g}M{left + middle:g} {top - cell / 2:g}v{long:g}")
        for j in range(n + 1):
            # a head a little past the middle of its edge
            way = 1 if right[i][j] else -1
            heads.append(f"M{left + (j + 0.14 * way) * cell:.4g} {top + middle:g}l{-7 * way} 4.5v-9z")
            way = 1 if down[j][i] else -1
            heads.append(f"M{left + middle:g} {top + (j + 0.14 * way) * cell:.4g}l4.5 {-7 * way}h-9z")
        for j, entry in enumerate(rows[i]):
            if entry:
                x, y = left + (j + 0.5) * cell, top + middle
                circles.append(f'<circle cx="{x:g}" cy="{y:g}" r="9" fill="{PLUS if entry == 1 else PALETTE[1]}"/>')
                mark = "1" if entry == 1 else "−1"
                marks.append(f'<text x="{x:g}" y="{y + 4:g}" fill="#000">{mark}</text>')
    return [
        f'<path d="{"".join(lines)}" stroke="currentColor" stroke-width="1.3"/>',
        f'<path d="{"".join(heads)}" fill="currentColor"/>',
        *circles,
        f'<g font-size="11" text-anchor="middle">{"".join(marks)}</g>',
    ]


def asm_paths(B: Sequence[Sequence[int]]) -> list[list[tuple[float, float]]]:
    """Return the paths of a matrix: one from above each column to the right of some row.

    Returns
    -------
    list of lists
        Points (row, column) in units of cells.  A path goes down through cells with sums 0 above, turns right at 1 and
        down at -1; at a cell ``b1`` two paths touch.

    Raises
    ------
    ValueError
        If B is not an alternating sign matrix.

    Notes
    -----
    O(n^2).

    Examples
    --------
    >>> asm_paths([[1]])
    [[(-0.5, 0), (0, 0), (0, 0.5)]]
    """
    kinds = vertex_types(B)
    n = len(kinds)
    paths = []
    for column in range(n):
        i, j, down = 0, column, True
        path: list[tuple[float, float]] = [(-0.5, column)]
        while i < n and j < n:
            path.append((i, j))
            # coming from above one turns right at 1 and where paths touch; coming from the left one turns down
            down = kinds[i][j] == "a1" if down else kinds[i][j] in ("c2", "b1")
            i, j = (i + 1, j) if down else (i, j + 1)
        path.append((i, n - 0.5))
        paths.append(path)
    return paths


def _paths(rows: Sequence[Sequence[int]], left: float, top: float, cell: float) -> list[str]:
    n = len(rows)
    middles = [(i + 0.5) * cell for i in range(n)]
    grid = "".join(f"M{left:g} {top + m:g}h{n * cell:g}M{left + m:g} {top:g}v{n * cell:g}" for m in middles)
    pieces = [f'<path d="{grid}" stroke="currentColor" stroke-opacity="0.25"/>']
    kinds = vertex_types(rows)
    for number, path in enumerate(asm_paths(rows)):
        points = []
        for (deep, across), (_, after) in pairwise(path[1:]):
            x, y = left + (across + 0.5) * cell, top + (deep + 0.5) * cell
            if kinds[int(deep)][int(across)] == "b1":
                # where two paths touch, each cuts its corner
                cut = 0.22 * cell
                points += [(x, y - cut), (x + cut, y)] if after > across else [(x - cut, y), (x, y + cut)]
            else:
                points.append((x, y))
        start = (left + (path[0][1] + 0.5) * cell, top)
        end = (left + n * cell, top + (path[-1][0] + 0.5) * cell)
        line = " ".join(f"{x:.4g},{y:.4g}" for x, y in (start, *points, end))
        colour = PALETTE[number % 6]
        pieces.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="3.5" stroke-linejoin="round"/>'
        )
    return pieces


def draw_layers(layers: Sequence[Sequence[Sequence[Any]]], alt: str) -> GraphPicture:
    """Draw the layers of a pyramid side by side, the matrix first; a minor's place shows when the pointer rests on it.

    Parameters
    ----------
    layers
        x[1], x[2], ..., each a square of values that print shortly.
    alt
        What the drawing shows.

    Raises
    ------
    ValueError
        If there are no layers.

    Examples
    --------
    >>> draw_layers([[[1, 2], [3, 4]], [[-2]]], "two layers").svg.count("<text")
    7
    """
    if not layers:
        raise ValueError("layers must not be empty")
    longest = max(len(str(value)) for layer in layers for row in layer for value in row)
    cell = max(34, 8 * longest + 12)
    tall, gap = 34, 26
    height = len(layers[0]) * tall + 34
    boxes, words, x = [], [], 4
    for k, layer in enumerate(layers, 1):
        m = len(layer)
        top = (len(layers[0]) - m) * tall // 2 + 6
        shapes = []
        for i, row in enumerate(layer):
            for j, value in enumerate(row):
                left, high = x + j * cell, top + i * tall
                words.append(
                    f'<text x="{left + cell // 2}" y="{high + tall // 2 + 5}">{html.escape(str(value))}</text>'
                )
                if k > 1:
                    place = f"rows {i + 1}-{i + k}, columns {j + 1}-{j + k}"
                    shapes.append(f'<path d="{_box(left, high, cell, tall)}"><title>{place}</title></path>')
        # an entry of the matrix needs no words
        inner = "".join(shapes) if k > 1 else f'<path d="{_grid(x, top, m, cell, tall)}"/>'
        boxes.append(f'<g fill-opacity="{0.08 + 0.12 * (k - 1):.2g}">{inner}</g>')
        words.append(f'<text x="{x + m * cell // 2}" y="{height - 8}">x[{k}]</text>')
        x += m * cell + gap
    pieces = [
        f'<g fill="{PALETTE[5]}" stroke="currentColor" stroke-opacity="0.5">{"".join(boxes)}</g>',
        f'<g font-size="13" text-anchor="middle" fill="currentColor" pointer-events="none">{"".join(words)}</g>',
    ]
    return picture(pieces, x - gap + 4, height, alt)


def draw_tiling(
    dominoes: Sequence[Domino], order: int, alt: str, unit: float = 40.0, ellipse: float | None = None
) -> GraphPicture:
    """Draw a tiling of an Aztec diamond standing on its corner, coloured by the side a domino lies on.

    Parameters
    ----------
    dominoes
        As :func:`domino_tiling` returns them.
    order
        Of the Aztec diamond.
    alt
        What the drawing shows.
    unit
        Distance of neighbouring vertices (i, j).
    ellipse
        Share p of the direction NW for which to draw the ellipse inscribed in the diamond.

    Notes
    -----
    One path for each colour, an outline for each of the order (order + 1) dominoes.

    Examples
    --------
    >>> draw_tiling([Domino(1, 1, "NW"), Domino(1, 1, "SE")], 1, "two dominoes").svg.count("z")
    2
    """
    outlines: dict[Side, list[str]] = {side: [] for side in SIDE_COLOURS}
    for i, j, side in dominoes:
        down = -1 if side[0] == "N" else 1
        right = -1 if side[1] == "W" else 1
        # two squares that share the edge from (i, j) to (i + down/2, j + right/2): from one corner along three sides, in
        # units of half a distance
        moves = f"{-right} {-down} {2 * right} {-2 * down} {right} {down}".replace(" -", "-")
        outlines[side].append(f"M{2 * j} {2 * (i + down)}l{moves}z")
    half = unit / 2
    drawn = "".join(
        f'<path d="{"".join(shapes)}" fill="{SIDE_COLOURS[side]}"/>' for side, shapes in outlines.items() if shapes
    )
    pieces = [
        f'<g transform="scale({half:g})" fill-opacity="0.75" stroke="currentColor" stroke-width="0.05">{drawn}</g>'
    ]
    size = (order + 1) * unit
    if ellipse is not None:
        middle, radius = size / 2, order * unit / 2**0.5
        long, short = radius * (1 - ellipse) ** 0.5, radius * ellipse**0.5
        pieces.append(
            f'<ellipse cx="{middle:.1f}" cy="{middle:.1f}" rx="{long:.1f}" ry="{short:.1f}" fill="none" '
            f'stroke="currentColor" stroke-width="3" transform="rotate(45 {middle:.1f} {middle:.1f})"/>'
        )
    return picture(pieces, size, size, alt)
