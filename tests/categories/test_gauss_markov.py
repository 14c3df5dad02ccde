"""The Gauss-Markov room against floating-point least squares, brute force over functors, and statsmodels' data."""

from __future__ import annotations

import itertools
import math
import random
import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import ImmutableMatrix, Rational

from lib.categories import gauss_markov as gm
from lib.categories.gauss_markov import figures
from lib.exact.linear_algebra import Subspace, random_rational_matrix, rational_vector

A = [[1, 0], [1, 1], [1, 2]]
Y = [1, 2, 4]
seeds = st.integers(0, 10**6)


@st.composite
def models(draw: st.DrawFn, *, deficient: bool = False) -> tuple[gm.LinearModel, random.Random]:
    source = random.Random(draw(seeds))
    m = draw(st.integers(2 if deficient else 1, 3))
    n = draw(st.integers(m, 5))
    X = random_rational_matrix(source, n, m, rank=source.randint(1, m - 1) if deficient else m)
    return gm.LinearModel(X, random_rational_matrix(source, n, 1), rank_deficient="min_norm"), source


def as_floats(matrix: ImmutableMatrix) -> np.ndarray:
    return np.array(matrix.tolist(), dtype=float)


# the model


def test_the_running_example() -> None:
    model, y = gm.three_points()
    assert model.left_inverse == ImmutableMatrix(
        [[Rational(5, 6), Rational(1, 3), Rational(-1, 6)], [Rational(-1, 2), 0, Rational(1, 2)]]
    )
    assert 6 * model.projector() == ImmutableMatrix([[5, 2, -1], [2, 2, 2], [-1, 2, 5]])
    assert tuple(model.G(y)) == (Rational(5, 6), Rational(3, 2))
    assert tuple(model.counit(y)) == (Rational(1, 6), Rational(-1, 3), Rational(1, 6))
    assert gm.squared_norm(model.min_residual(y)) == Rational(1, 6)
    assert "rank=2" in repr(model)


@settings(deadline=None, max_examples=40)
@given(st.one_of(models(), models(deficient=True)))
def test_fit_agrees_with_floating_point_least_squares(drawn) -> None:
    model, source = drawn
    y = random_rational_matrix(source, model.n, 1)
    fit = np.linalg.lstsq(as_floats(model.X), as_floats(y - model.b)[:, 0], rcond=1e-9)[0]
    np.testing.assert_allclose(as_floats(model.G(y))[:, 0], fit, atol=1e-7, rtol=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.one_of(models(), models(deficient=True)))
def test_fit_minimises_and_is_shortest(drawn) -> None:
    model, source = drawn
    y = random_rational_matrix(source, model.n, 1)
    fit = model.G(y)
    for _ in range(3):
        other = random_rational_matrix(source, model.m, 1)
        assert gm.squared_norm(model.residual(fit, y)) <= gm.squared_norm(model.residual(other, y))
        same = fit + (ImmutableMatrix.eye(model.m) - model.left_inverse * model.X) * other
        assert model.F(same) == model.F(fit)
        assert gm.squared_norm(fit) <= gm.squared_norm(same)


@settings(deadline=None, max_examples=30)
@given(st.one_of(models(), models(deficient=True)))
def test_formulas_hold_at_any_rank(drawn) -> None:
    model, source = drawn
    parameters = [random_rational_matrix(source, model.m, 1) for _ in range(2)]
    data = [random_rational_matrix(source, model.n, 1) for _ in range(2)]
    assert all(gm.formulas_hold(model, parameters, data).values())


def test_formulas_notice_a_wrong_fit() -> None:
    model, y = gm.three_points()
    model.left_inverse = ImmutableMatrix([[1, 0, 0], [-1, 1, 0]])
    held = gm.formulas_hold(model, [[1, 2]], [y])
    assert not held["counit"]
    model.left_inverse = ImmutableMatrix([[1, 0, 0], [0, 1, 0]])
    assert not gm.formulas_hold(model, [[1, 2]], [y])["unit"]


def test_invertible_design_has_no_residual() -> None:
    model = gm.LinearModel([[1, 2], [3, 4]], [1, 1])
    assert model.counit([5, "1/3"]).is_zero_matrix
    assert model.F(model.G([5, 7])) == rational_vector([5, 7])


def test_the_offset_has_to_be_subtracted() -> None:
    model = gm.LinearModel([[1], [1]], [1, 3])
    assert model.unit([4]).is_zero_matrix
    assert model.left_inverse * model.F([4]) == rational_vector([6])  # X^+ y without b: off by X^+ b = 2


