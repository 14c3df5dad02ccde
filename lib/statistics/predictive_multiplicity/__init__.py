"""How far one person's risk can move among models that fit almost equally well, with certificates.

The paper is J. Watson-Daniels, D. C. Parkes, B. Ustun, *Predictive multiplicity in probabilistic classification*, arXiv
2206.01131, AAAI 2023; the chapter is ``chapters/statistics/predictive_multiplicity``.
"""

from lib.statistics.predictive_multiplicity.discrepancy import (
    big_m_without_intercept,
    discrepancy_milp,
    discrepancy_relaxation,
)
from lib.statistics.predictive_multiplicity.enumeration import discrepancy_exact_line
from lib.statistics.predictive_multiplicity.leverage import (
    Bracket,
    bernoulli_kl_range,
    leverage,
    profile_eps,
    quadratic_bracket,
    quadratic_range,
)
from lib.statistics.predictive_multiplicity.logistic import (
    Grouped,
    LogisticFit,
    SeparableDataError,
    fit_logistic,
    group_rows,
    is_separable,
)
from lib.statistics.predictive_multiplicity.measures import Bound, ambiguity, discrepancy_lower_bound, moved_share
from lib.statistics.predictive_multiplicity.price import discrepancy_knapsack, discrepancy_lagrangian, divergence
from lib.statistics.predictive_multiplicity.profile import (
    GRID,
    GridRange,
    ProfilePoint,
    grid_prediction_range,
    newton_iterates,
    profile_loss,
)
from lib.statistics.predictive_multiplicity.ranges import ViableRange, viable_prediction_range
from lib.statistics.predictive_multiplicity.resampling import (
    bootstrap_models,
    competing,
    coverage,
    random_models,
    ridge_path,
    subsample_models,
    to_boundary,
)
from lib.statistics.predictive_multiplicity.synthetic import (
    Design,
    Widths,
    minority_design,
    outlier_design,
    separation_design,
    width_study,
    widths_of,
)

__all__ = [
    "GRID",
    "Bound",
    "Bracket",
    "Design",
    "GridRange",
    "Grouped",
    "LogisticFit",
    "ProfilePoint",
    "SeparableDataError",
    "ViableRange",
    "Widths",
    "ambiguity",
    "bernoulli_kl_range",
    "big_m_without_intercept",
    "bootstrap_models",
    "competing",
    "coverage",
    "discrepancy_exact_line",
    "discrepancy_knapsack",
    "discrepancy_lagrangian",
    "discrepancy_lower_bound",
    "discrepancy_milp",
    "discrepancy_relaxation",
    "divergence",
    "fit_logistic",
    "grid_prediction_range",
    "group_rows",
    "is_separable",
    "leverage",
    "minority_design",
    "moved_share",
    "newton_iterates",
    "outlier_design",
    "profile_eps",
    "profile_loss",
    "quadratic_bracket",
    "quadratic_range",
    "random_models",
    "ridge_path",
    "separation_design",
    "subsample_models",
    "to_boundary",
    "viable_prediction_range",
    "width_study",
    "widths_of",
]
