"""Causal de Finetti against brute force, networkx, causal-learn, simulation and the paper's stored numbers."""

from __future__ import annotations

import itertools
import json
import math
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import scipy.stats
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.book import recorded
from lib.numeric import wilson_interval
from lib.statistics import causal_de_finetti as cdf
from lib.statistics.causal_de_finetti import claims, experiments, figures, published
from lib.statistics.causal_de_finetti.dags import check_parents
from lib.statistics.causal_de_finetti.environments import check_environments, distinct_environments
from lib.statistics.causal_de_finetti.finite_data import clustered_p_values
from lib.statistics.causal_de_finetti.forecast import questions

CHAIN, FORK, COLLIDER, COMPLETE = ((), (0,), (1,)), ((), (0,), (0,)), ((), (), (0, 1)), ((), (0,), (0, 1))
FOUR = (CHAIN, FORK, COLLIDER, COMPLETE)


@st.composite
def dags(draw, most: int = 5):
    d = draw(st.integers(2, most))
    order = draw(st.permutations(range(d)))
    chosen = [sorted(order[q] for q in range(p) if draw(st.booleans())) for p in range(d)]
    found = [()] * d
    for place, v in enumerate(order):
        found[v] = tuple(chosen[place])
    return tuple(found)


# graphs


def test_dags_are_counted_without_repetition() -> None:
    for d, count in ((1, 1), (2, 3), (3, 25), (4, 543)):
        graphs = list(cdf.all_dags(d))
        assert len(graphs) == len(set(graphs)) == count
        for graph in graphs:
            plain = nx.DiGraph()
            plain.add_nodes_from(range(d))
            plain.add_edges_from(cdf.edges_of(graph))
            assert nx.is_directed_acyclic_graph(plain)
            assert cdf.parents_of(d, cdf.edges_of(graph)) == graph
            assert cdf.strict_descendants(graph) == [frozenset(nx.descendants(plain, v)) for v in range(d)]


def test_every_unlabelled_dag_is_ordered() -> None:
    def shape(graph, d):
        return min(
            tuple(sorted((order[p], order[i]) for p, i in cdf.edges_of(graph)))
            for order in itertools.permutations(range(d))
        )

    assert {shape(g, 4) for g in cdf.all_dags(4)} == {shape(g, 4) for g in cdf.ordered_dags(4)}


