"""Lenses and optics: what a composite remembers and what it computes again.

The paper is B. Gavranović, *Space-time tradeoffs of lenses and optics via higher category theory*, arXiv 2209.09351
(2022); the chapter is ``chapters/categories/optics``.  Measurements with torch are in
``lib.categories.optics.torch_optics``, which is imported by name only.
"""

from lib.categories.optics.bracketings import (
    Bracketing,
    Schedule,
    all_bracketings,
    all_schedules,
    as_schedule,
    balanced,
    left_nested,
    right_nested,
    segments,
)
from lib.categories.optics.checkpoints import (
    binomial_bound,
    compared_programs,
    fewest_gets,
    optimal_bracketing,
    optimal_schedule,
    unzip,
)
from lib.categories.optics.comparison import (
    counit,
    erase,
    laxator,
    linear_form,
    oplax_unitor,
    oplaxator,
    reify,
    to_linear,
)
from lib.categories.optics.composites import Boundary, Lens, Optic, boundary
from lib.categories.optics.cost import Event, extra_gets, peak_storage, trace
from lib.categories.optics.finite import UNIT, FinObj, Fn, evaluate, exponential, finite, functions, pair
from lib.categories.optics.generate import (
    all_lenses,
    random_boundary,
    random_cell_from,
    random_chain,
    random_function,
    random_lens,
    random_optic,
)
from lib.categories.optics.hom_categories import HomCategory, hom_category, layers
from lib.categories.optics.policies import bracketed, policy, policy_cell, scheduled
from lib.categories.optics.prisms import Prism, SumOptic, prism_of, store_answer, sum_hom_category, sum_two_cells
from lib.categories.optics.two_cells import (
    TwoCell,
    count_two_cells,
    failing_equations,
    is_two_cell,
    residual_choices,
    two_cells,
)
from lib.categories.optics.wiring import WiringPicture, draw, draw_program, program

__all__ = [
    "UNIT",
    "Boundary",
    "Bracketing",
    "Event",
    "FinObj",
    "Fn",
    "HomCategory",
    "Lens",
    "Optic",
    "Prism",
    "Schedule",
    "SumOptic",
    "TwoCell",
    "WiringPicture",
    "all_bracketings",
    "all_lenses",
    "all_schedules",
    "as_schedule",
    "balanced",
    "binomial_bound",
    "boundary",
    "bracketed",
    "compared_programs",
    "counit",
    "count_two_cells",
    "draw",
    "draw_program",
    "erase",
    "evaluate",
    "exponential",
    "extra_gets",
    "failing_equations",
    "fewest_gets",
    "finite",
    "functions",
    "hom_category",
    "is_two_cell",
    "laxator",
    "layers",
    "left_nested",
    "linear_form",
    "oplax_unitor",
    "oplaxator",
    "optimal_bracketing",
    "optimal_schedule",
    "pair",
    "peak_storage",
    "policy",
    "policy_cell",
    "prism_of",
    "program",
    "random_boundary",
    "random_cell_from",
    "random_chain",
    "random_function",
    "random_lens",
    "random_optic",
    "reify",
    "residual_choices",
    "right_nested",
    "scheduled",
    "segments",
    "store_answer",
    "sum_hom_category",
    "sum_two_cells",
    "to_linear",
    "trace",
    "two_cells",
    "unzip",
]
