"""The network itself: diluted patterns, noisy examples, Hebbian couplings, and its dynamics."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

import torch
from jaxtyping import Float, Int8
from torch import Tensor

from lib.dynamics.multitasking_hopfield.ladder import check_count, check_dilution
from lib.numeric import generator

Mode = Literal["sequential", "half-parallel", "parallel"]
MODES = ("sequential", "half-parallel", "parallel")


def diluted_patterns(patterns: int, neurons: int, dilution: float, seed: int = 0) -> Int8[Tensor, "k n"]:
    """Draw patterns with entries 0 (probability d) and -1, +1 (equally likely).

    Parameters
    ----------
    patterns, neurons
        K and N.
    dilution
        d in [0, 1).
    seed
        Of the draw; the same on every device.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> diluted_patterns(2, 4, 0.5, seed=1).shape
    torch.Size([2, 4])
    """
    check_count(patterns, "patterns")
    check_count(neurons, "neurons")
    check_dilution(dilution)
    source = generator(seed)
    kept = torch.rand(patterns, neurons, generator=source) >= dilution
    signs = torch.randint(2, (patterns, neurons), generator=source, dtype=torch.int8) * 2 - 1
    return signs * kept


def noisy_examples(
    archetypes: Int8[Tensor, "k n"], quality: float, examples: int, seed: int = 0
) -> Int8[Tensor, "k m n"]:
    """Copy each archetype M times, flipping each entry with probability (1 - r) / 2.

    Parameters
    ----------
    archetypes
        Entries -1, 0, 1.
    quality
        r in (0, 1].
    examples
        M.
    seed
        Of the draw.

    Raises
    ------
    ValueError
        If the quality or the number of examples is out of range, or an entry is not -1, 0 or 1.

    Notes
    -----
    KMN bytes.

    Examples
    --------
    >>> noisy_examples(diluted_patterns(1, 5, 0.0), 1.0, 2).shape
    torch.Size([1, 2, 5])
    """
    check_count(examples, "examples")
    if not 0 < quality <= 1:
        raise ValueError(f"quality must lie in (0, 1], got {quality}")
    _check_entries(archetypes, "archetypes")
    archetypes = archetypes.to(torch.int8)
    k, n = archetypes.shape
    kept = torch.rand(k, examples, n, generator=generator(seed)) < (1 + quality) / 2
    return torch.where(kept, archetypes[:, None], -archetypes[:, None])


@dataclass(frozen=True)
class MultitaskingHebbian:
    r"""A network with couplings :math:`J_{ij}=\frac{\text{scale}}N\sum_l w_i^lw_j^l`, kept as its rows :math:`w^l`.

    The matrix of couplings is never built: a field costs one pass over the rows, and memory is that of the rows.

    Parameters
    ----------
    rows
        L stored vectors over N neurons.
    scale
        The common factor of the couplings.
    """

    rows: Float[Tensor, "l n"]
    scale: float = 1.0

    @classmethod
    def stored(
        cls, patterns: Int8[Tensor, "k n"], *, dtype: torch.dtype = torch.float32, device: str | torch.device = "cpu"
    ) -> MultitaskingHebbian:
        """Store the patterns themselves.

        Examples
        --------
        >>> MultitaskingHebbian.stored(diluted_patterns(2, 6, 0.5)).rows.shape
        torch.Size([2, 6])
        """
        _check_entries(patterns, "patterns")
        return cls(patterns.to(device=device, dtype=dtype))

    @classmethod
    def supervised(
        cls,
        examples: Int8[Tensor, "k m n"],
        quality: float,
        *,
        dtype: torch.dtype = torch.float32,
        device: str | torch.device = "cpu",
    ) -> MultitaskingHebbian:
        """Learn with a teacher: average the examples of each archetype, store the averages."""
        _check_entries(examples, "examples", 3)
        rows = examples.to(device=device, dtype=dtype).mean(dim=1)
        return cls(rows, 1 / _second_moment(quality, examples.shape[1]))

    @classmethod
    def unsupervised(
        cls,
        examples: Int8[Tensor, "k m n"],
        quality: float,
        *,
        dtype: torch.dtype = torch.float32,
        device: str | torch.device = "cpu",
    ) -> MultitaskingHebbian:
        """Learn without a teacher: store every example."""
        _check_entries(examples, "examples", 3)
        m = examples.shape[1]
        return cls(examples.to(device=device, dtype=dtype).flatten(0, 1), 1 / (_second_moment(quality, m) * m))

    def field(self, spins: Float[Tensor, "r n"]) -> Float[Tensor, "r n"]:
        """Return the local field of every neuron of every replica; O(R L N)."""
        self._check(spins)
        return self.scale * (spins @ self.rows.T / self.rows.shape[1]) @ self.rows

    def energy(self, spins: Float[Tensor, "r n"]) -> Float[Tensor, r]:
        r"""Return :math:`-\frac12\sum_{ij}J_{ij}\sigma_i\sigma_j`, the diagonal (a constant) included.

        Examples
        --------
        >>> network = MultitaskingHebbian(torch.ones(1, 4))
        >>> network.energy(torch.ones(1, 4)).item()
        -2.0
        """
        self._check(spins)
        overlaps = spins @ self.rows.T / self.rows.shape[1]
        return -self.scale * self.rows.shape[1] / 2 * overlaps.square().sum(dim=1)

    def glauber(
        self,
        spins: Float[Tensor, "r n"],
        temperature: float,
        sweeps: int,
        *,
        mode: Mode = "half-parallel",
        seed: int = 0,
    ) -> Float[Tensor, "r n"]:
        r"""Run Glauber dynamics: :math:`P(\sigma_i=1)=1/(1+e^{-2h_i/T})`; at T = 0 follow the field, keep ties.

        Parameters
        ----------
        spins
            R replicas of N spins, each -1 or 1.
        temperature
            T, at least 0.
        sweeps
            Each updates every neuron once on average.
        mode
            ``sequential`` (one at a time in random order), ``half-parallel`` (each with probability one half, twice a
            sweep), or ``parallel`` (all at once; may oscillate with period 2).
        seed
            Of the noise, drawn on the CPU: the same on every device.

        Returns
        -------
        Float[Tensor, "r n"]
            The final spins; the input is left as it is.

        Raises
        ------
        ValueError
            If a spin is not -1 or 1, shapes differ, the temperature is negative, or the mode is unknown.

        Notes
        -----
        O(R L N) per sweep; sequential updates loop over neurons in Python, the others are two matrix products.

        Examples
        --------
        >>> patterns = diluted_patterns(1, 200, 0.0)
        >>> network = MultitaskingHebbian.stored(patterns)
        >>> final = network.glauber(patterns.float(), 0.0, 2)
        >>> bool((final == patterns).all())
        True
        """
        self._check(spins)
        if not 0 <= temperature < inf or sweeps < 0:
            raise ValueError(f"temperature and sweeps must be finite and at least 0, got {temperature} and {sweeps}")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {MODES}, got {mode!r}")
        source = generator(seed)
        state = spins.clone()
        if mode == "sequential":
            return self._sequential(state, temperature, sweeps, source)
        halves = 2 if mode == "half-parallel" else 1
        for _ in range(sweeps * halves):
            fresh = self._updated(self.field(state), state, temperature, source)
            if mode == "parallel":
                state = fresh
            else:
                chosen = torch.rand(state.shape, generator=source).to(state.device) < 0.5
                state = torch.where(chosen, fresh, state)
        return state

    def _sequential(self, state: Tensor, temperature: float, sweeps: int, source: torch.Generator) -> Tensor:
        n = self.rows.shape[1]
        overlaps = state @ self.rows.T / n
        for _ in range(sweeps):
            for i in torch.randperm(n, generator=source).tolist():
                row = self.rows[:, i]
                field = self.scale * overlaps @ row
                fresh = self._updated(field, state[:, i], temperature, source)
                overlaps = overlaps + (fresh - state[:, i])[:, None] * row / n
                state[:, i] = fresh
        return state

    @staticmethod
    def _updated(field: Tensor, state: Tensor, temperature: float, source: torch.Generator) -> Tensor:
        if temperature == 0:
            return torch.where(field == 0, state, field.sign())
        noise = torch.rand(field.shape, generator=source).to(device=field.device, dtype=field.dtype)
        return torch.where(noise < torch.sigmoid(2 * field / temperature), 1.0, -1.0).to(field.dtype)

    def _check(self, spins: Tensor) -> None:
        if spins.shape[-1] != self.rows.shape[1]:
            raise ValueError(f"spins must have {self.rows.shape[1]} neurons, got {spins.shape[-1]}")
        if not bool((spins.abs() == 1).all()):
            raise ValueError("spins must be -1 or 1")


def _check_entries(patterns: Tensor, name: str, dimensions: int = 2) -> None:
    if patterns.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} axes, got shape {tuple(patterns.shape)}")
    # compared one by one: in int8 the modulus of -128 is -128
    if not bool(((patterns == -1) | (patterns == 0) | (patterns == 1)).all()):
        raise ValueError(f"{name} must have entries -1, 0 and 1, got {sorted(set(patterns.flatten().tolist()))[:5]}")


def _second_moment(quality: float, examples: int) -> float:
    check_count(examples, "examples")
    if not 0 < quality <= 1:
        raise ValueError(f"quality must lie in (0, 1], got {quality}")
    return quality**2 + (1 - quality**2) / examples


def overlaps_with(
    patterns: Int8[Tensor, "k n"], spins: Float[Tensor, "r n"] | Int8[Tensor, "r n"]
) -> Float[Tensor, "r k"]:
    r"""Return :math:`m_\mu=\frac1N\sum_i\xi_i^\mu\sigma_i` for every replica.

    Raises
    ------
    ValueError
        If patterns and spins have different numbers of neurons.

    Examples
    --------
    >>> overlaps_with(torch.ones(1, 4, dtype=torch.int8), torch.ones(1, 4)).tolist()
    [[1.0]]
    """
    if patterns.shape[1] != spins.shape[1]:
        raise ValueError(f"spins must have {patterns.shape[1]} neurons, got {spins.shape[1]}")
    if not spins.is_floating_point():
        # whole numbers of eight bits would overflow
        spins = spins.float()
    return spins @ patterns.to(device=spins.device, dtype=spins.dtype).T / patterns.shape[1]


def start_on(patterns: Int8[Tensor, n], replicas: int = 1, seed: int = 0) -> Float[Tensor, "r n"]:
    """Return spins that follow a pattern where it is not zero and are random elsewhere.

    Raises
    ------
    ValueError
        If there is no replica, or the pattern is not one row of entries -1, 0 and 1.

    Examples
    --------
    >>> start_on(torch.tensor([1, -1, 1], dtype=torch.int8)).tolist()
    [[1.0, -1.0, 1.0]]
    """
    check_count(replicas, "replicas")
    _check_entries(patterns, "patterns", 1)
    random = torch.randint(2, (replicas, len(patterns)), generator=generator(seed)).float() * 2 - 1
    return torch.where(patterns == 0, random, patterns.float())


def ladder_spins(patterns: Int8[Tensor, "k n"], seed: int = 0) -> Float[Tensor, "1 n"]:
    """Return the ladder's configuration: each neuron follows the first pattern that does not leave it out.

    Examples
    --------
    >>> ladder_spins(torch.tensor([[1, 0], [-1, -1]], dtype=torch.int8)).tolist()
    [[1.0, -1.0]]
    """
    _check_entries(patterns, "patterns")
    spins = torch.randint(2, (patterns.shape[1],), generator=generator(seed)).float() * 2 - 1
    for pattern in patterns.flip(0):
        spins = torch.where(pattern == 0, spins, pattern.float())
    return spins[None]


def hamiltonian_from_losses(patterns: Int8[Tensor, "k n"], spins: Float[Tensor, "r n"]) -> Float[Tensor, r]:
    r"""Return the energy computed from squared errors: :math:`-\frac N2\sum_\mu[(\frac{1+q_\mu}2)^2-L_+^\mu L_-^\mu]`.

    The spins must be -1 or 1, or the identity does not hold (``ValueError``).
    Here :math:`L_\pm^\mu=\frac1{2N}\lVert\xi^\mu\pm\sigma\rVert^2` and :math:`q_\mu=\frac1N\sum_i(\xi_i^\mu)^2`.

    Examples
    --------
    >>> patterns = diluted_patterns(2, 10, 0.3)
    >>> spins = start_on(patterns[0])
    >>> bool(torch.isclose(hamiltonian_from_losses(patterns, spins), MultitaskingHebbian.stored(patterns).energy(spins)).all())
    True
    """
    n = patterns.shape[1]
    if spins.shape[1] != n:
        raise ValueError(f"spins must have {n} neurons, got {spins.shape[1]}")
    if not bool((spins.abs() == 1).all()):
        raise ValueError("spins must be -1 or 1")
    xi = patterns.to(device=spins.device, dtype=spins.dtype)
    plus = (xi[None] + spins[:, None]).square().sum(dim=2) / (2 * n)
    minus = (xi[None] - spins[:, None]).square().sum(dim=2) / (2 * n)
    q = xi.square().mean(dim=1)
    return -n / 2 * (((1 + q) / 2).square() - plus * minus).sum(dim=1)


def final_overlaps(
    patterns: int,
    dilution: float,
    seed: int,
    *,
    neurons: int = 20_000,
    temperature: float = 0.02,
    sweeps: int = 40,
    device: str | torch.device = "cpu",
) -> list[float]:
    r"""Store fresh patterns, start on the first, run, and return the moduli of the overlaps, largest first.

    Parameters
    ----------
    patterns, dilution, seed, neurons
        K, d, the seed of everything random, and N.
    temperature
        In units of the critical temperature 1 - d.

    Examples
    --------
    >>> [round(m / 0.6, 1) for m in final_overlaps(3, 0.4, 0, neurons=4000)]
    [1.0, 0.4, 0.2]
    """
    xi = diluted_patterns(patterns, neurons, dilution, seed)
    network = MultitaskingHebbian.stored(xi, device=device)
    start = start_on(xi[0], seed=seed + 1).to(device)
    final = network.glauber(start, temperature * (1 - dilution), sweeps, seed=seed + 2)
    return sorted((abs(m) for m in overlaps_with(xi, final)[0].tolist()), reverse=True)


def retrieval_sweep(
    patterns: int, dilutions: list[float], seeds: list[int], *, neurons: int = 20_000, temperature: float = 0.02
) -> dict[tuple[float, int], list[float]]:
    """Run :func:`final_overlaps` for every dilution and seed, through ``joblib.Parallel``.

    Under ``with joblib.parallel_config("dask"):`` the same sweep runs on a cluster.

    Returns
    -------
    dict
        Overlaps by (dilution, seed).

    Raises
    ------
    ValueError
        If there is nothing to sweep.

    Examples
    --------
    >>> sorted(retrieval_sweep(2, [0.3], [0, 1], neurons=500))
    [(0.3, 0), (0.3, 1)]
    """
    from joblib import Parallel, delayed

    if not dilutions or not seeds:
        raise ValueError(f"dilutions and seeds must not be empty, got {len(dilutions)} and {len(seeds)}")
    keys = [(dilution, seed) for dilution in dilutions for seed in seeds]
    results = Parallel()(
        delayed(final_overlaps)(patterns, dilution, seed, neurons=neurons, temperature=temperature)
        for dilution, seed in keys
    )
    return dict(zip(keys, results, strict=True))