@given(dags(), st.integers(1, 3), st.data())
def test_separation_against_networkx(parents, samples: int, data) -> None:
    graph = cdf.UnrolledICM(parents, samples, latents=data.draw(st.booleans()))
    plain = graph.to_networkx()
    nodes = [(i, n) for n in range(1, samples + 1) for i in range(len(parents))]
    shuffled = data.draw(st.permutations(nodes))
    k = data.draw(st.integers(1, max(1, len(nodes) // 2)))
    a, b = shuffled[0], shuffled[1]
    cond = shuffled[2 : 2 + k]
    assert graph.d_separated(a, b, cond) == nx.is_d_separator(plain, a, b, set(cond))
    assert graph.d_separated(b, a, cond) == graph.d_separated([a], [b], cond)


def test_confounded_parameters_against_networkx() -> None:
    graph = cdf.UnrolledICM(COLLIDER, 2, confounded=[(0, 2)])
    plain = graph.to_networkx()
    nodes = [(i, n) for n in (1, 2) for i in range(3)]
    for a, b in itertools.combinations(nodes, 2):
        rest = [v for v in nodes if v not in (a, b)]
        for r in range(5):
            for cond in itertools.combinations(rest, r):
                assert graph.d_separated(a, b, cond) == nx.is_d_separator(plain, a, b, set(cond))


def test_sets_are_separated_pair_by_pair() -> None:
    graph = cdf.UnrolledICM(COMPLETE, 2)
    for a, b, cond in cdf.markov_statements(COMPLETE, 2):
        assert graph.d_separated(a, b, cond) == all(graph.d_separated(x, y, cond) for x in a for y in b)


def test_signatures_agree_whatever_is_conditioned_on() -> None:
    graphs = list(cdf.all_dags(3))
    first, every = ([cdf.markov_class_signature(g, 2, conditioning=c) for g in graphs] for c in ("first", "all"))
    assert len(set(first)) == len(set(every)) == 25
    # without parameters two samples say no more than one
    assert len({cdf.markov_class_signature(g, 2, latents=False) for g in graphs}) == 11
    one = [cdf.markov_class_signature(g, 1) for g in graphs]
    for x, y in itertools.combinations(range(25), 2):
        assert (one[x] == one[y]) == (cdf.markov_class(graphs[x]) == cdf.markov_class(graphs[y]))


def test_markov_statements_of_the_two_variable_theorem() -> None:
    statements = cdf.markov_statements([(), (0,)], 3)
    assert ([(1, 1), (1, 2)], [(0, 3)], [(0, 1), (0, 2)]) in statements
    assert cdf.markov_statements([(), (), (0, 1)], 2)[0] == ([(0, 1)], [(1, 1), (1, 2)], [])


def test_shd_is_normalised() -> None:
    assert cdf.shd({(0, 1)}, {(1, 0)}) == 1
    assert cdf.shd(set(), set()) == 0
    # an undirected edge as two arrows raises the denominator
    assert cdf.shd({(0, 1), (1, 0)}, {(0, 1)}) == pytest.approx(1 / 3)
    graphs = [cdf.edges_of(g) for g in FOUR]
    assert sum(cdf.shd(a, b) for a in graphs for b in graphs) / 16 == pytest.approx(0.2625)


# exact laws


def test_beta_moments_against_quadrature() -> None:
    for s, m, a, b in ((0, 0, 1, 3), (1, 2, 1, 3), (3, 5, 2, 5), (4, 4, Fraction(1, 2), 2)):
        moment = scipy.stats.beta(float(a), float(b)).expect(lambda t, s=s, m=m: t**s * (1 - t) ** (m - s))
        assert float(cdf.beta_moment(s, m, a, b)) == pytest.approx(moment, rel=1e-6)


def test_published_cells() -> None:
    prior = {(0, ()): (1, 3), (1, (0,)): (2, 1), (1, (1,)): (1, 2)}
    law = cdf.icm_joint([(), (0,)], "table", prior, 2)
    assert law[0, 0, 0, 0] == Fraction(1, 10)
    assert law[0, 1, 0, 1] == Fraction(3, 10)
    assert law[1, 0, 1, 0] == Fraction(1, 20)
    for n in (1, 2, 3):
        assert sum(cdf.icm_joint([(), (0,)], "table", prior, n).values()) == 1


@pytest.mark.parametrize("mechanism", ["xor", "table"])
@pytest.mark.parametrize("parents", FOUR)
def test_laws_are_exchangeable_and_agree_with_simulation(mechanism: str, parents) -> None:
    law = cdf.icm_joint(parents, mechanism, (1, 3), 2)
    assert sum(law.values()) == 1
    assert all(law[cell] == law[cell[3:] + cell[:3]] for cell in law)
    longer = cdf.icm_joint(parents, mechanism, (1, 3), 3)
    assert all(
        sum(longer[(*cell, *last)] for last in itertools.product((0, 1), repeat=3)) == p for cell, p in law.items()
    )
    draw = cdf.sample_xor if mechanism == "xor" else cdf.sample_table
    runs = 40_000
    data = draw(runs, 3, np.random.default_rng(0), parents=parents).data.reshape(runs, 6)
    counts = np.bincount(data @ (1 << np.arange(5, -1, -1)), minlength=64)
    expected = runs * np.array([float(law[cell]) for cell in itertools.product((0, 1), repeat=6)])
    assert scipy.stats.chisquare(counts, expected).pvalue > 1e-3


def test_gap_and_information_against_plain_loops() -> None:
    law = cdf.icm_joint(CHAIN, "table", (2, 3), 2)

    def p(fixed: dict[int, int]) -> Fraction:
        return sum((q for cell, q in law.items() if all(cell[k] == v for k, v in fixed.items())), Fraction(0))

    # variable 0 of sample 1, variable 2 of sample 2, given variable 1 of sample 1 and 2 of sample 1
    worst, information = Fraction(0), 0.0
    for a, b, c, e in itertools.product((0, 1), repeat=4):
        z = {1: c, 2: e}
        joint, pz, pa, pb = p({0: a, 5: b, **z}), p(z), p({0: a, **z}), p({5: b, **z})
        worst = max(worst, abs(joint * pz - pa * pb))
        information += float(joint) * math.log(joint * pz / (pa * pb))
    nodes = ([(0, 1)], [(2, 2)], [(1, 1), (2, 1)])
    assert cdf.ci_gap(law, 3, *nodes) == worst
    assert cdf.cmi(law, 3, *nodes) == pytest.approx(information, rel=1e-9)
    assert cdf.ci_gap(law, 3, [(2, 1)], [(0, 2)], [(0, 1), (1, 1)]) == 0


@given(dags(3), st.integers(1, 4), st.integers(1, 4), st.sampled_from(["xor", "table"]))
@settings(max_examples=15)
def test_separation_implies_independence_in_exact_laws(parents, a: int, b: int, mechanism: str) -> None:
    d = len(parents)
    law, graph = cdf.icm_joint(parents, mechanism, (a, b), 2), cdf.UnrolledICM(parents, 2)
    for v, k in itertools.permutations(range(d), 2):
        cond = [(u, 1) for u in range(d) if u != v]
        if graph.d_separated((v, 1), (k, 2), cond):
            assert cdf.ci_gap(law, d, [(v, 1)], [(k, 2)], cond) == 0


def test_gap_is_a_modulus() -> None:
    # with two nodes on either side the largest deviation from independence may be downwards
    deviations = [-3, 1, 1, 1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1, -1, 1]
    cells = list(itertools.product((0, 1), repeat=4))
    for sign in (1, -1):
        # all margins are uniform, since rows and columns of the deviations sum to zero
        law = {cell: Fraction(4 + sign * k, 64) for cell, k in zip(cells, deviations, strict=True)}
        assert cdf.ci_gap(law, 2, [(0, 1), (1, 1)], [(0, 2), (1, 2)]) == Fraction(3, 64)


def test_mixture_of_constants_is_independent() -> None:
    still = {(0, ()): Fraction(1, 3), (1, (0,)): Fraction(1, 5), (1, (1,)): Fraction(2, 5)}
    law = cdf.mixture_joint([(), (0,)], [(Fraction(1), still)], 2)
    assert law[1, 1, 0, 0] == Fraction(1, 3) * Fraction(2, 5) * Fraction(2, 3) * Fraction(4, 5)
    assert cdf.ci_gap(law, 2, [(0, 1), (1, 1)], [(0, 2), (1, 2)]) == 0


def test_divergence() -> None:
    law = cdf.icm_joint(CHAIN, "xor", (1, 3), 2)
    assert cdf.kl_divergence(law, law) == 0
    other = cdf.icm_joint(FORK, "xor", (1, 3), 2)
    p, q = (np.array([float(v) for v in table.values()]) for table in (law, other))
    assert cdf.kl_divergence(law, other) == pytest.approx(scipy.stats.entropy(p, q), rel=1e-9)
    assert cdf.closest_dags(COLLIDER, mechanism="table", prior=(1, 1))[0][1] == ((), (), ())


# recovery


@given(dags(6))
@settings(max_examples=60)
def test_whole_level_and_two_rounds_recover(parents) -> None:
    d, ask = len(parents), cdf.oracle_of(parents)
    found, rounds = cdf.recover_dag(d, ask), cdf.recover_by_descendants(d, ask)
    assert found.edges == rounds.edges == cdf.edges_of(parents)
    assert found.levels == rounds.levels == cdf.sink_levels(parents)
    assert rounds.tests <= 3 * d * (d - 1) // 2


def test_variants_fail_as_recorded() -> None:
    rows = {(row["d"], row["ordered"]): row for row in recorded("statistics/causal_de_finetti/oracle")["data"]}
    assert rows[4, False] == {
        "d": 4,
        "ordered": False,
        **json.loads(json.dumps(experiments.oracle_failures(4, ordered=False))),
    }
    assert rows[5, True]["failures"] == {"level": 0, "coparents": 0, "none": 124, "descendants": 0}
    assert rows[5, False]["graphs"] == 29_281
    assert rows[6, True]["failures"] == {"level": 0, "coparents": 30, "none": 8840, "descendants": 0}


def test_gap_one_must_not_need_coparents() -> None:
    # 0 and 1 share a level; only 1 is a parent of 2, and knows nothing of it
    parents = ((), (), (1,), (0,))
    asked = []

    def listen(a, b, cond):
        asked.append((a, b, cond))
        return cdf.oracle_of(parents)(a, b, cond)

    assert cdf.recover_dag(4, listen).edges == cdf.edges_of(parents)
    assert ((0, 1), (2, 1), ()) in asked


def test_independent_samples_give_no_edge() -> None:
    still = cdf.UnrolledICM(COMPLETE, 2, latents=False)
    found = cdf.recover_dag(3, still.d_separated)
    assert found.levels == (frozenset({0, 1, 2}),)
    assert not found.edges


def test_only_sample_one_is_conditioned_on() -> None:
    def listen(a, b, cond):
        assert a[1] == 1
        assert all(n == 1 for _, n in cond)
        assert b[1] in (1, 2)
        return cdf.oracle_of(COMPLETE)(a, b, cond)

    cdf.recover_dag(3, listen)
    cdf.recover_by_descendants(3, listen)


def test_empty_levels() -> None:
    def never(a, b, cond) -> float:
        return {0: 0.01, 1: 0.03, 2: 0.02}[a[0]]

    forced = cdf.recover_with_tests(3, never, 0.05)
    assert [sorted(level) for level in forced.levels] == [[1], [2], [0]]
    assert forced.forced == 2
    dropped = cdf.recover_with_tests(3, never, 0.05, empty_level="drop")
    assert (dropped.levels, dropped.edges, dropped.forced) == ((), frozenset(), 1)
    with pytest.raises(cdf.InconsistentTestsError, match="sink among"):
        cdf.recover_with_tests(3, never, 0.05, empty_level="raise")
    with pytest.raises(cdf.InconsistentTestsError, match="sink among"):
        cdf.recover_dag(2, lambda a, b, cond: False)
    with pytest.raises(cdf.InconsistentTestsError, match="form an order"):
        cdf.recover_by_descendants(2, lambda a, b, cond: False)
    assert cdf.recover_dag(1, lambda a, b, cond: True).levels == (frozenset({0}),)


def test_forced_sink_is_chosen_by_its_smallest_p_value() -> None:
    # 0 begins well and ends badly: all its tests must be asked before it is compared
    values = {(0, 1): 0.04, (0, 2): 0.001, (1, 0): 0.03, (1, 2): 0.03, (2, 0): 0.02, (2, 1): 0.02}
    found = cdf.recover_with_tests(3, lambda a, b, cond: values[a[0], b[0]], 0.05)
    assert found.levels[0] == frozenset({1})
    # the smallest number wins a tie
    tied = cdf.recover_with_tests(3, lambda a, b, cond: 0.01, 0.05)
    assert [sorted(level) for level in tied.levels] == [[0], [1], [2]]


def test_threshold_is_inclusive() -> None:
    # independent iff p is at least alpha
    found = cdf.recover_with_tests(2, lambda a, b, cond: 0.05, 0.05)
    assert found.levels == (frozenset({0, 1}),)


# tests on data


@given(st.integers(0, 2**32 - 1), st.integers(0, 3), st.integers(20, 400))
@settings(max_examples=25)
def test_g_test_against_causal_learn(seed: int, k: int, n: int) -> None:
    from causallearn.utils.cit import CIT

    data = np.random.default_rng(seed).integers(0, 2, (n, k + 2))
    columns = torch.from_numpy(data)
    found = cdf.g_test(columns[:, 0], columns[:, 1], columns[:, 2:] if k else None, device="cpu")
    # near p = 1 the p-value moves like the root of the statistic, and magnifies its rounding
    assert found.p.item() == pytest.approx(float(CIT(data, "gsq")(0, 1, list(range(2, k + 2)))), abs=1e-9)


def test_g_test_against_scipy() -> None:
    table = np.array([[30, 20], [25, 45]])
    rows = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], table.reshape(-1), axis=0)
    found = cdf.g_test(torch.from_numpy(rows[:, 0]), torch.from_numpy(rows[:, 1]))
    stat, p, df, _ = scipy.stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert (found.stat.item(), found.p.item(), found.df.item()) == pytest.approx((stat, p, df))


def test_batches_equal_single_tests() -> None:
    x, y = (torch.randint(2, (3, 4, 50), generator=torch.Generator().manual_seed(s)) for s in (0, 1))
    z = torch.randint(2, (3, 4, 50, 2), generator=torch.Generator().manual_seed(2))
    found = cdf.g_test(x, y, z)
    assert found.p.shape == (3, 4)
    for i, j in itertools.product(range(3), range(4)):
        assert found.stat[i, j].item() == pytest.approx(cdf.g_test(x[i, j], y[i, j], z[i, j]).stat.item())


def test_many_strata_are_numbered_and_small_integers_do_not_overflow() -> None:
    data = torch.randint(2, (300, 32), generator=torch.Generator().manual_seed(0), dtype=torch.int8)
    # the last 27 columns copy three others, so the strata are those of three variables
    wide = torch.cat([data[:, 2:5]] * 10, dim=1)
    few, many = (cdf.g_test(data[:, 0], data[:, 1], z) for z in (data[:, 2:5], wide))
    assert many.stat.item() == pytest.approx(few.stat.item())
    assert many.df.item() == few.df.item() == 8
    assert cdf.g_test(data[:, 0], data[:, 1], wide, df="all").df.item() == 2**30


def test_degrees_of_freedom_conventions() -> None:
    # one stratum of two is empty, and one variable is constant in another
    x, y, z = (torch.tensor(v) for v in ([0, 1, 0, 1, 0, 0], [0, 1, 1, 0, 1, 0], [[0, 0]] * 4 + [[0, 1]] * 2))
    few, every = (cdf.g_test(x, y, z, df=df) for df in ("nonempty", "all"))
    assert (few.df.item(), every.df.item()) == (1, 4)
    assert few.stat == every.stat
    constant = cdf.g_test(torch.zeros(5, dtype=torch.int64), torch.tensor([0, 1, 0, 1, 1]))
    assert (constant.stat.item(), constant.df.item(), constant.p.item()) == (0, 0, 1)


def test_counts_of_environments_serve_every_question() -> None:
    data = torch.from_numpy(cdf.sample_xor(700, 3, np.random.default_rng(0)).data)
    tests = cdf.EnvironmentTests(data)
    for a, b, cond in (((0, 1), (2, 2), ((1, 1), (2, 1))), ((2, 1), (0, 1), ()), ((1, 2), (0, 1), ((2, 2),))):
        z = torch.stack([data[:, n - 1, i] for i, n in cond], -1) if cond else None
        plain = cdf.g_test(data[:, a[1] - 1, a[0]], data[:, b[1] - 1, b[0]], z)
        assert tests.test(a, b, cond).stat.item() == pytest.approx(plain.stat.item())
        assert tests.test(a, b, cond[::-1]) is tests.test(a, b, cond)
    pair = cdf.EnvironmentTests(torch.stack([data, data.flip(1)]))
    swapped = pair.test((0, 1), (2, 2), ((1, 1),)).stat
    assert swapped[0].item() == pytest.approx(tests.test((0, 1), (2, 2), ((1, 1),)).stat.item())
    assert swapped[1].item() == pytest.approx(tests.test((0, 2), (2, 1), ((1, 2),)).stat.item())


@pytest.mark.parametrize("across", [True, False])
def test_clustered_statistic_written_out(across: bool) -> None:
    data = cdf.sample_xor(60, 3, np.random.default_rng(0), samples=3, parents=CHAIN).data.astype(int)
    env, n, _ = data.shape
    pairs = [(e, m, o) for e in range(env) for m in range(n) for o in range(n) if (o != m if across else o == m)]
    score = np.zeros((env, 2))
    for z in (0, 1):
        here = [(e, m, o) for e, m, o in pairs if data[e, m, 1] == z]
        mean_x = np.mean([data[e, m, 0] for e, m, _ in here])
        mean_y = np.mean([data[e, o, 2] for e, _, o in here])
        for e, m, o in here:
            score[e, z] += (data[e, m, 0] - mean_x) * (data[e, o, 2] - mean_y) / (n - 1 if across else 1)
    mean = score.mean(0)
    stat = env * mean @ np.linalg.solve(np.cov(score, rowvar=False, bias=True), mean)
    found = cdf.clustered_test(torch.from_numpy(data), 0, 2, (1,), across=across)
    assert found.stat.item() == pytest.approx(stat)
    assert found.p.item() == pytest.approx(scipy.stats.chi2.sf(stat, 2))
    kinds, copies = distinct_environments(torch.from_numpy(data))
    assert int(copies.sum()) == env
    again = cdf.clustered_test(kinds, 0, 2, (1,), across=across, copies=copies)
    assert again.stat.item() == pytest.approx(stat)


@pytest.mark.parametrize("samples", [2, 4])
def test_clustered_test_keeps_its_level_where_pooled_counts_do_not(samples: int) -> None:
    # two variables without an arrow whose samples depend on each other within an environment
    rejected = {"clustered": 0, "pooled": 0}
    runs = 800
    rng = np.random.default_rng(9)
    for _ in range(runs):
        data = torch.from_numpy(
            cdf.sample_xor(300, 2, rng, 0.3, 0.3, samples=samples, parents=((), ())).data.astype(np.int64)
        )
        rejected["clustered"] += cdf.clustered_test(data, 0, 1, across=False).p.item() < 0.05
        flat = data.reshape(-1, 2)
        rejected["pooled"] += cdf.g_test(flat[:, 0], flat[:, 1]).p.item() < 0.05
    low, high = wilson_interval(rejected["clustered"], runs)
    assert low < 0.055
    assert high > 0.045
    assert wilson_interval(rejected["pooled"], runs)[0] > 0.05


def test_algorithm_on_data() -> None:
    for parents in FOUR:
        data = cdf.sample_xor(30_000, 3, np.random.default_rng(3), parents=parents, samples=3).data
        for test in ("g", "clustered"):
            assert cdf.causal_de_finetti(data, test=test).edges == cdf.edges_of(parents)
        # only two samples are used by the G tests
        assert cdf.causal_de_finetti(data) == cdf.causal_de_finetti(data[:, :2])
        ask = cdf.oracle_of(parents)
        found = cdf.causal_de_finetti(data[:9], test=lambda a, b, cond, ask=ask: float(ask(a, b, cond)))
        assert found.edges == cdf.edges_of(parents)


def test_fair_noise_recovers_nothing() -> None:
    # Beta(1,1) and xor: an effect of one cause is independent of it
    data = cdf.sample_xor(20_000, 2, np.random.default_rng(0), 1, 1, parents=((), (0,))).data
    assert cdf.causal_de_finetti(data).edges == frozenset()


def test_bivariate_rule() -> None:
    def decide(forth: float, back: float, none: float) -> str:
        answers = iter([forth, back, none])
        return cdf.bivariate_direction(np.zeros((4, 2)), np.zeros((4, 2)), lambda a, b, c: next(answers))[0]

    assert decide(0.2, 0.01, 0.01) == "X->Y"
    assert decide(0.01, 0.2, 0.01) == "Y->X"
    assert decide(0.06, 0.5, 0.07) == "none"
    # no pattern: the largest wins
    assert decide(0.3, 0.2, 0.01) == "X->Y"
    assert decide(0.2, 0.3, 0.01) == "Y->X"
    assert decide(0.01, 0.02, 0.03) == "none"
    assert decide(0.05, 0.05, 0.05) == "X->Y"


def test_bivariate_rule_asks_the_right_vectors() -> None:
    x, y = np.array([[1.0, 2], [3, 4]]), np.array([[5.0, 6], [7, 8]])
    asked = []
    cdf.bivariate_direction(x, y, lambda a, b, c: asked.append((a[0], b[0], None if c is None else c[0])) or 0.5)
    assert asked == [(1, 6, 2), (5, 2, 6), (1, 5, None)]


# generators


def test_bivariate_generator() -> None:
    drawn = cdf.sample_bivariate(4000, np.random.default_rng(0), "none")
    assert abs(np.corrcoef(drawn.x[:, 0], drawn.y[:, 0])[0, 1]) < 0.05
    # samples of one environment share their location
    assert 0.05 < np.corrcoef(drawn.x[:, 0], drawn.x[:, 1])[0, 1] < 0.25
    # Laplace of scale 1 around U(-1, 1): variance 2 + 1/3
    assert np.var(drawn.x) == pytest.approx(2 + 1 / 3, rel=0.1)
    forth = cdf.sample_bivariate(4000, np.random.default_rng(0), "X->Y")
    assert np.var(forth.x) == pytest.approx(2 + 1 / 3, rel=0.1)
    assert np.var(forth.y) > np.var(forth.x)
    back = cdf.sample_bivariate(4000, np.random.default_rng(0), "Y->X")
    assert np.var(back.y) == pytest.approx(2 + 1 / 3, rel=0.1)
    kinds = [cdf.sample_bivariate(1, np.random.default_rng(s)).direction for s in range(600)]
    for kind in ("X->Y", "Y->X", "none"):
        assert 150 < kinds.count(kind) < 250


def test_half_the_environments_are_bent() -> None:
    rng = np.random.default_rng(1)
    drawn = cdf.sample_bivariate(5000, rng, "X->Y")
    # linear environments: y is a combination of x and noise; the quadratic term makes y large for large |x|
    large = np.abs(drawn.x[:, 0]) > 3
    curved = np.median(np.abs(drawn.y[large, 0])) / np.median(np.abs(drawn.y[~large, 0]))
    assert curved > 3


class Still(np.random.Generator):
    """A generator whose noise is 1 everywhere, so that only the choices of the experiment are left to chance."""

    def laplace(self, location, scale):
        return np.ones_like(location)


@pytest.mark.parametrize("direction", ["X->Y", "Y->X", "none"])
def test_choices_of_the_continuous_experiment(direction) -> None:
    weights, factors = set(), set()
    for seed in range(150):
        pairs = cdf.sample_bivariate(7, Still(np.random.PCG64(seed)), direction)
        cause, effect = (pairs.y, pairs.x) if direction == "Y->X" else (pairs.x, pairs.y)
        assert (cause == 1).all()
        kinds, counts = np.unique(effect[:, 0], return_counts=True)
        if direction == "none":
            assert (effect == 1).all()
            continue
        # straight: w + a; bent: w + a + f (w + a - 1) with integers w, a, f from 1 to 9; three environments of seven
        assert counts.tolist() == [4, 3]
        straight, bent = kinds
        assert straight.is_integer()
        assert 2 <= straight <= 18
        factor = (bent - straight) / (straight - 1)
        assert factor in range(1, 10)
        factors.add(factor)
        weights.add(straight)
    if direction != "none":
        # both entries of the effect vary, its own and its cause's
        assert max(weights) > 12
        assert len(factors) == 9


def test_random_dags_are_the_four_graphs() -> None:
    rng = np.random.default_rng(0)
    found = [cdf.random_dag(3, rng) for _ in range(800)]
    assert set(found) == set(FOUR)
    assert all(150 < found.count(g) < 250 for g in FOUR)


def test_variables_may_come_in_any_order() -> None:
    data = cdf.sample_xor(20_000, 3, np.random.default_rng(0), parents=((1,), (2,), ())).data
    assert cdf.best_dag(data) == ((1,), (2,), ())


# scores


def brute_log_marginal(data, parents, a, b, family) -> float:
    """The likelihood of each environment as an exact cell of the law, Beta integrals included."""
    law = cdf.icm_joint(parents, family, (a, b), data.shape[1])
    return sum(math.log(law[tuple(int(v) for v in row.reshape(-1))]) for row in data)


@given(dags(3), st.sampled_from(["xor", "table"]), st.integers(1, 3), st.integers(1, 3), st.integers(0, 10**6))
@settings(max_examples=25)
def test_marginal_likelihood_against_the_exact_law(parents, family, a, b, seed) -> None:
    d = len(parents)
    data = np.random.default_rng(seed).integers(0, 2, (7, 3, d))
    ours = cdf.dag_log_marginal(data, parents, a, b, family=family)
    assert ours == pytest.approx(brute_log_marginal(data, parents, a, b, family), rel=1e-9)


@given(st.integers(0, 10**6), st.sampled_from([2, 3, 4]), st.sampled_from(["xor", "table"]))
@settings(max_examples=20)
def test_best_dag_against_enumeration(seed: int, d: int, family: str) -> None:
    data = cdf.sample_xor(20, d, np.random.default_rng(seed)).data
    scores = {g: cdf.dag_log_marginal(data, g, family=family) for g in cdf.all_dags(d)} if d < 4 else None
    found = cdf.best_dag(data, family=family)
    check_parents(found)
    value = cdf.dag_log_marginal(data, found, family=family)
    if scores is None:
        local = cdf.local_scores(data, family=family)
        best = max(sum(local[i, sum(1 << p for p in above)] for i, above in enumerate(g)) for g in cdf.all_dags(4))
    else:
        best = max(scores.values())
    assert value == pytest.approx(best, rel=1e-12)


def test_long_environments_are_scored() -> None:
    data = np.random.default_rng(0).integers(0, 2, (5, 40, 2))
    # more than 62 values in an environment: nothing is coded as one integer
    by_hand = sum(
        scipy.special.betaln(1 + row[:, 0].sum(), 3 + 40 - row[:, 0].sum()) - scipy.special.betaln(1, 3) for row in data
    )
    assert cdf.local_scores(data)[0, 0] == pytest.approx(by_hand)
    kinds, copies = distinct_environments(torch.from_numpy(data))
    assert (kinds.shape, copies.tolist()) == ((5, 40, 2), [1] * 5)


# forecasts


def test_power_against_simulation_of_the_noncentral_law() -> None:
    assert cdf.g_test_power(0, 4, 1000) == 0.05
    needed = cdf.environments_needed(0.002, 2)
    assert cdf.g_test_power(0.002, 2, needed) == pytest.approx(0.8, abs=1e-6)
    # the noncentrality of 80 percent power at 4 degrees of freedom
    assert 2 * 0.001 * cdf.environments_needed(0.001, 4) == pytest.approx(11.9, abs=0.05)


def test_weakest_question_needs_most_environments() -> None:
    for parents in (*FOUR, ((), (0,), (0, 1), (0, 1, 2)), ((), (), (0, 1), (2,))):
        weakest = cdf.weakest_needed(parents)
        most = cdf.environments_needed(weakest.information, weakest.df)
        below = cdf.strict_descendants(parents)
        asked = [q for q in questions(parents) if q.information]
        assert weakest in asked
        for q in asked:
            if q.b[1] == 1:
                assert cdf.environments_needed(q.information, q.df) <= most
            else:
                assert q.b[0] in below[q.a[0]]
                # another question about the same variable, given the same, may do instead
                rivals = [r for r in asked if (r.a, r.cond) == (q.a, q.cond) and r.b[1] == 2]
                assert min(cdf.environments_needed(r.information, r.df) for r in rivals) <= most


def test_simulated_tests_follow_the_generator() -> None:
    tests = experiments.simulated_tests(CHAIN, "xor", (1, 3), 3000, 400, np.random.default_rng(0))
    assert tests.counts.sum(tuple(range(1, 7))).tolist() == [3000] * 400
    drawn = np.stack([cdf.sample_xor(3000, 3, np.random.default_rng(s), parents=CHAIN).data for s in range(400)])
    plain = cdf.EnvironmentTests(torch.from_numpy(drawn))
    for question in (((1, 1), (2, 2), ((0, 1), (2, 1))), ((2, 1), (0, 2), ((0, 1), (1, 1))), ((0, 1), (1, 2), ())):
        one, two = (t.test(*question).stat.numpy() for t in (tests, plain))
        assert scipy.stats.ks_2samp(one, two).pvalue > 1e-3
    same = cdf.EnvironmentTests.of_counts(plain.counts.reshape(400, 64), 3)
    assert torch.equal(same.test((0, 1), (1, 1)).p, plain.test((0, 1), (1, 1)).p)
    with pytest.raises(ValueError, match=r"64 states, got shape \(63,\)"):
        cdf.EnvironmentTests.of_counts(torch.zeros(63, dtype=torch.int64), 3)


def test_methods_are_compared_on_the_same_data() -> None:
    together = experiments.binary_comparison(("G test", "PC"), 700, range(2, 5))
    for row, name in zip(together, ("G test", "PC"), strict=True):
        assert row.tolist() == cdf.binary_distances(name, 700, 5)[2:].tolist()


def test_cdnod_pools_all_samples_with_the_number_of_their_environment(monkeypatch) -> None:
    from causallearn.search.ConstraintBased import CDNOD as module  # noqa: N811

    seen = {}

    def listen(rows, index, alpha, test, **options):
        seen.update(rows=rows, index=index, test=test)
        return type("A", (), {"G": type("G", (), {"graph": np.zeros((3, 3), dtype=int)})})

    monkeypatch.setattr(module, "cdnod", listen)
    data = np.array([[[0, 1], [1, 1], [0, 0]], [[1, 0], [0, 0], [1, 1]]])
    assert cdf.cdnod_edges(data) == frozenset()
    assert seen["rows"].tolist() == data.reshape(6, 2).tolist()
    assert seen["index"].tolist() == [[0], [0], [0], [1], [1], [1]]
    assert seen["test"] == "gsq"
    x, y = np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[1.1, 1.2], [1.3, 1.4]])
    cdf.cdnod_direction(x, y)
    assert seen["rows"].tolist() == [[0.1, 1.1], [0.2, 1.2], [0.3, 1.3], [0.4, 1.4]]
    assert seen["index"].tolist() == [[0], [0], [1], [1]]


