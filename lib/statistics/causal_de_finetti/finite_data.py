"""The algorithm on data: binary variables by G tests, two continuous ones by a kernel test."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Integer

from lib.statistics.causal_de_finetti.contingency import (
    EnvironmentTests,
    clustered_test,
)
from lib.statistics.causal_de_finetti.environments import as_tensor, check_environments, distinct_environments
from lib.statistics.causal_de_finetti.generators import Direction
from lib.statistics.causal_de_finetti.recovery import Condition, EmptyLevel, Recovery, Test, recover_with_tests
from lib.statistics.causal_de_finetti.unrolled import Node

PairTest = Callable[[Float[np.ndarray, " env"], Float[np.ndarray, " env"], Float[np.ndarray, " env"] | None], float]


def causal_de_finetti(
    data: Integer[np.ndarray, "env sample var"],
    alpha: float = 0.05,
    test: str | Test = "g",
    *,
    condition: Condition = "level",
    empty_level: EmptyLevel = "largest",
    device: str | torch.device | None = None,
) -> Recovery:
    """Recover a DAG from binary data of many environments.

    Parameters
    ----------
    data
        Zeros and ones by environment, sample and variable.
    alpha
        Level of every test.
    test
        ``"g"``: G tests on samples 1 and 2 of each environment, as in the paper; further samples are not used.
        ``"clustered"``: :func:`clustered_test` on all samples.  Or a function of two nodes and a tuple of nodes that
        returns a p-value.
    condition, empty_level
        As for :func:`recover_with_tests`.
    device
        Where to compute.

    Returns
    -------
    Recovery
        Arrows, levels, number of tests, and how often a sink was forced.

    Raises
    ------
    InconsistentTestsError
        If no variable passes as a sink and ``empty_level`` is ``"raise"``.
    ValueError
        If there is one sample in each environment only, or a value is neither 0 nor 1.

    Examples
    --------
    >>> from lib.statistics.causal_de_finetti.generators import sample_xor
    >>> drawn = sample_xor(20_000, 3, np.random.default_rng(0))
    >>> sorted(causal_de_finetti(drawn.data).edges), drawn.parents
    ([(0, 1), (0, 2)], ((), (0,), (0,)))
    """
    data = check_environments(data, samples=2)
    if callable(test):
        p_value = test
    elif test == "g":
        tests = EnvironmentTests(as_tensor(data), device=device)

        def p_value(a: Node, b: Node, cond: tuple[Node, ...]) -> float:
            return float(tests.test(a, b, cond).p)

    elif test == "clustered":
        p_value = clustered_p_values(data, device=device)
    else:
        raise ValueError(f"test must be 'g', 'clustered' or a function, got {test!r}")
    return recover_with_tests(data.shape[2], p_value, alpha, condition=condition, empty_level=empty_level)


def clustered_p_values(
    data: Integer[np.ndarray, "env sample var"], *, device: str | torch.device | None = None
) -> Test:
    """Return a function that tests two nodes, given others of the first one's sample, with all samples of the data.

    Examples
    --------
    >>> data = np.random.default_rng(0).integers(0, 2, (500, 3, 2))
    >>> round(clustered_p_values(data)((0, 1), (1, 2), ((1, 1),)), 3)
    0.203
    """
    values, copies = distinct_environments(as_tensor(data))

    def p_value(a: Node, b: Node, cond: tuple[Node, ...]) -> float:
        if any(n != a[1] for _, n in cond):
            raise ValueError(f"cond must lie in the sample of a, got {a} and {cond}")
        given = tuple(i for i, _ in cond)
        return float(clustered_test(values, a[0], b[0], given, across=a[1] != b[1], copies=copies, device=device).p)

    return p_value


def bivariate_direction(
    x: Float[np.ndarray, "env sample"],
    y: Float[np.ndarray, "env sample"],
    ci_test: PairTest | None = None,
    alpha: float = 0.05,
) -> tuple[Direction, dict[str, float]]:
    r"""Decide between X->Y, Y->X and no edge by the released rule.

    Parameters
    ----------
    x, y
        Values by environment and sample; samples 1 and 2 are used.
    ci_test
        A function of two vectors and a third one to condition on (or None) that returns a p-value; the kernel test
        :func:`kernel_test` if not given.
    alpha
        Level of the tests.

    Returns
    -------
    tuple
        The decision, and the p-values of $X_1\perp Y_2\mid X_2$ (true under X->Y), $Y_1\perp X_2\mid Y_2$ (true under
        Y->X) and $X_1\perp Y_1$ (no edge).

    Raises
    ------
    ValueError
        If there is one sample only, the shapes differ, a value is not finite, alpha is not inside (0, 1), or a test
        returns no number.

    Notes
    -----
    X->Y if the first is at least alpha and the others are at most alpha; Y->X likewise; no edge if all three are at
    least alpha. Otherwise the hypothesis with the largest of the three wins.

    Examples
    --------
    >>> answers = iter([0.4, 0.01, 0.02])
    >>> bivariate_direction(np.zeros((3, 2)), np.zeros((3, 2)), lambda a, b, c: next(answers))[0]
    'X->Y'
    """
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape or x.ndim != 2 or x.shape[0] < 1 or x.shape[1] < 2:
        raise ValueError(
            f"x and y must both be (env, sample) with at least two samples in each environment, got {x.shape} and {y.shape}"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must be finite, got a value that is not")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie strictly between 0 and 1, got {alpha}")
    test = kernel_test if ci_test is None else ci_test
    p = {
        "X->Y": test(x[:, 0], y[:, 1], x[:, 1]),
        "Y->X": test(y[:, 0], x[:, 1], y[:, 1]),
        "none": test(x[:, 0], y[:, 0], None),
    }
    if any(math.isnan(value) for value in p.values()):
        raise ValueError(f"ci_test must return p-values, got {p}")
    if p["X->Y"] >= alpha and p["Y->X"] <= alpha and p["none"] <= alpha:
        return "X->Y", p
    if p["Y->X"] >= alpha and p["X->Y"] <= alpha and p["none"] <= alpha:
        return "Y->X", p
    if min(p.values()) >= alpha:
        return "none", p
    best: Direction = max(("X->Y", "Y->X", "none"), key=lambda name: p[name])
    return best, p


def kernel_test(
    x: Float[np.ndarray, " env"], y: Float[np.ndarray, " env"], z: Float[np.ndarray, " env"] | None = None
) -> float:
    """Return the p-value of causal-learn's kernel test of (conditional) independence, gamma approximation.

    Raises
    ------
    ModuleNotFoundError
        If causal-learn is not installed.
    ValueError
        If the vectors differ in length, or one does not vary.

    Notes
    -----
    Time grows with the cube of the number of environments, memory with the square.

    References
    ----------
    Zhang, Peters, Janzing and Schölkopf (2011).

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=60)
    >>> kernel_test(x, x**2) < 0.01
    True
    """
    x, y, z = np.asarray(x), np.asarray(y), None if z is None else np.asarray(z)
    for name, values in (("x", x), ("y", y), *(() if z is None else (("z", z),))):
        # a constant has no similarity to compare: the test would return no number
        if values.shape != x.shape or x.ndim != 1 or x.size == 0 or not np.ptp(values) > 0:
            raise ValueError(f"{name} must be a vector of {len(x)} values that vary, got shape {values.shape}")
    # slow to import, and only needed here
    from causallearn.utils.KCI.KCI import KCI_CInd, KCI_UInd

    if z is None:
        return float(KCI_UInd().compute_pvalue(x[:, None], y[:, None])[0])
    return float(KCI_CInd().compute_pvalue(x[:, None], y[:, None], z[:, None])[0])
