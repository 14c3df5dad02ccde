"""Shapes and types in the signatures of the numeric rooms are checked while the suite runs."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")

# beartype reads the hints, jaxtyping the shapes inside them.  Exact rooms check their input themselves, with messages
# of their own.
CHECKED = (
    "lib.numeric",
    "lib.data",
    "lib.dynamics",
    "lib.networks",
    "lib.statistics.causal_de_finetti.baselines",
    "lib.statistics.causal_de_finetti.contingency",
    "lib.statistics.causal_de_finetti.experiments",
    "lib.statistics.causal_de_finetti.finite_data",
    "lib.statistics.causal_de_finetti.generators",
    "lib.statistics.causal_de_finetti.likelihood",
    "lib.statistics.compositional",
    "lib.statistics.predictive_multiplicity",
    # files of tensors in exact rooms, those that leave shapes to their hints
    "lib.categories.gauss_markov.network",
    "lib.combinatorics.cylindric_partitions.batched",
    "lib.combinatorics.h_chromatic.batched",
    "lib.statistics.one_connection.batched",
)


def pytest_configure(config: pytest.Config) -> None:
    """Install the hook before any of the rooms is imported."""
    from hypothesis import settings
    from jaxtyping import install_import_hook

    # that a machine was busy with something else is no failure
    settings.register_profile("book", deadline=None)
    settings.load_profile("book")
    install_import_hook(list(CHECKED), "tests.check")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests marked ``gpu`` to ``make gpu`` where there is no CUDA device and nobody asked for them by ``-m``."""
    if config.option.markexpr or not any(item.get_closest_marker("gpu") for item in items):
        return
    import torch

    if not torch.cuda.is_available():
        away = [item for item in items if item.get_closest_marker("gpu")]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