def test_pc_sees_one_sample_of_each_environment() -> None:
    data = cdf.sample_xor(3000, 3, np.random.default_rng(0), parents=COLLIDER).data
    other = data.copy()
    other[:, 1] = 0
    assert cdf.pc_edges(data) == cdf.pc_edges(other)
    assert cdf.pc_edges(data) != cdf.pc_edges(other[:, ::-1])


def test_questions_are_those_of_the_algorithm() -> None:
    asked = questions(CHAIN)
    assert len(asked) == cdf.recover_with_tests(3, lambda a, b, c: float(cdf.oracle_of(CHAIN)(a, b, c)), 0.5).tests
    assert sum(q.information == 0 for q in asked) == 5
    for graph, value in zip(FOUR, (0.000825, 0.002737, 0.002029, 0.000947), strict=True):
        assert cdf.weakest_needed(graph).information == pytest.approx(value, abs=5e-7)
    # all tests right is less likely than each of them
    assert cdf.forecast_exact(CHAIN, 10_000) < cdf.g_test_power(0.000825, 4, 10_000)
    assert cdf.forecast_exact(CHAIN, 10_000) == pytest.approx(0.75, abs=0.01)


# baselines and experiments


def test_pc_finds_colliders_and_never_orients_a_pair() -> None:
    collider = cdf.sample_xor(5000, 3, np.random.default_rng(0), parents=COLLIDER).data
    assert cdf.pc_edges(collider) == {(0, 2), (1, 2)}
    chain = cdf.sample_xor(5000, 3, np.random.default_rng(0), parents=CHAIN).data
    assert cdf.pc_edges(chain) == {(0, 1), (1, 0), (1, 2), (2, 1)}
    marks = {experiments.pooled_edge_marks(cdf.sample_bivariate(200, np.random.default_rng(s))) for s in range(20)}
    assert marks == {"none", "undirected"}


