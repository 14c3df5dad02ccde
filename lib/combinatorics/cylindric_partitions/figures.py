"""The chapter's charts and controls; the drawings themselves are in ``drawing``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Any

from lib.book import PALETTE
from lib.combinatorics.cylindric_partitions.cylindric import (
    CPP,
    Face,
    Profile,
    borodin_series,
    cylindric_plane_partitions,
    weight,
)
from lib.combinatorics.cylindric_partitions.drawing import (
    Drawing,
    cubes,
    ended_walk,
    growth_walk,
    partition_text,
    two_rules,
)
from lib.combinatorics.cylindric_partitions.growth import Square, compose, decompose
from lib.combinatorics.cylindric_partitions.limit_shape import fixed_charge_correction, outline, particles_above
from lib.combinatorics.cylindric_partitions.local_rules import RULES, LocalRule
from lib.combinatorics.cylindric_partitions.macdonald import Powers, factor_powers
from lib.combinatorics.cylindric_partitions.paths import column_powers, lattice_paths
from lib.combinatorics.cylindric_partitions.sampling import CylindricSampler
from lib.exact import Partition

if TYPE_CHECKING:
    import altair as alt

EXAMPLE_PROFILE: Profile = (1, 0, 1, 0)
EXAMPLE: CPP = ((2,), (3, 1), (1,), (4, 1), (2,))
PROFILES: tuple[Profile, ...] = ((1, 0, 1, 0), (1, 1, 0, 0), (0, 1, 1, 0, 1), (1, 0), (1, 0, 0), (0, 0))


def word(profile: Iterable[int]) -> str:
    """Write a profile as a word.

    Examples
    --------
    >>> word((1, 0, 1, 0))
    '1010'
    """
    return "".join(map(str, profile))


def opening() -> Drawing:
    """Draw the running example over three turns."""
    return cubes(
        EXAMPLE_PROFILE, EXAMPLE, turns=3, size=30, alt="three turns of the running example as a stack of cubes"
    )


@lru_cache(maxsize=2)
def _example_squares(rule: LocalRule) -> tuple[Square, ...]:
    return decompose(EXAMPLE_PROFILE, EXAMPLE, rule, trace=True).squares


def example_walk(rule: LocalRule, squares_crossed: int) -> Drawing:
    """Draw the growth diagram of the running example; beyond its last square only the last boundary is left."""
    squares = _example_squares(rule)
    if squares_crossed > len(squares):
        return ended_walk(EXAMPLE_PROFILE, squares[-1].inner, len(squares))
    return growth_walk(EXAMPLE_PROFILE, EXAMPLE, squares, squares_crossed)


def seam_walk() -> Drawing:
    """Draw the whole diagram of an object with more growing than shrinking steps: the staircase drifts."""
    profile = (0, 1, 1, 0, 1)
    cpp = compose(profile, (2, 1), {(2, 4, 0): 1, (3, 4, 0): 2, (5, 1, 1): 1, (3, 1, 2): 1})
    squares = decompose(profile, cpp, trace=True).squares
    return growth_walk(profile, cpp, squares, len(squares))


def square(left: Partition, right: Partition, label: int) -> Drawing:
    """Complete the square over (2, 1) with two sides and a label, by both rules."""
    return two_rules(left, right, (2, 1), label)


SIDES: dict[str, Partition] = {"31": (3, 1), "22": (2, 2), "42": (4, 2)}
# both rules are symmetric in the two sides, so the other side needs fewer choices
OTHER_SIDES: dict[str, Partition] = {"22": (2, 2), "42": (4, 2)}


def composed(gamma: Partition, label_of_first_peak: int, label_of_seam: int, rule: LocalRule) -> Drawing:
    """Compose an object of the running profile from a partition and two labels."""
    labels: dict[Face, int] = {(1, 2, 0): label_of_first_peak, (3, 2, 1): label_of_seam}
    cpp = compose(EXAMPLE_PROFILE, gamma, labels, rule)
    shown = " ".join(map(partition_text, cpp))
    lines = (shown, f"{weight(cpp)} cubes = 4·{sum(gamma)} + 1·{label_of_first_peak} + 3·{label_of_seam}")
    return cubes(EXAMPLE_PROFILE, cpp, turns=3, size=28, alt=f"cubes of the pile {shown}", lines=lines)


def series_chart(order: int = 10) -> alt.LayerChart:
    """Compare listing with the product: bars and dots, the profile chosen from a list."""
    import altair as alt

    rows = []
    for profile in PROFILES:
        counted = Counter(map(weight, cylindric_plane_partitions(profile, order)))
        rows.append(
            {
                "profile": word(profile),
                "n": list(range(order + 1)),
                "listed": [counted[n] for n in range(order + 1)],
                "product": borodin_series(profile, order),
            }
        )
    pick = alt.param(
        name="profile_word",
        value=word(PROFILES[0]),
        bind=alt.binding_select(options=[word(profile) for profile in PROFILES], name="profile "),
    )
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.profile == profile_word")
        .transform_flatten(["n", "listed", "product"])
        .encode(x=alt.X("n:O", title="weight", axis=alt.Axis(labelAngle=0)))
    )
    tips = ["n:O", "listed:Q", "product:Q"]
    bars = base.mark_bar(color=PALETTE[5]).encode(y=alt.Y("listed:Q", title="cylindric plane partitions"), tooltip=tips)
    dots = base.mark_point(color=PALETTE[1], filled=True, size=70, opacity=1).encode(y="product:Q", tooltip=tips)
    return (bars + dots).add_params(pick).properties(height=280)


def factor_text(powers: Powers) -> str:
    """Write a product of factors 1 - q^i t^j as plain text.

    Examples
    --------
    >>> factor_text(Counter({(0, 0): 1}))
    '(1 - t) / (1 - q)'
    """
    above: list[str] = []
    below: list[str] = []
    for (i, j), power in factor_powers(powers).items():
        monomial = "".join(
            name if exponent == 1 else f"{name}^{exponent}" for name, exponent in (("q", i), ("t", j)) if exponent
        )
        text = f"(1 - {monomial})" + (f"^{abs(power)}" if abs(power) > 1 else "")
        (above if power > 0 else below).append(text)
    divisor = f"({' '.join(below)})" if len(below) > 1 else "".join(below)
    return (" ".join(above) or "1") + (f" / {divisor}" if below else "")


def path_chart(profile: Sequence[int] = EXAMPLE_PROFILE, cpp: CPP = EXAMPLE) -> alt.LayerChart:
    """Draw the lattice paths around the cylinder, peaks and valleys marked with their factors."""
    import altair as alt

    lines, marks = [], []
    for path in lattice_paths(profile, cpp):
        # drawn with steps of one up or down; column j starts 2 (j - 1) lower, so that no two paths meet
        rises = (1 if step == "U" else -1 for step in path.steps)
        heights = list(accumulate(rises, initial=2 * path.heights[0] - 2 * (path.column - 1)))
        for vertex, value in enumerate(heights):
            lines.append({"vertex": vertex, "height": value, "column": path.column})
        for kind, vertices, sign in (("peak", path.peaks, 1), ("valley", path.valleys, -1)):
            for vertex in vertices:
                powers = Counter({key: sign * n for key, n in column_powers(cpp[vertex], path.column).items()})
                marks.append(
                    {
                        "vertex": vertex,
                        "height": heights[vertex],
                        "column": path.column,
                        "kind": kind,
                        "factor": factor_text(powers),
                        "boxes": path.heights[vertex],
                    }
                )
    across = alt.X("vertex:Q", title="vertex k", axis=alt.Axis(tickMinStep=1, format="d"))
    up = alt.Y("height:Q", title="height of the path", axis=alt.Axis(tickMinStep=1, format="d"))
    shape = alt.Scale(domain=["peak", "valley"], range=["triangle-up", "triangle-down"])
    colour = alt.Scale(domain=["peak", "valley"], range=[PALETTE[1], PALETTE[0]])
    drawn = (
        alt.Chart(alt.Data(values=lines))
        .mark_line(color=PALETTE[6], strokeWidth=2)
        .encode(x=across, y=up, detail="column:N")
    )
    turned = (
        alt.Chart(alt.Data(values=marks))
        .mark_point(filled=True, size=170, opacity=1)
        .encode(
            x=across,
            y=up,
            shape=alt.Shape("kind:N", scale=shape, title=None),
            color=alt.Color("kind:N", scale=colour, title=None),
            tooltip=["kind:N", "column:Q", "vertex:Q", alt.Tooltip("boxes:Q", title="boxes in it"), "factor:N"],
        )
    )
    return (drawn + turned).properties(height=300)


RANDOM_PROFILES: dict[str, Profile] = {
    "1111 0000": (1, 1, 1, 1, 0, 0, 0, 0),
    "1010 1010": (1, 0, 1, 0, 1, 0, 1, 0),
}


def random_cubes(profile: Profile, z: float) -> Drawing:
    """Draw one exact random object, small cubes for large ones."""
    cpp = CylindricSampler(profile, z).sample(Random(2))
    size = max(8.0, 22 - weight(cpp) / 30)
    return cubes(profile, cpp, turns=9, size=size, alt=f"a random cylindric plane partition of weight {weight(cpp)}")


def shape_chart(profile: Profile = (1, 1, 1, 1, 0, 0, 0, 0), samples: int = 3, seed: int = 5) -> alt.LayerChart:
    """Lay the outlines of a few exact samples over the limit curve, z chosen from a list."""
    import altair as alt

    rows, fugacities = [], (0.8, 0.9, 0.95, 0.98)
    for z in fugacities:
        epsilon, random = -math.log(z), Random(seed)
        sampler = CylindricSampler(profile, z)
        places = sorted({round(u / 16 / epsilon) for u in range(-18, 37)})
        for sample in range(samples):
            shape = sampler.sample(random)[0]
            across_scaled = [round(place * epsilon, 2) for place in places]
            up_scaled = [round(value * epsilon, 2) for value in outline(shape, places)]
            rows.append({"s": sample, "z": z, "u": across_scaled, "h": up_scaled})
    curve = [{"u": u / 10, "h": round(u / 10 + 2 * particles_above(profile, u / 10), 3)} for u in range(-12, 23)]
    chosen = alt.param(name="fugacity", value=0.98, bind=alt.binding_select(options=list(fugacities), name="z "))
    across = alt.X("u:Q", title="place, times log 1/z")
    up = alt.Y("h:Q", title="height of the outline, times log 1/z", scale=alt.Scale(domain=[0, 3]))
    drawn = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.z == fugacity")
        .transform_flatten(["u", "h"])
        .mark_line(strokeWidth=1.3, opacity=0.75, clip=True)
        .encode(x=across, y=up, detail="s:N", color=alt.value(PALETTE[0]))
    )
    limit = (
        alt.Chart(alt.Data(values=curve)).mark_line(color=PALETTE[1], strokeWidth=3, clip=True).encode(x=across, y=up)
    )
    return (drawn + limit).add_params(chosen).properties(height=330)


def recorded_shape_chart(lines: Sequence[dict[str, Any]]) -> alt.LayerChart:
    """Show by how many particles the recorded means miss the limit, and the term that explains it."""
    import altair as alt

    profile = (1, 1, 1, 1, 0, 0, 0, 0)
    rows = [
        {
            "z": str(line["z"]),
            "u": point["u"],
            "gap": round(point["particles"] - point["limit"], 4),
            "e": point["error"],
        }
        for line in lines
        for point in line["places"]
    ]
    curve = [{"u": u / 10, "gap": round(fixed_charge_correction(profile, u / 10), 4)} for u in range(-16, 21)]
    across = alt.X("u:Q", title="place, times log 1/z")
    up = alt.Y("gap:Q", title="mean count less N(u)/ε, in particles")
    colour = alt.Color("z:N", title="z", scale=alt.Scale(range=[PALETTE[0], PALETTE[2], PALETTE[3]]), legend=None)
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_calculate(low="datum.gap - 2 * datum.e", high="datum.gap + 2 * datum.e")
        .encode(x=across, color=colour)
    )
    bars = base.mark_rule(strokeWidth=1.5, opacity=0.7).encode(y=alt.Y("low:Q", title=""), y2="high:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        y=up, shape=alt.Shape("z:N", title="z"), tooltip=["z:N", "u:Q", "gap:Q"]
    )
    line = alt.Chart(alt.Data(values=curve)).mark_line(color=PALETTE[1], strokeWidth=2.5).encode(x=across, y=up)
    return (line + bars + dots).properties(height=280)


RULE_CHOICES: dict[str, LocalRule] = dict(sorted(RULES.items()))
GAMMAS: dict[str, Partition] = {"1": (1,), "21": (2, 1)}
