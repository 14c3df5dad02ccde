"""The ledger page: every claim of every chapter, read from the very outputs that the chapters show."""

from __future__ import annotations

import html
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from chapter_cache import notebooks_of
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole

from lib.book.claims import PARTS, VERDICTS, Verdict
from lib.book.table import CLAIMS_KEY, KIND_WORDS, VERDICT_MARKS, Row, table_html


def rows_of_chapters(app: Sphinx) -> dict[str, list[Row]]:
    """Return the rows of each chapter's claim table, by page name, in the book's order."""
    cache = get_cache(app.config.nb_execution_cache_path)
    found: dict[str, list[Row]] = {}
    for docname, notebook in notebooks_of(app).items():
        _, executed = cache.merge_match_into_notebook(notebook)
        for cell in executed.cells:
            for output in cell.get("outputs", ()):
                for row in output.get("metadata", {}).get(CLAIMS_KEY, ()):
                    found.setdefault(docname, []).append(Row(**row))
    order = list(app.env.external_site_map)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))


def title_of(app: Sphinx, docname: str) -> str:
    """Return a page's first heading, before Sphinx has read the page."""
    lines = Path(app.env.doc2path(docname)).read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("# ") for line in lines if line.startswith("# "))


class Ledger(SphinxDirective):
    """``{ledger}``."""

    def run(self) -> list[nodes.Node]:
        """Build the counts, the filters and the table."""
        self.env.note_reread()
        app = self.env.app
        chapters = rows_of_chapters(app)
        titles = {docname: html.escape(title_of(app, docname)) for docname in chapters}
        here = PurePosixPath(self.env.docname).parent
        pages = {docname: PurePosixPath(docname).relative_to(here).as_posix() + ".html" for docname in chapters}
        anchors = {f"{group[0].part}/{group[0].paper}": pages[docname] for docname, group in chapters.items()}
        rows = [row for group in chapters.values() for row in group]
        caption = f"All {len(rows)} claims of {len(chapters)} papers, as the chapters computed them in this build."
        return [
            nodes.raw("", text, format="html")
            for text in (
                by_chapter_html(chapters, titles, pages),
                by_kind_html(rows),
                filters_html(chapters, titles),
                table_html(rows, caption=caption, anchors=anchors),
            )
        ]


class Verdicts(SphinxRole):
    """``{verdicts}`` with a paper's slug: how many of its claims held, failed, are mixed or open."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Count the paper's rows by verdict."""
        self.env.note_reread()
        for rows in rows_of_chapters(self.env.app).values():
            if rows[0].paper == self.text:
                counts = Counter(row.verdict for row in rows)
                tallies = (
                    f'<span class="wp-tally wp-{verdict}">{tally(verdict, counts[verdict])}</span>'
                    for verdict in VERDICTS
                    if counts[verdict]
                )
                return [nodes.raw("", f'<span class="wp-tallies">{"".join(tallies)}</span>', format="html")], []
        raise ExtensionError(f"verdicts must name a paper whose chapter shows its claims, got {self.text!r}")


def tally(verdict: Verdict, count: int) -> str:
    """Write a count with the verdict's shape: ``✓ 17 hold``, ``✗ 1 fails``."""
    shape = VERDICT_MARKS[verdict].split()[0]
    return f"{shape} {count} {verdict.removesuffix('s') if count > 1 else verdict}"


def counts_html(caption: str, first: str, lines: list[tuple[str, list[Row]]], rows: list[Row]) -> str:
    """Count claims by verdict, a line for each group of rows and one for all."""
    head = "".join(f'<th scope="col">{VERDICT_MARKS[verdict]}</th>' for verdict in VERDICTS)
    body = []
    for name, group in [*lines, ("all", rows)]:
        counts = Counter(row.verdict for row in group)
        cells = "".join(f"<td>{counts[verdict]}</td>" for verdict in VERDICTS)
        body.append(f'<tr><th scope="row">{name}</th>{cells}<td>{len(group)}</td></tr>')
    return (
        f'<div class="wp-scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="wp-counts"><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">{first}</th>{head}<th scope="col">all</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def by_chapter_html(chapters: dict[str, list[Row]], titles: dict[str, str], pages: dict[str, str]) -> str:
    """Count the claims of each chapter."""
    lines = [(f'<a href="{pages[docname]}">{titles[docname]}</a>', rows) for docname, rows in chapters.items()]
    rows = [row for group in chapters.values() for row in group]
    return counts_html("Claims by chapter and verdict.", "Chapter", lines, rows)


def by_kind_html(rows: list[Row]) -> str:
    """Count the claims of each kind of evidence."""
    lines = [(words, [row for row in rows if row.kind == kind]) for kind, words in KIND_WORDS.items()]
    return counts_html("Claims by kind of evidence and verdict.", "Evidence", lines, rows)


def filters_html(chapters: dict[str, list[Row]], titles: dict[str, str]) -> str:
    """Offer a choice by chapter, part, verdict and kind; the page script does the rest."""
    rows = [row for group in chapters.values() for row in group]
    offered = {
        "chapter": [(group[0].paper, titles[docname]) for docname, group in chapters.items()],
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
    """Register the directive and the role."""
    app.add_directive("ledger", Ledger)
    app.add_role("verdicts", Verdicts())
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
