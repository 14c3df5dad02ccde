"""What makes a chapter run again, and what does not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from chapter_cache import digest_of, imported_modules, reached_files, run_one  # noqa: E402

DOCNAME = "chapters/combinatorics/h_chromatic"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("lib", "results"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for pins in ("requirements.txt", "requirements-data.txt"):
        shutil.copy(ROOT / pins, tmp_path)
    return tmp_path


def chapter(*cells: str, prose: str = "text") -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(prose), *map(nbformat.v4.new_code_cell, cells)]
    )


CELL = "from lib.combinatorics import h_chromatic as hc\nhc.distinguish_trees(5)"


def append(path: Path, text: str = "\n# changed\n") -> None:
    path.write_text(path.read_text() + text)


def test_prose_does_not_matter(copy: Path) -> None:
    assert digest_of(DOCNAME, chapter(CELL), copy) == digest_of(DOCNAME, chapter(CELL, prose="other"), copy)


@pytest.mark.parametrize(
    "changed",
    [
        "lib/combinatorics/h_chromatic/trees.py",
        "lib/combinatorics/h_chromatic/claims.py",
        "lib/exact/partitions.py",
        "lib/book/table.py",
        "results/combinatorics/h_chromatic/trees.json",
        "requirements.txt",
        "requirements-data.txt",
    ],
)
def test_what_the_chapter_reaches_matters(copy: Path, changed: str) -> None:
    before = digest_of(DOCNAME, chapter(CELL), copy)
    append(copy / changed)
    assert digest_of(DOCNAME, chapter(CELL), copy) != before


@pytest.mark.parametrize(
    "other", ["lib/statistics/compositional/precision.py", "lib/numeric/devices.py", "lib/data/roman_glass_cups.csv"]
)
def test_what_it_does_not_reach_does_not(copy: Path, other: str) -> None:
    before = digest_of(DOCNAME, chapter(CELL), copy)
    append(copy / other)
    assert digest_of(DOCNAME, chapter(CELL), copy) == before


def test_data_beside_a_module_matters(copy: Path) -> None:
    page = chapter("from lib.data import roman_glass_cups")
    before = digest_of("chapters/statistics/compositional", page, copy)
    append(copy / "lib/data/roman_glass_cups.csv", "1\n")
    assert digest_of("chapters/statistics/compositional", page, copy) != before


def test_cells_matter(copy: Path) -> None:
    assert digest_of(DOCNAME, chapter(CELL), copy) != digest_of(DOCNAME, chapter(CELL + "\n1"), copy)


def test_lazy_and_relative_imports_are_seen() -> None:
    source = "def f():\n    from lib.exact import partitions\n    from . import trees\nimport os"
    found = imported_modules(source, "lib.combinatorics.h_chromatic")
    assert found == {
        "lib.exact",
        "lib.exact.partitions",
        "lib.combinatorics.h_chromatic",
        "lib.combinatorics.h_chromatic.trees",
    }


def test_closure_reaches_shared_rooms() -> None:
    names = {path.name for path in reached_files(["lib.combinatorics.h_chromatic"], ROOT)}
    assert {"trees.py", "partitions.py", "symmetric_functions.py"} <= names
    assert "precision.py" not in names


def test_what_a_cell_prints_in_pieces_is_kept_as_one(tmp_path: Path) -> None:
    code = "import time\nprint('a', end='', flush=True)\ntime.sleep(0.5)\nprint('b')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "page.ipynb"
    nbformat.write(notebook, path)
    cache = get_cache(str(tmp_path / "cache"))
    cache.add_nb_to_project(str(path))
    assert run_one(str(tmp_path / "cache"), str(path), 60)[2] == ""
    outputs = cache.merge_match_into_notebook(nbformat.read(path, 4))[1].cells[0].outputs
    cache.db.dispose()
    assert [output.text for output in outputs] == ["ab\n"]
