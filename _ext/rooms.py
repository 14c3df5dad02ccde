"""API pages: one directive documents a room of ``lib``, or all shared ones: names at a glance, then each in full."""

from __future__ import annotations

import importlib
import inspect
import types
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

SHARED = ("exact", "numeric", "data", "book")


def rooms_of(name: str, root: Path) -> list[str]:
    """Return package names: of one room, ``combinatorics.h_chromatic``, or of the rooms that every paper may use, ``shared``.

    A page holds one paper's room: with several it would be too heavy for a phone.
    """
    if name == "shared":
        return [f"lib.{shared}" for shared in SHARED if (root / "lib" / shared / "__init__.py").is_file()]
    if not root.joinpath("lib", *name.split("."), "__init__.py").is_file():
        raise ExtensionError(f"rooms must name a room of lib, as combinatorics.h_chromatic, or be shared; got {name!r}")
    return [f"lib.{name}"]


def room_text(package: str, titled: bool) -> str:
    """Return the reStructuredText that documents one room: its names at a glance, then each in full."""
    title = f"``{package}``"
    module = importlib.import_module(package)
    # Constants have no docstring to summarise; they stand below, in the module's own text.
    public = [name for name in sorted(getattr(module, "__all__", ())) if _has_docstring(getattr(module, name))]
    lines = [title, "-" * len(title), ""] if titled else []
    if public:
        lines += [".. autosummary::", "   :nosignatures:", ""]
        lines += [f"   {package}.{name}" for name in public] + [""]
    lines += [f".. automodule:: {package}", "   :members:", "   :imported-members:", ""]
    return "\n".join(lines)


def _has_docstring(thing: object) -> bool:
    return inspect.isroutine(thing) or (inspect.isclass(thing) and not isinstance(thing, types.GenericAlias))


class Rooms(SphinxDirective):
    """``{rooms} combinatorics.h_chromatic``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Document the rooms asked for."""
        name = self.arguments[0]
        root = Path(self.env.srcdir)
        node = nodes.section()
        node.document = self.state.document
        self.env.note_dependency(__file__)
        for package in rooms_of(name, root):
            for path in root.joinpath(*package.split(".")).rglob("*.py"):
                self.env.note_dependency(str(path))
            directive = "\n".join(["```{eval-rst}", room_text(package, titled=name == "shared"), "```"])
            nested_parse_with_titles(self.state, StringList(directive.splitlines(), source=package), node)
        return node.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("rooms", Rooms)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
