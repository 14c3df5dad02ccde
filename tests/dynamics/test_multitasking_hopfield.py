"""The multitasking network against exact enumeration, reference numbers, hopfieldkit and simulation."""

from __future__ import annotations

from fractions import Fraction
from math import erf, sqrt

import joblib
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.dynamics import multitasking_hopfield as mh
from lib.dynamics.multitasking_hopfield import figures
from lib.dynamics.multitasking_hopfield.ladder import check_count

dilutions = st.fractions(0, Fraction(39, 40), max_denominator=40)


@pytest.mark.parametrize(
    ("patterns", "dilution", "temperature", "overlaps", "energy", "eigenvalue"),
    [
        (3, 0.20, 0.05, [0.800000, 0.159892, 0], -0.33391119, 0.1957),
        (3, 0.35, 0.10, [0.649998, 0.226537, 0.056723], -0.24283155, 0.3540),
        (3, 0.50, 0.10, [0.499584, 0.249569, 0.124542], -0.16846882, 0.8773),
        (3, 0.60, 0.10, [0.367809, 0.271367, 0.176198], -0.12622511, 0.8426),
        (3, 0.70, 0.30, [0.239621, 0.239621, 0.182954], -0.10257138, 0.0074),
        (3, 0.80, 0.50, [0.151979, 0.151979, 0.151979], -0.08077755, 0.2814),
        (4, 0.30, 0.05, [0.700000, 0.209973, 0.058795, 0], -0.26975646, 0.2954),
    ],
)
def test_finite_temperature_table(
    patterns: int, dilution: float, temperature: float, overlaps: list[float], energy: float, eigenvalue: float
) -> None:
    d = torch.tensor([dilution], dtype=torch.float64)
    t = temperature * (1 - d)
    ladder = torch.tensor([[(1 - dilution) * dilution**k for k in range(patterns)]], dtype=torch.float64)
    state = mh.self_consistency(ladder + 1e-9, d, t, steps=20_000)
    assert bool(state.converged.all())
    found = state.overlaps[0].sort(descending=True).values.tolist()
    assert found == pytest.approx(overlaps, abs=2e-6)
    assert mh.free_energy(state.overlaps, d, t).item() == pytest.approx(energy, abs=1e-8)
    assert mh.stability(state.overlaps, d, t).item() == pytest.approx(eigenvalue, abs=1e-4)


def test_self_consistency_is_where_the_free_energy_is_stationary() -> None:
    d = torch.tensor([0.4, 0.8], dtype=torch.float64)
    t = 0.4 * (1 - d)
    m = mh.self_consistency(torch.tensor([[0.5, 0.2], [0.2, 0.1]], dtype=torch.float64), d, t).overlaps.requires_grad_()
    mh.free_energy(m, d, t).sum().backward()
    assert m.grad.abs().max() < 1e-9


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((1, 0.0, 0.2, 5), [0.365120]),
        ((1, 0.0, 0.2, 11), [0.506996]),
        ((1, 0.0, 0.4, 7), [0.747928]),
        ((2, 0.25, 0.2, 25), [0.501782, 0.196613]),
        ((2, 0.25, 0.2, 101), [0.699562, 0.214489]),
        ((2, 0.5, 0.4, 21), [0.439224, 0.281854]),
        ((3, 0.3, 0.5, 9), [0.605111, 0.233000, 0.080489]),
    ],
)
def test_one_step_table(arguments: tuple[int, float, float, int], wanted: list[float]) -> None:
    assert mh.one_step(*arguments).tolist() == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "examples", "archetypes"),
    [
        ((1, 0.0, 0.2, 11, 0.05), [0.294016], [0.506963]),
        ((1, 0.0, 0.4, 7, 0.1), [0.453862], [0.745425]),
        ((2, 0.3, 0.5, 15, 0.05), [0.343310, 0.140706], [0.632569, 0.255321]),
        ((3, 0.3, 0.5, 9, 0.05), [0.322852, 0.185091, 0.106904], [0.522094, 0.287804, 0.165708]),
    ],
)
def test_learning_table(
    arguments: tuple[int, float, float, int, float], examples: list[float], archetypes: list[float]
) -> None:
    learned = mh.learning_equations(*arguments)
    assert learned.examples.tolist() == pytest.approx(examples, abs=2e-6)
    assert learned.archetypes.tolist() == pytest.approx(archetypes, abs=2e-6)