@pytest.mark.parametrize("mark", ["none", "directed", "undirected"])
def test_the_reading_of_the_baselines_falls_with_pc(monkeypatch, mark: str) -> None:
    # whatever PC might always answer, the stored bars would have to be read in another way
    monkeypatch.setattr(claims, "pooled_edge_marks", lambda pairs: mark)
    assert claims.baselines_do_not_orient().holds


def test_the_reading_of_the_baselines_falls_with_the_stored_numbers(monkeypatch) -> None:
    monkeypatch.setattr(
        claims, "pooled_edge_marks", lambda pairs: "none" if pairs.direction == "none" else "undirected"
    )
    assert not claims.baselines_do_not_orient().holds
    for other in (0.28, 0.39):
        monkeypatch.setattr(claims, "BIVARIATE", {"FCI, GES and NOTEARS": (other,) * 5})
        assert claims.baselines_do_not_orient().holds


def test_nothing_is_printed_by_the_peers(capfd) -> None:
    pairs = cdf.sample_bivariate(60, np.random.default_rng(0))
    cdf.cdnod_direction(pairs.x, pairs.y)
    cdf.bivariate_direction(pairs.x, pairs.y)
    cdf.pc_edges(cdf.sample_xor(300, 3, np.random.default_rng(0)).data)
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_cdnod_reads_all_three_answers(monkeypatch) -> None:
    from causallearn.search.ConstraintBased import CDNOD as module  # noqa: N811

    class Answer:
        def __init__(self, marks) -> None:
            self.G = type("G", (), {"graph": np.array(marks)})

    x = np.zeros((3, 2))
    for marks, answer in (
        ([[0, -1], [1, 0]], "X->Y"),
        ([[0, 1], [-1, 0]], "Y->X"),
        ([[0, -1], [-1, 0]], "none"),
        ([[0, 0], [0, 0]], "none"),
    ):
        monkeypatch.setattr(module, "cdnod", lambda *a, marks=marks, **k: Answer(marks))
        assert cdf.cdnod_direction(x, x) == answer


