"""The chapter's pictures and controls."""

from __future__ import annotations

import html
import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from lib.book import PALETTE
from lib.categories.optics.bracketings import Bracketing, Schedule, all_schedules, left_nested, right_nested
from lib.categories.optics.checkpoints import binomial_bound, optimal_bracketing, optimal_schedule
from lib.categories.optics.comparison import erase, linear_form, reify
from lib.categories.optics.composites import Lens, Optic, boundary
from lib.categories.optics.cost import Event, extra_gets, peak_storage, trace
from lib.categories.optics.finite import finite
from lib.categories.optics.generate import random_lens
from lib.categories.optics.hom_categories import HomCategory, hom_category, layers
from lib.categories.optics.policies import scheduled
from lib.categories.optics.two_cells import count_two_cells
from lib.categories.optics.wiring import draw

if TYPE_CHECKING:
    import altair as alt

# a mark of the chart of time: first step, layer, duration
Row = tuple[int, ...]


class Stack:
    """Several drawings and texts, one above the other."""

    def __init__(self, pieces: Sequence[Any]) -> None:
        self.pieces = pieces

    def _repr_html_(self) -> str:
        return "".join(
            f"<p>{html.escape(piece)}</p>" if isinstance(piece, str) else piece._repr_svg_() for piece in self.pieces
        )


class Picture:
    """An SVG drawing."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg


def two_ways() -> Stack:
    """Draw the same three lenses composed as lenses and as optics."""
    chain = _chain((2, 3, 4, 3))
    lens = (chain[0] >> chain[1]) >> chain[2]
    optic = reify(chain[0]) >> reify(chain[1]) >> reify(chain[2])
    return Stack([draw(lens, "composed as lenses"), draw(optic, "composed as optics")])


def _chain(sizes: Sequence[int]) -> list[Lens]:
    """Return lenses between sets of these sizes, forward and backward, drawn with a fixed seed."""
    rng = random.Random(0)
    ends = [boundary(finite(size)) for size in sizes]
    return [random_lens(rng, a, b, str(k)) for k, (a, b) in enumerate(pairwise(ends), 1)]


def bracketing_and_cut(bracketing: Bracketing, schedule: Schedule) -> Stack:
    """Draw a chain composed by a bracketing and by a schedule, from the composites themselves."""
    chain = _chain([2 + k % 2 for k in range(bracketing.size + 1)])
    optic = scheduled(chain, schedule)
    lens = scheduled(chain, Schedule((bracketing,)))
    return Stack([draw(lens, "one lens"), draw(optic, "optics across, lenses inside")])


def one_component(start: Lens) -> Picture:
    """Draw all optics with residuals of size 1 and 2 that behave like a lens, and its linear form, with their 2-cells."""
    census = hom_category(start.a, start.b, 2)
    alike = [optic for optic in census.objects if erase(optic) == start]
    category = HomCategory((*alike, linear_form(start)), count_two_cells)
    marks = {reify(start): "stores the input", linear_form(start): "stores the function"}
    return hasse(category, [marks.get(optic, "") for optic in category.objects])


def hasse(category: HomCategory[Optic], marks: Sequence[str]) -> Picture:
    """Draw a hom-category from the bottom up: a node for each optic with its residual, an arrow for each 2-cell.

    Identities and arrows that are composites of others are left out; optics with 2-cells both ways stand side by side,
    joined by double arrows.
    """
    height_of = layers(category, range(len(category.objects)))
    condensed = nx.condensation(category.graph)
    blocks = [sorted(condensed.nodes[block]["members"]) for block in sorted(condensed)]
    rows: dict[int, list[int]] = {}
    for block in blocks:
        rows.setdefault(height_of[block[0]], []).extend(block)
    step, rise = 92.0, 96.0
    width, total = max(max(map(len, rows.values())) * step, 360.0), (len(rows) - 1) * rise + 92
    place = {
        i: (width / 2 + (k - (len(row) - 1) / 2) * step, total - 42 - rise * level)
        for level, row in rows.items()
        for k, i in enumerate(row)
    }
    arrows = []
    for block in blocks:
        for i, j in pairwise(block):
            arrows.append(_arrow(place[i][0] + 19, place[i][1], place[j][0] - 19, place[j][1], both=True))
    for below, above in nx.transitive_reduction(condensed).edges:
        # of the many arrows between two blocks the shortest stands for all
        (x1, y1), (x2, y2) = min(
            ((place[i], place[j]) for i in blocks[below] for j in blocks[above]),
            key=lambda ends: abs(ends[0][0] - ends[1][0]),
        )
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        dx, dy = (x2 - x1) / length * 20, (y2 - y1) / length * 20
        arrows.append(_arrow(x1 + dx, y1 + dy, x2 - dx, y2 - dy))
    pieces = [
        f'<path d="{"".join(line for line, _ in arrows)}" stroke="currentColor" stroke-opacity="0.75"/>'
        f'<path d="{"".join(head for _, head in arrows)}" fill="none" stroke="currentColor"/>'
    ]
    for i, (x, y) in place.items():
        colour = PALETTE[1] if marks[i] else PALETTE[0]
        pieces.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="17" fill="{colour}" fill-opacity="0.18" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{x:.1f}" y="{y + 4.5:.1f}" font-size="13" text-anchor="middle" fill="currentColor">'
            f"{category.objects[i].residual}</text>"
        )
        if marks[i]:
            pieces.append(
                f'<text x="{x:.1f}" y="{y + (34 if height_of[i] == 0 else -25):.1f}" font-size="12" text-anchor="middle" '
                f'fill="currentColor">{html.escape(marks[i])}</text>'
            )
    label = (
        f"{len(category.objects)} optics that behave alike, by the size of the residual, with the 2-cells between them"
    )
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {total:.0f}" role="img" aria-label="{label}" '
        f'style="width:100%;max-width:{width:.0f}px">{"".join(pieces)}</svg>'
    )


def _arrow(x1: float, y1: float, x2: float, y2: float, both: bool = False) -> tuple[str, str]:
    """Return the path of an arrow's line and the path of its head, or of both its heads."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length

    def head(x: float, y: float, sign: int) -> str:
        left = (x - sign * (7 * ux - 4 * uy), y - sign * (7 * uy + 4 * ux))
        right = (x - sign * (7 * ux + 4 * uy), y - sign * (7 * uy - 4 * ux))
        return f"M{left[0]:.1f} {left[1]:.1f}L{x:.1f} {y:.1f}L{right[0]:.1f} {right[1]:.1f}"

    line = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    return line, head(x2, y2, 1) + (head(x1, y1, -1) if both else "")


