"""Self-consistency equations of the diluted network, solved in batches; and the same for learning from examples."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from lib.dynamics.multitasking_hopfield.ladder import check_count, check_dilution

# More terms than this in an expectation would not fit a laptop's memory.
MOST_TERMS = 50_000_000


@dataclass(frozen=True)
class State:
    """Solutions of the self-consistency equations, one per row."""

    overlaps: Float[Tensor, "batch k"]
    converged: Bool[Tensor, batch]


def columns(patterns: int, *, dtype: torch.dtype = torch.float64, device: str | torch.device = "cpu") -> Tensor:
    """Return all columns of {-1, 0, 1}^K, one per row.

    Examples
    --------
    >>> columns(2).shape
    torch.Size([9, 2])
    """
    check_count(patterns, "patterns")
    return torch.tensor(list(itertools.product((-1.0, 0.0, 1.0), repeat=patterns)), dtype=dtype, device=device)


def column_weights(table: Float[Tensor, "columns k"], dilution: Float[Tensor, batch]) -> Float[Tensor, "batch columns"]:
    """Return the probability of every column for each dilution.

    Examples
    --------
    >>> column_weights(columns(2), torch.tensor([0.5], dtype=torch.float64)).sum().item()
    1.0
    """
    zeros = (table == 0).sum(dim=1)
    d = dilution[:, None]
    return d**zeros * ((1 - d) / 2) ** (table.shape[1] - zeros)


def _check_batch(dilution: Tensor, temperature: Tensor) -> None:
    if bool((dilution < 0).any()) or bool((dilution >= 1).any()):
        raise ValueError(f"dilution must lie in [0, 1), got values from {dilution.min():.4g} to {dilution.max():.4g}")
    if bool((temperature <= 0).any()):
        raise ValueError(f"temperature must be positive, got {temperature.min():.4g}; at 0 use zero_temperature_map")


def self_consistency(
    start: Float[Tensor, "batch k"],
    dilution: Float[Tensor, batch],
    temperature: Float[Tensor, batch],
    *,
    steps: int = 4000,
    tolerance: float = 1e-12,
) -> State:
    r"""Solve :math:`m_\mu=E[x_\mu\tanh(\sum_\nu m_\nu x_\nu/T)]` by iteration from given starts.

    Parameters
    ----------
    start
        One start per row; a start with equal entries stays symmetric, stable or not.
    dilution, temperature
        d in [0, 1) and T > 0 for each row, on the device of the start.
    steps, tolerance
        At most so many iterations; converged when no entry moves by more than the tolerance.

    Returns
    -------
    State
        Overlaps and whether each row converged.

    Raises
    ------
    ValueError
        If a dilution or temperature is out of range.

    Notes
    -----
    O(batch 3^K K) per step and O(batch 3^K) memory.

    Examples
    --------
    >>> start = torch.tensor([[0.8, 0.16, 0.0]], dtype=torch.float64)
    >>> d = torch.tensor([0.2], dtype=torch.float64)
    >>> self_consistency(start, d, 0.05 * (1 - d)).overlaps.round(decimals=6).tolist()
    [[0.8, 0.159892, 0.0]]
    """
    _check_batch(dilution, temperature)
    table = columns(start.shape[1], dtype=start.dtype, device=start.device)
    weights = column_weights(table, dilution)
    m = start.clone()
    moved = torch.full_like(temperature, torch.inf)
    for _ in range(steps):
        fresh = (weights * torch.tanh(m @ table.T / temperature[:, None])) @ table
        moved = (fresh - m).abs().amax(dim=1)
        m = fresh
        if bool((moved <= tolerance).all()):
            break
    return State(m, moved <= tolerance)


def free_energy(
    overlaps: Float[Tensor, "batch k"], dilution: Float[Tensor, batch], temperature: Float[Tensor, batch]
) -> Float[Tensor, batch]:
    r"""Return :math:`f(m)=\frac12\sum m^2-T\,E[\ln2\cosh(\sum_\nu m_\nu x_\nu/T)]` per neuron.

    Examples
    --------
    >>> m = torch.tensor([[0.8, 0.159892, 0.0]], dtype=torch.float64)
    >>> d = torch.tensor([0.2], dtype=torch.float64)
    >>> round(free_energy(m, d, 0.05 * (1 - d)).item(), 6)
    -0.333911
    """
    _check_batch(dilution, temperature)
    table = columns(overlaps.shape[1], dtype=overlaps.dtype, device=overlaps.device)
    argument = (overlaps @ table.T / temperature[:, None]).abs()
    # ln 2cosh(a) without overflow
    logs = argument + torch.log1p(torch.exp(-2 * argument))
    entropy = (column_weights(table, dilution) * logs).sum(dim=1)
    return overlaps.square().sum(dim=1) / 2 - temperature * entropy


def stability(
    overlaps: Float[Tensor, "batch k"], dilution: Float[Tensor, batch], temperature: Float[Tensor, batch]
) -> Float[Tensor, batch]:
    r"""Return the smallest eigenvalue of :math:`\delta_{\mu\nu}-\frac1TE[x_\mu x_\nu\,\mathrm{sech}^2]`; stable if positive.

    Examples
    --------
    >>> d = torch.tensor([0.5], dtype=torch.float64)
    >>> round(stability(torch.zeros(1, 3, dtype=torch.float64), d, 2 * (1 - d)).item(), 12)
    0.5
    """
    _check_batch(dilution, temperature)
    table = columns(overlaps.shape[1], dtype=overlaps.dtype, device=overlaps.device)
    slope = 1 - torch.tanh(overlaps @ table.T / temperature[:, None]).square()
    weight = column_weights(table, dilution) * slope / temperature[:, None]
    second = torch.einsum("bc,ck,cl->bkl", weight, table, table)
    return torch.linalg.eigvalsh(torch.eye(table.shape[1], dtype=table.dtype, device=table.device) - second)[:, 0]


@dataclass(frozen=True)
class Learned:
    """Overlaps with the averaged examples and with the archetypes."""

    examples: Float[Tensor, k]
    archetypes: Float[Tensor, k]


def _example_distribution(dilution: float, quality: float, examples: int) -> tuple[Tensor, Tensor, Tensor]:
    # the joint law of one archetype entry and the mean of its noisy copies
    unflipped = torch.arange(examples + 1, dtype=torch.float64)
    law: Any = torch.distributions.Binomial(examples, torch.tensor((1 + quality) / 2, dtype=torch.float64))
    weight = (1 - dilution) / 2 * law.log_prob(unflipped).exp() if quality < 1 else None
    if weight is None:
        weight = torch.zeros(examples + 1, dtype=torch.float64)
        weight[-1] = (1 - dilution) / 2
    mean = 2 * unflipped / examples - 1
    zero = torch.zeros(1, dtype=torch.float64)
    entry = torch.cat([zero, torch.ones_like(mean), -torch.ones_like(mean)])
    averaged = torch.cat([zero, mean, -mean])
    weights = torch.cat([zero + dilution, weight, weight])
    return entry, averaged, weights


def _products(patterns: int, dilution: float, quality: float, examples: int) -> tuple[Tensor, Tensor, Tensor]:
    check_count(patterns, "patterns")
    check_count(examples, "examples")
    check_dilution(dilution)
    if not 0 < quality <= 1:
        raise ValueError(f"quality must lie in (0, 1], got {quality}")
    terms = (2 * examples + 3) ** patterns
    if terms > MOST_TERMS:
        raise ValueError(
            f"patterns and examples must keep (2M + 3)^K at most {MOST_TERMS:,}, got {terms:,} terms; use fewer of either"
        )
    entry, averaged, weights = _example_distribution(dilution, quality, examples)
    index = torch.cartesian_prod(*[torch.arange(len(entry))] * patterns).reshape(-1, patterns)
    return entry[index], averaged[index], weights[index].prod(dim=1)


def learning_equations(
    patterns: int,
    dilution: float,
    quality: float,
    examples: int,
    temperature: float,
    start: Float[Tensor, k] | None = None,
    *,
    steps: int = 4000,
    tolerance: float = 1e-12,
) -> Learned:
    r"""Solve the equations of a network that learned from M noisy examples of each of K archetypes.

    .. math::

        n_\mu=E[\bar\eta^\mu t],\quad m_\mu=E[\xi^\mu t],\quad t=\tanh\Bigl(\frac1{RT}\sum_\nu n_\nu\bar\eta^\nu\Bigr),
        \quad R=r^2+\frac{1-r^2}M

    They hold with a teacher, who averages the examples of each archetype first, and without one as long as all examples
    of an archetype are retrieved alike.

    Parameters
    ----------
    patterns, dilution, quality, examples
        K, d in [0, 1), r in (0, 1] and M.
    temperature
        T > 0.
    start
        Overlaps with the averaged examples; the ladder times r if not given.

    Raises
    ------
    ValueError
        If an argument is out of range, the sum has more than 50 million terms, or the iteration does not converge.

    Notes
    -----
    The expectation is a finite sum of (2M+3)^K terms.

    Examples
    --------
    >>> learned = learning_equations(1, 0.0, 0.2, 11, 0.05)
    >>> round(learned.examples.item(), 6), round(learned.archetypes.item(), 6)
    (0.294016, 0.506963)
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    entry, averaged, weights = _products(patterns, dilution, quality, examples)
    scale = quality**2 + (1 - quality**2) / examples
    ladder = torch.tensor([(1 - dilution) * dilution**k for k in range(patterns)], dtype=torch.float64)
    n = quality * ladder if start is None else start.to(torch.float64)
    for _ in range(steps):
        t = torch.tanh(averaged @ n / (scale * temperature)) * weights
        fresh = t @ averaged
        done = bool((fresh - n).abs().max() <= tolerance)
        n = fresh
        if done:
            return Learned(n, t @ entry)
    raise ValueError(f"steps must be enough to converge to {tolerance}, got {steps}; move temperature off a transition")


def one_step(patterns: int, dilution: float, quality: float, examples: int) -> Float[Tensor, k]:
    r"""Return the overlaps after one zero-temperature step from the ladder, for a large network.

    Examples
    --------
    >>> [round(x, 6) for x in one_step(2, 0.25, 0.2, 25).tolist()]
    [0.501782, 0.196613]
    """
    entry, averaged, weights = _products(patterns, dilution, quality, examples)
    ladder = torch.tensor([(1 - dilution) * dilution**k for k in range(patterns)], dtype=torch.float64)
    field = averaged @ ladder
    # sums of a few multiples of 1/M: what is closer to zero than rounding is a tie
    sign = torch.where(field.abs() < 1e-12, torch.zeros_like(field), field.sign())
    return (sign * weights) @ entry
