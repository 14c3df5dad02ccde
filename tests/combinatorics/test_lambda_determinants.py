"""Lambda-determinants and alternating sign matrices against brute force, published tables and sympy."""

from __future__ import annotations

import itertools
import random
import re
from fractions import Fraction
from functools import cache
from math import comb

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import QQ
from sympy.polys.rings import ring

from lib.book import recorded
from lib.combinatorics import lambda_determinants as ld
from lib.combinatorics.lambda_determinants import figures
from lib.combinatorics.lambda_determinants.arithmetic import coefficients, exact, square
from lib.combinatorics.lambda_determinants.drawings import (
    LAMBDA,
    MU,
    SIDE_COLOURS,
    asm_paths,
    draw_asm,
    draw_asms,
    draw_layers,
    draw_tiling,
    ice_arrows,
)
from lib.combinatorics.lambda_determinants.expansion import expand, transfer
from lib.combinatorics.lambda_determinants.matrices import as_asm
from lib.combinatorics.lambda_determinants.perturbation import Series, perturbed_determinant

COUNTS = [1, 2, 7, 42, 429, 7436, 218348]
EXAMPLE = [[2, 1, 3], [1, 4, 1], [5, 1, 2]]
ZERO_MINOR = [[1, 2, 3, 4], [2, 2, 2, 1], [3, 1, 1, 5], [4, 1, 2, 2]]
ZERO_BELOW = [[1, 1, 1, 1], [1, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]]
T = sympy.Symbol("t")


def one_everywhere(k: int, i: int, j: int) -> int:
    return 1


# Oracles -------------------------------------------------------------------------------------------------------------


@cache
def asms_by_brute_force(n: int) -> set[tuple[tuple[int, ...], ...]]:
    def alternates(line: tuple[int, ...]) -> bool:
        signs = [x for x in line if x]
        return sum(line) == 1 and all(a == -b for a, b in itertools.pairwise(signs))

    rows = [row for row in itertools.product((-1, 0, 1), repeat=n) if alternates(row)]
    return {B for B in itertools.product(rows, repeat=n) if all(alternates(column) for column in zip(*B, strict=True))}


def one_parameter_sum(M, lam):
    """Robbins and Rumsey's formula, with inversions straight from their definition."""
    n = len(M)
    cells = list(itertools.product(range(n), repeat=2))
    total = 0
    for B in asms_by_brute_force(n):
        inversions = sum(B[i][j] * B[k][m] for i, j in cells for k, m in cells if i < k and j > m)
        minus = sum(row.count(-1) for row in B)
        term = lam ** (inversions - minus) * (1 + lam) ** minus
        for i, j in cells:
            term = term * Fraction(M[i][j]) ** B[i][j]
        total += term
    return total


def leibniz(M):
    n = len(M)
    total = 0
    for p in itertools.permutations(range(n)):
        term = (-1) ** sum(p[i] > p[j] for i in range(n) for j in range(i + 1, n))
        for i in range(n):
            term *= M[i][p[i]]
        total += term
    return total


def tilings_by_brute_force(order: int) -> int:
    # unit squares with centres (x + 1/2, y + 1/2), |x + 1/2| + |y + 1/2| <= order: upright, unlike the room's own
    squares = [
        (x, y)
        for x in range(-order, order)
        for y in range(-order, order)
        if abs(2 * x + 1) + abs(2 * y + 1) <= 2 * order
    ]

    def count(free: frozenset) -> int:
        if not free:
            return 1
        x, y = min(free)
        return sum(count(free - {(x, y), other}) for other in ((x + 1, y), (x, y + 1)) if other in free)

    return count(frozenset(squares))


fractions = st.fractions(min_value=-5, max_value=5, max_denominator=6)
nonzero = fractions.filter(bool)


@st.composite
def matrices(draw: st.DrawFn, least: int = 1, most: int = 5, entries=nonzero):
    n = draw(st.integers(least, most))
    return [[draw(entries) for _ in range(n)] for _ in range(n)]


@st.composite
def problems(draw: st.DrawFn):
    """A matrix and two families, zeros among the parameters included."""
    M = draw(matrices(2, 5))
    n = len(M)
    cells = list(itertools.product(range(1, n + 1), repeat=2))
    return M, {c: draw(fractions) for c in cells}, {c: draw(fractions) for c in cells}


# Matrices ------------------------------------------------------------------------------------------------------------


def test_all_matrices_against_brute_force() -> None:
    for n in range(1, 5):
        found = list(ld.alternating_sign_matrices(n))
        assert len(found) == len(set(found)) == COUNTS[n - 1]
        assert set(found) == asms_by_brute_force(n)


def test_counts_and_order() -> None:
    assert [sum(1 for _ in ld.alternating_sign_matrices(n)) for n in range(1, 7)] == COUNTS[:6]
    assert [ld.x_enumeration(n) for n in range(1, 8)] == [ld.number_of_asms(n) for n in range(1, 8)] == COUNTS
    assert ld.x_enumeration(10) == ld.number_of_asms(10) == 129534272700
    key = [[[-x for x in row] for row in B] for B in ld.alternating_sign_matrices(5)]
    assert key == sorted(key)