def test_runs_repeat() -> None:
    first, second = (cdf.binary_distances("G test", 800, 4) for _ in range(2))
    assert first.tolist() == second.tolist()
    assert cdf.bivariate_run("CD-NOD", 40, 3)[0] == cdf.bivariate_run("causal de Finetti", 40, 3)[0]


def test_recorded_sweeps_show_what_the_page_says() -> None:
    rows = {
        (r["method"], r["environments"], r["samples"], r["d"]): r
        for r in recorded("statistics/causal_de_finetti/binary")["data"]
    }
    assert rows["exact score", 100, 2, 3]["exact"] > 0.92
    assert rows["G test", 10_000, 2, 3]["exact"] > 0.92
    assert rows["all pairs of samples", 500, 5, 3]["exact"] > 0.8
    assert rows["G test, released rule", 2000, 2, 3]["shd"] > rows["PC", 2000, 2, 3]["shd"]
    pairs = {(r["method"], r["environments"]): r for r in recorded("statistics/causal_de_finetti/bivariate")["data"]}
    for size, stored in zip(published.BIVARIATE_ENVIRONMENTS, published.BIVARIATE["causal de Finetti"], strict=True):
        assert abs(pairs["causal de Finetti", size]["right"] - stored) < 0.12
    assert pairs["CD-NOD", 300]["no direction"] > 0.9


