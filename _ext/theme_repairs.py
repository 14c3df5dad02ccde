"""Mend what the stock theme does that this book cannot use.

The theme brings 1.5 MB of icon script for a dozen icons, a script that asks an outside host for a kernel, and a few names
that screen readers and speech control stumble over.  Each repair names what it expects to find; the site's own tests
(axe-core, no outside host, bytes moved) say when a new theme needs another.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

ICON_STYLES = {
    "fa-solid": "solid",
    "fas": "solid",
    "fa-brands": "brands",
    "fab": "brands",
    "fa-regular": "regular",
    "far": "regular",
}
MODIFIERS = {"fa-lg", "fa-fw", "fa-sm", "fa-xs", "fa-2x"}
# The theme's own scripts set these after the page has loaded.
ALWAYS = {
    ("solid", "sun"),
    ("solid", "moon"),
    ("solid", "circle-half-stroke"),
    ("solid", "angle-right"),
    ("solid", "copy"),
}


def drop_kernel_scripts(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Leave out the scripts and styles of sphinx-thebe, which Jupyter Book loads even where it is switched off."""

    def ours(asset: Any) -> bool:
        body = getattr(asset, "attributes", {}).get("body") or ""
        return "thebe" not in f"{getattr(asset, 'filename', asset)}{body}".lower()

    for kind in ("script_files", "css_files"):
        context[kind] = [asset for asset in context.get(kind, ()) if ours(asset)]


def icons_in(page: str) -> set[tuple[str, str]]:
    """Return the (style, name) of every icon that a page names."""
    found = set()
    for classes in re.findall(r'class="([^"]*\bfa-[^"]*)"', page):
        names = classes.split()
        style = next((ICON_STYLES[name] for name in names if name in ICON_STYLES), "solid")
        found |= {(style, n[3:]) for n in names if n.startswith("fa-") and n not in MODIFIERS and n not in ICON_STYLES}
    return found


def icon_styles(icons: set[tuple[str, str]], package: Path) -> str:
    """Return a style sheet that draws each icon as a mask in the text's own colour."""
    aliases: dict[str, str] = {}
    for name, entry in json.loads((package / "metadata" / "icon-families.json").read_text(encoding="utf-8")).items():
        aliases |= dict.fromkeys(entry.get("aliases", {}).get("names", ()), name)
    rules = [
        ":is(i,span)[class*='fa-']{display:inline-block;width:1em;height:1em;vertical-align:-0.125em;background:currentColor;"
        "-webkit-mask:var(--icon) center/contain no-repeat;mask:var(--icon) center/contain no-repeat}",
        # without its letter an icon does not fetch the theme's icon fonts (0.3 MB)
        ":is(i,span)[class*='fa-']::before{content:none!important}",
        ":is(i,span).fa-lg{font-size:1.25em}",
        "@media (forced-colors:active){:is(i,span)[class*='fa-']{background:CanvasText}}",
    ]
    for style, name in sorted(icons):
        path = package / "svgs" / style / f"{aliases.get(name, name)}.svg"
        if not path.is_file():
            raise ExtensionError(f"a page asks for the icon {name!r} ({style}), which Font Awesome Free does not have")
        svg = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        rules.append(f'.fa-{name}{{--icon:url("data:image/svg+xml,{quote(svg, safe=" =/:")}")}}')
    return "/* Icons: Font Awesome Free (CC BY 4.0), the ones this site uses. */\n" + "\n".join(rules) + "\n"


def repaired(page: str) -> str:
    """Return a page with the theme's slips mended; a repaired page stays as it is."""
    page = re.sub(r'\s*<script defer src="[^"]*fontawesome\.js[^"]*"></script>', "", page)
    page = re.sub(r'\s*<link rel="preload" as="script" href="[^"]*fontawesome\.js[^"]*" */?>', "", page)
    # A name that hides the words on a button: the words are name enough.
    page = re.sub(r'(<button class="btn search-button-field[^>]*?) title="Search" aria-label="Search"', r"\1", page)
    page = re.sub(r'<(i class="theme-switch[^"]*" data-mode="\w+")\s+title="[^"]*"', r"<\1", page)
    page = page.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    # Code in attributes, which the pages' policy does not let run; the page script listens instead.
    page = page.replace('onclick="window.print()"', 'data-wp-action="print"')
    page = page.replace('onclick="toggleFullScreen()"', 'data-wp-action="fullscreen"')
    # A list whose members say that they are references, not list items.
    page = page.replace('<div role="list" class="citation-list">', '<div class="citation-list">')
    # A switch without a name, and a script-made role on its icon.
    page = re.sub(
        r'<summary><span class="toctree-toggle" role="presentation">',
        '<summary aria-label="Show or hide the pages below"><span class="toctree-toggle" role="presentation">',
        page,
    )
    return page


def repair_pages(app: Sphinx, exception: Exception | None) -> None:
    """Go over every page that was written."""
    if exception is not None or app.builder.format != "html":
        return
    icons = set(ALWAYS)
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        icons |= icons_in(page)
        mended = repaired(page)
        if path.name != "search.html":
            # The search's own page loads the index of all words; every other page would carry it along unread.
            mended = re.sub(
                r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>', "", mended
            )
        if mended != page:
            path.write_text(mended, encoding="utf-8")
    (Path(app.outdir) / "_static" / "scripts" / "fontawesome.js").unlink(missing_ok=True)
    # Two thousand letters for icons that this site draws otherwise: a quarter of the theme's style sheet.
    styles = Path(app.outdir) / "_static" / "styles" / "pydata-sphinx-theme.css"
    letters = re.compile(r"(?:\.fa-[\w-]+:{1,2}before,?)+\{content:[^{}]*\}")
    styles.write_text(letters.sub("", styles.read_text(encoding="utf-8")), encoding="utf-8")
    package = Path(app.srcdir) / "node_modules" / "@fortawesome" / "fontawesome-free"
    (Path(app.outdir) / "_static" / "icons.css").write_text(icon_styles(icons, package), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Come after everything that writes pages."""
    app.add_css_file("icons.css")
    app.connect("html-page-context", drop_kernel_scripts, priority=950)
    app.connect("build-finished", repair_pages, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
