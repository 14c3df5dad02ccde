"""Topic networks against networkx, statsmodels, brute force and closed forms."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from fractions import Fraction
from itertools import combinations

import igraph as ig
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.book import recorded
from lib.data import scientometrics_collaborations
from lib.networks import topic_networks as tn
from lib.networks.topic_networks import figures
from lib.networks.topic_networks.collaboration import check_count
from lib.networks.topic_networks.comparison import _bootstrapped, _looks_normal
from lib.networks.topic_networks.modularity import igraph_seed, partitions
from lib.networks.topic_networks.size_control import cleaned
from lib.numeric import wilson_interval

REAL = [list(paper) for paper in scientometrics_collaborations().papers]
topics_of = st.lists(st.lists(st.integers(0, 14), min_size=1, max_size=5), min_size=0, max_size=25)
networks = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda e: e[0] != e[1]), min_size=1, max_size=25
).map(nx.Graph)


def networkx_metrics(papers: list[list[int]]) -> dict[str, float]:
    """The nine deterministic measures straight from their definitions."""
    teams = [set(paper) for paper in papers if len(set(paper)) > 1]
    weights = Counter(frozenset(pair) for team in teams for pair in combinations(team, 2))
    G = nx.Graph([tuple(pair) for pair in weights])
    n, degrees = len(G), [d for _, d in G.degree()]
    found = {
        "collaboration rate": len(teams) / len(papers) if papers else 0.0,
        "repeat rate": sum(w >= 2 for w in weights.values()) / len(weights) if weights else 0.0,
        "centralisation": sum(max(degrees) - d for d in degrees) / ((n - 1) * (n - 2)) if n > 2 else 0.0,
        "assortativity": nx.degree_assortativity_coefficient(G) if _irregular(G) else 0.0,
        "small world": 0.0,
        "coreness": 0.0,
        "constraint": 0.0,
        "effective size": 0.0,
    }
    if n < 3:
        return found
    core = nx.core_number(G)
    found["coreness"] = sum(k == max(core.values()) for k in core.values()) / n
    found["constraint"] = float(np.mean(list(nx.constraint(G).values())))
    found["effective size"] = float(np.mean([effective_by_hand(G, v) for v in G]))
    return found


def _irregular(G: nx.Graph) -> bool:
    ends = {d for edge in G.edges for d in (G.degree(edge[0]), G.degree(edge[1]))}
    return len(ends) > 1


def effective_by_hand(G: nx.Graph, v: int) -> float:
    return G.degree(v) - 2 * G.subgraph(G[v]).number_of_edges() / G.degree(v)


def small_world_by_hand(G: nx.Graph) -> float:
    L = G.subgraph(max(nx.connected_components(G), key=len))
    n, m = len(L), L.number_of_edges()
    if len(G) < 10 or G.number_of_edges() < 5 or n < 5 or 2 * m / n <= 1:
        return 0.0
    path = nx.average_shortest_path_length(L) / (np.log(n) / np.log(2 * m / n))
    return nx.average_clustering(L) / (2 * m / (n * (n - 1))) / path


# --- networks and measures ------------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(topics_of)
def test_measures_against_their_definitions(papers: list[list[int]]) -> None:
    found = tn.topic_metrics(papers)
    for name, value in networkx_metrics(papers).items():
        if name != "small world":
            assert found[name] == pytest.approx(value, abs=1e-10), name
    G = tn.collaboration_network(papers)
    assert (found["authors"], found["edges"]) == (len(G), G.number_of_edges())
    assert found["components"] == nx.number_connected_components(G)
    teams = [set(paper) for paper in papers if len(set(paper)) > 1]
    for u, v, weight in G.edges(data="weight"):
        assert weight == sum({u, v} <= team for team in teams)
    assert list(G) == sorted(G)
    if len(G):
        largest = max(map(len, nx.connected_components(G)))
        assert found["largest"] == pytest.approx(largest / len(G))
        assert found["modularity"] == tn.louvain_modularity(G) or len(G) < 3


@pytest.mark.parametrize("variant", tn.VARIANTS)
def test_small_world_and_largest_component_against_networkx(variant: str) -> None:
    for seed in range(4):
        papers = tn.simulate_topic(60, rng=seed, variant=variant)
        G = tn.collaboration_network(papers)
        sizes = sorted(map(len, nx.connected_components(G)))
        if sizes[-1] == sizes[-2]:
            continue  # several largest components: which one is taken is a convention
        found = tn.topic_metrics(papers)
        assert found["small world"] == pytest.approx(small_world_by_hand(G))
        assert tn.small_world(G) == pytest.approx(small_world_by_hand(G))
        inside = nx.constraint(G.subgraph(max(nx.connected_components(G), key=len)))
        assert found["constraint of largest"] == pytest.approx(np.mean(list(inside.values())))


def test_the_real_corpus_has_its_known_numbers() -> None:
    found = tn.topic_metrics(REAL)
    wanted = {
        "authors": 967,
        "edges": 2762,
        "components": 178,
        "largest": 0.2916,
        "repeat rate": 0.0634,
        "centralisation": 0.0418,
        "coreness": 0.0362,
        "constraint": 0.7241,
        "effective size": 1.5926,
        "assortativity": 0.8352,
    }
    for name, value in wanted.items():
        assert found[name] == pytest.approx(value, abs=5e-5), name
    # 419 collaborative papers of 611 with authors; of all 613 works it would be .6835
    assert found["collaboration rate"] == pytest.approx(419 / 611)
    assert found["modularity"] == pytest.approx(0.9007, abs=1e-3)


@pytest.mark.parametrize("seed", range(5))
def test_a_topic_does_not_depend_on_its_neighbours_or_on_order(seed: int) -> None:
    topics = tn.simulate_corpus([20, 40, 3, 60], rng=seed, sigma=0.4)
    together = tn.corpus_metrics(topics, seed=3)
    for t, papers in enumerate(topics):
        alone = tn.topic_metrics(papers, seed=3)
        assert alone == {name: float(value) for name, value in together.iloc[t].items()}
        shuffled = [paper[::-1] for paper in papers]
        random.Random(0).shuffle(shuffled)
        assert tn.topic_metrics(shuffled, seed=3) == alone


def test_igraph_gets_its_own_source_of_random_numbers_back() -> None:
    # the shape checks of the suite draw from Python's source themselves: only what is inside is looked at
    before = random.getstate()
    with igraph_seed(7):
        first = ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
        assert random.getstate() == before
    with igraph_seed(7):
        assert ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist() == first
    random.seed(1)
    first = ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
    random.seed(1)
    assert ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist() == first


@pytest.mark.parametrize(
    "papers", [[], [["a"]], [["a"], ["b"]], [["a", "a"]]], ids=["none", "one", "solo", "twice the same"]
)
def test_topics_without_collaboration(papers: list[list[str]]) -> None:
    found = tn.topic_metrics(papers)
    assert {name: found[name] for name in tn.METRICS} == {name: float(name == "robustness") for name in tn.METRICS}


def test_degenerate_sizes() -> None:
    pair = tn.topic_metrics([["a", "b"]])
    assert pair["constraint"] == pair["modularity"] == pair["centralisation"] == pair["effective size"] == 0
    assert (pair["robustness"], pair["small world"], pair["regular"]) == (1, 0, 1)
    ring = nx.cycle_graph(12)
    assert tn.degree_centralization(ring) == 0
    assert tn.small_world(nx.cycle_graph(9)) == 0  # fewer than ten nodes
    assert tn.small_world(nx.empty_graph(12)) == 0
    assert tn.coreness_ratio(nx.path_graph(2)) == 0
    assert tn.robustness_ratio(nx.star_graph(8)) == 1  # nine nodes


def test_ids_from_numpy_are_ids() -> None:
    papers = [[0, 1], [1, 2, 3], [4]]
    for kind in (np.int64, np.int32, str, np.str_):
        same = [[kind(author) for author in paper] for paper in papers]
        assert tn.topic_metrics(same) == tn.topic_metrics(papers)
    mixed = [[0, np.int64(1)], [np.int64(0), 1]]
    assert tn.topic_metrics(mixed)["repeat rate"] == 1


def test_which_measures_are_given() -> None:
    found = tn.corpus_metrics([REAL[:50]], which=["coreness", "repeat rate"])
    assert list(found.columns[:2]) == ["repeat rate", "coreness"]
    assert "modularity" not in found


def test_robustness_by_hand() -> None:
    for seed in range(3):
        G = tn.collaboration_network(tn.simulate_topic(40, rng=seed))
        nodes = list(G)
        k = max(1, int(0.1 * len(G)))

        def left(gone: list) -> int:
            rest = G.subgraph(set(nodes) - set(gone))  # noqa: B023
            return max(map(len, nx.connected_components(rest)))

        hubs = sorted(nodes, key=G.degree, reverse=True)[:k]  # stable: ties go to the first
        keys = np.random.default_rng(seed).random((10, len(nodes)))
        ratios = [left(hubs) / left([nodes[v] for v in np.argsort(row)[:k]]) for row in keys]
        assert tn.robustness_ratio(G, rng=seed, repeats=10) == pytest.approx(np.mean(ratios))


@settings(max_examples=60)
@given(networks)
def test_single_measures_against_networkx(G: nx.Graph) -> None:
    degrees = [d for _, d in G.degree()]
    n = len(G)
    wanted = sum(max(degrees) - d for d in degrees) / ((n - 1) * (n - 2)) if n > 2 else 0.0
    assert tn.degree_centralization(G) == pytest.approx(wanted)
    core = nx.core_number(G)
    assert tn.coreness_ratio(G) == pytest.approx(sum(k == max(core.values()) for k in core.values()) / n * (n > 2))


# --- structural holes -----------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(networks)
def test_constraint_and_effective_size_against_two_libraries(G: nx.Graph) -> None:
    A = nx.to_scipy_sparse_array(G, weight=None, dtype=float)
    for device in (None, "cpu"):  # igraph, torch
        found = tn.burt_constraint(A, device=device)
        assert found == pytest.approx(list(nx.constraint(G).values()), abs=1e-12)
        assert found == pytest.approx([float(value) for value in tn.exact_constraint(G).values()], abs=1e-12)
        assert tn.effective_size(A, device=device) == pytest.approx([effective_by_hand(G, v) for v in G], abs=1e-12)


def test_constraint_in_single_precision() -> None:
    A = nx.to_scipy_sparse_array(tn.collaboration_network(REAL), weight=None, dtype=float)
    rough = tn.burt_constraint(A, device="cpu", dtype=torch.float32)
    assert rough == pytest.approx(tn.burt_constraint(A), abs=1e-5)
    assert not np.array_equal(rough, tn.burt_constraint(A))


def test_block_diagonal_matrices_hold_many_topics() -> None:
    graphs = [nx.complete_graph(4), nx.star_graph(5), nx.cycle_graph(6)]
    together = nx.to_scipy_sparse_array(nx.disjoint_union_all(graphs), dtype=float)
    apart = [tn.burt_constraint(nx.to_numpy_array(G)) for G in graphs]
    assert tn.burt_constraint(together) == pytest.approx(np.concatenate(apart))
    weighted = together * 3.5
    for device in (None, "cpu"):  # weights play no part
        assert tn.burt_constraint(weighted, device) == pytest.approx(np.concatenate(apart))


def test_constraint_on_the_real_corpus_equals_the_vectorised_formula() -> None:
    A = nx.to_scipy_sparse_array(tn.collaboration_network(REAL), weight=None, dtype=float)
    share = A / A.sum(axis=1)[:, None]
    formula = (A.multiply(share + share @ share)).power(2).sum(axis=1)
    for device in (None, "cpu"):
        assert tn.burt_constraint(A, device) == pytest.approx(np.asarray(formula).ravel(), abs=1e-12)


@pytest.mark.parametrize("n", range(2, 9))
def test_closed_forms(n: int) -> None:
    assert tn.exact_constraint(nx.complete_graph(n))[0] == Fraction((2 * n - 3) ** 2, (n - 1) ** 3)
    star = tn.exact_constraint(nx.star_graph(n))
    assert star[0] == Fraction(1, n)
    assert star[1] == 1
    assert tn.degree_centralization(nx.star_graph(n)) == 1
    teams = nx.disjoint_union_all([nx.complete_graph(4)] * n)
    assert tn.component_modularity(teams) == 1 - Fraction(1, n)
    assert tn.louvain_modularity(teams) == pytest.approx(1 - 1 / n)


@pytest.mark.gpu
def test_constraint_on_a_gpu_agrees() -> None:
    A = nx.to_scipy_sparse_array(tn.collaboration_network(REAL), weight=None, dtype=float)
    assert tn.burt_constraint(A, device="cuda") == pytest.approx(tn.burt_constraint(A, device="cpu"), abs=1e-10)
    assert tn.effective_size(A, device="cuda") == pytest.approx(tn.effective_size(A, device="cpu"), abs=1e-10)


@pytest.mark.parametrize(
    ("A", "message"),
    [
        (np.ones((2, 3)), "square"),
        (np.eye(2), "loop"),
        (np.array([[0.0, 1], [0, 0]]), "symmetric"),
        (np.zeros((2, 2)), "isolated"),
        (np.array([[0, np.nan], [np.nan, 0]]), "finite"),
    ],
)
def test_bad_matrices(A: np.ndarray, message: str) -> None:
    for measure in (tn.burt_constraint, tn.effective_size):
        with pytest.raises(ValueError, match=message):
            measure(A)


# --- modularity -----------------------------------------------------------------------------------------------------


def test_partitions_are_all_and_different() -> None:
    for n, bell in enumerate([1, 1, 2, 5, 15, 52, 203]):
        found = {frozenset(map(frozenset, parts)) for parts in partitions(list(range(n)))}
        assert len(found) == bell


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=10))
def test_exact_modularity_by_networkx(rows: list[tuple[int, int, int]]) -> None:
    G = nx.Graph()
    G.add_weighted_edges_from((u, v, w) for u, v, w in rows if u != v)
    if not G.number_of_edges():
        with pytest.raises(ValueError, match="edge"):
            tn.exact_modularity(G)
        return
    best, parts = tn.exact_modularity(G)
    values = [nx.community.modularity(G, part) for part in partitions(list(G))]
    assert float(best) == pytest.approx(max(values))
    assert float(best) == pytest.approx(nx.community.modularity(G, parts))
    assert tn.modularity_of(G, parts) == best
    assert tn.louvain_modularity(G) <= float(best) + 1e-12
    assert float(tn.component_modularity(G)) == pytest.approx(
        nx.community.modularity(G, nx.connected_components(G)), abs=1e-12
    )


def test_modularity_is_weighted() -> None:
    # two halves joined as often as they are inside: only the weights show them
    papers = [[0, 1]] * 9 + [[2, 3]] * 9 + [[0, 2], [1, 3]]
    assert tn.topic_metrics(papers)["modularity"] == pytest.approx(0.4)
    assert tn.louvain_modularity(tn.collaboration_network(papers)) == pytest.approx(0.4)
    assert tn.louvain_modularity(nx.cycle_graph(4)) == pytest.approx(0)


def test_bad_partitions() -> None:
    G = nx.path_graph(3)
    for parts in ([[0, 1]], [[0, 1], [1, 2]], [[0, 1, 2, 3]]):
        with pytest.raises(ValueError, match="cover every node"):
            tn.modularity_of(G, parts)
    with pytest.raises(ValueError, match="edge"):
        tn.modularity_of(nx.empty_graph(2), [[0], [1]])
    with pytest.raises(ValueError, match="at most 10"):
        tn.exact_modularity(nx.path_graph(11))


# --- comparison -----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_cliffs_delta_by_pairs(a: list[int], b: list[int]) -> None:
    pairs = [(x > y) - (x < y) for x in a for y in b]
    assert tn.cliffs_delta(a, b) == pytest.approx(sum(pairs) / len(pairs))
    assert tn.cliffs_delta(b, a) == pytest.approx(-sum(pairs) / len(pairs))


@given(st.lists(st.integers(1, 9), min_size=5, max_size=40))
def test_split_is_deterministic(P: list[int]) -> None:
    popular, niche = tn.popular_niche_split(P)
    order = sorted(range(len(P)), key=lambda k: (-P[k], k))
    count = int(0.2 * len(P))
    assert popular.tolist() == order[:count]
    assert niche.tolist() == order[-count:]


def test_comparison_by_scipy() -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"papers": np.arange(200), "a": rng.normal(size=200), "b": rng.exponential(size=200)})
    found = tn.compare_groups(table, ["a", "b"], bootstrap=4000)
    popular, niche = tn.popular_niche_split(table["papers"])
    for name, test in (("a", "t"), ("b", "Mann-Whitney")):
        x, y = table[name].to_numpy()[popular], table[name].to_numpy()[niche]
        p = stats.ttest_ind(x, y).pvalue if test == "t" else stats.mannwhitneyu(x, y).pvalue
        assert found.loc[name, "test"] == test
        assert found.loc[name, "p"] == pytest.approx(p)
        assert found.loc[name, "d"] == pytest.approx(
            (x.mean() - y.mean()) / np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / 2)
        )
        low, high = found.loc[name, ["difference low", "difference high"]]
        error = 1.96 * np.sqrt(x.var() / len(x) + y.var() / len(y))
        assert low == pytest.approx(x.mean() - y.mean() - error, abs=0.15 * error)
        assert high == pytest.approx(x.mean() - y.mean() + error, abs=0.15 * error)


def test_bonferroni_is_a_tenth() -> None:
    table = pd.DataFrame({"papers": np.arange(100), "a": np.arange(100.0) % 37})
    for seed in range(20):
        table["a"] = np.random.default_rng(seed).normal(size=100) + np.arange(100) * 0.006
        row = tn.compare_groups(table, ["a"], bootstrap=0).loc["a"]
        assert row["significant"] == (row["p"] < 0.005)


def test_bootstrap_of_delta_against_plain_resampling() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(0.5, 1, 30).round(1), rng.normal(0, 1, 25).round(1)
    fast = _bootstrapped(x, y, 3000, np.random.default_rng(0))
    plain = [tn.cliffs_delta(rng.choice(x, 30), rng.choice(y, 25)) for _ in range(3000)]
    assert [fast["delta low"], fast["delta high"]] == pytest.approx(np.quantile(plain, [0.025, 0.975]), abs=0.03)


def test_sizes_of_delta() -> None:
    assert [tn.delta_size(v) for v in (0.146, 0.147, -0.33, 0.473, -0.474)] == [
        "negligible",
        "small",
        "medium",
        "medium",
        "large",
    ]
    assert not _looks_normal(np.ones(10))


# --- size control ---------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_least_squares_by_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(40), rng.normal(size=(40, 3))])
    y = X @ rng.normal(size=4) + rng.normal(size=40) * np.exp(X[:, 1])
    for robust in (False, True):
        fit = sm.OLS(y, X).fit(cov_type="HC3" if robust else "nonrobust", use_t=True)
        for ours, theirs in zip(tn.least_squares(X, y, robust=robust), (fit.params, fit.bse, fit.pvalues), strict=True):
            assert ours == pytest.approx(theirs, rel=1e-7)


@pytest.mark.parametrize("scale", ["all", "groups"])
@pytest.mark.parametrize("size", ["rough", "authors"])
def test_binary_design_step_by_step(scale: str, size: str) -> None:
    table = tn.corpus_metrics(tn.simulate_corpus(150, 2))
    found = tn.size_controlled_regression(table, size=size, scale=scale, on_disjoint="ignore").table
    x = np.log1p(2 * table["collaborative"] if size == "rough" else table["authors"])
    popular, niche = tn.popular_niche_split(table["papers"])
    part = np.concatenate([popular, niche])
    for name in tn.METRICS:
        y = table[name].clip(0, 1) if name in tn.PROPORTIONS else table[name].copy()
        y = y.mask(((y - y.mean()) / y.std(ddof=0)).abs() > 3)
        frame = pd.DataFrame({"y": y, "x": x, "popular": 0.0})
        frame.loc[popular, "popular"] = 1.0
        if scale == "all":
            frame["y"] = (frame.y - frame.y.mean()) / frame.y.std(ddof=0)
            frame["x"] = (frame.x - frame.x.mean()) / frame.x.std(ddof=0)
        frame = frame.iloc[part].dropna()
        if scale == "groups":
            frame["y"] = (frame.y - frame.y.mean()) / frame.y.std(ddof=0)
            frame["x"] = (frame.x - frame.x.mean()) / frame.x.std(ddof=0)
        raw = sm.OLS(frame.y, sm.add_constant(frame[["popular"]])).fit()
        both = sm.OLS(frame.y, sm.add_constant(frame[["popular", "x"]])).fit(cov_type="HC3", use_t=True)
        frame["product"] = frame.popular * frame.x
        product = sm.OLS(frame.y, sm.add_constant(frame[["popular", "x", "product"]])).fit(cov_type="HC3", use_t=True)
        row = found.loc[name]
        assert row["used"] == len(frame)
        assert row["raw"] == pytest.approx(raw.params["popular"])
        assert row["raw p"] == pytest.approx(raw.pvalues["popular"], abs=1e-12)
        assert row["controlled"] == pytest.approx(both.params["popular"])
        assert row["se"] == pytest.approx(both.bse["popular"])
        assert row["controlled p"] == pytest.approx(both.pvalues["popular"], abs=1e-12)
        assert row["interaction"] == pytest.approx(product.params["product"])
        assert row["interaction p"] == pytest.approx(product.pvalues["product"], abs=1e-12)
        assert row["label"] == tn.control_label(row["raw"], row["raw p"], row["controlled"], row["controlled p"])


@pytest.mark.parametrize("spec", tn.SPECS[1:])
def test_continuous_popularity(spec: str) -> None:
    table = tn.corpus_metrics(tn.simulate_corpus(120, 4))
    found = tn.size_controlled_regression(table, ["coreness"], spec=spec)
    P = table["papers"].astype(float)
    scale = {
        "log": np.log1p(P),
        "quadratic": np.log1p(P),
        "percentile": P.rank(pct=True),
        "z-score": P,
        "rank": -P.rank(method="min", ascending=False),
    }[spec]

    def std(v: pd.Series) -> pd.Series:
        return (v - v.mean()) / v.std(ddof=0)

    y = std(pd.Series(cleaned(table["coreness"].to_numpy(), clip=True)))
    frame = pd.DataFrame({"p": std(scale), "x": std(np.log1p(2 * table["collaborative"]))})
    if spec == "quadratic":
        frame["q"] = frame.p**2
    keep = y.notna()
    fit = sm.OLS(y[keep], sm.add_constant(frame[keep])).fit(cov_type="HC3", use_t=True)
    assert found.table.loc["coreness", "controlled"] == pytest.approx(fit.params["p"])
    assert found.table.loc["coreness", "controlled p"] == pytest.approx(fit.pvalues["p"], abs=1e-12)
    if spec == "log":
        r = sm.OLS(frame.p[keep], sm.add_constant(frame[["x"]][keep])).fit()
        assert found.inflation == pytest.approx(1 / (1 - r.rsquared))


def test_disjoint_sizes_are_flagged() -> None:
    table = tn.corpus_metrics(tn.simulate_corpus(300, 1), which=["coreness"])
    with pytest.warns(tn.DisjointSizesWarning, match="extrapolation"):
        found = tn.size_controlled_regression(table, ["coreness"])
    assert found.overlap.disjoint
    assert found.overlap.shared == 0
    with pytest.raises(ValueError, match="share sizes"):
        tn.size_controlled_regression(table, ["coreness"], on_disjoint="raise")
    mixed = table.assign(collaborative=table["collaborative"].to_numpy()[::-1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = tn.size_controlled_regression(mixed, ["coreness"])
    assert not found.overlap.disjoint
    assert found.overlap.shared > 0.3


@pytest.mark.parametrize(
    ("popular", "niche", "disjoint"),
    [((2.0, 5.0), (1.0, 3.0), False), ((4.0, 5.0), (1.0, 3.0), True), ((0.0, 0.5), (1.0, 3.0), True)],
)
def test_groups_that_overlap_in_part_are_not_disjoint(
    popular: tuple[float, float], niche: tuple[float, float], disjoint: bool
) -> None:
    assert tn.Overlap(popular, niche, 0.0, (1.0, 1.0)).disjoint is disjoint


def test_overlap_is_that_of_the_two_groups() -> None:
    papers = np.arange(15, 115)
    collaborative = np.where(papers < 35, papers + 70, papers)  # niche topics from 85 to 104, popular from 95 to 114
    table = pd.DataFrame({"papers": papers, "collaborative": collaborative, "authors": papers, "m": papers**0.5})
    overlap = tn.size_controlled_regression(table, ["m"], on_disjoint="raise").overlap
    popular, niche = np.log1p(2 * np.arange(95, 115)), np.log1p(2 * np.arange(85, 105))
    assert overlap.popular == pytest.approx((popular.min(), popular.max()))
    assert overlap.niche == pytest.approx((niche.min(), niche.max()))
    assert overlap.spread == pytest.approx((popular.std(), niche.std()))
    assert overlap.shared == pytest.approx(20 / 40)


def test_labels() -> None:
    assert tn.control_label(1, 0.01, 2, 0.01) == "robust"
    assert tn.control_label(1, 0.01, -2, 0.01) == "reversed"
    assert tn.control_label(1, 0.01, -2, 0.2) == "confounded"
    assert tn.control_label(1, 0.3, 2, 0.01) == "emergent"
    assert tn.control_label(1, 0.3, 2, 0.4) == "absent"


@pytest.mark.parametrize(
    ("name", "values"), [("1 - 1/√C", (1.9267, 0.9351)), ("5/C", (-1.9722, -1.4388)), ("log(1 + 2C)", (1.7709, 0.0))]
)
def test_curvature_coefficients_by_statsmodels(name: str, values: tuple[float, float]) -> None:
    C = tn.topic_sizes(500)
    f = figures.CURVES[name](C.astype(float))
    found = tn.straight_line_coefficients(f, C)
    assert found == pytest.approx(values, abs=1e-4)
    # no topic is left out, however far from the others: the largest sizes lie beyond three standard deviations
    ends = np.r_[:100, 400:500]
    y, x, dummy = stats.zscore(f[ends]), np.log1p(2 * C[ends]), np.repeat([1.0, 0.0], 100)
    raw, controlled = sm.OLS(y, np.c_[np.ones(200), dummy]).fit(), sm.OLS(y, np.c_[np.ones(200), dummy, x]).fit()
    assert found == pytest.approx((raw.params[1], controlled.params[1]), abs=1e-9)


def test_spline_reproduces_cubics() -> None:
    x = np.sort(np.random.default_rng(0).random(60))
    X = np.column_stack([np.ones(60), tn.spline_basis(x, 5)])
    y = 1 - 2 * x + 3 * x**3
    assert X @ np.linalg.lstsq(X, y, rcond=None)[0] == pytest.approx(y)
    assert tn.spline_basis(x, 5, at=np.array([x[3]])) == pytest.approx(tn.spline_basis(x, 5)[3:4])


# --- generator ------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    st.integers(0, 40),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 10**6),
    st.sampled_from(tn.VARIANTS),
)
def test_simulated_topics_are_topics(P: int, rho: float, sigma: float, seed: int, variant: str) -> None:
    papers = tn.simulate_topic(P, rho, sigma, rng=seed, variant=variant)
    assert papers == tn.simulate_topic(P, rho, sigma, rng=seed, variant=variant)
    assert len(papers) == P
    assert all(1 <= len(team) <= 5 and len(set(team)) == len(team) for team in papers)
    # authors are numbered without gaps, and the first k papers are those of a topic of k papers
    assert {a for team in papers for a in team} == set(range(len({a for team in papers for a in team})))
    assert tn.simulate_topic(P // 2, rho, sigma, rng=seed, variant=variant) == papers[: P // 2]


def test_extreme_rates() -> None:
    new = tn.simulate_topic(200, 0.0, 0.0, rng=0)
    assert len({a for team in new for a in team}) == sum(map(len, new))
    # with sigma 1 a returning author always takes a past co-author, if there is one left
    for variant in tn.VARIANTS[:2]:
        papers = tn.simulate_topic(400, 1.0, 1.0, {2: 1}, rng=1, variant=variant)
        assert {frozenset(team) for team in papers} == {frozenset(papers[0])}


def test_rates_are_what_they_say() -> None:
    papers = tn.simulate_topic(20_000, 0.4, 0.6, rng=0)
    sizes = Counter(map(len, papers))
    for size, share in tn.TEAM_SIZES.items():
        assert sizes[size] / len(papers) == pytest.approx(share, abs=0.012)
    seen: set[int] = set()
    returning = 0
    for team in papers:
        returning += team[0] in seen
        seen.update(team)
    assert returning / len(papers) == pytest.approx(0.4, abs=0.012)
    # second authors of returning first authors with a past: past co-author 0.6, else old with 0.2
    partners: dict[int, set[int]] = {}
    known = past = old = 0
    for team in papers:
        lead = team[0]
        if len(team) > 1 and partners.get(lead):
            known += 1
            past += team[1] in partners[lead]
            old += team[1] in partners and team[1] not in partners[lead]
        for author in team:
            partners.setdefault(author, set()).update(set(team) - {author})
    assert past / known == pytest.approx(0.6, abs=0.02)
    assert old / known == pytest.approx(0.4 * 0.2, abs=0.012)


def test_choice_is_uniform_or_preferential() -> None:
    counts = {}
    for variant in tn.VARIANTS[:2]:
        tops = []
        for seed in range(150):
            papers = tn.simulate_topic(120, 0.7, 0.0, {1: 1}, rng=seed, variant=variant)
            tops.append(max(Counter(a for team in papers for a in team).values()))
        counts[variant] = np.mean(tops)
    assert counts["preferential"] > 1.5 * counts["uniform"]
    papers = tn.simulate_topic(20_000, rng=0, variant="no closure", team_sizes={1: 1})
    newcomers = len({a for team in papers for a in team})
    assert newcomers / len(papers) == pytest.approx(0.7, abs=0.015)


def test_topic_sizes() -> None:
    assert tn.topic_sizes(500).min() == 15
    assert tn.topic_sizes(10**5, 0).max() == 1000
    assert tn.topic_sizes(10**5, 0).mean() == pytest.approx(48, abs=1.5)
    C = tn.topic_sizes(500)
    popular, niche = tn.popular_niche_split(C)
    assert (C[popular].min(), C[popular].max(), C[niche].min(), C[niche].max()) == (51, 1000, 15, 17)
    spread = [np.log1p(2 * C[part]).std() for part in (popular, niche)]
    assert spread == pytest.approx([0.698, 0.048], abs=5e-4)


def test_planted_rates_reach_the_topics() -> None:
    sizes = np.array([100] * 30 + [101] * 30)
    rates = tn.planted_rates(sizes, "closure", 0.8)
    assert rates["sigma"][[0, -1]] == pytest.approx([0.2, 1.0])
    table = tn.corpus_metrics(tn.simulate_corpus(sizes, 0, **rates), which=["repeat rate"])["repeat rate"]
    assert table[30:].mean() > 2 * table[:30].mean()
    rates = tn.planted_rates(sizes, "returning", -0.4)
    assert rates["rho"][[0, -1]] == pytest.approx([0.6, 0.2])


# --- size matching --------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=3, max_size=30), st.integers(0, 100))
def test_rank_correlation_by_scipy(x: list[int], seed: int) -> None:
    P = np.random.default_rng(seed).integers(0, 10, len(x))
    found = tn.rank_correlation(x, P, 50)
    if len(set(x)) == 1 or len(set(P.tolist())) == 1:
        assert found == tn.RankCorrelation(0.0, 1.0)
    else:
        assert found.rho == pytest.approx(stats.spearmanr(x, P).statistic)
    assert 1 / 51 - 1e-12 <= found.p <= 1


def test_permutation_p_values_are_uniform_without_an_effect() -> None:
    rng = np.random.default_rng(0)
    p = [tn.rank_correlation(rng.random(12), rng.random(12), 199, seed).p for seed in range(300)]
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_excess_is_value_less_mean_of_the_same_size() -> None:
    topics = tn.simulate_corpus([20, 30], 0)
    asked = []

    def model(P: int, rng: np.random.Generator) -> list[list[int]]:
        asked.append(P)
        return tn.simulate_topic(P, rng=len(asked))

    found = tn.size_matched_excess(topics, model, 3, which=["coreness"])
    assert asked == [20] * 3 + [30] * 3
    for t, P in enumerate((20, 30)):
        draws = [tn.topic_metrics(tn.simulate_topic(P, rng=3 * t + k + 1))["coreness"] for k in range(3)]
        assert found["coreness"][t] == pytest.approx(tn.topic_metrics(topics[t])["coreness"] - np.mean(draws))
    assert found["papers"].tolist() == [20, 30]


def test_ranks_are_uniform_at_every_size_and_excesses_are_not() -> None:
    sizes = np.repeat([15, 60], [600, 200])
    found = tn.size_matched(
        tn.simulate_corpus(sizes, 1), tn.simulate_topic_of_size, 4, 2, which=["coreness", "repeat rate"]
    )
    for name in ("coreness", "repeat rate"):
        for P in (15, 60):
            places = np.round(found.rank[name][sizes == P] * 5 - 0.5).astype(int)
            assert set(places) <= set(range(5))
            assert stats.chisquare(np.bincount(places, minlength=5)).pvalue > 1e-3
    small = found.excess["coreness"][sizes == 15]
    assert abs(small.mean()) < 4 * small.std() / 600**0.5
    assert (small < 0).mean() > 0.55


def test_excesses_size_by_size_against_the_matching_itself() -> None:
    found = tn.excess_by_size("repeat rate", (15, 30), (12, 6), 3)
    sizes = np.repeat([15, 30], [12, 6])
    matched = tn.size_matched(tn.simulate_corpus(sizes, 1), tn.simulate_topic_of_size, 3, 11, which=["repeat rate"])
    for size, row in found.iterrows():
        excess = matched.excess["repeat rate"][sizes == size]
        assert row["mean"] == pytest.approx(excess.mean())
        assert row["se"] == pytest.approx(excess.std(ddof=1) / len(excess) ** 0.5)
        assert row["below 0"] == pytest.approx(np.mean([value < 0 for value in excess]))
        assert row["mean rank"] == pytest.approx(matched.rank["repeat rate"][sizes == size].mean())
    # lists will do, and who changes a result does not change the next one
    found.loc[:] = 0
    again = tn.excess_by_size("repeat rate", [15, 30], [12, 6], 3)
    assert again.loc[15, "below 0"] == np.mean(matched.excess["repeat rate"][sizes == 15] < 0)


def test_ranks_by_hand() -> None:
    topics = [[["a", "b"]] * 4, [["a"]] * 4]
    made = iter([[["a", "b"]] * k + [["c"]] * (4 - k) for k in (0, 1, 2, 3, 0, 1, 2, 3)])
    found = tn.size_matched(topics, lambda P, rng: next(made), 4, which=["collaboration rate"])
    assert found.rank["collaboration rate"][0] == 0.9  # above all four
    assert found.rank["collaboration rate"][1] in (0.1, 0.3)  # below three, equal to one
    assert found.excess["collaboration rate"].tolist() == pytest.approx([1 - 1.5 / 4, -1.5 / 4])
    # equal values share all places at random
    same = tn.size_matched([[["a", "b"]]] * 300, lambda P, rng: [["c", "d"]], 2, 0, which=["collaboration rate"])
    assert stats.chisquare(np.unique(same.rank["collaboration rate"], return_counts=True)[1]).pvalue > 1e-3
    assert np.unique(same.rank["collaboration rate"]) == pytest.approx([1 / 6, 1 / 2, 5 / 6])


def test_pool_draws_without_repetition() -> None:
    pool = [[f"a{k}", f"b{k}"] for k in range(12)]
    # all of a pool's papers in any order are the pool: no excess at all
    found = tn.size_matched_excess([pool], pool, 4, which=["modularity", "constraint"])
    assert found[["modularity", "constraint"]].to_numpy() == pytest.approx(0)


def test_pooled_topics_share_no_author() -> None:
    topics = tn.simulate_corpus([10, 5, 8], 3)
    everyone = tn.pooled(topics)
    assert [len(team) for team in everyone] == [len(team) for topic in topics for team in topic]
    numbers = [{a for team in part for a in team} for part in (everyone[:10], everyone[10:15], everyone[15:])]
    assert not numbers[0] & numbers[1]
    assert not numbers[1] & numbers[2]
    assert [len(part) for part in numbers] == [len({a for team in topic for a in team}) for topic in topics]


def test_shuffled_labels_keep_sizes_and_overlaps() -> None:
    papers = [[f"{k}", f"{k}'"] for k in range(20)]
    topics = [list(range(12)), list(range(8, 20))]
    found = tn.label_permutations(papers, topics, 5)
    modularity = found[:, :, tn.METRICS.index("modularity")]
    assert modularity == pytest.approx(1 - 1 / 12)
    # a topic twice under the same labels is the same topic after any shuffle
    twice = tn.label_permutations(REAL, [list(range(40)), list(range(40))], 3, seed=1)
    assert (twice[:, 0] == twice[:, 1]).all()
    assert not np.array_equal(twice[0], twice[1])


def test_permutation_summary_by_scipy() -> None:
    rng = np.random.default_rng(0)
    own = tn.corpus_metrics(tn.simulate_corpus([15, 20, 30, 45, 60, 90], 0))
    shuffles = rng.random((40, 6, 10))
    found = tn.permutation_summary(own, shuffles)
    sizes = own["papers"]
    for k, name in enumerate(tn.METRICS):
        assert found.loc[name, "raw"] == pytest.approx(stats.spearmanr(own[name], sizes).statistic)
        each = [stats.spearmanr(draw[:, k], sizes).statistic for draw in shuffles]
        assert found.loc[name, "expected"] == pytest.approx(np.mean(each))
        mean = (own[name] + shuffles[:, :, k].sum(axis=0)) / 41
        excess = stats.spearmanr(own[name] - mean, sizes).statistic
        assert found.loc[name, "excess"] == pytest.approx(excess)
        null = [abs(stats.spearmanr(draw[:, k] - mean, sizes).statistic) for draw in shuffles]
        assert found.loc[name, "p"] == pytest.approx((1 + sum(v >= abs(excess) - 1e-9 for v in null)) / 41)


def test_sampled_distance_of_a_path_is_far_too_short() -> None:
    path = nx.path_graph(400)
    assert tn.mean_distance(path) == pytest.approx(401 / 3)
    try:
        assert tn.sampled_mean_distance(path) < 5
    except ValueError as problem:
        assert "piece of five nodes" in str(problem)  # noqa: PT017
    with pytest.raises(ValueError, match="piece of five"):
        tn.sampled_mean_distance(nx.path_graph(2000), size=20)
    for measure in (tn.mean_distance, tn.sampled_mean_distance):
        with pytest.raises(ValueError, match="connected"):
            measure(nx.empty_graph(3))


# --- experiments and records ----------------------------------------------------------------------------------------


def test_runs_are_repeatable_and_in_order() -> None:
    runs = tn.null_runs(60, [3, 5])
    assert runs[1] == tn.null_run(60, 5)
    assert runs[0]["papers"] != runs[1]["papers"]
    options = {"controls": ["line", "excess, pool"], "planted": "closure", "strength": 0.5, "repeats": 2}
    assert tn.control_runs(40, [1], **options)[0] == tn.control_run(40, 1, **options)


def test_recorded_null_agrees_with_a_run() -> None:
    record = recorded("networks/topic_networks/null")["data"]
    assert (record["T"], record["seeds"]) == (1938, 20)
    run = tn.null_run(1938, 7)
    for name in tn.METRICS:
        stored = record["variants"]["uniform"]["measures"][name]
        assert stored["popular"][7] == pytest.approx(run["means"][name]["popular"], rel=2e-3)
        for control in tn.REGRESSIONS:
            assert stored[control]["controlled"][7] == pytest.approx(run[control][name]["controlled"], rel=2e-3)
            assert sum(stored[control]["labels"].values()) == 20


def test_recorded_controls_and_shuffles_agree_with_small_runs() -> None:
    record = recorded("networks/topic_networks/controls")["data"]
    # what needs no companions is quick to repeat: the same corpora, so the same shares
    runs = tn.control_runs(record["T"], range(record["seeds"]), controls=["none", *tn.REGRESSIONS])
    for control in ("none", *tn.REGRESSIONS):
        for name in tn.METRICS:
            assert record["found"]["null"][control][name] == pytest.approx(tn.detected(runs, control, name), rel=2e-3)
    for corpus in record["found"].values():
        assert set(corpus) == set(tn.CONTROLS)
        for control in corpus.values():
            assert all(0 <= low <= share <= high <= 1 for share, low, high, _ in control.values())
    stored = recorded("networks/topic_networks/real")["data"]["concepts"]
    corpus = scientometrics_collaborations()
    works = [part for _, part in sorted(corpus.concepts.items()) if 15 <= len(part) <= 150]
    own = tn.corpus_metrics([[REAL[k] for k in part] for part in works])
    for name in tn.METRICS:
        assert stored[name]["raw"] == pytest.approx(stats.spearmanr(own[name], own["papers"]).statistic, abs=1e-3)


def test_recorded_excess_is_that_of_other_corpora_and_of_its_shares() -> None:
    record = recorded("networks/topic_networks/excess")["data"]
    assert (record["T"], record["seeds"]) == (160, 120)
    for control in ("excess", "rank"):
        for share, low, high, _ in record[control].values():
            assert (low, high) == pytest.approx(wilson_interval(round(share * 120), 120), rel=1e-3)
    # intervals of the mean excess hold what they promise: 95 percent, within what chance allows in 120
    for missed in record["missed"].values():
        assert stats.binomtest(missed, 120, 0.05).pvalue > 0.05


def test_solo_papers_go_with_constraint_at_a_fixed_number_of_joint_papers() -> None:
    topics = []
    for seed in range(500):
        papers = tn.simulate_topic(60, rng=seed)
        twelfth = [k for k, paper in enumerate(papers) if len(paper) > 1][11]
        topics.append(papers[: twelfth + 1])
    table = tn.corpus_metrics(topics, which=["constraint"])
    assert set(table["collaborative"]) == {12}
    solo = table["papers"] - 12
    assert stats.spearmanr(solo, table["constraint"]).pvalue < 0.05
    assert stats.spearmanr(solo, table["constraint"]).statistic > 0
    assert stats.spearmanr(solo, table["authors"]).statistic > 0


# --- bad input ------------------------------------------------------------------------------------------------------

TABLE = tn.corpus_metrics(tn.simulate_corpus(60, 0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tn.collaboration_network("abc"), "papers must be a list of papers"),
        (lambda: tn.collaboration_network(["abc"]), r"papers\[0\] must be a list of author ids"),
        (lambda: tn.collaboration_network([["a"], []]), r"papers\[1\] must name at least one author"),
        (lambda: tn.collaboration_network([["a", ""]]), "non-empty author ids"),
        (lambda: tn.collaboration_network([["a", 1]]), "all strings or all integers"),
        (lambda: tn.collaboration_network([[1.5]]), "all strings or all integers"),
        (lambda: tn.corpus_metrics([]), "at least one topic"),
        (lambda: tn.topic_metrics([["a"]], which=["degree"]), "which must name measures"),
        (lambda: tn.collaboration_network([[True, False]]), "all strings or all integers"),
        (lambda: tn.topic_metrics([["a"]], seed=-1), "seed must be a whole number, at least 0"),
        (lambda: tn.topic_metrics([["a"]], repeats=0), "repeats must be a whole number, at least 1"),
        (lambda: tn.louvain_modularity(nx.Graph([(0, 1, {"weight": -1.0})])), "positive finite weights"),
        (lambda: tn.louvain_modularity(nx.Graph([(0, 1, {"weight": np.nan})])), "positive finite weights"),
        (lambda: tn.louvain_modularity(nx.Graph([(0, 1, {"weight": "2"})])), "positive finite weights"),
        (lambda: tn.modularity_of(nx.DiGraph([(0, 1)]), [[0], [1]]), "undirected"),
        (lambda: tn.exact_modularity(nx.DiGraph([(0, 1)])), "undirected"),
        (lambda: tn.exact_modularity(nx.Graph([(0, 0), (0, 1)])), "no loops"),
        (lambda: tn.exact_modularity(nx.Graph([(0, 1, {"weight": 0.5})])), "whole-number weights"),
        (lambda: tn.exact_constraint(nx.DiGraph([(0, 1)])), "undirected"),
        (lambda: tn.exact_constraint(nx.Graph([(0, 0), (0, 1)])), "no loops"),
        (lambda: tn.burt_constraint(np.array([[0, 1j], [1j, 0]])), "real numbers"),
        (lambda: tn.sampled_mean_distance(nx.path_graph(300), samples=0), "samples must be"),
        (lambda: tn.sampled_mean_distance(nx.path_graph(300), size=-1), "size must be"),
        (lambda: tn.robustness_ratio(nx.path_graph(3), repeats=0), "repeats must be"),
        (lambda: tn.coreness_ratio(nx.DiGraph([(0, 1)])), "undirected"),
        (lambda: tn.coreness_ratio(nx.Graph([(0, 0)])), "no loops"),
        (lambda: tn.exact_constraint(nx.empty_graph(2)), "isolated"),
        (lambda: tn.popular_niche_split([1, 2, 3]), "at least 5 topics"),
        (lambda: tn.popular_niche_split([1, 2, 3], 0.7), "share must lie"),
        (lambda: tn.popular_niche_split([1, np.nan] * 5), "finite"),
        (lambda: tn.cliffs_delta([], [1]), "a must be a non-empty"),
        (lambda: tn.cliffs_delta([1], [np.nan]), "b must be a non-empty"),
        (lambda: tn.delta_size(1.5), "delta must lie"),
        (lambda: tn.cohens_d([1], [1, 2]), "at least two values"),
        (lambda: tn.compare_groups(TABLE.drop(columns="papers")), "table must have the columns"),
        (lambda: tn.compare_groups(pd.concat([TABLE, TABLE], axis=1)), "every column once"),
        (lambda: tn.compare_groups(TABLE.assign(coreness=np.inf)), "finite numbers"),
        (lambda: tn.cohens_d([np.inf, 1], [1, 2]), "finite numbers"),
        (lambda: tn.compare_groups(TABLE, []), "metrics must name"),
        (lambda: tn.compare_groups(TABLE, "coreness"), "metrics must be a list"),
        (lambda: tn.compare_groups(TABLE, bootstrap=-1), "bootstrap must be"),
        (lambda: tn.compare_groups(TABLE[:15]), "at least four topics"),
        (lambda: tn.size_controlled_regression(TABLE, spline_df=2), "spline_df must be a whole number, at least 3"),
        (lambda: tn.size_controlled_regression(TABLE.assign(collaborative=-5)), "negative"),
        (lambda: tn.size_controlled_regression(TABLE.assign(coreness=np.nan)), "finite"),
        (lambda: tn.size_controlled_regression(TABLE.assign(papers=20), spec="log"), "popularity must vary"),
        (
            lambda: tn.size_controlled_regression(
                TABLE.assign(authors=TABLE.papers), size="authors", spec="log", metrics=["coreness"]
            ),
            "collinear",
        ),
        (lambda: tn.straight_line_coefficients([1.0, 2.0], range(15, 65)), "f must hold one finite number"),
        (lambda: tn.straight_line_coefficients([np.nan] * 50, range(15, 65)), "f must hold one finite number"),
        (lambda: tn.straight_line_coefficients([2.0] * 50, range(15, 65)), "f must vary"),
        (lambda: tn.control_label(1, 2, 1, 0), "must lie in"),
        (lambda: tn.control_label(np.nan, 0.01, 1, 0.01), "must be finite"),
        (lambda: tn.least_squares(np.ones((2, 2)), np.ones(2)), "more rows"),
        (lambda: tn.least_squares(np.ones(3), np.ones(3)), "one row for each"),
        (lambda: tn.least_squares(np.ones((3, 1)), np.ones(4)), "one row for each"),
        (lambda: tn.least_squares([[1, np.nan], [1, 3], [1, 5]], [1, 2, 3]), "finite"),
        (lambda: tn.spline_basis(np.ones(9), 3), "different sizes"),
        (lambda: tn.spline_basis([1, 2, 3, 4, np.nan], 3), "finite"),
        (lambda: tn.spline_basis(range(9), 4, [99]), "at must lie between 0 and 8"),
        (lambda: tn.simulate_topic(-1), "P must be"),
        (lambda: tn.simulate_corpus(np.array([3.7, 2.2])), "whole numbers of papers"),
        (lambda: tn.simulate_corpus(np.ones((2, 2), dtype=int)), "whole numbers of papers"),
        (lambda: tn.simulate_topic(3, 1.5), "rho must lie"),
        (lambda: tn.simulate_topic(3, 0.5, -0.1), "sigma must lie"),
        (lambda: tn.simulate_topic(3, team_sizes={}), "team_sizes must map"),
        (lambda: tn.simulate_topic(3, team_sizes={0: 1}), "team_sizes must map"),
        (lambda: tn.simulate_topic(3, team_sizes={1: -1, 2: 3}), "non-negative"),
        (lambda: tn.simulate_corpus(3, rho=[0.1, 0.2]), "one number or one a topic"),
        (lambda: tn.simulate_corpus([]), "at least one topic"),
        (lambda: tn.topic_sizes(0), "T must be a whole number, at least 1"),
        (lambda: tn.topic_sizes(5, largest=3), "largest must be a whole number, at least 15"),
        (lambda: tn.size_matched_excess([], REAL), "at least one topic"),
        (lambda: tn.size_matched([REAL[:5]], REAL, which=["degree"]), "which must name"),
        (lambda: tn.size_matched_excess([[["a"]]], REAL, 0), "repeats must be"),
        (lambda: tn.size_matched_excess([REAL[:5]], REAL[:4]), "at least as many papers"),
        (lambda: tn.size_matched_excess([REAL[:5]], REAL, table=TABLE), "one row a topic"),
        (
            lambda: tn.size_matched([REAL[:3]], lambda P, rng: REAL[:2], 2),
            "as many papers as it is asked for, got 2 for 3",
        ),
        (lambda: tn.rank_correlation([1, 2], [1, 2]), "at least 3"),
        (lambda: tn.rank_correlation([1, 2, np.inf], [1, 2, 3]), "finite"),
        (lambda: tn.rank_correlation([1, 2, 3], [1, 2, 3], 0), "permutations must be"),
        (lambda: tn.planted_rates([1, 2], "closure", 2.0), "strength must"),
        (lambda: tn.planted_rates([1, np.nan], "closure", 0.1), "P must be"),
        (lambda: tn.planted_rates(np.ones((2, 2)), "closure", 0.1), "P must be"),
        (lambda: tn.null_runs(50, []), "at least one seed"),
        (lambda: tn.control_run(50, 0, controls=["magic"]), "controls must be among"),
        (lambda: tn.excess_by_size(sizes=(15, 20), topics=(3,)), "one length"),
        (lambda: tn.excess_by_size(sizes=(15, 15), topics=(3, 3)), "sizes must be different"),
        (lambda: tn.excess_by_size(sizes=(15,), topics=(1,)), "at least two topics"),
        (lambda: tn.detected([], "line", "coreness"), "runs must hold"),
        (lambda: tn.label_permutations(REAL, [[0]], 0), "rounds must be"),
        (lambda: tn.label_permutations(REAL[:3], [[3]], 1), "out of range"),
        (lambda: tn.permutation_summary(TABLE, np.zeros((2, 3, 10))), "must have shape"),
        (lambda: tn.permutation_summary(TABLE, np.zeros((0, 60, 10))), "must have shape"),
        (lambda: tn.permutation_summary(TABLE, np.full((2, 60, 10), np.nan)), "finite"),
        (lambda: tn.permutation_summary(TABLE[["papers"]], np.zeros((2, 60, 10))), "table must have the columns"),
    ],
)
def test_bad_input_is_named(call, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: tn.simulate_topic(3, variant="magic"),
        lambda: tn.topic_metrics([["a"]], seed=None),
        lambda: tn.topic_metrics([["a"]], repeats=1.5),
        lambda: tn.robustness_ratio(nx.path_graph(3), rng=np.random.default_rng(0)),
        lambda: tn.louvain_modularity(nx.path_graph(4), seed=None),
        lambda: tn.component_modularity(None),
        lambda: tn.compare_groups(TABLE.to_numpy()),
        lambda: tn.size_controlled_regression(TABLE, spline_df=3.5),
        lambda: tn.simulate_topic(2.5),
        lambda: tn.simulate_topic(3, team_sizes=[1, 2]),
        lambda: tn.simulate_corpus(3.0),
        lambda: tn.topic_sizes(2.5),
        lambda: tn.size_controlled_regression(TABLE, size="papers"),
        lambda: tn.size_controlled_regression(TABLE, spec="cubic"),
        lambda: tn.size_controlled_regression(TABLE, scale="none"),
        lambda: tn.size_controlled_regression(TABLE, on_disjoint="shout"),
        lambda: tn.planted_rates([1, 2], "luck", 0.1),
        lambda: tn.burt_constraint([[0, 1], [1, 0]]),
        lambda: tn.collaboration_network(None),
        lambda: tn.coreness_ratio(None),
    ],
)
def test_unknown_options_and_kinds_are_refused(call) -> None:
    with pytest.raises((TypeError, ValueError)):
        call()


def test_counts_are_whole_and_large_enough() -> None:
    check_count(np.int64(3), "P", 3)
    for value in (2, -1):
        with pytest.raises(ValueError, match=f"P must be a whole number, at least 3, got {value}"):
            check_count(value, "P", 3)
    for value in (3.0, None, "3"):
        with pytest.raises(TypeError, match="P must be a whole number, at least 3, got"):
            check_count(value, "P", 3)


@settings(max_examples=80)
@given(
    st.one_of(
        st.none(),
        st.text(max_size=3),
        st.lists(st.one_of(st.none(), st.text(max_size=2), st.lists(st.one_of(st.none(), st.text(max_size=2), st.integers()), max_size=3)), max_size=4),
    )
)  # fmt: skip
def test_junk_is_refused_or_measured(junk) -> None:
    try:
        found = tn.topic_metrics(junk)
    except (TypeError, ValueError):
        return
    assert np.isfinite(list(found.values())).all()


# --- pictures -------------------------------------------------------------------------------------------------------


def test_pictures_carry_their_numbers() -> None:
    grid = recorded("networks/topic_networks/grid")["data"]["points"]
    spec = figures.grid_chart(grid).to_dict()
    assert {p["name"] for p in spec["params"] if "bind" in p} == {"rho", "sigma"}
    # the contrast has the published direction in every cell, as the text says
    for point in grid:
        assert point["modularity"]["popular"] > point["modularity"]["niche"]
        assert point["centralisation"]["popular"] < point["centralisation"]["niche"]
        assert point["coreness"]["popular"] < point["coreness"]["niche"]
    spec = figures.control_chart(100).to_dict()
    texts = next(layer for layer in spec["layer"] if "text" in layer["encoding"])["data"]["values"]
    ways = {(m, way) for m in figures.SHOWN for way in ("line", "spline", "size-matched")}
    assert {(row["m"], row["way"]) for row in texts} == ways
    # matching leaves no topic of the two groups out, outliers of the raw measure included
    dots = spec["layer"][0]["data"]["values"]
    assert {m: sum(row["m"] == m for row in dots) for m in figures.SHOWN} == dict.fromkeys(figures.SHOWN, 40)
    assert any(row["raw"] is None for row in dots)
    for m in figures.SHOWN:
        text = next(row["text"] for row in texts if (row["m"], row["way"]) == (m, "size-matched"))
        mean = {g: np.mean([row["matched"] for row in dots if (row["m"], row["g"]) == (m, g)]) for g in figures.GROUPS}
        assert float(text.split()[3]) == pytest.approx(mean["popular"] - mean["niche"], abs=0.02)
    # each group's curve is thick over its own sizes and dashed over the other's; popular sizes are the larger ones
    curves = next(layer for layer in spec["layer"] if "strokeDash" in layer["mark"])["data"]["values"]
    for m, way in ways:
        own = {
            g: [r["x"] for r in curves if (r["m"], r["way"], r["g"], r["own"]) == (m, way, g, "yes")]
            for g in figures.GROUPS
        }
        assert min(map(len, own.values())) >= 2
        assert way == "size-matched" or min(own["popular"]) > max(own["niche"])


@pytest.mark.parametrize("toy", figures.TOYS)
def test_toys_are_drawn(toy: str) -> None:
    axes = figures.toy_figure(figures.TOYS[toy]).axes
    shown = {axes[1].texts[2 * k].get_text(): axes[1].texts[2 * k + 1].get_text() for k in range(10)}
    found = tn.topic_metrics(figures.TOYS[toy])
    assert shown == {name: f"{found[name]:.4f}" for name in tn.METRICS}


def test_a_reader_s_own_papers_are_drawn_with_names() -> None:
    mine = [["Ada", "Bo"], ["Ada", "Bo", "Cy"], ["Eve", "Fay"], ["Hal"]]
    left, right = figures.toy_figure(mine).axes
    assert [text.get_text() for text in left.texts] == ["Ada", "Bo", "Cy", "Eve", "Fay"]
    spots = dict(zip("ABCEF", left.lines[1].get_xydata().tolist(), strict=True))
    for text in left.texts:
        assert list(text.xy) == spots[text.get_text()[0]]
    assert right.texts[1].get_text() == "0.7500"
    assert not figures.toy_figure([["Hal"]]).axes[0].texts
    with pytest.raises(TypeError, match=r"papers\[0\]|topics\[0\]"):
        figures.toy_figure(["Ada"])


def test_curvature_picture_shows_the_coefficients() -> None:
    spec = figures.curvature_chart().to_dict()
    texts = next(layer for layer in spec["layer"] if "text" in layer["encoding"])["data"]["values"]
    shown = {(row["f"], row["s"]): float(row["text"].rsplit(" ", 1)[1]) for row in texts}
    assert set(shown) == {(f, s) for f in figures.CURVES for s in figures.SIZES}
    assert shown["1 - 1/√C", "heavy tail"] == pytest.approx(0.9351, abs=1e-3)
    assert shown["5/C", "heavy tail"] == pytest.approx(-1.4388, abs=1e-3)
    assert shown["1 - 1/√C", "even, 15 to 64"] == pytest.approx(-0.5171, abs=1e-3)
    assert shown["log(1 + 2C)", "heavy tail"] == shown["log(1 + 2C)", "even, 15 to 64"] == 0
    # the printed number is the distance of the two drawn lines
    lines = next(layer for layer in spec["layer"] if layer["mark"].get("strokeDash"))["data"]["values"]
    ends = {(row["f"], row["s"], row["g"], row["x"]): row["z"] for row in lines}
    for (f, s, g, x), z in ends.items():
        if g == "popular":
            assert z - ends[f, s, "niche", x] == pytest.approx(shown[f, s], abs=0.011)


def test_other_pictures_carry_their_numbers() -> None:
    titles = [axis.get_title() for axis in figures.two_topics().axes]
    for title, P in zip(titles, (16, 110), strict=True):
        assert f"modularity {tn.topic_metrics(tn.simulate_topic(P, rng=4))['modularity']:.2f}" in title
    assert [axis.get_title() for axis in figures.violins(TABLE).axes] == list(figures.SHOWN)
    controls = recorded("networks/topic_networks/controls")["data"]

    def rows(chart, layer: int) -> list:
        spec = chart.to_dict()  # data that all layers share stand on top
        return (spec.get("data") or spec["layer"][layer]["data"])["values"]

    cells = rows(figures.survival_chart(controls["found"]), 0)
    assert len(cells) == len(controls["found"]) * len(tn.CONTROLS) * len(tn.METRICS)
    points = rows(figures.power_chart(controls["power"], controls["T"]), 0)
    assert all(row["low"] <= row["share"] <= row["high"] for row in points)
    summaries = recorded("networks/topic_networks/real")["data"]
    dots = rows(figures.real_chart({"concepts": summaries["concepts"]}), 1)
    assert len(dots) == 3 * len(tn.METRICS)
    texts = rows(figures.accounting_chart((0.1, 0.2, 0.35), 60), 1)
    assert float(texts[2]["text"].split()[1]) < -0.8
    assert max(len(line) for line in texts[2]["text"].split("\n")) < 30
    assert float(texts[2]["text"].split("± ")[1].split()[0]) > 0
    assert len(rows(figures.accounting_chart((0.1, 0.2, 0.35), 60, drawn=25), 0)) == 75