def test_all_matrices_of_size_seven() -> None:
    # one matrix at a time: their strict order shows that no two are equal
    count = pairs = 0
    first, last = [0] * 7, [0] * 7
    previous = None
    for B in ld.alternating_sign_matrices(7):
        assert previous is None or previous > B
        previous = B
        count += 1
        pairs += 2 ** sum(row.count(-1) for row in B)
        first[B[0].index(1)] += 1
        last[B[6].index(1)] += 1
        if count % 500 == 0:
            assert ld.is_asm(B)
    assert count == 218348
    assert pairs == 2**21
    # the refined numbers of Mills, Robbins and Rumsey, by the place of the 1 in the first row
    assert first == last == [7436, 26026, 47320, 56784, 47320, 26026, 7436]


def test_enumerations_by_number_of_minus_ones() -> None:
    assert [ld.x_enumeration(n, 2) for n in range(3, 7)] == [8, 64, 1024, 32768]
    assert [ld.x_enumeration(n, 3) for n in range(3, 7)] == [9, 90, 2025, 102060]
    assert ld.x_enumeration(3, Fraction(1, 2)) == Fraction(13, 2)
    assert ld.x_enumeration(4, T).expand() == 2 * T**2 + 16 * T + 24
    _, x = ring("x", QQ)
    assert ld.x_enumeration(3, x) == x + 6


def test_joint_counts_for_size_three() -> None:
    found: dict[tuple[int, int], int] = {}
    for B in ld.alternating_sign_matrices(3):
        kinds = sum(ld.vertex_types(B), ())
        key = kinds.count("a1"), kinds.count("c2")
        found[key] = found.get(key, 0) + 1
    assert found == {(3, 0): 1, (2, 0): 2, (1, 1): 1, (1, 0): 2, (0, 0): 1}


@given(st.integers(1, 6).flatmap(lambda n: st.sampled_from(list(ld.alternating_sign_matrices(n)))))
def test_what_is_read_off_a_matrix(B) -> None:
    n = len(B)
    cells = list(itertools.product(range(n), repeat=2))
    inversions = sum(B[i][j] * B[k][m] for i, j in cells for k, m in cells if i < k and j > m)
    assert ld.inversion_number(B) == inversions
    kinds = sum(ld.vertex_types(B), ())
    # as many of one vertex type as of its opposite, and one more 1 than -1 in each row
    assert kinds.count("a1") == kinds.count("a2")
    assert kinds.count("b1") == kinds.count("b2")
    assert kinds.count("c1") - kinds.count("c2") == n
    assert inversions == kinds.count("a1") + ld.minus_ones(B)
    sums = ld.corner_sums(B)
    assert all(sums[i][j] == sum(sum(row[:j]) for row in B[:i]) for i, j in cells)


def test_junk_is_no_matrix() -> None:
    assert not any(
        ld.is_asm(junk)
        for junk in ([], [[]], [[2]], [[0]], [[1, 0]], [[1.0]], [[True]], [[1, 0], [1, 0]], [[1, -1, 1]] * 3, 5, ["1"])
    )


def test_integers_of_other_libraries_make_a_matrix() -> None:
    for B in ld.alternating_sign_matrices(3):
        assert ld.is_asm(np.array(B))
        rows = [[sympy.Integer(entry) for entry in row] for row in B]
        assert ld.is_asm(rows)
        for matrix in (np.array(B), rows):
            A = as_asm(matrix)
            assert A == B
            assert all(type(entry) is int for row in A for entry in row)
    assert not ld.is_asm(np.eye(2))
    assert not ld.is_asm(np.eye(2, dtype=bool))


# Determinants --------------------------------------------------------------------------------------------------------


def test_worked_example() -> None:
    assert ld.lambda_determinant(EXAMPLE, T).as_poly(T).all_coeffs() == [
        60,
        sympy.Rational(33, 4),
        sympy.Rational(17, 4),
        16,
    ]
    assert ld.lambda_polynomial(EXAMPLE) == (16, Fraction(17, 4), Fraction(33, 4), 60)
    assert ld.lambda_determinant(EXAMPLE, -1) == -40 == leibniz(EXAMPLE)
    assert ld.lambda_determinant(EXAMPLE, 1) == Fraction(177, 2)
    for method in ("auto", "condensation", "asm", "transfer", "perturbation"):
        value = ld.lambda_determinant(EXAMPLE, lambda i, j: i + 2 * j, lambda i, J: 1 + i * J, method)
        assert value == 5754


def test_table_of_weights_for_size_three() -> None:
    symbols = {c: sympy.Symbol(f"l{c[0]}{c[1]}") for c in itertools.product((1, 2, 3), repeat=2)}
    others = {c: sympy.Symbol(f"m{c[0]}{c[1]}") for c in symbols}
    table = {
        "100/010/001": "m12*m13*m23",
        "100/001/010": "l22*m12*m13",
        "010/100/001": "l11*m13*m23",
        "010/001/100": "l11*l21*m13",
        "001/100/010": "l11*l12*m22",
        "001/010/100": "l11*l12*l21",
    }
    for text, weight in table.items():
        B = tuple(tuple(map(int, row)) for row in text.split("/"))
        assert sympy.expand(ld.asm_weight(B, symbols, others) - sympy.sympify(weight)) == 0
    weight = ld.asm_weight(((0, 1, 0), (1, -1, 1), (0, 1, 0)), symbols, others)
    assert sympy.expand(weight - sympy.sympify("l11*m13*(l22+m22)")) == 0


