"""Open and closed triangles: how groups form, and which triples meet next.

The paper is A. R. Benson, R. Abebe, M. T. Schaub, A. Jadbabaie, J. Kleinberg, *Simplicial closure and higher-order link
prediction*, Proceedings of the National Academy of Sciences 115 (2018) E11221-E11230, arXiv 1802.06916; the chapter is
``chapters/networks/simplicial_closure``.
"""

from lib.networks.simplicial_closure.cliques import maximal_cliques
from lib.networks.simplicial_closure.closure import (
    COMPETITION,
    DENSITY,
    STATES,
    STRENGTH,
    ClosureCount,
    Comparison,
    closure_counts3,
    closures,
    compare,
    interval,
    state_codes,
    state_counts,
    tie_strength,
)
from lib.networks.simplicial_closure.egonets import ego_features, ego_network, telling_apart
from lib.networks.simplicial_closure.four_nodes import (
    FOUR_NODE_CLASSES,
    FOUR_NODE_DENSITY,
    FOUR_NODE_STRENGTH,
    closure_counts4,
)
from lib.networks.simplicial_closure.hypergraph import (
    TemporalHypergraph,
    projected_matrix,
    projected_weights,
    split,
)
from lib.networks.simplicial_closure.lifecycles import (
    LifeEvent,
    interval_overlaps,
    last_states,
    last_states_by_time,
    lifecycle,
    summed_interval_overlaps,
    transition_counts,
)
from lib.networks.simplicial_closure.prediction import (
    SCORES,
    evaluate,
    features,
    lift,
    released_labels,
    score,
    supervised_score,
    true_labels,
)
from lib.networks.simplicial_closure.published import (
    TriangleRow,
    published_closures,
    published_lifts,
    published_triangles,
)
from lib.networks.simplicial_closure.random_model import (
    enumerated_open,
    expected_closed,
    expected_open,
    open_fraction_formula,
    random_simplices,
)
from lib.networks.simplicial_closure.scores import EXPONENTS, generalised_mean, open_rows, triangle_weights
from lib.networks.simplicial_closure.triangles import (
    Summary,
    Triangles,
    fraction_open,
    open_triangles,
    summary,
    triangle_counts,
    triangles,
)
from lib.networks.simplicial_closure.uncertainty import bootstrap_lift, expected_kept, lifts_over_splits, renamed_lifts
from lib.networks.simplicial_closure.walks import hodge_pagerank, katz, personalised_pagerank

__all__ = [
    "COMPETITION",
    "DENSITY",
    "EXPONENTS",
    "FOUR_NODE_CLASSES",
    "FOUR_NODE_DENSITY",
    "FOUR_NODE_STRENGTH",
    "SCORES",
    "STATES",
    "STRENGTH",
    "ClosureCount",
    "Comparison",
    "LifeEvent",
    "Summary",
    "TemporalHypergraph",
    "TriangleRow",
    "Triangles",
    "bootstrap_lift",
    "closure_counts3",
    "closure_counts4",
    "closures",
    "compare",
    "ego_features",
    "ego_network",
    "enumerated_open",
    "evaluate",
    "expected_closed",
    "expected_kept",
    "expected_open",
    "features",
    "fraction_open",
    "generalised_mean",
    "hodge_pagerank",
    "interval",
    "interval_overlaps",
    "katz",
    "last_states",
    "last_states_by_time",
    "lifecycle",
    "lift",
    "lifts_over_splits",
    "maximal_cliques",
    "open_fraction_formula",
    "open_rows",
    "open_triangles",
    "personalised_pagerank",
    "projected_matrix",
    "projected_weights",
    "published_closures",
    "published_lifts",
    "published_triangles",
    "random_simplices",
    "released_labels",
    "renamed_lifts",
    "score",
    "split",
    "state_codes",
    "state_counts",
    "summary",
    "summed_interval_overlaps",
    "supervised_score",
    "telling_apart",
    "tie_strength",
    "transition_counts",
    "triangle_counts",
    "triangle_weights",
    "triangles",
    "true_labels",
]
