"""Recovering a DAG from conditional independences across samples: the paper's algorithm, and one with two rounds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from lib.statistics.causal_de_finetti.dags import Edge
from lib.statistics.causal_de_finetti.unrolled import Node, UnrolledICM

# Is a independent of b given cond?
Oracle = Callable[[Node, Node, tuple[Node, ...]], bool]
# A p-value of that hypothesis.
Test = Callable[[Node, Node, tuple[Node, ...]], float]
Condition = Literal["level", "coparents", "none"]
CONDITIONS: tuple[Condition, ...] = ("level", "coparents", "none")
# What to do when no variable passes as a sink.
EmptyLevel = Literal["largest", "drop", "raise"]
EMPTY_LEVEL: tuple[EmptyLevel, ...] = ("largest", "drop", "raise")


class InconsistentTestsError(ValueError):
    """No DAG gives these answers: some level would be empty, or descendants form no order."""


@dataclass(frozen=True)
class Recovery:
    """What was recovered.

    Parameters
    ----------
    edges
        The arrows (parent, child).
    levels
        Sinks first; variables that were left without a level are in none of them.
    tests
        Number of tests asked for.
    forced
        Number of times no variable passed as a sink.
    """

    edges: frozenset[Edge]
    levels: tuple[frozenset[int], ...]
    tests: int
    forced: int = 0


def oracle_of(parents: list[Collection[int]] | tuple[Collection[int], ...], n_samples: int = 2) -> Oracle:
    """Return the perfect oracle of a DAG: independence is d-separation in the unrolled graph.

    Examples
    --------
    >>> ask = oracle_of([(), (0,)])
    >>> ask((1, 1), (0, 2), ((0, 1),)), ask((0, 1), (1, 2), ((1, 1),))
    (True, False)
    """
    return UnrolledICM(parents, n_samples).d_separated


def recover_dag(d: int, ci_oracle: Oracle, *, condition: Condition = "level") -> Recovery:
    """Return the DAG that the paper's algorithm finds with a perfect oracle.

    Parameters
    ----------
    d
        Number of variables.
    ci_oracle
        Called with two nodes (variable, sample) and a tuple of nodes; says whether they are independent given these.
    condition
        Which variables of the upper level are conditioned on when an edge skips levels: all (``"level"``), those that
        share a found child (``"coparents"``), or none (``"none"``, what the released script does).

    Returns
    -------
    Recovery
        Arrows, levels and the number of questions.

    Raises
    ------
    InconsistentTestsError
        If no variable passes as a sink.
    ValueError
        If ``d`` is not positive or the condition is unknown.

    Notes
    -----
    At most $d(d-1)(d+1)/3$ questions for the levels and $d(d-1)/2$ for the edges.

    References
    ----------
    Guo et al. (2023), the algorithm for exchangeable data.

    Examples
    --------
    >>> found = recover_dag(3, oracle_of([(), (0,), (0, 1)]))
    >>> sorted(found.edges), [sorted(level) for level in found.levels]
    ([(0, 1), (0, 2), (1, 2)], [[2], [1], [0]])
    """

    def as_test(a: Node, b: Node, cond: tuple[Node, ...]) -> float:
        return 1.0 if ci_oracle(a, b, cond) else 0.0

    return recover_with_tests(d, as_test, 0.5, condition=condition, empty_level="raise")


def recover_with_tests(
    d: int, p_value: Test, alpha: float, *, condition: Condition = "level", empty_level: EmptyLevel = "largest"
) -> Recovery:
    """Run the paper's algorithm on p-values: independent means a p-value of at least ``alpha``.

    Parameters
    ----------
    d
        Number of variables.
    p_value
        Called with two nodes and a tuple of nodes to condition on.
    alpha
        Level of the tests.
    condition
        As for :func:`recover_dag`.
    empty_level
        When no variable passes as a sink: take the one whose smallest p-value is largest (``"largest"``), leave all
        that remain without a level and without arrows (``"drop"``, as the released code does), or ``"raise"``.

    Raises
    ------
    InconsistentTestsError
        If no variable passes as a sink and ``empty_level`` is ``"raise"``.
    ValueError
        If ``d`` is not positive, alpha is not inside (0, 1), an option is unknown, or a p-value is none.

    Examples
    --------
    >>> never = lambda a, b, cond: 0.01 if a[0] == 0 else 0.02
    >>> recover_with_tests(2, never, 0.05).levels
    (frozenset({1}), frozenset({0}))
    """
    if d < 1:
        raise ValueError(f"d must be at least 1, got {d}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie strictly between 0 and 1, got {alpha}")
    if condition not in CONDITIONS:
        raise ValueError(f"condition must be one of {CONDITIONS}, got {condition!r}")
    if empty_level not in EMPTY_LEVEL:
        raise ValueError(f"empty_level must be one of {EMPTY_LEVEL}, got {empty_level!r}")

    def asked(a: Node, b: Node, cond: tuple[Node, ...]) -> float:
        value = p_value(a, b, cond)
        if not 0 <= value <= 1:
            raise ValueError(f"p_value must lie between 0 and 1, got {value} for {a} and {b} given {cond}")
        return value

    tests = forced = 0
    left = set(range(d))
    levels: list[frozenset[int]] = []
    while len(left) > 1:
        smallest: dict[int, float] = {}
        for v in sorted(left):
            # only sample 1 is conditioned on: with the others of sample 2 known, too, the proof breaks
            others = sorted(left - {v})
            cond = tuple((k, 1) for k in others)
            found = []
            for k in others:
                found.append(asked((v, 1), (k, 2), cond))
                tests += 1
                if empty_level != "largest" and found[-1] < alpha:
                    break
            smallest[v] = min(found)
        sinks = frozenset(v for v, p in smallest.items() if p >= alpha)
        if not sinks:
            forced += 1
            if empty_level == "raise":
                raise InconsistentTestsError(
                    f"ci_oracle must leave a sink among {sorted(left)}, got dependence for each of them"
                )
            if empty_level == "drop":
                break
            sinks = frozenset([max(smallest, key=lambda v: (smallest[v], -v))])
        levels.append(sinks)
        left -= sinks
    if len(left) == 1:
        levels.append(frozenset(left))

    edges: set[Edge] = set()
    for gap in range(1, len(levels)):
        for upper in range(gap, len(levels)):
            above = set().union(*levels[upper + 1 :])
            for j in sorted(levels[upper]):
                for k in sorted(levels[upper - gap]):
                    given = set(above)
                    if gap > 1:
                        mates = set(levels[upper]) - {j}
                        if condition == "coparents":
                            children = {c for p, c in edges if p == j}
                            mates = {m for m in mates if any((m, c) in edges for c in children)}
                        elif condition == "none":
                            mates = set()
                        given |= mates | {p for p, c in edges if c == k and p not in above | levels[upper]}
                    tests += 1
                    if asked((j, 1), (k, 1), tuple((z, 1) for z in sorted(given))) < alpha:
                        edges.add((j, k))
    return Recovery(frozenset(edges), tuple(levels), tests, forced)


def descendants_of_tests(d: int, ci_oracle: Oracle) -> list[frozenset[int]]:
    r"""Return for each variable v the k with $X_{v;1}\not\perp X_{k;2}\mid X_{V\setminus v;1}$: its descendants.

    Raises
    ------
    InconsistentTestsError
        If the answers are not a strict partial order.
    ValueError
        If ``d`` is not positive.

    Notes
    -----
    $d(d-1)$ questions.

    Examples
    --------
    >>> [sorted(below) for below in descendants_of_tests(3, oracle_of([(), (0,), (1,)]))]
    [[1, 2], [2], []]
    """
    if d < 1:
        raise ValueError(f"d must be at least 1, got {d}")
    below = []
    for v in range(d):
        cond = tuple((k, 1) for k in range(d) if k != v)
        below.append(frozenset(k for k in range(d) if k != v and not ci_oracle((v, 1), (k, 2), cond)))
    for v in range(d):
        for k in below[v]:
            if v in below[k] or not below[k] <= below[v]:
                raise InconsistentTestsError(
                    f"ci_oracle must give descendants that form an order, got {sorted(below[v])} for {v} and "
                    f"{sorted(below[k])} for {k}"
                )
    return below


def recover_by_descendants(d: int, ci_oracle: Oracle) -> Recovery:
    r"""Return the DAG from one round of cross-sample tests and one of tests within a sample; nothing is peeled.

    The first round gives every variable's descendants, hence its ancestors. In the second, the ancestor j of k is a
    parent iff $X_{j;1}\not\perp X_{k;1}$ given the other ancestors of k.

    Parameters
    ----------
    d
        Number of variables.
    ci_oracle
        As for :func:`recover_dag`.

    Raises
    ------
    InconsistentTestsError
        If the first round gives no strict partial order.

    Notes
    -----
    $d(d-1)$ questions that do not depend on each other, then one for each pair of ancestor and descendant: at most
    $\frac32d(d-1)$.  The paper's algorithm asks a number that grows like $d^3$.

    Examples
    --------
    >>> sorted(recover_by_descendants(3, oracle_of([(), (0,), (1,)])).edges)
    [(0, 1), (1, 2)]
    """
    below = descendants_of_tests(d, ci_oracle)
    tests = d * (d - 1)
    edges = set()
    for k in range(d):
        above = [v for v in range(d) if k in below[v]]
        for j in above:
            tests += 1
            if not ci_oracle((j, 1), (k, 1), tuple((v, 1) for v in above if v != j)):
                edges.add((j, k))
    levels = []
    left = set(range(d))
    while left:
        sinks = frozenset(v for v in left if not below[v] & left)
        levels.append(sinks)
        left -= sinks
    return Recovery(frozenset(edges), tuple(levels), tests)