class PolicyView:
    """One policy of a chain: its residual, its costs, its place in the lattice, and its wiring."""

    def __init__(self, chain: Sequence[Lens], cuts: frozenset[int], inside: str) -> None:
        self.chain, self.cuts = chain, cuts
        nested = left_nested if inside == "left-nested" else right_nested
        ends = [0, *sorted(cuts), len(chain)]
        self.plan = Schedule(tuple(nested(j - i) for i, j in pairwise(ends)))
        self.optic = scheduled(chain, self.plan)

    def _repr_html_(self) -> str:
        facts = (
            f"residual {self.optic.residual} with {self.optic.residual.size} points · {extra_gets(self.plan)} extra gets · "
            f"{self.plan.held} held, {peak_storage(self.plan)} at the peak"
        )
        return f"<p>{facts}</p>{lattice(len(self.chain), self.cuts).svg}{draw(self.optic).svg}"


def policy_view(cut_1: bool, cut_2: bool, cut_3: bool, inside: str) -> PolicyView:
    """Return the view of one policy of four lenses."""
    cuts = frozenset(k for k, stored in enumerate((cut_1, cut_2, cut_3), 1) if stored)
    return PolicyView(_chain((2, 3, 4, 2, 3)), cuts, inside)


def lattice(length: int, current: frozenset[int]) -> Picture:
    """Draw the subsets of the cuts of a chain by inclusion, one of them lit."""
    cuts = range(1, length)
    rows = [[frozenset(c) for c in combinations(cuts, k)] for k in range(length)]
    step, rise = 78.0, 52.0
    width, total = max(map(len, rows)) * step + 20, rise * (length - 1) + 44
    place = {
        node: (width / 2 + (k - (len(row) - 1) / 2) * step, total - 22 - rise * level)
        for level, row in enumerate(rows)
        for k, node in enumerate(row)
    }
    joined = "".join(
        f"M{place[a][0]:.0f} {place[a][1]:.0f}L{place[b][0]:.0f} {place[b][1]:.0f}"
        for a in place
        for b in place
        if a < b and len(b) == len(a) + 1
    )
    # a pill is a short thick line with round ends, its inside a thinner one
    pills = {node: f"M{x - 17:.0f} {y:.0f}h34" for node, (x, y) in place.items()}
    every = "".join(pills.values())
    pieces = [
        f'<path d="{joined}" stroke="currentColor" stroke-opacity="0.45"/><g stroke-linecap="round">',
        f'<path d="{every}" stroke="currentColor" stroke-width="27"/>',
        f'<path d="{pills[current]}" stroke="{PALETTE[1]}" stroke-width="30"/>',
        f'<path d="{every}" stroke="var(--pst-color-background, #fff)" stroke-width="24"/></g>',
    ]
    for node, (x, y) in place.items():
        bold = ' font-weight="bold"' if node == current else ""
        pieces.append(f'<text x="{x:.0f}" y="{y + 5:.0f}"{bold}>{", ".join(map(str, sorted(node))) or "∅"}</text>')
    chosen = ", ".join(map(str, sorted(current))) or "none"
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {total:.0f}" role="img" '
        f'font-size="13" text-anchor="middle" fill="currentColor" aria-label="the lattice of policies of {length} lenses; lit: stored cuts {chosen}" '
        f'style="width:100%;max-width:{width:.0f}px">{"".join(pieces)}</svg>'
    )


