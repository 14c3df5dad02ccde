"""Lambda-determinants and alternating sign matrices: Dodgson's condensation with two families of parameters.

The source is part 2 of R. Langer, *Cylindric plane partitions, Lambda determinants, Commutants in semicircular systems*,
PhD thesis, Université Paris-Est (2013), also *Lambda determinants*, arXiv:1304.7367; the chapter is
``chapters/combinatorics/lambda_determinants``.
"""

from lib.combinatorics.lambda_determinants.condensation import SingularMinorError, condensation, recurrence
from lib.combinatorics.lambda_determinants.determinant import lambda_determinant, ones, vandermonde
from lib.combinatorics.lambda_determinants.expansion import asm_weight, lambda_polynomial, x_enumeration
from lib.combinatorics.lambda_determinants.fraction_free import fraction_free_condensation
from lib.combinatorics.lambda_determinants.layers import (
    Exponents,
    Pair,
    compatible_pairs,
    exponents,
    matrices_above,
    two_layer_sum,
)
from lib.combinatorics.lambda_determinants.matrices import (
    ASM,
    alternating_sign_matrices,
    corner_sums,
    inversion_number,
    is_asm,
    minus_ones,
    number_of_asms,
    vertex_types,
)
from lib.combinatorics.lambda_determinants.placement import (
    CORNERS,
    at_corner,
    curvature,
    fails_laurent,
    gauge,
    is_laurent,
    placed_apex,
)
from lib.combinatorics.lambda_determinants.shuffling import random_asm, random_pair, shuffling_law
from lib.combinatorics.lambda_determinants.tilings import Domino, aztec_squares, domino_tiling

__all__ = [
    "ASM",
    "CORNERS",
    "Domino",
    "Exponents",
    "Pair",
    "SingularMinorError",
    "alternating_sign_matrices",
    "asm_weight",
    "at_corner",
    "aztec_squares",
    "compatible_pairs",
    "condensation",
    "corner_sums",
    "curvature",
    "domino_tiling",
    "exponents",
    "fails_laurent",
    "fraction_free_condensation",
    "gauge",
    "inversion_number",
    "is_asm",
    "is_laurent",
    "lambda_determinant",
    "lambda_polynomial",
    "matrices_above",
    "minus_ones",
    "number_of_asms",
    "ones",
    "placed_apex",
    "random_asm",
    "random_pair",
    "recurrence",
    "shuffling_law",
    "two_layer_sum",
    "vandermonde",
    "vertex_types",
    "x_enumeration",
]
