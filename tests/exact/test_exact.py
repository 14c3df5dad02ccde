"""Partitions, symmetric functions and small graphs, against brute force and published tables."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import factorial

import networkx as nx
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import exact
from lib.exact import SymmetricFunction, partitions

small = st.integers(0, 6).flatmap(lambda n: st.sampled_from(list(partitions(n))))
bases = st.sampled_from("mpehs")


def monomial_by_hand(shape: tuple[int, ...], values: list[Fraction]) -> Fraction:
    padded = [*shape, *[0] * (len(values) - len(shape))]
    if len(shape) > len(values):
        return Fraction(0)
    total = Fraction(0)
    for exponents in set(itertools.permutations(padded)):
        product = Fraction(1)
        for value, exponent in zip(values, exponents, strict=True):
            product *= value**exponent
        total += product
    return total


def schur_by_tableaux(shape: tuple[int, ...], values: list[Fraction]) -> Fraction:
    # the quotient of alternants, an independent definition
    n = len(values)
    if len(shape) > n:
        return Fraction(0)
    padded = [*shape, *[0] * (n - len(shape))]
    top = sympy.Matrix(
        n, n, lambda i, j: sympy.Rational(values[i].numerator, values[i].denominator) ** (padded[j] + n - 1 - j)
    )
    bottom = sympy.Matrix(n, n, lambda i, j: sympy.Rational(values[i].numerator, values[i].denominator) ** (n - 1 - j))
    quotient = top.det() / bottom.det()
    return Fraction(int(quotient.p), int(quotient.q))


POINT = [Fraction(2), Fraction(-1, 3), Fraction(5, 7), Fraction(1, 2), Fraction(3)]


@given(small)
def test_monomials_and_schur_functions_have_the_right_values(shape: tuple[int, ...]) -> None:
    assert SymmetricFunction("m", {shape: 1}).evaluate(POINT) == monomial_by_hand(shape, POINT)
    assert SymmetricFunction("s", {shape: 1}).evaluate(POINT) == schur_by_tableaux(shape, POINT)


@given(st.integers(1, 5))
def test_elementary_and_homogeneous_functions_have_the_right_values(n: int) -> None:
    def total(choose) -> Fraction:
        return sum((sympy.prod(map(sympy.Rational, map(str, c))) for c in choose(POINT, n)), sympy.Integer(0))

    for basis, choose in (("e", itertools.combinations), ("h", itertools.combinations_with_replacement)):
        value = SymmetricFunction(basis, {(n,): 1}).evaluate(POINT)
        assert sympy.Rational(value.numerator, value.denominator) == total(choose)


@given(small, bases, bases)
def test_changing_the_basis_and_back_changes_nothing(shape: tuple[int, ...], first: str, second: str) -> None:
    function = SymmetricFunction(first, {shape: Fraction(3, 2)})
    there = function.to(second)
    assert there.to(first).terms == function.terms
    assert hash(there) == hash(function)
    assert there == function


@settings(deadline=None)
@given(small, small, bases)
def test_products_multiply_values(one: tuple[int, ...], two: tuple[int, ...], basis: str) -> None:
    a, b = SymmetricFunction(basis, {one: 1}), SymmetricFunction(basis, {two: 2})
    assert (a * b).evaluate(POINT[:3]) == a.evaluate(POINT[:3]) * b.evaluate(POINT[:3])
    assert (a + b - b).terms == a.terms


@given(small)
def test_omega_transposes_schur_functions(shape: tuple[int, ...]) -> None:
    function = SymmetricFunction("s", {shape: 1})
    assert function.omega().terms == {exact.conjugate(shape): 1}
    assert function.omega().omega() == function


def test_hall_product_makes_schur_orthonormal_and_pairs_m_with_h() -> None:
    for n in range(6):
        for a, b in itertools.product(partitions(n), repeat=2):
            assert SymmetricFunction("s", {a: 1}).scalar(SymmetricFunction("s", {b: 1})) == (a == b)
            assert SymmetricFunction("m", {a: 1}).scalar(SymmetricFunction("h", {b: 1})) == (a == b)


def test_kostka_numbers_of_degree_four() -> None:
    shapes = list(partitions(4))
    table = [[exact.kostka_number(shape, content) for content in shapes] for shape in shapes]
    assert table == [[1, 1, 1, 1, 1], [0, 1, 1, 2, 3], [0, 0, 1, 1, 2], [0, 0, 0, 1, 3], [0, 0, 0, 0, 1]]


def test_augmented_monomials() -> None:
    for n in range(7):
        for shape in partitions(n):
            wanted = exact.stabiliser_order(shape) * SymmetricFunction("m", {shape: 1})
            assert exact.augmented_monomial(shape) == wanted


def test_symbols_are_coefficients_too() -> None:
    t = sympy.Symbol("t")
    function = SymmetricFunction("s", {(2,): t, (1, 1): -1})
    assert sympy.expand(function.to("p").coefficient((2,)) - (t + 1) / 2) == 0
    assert "t" in function._repr_latex_()


def test_partitions_against_the_pentagonal_recurrence() -> None:
    for n in range(20):
        assert sum(1 for _ in partitions(n)) == exact.number_of_partitions(n)
    assert exact.number_of_partitions(100) == 190569292


def test_class_sizes_add_up() -> None:
    for n in range(1, 9):
        assert sum(Fraction(factorial(n), exact.centraliser_order(shape)) for shape in partitions(n)) == factorial(n)


@given(small)
def test_conjugation_is_an_involution_that_reverses_dominance(shape: tuple[int, ...]) -> None:
    assert exact.conjugate(exact.conjugate(shape)) == shape
    for other in partitions(sum(shape)):
        if exact.dominates(shape, other):
            assert exact.dominates(exact.conjugate(other), exact.conjugate(shape))


def test_set_partitions_are_counted_by_bell_numbers() -> None:
    assert [sum(1 for _ in exact.set_partitions(n)) for n in range(8)] == [1, 1, 2, 5, 15, 52, 203, 877]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: list(partitions(-1)), ValueError, "n must be at least 0, got -1"),
        (lambda: exact.as_partition([1, 0]), ValueError, "positive"),
        (lambda: exact.as_partition([1.5]), TypeError, "integers"),
        (lambda: exact.as_partition([True]), TypeError, "integers"),
        (lambda: SymmetricFunction("x", {}), ValueError, "basis must be one of"),
        (lambda: SymmetricFunction("m", {(1, 2): 1}), ValueError, "terms must have partitions"),
        (lambda: SymmetricFunction("m", {}).to("q"), ValueError, "basis must be one of"),
        (lambda: exact.dominates((2,), (1,)), ValueError, "one number"),
        (lambda: exact.kostka_number((2,), (1,)), ValueError, "equal size"),
        (lambda: exact.number_of_partitions(-1), ValueError, "at least 0"),
        (lambda: list(exact.set_partitions(-1)), ValueError, "at least 0"),
        (lambda: exact.horizontal_strips((1,), -1), ValueError, "at least 0"),
        (lambda: exact.graphs_on(8), ValueError, "between 0 and 7"),
        (lambda: exact.check_graph(nx.DiGraph()), TypeError, "undirected"),
        (lambda: exact.check_graph("graph"), TypeError, "undirected"),
        (lambda: exact.check_graph(nx.Graph([(1, 1)])), ValueError, "no loops"),
        (lambda: exact.draw_graphs([], alt="x"), ValueError, "must not be empty"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@given(st.one_of(st.none(), st.text(), st.lists(st.one_of(st.integers(-3, 3), st.text(), st.floats()))))
def test_junk_is_never_a_partition_silently(junk: object) -> None:
    try:
        result = exact.as_partition(junk)
    except (TypeError, ValueError):
        return
    assert all(isinstance(part, int) and part > 0 for part in result)


def test_functions_print_as_mathematics() -> None:
    function = SymmetricFunction("p", {(1, 1): 2, (2,): -1})
    assert repr(function) == "2*p[1,1] - p[2]"
    assert function._repr_latex_() == "$\\displaystyle -p_{2}+2p_{1^{2}}$"
    assert repr(function - function) == "0"
    assert (function - function)._repr_latex_() == "$\\displaystyle 0$"


def test_drawings_are_labelled() -> None:
    graph = nx.Graph([(0, 1), (1, 1)])
    svg = exact.draw_graphs([(graph, exact.circular_layout(graph), "loop & edge")], alt="a <graph>").svg
    assert 'role="img" aria-label="a &lt;graph&gt;"' in svg
    assert "loop &amp; edge" in svg
    empty = nx.empty_graph(0)
    assert "<svg" in exact.draw_graphs([(empty, {}, "nothing")], alt="no vertices").svg
