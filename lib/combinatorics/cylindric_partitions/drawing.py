"""Drawings of cylindric plane partitions in plain SVG: cubes, growth diagrams, the two rules side by side."""

from __future__ import annotations

import hashlib
import html
import math
from collections.abc import Callable, Sequence

from lib.book import PALETTE
from lib.combinatorics.cylindric_partitions.cylindric import CPP, Face, Profile, check_profile, validate
from lib.combinatorics.cylindric_partitions.growth import Square
from lib.combinatorics.cylindric_partitions.local_rules import RULES
from lib.exact import Partition

SLANT = math.cos(math.pi / 6)
# top, left and right of a cube; the three greys stay apart in black and white
FACES = {"top": PALETTE[5], "left": PALETTE[0], "right": "#003a5c"}


class Drawing:
    """An SVG in the page's own text colour."""

    def __init__(self, width: float, height: float, body: str, alt: str) -> None:
        self.svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
            f'aria-label="{html.escape(alt)}" style="width:100%;max-width:{width:.0f}px">{body}</svg>'
        )

    def _repr_svg_(self) -> str:
        return self.svg


def partition_text(shape: Partition) -> str:
    """Write a partition as the chapter does: its parts, or the empty set.

    Examples
    --------
    >>> partition_text((3, 1)), partition_text(())
    ('31', '∅')
    """
    if not shape:
        return "∅"
    return ("" if max(shape) < 10 else ",").join(map(str, shape))


def _visible_faces(profile: Profile, cpp: CPP, last: int) -> dict[str, list[tuple[int, int, int]]]:
    """Return the tops and walls that are seen over the vertices 1 to last: place across, place down, height in cubes.

    Row r of vertex k is a column of cubes.  A growing step moves the base by (-1, 0) and a shrinking one by (0, 1), so
    that the two neighbours in front of a column are the rows r or r + 1 of the vertices k - 1 and k + 1.  A cube is two
    units wide, and two units high in the middle; a wall is given by its uppermost corner on the left.
    """
    period = len(profile)

    def part(vertex: int, row: int) -> int:
        shape = cpp[vertex % period]
        return shape[row] if row < len(shape) else 0

    faces: dict[str, list[tuple[int, int, int]]] = {"top": [], "left": [], "right": []}
    x, y = 0, 0
    for vertex in range(1, last + 1):
        before, after = profile[(vertex - 1) % period], profile[vertex % period]
        if vertex > 1:
            x, y = (x - 1, y) if before else (x, y + 1)
        for row, height in enumerate(cpp[vertex % period]):
            across, down = y - x, x + y + 2 * row - 2 * height
            faces["top"].append((across - 1, down + 1, 1))
            if (drop := height - part(vertex - 1, row if before else row + 1)) > 0:
                faces["left"].append((across - 1, down + 1, drop))
            if (drop := height - part(vertex + 1, row + 1 if after else row)) > 0:
                faces["right"].append((across, down + 2, drop))
    return faces


def _outline(kind: str, count: int) -> str:
    """Return the path of a top or of a wall of so many cubes, from its uppermost corner on the left, in half cubes."""
    if kind == "top":
        return "l1-1 1 1-1 1z"
    slope, back = (" 1", "-1") if kind == "left" else ("-1", " 1")
    path = f"l1{slope}v{2 * count}l-1{back}z"
    # the edges between the cubes of a wall
    for cube in range(1, count):
        start = "m0 2" if cube == 1 else f"m-1 {1 if kind == 'left' else 3}"
        path += f"{start}l1{slope}"
    return path


