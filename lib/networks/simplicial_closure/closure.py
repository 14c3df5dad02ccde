"""Ten states of a triple, the probability that it closes, and the paper's tests of what raises it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Literal

import numpy as np
from jaxtyping import Int64

from lib.networks.simplicial_closure.cliques import contains
from lib.networks.simplicial_closure.hypergraph import TemporalHypergraph, check_parts
from lib.networks.simplicial_closure.triangles import met_triples, triangles
from lib.numeric import wilson_interval

STATES = ("000", "001", "002", "011", "012", "022", "111", "112", "122", "222")
# the place in STATES of any three classes, in any order, by 9 x first + 3 x second + third
CODE = np.array([STATES.index("".join(sorted(f"{a}{b}{c}"))) for a in range(3) for b in range(3) for c in range(3)])

# the paper's comparisons: (state less likely to close, state more likely to close)
DENSITY = (("000", "001"), ("001", "011"), ("002", "012"), ("011", "111"), ("012", "112"), ("022", "122"))
STRENGTH = (("001", "002"), ("011", "012"), ("012", "022"), ("111", "112"), ("112", "122"), ("122", "222"))
COMPETITION = (("022", "111"),)


@dataclass(frozen=True)
class ClosureCount:
    """How many sets of one class were not closed in the old part, and how many of them closed later."""

    open: int
    closed_later: int

    def __post_init__(self) -> None:
        if not 0 <= self.closed_later <= self.open:
            raise ValueError(f"closed_later must be from 0 to open, got {self.closed_later} of {self.open}")

    @property
    def probability(self) -> float:
        """The closure probability; not a number where there is no set of this class."""
        return self.closed_later / self.open if self.open else float("nan")


def tie_strength(weights: Int64[np.ndarray, "*shape"]) -> Int64[np.ndarray, "*shape"]:
    """Return 0 for pairs that never met, 1 (weak) for pairs that met once, 2 (strong) for those that met more often.

    Examples
    --------
    >>> tie_strength(np.array([0, 1, 2, 9])).tolist()
    [0, 1, 2, 2]
    """
    return np.minimum(weights, 2)


def state_codes(classes: Int64[np.ndarray, "m 3"]) -> Int64[np.ndarray, " m"]:
    """Return the place in ``STATES`` of each triple of tie strengths, in any order.

    Examples
    --------
    >>> [STATES[k] for k in state_codes(np.array([[2, 0, 1], [1, 1, 1]]))]
    ['012', '111']
    """
    return CODE[9 * classes[:, 0] + 3 * classes[:, 1] + classes[:, 2]]


def state_counts(h: TemporalHypergraph) -> dict[str, int]:
    r"""Count the triples of present nodes that are not closed, by state.

    Returns
    -------
    dict
        Exact Python integers: the counts of large data exceed 64 bits' comfort.

    Notes
    -----
    States without an edge missing are counted on the list of open triangles.  The others follow from degrees by
    inclusion and exclusion: with $e_x$ edges of class $x$, of which $d_x(v)$ at node $v$, there are
    $\sum_v d_x(v)d_y(v)$ pairs of edges at a node ($\sum_v\binom{d_x(v)}2$ if $x=y$), less those inside triangles,
    and $e_x(n-2)$ pairs of an edge and a third node, less those inside larger patterns.  Linear in the number of
    triangles; no loop over triples.

    Examples
    --------
    >>> counts = state_counts(TemporalHypergraph([{1, 2, 3}, {1, 4}, {2, 4}], [1, 2, 3]))
    >>> {state: count for state, count in counts.items() if count}
    {'011': 2, '111': 1}
    """
    n, size = int(h.present.sum()), len(h.labels)
    keys, _, weights = h.edges
    strength = tie_strength(weights)
    degree = {
        x: np.bincount(keys[strength == x] // size, minlength=size)
        + np.bincount(keys[strength == x] % size, minlength=size)
        for x in (1, 2)
    }
    edges = {x: int((strength == x).sum()) for x in (1, 2)}
    found = triangles(h)
    codes = state_codes(strength[found.edges])
    inside = dict(zip(STATES, np.bincount(codes, minlength=10).tolist(), strict=True))
    counts = dict(zip(STATES, np.bincount(codes[~found.closed], minlength=10).tolist(), strict=True))
    for x, y in ((1, 1), (1, 2), (2, 2)):
        if x == y:
            wedges = sum(comb(d, 2) for d in degree[x].tolist())
        else:
            wedges = sum(a * b for a, b in zip(degree[x].tolist(), degree[y].tolist(), strict=True))
        pairs_inside = 0
        for state, number in inside.items():
            ones, twos = state.count(str(x)), state.count(str(y))
            pairs_inside += number * (comb(ones, 2) if x == y else ones * twos)
        counts[f"0{x}{y}"] = wedges - pairs_inside
    for x in (1, 2):
        covered = sum(counts[s] * s.count(str(x)) for s in ("011", "012", "022"))
        covered += sum(number * state.count(str(x)) for state, number in inside.items())
        counts[f"00{x}"] = edges[x] * (n - 2) - covered
    rest = sum(counts[s] for s in STATES[1:6]) + len(found.nodes)
    counts["000"] = comb(n, 3) - rest
    return counts


def closures(
    old: TemporalHypergraph, new: TemporalHypergraph
) -> tuple[Int64[np.ndarray, "events 3"], Int64[np.ndarray, " events"]]:
    """Return the triples that close: old nodes, not together in the old part, together in the new; and their states.

    Raises
    ------
    ValueError
        If the two are not an earlier and a later part of one hypergraph (take them from :func:`split`).
    """
    check_parts(old, new)
    n = len(old.labels)
    keys = met_triples(new)[0]
    keys = keys[~contains(met_triples(old)[0], keys)]
    rows = np.column_stack([keys // (n * n), keys // n % n, keys % n])
    rows = rows[old.present[rows].all(axis=1)]
    weights = [old.weight(rows[:, x], rows[:, y]) for x, y in ((0, 1), (0, 2), (1, 2))]
    return rows, state_codes(tie_strength(np.column_stack(weights)))


def closure_counts3(old: TemporalHypergraph, new: TemporalHypergraph) -> dict[str, ClosureCount]:
    """Count, for each of the ten states, the triples not closed in the old part and those that close in the new one.

    Parameters
    ----------
    old, new
        The two parts of :func:`split`.

    Raises
    ------
    ValueError
        If the two are not an earlier and a later part of one hypergraph.

    Examples
    --------
    >>> from lib.networks.simplicial_closure.hypergraph import split
    >>> h = TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}, {1, 4}, {1, 2, 3}], [1, 2, 3, 4, 9])
    >>> closure_counts3(*split(h, 70))["111"]
    ClosureCount(open=1, closed_later=1)
    """
    later = np.bincount(closures(old, new)[1], minlength=10).tolist()
    counts = state_counts(old)
    return {state: ClosureCount(counts[state], later[k]) for k, state in enumerate(STATES)}


@dataclass(frozen=True)
class Comparison:
    """The outcome of a test whether the second of two classes closes more often than the first."""

    first: str
    second: str
    verdict: Literal["skipped", "up", "down", "undecided"]
    raises: bool
    p_value: float


def compare(
    counts: Mapping[str, ClosureCount], first: str, second: str, *, level: float = 1e-5, least: int = 20
) -> Comparison:
    """Test whether the second class has the larger closure probability, or the smaller.

    Parameters
    ----------
    counts
        As :func:`closure_counts3` or the four-node counts give them.
    first, second
        Two classes.
    level
        Significance of a one-sided test.
    least
        Classes with at most so many sets are skipped.

    Returns
    -------
    Comparison
        ``up`` or ``down`` if significant; ``raises`` is the raw direction.  The test is Fisher's exact one if neither class has more
        than five closures, and the pooled z-test of two proportions otherwise.

    Raises
    ------
    ValueError
        If a class is unknown, the level is not strictly between 0 and 1, or ``least`` is negative.

    Examples
    --------
    >>> compare({"0": ClosureCount(1000, 10), "1": ClosureCount(1000, 80)}, "0", "1").verdict
    'up'
    """
    for name, value in (("first", first), ("second", second)):
        if value not in counts:
            raise ValueError(f"{name} must be one of {tuple(counts)}, got {value!r}")
    if not 0 < level < 1:
        raise ValueError(f"level must be strictly between 0 and 1, got {level}")
    if least < 0:
        raise ValueError(f"least must not be negative, got {least}")
    a, b = counts[first], counts[second]
    if min(a.open, b.open) <= least:
        return Comparison(first, second, "skipped", False, float("nan"))
    raises = b.closed_later * a.open > a.closed_later * b.open
    p = _one_sided(a, b) if raises else _one_sided(b, a)
    verdict: Literal["up", "down", "undecided"] = "undecided"
    if p < level:
        verdict = "up" if raises else "down"
    return Comparison(first, second, verdict, raises, p)


def _one_sided(low: ClosureCount, high: ClosureCount) -> float:
    from scipy import stats

    if max(low.closed_later, high.closed_later) <= 5:
        table = [[high.closed_later, high.open - high.closed_later], [low.closed_later, low.open - low.closed_later]]
        return float(stats.fisher_exact(table, alternative="greater").pvalue)
    pooled = (low.closed_later + high.closed_later) / (low.open + high.open)
    spread = (pooled * (1 - pooled) * (1 / low.open + 1 / high.open)) ** 0.5
    return float(stats.norm.sf((high.probability - low.probability) / spread)) if spread else 0.5


def interval(count: ClosureCount, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval for a closure probability.

    Examples
    --------
    >>> tuple(round(end, 4) for end in interval(ClosureCount(100, 5)))
    (0.0215, 0.1118)

    Raises
    ------
    ValueError
        If there is no set of this class, or the level is not strictly between 0 and 1.
    """
    if count.open < 1:
        raise ValueError(f"count must have at least one open set, got {count.open}")
    return wilson_interval(count.closed_later, count.open, level)
