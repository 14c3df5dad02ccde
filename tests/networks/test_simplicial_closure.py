"""Simplicial closure against brute force, networkx, scikit-learn and the authors' stored outputs."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from lib.book import recorded
from lib.data import high_school_contacts, hospital_contacts, primary_school_contacts, workplace_contacts
from lib.networks import simplicial_closure as sc
from lib.networks.simplicial_closure import figures, walks
from lib.networks.simplicial_closure.prediction import labels_of, rounded

WARD = sc.TemporalHypergraph.from_contacts(hospital_contacts())
OFFICE = sc.TemporalHypergraph.from_contacts(workplace_contacts())

# groups with times; the hypergraph is built inside the test, since the shape checks draw random numbers of their own
dated_groups = st.lists(
    st.tuples(st.sets(st.integers(0, 7), min_size=1, max_size=5), st.integers(0, 9)), min_size=1, max_size=25
)
Dated = list[tuple[set[int], int]]


def build(pairs: Dated) -> sc.TemporalHypergraph:
    return sc.TemporalHypergraph([group for group, _ in pairs], [time for _, time in pairs])


def weights_by_hand(h: sc.TemporalHypergraph) -> Counter[tuple[int, int]]:
    return Counter(pair for simplex in h.simplices() for pair in combinations(simplex, 2))


def state_by_hand(weights: Counter, triple: tuple) -> str:
    return "".join(map(str, sorted(min(2, weights[pair]) for pair in combinations(triple, 2))))


# --- containers ---------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(dated_groups)
def test_weights_triangles_and_states_against_brute_force(pairs: Dated) -> None:
    h = build(pairs)
    weights = weights_by_hand(h)
    assert sc.projected_weights(h) == dict(weights)
    graph = nx.Graph(list(weights))
    together = {triple for simplex in h.simplices() for triple in combinations(simplex, 3)}
    found = sc.triangles(h)
    named = {
        tuple(h.labels[k] for k in row): n for row, n in zip(found.nodes.tolist(), found.together.tolist(), strict=True)
    }
    wanted = {
        triple for triple in combinations(h.labels, 3) if all(graph.has_edge(*pair) for pair in combinations(triple, 2))
    }
    assert set(named) == wanted
    assert {triple for triple, n in named.items() if n} == together
    assert len(named) == sum(nx.triangles(graph).values()) // 3
    states = Counter(state_by_hand(weights, triple) for triple in combinations(h.labels, 3) if triple not in together)
    assert {k: v for k, v in sc.state_counts(h).items() if v} == dict(states)
    assert (sc.projected_matrix(h).toarray() == nx.to_numpy_array(_weighted(h, weights), nodelist=h.labels)).all()


def _weighted(h: sc.TemporalHypergraph, weights: Counter) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(h.labels)
    graph.add_weighted_edges_from((u, v, w) for (u, v), w in weights.items())
    return graph


@settings(deadline=None, max_examples=60)
@given(dated_groups, st.integers(20, 90))
def test_closures_against_brute_force(pairs: Dated, q: int) -> None:
    h = build(pairs)
    cut = int(np.rint(np.percentile(h.times, q)))
    before = [s for s, t in zip(h.simplices(), h.times.tolist(), strict=True) if t <= cut]
    after = [s for s, t in zip(h.simplices(), h.times.tolist(), strict=True) if t > cut]
    if not before or not after:
        with pytest.raises(ValueError, match=r"h must have|q must leave"):
            sc.split(h, q)
        return
    old, new = sc.split(h, q)
    assert (old.simplices(), new.simplices()) == (before, after)
    nodes = {node for simplex in before for node in simplex}
    weights = weights_by_hand(old)
    closed = {t for s in before for t in combinations(s, 3)}
    later = {t for s in after for t in combinations(s, 3)} - closed
    later = {t for t in later if set(t) <= nodes}
    events = Counter(state_by_hand(weights, t) for t in later)
    found = sc.closure_counts3(old, new)
    assert {k: c.closed_later for k, c in found.items() if c.closed_later} == dict(events)
    opened = Counter(state_by_hand(weights, t) for t in combinations(sorted(nodes), 3) if t not in closed)
    assert {k: c.open for k, c in found.items() if c.open} == dict(opened)
    _check_four(old, before, after, nodes, weights)


def _check_four(old, before, after, nodes, weights) -> None:
    triples = Counter(t for s in before for t in combinations(s, 3))
    met = {q for s in before for q in combinations(s, 4)}
    later = {q for s in after for q in combinations(s, 4)} - met
    opened: Counter[str] = Counter()
    closing: Counter[str] = Counter()
    for quad in combinations(sorted(nodes), 4):
        edges = sum(weights[pair] > 0 for pair in combinations(quad, 2))
        faces = sorted(
            min(2, triples[t]) for t in combinations(quad, 3) if all(weights[pair] for pair in combinations(t, 2))
        )
        if faces and quad not in met:
            name = f"{edges}:{''.join(map(str, faces))}"
            opened[name] += 1
            closing[name] += quad in later
    new_part = sc.TemporalHypergraph._of(old.labels, *_arrays(old, after))
    for chunk in (3, 20_000):
        found = sc.closure_counts4(old, new_part, chunk=chunk)
        assert {k: c.open for k, c in found.items() if c.open} == dict(opened)
        assert {k: c.closed_later for k, c in found.items() if c.closed_later} == {
            k: v for k, v in closing.items() if v
        }


def _arrays(old, simplices):
    nodes = np.array([old.labels.index(v) for s in simplices for v in s], dtype=np.int64)
    return nodes, np.array([len(s) for s in simplices]), old.times[-1] + 1 + np.arange(len(simplices))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(0, 6)).filter(lambda r: r[1] != r[2]), max_size=30
    )
)
def test_maximal_cliques_against_networkx(rows: list[tuple[int, int, int]]) -> None:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    found = {
        (int(t), tuple(c))
        for moments, cliques in sc.maximal_cliques(table[:, 0], table[:, 1:])
        for t, c in zip(moments, cliques.tolist(), strict=True)
    }
    wanted = {
        (t, tuple(sorted(clique)))
        for t in range(3)
        for clique in nx.find_cliques(nx.Graph([(i, j) for when, i, j in rows if when == t]))
    }
    assert found == wanted


def test_bad_containers_are_refused() -> None:
    make = sc.TemporalHypergraph
    for simplices, times, text in (
        ([{1, 2}], [1, 2], "times must have one entry"),
        ([], [], "at least one simplex"),
        ([set()], [1], "must not be empty"),
        ([(1, 1)], [1], "must not repeat a node"),
    ):
        with pytest.raises(ValueError, match=text):
            make(simplices, times)
    for bad in (1.0, float("nan"), True, "x"):
        with pytest.raises(TypeError, match="times must be integers"):
            make([{1, 2}], [bad])
    # a string would fall into letters, and two missing values would be two nodes
    with pytest.raises(TypeError, match="the string 'ab'"):
        make(["ab"], [1])
    with pytest.raises(ValueError, match="NaN"):
        make([[1.0, float("nan")], [float("nan"), 2.0]], [1, 2])
    assert make([(1, 1, 2)], [1], dedupe=True).simplices() == [(1, 2)]
    assert len(make([{"a", 1}], [0]).labels) == 2  # labels that cannot be compared
    with pytest.raises(ValueError, match="node must be one of"):
        make([{1, 2}], [0]).number(7)
    with pytest.raises(ValueError, match="size must be at least 1"):
        make([{1, 2}], [0]).subsets(0)
    with pytest.raises(ValueError, match="permutation"):
        make([{1, 2}], [0]).renamed(np.array([0, 0]))
    # the number 6 at node 0 would have the key of the pair 1, 2
    four = make([{0, 1}, {1, 2}, {0, 2}, {1, 3}], range(4))
    for pair in ([0], [6]), ([-1], [2]):
        with pytest.raises(ValueError, match="numbers from 0 to 3"):
            four.weight(*map(np.array, pair))
    for mask in (np.array([0, 1, 1, 0]), np.ones(3, dtype=bool), np.zeros(4, dtype=bool)):
        with pytest.raises(ValueError, match="chosen must"):
            four.part(mask)
    with pytest.raises(ValueError, match="occurs in a simplex"):
        sc.ego_network(four.part(np.array([True, False, False, True])), 2)


def test_columns() -> None:
    make = sc.TemporalHypergraph.from_columns
    assert make([1, 2, 3], [1, 2], [5, 4]).simplices() == [(2, 3), (1,)]
    assert len(make([*list(range(26)), 1], [26, 1], [1, 2])) == 1
    # a sorted pandas column keeps its old index: entries count by position all the same
    table = pd.DataFrame({"node": [1, 2, 3], "time": [5, 4, 6]}).sort_values("time")
    assert make(table.node, [1, 2], table.time[:2]).simplices() == make([2, 1, 3], [1, 2], [4, 5]).simplices()
    for arguments, text in (
        (([1, 2], [3, -1], [1, 2]), "must not be negative"),
        (([1, 2], [1], [1]), "must add up"),
        (([1, 2], [2], [1, 2]), "same length"),
    ):
        with pytest.raises(ValueError, match=text):
            make(*arguments)
    with pytest.raises(ValueError, match="largest"):
        make([1], [1], [1], largest=0)
    for sizes in ([2.5], [True, 1], [float("nan")]):
        with pytest.raises(TypeError, match="nverts must be integers"):
            make([1, 2], sizes, [1])
    with pytest.raises(TypeError, match="times must be integers"):
        make([1, 2], [2], [float("nan")])


def test_contacts_are_checked() -> None:
    for times, pairs, text in (
        ([1], [[0, 1], [1, 2]], "same length"),
        ([1], [[0, 0]], "two different nodes"),
        ([1], [[-1, 0]], "non-negative"),
        ([1, 2], [[0, 1], [0, 2**62]], "64 bits"),
    ):
        with pytest.raises(ValueError, match=text):
            sc.maximal_cliques(np.array(times), np.array(pairs))
    with pytest.raises((TypeError, ValueError)):
        sc.maximal_cliques(np.array([1]), np.array([[0, 1, 2]]))


def test_empty_contacts_make_no_hypergraph() -> None:
    from lib.data import Contacts

    with pytest.raises(ValueError, match="at least one contact"):
        sc.TemporalHypergraph.from_contacts(
            Contacts("none", np.empty(0, dtype=np.int64), np.empty((0, 2), dtype=np.int64), "", "")
        )


def test_splits() -> None:
    h = sc.TemporalHypergraph([{1, 2}] * 4, [1, 2, 2, 3])
    for q in (0, 100, -1, float("nan")):
        with pytest.raises(ValueError, match="q must be strictly between"):
            sc.split(h, q)
    with pytest.raises(ValueError, match="two different times"):
        sc.split(sc.TemporalHypergraph([{1}, {2}], [3, 3]))
    # ties at the cut are old
    assert [len(part) for part in sc.split(h, 50)] == [3, 1]
    # times in nanoseconds are beyond the whole numbers of a float
    late = sc.TemporalHypergraph([{1, 2}] * 10, [1_700_000_000_000_000_001 + k for k in range(10)])
    assert [len(part) for part in sc.split(late, 50)] == [6, 4]
    assert [len(part) for part in sc.split(sc.TemporalHypergraph([{1, 2}] * 10, range(1, 11)), 50)] == [6, 4]
    # rounding is half to even: the median of 1, 2 is 1.5 and goes to 2, which leaves nothing new
    with pytest.raises(ValueError, match="both sides"):
        sc.split(sc.TemporalHypergraph([{1}, {2}], [1, 2]), 50)


def test_nodes_that_occur_only_alone_count_and_new_nodes_do_not() -> None:
    h = sc.TemporalHypergraph([{1}, {2, 3}, {1, 2, 3}, {2, 3, 4}], [1, 2, 8, 9])
    counts = sc.closure_counts3(*sc.split(h, 40))
    assert counts["001"] == sc.ClosureCount(1, 1)
    assert sum(c.closed_later for c in counts.values()) == 1


def test_parts_of_different_hypergraphs_are_refused() -> None:
    a, b = sc.TemporalHypergraph([{1, 2, 3}], [1]), sc.TemporalHypergraph([{1, 2, 4}], [1])
    for function in (sc.closure_counts3, sc.closure_counts4, sc.true_labels, sc.released_labels):
        with pytest.raises(ValueError, match="two parts of one hypergraph"):
            function(a, b)
    with pytest.raises(ValueError, match="chunk"):
        sc.closure_counts4(a, a, chunk=0)
    # the two parts in the wrong order would count backwards in time
    old, new = sc.split(WARD)
    for function in (sc.closure_counts3, sc.closure_counts4, sc.true_labels, sc.released_labels):
        with pytest.raises(ValueError, match="old must end before new begins"):
            function(new, old)


def test_counts_beyond_32_bits_are_exact() -> None:
    h = sc.TemporalHypergraph([{k} for k in range(3000)] + [{0, 1}], range(3001))
    counts = sc.state_counts(h)
    assert counts["001"] == 2998
    assert counts["000"] == 3000 * 2999 * 2998 // 6 - 2998


def test_codes_must_fit() -> None:
    from lib.networks.simplicial_closure.triangles import triple_keys

    with pytest.raises(ValueError, match="below 2,097,152"):
        triple_keys(np.zeros((1, 3), dtype=np.int64), 2_097_152)


def test_fraction_without_triangles() -> None:
    assert np.isnan(sc.fraction_open(sc.TemporalHypergraph([{1, 2}], [1])))
    assert np.isnan(sc.ClosureCount(0, 0).probability)


# --- stored outputs -----------------------------------------------------------------------------------------------

FOUR_PRIMARY = """3:0 8161197 0|3:1 328606 0|3:2 167339 0|4:0 5614926 3|4:1 171685 0|4:2 83272 0|5:00 1704363 5|5:01 90385 1
5:02 45331 1|5:11 2076 0|5:12 2657 0|5:22 827 0|6:0000 407567 18|6:0001 54218 12|6:0002 27261 11|6:0011 5625 3|6:0012 6729 5
6:0022 2186 5|6:0111 461 0|6:0112 930 0|6:0122 660 2|6:0222 193 0|6:1111 27 0|6:1112 74 0|6:1122 126 1|6:1222 116 1|6:2222 65 1"""
THREE_PRIMARY_80 = """000 1111599 36|001 305667 21|002 646516 206|011 31733 6|012 116574 100|022 64130 135|111 1799 1|112 10846 14
122 17235 56|222 23486 389"""


def _stored(text: str) -> dict[str, sc.ClosureCount]:
    cells = [cell.split() for cell in text.replace("\n", "|").split("|")]
    return {name: sc.ClosureCount(int(total), int(later)) for name, total, later in cells}


def test_stored_tables_of_the_primary_school() -> None:
    primary = sc.TemporalHypergraph.from_contacts(primary_school_contacts())
    assert sc.closure_counts4(*sc.split(primary)) == _stored(FOUR_PRIMARY)
    prefix, _ = sc.split(primary, 80)
    assert sc.closure_counts3(*sc.split(prefix, 80)) == _stored(THREE_PRIMARY_80)


def test_numbers_the_page_states() -> None:
    school = sc.TemporalHypergraph.from_contacts(high_school_contacts())
    primary = sc.TemporalHypergraph.from_contacts(primary_school_contacts())
    # different simplices as sets, not as lists (T4)
    for h, number in ((school, 7_818), (primary, 12_704)):
        assert sc.summary(h).different_simplices == len({frozenset(s) for s in h.simplices()}) == number
    # meetings of two before the triples of the picture close
    for triple, number in (((5, 18, 89), 11), ((124, 186, 245), 19)):
        meetings = [len(set(triple) & set(s)) for s in school.simplices()]
        assert meetings[: meetings.index(3)].count(2) == number
        assert [event.state for event in sc.lifecycle(school, *triple)][-2:] == ["222", "closed"]
        assert len(sc.lifecycle(school, *triple)) == number + 1
    # the geometric mean leads the four scores of the picture of splits, not the harmonic mean
    run = recorded("networks/simplicial_closure/evaluation")["data"]
    for name, overtaken in (("high school", 0), ("primary school", 10)):
        table = np.array(run["splits"][name]["true"])
        lifts = dict(zip(run["scores"], table.T, strict=True))
        first = lifts["geometric mean"]
        assert all((first > lifts[other]).all() for other in ("arithmetic mean", "W-PPR", "U-PPR"))
        assert (lifts["harmonic mean"] > first).sum() == overtaken


def test_stored_tables_have_the_right_shape() -> None:
    assert len(sc.published_triangles()) == len(sc.published_closures()) == 19
    assert len(sc.published_triangles(only_triples=True)) == 18
    assert sum(row.fraction_open > 0.9 for row in sc.published_triangles()) == 6
    assert max(c.open for table in sc.published_closures().values() for c in table.values()) > 2**59
    assert len(sc.FOUR_NODE_DENSITY) == 12
    assert len(sc.FOUR_NODE_STRENGTH) == 2 + 2 + 6 + 20


# --- tests of proportions -----------------------------------------------------------------------------------------


def test_comparisons_against_scipy() -> None:
    from scipy import stats

    few = {"a": sc.ClosureCount(1000, 1), "b": sc.ClosureCount(500, 5)}
    table = [[5, 495], [1, 999]]
    assert sc.compare(few, "a", "b").p_value == pytest.approx(stats.fisher_exact(table, alternative="greater").pvalue)
    many = {"a": sc.ClosureCount(1000, 100), "b": sc.ClosureCount(900, 30)}
    test = sc.compare(many, "a", "b")
    # the square of the pooled z statistic is Pearson's chi square without correction
    chi = stats.chi2_contingency([[100, 900], [30, 870]], correction=False)
    assert test.p_value == pytest.approx(chi.pvalue / 2)
    assert (test.verdict, test.raises) == ("down", False)
    assert sc.compare({"a": sc.ClosureCount(20, 1), "b": sc.ClosureCount(900, 30)}, "a", "b").verdict == "skipped"
    full = {"a": sc.ClosureCount(50, 50), "b": sc.ClosureCount(50, 50)}
    assert sc.compare(full, "a", "b").verdict == "undecided"
    with pytest.raises(ValueError, match="first must be one of"):
        sc.compare(many, "x", "b")
    with pytest.raises(ValueError, match="level"):
        sc.compare(many, "a", "b", level=1)
    with pytest.raises(ValueError, match="least"):
        sc.compare(many, "a", "b", least=-1)
    for opened, later in ((10, 20), (10, -1)):
        with pytest.raises(ValueError, match="closed_later must be"):
            sc.ClosureCount(opened, later)
    for count, level in ((sc.ClosureCount(0, 0), 0.95), (sc.ClosureCount(9, 1), 1.0)):
        with pytest.raises(ValueError, match="must"):
            sc.interval(count, level)


# --- lifecycles ---------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(dated_groups)
def test_lifecycles_against_each_other(pairs: Dated) -> None:
    h = build(pairs)
    last: Counter[str] = Counter()
    moves: Counter[tuple[str, str]] = Counter()
    for triple in combinations(h.labels, 3):
        path = ["000", *(event.state for event in sc.lifecycle(h, *triple))]
        if path[-1] == "closed":
            last[path[-2]] += 1
        moves.update((a, b) for a, b in pairwise(path) if a != b)
    assert {k: v for k, v in sc.last_states(h).items() if v} == dict(last)
    assert dict(sc.transition_counts(h)) == dict(moves)


def test_time_stamps_bound_the_order_within_a_moment() -> None:
    simplices, times = [(1, 2), (1, 2, 3), (2, 3)], [5, 5, 5]
    for order in ((0, 1, 2), (1, 0, 2), (2, 1, 0)):
        h = sc.TemporalHypergraph([simplices[k] for k in order], times)
        assert sc.last_states_by_time(h, inclusive=False)["000"] == 1
        assert sc.last_states_by_time(h, inclusive=True)["011"] == 1
    # a second meeting of all three at the closing moment is no meeting of two
    twice = sc.TemporalHypergraph([(1, 2, 3), (1, 2, 3)], [5, 5])
    assert sc.last_states_by_time(twice, inclusive=True)["000"] == 1


def test_lifecycles_need_three_nodes() -> None:
    with pytest.raises(ValueError, match="three different nodes"):
        sc.lifecycle(WARD, 1, 1, 2)
    assert sc.transition_counts(sc.TemporalHypergraph([{1}], [0])) == {}


@settings(deadline=None, max_examples=40)
@given(dated_groups)
def test_overlaps_against_brute_force(pairs: Dated) -> None:
    h = build(pairs)
    spans: dict[tuple, list[int]] = {}
    for simplex, time in zip(h.simplices(), h.times.tolist(), strict=True):
        for pair in combinations(simplex, 2):
            spans.setdefault(pair, []).append(time)
    wanted = [0, 0, 0, 0]
    for triple in sc.open_triangles(h):
        ends = [(min(spans[pair]), max(spans[pair])) for pair in combinations(triple, 2)]
        wanted[sum(a[0] <= b[1] and b[0] <= a[1] for a, b in combinations(ends, 2))] += 1
    assert list(sc.interval_overlaps(h)) == wanted


def test_summed_time_stamps_go_wrong_where_pairs_alternate() -> None:
    h = sc.TemporalHypergraph([{1, 2}, {1, 3}, {1, 2}, {1, 3}, {2, 3}, {1, 3}], [10, 11, 12, 13, 14, 15])
    assert sc.interval_overlaps(h) == (0, 0, 1, 0)
    assert sc.summed_interval_overlaps(h) == (1, 0, 0, 0)


# --- random model -------------------------------------------------------------------------------------------------


def test_random_model() -> None:
    for n in (4, 5):
        for p in (Fraction(1, 3), Fraction(2, 7)):
            assert sc.enumerated_open(n, p) == sc.expected_open(n, p)
    table = {(25, 0.8): 0.872, (50, 1.2): 0.824, (100, 1.5): 0.441, (200, 1.4): 0.698, (10**6, 1.6): 0.059}
    for (n, b), value in table.items():
        assert round(sc.open_fraction_formula(n, b), 3) == value
    assert sc.open_fraction_formula(9, 0) == 0.0
    assert sc.open_fraction_formula(100, 200) == sc.open_fraction_formula(100, float("inf")) == 0.0
    for p in (Fraction(3, 2), Fraction(-1)):
        for function in (sc.expected_open, sc.expected_closed, sc.enumerated_open):
            with pytest.raises(ValueError, match="p must be a probability"):
                function(5, p)
    with pytest.raises(ValueError, match="p must be a probability"):
        sc.expected_open(5, float("nan"))
    for n in (10.5, float("nan"), True):
        with pytest.raises(TypeError):
            sc.open_fraction_formula(n, 1)
    closed = [sc.triangle_counts(sc.random_simplices(30, 1.2, seed))[1] for seed in range(200)]
    mean = float(sc.expected_closed(30, 30**-1.2))
    assert np.mean(closed) == pytest.approx(mean, abs=4 * np.std(closed) / 200**0.5)
    dense = sc.random_simplices(8, 0.2, seed=3)
    assert len(set(dense.simplices())) == len(dense)
    for call in (
        lambda: sc.random_simplices(3, 1),
        lambda: sc.random_simplices(9, -1),
        lambda: sc.random_simplices(5, 9),
        lambda: sc.expected_open(3, Fraction(1, 2)),
        lambda: sc.open_fraction_formula(9, float("nan")),
        lambda: sc.enumerated_open(6, Fraction(1, 2)),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()


# --- scores -------------------------------------------------------------------------------------------------------


def test_local_scores_against_sets() -> None:
    old, _ = sc.split(OFFICE)
    graph = _weighted(old, weights_by_hand(old))
    rows = sc.open_rows(old)[::29]
    found = {name: sc.score(old, rows, name) for name in sc.SCORES}
    member = Counter(node for simplex in old.simplices() for node in simplex)
    for at, row in enumerate(rows.tolist()):
        names = [old.labels[k] for k in row]
        around = [set(graph[name]) for name in names]
        common, union = set.intersection(*around), set.union(*around)
        w = [graph[u][v]["weight"] for u, v in combinations(names, 2)]
        assert found["common neighbours"][at] == len(common)
        assert found["Jaccard"][at] == pytest.approx(len(common) / len(union))
        assert found["Adamic-Adar"][at] == pytest.approx(sum(1 / np.log(graph.degree(z)) for z in common))
        assert found["PGD-PA"][at] == np.prod([graph.degree(name) for name in names])
        assert found["SD-PA"][at] == np.prod([member[name] for name in names])
        assert found["harmonic mean"][at] == pytest.approx(3 / sum(1 / x for x in w))
        assert found["geometric mean"][at] == pytest.approx(np.prod(w) ** (1 / 3))
        assert found["arithmetic mean"][at] == pytest.approx(np.mean(w))


def test_walks_against_networkx() -> None:
    old, _ = sc.split(WARD)
    kept = np.flatnonzero(old.degrees)
    matrix = walks.adjacency(old, weighted=True)[kept][:, kept]
    rank = sc.personalised_pagerank(matrix)
    graph = _weighted(old, weights_by_hand(old)).subgraph([old.labels[k] for k in kept])
    for column in range(3):
        start = old.labels[kept[column]]
        wanted = nx.pagerank(graph, alpha=0.85, personalization={start: 1}, tol=1e-12, max_iter=500)
        assert np.allclose(rank[:, column], [wanted[old.labels[k]] for k in kept], atol=1e-9)
    assert torch.allclose(rank.sum(dim=0), torch.ones(len(rank), dtype=torch.float64))
    series, power = torch.zeros_like(matrix), torch.eye(len(matrix), dtype=torch.float64)
    beta = min(0.25 / float(torch.linalg.matrix_norm(matrix, ord=2)), 0.5)
    for _ in range(40):
        power = beta * power @ matrix
        series += power
    assert torch.allclose(sc.katz(matrix), series, atol=1e-12)
    assert torch.equal(sc.katz(torch.zeros((2, 2), dtype=torch.float64)), torch.zeros((2, 2), dtype=torch.float64))


def test_nodes_without_an_edge_have_no_walk() -> None:
    h = sc.TemporalHypergraph([{0}, {1, 2}, {2, 3}, {1, 3}], range(4))
    # on a triangle the walk matrix has eigenvalue 1 on constants and -1/2 on the rest
    assert sc.score(h, sc.open_rows(h), "U-PPR") == pytest.approx([2 - 2 * 0.15 / (1 + 0.85 / 2)], abs=1e-12)
    with pytest.raises(ValueError, match="column of zeros"):
        sc.personalised_pagerank(walks.adjacency(h, weighted=False))
    for entry in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="no negative entry"):
            sc.personalised_pagerank(torch.tensor([[0.0, 2.0], [entry, 1.0]], dtype=torch.float64))
    with pytest.raises(ValueError, match="symmetric"):
        sc.katz(torch.tensor([[0.0, 1.0], [0.0, 0.0]]))


def test_hodge_decomposition() -> None:
    groups = [{1, 2, 3, 4}, {1, 3, 5}, {1, 6}, {2, 6}, {1, 7, 8}, {3, 9}, {5, 8}, {1, 2, 6}]
    toy = sc.TemporalHypergraph(groups, range(1, 9))
    first, second = walks.boundaries(toy)
    assert first.shape == (9, 15)
    assert second.shape == (15, 7)
    assert torch.equal(first @ second, torch.zeros((9, 7), dtype=torch.float64))
    assert (int(torch.linalg.matrix_rank(first)), int(torch.linalg.matrix_rank(second))) == (8, 6)
    laplacian = first.T @ first + second @ second.T
    assert int((torch.linalg.eigvalsh(laplacian) < 1e-9).sum()) == 1
    # against a direct solve with the unsymmetric matrix and pseudo-inverses
    alpha, degree = 0.85, torch.as_tensor(toy.degrees, dtype=torch.float64)
    keys = toy.edges[0]
    d = degree[keys // 9] + degree[keys % 9] + second.abs().sum(dim=1)
    beta = 1 / alpha - 1
    solution = beta * torch.linalg.inv(beta * torch.eye(15, dtype=torch.float64) + laplacian / d)
    gradient = first.T @ torch.linalg.pinv(first.T) @ solution
    curl = second @ torch.linalg.pinv(second) @ solution
    row = np.array([[0, 4, 7]])
    at = [int(np.flatnonzero(keys == a * 9 + b)[0]) for a, b in ((0, 4), (0, 7), (4, 7))]
    found = sc.hodge_pagerank(toy, row, alpha)
    parts = {"combined": solution, "gradient": gradient, "curl": curl, "harmonic": solution - gradient - curl}
    for name, part in parts.items():
        wanted = sum(float(part[a, b].abs()) for a in at for b in at if a != b)
        assert found[name][0] == pytest.approx(wanted, abs=1e-10)
    for alpha in (0, 1, float("nan")):
        with pytest.raises(ValueError, match="alpha"):
            sc.hodge_pagerank(toy, row, alpha)
    with pytest.raises(ValueError, match="triangles of the projected graph"):
        sc.hodge_pagerank(toy, np.array([[0, 1, 8]]))
    turned = sc.hodge_pagerank(toy, row[:, [2, 0, 1]])
    assert {name: part.tolist() for name, part in turned.items()} == {
        name: part.tolist() for name, part in found.items()
    }
    no_faces = sc.TemporalHypergraph([{1, 2}, {2, 3}, {1, 3}], [1, 2, 3])
    assert sc.hodge_pagerank(no_faces, np.array([[0, 1, 2]]))["curl"][0] == 0


def test_scores_are_checked() -> None:
    h = sc.TemporalHypergraph([{1, 2, 3}, {3, 4}], [1, 2])
    with pytest.raises(ValueError, match="name must be one of"):
        sc.score(h, np.array([[0, 1, 2]]), "nobody")
    with pytest.raises(ValueError, match="which is closed"):
        sc.score(h, np.array([[0, 1, 2]]), "Jaccard")
    with pytest.raises(ValueError, match="edge missing"):
        sc.score(h, np.array([[0, 1, 3]]), "Jaccard")
    # a power of a large weight is beyond a float, its mean is not
    large = np.array([[10**6, 10**6, 10**6], [1, 1, 10**6]])
    assert sc.generalised_mean(large, 400.0) == pytest.approx([1e6, 1e6 / 3 ** (1 / 400)])
    assert sc.generalised_mean(large, -400.0) == pytest.approx([1e6, (2 / 3) ** (-1 / 400)])
    # and a tiny exponent is close to the geometric mean, from both sides
    for p in (1e-17, -1e-17, 1e-12):
        assert sc.generalised_mean(np.array([[1, 1, 100]]), p) == pytest.approx([100 ** (1 / 3)], rel=1e-9)
    for third in (np.nan, np.inf, -1.0):
        with pytest.raises(ValueError, match="weights must"):
            sc.generalised_mean(np.array([[1, 1, third]]), 1)
    with pytest.raises((TypeError, ValueError)):
        sc.generalised_mean(np.ones((1, 4)), 1)
    with pytest.raises(ValueError, match="p must be"):
        sc.generalised_mean(np.ones((1, 3), dtype=np.int64), float("nan"))
    with pytest.raises(ValueError, match="positive"):
        sc.generalised_mean(np.zeros((1, 3), dtype=np.int64), 1)


@given(
    st.lists(st.integers(1, 50), min_size=3, max_size=3), st.sampled_from(sc.EXPONENTS), st.sampled_from(sc.EXPONENTS)
)
def test_generalised_means_rise_with_the_exponent(w: list[int], p: float, q: float) -> None:
    low, high = (sc.generalised_mean(np.array([w]), x)[0] for x in sorted((p, q)))
    assert low <= high * (1 + 1e-12)
    assert min(w) * (1 - 1e-12) <= low
    assert high <= max(w) * (1 + 1e-12)
    # bit for bit the same whatever the order of the weights
    assert sc.generalised_mean(np.array([w[::-1]]), p)[0] == sc.generalised_mean(np.array([w]), p)[0]


# --- evaluation ---------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=60))
def test_lift_against_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    labels, scores = np.array([a for a, _ in rows]), np.array([float(b) for _, b in rows])
    if not labels.any():
        with pytest.raises(ValueError, match="at least one true closure"):
            sc.lift(labels, scores)
        return
    assert sc.lift(labels, scores) == pytest.approx(average_precision_score(labels, scores) / labels.mean())
    assert sc.lift(labels, np.zeros(len(labels))) == pytest.approx(1)


def test_ties_are_exact() -> None:
    # 1/3 + 1/6 + 1/6 = 2/3 = 1/2 + 1/12 + 1/12: one group of ties, whatever the last bit says
    equal = sc.generalised_mean(np.array([[3, 6, 6], [2, 12, 12], [12, 2, 12]]), -1)
    assert rounded(equal).tolist() == [4.5, 4.5, 4.5]
    assert sc.lift(np.array([True, False]), np.array([4.5, np.nextafter(4.5, 0)])) == 1
    rng = np.random.default_rng(0)
    values = 1 / rng.integers(1, 99, 500)
    noisy = np.concatenate([values, values * (1 + 2e-16)])
    assert len(np.unique(rounded(noisy))) == len(np.unique(values))
    with pytest.raises(ValueError, match="finite"):
        sc.lift(np.array([True]), np.array([np.nan]))
    with pytest.raises(ValueError, match="same length"):
        sc.lift(np.array([True]), np.array([1.0, 2.0]))
    for labels in (np.array([-1, 1]), np.array([0, 2]), np.array([1, np.nan])):
        with pytest.raises(ValueError, match="true or false"):
            sc.lift(labels, np.array([1.0, 2.0]))


@settings(deadline=None, max_examples=60)
@given(dated_groups)
def test_released_labels_against_the_look_up(pairs: Dated) -> None:
    h = build(pairs)
    try:
        old, new = sc.split(h, 60)
    except ValueError:
        return
    graph = nx.Graph(list(weights_by_hand(old)))
    ascending = {t for s in new.simplices() for t in combinations(s, 3)}
    wanted, truth = [], []
    for triple in sc.open_triangles(old):
        first = min(triple, key=lambda v: (graph.degree(v), v))
        listed = (first, *sorted(set(triple) - {first}))
        wanted.append(listed in ascending)
        truth.append(triple in ascending)
    assert sc.released_labels(old, new).tolist() == wanted
    assert sc.true_labels(old, new).tolist() == truth


def test_other_names_for_the_nodes() -> None:
    old, new = sc.split(WARD)
    n = len(WARD.labels)
    names = np.random.default_rng(4).permutation(n)
    renamed = WARD.renamed(names)
    parts = sc.split(renamed)
    assert sc.triangle_counts(renamed) == sc.triangle_counts(WARD)
    assert sc.true_labels(*parts).sum() == sc.true_labels(old, new).sum()
    assert sc.released_labels(*parts).sum() == sc.released_labels(old, new, names).sum()
    with pytest.raises(ValueError, match="permutation"):
        sc.released_labels(old, new, np.zeros(n, dtype=np.int64))
    kept, lifts = sc.renamed_lifts(old, new, "harmonic mean", rounds=60)
    assert kept.mean() == pytest.approx(sc.expected_kept(old, new), abs=4 * kept.std() / 60**0.5)
    assert (lifts[kept > 0] > 0).all()


def test_evaluation() -> None:
    table = sc.evaluate(WARD, names=["geometric mean", "W-PPR"])
    assert table.round(2)["lift"].tolist() == [3.76, 2.97]
    assert sc.evaluate(WARD, labelling="released", names=["Jaccard"])["positives"].tolist() == [7]
    with pytest.raises(ValueError, match="names must be among"):
        sc.evaluate(WARD, names=["x"])
    with pytest.raises(ValueError, match="labelling"):
        sc.evaluate(WARD, labelling="x")
    no_triangle = sc.TemporalHypergraph([{1, 2}, {2, 3}], [1, 9])
    with pytest.raises(ValueError, match="must have an open triangle in"):
        sc.evaluate(no_triangle, 50)
    with pytest.raises(ValueError, match="that closes later"):
        sc.evaluate(OFFICE, 99)
    assert labels_of(*sc.split(WARD), "true").sum() == 44


def test_supervised_score() -> None:
    old, _ = sc.split(WARD)
    rows = sc.open_rows(old)
    plain, ordered = sc.features(old, rows), sc.features(old, rows, by_value=True)
    assert plain.shape == (len(rows), 26)
    assert np.allclose(np.exp(plain[:, 13:22]), plain[:, :9])
    assert np.allclose(np.expm1(plain[:, 22:]), plain[:, 9:13])
    assert (np.diff(ordered[:, :3], axis=1) >= 0).all()
    # features in order of value do not depend on names
    names = np.random.default_rng(1).permutation(len(WARD.labels))
    renamed, _ = sc.split(WARD.renamed(names))
    again = sc.features(renamed, sc.open_rows(renamed), by_value=True)
    assert np.allclose(np.sort(again, axis=0), np.sort(ordered, axis=0))
    graph = _weighted(old, weights_by_hand(old))
    i, j, k = (old.labels[v] for v in rows[7])
    shared = [len(set(graph[u]) & set(graph[v])) for u, v in ((i, j), (i, k), (j, k))]
    assert plain[7, 9:12].tolist() == shared
    # what happens after the split is not seen: another future, the same score
    names, n = WARD.labels, len(WARD.labels)
    future = [{names[k % n], names[(k + 1) % n]} for k in range(len(WARD) - len(old))]
    other = sc.TemporalHypergraph([*old.simplices(), *future], WARD.times.tolist())
    assert np.array_equal(sc.supervised_score(other), sc.supervised_score(WARD))
    with pytest.raises(ValueError, match="inner must be smaller"):
        sc.supervised_score(WARD, 60, 60)
    with pytest.raises(ValueError, match="inner must leave simplices"):
        sc.supervised_score(sc.TemporalHypergraph([{1, 2}] * 4, [1, 2, 2, 9]), 60, 50)


def test_uncertainty() -> None:
    labels = np.arange(2000) < 100
    scores = np.random.default_rng(0).normal(labels * 1.0, 1)
    draws = sc.bootstrap_lift(labels, scores, 100)
    assert draws.mean() == pytest.approx(sc.lift(labels, scores), rel=0.1)
    assert np.array_equal(draws, sc.bootstrap_lift(labels, scores, 100))
    # numbers 0 and 1 are labels as good as false and true, never places
    assert np.array_equal(draws, sc.bootstrap_lift(labels.astype(int), scores, 100))
    with pytest.raises(ValueError, match="finite"):
        sc.bootstrap_lift(labels, np.where(labels, np.nan, scores))
    rare = sc.bootstrap_lift(np.arange(50) < 1, np.linspace(1, 0, 50), 40)
    assert np.isfinite(rare).all()
    # triangles without a node in common: another product of weights, the same centre, more spread
    apart = np.arange(6000).reshape(2000, 3)
    by_nodes = sc.bootstrap_lift(labels, scores, 100, rows=apart)
    assert by_nodes.mean() == pytest.approx(sc.lift(labels, scores), rel=0.2)
    assert by_nodes.std() > 1.5 * draws.std()
    # all triangles on the same three nodes: drawn together or not at all, so nothing varies
    same = sc.bootstrap_lift(labels, scores, 10, rows=np.zeros((2000, 3), dtype=np.int64) + np.arange(3))
    assert same == pytest.approx(np.full(10, sc.lift(labels, scores)))
    with pytest.raises(ValueError, match="one triangle per label"):
        sc.bootstrap_lift(labels, scores, 10, rows=apart[:7])
    for arguments in ((labels, scores[:5]), (labels & False, scores), (labels, scores, 0)):
        with pytest.raises(ValueError, match="must"):
            sc.bootstrap_lift(*arguments)
    with pytest.raises(ValueError, match="rounds"):
        sc.renamed_lifts(*sc.split(WARD), "geometric mean", rounds=0)
    with pytest.raises(ValueError, match="percentages"):
        sc.lifts_over_splits(WARD, ["geometric mean"], [])
    table = sc.lifts_over_splits(WARD, ["harmonic mean"], [70, 80])
    assert table.shape == (2, 1)
    assert round(table[1, 0], 2) == 3.41


def test_ego_networks() -> None:
    numbers = [0, 5, 9]
    rows = sc.ego_features(WARD, numbers)
    for number, row in zip(numbers, rows, strict=True):
        name = WARD.labels[number]
        graph = _weighted(WARD, weights_by_hand(WARD))
        inside = {name, *graph[name]}
        kept = {s for s in WARD.simplices() if set(s) <= inside}
        edges = {pair for s in kept for pair in combinations(s, 2)}
        assert row[1] == pytest.approx(np.log(2 * len(edges) / (len(inside) * (len(inside) - 1))))
    # repeated groups count once, in whatever order the nodes came; groups that leave the neighbourhood do not
    h = sc.TemporalHypergraph([{1, 2}, {2, 1}, {2, 3, 4}, {1, 2}, {2}, {1, 2, 5}], range(6))
    assert sc.ego_network(h, 0).simplices() == [(1, 2), (2,), (1, 2, 5)]
    with pytest.raises(ValueError, match="number must be"):
        sc.ego_network(WARD, 75)
    with pytest.raises(ValueError, match="has a triangle"):
        sc.ego_features(sc.TemporalHypergraph([{1, 2}], [1]), [0])
    noise = {str(k): np.random.default_rng(k).normal(size=(30, 3)) for k in range(3)}
    assert sc.telling_apart(noise, [0, 1, 2], rounds=10).mean() == pytest.approx(1 / 3, abs=0.15)


# --- pictures: what is drawn are the numbers ------------------------------------------------------------------------


def _values(chart: object) -> list[list[dict]]:
    """The inline data of a chart, one list for each different table."""
    found: list[list[dict]] = []

    def walk(part: object) -> None:
        if isinstance(part, dict):
            values = part.get("values") if isinstance(part.get("values"), list) else None
            if values and isinstance(values[0], dict) and values not in found:
                found.append(values)
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(chart.to_dict())
    return found


def test_charts_of_stored_tables_hold_the_stored_numbers() -> None:
    (rows,) = _values(figures.fraction_chart())
    assert Counter(row["counting"] for row in rows) == {"all simplices": 19, "simplices of three nodes": 18}
    stored = {row.name: row for row in sc.published_triangles()}
    for row in rows:
        if row["counting"] == "all simplices":
            assert row["open"] == pytest.approx(stored[row["data"]].fraction_open, abs=1e-4)
    (cells,) = _values(figures.heat_map())
    assert len(cells) == 190
    for cell in cells:
        count = sc.published_closures()[cell["data"]][cell["state"]]
        assert (cell["closed later"], cell["triples"]) == (count.closed_later, str(count.open))
        assert (cell["log"] is None) == (count.closed_later == 0)
        if count.closed_later:
            assert 10 ** cell["log"] == pytest.approx(count.probability, rel=2e-3)


def test_chart_of_closure_probabilities() -> None:
    counts = sc.closure_counts3(*sc.split(WARD))
    (rows,) = _values(figures.closure_chart({"ward": counts}))
    assert [row["state"] for row in rows] == list(counts)
    for row in rows:
        count = counts[row["state"]]
        assert row["probability"] == (count.probability or None)
        assert row["low"] <= (row["probability"] or row["low"]) <= row["high"]


def test_chart_of_exponents_holds_lifts_and_curves() -> None:
    spec = figures.exponent_chart({"ward": WARD})
    lines, curves = (rows for rows in _values(spec) if len(rows[0]) > 1)
    old, new = sc.split(WARD)
    weights = sc.triangle_weights(old, sc.open_rows(old))
    assert (len(lines), len(curves)) == (2 * len(sc.EXPONENTS), len(sc.EXPONENTS))
    for row in lines:
        labels = {"true": sc.true_labels, "released": sc.released_labels}[row["labels"]](old, new)
        p = row["p"] if abs(row["p"]) <= 4 else np.sign(row["p"]) * np.inf
        assert row["lift"] == pytest.approx(sc.lift(labels, sc.generalised_mean(weights, p)), abs=6e-4)
    truth = sc.true_labels(old, new)
    for curve in curves:
        assert len(curve["recall"]) == len(curve["precision"]) <= 18
        assert list(curve["recall"]) == sorted(curve["recall"])
        # at full recall precision is at least the base rate, and the curve ends there
        assert curve["recall"][-1] == 1
        assert curve["precision"][-1] >= round(truth.mean(), 4)


def test_charts_of_namings_and_splits() -> None:
    tables = _values(figures.renaming_chart({"ward": np.array([1.234, 5.0])}, {"ward": (2.0, 3.0)}))
    assert [{"data": "ward", "lift": [1.23, 5.0]}] in tables
    assert {row["labels"]: row["lift"] for table in tables for row in table if "labels" in row} == {
        "released": 2.0,
        "true": 3.0,
    }
    run = recorded("networks/simplicial_closure/evaluation")["data"]
    (rows,) = _values(figures.splits_chart(run))
    assert len(rows) == 2 * 2 * 4
    for row in rows:
        column = [line[run["scores"].index(row["score"])] for line in run["splits"][row["data"]][row["labels"]]]
        assert row["percent"] == run["percentages"]
        assert row["lift"] == pytest.approx(column, abs=6e-3)


def test_drawings() -> None:
    left, right = figures.two_triangles().axes
    assert [text.get_text() for text in left.texts] == ["Monday", "Tuesday", "Friday"]
    assert len(right.patches) == 1  # the closed triangle is filled
    (axes,) = figures.model_figure(25, runs=1).axes
    formula, _ = axes.lines
    assert formula.get_ydata()[0] == sc.open_fraction_formula(25, 0.8)
    (points,) = axes.collections
    assert points.get_offsets().shape == (6, 2)
    assert not figures.model_figure(200).axes[0].collections  # too large to simulate while the reader waits
    h = sc.TemporalHypergraph([{1, 2}, {1, 3}, {1, 2}, {1, 2, 3}], [0, 5, 90_000, 90_001])
    top, low = figures.timeline(sc.lifecycle(h, 1, 2, 3), (1, 2, 3)).axes
    assert [text.get_text() for text in top.texts] == ["day 1", "day 2"]
    assert [label.get_text() for label in low.get_yticklabels()] == ["000", "001", "011", "012", "closed"]
    unfinished = sc.lifecycle(sc.TemporalHypergraph([{1, 2}, {3}], [0, 1]), 1, 2, 3)
    assert len(figures.timeline(unfinished, (1, 2, 3)).axes[0].collections) == 3  # no bar of a closing
