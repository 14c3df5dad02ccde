"""Exact invariants, stable pictures and slices beside multipers and gudhi; and the chapter's longer runs.

``python -m benchmarks.multipersistence record NAME`` repeats one of the recorded runs: census, random_modules, convergence,
digits, series.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import combinations
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.timing import best_of, row
from lib.book import record
from lib.data import gun_point, italy_power_demand
from lib.networks.multipersistence import (
    IntervalModule,
    density_alpha,
    fibered_barcode,
    hilbert_function,
    homology_module,
    is_interval_decomposable,
    multipers,
    pixel_grid,
    rank_invariant,
    rips_density,
    scdr,
    simplex_tree,
    to_multipers,
)
from lib.networks.multipersistence.bifiltration import Bifiltration
from lib.networks.multipersistence.census import EDGE, PATH, TRIANGLE, census
from lib.networks.multipersistence.clouds import annulus
from lib.networks.multipersistence.experiments import (
    Comparison,
    compare_features,
    convergence,
    digit_features,
    loglog_slope,
    series_features,
)


def random_rectangles(count: int, seed: int = 0) -> list[IntervalModule]:
    """Rectangles with corners in the unit square."""
    rng = np.random.default_rng(seed)
    births = rng.random((count, 2))
    deaths = births + 0.02 + rng.random((count, 2))
    return [IntervalModule.rectangle(tuple(b), tuple(d)) for b, d in zip(births.tolist(), deaths.tolist(), strict=True)]


def random_bifiltration(vertices: int, values: int, seed: int) -> Bifiltration:
    """All simplices up to triangles on a few vertices, with random integer values made monotone."""
    rng = np.random.default_rng(seed)
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    for size in (1, 2, 3):
        for simplex in combinations(range(vertices), size):
            value = rng.integers(0, values, 2)
            for face in combinations(simplex, size - 1):
                if face:
                    value = np.maximum(value, found[face])
            found[simplex] = tuple(int(x) for x in value)
    return Bifiltration(found)


def by_lines(f: Bifiltration, count: int) -> int:
    """Bars of the degree-one module along a fan of diagonals, by gudhi."""
    return sum(len(fibered_barcode(f, 1, (0.0, c))) for c in np.linspace(-1, 3, count).tolist())


def rows() -> list[dict[str, Any]]:
    """Time small exact invariants, pictures, slices and candidates."""
    library = multipers()
    found = []
    f = random_bifiltration(6, 8, 0)
    tree = simplex_tree(f)
    grid = [np.arange(8.0)] * 2
    ours = best_of(5, lambda: [hilbert_function(f, k, [range(8)] * 2) for k in (0, 1)])
    theirs = best_of(5, lambda: library.signed_measure(tree, degrees=[0, 1], invariant="hilbert", grid=grid))
    found.append(
        row(
            "Hilbert function, degrees 0 and 1",
            f"{len(f)} simplices, 8 x 8",
            ours,
            "multipers.signed_measure",
            theirs,
            "ours: plain Python, exact; theirs: compiled",
        )
    )
    ours = best_of(3, lambda: rank_invariant(f, 1, [range(8)] * 2))
    theirs = best_of(3, lambda: library.signed_measure(tree, degree=1, invariant="rank", grid=grid))
    found.append(
        row(
            "rank invariant, degree 1",
            f"{len(f)} simplices, 1,296 pairs",
            ours,
            "multipers.signed_measure",
            theirs,
            "ours: plain Python, exact; theirs: compiled",
        )
    )
    modules = random_rectangles(200)
    box = ((-1.0, -1.0), (3.0, 3.0))
    axes = pixel_grid(*box, 50)
    theirs_module = to_multipers(modules, box)
    ours = best_of(5, lambda: scdr(modules, axes, 0.2, 1.0, device="cpu"))
    theirs = best_of(3, lambda: _their_picture(theirs_module, axes, 0.2, 1.0))
    found.append(row("stable picture of 200 rectangles", "50 x 50 pixels", ours, "multipers representation", theirs))
    cloud = density_alpha(annulus(200, 0))
    cloud_tree = simplex_tree(cloud)
    ours = best_of(1, lambda: by_lines(cloud, 100))
    theirs = best_of(
        3,
        lambda: library.module_approximation(
            cloud_tree, box=np.array([[0, 0], [1.2, 5.3]]), max_error=0.05, ignore_warnings=True, n_jobs=1
        ),
    )
    found.append(
        row(
            "100 slices by gudhi against one candidate",
            f"{len(cloud):,} simplices",
            ours,
            "multipers.module_approximation",
            theirs,
            "not the same result: bars of lines, and a candidate from the bars of all lines",
        )
    )
    return found


def _their_picture(module: Any, axes: list[torch.Tensor], delta: float, p: float) -> np.ndarray:
    """The library's picture; its transposition on grids that are not square is put right."""
    sizes = [len(axis) for axis in axes]
    picture = module.representation(
        degrees=[1],
        bandwidth=delta,
        p=p,
        kernel="linear",
        normalize=True,
        grid=[axis.numpy() for axis in axes],
        n_jobs=1,
    )
    return np.asarray(picture)[0].reshape(sizes[::-1]).T


