"""Partial correlations of parts of a whole, whatever the reference.

The paper is I. Erb, *Partial correlations in compositional data analysis*, arXiv 1904.09480 (2019), Applied Computing and
Geosciences 6 (2020) 100026; the chapter is ``chapters/statistics/compositional``.
"""

from lib.statistics.compositional.inference import (
    Edge,
    batched_partial_correlation,
    bootstrap_partial_correlation,
    edges_by_p_value,
    partial_correlation_test,
    printed_steps,
    rounding_partial_correlation,
    significant,
)
from lib.statistics.compositional.logratios import (
    alr,
    closure,
    clr,
    clr_correlation,
    clr_covariance,
    ilr,
    proportionality,
    variation_matrix,
)
from lib.statistics.compositional.precision import (
    SingularCovarianceError,
    basis_to_precision,
    closure_bias,
    logratio_partial_correlation,
    logratio_precision,
    multiple_r2,
    partial_variances,
    precision_of,
    residual_partial_correlation,
    shrunk_precision,
)

__all__ = [
    "Edge",
    "SingularCovarianceError",
    "alr",
    "basis_to_precision",
    "batched_partial_correlation",
    "bootstrap_partial_correlation",
    "closure",
    "closure_bias",
    "clr",
    "clr_correlation",
    "clr_covariance",
    "edges_by_p_value",
    "ilr",
    "logratio_partial_correlation",
    "logratio_precision",
    "multiple_r2",
    "partial_correlation_test",
    "partial_variances",
    "precision_of",
    "printed_steps",
    "proportionality",
    "residual_partial_correlation",
    "rounding_partial_correlation",
    "shrunk_precision",
    "significant",
    "variation_matrix",
]
