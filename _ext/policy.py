"""A Content-Security-Policy on every page: nothing from outside the site, and no script but the site's own.

Pages are static, so the policy travels in each page, and every inline script of the theme is allowed by the hash of its
text.  Styles stay open: drawings and formulas carry theirs inline.  Chapters that run in the reader's browser may
compile WebAssembly, which is what their Python is.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

CHARSET = '<meta charset="utf-8" />'
LIVE_MARK = '<script type="application/json" id="wp-live">'
# Scripts of other types are data to browsers.
RUN = {"", "text/javascript", "module"}


def inline_scripts(page: str) -> list[str]:
    """Return the text of every script of a page that a browser would run from the page itself."""
    found = []
    for attributes, text in re.findall(r"<script\b([^>]*)>(.*?)</script>", page, flags=re.DOTALL):
        kind = re.search(r'\btype="([^"]*)"', attributes)
        if "src=" not in attributes and (kind[1] if kind else "") in RUN:
            found.append(text)
    return found


def policy_of(page: str) -> str:
    """Return the policy that lets a page do what it does, and nothing else."""
    digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline_scripts(page)}
    scripts = ["'self'", *(f"'sha256-{digest}'" for digest in sorted(digests))]
    if LIVE_MARK in page:
        scripts.append("'wasm-unsafe-eval'")
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )


def with_policy(page: str) -> str:
    """Return a page with its policy, before anything that the policy is about; an earlier build's policy gives way."""
    page = re.sub(r'\n    <meta http-equiv="Content-Security-Policy" [^>]*/>', "", page)
    if CHARSET not in page:
        raise ExtensionError(f"a page does not begin with {CHARSET}; look at _ext/policy.py again")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy_of(page)}" />'
    return page.replace(CHARSET, f"{CHARSET}\n    {meta}", 1)


def add_policies(app: Sphinx, exception: Exception | None) -> None:
    """Go over every page, after everything else that changes pages."""
    if exception is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        # Parts of pages that packages ship beside their scripts are not pages.
        if "<html" in page:
            path.write_text(with_policy(page), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Come last."""
    app.connect("build-finished", add_policies, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
