"""Shapes and types in the signatures of the numeric rooms are checked while the suite runs."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")

# beartype reads the hints, jaxtyping the shapes inside them.  Exact rooms check their input themselves, with messages
# of their own.
CHECKED = ("lib.numeric", "lib.dynamics", "lib.statistics.compositional", "lib.networks.simplicial_closure", "lib.data")


def pytest_configure(config: pytest.Config) -> None:
    """Install the hook before any of the rooms is imported."""
    from jaxtyping import install_import_hook

    install_import_hook(list(CHECKED), "tests.check")