def test_one_step_approaches_the_error_function() -> None:
    r, m = 0.2, 401
    rho = (1 - r**2) / (m * r**2)
    assert mh.one_step(1, 0.0, r, m).item() == pytest.approx(erf(1 / sqrt(2 * rho)), abs=1e-3)


def test_perfect_examples_are_the_archetypes() -> None:
    learned = mh.learning_equations(2, 0.3, 1.0, 3, 0.05)
    d = torch.tensor([0.3], dtype=torch.float64)
    state = mh.self_consistency(
        torch.tensor([[0.7, 0.21]], dtype=torch.float64), d, torch.tensor([0.05], dtype=torch.float64)
    )
    assert learned.archetypes.tolist() == pytest.approx(state.overlaps[0].tolist(), abs=1e-9)


@given(st.integers(1, 4), dilutions)
def test_the_ladder_is_stable_exactly_where_its_margin_is_positive(patterns: int, dilution: Fraction) -> None:
    state = mh.hierarchical_state(patterns, dilution)
    assert sum(state) == 1 - dilution**patterns
    if patterns > 1:
        assert (mh.zero_temperature_map(state, dilution) == state) == (mh.hierarchical_margin(patterns, dilution) > 0)


@given(dilutions)
def test_the_majority_state_is_always_fixed(dilution: Fraction) -> None:
    state = mh.majority_state(dilution)
    assert dilution == 0 or mh.zero_temperature_map(state, dilution) == state


@pytest.mark.parametrize("dilution", [Fraction(1, 5), Fraction(27, 50), Fraction(11, 20), Fraction(4, 5)])
def test_three_patterns_have_no_third_corner(dilution: Fraction) -> None:
    # the overlaps of all sign rules with weights, ties excluded: ladder and majority only
    corners = {
        tuple(mh.zero_temperature_map([Fraction(a), Fraction(b), Fraction(c)], dilution))
        for a in range(1, 14)
        for b in range(1, a)
        for c in range(1, b)
        if a != b + c
    }
    assert corners == {tuple(mh.hierarchical_state(3, dilution)), tuple(mh.majority_state(dilution))}


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 60), st.floats(0.1, 0.9), st.floats(0, 0.8), st.floats(1.02, 3))
def test_no_trap_above_the_instability(examples: int, quality: float, dilution: float, factor: float) -> None:
    temperature = factor * mh.example_instability(dilution, quality, examples)
    if abs(temperature / (1 - dilution) - 1) < 0.02:
        return  # at the critical temperature the iteration is slow
    state = mh.example_retrieval(dilution, quality, examples, temperature)
    assert state.own == pytest.approx(state.others, abs=1e-6)


def test_a_fifth_of_ten_examples_cancel() -> None:
    eta = mh.noisy_examples(mh.diluted_patterns(1, 40_000, 0.0), 0.2, 10, 1)
    assert (eta.sum(dim=1) == 0).double().mean().item() == pytest.approx(0.2007, abs=4 * sqrt(0.16 / 40_000))


def test_critical_dilutions() -> None:
    assert [round(float(mh.critical_dilution(k)), 6) for k in (3, 4, 5)] == [0.618034, 0.543689, 0.518790]
    assert round(float(mh.energy_crossing()), 6) == 0.546918
    for side, ladder_wins in ((Fraction(54, 100), True), (Fraction(55, 100), False)):
        energies = mh.ground_energy(mh.hierarchical_state(3, side)), mh.ground_energy(mh.majority_state(side))
        assert (energies[0] < energies[1]) == ladder_wins


def test_example_threshold_is_where_mean_meets_spread() -> None:
    # mean and standard deviation of an aligned neuron's field by sampling archetypes and examples
    k, d, r = 2, 0.25, 0.2
    m = round(mh.example_threshold(k, d, r))
    xi = mh.diluted_patterns(k, 200_000, d, 0)
    xi = xi[:, xi[0] != 0]
    mean = mh.noisy_examples(xi, r, m, 1).double().mean(dim=1)
    ladder = torch.tensor([float(x) for x in mh.hierarchical_state(k, Fraction(1, 4))], dtype=torch.float64)
    field = (ladder @ mean) * xi[0]
    assert (field.mean() / field.std()).item() == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("mode", ["sequential", "half-parallel"])