@settings(deadline=None, max_examples=60)
@given(matrices(1, 4), st.fractions(min_value=0, max_value=3, max_denominator=5))
def test_one_parameter_against_robbins_and_rumsey(M, lam) -> None:
    assert ld.lambda_determinant(M, lam) == one_parameter_sum(M, lam)
    coefficients_ = ld.lambda_polynomial(M)
    assert sum(c * lam**k for k, c in enumerate(coefficients_)) == one_parameter_sum(M, lam)


@settings(deadline=None, max_examples=80)
@given(problems())
def test_all_methods_agree(problem) -> None:
    M, lam, mu = problem
    wanted = ld.lambda_determinant(M, lam, mu, "asm")
    for method in ("auto", "transfer", "perturbation"):
        assert ld.lambda_determinant(M, lam, mu, method) == wanted
    try:
        layers = ld.condensation(M, lam, mu)
    except ld.SingularMinorError:
        with pytest.raises(ld.SingularMinorError):
            ld.lambda_determinant(M, lam, mu, "condensation")
    else:
        assert layers[-1] == [[wanted]]
        numerator, denominator = ld.fraction_free_condensation(M, lam, mu)
        assert Fraction(numerator, denominator) == wanted


@settings(deadline=None, max_examples=60)
@given(matrices(1, 5, st.integers(-2, 2)))
def test_minus_one_is_the_determinant_even_with_zeros(M) -> None:
    wanted = leibniz(M)
    for method in ("auto", "asm", "transfer", "perturbation"):
        assert ld.lambda_determinant(M, -1, method=method) == wanted


@settings(deadline=None, max_examples=30)
@given(matrices(2, 5), st.fractions(min_value=-2, max_value=2, max_denominator=3))
def test_rows_scale_and_transposing_does_nothing(M, lam) -> None:
    value = ld.lambda_determinant(M, lam)
    assert ld.lambda_determinant([[3 * x for x in M[0]], *M[1:]], lam) == 3 * value
    assert ld.lambda_determinant(list(zip(*M, strict=True)), lam) == value


def test_against_sympy_on_larger_matrices() -> None:
    rng = random.Random(4)
    for n in (8, 12, 20):
        M = [[rng.randint(-9, 9) for _ in range(n)] for _ in range(n)]
        assert ld.lambda_determinant(M, -1) == sympy.Matrix(M).det()


def test_size_sixty_agrees_with_fractions_modulo_a_prime() -> None:
    rng = random.Random(1)
    M = [[Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in range(60)] for _ in range(60)]
    value = ld.lambda_determinant(M, Fraction(1, 2))
    # an independent recurrence in the field of residues
    p = 2**61 - 1
    under = [[1] * 61 for _ in range(61)]
    here = [[x.numerator * pow(x.denominator, -1, p) % p for x in row] for row in M]
    half = pow(2, -1, p)
    for k in range(1, 60):
        new = [
            [
                (here[i][j] * here[i + 1][j + 1] + half * here[i][j + 1] * here[i + 1][j])
                * pow(under[i + 1][j + 1], -1, p)
                % p
                for j in range(60 - k)
            ]
            for i in range(60 - k)
        ]
        under, here = here, new
    assert value.numerator * pow(value.denominator, -1, p) % p == here[0][0]


def test_lambda_zero_is_the_diagonal() -> None:
    assert ld.lambda_determinant(EXAMPLE, 0) == 2 * 4 * 2
    assert ld.lambda_determinant(EXAMPLE, 1, 0) == 3 * 4 * 5
    assert ld.lambda_determinant(EXAMPLE, 0, 0) == 0


def test_zero_entries_on_the_border_are_harmless() -> None:
    M = [[0, 1, 0], [1, 3, 0], [0, 2, 5]]
    assert ld.lambda_determinant(M, 2) == one_parameter_sum_with_zeros(M, 2)


def one_parameter_sum_with_zeros(M, lam):
    M = [[Fraction(x) for x in row] for row in M]
    n = len(M)
    total = Fraction(0)
    for B in asms_by_brute_force(n):
        term = ld.asm_weight(B, lam)
        for i, j in itertools.product(range(n), repeat=2):
            if B[i][j]:
                term *= M[i][j] if B[i][j] == 1 else 1 / M[i][j]
        total += term
    return total


def test_vanishing_minor_is_named_and_got_round() -> None:
    with pytest.raises(ld.SingularMinorError, match="size 2 at row 2, column 2") as caught:
        ld.condensation(ZERO_MINOR, -1)
    assert (caught.value.k, caught.value.i, caught.value.j) == (2, 2, 2)
    with pytest.raises(ld.SingularMinorError, match="size 2 at row 2, column 2"):
        ld.lambda_determinant(ZERO_MINOR, -1, method="condensation")
    with pytest.raises(ZeroDivisionError):
        ld.fraction_free_condensation(ZERO_MINOR, -1)
    for method in ("auto", "asm", "transfer", "perturbation"):
        assert ld.lambda_determinant(ZERO_MINOR, -1, method=method) == 42
    # with a symbol for one entry the minor still vanishes
    M = [row[:] for row in ZERO_MINOR]
    M[0][0] = T
    assert sympy.expand(ld.lambda_determinant(M, -1) - sympy.Matrix(M).det()) == 0
    with pytest.raises(ld.SingularMinorError):
        ld.lambda_determinant(M, -1, method="condensation")


