"""API pages: one directive lists every room of a part of ``lib``, each with a summary and its documented names."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

SHARED = ("exact", "numeric", "data", "book")


def rooms_of(part: str, root: Path) -> list[str]:
    """Return the package names of a part's rooms; ``shared`` for the rooms that every paper may use."""
    if part == "shared":
        return [f"lib.{name}" for name in SHARED if (root / "lib" / name / "__init__.py").is_file()]
    modules = pkgutil.iter_modules([str(root / "lib" / part)])
    return [f"lib.{part}.{module.name}" for module in modules if module.ispkg]


def room_text(package: str) -> str:
    """Return the reStructuredText that documents one room: its names at a glance, then each in full."""
    title = f"``{package}``"
    module = importlib.import_module(package)
    # Constants have no docstring to summarise; they stand below, in the module's own text.
    public = [name for name in sorted(getattr(module, "__all__", ())) if _has_docstring(getattr(module, name))]
    lines = [f".. _api-{package}:", "", title, "-" * len(title), ""]
    if public:
        lines += [".. autosummary::", "   :nosignatures:", ""]
        lines += [f"   {package}.{name}" for name in public] + [""]
    lines += [f".. automodule:: {package}", "   :members:", "   :imported-members:", ""]
    return "\n".join(lines)


def _has_docstring(thing: object) -> bool:
    return inspect.isroutine(thing) or (inspect.isclass(thing) and not isinstance(thing, types.GenericAlias))


class Rooms(SphinxDirective):
    """``{rooms} combinatorics``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Document every room of the part."""
        part = self.arguments[0]
        root = Path(self.env.srcdir)
        node = nodes.section()
        node.document = self.state.document
        self.env.note_dependency(__file__)
        for package in rooms_of(part, root):
            for path in root.joinpath(*package.split(".")).rglob("*.py"):
                self.env.note_dependency(str(path))
            directive = "\n".join(["```{eval-rst}", room_text(package), "```"])
            nested_parse_with_titles(self.state, StringList(directive.splitlines(), source=package), node)
        return node.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("rooms", Rooms)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