def test_dynamics_settle_in_the_ladder(mode: str) -> None:
    n, d = 2_000, 0.3
    xi = mh.diluted_patterns(3, n, d, 0)
    network = mh.MultitaskingHebbian.stored(xi)
    final = network.glauber(mh.start_on(xi[0], seed=1), 0.0, 10, mode=mode)
    assert torch.equal(final, network.glauber(final, 0.0, 1, mode="parallel"))
    wanted = [float(m) for m in mh.hierarchical_state(3, Fraction(3, 10))]
    found = sorted(mh.overlaps_with(xi, final)[0].abs().tolist(), reverse=True)
    assert found == pytest.approx(wanted, abs=4 * sqrt(2 / n))
    assert network.energy(final).item() <= network.energy(mh.start_on(xi[0], seed=1)).item()


def test_parallel_updates_can_oscillate() -> None:
    # negative couplings: all neurons turn round together, and back
    rows = torch.tensor([[1.0, -1.0]])
    anti = mh.MultitaskingHebbian(rows, scale=-1.0)
    once = anti.glauber(rows, 0.0, 1, mode="parallel")
    assert torch.equal(once, -rows)
    assert torch.equal(anti.glauber(rows, 0.0, 2, mode="parallel"), rows)


def test_sequential_dynamics_has_the_right_stationary_law() -> None:
    # many replicas after a long run, against the stationary law of the transition matrix
    xi = torch.tensor([[1, 1, 0], [0, 1, -1]], dtype=torch.int8)
    network = mh.MultitaskingHebbian.stored(xi, dtype=torch.float64)
    states = torch.tensor([[a, b, c] for a in (-1.0, 1) for b in (-1.0, 1) for c in (-1.0, 1)], dtype=torch.float64)
    temperature = 0.7
    replicas = 20_000
    final = network.glauber(torch.ones(replicas, 3, dtype=torch.float64), temperature, 60, mode="sequential", seed=1)
    share = torch.stack([(final == s).all(dim=1).double().mean() for s in states])
    rates = [torch.sigmoid(2 * s * network.field(s[None])[0] / temperature) for s in states]
    kernel = torch.zeros(8, 8, dtype=torch.float64)
    for i, s in enumerate(states):
        for k in range(3):
            flipped = s.clone()
            flipped[k] = -flipped[k]
            j = int(((states - flipped).abs().sum(dim=1) == 0).nonzero())
            kernel[i, j] += (1 - rates[i][k]) / 3
        kernel[i, i] += 1 - kernel[i].sum()
    stationary = torch.matrix_power(kernel, 4000)[0]
    assert (share - stationary).abs().max() < 4 * sqrt(0.25 / replicas)


def test_hopfieldkit_settles_in_the_same_state() -> None:
    import hopfieldkit

    xi = mh.diluted_patterns(3, 500, 0.4, 0)
    start = mh.start_on(xi[0], seed=1)
    ours = mh.MultitaskingHebbian.stored(xi).glauber(start, 0.0, 20)
    peer = hopfieldkit.HopfieldNetwork(500)
    peer.fit(xi.numpy().astype(float))
    answer = np.asarray(peer.recall(start[0].numpy().astype(float)))
    wanted = sorted(np.abs(xi.numpy() @ answer.reshape(-1)[-500:] / 500), reverse=True)
    found = sorted(mh.overlaps_with(xi, ours)[0].abs().tolist(), reverse=True)
    assert found == pytest.approx(wanted, abs=4 * sqrt(2 / 500))


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 3), st.floats(0, 0.9), st.integers(0, 99))
def test_losses_are_the_energy(patterns: int, dilution: float, seed: int) -> None:
    xi = mh.diluted_patterns(patterns, 30, dilution, seed)
    spins = (torch.randint(2, (4, 30), generator=torch.Generator().manual_seed(seed)) * 2 - 1).double()
    energy = mh.MultitaskingHebbian.stored(xi, dtype=torch.float64).energy(spins)
    assert torch.allclose(mh.hamiltonian_from_losses(xi, spins), energy, atol=1e-12)


