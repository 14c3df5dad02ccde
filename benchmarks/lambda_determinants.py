"""Alternating sign matrices beside Sage's, condensation beside expansion and beside sympy's and torch's determinants.

``python -m benchmarks.lambda_determinants record`` repeats the recorded runs of the chapter.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from benchmarks.timing import best_of, row
from lib.book import record
from lib.combinatorics.lambda_determinants import (
    alternating_sign_matrices,
    condensation,
    fraction_free_condensation,
    lambda_determinant,
    lambda_polynomial,
    number_of_asms,
    x_enumeration,
)

RESULTS = Path(__file__).parents[1] / "results"


def rational_matrix(n: int, seed: int = 1) -> list[list[Fraction]]:
    """Return a matrix of random positive fractions with numerators and denominators up to 9."""
    rng = random.Random(seed)
    return [[Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in range(n)] for _ in range(n)]


def rows() -> list[dict[str, Any]]:
    """Time enumeration, counting and determinants."""
    return [*_matrices(), *_determinants(), *_floats()]


def _matrices() -> list[dict[str, Any]]:
    found = []
    try:
        from sage.combinat.alternating_sign_matrix import AlternatingSignMatrices
    except ImportError:
        AlternatingSignMatrices = None
    for n in (6, 7):
        ours = best_of(3, lambda n=n: sum(1 for _ in alternating_sign_matrices(n)))
        peer, theirs, note = "Sage AlternatingSignMatrices", None, "growth (3√3/4)^(n²), as many as there are"
        if AlternatingSignMatrices is not None:
            theirs = best_of(2, lambda n=n: sum(1 for _ in AlternatingSignMatrices(n)))
        found.append(row("list all ASMs", f"n = {n}, {number_of_asms(n):,}", ours, peer, theirs, note))
    n = 10
    ours = best_of(3, lambda: x_enumeration(n))
    note = "no peer counts them without listing, except by the formula; growth n 2^n"
    found.append(row("count ASMs by transfer", f"n = {n}, {number_of_asms(n):,}", ours, "-", None, note))
    return found


def _determinants() -> list[dict[str, Any]]:
    found = []
    M, half = rational_matrix(60), Fraction(1, 2)
    ours = best_of(2, lambda: fraction_free_condensation(M, half))
    theirs = best_of(1, lambda: condensation(M, half))
    note = "growth n³ steps, n⁷ with the digits"
    found.append(
        row("λ-determinant, λ = 1/2", "60 x 60 rational", ours, "the same recurrence in Fractions", theirs, note)
    )
    M = rational_matrix(6)
    ours = best_of(3, lambda: lambda_determinant(M, half))
    for method in ("transfer", "asm"):
        theirs = best_of(1, lambda method=method: lambda_determinant(M, half, method=method))
        note = {"transfer": "growth n 2^n", "asm": "one term for each of 7,436 ASMs"}[method]
        found.append(row("condensation against the sum", "6 x 6 rational", ours, method, theirs, note))
    for n in (10, 30):
        M = rational_matrix(n, seed=n)
        rationals = [[sympy.Rational(x.numerator, x.denominator) for x in line] for line in M]
        ours = best_of(2, lambda M=M: lambda_determinant(M, -1))
        matrix = sympy.Matrix(rationals)
        theirs = best_of(1, lambda matrix=matrix: matrix.det(method="bareiss"))
        found.append(row("determinant, λ = -1", f"{n} x {n} rational", ours, "sympy Matrix.det, Bareiss", theirs))
        domain = DomainMatrix.from_list_sympy(n, n, rationals)
        theirs = best_of(2, lambda domain=domain: domain.det())
        note = "elimination needs no room for λ: its numbers have O(n) digits, ours O(n²)"
        found.append(row("determinant, λ = -1", f"{n} x {n} rational", ours, "sympy DomainMatrix.det", theirs, note))
    symbols = [[sympy.Symbol(f"x{i}{j}") for j in range(4)] for i in range(4)]
    ours = best_of(2, lambda: lambda_determinant(symbols, sympy.Symbol("t")))
    theirs = best_of(1, lambda: sympy.expand(sympy.Matrix(symbols).det()))
    note = "theirs is the determinant, 24 terms; ours keeps λ, 42 matrices"
    found.append(row("symbolic determinant", "4 x 4", ours, "sympy Matrix.det, expanded", theirs, note))
    return found


def _floats() -> list[dict[str, Any]]:
    try:
        import torch
    except ImportError:
        return []
    from lib.combinatorics.lambda_determinants.batched import batched_condensation

    found = []
    for n in (8, 32):
        x = torch.rand(1000, n, n, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        ours = best_of(3, lambda x=x: batched_condensation(x, -1.0))
        theirs = best_of(3, lambda x=x: torch.linalg.det(x))
        note = "behind: n steps over all minors against one elimination; only condensation takes other λ"
        found.append(row("1,000 floating determinants", f"{n} x {n}", ours, "torch.linalg.det", theirs, note))
    return found


def stability(repeats: int = 16) -> list[dict[str, Any]]:
    """Compare floating-point condensation with exact values on matrices of multiples of 1/1024."""
    import torch

    from lib.combinatorics.lambda_determinants.batched import batched_condensation

    rng = random.Random(0)
    found = []
    for n in (4, 8, 16, 24):
        exact = [[[Fraction(rng.randint(1, 1024), 1024) for _ in range(n)] for _ in range(n)] for _ in range(repeats)]
        x = torch.tensor([[[float(entry) for entry in line] for line in M] for M in exact], dtype=torch.float64)
        values = {lam: [lambda_determinant(M, lam) for M in exact] for lam in (Fraction(-1), Fraction(1, 2))}
        ways = {
            "condensation, λ = -1": (Fraction(-1), batched_condensation(x, -1.0).values),
            "condensation, λ = 1/2": (Fraction(1, 2), batched_condensation(x, 0.5).values),
            "elimination with pivots, λ = -1": (Fraction(-1), torch.linalg.det(x)),
        }
        for name, (lam, floats) in ways.items():
            pairs = [(v, w) for v, w in zip(floats.tolist(), values[lam], strict=True) if math.isfinite(v)]
            errors = [float(abs((Fraction(v) - w) / w)) for v, w in pairs]
            line = {"method": name, "n": n, "median": statistics.median(errors), "worst": max(errors)}
            found.append({**line, "not_finite": repeats - len(pairs)})
    return found


def zeros(matrices: int = 200) -> list[dict[str, Any]]:
    """Count the distinct real zeros of the determinant as a polynomial in lambda, for random integer matrices."""
    rng = random.Random(0)
    t = sympy.Symbol("t")
    found = []
    for n in range(2, 7):
        counts = []
        for _ in range(matrices):
            M = [[rng.choice((-1, 1)) * rng.randint(1, 9) for _ in range(n)] for _ in range(n)]
            polynomial = [sympy.Rational(c.numerator, c.denominator) for c in reversed(lambda_polynomial(M))]
            counts.append(int(sympy.Poly(polynomial, t).count_roots()))
        found.append({"n": n, "degree": n * (n - 1) // 2, "matrices": matrices, "mean": statistics.mean(counts)})
    return found


def full_run() -> list[dict[str, Any]]:
    """Check the claims at a larger scope than the chapter does."""
    from lib.combinatorics.lambda_determinants import claims

    jobs: list[tuple[str, Callable[[], Any]]] = [
        ("L2", lambda: claims.cells_carry_the_parameters(7, 1)),
        ("L3", lambda: claims.pairs_index_both_layers(6)),
        ("L5", lambda: claims.laurent_phenomenon(5)),
        ("L6", lambda: claims.four_placements_of_sixteen(symbolic=True)),
        ("L13", lambda: claims.product_formula(18, 7)),
        ("L15", lambda: claims.divisions_leave_no_remainder(30)),
    ]
    found = []
    for name, job in jobs:
        start = time.perf_counter()
        evidence = job()
        seconds = round(time.perf_counter() - start, 2)
        line = {"id": name, "holds": evidence.holds, "measured": evidence.measured, "scope": evidence.scope}
        found.append({**line, "seconds": seconds})
        print(line, seconds)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["record"])
    parser.parse_args()
    command = "python -m benchmarks.lambda_determinants record"
    runs: dict[str, tuple[Callable[[], Any], int | None, tuple[str, ...]]] = {
        "full": (full_run, None, ("sympy",)),
        "zeros": (zeros, 0, ("sympy",)),
        "stability": (stability, 0, ("sympy", "torch")),
    }
    for name, (run, seed, packages) in runs.items():
        record(
            f"combinatorics/lambda_determinants/{name}",
            run(),
            command=command,
            seed=seed,
            packages=packages,
            where=RESULTS,
        )
