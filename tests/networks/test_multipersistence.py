"""Tests of the room ``lib.networks.multipersistence``."""

from __future__ import annotations

import pytest

from lib.networks.multipersistence.figures import dots


def test_dots_form_a_square() -> None:
    assert dots(3).splitlines() == ["o o o "] * 3


def test_negative_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="n must be at least 0, got -1"):
        dots(-1)
