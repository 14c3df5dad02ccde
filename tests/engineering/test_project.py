"""What the project's own files promise each other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from lib.book import claim_modules

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = dict(
    line.lower().replace("_", "-").split("==")
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if "==" in line and not line.startswith("#")
)
ROOMS = [module.split(".")[1:3] for module in claim_modules()]


def test_every_requirement_is_pinned_inside_its_range() -> None:
    extras = PROJECT["optional-dependencies"]
    groups = [PROJECT["dependencies"], *(group for name, group in extras.items() if name != "peers")]
    wanted = [Requirement(text) for group in groups for text in group]
    outside = [
        str(requirement)
        for requirement in wanted
        if requirement.name != "worked-papers" and not requirement.specifier.contains(PINS[requirement.name.lower()])
    ]
    assert outside == []


def test_torch_is_the_pinned_one() -> None:
    assert PINS["torch"] == "2.13.0"
    assert version("torch").split("+")[0] == PINS["torch"]


def test_every_paper_has_an_extra_and_all_has_every_one() -> None:
    extras = PROJECT["optional-dependencies"]
    slugs = {slug for _, slug in ROOMS}
    assert slugs == set(extras) - {"all", "peers"}
    assert set(re.search(r"\[(.*)\]", extras["all"][0])[1].split(",")) == slugs


def test_every_page_of_a_part_is_the_chapter_of_a_room() -> None:
    pages = {(page.parent.name, page.stem) for page in (ROOT / "chapters").glob("*/*.md")}
    assert pages == {(part, slug) for part, slug in ROOMS}
    references = {page.stem for page in (ROOT / "api").glob("*.md")}
    assert references == {slug for _, slug in ROOMS} | {"shared"}


def test_every_chapter_has_its_furniture() -> None:
    contents = (ROOT / "_toc.yml").read_text()
    for part, slug in ROOMS:
        chapter = ROOT / "chapters" / part / f"{slug}.md"
        text = chapter.read_text()
        assert f"chapters/{part}/{slug}" in contents
        assert text.count("{exercise}") >= 3
        assert text.count("{solution-start}") == text.count("{exercise}") == text.count("{solution-end}")
        assert f'claim_table("{slug}")' in text
        for heading in (
            "What the paper says",
            "Build it",
            "Turn it",
            "What held",
            "Beyond the paper",
            "Exercises",
            "Reading on",
        ):
            assert f"## {heading}" in text, f"{slug} lacks {heading!r}"
        assert list((ROOT / "tests" / part).glob(f"test_{slug}*.py"))
        assert (ROOT / "benchmarks" / f"{slug}.py").is_file()


def test_cells_are_short() -> None:
    for part, slug in ROOMS:
        text = (ROOT / "chapters" / part / f"{slug}.md").read_text()
        for cell in re.findall(r"```\{code-cell\} ipython3\n(.*?)```", text, re.S):
            assert len(cell.strip().splitlines()) <= 15, cell


def test_files_are_small() -> None:
    # claims are one function a row; a ledger of twenty rows is long and reads from top to bottom all the same
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "lib").rglob("*.py")
        if path.name != "claims.py" and (lines := len(path.read_text().splitlines())) > 430
    }
    assert long == {}


def test_lock_names_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())
    wanted = json.loads((ROOT / "package.json").read_text())
    for name, pin in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == pin


def test_contents_are_valid() -> None:
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    files = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    assert all((ROOT / f"{file}.md").is_file() for file in files)


EXACT = [
    f"lib.{part}.{slug}" for part, slug in ROOMS if part in {"combinatorics", "categories"} or slug == "one_connection"
]


@pytest.mark.parametrize("module", ["lib", "lib.book", "lib.exact", *EXACT])
def test_symbolic_rooms_import_nothing_heavy(module: str) -> None:
    heavy = ("numpy", "torch", "scipy", "pandas", "altair", "matplotlib", "ipywidgets")
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
