"""Numbers behind the paper's two experiment figures, as stored in its authors' repository."""

from __future__ import annotations

from types import MappingProxyType

BIVARIATE_ENVIRONMENTS = (100, 200, 300, 400, 500)
# Share of right answers over 100 trials, one third of each kind.
BIVARIATE = MappingProxyType(
    {
        "causal de Finetti": (0.70, 0.82, 0.87, 0.90, 0.91),
        "FCI, GES and NOTEARS": (0.37, 0.36, 0.34, 0.39, 0.40),
    }
)
BINARY_ENVIRONMENTS = (2000, 4000, 6000, 8000, 10_000)
# Mean normalised structural Hamming distance.
BINARY = MappingProxyType(
    {
        "causal de Finetti": (0.3143, 0.2107, 0.1830, 0.1910, 0.0910),
        "PC": (0.27, 0.267, 0.25, 0.247, 0.262),
    }
)
# What a uniform guess among the four graphs of the experiment scores in the figure.
RANDOM_GUESS_DRAWN = 0.25