def test_stored_numbers() -> None:
    # a wrong digit would hide inside the intervals of the claims
    assert published.BINARY["causal de Finetti"] == (0.3143, 0.2107, 0.183, 0.191, 0.091)
    assert published.BINARY["PC"] == (0.27, 0.267, 0.25, 0.247, 0.262)
    assert published.BIVARIATE["causal de Finetti"] == (0.7, 0.82, 0.87, 0.9, 0.91)
    assert published.BIVARIATE["FCI, GES and NOTEARS"] == (0.37, 0.36, 0.34, 0.39, 0.4)


def test_interpolated_sizes() -> None:
    grid = np.array([[0] * 10, [1] * 5 + [0] * 5, [1] * 10], dtype=float)
    assert experiments.size_for_share([10, 100, 1000], grid, 0.5) == pytest.approx(100)
    assert experiments.size_for_share([10, 100, 1000], grid, 0.75) == pytest.approx(100 * 10**0.5)
    with pytest.raises(ValueError, match="enclose the share"):
        experiments.size_for_share([10, 100, 1000], grid[:2].repeat(2, 0)[:3], 0.9)
    # a share that falls with the size is evened out with the one before it
    uneven = np.array([[1] * 2 + [0] * 8, [1] * 6 + [0] * 4, [1] * 4 + [0] * 6, [1] * 9 + [0]], dtype=float)
    assert experiments.size_for_share([10, 100, 1000, 10_000], uneven, 0.5) == pytest.approx(100)
    # the bootstrap interval holds the estimate and has a width
    sizes = [10, 100, 1000, 10_000]
    rng = np.random.default_rng(0)
    noisy = (rng.random((4, 60)) < np.array([0.1, 0.5, 0.9, 1.0])[:, None]).astype(float)
    ratio, below, above = experiments.environments_ratio((sizes, noisy), (sizes, noisy), draws=200)
    assert ratio == 1
    assert 0.1 < below < 0.9
    assert 1.1 < above < 10
    low, high = wilson_interval(0, 10)
    assert (round(low, 9), round(high, 4)) == (0, 0.2775)


