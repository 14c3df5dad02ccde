"""Compositional partial correlations against least squares, pingouin, simulation and published numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lib.data import forensic_glass, roman_glass_cups
from lib.statistics import compositional as co
from lib.statistics.compositional import figures

CUPS = roman_glass_cups()
OMEGA = sympy.Matrix([[4, 1, 0, 1], [1, 3, 1, 0], [0, 1, 5, 2], [1, 0, 2, 6]])

tables = hnp.arrays(
    float,
    st.tuples(st.integers(8, 14), st.integers(3, 5)),
    elements=st.floats(0.01, 100, allow_nan=False),
    fill=st.nothing(),
)


def regular(table: np.ndarray) -> bool:
    gamma = co.clr_covariance(table)
    return np.linalg.eigvalsh(gamma)[1] > 1e-6 * max(np.linalg.eigvalsh(gamma)[-1], 1e-12)


def test_exact_example() -> None:
    centre = sympy.eye(4) - sympy.ones(4, 4) / 4
    gamma = centre * OMEGA * centre
    assert 4 * gamma == sympy.Matrix([[11, 0, -7, -4], [0, 9, -2, -7], [-7, -2, 11, -2], [-4, -7, -2, 13]])
    precision = co.logratio_precision(gamma)
    assert 151 * precision == sympy.Matrix([[38, -27, 3, -14], [-27, 47, -22, 2], [3, -22, 36, -17], [-14, 2, -17, 29]])
    assert co.partial_variances(precision) == [sympy.Rational(151, k) for k in (38, 47, 36, 29)]
    table = co.logratio_partial_correlation(precision)
    squares = {
        (0, 1): (729, 1786),
        (0, 2): (-1, 152),
        (0, 3): (98, 551),
        (1, 2): (121, 423),
        (1, 3): (-4, 1363),
        (2, 3): (289, 1044),
    }
    for (i, j), (above, below) in squares.items():
        assert sympy.sign(table[i, j]) * table[i, j] ** 2 == sympy.Rational(above, below)


def test_table_of_the_cups() -> None:
    precision = co.precision_of(CUPS.values)
    wanted = {
        "Si": 0.002033,
        "Al": 0.000875,
        "Fe": 0.003469,
        "Mg": 0.008125,
        "Ca": 0.002785,
        "Na": 0.001777,
        "K": 0.008412,
        "Ti": 0.008315,
        "P": 0.010252,
        "Mn": 0.050619,
        "Sb": 0.051600,
    }
    found = dict(zip(CUPS.parts, co.partial_variances(precision).round(6), strict=True))
    assert found == wanted
    assert round(float(np.trace(co.clr_covariance(CUPS.values))), 6) == 0.236098
    edges = {
        f"{CUPS.parts[e.first]}-{CUPS.parts[e.second]}": round(e.correlation, 4)
        for e in co.edges_by_p_value(CUPS.values)
    }
    for name, value in {
        "Al-Fe": 0.7267,
        "Si-Al": 0.7215,
        "Si-Fe": -0.6631,
        "Ca-Na": 0.5973,
        "Fe-Mg": 0.4284,
        "Al-Sb": -0.2802,
        "Ca-Mn": 0.2577,
    }.items():
        assert edges[name] == value
    assert round(co.proportionality(CUPS.values)[0, 5], 4) == 0.7788
    assert round(co.clr_correlation(CUPS.values)[1, 2], 3) == -0.015


def test_pingouin_on_additive_log_ratios() -> None:
    import pingouin

    reference = CUPS.column("Fe")
    names = [part for part in CUPS.parts if part != "Fe"]
    frame = pd.DataFrame(co.alr(CUPS.values, reference), columns=names)
    answer = pingouin.partial_corr(frame, x="Si", y="Na", covar=[n for n in names if n not in ("Si", "Na")])
    table = co.logratio_partial_correlation(co.precision_of(CUPS.values))
    ours = float(table[CUPS.column("Si"), CUPS.column("Na")])
    assert ours == pytest.approx(float(answer["r"].iloc[0]), abs=1e-10)
    p_name = next(name for name in answer.columns if name.startswith("p"))
    assert co.partial_correlation_test(ours, 47, 11)[1] == pytest.approx(float(answer[p_name].iloc[0]), abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(tables)
def test_matrix_and_regression_agree(table: np.ndarray) -> None:
    if not regular(table):
        return
    matrix = co.logratio_partial_correlation(co.precision_of(table))
    for reference in range(2, table.shape[1]):
        value, _ = co.residual_partial_correlation(table, 0, 1, reference)
        # conditioning of the regression is that of the covariance, bounded above by `regular`
        assert value == pytest.approx(matrix[0, 1], abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(tables, st.randoms())
def test_rows_may_be_scaled(table: np.ndarray, random) -> None:
    if not regular(table):
        return
    scales = np.array([random.uniform(0.1, 10) for _ in table])[:, None]
    first, second = (co.logratio_partial_correlation(co.precision_of(t)) for t in (table, table * scales))
    assert np.allclose(first, second, atol=1e-6)
    assert np.allclose(co.clr(table), co.clr(co.closure(table, 100)))
    assert (np.abs(first) <= 1 + 1e-9).all()
    assert ((first - np.eye(len(first))).max(axis=1) > 0).all()


def test_log_ratios_against_each_other() -> None:
    x = CUPS.values
    assert np.allclose(np.cov(co.alr(x, 3), rowvar=False)[0, 0], co.variation_matrix(x)[0, 3])
    distances = [np.linalg.norm(c(x)[0] - c(x)[1]) for c in (co.clr, co.ilr)]
    assert distances[0] == pytest.approx(distances[1])
    assert np.allclose(co.variation_matrix(x), co.variation_matrix(x).T)


def test_bootstrap_against_single_tables() -> None:
    draws = co.bootstrap_partial_correlation(CUPS.values, draws=3, seed=5)
    rows = torch.randint(47, (3, 47), generator=torch.Generator().manual_seed(5)).numpy()
    for table, chosen in zip(draws.numpy(), rows, strict=True):
        assert np.allclose(table, co.logratio_partial_correlation(co.precision_of(CUPS.values[chosen])), atol=1e-8)
    assert torch.equal(draws, co.bootstrap_partial_correlation(CUPS.values, draws=3, seed=5))


def test_every_singular_draw_is_noticed() -> None:
    # a Cholesky factor of a singular matrix often exists, with a last pivot made of rounding
    few = torch.tensor(np.log(CUPS.values[:12]))
    source = torch.Generator().manual_seed(0)
    for _ in range(40):
        chosen = torch.randint(12, (12,), generator=source)
        if len(chosen.unique()) < 11:
            with pytest.raises(ValueError, match="1 singular"):
                co.batched_partial_correlation(few[chosen][None])


def test_rounding_moves_within_half_a_step() -> None:
    steps = co.printed_steps(CUPS.values)
    assert steps.tolist() == [0.1, *[0.01] * 4, 0.1, *[0.01] * 5]
    still = co.rounding_partial_correlation(CUPS.values, np.zeros(11), draws=1)
    assert np.allclose(still[0].numpy(), co.logratio_partial_correlation(co.precision_of(CUPS.values)))


def test_shrinkage() -> None:
    precision, weight = co.shrunk_precision(CUPS.values, intensity=0.0)
    assert weight == 0
    assert np.allclose(precision, co.precision_of(CUPS.values))
    for method in ("ledoit_wolf", "diagonal"):
        few, weight = co.shrunk_precision(CUPS.values[:6], method)
        assert 0 < weight <= 1
        assert np.allclose(few.sum(axis=0), 0, atol=1e-6 * np.abs(few).max())


def test_shrinkage_towards_the_identity_against_scikit_learn() -> None:
    from sklearn.covariance import ledoit_wolf

    logs = np.log(CUPS.values / CUPS.values.sum(axis=1, keepdims=True))
    omega, weight = ledoit_wolf(logs)
    ours, found = co.shrunk_precision(CUPS.values)
    assert found == pytest.approx(weight)
    # scikit-learn divides by N; the scale of a covariance does not matter to a partial correlation
    theirs = co.logratio_partial_correlation(co.basis_to_precision(omega))
    assert np.allclose(co.logratio_partial_correlation(ours), theirs, atol=1e-9)


def test_shrinkage_towards_the_diagonal_entry_by_entry() -> None:
    # Schafer and Strimmer (2005), section 2.4, written out for one pair after the other
    few = CUPS.values[:8]
    logs = np.log(few / few.sum(axis=1, keepdims=True))
    n, d = logs.shape
    z = (logs - logs.mean(axis=0)) / logs.std(axis=0, ddof=1)
    above = below = 0.0
    for i in range(d):
        for j in range(d):
            if i != j:
                w = z[:, i] * z[:, j]
                above += n / (n - 1) ** 3 * sum((value - w.mean()) ** 2 for value in w)
                below += (n / (n - 1) * w.mean()) ** 2
    weight = min(1.0, above / below)
    ours, found = co.shrunk_precision(few, "diagonal")
    assert found == pytest.approx(weight)
    sample = np.cov(logs, rowvar=False)
    omega = np.where(np.eye(d, dtype=bool), sample, (1 - weight) * sample)
    assert np.allclose(ours, co.basis_to_precision(omega), rtol=1e-6)


def test_corrections_differ() -> None:
    edges = co.edges_by_p_value(CUPS.values)
    p = np.array([edge.p_value for edge in edges])
    assert len(co.significant(edges)) == (p < 0.05 / 55).sum() == 4
    # Benjamini and Hochberg: the last k with p_(k) <= 0.05 k / 55
    passed = np.nonzero(p <= 0.05 * np.arange(1, 56) / 55)[0]
    assert len(co.significant(edges, method="fdr_bh")) == passed[-1] + 1


def test_two_parts_have_a_partial_variance_but_no_correlation() -> None:
    pair = CUPS.values[:, :2]
    wanted = np.var(np.log(pair[:, 0] / pair[:, 1]), ddof=1)
    assert co.partial_variances(co.precision_of(pair)) == pytest.approx([wanted, wanted])


def test_parts_are_numbers() -> None:
    for part in (1.5, "Fe", True):
        with pytest.raises(TypeError):
            co.alr(CUPS.values, part)
    with pytest.raises(TypeError):
        co.partial_correlation_test(0.5, 47.5, 11)


def test_counts_may_be_numpy_integers() -> None:
    assert co.partial_correlation_test(0.5, np.int64(47), 11) == co.partial_correlation_test(0.5, 47, 11)


def test_single_precision_notices_singular_tables() -> None:
    # 11 parts from 10 distinct rows: the last pivot is rounding
    source = np.random.default_rng(0)
    for _ in range(20):
        chosen = source.choice(47, 10, replace=False)
        few = torch.tensor(np.log(CUPS.values[np.append(chosen, chosen[:2])]), dtype=torch.float32)[None]
        with pytest.raises(ValueError, match="1 singular"):
            co.batched_partial_correlation(few)
    full = torch.tensor(np.log(CUPS.values))[None]
    single = co.batched_partial_correlation(full.float()).double()
    assert torch.allclose(single, co.batched_partial_correlation(full), atol=1e-4)


def test_complex_tables_are_refused() -> None:
    with pytest.raises(TypeError):
        co.clr(np.array([[1 + 2j, 2]]))


def test_shares_of_variance_by_regression() -> None:
    # log-ratios to the geometric mean of the other parts, regressed on the ratios among these
    logs = np.log(CUPS.values)
    d = len(CUPS.parts)
    total = (d / (d - 1)) ** 2 * np.diag(co.clr_covariance(CUPS.values))
    shares = co.partial_variances(co.precision_of(CUPS.values)) / total
    for i in range(d):
        others = np.delete(logs, i, axis=1)
        goal = logs[:, i] - others.mean(axis=1)
        design = np.column_stack([np.ones(len(logs)), others[:, 1:] - others[:, :1]])
        left = goal - design @ np.linalg.lstsq(design, goal, rcond=None)[0]
        assert left @ left / (len(logs) - 1) / np.var(goal, ddof=1) == pytest.approx(shares[i])
    assert shares[[CUPS.column("Si"), CUPS.column("K")]].round(2).tolist() == [0.09, 0.71]


def test_edges_that_come_and_go_with_a_part() -> None:
    def edges(dropped: str) -> set[str]:
        keep = [i for i, part in enumerate(CUPS.parts) if part != dropped]
        table = np.triu(co.logratio_partial_correlation(co.precision_of(CUPS.values[:, keep])), 1)
        return {f"{CUPS.parts[keep[i]]}-{CUPS.parts[keep[j]]}" for i, j in np.argwhere(np.abs(table) >= 0.4)}

    whole = edges("none")
    new = {part: edges(part) - whole for part in CUPS.parts}
    lost = {part: {edge for edge in whole if part not in edge.split("-")} - edges(part) for part in CUPS.parts}
    assert {part: len(found) for part, found in new.items() if found} == {"Si": 3, "Al": 1, "Fe": 2, "Ca": 1, "K": 2}
    assert all("Si-Na" in new[part] for part in ("Al", "Fe", "Ca"))
    assert {part: gone for part, gone in lost.items() if gone} == {"Al": {"Si-Fe"}}


def test_intervals_are_those_of_their_labels() -> None:
    draws = np.zeros((1001, 11, 11)) + np.linspace(-1, 1, 1001)[:, None, None]
    chart = figures.interval_chart(CUPS, {"resampling, 95 %": draws, "rounding, 90 %": draws}, pairs=1).to_dict()
    rows = [row for layer in chart["layer"] for row in layer.get("data", {}).get("values", []) if "doubt" in row]
    found = {row["doubt"]: (row["low"], row["high"]) for row in rows}
    assert found == {"resampling, 95 %": (-0.95, 0.95), "rounding, 90 %": (-0.9, 0.9)}


def test_the_bias_of_a_chain() -> None:
    # between the two ends of six parts: row sums 1.2, 0.4, 0.4, 0.4, 0.4, 1.2 of the precision
    omega, unlinked = figures.chain(6)
    table = co.logratio_partial_correlation(co.basis_to_precision(omega))
    assert table[0, 5] == pytest.approx((1.44 / 4) / (2 - 1.44 / 4))
    assert figures.chain_bias(6) == pytest.approx(table[unlinked > 0].mean())


def test_bias_of_independent_amounts() -> None:
    assert round(float(co.closure_bias([1, 4, sympy.Rational(1, 4), sympy.Rational(9, 4), 1])[0, 1]), 6) == 0.082538
    for d in (3, 5, 8):
        assert co.closure_bias([2] * d)[0, 1] == sympy.Rational(1, d - 1)


def test_the_test_has_the_right_size() -> None:
    # under independence given the rest p-values are uniform: a share of 5 percent falls below 0.05
    rng = np.random.default_rng(0)
    precision = np.array([[2.0, 0, -1, -1], [0, 2, -1, -1], [-1, -1, 2, 0], [-1, -1, 0, 2]])
    values, vectors = np.linalg.eigh(precision)
    root = vectors[:, 1:] / np.sqrt(values[1:])
    below = 0
    for _ in range(2000):
        logs = rng.standard_normal((15, 3)) @ root.T
        r = co.logratio_partial_correlation(co.precision_of(np.exp(logs)))[0, 1]
        below += co.partial_correlation_test(float(r), 15, 4)[1] < 0.05
    # four standard deviations of a binomial count
    assert abs(below - 100) < 4 * np.sqrt(2000 * 0.05 * 0.95)


X = np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 1.0], [1.0, 3.0, 1.0], [2.0, 2.0, 5.0]])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: co.clr(np.array([[1.0, 0.0]])), ValueError, "got 0.0 in row 0, column 1"),
        (lambda: co.clr(np.array([[1.0, -2.0]])), ValueError, "got -2.0 in row 0"),
        (lambda: co.clr(np.array([[1.0, np.nan]])), ValueError, "got nan"),
        (lambda: co.clr(np.array([[1.0]])), ValueError, "2 parts"),
        (lambda: co.closure(X, 0.0), ValueError, "total must be positive"),
        (lambda: co.alr(X, 3), ValueError, "reference must be a column"),
        (lambda: co.precision_of(X[:2]), co.SingularCovarianceError, "must have rank 2"),
        (lambda: co.precision_of(np.column_stack([X, X[:, 0]])), co.SingularCovarianceError, "rank 3"),
        (lambda: co.logratio_precision(np.eye(3)), ValueError, "sum to zero"),
        (lambda: co.logratio_precision(sympy.eye(3)), ValueError, "sum to zero"),
        (lambda: co.logratio_precision(sympy.zeros(3, 3)), co.SingularCovarianceError, "rank 2"),
        (lambda: co.logratio_precision(sympy.zeros(1, 1)), ValueError, "at least 2 parts"),
        (lambda: co.logratio_partial_correlation(np.eye(2)), ValueError, "at least 3 parts"),
        (lambda: co.partial_variances(np.zeros((2, 2))), ValueError, "positive diagonal"),
        (lambda: co.residual_partial_correlation(X, 0, 1, 1), ValueError, "three different parts"),
        (lambda: co.residual_partial_correlation(X[:2], 0, 1, 2), ValueError, "more than 2 rows"),
        (lambda: co.basis_to_precision(sympy.ones(3, 3)), co.SingularCovarianceError, "invertible"),
        (lambda: co.basis_to_precision(np.ones((3, 3))), co.SingularCovarianceError, "invertible"),
        (lambda: co.basis_to_precision(sympy.diag(-1, -1, 5)), ValueError, "positive definite"),
        (
            lambda: co.residual_partial_correlation(np.column_stack([CUPS.values, 2 * CUPS.values[:, 0]]), 0, 1, 2),
            co.SingularCovarianceError,
            "leave residuals",
        ),
        (lambda: co.logratio_partial_correlation(np.eye(3) + np.eye(3, k=1)), ValueError, "symmetric"),
        (lambda: co.logratio_partial_correlation(np.full((3, 3), 5.0) - 4.5 * np.eye(3)), ValueError, "semidefinite"),
        (
            lambda: co.logratio_partial_correlation(sympy.Matrix([[1, 1, 0], [0, 1, 0], [0, 0, 1]])),
            ValueError,
            "symmetric",
        ),
        (lambda: co.partial_correlation_test(0.5, True, 11), TypeError, "rows must be an integer"),
        (lambda: co.closure_bias([1, 2]), ValueError, "at least three"),
        (lambda: co.closure_bias([1, 2, 0]), ValueError, "positive"),
        (lambda: co.multiple_r2(X, 1, 1), ValueError, "must differ"),
        (lambda: co.shrunk_precision(X, "ridge"), ValueError, "method must be"),
        (lambda: co.shrunk_precision(X, intensity=2.0), ValueError, "intensity must be"),
        (lambda: co.partial_correlation_test(1.0, 20, 5), ValueError, "strictly between"),
        (lambda: co.partial_correlation_test(0.5, 4, 5), ValueError, "degree of freedom"),
        (lambda: co.significant([], 0.0), ValueError, "level must lie"),
        (lambda: co.significant(co.edges_by_p_value(X), method="nope"), ValueError, "method must be a correction"),
        (lambda: co.clr(forensic_glass().values), ValueError, "positive numbers, got 0.0 in row"),
        (lambda: co.closure(X, float("inf")), ValueError, "total must be positive and finite"),
        (lambda: co.clr_correlation(np.ones((3, 3))), ValueError, "log-ratios that vary"),
        (lambda: co.proportionality(np.ones((3, 3))), ValueError, "log-ratios that vary"),
        (
            lambda: co.logratio_partial_correlation(np.full((3, 3), np.nan)),
            ValueError,
            "finite with a positive diagonal",
        ),
        (lambda: co.logratio_partial_correlation(-np.eye(3)), ValueError, "positive diagonal"),
        (lambda: co.partial_variances(sympy.zeros(2, 2)), ValueError, "positive diagonal"),
        (lambda: co.partial_variances(sympy.ones(2, 3)), ValueError, "precision must be square"),
        (lambda: co.basis_to_precision(np.full((3, 3), np.nan)), ValueError, "finite and symmetric"),
        (lambda: co.basis_to_precision(-np.eye(3)), ValueError, "positive definite"),
        (lambda: co.basis_to_precision(sympy.ones(2, 3)), ValueError, "omega must be square"),
        (lambda: co.basis_to_precision(sympy.Matrix([[1, 2], [0, 1]])), ValueError, "omega must be symmetric"),
        (lambda: co.closure_bias([1, 2, float("inf")]), ValueError, "positive finite"),
        (lambda: co.shrunk_precision(np.ones((4, 3)), "diagonal"), ValueError, "share varies"),
        (lambda: co.edges_by_p_value(X[:, :2]), ValueError, "at least 3 parts"),
        (lambda: co.bootstrap_partial_correlation(CUPS.values[:12], 200), ValueError, "log-ratio rank"),
        (
            lambda: co.batched_partial_correlation(torch.rand(1, 4, 2, dtype=torch.float64)),
            ValueError,
            "at least 3 parts",
        ),
        (lambda: co.rounding_partial_correlation(X, np.full(3, np.nan), 5), ValueError, "steps must be"),
        (lambda: co.bootstrap_partial_correlation(X, draws=0), ValueError, "draws must be at least 1"),
        (lambda: co.rounding_partial_correlation(X, np.array([9.0, 0, 0]), draws=1), ValueError, "steps must be"),
        (lambda: co.rounding_partial_correlation(X, np.zeros(3), draws=0), ValueError, "draws must be"),
        (
            lambda: co.batched_partial_correlation(torch.zeros(1, 4, 3, dtype=torch.float64)),
            ValueError,
            "log-ratio rank",
        ),
    ],
)
def test_bad_input_is_refused(call, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@given(hnp.arrays(float, hnp.array_shapes(min_dims=1, max_dims=3, max_side=4)))
def test_junk_gives_finite_numbers_or_an_error(junk: np.ndarray) -> None:
    for function in (co.clr, co.precision_of, co.variation_matrix):
        try:
            result = function(junk)
        except (TypeError, ValueError):
            continue
        assert np.isfinite(result).all()


def test_figures_can_be_drawn() -> None:
    draws = {"resampling, 95 %": co.bootstrap_partial_correlation(CUPS.values, 20).numpy()}
    for chart in (
        figures.percentages_chart(CUPS, "Si", "Na"),
        figures.association_chart(CUPS),
        figures.interval_chart(CUPS, draws),
        figures.recovery_chart(parts=(6, 10)),
    ):
        assert chart.to_dict()["data" if "data" in chart.to_dict() else "layer"]
    assert figures.residual_figure(CUPS, "Si", "Na", "Fe").axes[0].get_title().startswith("correlation 0.2528595662")
    assert figures.partial_network(CUPS, "Mn").axes
    assert figures.bias_figure(4, 1).axes