def test_floats_are_binary_fractions_where_asked_for() -> None:
    X, y = [[1.0, 0.1], [1.0, 0.2], [1.0, 0.7]], [0.3, 1.5, -0.25]
    model = gm.LinearModel(X, [0.0, 0.5, 0.1], rationalize=True)
    exact = gm.LinearModel([[Fraction(v) for v in row] for row in X], [0, "1/2", Fraction(0.1)])
    data = [Fraction(v) for v in y]
    assert model.X == exact.X
    assert model.G(y) == exact.G(data)
    assert model.counit(y) == model.min_residual(y) == exact.counit(data)
    assert model.psi(model.phi(model.residual([0.5, 0.1], y)), y) == model.residual([0.5, 0.1], y)
    assert (model.X.T * model.counit(y)).is_zero_matrix
    assert model.is_normal(y, model.G(y))
    # one tenth is not a binary fraction
    assert model.X != gm.LinearModel([["1", "0.1"], ["1", "0.2"], ["1", "0.7"]]).X
    weighted = gm.LinearModel(X, weights=[[0.5, 0, 0], [0, 1.0, 0], [0, 0, 2.0]], rationalize=True)
    assert weighted.G(y) == gm.weighted_model(exact.X, None, sympy.diag(Rational(1, 2), 1, 2)).G(data)


def test_weights_agree_with_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api")
    weights = [1, 2, Rational(1, 3)]
    ours = gm.weighted_model(A, None, sympy.diag(*weights))
    theirs = sm.WLS(np.array(Y, float), np.array(A, float), weights=[float(w) for w in weights]).fit()
    np.testing.assert_allclose(as_floats(ours.G(Y))[:, 0], theirs.params, rtol=1e-10)
    covariance = np.array([[2, 1, 0], [1, 2, 1], [0, 1, 3.0]])
    general = sm.GLS(np.array(Y, float), np.array(A, float), sigma=covariance).fit()
    exact = gm.weighted_model(A, None, sympy.Matrix([[2, 1, 0], [1, 2, 1], [0, 1, 3]]).inv())
    np.testing.assert_allclose(as_floats(exact.G(Y))[:, 0], general.params, rtol=1e-10)


def test_hat_matrix_and_residuals_agree_with_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api")
    model, y = gm.anscombe("III")
    theirs = sm.OLS(as_floats(y)[:, 0], as_floats(model.X)).fit()
    np.testing.assert_allclose(as_floats(model.counit(y))[:, 0], theirs.resid, atol=1e-10)
    diagonal = [float(model.projector()[i, i]) for i in range(model.n)]
    np.testing.assert_allclose(diagonal, theirs.get_influence().hat_matrix_diag, rtol=1e-10)


def test_weights_of_the_last_point() -> None:
    for e in (Rational(1, 2), Rational(1, 100), Rational(1)):
        assert tuple(gm.weighted_model(A, None, sympy.diag(1, 1, e)).G(Y)) == (
            (1 + 4 * e) / (1 + 5 * e),
            (1 + 8 * e) / (1 + 5 * e),
        )


@settings(deadline=None, max_examples=40)
@given(seeds, st.integers(1, 4))
def test_definiteness_agrees_with_eigenvalues(seed: int, n: int) -> None:
    half = random_rational_matrix(random.Random(seed), n, n, size=2)
    for matrix in (half * half.T, half + half.T):
        assert gm.positive_definite(matrix) == sympy.Matrix(matrix).is_positive_definite
        assert gm.positive_definite(matrix, semi=True) == sympy.Matrix(matrix).is_positive_semidefinite


# data


def test_longley_is_the_published_table() -> None:
    datasets = pytest.importorskip("statsmodels.api").datasets
    frame = datasets.longley.load_pandas().data
    model, y = gm.longley()
    assert [float(v) for v in y] == list(frame["TOTEMP"])
    names = ["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"]
    np.testing.assert_array_equal(as_floats(model.X)[:, 1:], frame[names].to_numpy())
    published = [-3482258.634595818, 15.0618722713733, -0.0358191792925910, -2.02022980381682]
    published += [-1.03322686717359, -0.0511041056535807, 1829.15146461355]
    np.testing.assert_allclose(as_floats(model.G(y))[:, 0], published, rtol=1e-14)
    assert (model.X.T * model.min_residual(y)).is_zero_matrix
    assert float(gm.squared_norm(model.min_residual(y))) == pytest.approx(836424.055505915, rel=1e-14)


@pytest.mark.parametrize(
    ("name", "intercept", "slope", "rss", "largest"),
    [
        ("I", "33001/11000", "5501/11000", "1376269/100000", 1.92127),
        ("II", "3301/1100", "1/2", "94712/6875", 1.90091),
        ("III", "33027/11000", "5497/11000", "15131811/1100000", 3.24109),
        ("IV", "33019/11000", "5499/11000", "1374249/100000", 1.839),
    ],
)
def test_anscombe(name: str, intercept: str, slope: str, rss: str, largest: float) -> None:
    model, y = gm.anscombe(name)
    assert tuple(map(str, model.G(y))) == (intercept, slope)
    assert str(gm.squared_norm(model.counit(y))) == rss
    assert float(max(map(abs, model.counit(y)))) == pytest.approx(largest, abs=5e-6)


# categories


