"""Rational linear algebra against sympy's own routines, the Penrose equations and the laws of a modular lattice."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.exact.linear_algebra import (
    Subspace,
    pseudoinverse,
    random_rational_matrix,
    rational,
    rational_matrix,
    rational_rank,
    rational_vector,
)

seeds = st.integers(0, 10**6)
shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))


@st.composite
def matrices(draw: st.DrawFn) -> sympy.ImmutableMatrix:
    rows, columns = draw(shapes)
    rank = draw(st.integers(0, min(rows, columns)))
    return random_rational_matrix(random.Random(draw(seeds)), rows, columns, rank=rank)


@settings(deadline=None, max_examples=60)
@given(matrices())
def test_pseudoinverse_satisfies_penrose_and_agrees_with_sympy(a) -> None:
    x = pseudoinverse(a)
    assert a * x * a == a
    assert x * a * x == x
    assert a * x == (a * x).T
    assert x * a == (x * a).T
    assert rational_rank(a) == sympy.Matrix(a).rank()
    assert x == sympy.Matrix(a).pinv()


@st.composite
def subspaces(draw: st.DrawFn, ambient: int = 4) -> Subspace:
    source, size = random.Random(draw(seeds)), draw(st.integers(0, ambient))
    if not size:
        return Subspace.span([], ambient=ambient)
    return Subspace.span(random_rational_matrix(source, size, ambient, size=1))


@settings(deadline=None, max_examples=60)
@given(subspaces(), subspaces(), subspaces())
def test_subspaces_form_a_modular_lattice(u: Subspace, v: Subspace, w: Subspace) -> None:
    assert (u & v).dimension + (u | v).dimension == u.dimension + v.dimension
    assert u & v <= u <= u | v
    assert u & (u | v) == u == u | (u & v)
    assert (u & v).orthogonal() == u.orthogonal() | v.orthogonal()
    assert u.orthogonal().orthogonal() == u
    if u <= w:
        assert u | (v & w) == (u | v) & w
    assert (u <= v) == (u & v == u)


@settings(deadline=None, max_examples=60)
@given(subspaces(3), subspaces(4), st.integers(0, 3), seeds)
def test_image_is_left_adjoint_to_preimage(a: Subspace, u: Subspace, rank: int, seed: int) -> None:
    x = random_rational_matrix(random.Random(seed), 4, 3, rank=rank)
    assert (a.image(x) <= u) == (a <= u.preimage(x))
    assert a <= a.image(x).preimage(x)
    assert u.preimage(x).image(x) == u & Subspace.column_space(x)
    # rank and nullity
    assert Subspace.kernel(x).dimension + Subspace.column_space(x).dimension == 3


def test_exact_numbers_come_in_and_nothing_else() -> None:
    assert rational("1e-2") == sympy.Rational(1, 100)
    assert rational(sympy.Integer(3)) == rational(3) == rational("3") == rational(Fraction(3))
    assert rational_vector(sympy.Matrix([1, 2])).rows == 2
    assert rational_matrix(sympy.eye(2)) == sympy.eye(2)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_taken_bit_for_bit_where_allowed(value: float) -> None:
    assert rational(value, rationalize=True) == sympy.Rational(Fraction(value))
    assert rational_vector([value], rationalize=True)[0] == rational_matrix([[value]], rationalize=True)[0]


def test_other_floats_are_taken_as_well() -> None:
    assert rational(sympy.Float("0.1", 40), rationalize=True) != rational(0.1, rationalize=True)
    assert abs(rational(sympy.Float("0.1", 40), rationalize=True) - sympy.Rational(1, 10)) < sympy.Rational(1, 10**38)
    numpy = pytest.importorskip("numpy")
    assert rational(numpy.float32(0.1), rationalize=True) == sympy.Rational(13421773, 2**27)
    assert rational(numpy.int64(3), rationalize=True) == 3


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rational(0.5, "x"), TypeError, r"x must be exact.*got float \(0.5\)"),
        (lambda: rational(True), TypeError, "got bool"),
        (lambda: rational(True, rationalize=True), TypeError, "got bool"),
        (lambda: rational(float("nan"), "x", rationalize=True), ValueError, "x must be finite, got nan"),
        (lambda: rational(float("-inf"), "x", rationalize=True), ValueError, "x must be finite, got -inf"),
        (lambda: rational(sympy.pi, rationalize=True), TypeError, "got Pi"),
        (lambda: rational("one"), ValueError, "must spell a rational number"),
        (lambda: rational("1/0"), ValueError, "must spell a rational number"),
        (lambda: rational_matrix([]), ValueError, "at least one row"),
        (lambda: rational_matrix([[]]), ValueError, "at least one row"),
        (lambda: rational_matrix([[1], [1, 2]]), ValueError, r"equal length, got lengths \[1, 2\]"),
        (lambda: rational_matrix("12"), TypeError, "sequence of rows"),
        (lambda: rational_matrix([1, 2]), TypeError, r"matrix\[0\] must be a sequence"),
        (lambda: rational_matrix([[1, 0.5]], "X"), TypeError, r"X\[0\]\[1\] must be exact"),
        (lambda: rational_matrix(sympy.Matrix([[sympy.Float(1)]])), TypeError, "must be exact"),
        (lambda: rational_vector(sympy.eye(2)), ValueError, r"must be a column, got a matrix of shape \(2, 2\)"),
        (lambda: rational_vector(3), TypeError, "sequence of exact numbers"),
        (lambda: rational_vector([1, 2], "y", 3), ValueError, "y must have 3 entries, got 2"),
        (lambda: random_rational_matrix(random.Random(1), 0, 1), ValueError, "at least 1"),
        (lambda: random_rational_matrix(random.Random(1), 2, 2, rank=3), ValueError, "rank must be between 0 and 2"),
        (lambda: Subspace.span([]), ValueError, "ambient must be a positive dimension"),
        (lambda: Subspace.span([[1]], ambient=2), ValueError, "vectors must have 2 entries, got 1"),
        (lambda: Subspace.span([[1]]) | Subspace.span([[1, 0]]), ValueError, "one space"),
        (lambda: Subspace.span([[1]]).image(sympy.ImmutableMatrix.eye(2)), ValueError, "must have 1 columns, got 2"),
        (lambda: Subspace.span([[1]]).preimage(sympy.ImmutableMatrix.eye(2)), ValueError, "must have 1 rows, got 2"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@given(
    st.lists(
        st.lists(st.one_of(st.integers(-3, 3), st.floats(), st.text(max_size=2), st.none()), max_size=3), max_size=3
    )
)
def test_junk_is_a_matrix_or_an_error(junk: list[list[object]]) -> None:
    try:
        matrix = rational_matrix(junk)
    except (TypeError, ValueError):
        return
    assert all(isinstance(entry, sympy.Rational) for entry in matrix)
