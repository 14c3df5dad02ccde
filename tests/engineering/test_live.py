"""What live chapters promise, and what packs Python for the browser."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import types
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import networkx.generators.atlas
import pytest
import sympy
from IPython.core.formatters import DisplayFormatter
from myst_nb.core.read import read_myst_markdown_notebook

from tools.live import archive, book_files, front_matter, live_chapters, live_rooms, room_files, room_modules

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from policy import inline_scripts, policy_of, with_policy  # noqa: E402

CHAPTERS = [page.relative_to(ROOT).as_posix() for page in live_chapters()]
# What the browser's Python has beside the standard library and lib.
PACKED = {"sympy", "mpmath", "networkx", "altair", "lib"}


def cells(chapter: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each code cell with its tags."""
    path = ROOT / chapter
    notebook = read_myst_markdown_notebook(path.read_text(encoding="utf-8"), path=path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield cell.source, set(cell.metadata.get("tags", ()))


def names(source: str, context: type[ast.expr_context]) -> set[str]:
    """Return the names that a cell binds (Store) or reads (Load) anywhere."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            found.add(node.id)
        elif context is ast.Store and isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif context is ast.Store and isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return found


def imports(source: str) -> set[str]:
    """Return the packages that a piece of Python imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_there_is_a_live_chapter() -> None:
    assert "chapters/combinatorics/h_chromatic.md" in CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_all_code_of_a_live_chapter_is_on_its_page(chapter: str) -> None:
    for source, tags in cells(chapter):
        assert not tags & {"remove-cell", "remove-input"}, source
        assert not re.search(r"^\s*[%!]", source, re.M), f"only a notebook understands this cell: {source}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_live_cells_import_what_the_browser_has(chapter: str) -> None:
    for source, tags in cells(chapter):
        if "no-live" not in tags:
            assert imports(source) <= PACKED | sys.stdlib_module_names, source


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_live_cells_do_not_need_printed_ones(chapter: str) -> None:
    live: set[str] = set()
    printed: set[str] = set()
    for source, tags in cells(chapter):
        bound = names(source, ast.Store)
        if "no-live" in tags:
            printed |= bound
            continue
        missing = names(source, ast.Load) & printed - live - bound
        assert not missing, f"{missing} come from a cell tagged no-live: {source}"
        live |= bound


@pytest.mark.parametrize("room", live_rooms())
def test_live_rooms_import_nothing_that_the_browser_lacks(room: str) -> None:
    # Everything else is hidden, so that a package which happens to be installed cannot help.
    code = f"""
import sys
allowed = {sorted(PACKED - {"altair"} | sys.stdlib_module_names)!r}
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in allowed:
            raise ModuleNotFoundError(f"a live room imports {{name}}", name=name)
sys.meta_path.insert(0, Hidden())
import importlib
for name in {room_modules(room)!r}:
    importlib.import_module(name)
"""
    # sympy and networkx look for optional packages and are content without them
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, env=paths(), check=False
    )
    assert run.returncode == 0, run.stderr


def paths() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}


@pytest.mark.parametrize("room", live_rooms())
def test_what_a_live_room_needs_travels(room: str) -> None:
    packed = {path.relative_to(ROOT).as_posix() for path in book_files()}
    for name in room_modules(room):
        assert any(f"{name.replace('.', '/')}{ending}" in packed for ending in (".py", "/__init__.py"))
    results = ROOT / "results" / room.removeprefix("lib.").replace(".", "/")
    assert {path.relative_to(ROOT).as_posix() for path in results.rglob("*.json")} <= packed
    assert {"lib/__init__.py", "lib/book/table.py", "lib/exact/graphs.py"} <= packed


def test_rooms_that_no_live_chapter_needs_stay_behind() -> None:
    assert "lib.combinatorics.h_chromatic.trees" in room_files(["lib.combinatorics.h_chromatic"])
    assert not any(name.startswith("lib.dynamics") for name in room_files(["lib.combinatorics.h_chromatic"]))


def test_front_matter_is_read_or_absent() -> None:
    assert front_matter("---\nlive: true\n---\n# Title") == {"live": True}
    assert front_matter("# Title\n\n---\nlive: true\n---") == {}
    assert front_matter("---\n---\n") == {}


