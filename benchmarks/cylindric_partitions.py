"""Local rules, enumeration and random cylindric plane partitions, beside (where installed) Sage's growth diagrams.

``python -m benchmarks.cylindric_partitions bijection`` and ``... shape`` repeat the recorded runs.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.timing import best_of, row
from lib.book import record
from lib.combinatorics.cylindric_partitions import (
    BURGE_RULE,
    RSK_RULE,
    CylindricSampler,
    check_partition,
    cylindric_plane_partitions,
    decompose,
    particles_above,
    particles_beyond,
    weight,
)
from lib.combinatorics.cylindric_partitions.claims import bijection_sweep
from lib.exact import Partition, conjugate, partitions

PEER = "Sage GrowthDiagram.rules"


def squares(count: int, parts: int, largest: int) -> list[tuple[Partition, Partition, Partition, int]]:
    """Return random lower halves of squares."""
    random = Random(1)

    def above(inner: Partition) -> Partition:
        rows = [*inner, 0]
        grown = [random.randint(part, rows[i - 1] if i else part + 3) for i, part in enumerate(rows)]
        return check_partition(tuple(part for part in grown if part))

    found = []
    for _ in range(count):
        drawn = sorted((random.randint(1, largest) for _ in range(random.randint(0, parts))), reverse=True)
        nu = tuple(drawn)
        found.append((above(nu), above(nu), nu, random.randint(0, 3)))
    return found


def local_rules() -> Iterator[dict[str, Any]]:
    """Time both rules in both directions on the same squares as Sage, after checking that they agree."""
    try:
        from sage.combinat.growth import GrowthDiagram
        from sage.combinat.partition import Partition as SagePartition
    except ImportError:
        GrowthDiagram = None
    for rule, (count, parts, largest) in itertools.product((RSK_RULE, BURGE_RULE), ((2000, 5, 8), (500, 30, 60))):
        lower = squares(count, parts, largest)
        upper = [(alpha, beta, rule.forward(alpha, beta, nu, m)) for alpha, beta, nu, m in lower]
        forward = best_of(3, lambda rule=rule, lower=lower: [rule.forward(*corner) for corner in lower])
        backward = best_of(3, lambda rule=rule, upper=upper: [rule.backward(*corner) for corner in upper])
        times: list[float | None] = [None, None]
        note = "" if GrowthDiagram is None else "identical answers"
        if GrowthDiagram is not None:
            # Sage's Burge rule adds vertical strips: it is handed the conjugates, made before the clock starts
            turn = conjugate if rule is BURGE_RULE else tuple
            note += " after conjugating every partition" if rule is BURGE_RULE else ""
            theirs = getattr(GrowthDiagram.rules, rule.name)()
            corners = [
                (SagePartition(turn(b)), SagePartition(turn(n)), SagePartition(turn(a)), m) for a, b, n, m in lower
            ]
            tops = [(SagePartition(turn(b)), SagePartition(turn(z)), SagePartition(turn(a))) for a, b, z in upper]
            answers = [tuple(theirs.forward_rule(*corner)) for corner in corners]
            if answers != [turn(z) for _, _, z in upper]:
                raise AssertionError(f"{rule.name}: Sage's answers differ from ours")
            times = [
                best_of(2, lambda theirs=theirs, corners=corners: [theirs.forward_rule(*corner) for corner in corners]),
                best_of(2, lambda theirs=theirs, tops=tops: [theirs.backward_rule(*top) for top in tops]),
            ]
        size = f"{count} squares, up to {parts} rows of up to {largest}"
        yield row(f"{rule.name} rule, forward", size, forward, PEER, times[0], note)
        yield row(f"{rule.name} rule, backward", size, backward, PEER, times[1], note)


def naive_enumeration(profile: tuple[int, ...], order: int) -> int:
    """Count by trying every sequence of strips whose weight fits: what one would write first."""
    from lib.combinatorics.cylindric_partitions import horizontal_strips_above, horizontal_strips_below

    def walk(path: tuple[Partition, ...], room: int) -> int:
        if len(path) == len(profile) + 1:
            return path[0] == path[-1]
        now = path[-1]
        steps = horizontal_strips_above(now, room) if profile[len(path) - 1] else horizontal_strips_below(now)
        return sum(walk((*path, then), room - sum(then)) for then in steps if sum(then) <= room)

    return sum(walk((shape,), order) for size in range(order + 1) for shape in partitions(size))


def rows() -> list[dict[str, Any]]:
    """Time local rules, enumeration and sampling."""
    found = list(local_rules())
    for order in (8, 10):
        ours = best_of(3, lambda order=order: sum(1 for _ in cylindric_plane_partitions((1, 0, 1, 0), order)))
        theirs = best_of(1, lambda order=order: naive_enumeration((1, 0, 1, 0), order))
        found.append(row("list all objects", f"(1,0,1,0), weight <= {order}", ours, "walk without pruning", theirs))
    sampler, random = CylindricSampler((1,) * 4 + (0,) * 4, 0.93), Random(0)
    ours = best_of(1, lambda: [sampler.sample(random) for _ in range(1000)])
    note = f"mean weight {sampler.mean_weight():.0f}; no peer found"
    found.append(row("1,000 exact random objects", "1111 0000, z = 0.93", ours, "none", None, note))
    drawn = [sampler.sample(random) for _ in range(100)]
    for rule in (RSK_RULE, BURGE_RULE):
        ours = best_of(2, lambda rule=rule: [decompose(sampler.profile, cpp, rule) for cpp in drawn])
        size = f"100 objects of mean weight {sum(map(weight, drawn)) / 100:.0f}"
        found.append(row(f"decompose, {rule.name} rule", size, ours, "none", None, "no peer found"))
    return found


def record_bijection(longest: int, order: int) -> None:
    """Check Borodin's product and the bijection for every profile of at most a given length."""
    record(
        "combinatorics/cylindric_partitions/bijection",
        {"order": order, "lines": bijection_sweep(longest, order)},
        command=f"python -m benchmarks.cylindric_partitions bijection --longest {longest} --order {order}",
        seed=None,
        packages=(),
        where=Path(__file__).parents[1] / "results",
    )


