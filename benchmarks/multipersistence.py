"""Timings of ``lib.networks.multipersistence`` beside its peers."""

from __future__ import annotations

from typing import Any


def rows() -> list[dict[str, Any]]:
    """Return one line per comparison."""
    return []
