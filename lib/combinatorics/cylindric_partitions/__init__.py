"""Cylindric plane partitions: counted by a product, taken apart by a growth diagram, weighted by Macdonald.

The paper is part 1 of R. Langer, *Cylindric plane partitions, Lambda determinants, Commutants in semicircular systems*,
PhD thesis, Université Paris-Est (2013), arXiv 2110.12629; the chapter is
``chapters/combinatorics/cylindric_partitions``.  Labels of many random objects at once, on a GPU if there is one, are
drawn by ``lib.combinatorics.cylindric_partitions.batched``, which needs torch and is not imported here.
"""

from lib.combinatorics.cylindric_partitions.cylindric import (
    CPP,
    Face,
    Profile,
    borodin_series,
    check_profile,
    cylindric_faces,
    cylindric_plane_partitions,
    hook_length,
    validate,
    weight,
)
from lib.combinatorics.cylindric_partitions.growth import Boundary, Decomposition, Square, compose, decompose
from lib.combinatorics.cylindric_partitions.limit_shape import (
    fixed_charge_correction,
    limit_density,
    outline,
    particles_above,
    particles_beyond,
)
from lib.combinatorics.cylindric_partitions.local_rules import BURGE_RULE, RSK_RULE, RULES, LocalRule
from lib.combinatorics.cylindric_partitions.macdonald import (
    factor_powers,
    macdonald_b,
    macdonald_weight,
    pieri_phi,
    pieri_psi,
    weight_powers,
)
from lib.combinatorics.cylindric_partitions.paths import Path, lattice_paths, macdonald_weight_paths, path_powers
from lib.combinatorics.cylindric_partitions.qt_series import qt_borodin_series, qt_weight_sums, square_coefficients
from lib.combinatorics.cylindric_partitions.sampling import CylindricSampler, random_cylindric_partition
from lib.combinatorics.cylindric_partitions.strips import (
    check_partition,
    horizontal_strips_above,
    horizontal_strips_below,
    is_horizontal_strip,
)

__all__ = [
    "BURGE_RULE",
    "CPP",
    "RSK_RULE",
    "RULES",
    "Boundary",
    "CylindricSampler",
    "Decomposition",
    "Face",
    "LocalRule",
    "Path",
    "Profile",
    "Square",
    "borodin_series",
    "check_partition",
    "check_profile",
    "compose",
    "cylindric_faces",
    "cylindric_plane_partitions",
    "decompose",
    "factor_powers",
    "fixed_charge_correction",
    "hook_length",
    "horizontal_strips_above",
    "horizontal_strips_below",
    "is_horizontal_strip",
    "lattice_paths",
    "limit_density",
    "macdonald_b",
    "macdonald_weight",
    "macdonald_weight_paths",
    "outline",
    "particles_above",
    "particles_beyond",
    "path_powers",
    "pieri_phi",
    "pieri_psi",
    "qt_borodin_series",
    "qt_weight_sums",
    "random_cylindric_partition",
    "square_coefficients",
    "validate",
    "weight",
    "weight_powers",
]