def random_preorder(source: random.Random, size: int) -> gm.ThinCategory:
    related = {(i, j) for i in range(size) for j in range(size) if i == j or source.random() < 0.3}
    for k, i, j in itertools.product(range(size), repeat=3):
        if (i, k) in related and (k, j) in related:
            related.add((i, j))
    return gm.ThinCategory(range(size), lambda i, j: (i, j) in related)


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_adjoints_against_all_functions(seed: int) -> None:
    source = random.Random(seed)
    small, large = random_preorder(source, 3), random_preorder(source, 4)
    images = [source.randrange(4) for _ in range(3)]
    found = gm.right_adjoint_candidates(images.__getitem__, small, large)
    brute = 0
    for values in itertools.product(range(3), repeat=4):
        # unit and counit instead of the bijection: both maps monotone, a <= GFa, FGy <= y
        monotone = all(small.arrow(values[y], values[z]) for y in range(4) for z in range(4) if large.arrow(y, z))
        forth = all(large.arrow(images[a], images[c]) for a in range(3) for c in range(3) if small.arrow(a, c))
        unit = all(small.arrow(a, values[images[a]]) for a in range(3))
        counit = all(large.arrow(images[values[y]], y) for y in range(4))
        adjoint = monotone and forth and unit and counit
        assert adjoint == gm.is_adjunction(images.__getitem__, values.__getitem__, small, large)
        brute += adjoint
    assert gm.count_adjoints(found) == brute
    left = gm.left_adjoint_candidates(images.__getitem__, small, large)
    count = sum(
        gm.is_adjunction(values.__getitem__, images.__getitem__, large, small)
        for values in itertools.product(range(3), repeat=4)
    )
    assert gm.count_adjoints(left) == count


@settings(deadline=None, max_examples=40)
@given(seeds)
def test_right_adjoints_preserve_limits(seed: int) -> None:
    source = random.Random(seed)
    small, large = random_preorder(source, 3), random_preorder(source, 5)
    images = [source.randrange(5) for _ in range(3)]
    found = gm.right_adjoint_candidates(images.__getitem__, small, large)
    if all(found.values()):
        exist, kept = gm.preserves_limits(lambda y: found[y][0], large, small, largest=3)
        assert exist == kept


def test_a_map_that_is_no_adjoint_loses_limits() -> None:
    divides = gm.ThinCategory([1, 2, 3, 6], lambda a, b: b % a == 0)
    chain = gm.ThinCategory(range(3), int.__le__)
    exist, kept = gm.preserves_limits({1: 0, 2: 1, 3: 1, 6: 2}.__getitem__, divides, chain)
    assert kept < exist


def test_a_translation_order_has_no_adjoint_unless_it_is_an_equivalence() -> None:
    grid = gm.mean_grid()
    same = gm.orthogonality(grid.model)
    halves = {
        "last entry grows": lambda y, z: same(y, z) and (z[2] - y[2], z[1] - y[1]) >= (0, 0),
        "no entry gets smaller": gm.componentwise,
        "every entry grows by one": lambda y, z: y == z or all(b - a >= 1 for a, b in zip(y, z, strict=True)),
    }
    for arrow in halves.values():
        prm, data = grid.categories(arrow)
        assert gm.count_adjoints(gm.right_adjoint_candidates(grid.model.F, prm, data)) == 0


def test_every_limit_of_a_diagram_has_to_be_kept() -> None:
    both, apart = gm.ThinCategory(range(2), lambda a, b: True), gm.ThinCategory(range(2), int.__eq__)
    # not a functor: the two limits of one object are isomorphic before and not after
    assert gm.preserves_limits(lambda a: a, both, apart) == (4, 0)


def test_the_grid_of_the_chapter() -> None:
    grid = gm.mean_grid()
    every = gm.right_adjoint_candidates(grid.model.F, *grid.indiscrete_categories())
    assert gm.count_adjoints(every) == 7**31 == 157775382034845806615042743
    for number, (arrow, fit) in enumerate(grid.repairs().values()):
        prm, data = grid.categories(arrow)
        assert gm.is_adjunction(grid.model.F, fit, prm, data)
        weights = (2, 1, 0) if number == 1 else (1, 1, 1)
        wrong = dict.fromkeys(grid.data, grid.parameters[0])
        assert not gm.is_adjunction(grid.model.F, wrong.__getitem__, prm, data)
        assert all(
            v == [rational_vector([sum(w * x for w, x in zip(weights, y, strict=True)) / Rational(3)])]
            for y, v in gm.right_adjoint_candidates(grid.model.F, prm, data).items()
        )


def test_the_matrix_of_an_orthogonality_need_not_be_symmetric() -> None:
    grid = gm.mean_grid()
    W = ImmutableMatrix([[2, 1, 0], [0, 0, 0], [0, 0, 0]])
    L = gm.estimator_matrix(grid.model.X, W)
    assert ImmutableMatrix([[Rational(2, 3), Rational(1, 3), 0]]) == L
    found = gm.right_adjoint_candidates(grid.model.F, *grid.categories(gm.orthogonality(grid.model, W)))
    assert all(choices == [L * y] for y, choices in found.items())


def test_identity_weights_may_be_written_out() -> None:
    plain = gm.weighted_model(A, None, sympy.eye(3))
    assert gm.lawvere_defect(plain, [0, 0], Y) == Rational(1, 6)