def test_deep_vanishing_takes_more_terms_of_the_perturbation() -> None:
    M = square([[1] * 7 for _ in range(7)])
    M[0][0] = Fraction(2)
    assert perturbed_determinant(M, coefficients(7, -1, 1)) == 0
    lam = coefficients(7, lambda i, j: (-1) ** (i + j), lambda i, J: (-1) ** J)
    assert perturbed_determinant(M, lam) == transfer(M, lam)
    assert {perturbed_determinant(M, lam, seed) for seed in range(3)} == {transfer(M, lam)}


def test_series() -> None:
    a, b = Series([0, 2, 1, 4]), Series([3, 1, 4, 1])
    assert ((a * b) // b).terms == [0, 2, 1, 4]
    assert ((a * b) // a).terms == [3, 1, 4]
    assert (a + b).terms == [3, 3, 5, 5]
    with pytest.raises(ZeroDivisionError):
        a // Series([0, 0])


def test_symbols_of_every_kind() -> None:
    x = sympy.symbols("x1:10")
    M = sympy.Matrix(3, 3, x)
    for method in ("condensation", "asm", "transfer"):
        value = ld.lambda_determinant(M, -1, method=method)
        assert sympy.expand(value - M.det()) == 0
    R, a, b = ring("a, b", QQ)
    assert ld.lambda_determinant([[a, R.one], [R.one, b]], R(3)) == a * b + 3
    assert ld.lambda_determinant([[sympy.Rational(1, 2)]], 1) == Fraction(1, 2)
    assert ld.lambda_determinant([[T]], 1) == T
    assert ld.lambda_determinant([[1, T], [1, 1]], 0) == 1


def test_products() -> None:
    x = sympy.symbols("x1:5")
    wanted = sympy.prod(a + T * b for a, b in itertools.combinations(x, 2))
    assert sympy.expand(ld.lambda_determinant(ld.vandermonde(x), T) - wanted) == 0
    points = [np.int64(10**7 + i) for i in range(4)]
    assert ld.vandermonde(points) == [[int(p) ** k for k in (3, 2, 1, 0)] for p in points]
    assert ld.lambda_polynomial(ld.ones(6)) == tuple(comb(15, k) for k in range(16))
    assert ld.lambda_determinant(ld.ones(30), 2) == 3 ** (15 * 29)


# Both layers ---------------------------------------------------------------------------------------------------------


def test_compatible_pairs_against_the_definition() -> None:
    def corner(M, rows, columns):
        return sum(M[i - 1][j - 1] for i in rows for j in columns)

    for n in range(2, 5):
        wanted = {}
        for A, B in itertools.product(asms_by_brute_force(n - 1), asms_by_brute_force(n)):
            e, f, values = {}, {}, set()
            for i, j in itertools.product(range(1, n), repeat=2):
                J = j + 1
                e[i, j] = 1 + corner(A, range(1, i), range(1, j)) - corner(B, range(1, i + 1), range(1, j + 1))
                f[i, J] = 1 + corner(A, range(1, i), range(J, n)) - corner(B, range(1, i + 1), range(J, n + 1))
                values |= {e[i, j], f[i, J]}
                values.add(corner(A, range(1, i + 1), range(1, j + 1)) - corner(B, range(1, i + 1), range(1, j + 1)))
                values.add(
                    1 + corner(A, range(i + 1, n), range(1, j)) - corner(B, range(i + 1, n + 1), range(1, j + 1))
                )
            if values <= {0, 1}:
                wanted[A, B] = (e, f)
        found = {(pair.A, pair.B): (pair.lam_exponents, pair.mu_exponents) for pair in ld.compatible_pairs(n)}
        assert found == wanted
        assert len(found) == 2 ** comb(n, 2)


def test_pairs_of_size_one_and_choices_above() -> None:
    assert list(ld.compatible_pairs(1)) == [((), ((1,),), {}, {})]
    for A in ld.alternating_sign_matrices(4):
        above = list(ld.matrices_above(A))
        assert len(set(above)) == len(above) == 2 ** sum(row.count(1) for row in A)
        assert all(ld.is_asm(B) and ld.exponents(A, B).compatible() for B in above)


@settings(deadline=None, max_examples=25)
@given(problems(), st.randoms(use_true_random=False))
def test_two_layers_against_the_recurrence(problem, rng) -> None:
    M, lam, mu = problem
    n = len(M)
    x0 = [[Fraction(rng.randint(1, 9), rng.randint(1, 4)) for _ in range(n + 1)] for _ in range(n + 1)]
    try:
        layers = ld.condensation(M, lam, mu, x0)
    except ld.SingularMinorError:
        assume(False)
    assert ld.two_layer_sum(x0, M, lam, mu) == layers[-1][0][0]
    x0[0][0] = x0[0][-1] = x0[-1][0] = Fraction(0)
    assert ld.two_layer_sum(x0, M, lam, mu) == layers[-1][0][0]


def test_recorded_runs() -> None:
    lines = {line["id"]: line for line in recorded("combinatorics/lambda_determinants/full")["data"]}
    assert set(lines) == {"L2", "L3", "L5", "L6", "L13", "L15"}
    assert all(line["holds"] for line in lines.values())
    zeros = recorded("combinatorics/lambda_determinants/zeros")["data"]
    assert [line["n"] for line in zeros] == [2, 3, 4, 5, 6]
    assert zeros[0]["mean"] == 1


# Placement -----------------------------------------------------------------------------------------------------------


def test_laurent_or_not() -> None:
    x, y = sympy.symbols("x y")
    assert ld.is_laurent(3)
    assert ld.is_laurent(Fraction(1, 2))
    assert ld.is_laurent((x**2 - y**2) / (x - y) / x)
    assert not ld.is_laurent(1 / (x + 1))
    _, a = ring("a", QQ)
    assert ld.is_laurent(a + 1)


def test_a_wrong_column_for_mu_is_noticed_from_size_three_on() -> None:
    mu = {c: Fraction(3 * c[0] + c[1] ** 2) for c in itertools.product(range(1, 5), repeat=2)}

    def run(n, shift):
        return ld.recurrence(
            [[Fraction(1)] * (n + 1)] * (n + 1),
            [[Fraction(1 + i * j) for j in range(n)] for i in range(n)],
            lambda k, i, j: Fraction(i + j),
            lambda k, i, j: mu[i, j + k - shift if k > 1 else j + k],
        )[-1][0][0]

    def ours(n):
        return ld.lambda_determinant([[1 + i * j for j in range(n)] for i in range(n)], lambda i, j: i + j, mu, "asm")

    assert run(2, 1) == ours(2)
    assert run(3, 0) == ours(3)
    assert run(3, 1) != ours(3)


@pytest.mark.parametrize(("P", "Q"), list(itertools.product(ld.CORNERS, repeat=2)))
def test_curvature_agrees_with_the_numerical_witness(P: str, Q: str) -> None:
    rng = random.Random(f"{P}{Q}")
    lam = {c: rng.randint(1, 99) for c in itertools.product(range(9), repeat=2)}
    mu = {c: rng.randint(1, 99) for c in itertools.product(range(9), repeat=2)}
    left, right = ld.at_corner(lambda i, j: lam[i, j], P), ld.at_corner(lambda i, j: mu[i, j], Q)
    flat = ld.curvature(left, right, 2, 1, 1) == 1
    assert flat == (P in ("NW", "SE") and Q in ("NE", "SW"))
    assert ld.fails_laurent(left, right) != flat
    assert not ld.fails_laurent(left, right, n=3)


def test_curvature_of_numpy_integers_is_exact() -> None:
    big = np.int64(10**9 + 7)
    value = ld.curvature(lambda k, i, j: big if k > 1 else 1, lambda k, i, j: np.int64(3 * k + i), 2, 1, 1)
    # lam leaves 1 / big; mu at heights 2 above, 3 and 1 below
    assert value == Fraction(7 * 8, 10 * 5) / int(big)
    assert isinstance(value, Fraction)
    assert ld.curvature(lambda k, i, j: sympy.Integer(2) ** k, one_everywhere, 2, 1, 1) == 1


def test_recurrence_reads_integers_exactly() -> None:
    large = 10**17 + 1
    layers = ld.recurrence(ld.ones(3), [[large, 0], [0, 1]], one_everywhere, one_everywhere)
    assert layers[2] == [[large]]
    assert isinstance(layers[2][0][0], Fraction)


def test_gauge_makes_all_coefficients_one() -> None:
    rng = random.Random(5)
    for n in range(1, 6):
        lam = {c: Fraction(rng.randint(1, 9)) for c in itertools.product(range(1, n + 1), repeat=2)}
        mu = {c: Fraction(rng.randint(1, 9)) for c in lam}
        g = ld.gauge(n, lam, mu)
        for k in range(1, n):
            for i, j in itertools.product(range(1, n - k + 1), repeat=2):
                below = g(k + 1, i, j) * g(k - 1, i + 1, j + 1)
                assert lam[i, j] * g(k, i, j + 1) * g(k, i + 1, j) == below
                assert mu[i, j + k] * g(k, i, j) * g(k, i + 1, j + 1) == below


# Tilings, paths, shuffling -------------------------------------------------------------------------------------------


def test_pairs_and_tilings() -> None:
    for n in range(1, 5):
        tilings = {frozenset(ld.domino_tiling(pair.A, pair.B)) for pair in ld.compatible_pairs(n)}
        assert len(tilings) == tilings_by_brute_force(n - 1)
        for tiling in tilings:
            covered = [s for domino in tiling for s in domino.squares]
            assert len(covered) == len(set(covered))
            assert set(covered) == ld.aztec_squares(n - 1)


def test_weights_of_dominoes_are_the_exponents() -> None:
    for pair in ld.compatible_pairs(4):
        dominoes = ld.domino_tiling(pair.A, pair.B)
        north_west = {(d.i, d.j) for d in dominoes if d.side == "NW"}
        north_east = {(d.i, d.j + 1) for d in dominoes if d.side == "NE"}
        assert north_west == {c for c, power in pair.lam_exponents.items() if power}
        assert north_east == {c for c, power in pair.mu_exponents.items() if power}


def test_shuffling_follows_the_terms() -> None:
    lam = Fraction(3, 2)
    law = ld.shuffling_law(4, lam)
    assert law == {B: ld.asm_weight(B, lam) / (1 + lam) ** 6 for B in ld.alternating_sign_matrices(4)}
    draws = [ld.random_asm(3, lam, seed=seed) for seed in range(3000)]
    for B, probability in ld.shuffling_law(3, lam).items():
        share = draws.count(B) / len(draws)
        assert abs(share - probability) < 5 * float(probability * (1 - probability) / len(draws)) ** 0.5
    A, B = ld.random_pair(30, Fraction(1, 5), seed=2)
    assert ld.is_asm(A)
    assert ld.is_asm(B)
    assert ld.exponents(A, B).compatible()
    assert ld.random_asm(1, seed=0) == ((1,),)


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ld.alternating_sign_matrices(0), ValueError, "n must be at least 1, got 0"),
        (lambda: ld.alternating_sign_matrices(2.0), TypeError, "n must be an integer, got float"),
        (lambda: ld.number_of_asms(True), TypeError, "n must be an integer, got bool"),
        (lambda: ld.x_enumeration(3, 0.5), TypeError, "x must be an integer, a Fraction"),
        (lambda: ld.minus_ones([[1, 1], [0, 0]]), ValueError, "B must be an alternating sign matrix"),
        (lambda: ld.inversion_number([[2]]), ValueError, "B must be an alternating sign matrix"),
        (lambda: ld.vertex_types([]), ValueError, "B must be an alternating sign matrix"),
        (lambda: ld.asm_weight([[0]], 1), ValueError, "B must be an alternating sign matrix"),
        (lambda: ld.lambda_determinant([], 1), ValueError, "M must be square and not empty"),
        (lambda: ld.lambda_determinant([[1, 2]], 1), ValueError, r"1 rows of lengths \[2\]"),
        (lambda: ld.lambda_determinant([[1, 2], [3]], 1), ValueError, r"lengths \[2, 1\]"),
        (lambda: ld.lambda_determinant("ab", 1), TypeError, "sequence of rows, got str"),
        (lambda: ld.lambda_determinant([1, 2], 1), TypeError, "sequence of rows"),
        (lambda: ld.lambda_determinant([[0.5]], 1), TypeError, r"M\[1\]\[1\] must be an integer, a Fraction"),
        (lambda: ld.lambda_determinant([[True]], 1), TypeError, r"M\[1\]\[1\]"),
        (lambda: ld.lambda_determinant([[sympy.sqrt(2)]], 1), TypeError, "rational function"),
        (lambda: ld.lambda_determinant([[sympy.sin(T)]], 1), TypeError, "rational function"),
        (
            lambda: ld.lambda_determinant(EXAMPLE, {(1, 1): 1}),
            ValueError,
            r"lam must have a value .* none for \(1, 2\)",
        ),
        (lambda: ld.lambda_determinant(EXAMPLE, 1, {}), ValueError, r"mu must have a value .* none for \(1, 2\)"),
        (lambda: ld.lambda_determinant(EXAMPLE, 1.5), TypeError, "lam must be an integer"),
        (lambda: ld.lambda_determinant(EXAMPLE, 1, method="lu"), ValueError, "method must be one of"),
        (lambda: ld.lambda_determinant([[T]], 1, method="perturbation"), TypeError, "rational numbers only"),
        (lambda: ld.lambda_polynomial([[T]]), TypeError, "rational numbers"),
        (lambda: ld.lambda_polynomial([[1, 1, 1], [1, 0, 1], [1, 1, 1]]), ValueError, r"M\[2\]\[2\] = 0"),
        (lambda: ld.lambda_polynomial(ZERO_BELOW), ValueError, r"M\[3\]\[2\] = 0"),
        (lambda: ld.lambda_determinant(ZERO_BELOW, 2), ValueError, r"M\[3\]\[2\] = 0"),
        (lambda: ld.fraction_free_condensation([[T]], 1), TypeError, "rational numbers here"),
        (lambda: ld.condensation(EXAMPLE, 1, x0=[[1]]), ValueError, "x0 must be 4 x 4, got 1 x 1"),
        (lambda: ld.two_layer_sum([[1] * 3] * 3, [[1]], 1), ValueError, "x0 must be 2 x 2"),
        (lambda: ld.two_layer_sum([[0] * 3] * 3, [[1] * 2] * 2, 1), ValueError, r"x0\[2\]\[2\] = 0"),
        (
            lambda: ld.two_layer_sum(ld.ones(4), [[1, 1, 1], [1, 0, 1], [1, 1, 1]], 1),
            ValueError,
            r"x1\[2\]\[2\] = 0",
        ),
        (lambda: ld.exponents([[1]], [[1]]), ValueError, "one smaller than B, got sizes 1 and 1"),
        (lambda: ld.matrices_above([[2]]), ValueError, "alternating sign matrix"),
        (lambda: ld.compatible_pairs(0), ValueError, "n must be at least 1"),
        (lambda: ld.domino_tiling([[1, 0], [0, 1]], [[0, 0, 1], [0, 1, 0], [1, 0, 0]]), ValueError, "compatible"),
        (lambda: ld.aztec_squares(-1), ValueError, "order must be at least 0"),
        (lambda: ld.aztec_squares(1.0), TypeError, "order must be an integer, got float"),
        (
            lambda: ld.recurrence([[1]], [[1]], one_everywhere, one_everywhere),
            ValueError,
            "square of sizes n . 1 and n, got 1 and 1 rows",
        ),
        (
            lambda: ld.recurrence([[1] * 3, [1] * 3, [1] * 2], ld.ones(2), one_everywhere, one_everywhere),
            ValueError,
            "square of sizes",
        ),
        (
            lambda: ld.recurrence(ld.ones(3), [[1, 1], [1]], one_everywhere, one_everywhere),
            ValueError,
            "square of sizes",
        ),
        (
            lambda: ld.fails_laurent(lambda k, i, j: 0.1**k, one_everywhere),
            TypeError,
            "a coefficient must be an integer",
        ),
        (
            lambda: ld.fails_laurent(lambda k, i, j: T, one_everywhere),
            TypeError,
            "a coefficient must be a rational number",
        ),
        (
            lambda: ld.curvature(lambda k, i, j: 0.1**k, one_everywhere, 2, 1, 1),
            TypeError,
            "a coefficient must be an integer",
        ),
        (lambda: ld.gauge(3, 2)(1, 1, 4), ValueError, r"no entry \(1, 4\) in layer 1"),
        (lambda: ld.gauge(3, 2)(4, 1, 1), ValueError, r"no entry \(1, 1\) in layer 4"),
        (lambda: ld.gauge(3, 2)(0, 0, 1), ValueError, r"no entry \(0, 1\) in layer 0"),
        (lambda: ld.vandermonde([1, 0.5]), TypeError, "a point must be an integer"),
        (lambda: ld.vandermonde([float("nan")]), TypeError, "a point must be an integer"),
        (lambda: ld.at_corner(lambda i, j: 1, "N"), ValueError, "corner must be one of"),
        (lambda: ld.placed_apex("NW", "X"), ValueError, "corner must be one of"),
        (lambda: ld.curvature(lambda *p: 1, lambda *p: 1, 1, 1, 1), ValueError, "k must be at least 2"),
        (lambda: ld.is_laurent("x"), TypeError, "expression must be"),
        (lambda: ld.random_asm(3, 0, seed=1), ValueError, "lam must be a positive rational"),
        (lambda: ld.random_asm(3, T, seed=1), ValueError, "lam must be a positive rational"),
        (lambda: ld.shuffling_law(0), ValueError, "n must be at least 1"),
        (lambda: ld.vandermonde([]), ValueError, "points must not be empty"),
        (lambda: ld.ones(0), ValueError, "n must be at least 1"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_a_pole_is_refused_by_every_method() -> None:
    with pytest.raises(ValueError, match="may have a pole"):
        ld.lambda_determinant(ZERO_BELOW, 2)
    M = [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
    for method in ("auto", "asm", "transfer", "perturbation"):
        with pytest.raises(ValueError, match=r"M\[2\]\[2\] = 0"):
            ld.lambda_determinant(M, 2, method=method)
    with pytest.raises(ld.SingularMinorError, match="size 1 at row 2, column 2"):
        ld.lambda_determinant(M, 2, method="condensation")
    assert ld.lambda_determinant(M, -1) == leibniz(M)
    assert expand(square(M), coefficients(3, -1, 1)) == leibniz(M)


junk = st.recursive(
    st.one_of(st.none(), st.integers(-2, 3), st.floats(), st.text(max_size=2), st.booleans()),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=9,
)


@settings(max_examples=150)
@given(junk, st.one_of(junk, st.just(-1)))
def test_junk_is_a_determinant_or_an_error(M, lam) -> None:
    try:
        value = ld.lambda_determinant(M, lam)
    except (TypeError, ValueError):
        return
    assert isinstance(value, Fraction)


@settings(max_examples=100)
@given(junk)
def test_junk_is_a_matrix_or_an_error(M) -> None:
    for call in (ld.inversion_number, ld.vertex_types, ld.corner_sums, ld.matrices_above):
        try:
            call(M)
        except (TypeError, ValueError):
            continue
        assert ld.is_asm(M) or M in ([], "")


def test_exact_keeps_what_it_should() -> None:
    assert exact(sympy.Integer(4), "v") == 4
    assert exact(T / 2, "v") == T / 2
    with pytest.raises(TypeError, match="v must be"):
        exact(sympy.Float(0.5), "v")
    with pytest.raises(TypeError, match="v must be"):
        exact(0.5 * T, "v")


# Pictures ------------------------------------------------------------------------------------------------------------


def test_paths_do_not_cross_and_end_one_in_each_row() -> None:
    for B in ld.alternating_sign_matrices(4):
        paths = asm_paths(B)
        assert sorted(path[-1][0] for path in paths) == [0, 1, 2, 3]
        edges = [edge for path in paths for edge in itertools.pairwise(path)]
        assert len(edges) == len(set(edges))
        touching = {cell for cell in itertools.chain(*paths) if sum(cell in path for path in paths) == 2}
        kinds = ld.vertex_types(B)
        assert touching == {c for c in itertools.product(range(4), repeat=2) if kinds[c[0]][c[1]] == "b1"}


def test_square_ice() -> None:
    for B in ld.alternating_sign_matrices(4):
        right, down = ice_arrows(B)
        for i, j in itertools.product(range(4), repeat=2):
            # two hydrogen bonds point at each molecule: 1 takes both from the sides, -1 both from above and below
            sides = right[i][j] + (not right[i][j + 1])
            ends = down[i][j] + (not down[i + 1][j])
            assert (sides, ends) == {1: (2, 0), -1: (0, 2), 0: (1, 1)}[B[i][j]]
        assert all(row[0] and not row[-1] for row in right)
        assert not any(down[0])
        assert all(down[-1])


def test_arrows_of_square_ice_are_drawn_as_they_point() -> None:
    svg = draw_asm([[1]], "square ice").svg
    level = [(float(x), int(wing)) for x, wing in re.findall(r"M([\d.]+) [\d.]+l(-?7) 4.5v-9z", svg)]
    upright = [(float(y), int(wing)) for y, wing in re.findall(r"M[\d.]+ ([\d.]+)l4.5 (-?7)h-9z", svg)]
    # a head's wings lie behind its tip: from both sides inwards, up at the top and down at the bottom
    assert [wing for _, wing in sorted(level)] == [-7, 7]
    assert [wing for _, wing in sorted(upright)] == [7, -7]


def corners_of(path: str) -> list[tuple[float, float]]:
    """Return the corners of a closed outline of relative moves."""
    numbers = [float(x) for x in re.findall(r"-?[\d.]+", path)]
    points = [(numbers[0], numbers[1])]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    return points


def test_a_drawn_domino_covers_its_squares_in_its_colour() -> None:
    for side, colour in SIDE_COLOURS.items():
        domino = ld.Domino(2, 1, side)
        svg = draw_tiling([domino], 3, "one domino").svg
        (path,) = re.findall(rf'd="(M[^"]*)z" fill="{colour}"', svg)
        corners = corners_of(path)
        middle = sum(y for _, y in corners) / 4, sum(x for x, _ in corners) / 4
        squares = domino.squares
        assert middle == tuple(sum(square[axis] for square in squares) / 2 for axis in (0, 1))
        for down, across in squares:
            # every corner is one or three half diagonals from the middle of a square
            assert {abs(y - down) + abs(x - across) for x, y in corners} == {1, 3}


def test_the_colours_of_cells_are_those_of_the_parameters() -> None:
    svg = draw_asm([[1, 0], [0, 1]]).svg
    assert re.search(rf'd="M38 4h34v34h-34z" fill="{MU}"', svg)
    svg = draw_asm([[0, 1], [1, 0]]).svg
    assert re.search(rf'd="M4 4h34v34h-34z" fill="{LAMBDA}"', svg)


@pytest.mark.parametrize("lam", [Fraction(1, 4), Fraction(4)])
def test_the_drawn_ellipse_holds_the_disorder(lam: Fraction) -> None:
    n = 40
    A, B = ld.random_pair(n, lam, seed=1)
    svg = draw_tiling(ld.domino_tiling(A, B), n - 1, "a tiling", unit=2.0, ellipse=float(lam / (1 + lam))).svg
    cx, rx, ry = (float(re.search(rf'{name}="([\d.]+)"', svg)[1]) for name in ("cx", "rx", "ry"))
    assert "rotate(45 " in svg
    inside = []
    for i, j in itertools.product(range(n), repeat=2):
        if B[i][j] == -1:
            x, y = 2 * j + 1 - cx, 2 * i + 1 - cx
            along, across = (x + y) / 2**0.5, (y - x) / 2**0.5
            inside.append((along / rx) ** 2 + (across / ry) ** 2 < 1)
    assert sum(inside) > 0.95 * len(inside) > 20


def test_layers_below_a_vanishing_minor_are_those_of_condensation() -> None:
    layers = ld.condensation(EXAMPLE, Fraction(1, 2))[1:]
    assert figures._layers_below(EXAMPLE, Fraction(1, 2), 3) == layers
    drawn = figures.pyramid(ZERO_MINOR, Fraction(-1)).drawing.svg
    assert "x[3]" in drawn
    assert "x[4]" not in drawn


def test_figures_can_be_drawn() -> None:
    assert figures.seven_matrices().svg.count("h30v30h-30z") == 7 * 9 - 1  # the -1 is split
    for B in figures.chosen_asms().values():
        for view in ("cells", "square ice", "paths"):
            assert "entries $-1$" in figures.asm_view(B, view).words
    assert "tfrac{177}{2}" in figures.pyramid(EXAMPLE, Fraction(1))._repr_html_()
    assert "gives $42$" in figures.pyramid(ZERO_MINOR, Fraction(-1)).words
    pairs = figures.pairs_of_three()
    assert len({figures.pair_view(pair).words for pair in pairs.values()}) == 8
    assert "not Laurent" in figures.placement_view("NW", "NW").words
    assert "*Laurent*" in figures.placement_view("SE", "SW").words
    assert figures.tiling_view(Fraction(2), n=5).drawing.svg.count("z") == 21  # one in the word "aztec"
    assert figures.curves_chart(count=2).to_dict()["layer"]
    assert figures.contribution_chart().to_dict()["params"]
    for name, chart in (("zeros", figures.zeros_chart), ("stability", figures.stability_chart)):
        assert chart(recorded(f"combinatorics/lambda_determinants/{name}")["data"]).to_dict()


def test_groups_of_contributions_add_up() -> None:
    groups = figures.contribution_groups(figures.SAMPLE)
    assert sum(group["matrices"] for group in groups) == 42
    kinds = {
        kind: sum(g["matrices"] for g in groups if g["kind"] == kind) for kind in ("permutations", "one -1", "two -1")
    }
    assert list(kinds.values()) == [24, 16, 2]
    for lam in (-1, 0, 2):
        total = sum(g["coefficient"] * lam ** g["a"] * (1 + lam) ** g["b"] for g in groups)
        assert total == pytest.approx(float(ld.lambda_determinant(figures.SAMPLE, lam)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw_asm([[1]], "ice"), "view must be one of"),
        (lambda: draw_asm([[2]]), "alternating sign matrix"),
        (lambda: draw_asms([], []), "matrices must not be empty"),
        (lambda: draw_layers([], "none"), "layers must not be empty"),
    ],
)
def test_bad_drawings_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
