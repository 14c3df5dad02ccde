"""Drawings of graphs with arrows, double arrows and loops, as SVG in the page's own text colour."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.exact.graphs import GraphPicture, Point

Edge = tuple[int, int]

# A colour, a width and a dash pattern for each role an edge can play; widths and dashes tell them apart in grey.
STYLES: dict[str, tuple[str, float, str]] = {
    "plain": ("currentColor", 1.5, ""),
    "faint": ("#7F7F7F", 1.1, "1.5 3"),
    "path": ("#0072B2", 4.0, ""),
    "cycle": ("#D55E00", 2.8, ""),
    "double": ("#009E73", 1.8, "6 4"),
}
_CELL, _PAD, _RADIUS = 230.0, 42.0, 13.0


@dataclass(frozen=True)
class MixedDrawing:
    """One graph to draw: its vertices and how each edge should look.

    Parameters
    ----------
    places
        A place for each vertex.
    directed
        For each arrow (i, j) the name of its style in ``STYLES``.
    bidirected
        For each double arrow the name of its style.
    loops
        For each vertex with a loop the name of its style.
    labels
        A short text beside some of the edges.
    title
        A line under the graph; further lines after a newline.
    """

    places: Mapping[int, Point]
    directed: Mapping[Edge, str] = field(default_factory=dict)
    bidirected: Mapping[Edge, str] = field(default_factory=dict)
    loops: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[Edge, str] = field(default_factory=dict)
    title: str = ""


def circle_places(n: int, turn: float = 0.0) -> dict[int, Point]:
    """Place the vertices 1..n on the unit circle, clockwise, the first at the top when ``turn`` is 0.

    Parameters
    ----------
    n
        Number of vertices.
    turn
        Angle added to all of them, in parts of a full turn.

    Examples
    --------
    >>> circle_places(4)[1], circle_places(1)
    ((0.0, -1.0), {1: (0.0, -1.0)})
    """
    angles = {v: 2 * math.pi * ((v - 1) / max(n, 1) + turn) for v in range(1, n + 1)}
    return {v: (round(math.sin(a), 9), round(-math.cos(a), 9)) for v, a in angles.items()}


def draw_mixed_graphs(drawings: Sequence[MixedDrawing], *, alt: str, columns: int = 3) -> GraphPicture:
    """Draw graphs with directed and bidirected edges in a grid.

    Parameters
    ----------
    drawings
        What to draw.
    alt
        What the picture shows.
    columns
        Pictures in a row.

    Returns
    -------
    GraphPicture
        Displays itself as SVG.

    Raises
    ------
    ValueError
        If there is nothing to draw, fewer than one column, an edge joins vertices without a place, or a style is
        unknown.

    Examples
    --------
    >>> loop = MixedDrawing(circle_places(3), directed={(1, 2): "path", (2, 1): "plain"}, loops={3: "faint"})
    >>> draw_mixed_graphs([loop], alt="a two-cycle and a loop").svg.count("<circle")
    3
    """
    if not drawings or columns < 1:
        raise ValueError(f"drawings must not be empty and columns at least 1, got {len(drawings)} and {columns}")
    columns = min(columns, len(drawings))
    lines = max(len(drawing.title.split("\n")) if drawing.title else 0 for drawing in drawings)
    height = _CELL + 18.0 * lines
    layers = _Layers()
    for index, drawing in enumerate(drawings):
        _check(drawing)
        _one(drawing, (index % columns) * _CELL, (index // columns) * height, layers)
    width, total = columns * _CELL, math.ceil(len(drawings) / columns) * height
    return GraphPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {total:.0f}" role="img" '
        f'aria-label="{html.escape(alt)}" style="width:100%;max-width:{width:.0f}px">{layers}</svg>'
    )


def _check(drawing: MixedDrawing) -> None:
    for name, styles in (("directed", drawing.directed), ("bidirected", drawing.bidirected)):
        for edge, style in styles.items():
            if any(v not in drawing.places for v in edge):
                raise ValueError(f"{name} must join vertices with a place ({sorted(drawing.places)}), got {edge}")
            if style not in STYLES:
                raise ValueError(f"{name}[{edge}] must be a style in {sorted(STYLES)}, got {style!r}")
    for vertex, style in drawing.loops.items():
        if vertex not in drawing.places or style not in STYLES:
            raise ValueError(f"loops must give placed vertices a style in {sorted(STYLES)}, got {vertex}: {style!r}")


class _Layers:
    """The strokes, arrow heads, vertices and texts of a picture: one path a style, since pages carry many pictures."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}
        self.heads: dict[str, list[str]] = {}
        self.vertices: list[str] = []
        self.texts: list[str] = []

    def add(self, style: str, line: str, heads: Sequence[str] = ()) -> None:
        self.lines.setdefault(style, []).append(line)
        self.heads.setdefault(style, []).extend(heads)

    def __str__(self) -> str:
        pieces = []
        # the faint edges lie under the others
        for style in sorted(self.lines, key=lambda name: (name != "faint", name)):
            colour, width, dash = STYLES[style]
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            pieces.append(
                f'<path d="{"".join(self.lines[style])}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'
            )
            if self.heads[style]:
                pieces.append(f'<path d="{"".join(self.heads[style])}" fill="{colour}"/>')
        paper = 'fill="var(--pst-color-background, #fff)" stroke="currentColor" stroke-width="1.5"'
        discs = f"<g {paper}>{''.join(self.vertices)}</g>"
        words = f'<g text-anchor="middle" font-size="14" fill="currentColor">{"".join(self.texts)}</g>'
        return "".join(pieces) + discs + words