def test_arrows_compose_where_they_meet() -> None:
    first, second = gm.Translation.between([0, 1], [2, 2]), gm.Translation.between([2, 2], [5, 0])
    assert (second @ first).vector == first.vector + second.vector == rational_vector([5, -1])
    with pytest.raises(ValueError, match="arrows must meet"):
        first @ second


def test_every_fit_is_adjoint_and_only_one_is_least_squares() -> None:
    model, y = gm.three_points()
    reports = {
        name: gm.adjunction_report(model, fit, [[1, 2], [0, "1/3"]], [y, [0, 0, 1], [3, -1, 2]])
        for name, fit in gm.line_fits(model).items()
    }
    assert all(report.is_adjunction for report in reports.values())
    assert [name for name, report in reports.items() if report.normal_equations] == ["least squares"]
    assert [report.trivial_unit for report in reports.values()] == [True] * 4 + [False] * 2
    assert tuple(gm.line_fits(model)["last point clipped"](y)) == (Rational(11, 12), Rational(5, 4))


def test_which_fits_are_linear() -> None:
    model, _ = gm.three_points()
    samples = [rational_vector(v) for v in itertools.product(range(3), repeat=3)]
    linear = [
        name
        for name, fit in gm.line_fits(model).items()
        if all(fit(y + z) == fit(y) + fit(z) for y, z in itertools.combinations(samples, 2))
    ]
    assert linear == list(figures.LINEAR_FITS)


@given(st.lists(st.fractions(-5, 5, max_denominator=4), min_size=3, max_size=3))
def test_the_median_slope_of_three_equal_steps_is_linear(y: list[Fraction]) -> None:
    slope = sorted([y[1] - y[0], (y[2] - y[0]) / 2, y[2] - y[1]])[1]
    intercept = sorted(v - slope * x for x, v in enumerate(y))[1]
    assert (intercept, slope) == (y[0], (y[2] - y[0]) / 2)


def test_a_broken_prediction_is_no_functor() -> None:
    class Crooked(gm.LinearModel):
        def F(self, a: object) -> ImmutableMatrix:  # noqa: N802
            straight = super().F(a)
            return straight.multiply_elementwise(straight)

    with pytest.raises(ValueError, match="arrows must meet"):
        gm.adjunction_report(Crooked([[1], [1]]), lambda y: rational_vector([0]), [[1], [2]], [])


def test_number_of_subspaces_is_gaussian() -> None:
    def gaussian(p: int, n: int, k: int) -> int:
        top = math.prod(p ** (n - i) - 1 for i in range(k))
        return top // math.prod(p ** (i + 1) - 1 for i in range(k))

    for p, n in ((2, 2), (2, 4), (3, 3), (5, 2)):
        found = list(gm.subspaces_modulo(p, n))
        assert len(found) == len(set(found)) == sum(gaussian(p, n, k) for k in range(n + 1))


# estimators


@settings(deadline=None, max_examples=30)
@given(models())
def test_estimator_kernel_and_metric_are_one_choice(drawn) -> None:
    model, source = drawn
    L = gm.linear_unbiased(model, random_rational_matrix(source, model.m, model.n))
    assert ImmutableMatrix.eye(model.m) == model.X.T * L.T
    K = Subspace.kernel(L)
    assert gm.estimator_along(model.X, K) == L
    W = gm.metric_of(model.X, L)
    assert sympy.Matrix(W).is_positive_definite
    assert gm.estimator_matrix(model.X, W) == L
    # W-orthogonality of the kernel and the column space
    assert (model.X.T * W * K.matrix().T).is_zero_matrix or not K.dimension


def test_least_squares_has_the_smallest_variance() -> None:
    model, _ = gm.three_points()
    source = random.Random(1)
    for _ in range(10):
        Z = random_rational_matrix(source, 2, 3)
        excess = gm.excess_variance(model, Z)
        assert sympy.Matrix(excess).is_positive_semidefinite
        L = gm.linear_unbiased(model, Z)
        assert excess == L * L.T - (model.X.T * model.X).inv()


# distances


@settings(deadline=None, max_examples=30)
@given(st.one_of(models(), models(deficient=True)))
def test_wrong_values_are_refuted(drawn) -> None:
    model, source = drawn
    y, g = random_rational_matrix(source, model.n, 1), random_rational_matrix(source, model.m, 1)
    rho = gm.squared_norm(model.min_residual(y))
    assert gm.lawvere_defect(model, g, y) == rho
    away = model.X * (model.G(y) - g)
    if away.is_zero_matrix:
        return
    bad = gm.violating_parameter(model, y, g)
    assert gm.squared_norm(model.residual(bad, y)) < gm.squared_norm(model.X * (bad - g))
    # at the displayed threshold there is equality
    t = (rho / gm.squared_norm(away) - 1) / 2
    edge = model.G(y) + t * (model.G(y) - g)
    assert gm.squared_norm(model.residual(edge, y)) == gm.squared_norm(model.X * (edge - g))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.fractions(-5, 5, max_denominator=4), min_size=1, max_size=5), st.fractions(-6, 6, max_denominator=3))
