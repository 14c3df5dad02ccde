"""Claims: what a paper says, as functions that return evidence.

One decorator feeds one registry.  The chapter's table, the ledger page and the test suite all read it, so they
cannot disagree about what was claimed or about what was found.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

Verdict = Literal["holds", "fails", "mixed", "open"]
Kind = Literal["identity", "exhaustive", "statistical", "miniature", "out_of_reach"]

# From the strongest to the weakest: several pieces of evidence together are as strong as the weakest of them.
KINDS: tuple[Kind, ...] = get_args(Kind)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

PARTS = (
    "combinatorics",
    "categories",
    "statistics",
    "networks",
    "dynamics",
    "transformers",
    "representations",
    "multimodal",
)

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Evidence:
    """What one check found.

    Parameters
    ----------
    holds
        Whether the statement (or, for ``kind="out_of_reach"``, its nearest proxy) held in this run.
    measured, expected
        What came out and what the statement predicts, ready to print.
    scope
        How far the check reaches: ``"all 1,044 graphs on 7 vertices"``, ``"5 seeds, 95 % interval"``.
    kind
        ``identity`` (exact, symbolic), ``exhaustive``, ``statistical``, ``miniature`` (the effect at small scale), or
        ``out_of_reach`` (``scope`` then says why, and ``measured`` what the proxy showed).
    declared
        For a part of a larger claim: what this part is expected to do.  A part that is known to fail says so here.
    parts
        The pieces this evidence was combined from; see :meth:`combine`.

    Examples
    --------
    >>> Evidence(holds=2 + 2 == 4, measured="4", expected="4", scope="one sum", kind="identity").verdict
    'holds'
    """

    holds: bool
    measured: str
    expected: str
    scope: str
    kind: Kind
    declared: Verdict = "holds"
    parts: tuple[Evidence, ...] = field(default=())

    def __post_init__(self) -> None:
        if not isinstance(self.holds, bool):
            raise TypeError(
                f"holds must be a bool, got {type(self.holds).__name__} ({self.holds!r}); wrap it in bool()"
            )
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {self.kind!r}")
        if self.declared not in VERDICTS:
            raise ValueError(f"declared must be one of {VERDICTS}, got {self.declared!r}")
        for name in ("measured", "expected", "scope"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip():
                raise ValueError(f"{name} must be a non-empty string, got {value!r}")

    @classmethod
    def combine(cls, *parts: Evidence) -> Evidence:
        """Put several checks of one claim together.

        The result holds when every part holds, fails when none does, and is mixed otherwise; it is as strong as its
        weakest part.

        Raises
        ------
        ValueError
            If fewer than two parts are given.

        Examples
        --------
        >>> small = Evidence(True, "26 of 26 agree", "all agree", "n <= 3", "exhaustive")
        >>> large = Evidence(False, "0 of 5 agree", "all agree", "n = 10", "exhaustive", declared="fails")
        >>> Evidence.combine(small, large).verdict
        'mixed'
        """
        if len(parts) < 2:
            raise ValueError(f"parts must be at least two pieces of evidence, got {len(parts)}")
        return cls(
            holds=all(part.holds for part in parts),
            measured="; ".join(part.measured for part in parts),
            expected="; ".join(part.expected for part in parts),
            scope="; ".join(dict.fromkeys(part.scope for part in parts)),
            kind=max((part.kind for part in parts), key=KINDS.index),
            parts=parts,
        )

    @property
    def verdict(self) -> Verdict:
        """``holds``, ``fails``, ``mixed``, or ``open`` for what is out of reach here."""
        if self.kind == "out_of_reach":
            return "open"
        if self.parts and not self.holds and any(part.holds for part in self.parts):
            return "mixed"
        return "holds" if self.holds else "fails"

    def agrees_with(self, declared: Verdict) -> bool:
        """Whether this evidence says what was declared, part by part.

        A claim declared ``mixed`` must name which parts fail (``declared="fails"`` on those parts), so that a change
        of sides is noticed.  For ``open`` the proxy must hold.
        """
        if self.verdict != declared:
            return False
        if declared == "open" and not self.holds:
            return False
        return all(part.agrees_with(part.declared) for part in self.parts)


@dataclass(frozen=True)
class Claim:
    """One statement of one paper: what it says, where, what we found, and the function that checks it."""

    id: str
    source: str
    says: str
    declared: Verdict
    finding: str
    function: Callable[..., Evidence]

    @property
    def part(self) -> str:
        """The part of the book, read off the module's path."""
        return self.function.__module__.split(".")[-3]

    @property
    def paper(self) -> str:
        """The paper's slug, read off the module's path."""
        return self.function.__module__.split(".")[-2]

    @property
    def name(self) -> str:
        """The checking function's name."""
        return self.function.__name__

    @property
    def key(self) -> str:
        """A name unique in the whole book: ``part/paper/id``."""
        return f"{self.part}/{self.paper}/{self.id}"

    @property
    def line(self) -> int:
        """The line in ``claims.py`` where the check is defined."""
        return inspect.getsourcelines(self.function)[1]

    def check(self, **scope: Any) -> Result:
        """Run the check, with a larger or smaller scope if asked for, and compare with what is declared.

        Raises
        ------
        TypeError
            If the function returns anything but :class:`Evidence`.
        """
        evidence = self.function(**scope)
        if not isinstance(evidence, Evidence):
            raise TypeError(f"claim {self.key} must return Evidence, got {type(evidence).__name__}")
        return Result(self, evidence)