def cubes(
    profile: Sequence[int],
    cpp: CPP,
    *,
    turns: int = 2,
    size: float = 20.0,
    alt: str = "",
    lines: Sequence[str] = (),
) -> Drawing:
    """Draw a cylindric plane partition as a stack of cubes, the cylinder unrolled.

    Parameters
    ----------
    profile, cpp
        The object.
    turns
        How often the picture repeats.
    size
        The edge of a cube.
    alt
        What the drawing shows.
    lines
        Lines of text to write below.

    Raises
    ------
    TypeError, ValueError
        If this is no cylindric plane partition, or there is less than one turn.

    Examples
    --------
    >>> cubes((1, 0), ((), (1,), ()), turns=2).svg.count("<use")
    1
    """
    word, shapes = check_profile(profile), validate(profile, cpp)
    if turns < 1:
        raise ValueError(f"turns must be at least 1, got {turns}")
    period = len(word)
    faces = _visible_faces(word, shapes, period)
    half, wide = max(round(size / 2), 1), max(round(size * SLANT), 1)
    # every turn of the cylinder lies so many half cubes lower than the one before
    drop = period - 2 * sum(word)
    # where the strip is cut its walls are seen down to the floor
    first, last = faces["top"][: len(shapes[1])], faces["top"][len(faces["top"]) - len(shapes[0]) :]
    ends = {
        "left": [(a, b, part) for (a, b, _), part in zip(first, shapes[1], strict=True)],
        "right": [
            (a + 1 + period * (turns - 1), b + 1 + drop * (turns - 1), part)
            for (a, b, _), part in zip(last, shapes[0], strict=True)
        ],
    }
    downs = [(down, down + 2 * count) for group in faces.values() for _, down, count in group] or [(0, 0)]
    top = min(down for down, _ in downs) - 1 + min(0, drop * (turns - 1))
    bottom = max(down for _, down in downs) + 1 + max(0, drop * (turns - 1))

    def painted(groups: dict[str, list[tuple[int, int, int]]]) -> str:
        found = ""
        for kind, group in groups.items():
            path = "".join(f"M{a + 1} {b - top}{_outline(kind, n)}" for a, b, n in group)
            if path:
                found += f'<path d="{path}" fill="{FACES[kind]}"/>'
        return found

    turn = painted(faces)
    # many drawings share a page, so the name of the repeated part comes from its content
    name = f"turn-{hashlib.sha256(turn.encode()).hexdigest()[:8]}"
    copies = "".join(f'<use href="#{name}" x="{n * period}" y="{n * drop}"/>' for n in range(1, turns) if turn)
    place = f'transform="translate(4 4) scale({wide} {half})"'
    body = f'<g {place} stroke="#fff" stroke-width="{0.8 / wide:.3f}" stroke-linejoin="round">{painted(ends)}<g id="{name}">{turn}</g>{copies}</g>'
    width, height = (turns * period + 1) * wide + 8, (bottom - top) * half + 8
    seams = "".join(f"M{n * period * wide + 4} 0V{height}" for n in range(1, turns + 1))
    body += f'<path d="{seams}" stroke="currentColor" stroke-dasharray="2 4" opacity=".8"/>'
    for row, line in enumerate(lines, start=1):
        body += f'<text x="4" y="{height + 19 * row}" font-size="15" fill="currentColor">{html.escape(line)}</text>'
    return Drawing(width, height + 19 * len(lines) + 6, body, alt or f"cubes over {turns} turns of the cylinder")


# one step of the boundary across and up, in pixels
ACROSS, UP = 78, 54