def test_location_intervals_by_search(y: list[Fraction], g: Fraction) -> None:
    n = len(y)
    places = [Fraction(k, 3) for k in range(-90, 91)] + [Fraction(10**6), Fraction(-(10**6))]
    for norm in (1, "max"):
        low, high = gm.location_coapproximations(y, norm)
        size = {1: n, "max": 1}[norm]
        length = {1: lambda c: sum(abs(c - v) for v in y), "max": lambda c: max(abs(c - v) for v in y)}[norm]
        works = all(length(c) >= size * abs(c - g) for c in places)
        assert works == (low <= g <= high)
    mean = sum(y) / n
    assert gm.location_coapproximations(y, 2) == (mean, mean)
    assert all(sum((c - v) ** 2 for v in y) >= n * (c - mean) ** 2 for c in places)


@settings(deadline=None, max_examples=25)
@given(seeds, st.integers(1, 2))
def test_sign_vectors_by_sampling(seed: int, m: int) -> None:
    source = random.Random(seed)
    X = random_rational_matrix(source, 4, m)
    if any(not any(row) for row in X.tolist()):
        with pytest.raises(ValueError, match="zero row"):
            gm.sign_vectors(X)
        return
    found = set(gm.sign_vectors(X))
    rows = as_floats(X)
    angles = np.linspace(0, 2 * np.pi, 20001) + 1e-7
    directions = np.stack([np.cos(angles), np.sin(angles)])[:m] if m == 2 else np.array([[1.0, -1.0]])
    sampled = {tuple(int(v) for v in column) for column in np.sign(rows @ directions).T}
    assert sampled == found


def test_absolute_distances_admit_no_lax_line() -> None:
    model, y = gm.three_points()
    assert gm.absolute_coapproximation(model, y) is None
    assert gm.absolute_coapproximation(model, [1, 3, 5]) == rational_vector([1, 2])
    # two equal rows give few sign vectors, and then there is a value for noisy data
    pair = gm.LinearModel([[1, 0], [1, 0], [0, 1]])
    g = gm.absolute_coapproximation(pair, [0, 2, 5])
    assert g == rational_vector([1, 5])
    source = random.Random(4)
    for _ in range(50):
        a = random_rational_matrix(source, 2, 1, size=9)
        assert sum(map(abs, pair.residual(a, [0, 2, 5]))) >= sum(map(abs, pair.X * (a - g)))


# descent


def test_descent_of_the_running_example() -> None:
    model, y = gm.three_points()
    states = gm.gradient_descent_exact(model, y, [0, 0], "1/4", 3)
    assert [tuple(s.a) for s in states[1:]] == [
        (Rational(7, 4), Rational(5, 2)),
        (Rational(5, 16), Rational(9, 16)),
        (Rational(45, 32), Rational(17, 8)),
    ]
    assert [float(gm.squared_norm(s.r)) for s in states] == pytest.approx([21, 13.1875, 8.3047, 5.2529], abs=1e-4)


def test_weighted_descent_contracts_towards_the_weighted_fit() -> None:
    model = gm.weighted_model(A, None, [[2, 1, 0], [1, 2, 0], [0, 0, "1/3"]])
    eta = Rational(1, 10)
    contraction = ImmutableMatrix.eye(2) - eta * model.X.T * model.weights * model.X
    errors = [model.G(Y) - s.a for s in gm.gradient_descent_exact(model, Y, [0, 0], eta, 4)]
    assert all(after == contraction * before for before, after in itertools.pairwise(errors))


def test_step_size_bound_agrees_with_eigenvalues() -> None:
    model, _ = gm.three_points()
    bound = 2 / (4 + sympy.sqrt(10))
    for eta in ("1/4", "27/100", "28/100", "1/2", "-1/4", "0"):
        assert gm.step_size_is_safe(model, Rational(eta)) == bool(0 < Rational(eta) < bound)


def test_a_line_through_repeated_places_may_have_a_coapproximation() -> None:
    twice = gm.line_model([0, 0, 1, 2])
    assert gm.absolute_coapproximation(twice, [1, -1, 0, 0]) == rational_vector([0, 0])
    assert gm.absolute_coapproximation(gm.line_model(range(4)), [1, -1, 0, 0]) is None


def test_the_metrics_that_fit_the_first_two_points() -> None:
    through_two = ImmutableMatrix([[1, 0, 0], [-1, 1, 0]])
    for third in ([1, -2, 1], [-3, 6, -3], [1, -2, 2]):
        W = ImmutableMatrix([[4, 1, third[0]], [1, 9, third[1]], third])
        assert (gm.estimator_matrix(ImmutableMatrix(A), W) == through_two) == (third != [1, -2, 2])


def test_digits_grow_linearly() -> None:
    model, y = gm.three_points()
    states = gm.gradient_descent_exact(model, y, [0, 0], "1/4", 20)
    bits = [int(s.a[0].q).bit_length() for s in states]
    assert max(b - a for a, b in itertools.pairwise(bits)) <= 3