def test_couplings_are_those_of_the_definition() -> None:
    # the matrices of couplings entry by entry, from the examples
    r, m, n = 0.6, 3, 12
    xi = mh.diluted_patterns(2, n, 0.3, 4)
    eta = mh.noisy_examples(xi, r, m, 5)
    second = r**2 + (1 - r**2) / m
    spins = mh.start_on(xi[0], replicas=3, seed=6).double()
    average = eta.double().mean(dim=1)
    supervised = torch.zeros(n, n, dtype=torch.float64)
    unsupervised = torch.zeros(n, n, dtype=torch.float64)
    for k in range(2):
        supervised += torch.outer(average[k], average[k]) / (n * second)
        for a in range(m):
            unsupervised += torch.outer(eta[k, a].double(), eta[k, a].double()) / (n * second * m)
    for rule, couplings in (
        (mh.MultitaskingHebbian.supervised, supervised),
        (mh.MultitaskingHebbian.unsupervised, unsupervised),
    ):
        network = rule(eta, r, dtype=torch.float64)
        assert torch.allclose(network.field(spins), spins @ couplings)
        assert torch.allclose(network.energy(spins), -torch.einsum("ri,ij,rj->r", spins, couplings, spins) / 2)


def test_idle_neurons_start_at_random() -> None:
    pattern = torch.tensor([0] * 4_000 + [1] * 10 + [-1] * 10, dtype=torch.int8)
    spins = mh.start_on(pattern, replicas=2, seed=3)
    assert torch.equal(spins[:, 4_000:], pattern[4_000:].float().expand(2, -1))
    assert spins[:, :4_000].mean(dim=1).abs().max().item() < 4 / sqrt(4_000)
    assert not torch.equal(spins[0], spins[1])


@pytest.mark.parametrize(
    ("dilution", "limits"),
    [(0.65, (0.40, 0.43, 0.45, 0.45)), (0.7, (0.32, 0.35, 0.37, 0.37)), (0.8, (0.21, 0.243, 0.27, 0.29))],
)
def test_equal_signals_are_stable_above_a_temperature(dilution: float, limits: tuple[float, ...]) -> None:
    d = torch.tensor([dilution] * 2, dtype=torch.float64)
    for patterns, limit in zip((2, 3, 4, 5), limits, strict=True):
        # the table was scanned in steps of 0.01 of T_c
        t = torch.tensor([limit - 0.015, limit + 0.005], dtype=torch.float64) * (1 - d)
        start = torch.full((2, patterns), 0.3, dtype=torch.float64)
        state = mh.self_consistency(start, d, t, steps=20_000)
        below, above = mh.stability(state.overlaps, d, t).tolist()
        assert below < 0 < above


@pytest.mark.parametrize(
    ("patterns", "dilution", "signals"),
    [
        (3, 0.5, [1, 0.5, 0.25]),
        (3, 0.55, [0.899, 0.651, 0.404]),
        (3, 0.8, [0.980, 0.820, 0.660]),
        (4, 0.55, [0.922, 0.573, 0.437, 0.245]),
        (4, 0.7, [0.899, 0.738, 0.591, 0.444]),
    ],
)
def test_states_of_lowest_energy_at_zero_noise(patterns: int, dilution: float, signals: list[float]) -> None:
    found = figures.lowest_states([dilution], [1e-3], patterns, random_starts=40)[0] / (1 - dilution)
    assert found.tolist() == pytest.approx(signals, abs=2e-3)


def test_a_metastable_mixture() -> None:
    d = torch.tensor([0.2], dtype=torch.float64)
    state = mh.self_consistency(torch.tensor([[0.54, 0.42, 0.29]], dtype=torch.float64), d, 0.05 * (1 - d))
    assert state.overlaps[0].tolist() == pytest.approx([0.543872, 0.415913, 0.288130], abs=1e-5)
    assert mh.free_energy(state.overlaps, d, 0.05 * (1 - d)).item() == pytest.approx(-0.27620005, abs=1e-7)


def test_alike_examples_solve_both_sets_of_equations() -> None:
    # above the trap the equations without equal treatment return to those with it
    alone = mh.example_retrieval(0.0, 0.3, 61, 0.05)
    alike = mh.learning_equations(1, 0.0, 0.3, 61, 0.05)
    assert alone.own == pytest.approx(alone.others, abs=1e-6)
    assert alone.own == pytest.approx(alike.examples.item(), abs=1e-6)
    assert alone.archetype == pytest.approx(alike.archetypes.item(), abs=1e-6)


