"""Multiparameter persistence: exact invariants, candidate decompositions, and the pictures drawn from them.

David Loiseaux, Mathieu Carriere and Andrew J. Blumberg, *A framework for fast and stable representations of multiparameter
persistent homology decompositions*, NeurIPS 2023, arXiv:2306.11170. The chapter is
``chapters/networks/multipersistence``.
"""

from lib.networks.multipersistence.bifiltration import Bifiltration
from lib.networks.multipersistence.blocks import disjoint_union, l_shape, rectangle, three_arms
from lib.networks.multipersistence.candidates import from_multipers, mma, multipers, simplex_tree, to_multipers
from lib.networks.multipersistence.census import (
    EDGE,
    PATH,
    TRIANGLE,
    Census,
    bifiltrations_of,
    census,
    is_interval_decomposable,
)
from lib.networks.multipersistence.clouds import (
    annulus,
    codensity,
    delay_embedding,
    density_alpha,
    jittered,
    picture_bifiltration,
    rips_density,
)
from lib.networks.multipersistence.decomposition import Endomorphisms, GridModule, decompose, homology_module
from lib.networks.multipersistence.distances import bottleneck_distance, rectangle_interleaving
from lib.networks.multipersistence.experiments import (
    Comparison,
    annulus_picture,
    compare_features,
    convergence,
    digit_features,
    loglog_slope,
    series_features,
)
from lib.networks.multipersistence.intervals import DRAWINGS, IntervalModule
from lib.networks.multipersistence.invariants import (
    hilbert_function,
    rank_invariant,
    ranks_of_rectangles,
    signed_hilbert_decomposition,
    signed_rank_decomposition,
)
from lib.networks.multipersistence.representations import (
    TCDR,
    combined,
    distances_to,
    drawings,
    image_representation,
    landscape_representation,
    landscapes,
    pixel_grid,
    scdr,
)
from lib.networks.multipersistence.slices import barcode_of_ranks, bars, fibered_barcode, line_values
from lib.networks.multipersistence.stability import (
    Perturbation,
    extra_summand,
    large_box_lists,
    many_thin,
    perturbations,
    stability_bound,
    sup_distances,
)

__all__ = [
    "DRAWINGS",
    "EDGE",
    "PATH",
    "TCDR",
    "TRIANGLE",
    "Bifiltration",
    "Census",
    "Comparison",
    "Endomorphisms",
    "GridModule",
    "IntervalModule",
    "Perturbation",
    "annulus",
    "annulus_picture",
    "barcode_of_ranks",
    "bars",
    "bifiltrations_of",
    "bottleneck_distance",
    "census",
    "codensity",
    "combined",
    "compare_features",
    "convergence",
    "decompose",
    "delay_embedding",
    "density_alpha",
    "digit_features",
    "disjoint_union",
    "distances_to",
    "drawings",
    "extra_summand",
    "fibered_barcode",
    "from_multipers",
    "hilbert_function",
    "homology_module",
    "image_representation",
    "is_interval_decomposable",
    "jittered",
    "l_shape",
    "landscape_representation",
    "landscapes",
    "large_box_lists",
    "line_values",
    "loglog_slope",
    "many_thin",
    "mma",
    "multipers",
    "perturbations",
    "picture_bifiltration",
    "pixel_grid",
    "rank_invariant",
    "ranks_of_rectangles",
    "rectangle",
    "rectangle_interleaving",
    "rips_density",
    "scdr",
    "series_features",
    "signed_hilbert_decomposition",
    "signed_rank_decomposition",
    "simplex_tree",
    "stability_bound",
    "sup_distances",
    "three_arms",
    "to_multipers",
]