def test_large_steps_are_warned_about() -> None:
    model, y = gm.three_points()
    with pytest.warns(UserWarning, match="eta must lie in"):
        gm.gradient_descent_exact(model, y, [0, 0], 1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gm.gradient_descent_exact(model, y, [0, 0], "1/4", 1)


# numbers with few bits, and curves


def test_precision_of_one_method_against_numpy_in_double() -> None:
    model, y = gm.longley()
    exact = as_floats(model.G(y))[:, 0]
    X, data = as_floats(model.X), as_floats(y)[:, 0]
    normal = np.abs(np.linalg.solve(X.T @ X, X.T @ data) / exact - 1).max()
    ours = gm.coefficient_error(model, y, 53, "normal equations")
    # the same order of magnitude: both lose what the squared condition takes
    assert abs(math.log10(ours / normal)) < 2
    assert gm.coefficient_error(model, y, 200, "normal equations") < 1e-40
    assert gm.coefficient_error(model, y, 24, "normal equations") == math.inf


def test_dependent_columns_break_down() -> None:
    nearly = gm.LinearModel([[1, 1], [1, 1], [1, "1.0000000001"]])
    assert gm.coefficient_error(nearly, [1, 2, 5], 12, "normal equations") == math.inf
    assert gm.coefficient_error(nearly, [1, 2, 5], 12, "reflections") > 1e-3


def test_reflections_turn_away_from_what_would_cancel() -> None:
    # the first column is almost the first unit vector: the other sign would subtract two nearly equal numbers
    steep = gm.LinearModel([[1, 1], ["1/4096", 1], [0, 1]])
    assert gm.coefficient_error(steep, [1, 2, 4], 24, "reflections") < 1e-5
    mirrored = gm.LinearModel([[-1, 1], ["1/4096", 1], [0, 1]])
    assert gm.coefficient_error(mirrored, [1, 2, 4], 24, "reflections") < 1e-5


def test_stationary_parameters_are_the_roots() -> None:
    t = sympy.Symbol("t")
    assert gm.stationary_parameters([t, t**2], [0, "3/2"]) == [-1, 0, 1]
    assert gm.stationary_parameters([t, 2 * t], [1, 2]) == [1]
    assert len(gm.stationary_parameters([t, t**2], [0, 0])) == 1


def test_network_gradient_by_differences() -> None:
    fit = gm.fit_network(*gm.SMALL_DATA, [0, 2, 1, -1, "1/4"])
    xs, ys = (np.array([float(v) for v in column]) for column in gm.SMALL_DATA)

    def loss(a: np.ndarray) -> float:
        c, v1, w1, v2, w2 = a
        return float(((ys - c - v1 * np.tanh(w1 * xs) - v2 * np.tanh(w2 * xs)) ** 2).sum())

    a = np.array([float(v) for v in fit.parameters])
    assert loss(a) == pytest.approx(fit.residual_square, rel=1e-9)
    steps = np.eye(5) * 1e-5
    gradient = [(loss(a + step) - loss(a - step)) / 2e-5 for step in steps]
    assert max(map(abs, gradient)) < 1e-7
    # retraining from the fitted values gives them back
    again = gm.fit_network(gm.SMALL_DATA[0], [str(v) for v in fit.predictions], [0, 1, 2, -1, "1/2"])
    assert max(abs(p - q) for p, q in zip(again.predictions, fit.predictions, strict=True)) < 1e-9


def test_a_curve_without_a_fit_says_so() -> None:
    with pytest.raises(ArithmeticError, match="no stationary point within 3 steps"):
        gm.fit_network(*gm.SMALL_DATA, [0, 2, 1, -1, "1/4"], most_steps=3)


def test_torch_network_reaches_a_stationary_point() -> None:
    torch = pytest.importorskip("torch")
    from lib.categories.gauss_markov.network import fit

    x = torch.linspace(-2, 2, 25, dtype=torch.float64)[:, None]
    point = fit(x, torch.sin(2 * x[:, 0]), hidden=1, rounds=20)
    assert point.relative_gradient < 1e-6
    assert point.rank == len(point.singular_values) == 4
    assert point.retrained < 1e-4
    with pytest.raises(ValueError, match="one number per row"):
        fit(x, x)
    with pytest.raises(ValueError, match="hidden must be at least 1"):
        fit(x, x[:, 0], hidden=0)


def test_recorded_network_run() -> None:
    from lib.book import recorded

    points = recorded("categories/gauss_markov/network")["data"]
    assert all(point["relative_gradient"] < 1e-8 and point["rank"] < point["weights"] for point in points)


# bad input

MODEL, _ = gm.three_points()
HEAVY = gm.weighted_model(A, None, sympy.diag(1, 1, 2))
THIN = gm.ThinCategory([0, 1], int.__le__)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: gm.LinearModel([[0.5]]), TypeError, r"X\[0\]\[0\] must be exact"),
        (
            lambda: gm.LinearModel([[float("nan")]], rationalize=True),
            ValueError,
            r"X\[0\]\[0\] must be finite, got nan",
        ),
        (lambda: gm.LinearModel([[1]], rationalize=True).G([math.inf]), ValueError, r"y\[0\] must be finite"),
        (lambda: gm.LinearModel([[1, 2]]), ValueError, r"at least as many rows as columns, got shape \(1, 2\)"),
        (lambda: gm.LinearModel([]), ValueError, "at least one row"),
        (lambda: gm.LinearModel([[1, 1], [1, 1]]), ValueError, "full column rank 2, got rank 1.*min_norm"),
        (lambda: gm.LinearModel([[1], [1]], [1]), ValueError, "b must have 2 entries, got 1"),
        (lambda: gm.LinearModel([[1]], rank_deficient="shrug"), ValueError, "'raise' or 'min_norm', got 'shrug'"),
        (lambda: gm.weighted_model(A, None, sympy.eye(2)), ValueError, r"weights must have shape \(3, 3\)"),
        (lambda: gm.weighted_model(A, None, [[1, 1, 0], [0, 1, 0], [0, 0, 1]]), ValueError, "symmetric"),
        (lambda: gm.weighted_model(A, None, sympy.diag(1, 1, 0)), ValueError, "positive definite"),
        (lambda: gm.weighted_model(A, None, sympy.diag(1, 1, -1)), ValueError, "positive definite"),
        (lambda: gm.weighted_model([[1, 1], [1, 1]], None, sympy.eye(2)), ValueError, "not determined"),
        (lambda: MODEL.F([1]), ValueError, "a must have 2 entries, got 1"),
        (lambda: MODEL.G([1, 2]), ValueError, "y must have 3 entries, got 2"),
        (lambda: MODEL.G([1.0, 2, 3]), TypeError, r"y\[0\] must be exact"),
        (lambda: MODEL.phi([1]), ValueError, "r must have 3 entries"),
        (lambda: MODEL.psi([1], Y), ValueError, "da must have 2 entries"),
        (lambda: gm.estimator_matrix(MODEL.X, ImmutableMatrix.eye(2)), ValueError, "W must have shape"),
        (
            lambda: gm.estimator_matrix(MODEL.X, ImmutableMatrix.diag(1, 0, 0)),
            ValueError,
            "must be invertible, got rank 1",
        ),
        (lambda: gm.linear_unbiased(MODEL, [[1, 2]]), ValueError, r"Z must have shape \(2, 3\), got \(1, 2\)"),
        (
            lambda: gm.linear_unbiased(gm.LinearModel([[0], [0]], rank_deficient="min_norm"), [[1, 2]]),
            ValueError,
            "no estimator is unbiased",
        ),
        (lambda: gm.metric_of(MODEL.X, ImmutableMatrix.zeros(2, 3)), ValueError, "left inverse"),
        (lambda: gm.metric_of(MODEL.X, ImmutableMatrix.zeros(3, 3)), ValueError, "L must have shape"),
        (lambda: gm.estimator_along(MODEL.X, Subspace.span([[1, 1, 1]])), ValueError, "K must be a complement"),
        (lambda: gm.estimator_along(MODEL.X, Subspace.span([[1, 1]])), ValueError, "K must lie in dimension 3, got 2"),
        (lambda: gm.ThinCategory([], int.__le__), ValueError, "must not be empty"),
        (lambda: gm.ThinCategory([1, 1], int.__le__), ValueError, "all different"),
        (lambda: gm.ThinCategory([1, 2], int.__lt__), ValueError, "no identity at 1"),
        (lambda: gm.ThinCategory(range(3), lambda a, b: b - a in (0, 1)), ValueError, "no composite through 0 and 1"),
        (lambda: gm.right_adjoint_candidates(lambda a: a + 1, THIN, THIN), ValueError, "got 2 for 1"),
        (lambda: gm.preserves_limits(lambda a: a, THIN, THIN, largest=-1), ValueError, "at least 0, got -1"),
        (lambda: gm.violating_parameter(MODEL, Y, MODEL.G(Y)), ValueError, "the same predictions"),
        (lambda: gm.violating_parameter(HEAVY, Y, [1, 1]), ValueError, "must have identity weights"),
        (lambda: gm.lawvere_defect(HEAVY, [1, 1], Y), ValueError, "must have identity weights"),
        (lambda: gm.excess_variance(HEAVY, [[1, 0, 0], [0, 0, 0]]), ValueError, "must have identity weights"),
        (lambda: gm.coefficient_error(HEAVY, Y, 53, "reflections"), ValueError, "must have identity weights"),
        (lambda: gm.positive_definite(ImmutableMatrix([[1, 0], [1, 1]])), ValueError, "square and symmetric"),
        (lambda: gm.positive_definite(ImmutableMatrix([[1, 0]])), ValueError, r"square and symmetric.*\(1, 2\)"),
        (lambda: gm.line_fits(gm.LinearModel(A, [0, 0, 1])), ValueError, "must have no offset"),
        (lambda: gm.location_coapproximations([1], 3), ValueError, "norm must be 1, 2 or 'max', got 3"),
        (lambda: gm.location_coapproximations([], 1), ValueError, "at least one entry"),
        (lambda: gm.sign_vectors(ImmutableMatrix.eye(3)), ValueError, "one or two columns, got 3"),
        (
            lambda: gm.absolute_coapproximation(gm.LinearModel([[1, 1], [1, 1]], rank_deficient="min_norm"), [1, 2]),
            ValueError,
            "full column rank 2, got rank 1",
        ),
        (lambda: gm.gradient_descent_exact(MODEL, Y, [0, 0], "1/4", 21), ValueError, "between 0 and 20, got 21"),
        (lambda: gm.gradient_descent_exact(MODEL, Y, [0, 0], "1/4", 1.5), TypeError, "steps must be an integer"),
        (lambda: gm.gradient_descent_exact(MODEL, Y, [0, 0], 0.25, 1), TypeError, "eta must be exact"),
        (lambda: gm.coefficient_error(MODEL, Y, 3, "reflections"), ValueError, "bits must be at least 4"),
        (lambda: gm.coefficient_error(MODEL, Y, True, "reflections"), TypeError, "bits must be an integer, got bool"),
        (lambda: gm.coefficient_error(MODEL, Y, 53.0, "reflections"), TypeError, "bits must be an integer, got float"),
        (lambda: gm.coefficient_error(MODEL, Y, 53, "magic"), ValueError, "method must be"),
        (
            lambda: gm.coefficient_error(MODEL, [0, 1, 2], 53, "reflections"),
            ValueError,
            "no exact coefficient equal to zero",
        ),
        (lambda: gm.anscombe("V"), ValueError, "name must be one of"),
        (lambda: gm.subspaces_modulo(4, 2).__next__(), ValueError, "p must be prime"),
        (lambda: gm.stationary_parameters([1, 2], [1, 2]), ValueError, "exactly one symbol"),
        (lambda: gm.fit_network([1], [1], [0] * 5), ValueError, "at least 5"),
        (lambda: gm.fit_network(*gm.SMALL_DATA, [0] * 4), ValueError, "start must have 5 entries"),
        (lambda: gm.fit_network(*gm.SMALL_DATA, [0] * 5, digits=9), ValueError, "digits must be at least 10, got 9"),
        (lambda: gm.fit_network(*gm.SMALL_DATA, [0] * 5, digits=30.0), TypeError, "digits must be an integer"),
        (lambda: gm.fit_network(*gm.SMALL_DATA, [0] * 5, most_steps=0), ValueError, "most_steps must be at least 1"),
        (lambda: gm.fit_network(*gm.SMALL_DATA, [0] * 5, most_steps=True), TypeError, "most_steps must be an integer"),
        (lambda: gm.Translation.between([1], [1, 2]), ValueError, "target must have 1 entries"),
        (lambda: gm.adjunction_report(MODEL, lambda y: [1], [[0, 0]], [Y]), ValueError, r"G\(y\) must have 2 entries"),
        (lambda: figures.fit_report("best", 1), ValueError, "fit must be one of"),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@given(
    st.lists(st.lists(st.one_of(st.integers(-2, 2), st.floats(), st.text(max_size=1)), max_size=2), max_size=3),
    st.lists(st.one_of(st.integers(-2, 2), st.none()), max_size=3),
)
def test_junk_is_a_model_or_an_error(rows: list[list[object]], y: list[object]) -> None:
    try:
        model = gm.LinearModel(rows)
        fit = model.G(y)
    except (TypeError, ValueError):
        return
    assert model.is_normal(y, fit)


