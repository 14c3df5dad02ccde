"""The claim table: every claim of one paper, run in front of the reader."""

from __future__ import annotations

import html
import inspect
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.book.claims import VERDICTS, Kind, Result, Verdict, claims_of
from lib.book.markup import inline_html

# Under this name a claim table's rows stand in a notebook output's metadata, where the ledger finds them.
CLAIMS_KEY = "worked_papers_claims"

# A word and a shape, so that no reader depends on the colour.
VERDICT_MARKS: dict[Verdict, str] = {"holds": "✓ holds", "fails": "✗ fails", "mixed": "◐ mixed", "open": "○ open"}
KIND_WORDS: dict[Kind, str] = {
    "identity": "exact identity",
    "exhaustive": "exhaustive",
    "statistical": "statistical",
    "miniature": "miniature",
    "out_of_reach": "out of reach",
}


@dataclass(frozen=True)
class Row:
    """One line of a claim table, as plain data: what the pages, the ledger and the exports show."""

    part: str
    paper: str
    id: str
    name: str
    line: int
    source: str
    says: str
    finding: str
    declared: Verdict
    verdict: Verdict
    agrees: bool
    kind: Kind
    measured: str
    expected: str
    scope: str
    # The whole numbers that set how far the check reaches, as they were in this run: what a reader may raise.
    reach: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, result: Result, chosen: Mapping[str, Any] | None = None) -> Row:
        """Flatten a result; ``chosen`` is the scope it was asked for."""
        claim, evidence = result.claim, result.evidence
        defaults = {name: p.default for name, p in inspect.signature(claim.function).parameters.items()}
        scopes = {**defaults, **(chosen or {})}
        return cls(
            part=claim.part,
            paper=claim.paper,
            id=claim.id,
            name=claim.name,
            line=claim.line,
            source=claim.source,
            says=claim.says,
            finding=claim.finding,
            declared=claim.declared,
            verdict=evidence.verdict,
            agrees=result.agrees,
            kind=evidence.kind,
            measured=evidence.measured,
            expected=evidence.expected,
            scope=evidence.scope,
            reach={name: value for name, value in scopes.items() if type(value) is int},
        )


@dataclass(frozen=True)
class ClaimTable:
    """The results of one paper's claims; prints as a table, and carries itself as data to the ledger."""

    rows: tuple[Row, ...]

    def counts(self) -> dict[str, int]:
        """Return the number of claims by verdict, every verdict named."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def __str__(self) -> str:
        return "\n".join(
            f"{row.id:>4}  {VERDICT_MARKS[row.verdict]:<8} {KIND_WORDS[row.kind]:<14} {row.says}\n"
            f"{'':6}measured {row.measured}; expected {row.expected} ({row.scope})"
            for row in self.rows
        )

    def _repr_html_(self) -> str:
        return table_html(self.rows, caption="What the paper says, and what this run found.")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        # The rows travel as metadata: readers that do not know them show the table and nothing else.
        shown = {"text/plain": str(self), "text/html": self._repr_html_()}
        return shown, {CLAIMS_KEY: [vars(row) for row in self.rows]}


def claim_table(paper: str, **scopes: dict[str, Any]) -> ClaimTable:
    """Run every claim of a paper and return the table of what was found.

    Parameters
    ----------
    paper
        The paper's slug, ``"h_chromatic"``.
    **scopes
        A larger (or smaller) scope for single claims, by id: ``H1={"n": 16}``.

    Returns
    -------
    ClaimTable
        One row per claim, in the order of the paper's ``claims.py``.

    Raises
    ------
    ValueError
        If there is no such paper, or a scope names a claim that the paper does not have.

    Notes
    -----
    A paper's claims at their default scope take at most 20 s on two cores.
    """
    claims = claims_of(paper)
    unknown = set(scopes) - {claim.id for claim in claims}
    if unknown:
        raise ValueError(f"scopes must name claims of {paper!r} ({[c.id for c in claims]}), got {sorted(unknown)}")
    asked = ((claim, scopes.get(claim.id, {})) for claim in claims)
    return ClaimTable(tuple(Row.of(claim.check(**scope), scope) for claim, scope in asked))


def claim_row_html(paper: str, id: str, scope: Mapping[str, Any]) -> str:  # noqa: A002
    """Run one claim again, at another scope, and return its row of the table: for a page whose reader asks for it.

    Raises
    ------
    ValueError
        If the paper has no such claim.

    Examples
    --------
    >>> "all 52 graphs on up to 5 vertices" in claim_row_html("h_chromatic", "H2", {"n": 5})
    True
    """
    for claim in claims_of(paper):
        if claim.id == id:
            return _row_html(Row.of(claim.check(**scope), scope), None)
    raise ValueError(f"id must be a claim of {paper!r} ({[claim.id for claim in claims_of(paper)]}), got {id!r}")


def table_html(rows: Sequence[Row], *, caption: str, anchors: dict[str, str] | None = None) -> str:
    """Render rows as an accessible HTML table that stacks on a narrow screen.

    Parameters
    ----------
    rows
        The lines to show.
    caption
        What the table is, for everyone, screen readers included.
    anchors
        For tables outside the chapter: the chapter's address by ``part/paper``; the row's id then links there.
    """
    body = "".join(_row_html(row, anchors) for row in rows)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Claim", "Verdict", "Evidence"))
    return (
        f'<table class="wp-claims"><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row_html(row: Row, anchors: dict[str, str] | None) -> str:
    here = f"claim-{row.paper}-{row.id}"
    if anchors is None:
        name = f'<span class="wp-claim-id" id="{here}">{html.escape(row.id)}</span>'
    else:
        target = anchors[f"{row.part}/{row.paper}"]
        label = f"{row.id} of {row.paper.replace('_', ' ')}"
        name = f'<a class="wp-claim-id" href="{target}#{here}">{html.escape(label)}</a>'
    finding = f'<p class="wp-finding"><b>Finding.</b> {inline_html(row.finding)}</p>' if row.finding else ""
    evidence = "".join(
        f'<p class="wp-evidence"><span class="wp-label">{label}</span> {inline_html(text)}</p>'
        for label, text in (("measured", row.measured), ("expected", row.expected), ("scope", row.scope))
    )
    # In its own chapter a row says how to run it again.
    again = ""
    if anchors is None and row.reach:
        again = f' data-paper="{row.paper}" data-claim="{html.escape(row.id)}" data-reach="{html.escape(json.dumps(row.reach))}"'
    warning = "" if row.agrees else f"<p><b>Declared {row.declared}, measured {row.verdict}.</b></p>"
    return (
        f'<tr data-part="{row.part}" data-chapter="{row.paper}" data-verdict="{row.verdict}" data-kind="{row.kind}"{again}>'
        f'<th scope="row"><div>{name} <span class="wp-source">{inline_html(row.source)}</span></div>'
        f"<div>{inline_html(row.says)}</div>{finding}{warning}</th>"
        f'<td data-label="Verdict"><span class="wp-verdict wp-{row.verdict}">{VERDICT_MARKS[row.verdict]}</span>'
        f'<span class="wp-kind">{KIND_WORDS[row.kind]}</span></td>'
        f"<td>{evidence}</td></tr>"
    )
