"""Wiring diagrams, drawn from the composites themselves."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from lib.book import PALETTE
from lib.categories.optics.bracketings import Bracketing, Schedule, as_schedule
from lib.categories.optics.composites import Lens, Optic
from lib.categories.optics.cost import Event, trace

GET, PUT, WIRE = PALETTE[0], PALETTE[1], PALETTE[2]
COLUMN, ROW, LEFT, TOP = 96.0, 52.0, 58.0, 34.0


def program(composite: Lens | Optic) -> Schedule:
    """Read off how a composite computes: its segments and their bracketings.

    An optic that was not made from a lens is one segment of its own.

    Raises
    ------
    TypeError
        If it is neither a lens nor an optic.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> from lib.categories.optics.finite import finite
    >>> one = Lens.identity(boundary(finite(2)))
    >>> program(one >> (one >> one)).segments
    (Bracketing((1, (2, 3))),)
    """
    if isinstance(composite, Lens):
        return Schedule((_bracketing(composite),))
    if not isinstance(composite, Optic):
        raise TypeError(f"composite must be a Lens or an Optic, got {type(composite).__name__}")
    return Schedule(tuple(_bracketing(part.lens) if part.lens else Bracketing(1) for part in composite.parts))


def _bracketing(lens: Lens) -> Bracketing:
    number = 0

    def tree(node: Lens) -> object:
        nonlocal number
        if node.factors is None:
            number += 1
            return number
        left = tree(node.factors[0])
        return (left, tree(node.factors[1]))

    return Bracketing(tree(lens))


class WiringPicture:
    """An SVG wiring diagram."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass
class _Layer:
    """What the picture needs to know about one column: the boxes' names, the wire stored before it."""

    get: str
    put: str
    stored: str
    size: int
    own_residual: bool = False


def draw(composite: Lens | Optic, title: str = "") -> WiringPicture:
    """Draw what a composite does in a forward and a backward pass.

    The top row is the forward pass. The dashed line is the moment the response arrives: the wires that cross it are
    the residual. Every further row of ``get`` boxes is a recomputation; the bottom row holds the ``put`` boxes, run
    from right to left. A wire is the thicker the more points its object has.

    Parameters
    ----------
    composite
        A lens or an optic, composed or not.
    title
        Written above the picture.

    Returns
    -------
    WiringPicture
        Displays itself as SVG.

    Raises
    ------
    TypeError
        If it is neither a lens nor an optic.

    Examples
    --------
    >>> from lib.categories.optics.composites import boundary
    >>> from lib.categories.optics.comparison import reify
    >>> from lib.categories.optics.finite import finite
    >>> one = Lens.identity(boundary(finite(2)))
    >>> [draw(c).svg.count('class="get"') for c in (one >> one >> one, reify(one) >> reify(one) >> reify(one))]
    [6, 3]
    """
    plan = program(composite)
    columns: list[_Layer] = []
    if isinstance(composite, Lens):
        columns = _lens_columns(composite)
    else:
        for part in composite.parts:
            if part.lens:
                columns += _lens_columns(part.lens, len(columns))
            else:
                name = part.name or str(len(columns) + 1)
                columns.append(
                    _Layer(f"f {name}", f"b {name}", str(part.residual), part.residual.size, own_residual=True)
                )
    kind = "lens" if isinstance(composite, Lens) else "optic"
    ends = (str(composite.b.forward), str(composite.b.backward), str(composite.a.backward))
    return _render(plan, columns, title, f"wiring diagram of a composite {kind} of {len(columns)} parts", ends)


def _lens_columns(lens: Lens, before: int = 0) -> list[_Layer]:
    found = []
    for k, leaf in enumerate(lens.leaves(), before + 1):
        name = leaf.name or str(k)
        found.append(_Layer(f"get {name}", f"put {name}", str(leaf.a.forward), leaf.a.forward.size))
    return found


def draw_program(plan: Schedule, *, title: str = "", alt: str = "wiring diagram of a program") -> WiringPicture:
    """Draw the program of a schedule; the boxes are numbered and the wires equally thick.

    Parameters
    ----------
    plan
        The schedule.
    title, alt
        What is written above, and what a reader who does not see the picture is told.

    Returns
    -------
    WiringPicture
        Displays itself as SVG.

    Raises
    ------
    TypeError
        If ``plan`` is neither a schedule nor a bracketing.

    Examples
    --------
    >>> from lib.categories.optics.bracketings import segments
    >>> draw_program(segments([2, 2])).svg.count('class="get"')
    6
    """
    plan = as_schedule(plan)
    columns = [_Layer(f"get {k}", f"put {k}", "", 4) for k in range(1, plan.size + 1)]
    return _render(plan, columns, title, alt, ("", "", ""))