# figures


def test_figures_can_be_drawn() -> None:
    assert figures.residual_arrows().svg.count("<circle") == 5
    for chart in (
        figures.variance_ellipses(3),
        figures.quartet_chart(),
        figures.noise_chart(),
        figures.lax_chart(),
        figures.descent_chart(4),
        figures.precision_chart(),
    ):
        assert chart.to_dict()
    for name in figures.FIT_NAMES:
        html = figures.fit_report(name, 4)._repr_html_()
        assert html.count("<tr>") == 7
    aligned = figures.fit_report("first two points", 3)._repr_html_()
    assert aligned.count("yes") > figures.fit_report("first two points", 4)._repr_html_().count("yes")


def test_verdicts_of_the_control_are_those_of_the_tests() -> None:
    model, _ = gm.three_points()
    data = [[1, 2, k] for k in range(7)] + [[0, 3, 1]]
    light = gm.LinearModel(model.X, weights=sympy.diag(1, 1, Rational(1, 10)))
    for name, fit in gm.line_fits(model).items():
        html = figures.fit_report(name, 4)._repr_html_()
        always = [row.rsplit("<td>", 1)[1].startswith("✓") for row in html.split("<tr>")[2:]]
        report = gm.adjunction_report(model, fit, [[1, 2], [0, 1]], data)
        weighted = all(light.is_normal(y, fit(rational_vector(y))) for y in data)
        plain = report.normal_equations
        # the row of the hat matrix, where there is one, turns the data into the fitted last value
        row = re.search(r"last point \((.*)\)</p>", html)
        assert bool(row) == (name in figures.LINEAR_FITS)
        if row:
            weights = [Rational(text) for text in row[1].split(", ")]
            for y in data:
                assert sum(w * v for w, v in zip(weights, y, strict=True)) == model.F(fit(rational_vector(y)))[2]
        assert always == [report.is_adjunction, report.trivial_unit, plain, weighted, plain, plain]
