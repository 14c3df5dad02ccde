"""Covariances of linear structural equation models with feedback, by sums over one-connections.

The paper is B. Adhikari, E. Gross, M. Härkönen and E. Tsigaridas, *One-connection rule for structural equation models*,
arXiv 2210.00239 (2022); the chapter is ``chapters/statistics/one_connection``.
"""

from lib.statistics.one_connection.connections import (
    OneConnection,
    cycle_packings,
    linear_subdigraphs,
    one_connections,
    simple_cycles,
)
from lib.statistics.one_connection.covariance import (
    covariance,
    covariance_at,
    covariance_numerators,
    determinant,
    inverse_lowest_terms,
    numerator,
    numerators,
)
from lib.statistics.one_connection.fibres import fibre, fibre_degree, fibre_equations, is_stable
from lib.statistics.one_connection.finiteness import (
    is_generically_finite,
    jacobian_rank,
    labelled_mixed_graphs,
    simple_mixed_graphs,
)
from lib.statistics.one_connection.holonomy import (
    chord_invariant,
    common_fixed_point,
    cycle_parameters,
    cycle_twin,
    holonomy,
    moebius,
    sigma_ring,
)
from lib.statistics.one_connection.mixed_graph import MixedGraph, complete_digraph, directed_cycle
from lib.statistics.one_connection.peer_influence import (
    instrumental_coefficients,
    peer_influence_correlations,
    peer_influence_graph,
)
from lib.statistics.one_connection.sums import connection_sums
from lib.statistics.one_connection.treks import partial_trek_sums, trek_sum, treks
from lib.statistics.one_connection.vanishing import (
    VanishingPolynomial,
    certify,
    explore_vanishing,
    sigma_monomials,
    vanishing_in,
)

__all__ = [
    "MixedGraph",
    "OneConnection",
    "VanishingPolynomial",
    "certify",
    "chord_invariant",
    "common_fixed_point",
    "complete_digraph",
    "connection_sums",
    "covariance",
    "covariance_at",
    "covariance_numerators",
    "cycle_packings",
    "cycle_parameters",
    "cycle_twin",
    "determinant",
    "directed_cycle",
    "explore_vanishing",
    "fibre",
    "fibre_degree",
    "fibre_equations",
    "holonomy",
    "instrumental_coefficients",
    "inverse_lowest_terms",
    "is_generically_finite",
    "is_stable",
    "jacobian_rank",
    "labelled_mixed_graphs",
    "linear_subdigraphs",
    "moebius",
    "numerator",
    "numerators",
    "one_connections",
    "partial_trek_sums",
    "peer_influence_correlations",
    "peer_influence_graph",
    "sigma_monomials",
    "sigma_ring",
    "simple_cycles",
    "simple_mixed_graphs",
    "trek_sum",
    "treks",
    "vanishing_in",
]
