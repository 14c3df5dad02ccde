"""H-chromatic symmetric functions against brute force, published tables and networkx."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction
from math import factorial

import networkx as nx
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.combinatorics import h_chromatic as hc
from lib.combinatorics.h_chromatic import claims, figures
from lib.combinatorics.h_chromatic.bases import _canonical
from lib.combinatorics.h_chromatic.functions import fibre_counts
from lib.exact import SymmetricFunction, complete_multipartite, draw_graphs, graphs_on

TREES = [1, 1, 1, 2, 3, 6, 11, 23, 47, 106, 235, 551, 1301, 3159]
FORK = nx.Graph([(0, 1), (1, 2), (1, 3), (3, 4)])

REFERENCE = {
    "P3": (nx.path_graph(3), {(2, 1): 4, (1, 1, 1): 2}, {(1, 1, 1): 2, (2, 1): -2}),
    "P4": (
        nx.path_graph(4),
        {(2, 2): 6, (2, 1, 1): 8, (1,) * 4: 2},
        {(1,) * 4: 2, (2, 1, 1): -4, (2, 2): 10, (4,): -8},
    ),
    "claw": (
        nx.star_graph(3),
        {(3, 1): 6, (2, 1, 1): 18, (1,) * 4: 6},
        {(1,) * 4: 6, (2, 1, 1): -18, (3, 1): 24, (4,): -12},
    ),
    "P5": (
        nx.path_graph(5),
        {(3, 2): 8, (3, 1, 1): 6, (2, 2, 1): 18, (2, 1, 1, 1): 8, (1,) * 5: 2},
        {(1,) * 5: 2, (2, 1, 1, 1): -12, (3, 1, 1): 28, (2, 2, 1): 42, (4, 1): -72, (3, 2): -36, (5,): 48},
    ),
    "fork": (
        FORK,
        {(3, 2): 8, (3, 1, 1): 8, (2, 2, 1): 24, (2, 1, 1, 1): 18, (1,) * 5: 2},
        {(1,) * 5: 2, (2, 1, 1, 1): -2, (3, 1, 1): 2, (2, 2, 1): 24, (4, 1): -32, (3, 2): -14, (5,): 20},
    ),
    "K14": (
        nx.star_graph(4),
        {(4, 1): 8, (3, 1, 1): 48, (2, 2, 1): 36, (2, 1, 1, 1): 144, (1,) * 5: 24},
        {(1,) * 5: 24, (2, 1, 1, 1): -96, (3, 1, 1): 144, (4, 1): -72},
    ),
}


def counts_by_brute_force(graph: nx.Graph, target: nx.Graph) -> dict[tuple[int, ...], int]:
    found: Counter[tuple[int, ...]] = Counter()
    vertices = list(graph)
    for images in itertools.product(list(target), repeat=len(vertices)):
        kappa = dict(zip(vertices, images, strict=True))
        if all(target.has_edge(kappa[u], kappa[v]) for u, v in graph.edges):
            found[tuple(sorted(Counter(images).values(), reverse=True))] += 1
    return dict(found)


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_table(name: str) -> None:
    graph, counts, powers = REFERENCE[name]
    function = hc.self_csf(graph)
    assert function.counts == counts
    assert function.power_sum().terms == powers


def test_other_reference_values() -> None:
    into_claw = hc.HChromatic(nx.path_graph(4), nx.star_graph(3))
    assert into_claw.power_sum().terms == {(2, 1, 1): 12, (3, 1): -24, (4,): 12}
    assert into_claw.monomial().terms == {(2, 1, 1): 24, (2, 2): 24}
    square = hc.HChromatic(nx.cycle_graph(4), nx.complete_bipartite_graph(2, 3))
    assert square.power_sum().terms == {(1,) * 4: 24, (2, 1, 1): -72, (3, 1): 48, (2, 2): 72, (4,): -72}


graphs = st.integers(1, 5).flatmap(lambda n: st.sampled_from(list(graphs_on(n))))


@st.composite
def looped(draw: st.DrawFn) -> nx.Graph:
    graph = nx.Graph(draw(st.integers(1, 4).flatmap(lambda n: st.sampled_from(list(graphs_on(n))))))
    for vertex in list(graph):
        if draw(st.booleans()):
            graph.add_edge(vertex, vertex)
    return graph


@settings(deadline=None, max_examples=60)
@given(graphs, looped())
def test_fibre_counts_against_all_maps(graph: nx.Graph, target: nx.Graph) -> None:
    assert fibre_counts(graph, target) == counts_by_brute_force(graph, target)


@settings(deadline=None, max_examples=40)
@given(graphs)
def test_complete_targets_give_stanleys_function(graph: nx.Graph) -> None:
    n = graph.number_of_nodes()
    function = hc.HChromatic(graph, nx.complete_graph(n))
    # an independent expansion: sum over edge subsets of signs times power sums of the component sizes
    total = SymmetricFunction("p", {})
    edges = list(graph.edges)
    for size in range(len(edges) + 1):
        for chosen in itertools.combinations(edges, size):
            part = nx.Graph()
            part.add_nodes_from(graph)
            part.add_edges_from(chosen)
            key = tuple(sorted(map(len, nx.connected_components(part)), reverse=True))
            total = total + SymmetricFunction("p", {key: (-1) ** size})
    assert function.power_sum() == factorial(n) * total


def test_number_of_trees_and_their_generator_against_networkx() -> None:
    assert [sum(1 for _ in hc.free_trees(n)) for n in range(1, 15)] == TREES
    for n in range(2, 10):
        ours = sorted(
            nx.weisfeiler_lehman_graph_hash(g, node_attr="d")
            for g in map(_with_degree, map(hc.tree_graph, hc.free_trees(n)))
        )
        theirs = sorted(
            nx.weisfeiler_lehman_graph_hash(_with_degree(g), node_attr="d") for g in nx.nonisomorphic_trees(n)
        )
        assert ours == theirs
    nine = [hc.tree_graph(tree) for tree in hc.free_trees(8)]
    assert not any(nx.is_isomorphic(a, b) for a, b in itertools.combinations(nine, 2))


def _with_degree(graph: nx.Graph) -> nx.Graph:
    nx.set_node_attributes(graph, {v: str(d) for v, d in graph.degree}, "d")
    return graph


def test_endomorphism_numbers_of_the_table() -> None:
    wanted = {
        4: [16, 30],
        5: [42, 60, 260],
        6: [104, 156, 166, 234, 374, 3130],
        7: [252, 348, 387, 432, 586, 720, 816, 1298, 1320, 3868, 46662],
    }
    for n, numbers in wanted.items():
        assert sorted(map(hc.endomorphism_number, hc.free_trees(n))) == numbers


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 7).flatmap(lambda n: st.sampled_from(list(hc.free_trees(n)))), st.randoms())
def test_tree_numbers_agree_with_brute_force_and_ignore_labels(tree: list[int], random) -> None:
    graph = hc.tree_graph(tree)
    counts = fibre_counts(graph, graph)
    assert hc.tree_fibre_counts(tree) == counts
    assert hc.endomorphism_number(tree) == sum(counts.values())
    marked = sum(count * (sum(2**part for part in key) + len(tree) - len(key)) for key, count in counts.items())
    assert hc.marked_endomorphisms(tree) == marked
    assert hc.automorphism_number(tree) == counts[(1,) * len(tree)]
    names = list(graph)
    random.shuffle(names)
    again = hc.parent_list(nx.relabel_nodes(graph, dict(zip(graph, names, strict=True))))
    assert hc.endomorphism_number(again) == hc.endomorphism_number(tree)


@given(st.integers(1, 8).flatmap(lambda n: st.sampled_from(list(hc.free_trees(n)))), st.integers(1, 6))
def test_trees_have_known_numbers_of_colourings(tree: list[int], colours: int) -> None:
    assert hc.hom_count(tree, nx.complete_graph(colours)) == colours * (colours - 1) ** (len(tree) - 1)
    assert hc.hom_count(tree, nx.complete_graph(colours), weights=[1] * colours) == hc.hom_count(
        tree, nx.complete_graph(colours)
    )


def test_the_first_collision() -> None:
    (pair,) = hc.distinguish_trees(14).pairs
    assert pair.endomorphisms == 315334
    assert {pair.marked_first, pair.marked_second} == {21452484, 21818790}
    assert {hc.automorphism_number(list(tree)) for tree in (pair.first, pair.second)} == {2, 4}
    assert pair.separated


def test_parallel_sweep_finds_the_same() -> None:
    assert hc.distinguish_trees(11, jobs=2) == hc.distinguish_trees(11)


def test_recorded_run_agrees_with_a_live_one() -> None:
    from lib.book import recorded

    lines = {line["n"]: line for line in recorded("combinatorics/h_chromatic/trees")["data"]}
    assert max(lines) >= 20
    known = {18: 123867, 19: 317955, 20: 823065, 21: 2144505, 22: 5623756}
    assert all(lines[n]["trees"] == known[n] for n in lines if n in known)
    assert all(line["unresolved"] == 0 for line in lines.values())
    for line in lines.values():
        for pair in line["pairs"][:2]:
            for side in ("first", "second"):
                tree = list(map(int, pair[side].split()))
                assert str(hc.endomorphism_number(tree)) == pair["endomorphisms"]
                assert str(hc.marked_endomorphisms(tree)) == pair[f"marked_{side}"]
            assert pair["marked_first"] != pair["marked_second"]


def test_forests_are_counted() -> None:
    assert [sum(1 for _ in hc.forests(n)) for n in range(1, 11)] == [1, 2, 3, 6, 10, 20, 37, 76, 153, 329]


def test_multipartite_determinants() -> None:
    assert [sympy.Matrix(hc.multipartite_matrix(n)).det() for n in range(1, 5)] == [1, 4, 144, 1327104]


def test_all_graphs_with_fixed_source_on_four_vertices_by_brute_force() -> None:
    # the rank over all 1,024 graphs with loops on four labelled vertices, straight from the definition
    places = [(i, j) for i in range(4) for j in range(i, 4)]
    targets = []
    for chosen in itertools.product((0, 1), repeat=len(places)):
        target = nx.empty_graph(4)
        target.add_edges_from(place for place, use in zip(places, chosen, strict=True) if use)
        targets.append(target)
    kinds = [(4,), (3, 1), (2, 2), (2, 1, 1), (1, 1, 1, 1)]
    for graph in [nx.path_graph(4), nx.star_graph(3), nx.empty_graph(4)]:
        rows = []
        for target in targets:
            counts = fibre_counts(graph, target)
            rows.append([counts.get(kind, 0) for kind in kinds])
        assert hc.rank_modulo(rows) == hc.rank_over_targets(graph)


def test_rank_is_a_rank() -> None:
    assert hc.rank_modulo([[0, 0]]) == 0
    assert hc.rank_modulo([[2, 4, 6], [1, 2, 3], [0, 1, 1]]) == 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: list(hc.free_trees(0)), ValueError, "n must be at least 1"),
        (lambda: list(hc.forests(0)), ValueError, "n must be at least 1"),
        (lambda: hc.endomorphism_number([]), ValueError, "at least one vertex"),
        (lambda: hc.endomorphism_number([-1, 2, 0]), ValueError, r"parents\[1\] must be in 0..0, got 2"),
        (lambda: hc.endomorphism_number([0, 0]), ValueError, r"parents\[0\] must be -1"),
        (lambda: hc.endomorphism_number([-1, 0.5]), TypeError, "integers"),
        (lambda: hc.parent_list(nx.cycle_graph(3)), ValueError, "must be a tree"),
        (lambda: hc.hom_count([-1], nx.path_graph(2), weights=[1]), ValueError, "one entry per vertex"),
        (lambda: hc.tree_fibre_counts([-1] + [0] * 31), ValueError, "at most 31"),
        (lambda: hc.distinguish_trees(5, jobs=0), ValueError, "jobs must be at least 1"),
        (lambda: fibre_counts(nx.DiGraph(), nx.path_graph(2)), TypeError, "undirected"),
        (lambda: fibre_counts(nx.Graph([(0, 0)]), nx.path_graph(2)), ValueError, "no loops"),
        (lambda: fibre_counts(nx.empty_graph(12), nx.complete_graph(12)), ValueError, "exhaustive count"),
        (lambda: hc.HChromatic(nx.path_graph(4), nx.path_graph(2)).power_sum(), ValueError, "lift=True"),
        (lambda: hc.star_power_sum(nx.path_graph(4), 2), ValueError, "leaves must be at least"),
        (lambda: hc.components_from_csf({}), ValueError, "partitions of nothing"),
        (lambda: hc.components_from_csf([1]), TypeError, "as fibre_counts returns"),
        (lambda: hc.components_from_csf({(2, 1): 4, (1, 1): 2}), ValueError, r"partitions of \[2, 3\]"),
        (lambda: hc.spider_legs_from_csf({}), ValueError, "partitions of nothing"),
        (lambda: list(hc.free_trees(2.5)), TypeError, "n must be an integer, got 2.5"),
        (lambda: hc.distinguish_trees("a"), TypeError, "n must be an integer"),
        (lambda: hc.distinguish_trees(5, jobs=1.5), TypeError, "jobs must be an integer"),
        (lambda: hc.maximal_endomorphism_number(2.5), TypeError, "n must be an integer"),
        (lambda: hc.hom_count([-1, 0], nx.path_graph(2), weights=[1, float("nan")]), TypeError, "weights must hold"),
        (lambda: hc.marked_endomorphisms([-1, 0], mark=0.5), TypeError, "mark must be an integer"),
        (lambda: hc.star_power_sum(nx.path_graph(2), 2.0), TypeError, "leaves must be an integer"),
        (lambda: hc.star_power_sum(nx.empty_graph(0), -1), ValueError, "leaves must be at least 0"),
        (lambda: hc.rank_modulo([[1, 2], [1]]), ValueError, "rows must all have 2 entries"),
        (lambda: hc.rank_modulo([[0.5]]), TypeError, "rows must hold integers"),
        (lambda: hc.rank_modulo([[2]], prime=4), ValueError, "prime must be a prime"),
        (lambda: hc.forest_graph([]), ValueError, "at least one tree"),
        (lambda: fibre_counts(nx.MultiGraph([(0, 1), (0, 1)]), nx.path_graph(2)), TypeError, "undirected simple"),
        (lambda: hc.components_from_csf({(2, 2): 7, (1, 1, 1, 1): 1}), ValueError, "fibre counts of a forest"),
        (lambda: hc.components_from_csf({(1, 1, 1): 6}), ValueError, "0 maps onto an edge on 3 vertices"),
        (lambda: hc.spider_legs_from_csf({(2, 1): 1, (1, 2): 1}), ValueError, "one type of two parts"),
        (lambda: hc.spider_legs_from_csf({(2, 2): 6, (2, 1, 1): 1}), ValueError, "at least three legs"),
        (lambda: hc.maximal_endomorphism_number(1), ValueError, "at least 2"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@given(st.lists(st.one_of(st.integers(-2, 5), st.text(max_size=2), st.none()), max_size=6))
def test_junk_is_a_tree_or_an_error(junk: list[object]) -> None:
    try:
        number = hc.endomorphism_number(junk)
    except (TypeError, ValueError):
        return
    assert number >= 1


def test_few_variables_can_be_lifted() -> None:
    function = hc.HChromatic(nx.path_graph(4), nx.path_graph(2))
    assert function.power_sum(lift=True).evaluate([Fraction(2), Fraction(3)]) == function.monomial().evaluate([2, 3])
    assert "X_G^H" in repr(function)


def test_tied_forests_are_told_apart() -> None:
    for n in range(4, 7):
        one = nx.empty_graph(n)
        one.add_edge(0, 1)
        path = nx.empty_graph(n)
        path.add_edges_from([(0, 1), (1, 2)])
        assert hc.components_from_csf(fibre_counts(one, one)) == n - 1
        assert hc.components_from_csf(fibre_counts(path, path)) == n - 2
    assert hc.components_from_csf(fibre_counts(nx.empty_graph(3), nx.empty_graph(3))) == 3


def test_forests_are_read_from_two_fibres_alone() -> None:
    assert hc.components_from_csf(fibre_counts(nx.empty_graph(1), nx.empty_graph(1))) == 1
    assert hc.components_from_csf({(3, 1): 8}) == 2


def test_signs_of_complete_bipartite_targets() -> None:
    square = nx.complete_bipartite_graph(2, 2)
    assert all(hc.HChromatic(graph, square).is_p_monotone() for n in range(1, 5) for graph in graphs_on(n))
    for sides in [(2, 3), (2, 4), (3, 3), (3, 4), (4, 4)]:
        assert not hc.HChromatic(nx.star_graph(3), nx.complete_bipartite_graph(*sides)).is_p_monotone()


def test_an_isolated_vertex_goes_anywhere() -> None:
    target = nx.cycle_graph(5)
    for graph in graphs_on(3):
        alone = nx.disjoint_union(graph, nx.empty_graph(1))
        grown = claims._with_isolated_vertex(fibre_counts(graph, target), 5)
        assert {key: count for key, count in grown.items() if count} == fibre_counts(alone, target)


def test_a_missing_witness_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def rank(graph: nx.Graph) -> int:
        return 0 if graph.number_of_nodes() == 9 else hc.rank_over_targets(graph)

    monkeypatch.setattr(claims, "rank_over_targets", rank)
    parts = claims.no_basis_with_fixed_graph(n=3).parts
    assert [part.agrees_with(part.declared) for part in parts] == [True, False, True]


def test_trees_of_different_sizes_can_share_the_number() -> None:
    numbers = [set(map(hc.endomorphism_number, hc.free_trees(n))) for n in (11, 13)]
    assert numbers[0] & numbers[1] == {89170, 284100}


def test_few_colours_bound_the_polynomial() -> None:
    polynomial = hc.HChromatic(nx.path_graph(3), nx.complete_graph(2)).polynomial()
    k = sympy.Symbol("k")
    chromatic = k * (k - 1) ** 2
    assert [polynomial.subs(k, value) == 2 * chromatic.subs(k, value) for value in range(4)] == [True] * 3 + [False]


def test_loops_in_the_target_spoil_the_clique_criterion() -> None:
    target = nx.Graph([(0, 0), (0, 1), (0, 2)])
    types = [(3,), (2, 1), (1, 1, 1)]
    rows = [[fibre_counts(complete_multipartite(key), target).get(mu, 0) for mu in types] for key in types]
    assert hc.rank_modulo(rows) == 3


def test_figures_can_be_drawn() -> None:
    assert figures.tree_gallery(5).svg.count("<circle") == 15
    pair = figures.tree_pair((-1, 0, 1), (-1, 0, 0), ("a", "b"))
    assert pair.svg.count("<line") == 4
    assert figures.spider((2, 2, 1, 1)).svg.count("<circle") == 7
    assert figures.recorded_chart([{"n": 14, "trees": 3159, "pairs": [1]}]).to_dict()["layer"]
    assert figures.endomorphism_chart(6).to_dict()["params"]
    assert "basis" in str(figures.full_rank_chart(4).to_dict())
    html = figures.expansion(nx.path_graph(4), nx.path_graph(2))._repr_html_()
    assert "lifted" in html
    assert draw_graphs([(nx.path_graph(1), {0: (0, 0)}, "")], alt="a vertex").svg


def looped_graphs() -> st.SearchStrategy[frozenset[tuple[int, int]]]:
    places = [(i, j) for i in range(6) for j in range(i, 6)]
    return st.frozensets(st.sampled_from(places), max_size=12)


@settings(deadline=None, max_examples=80)
@given(looped_graphs(), st.permutations(range(6)))
def test_quotients_are_named_up_to_isomorphism(edges: frozenset[tuple[int, int]], order: list[int]) -> None:
    moved = frozenset(tuple(sorted((order[u], order[v]))) for u, v in edges)
    assert _canonical(moved) == _canonical(edges)


@settings(deadline=None, max_examples=80)
@given(looped_graphs(), looped_graphs())
def test_different_quotients_have_different_names(one: frozenset, two: frozenset) -> None:
    same = nx.is_isomorphic(*(_marked(edges) for edges in (one, two)), node_match=lambda a, b: a == b)
    assert (_canonical(one) == _canonical(two)) == same


def _marked(edges: frozenset[tuple[int, int]]) -> nx.Graph:
    graph = nx.Graph((u, v) for u, v in edges if u != v)
    graph.add_nodes_from(u for edge in edges for u in edge)
    nx.set_node_attributes(graph, {v: (v, v) in edges for v in graph}, "loop")
    return graph


def test_small_stars_can_be_lifted() -> None:
    point = [Fraction(2), Fraction(-1, 3), Fraction(5)]
    for n in (3, 4, 5):
        for graph in graphs_on(n):
            function = hc.HChromatic(graph, nx.star_graph(2))
            assert hc.star_power_sum(graph, 2, lift=True).evaluate(point) == function.monomial().evaluate(point)


def test_the_empty_graph_has_one_map() -> None:
    nothing = hc.HChromatic(nx.empty_graph(0), nx.path_graph(3))
    assert nothing.counts == {(): 1}
    assert nothing.polynomial() == 6


def test_long_paths_have_two_automorphisms() -> None:
    assert hc.automorphism_number([-1, *range(2000)]) == 2
