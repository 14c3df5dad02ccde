"""Exact least squares beside sympy's pseudoinverse, and the accuracy of the floating-point peers on Longley's data.

``python -m benchmarks.gauss_markov record`` repeats the recorded run of the small network (two minutes on one core).
"""

from __future__ import annotations

import argparse
import itertools
import random
from pathlib import Path
from typing import Any

import sympy

from benchmarks.timing import best_of, row
from lib.book import record
from lib.categories.gauss_markov import (
    LinearModel,
    ThinCategory,
    count_adjoints,
    indiscrete,
    is_adjunction,
    longley,
    mean_grid,
    right_adjoint_candidates,
)
from lib.exact.linear_algebra import pseudoinverse, random_rational_matrix


def rows() -> list[dict[str, Any]]:
    """Time the exact pseudoinverse, and name the errors of the inexact ones."""
    model, y = longley()
    found = []
    source = random.Random(1)
    for what, matrix in (
        ("exact pseudoinverse, Longley", model.X),
        ("exact pseudoinverse, random fractions", random_rational_matrix(source, 40, 8)),
        ("exact pseudoinverse, deficient rank", random_rational_matrix(source, 30, 8, rank=5)),
    ):
        mutable = sympy.Matrix(matrix)
        ours = best_of(5, lambda matrix=matrix: pseudoinverse(matrix))
        theirs = best_of(2, lambda mutable=mutable: mutable.pinv())
        found.append(row(what, f"{matrix.rows} x {matrix.cols}", ours, "sympy Matrix.pinv", theirs))
    found += _accuracy(model, y)
    # the definition taken literally: try every map
    grid = mean_grid()
    prm = ThinCategory(grid.parameters[:3], indiscrete)
    noisy = [y for y in grid.data if not grid.model.min_residual(y).is_zero_matrix]
    dat = ThinCategory([*map(grid.model.F, prm.objects), *noisy[:4]], indiscrete)

    def one_by_one() -> int:
        maps = itertools.product(prm.objects, repeat=len(dat))
        return sum(
            is_adjunction(grid.model.F, dict(zip(dat.objects, values, strict=True)).__getitem__, prm, dat)
            for values in maps
        )

    def pointwise() -> int:
        return count_adjoints(right_adjoint_candidates(grid.model.F, prm, dat))

    assert one_by_one() == pointwise()
    found.append(
        row(
            "count all right adjoints",
            f"{len(prm)} and {len(dat)} objects",
            best_of(5, pointwise),
            "every map, one by one",
            best_of(1, one_by_one),
        )
    )
    return found


def _accuracy(model: LinearModel, y: Any) -> list[dict[str, Any]]:
    try:
        import numpy as np
        import statsmodels.api as sm
        from sklearn.linear_model import LinearRegression
    except ImportError:
        return []
    X = np.array(model.X.tolist(), dtype=float)
    data = np.array([float(v) for v in y])
    exact = [float(v) for v in model.G(y)]

    def centred() -> list[float]:
        fit = LinearRegression().fit(X[:, 1:], data)
        return [fit.intercept_, *fit.coef_]

    peers = {
        "numpy linalg.lstsq": lambda: np.linalg.lstsq(X, data, rcond=None)[0],
        "numpy normal equations": lambda: np.linalg.solve(X.T @ X, X.T @ data),
        "statsmodels OLS": lambda: sm.OLS(data, X).fit().params,
        "scikit-learn LinearRegression": centred,
    }
    ours = best_of(3, lambda: LinearModel(model.X).G(y))
    lines = []
    for name, solve in peers.items():
        error = max(abs(float(a) / b - 1) for a, b in zip(solve(), exact, strict=True))
        lines.append(
            row(
                "fit of Longley's data",
                "16 x 7",
                ours,
                name,
                best_of(5, solve),
                f"ours is exact, theirs off by {error:.0e}",
            )
        )
    return lines


def _record(seeds: int) -> None:
    import torch
    from sklearn.datasets import load_diabetes

    from lib.categories.gauss_markov.network import fit

    patients = load_diabetes()
    x = torch.tensor(patients.data * 21, dtype=torch.float64)
    y = torch.tensor((patients.target - patients.target.mean()) / patients.target.std())
    lines = []
    for seed in range(seeds):
        point = fit(x, y, hidden=2, seed=seed)
        lines.append(
            {
                "seed": seed,
                "relative_gradient": point.relative_gradient,
                "rank": point.rank,
                "weights": len(point.singular_values),
                "residual_square": point.residual_square,
                "retrained": point.retrained,
            }
        )
        print(lines[-1])
    path = record(
        "categories/gauss_markov/network",
        lines,
        command=f"python -m benchmarks.gauss_markov record --seeds {seeds}",
        seed=0,
        packages=("torch", "scikit-learn"),
        where=Path(__file__).parents[1] / "results",
    )
    print(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["rows", "record"], nargs="?", default="rows")
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.what == "record":
        _record(arguments.seeds)
    else:
        for line in rows():
            print(line)
