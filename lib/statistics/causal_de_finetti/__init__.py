"""Causal structure from exchangeable data: ICM processes, tests across samples, and the DAG they determine.

The paper is S. Guo, V. Tóth, B. Schölkopf and F. Huszár, *Causal de Finetti: On the Identification of Invariant Causal
Structure in Exchangeable Data*, NeurIPS 2023, arXiv 2203.15756; the chapter is
``chapters/statistics/causal_de_finetti``.

What is exact (``dags``, ``unrolled``, ``joint_laws``, ``recovery``) needs neither arrays nor tensors.
"""

from lib.statistics.causal_de_finetti.baselines import cdnod_direction, cdnod_edges, pc_edges
from lib.statistics.causal_de_finetti.contingency import EnvironmentTests, TestResult, clustered_test, g_test
from lib.statistics.causal_de_finetti.dags import (
    all_dags,
    edges_of,
    markov_class,
    ordered_dags,
    parents_of,
    shd,
    sink_levels,
    strict_descendants,
)
from lib.statistics.causal_de_finetti.experiments import binary_distances, bivariate_run
from lib.statistics.causal_de_finetti.finite_data import bivariate_direction, causal_de_finetti, kernel_test
from lib.statistics.causal_de_finetti.forecast import (
    Question,
    closest_dags,
    environments_needed,
    forecast_exact,
    g_test_power,
    weakest_needed,
)
from lib.statistics.causal_de_finetti.generators import (
    BinaryEnvironments,
    Pairs,
    random_dag,
    sample_bivariate,
    sample_table,
    sample_xor,
)
from lib.statistics.causal_de_finetti.joint_laws import (
    beta_moment,
    ci_gap,
    cmi,
    icm_joint,
    kl_divergence,
    mixture_joint,
    urn_covariance,
)
from lib.statistics.causal_de_finetti.likelihood import best_dag, dag_log_marginal, local_scores
from lib.statistics.causal_de_finetti.recovery import (
    InconsistentTestsError,
    Recovery,
    descendants_of_tests,
    oracle_of,
    recover_by_descendants,
    recover_dag,
    recover_with_tests,
)
from lib.statistics.causal_de_finetti.unrolled import UnrolledICM, markov_class_signature, markov_statements

__all__ = [
    "BinaryEnvironments",
    "EnvironmentTests",
    "InconsistentTestsError",
    "Pairs",
    "Question",
    "Recovery",
    "TestResult",
    "UnrolledICM",
    "all_dags",
    "best_dag",
    "beta_moment",
    "binary_distances",
    "bivariate_direction",
    "bivariate_run",
    "causal_de_finetti",
    "cdnod_direction",
    "cdnod_edges",
    "ci_gap",
    "closest_dags",
    "clustered_test",
    "cmi",
    "dag_log_marginal",
    "descendants_of_tests",
    "edges_of",
    "environments_needed",
    "forecast_exact",
    "g_test",
    "g_test_power",
    "icm_joint",
    "kernel_test",
    "kl_divergence",
    "local_scores",
    "markov_class",
    "markov_class_signature",
    "markov_statements",
    "mixture_joint",
    "oracle_of",
    "ordered_dags",
    "parents_of",
    "pc_edges",
    "random_dag",
    "recover_by_descendants",
    "recover_dag",
    "recover_with_tests",
    "sample_bivariate",
    "sample_table",
    "sample_xor",
    "shd",
    "sink_levels",
    "strict_descendants",
    "urn_covariance",
    "weakest_needed",
]
