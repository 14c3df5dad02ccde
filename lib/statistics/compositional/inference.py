"""Tests and intervals for log-ratio partial correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy import stats
from torch import Tensor

from lib.statistics.compositional.logratios import check_composition
from lib.statistics.compositional.precision import SINGULAR, logratio_partial_correlation, precision_of

Square = Float[np.ndarray, "d d"]


@dataclass(frozen=True)
class Edge:
    """One pair of parts with its partial correlation and its p-value."""

    first: int
    second: int
    correlation: float
    p_value: float


def partial_correlation_test(
    correlation: float, rows: int | np.integer, parts: int | np.integer
) -> tuple[float, float, int]:
    r"""Test a log-ratio partial correlation against zero.

    With :math:`\nu=N-D+1`, :math:`t=r\sqrt{\nu/(1-r^2)}` has Student's distribution with :math:`\nu` degrees of freedom
    when the logarithms are Gaussian: D - 3 log-ratios are controlled for.

    Parameters
    ----------
    correlation
        Between -1 and 1, exclusive.
    rows, parts
        N and D.

    Returns
    -------
    tuple
        t, the two-sided p-value, and the degrees of freedom.

    Raises
    ------
    ValueError
        If the correlation is not inside (-1, 1), there are fewer than three parts, or no degree of freedom is left.
    TypeError
        If a count is not an integer.

    Examples
    --------
    >>> t, p, df = partial_correlation_test(0.25285956621313, 47, 11)
    >>> round(p, 4), df
    (0.1204, 37)
    """
    for value, name in ((rows, "rows"), (parts, "parts")):
        if not isinstance(value, int | np.integer) or isinstance(value, bool):
            raise TypeError(f"{name} must be an integer, got {value!r}")
    if not -1 < correlation < 1:
        raise ValueError(f"correlation must lie strictly between -1 and 1, got {correlation}")
    freedom = int(rows - parts + 1)
    if parts < 3 or freedom < 1:
        raise ValueError(
            f"rows and parts must leave a degree of freedom (parts >= 3, rows >= parts), got {rows}, {parts}"
        )
    t = correlation * float(np.sqrt(freedom / (1 - correlation**2)))
    return t, float(2 * stats.t.sf(abs(t), freedom)), freedom


def edges_by_p_value(composition: Float[np.ndarray, "n d"]) -> list[Edge]:
    """Return every pair of parts, most significant first.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> cups = roman_glass_cups()
    >>> best = edges_by_p_value(cups.values)[0]
    >>> cups.parts[best.first], cups.parts[best.second], round(best.correlation, 4)
    ('Al', 'Fe', 0.7267)
    """
    values = check_composition(composition, rows=2)
    n, d = values.shape
    table = logratio_partial_correlation(precision_of(values))
    edges = [
        Edge(i, j, float(table[i, j]), partial_correlation_test(float(table[i, j]), n, d)[1])
        for i in range(d)
        for j in range(i + 1, d)
    ]
    return sorted(edges, key=lambda edge: edge.p_value)


def significant(edges: list[Edge], level: float = 0.05, method: str = "bonferroni") -> list[Edge]:
    """Return the edges that survive a correction for the number of tests.

    Parameters
    ----------
    edges
        As :func:`edges_by_p_value` returns them.
    level
        Family-wise error rate (``bonferroni``, ``holm``) or false discovery rate (``fdr_bh``).
    method
        Any name that ``statsmodels.stats.multitest.multipletests`` knows.

    Raises
    ------
    ValueError
        If the level is not inside (0, 1), or the method is unknown.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> len(significant(edges_by_p_value(roman_glass_cups().values)))
    4
    """
    from statsmodels.stats.multitest import multipletests

    if not 0 < level < 1:
        raise ValueError(f"level must lie strictly between 0 and 1, got {level}")
    try:
        kept = multipletests([edge.p_value for edge in edges], alpha=level, method=method)[0]
    except ValueError as unknown:
        raise ValueError(f"method must be a correction of statsmodels, such as 'holm', got {method!r}") from unknown
    return [edge for edge, keep in zip(edges, kept, strict=True) if keep]


def batched_partial_correlation(logs: Float[Tensor, "batch n d"]) -> Float[Tensor, "batch d d"]:
    """Return the log-ratio partial correlations of many tables of logarithms at once.

    Parameters
    ----------
    logs
        Logarithms of compositions, any row scale, on any device.

    Returns
    -------
    Float[Tensor, "batch d d"]
        NaN-free, or an error: singular tables raise.

    Raises
    ------
    ValueError
        If there are fewer than three parts, or a table's covariance is singular to working precision.

    Notes
    -----
    One batched Cholesky factorisation and inversion: O(batch (n d^2 + d^3)) time, O(batch (n d + d^2)) memory.

    Examples
    --------
    >>> logs = torch.tensor([[[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 2.0, 0.0], [0.0, 1.0, 0.0]]], dtype=torch.float64)
    >>> batched_partial_correlation(logs).shape
    torch.Size([1, 3, 3])
    """
    d = logs.shape[-1]
    if d < 3 or logs.shape[-2] < 2:
        raise ValueError(f"logs must have at least 3 parts and 2 rows in each table, got shape {tuple(logs.shape)}")
    centred = logs - logs.mean(dim=-1, keepdim=True)
    centred = centred - centred.mean(dim=-2, keepdim=True)
    gamma = centred.mT @ centred / (logs.shape[-2] - 1)
    scale = gamma.abs().amax(dim=(-2, -1), keepdim=True)
    mean = torch.full((d, d), 1 / d, dtype=logs.dtype, device=logs.device)
    # a constant table has scale 0 and no factor; a table of too few rows has a factor with a pivot made of rounding
    factor, trouble = torch.linalg.cholesky_ex(gamma / scale.clamp_min(torch.finfo(logs.dtype).tiny) + mean)
    pivots = factor.diagonal(dim1=-2, dim2=-1).square().amin(dim=-1)
    # single precision leaves fewer digits to tell a small pivot from rounding
    smallest = SINGULAR * torch.finfo(logs.dtype).eps / torch.finfo(torch.float64).eps
    singular = (trouble != 0) | ~(pivots > smallest)
    if bool(singular.any()):
        raise ValueError(f"logs must have tables of full log-ratio rank, got {int(singular.sum())} singular ones")
    precision = torch.cholesky_inverse(factor) - mean
    spread = precision.diagonal(dim1=-2, dim2=-1).sqrt()
    table = -precision / (spread.unsqueeze(-1) * spread.unsqueeze(-2))
    return table + 2 * torch.diag_embed(torch.ones_like(spread))


def bootstrap_partial_correlation(
    composition: Float[np.ndarray, "n d"],
    draws: int = 2000,
    seed: int = 0,
    device: str | torch.device = "cpu",
) -> Float[Tensor, "draws d d"]:
    """Return the partial correlations of resampled tables.

    Parameters
    ----------
    composition
        Positive table.
    draws
        Number of bootstrap samples.
    seed
        Of the resampling; the same rows are drawn on every device.
    device
        Where the linear algebra runs.

    Raises
    ------
    ValueError
        If ``draws`` is less than 1, or a draw has too few distinct rows for its covariance to have an inverse: then there
        are hardly more rows than parts, and a bootstrap is no guide.

    Notes
    -----
    See :func:`batched_partial_correlation`.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> bootstrap_partial_correlation(roman_glass_cups().values, draws=10).shape
    torch.Size([10, 11, 11])
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    logs = torch.as_tensor(np.log(check_composition(composition, rows=2)), dtype=torch.float64)
    chosen = torch.randint(len(logs), (draws, len(logs)), generator=torch.Generator().manual_seed(seed))
    return batched_partial_correlation(logs[chosen].to(device))