def _render(
    plan: Schedule, layers: Sequence[_Layer], title: str, alt: str, ends: tuple[str, str, str]
) -> WiringPicture:
    events = trace(plan)
    rows, made = _rows(events)
    count = len(layers)
    bottom = TOP + ROW * (len(rows) + 0.55)
    answer = TOP + ROW * 0.62
    width, height = 2 * LEFT + COLUMN * count, bottom + 46
    pieces: list[str] = []

    def edge(k: int) -> float:
        """Where the value before layer k + 1 is, from left to right."""
        return LEFT + COLUMN * k

    def level(row: int) -> float:
        return TOP + ROW * row + (ROW * 0.3 if row else 0)

    pieces.append(
        f'<line x1="6" x2="{width - 6:.0f}" y1="{answer:.1f}" y2="{answer:.1f}" stroke="currentColor" '
        f'stroke-dasharray="5 5" stroke-opacity="0.6"/>'
    )
    for number, (start, layers_run) in enumerate(rows):
        y = level(number)
        x_end = edge(start - 1 + len(layers_run)) + (LEFT - 12 if number == 0 else 0)
        x_start = edge(start - 1) - (LEFT - 12 if number == 0 else 0)
        pieces.append(_line(x_start, y, x_end, y, "currentColor", 1.4))
        pieces += [_box(edge(k - 1) + COLUMN / 2, y, layers[k - 1].get, GET, "get") for k in layers_run]
    for k in range(1, count + 1):
        layer = layers[k - 1]
        x = edge(k - 1) + (COLUMN / 2 if layer.own_residual else 0)
        y = level(made[k])
        stroke = 1.6 + log2(max(layer.size, 1)) * 0.9
        pieces.append(
            _line(x, y + (13 if layer.own_residual else 0), x, bottom - (13 if layer.own_residual else 0), WIRE, stroke)
        )
        if not layer.own_residual:
            pieces.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{WIRE}"/>')
            pieces.append(_line(x, bottom, x + COLUMN / 2, bottom, WIRE, stroke))
        for number, (start, _) in enumerate(rows[1:], 1):
            if start == k and number > made[k]:
                pieces.append(f'<circle cx="{x:.1f}" cy="{level(number):.1f}" r="3.4" fill="{WIRE}"/>')
        if layer.stored and not made[k]:
            pieces.append(_text(x + 6, answer - 5, layer.stored, 11, "start"))
    lower = bottom + 20
    pieces.append(_line(width - LEFT + (LEFT - 12), lower, 12, lower, "currentColor", 1.4))
    heads = "".join(f"M{edge(k) - 2:.0f} {lower - 4:.0f}l-6 4l6 4" for k in range(1, count + 1))
    pieces.append(f'<path d="{heads}" fill="none" stroke="currentColor"/>')
    for k in range(1, count + 1):
        x = edge(k - 1) + COLUMN / 2
        pieces.append(_box(x, bottom + 8, layers[k - 1].put, PUT, "put", tall=40))
    first = layers[0].stored if not layers[0].own_residual else ""
    for x, y, text, anchor in (
        (6.0, TOP - 6, first, "start"),
        (width - 6, TOP - 6, ends[0], "end"),
        (width - 6, lower - 6, ends[1], "end"),
        (6.0, lower - 6, ends[2], "start"),
    ):
        if text:
            pieces.append(_text(x, y, text, 12, anchor))
    if title:
        pieces.append(_text(width / 2, 13, title))
    label = html.escape(
        f"{alt}: {sum(e.kind == 'get' for e in events)} get boxes, {plan.held} stored before the response"
    )
    return WiringPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'font-size="13" text-anchor="middle" fill="currentColor" aria-label="{label}" style="width:100%;max-width:{width:.0f}px">{"".join(pieces)}</svg>'
    )


def _rows(events: Sequence[Event]) -> tuple[list[tuple[int, list[int]]], dict[int, int]]:
    """Split the gets of a trace into sweeps; say in which sweep each stored value was made."""
    rows: list[tuple[int, list[int]]] = [(1, [])]
    made: dict[int, int] = {}
    for event in events:
        if event.kind == "load":
            rows.append((event.layer, []))
        elif event.kind == "get":
            rows[-1][1].append(event.layer)
        elif event.kind == "store":
            made[event.layer] = len(rows) - 1
    return rows, made


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return f'<path d="M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}" stroke="{colour}" stroke-width="{width:.1f}"/>'


def _box(x: float, y: float, text: str, colour: str, kind: str, tall: float = 26) -> str:
    wide = max(46.0, 8.0 * len(text) + 8)
    return (
        f'<g class="{kind}"><rect x="{x - wide / 2:.0f}" y="{y - tall / 2:.0f}" width="{wide:.0f}" height="{tall:.0f}" '
        f'rx="4" fill="var(--pst-color-background, #fff)" stroke="{colour}" stroke-width="2"/>'
        f"{_text(x, y + 4.5, text)}</g>"
    )


def _text(x: float, y: float, text: str, size: int = 13, anchor: str = "middle") -> str:
    """Write a text; the picture's own size and anchor need not be repeated."""
    own = ("" if size == 13 else f' font-size="{size}"') + ("" if anchor == "middle" else f' text-anchor="{anchor}"')
    return f'<text x="{x:.0f}" y="{y:.1f}"{own}>{html.escape(text)}</text>'
