"""Launch and download buttons that lead to a notebook that exists.

Sources are MyST files; Colab and most readers want an ``.ipynb``.  The branch ``notebooks`` holds one for every chapter
(`make notebooks`), and the site offers the same file for download.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx

from tools.notebooks import notebook_of

BRANCH = "notebooks"


def point_to_notebooks(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Rewrite the launch links of a page from its source on ``main`` to its notebook on ``notebooks``."""
    for group in context.get("header_buttons", ()):
        for button in group.get("buttons", ()):
            url = button.get("url", "")
            if "mybinder.org" in url:
                button["url"] = (
                    f"https://mybinder.org/v2/gh/worked-papers/worked-papers/{BRANCH}?urlpath=lab/tree/{pagename}.ipynb"
                )
            elif "colab.research" in url:
                button["url"] = (
                    f"https://colab.research.google.com/github/worked-papers/worked-papers/blob/{BRANCH}/{pagename}.ipynb"
                )


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Put each chapter's notebook where the download button points."""
    if exception is not None or app.builder.format != "html":
        return
    for place in sorted((Path(app.outdir) / "_sources" / "chapters").rglob("*.ipynb")):
        docname = place.relative_to(Path(app.outdir) / "_sources").with_suffix("")
        nbformat.write(notebook_of(Path(app.srcdir) / docname.with_suffix(".md")), place)


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after the theme has made its buttons."""
    app.connect("html-page-context", point_to_notebooks, priority=900)
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