def test_archives_depend_on_their_content_alone() -> None:
    files = [("a.py", b"x = 1\n"), ("b/c.txt", b"words")]
    first, second = archive(files), archive(files)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert [(name, packed.read(name)) for name in packed.namelist()] == files


def test_the_start_names_the_pinned_pyodide() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]["pyodide"]
    start = (ROOT / "_live" / "boot.mjs").read_text()
    assert f'version: "{wanted}"' in start


def test_page_script_is_small() -> None:
    assert len((ROOT / "_live" / "live.mjs").read_bytes()) <= 6_000


PAGE = """<html><head><meta charset="utf-8" />
<script src="a.js"></script><script>one()</script><script type="application/json">{"b": 1}</script>
<script type="module">two()</script></head></html>"""


def test_policy_knows_each_inline_script() -> None:
    assert inline_scripts(PAGE) == ["one()", "two()"]
    policy = policy_of(PAGE)
    assert policy.count("'sha256-") == 2
    assert "unsafe-eval" not in policy
    live = PAGE.replace('type="application/json"', 'type="application/json" id="wp-live"')
    assert "'wasm-unsafe-eval'" in policy_of(live)
    assert with_policy(PAGE).index("http-equiv") < with_policy(PAGE).index("<script")
    # a build that writes only what changed finds its own policy in the other pages
    assert with_policy(with_policy(PAGE)) == with_policy(PAGE)
    with pytest.raises(Exception, match="does not begin"):
        with_policy("<html></html>")


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """The runner, as it would run in the browser, with what it sends kept in a list."""
    # any file will do: its content is kept for the browser's file system
    monkeypatch.setattr(networkx.generators.atlas, "ATLAS_FILE", ROOT / "README.md")
    spec = importlib.util.spec_from_file_location("live_runner", ROOT / "_live" / "runner.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module._main.__dict__.update(display=module.display)
    module.sent = []
    module.connect(lambda kind, text: module.sent.append((kind, text)))
    run = module.run

    def redirected(code: str, number: int) -> bool:
        with redirect_stdout(module.Stream("stdout")), redirect_stderr(module.Stream("stderr")):
            return run(code, number)

    module.run = redirected
    return module


VALUES = [
    42,
    "text",
    {(2, 1): 6, (1, 1, 1): 6},
    {3, 1, 2},
    list(range(60)),
    sympy.Symbol("x") ** 2 / 2,
    sympy.Matrix([[1, 2]]),
    [sympy.Symbol("x")],
    sympy.Symbol,
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_look_as_ipython_prints_them(runner: types.ModuleType, value: object) -> None:
    wanted, _ = DisplayFormatter().format(value)
    wanted.pop("image/png", None)
    assert runner.bundle_of(value) == wanted


def test_a_cell_runs_as_in_a_notebook(runner: types.ModuleType) -> None:
    assert runner.run("x = 1\nprint('a')\nx + 1", 1)
    # text may come in pieces
    assert "".join(text for kind, text in runner.sent if kind == "stdout") == "a\n"
    assert runner.sent[-1] == ("bundle", '{"text/plain": "2"}')
    runner.sent.clear()
    assert runner.run("x + 1;", 1)
    assert runner.run("None", 1)
    assert runner.run("# nothing", 1)
    assert runner.run("", 1)
    assert runner.sent == []
    assert runner.run("_", 1)
    assert runner.sent == [("bundle", '{"text/plain": "2"}')]


def test_errors_show_the_readers_lines(runner: types.ModuleType) -> None:
    assert not runner.run("import json\njson.loads('{')", 7)
    kind, text = runner.sent[-1]
    assert kind == "error"
    assert 'File "cell 7", line 2, in <module>' in text
    assert "json.loads('{')" in text
    assert "decoder.py" not in text
    assert text.rstrip().endswith("(char 1)")
    assert not runner.run("raise KeyboardInterrupt", 8)
    assert runner.sent[-1] == ("stopped", "")
    assert not runner.run("import no_such_package.part", 9)
    assert ("missing", "no_such_package") in runner.sent
    assert not runner.run("import lib.no_such_room", 9)
    assert ("missing", "lib") not in runner.sent


def test_output_is_cut(runner: types.ModuleType) -> None:
    assert runner.run("for i in range(3):\n    print('x' * 60_000)", 1)
    assert sum(len(text) for kind, text in runner.sent if kind == "stdout") == runner.MOST_TEXT
    assert [kind for kind, _ in runner.sent].count("notice") == 1
