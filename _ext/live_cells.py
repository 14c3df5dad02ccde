"""Chapters that run in the reader's browser: their pages name the files that this takes.

``python -m tools.live`` packs Python (`make book` does so when something has changed); this extension copies the pack
into the site and names it on the pages of chapters with ``live: true``.  Without an up-to-date pack, or with ``LIVE=0``,
those chapters are printed like all others.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from tools import live

logger = logging.getLogger(__name__)
# What the first click does not fetch: modules that few readers import, and what the slow road takes.
LATER = ("rest.zip", "all.zip", "pyodide/python_stdlib.zip")
# The pack of this build, by the folder it builds.
_PACKS: dict[Path, dict[str, Any]] = {}


def find_pack(app: Sphinx) -> None:
    """Look for the pack before pages are written."""
    if app.builder.format != "html" or os.environ.get("LIVE") == "0" or not live.live_chapters():
        return
    pack = live.packed()
    if pack is None:
        logger.info("live cells are left out: `python -m tools.live` packs Python for the browser")
    else:
        _PACKS[Path(app.outdir)] = pack


def name_files(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Name the files to a live chapter's page: with these names the book's own script fetches the live one."""
    pack = _PACKS.get(Path(app.outdir))
    if pack is None or pagename not in {
        page.relative_to(live.ROOT).with_suffix("").as_posix() for page in live.live_chapters()
    }:
        return
    files = pack["files"]
    first = sum(file["bytes"] for name, file in files.items() if name not in LATER)
    names = json.dumps({"files": files, "first": first})
    # Sphinx takes scripts of its own kind only.
    context["metatags"] = context.get("metatags", "") + f'<script type="application/json" id="wp-live">{names}</script>'


def copy_pack(app: Sphinx, exception: Exception | None) -> None:
    """Put the pack into the site."""
    if exception is None and Path(app.outdir) in _PACKS:
        shutil.copytree(live.OUT / "site", Path(app.outdir) / "live", dirs_exist_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after the theme has made its pages."""
    app.connect("builder-inited", find_pack)
    app.connect("html-page-context", name_files)
    app.connect("build-finished", copy_pack)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