def record_shape(seed: int) -> None:
    """Count particles beyond several places in many exact samples, for z closer and closer to 1."""
    profile, lines = (1, 1, 1, 1, 0, 0, 0, 0), []
    for z, samples in ((0.9, 40_000), (0.95, 15_000), (0.98, 4_000)):
        sampler, random, epsilon = CylindricSampler(profile, z), Random(seed), -math.log(z)
        places = [round(u / 4 / epsilon) for u in range(-6, 9)]
        sums, squares_of = [0.0] * len(places), [0.0] * len(places)
        weights = 0
        for _ in range(samples):
            cpp = sampler.sample(random)
            weights += weight(cpp)
            for index, place in enumerate(places):
                count = sum(particles_beyond(shape, place) for shape in cpp[1:]) / len(profile)
                sums[index] += count
                squares_of[index] += count * count
        points = []
        for place, total, square in zip(places, sums, squares_of, strict=True):
            mean = total / samples
            error = math.sqrt(max(square / samples - mean * mean, 0) / (samples - 1))
            limit = particles_above(profile, place * epsilon) / epsilon
            points.append(
                {
                    "place": place,
                    "u": round(place * epsilon, 4),
                    "particles": round(mean, 5),
                    "error": round(error, 5),
                    "limit": round(limit, 5),
                }
            )
        lines.append(
            {
                "z": z,
                "samples": samples,
                "mean_weight": round(weights / samples, 2),
                "expected_weight": round(sampler.mean_weight(), 2),
                "weight_error": round(sampler.weight_deviation() / math.sqrt(samples), 2),
                "places": points,
            }
        )
    record(
        "combinatorics/cylindric_partitions/limit_shape",
        lines,
        command=f"python -m benchmarks.cylindric_partitions shape --seed {seed}",
        seed=seed,
        packages=(),
        where=Path(__file__).parents[1] / "results",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["bijection", "shape"])
    parser.add_argument("--longest", type=int, default=6)
    parser.add_argument("--order", type=int, default=10)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    if chosen.action == "bijection":
        record_bijection(chosen.longest, chosen.order)
    else:
        record_shape(chosen.seed)
