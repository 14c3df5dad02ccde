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
    _check_dilutions(dilution)
    zeros = (table == 0).sum(dim=1)
    d = dilution[:, None]
    return d**zeros * ((1 - d) / 2) ** (table.shape[1] - zeros)


def _check_dilutions(dilution: Tensor) -> None:
    # written so that NaN fails too
    if not bool(((dilution >= 0) & (dilution < 1)).all()):
        raise ValueError(f"dilution must lie in [0, 1), got values from {dilution.min():.4g} to {dilution.max():.4g}")


def _check_batch(overlaps: Tensor, dilution: Tensor, temperature: Tensor, name: str = "overlaps") -> None:
    _check_dilutions(dilution)
    if not bool(torch.isfinite(overlaps).all()):
        raise ValueError(f"{name} must be finite")
    if not bool((temperature > 0).all()):
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
        If a dilution or temperature is out of range, or a start is not finite.

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
    _check_batch(start, dilution, temperature, "start")
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
    _check_batch(overlaps, dilution, temperature)
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
    _check_batch(overlaps, dilution, temperature)
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


def _binomial(count: int, quality: float) -> Tensor:
    # probabilities of 0, ..., count unflipped copies
    weight = torch.zeros(count + 1, dtype=torch.float64)
    if quality == 1 or count == 0:
        weight[-1] = 1
        return weight
    law: Any = torch.distributions.Binomial(count, torch.tensor((1 + quality) / 2, dtype=torch.float64))
    return law.log_prob(torch.arange(count + 1, dtype=torch.float64)).exp()


def _example_distribution(dilution: float, quality: float, examples: int) -> tuple[Tensor, Tensor, Tensor]:
    # the joint law of one archetype entry and the mean of its noisy copies
    unflipped = torch.arange(examples + 1, dtype=torch.float64)
    weight = (1 - dilution) / 2 * _binomial(examples, quality)
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
    if n.shape != (patterns,) or not bool(torch.isfinite(n).all()):
        raise ValueError(f"start must be {patterns} finite overlaps, got {n.tolist()}")
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


@dataclass(frozen=True)
class Retrieval:
    """Overlaps of a network without a teacher with one example, with the others, and with the archetype."""

    own: float
    others: float
    archetype: float


def example_retrieval(
    dilution: float, quality: float, examples: int, temperature: float, *, steps: int = 20_000, tolerance: float = 1e-10
) -> Retrieval:
    r"""Follow the equations without a teacher from one example, not assuming that examples are retrieved alike.

    One archetype.  With :math:`\eta` the chosen example and S the sum of the M - 1 others,

    .. math::

        n=E[\eta t],\quad n'=E\Bigl[\frac{S}{M-1}t\Bigr],\quad m=E[\xi t],\quad
        t=\tanh\frac{n\eta+n'S}{RMT},\quad R=r^2+\frac{1-r^2}M .

    Parameters
    ----------
    dilution, quality, examples
        d in [0, 1), r in (0, 1] and M.
    temperature
        T > 0.

    Returns
    -------
    Retrieval
        The overlaps n, n' and m where the iteration settles.  Where n' = n the examples are alike again, and the archetype
        has been found.  With an even M a little of the start remains even then: it decides the neurons whose examples
        cancel.

    Raises
    ------
    ValueError
        If an argument is out of range, or the iteration does not converge.

    Notes
    -----
    O(M) per step.

    Examples
    --------
    >>> trapped, free = (example_retrieval(0.0, 0.2, m, 1e-3) for m in (21, 81))
    >>> round(trapped.own, 3), round(trapped.archetype, 3)
    (1.0, 0.2)
    >>> round(free.own, 3), round(free.others, 3), round(free.archetype, 3)
    (0.203, 0.203, 0.932)
    """
    check_dilution(dilution)
    check_count(examples, "examples")
    if not 0 < quality <= 1:
        raise ValueError(f"quality must lie in (0, 1], got {quality}")
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    rest = examples - 1
    unflipped = torch.arange(rest + 1, dtype=torch.float64)
    total = (2 * unflipped - rest).repeat(2)
    own = torch.ones(2 * rest + 2, dtype=torch.float64)
    own[rest + 1 :] = -1
    law = _binomial(rest, quality)
    weights = (1 - dilution) * torch.cat([law * (1 + quality) / 2, law * (1 - quality) / 2])
    scale = quality**2 * examples + 1 - quality**2
    n = torch.tensor([1.0, quality**2], dtype=torch.float64) * (1 - dilution)
    for _ in range(steps):
        t = torch.tanh((n[0] * own + n[1] * total) / (scale * temperature)) * weights
        fresh = torch.stack([(t * own).sum(), (t * total).sum() / max(rest, 1)])
        done = bool((fresh - n).abs().max() <= tolerance)
        n = fresh
        if done:
            return Retrieval(n[0].item(), n[1].item(), t.sum().item())
    raise ValueError(f"steps must be enough to converge to {tolerance}, got {steps}; move temperature off a transition")


def example_instability(dilution: float, quality: float, examples: int) -> float:
    r"""Return the temperature :math:`(1-d)\frac{\rho}{1+\rho}` below which differences between examples grow from zero.

    Here :math:`\rho=\frac{1-r^2}{Mr^2}`.  With a teacher there is no such mode.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> round(example_instability(0.0, 0.2, 20), 4)
    0.5455
    """
    check_dilution(dilution)
    check_count(examples, "examples")
    if not 0 < quality <= 1:
        raise ValueError(f"quality must lie in (0, 1], got {quality}")
    rho = (1 - quality**2) / (examples * quality**2)
    return (1 - dilution) * rho / (1 + rho)
