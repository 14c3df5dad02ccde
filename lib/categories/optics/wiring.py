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
    >>> [draw(c).svg.count(">get ") for c in (one >> one >> one, reify(one) >> reify(one) >> reify(one))]
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
    >>> draw_program(segments([2, 2])).svg.count(">get ")
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
    bottom = TOP + ROW * len(rows) + 28
    answer = TOP + 32
    width, height = 2 * LEFT + COLUMN * count, bottom + 46
    pieces: list[str] = []

    def edge(k: int) -> float:
        """Where the value before layer k + 1 is, from left to right."""
        return LEFT + COLUMN * k

    def level(row: int) -> float:
        return TOP + ROW * row + (16 if row else 0)

    pieces.append(
        f'<line x1="6" x2="{width - 6:.0f}" y1="{answer:.0f}" y2="{answer:.0f}" stroke="currentColor" '
        f'stroke-dasharray="5 5" stroke-opacity="0.6"/>'
    )
    sweeps: list[str] = []
    wires: list[str] = []
    gets: list[tuple[float, float, str]] = []
    puts: list[tuple[float, float, str]] = []
    dots: list[tuple[float, float]] = []
    for number, (start, layers_run) in enumerate(rows):
        y = level(number)
        margin = 0 if number else LEFT - 12
        sweeps.append(f"M{edge(start - 1) - margin:.0f} {y:.0f}H{edge(start - 1 + len(layers_run)) + margin:.0f}")
        gets += [(edge(k - 1) + COLUMN / 2, y, layers[k - 1].get) for k in layers_run]
    for k in range(1, count + 1):
        layer = layers[k - 1]
        middle, y = edge(k - 1) + COLUMN / 2, level(made[k])
        stroke = 1.6 + log2(max(layer.size, 1)) * 0.9
        if layer.own_residual:
            wire = f"M{middle:.0f} {y + 13:.0f}V{bottom - 13:.0f}"
        else:
            wire = f"M{edge(k - 1):.0f} {y:.0f}V{bottom:.0f}H{middle:.0f}"
            dots.append((edge(k - 1), y))
        wires.append(f'<path d="{wire}" stroke-width="{stroke:.1f}"/>')
        dots += [(edge(k - 1), level(n)) for n, (start, _) in enumerate(rows) if start == k and n > made[k]]
        if layer.stored and not made[k]:
            pieces.append(
                _text(edge(k - 1) + 6 + layer.own_residual * COLUMN / 2, answer - 5, layer.stored, 11, "start")
            )
        puts.append((middle, bottom + 8, layer.put))
    lower = bottom + 20
    sweeps.append(f"M{width - 12:.0f} {lower:.0f}H12")
    sweeps += [f"M{edge(k) - 2:.0f} {lower - 4:.0f}l-6 4l6 4" for k in range(1, count + 1)]
    marks = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in dots)
    pieces.append(f'<path d="{"".join(sweeps)}" fill="none" stroke="currentColor" stroke-width="1.4"/>')
    pieces.append(f'<g fill="none" stroke="{WIRE}">{"".join(wires)}')
    pieces.append(f'<path d="{marks}" stroke-width="7" stroke-linecap="round"/></g>')
    pieces += [_boxes(gets, GET, 26), _boxes(puts, PUT, 40)]
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


def _boxes(boxes: Sequence[tuple[float, float, str]], colour: str, tall: int) -> str:
    """Draw boxes of one kind around their middles; what they share is written once."""
    wide = [max(46.0, 8.0 * len(text) + 8) for _, _, text in boxes]
    frames = "".join(
        f"M{x - w / 2:.0f} {y - tall / 2:.0f}h{w:.0f}v{tall}h-{w:.0f}z"
        for (x, y, _), w in zip(boxes, wide, strict=True)
    )
    texts = "".join(_text(x, y + 5, text) for x, y, text in boxes)
    style = f'fill="var(--pst-color-background, #fff)" stroke="{colour}" stroke-width="2" stroke-linejoin="round"'
    return f'<path d="{frames}" {style}/>{texts}'


def _text(x: float, y: float, text: str, size: int = 13, anchor: str = "middle") -> str:
    """Write a text; the picture's own size and anchor need not be repeated."""
    own = ("" if size == 13 else f' font-size="{size}"') + ("" if anchor == "middle" else f' text-anchor="{anchor}"')
    return f'<text x="{x:.0f}" y="{y:.0f}"{own}>{html.escape(text)}</text>'