def record_census() -> Any:
    """Every bifiltration of an edge, a path and a triangle."""
    found = {}
    for name, simplices in (("edge", EDGE), ("path", PATH), ("triangle", TRIANGLE)):
        one, low = census(simplices), census(simplices, vertices_first=True)
        found[name] = {
            "simplices": len(simplices),
            "total": one.total,
            "exceptions": len(one.exceptions),
            "total, vertices first": low.total,
            "exceptions, vertices first": len(low.exceptions),
        }
    return found


def record_random_modules(samples: int = 100) -> Any:
    """How often modules of random point clouds are sums of intervals."""
    found: dict[str, Any] = {}
    for degree, sizes in ((0, (4, 6, 8, 10, 12, 14)), (1, (8, 10, 12))):
        for n in sizes:
            clouds = [np.random.default_rng([n, seed]).random((n, 2)) for seed in range(samples)]
            exceptions = sum(
                not is_interval_decomposable(homology_module(rips_density(cloud, 0.3, top=degree + 1), degree))
                for cloud in clouds
            )
            found[f"density, degree {degree}, {n} points"] = [exceptions, samples]
            print(degree, n, exceptions, flush=True)
    for n in (4, 6, 8):
        exceptions = 0
        for seed in range(samples):
            rng = np.random.default_rng([n, seed, 1])
            cloud, heights = rng.random((n, 2)), rng.random(n)
            gap = np.sqrt(((cloud[:, None] - cloud[None]) ** 2).sum(-1))
            f = Bifiltration(
                {(v,): (float(heights[v]), float(cloud[v, 0])) for v in range(n)}
                | {
                    (u, v): (
                        max(float(heights[u]), float(heights[v])) + float(gap[u, v]),
                        max(float(cloud[u, 0]), float(cloud[v, 0])),
                    )
                    for u, v in combinations(range(n), 2)
                }
            )
            exceptions += not is_interval_decomposable(homology_module(f, 0))
        found[f"two heights, degree 0, {n} points"] = [exceptions, samples]
        print("heights", n, exceptions, flush=True)
    return found


def record_convergence(pairs: int = 10) -> Any:
    """Distances between pictures of independent annuli, and the exponent."""
    sizes = [50, 100, 200, 400, 800, 1600]
    distances = convergence(sizes, pairs)
    return {
        "sizes": sizes,
        "distances": distances.round(5).tolist(),
        "slope": [round(x, 4) for x in loglog_slope(sizes, distances)],
    }


def _summary(found: dict[str, Comparison]) -> Any:
    two = found["two parameters"]
    return {
        name: {"mean": round(one.mean, 4), "two parameters ahead by": [round(x, 4) for x in two.ahead_of(one)]}
        for name, one in found.items()
        if name != "two parameters"
    } | {"two parameters": {"mean": round(two.mean, 4)}}


def record_digits(splits: int = 10) -> Any:
    """All 1,797 digits: four descriptions, and the stable pictures under other settings on the first 600."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    tables = digit_features(digits.images)
    found = {"all": _summary(compare_features(tables, digits.target, splits=splits))}
    for delta in (1.0, 4.0):
        for p in (0.0, 1.0, inf):
            few = digit_features(digits.images[:600], delta=delta, p=p)
            chosen = {name: few[name] for name in ("two parameters", "Hilbert function")}
            found[f"600, delta {delta:g}, p {p:g}"] = _summary(
                compare_features(chosen, digits.target[:600], splits=splits)
            )
            print(delta, p, flush=True)
    return found


def record_series(splits: int = 20) -> Any:
    """GunPoint and ItalyPowerDemand: the archive's two parts pooled, halved at random."""
    found = {}
    for data, delay, step in ((gun_point(), 5, 2), (italy_power_demand(), 1, 1)):
        series, labels = np.concatenate([data.train, data.test]), np.concatenate([data.train_labels, data.test_labels])
        tables = series_features(series, delay=delay, step=step)
        for model in ("forest", "svm"):
            found[f"{data.name}, {model}"] = _summary(
                compare_features(tables, labels, splits=splits, test_share=0.5, model=model)
            )
            print(data.name, model, found[f"{data.name}, {model}"], flush=True)
    return found


RUNS: dict[str, Callable[[], Any]] = {
    "census": record_census,
    "random_modules": record_random_modules,
    "convergence": record_convergence,
    "digits": record_digits,
    "series": record_series,
}


def main() -> None:
    """Record one of the longer runs."""
    if len(sys.argv) != 3 or sys.argv[1] != "record" or sys.argv[2] not in RUNS:
        sys.exit(f"usage: python -m benchmarks.multipersistence record {{{','.join(RUNS)}}}")
    name = sys.argv[2]
    record(
        f"networks/multipersistence/{name}",
        RUNS[name](),
        command=f"python -m benchmarks.multipersistence record {name}",
        seed=0,
        packages=("numpy", "scipy", "scikit-learn", "torch", "gudhi", "multipers"),
        where=Path(__file__).parents[1] / "results",
    )


if __name__ == "__main__":
    main()
