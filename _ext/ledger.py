"""The ledger page: every claim of every chapter, read from the very outputs that the chapters show."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from chapter_cache import notebooks_of
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lib.book.claims import PARTS, VERDICTS
from lib.book.table import CLAIMS_KEY, KIND_WORDS, VERDICT_MARKS, Row, table_html


def rows_of_chapters(app: Sphinx) -> dict[str, list[Row]]:
    """Return the rows of each chapter's claim table, by page name, in reading order of the parts."""
    cache = get_cache(app.config.nb_execution_cache_path)
    found: dict[str, list[Row]] = {}
    for docname, notebook in notebooks_of(app).items():
        _, executed = cache.merge_match_into_notebook(notebook)
        for cell in executed.cells:
            for output in cell.get("outputs", ()):
                for row in output.get("metadata", {}).get(CLAIMS_KEY, ()):
                    found.setdefault(docname, []).append(Row(**row))
    return dict(sorted(found.items(), key=lambda item: PARTS.index(item[1][0].part)))


class Ledger(SphinxDirective):
    """``{ledger}``."""

    def run(self) -> list[nodes.Node]:
        """Build the counts, the filters and the table."""
        self.env.note_reread()
        chapters = rows_of_chapters(self.env.app)
        rows = [row for group in chapters.values() for row in group]
        anchors = {
            f"{group[0].part}/{group[0].paper}": Path(docname).relative_to("chapters").as_posix() + ".html"
            for docname, group in chapters.items()
        }
        caption = f"All {len(rows)} claims of {len(chapters)} papers, as the chapters computed them in this build."
        return [
            nodes.raw("", counts_html(rows), format="html"),
            nodes.raw("", filters_html(rows), format="html"),
            nodes.raw("", table_html(rows, caption=caption, anchors=anchors), format="html"),
        ]


def counts_html(rows: list[Row]) -> str:
    """Count the claims by verdict and kind."""
    pairs = Counter((row.kind, row.verdict) for row in rows)
    head = "".join(f'<th scope="col">{VERDICT_MARKS[verdict]}</th>' for verdict in VERDICTS)
    lines = []
    for kind, words in KIND_WORDS.items():
        cells = "".join(f"<td>{pairs[kind, verdict]}</td>" for verdict in VERDICTS)
        total = sum(pairs[kind, verdict] for verdict in VERDICTS)
        lines.append(f'<tr><th scope="row">{words}</th>{cells}<td>{total}</td></tr>')
    totals = "".join(f"<td>{sum(row.verdict == verdict for row in rows)}</td>" for verdict in VERDICTS)
    return (
        '<div class="wp-scroll" tabindex="0" role="region" aria-label="Claims by kind and verdict">'
        '<table class="wp-counts"><caption>Claims by kind of evidence and by verdict.</caption>'
        f'<thead><tr><th scope="col">Evidence</th>{head}<th scope="col">all</th></tr></thead>'
        f'<tbody>{"".join(lines)}<tr><th scope="row">all</th>{totals}<td>{len(rows)}</td></tr></tbody></table></div>'
    )


def filters_html(rows: list[Row]) -> str:
    """Offer a choice by part, verdict and kind; the page script does the rest."""
    offered = {
        "part": [(part, part) for part in PARTS if any(row.part == part for row in rows)],
        "verdict": [(v, VERDICT_MARKS[v]) for v in VERDICTS if any(row.verdict == v for row in rows)],
        "kind": [(k, words) for k, words in KIND_WORDS.items() if any(row.kind == k for row in rows)],
    }
    controls = []
    for name, values in offered.items():
        options = "".join(f'<option value="{value}">{words}</option>' for value, words in values)
        controls.append(
            f'<label>{name} <select data-filter="{name}"><option value="">all</option>{options}</select></label>'
        )
    return f'<div class="wp-controls wp-filters">{"".join(controls)}<output aria-live="polite">{len(rows)} shown</output></div>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("ledger", Ledger)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