@dataclass(frozen=True)
class Result:
    """A claim together with the evidence of one run."""

    claim: Claim
    evidence: Evidence

    @property
    def agrees(self) -> bool:
        """Whether what was measured is what the claim declares."""
        return self.evidence.agrees_with(self.claim.declared)

    def explain(self) -> str:
        """Say in one paragraph what was declared and what came out, part by part."""
        claim, evidence = self.claim, self.evidence
        lines = [
            f"claim {claim.key} ({claim.name}, {claim.source}) is declared {claim.declared!r}"
            f" and came out {evidence.verdict!r}",
            f"  says:     {claim.says}",
            f"  measured: {evidence.measured}",
            f"  expected: {evidence.expected}",
            f"  scope:    {evidence.scope}",
        ]
        lines += [
            f"  part declared {part.declared!r} came out {part.verdict!r}: {part.measured} (expected {part.expected})"
            for part in evidence.parts
            if not part.agrees_with(part.declared)
        ]
        return "\n".join(lines)


_REGISTRY: dict[str, Claim] = {}


def claim(*, id: str, source: str, says: str, declared: Verdict, finding: str = "") -> Callable[[F], F]:  # noqa: A002
    """Register a function of a paper's ``claims.py`` as the check of one of the paper's statements.

    Parameters
    ----------
    id
        The row's name in the paper's ledger, unique within the paper: ``"H1"``.
    source
        Where it stands: ``"Theorem 1.3"``, ``"abstract"``, ``"beyond the paper"``.
    says
        The statement in our own words; ``$...$`` for formulas.
    declared
        What the check is expected to find: ``holds``, ``fails``, ``mixed``, or ``open`` (out of reach here).
    finding
        What we found beyond a plain yes; shown in the tables.  Required unless ``declared`` is ``holds``.

    Returns
    -------
    Callable
        A decorator that returns the function unchanged, with its :class:`Claim` in the attribute ``claim``.

    Raises
    ------
    ValueError
        If ``declared`` is unknown, a finding is missing, or the id is already taken by another function.

    Examples
    --------
    A paper's ``claims.py`` holds functions such as this one (here registered, read back and removed again)::

        @claim(id="H2", source="abstract", says="...", declared="holds")
        def trees_from_non_trees(n: int = 6) -> Evidence: ...
    """
    if declared not in VERDICTS:
        raise ValueError(f"declared must be one of {VERDICTS}, got {declared!r}")
    if declared != "holds" and not finding:
        raise ValueError(f"claim {id!r} is declared {declared!r}: finding must say what was found instead")

    def register(function: F) -> F:
        record = Claim(id, source, says, declared, finding, function)
        taken = _REGISTRY.get(record.key)
        if taken is not None and taken.name != record.name:
            raise ValueError(f"id {id!r} of {record.part}/{record.paper} is taken by {taken.name}, got {record.name}")
        _REGISTRY[record.key] = record
        function.claim = record  # type: ignore[attr-defined]
        return function

    return register


def claims_of(paper: str) -> tuple[Claim, ...]:
    """Return every claim of one paper, in the order of its ``claims.py``.

    Parameters
    ----------
    paper
        The paper's slug, ``"h_chromatic"``, or ``"part/slug"``.

    Raises
    ------
    ValueError
        If no such paper is in the book.

    Examples
    --------
    >>> [claim.id for claim in claims_of("h_chromatic")][:3]
    ['H1', 'H1a', 'H2']
    """
    slug = paper.rsplit("/", 1)[-1]
    rooms = {name.rsplit(".", 2)[-2]: name for name in claim_modules()}
    if slug not in rooms:
        raise ValueError(f"paper must be one of {sorted(rooms)}, got {paper!r}")
    importlib.import_module(rooms[slug])
    return tuple(record for record in _REGISTRY.values() if record.paper == slug)


def claim_modules() -> Iterator[str]:
    """Yield the module name of every paper's ``claims.py``, part by part in reading order."""
    import lib

    for part in PARTS:
        for root in lib.__path__:
            for room in sorted(pkgutil.iter_modules([f"{root}/{part}"]), key=lambda module: module.name):
                if room.ispkg and any(m.name == "claims" for m in pkgutil.iter_modules([f"{root}/{part}/{room.name}"])):
                    yield f"lib.{part}.{room.name}.claims"
