"""Multiparameter persistence: exact invariants, candidate decompositions, and the pictures drawn from them.

The chapter is ``chapters/networks/multipersistence``.
"""

from lib.networks.multipersistence.bifiltration import Bifiltration, exact_values
from lib.networks.multipersistence.blocks import disjoint_union, l_shape, rectangle, three_arms
from lib.networks.multipersistence.decomposition import GridModule, decompose, homology_module
from lib.networks.multipersistence.intervals import DRAWINGS, IntervalModule
from lib.networks.multipersistence.invariants import (
    hilbert_function,
    rank_invariant,
    ranks_of_rectangles,
    signed_hilbert_decomposition,
    signed_rank_decomposition,
)
from lib.networks.multipersistence.candidates import from_multipers, mma, multipers, simplex_tree, to_multipers
from lib.networks.multipersistence.distances import bottleneck_distance, rectangle_interleaving
from lib.networks.multipersistence.representations import (
    TCDR,
    distances_to,
    drawings,
    image_representation,
    landscape_representation,
    landscapes,
    pixel_grid,
    scdr,
)
from lib.networks.multipersistence.slices import barcode_of_ranks, bars, fibered_barcode, line_values