@given(st.integers(1, 30), st.floats(0.1, 1), st.floats(0, 0.9))
def test_examples_never_outgrow_the_archetype(examples: int, quality: float, dilution: float) -> None:
    # the mode of differences starts below T_c = 1 - d, where the common signal starts
    assert 0 <= mh.example_instability(dilution, quality, examples) <= 1 - dilution


def test_one_example_makes_both_rules_equal() -> None:
    xi = mh.diluted_patterns(2, 50, 0.2)
    eta = mh.noisy_examples(xi, 0.5, 1, 3)
    sup, uns = (
        f(eta, 0.5, dtype=torch.float64)
        for f in (mh.MultitaskingHebbian.supervised, mh.MultitaskingHebbian.unsupervised)
    )
    spins = mh.start_on(xi[0]).double()
    assert torch.allclose(sup.field(spins), uns.field(spins))


def test_generators_have_the_stated_laws() -> None:
    n = 40_000
    xi = mh.diluted_patterns(2, n, 0.3, 1)
    assert (xi == 0).double().mean().item() == pytest.approx(0.3, abs=4 * sqrt(0.25 / (2 * n)))
    eta = mh.noisy_examples(xi, 0.4, 3, 2)
    assert bool(((eta == 0) == (xi[:, None] == 0)).all())
    kept = (eta == xi[:, None])[(xi != 0)[:, None].expand_as(eta)].double().mean().item()
    assert kept == pytest.approx(0.7, abs=4 * sqrt(0.25 / n))
    assert torch.equal(xi, mh.diluted_patterns(2, n, 0.3, 1))


def test_the_same_sweep_runs_on_a_dask_cluster() -> None:
    import distributed

    here = mh.retrieval_sweep(2, [0.3], [0, 1], neurons=300)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        there = mh.retrieval_sweep(2, [0.3], [0, 1], neurons=300)
    assert there == here


@pytest.mark.gpu
def test_cuda_gives_the_same_numbers() -> None:
    d = torch.tensor([0.2, 0.5, 0.8], dtype=torch.float64)
    start = torch.tensor([[0.7, 0.2, 0.1]] * 3, dtype=torch.float64)
    here = mh.self_consistency(start, d, 0.2 * (1 - d)).overlaps
    there = mh.self_consistency(start.cuda(), d.cuda(), 0.2 * (1 - d).cuda()).overlaps.cpu()
    assert torch.allclose(here, there, atol=1e-10)
    assert mh.final_overlaps(3, 0.3, 0, device="cuda") == pytest.approx(mh.final_overlaps(3, 0.3, 0), abs=1e-3)


