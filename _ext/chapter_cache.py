"""Run the chapters that need running, two at a time, before Sphinx reads them.

jupyter-cache keys on a chapter's code cells alone and would serve stale outputs after ``lib`` changes.  Here each
chapter has a digest of everything its outputs depend on: its code cells, every file of ``lib`` that they reach, the
recorded results of its room, and the pinned versions.  A chapter whose digest changed loses its cached run and is run
again; prose is not part of the digest.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import nbclient
import nbformat
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from jupyter_cache.executors import utils as executors
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from traitlets.config import Config

READ_DATA = {"name": "myst_nb_md", "type": "plugin"}
WORKERS = 2


def imported_modules(source: str, package: str = "") -> set[str]:
    """Return the dotted names that a piece of Python imports from ``lib``, lazily or not.

    For ``from lib.book import figure`` both ``lib.book`` and ``lib.book.figure`` are returned; names that turn out
    not to be modules are dropped by :func:`reached_files`.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
            found.add(base)
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return {name for name in found if name == "lib" or name.startswith("lib.")}


def reached_files(names: Iterable[str], root: Path) -> set[Path]:
    """Return every file of ``lib`` that importing these names can reach, data files beside the modules included."""
    queue = list(names)
    seen: set[str] = set()
    files: set[Path] = set()
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        if "." in name:
            queue.append(name.rsplit(".", 1)[0])
        base = root.joinpath(*name.split("."))
        if (base / "__init__.py").is_file():
            path, package = base / "__init__.py", name
            files |= {p for p in base.iterdir() if p.is_file() and p.suffix not in {".py", ".pyc"}}
        elif base.with_suffix(".py").is_file():
            path, package = base.with_suffix(".py"), name.rsplit(".", 1)[0]
        else:
            continue
        files.add(path)
        queue.extend(imported_modules(path.read_text(encoding="utf-8"), package))
    return files


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the sources of a notebook's code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def python_only(source: str) -> str:
    """Drop the lines that only a notebook understands (``%pip``, ``!ls``), so that the rest can be parsed."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))


def digest_of(docname: str, notebook: nbformat.NotebookNode, root: Path) -> str:
    """Return a digest of everything the chapter's outputs depend on."""
    code = code_of(notebook)
    names: set[str] = set()
    for source in code:
        names |= imported_modules(python_only(source))
    files = reached_files(names, root)
    parts = Path(docname).parts
    if len(parts) == 3:  # chapters/<part>/<slug>: its whole room, since claim tables import it by name
        room = root / "lib" / parts[1] / parts[2]
        files |= reached_files((f"lib.{parts[1]}.{parts[2]}.{path.stem}" for path in room.glob("*.py")), root)
        files |= set((root / "results" / parts[1] / parts[2]).rglob("*.json"))
    files |= {path for path in (root / "results").glob("*.json") if any(path.stem in source for source in code)}
    files |= {root / "requirements.txt", root / "requirements-data.txt"}
    hasher = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}".encode())
    for source in code:
        hasher.update(source.encode() + b"\0")
    for path in sorted(files):
        hasher.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()


def run_one(cache_path: str, path: str, timeout: int) -> tuple[str, float, str]:
    """Run one chapter in an empty folder and cache its outputs; return its path, the seconds, and what went wrong."""
    start = time.monotonic()
    cache = get_cache(cache_path)
    with tempfile.TemporaryDirectory() as sockets:
        # Sockets in a folder instead of ports: two kernels that start at once cannot pick the same one.
        how = {"transport": "ipc", "ip": f"{sockets}/kernel"} if os.name == "posix" else {}
        # A kernel sends what a cell prints in pieces, cut wherever it was busy; joined, a page shows one block.  The
        # executor hands no options to its client.
        executors.executenb = functools.partial(
            nbclient.execute, coalesce_streams=True, config=Config(KernelManager=how)
        )
        result = load_executor("temp-serial", cache).run_and_cache(filter_uris=[path], timeout=timeout, force=True)
    trouble = ""
    if path not in result.succeeded:
        trouble = cache.get_project_record(path).traceback or "the kernel could not run it"
    cache.db.dispose()
    return path, time.monotonic() - start, trouble


def notebooks_of(app: Sphinx) -> dict[str, nbformat.NotebookNode]:
    """Read every page of the book that has code cells, by its name."""
    found = {}
    for docname in sorted(app.env.found_docs):
        path = Path(app.env.doc2path(docname))
        if path.suffix == ".md" and path.read_text(encoding="utf-8").startswith("---"):
            notebook = read_myst_markdown_notebook(path.read_text(encoding="utf-8"), path=path)
            if notebook is not None and code_of(notebook):
                found[docname] = notebook
    return found


def run_stale_chapters(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Bring the cache up to date; return the pages whose outputs changed, so that Sphinx reads them again."""
    root = Path(app.srcdir)
    folder = root / "_build" / ".digests"
    cache_path = app.config.nb_execution_cache_path or str(root / "_build" / ".jupyter_cache")
    app.config.nb_execution_cache_path = cache_path
    cache = get_cache(cache_path)
    stale: dict[str, tuple[str, str]] = {}
    for docname, notebook in notebooks_of(app).items():
        digest = digest_of(docname, notebook, root)
        stamp = folder / docname.replace("/", ".")
        path = str(Path(app.env.doc2path(docname)))
        try:
            cached = cache.match_cache_notebook(notebook)
        except KeyError:
            cached = None
        if cached is not None and stamp.is_file() and stamp.read_text() == digest:
            continue
        if cached is not None:
            cache.remove_cache(cached.pk)
        stamp.unlink(missing_ok=True)
        cache.add_nb_to_project(path, read_data=READ_DATA)
        stale[path] = (docname, digest)
    if stale:
        # One thread a kernel: two kernels at a time fill the two cores. The kernels print for a page, not for a reader
        # who can answer.
        os.environ.update(WORKED_PAPERS_STATIC="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        # A kernel finds lib although it runs in an empty folder.
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
        folder.mkdir(parents=True, exist_ok=True)
        failures = []
        print(f"running {len(stale)} chapters, {WORKERS} at a time", flush=True)
        with ProcessPoolExecutor(WORKERS) as pool:
            jobs = [pool.submit(run_one, cache_path, path, app.config.nb_execution_timeout) for path in stale]
            for count, job in enumerate(as_completed(jobs), 1):
                path, seconds, trouble = job.result()
                docname, digest = stale[path]
                print(f"[{count}/{len(stale)}] {docname}  {seconds:.1f} s{'  FAILED' if trouble else ''}", flush=True)
                if trouble:
                    failures.append(f"{docname} did not run:\n{trouble}")
                else:
                    (folder / docname.replace("/", ".")).write_text(digest)
        if failures:
            raise ExtensionError("\n".join(failures))
    return [docname for docname, _ in stale.values() if docname not in removed]


def setup(app: Sphinx) -> dict[str, Any]:
    """Run before every other reader of the environment."""
    app.connect("env-get-outdated", run_stale_chapters, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