def test_records_can_be_repeated(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(
        experiments.RECORDS, "oracle", lambda jobs: [experiments.oracle_failures(3, ordered=True, jobs=jobs)]
    )
    path = experiments.main(["oracle", "--where", str(tmp_path)])
    entry = json.loads(path.read_text())
    assert entry["command"].endswith("experiments oracle")
    assert entry["data"][0]["failures"]["none"] == 0
    monkeypatch.setattr(experiments, "oracle_failures", lambda d, **options: {"graphs": d})
    assert [row["graphs"] for row in experiments.oracle_record(1)] == [4, 5, 5, 6]
    monkeypatch.setattr(experiments, "binary_distances", lambda *a, **k: np.array([0.0, 1.0]))
    rows = experiments.binary_record(1, seeds=2)
    assert {row["method"] for row in rows} == set(experiments.METHODS)
    monkeypatch.setattr(experiments, "bivariate_run", lambda method, e, seed: ("X->Y", "Y->X" if seed % 2 else "X->Y"))
    assert {row["right"] for row in experiments.bivariate_record(1, seeds=6)} == {0.5}


def test_exact_files_import_neither_arrays_nor_tensors() -> None:
    room = Path(cdf.__file__).parent
    for name in ("dags", "unrolled", "joint_laws", "recovery"):
        text = (room / f"{name}.py").read_text()
        assert not any(f"import {heavy}" in text for heavy in ("numpy", "torch", "scipy", "causallearn"))
    code = "import sys, lib.statistics.causal_de_finetti; print('causallearn' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


ZEROS = np.zeros((4, 2, 3), dtype=np.int64)
LAW = cdf.icm_joint([(), (0,)], "xor", (1, 3), 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: check_parents([]), ValueError, "at least one variable"),
        (lambda: check_parents("ab"), TypeError, "sequence of parent sets"),
        (lambda: check_parents([(), "a"]), TypeError, "collection of variables"),
        (lambda: check_parents([(), (True,)]), TypeError, "hold integers"),
        (lambda: check_parents([(), (2,)]), ValueError, "among 0..1"),
        (lambda: check_parents([(0,), ()]), ValueError, "other variables"),
        (lambda: check_parents([(1,), (0,)]), ValueError, "no cycle"),
        (lambda: cdf.parents_of(2, [(0, 2)]), ValueError, "edges must join"),
        (lambda: cdf.strict_descendants(((5,), ())), ValueError, "among 0..1, got 5"),
        (lambda: cdf.sink_levels(((5,), ())), ValueError, "among 0..1, got 5"),
        (lambda: cdf.markov_class(((5,), ())), ValueError, "among 0..1, got 5"),
        (lambda: list(cdf.all_dags(7)), ValueError, "between 1 and 6"),
        (lambda: cdf.ordered_dags(0), ValueError, "between 1 and 6"),
        (lambda: cdf.UnrolledICM([()], 0), ValueError, "n_samples must be"),
        (lambda: cdf.UnrolledICM([(), ()], 1, confounded=[(0, 0)]), ValueError, "confounded must hold"),
        (lambda: cdf.UnrolledICM([(), ()], 1, confounded=[(0, 0.5)]), ValueError, "confounded must hold"),
        (lambda: cdf.UnrolledICM([(), ()], True), ValueError, "n_samples must be"),
        (lambda: cdf.UnrolledICM([(), ()], 1).d_separated((0, 1), (0, 1)), ValueError, "disjoint"),
        (lambda: cdf.UnrolledICM([(), ()], 1).d_separated((0, 2), (1, 1)), ValueError, "sample in 1..1"),
        (
            lambda: cdf.UnrolledICM([(), ()], 1).d_separated((0, 1), (1, 1), [("theta", 0)]),
            ValueError,
            "variable in 0..1",
        ),
        (lambda: cdf.UnrolledICM([(), ()], 1).d_separated((0, 1), (1, 1), [3]), ValueError, "pairs"),
        (lambda: cdf.UnrolledICM([(), ()], 1).d_separated([], (1, 1)), ValueError, "at least one node"),
        (lambda: cdf.markov_class_signature([(), ()], 2, conditioning="x"), ValueError, "conditioning must be"),
        (lambda: cdf.markov_class_signature([()] * 7, 2, conditioning="all"), ValueError, "at most 12"),
        (lambda: cdf.beta_moment(3, 2, 1, 1), ValueError, "between 0 and m"),
        (lambda: cdf.beta_moment(1, 2, 0, 1), ValueError, "positive"),
        (lambda: cdf.icm_joint([()] * 6, "xor", (1, 1), 3), ValueError, "at most 16"),
        (lambda: cdf.icm_joint([()], "xor", (1, 1), 0), ValueError, "at least 1"),
        (lambda: cdf.icm_joint([()], "and", (1, 1), 1), ValueError, "mechanism must be"),
        (lambda: cdf.icm_joint([(), (0,)], "table", {(0, ()): (1, 1)}, 1), ValueError, "prior must name variable 1"),
        (lambda: cdf.mixture_joint([()], [(Fraction(1, 2), {(0, ()): Fraction(1)})], 1), ValueError, "sum to 1"),
        (lambda: cdf.mixture_joint([()] * 9, [], 2), ValueError, "at most 16"),
        (lambda: cdf.mixture_joint([()], [(Fraction(1), {})], 1), ValueError, "variable 0 with parents .* got None"),
        (
            lambda: cdf.mixture_joint([()], [(Fraction(1), {(0, ()): Fraction(2)})], 1),
            ValueError,
            "a probability, got 2",
        ),
        (
            lambda: cdf.mixture_joint([()], [(Fraction(k), {(0, ()): Fraction(1)}) for k in (2, -1)], 1),
            ValueError,
            "not negative, got -1",
        ),
        (lambda: cdf.ci_gap(LAW, 3, [(0, 1)], [(1, 1)]), ValueError, "cells of d=3 values"),
        (lambda: cdf.ci_gap({}, 1, [(0, 1)], [(0, 2)]), ValueError, "got 0 values"),
        (lambda: cdf.cmi({(0, 0): 0.5, (1, 1): 0.5}, 2, [(0, 1)], [(1, 1)]), TypeError, "law must hold fractions"),
        (lambda: cdf.beta_moment(1, 2, math.inf, 1), ValueError, "positive and finite"),
        (lambda: cdf.ci_gap(LAW, 2, [(0, 1)], [(0, 1)]), ValueError, "disjoint"),
        (lambda: cdf.ci_gap(LAW, 2, [], [(0, 1)]), ValueError, "at least one node"),
        (lambda: cdf.ci_gap(LAW, 2, [(0, 3)], [(0, 1)]), ValueError, "sample in 1..2"),
        (lambda: cdf.kl_divergence(LAW, {}), ValueError, "same cells"),
        (lambda: cdf.kl_divergence({(0,): Fraction(1)}, {(0,): Fraction(0)}), ValueError, "positive wherever"),
        (lambda: cdf.urn_covariance(1, 0), ValueError, "at least 2"),
        (lambda: cdf.recover_with_tests(0, lambda a, b, c: 1.0, 0.05), ValueError, "d must be"),
        (lambda: cdf.recover_with_tests(2, lambda a, b, c: 1.0, 0), ValueError, "alpha must lie"),
        (
            lambda: cdf.recover_with_tests(2, lambda a, b, c: 1.0, 0.1, condition="some"),
            ValueError,
            "condition must be",
        ),
        (
            lambda: cdf.recover_with_tests(2, lambda a, b, c: 1.0, 0.1, empty_level="x"),
            ValueError,
            "empty_level must be",
        ),
        (lambda: cdf.descendants_of_tests(0, lambda a, b, c: True), ValueError, "d must be"),
        (lambda: cdf.g_test(torch.tensor([0, 2]), torch.tensor([0, 1])), ValueError, "x must hold only 0 and 1, got 2"),
        (
            lambda: cdf.g_test(torch.tensor([0, 1]), torch.tensor([0, -1])),
            ValueError,
            "y must hold only 0 and 1, got -1",
        ),
        (
            lambda: cdf.g_test(torch.tensor([0, 1]), torch.tensor([0, 1]), torch.tensor([[0], [3]])),
            ValueError,
            "z must hold",
        ),
        (lambda: cdf.g_test(torch.tensor([0, 1]), torch.tensor([0, 1]), df="most"), ValueError, "df must be"),
        (
            lambda: cdf.g_test(torch.zeros(0, 5, dtype=torch.int64), torch.zeros(0, 5, dtype=torch.int64)),
            ValueError,
            "at least one observation",
        ),
        (
            lambda: cdf.g_test(torch.zeros(0, dtype=torch.int64), torch.zeros(0, dtype=torch.int64)),
            ValueError,
            "at least one observation",
        ),
        (
            lambda: cdf.g_test(
                torch.zeros(1, dtype=torch.int64),
                torch.zeros(1, dtype=torch.int64),
                torch.zeros(1, 61, dtype=torch.int64),
            ),
            ValueError,
            "at most 60",
        ),
        (lambda: cdf.EnvironmentTests(torch.zeros(3, 1, 2, dtype=torch.int64)), ValueError, "two samples"),
        (lambda: cdf.EnvironmentTests(torch.zeros(3, 2, 9, dtype=torch.int64)), ValueError, "1 to 8 variables"),
        (lambda: cdf.EnvironmentTests(torch.full((3, 2, 2), 5)), ValueError, "only 0 and 1, got 5"),
        (lambda: cdf.EnvironmentTests(torch.from_numpy(ZEROS)).test((0, 1), (0, 1)), ValueError, "different nodes"),
        (lambda: cdf.EnvironmentTests(torch.from_numpy(ZEROS)).test((0, 1), (0, 3)), ValueError, "samples 1 and 2"),
        (lambda: cdf.clustered_test(torch.from_numpy(ZEROS), 0, 0, across=False), ValueError, "different variables"),
        (
            lambda: cdf.clustered_test(torch.from_numpy(ZEROS), 0, 1, (0,), across=True),
            ValueError,
            "different variables",
        ),
        (lambda: cdf.clustered_test(torch.from_numpy(ZEROS[:, :1]), 0, 1, across=True), ValueError, "two samples"),
        (lambda: cdf.clustered_test(torch.from_numpy(ZEROS + 3), 0, 1, across=True), ValueError, "got 3"),
        (lambda: cdf.clustered_test(torch.from_numpy(ZEROS[:0]), 0, 1, across=True), ValueError, "none of them empty"),
        (
            lambda: cdf.clustered_test(torch.from_numpy(ZEROS), 0, 1, (2, 2), across=True),
            ValueError,
            "different variables",
        ),
        (
            lambda: cdf.EnvironmentTests.of_counts(torch.full((16,), -1), 2),
            ValueError,
            "counts must not be negative, got -1",
        ),
        (lambda: check_environments(np.full((2, 2, 2), 0.5)), ValueError, "only 0 and 1, got 0.5"),
        (lambda: check_environments([[[0, np.nan], [1, 1]]]), ValueError, "only 0 and 1, got nan"),
        (lambda: check_environments([[["0", "1"]]]), ValueError, "only 0 and 1, got 0"),
        (lambda: check_environments([0, 1]), ValueError, r"three axes .* got shape \(2,\)"),
        (lambda: check_environments(ZEROS[:0]), ValueError, "none of them empty"),
        # counting the kinds of environments would hide other values
        (lambda: cdf.causal_de_finetti(ZEROS + 2, test="clustered"), ValueError, "only 0 and 1, got 2"),
        (lambda: cdf.pc_edges(ZEROS - 1), ValueError, "only 0 and 1, got -1"),
        (lambda: cdf.cdnod_edges(ZEROS + 2), ValueError, "only 0 and 1, got 2"),
        (lambda: cdf.cdnod_direction(np.full((4, 2), np.nan), np.zeros((4, 2))), ValueError, "finite"),
        (lambda: clustered_p_values(ZEROS)((0, 1), (1, 2), ((2, 2),)), ValueError, "sample of a"),
        (lambda: cdf.causal_de_finetti(ZEROS[:, :1]), ValueError, "two samples"),
        (lambda: cdf.causal_de_finetti(ZEROS + 2), ValueError, "only 0 and 1"),
        (lambda: cdf.causal_de_finetti(ZEROS, test="t"), ValueError, "test must be"),
        (lambda: cdf.bivariate_direction(np.zeros((3, 1)), np.zeros((3, 1))), ValueError, "two samples"),
        (lambda: cdf.bivariate_direction(np.zeros((3, 2)), np.full((3, 2), np.nan)), ValueError, "finite"),
        # a test that gives no number must not decide
        (lambda: cdf.bivariate_direction(np.zeros((9, 2)), np.ones((9, 2))), ValueError, "x must be a vector .* vary"),
        (
            lambda: cdf.bivariate_direction(np.zeros((9, 2)), np.ones((9, 2)), lambda a, b, c: math.nan),
            ValueError,
            "ci_test must return p-values",
        ),
        (lambda: cdf.bivariate_direction(np.zeros((9, 2)), np.ones((9, 2)), alpha=1.0), ValueError, "alpha must lie"),
        (lambda: cdf.bivariate_direction(np.zeros((0, 2)), np.zeros((0, 2))), ValueError, "two samples"),
        (lambda: cdf.kernel_test(np.arange(4.0), np.full(4, np.nan)), ValueError, "y must be a vector .* vary"),
        (lambda: cdf.recover_with_tests(2, lambda a, b, c: math.nan, 0.05), ValueError, "between 0 and 1, got nan"),
        (lambda: cdf.recover_with_tests(2, lambda a, b, c: 1.5, 0.05), ValueError, "between 0 and 1, got 1.5"),
        (lambda: cdf.sample_xor(5, 3, np.random.default_rng(0), np.inf, 1), ValueError, "positive and finite"),
        (lambda: cdf.sample_xor(0, 3, np.random.default_rng(0)), ValueError, "positive"),
        (lambda: cdf.sample_table(5, 3, np.random.default_rng(0), parents=((),)), ValueError, "d=3"),
        (lambda: cdf.sample_bivariate(0, np.random.default_rng(0)), ValueError, "at least 1"),
        (lambda: cdf.random_dag(1, np.random.default_rng(0)), ValueError, "at least 2"),
        (lambda: cdf.local_scores(ZEROS + 2), ValueError, "only 0 and 1, got 2"),
        (lambda: cdf.local_scores(ZEROS, np.inf, 1), ValueError, "positive and finite"),
        (lambda: cdf.local_scores(ZEROS, 0, 1), ValueError, "positive"),
        (lambda: cdf.local_scores(ZEROS, family="or"), ValueError, "family must be"),
        (lambda: cdf.local_scores(np.zeros((1, 1, 13), dtype=int)), ValueError, "at most 12"),
        (lambda: cdf.dag_log_marginal(ZEROS, [()]), ValueError, "3 variables"),
        (lambda: cdf.g_test_power(-1, 1, 10), ValueError, "information must be"),
        (lambda: cdf.g_test_power(0.1, 1, 10, 1.5), ValueError, "alpha inside"),
        (lambda: cdf.g_test_power(0.1, 1, math.nan), ValueError, "environments positive"),
        (lambda: cdf.weakest_needed(((), ())), ValueError, "must have an arrow"),
        (lambda: cdf.weakest_needed(((), (0,)), (1, 1)), ValueError, "leave a trace of every arrow"),
        (lambda: cdf.binary_distances("PC", 10, 0), ValueError, "at least one, got 0"),
        (lambda: cdf.environments_needed(0, 1), ValueError, "must be positive"),
        (lambda: cdf.environments_needed(0.1, 1, power=0.01), ValueError, "power between"),
        (lambda: experiments.binary_run("SVM", 10, 2, 3, 0), ValueError, "method must be one of"),
        (lambda: cdf.bivariate_run("SVM", 10, 0), ValueError, "method must be"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_equal_graphs_are_equal_however_they_are_written() -> None:
    assert cdf.markov_class([[], [], [1, 0]]) == cdf.markov_class([(), (), (0, 1)])
    graph = cdf.UnrolledICM([(), np.flatnonzero([1, 0])], np.int64(2))
    assert graph.parents == ((), (0,))
    assert graph.d_separated((np.int64(0), 1), (1, np.int64(2)), [(0, 2)])


def test_an_arrow_without_a_trace_is_not_forecast_to_be_found() -> None:
    # fair noise: both needed tests have no power, whatever the size
    assert cdf.forecast_exact(((), (0,)), 10**6, prior=(1, 1)) == pytest.approx(0.05**2 * 0.95)
    assert 0.8 < cdf.forecast_exact(((), (0,)), 10**6) <= 0.95


@given(st.lists(st.lists(st.one_of(st.integers(-2, 4), st.text(max_size=1), st.none()), max_size=3), max_size=4))
def test_junk_graphs_are_refused_or_sound(junk) -> None:
    for function in (cdf.markov_class_signature, lambda g: cdf.UnrolledICM(g, 2)):
        try:
            function(junk)
        except (TypeError, ValueError):
            continue
        assert cdf.recover_dag(len(junk), cdf.oracle_of(junk)).edges == cdf.edges_of(check_parents(junk))


@given(st.lists(st.integers(-1, 2), min_size=1, max_size=12))
def test_junk_data_give_a_p_value_or_an_error(values) -> None:
    x = torch.tensor(values)
    try:
        found = cdf.g_test(x, x.flip(0))
    except ValueError:
        assert any(v not in (0, 1) for v in values)
        return
    assert 0 <= found.p.item() <= 1


@pytest.mark.gpu
def test_tensors_on_a_gpu() -> None:
    data = torch.from_numpy(cdf.sample_xor(500, 3, np.random.default_rng(0)).data)
    here, there = (cdf.EnvironmentTests(data, device=d).test((0, 1), (1, 2), ((1, 1),)) for d in ("cpu", "cuda"))
    assert there.p.device.type == "cuda"
    assert here.p.item() == pytest.approx(there.p.item())
    values = data.to(torch.int64)
    tests = [cdf.clustered_test(values, 0, 1, (2,), across=True, device=d).p.item() for d in ("cpu", "cuda")]
    assert tests[0] == pytest.approx(tests[1])


def test_figures_can_be_drawn() -> None:
    assert figures.two_worlds().axes
    assert len(figures.three_variable_dags()) == 25
    pictures = [figures.class_picture(g) for g in figures.three_variable_dags().values()]
    assert max(p.svg.count("<circle") for p in pictures) == 18
    # the weakest dependence is seen at last: strokes move to the left of the dashed line
    few, many = (figures.p_values_picture(1, 3, size, "xor").svg for size in (100, 100_000))
    assert "X₁ and Y₂ given Y₁: 50 of 50 rejected" in many
    assert "X₁ and Y₂ given Y₁: 50 of 50 rejected" not in few
    assert few.count("v24") == many.count("v24") == 150
    for step in figures.peeling_steps():
        assert figures.peeling_picture(step).svg.count("<circle") == 5
    drawn = figures.counterexample_picture(((), (), (1, 3), (0, 1)), {"released": "none", "level": "level"})
    assert drawn.svg.count("<circle") == 12
    for chart in (figures.power_chart(runs=2, sizes=(50, 100)), figures.accuracy_chart(), figures.bivariate_chart()):
        spec = chart.to_dict()
        assert "datasets" not in spec or all(isinstance(v, list) for v in spec["datasets"].values())


def test_titles_of_the_class_picture_are_true_of_the_chosen_graph() -> None:
    seen = set()
    for graph in cdf.all_dags(3):
        below = cdf.strict_descendants(graph)
        for v, k, sign in re.findall(r"X(\d);1, X(\d);2 (\w+)", figures.class_picture(graph).svg):
            assert (int(k) in below[int(v)]) == (sign == "dependent")
            seen.add(sign)
    assert seen == {"dependent", "independent"}


def test_power_chart_shows_simulation_near_forecast() -> None:
    chart = figures.power_chart(runs=400, sizes=(3000,)).to_dict()
    rows = [row for part in chart["layer"] for row in part.get("data", chart.get("data", {})).get("values", [])]
    assert len(rows) >= 30
    for row in rows:
        # both are shares; the forecast is an approximation
        assert abs(row["rejected"] - row["forecast"]) < 0.13, row
        if row["question"] == "Y₁ and X₂ given X₁":
            assert row["forecast"] == 0.05


def test_dependent_mechanisms_look_like_a_cycle() -> None:
    def answers(graph):
        pairs = itertools.permutations(range(3), 2)
        rest = {v: [(u, 1) for u in range(3) if u != v] for v in range(3)}
        return {(v, k) for v, k in pairs if not graph.d_separated((v, 1), (k, 2), rest[v])}

    plain, tied = cdf.UnrolledICM(COLLIDER, 2), cdf.UnrolledICM(COLLIDER, 2, confounded=[(0, 2)])
    assert answers(tied) - answers(plain) == {(1, 0), (2, 0)}
    with pytest.raises(cdf.InconsistentTestsError, match="form an order"):
        cdf.recover_by_descendants(3, tied.d_separated)


def test_graphs_alone_in_their_class() -> None:
    graphs = list(cdf.all_dags(3))
    classes = [cdf.markov_class(g) for g in graphs]
    alone = {g for g, kind in zip(graphs, classes, strict=True) if classes.count(kind) == 1}
    assert alone == {g for g, (edges, collisions) in zip(graphs, classes, strict=True) if collisions or not edges}
    assert len(alone) == 4


def test_the_named_test_tells_members_of_a_class_apart() -> None:
    for graph in cdf.all_dags(3):
        for other in cdf.all_dags(3):
            if other != graph and cdf.markov_class(other) == cdf.markov_class(graph):
                assert cdf.strict_descendants(other) != cdf.strict_descendants(graph)