def plane_chart(n: int = 8) -> Any:
    """Place every bracketing and every schedule of n lenses by peak storage and extra gets."""
    import altair as alt

    found: Counter[tuple[str, int, int]] = Counter()
    for schedule in all_schedules(n):
        if schedule.held == 1:
            kind = "lens (one segment)"
        elif schedule.held == n:
            kind = "optic (all stored)"
        else:
            kind = "optics across lenses"
        found[kind, peak_storage(schedule), extra_gets(schedule)] += 1
    rows: dict[str, dict[str, Any]] = {}
    for (kind, peak, extra), programs in sorted(found.items()):
        row = rows.setdefault(kind, {"kind": kind, "peak": [], "extra": [], "programs": []})
        for name, value in (("peak", peak), ("extra", extra), ("programs", programs)):
            row[name].append(value)
    kinds = ["lens (one segment)", "optics across lenses", "optic (all stored)"]
    lines = [
        {"front": name, "peak": s, "extra": binomial_bound(n, s) - off}
        for name, off in (("best lens: R", 0), ("best schedule: R - (N - 1)", n - 1))
        for s in range(2, n + 1)
    ]
    pick = alt.selection_point(fields=["kind"], bind="legend")
    points = (
        alt.Chart(alt.Data(values=list(rows.values())))
        .transform_flatten(["peak", "extra", "programs"])
        .mark_point(filled=True, size=80)
        .encode(
            x=alt.X(
                "peak:Q",
                title="stored inputs at the peak",
                scale=alt.Scale(domain=[1.5, n + 0.5]),
                axis=alt.Axis(tickMinStep=1),
            ),
            y=alt.Y("extra:Q", title="extra gets"),
            color=alt.Color(
                "kind:N", title="program", scale=alt.Scale(domain=kinds, range=[PALETTE[1], PALETTE[0], PALETTE[2]])
            ),
            shape=alt.Shape(
                "kind:N", title="program", scale=alt.Scale(domain=kinds, range=["circle", "square", "triangle-up"])
            ),
            opacity=alt.condition(pick, alt.value(0.85), alt.value(0.06)),
            tooltip=["kind:N", "peak:Q", "extra:Q", alt.Tooltip("programs:Q", title="programs here")],
        )
        .add_params(pick)
    )
    front = (
        alt.Chart(alt.Data(values=lines))
        .mark_line(strokeWidth=2, color=PALETTE[6])
        .encode(x="peak:Q", y="extra:Q", strokeDash=alt.StrokeDash("front:N", title="bound"))
    )
    return (front + points).properties(height=340)


