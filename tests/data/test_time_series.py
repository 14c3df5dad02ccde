"""The two time series sets of the UCR archive against their known counts."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lib import data
from lib.data import time_series as module

KNOWN = [(data.gun_point, 50, 150, 150, {1: 24, 2: 26}), (data.italy_power_demand, 67, 1029, 24, {1: 34, 2: 33})]


@pytest.mark.parametrize(("load", "train", "test", "length", "classes"), KNOWN)
def test_known_counts(load, train: int, test: int, length: int, classes: dict[int, int]) -> None:
    found = load()
    assert found.train.shape == (train, length)
    assert found.test.shape == (test, length)
    assert found.length == length
    assert dict(Counter(found.train_labels.tolist())) == classes
    assert set(found.test_labels.tolist()) == {1, 2}
    # the archive standardises every series
    assert np.abs(found.train.mean(1)).max() < 1e-4
    assert np.abs(found.test.std(1) - 1).max() < 0.05
    assert "BSD-3-Clause" in found.licence
    assert "Keogh" in found.source


def test_first_values_are_those_of_the_file() -> None:
    text = module.shipped_file("aeon", "data/GunPoint/GunPoint_TRAIN.ts").read_text()
    first = next(line for line in text.splitlines() if line[0] not in "#@")
    assert data.gun_point().train[0, 0] == float(first.split(",")[0])
    assert data.gun_point().train_labels[0] == int(first.rsplit(":", 1)[1])


def test_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        data.gun_point().train[0, 0] = 0


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(distribution: str, ending: str) -> None:
        raise ModuleNotFoundError(f"pip install --no-deps {distribution}")

    monkeypatch.setattr(module, "shipped_file", missing)
    module._read.cache_clear()
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps aeon"):
        data.gun_point()
    module._read.cache_clear()