class _Plane:
    """Where the vertices of an unrolled growth diagram lie: place p across, level up."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.drift = 2 * sum(profile) - len(profile)

    def level(self, vertex: int) -> int:
        """Return the level of a vertex of the first boundary."""
        around, rest = divmod(vertex, len(self.profile))
        return around * self.drift + sum(1 if letter else -1 for letter in self.profile[:rest])

    def top(self, face: Face) -> tuple[int, int]:
        """Return place and level of the upper corner of a square."""
        i, j, k = face
        last = j + k * len(self.profile)
        zeros = sum(not self.profile[(step - 1) % len(self.profile)] for step in range(i + 1, last))
        return i + zeros, self.level(i - 1) + 1 - zeros


def _texts(texts: Sequence[tuple[int, int, str]]) -> str:
    """Write texts at their places; those of a single character share one element."""
    short = [text for text in texts if len(text[2]) == 1]
    together = ""
    if short:
        across, down, letters = zip(*short, strict=True)
        together = f'<text x="{" ".join(map(str, across))}" y="{" ".join(map(str, down))}">{"".join(letters)}</text>'
    return together + "".join(f'<text x="{x}" y="{y}">{text}</text>' for x, y, text in texts if len(text) > 1)


def growth_walk(profile: Sequence[int], cpp: CPP, squares: Sequence[Square], crossed: int) -> Drawing:
    """Draw the growth diagram after some squares have been crossed.

    Parameters
    ----------
    profile, cpp
        The object.
    squares
        All squares, in the order in which they are crossed.
    crossed
        How many of them have been crossed.

    Raises
    ------
    TypeError, ValueError
        If this is no cylindric plane partition, or ``crossed`` is not between 0 and the number of squares.
    """
    word, shapes = check_profile(profile), validate(profile, cpp)
    if not 0 <= crossed <= len(squares):
        raise ValueError(f"crossed must be between 0 and {len(squares)}, got {crossed}")
    plane, period = _Plane(word), len(word)
    tops = [plane.top(square.face) for square in squares]
    levels = {vertex: plane.level(vertex) for vertex in range(period)}
    shown: dict[tuple[int, int], Partition] = {(v, levels[v]): shapes[v] for v in range(period)}
    for square, (place, level) in list(zip(squares, tops, strict=True))[:crossed]:
        vertex, around = place % period, place // period
        levels[vertex] = level - 2 - around * plane.drift
        shown[vertex, levels[vertex]] = square.inner
    spread = [plane.level(v) for v in range(-1, period + 2)] + [
        level - 2 + around * plane.drift for p, level in tops for around in (-(p // period), 1 - p // period)
    ]
    high, low = max(spread), min(spread)

    def at(place: int, level: int) -> tuple[int, int]:
        return (place + 1) * ACROSS + 24, (high - level) * UP + 30

    body = [_seams(at, period, high, low)]
    outlines = {"next": "", "done": "", "now": ""}
    hooks: list[tuple[int, int, str]] = []
    labels: list[tuple[int, int, str]] = []
    for index, (square, (place, level)) in enumerate(zip(squares, tops, strict=True)):
        state = "now" if index == crossed - 1 else "done" if index < crossed else "next"
        for copy in range(-(place // period), 2 - place // period):
            here = place + copy * period
            if 0 <= here <= period:
                x, y = at(here, level + copy * plane.drift)
                outlines[state] += f"M{x} {y}l{ACROSS} {UP}-{ACROSS} {UP}-{ACROSS}-{UP}z"
                hooks.append((x, y + UP + 20, str(square.hook)))
                if state != "next":
                    labels.append((x, y + UP + 3, str(square.label)))
    body += [f'<path d="{path}" {SQUARE_STYLES[state]}/>' for state, path in outlines.items() if path]
    body.append(f'<g font-size="13">{_texts(hooks)}</g><g font-size="20" font-weight="bold">{_texts(labels)}</g>')
    walk = [at(p, levels[p % period] + (p // period) * plane.drift) for p in range(-1, period + 2)]
    body.append(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in walk)}" fill="none" stroke="currentColor" stroke-width="3"/>'
    )
    for style, wanted in (('opacity=".65" stroke-width="5"', False), ('font-weight="bold" stroke-width="8"', True)):
        dots = ""
        names: list[tuple[int, int, str]] = []
        for (vertex, level), shape in shown.items():
            for around in (-1, 0, 1):
                place = vertex + around * period
                if -1 <= place <= period + 1 and (levels[vertex] == level) == wanted:
                    x, y = at(place, level + around * plane.drift)
                    # a line of no length with a round cap is a dot
                    dots += f"M{x} {y}h0"
                    names.append((x, y - 8, partition_text(shape)))
        if names:
            dots = f'<path d="{dots}" stroke="currentColor" stroke-linecap="round"/>'
            body.append(f"<g {style}>{dots}{_texts(names)}</g>")
    height = (high - low) * UP + 92
    lines = _words(squares[crossed - 1] if crossed else None, crossed == len(squares), levels, shown)
    for row, line in enumerate(lines):
        body.append(f'<text x="12" y="{height - 30 + 22 * row}" text-anchor="start">{line}</text>')
    alt = f"growth diagram with {crossed} of {len(squares)} squares crossed; " + " ".join(lines)
    drawn = f'<g fill="currentColor" font-size="17" text-anchor="middle">{"".join(body)}</g>'
    return Drawing((period + 2) * ACROSS + 48, height, drawn, alt)


def ended_walk(profile: Sequence[int], gamma: Partition, crossed: int) -> Drawing:
    """Draw the boundary of a growth diagram whose walk is over: the same partition at every vertex.

    Examples
    --------
    >>> ended_walk((1, 0), (2,), 3).svg.count(">2</text>")
    5
    """
    word = check_profile(profile)
    plane, places = _Plane(word), range(-1, len(word) + 2)
    high = max(map(plane.level, places))
    points = [((place + 1) * ACROSS + 24, (high - plane.level(place)) * UP + 30) for place in places]
    name = partition_text(gamma)
    line = f"The walk ended after {crossed} squares: γ = {name}."
    low = max(y for _, y in points) + 32
    names = "".join(f'<text x="{x}" y="{y - 8}">{name}</text>' for x, y in points)
    body = (
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in points)}" fill="none" stroke="currentColor" '
        f'stroke-width="3"/><g fill="currentColor" font-size="17"><g text-anchor="middle" font-weight="bold">{names}</g>'
        f'<text x="12" y="{low}">{line}</text></g>'
    )
    return Drawing((len(word) + 2) * ACROSS + 48, low + 10, body, line)


def _seams(at: Callable[[int, int], tuple[int, int]], period: int, high: int, low: int) -> str:
    lines = []
    for place in (0, period):
        (x, top), (_, bottom) = at(place, high), at(place, low)
        lines.append(
            f'<line x1="{x}" y1="{top - 26}" x2="{x}" y2="{bottom + 8}" stroke="{PALETTE[1]}" stroke-dasharray="3 4"/>'
        )
    return "".join(lines)


SQUARE_STYLES = {
    "next": 'fill="none" stroke="currentColor" stroke-opacity=".3" stroke-dasharray="2 3"',
    "done": f'fill="{PALETTE[5]}" fill-opacity=".25" stroke="currentColor" stroke-opacity=".5"',
    "now": f'fill="{PALETTE[4]}" fill-opacity=".45" stroke="{PALETTE[1]}" stroke-width="2"',
}


def _words(
    square: Square | None, finished: bool, levels: dict[int, int], shown: dict[tuple[int, int], Partition]
) -> list[str]:
    if square is None:
        return ["Start: the partitions around the cylinder."]
    i, j, k = square.face
    alpha, beta, outer, inner = map(partition_text, (square.alpha, square.beta, square.outer, square.inner))
    first = f"Face ({i},{j},{k}): {outer} between {alpha} and {beta} becomes {inner}, label {square.label}."
    if finished:
        return [first, f"All vertices are equal: γ = {partition_text(shown[0, levels[0]])}."]
    return [first]


def _young(x: int, y: int, shape: Partition, inside: Partition) -> tuple[str, str, int]:
    """Return the boxes of a Young diagram centred over a point, inside and outside another shape, and where it ends."""
    box = 15
    left, top = x - box * max((*shape, 1)) // 2, y - box * max(len(shape), 1) // 2
    old, new = "", ""
    for row, part in enumerate(shape):
        kept = inside[row] if row < len(inside) else 0
        for column in range(part):
            path = f"M{left + column * box} {top + row * box}h{box}v{box}h-{box}z"
            old, new = (old, new + path) if column >= kept else (old + path, new)
    return old, new, top + box * max(len(shape), 1)


def two_rules(alpha: Partition, beta: Partition, nu: Partition, m: int) -> Drawing:
    """Draw one square completed upwards by both local rules, the boxes outside the lower corner shaded.

    Raises
    ------
    TypeError, ValueError
        As :meth:`LocalRule.forward`.

    Examples
    --------
    >>> "λ = 2<" in two_rules((1,), (1,), (), 0).svg
    True
    """
    corners = [(72, 160, alpha, "α"), (328, 160, beta, "β"), (200, 252, nu, "ν")]
    texts = f'<text x="200" y="175" font-size="20">{m}</text>'
    for x, rule in zip((118, 282), RULES.values(), strict=True):
        texts += f'<text x="{x}" y="18" font-weight="bold">{rule.name}</text>'
        corners.append((x, 52, rule.forward(alpha, beta, nu, m), "λ"))
    inside, outside = "", ""
    for x, y, shape, name in corners:
        old, new, low = _young(x, y, shape, nu)
        inside, outside = inside + old, outside + new
        texts += f'<text x="{x}" y="{low + 15}">{name} = {partition_text(shape)}</text>'
    alt = f"one square, lower corner {partition_text(nu)}, sides {partition_text(alpha)} and {partition_text(beta)}, label {m}"
    body = (
        '<g stroke="currentColor"><path d="M200 106l62 62-62 62-62-62z" fill="none" stroke-opacity=".5"/>'
        f'<path d="{inside}" fill="{PALETTE[5]}" fill-opacity=".4"/><path d="{outside}" fill="{PALETTE[4]}"/></g>'
        f'<g fill="currentColor" font-size="15" text-anchor="middle">{texts}</g>'
    )
    return Drawing(400, 295, body, alt)