def schedule_chart(lengths: Sequence[int] = (8, 16, 32), most: int = 7) -> Any:
    """Show the events of the best lens and the best schedule against time, for a number of slots set by a slider."""
    import altair as alt

    tables: dict[str, list[dict[str, Any]]] = {"sweeps": [], "puts": [], "stored": []}
    for n in lengths:
        for s in range(2, most + 1):
            for kind, plan in enumerate((optimal_bracketing(n, s), optimal_schedule(n, s))):
                for name, marks in timeline(trace(plan)).items():
                    # one row for each picture, in columns: thousands of marks travel with the page
                    columns = dict(zip("tad", map(list, zip(*marks, strict=True)), strict=True))
                    if name == "puts":
                        del columns["d"]  # always one step
                    tables[name].append({"p": 100 * n + 10 * s + kind, **columns})
    slots = alt.param(name="slots", value=4, bind=alt.binding_range(min=2, max=most, step=1, name="slots s "))
    size = alt.param(name="size", value=16, bind=alt.binding_radio(options=list(lengths), name="layers N "))
    family = alt.param(
        name="program",
        value=0,
        bind=alt.binding_radio(options=[1, 0], labels=["optics across", "lens"], name="program "),
    )
    chosen = "datum.p == 100 * size + 10 * slots + program"
    x, y = alt.X("t:Q", title="steps since the start"), alt.Y("a:Q", title="layer", axis=alt.Axis(tickMinStep=1))

    def layer(rows: list[dict[str, Any]], name: str, mark: str, **options: Any) -> alt.Chart:
        chart = getattr(alt.Chart(alt.Data(values=rows)), mark)(**options)
        scale = alt.Scale(domain=["stored", "get", "put"], range=[PALETTE[2], PALETTE[0], PALETTE[1]])
        colour = alt.Color("what:N", title="", scale=scale)
        columns = [name for name in rows[0] if name != "p"]
        ends = {"what": f"'{name}'", "u": "datum.t + datum.d", "b": "datum.a + datum.d"}
        picked = chart.transform_filter(chosen).transform_flatten(columns).transform_calculate(**ends)
        return picked.encode(x=x, y=y, color=colour)

    held = layer(tables["stored"], "stored", "mark_rule", strokeWidth=2.5, opacity=0.55).encode(x2="u:Q")
    runs = layer(tables["sweeps"], "get", "mark_rule", strokeWidth=2).encode(x2="u:Q", y2="b:Q")
    backs = layer(tables["puts"], "put", "mark_point", filled=True, shape="square", size=28)
    return (held + runs + backs).add_params(slots, size, family).properties(height=320)


def timeline(events: Sequence[Event]) -> dict[str, list[Row]]:
    """Turn a trace into marks: sweeps (unbroken runs of gets), puts, and stored values.

    Each mark is its first step, its layer and its duration; a sweep climbs one layer in each step.

    Examples
    --------
    >>> timeline(trace(left_nested(2)))["sweeps"]
    [(0, 1, 2), (2, 1, 1)]
    """
    marks: dict[str, list[Row]] = {"sweeps": [], "puts": [], "stored": []}
    since: dict[int, int] = {}
    time, climbing = 0, False
    for event in events:
        if event.kind == "get":
            if climbing:
                start, layer, steps = marks["sweeps"].pop()
                marks["sweeps"].append((start, layer, steps + 1))
            else:
                marks["sweeps"].append((time, event.layer, 1))
            time += 1
        elif event.kind == "put":
            marks["puts"].append((time, event.layer, 1))
            time += 1
        elif event.kind == "store":
            since[event.layer] = time
        elif event.kind == "free":
            start = since.pop(event.layer)
            marks["stored"].append((start, event.layer, time - start))
        climbing = event.kind == "get" or (climbing and event.kind == "store")
    return marks


def measured_chart(run: dict[str, Any]) -> Any:
    """Place the recorded runs by allocated memory and processor time, with a cross where theory puts them."""
    import altair as alt

    n = run["layers"]
    rows = []
    for line in run["programs"]:
        name = line["program"]
        family = name.split(",")[0].split(" ")[0]
        rows.append(
            {
                "program": name,
                "family": "torch" if family == "torch" else family,
                "memory": line["allocated"],
                "time": line["time_ratio"],
                "predicted": line["products"] / (3 * n),
            }
        )
    scale = alt.Scale(type="log", domain=[0.5, 8], nice=False)
    families = ["optic", "lens", "checkpointed", "torch"]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("memory:Q", title="activations allocated at the peak", scale=alt.Scale(type="log", domain=[3, 45]))
    )
    tips = ["program:N", "memory:Q", "time:Q", alt.Tooltip("predicted:Q", format=".3f")]
    dots = base.mark_point(filled=True, size=110).encode(
        y=alt.Y("time:Q", title="time, storing optic = 1", scale=scale),
        color=alt.Color(
            "family:N",
            title="",
            scale=alt.Scale(domain=families, range=[PALETTE[2], PALETTE[1], PALETTE[0], PALETTE[3]]),
        ),
        shape=alt.Shape("family:N", title="", scale=alt.Scale(domain=families)),
        tooltip=tips,
    )
    crosses = base.mark_point(shape="cross", filled=False, size=260, color=PALETTE[6]).encode(
        y=alt.Y("predicted:Q", scale=scale), tooltip=tips
    )
    return (crosses + dots).properties(height=330)
