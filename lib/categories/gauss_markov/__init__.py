"""The Gauss-Markov adjunction: what least squares has to do with adjoint functors, and what it has not.

The paper is M. Kamiura, *The Gauss-Markov Adjunction: Categorical Semantics of Residuals in Supervised Learning*,
arXiv 2507.02442 (version 1 of July 2025, and the renamed version 3); the chapter is
``chapters/categories/gauss_markov``.
"""

from lib.categories.gauss_markov.categories import (
    ThinCategory,
    componentwise,
    count_adjoints,
    equal_predictions,
    indiscrete,
    is_adjunction,
    left_adjoint_candidates,
    noise_order,
    orthogonality,
    preserves_limits,
    right_adjoint_candidates,
    same_value,
)
from lib.categories.gauss_markov.data import ANSCOMBE, LONGLEY, anscombe, line_model, longley
from lib.categories.gauss_markov.descent import Step, gradient_descent_exact, step_size_is_safe
from lib.categories.gauss_markov.enriched import (
    absolute_coapproximation,
    enriched_candidates,
    lawvere_defect,
    location_coapproximations,
    sign_vectors,
    violating_parameter,
)
from lib.categories.gauss_markov.estimators import estimator_along, excess_variance, linear_unbiased, metric_of
from lib.categories.gauss_markov.examples import Grid, line_fits, mean_grid, subspaces_modulo, three_points
from lib.categories.gauss_markov.model import (
    LinearModel,
    estimator_matrix,
    positive_definite,
    squared_norm,
    weighted_model,
)
from lib.categories.gauss_markov.nonlinear import (
    SINGLE_BEND,
    SMALL_DATA,
    NetworkFit,
    fit_network,
    stationary_parameters,
)
from lib.categories.gauss_markov.precision import METHODS, coefficient_error
from lib.categories.gauss_markov.translations import AdjunctionReport, Translation, adjunction_report, formulas_hold

__all__ = [
    "ANSCOMBE",
    "LONGLEY",
    "METHODS",
    "SINGLE_BEND",
    "SMALL_DATA",
    "AdjunctionReport",
    "Grid",
    "LinearModel",
    "NetworkFit",
    "Step",
    "ThinCategory",
    "Translation",
    "absolute_coapproximation",
    "adjunction_report",
    "anscombe",
    "coefficient_error",
    "componentwise",
    "count_adjoints",
    "enriched_candidates",
    "equal_predictions",
    "estimator_along",
    "estimator_matrix",
    "excess_variance",
    "fit_network",
    "formulas_hold",
    "gradient_descent_exact",
    "indiscrete",
    "is_adjunction",
    "lawvere_defect",
    "left_adjoint_candidates",
    "line_fits",
    "line_model",
    "linear_unbiased",
    "location_coapproximations",
    "longley",
    "mean_grid",
    "metric_of",
    "noise_order",
    "orthogonality",
    "positive_definite",
    "preserves_limits",
    "right_adjoint_candidates",
    "same_value",
    "sign_vectors",
    "squared_norm",
    "stationary_parameters",
    "step_size_is_safe",
    "subspaces_modulo",
    "three_points",
    "violating_parameter",
    "weighted_model",
]