SPINS = torch.ones(1, 4)
HALF = torch.tensor([0.5])
NETWORK = mh.MultitaskingHebbian(torch.ones(1, 4))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mh.hierarchical_state(0, Fraction(1, 2)), "patterns must be at least 1"),
        (lambda: mh.hierarchical_state(2, Fraction(1)), r"dilution must lie in \[0, 1\)"),
        (lambda: mh.hierarchical_state(2, Fraction(-1, 2)), "dilution must lie"),
        (lambda: mh.critical_dilution(2), "at least 3"),
        (lambda: mh.most_patterns(10, 1.0), "strictly between"),
        (lambda: mh.example_threshold(1, 0.0, 0.0), "quality must lie"),
        (lambda: mh.diluted_patterns(1, 0, 0.5), "neurons must be at least 1"),
        (lambda: mh.diluted_patterns(1, 5, 0.5, -1), "seed must be at least 0"),
        (lambda: mh.noisy_examples(mh.diluted_patterns(1, 5, 0.5), 1.5, 1), "quality must lie"),
        (lambda: mh.noisy_examples(mh.diluted_patterns(1, 5, 0.5), 0.5, 0), "examples must be at least 1"),
        (lambda: mh.MultitaskingHebbian.supervised(torch.ones(1, 1, 4, dtype=torch.int8), 0.0), "quality must lie"),
        (lambda: NETWORK.glauber(torch.zeros(1, 4), 0.1, 1), "spins must be -1 or 1"),
        (lambda: NETWORK.field(torch.ones(1, 3)), "4 neurons, got 3"),
        (lambda: NETWORK.glauber(SPINS, -0.1, 1), "at least 0"),
        (lambda: mh.start_on(torch.ones(3, dtype=torch.int8), replicas=0), "replicas must be"),
        (lambda: mh.self_consistency(torch.ones(1, 2), torch.tensor([1.0]), torch.tensor([0.1])), "dilution must lie"),
        (
            lambda: mh.self_consistency(torch.ones(1, 2), torch.tensor([0.5]), torch.tensor([0.0])),
            "zero_temperature_map",
        ),
        (lambda: mh.learning_equations(3, 0.3, 0.5, 200, 0.1), "use fewer"),
        (lambda: mh.learning_equations(1, 0.3, 0.5, 5, 0.0), "temperature must be positive"),
        (lambda: mh.learning_equations(1, 0.3, 0.5, 5, 0.1, steps=1), "enough to converge"),
        (lambda: mh.learning_equations(1, 0.3, 0.0, 5, 0.1), "quality must lie"),
        (lambda: mh.retrieval_sweep(2, [], [0]), "must not be empty"),
        (lambda: figures.digit_archetypes(1.5), "threshold must lie"),
        (lambda: NETWORK.glauber(SPINS, float("nan"), 1), "finite and at least 0"),
        (lambda: NETWORK.field(SPINS * float("nan")), "spins must be -1 or 1"),
        (lambda: mh.noisy_examples(torch.tensor([[2, 3]], dtype=torch.int8), 0.5, 2), "entries -1, 0 and 1"),
        (lambda: mh.self_consistency(torch.ones(1, 2) * float("nan"), HALF, HALF), "start must be finite"),
        (lambda: mh.self_consistency(torch.ones(1, 2), HALF * float("nan"), HALF), "dilution must lie"),
        (lambda: mh.self_consistency(torch.ones(1, 2), HALF, HALF * float("nan")), "temperature must be positive"),
        (lambda: mh.column_weights(mh.columns(1), torch.tensor([1.5])), "dilution must lie"),
        (lambda: mh.free_energy(torch.ones(1, 2) * float("nan"), HALF, HALF), "overlaps must be finite"),
        (lambda: mh.stability(torch.ones(1, 2) * float("inf"), HALF, HALF), "overlaps must be finite"),
        (lambda: mh.learning_equations(1, 0.3, 0.5, 5, 0.1, torch.tensor([float("nan")])), "start must be 1 finite"),
        (lambda: mh.learning_equations(2, 0.3, 0.5, 5, 0.1, torch.tensor([0.3])), "start must be 2 finite"),
        (lambda: mh.noisy_examples(torch.tensor([[-128, 1]], dtype=torch.int8), 0.5, 2), "entries -1, 0 and 1"),
        (lambda: mh.MultitaskingHebbian.stored(torch.tensor([[2, 1]], dtype=torch.int8)), "entries -1, 0 and 1"),
        (lambda: mh.ladder_spins(torch.tensor([[2, 1]], dtype=torch.int8)), "entries -1, 0 and 1"),
        (lambda: mh.start_on(torch.tensor([2, 1], dtype=torch.int8)), "entries -1, 0 and 1"),
        (lambda: mh.zero_temperature_map([], Fraction(1, 2)), "overlaps must be at least 1"),
        (lambda: mh.example_retrieval(0.0, 0.0, 5, 0.1), "quality must lie"),
        (lambda: mh.example_retrieval(0.0, 0.2, 5, 0.0), "temperature must be positive"),
        (lambda: mh.example_retrieval(0.0, 0.2, 40, 0.1, steps=1), "enough to converge"),
        (lambda: mh.example_instability(0.0, 2.0, 5), "quality must lie"),
        (lambda: mh.hamiltonian_from_losses(torch.ones(1, 4, dtype=torch.int8), torch.zeros(1, 4)), "spins must be"),
    ],
)
def test_bad_input_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_counts_are_integers() -> None:
    for call in (
        lambda: mh.hierarchical_state(2.5, Fraction(1, 2)),
        lambda: mh.critical_dilution(3.5),
        lambda: mh.most_patterns(10.5, 0.5),
    ):
        with pytest.raises(TypeError):
            call()


