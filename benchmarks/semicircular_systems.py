"""The projection, moments and commutants beside exact and dense linear algebra, and Sage's free algebra.

``python -m benchmarks.semicircular_systems record`` repeats the recorded run of distances from all commutators, and
``python -m benchmarks.semicircular_systems scopes`` the one of claims in a larger scope than the chapter's.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import sympy

from benchmarks.timing import best_of, row
from lib.book import claims_of, record
from lib.combinatorics.semicircular_systems import (
    all_commutators_distance_squared,
    core_block,
    multiply,
    projection_matrix,
    wave_matrix,
    word_to_polynomial,
)


def rows() -> list[dict[str, Any]]:
    """Time the projection formula against linear algebra, and products of polynomials against Sage."""
    found = []
    for m in (7, 15):
        ours = best_of(3, lambda m=m: core_block(m))

        def eliminate(m: int = m) -> sympy.Matrix:
            wave = wave_matrix(m)
            return sympy.eye(wave.rows) - wave * (wave.T * wave).inv() * wave.T

        note = "ours O(m^4), filling a sympy matrix; elimination O(m^6) in the long run, less at these sizes: the lead narrows"
        found.append(row("projection on one core", f"m = {m}", ours, "sympy, exact", best_of(1, eliminate), note))
    try:
        import torch

        from lib.combinatorics.semicircular_systems.spectra import commutator_matrix, complement_projection
    except ImportError:
        theirs = None
    else:
        torch.set_num_threads(1)
        dense = commutator_matrix(2, 8)
        theirs = best_of(1, lambda: complement_projection(dense))
    ours = best_of(3, lambda: projection_matrix(2, 8))
    note = "ours is exact and visits the non-zero entries only; the peer gets its matrix ready made"
    found.append(row("projection on all words", "q = 2, N = 8", ours, "torch.linalg.svd, float64", theirs, note))
    first, second = word_to_polynomial((1,) * 10 + (2,) * 10), word_to_polynomial((2,) * 10 + (1,) * 10)
    ours = best_of(5, lambda: multiply(first, second))
    found.append(
        row("product of polynomials", "36 x 36 terms, degree 40", ours, "Sage FreeAlgebra", _sage(first, second))
    )
    return found


def _sage(first: dict[tuple[int, ...], Any], second: dict[tuple[int, ...], Any]) -> float | None:
    try:
        import sage.all__sagemath_modules  # noqa: F401
        from sage.algebras.free_algebra import FreeAlgebra
        from sage.rings.integer_ring import ZZ
    except ImportError:
        return None
    algebra = FreeAlgebra(ZZ, 2, "s")
    s = algebra.gens()

    def element(polynomial: dict[tuple[int, ...], Any]) -> Any:
        total = algebra.zero()
        for monomial, value in polynomial.items():
            term = algebra.one()
            for letter in monomial:
                term = term * s[letter - 1]
            total += int(value) * term
        return total

    left, right = element(first), element(second)
    return best_of(5, lambda: left * right)


def record_distances(largest: int) -> None:
    """Record exact squared distances of words from the commutators with all generators."""
    lines = []
    for letters, word, last in ((2, (1,), largest), (2, (1, 2), largest - 1), (3, (1,), 8), (3, (1, 2), 7)):
        for degree in range(len(word) - 1, last + 1):
            if (degree + 1 - len(word)) % 2 == 0:
                value = all_commutators_distance_squared(word, letters, degree)
                lines.append({"letters": letters, "word": "".join(map(str, word)), "N": degree, "distance": str(value)})
                print(lines[-1]["letters"], lines[-1]["word"], degree, float(value), flush=True)
    record(
        "combinatorics/semicircular_systems/all_commutators",
        lines,
        command="python -m benchmarks.semicircular_systems record",
        seed=None,
        packages=("sympy",),
        where=Path(__file__).parents[1] / "results",
    )


def record_scopes() -> None:
    """Record the exact checks of four claims for longer words than the chapter has time for."""
    lines = []
    for claim, scope in (
        ("S3", {"two": 11, "three": 7}),
        ("S4", {"m": 10, "two": 11, "three": 7}),
        ("S7", {"two": 10, "three": 6}),
        ("S9", {"two": 11, "three": 7}),
    ):
        found = next(known for known in claims_of("semicircular_systems") if known.id == claim).check(**scope)
        evidence = found.evidence
        lines.append({"claim": claim, "N": scope, "holds": evidence.holds, "measured": evidence.measured})
        print(lines[-1], flush=True)
    record(
        "combinatorics/semicircular_systems/larger_scopes",
        lines,
        command="python -m benchmarks.semicircular_systems scopes",
        seed=None,
        packages=("sympy",),
        where=Path(__file__).parents[1] / "results",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["record", "scopes"])
    parser.add_argument("--to", type=int, default=12)
    arguments = parser.parse_args()
    if arguments.action == "record":
        record_distances(arguments.to)
    else:
        record_scopes()
