"""What a page says of itself to machines: its own description, and where to go from an address that does not exist."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

DESCRIPTION = re.compile(r'(<meta (?:property="og:description"|name="description") content=")[^"]*(")')


def described(metatags: str, description: str) -> str:
    """Return a page's tags with the description its author wrote in place of its first words, formulas and all."""
    words = html.escape(" ".join(description.split()))
    return DESCRIPTION.sub(lambda found: f"{found[1]}{words}{found[2]}", metatags)


def way_out(baseurl: str) -> str:
    """Return a script that leads from any depth of addresses to the page that says nothing is there.

    A host shows that page under the address that was asked for, where its relative styles and links lead nowhere.
    """
    home = json.dumps(urlsplit(baseurl).path)
    return f'<script>if (!location.pathname.endsWith("/404.html")) location.replace({home} + "404.html");</script>'


def add_facts(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Correct the tags of one page."""
    description = (context.get("meta") or {}).get("description")
    if description:
        context["metatags"] = described(context["metatags"], description)
    if pagename == "404":
        context["metatags"] += way_out(app.config.html_baseurl)


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after sphinxext.opengraph, which fills in first words."""
    app.connect("html-page-context", add_facts, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