def rounding_partial_correlation(
    composition: Float[np.ndarray, "n d"],
    steps: Float[np.ndarray, d],
    draws: int = 2000,
    seed: int = 0,
    device: str | torch.device = "cpu",
) -> Float[Tensor, "draws d d"]:
    """Return the partial correlations of tables that would have been rounded to the one that was printed.

    Parameters
    ----------
    composition
        Positive table of rounded values.
    steps
        The step each part was rounded to; every value moves uniformly within half a step.
    draws, seed, device
        As for :func:`bootstrap_partial_correlation`.

    Raises
    ------
    ValueError
        If a step is negative or so large that a value could become zero.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> cups = roman_glass_cups().values
    >>> rounding_partial_correlation(cups, printed_steps(cups), draws=10).shape
    torch.Size([10, 11, 11])
    """
    values = check_composition(composition, rows=2)
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    if steps.shape != (values.shape[1],) or not (steps >= 0).all() or (values <= steps / 2).any():
        raise ValueError("steps must be non-negative, one per part, and smaller than twice every value of the part")
    table = torch.as_tensor(values, dtype=torch.float64)
    shift = torch.rand((draws, *table.shape), generator=torch.Generator().manual_seed(seed), dtype=torch.float64) - 0.5
    return batched_partial_correlation((table + shift * torch.as_tensor(steps)).log().to(device))


def printed_steps(composition: Float[np.ndarray, "n d"]) -> Float[np.ndarray, d]:
    """Return the decimal step to which each part was rounded: the coarsest of 1, 0.1, 0.01, ... that hits every value.

    Final zeros leave no trace in a number: a part whose values all end in one gets too coarse a step, and trailing zeros
    of whole numbers are not counted.

    Examples
    --------
    >>> printed_steps(np.array([[75.2, 0.26], [70.0, 0.4]])).tolist()
    [0.1, 0.01]
    """
    values = check_composition(composition)
    steps = []
    for column in values.T:
        places = next(k for k in range(16) if np.allclose(np.round(column, k), column, rtol=0, atol=1e-12))
        steps.append(10.0**-places)
    return np.array(steps)
