"""Log-ratio partial correlations of all pairs, beside the same numbers by regression and by pingouin."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import best_of, row
from lib.data import roman_glass_cups
from lib.statistics.compositional import (
    alr,
    bootstrap_partial_correlation,
    logratio_partial_correlation,
    precision_of,
    residual_partial_correlation,
)


def rows() -> list[dict[str, Any]]:
    """Time all 55 pairs of the Roman cups, and 2,000 bootstrap draws."""
    cups = roman_glass_cups()
    values = cups.values
    found = []
    ours = best_of(20, lambda: logratio_partial_correlation(precision_of(values)))
    pairs = [(i, j) for i in range(11) for j in range(i + 1, 11)]
    reference = {pair: next(r for r in range(11) if r not in pair) for pair in pairs}
    theirs = best_of(3, lambda: [residual_partial_correlation(values, i, j, reference[i, j]) for i, j in pairs])
    found.append(row("all partial correlations", "47 x 11", ours, "numpy least squares, pair by pair", theirs))
    try:
        import pingouin
    except ImportError:
        theirs = None
    else:
        table = pd.DataFrame(alr(values, 2), columns=[f"c{k}" for k in range(10)])
        theirs = best_of(
            1,
            lambda: [
                pingouin.partial_corr(table, x="c0", y=f"c{k}", covar=[f"c{m}" for m in range(1, 10) if m != k])
                for k in range(1, 10)
            ],
        )
        theirs *= 55 / 9
    found.append(
        row(
            "all partial correlations",
            "47 x 11",
            ours,
            "pingouin.partial_corr on ALR columns",
            theirs,
            "nine pairs timed, scaled to 55",
        )
    )
    ours = best_of(3, lambda: bootstrap_partial_correlation(values, 2000))
    rng = np.random.default_rng(0)
    theirs = best_of(
        1, lambda: [logratio_partial_correlation(precision_of(values[rng.integers(0, 47, 47)])) for _ in range(2000)]
    )
    found.append(row("bootstrap", "2,000 draws", ours, "the same in a numpy loop", theirs))
    return found
