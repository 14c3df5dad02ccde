"""H-chromatic symmetric functions: colour a graph with a graph, even with itself.

The paper is S. Y. Lin and L. Pierson, *Distinguishability and linear independence for H-chromatic symmetric functions*,
arXiv 2511.08665 (2025); the chapter is ``chapters/combinatorics/h_chromatic``.
"""

from lib.combinatorics.h_chromatic.bases import (
    multipartite_matrix,
    rank_modulo,
    rank_over_graphs,
    rank_over_targets,
)
from lib.combinatorics.h_chromatic.cascade import Report, Separation, distinguish_trees
from lib.combinatorics.h_chromatic.forests import forest_graph, forest_levels, forests
from lib.combinatorics.h_chromatic.functions import (
    HChromatic,
    bipartition_sides,
    components_from_csf,
    fibre_counts,
    self_csf,
    spider_legs_from_csf,
    star_power_sum,
    two_part_count,
)
from lib.combinatorics.h_chromatic.generation import free_trees
from lib.combinatorics.h_chromatic.trees import (
    automorphism_number,
    endomorphism_number,
    hom_count,
    marked_endomorphisms,
    maximal_endomorphism_number,
    parent_list,
    tree_fibre_counts,
    tree_graph,
)

__all__ = [
    "HChromatic",
    "Report",
    "Separation",
    "automorphism_number",
    "bipartition_sides",
    "components_from_csf",
    "distinguish_trees",
    "endomorphism_number",
    "fibre_counts",
    "forest_graph",
    "forest_levels",
    "forests",
    "free_trees",
    "hom_count",
    "marked_endomorphisms",
    "maximal_endomorphism_number",
    "multipartite_matrix",
    "parent_list",
    "rank_modulo",
    "rank_over_graphs",
    "rank_over_targets",
    "self_csf",
    "spider_legs_from_csf",
    "star_power_sum",
    "tree_fibre_counts",
    "tree_graph",
    "two_part_count",
]
