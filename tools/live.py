"""Pack Python for the reader's browser: ``python -m tools.live``.

A chapter with ``live: true`` in its front matter runs on its own built page.  What that needs is packed here into
``_build/live``: the pinned packages compiled by the very interpreter that will run them, a memory snapshot in which they
and the live chapters' rooms are already imported, and those rooms' sources and recorded results.  Compiling depends on
versions alone and the snapshot on versions and ``lib``; each is made again only when what it depends on has changed.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
OUT = ROOT / "_build" / "live"
PYODIDE = ROOT / "node_modules" / "pyodide"

# Pure Python all of them; charts bring altair's own chain. The build's environment holds the pinned versions.
DISTRIBUTIONS = (
    "sympy",
    "mpmath",
    "networkx",
    "altair",
    "narwhals",
    "jsonschema",
    "jsonschema-specifications",
    "attrs",
)
DISTRIBUTIONS += ("referencing", "typing-extensions", "jinja2", "packaging", "markupsafe")
# Of IPython only the printer of plain results: in the browser they read as the build prints them.
PRETTY = "IPython/lib/pretty.py"
# What no reader runs, and what only speaks to a server or to a disk.
LEFT_OUT = ("/tests/", "/benchmarks/", "/jupyter/js/", "/datasets/_metadata/", "/mathml/data/")
# narwhals' ways to other packages' tables, none of which is in the browser
LEFT_OUT += (
    "/narwhals/_arrow/",
    "/narwhals/_dask/",
    "/narwhals/_duckdb/",
    "/narwhals/_ibis/",
    "/narwhals/_pandas_like/",
)
LEFT_OUT += ("/narwhals/_polars/", "/narwhals/_spark_like/")
SOURCE_ONLY = {".pyc", ".pyi", ".so", ".c", ".typed"}

# Imported before the snapshot beside every live room.
PRELOADED = ("sympy", "mpmath", "networkx", "altair", "json", "dataclasses", "fractions", "itertools", "random", "time")
PRELOADED += ("traceback", "lib.book", "lib.exact", "IPython.lib.pretty")


def front_matter(text: str) -> dict[str, Any]:
    """Return the metadata that opens a page."""
    if not text.startswith("---\n"):
        return {}
    return yaml.safe_load(text.split("\n---", 1)[0][4:]) or {}


def live_chapters(root: Path = ROOT) -> list[Path]:
    """Return the sources of the chapters that run in the reader's browser."""
    pages = sorted((root / "chapters").glob("*/*.md"))
    return [page for page in pages if front_matter(page.read_text(encoding="utf-8")).get("live") is True]


def live_rooms(root: Path = ROOT) -> list[str]:
    """Return the package names of the live chapters' rooms."""
    return [f"lib.{page.parent.name}.{page.stem}" for page in live_chapters(root)]


def _imports(path: Path, package: str) -> Iterator[str]:
    """Yield what a file of ``lib`` imports when it is itself imported: module-level statements only."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def room_files(rooms: Iterable[str], root: Path = ROOT) -> dict[str, Path]:
    """Return the modules of ``lib`` that live rooms need, by name: every file of a room and what it imports at once.

    Files that a room imports inside a function belong to the room itself, or to a shared room that is packed whole.
    """
    found: dict[str, Path] = {}
    shared = [f"lib.{name}" for name in ("book", "exact")]
    queue = ["lib", *shared]
    for package in [*rooms, *shared]:
        queue += [package, *(f"{package}.{path.stem}" for path in root.joinpath(*package.split(".")).glob("*.py"))]
    while queue:
        name = queue.pop().removesuffix(".__init__")
        if name in found or name.split(".")[0] != "lib":
            continue
        if "." in name:
            queue.append(name.rpartition(".")[0])
        base = root.joinpath(*name.split("."))
        if (base / "__init__.py").is_file():
            found[name] = base / "__init__.py"
            queue += _imports(found[name], name)
        elif base.with_suffix(".py").is_file():
            found[name] = base.with_suffix(".py")
            queue += _imports(found[name], name.rpartition(".")[0])
    return dict(sorted(found.items()))


def book_files(root: Path = ROOT) -> list[Path]:
    """Return every file of the book that travels to the reader: modules, the data beside them, recorded runs."""
    rooms = live_rooms(root)
    files = set(room_files(rooms, root).values())
    for room in (*rooms, "lib.book", "lib.exact"):
        folder = root.joinpath(*room.split("."))
        files |= {path for path in folder.iterdir() if path.is_file() and path.suffix not in {".py", ".pyc"}}
        files |= set((root / "results" / room.removeprefix("lib.").replace(".", "/")).rglob("*.json"))
    return sorted(files)


def package_files() -> Iterator[tuple[str, Path]]:
    """Yield the name inside the archive and the place of every file of the packages that are packed."""
    for name in DISTRIBUTIONS:
        for file in sorted(distribution(name).files or (), key=str):
            inside = file.as_posix()
            if inside.startswith("..") or ".dist-info/" in inside or file.suffix in SOURCE_ONLY:
                continue
            if not any(part in f"/{inside}" for part in LEFT_OUT):
                yield inside, Path(str(file.locate()))
    yield PRETTY, Path(str(distribution("ipython").locate_file(PRETTY)))
    yield "rpds.py", ROOT / "_live" / "rpds.py"


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip archive whose bytes depend on names and contents alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return buffer.getvalue()


def _digest(*parts: bytes) -> str:
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big") + part)
    return hasher.hexdigest()


def versions() -> dict[str, str]:
    """Return what the packages' bytecode depends on."""
    pyodide = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))["version"]
    return {"pyodide": pyodide, **{name: version(name) for name in (*DISTRIBUTIONS, "ipython")}}


