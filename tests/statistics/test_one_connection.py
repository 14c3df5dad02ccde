"""Cyclic structural equation models against matrix inversion, brute force, sympy's elimination and published numbers."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from fractions import Fraction
from math import prod

import networkx as nx
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy.polys.matrices import DomainMatrix

from lib.exact import MixedDrawing, circle_places, draw_mixed_graphs
from lib.statistics import one_connection as oc
from lib.statistics.one_connection import figures
from lib.statistics.one_connection.claims import STABLE_LAM, STABLE_OMEGA, TWO_STABLE
from lib.statistics.one_connection.finiteness import labelled_mixed_graphs, rank_modulo
from lib.statistics.one_connection.mixed_graph import MixedGraph
from lib.statistics.one_connection.sums import Coded
from lib.statistics.one_connection.vanishing import multidegrees

G0 = MixedGraph.from_text("1->2->3->1, 3->4, 1<->4")
LAM = {(1, 2): "1/2", (2, 3): "-2/5", (3, 1): "3/10", (3, 4): "7/10"}
OMEGA = {(1, 1): 1, (2, 2): 2, (3, 3): "3/2", (4, 4): 1, (1, 4): "1/4"}
SIGMA = (
    "5819/5618 3275/11236 865/2809 1268/2809",
    "3275/11236 45675/22472 -3375/5618 -850/2809",
    "865/2809 -3375/5618 4650/2809 6245/5618",
    "1268/2809 -850/2809 6245/5618 4902/2809",
)


@st.composite
def mixed_graphs(draw: st.DrawFn, largest: int = 4, simple: bool = False) -> MixedGraph:
    n = draw(st.integers(1, largest))
    states = (0, 1, 2, 4) if simple else tuple(range(8))
    directed, bidirected = [], []
    for i, j in itertools.combinations(range(1, n + 1), 2):
        state = draw(st.sampled_from(states))
        directed += [(i, j)] * (state & 1) + [(j, i)] * (state >> 1 & 1)
        bidirected += [(i, j)] * (state >> 2)
    return MixedGraph(n, directed, bidirected)


def fraction_free(graph: MixedGraph) -> tuple[list[list[object]], object]:
    ring = graph.ring
    rows = [[ring(int(i == j)) - graph.coefficient(i, j) for j in graph.vertices] for i in graph.vertices]
    adjugate, det = DomainMatrix(rows, (graph.n, graph.n), ring.to_domain()).adj_det()
    return adjugate.to_list(), det


# --- the rule -------------------------------------------------------------------------------------------------------


def test_reference_values_of_the_running_example() -> None:
    sigma = oc.covariance_at(G0, LAM, OMEGA)
    assert sigma == [[Fraction(x) for x in row.split()] for row in SIGMA]
    l12, l23, l31, l34 = (G0.coefficient(*edge) for edge in ((1, 2), (2, 3), (3, 1), (3, 4)))
    w11, w22, w33, w14 = (G0.error_covariance(*pair) for pair in ((1, 1), (2, 2), (3, 3), (4, 1)))
    wanted = l12 * l23 * l34 * w11 + l23**2 * l31 * l34 * w22 + l31 * l34 * w33 + (1 - l12 * l23 * l31) * w14
    assert oc.covariance_numerators(G0)[0][3] == wanted
    assert oc.determinant(G0) == 1 - l12 * l23 * l31
    assert oc.numerator(G0, 4, 4) == oc.determinant(G0)


@settings(deadline=None, max_examples=60)
@given(mixed_graphs())
def test_cofactors_against_fraction_free_elimination(graph: MixedGraph) -> None:
    adjugate, det = fraction_free(graph)
    assert oc.determinant(graph) == det
    assert oc.numerators(graph) == adjugate


@settings(deadline=None, max_examples=40)
@given(mixed_graphs(), st.randoms(use_true_random=False))
def test_covariances_against_inversion(graph: MixedGraph, source: random.Random) -> None:
    n = graph.n
    lam = {edge: Fraction(source.randint(-6, 6), source.randint(1, 5)) for edge in graph.directed}
    places = [(v, v) for v in graph.vertices] + list(graph.bidirected)
    omega = {pair: Fraction(source.randint(-6, 6), source.randint(1, 5)) for pair in places}
    matrix = sympy.eye(n)
    for (i, j), value in lam.items():
        matrix[i - 1, j - 1] -= sympy.Rational(str(value))
    assume(matrix.det() != 0)
    errors = sympy.zeros(n)
    for (i, j), value in omega.items():
        errors[i - 1, j - 1] = errors[j - 1, i - 1] = sympy.Rational(str(value))
    wanted = matrix.inv().T * errors * matrix.inv()
    sigma = oc.covariance_at(graph, lam, omega)
    assert sympy.Matrix([[sympy.Rational(str(x)) for x in row] for row in sigma]) == wanted
    as_matrices = (
        [[lam.get((i, j), 0) for j in graph.vertices] for i in graph.vertices],
        [[omega.get((min(i, j), max(i, j)), 0) for j in graph.vertices] for i in graph.vertices],
    )
    assert oc.covariance_at(graph, *as_matrices) == sigma
    names = {graph.name("λ", *edge): sympy.Rational(str(value)) for edge, value in lam.items()}
    names |= {graph.name("ω", *pair): sympy.Rational(str(value)) for pair, value in omega.items()}
    assert oc.covariance(graph)[0, n - 1].subs(names) == wanted[0, n - 1]


def test_direction_matters() -> None:
    chain, reversed_chain = MixedGraph(2, [(1, 2)]), MixedGraph(2, [(2, 1)])
    assert oc.covariance_at(chain, {(1, 2): 3}, {(1, 1): 1, (2, 2): 1}) == [[1, 3], [3, 10]]
    assert oc.covariance_at(reversed_chain, {(2, 1): 3}, {(1, 1): 1, (2, 2): 1}) == [[10, 3], [3, 1]]


def test_bidirected_edges_count_twice_on_the_diagonal_too() -> None:
    bow = MixedGraph.from_text("1->2, 1<->2")
    sigma = oc.covariance_at(bow, {(1, 2): 3}, {(1, 1): 1, (2, 2): 1, (1, 2): 5})
    assert sigma == [[1, 8], [8, 9 + 1 + 2 * 3 * 5]]


@settings(deadline=None, max_examples=40)
@given(mixed_graphs())
def test_lists_add_up_to_the_sums(graph: MixedGraph) -> None:
    assert sum((item.weight(graph) for item in oc.linear_subdigraphs(graph)), graph.ring.zero) == oc.determinant(graph)
    for i, j in itertools.product(graph.vertices, repeat=2):
        items = list(oc.one_connections(graph, i, j))
        assert sum((item.weight(graph) for item in items), graph.ring.zero) == oc.numerator(graph, i, j)
        assert len(items) == len(oc.numerator(graph, i, j))
        for item in items:
            covered = sorted([*item.path, *itertools.chain(*item.cycles), *item.loops])
            assert covered == list(graph.vertices)


def test_connections_through_determinants_of_counts() -> None:
    # the permanent of I + A counts linear subdigraphs; here by brute force over permutations
    graph = MixedGraph.from_text("1->2->3->4->1, 2->1, 3->1, 4->2")
    allowed = {(v, v) for v in graph.vertices} | set(graph.directed)
    counted = sum(all((i + 1, p[i]) in allowed for i in range(4)) for p in itertools.permutations(graph.vertices))
    assert sum(1 for _ in oc.linear_subdigraphs(graph)) == counted


def test_complete_digraph_has_factorially_many() -> None:
    assert len(oc.determinant(oc.complete_digraph(6))) == 720
    assert {len(x) for row in oc.numerators(oc.complete_digraph(6)) for x in row} == {120}
    six = oc.complete_digraph(6)
    column = [oc.numerators(six)[k][3] for k in range(6)]
    row = [six.coefficient(2, k) for k in six.vertices]
    assert column[1] == sum((a * b for a, b in zip(row, column, strict=True)), six.ring.zero)


def test_sums_work_in_any_ring() -> None:
    weights = {(1, 2): 2, (2, 3): 3, (3, 1): 5, (2, 1): 7}
    det, top = oc.connection_sums(3, weights)
    matrix = sympy.eye(3)
    for (i, j), value in weights.items():
        matrix[i - 1, j - 1] -= value
    assert det == matrix.det()
    assert sympy.Matrix(top) == matrix.adjugate()
    assert oc.connection_sums(1, {}) == (1, [[1]])


def test_coded_polynomials_form_a_ring() -> None:
    ring = MixedGraph.from_text("1->2, 2->1").ring
    x, y = Coded({1: 1}), Coded({256: 1})
    square = (x + y) * (x + y) - x * x - y * y
    assert square.to_ring(ring) == 2 * ring.gens[0] * ring.gens[1]
    assert (x - x).terms == {}
    assert ((x - y) * (x + y)).to_ring(ring) == ring.gens[0] ** 2 - ring.gens[1] ** 2


# --- treks and lowest terms -----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(mixed_graphs())
def test_treks_are_the_acyclic_case(graph: MixedGraph) -> None:
    if not graph.is_acyclic:
        with pytest.raises(ValueError, match="graph must be acyclic"):
            oc.treks(graph, 1, 1)
        return
    assert oc.determinant(graph) == 1
    for i, j in graph.pairs:
        assert oc.trek_sum(graph, i, j) == oc.covariance_numerators(graph)[i - 1][j - 1]


def test_trek_series_converges_inside_and_diverges_outside() -> None:
    cycle = oc.directed_cycle(3)
    for value, inside in (("1/2", True), ("3/2", False)):
        lam, omega = oc.cycle_parameters([1, 1, value], [1, 1, 1])
        exact = oc.covariance_at(cycle, lam, omega)[0][1]
        sums = oc.partial_trek_sums(cycle, lam, omega, 60)
        assert len(sums) == 61
        assert (abs(sums[-1][0][1] - exact) < Fraction(1, 1000)) is inside
        assert oc.is_stable(cycle, lam) is inside
    lam, omega = oc.cycle_parameters([1, 1, "1/2"], [1, 1, 1])
    assert oc.partial_trek_sums(cycle, lam, omega, 0)[0] == [[int(i == j) for j in range(3)] for i in range(3)]


@settings(deadline=None, max_examples=40)
@given(mixed_graphs())
def test_lowest_terms_against_cancellation(graph: MixedGraph) -> None:
    det = oc.determinant(graph)
    for i, j in itertools.product(graph.vertices, repeat=2):
        top, bottom = oc.inverse_lowest_terms(graph, i, j)
        reduced, below = oc.numerator(graph, i, j).cancel(det)
        assert top * below == reduced * bottom
        assert bottom in (below, -below)


def test_cycle_cancels_behind_the_loop() -> None:
    assert oc.inverse_lowest_terms(G0, 4, 4) == (1, 1)
    assert oc.inverse_lowest_terms(G0, 4, 1) == (0, 1)


# --- finiteness -----------------------------------------------------------------------------------------------------


def test_number_of_classes_and_of_labelled_graphs() -> None:
    assert [sum(1 for _ in oc.simple_mixed_graphs(n)) for n in range(1, 5)] == [1, 3, 16, 218]
    assert sum(1 for _ in oc.simple_mixed_graphs(3, up_to_iso=False)) == 64
    # every labelled graph on 3 vertices belongs to exactly one class
    forms = set()
    for graph in labelled_mixed_graphs(3):
        copies = (
            str(MixedGraph(3, [(p[i], p[j]) for i, j in graph.directed], [(p[i], p[j]) for i, j in graph.bidirected]))
            for p in ({1: a, 2: b, 3: c} for a, b, c in itertools.permutations((1, 2, 3)))
        )
        forms.add(min(copies))
    assert len(forms) == 16


def test_rank_against_differentiation() -> None:
    # the Jacobian by sympy's derivatives of the closed form at a rational point
    for text in ("1->2->3, 2<->3", "1->2->3, 1<->2", "1->2->1", "1->2->3->1", "1<->2, 1->2"):
        graph = MixedGraph.from_text(text)
        sigma = oc.covariance(graph)
        symbols = [gen.as_expr() for gen in graph.ring.gens]
        entries = [sigma[i - 1, j - 1] for i, j in graph.pairs]
        point = {symbol: sympy.Rational(k + 2, 2 * k + 7) for k, symbol in enumerate(symbols)}
        jacobian = sympy.Matrix([[entry.diff(symbol).subs(point) for entry in entries] for symbol in symbols])
        assert jacobian.rank() == oc.jacobian_rank(graph), text
        assert oc.is_generically_finite(graph) == (jacobian.rank() == graph.parameters)


def test_rank_modulo() -> None:
    assert rank_modulo([], 7) == 0
    assert rank_modulo([[0, 0], [0, 3], [0, 6]], 7) == 1
    assert rank_modulo([[7, 1], [1, 0]], 101) == 2


def test_instrument_and_its_confounded_neighbour() -> None:
    assert oc.is_generically_finite(MixedGraph.from_text("1->2->3, 2<->3"))
    assert not oc.is_generically_finite(MixedGraph.from_text("1->2->3, 1<->2"))


# --- fibres ---------------------------------------------------------------------------------------------------------


def test_the_published_fibre_of_the_three_cycle() -> None:
    cycle = oc.directed_cycle(3)
    sigma = oc.covariance_at(cycle, *oc.cycle_parameters(["1/2", "1/3", "1/4"], [1, 1, 1]))
    assert sigma == [[Fraction(x, 529) for x in row] for row in ([616, 354, 256], [354, 729, 312], [256, 312, 656])]
    first, second = oc.fibre(cycle, sigma)
    assert list(first[0].values()) == [Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)]
    assert list(second[0].values()) == [Fraction(729, 308), Fraction(656, 243), Fraction(154, 41)]
    assert list(second[1].values()) == [Fraction(616, 41), Fraction(729, 154), Fraction(656, 81)]
    for equation in oc.fibre_equations(cycle, sigma):
        values = {cycle.name("λ", *edge): sympy.Rational(str(x)) for edge, x in second[0].items()}
        assert equation.subs(values) == 0


@settings(deadline=None, max_examples=25)
@given(st.integers(3, 7), st.randoms(use_true_random=False))
def test_twins_are_an_involution(n: int, source: random.Random) -> None:
    lam = [Fraction(source.choice((-1, 1)) * source.randint(1, 7), source.randint(1, 7)) for _ in range(n)]
    omega = [Fraction(source.randint(1, 7), source.randint(1, 7)) for _ in range(n)]
    assume(abs(prod(lam)) != 1)
    twin, errors = oc.cycle_twin(lam, omega)
    assert prod(twin) * prod(lam) == 1
    assert min(errors) > 0
    assert oc.cycle_twin(twin, errors) == (lam, omega)
    cycle = oc.directed_cycle(n)
    here = oc.covariance_at(cycle, *oc.cycle_parameters(lam, omega))
    assert here == oc.covariance_at(cycle, *oc.cycle_parameters(twin, errors))


def test_degree_three_and_irrational_points() -> None:
    graph = MixedGraph.from_text("1->2,1->3,4->1,2->3,3->4,2<->4")
    assert oc.fibre_degree(graph) == 3
    assert oc.fibre_degree(graph, prime=30011, seed=4) == 3
    lam = {edge: Fraction(1, k + 2) for k, edge in enumerate(graph.directed)}
    omega = {(v, v): Fraction(1) for v in graph.vertices} | {(2, 4): Fraction(1, 3)}
    sigma = oc.covariance_at(graph, lam, omega)
    points = oc.fibre(graph, sigma)
    assert len(points) == 3
    assert points[0] == (lam, omega)
    # the other two solve the equations as well, to thirty digits
    names = [graph.name("λ", *edge) for edge in graph.directed]
    for point, _ in points[1:]:
        values = {name: sympy.N(value, 40) for name, value in zip(names, point.values(), strict=True)}
        for equation in oc.fibre_equations(graph, sigma):
            assert abs(sympy.N(equation.subs(values), 30)) < sympy.Float("1e-15")


def test_two_stable_points_over_one_matrix() -> None:
    sigma = oc.covariance_at(TWO_STABLE, STABLE_LAM, STABLE_OMEGA)
    nine = [[50, 26, -16, -18], [26, 20, -13, -9], [-16, -13, 17, 9], [-18, -9, 9, 9]]
    assert sigma == [[Fraction(x, 9) for x in row] for row in nine]
    points = oc.fibre(TWO_STABLE, sigma)
    assert [list(map(str, lam.values())) for lam, _ in points] == [
        ["20/23", "-7/20", "8/11", "-30/11"],
        ["1", "-1/2", "1", "-3"],
    ]
    for lam, omega in points:
        assert oc.covariance_at(TWO_STABLE, lam, omega) == sigma
        matrix = sympy.zeros(4)
        for (i, j), value in lam.items():
            matrix[i - 1, j - 1] = sympy.Rational(str(value))
        assert max(abs(complex(root)) for root in sympy.Poly(matrix.charpoly().as_expr()).nroots()) < 1
        assert oc.is_stable(TWO_STABLE, lam)


@settings(deadline=None, max_examples=40)
@given(mixed_graphs(), st.randoms(use_true_random=False))
def test_stability_against_eigenvalues(graph: MixedGraph, source: random.Random) -> None:
    lam = {edge: Fraction(source.randint(-8, 8), 6) for edge in graph.directed}
    matrix = sympy.zeros(graph.n)
    for (i, j), value in lam.items():
        matrix[i - 1, j - 1] = sympy.Rational(str(value))
    polynomial = matrix.charpoly()
    roots = [abs(complex(root)) for factor, _ in polynomial.factor_list()[1] for root in factor.nroots(n=20)]
    assume(all(abs(size - 1) > 1e-9 for size in roots))
    assert oc.is_stable(graph, lam) == (max(roots) < 1)


def test_points_outside_the_model_have_no_fibre() -> None:
    chain = MixedGraph.from_text("1->2->3")
    sigma = [[2, 1, 1], [1, 2, 1], [1, 1, 2]]
    assert oc.fibre(chain, sigma) == []
    assert oc.fibre(MixedGraph(2), [[1, 0], [0, 2]]) == [({}, {(1, 1): 1, (2, 2): 2})]


def test_merged_twins_are_one_point() -> None:
    # the cycle product is -1: the second point has come to lie on the first
    cycle = oc.directed_cycle(3)
    lam, omega = oc.cycle_parameters([2, -1, Fraction(1, 2)], [1, 1, 1])
    assert oc.fibre(cycle, oc.covariance_at(cycle, lam, omega)) == [(lam, omega)]


def test_solutions_with_a_singular_feedback_are_no_points() -> None:
    # the fibre equations are linear here; their only solution is λ12 = 2, λ21 = 1/2, where I - Λ is singular
    graph = MixedGraph.from_text("1->2->1, 3->1, 4->2, 1<->2, 3<->4")
    sigma = [[Fraction(x, 4) for x in row] for row in ((4, 2, 1, 1), (2, 4, 2, 2), (1, 2, 4, 0), (1, 2, 0, 4))]
    solution = {"λ12": 2, "λ21": sympy.Rational(1, 2), "λ31": 0, "λ42": 0}
    assert {equation.subs(solution) for equation in oc.fibre_equations(graph, sigma)} == {0}
    assert oc.fibre(graph, sigma) == []
    assert oc.fibre_degree(graph) == 1


def test_census_of_four_vertices() -> None:
    from lib.book import recorded

    found = Counter(oc.fibre_degree(g) for g in oc.simple_mixed_graphs(4) if not g.is_acyclic)
    assert found == {1: 9, 2: 16, 3: 1}
    lines = {line["n"]: line for line in recorded("statistics/one_connection/census")["data"]}
    assert lines[4]["degrees"] == {"1": 9, "2": 16, "3": 1}
    five = lines[5]
    assert five["acyclic"] + five["cyclic"] + five["skipped"] == 9608
    for degree in ("2", "3", "4"):
        assert oc.fibre_degree(MixedGraph.from_text(five["examples"][degree], n=5)) == int(degree)


def test_recorded_stable_twins_hold_exactly() -> None:
    from lib.book import recorded

    lines = recorded("statistics/one_connection/stability")["data"]
    assert len(lines) == 17
    for line in lines:
        if not line["example"] or line["degree"] != 2:
            continue
        graph = MixedGraph.from_text(line["graph"], n=4)
        lam, omega, twin = (
            {tuple(map(int, key.split(","))): Fraction(x) for key, x in line["example"][name].items()}
            for name in ("lam", "omega", "twin")
        )
        assert lam != twin
        assert oc.is_stable(graph, lam)
        assert oc.is_stable(graph, twin)
        assert sorted(map(str, oc.fibre(graph, oc.covariance_at(graph, lam, omega))[0][0].values())) in (
            sorted(map(str, lam.values())),
            sorted(map(str, twin.values())),
        )


# --- equations ------------------------------------------------------------------------------------------------------


def test_monomials_are_multigraphs() -> None:
    for multidegree in ((2, 2), (1, 1, 1, 1), (3, 1, 2), (0, 2, 0)):
        pairs = [(i, j) for i in range(1, len(multidegree) + 1) for j in range(i, len(multidegree) + 1)]
        size = sum(multidegree) // 2
        wanted = {
            chosen
            for chosen in itertools.combinations_with_replacement(pairs, size)
            if tuple(sum((v == i) + (v == j) for i, j in chosen) for v in range(1, len(multidegree) + 1)) == multidegree
        }
        assert set(oc.sigma_monomials(multidegree)) == wanted
    assert oc.sigma_monomials([1, 2]) == ()
    assert sum(len(oc.sigma_monomials(m)) for m in multidegrees(3, 2)) == 21


def test_equations_of_the_table() -> None:
    (chain,) = oc.explore_vanishing(MixedGraph.from_text("1->2->3"), 2)
    assert str(chain) == "σ12*σ23 - σ13*σ22"
    square = oc.explore_vanishing(oc.directed_cycle(4), 3)
    symbols = {(i, j): sympy.Symbol(f"σ{min(i, j)}{max(i, j)}") for i in range(1, 5) for j in range(1, 5)}
    minors = [
        sympy.Matrix([[symbols[i, j] for j in columns] for i in rows]).det()
        for rows, columns in (((1, 2, 3), (1, 3, 4)), ((1, 2, 4), (2, 3, 4)))
    ]
    for polynomial, minor in zip(square, minors, strict=True):
        expression = polynomial.to_ring(oc.directed_cycle(4)).as_expr()
        assert sympy.expand(expression - minor) == 0 or sympy.expand(expression + minor) == 0
    (verma,) = oc.explore_vanishing(MixedGraph.from_text("1->2, 1->3, 2->3, 3->4, 2<->4"), 4)
    assert (verma.degree, len(verma.terms), verma.certified) == (4, 8, "expanded")


def test_a_null_vector_is_only_a_candidate() -> None:
    with pytest.raises(ValueError, match="terms must vanish"):
        oc.certify(MixedGraph.from_text("1->2->3"), {((1, 1),): 1})
    with pytest.raises(ValueError, match="one multidegree"):
        oc.certify(MixedGraph.from_text("1->2"), {((1, 1),): 1, ((1, 2),): 1})
    chord = MixedGraph.from_text("1->2->3->4->1, 1<->3")
    monomials = oc.sigma_monomials((5, 5, 5, 5))
    with pytest.raises(ValueError, match="exact point"):
        oc.certify(chord, dict.fromkeys(monomials, 1))


def test_the_invariant_of_degree_ten() -> None:
    invariant = oc.chord_invariant()
    graph = MixedGraph.from_text("1->2->3->4->1, 1<->3")
    assert len(invariant) == 187
    # of full degree in two variables and irreducible there, so irreducible
    point = {str(gen): k * k + 3 for k, gen in enumerate(invariant.ring.gens) if str(gen) not in ("σ13", "σ24")}
    plane = sympy.Poly(invariant.as_expr().subs(point), *sympy.symbols("σ13 σ24"))
    assert plane.total_degree() == 10
    assert plane.is_irreducible
    (searched,) = oc.vanishing_in(graph, (5, 5, 5, 5))
    assert searched.certified == "at points"
    assert searched.to_ring(graph) in (invariant, -invariant)


def test_moebius_maps_carry_coefficients() -> None:
    graph = oc.directed_cycle(4)
    lam, omega = oc.cycle_parameters([2, 3, "1/5", "-7/2"], [1, 2, 3, 4])
    sigma = oc.covariance_at(graph, lam, omega)
    values = [sigma[i - 1][j - 1] for i, j in graph.pairs]
    (a, b), (c, d) = _evaluate(oc.moebius(graph, 1, 2), values)
    into_one, into_two = Fraction("-7/2"), Fraction(2)
    assert (a * into_one + b) / (c * into_one + d) == into_two


def _evaluate(matrix, values):
    return [
        [sum(int(x) * prod(v**e for v, e in zip(values, m, strict=True)) for m, x in entry.terms()) for entry in row]
        for row in matrix
    ]


# --- peer influence -------------------------------------------------------------------------------------------------


def test_peer_influence_estimates() -> None:
    graph, sigma = oc.peer_influence_graph(), oc.peer_influence_correlations()
    (point,) = oc.fibre(graph, sigma)
    lam, omega = point
    wanted = {(1, 5): 0.279315, (2, 5): 0.153518, (3, 5): 0.084349, (6, 5): 0.280422}
    wanted |= {(2, 6): 0.077215, (3, 6): 0.201551, (4, 6): 0.357430, (5, 6): 0.281929}
    assert {edge: round(float(x), 6) for edge, x in lam.items()} == wanted
    assert [round(float(omega[pair]), 6) for pair in ((5, 5), (6, 6), (5, 6))] == [0.751779, 0.657182, -0.318885]
    assert round(float(1 - lam[5, 6] * lam[6, 5]), 6) == 0.920941


# --- graphs, drawings, errors ---------------------------------------------------------------------------------------


def test_text_and_adjacency_agree() -> None:
    graph = MixedGraph.from_text("1 -> 2 <- 3, 1 <-> 3; 4")
    assert graph == MixedGraph(4, [(3, 2), (1, 2)], [(3, 1)])
    directed = [[int((i, j) in graph.directed) for j in graph.vertices] for i in graph.vertices]
    double = [[int((min(i, j), max(i, j)) in graph.bidirected) for j in graph.vertices] for i in graph.vertices]
    assert MixedGraph.from_adjacency(directed, double) == graph
    assert str(MixedGraph(2)) == "2 isolated vertices"
    assert MixedGraph(11, [(1, 11)]).name("λ", 1, 11) == "λ1_11"
    assert G0.sccs == ((1, 2, 3), (4,))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: MixedGraph(0), ValueError, "n must be at least 1, got 0"),
        (lambda: MixedGraph("3"), TypeError, "n must be an integer"),
        (lambda: MixedGraph(2, [(1, 1)]), ValueError, "no loops"),
        (lambda: MixedGraph(2, [(1, 3)]), ValueError, r"vertices in 1\.\.2"),
        (lambda: MixedGraph(2, [(1, 2), (1, 2)]), ValueError, "must not repeat"),
        (lambda: MixedGraph(2, [], [(1, 2), (2, 1)]), ValueError, "must not repeat"),
        (lambda: MixedGraph(2, [(1, 2, 3)]), TypeError, "pairs of vertices"),
        (lambda: MixedGraph(2, [(1, 2.0)]), TypeError, "pairs of integers"),
        (lambda: MixedGraph.from_text("1=>2"), ValueError, "chains like"),
        (lambda: MixedGraph.from_adjacency([[0]], [[0, 0]]), ValueError, "must be 1 x 1"),
        (lambda: MixedGraph.from_adjacency([[0, 2], [0, 0]], [[0, 0], [0, 0]]), ValueError, "0 and 1 only"),
        (lambda: MixedGraph.from_adjacency([[0, 0], [0, 0]], [[0, 1], [0, 0]]), ValueError, "symmetric"),
        (lambda: oc.directed_cycle(1), ValueError, "at least 2"),
        (lambda: oc.determinant(nx.DiGraph()), TypeError, "must be a MixedGraph"),
        (lambda: oc.numerator(G0, 5, 1), ValueError, r"i must be a vertex in 1\.\.4, got 5"),
        (lambda: list(oc.one_connections(G0, 1, 9)), ValueError, "j must be a vertex"),
        (lambda: list(oc.cycle_packings(G0, avoid=[7])), ValueError, "avoid must be a vertex"),
        (lambda: oc.linear_subdigraphs(oc.complete_digraph(9)), ValueError, "force=True"),
        (lambda: oc.covariance_at(G0, {}, OMEGA), ValueError, "lam must give exactly"),
        (lambda: oc.covariance_at(G0, LAM | {(4, 1): 1}, OMEGA), ValueError, r"not in the graph \[\(4, 1\)\]"),
        (lambda: oc.covariance_at(G0, LAM, OMEGA | {(4, 1): 9}), ValueError, "omega must be symmetric"),
        (lambda: oc.covariance_at(G0, LAM | {(1, 2): 0.5}, OMEGA), TypeError, "exact rational"),
        (lambda: oc.covariance_at(MixedGraph(2), [[0, 0]], [[1, 0], [0, 1]]), ValueError, "lam must be 2 x 2"),
        (
            lambda: oc.covariance_at(MixedGraph(2, [], [(1, 2)]), [[0, 0], [0, 0]], [[1, 1], [2, 1]]),
            ValueError,
            "omega must be symmetric",
        ),
        (
            lambda: oc.covariance_at(MixedGraph(2), [[0, 0], [0, 0]], [[1, 1], [0, 1]]),
            ValueError,
            "omega must be symmetric",
        ),
        (
            lambda: oc.covariance_at(oc.directed_cycle(2), {(1, 2): 2, (2, 1): "1/2"}, {(1, 1): 1, (2, 2): 1}),
            ValueError,
            "determinant 0",
        ),
        (lambda: oc.partial_trek_sums(G0, LAM, OMEGA, -1), ValueError, "length must be"),
        (lambda: oc.jacobian_rank(G0, prime=7), ValueError, "at least 1000"),
        (lambda: oc.jacobian_rank(G0, prime=1001), ValueError, "prime must be a prime"),
        (lambda: oc.connection_sums(2, {(1, 1): 1}), ValueError, "different vertices"),
        (lambda: oc.connection_sums(2, {(1, 3): 1}), ValueError, r"different vertices in 1\.\.2"),
        (lambda: oc.connection_sums(0, {}), ValueError, "at least 1, got 0"),
        (lambda: oc.covariance_at(G0, LAM | {(1, 2): "a"}, OMEGA), ValueError, "lam must hold exact rational"),
        (lambda: oc.covariance_at(G0, LAM | {(1, 2): "1/0"}, OMEGA), ValueError, "lam must hold exact rational"),
        (lambda: oc.covariance_at(G0, LAM, 3), TypeError, "omega must be a mapping"),
        (lambda: oc.covariance_at(G0, [1, 2, 3, 4], OMEGA), TypeError, "lam must be a mapping"),
        (lambda: oc.fibre(G0, 3), TypeError, "sigma must be a matrix"),
        (lambda: oc.is_stable(G0, None), TypeError, "lam must be a mapping"),
        (lambda: oc.directed_cycle("3"), ValueError, "integer of at least 2"),
        (lambda: oc.cycle_parameters([1, 2], [1]), ValueError, "same length"),
        (lambda: oc.certify(G0, {((1, 9),): 1}), ValueError, "terms must hold pairs"),
        (lambda: list(oc.simple_mixed_graphs(6)), ValueError, "at most 5"),
        (lambda: list(oc.simple_mixed_graphs(0)), ValueError, "at least 1"),
        (lambda: list(oc.labelled_mixed_graphs(7)), ValueError, "five million"),
        (lambda: oc.fibre_degree(G0, prime=1001), ValueError, "prime must be"),
        (lambda: oc.fibre(MixedGraph(2), [[1, 2], [3, 1]]), ValueError, "sigma must be symmetric"),
        (lambda: oc.fibre(MixedGraph(2), [[1, 1], [1, 1]]), ValueError, "sigma must be invertible"),
        (lambda: oc.fibre(MixedGraph(2), [[1]]), ValueError, "sigma must be 2 x 2"),
        (lambda: oc.fibre(MixedGraph(1), [[0.5]]), TypeError, "exact rational"),
        (lambda: oc.fibre(oc.directed_cycle(2), [[2, 1], [1, 2]]), ValueError, "infinitely many"),
        (lambda: oc.is_stable(G0, {}), ValueError, "lam must give exactly"),
        (lambda: oc.cycle_twin([1, 2], [1, 1]), ValueError, "at least 3"),
        (lambda: oc.cycle_twin([0, 1, 1], [1, 1, 1]), ValueError, "no zero entries"),
        (lambda: oc.cycle_twin([2, -1, "1/2"], [1, 1, 1]), ValueError, "must not be 1 or -1"),
        (lambda: oc.moebius(G0, 2, 2), ValueError, "must be different"),
        (lambda: oc.moebius(G0, 1, 4), ValueError, "not joined by a bidirected edge"),
        (lambda: oc.moebius(MixedGraph.from_text("1->2, 3"), 1, 3), ValueError, "one parent"),
        (lambda: oc.holonomy(oc.directed_cycle(3), (1, 2)), ValueError, "at least 3"),
        (lambda: oc.sigma_monomials((1, -1)), ValueError, "at least 0"),
        (lambda: oc.explore_vanishing(G0, 0), ValueError, "max_degree must be"),
        (lambda: oc.vanishing_in(G0, (1, 1)), ValueError, "4 entries"),
        (
            lambda: oc.instrumental_coefficients(oc.peer_influence_graph(), oc.peer_influence_correlations(), 5, (1,)),
            ValueError,
            "4 different vertices",
        ),
        (
            lambda: oc.instrumental_coefficients(
                MixedGraph.from_text("1->2, 3"), [[1, 0, 0], [0, 1, 0], [0, 0, 1]], 2, (3,)
            ),
            ValueError,
            "singular",
        ),
        (lambda: draw_mixed_graphs([], alt="none"), ValueError, "must not be empty"),
        (
            lambda: draw_mixed_graphs([MixedDrawing({1: (0, 0)}, {(1, 2): "plain"})], alt="x"),
            ValueError,
            "with a place",
        ),
        (lambda: draw_mixed_graphs([MixedDrawing(circle_places(2), {(1, 2): "red"})], alt="x"), ValueError, "style"),
        (lambda: draw_mixed_graphs([MixedDrawing({1: (0, 0)}, loops={1: "red"})], alt="x"), ValueError, "style"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_twin_at_infinity_is_refused() -> None:
    # with errors of both signs a fixed point can lie at infinity; it is refused, never returned as a wrong number
    lam, omega = [1, Fraction(5, 3), Fraction(3, 4)], [1, -1, 1]
    for turn in range(3):
        with pytest.raises(ValueError, match="infinity"):
            oc.cycle_twin(lam[turn:] + lam[:turn], omega[turn:] + omega[:turn])
    for signs in itertools.product((1, -1), repeat=3):
        for lam in itertools.product((1, 2, Fraction(1, 2)), repeat=3):
            if abs(prod(lam)) == 1:
                continue
            twin, errors = oc.cycle_twin(lam, signs)
            cycle = oc.directed_cycle(3)
            here = oc.covariance_at(cycle, *oc.cycle_parameters(lam, signs))
            assert here == oc.covariance_at(cycle, *oc.cycle_parameters(twin, errors))


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=5), st.integers(-1, 4))
def test_junk_is_a_graph_or_an_error(edges: list[tuple[int, int]], n: int) -> None:
    try:
        graph = MixedGraph(n, edges)
    except ValueError:
        return
    assert set(graph.directed) == set(edges)


@given(st.text(alphabet="1234<->, ", max_size=12))
def test_junk_text_is_a_graph_or_an_error(text: str) -> None:
    try:
        graph = MixedGraph.from_text(text)
    except ValueError:
        return
    if graph.directed or graph.bidirected:
        assert MixedGraph.from_text(str(graph), n=graph.n) == graph


def test_figures_can_be_drawn() -> None:
    assert figures.twins().svg.count("Z") == 6
    assert figures.loop_graph(G0).svg.count("<circle") == 8
    assert "No path" in figures.connections_of(G0, 4, 1)._repr_html_()
    assert figures.connections_of(G0, 4, 4)._repr_html_().count("<circle") == 8
    assert figures.complete_connections()._repr_html_().count("<circle") == 24
    assert figures.rank_chart().to_dict()["layer"]
    assert figures.trek_chart().to_dict()["params"]
    assert figures.twin_chart(count=5).to_dict()["layer"]
    lines = [{"n": 4, "degrees": {"1": 9, "2": 16}}]
    assert "9" in str(figures.degree_chart(lines).to_dict())
    base = figures.BASES["the chain 1->2->3"]
    assert "infinitely many" in figures.with_edge(base, ("<->", 1, 2))._repr_html_()
    assert "already there" in figures.with_edge(base, ("->", 1, 2))._repr_html_()
    assert figures.with_edge(base, ("none", 0, 0)).graph == base
    assert figures.with_edge(base, ("<-", 1, 3)).graph == oc.directed_cycle(3)
    cell = figures.Portrait(oc.directed_cycle(5))
    assert "and 13 more" in dict(cell.rows())["vanishing polynomials up to degree 3"]


def test_drawings_bend_double_arrows_away() -> None:
    bow = MixedDrawing(
        circle_places(2), {(1, 2): "plain", (2, 1): "path"}, {(1, 2): "double"}, {1: "faint"}, {(1, 2): "a&b"}
    )
    svg = draw_mixed_graphs([bow], alt="a <bow>").svg
    assert svg.count("Z") == 4  # arrow heads: one for each arrow, two for the double one
    assert "a&amp;b" in svg
    assert 'aria-label="a &lt;bow&gt;"' in svg
    assert draw_mixed_graphs([MixedDrawing({1: (0, 0)}, loops={1: "plain"})], alt="a loop").svg.count("<path") == 1
