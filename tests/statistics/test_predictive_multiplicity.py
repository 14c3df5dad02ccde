"""Predictive multiplicity against scikit-learn, scipy, statsmodels, brute force and forty-digit arithmetic."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import sympy
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize
from scipy.special import rel_entr
from sklearn.linear_model import LogisticRegression

from lib.book import recorded
from lib.data import biopsy, mammographic, rossi
from lib.statistics import predictive_multiplicity as pm
from lib.statistics.predictive_multiplicity import figures, price
from lib.statistics.predictive_multiplicity.leverage import _inner
from lib.statistics.predictive_multiplicity.logistic import derivatives, loss, with_intercept
from lib.statistics.predictive_multiplicity.ranges import _coefficient_bound, _dual, largest_scores

CELLS, LINE, CONVICTS = biopsy(), biopsy(binary=False), rossi()
NINE = pm.fit_logistic(CELLS.X, CELLS.y)
ONE = pm.fit_logistic(LINE.X[:, :1], LINE.y)
SEVEN = pm.fit_logistic(CONVICTS.X, CONVICTS.y)


@st.composite
def small_tables(draw: st.DrawFn, most: int = 2) -> tuple[np.ndarray, np.ndarray]:
    n, k = draw(st.integers(10, 40)), draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    X, y = rng.integers(-2, 3, size=(n, k)).astype(float), (rng.random(n) < 0.5).astype(np.int64)
    assume(0 < y.sum() < n)
    assume(np.linalg.matrix_rank(np.column_stack([np.ones(n), X])) == k + 1)
    assume(not pm.is_separable(X, y))
    return X, y


def numpy_loss(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    s = w[0] + X @ w[1:]
    return float(np.mean(np.logaddexp(0, s) - y * s))


# --- the baseline -------------------------------------------------------------------------------------------------


def test_grouping_keeps_every_person() -> None:
    grouped = pm.group_rows(CELLS.X, CELLS.y)
    assert len(grouped.X) == 96
    assert (grouped.X[grouped.inverse] == CELLS.X).all()
    assert grouped.n.sum() == 683
    assert grouped.k.sum() == 239
    assert grouped.n[~grouped.X.any(axis=1)].tolist() == [89]


@pytest.mark.parametrize(("table", "fit"), [(CELLS, NINE), (CONVICTS, SEVEN)])
def test_fit_equals_scikit_learn(table, fit) -> None:
    peer = LogisticRegression(C=np.inf, tol=1e-12, max_iter=5000).fit(table.X, table.y)
    assert np.allclose(np.append(peer.intercept_, peer.coef_), fit.coef, atol=1e-4)
    assert numpy_loss(table.X, table.y, fit.coef) == pytest.approx(fit.loss, abs=1e-14)


def test_known_baselines() -> None:
    assert ONE.coef.round(6).tolist() == [-5.110119, 0.930416]
    assert pytest.approx(0.33563907, abs=1e-8) == ONE.loss
    assert NINE.coef.round(5).tolist() == [
        -7.15722, 1.34529, 1.01259, 2.20453, 0.82168, 0.57518, 2.59895, 1.18602, 1.16143, 2.47316,
    ]  # fmt: skip
    assert pytest.approx(0.54093638, abs=1e-8) == SEVEN.loss


@settings(max_examples=30)
@given(small_tables(), st.sampled_from([0.0, 0.01, 1.0]))
def test_the_minimiser_has_no_gradient_and_the_right_hessian(data, l2: float) -> None:
    X, y = data
    fit = pm.fit_logistic(X, y, l2=l2)

    def whole(w: np.ndarray) -> float:
        return numpy_loss(X, y, w) + l2 * float(w[1:] @ w[1:])

    assert fit.loss == pytest.approx(whole(fit.coef), abs=1e-12)
    step, d = 1e-4, len(fit.coef)
    for i, j in product(range(d), repeat=2):
        a, b = np.eye(d)[i] * step, np.eye(d)[j] * step
        second = (
            whole(fit.coef + a + b) - whole(fit.coef + a - b) - whole(fit.coef - a + b) + whole(fit.coef - a - b)
        ) / (4 * step**2)
        assert second == pytest.approx(fit.hessian[i, j], abs=1e-5)
        assert abs(whole(fit.coef + a) - whole(fit.coef - a)) / (2 * step) < 1e-6


def test_weights_count_like_copies() -> None:
    X, y = LINE.X[:60, :1], LINE.y[:60]
    weights = np.arange(60) % 3 + 1
    copies = pm.fit_logistic(np.repeat(X, weights, axis=0), np.repeat(y, weights))
    assert np.allclose(pm.fit_logistic(X, y, sample_weight=weights).coef, copies.coef, atol=1e-10)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(4, 9))
def test_separability_against_all_thresholds(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 5, size=(n, 1)).astype(float), (rng.random(n) < 0.5).astype(np.int64)
    assume(0 < y.sum() < n)
    assume(len(np.unique(X)) > 1)
    zeros, ones = X[y == 0, 0], X[y == 1, 0]
    assert pm.is_separable(X, y) == bool(zeros.max() <= ones.min() or ones.max() <= zeros.min())


def test_quasi_separation_is_found_on_any_scale() -> None:
    # one level of a factor occurs with a single label: coefficients are large, but do not look alarming
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=200), np.arange(200) < 3])
    y = np.where(X[:, 1] > 0, 1, rng.random(200) < 0.5).astype(np.int64)
    for scale in (1e-6, 1.0, 1e6):
        assert pm.is_separable(X * scale, y)
        with pytest.raises(pm.SeparableDataError, match="set l2 > 0 or drop features"):
            pm.fit_logistic(X * scale, y)
    assert np.isfinite(pm.fit_logistic(X, y, l2=0.01).coef).all()


# --- ranges -------------------------------------------------------------------------------------------------------

TABLE_ONE = {
    "low": [0.004231, 0.014109, 0.045020, 0.128179, 0.288642, 0.490282, 0.674953, 0.811467, 0.897584, 0.946494],
    "base": [0.015072, 0.037353, 0.089572, 0.199654, 0.387451, 0.615946, 0.802626, 0.911590, 0.963160, 0.985139],
    "high": [0.041069, 0.080358, 0.153955, 0.284792, 0.494859, 0.739435, 0.900804, 0.967976, 0.990317, 0.997141],
}


def test_ten_known_ranges() -> None:
    found = pm.viable_prediction_range(ONE, ONE.X, 0.01)
    for name, values in TABLE_ONE.items():
        assert getattr(found, name).round(6).tolist() == values


@pytest.mark.parametrize(
    ("eps", "width", "most", "shares"),
    [
        (0.001, 0.0459, 0.5275, (0.0981, 0.0264, 0.0)),
        (0.005, 0.1091, 0.8755, (0.2606, 0.1332, 0.0117)),
        (0.01, 0.1624, 0.9617, (0.3089, 0.2387, 0.0571)),
        (0.02, 0.2439, 0.9937, (0.5534, 0.3119, 0.1552)),
        (0.05, 0.4059, 0.9999, (0.6969, 0.6969, 0.3353)),
        (0.1, 0.5666, 1.0, (1.0, 1.0, 0.5154)),
    ],
)
def test_known_table_of_biopsy(eps: float, width: float, most: float, shares: tuple[float, ...]) -> None:
    found = pm.viable_prediction_range(NINE, CELLS.X, eps)
    assert found.width.mean() == pytest.approx(width, abs=6e-5)
    assert found.width.max() == pytest.approx(most, abs=6e-5)
    for delta, share in zip((0.1, 0.2, 0.5), shares, strict=True):
        assert pm.ambiguity(found, delta) == pytest.approx(share, abs=6e-5)
        assert pm.ambiguity(found, delta, attained=True) == pm.ambiguity(found, delta)
    assert found.gap.max() < 1e-8


def test_known_table_of_rossi() -> None:
    small, large = (pm.viable_prediction_range(SEVEN, CONVICTS.X, eps) for eps in (0.001, 0.01))
    assert small.width.mean() == pytest.approx(0.1030, abs=6e-5)
    assert pm.ambiguity(small, 0.05) == pytest.approx(0.5208, abs=6e-5)
    assert pm.ambiguity(large, 0.2) == pytest.approx(0.2708, abs=6e-5)
    share = pm.viable_prediction_range(SEVEN, CONVICTS.X, 0.01, relative=True)
    assert share.eps == pytest.approx(0.01 * SEVEN.loss)
    assert share.width.mean() == pytest.approx(0.2366, abs=6e-5)
    assert pm.ambiguity(share, 0.2) == pytest.approx(0.0694, abs=6e-5)


@settings(max_examples=25)
@given(small_tables(), st.sampled_from([0.003, 0.03, 0.3]), st.sampled_from([0.0, 0.02]))
def test_ends_against_another_solver(data, eps: float, l2: float) -> None:
    X, y = data
    fit = pm.fit_logistic(X, y, l2=l2)
    found = pm.viable_prediction_range(fit, fit.X[:1], eps)
    x = np.append(1.0, fit.X[0])

    def room(w: np.ndarray) -> float:
        return fit.loss + eps - numpy_loss(X, y, w) - l2 * float(w[1:] @ w[1:])

    for sign, coef, end in ((1, found.coef_high[0], found.logit_high[0]), (-1, found.coef_low[0], found.logit_low[0])):
        assert room(coef) >= 0
        start = fit.coef + 0.9 * (coef - fit.coef)
        best = minimize(
            lambda w, sign=sign: -sign * float(x @ w), start, method="SLSQP", options={"ftol": 1e-12, "maxiter": 500},
            constraints={"type": "ineq", "fun": room},
        )  # fmt: skip
        if room(best.x) >= -1e-9:
            assert sign * float(x @ best.x) <= sign * end + 1e-5
            assert sign * float(x @ best.x) >= sign * end - 1e-3
    # outside really is outside: nothing clamps the two bounds
    assert found.logit_low[0] < x @ found.coef_low[0]
    assert x @ found.coef_high[0] < found.logit_high[0]
    assert found.gap[0] < 1e-6


@settings(max_examples=40)
@given(small_tables(), st.sampled_from([1e-4, 0.01, 0.2]), st.integers(1, 12), st.integers(0, 10**6))
def test_no_competing_model_leaves_the_outer_bounds_however_early_one_stops(data, eps, steps, seed) -> None:
    X, y = data
    fit = pm.fit_logistic(X, y)
    found = pm.viable_prediction_range(fit, fit.X, eps, max_steps=steps)
    exact = pm.viable_prediction_range(fit, fit.X, eps)
    assert (fit.loss_of(found.coef_low) <= fit.loss + eps).all()
    assert (fit.loss_of(found.coef_high) <= fit.loss + eps).all()
    models = np.vstack([pm.to_boundary(fit, pm.random_models(fit, 50, seed), eps), exact.coef_low, exact.coef_high])
    scores = models @ with_intercept(fit.X).T
    assert (scores <= found.logit_high + 1e-12).all()
    assert (scores >= found.logit_low - 1e-12).all()
    assert (found.logit_high >= exact.logit_high - exact.gap).all()
    assert (found.logit_low <= exact.logit_low + exact.gap).all()


def test_the_dual_bound_is_outside_from_any_model() -> None:
    rng = np.random.default_rng(0)
    x = NINE.design[rng.integers(0, 96, 200)]
    exact = largest_scores(NINE, x, 0.01)
    near = exact.coef + 0.02 * torch.as_tensor(rng.normal(size=(200, 10)))
    value, t, leftover = _dual(NINE, x, near, 0.01)
    good = t > 0
    assert good.float().mean() > 0.5
    assert (value[good] / t[good] >= exact.inner[good] - 1e-12).all()
    assert (leftover[good] < 1e-10).all()
    assert (value[good] / t[good] - exact.inner[good]).max() > 1e-4
    # a bound that was not found is said to be none
    assert torch.isinf(leftover[~good]).all()


def test_rounding_is_paid_for() -> None:
    single = pm.fit_logistic(CELLS.X, CELLS.y, dtype=torch.float32)
    rough = pm.viable_prediction_range(single, single.X, 0.01, tol=1e-3)
    exact = pm.viable_prediction_range(NINE, NINE.X, 0.01)
    finite = np.isfinite(rough.gap)
    assert finite.mean() > 0.9
    assert (rough.logit_high >= exact.logit_high - 1e-6).all()
    assert (rough.logit_low <= exact.logit_low + 1e-6).all()
    # single precision keeps a certificate, and a wide one
    assert 1e-6 < np.median(rough.gap) < 0.5


def test_weights_of_the_training_people_count() -> None:
    first = np.eye(10)[0]
    assert pm.moved_share(ONE, ONE.coef[None] + 1, 0.01, weights=first).tolist() == [1.0]
    assert pm.moved_share(ONE, ONE.coef[None] + 1, 0.5, weights=first).tolist() == [0.0]


def test_equal_rows_and_chunks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    from lib.statistics.predictive_multiplicity import ranges

    whole = pm.viable_prediction_range(NINE, CELLS.X, 0.01)
    monkeypatch.setattr(ranges, "CHUNK", {"cpu": 1000})
    parts = pm.viable_prediction_range(NINE, NINE.X, 0.01)
    place = pm.group_rows(CELLS.X, CELLS.y).inverse
    assert np.allclose(parts.logit_high[place], whole.logit_high, atol=1e-9)
    assert np.allclose(parts.coef_low[place], whole.coef_low, atol=1e-6)


def test_no_tolerance_no_range() -> None:
    found = pm.viable_prediction_range(ONE, ONE.X, 0.0)
    assert np.allclose(found.attained_low, found.base)
    assert 0 < found.width.max() < 1e-5


def hinge_end(fit: pm.LogisticFit, x: np.ndarray, level: float) -> float:
    """Largest score where the mean of max(0, s) - q s, which the loss exceeds by less than log 2, is at most ``level``."""
    design, q, c = with_intercept(fit.X), fit.target.numpy(), fit.shares
    groups, d = design.shape
    # variables: the model, then a bound on max(0, s) for each row
    rows = np.vstack([np.hstack([design, -np.eye(groups)]), np.append(-(c * q) @ design, c)[None]])
    found = linprog(
        np.append(-x, np.zeros(groups)), A_ub=rows, b_ub=np.append(np.zeros(groups), level),
        bounds=[(None, None)] * d + [(0, None)] * groups,
    )  # fmt: skip
    return float(-found.fun)


@pytest.mark.parametrize("eps", [1.0, 3.0, 100.0, 1e6])
def test_large_tolerances_are_certified(eps: float) -> None:
    table = mammographic()
    for fit in (ONE, NINE, SEVEN, pm.fit_logistic(table.X, table.y)):
        people = fit.X[:: max(1, len(fit.X) // 6)]
        found = pm.viable_prediction_range(fit, people, eps)
        assert found.certified.all()
        assert np.isfinite(found.width).all()
        assert (found.attained_low - found.low).max() < 1e-9
        assert (found.high - found.attained_high).max() < 1e-9
        models = pm.to_boundary(fit, pm.random_models(fit, 100), eps)
        scores = models @ with_intercept(people).T
        assert (scores <= found.logit_high).all()
        assert (scores >= found.logit_low).all()
        assert (fit.loss_of(found.coef_high) <= fit.loss + eps).all()
        # a linear program from below and one from above: the loss lies between a hinge and a hinge plus log 2
        for i, x in enumerate(with_intercept(people)):
            least, most = hinge_end(fit, x, fit.loss + eps - np.log(2)), hinge_end(fit, x, fit.loss + eps)
            assert found.logit_high[i] >= least * (1 - 1e-6)
            assert x @ found.coef_high[i] <= most * (1 + 1e-6)
            assert x @ found.coef_high[i] >= 0.3 * least
            assert found.logit_high[i] <= 3 * most


def test_a_bound_that_arithmetic_cannot_hold_is_said_to_be_none() -> None:
    found = pm.viable_prediction_range(ONE, np.array([[1e300]]), 0.01)
    assert not found.certified[0]
    assert (found.low[0], found.high[0], found.gap[0]) == (0, 1, np.inf)


@pytest.mark.parametrize("steps", [1, 200])
def test_coefficients_are_bounded_even_when_the_iteration_is_stopped(steps: int) -> None:
    for fit in (ONE, NINE, SEVEN, pm.fit_logistic(CONVICTS.X, CONVICTS.y, l2=0.01)):
        for eps in (0.001, 0.1, 2.0):
            bound = _coefficient_bound(fit, eps, 1e-5, steps)
            axes = torch.cat([torch.eye(len(fit.coef)), -torch.eye(len(fit.coef))]).double()
            assert np.isfinite(bound)
            assert bound >= largest_scores(fit, axes, eps).inner.max()


# --- profile, grid, leverage --------------------------------------------------------------------------------------


def test_profile_against_scipy() -> None:
    for i, s in ((0, -2.0), (100, 0.5), (300, 3.0)):
        x = SEVEN.X[i]
        point = pm.profile_loss(SEVEN, x[None], np.array([s]))
        # eliminate the intercept: w0 = s - w.x
        found = minimize(
            lambda w, x=x, s=s: numpy_loss(CONVICTS.X - x, CONVICTS.y, np.append(s, w)), np.zeros(7), tol=1e-12
        )
        assert float(point.loss[0]) == pytest.approx(found.fun, abs=1e-9)
        assert point.coef[0, 0] + point.coef[0, 1:] @ x == pytest.approx(s, abs=1e-10)
        h = 1e-4
        around = pm.profile_loss(SEVEN, np.repeat(x[None], 2, axis=0), np.array([s - h, s + h])).loss
        assert float(point.multiplier[0]) == pytest.approx((around[1] - around[0]) / (2 * h), abs=1e-6)


def test_grid_is_inside_and_short_by_less_than_a_step() -> None:
    exact = pm.viable_prediction_range(NINE, NINE.X, 0.01)
    grid = pm.grid_prediction_range(NINE, NINE.X, 0.01)
    assert (grid.low >= exact.low - 1e-9).all()
    assert (grid.high <= exact.high + 1e-9).all()
    assert pm.ambiguity(grid, 0.2, NINE.shares) == pytest.approx(0.1786, abs=6e-5)
    assert grid.width @ NINE.shares == pytest.approx(0.1352, abs=6e-5)
    points = np.array(pm.GRID)
    missed = [np.sum((points > a) & (points < b)) for a, b in zip(grid.high, exact.high - 1e-9, strict=True)]
    assert max(missed) == 0
    assert len(points) == 21
    fine = pm.grid_prediction_range(NINE, NINE.X, 0.01, tuple(np.linspace(0.005, 0.995, 199)))
    assert (fine.width >= grid.width - 0.01).all()
    assert (exact.width - fine.width).max() < 0.01
    relative = pm.grid_prediction_range(NINE, NINE.X, 0.01 / NINE.loss, relative=True)
    assert np.allclose(relative.high, grid.high)


def test_leverage_law_and_its_bracket() -> None:
    for fit in (ONE, NINE, SEVEN):
        p = fit.prob
        assert (fit.shares * p * (1 - p)) @ pm.leverage(fit, fit.X) == pytest.approx(len(fit.coef), abs=1e-9)
        for eps in (1e-7, 1e-4, 0.01, 0.2):
            half = np.sqrt(2 * eps * pm.leverage(fit, fit.X))
            found = pm.viable_prediction_range(fit, fit.X, eps)
            ratio = np.concatenate(
                [(found.logit_high - found.logit_base) / half, (found.logit_base - found.logit_low) / half]
            )
            bracket = pm.quadratic_bracket(fit, eps)
            assert bracket.inner <= ratio.min()
            assert ratio.max() <= bracket.outer
            a, kappa = bracket.outer * np.sqrt(2 * bracket.largest_leverage * eps), bracket.largest_leverage * eps
            assert np.exp(-a) + a - 1 == pytest.approx(kappa, rel=1e-6)
            a = bracket.inner * np.sqrt(2 * kappa)
            assert np.expm1(a) - a == pytest.approx(kappa, rel=1e-5)
        low, high = pm.quadratic_range(fit, fit.X, 1e-7)
        found = pm.viable_prediction_range(fit, fit.X, 1e-7)
        assert np.allclose(low, found.low, atol=1e-6)
        assert np.allclose(high, found.high, atol=1e-6)
    assert np.expm1(_inner(700.0)) - _inner(700.0) == pytest.approx(700.0)
    tiny = pm.quadratic_bracket(NINE, 1e-10)
    assert 0.999 < tiny.inner < 1 < tiny.outer < 1.001


def test_profile_eps_is_half_a_quantile() -> None:
    assert pm.profile_eps(683) == pytest.approx(0.002812195, abs=1e-9)
    with pytest.raises(ValueError, match="level"):
        pm.profile_eps(10, 1.0)


@settings(max_examples=40)
@given(st.integers(2, 200), st.data(), st.floats(1e-6, 5))
def test_constant_model_solves_the_divergence(n: int, data: st.DataObject, eps: float) -> None:
    k = data.draw(st.integers(1, n - 1))
    low, high = pm.bernoulli_kl_range(n, k, eps)
    assert 0 <= low < k / n < high <= 1
    for p in (low, high):
        if 1e-9 < p < 1 - 1e-9:
            assert float(pm.divergence(np.array([k / n]), np.array([p]))[0]) == pytest.approx(eps, rel=1e-6)
    assert pm.bernoulli_kl_range(n, k, 0.0) == (k / n, k / n)


# --- shares -------------------------------------------------------------------------------------------------------


def brute_discrepancy(fit: pm.LogisticFit, eps: float, delta: float, cells: int = 220) -> float:
    """Best count over a polar grid of the level set of a two-parameter model."""
    angles = np.linspace(0, 2 * np.pi, cells, endpoint=False)
    factor = np.linalg.inv(np.linalg.cholesky(fit.hessian))
    rim = pm.to_boundary(fit, fit.coef + np.column_stack([np.cos(angles), np.sin(angles)]) @ factor, eps)
    inner = [fit.coef + r * (rim - fit.coef) for r in np.linspace(0.2, 1, 25)]
    return float(pm.moved_share(fit, np.vstack(inner), delta).max())


@settings(max_examples=8)
@given(small_tables(most=1), st.sampled_from([0.01, 0.05]), st.sampled_from([0.05, 0.15]))
def test_enumeration_program_and_brute_force(data, eps: float, delta: float) -> None:
    fit = pm.fit_logistic(*data)
    exact = pm.discrepancy_exact_line(fit, eps, delta)
    ranges = pm.viable_prediction_range(fit, fit.X, eps)
    ambiguity = pm.ambiguity(ranges, delta, fit.shares)
    assert brute_discrepancy(fit, eps, delta) <= exact.lower + 1e-9
    assert exact.lower == exact.upper <= ambiguity + 1e-9
    assert fit.loss_of(exact.coef) <= fit.loss + eps + 1e-12
    assert pm.moved_share(fit, exact.coef[None], delta)[0] == pytest.approx(exact.lower)
    for charge in (False, True):
        found = pm.discrepancy_milp(fit, eps, delta, charge=charge)
        relaxed = pm.discrepancy_relaxation(fit, eps, delta, charge=charge)
        assert found.lower <= exact.lower + 1e-9
        assert found.upper >= exact.lower - 1e-6
        assert relaxed.upper >= exact.lower - 1e-6
        assert relaxed.lower <= exact.lower + 1e-9
        assert found.upper <= relaxed.upper + 1e-6
        assert pm.moved_share(fit, found.coef[None], delta)[0] == pytest.approx(found.lower)
        assert fit.loss_of(found.coef) <= fit.loss + eps
    assert exact.lower <= pm.discrepancy_knapsack(fit, eps, delta) + 1e-9
    sharper = pm.discrepancy_knapsack(fit, eps, delta, ranges=ranges)
    assert exact.lower <= sharper + 1e-9
    assert sharper <= pm.discrepancy_knapsack(fit, eps, delta) + 1e-12
    assert exact.lower - 1e-9 <= pm.discrepancy_lagrangian(fit, eps, delta, ranges=ranges) <= sharper


def test_known_discrepancies() -> None:
    for (eps, delta), value in {
        (0.005, 0.1): 0,
        (0.01, 0.1): 0.235725,
        (0.02, 0.1): 0.351391,
        (0.05, 0.2): 0.303075,
    }.items():
        assert pm.discrepancy_exact_line(ONE, eps, delta).lower == pytest.approx(value, abs=1e-6)
        for charge in (False, True):
            found = pm.discrepancy_milp(ONE, eps, delta, charge=charge)
            assert (found.lower, found.upper) == pytest.approx((value, value), abs=1e-6)
    assert pm.discrepancy_exact_line(ONE, 0.01, 0.999).upper == 0


def test_extremal_models_bound_the_discrepancy_from_below() -> None:
    for eps, share in {0.001: 0.0132, 0.005: 0.0630, 0.01: 0.0747, 0.02: 0.1742, 0.05: 0.2533, 0.1: 0.3455}.items():
        ranges = pm.viable_prediction_range(NINE, NINE.X, eps)
        plain, _ = pm.discrepancy_lower_bound(NINE, ranges, 0.1, rounds=0)
        assert plain == pytest.approx(share, abs=6e-5)
        better, model = pm.discrepancy_lower_bound(NINE, ranges, 0.1)
        assert better >= plain
        assert NINE.loss_of(model) <= NINE.loss + eps
        assert pm.moved_share(NINE, model[None], 0.1)[0] == better


def test_a_stopped_program_returns_both_bounds() -> None:
    found = pm.discrepancy_milp(NINE, 0.01, 0.2, time_limit=1.0, charge=False)
    assert 0 < found.lower < found.upper <= 0.2387 + 1e-4
    assert found.gap == found.upper - found.lower
    relaxed = pm.discrepancy_relaxation(NINE, 0.01, 0.2)
    assert found.lower <= relaxed.upper <= pm.discrepancy_knapsack(NINE, 0.01, 0.2) + 1e-9


def test_one_model_for_all_makes_moving_dearer() -> None:
    runs = recorded("statistics/predictive_multiplicity/programs")["data"]
    for run in runs:
        eps, delta = run["eps"], run["delta"]
        ranges = pm.viable_prediction_range(NINE, NINE.X, eps)
        bound = pm.discrepancy_lagrangian(NINE, eps, delta, ranges=ranges)
        assert bound < 0.91 * pm.discrepancy_knapsack(NINE, eps, delta, ranges=ranges)
        # ten seconds of branching, with the price in the program, do not get below it
        assert run["charged"][0] <= bound < run["charged"][1]
        assert bound < run["plain"][1]
    # nor does any of many models at the tolerance get above it
    models = pm.to_boundary(NINE, pm.random_models(NINE, 4000), 0.01)
    assert pm.moved_share(NINE, models, 0.1).max() <= pm.discrepancy_lagrangian(NINE, 0.01, 0.1)
    assert pm.discrepancy_lagrangian(NINE, 0.0, 0.1) == 0
    penalised = pm.fit_logistic(CELLS.X, CELLS.y, l2=0.001)
    lower, _ = pm.discrepancy_lower_bound(penalised, pm.viable_prediction_range(penalised, penalised.X, 0.01), 0.1)
    assert 0 < lower <= pm.discrepancy_lagrangian(penalised, 0.01, 0.1)


@pytest.mark.parametrize("seed", range(6))
def test_the_lagrangian_bound_holds_for_any_multipliers(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 4, size=(60, 2)).astype(float), (rng.random(60) < 0.4).astype(np.int64)
    fit = pm.fit_logistic(X, y)
    ranges = pm.viable_prediction_range(fit, fit.X, 0.02)
    found = pm.discrepancy_milp(fit, 0.02, 0.1, ranges=ranges, charge=False)
    good = pm.discrepancy_lagrangian(fit, 0.02, 0.1, ranges=ranges)
    assert found.lower <= good + 1e-9
    # and its value is the formula's, on a fine grid of scores
    mu, tilt = 20.0 * rng.random(), 0.2 * rng.normal(size=len(fit.X))
    c, design = fit.shares, with_intercept(fit.X)
    tilt -= design @ np.linalg.lstsq(np.sqrt(c)[:, None] * design, np.sqrt(c) * tilt, rcond=None)[0]
    assert np.abs(design.T @ (c * tilt)).max() < 1e-12
    monkeypatch.setattr(price, "_multipliers", lambda *_: (mu, tilt))
    monkeypatch.setattr(price, "discrepancy_knapsack", lambda *_, **__: 1e9)
    share = np.linspace(0, 1, 20_001)[:, None]
    s = ranges.logit_low + share * (ranges.logit_high - ranges.logit_low)
    q = 1 / (1 + np.exp(-s))
    moved = np.abs(q - fit.prob) >= 0.1
    gain = moved - mu * (rel_entr(fit.prob, q) + rel_entr(1 - fit.prob, 1 - q)) + tilt * (s - ranges.logit_base)
    expected = mu * 0.02 + c @ gain.max(axis=0)
    bound = pm.discrepancy_lagrangian(fit, 0.02, 0.1, ranges=ranges)
    assert expected - 1e-9 <= bound <= expected + 0.01
    assert found.lower <= bound


def test_ranges_of_something_else_are_refused() -> None:
    other = pm.viable_prediction_range(NINE, NINE.X, 0.001)
    people = pm.viable_prediction_range(NINE, CELLS.X, 0.01)
    foreign = pm.viable_prediction_range(pm.fit_logistic(CELLS.X, CELLS.y, l2=0.1), NINE.X, 0.01)
    for bound in (pm.discrepancy_milp, pm.discrepancy_relaxation, pm.discrepancy_knapsack, pm.discrepancy_lagrangian):
        # ranges of a smaller tolerance once gave an upper bound below the discrepancy
        for ranges, message in (
            (other, "got 96 rows at eps = 0.001"),
            (people, "got 683"),
            (foreign, "another baseline"),
        ):
            with pytest.raises(ValueError, match=message):
                bound(NINE, 0.01, 0.1, ranges=ranges)


def test_thresholds_outside_the_unit_interval_fix_the_indicator() -> None:
    found = pm.discrepancy_milp(ONE, 0.05, 0.45)
    assert found.lower == pytest.approx(found.upper, abs=1e-6)
    assert found.lower == pytest.approx(pm.discrepancy_exact_line(ONE, 0.05, 0.45).lower, abs=1e-6)


def test_public_constants_are_infeasible_with_people_without_features() -> None:
    assert not pm.big_m_without_intercept(NINE, 0.01, 0.2)
    assert pm.big_m_without_intercept(ONE, 0.01, 0.2)
    # with a large tolerance the intercept may be positive, or these people may move
    assert pm.big_m_without_intercept(NINE, 2.0, 0.2)


@settings(max_examples=30)
@given(small_tables(), st.integers(0, 10**6))
def test_excess_loss_is_a_mean_divergence(data, seed: int) -> None:
    X, y = data
    fit = pm.fit_logistic(X, y)
    w = fit.coef + np.random.default_rng(seed).normal(size=len(fit.coef))
    p, q = fit.probability(X), 1 / (1 + np.exp(-(w[0] + X @ w[1:])))
    mean = float((rel_entr(p, q) + rel_entr(1 - p, 1 - q)).mean())
    assert numpy_loss(X, y, w) - fit.loss == pytest.approx(mean, abs=1e-9)
    assert np.mean((p - q) ** 2) <= mean / 2 + 1e-12


def test_price_bound_by_hand() -> None:
    # four people at 1/4, four at 3/4: the cheaper move is towards one half for all eight
    X = np.repeat([[0.0], [1.0]], 4, axis=0)
    fit = pm.fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    price = 0.25 * np.log(0.25 / 0.35) + 0.75 * np.log(0.75 / 0.65)
    assert pm.discrepancy_knapsack(fit, 0.01, 0.1) == pytest.approx(0.01 / price, rel=1e-6)
    assert pm.discrepancy_knapsack(fit, 1.0, 0.1) == 1.0
    assert pm.discrepancy_knapsack(fit, 0.0, 0.1) == 0.0
    for eps, delta in product((0.001, 0.05), (0.05, 0.3)):
        assert pm.discrepancy_knapsack(NINE, eps, delta) <= eps / (2 * delta**2) + 1e-9


def test_ambiguity_counts_people_not_patterns() -> None:
    patterns = pm.viable_prediction_range(NINE, NINE.X, 0.01)
    people = pm.viable_prediction_range(NINE, CELLS.X, 0.01)
    assert pm.ambiguity(patterns, 0.2, NINE.shares) == pytest.approx(pm.ambiguity(people, 0.2))
    assert abs(pm.ambiguity(patterns, 0.2) - pm.ambiguity(people, 0.2)) > 0.1


# --- training again, generated data -------------------------------------------------------------------------------


def test_bootstrap_refits_minimise_their_own_loss() -> None:
    models = pm.bootstrap_models(SEVEN, 4, seed=3)
    assert (models == pm.bootstrap_models(SEVEN, 4, seed=3)).all()
    people = SEVEN.shares * SEVEN.n
    positive = people * SEVEN.target.numpy()
    cells = np.rint(np.concatenate([people - positive, positive])).astype(np.int64)
    counts = np.random.default_rng(3).multinomial(432, cells / 432, size=4)[0]
    X = np.repeat(np.vstack([SEVEN.X, SEVEN.X]), counts, axis=0)
    y = np.repeat(np.repeat([0, 1], len(SEVEN.X)), counts)
    assert np.allclose(pm.fit_logistic(X, y).coef, models[0], atol=1e-6)
    assert np.abs(pm.subsample_models(SEVEN, 3) - SEVEN.coef).max() < np.abs(models - SEVEN.coef).max()


def test_random_models_have_the_covariance_of_the_inverse_hessian() -> None:
    noise = pm.random_models(ONE, 40_000) - ONE.coef
    assert np.allclose(np.cov((noise @ np.linalg.cholesky(ONE.hessian)).T), np.eye(2), atol=0.05)
    assert np.cov((pm.random_models(ONE, 4000, isotropic=True) - ONE.coef).T).diagonal() == pytest.approx(
        [1, 1], abs=0.1
    )


def test_models_on_the_boundary_and_coverage() -> None:
    for eps in (0.001, 0.5):
        moved = pm.to_boundary(NINE, pm.random_models(NINE, 30), eps)
        excess = NINE.loss_of(moved) - NINE.loss
        assert (excess <= eps + 1e-15).all()
        assert np.allclose(excess, eps, atol=1e-12)
    ranges = pm.viable_prediction_range(NINE, NINE.X, 0.01)
    ends = np.vstack([ranges.coef_low, ranges.coef_high])
    assert np.allclose(pm.coverage(ranges, ends, NINE.X), 1, atol=1e-6)
    assert np.allclose(pm.coverage(ranges, np.zeros((0, 10)), NINE.X), 0)
    assert len(pm.competing(NINE, ends, 0.01)) == len(ends)
    assert len(pm.competing(NINE, ends, 0.009)) == 0


def test_ridge_path_is_scikit_learns() -> None:
    for l2, coef in zip((0.01, 0.1), pm.ridge_path(CONVICTS.X, CONVICTS.y, (0.01, 0.1)), strict=True):
        # C multiplies the summed loss, and half the square is penalised there
        peer = LogisticRegression(C=1 / (2 * l2 * 432), tol=1e-12, max_iter=5000).fit(CONVICTS.X, CONVICTS.y)
        assert np.allclose(np.append(peer.intercept_, peer.coef_), coef, atol=1e-4)


def test_generated_designs() -> None:
    far = pm.separation_design(2.0, 400)
    assert far.X[far.y == 1, 0].mean() - far.X[far.y == 0, 0].mean() == pytest.approx(4, abs=0.3)
    near, out = pm.outlier_design(0.0), pm.outlier_design(8.0)
    assert (near.X[1:] == out.X[1:]).all()
    assert (near.y == out.y).all()
    few = pm.minority_design(0.1, 4000)
    assert few.marked.mean() == pytest.approx(0.1)
    for group, sign in ((few.marked, -1), (~few.marked, 1)):
        assert sign * np.corrcoef(few.X[group, 1], few.y[group])[0, 1] > 0.2
    assert few.X[few.marked, 1].mean() - few.X[~few.marked, 1].mean() == pytest.approx(1, abs=0.2)
    # widths of the marked and of all others, by themselves
    fit = pm.fit_logistic(out.X, out.y)
    width = pm.viable_prediction_range(fit, out.X, 0.01).width
    found = pm.widths_of(out, 0.01)
    assert found is not None
    assert (found.marked, found.others) == pytest.approx((width[0], width[1:].mean()))
    assert pm.widths_of(pm.separation_design(9.0), 0.01) is None
    assert [run.others for run in pm.width_study(pm.separation_design, 1.0, 2)] == [
        pm.widths_of(pm.separation_design(1.0, seed=seed), 0.01).others for seed in (0, 1)
    ]


def test_conservation_by_sympy() -> None:
    x = sympy.Matrix([[1, 0], [1, 1], [1, 3]])
    p = [sympy.Rational(1, 4), sympy.Rational(1, 3), sympy.Rational(2, 5)]
    weights = [sympy.Rational(1, 2), sympy.Rational(1, 3), sympy.Rational(1, 6)]
    hessian = x.T * sympy.diag(*[c * v * (1 - v) for c, v in zip(weights, p, strict=True)]) * x
    total = sum(
        c * v * (1 - v) * (x[i, :] * hessian.inv() * x[i, :].T)[0]
        for i, (c, v) in enumerate(zip(weights, p, strict=True))
    )
    assert sympy.simplify(total) == 2


def test_the_loss_and_its_derivatives_agree() -> None:
    w = torch.as_tensor(NINE.coef)[None].clone().requires_grad_()
    value = loss(NINE, w + 0.3)
    (gradient,) = torch.autograd.grad(value.sum(), w)
    other, slope, hessian, p = derivatives(NINE, (w + 0.3).detach())
    assert torch.allclose(value.detach(), other, atol=1e-14)
    assert torch.allclose(gradient, slope, atol=1e-13)
    assert (torch.linalg.eigvalsh(hessian) > 0).all()
    assert torch.allclose(p, torch.sigmoid((w + 0.3).detach() @ NINE.design.T))


# --- bad input ----------------------------------------------------------------------------------------------------

X4, Y4 = np.array([[0.0], [1.0], [0.0], [1.0]]), np.array([0, 1, 1, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pm.fit_logistic(X4, np.array([0, 1, 2, 1])), "y must hold labels 0 and 1 only"),
        (lambda: pm.fit_logistic(X4, np.array([1, 1, 1, 1])), "y must hold both labels"),
        (lambda: pm.fit_logistic(np.where(X4 > 0, np.nan, X4), Y4), "X must be finite"),
        (lambda: pm.fit_logistic(X4[:0], Y4[:0]), "n >= 1"),
        (lambda: pm.fit_logistic(np.ones((4, 1)), Y4), "full column rank 2, got 1"),
        (lambda: pm.fit_logistic(X4, Y4, l2=-1.0), "l2 must be"),
        (lambda: pm.fit_logistic(X4, Y4, sample_weight=np.array([1.0, 1.0, 0.0, 1.0])), "sample_weight"),
        (lambda: pm.fit_logistic(CONVICTS.X, CONVICTS.y, dtype=torch.float16), "dtype must be torch.float32 or"),
        (lambda: ONE.loss_of(np.zeros(3)), "coef must end in an axis of length 2"),
        (lambda: pm.viable_prediction_range(ONE, ONE.X, -0.1), "eps must be"),
        (lambda: pm.viable_prediction_range(ONE, ONE.X, float("nan")), "eps must be"),
        (lambda: pm.viable_prediction_range(ONE, ONE.X, 0.1, tol=0.0), "tol and max_steps"),
        (lambda: pm.viable_prediction_range(ONE, NINE.X, 0.1), "1 columns like the training data, got 9"),
        (lambda: pm.viable_prediction_range(ONE, ONE.X * np.inf, 0.1), "X must be finite"),
        (lambda: pm.profile_loss(ONE, ONE.X[:1], np.array([np.inf])), "logit_value must be finite"),
        (lambda: pm.profile_loss(SEVEN, SEVEN.X[:1], np.array([2.0]), max_steps=1), "max_steps must be enough"),
        (lambda: pm.profile_loss(ONE, ONE.X[4:5], np.array([1e5])), "logit_value must be nearer to the baseline"),
        (lambda: pm.grid_prediction_range(ONE, ONE.X, 0.1, ()), "grid must hold thresholds"),
        (lambda: pm.grid_prediction_range(ONE, ONE.X, 0.1, (0.0, 0.5)), "grid must hold thresholds"),
        (lambda: pm.newton_iterates(ONE, ONE.X[0], 0.0), "eps must be positive"),
        (lambda: pm.quadratic_bracket(ONE, 0.0), "eps must be positive"),
        (lambda: pm.bernoulli_kl_range(3, 3, 0.1), "k must be strictly between"),
        (lambda: pm.ambiguity(pm.viable_prediction_range(ONE, ONE.X, 0.1), 1.0), "delta must be strictly between"),
        (lambda: pm.ambiguity(pm.viable_prediction_range(ONE, ONE.X, 0.1), 0.1, np.zeros(10)), "weights must be"),
        (
            lambda: pm.ambiguity(pm.viable_prediction_range(ONE, ONE.X, 0.1), 0.1, np.full(10, np.inf)),
            "weights must be 10 finite",
        ),
        (lambda: pm.moved_share(ONE, np.zeros((1, 3)), 0.1), "coef must have 2 columns"),
        (lambda: pm.moved_share(ONE, np.array([[np.nan, 1.0]]), 0.1), "coef must be finite"),
        (lambda: pm.moved_share(ONE, ONE.coef[None], 0.1, ONE.X, np.zeros(10)), "weights must be 10 finite"),
        (lambda: pm.moved_share(ONE, ONE.coef[None], 0.1, weights=-np.ones(10)), "weights must be 10 finite"),
        (
            lambda: pm.discrepancy_lower_bound(NINE, pm.viable_prediction_range(ONE, ONE.X, 0.1), 0.1),
            "coef must have 10 columns",
        ),
        (
            lambda: pm.bootstrap_models(
                pm.fit_logistic(LINE.X[:, :1], LINE.y, sample_weight=np.arange(683) % 3 + 0.5), 2
            ),
            "fit must be fitted without sample weights",
        ),
        (lambda: pm.subsample_models(ONE, 2, 1e-6), "share must leave somebody of 683"),
        (lambda: pm.competing(ONE, np.array([[np.inf, 0.0]]), 0.1), "coef must be finite"),
        (lambda: pm.separation_design(float("inf")), "distance must be finite"),
        (lambda: pm.profile_eps(10, float("nan")), "level"),
        (
            lambda: pm.discrepancy_lower_bound(ONE, pm.viable_prediction_range(ONE, ONE.X, 0.1), 0.1, rounds=-1),
            "rounds must be at least 0",
        ),
        (lambda: pm.discrepancy_milp(ONE, 0.1, 0.1, time_limit=0.0), "time_limit must be positive"),
        (lambda: pm.discrepancy_exact_line(NINE, 0.1, 0.1), "exactly one feature, got 9"),
        (lambda: pm.bootstrap_models(ONE, 0), "draws must be"),
        (lambda: pm.random_models(ONE, 0), "draws must be"),
        (lambda: pm.subsample_models(ONE, 5, 1.0), "share must be"),
        (lambda: pm.ridge_path(X4, Y4, []), "penalties must hold"),
        (lambda: pm.to_boundary(ONE, ONE.coef[None], 0.1), "coef must differ"),
        (
            lambda: pm.coverage(pm.viable_prediction_range(ONE, ONE.X, 0.1), ONE.coef[None], ONE.X[:3]),
            "X must hold the 10",
        ),
        (lambda: pm.separation_design(-1.0), "distance must be"),
        (lambda: pm.separation_design(1.0, 21), "n must be even"),
        (lambda: pm.outlier_design(-1.0), "shift must be"),
        (lambda: pm.minority_design(0.7), "share must be"),
        (lambda: pm.width_study(pm.outlier_design, 1.0, 0), "seeds must be"),
    ],
)
def test_bad_input_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(allow_nan=True, width=32), st.integers(-1, 2)), min_size=1, max_size=12), st.floats()
)
def test_junk_is_refused_or_fitted(rows, l2: float) -> None:
    X, y = np.array([[value] for value, _ in rows]), np.array([label for _, label in rows])
    try:
        fit = pm.fit_logistic(X, y, l2=l2)
    except ValueError:
        return
    assert np.isfinite(fit.coef).all()
    assert np.isfinite(fit.loss)


def test_a_column_of_any_size_is_fitted_or_refused() -> None:
    y = np.array([0, 1])
    for size in (1e3, 67108864.0, 1e30):
        # two people alike: half of them positive, whatever the column's size
        fit = pm.fit_logistic(np.full((2, 1), size), y, l2=0.0625)
        assert fit.probability(fit.X)[0] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="X must"):
        pm.fit_logistic(np.array([[1e200], [-1e200], [3e200]]), np.array([0, 1, 0]), l2=1e-3)


# --- pictures -----------------------------------------------------------------------------------------------------


def test_pictures_are_drawn() -> None:
    for chart in (
        figures.opening_chart(ONE),
        figures.multiplicity_chart(NINE, (0.001, 0.01), (0.1, 0.2)),
        figures.leverage_chart({"Rossi": SEVEN}, (0.01,)),
        figures.study_chart(recorded("statistics/predictive_multiplicity/studies")["data"]),
        figures.bounds_chart(NINE, recorded("statistics/predictive_multiplicity/programs")["data"]),
        figures.coverage_chart({"biopsy": NINE}, most=20),
    ):
        assert chart.to_dict()["datasets" if "datasets" in chart.to_dict() else "$schema"]
    for drawing in (
        figures.valley_figure(ONE, 0.01),
        figures.profile_figure(ONE, 5.0, 0.01),
        figures.width_field(2, cells=8),
    ):
        assert drawing.axes


@pytest.mark.parametrize("seed", range(8))
def test_program_equals_enumeration_on_random_tables(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    X, y = rng.integers(0, 7, size=(40, 1)).astype(float), (rng.random(40) < 0.4).astype(np.int64)
    fit = pm.fit_logistic(X, y)
    for eps, delta in ((0.02, 0.1), (0.05, 0.05)):
        exact = pm.discrepancy_exact_line(fit, eps, delta).lower
        found = pm.discrepancy_milp(fit, eps, delta)
        assert (found.lower, found.upper) == pytest.approx((exact, exact), abs=1e-6)


@pytest.mark.parametrize(("seed", "share"), [(0, 1 / 3), (1, 0.375), (2, 0.25)])
def test_a_line_that_crosses_no_other_is_tried_at_its_lowest_point(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 3, size=(24, 1)).astype(float), (rng.random(24) < 0.4).astype(np.int64)
    fit = pm.fit_logistic(X, y)
    found = pm.discrepancy_milp(fit, 0.01, 0.1)
    assert pm.discrepancy_exact_line(fit, 0.01, 0.1).lower == pytest.approx(share)
    assert (found.lower, found.upper) == pytest.approx((share, share), abs=1e-6)