def packages_digest() -> str:
    """Return the digest on which compiling depends."""
    ours = [(ROOT / "_live" / name).read_bytes() for name in ("pack.mjs", "rpds.py")]
    rules = json.dumps([LEFT_OUT, sorted(SOURCE_ONLY), versions()]).encode()
    return _digest(rules, *ours)


def pack_digest() -> str:
    """Return the digest on which everything that is packed depends."""
    ours = [path.read_bytes() for path in sorted((ROOT / "_live").iterdir()) if path.is_file()]
    book = [part for path in book_files() for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes())]
    return _digest(packages_digest().encode(), json.dumps([PRELOADED, live_rooms()]).encode(), *ours, *book)


def packed(out: Path = OUT) -> dict[str, Any] | None:
    """Return the manifest of what is packed, if it is up to date."""
    manifest = out / "manifest.json"
    if not manifest.is_file():
        return None
    found: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return found if found["digest"] == pack_digest() else None


def _node(command: str, out: Path, **options: Any) -> None:
    """Run one step of the packer; its last words are the error if it fails."""
    call = ["node", str(ROOT / "_live" / "pack.mjs"), command, json.dumps({"out": str(out), **options})]
    run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(
            f"packing Python for the browser failed ({command}):\n{run.stdout[-2000:]}{run.stderr[-4000:]}"
        )


def pack(out: Path = OUT) -> dict[str, Any]:
    """Bring ``out`` up to date and return its manifest."""
    current = packed(out)
    if current is not None:
        return current
    out.mkdir(parents=True, exist_ok=True)
    (out / "manifest.json").unlink(missing_ok=True)
    start = time.monotonic()
    stamp = out / "packages.digest"
    if not stamp.is_file() or stamp.read_text() != packages_digest():
        print("compiling Python packages for the browser", flush=True)
        stamp.unlink(missing_ok=True)
        sources = [("IPython/__init__.py", b""), ("IPython/lib/__init__.py", b"")]
        sources += [(name, place.read_bytes()) for name, place in package_files()]
        # altair asks for its own version
        sources += [
            (
                f"{name.replace('-', '_')}-{version(name)}.dist-info/METADATA",
                f"Name: {name}\nVersion: {version(name)}\n".encode(),
            )
            for name in DISTRIBUTIONS
        ]
        (out / "sources.zip").write_bytes(archive(sources))
        _node("compile", out)
        stamp.write_text(packages_digest())
    print("importing them into a memory snapshot", flush=True)
    book = [(str(path.relative_to(ROOT)), path.read_bytes()) for path in book_files()]
    book.append(("live_runner.py", (ROOT / "_live" / "runner.py").read_bytes()))
    (out / "book.zip").write_bytes(archive(book))
    modules = [name for room in live_rooms() for name in room_modules(room)]
    _node("snapshot", out, modules=[*PRELOADED, *modules])
    site = out / "site"
    for name in ("live.mjs", "session.mjs", "worker.mjs", "boot.mjs"):
        shutil.copyfile(ROOT / "_live" / name, site / name)
    files = {
        path.relative_to(site).as_posix(): {"hash": _digest(path.read_bytes())[:12], "bytes": path.stat().st_size}
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
    manifest = {"digest": pack_digest(), "versions": versions(), "rooms": live_rooms(), "files": files}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(
        f"packed {sum(f['bytes'] for f in files.values()) / 1e6:.1f} MB in {time.monotonic() - start:.0f} s", flush=True
    )
    return manifest


def room_modules(room: str) -> list[str]:
    """Return what the snapshot imports of a room: the package, and its claims and figures where it has them."""
    folder = ROOT.joinpath(*room.split("."))
    return [room, *(f"{room}.{name}" for name in ("claims", "figures") if (folder / f"{name}.py").is_file())]


if __name__ == "__main__":
    try:
        pack()
    except RuntimeError as trouble:
        sys.exit(str(trouble))