def test_whole_numbers_of_other_libraries_count() -> None:
    check_count(np.int64(2), "patterns")
    with pytest.raises(TypeError, match="patterns must be an integer"):
        check_count(np.float64(2), "patterns")


def test_patterns_overlap_with_themselves_without_overflow() -> None:
    xi = mh.diluted_patterns(2, 2_000, 0.3)
    assert mh.overlaps_with(xi, xi).diagonal().tolist() == pytest.approx((xi != 0).double().mean(dim=1).tolist())


@pytest.mark.parametrize(("base", "power"), [(2, 10), (3, 7), (5, 3), (7, 5), (10, 3), (10, 6)])
def test_rungs_are_counted_at_exact_powers(base: int, power: int) -> None:
    assert mh.most_patterns(base**power, 1 / base) == power + 1
    assert mh.most_patterns(base**power - 1, 1 / base) == power


def test_rounded_overlaps_are_refused_where_ties_decide() -> None:
    # 0.3 - 0.1 - 0.2 is not zero in rounded arithmetic
    with pytest.raises(TypeError, match=r"overlaps|Fraction"):
        mh.zero_temperature_map([0.3, 0.1, 0.2], Fraction(1, 2))


def test_shapes_that_would_give_wrong_spins_are_refused() -> None:
    # one axis too many would give all idle neurons the same random sign
    for call in (
        lambda: mh.start_on(torch.zeros(1, 5, dtype=torch.int8)),
        lambda: mh.MultitaskingHebbian.supervised(torch.ones(3, 5, dtype=torch.int8), 0.5),
        lambda: mh.MultitaskingHebbian.unsupervised(torch.ones(3, 5, dtype=torch.int8), 0.5),
        lambda: mh.hamiltonian_from_losses(torch.ones(1, 4, dtype=torch.int8), torch.ones(1, 1)),
        lambda: mh.noisy_examples(torch.tensor([[0.5, 1.0]]), 0.5, 2),
    ):
        with pytest.raises((TypeError, ValueError), match=r"axes|patterns|examples|neurons|spins|archetypes"):
            call()


def test_other_numbers_of_neurons_are_refused() -> None:
    # by the checked shapes here, by the function itself where shapes are not checked
    with pytest.raises((TypeError, ValueError), match=r"neurons|spins"):
        mh.overlaps_with(torch.ones(1, 4, dtype=torch.int8), torch.ones(1, 5))


def test_unknown_modes_are_refused() -> None:
    with pytest.raises((TypeError, ValueError), match=r"mode|Literal|type"):
        NETWORK.glauber(SPINS, 0.1, 1, mode="backwards")


@given(st.one_of(st.integers(-3, 3), st.floats(allow_nan=True), st.text(max_size=2), st.none()))
def test_junk_dilutions_are_refused(junk: object) -> None:
    try:
        patterns = mh.diluted_patterns(1, 4, junk)
    except (TypeError, ValueError):
        return
    assert 0 <= junk < 1
    assert set(patterns.unique().tolist()) <= {-1, 0, 1}


def test_three_digits_are_retrieved_at_once() -> None:
    xi = figures.digit_archetypes().double()
    final, share = figures.digits_state(figures.digit_archetypes())
    assert (xi @ final).abs().tolist() == [14, 6, 10]
    assert 0.35 < share < 0.5
    # no state has lower energy: every direction of the three overlaps in turn, one sign per column
    directions = torch.randn(20_000, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    best = (xi @ (directions @ xi).sign().T).square().sum(dim=0).max().item()
    assert best == (xi @ final).square().sum().item()


def test_figures_can_be_drawn() -> None:
    assert figures.phase_chart(cells=4).to_dict()["data"]
    assert figures.signals_chart().to_dict()["params"]
    rows = figures.learning_chart(neurons=2_000).to_dict()["data"]["values"]
    trapped = {row["network"]: row["m"] for row in rows if row["M"] == 20 and row["start"] == "one example"}
    assert trapped["with teacher"] > 0.5
    assert max(trapped["without teacher"], trapped["equations, no teacher"]) < 0.3
    assert figures.simulated_chart(0.4, 0.3).to_dict()["data"]
    assert figures.digits_figure().axes
    assert figures.lowest_states([0.5], [0.01], 3)[0].tolist() == pytest.approx([0.5, 0.25, 0.125], abs=1e-3)
