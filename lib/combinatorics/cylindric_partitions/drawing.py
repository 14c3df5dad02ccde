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


def _outline(kind: str, wide: int, half: int, count: int) -> str:
    """Return the path of a top or of a wall of so many cubes, from its uppermost corner on the left."""
    if kind == "top":
        return f"l{wide}-{half} {wide} {half}-{wide} {half}z"
    slope, back = (f" {half}", f"-{half}") if kind == "left" else (f"-{half}", f" {half}")
    path = f"l{wide}{slope}v{2 * half * count}l-{wide}{back}z"
    # the edges between the cubes of a wall
    for cube in range(1, count):
        start = f"m0 {2 * half}" if cube == 1 else f"m-{wide} {half if kind == 'left' else 3 * half}"
        path += f"{start}l{wide}{slope}"
    return path


def cubes(profile: Sequence[int], cpp: CPP, *, turns: int = 2, size: float = 20.0, alt: str = "") -> Drawing:
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
    downs = [(down, down + 2 * count) for group in faces.values() for _, down, count in group] or [(0, 0)]
    top = min(down for down, _ in downs) - 1 + min(0, drop * (turns - 1))
    bottom = max(down for _, down in downs) + 1 + max(0, drop * (turns - 1))
    turn = ""
    for name, group in faces.items():
        path = "".join(
            f"M{(a + 1) * wide + 4} {(b - top) * half + 4}{_outline(name, wide, half, n)}" for a, b, n in group
        )
        if path:
            turn += f'<path d="{path}" fill="{FACES[name]}"/>'
    # many drawings share a page, so the name of the repeated part comes from its content
    name = f"turn-{hashlib.sha256(turn.encode()).hexdigest()[:10]}"
    copies = "".join(
        f'<use href="#{name}" x="{n * period * wide}" y="{n * drop * half}"/>' for n in range(1, turns) if turn
    )
    body = f'<g stroke="#fff" stroke-width=".6" stroke-linejoin="round"><g id="{name}">{turn}</g>{copies}</g>'
    width, height = (turns * period + 1) * wide + 8, (bottom - top) * half + 8
    seams = "".join(f"M{n * period * wide + 4} 0V{height}" for n in range(1, turns + 1))
    body += f'<path d="{seams}" stroke="currentColor" stroke-dasharray="2 4" opacity=".8"/>'
    return Drawing(width, height, body, alt or f"cubes over {turns} turns of the cylinder")


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
    texts = []
    for index, (square, (place, level)) in enumerate(zip(squares, tops, strict=True)):
        state = "now" if index == crossed - 1 else "done" if index < crossed else "next"
        for copy in range(-(place // period), 2 - place // period):
            here = place + copy * period
            if 0 <= here <= period:
                x, y = at(here, level + copy * plane.drift)
                outlines[state] += f"M{x} {y}l{ACROSS} {UP}-{ACROSS} {UP}-{ACROSS}-{UP}z"
                texts.append(_inscription(x, y, square, state != "next"))
    body += [f'<path d="{path}" {SQUARE_STYLES[state]}/>' for state, path in outlines.items() if path] + texts
    walk = [at(p, levels[p % period] + (p // period) * plane.drift) for p in range(-1, period + 2)]
    body.append(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in walk)}" fill="none" stroke="currentColor" stroke-width="3"/>'
    )
    for (vertex, level), shape in shown.items():
        bold = levels[vertex] == level
        for around in (-1, 0, 1):
            place = vertex + around * period
            if -1 <= place <= period + 1:
                x, y = at(place, level + around * plane.drift)
                body.append(_vertex(x, y, shape, bold))
    height = (high - low) * UP + 92
    lines = _words(squares[crossed - 1] if crossed else None, crossed == len(squares), levels, shown)
    for row, line in enumerate(lines):
        body.append(f'<text x="12" y="{height - 30 + 22 * row}" text-anchor="start">{line}</text>')
    alt = f"growth diagram with {crossed} of {len(squares)} squares crossed; " + " ".join(lines)
    drawn = f'<g fill="currentColor" font-size="17" text-anchor="middle">{"".join(body)}</g>'
    return Drawing((period + 2) * ACROSS + 48, height, drawn, alt)


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


def _inscription(x: int, y: int, square: Square, labelled: bool) -> str:
    size = f'<text x="{x}" y="{y + UP + 17}" font-size="13">hook {square.hook}</text>'
    if not labelled:
        return size
    return f'{size}<text x="{x}" y="{y + UP + 2}" font-size="20" font-weight="bold">{square.label}</text>'


def _vertex(x: int, y: int, shape: Partition, bold: bool) -> str:
    look = 'font-weight="bold"' if bold else 'opacity=".65"'
    dot = f'<circle cx="{x}" cy="{y}" r="{4 if bold else 2.5}"/>'
    return f'{dot}<text x="{x}" y="{y - 8}" {look}>{partition_text(shape)}</text>'


def _words(
    square: Square | None, finished: bool, levels: dict[int, int], shown: dict[tuple[int, int], Partition]
) -> list[str]:
    if square is None:
        return ["Start: the partitions around the cylinder.", ""]
    i, j, k = square.face
    alpha, beta, outer, inner = map(partition_text, (square.alpha, square.beta, square.outer, square.inner))
    first = f"Face ({i},{j},{k}): {outer} between {alpha} and {beta} becomes {inner}, label {square.label}."
    if finished:
        return [first, f"All vertices are equal: γ = {partition_text(shown[0, levels[0]])}."]
    return [first, ""]


def _young(x: int, y: int, shape: Partition, inside: Partition, name: str) -> str:
    """Draw a Young diagram centred over a point, the boxes outside another shape shaded."""
    box = 15
    left, top = x - box * max((*shape, 1)) // 2, y - box * max(len(shape), 1) // 2
    old, new = "", ""
    for row, part in enumerate(shape):
        kept = inside[row] if row < len(inside) else 0
        for column in range(part):
            path = f"M{left + column * box} {top + row * box}h{box}v{box}h-{box}z"
            old, new = (old, new + path) if column >= kept else (old + path, new)
    low = top + box * max(len(shape), 1) + 15
    return (
        f'<path d="{old}" fill="{PALETTE[5]}" fill-opacity=".4"/><path d="{new}" fill="{PALETTE[4]}"/>'
        f'<text x="{x}" y="{low}">{name} = {partition_text(shape)}</text>'
    )


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
    body = [
        f'<path d="M200 106l62 62-62 62-62-62z" fill="none" stroke-opacity=".5"/><text x="200" y="175" font-size="20">{m}</text>',
        _young(72, 160, alpha, nu, "α"),
        _young(328, 160, beta, nu, "β"),
        _young(200, 252, nu, nu, "ν"),
    ]
    for x, rule in zip((118, 282), RULES.values(), strict=True):
        body.append(f'<text x="{x}" y="18" font-weight="bold">{rule.name}</text>')
        body.append(_young(x, 52, rule.forward(alpha, beta, nu, m), nu, "λ"))
    alt = f"one square, lower corner {partition_text(nu)}, sides {partition_text(alpha)} and {partition_text(beta)}, label {m}"
    texts = "".join(body).replace("<text ", '<text fill="currentColor" stroke="none" ')
    return Drawing(400, 295, f'<g stroke="currentColor" font-size="15" text-anchor="middle">{texts}</g>', alt)
