"""Leave room for charts before they are drawn, so that no text moves under a reader's eyes when they are.

A chart is drawn when it comes into view; until then its place would be empty and low.  The build asks Vega how high the
drawing will be, on a screen and on a phone, and writes that into the page.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

CHART = re.compile(
    r'(<div class="wp-chart" role="group" aria-label="[^"]*")(><script type="application/json">)(.*?)</script>'
)
MEASURE = Path(__file__).with_suffix(".mjs")


# Widths of the text on a screen and on a phone, in pixels.
WIDTHS = (608, 342)


def measure(specs: list[dict[str, Any]]) -> list[list[int]]:
    """Return the heights of every chart's drawing on a screen and on a phone, in pixels."""
    asked = json.dumps({"specs": specs, "widths": WIDTHS})
    run = subprocess.run(["node", MEASURE], input=asked, capture_output=True, text=True, check=False)
    if run.returncode:
        raise ExtensionError(f"Vega could not measure a chart: {run.stderr.strip()}")
    heights: list[list[int]] = json.loads(run.stdout)
    return heights


def room(spec: dict[str, Any], heights: list[int]) -> str:
    """Return the style of a chart's place: the heights of its drawing, and the rows of its controls below.

    Two controls stand beside each other on a screen, on a phone often only one.
    """
    screen, phone = heights
    controls = sum("bind" in parameter for parameter in spec.get("params", []))
    return (
        f"--wp-drawing: {screen}px; --wp-rows: {(controls + 1) // 2}; --wp-phone-drawing: {phone}px; "
        f"--wp-phone-rows: {controls}"
    )


def leave_room(app: Sphinx, exception: Exception | None) -> None:
    """Measure the charts of every page that was written anew, all in one go, and write their rooms into the pages."""
    if exception is not None or app.builder.format != "html":
        return
    pages = {path: path.read_text(encoding="utf-8") for path in sorted((Path(app.outdir) / "chapters").rglob("*.html"))}
    # "</" cannot stand inside a script element; the book's charts write it otherwise.
    specs = [json.loads(found[3]) for page in pages.values() for found in CHART.finditer(page)]
    rooms = iter([room(spec, heights) for spec, heights in zip(specs, measure(specs), strict=True)])
    for path, page in pages.items():
        if CHART.search(page):
            path.write_text(CHART.sub(lambda found: _placed(found, next(rooms)), page), encoding="utf-8")


def _placed(found: re.Match[str], style: str) -> str:
    return f'{found[1]} style="{style}"{found[2]}{found[3]}</script>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Come when the pages are written; a page kept from an earlier build has its rooms already."""
    app.connect("build-finished", leave_room)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