def _one(drawing: MixedDrawing, left: float, top: float, layers: _Layers) -> None:
    xs = [x for x, _ in drawing.places.values()]
    ys = [y for _, y in drawing.places.values()]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    scale = (_CELL - 2 * _PAD) / span
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    centre = (left + _CELL / 2, top + _CELL / 2)
    at = {
        v: (centre[0] + (x - middle[0]) * scale, centre[1] + (y - middle[1]) * scale)
        for v, (x, y) in drawing.places.items()
    }
    for (i, j), style in drawing.directed.items():
        bend = 22.0 if (j, i) in drawing.directed else 0.0
        line, tips, middle = _edge(at[i], at[j], bend, style, both=False)
        layers.add(style, line, tips)
        if text := drawing.labels.get((i, j), ""):
            layers.texts.append(_text(middle, text, ' font-size="12"'))
    for (i, j), style in drawing.bidirected.items():
        bow = any(edge in drawing.directed for edge in ((i, j), (j, i)))
        # a double arrow bends away from the middle, so that it never lies on another edge
        bend = _outward(at[i], at[j], centre, 44.0 if bow else 26.0)
        line, tips, _ = _edge(at[i], at[j], bend, style, both=True)
        layers.add(style, line, tips)
    for v, style in drawing.loops.items():
        layers.add(style, _loop(at[v], centre))
    for v, (x, y) in at.items():
        layers.vertices.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{_RADIUS:.0f}"/>')
        layers.texts.append(_text((x, y + 5), str(v)))
    for k, line in enumerate(drawing.title.split("\n") if drawing.title else []):
        layers.texts.append(_text((centre[0], top + _CELL + 2 + 18 * k), line))


def _text(place: Point, text: str, size: str = "") -> str:
    return f'<text x="{place[0]:.0f}" y="{place[1]:.0f}"{size}>{html.escape(text)}</text>'


def _outward(start: Point, end: Point, centre: Point, amount: float) -> float:
    # positive offsets lie to the left of the direction of travel (screen coordinates)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    normal = (end[1] - start[1], start[0] - end[0])
    side = (middle[0] - centre[0]) * normal[0] + (middle[1] - centre[1]) * normal[1]
    return amount if side >= 0 else -amount


def _edge(start: Point, end: Point, bend: float, style: str, *, both: bool) -> tuple[str, list[str], Point]:
    # the curve, its arrow heads, and the place of a label
    length = math.dist(start, end) or 1.0
    normal = ((end[1] - start[1]) / length, (start[0] - end[0]) / length)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    control = (middle[0] + 2 * bend * normal[0], middle[1] + 2 * bend * normal[1])
    head = 7.0 + STYLES[style][1]
    a = _toward(start, control, _RADIUS + (head if both else 0.0))
    b = _toward(end, control, _RADIUS + head)
    tips = [_head(b, _toward(end, control, _RADIUS), head)]
    if both:
        tips.append(_head(a, _toward(start, control, _RADIUS), head))
    label = (middle[0] + (bend + 14) * normal[0], middle[1] + (bend + 14) * normal[1] + 4)
    curve = f"q{_steps(a, control, b)}" if bend else f"l{_steps(a, b)}"
    return f"M{_steps((0.0, 0.0), a)}{curve}", tips, label


def _steps(start: Point, *places: Point) -> str:
    # places relative to a start, in tenths at most and as short as SVG allows: a minus sign separates numbers by itself
    numbers = (value for place in places for value in (place[0] - start[0], place[1] - start[1]))
    # the sum with 0 turns -0.0 into 0.0
    text = " ".join(f"{round(value, 1) + 0.0:.1f}".removesuffix(".0") for value in numbers)
    return text.replace("-0.", "-.").replace(" 0.", " .").replace(" -", "-")


def _toward(origin: Point, target: Point, distance: float) -> Point:
    length = math.dist(origin, target) or 1.0
    return (
        origin[0] + (target[0] - origin[0]) * distance / length,
        origin[1] + (target[1] - origin[1]) * distance / length,
    )


def _head(base: Point, tip: Point, size: float) -> str:
    length = math.dist(base, tip) or 1.0
    across = ((tip[1] - base[1]) / length * size * 0.45, (base[0] - tip[0]) / length * size * 0.45)
    corners = ((base[0] + across[0], base[1] + across[1]), (base[0] - across[0], base[1] - across[1]))
    # a second relative line starts where the first ends
    sides = (corners[0], (tip[0] + corners[1][0] - corners[0][0], tip[1] + corners[1][1] - corners[0][1]))
    return f"M{_steps((0.0, 0.0), tip)}l{_steps(tip, *sides)}Z"


def _loop(place: Point, centre: Point) -> str:
    away = _toward(place, centre, -1.0) if math.dist(place, centre) > 1e-6 else (place[0], place[1] - 1.0)
    ux, uy = away[0] - place[0], away[1] - place[1]
    reach = 52.0
    first = (place[0] + reach * (ux * 0.75 - uy * 0.6), place[1] + reach * (uy * 0.75 + ux * 0.6))
    second = (place[0] + reach * (ux * 0.75 + uy * 0.6), place[1] + reach * (uy * 0.75 - ux * 0.6))
    a, b = _toward(place, first, _RADIUS), _toward(place, second, _RADIUS)
    return f"M{_steps((0.0, 0.0), a)}c{_steps(a, first, second, b)}"
