"""The chapter's pictures and controls."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from lib.book import PALETTE, new_figure
from lib.dynamics.multitasking_hopfield.meanfield import (
    example_retrieval,
    free_energy,
    learning_equations,
    self_consistency,
)
from lib.dynamics.multitasking_hopfield.network import (
    MultitaskingHebbian,
    diluted_patterns,
    final_overlaps,
    noisy_examples,
    overlaps_with,
    start_on,
)

if TYPE_CHECKING:
    import altair as alt
    from matplotlib.figure import Figure


def lowest_states(
    dilutions: list[float], temperatures: list[float], patterns: int, random_starts: int = 6, steps: int = 1500
) -> torch.Tensor:
    """Return, for each pair (d, T in units of 1 - d), the state of lowest free energy found, largest overlap first."""
    d = torch.tensor(dilutions, dtype=torch.float64)
    t = torch.tensor(temperatures, dtype=torch.float64) * (1 - d)
    powers = d[:, None] ** torch.arange(patterns, dtype=torch.float64)
    starts = [(1 - d)[:, None] * powers + 1e-9 * torch.arange(patterns), (1 - d)[:, None] * torch.ones(patterns) / 2]
    noise = torch.rand(random_starts, len(d), patterns, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    starts += list(noise * (1 - d)[:, None])
    best = torch.full_like(d, torch.inf)
    state = torch.zeros(len(d), patterns, dtype=torch.float64)
    for start in starts:
        found = self_consistency(start, d, t, steps=steps, tolerance=1e-9).overlaps
        energy = free_energy(found, d, t)
        better = energy < best - 1e-12
        best = torch.where(better, energy, best)
        state = torch.where(better[:, None], found.abs().sort(dim=1, descending=True).values, state)
    return state


def signals_chart() -> alt.Chart:
    """Bars of the signals at zero noise, ladder beside ground state; sliders choose d and K."""
    import altair as alt

    rows: list[dict[str, Any]] = []
    dilutions = [round(0.05 * k, 2) for k in range(1, 20)]
    for patterns in (2, 3, 4, 5):
        ground = lowest_states(dilutions, [1e-3] * len(dilutions), patterns, random_starts=12, steps=400)
        for d, state in zip(dilutions, ground, strict=True):
            for k in range(patterns):
                common = {"K": patterns, "d": d, "k": k + 1}
                rows.append({**common, "state": "ladder", "m": round(d**k, 4)})
                rows.append({**common, "state": "lowest energy found", "m": round(float(state[k]) / (1 - d), 4)})
    d_bind = alt.param(
        name="dilution", value=0.5, bind=alt.binding_range(min=0.05, max=0.95, step=0.05, name="dilution d ")
    )
    k_bind = alt.param(name="patterns", value=3, bind=alt.binding_select(options=[2, 3, 4, 5], name="patterns K "))
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("k:O", title="signal k", axis=alt.Axis(labelAngle=0)),
            xOffset="state:N",
            y=alt.Y("m:Q", title="overlap in units of 1 - d", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "state:N", title=None, scale=alt.Scale(range=[PALETTE[4], PALETTE[0]]), legend=alt.Legend(orient="top")
            ),
            tooltip=["k:O", "state:N", "m:Q"],
        )
        .transform_filter("abs(datum.d - dilution) < 0.001 && datum.K == patterns")
        .add_params(d_bind, k_bind)
        .properties(height=260)
    )


def phase_chart(cells: int = 28, patterns: int = 3) -> alt.Chart:
    """Colour the plane of dilution and temperature by the number and equality of the signals."""
    import altair as alt

    ds = np.linspace(0.02, 0.97, cells).round(4)
    ts = np.linspace(0.03, 1.05, cells).round(4)
    grid_d, grid_t = (axis.ravel().tolist() for axis in np.meshgrid(ds, ts))
    states = lowest_states(grid_d, grid_t, patterns, random_starts=2, steps=700)
    rows = []
    for d, t, state in zip(grid_d, grid_t, states.tolist(), strict=True):
        alive = [m for m in state if m > 0.02 * (1 - d)]
        if not alive:
            kind = "none"
        elif len(alive) == 1:
            kind = "one signal"
        elif alive[0] - alive[-1] < 0.02 * alive[0] and len(alive) == patterns:
            kind = "all equal"
        else:
            kind = "several, unequal"
        rows.append({"d": d, "T": t, "kind": kind, "signals": ", ".join(f"{m / (1 - d):.3f}" for m in state)})
    step_d, step_t = float(ds[1] - ds[0]), float(ts[1] - ts[0])
    for row in rows:
        row |= {"d2": row["d"] + step_d, "T2": row["T"] + step_t}
    kinds = ["none", "one signal", "several, unequal", "all equal"]
    colours = ["#BBBBBB", PALETTE[4], PALETTE[0], PALETTE[2]]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_rect()
        .encode(
            x=alt.X("d:Q", title="dilution d", scale=alt.Scale(domain=[0, 1])),
            x2="d2:Q",
            y=alt.Y("T:Q", title="temperature in units of 1 - d"),
            y2="T2:Q",
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=colours),
                legend=alt.Legend(orient="top", columns=2),
            ),
            tooltip=["d:Q", "T:Q", "kind:N", "signals:N"],
        )
        .properties(height=340)
    )


def simulated_chart(d: float, T: float) -> alt.Chart:
    """Bars of one simulation beside the self-consistency equations."""
    import altair as alt

    neurons = 6_000
    measured = final_overlaps(3, d, seed=0, neurons=neurons, temperature=T, sweeps=120)
    theory = lowest_states([d], [T], 3)[0].tolist()
    rows = [
        {"k": k + 1, "source": name, "m": round(value / (1 - d), 4)}
        for name, values in (("equations", theory), (f"simulation, N = {neurons:,}", measured))
        for k, value in enumerate(values)
    ]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("k:O", title="signal k", axis=alt.Axis(labelAngle=0)),
            xOffset="source:N",
            y=alt.Y("m:Q", title="overlap in units of 1 - d", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "source:N", title=None, scale=alt.Scale(range=[PALETTE[4], PALETTE[0]]), legend=alt.Legend(orient="top")
            ),
            tooltip=["k:O", "source:N", "m:Q"],
        )
        .properties(height=240)
    )


@lru_cache(maxsize=1)
def _learning_rows(quality: float, neurons: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    xi = diluted_patterns(1, neurons, 0.0, 0)
    for m in (5, 10, 20, 30, 40, 50, 60, 80, 120, 160):
        eta = noisy_examples(xi, quality, m, 1)
        alike = learning_equations(1, 0.0, quality, m, 1e-3, tolerance=1e-8).archetypes.item()
        trapped = example_retrieval(0.0, quality, m, 1e-3).archetype
        for start, spins, theory in (
            ("the archetype", xi.float(), alike),
            ("one example", eta[0, :1].float(), trapped),
        ):
            rows.append({"M": m, "start": start, "network": "equations, no teacher", "m": round(theory, 4)})
            for name, network in (
                ("with teacher", MultitaskingHebbian.supervised(eta, quality)),
                ("without teacher", MultitaskingHebbian.unsupervised(eta, quality)),
            ):
                # a small temperature decides ties, which an even number of examples produces
                final = network.glauber(spins, 1e-3, 15, seed=3)
                rows.append({"M": m, "start": start, "network": name, "m": round(float(overlaps_with(xi, final)), 4)})
    return rows


def learning_chart(quality: float = 0.2, neurons: int = 20_000) -> alt.Chart:
    """Overlap with the archetype against the number of examples; a list chooses the start."""
    import altair as alt

    start = alt.param(
        name="from",
        value="one example",
        bind=alt.binding_select(options=["the archetype", "one example"], name="start from "),
    )
    names = ["equations, no teacher", "with teacher", "without teacher"]
    return (
        alt.Chart(alt.Data(values=_learning_rows(quality, neurons)))
        .mark_line(point={"size": 60})
        .encode(
            x=alt.X("M:Q", title="examples M"),
            y=alt.Y("m:Q", title="overlap with the archetype", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "network:N",
                title=None,
                scale=alt.Scale(domain=names, range=[PALETTE[6], PALETTE[0], PALETTE[1]]),
                legend=alt.Legend(orient="top", columns=2),
            ),
            strokeDash=alt.StrokeDash("network:N", title=None, scale=alt.Scale(domain=names)),
            shape=alt.Shape("network:N", title=None, scale=alt.Scale(domain=names)),
            tooltip=["M:Q", "network:N", "m:Q"],
        )
        .transform_filter("datum.start == from")
        .add_params(start)
        .properties(height=280)
    )


def digit_archetypes(threshold: float = 0.25, classes: tuple[int, ...] = (0, 1, 2)) -> torch.Tensor:
    """Return diluted archetypes of handwritten digits: the sign of (class mean - overall mean) where it is large.

    Raises
    ------
    ValueError
        If the threshold is not inside (0, 1).
    """
    from sklearn.datasets import load_digits

    if not 0 < threshold < 1:
        raise ValueError(f"threshold must lie strictly between 0 and 1, got {threshold}")
    digits = load_digits()
    pixels = torch.tensor(digits.data / 16)
    labels = torch.tensor(digits.target)
    away = torch.stack([pixels[labels == c].mean(dim=0) for c in classes]) - pixels.mean(dim=0)
    return torch.where(away.abs() > threshold, away.sign(), 0.0).to(torch.int8)


def digits_state(patterns: torch.Tensor, starts: int = 1000) -> tuple[torch.Tensor, float]:
    """Return the state of lowest energy of many runs started on the first pattern, and the share of runs that reach it.

    The pixels that the first pattern leaves out start at random.  In the state returned a pixel without field is 0.
    """
    network = MultitaskingHebbian.stored(patterns, dtype=torch.float64)
    final = network.glauber(start_on(patterns[0], replicas=starts, seed=1).double(), 0.0, 40, seed=2)
    energy = network.energy(final)
    field = network.field(final[energy.argmin()][None])[0]
    field = torch.where(field.abs() < 1e-9, 0.0, field)
    return field.sign(), (energy < energy.min() + 1e-9).double().mean().item()


def digits_figure(threshold: float = 0.25) -> Figure:
    """Draw three digit archetypes and the state of lowest energy found when the network starts on the first."""
    xi = digit_archetypes(threshold)
    final, share = digits_state(xi)
    figure, axes = new_figure(7, 2.2, ncols=4)
    titles = [f"{c}: {part:.0%} zeros" for c, part in enumerate((xi == 0).double().mean(dim=1).tolist())]
    agree = (xi.double() @ final).abs().tolist()
    sizes = (xi != 0).sum(dim=1).tolist()
    for axis, picture, title in zip(axes, [*xi.double(), final], [*titles, f"reached by {share:.0%}"], strict=True):
        axis.imshow(picture.reshape(8, 8).numpy(), cmap="PuOr", vmin=-1, vmax=1)
        axis.set_title(title, fontsize=10)
        axis.set(xticks=[], yticks=[])
    axes[3].set_xlabel(", ".join(f"{m:.0f}/{n}" for m, n in zip(agree, sizes, strict=True)), fontsize=9)
    return figure
