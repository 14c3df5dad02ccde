"""The registry, evidence and tables of claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.book import Evidence, claim, claim_modules, claim_table, claims_of
from lib.book.claims import KINDS, VERDICTS, Claim
from lib.book.table import CLAIMS_KEY, table_html


def evidence(holds: bool, **options: object) -> Evidence:
    return Evidence(holds=holds, measured="m", expected="e", scope="s", **{"kind": "exhaustive", **options})


def made(function: object, declared: str = "holds") -> Claim:
    return Claim("Z1", "here", "says $x$", declared, "", function)


def test_verdicts_follow_the_parts() -> None:
    yes, no = evidence(True), evidence(False)
    assert Evidence.combine(yes, yes).verdict == "holds"
    assert Evidence.combine(no, no).verdict == "fails"
    assert Evidence.combine(yes, no).verdict == "mixed"
    assert evidence(True, kind="out_of_reach").verdict == "open"


def test_a_combination_is_as_strong_as_its_weakest_part() -> None:
    assert Evidence.combine(evidence(True, kind="identity"), evidence(True, kind="miniature")).kind == "miniature"


def test_a_mixed_claim_notices_a_change_of_sides() -> None:
    right = Evidence.combine(evidence(True), evidence(False, declared="fails"))
    swapped = Evidence.combine(evidence(False), evidence(True, declared="fails"))
    assert right.verdict == swapped.verdict == "mixed"
    assert right.agrees_with("mixed")
    assert not swapped.agrees_with("mixed")


def test_an_open_claim_needs_its_proxy_to_hold() -> None:
    assert evidence(True, kind="out_of_reach").agrees_with("open")
    assert not evidence(False, kind="out_of_reach").agrees_with("open")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(KINDS[:-1])), min_size=2, max_size=6))
def test_combining_never_invents_a_verdict(parts: list[tuple[bool, str]]) -> None:
    combined = Evidence.combine(*(evidence(holds, kind=kind) for holds, kind in parts))
    answers = {holds for holds, _ in parts}
    assert combined.verdict == ("holds" if answers == {True} else "fails" if answers == {False} else "mixed")
    assert [verdict for verdict in VERDICTS if combined.agrees_with(verdict)] in ([combined.verdict], [])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"holds": 1}, "holds must be a bool"),
        ({"kind": "proved"}, "kind must be one of"),
        ({"declared": "maybe"}, "declared must be one of"),
        ({"measured": " "}, "measured must be a non-empty string"),
    ],
)
def test_bad_evidence_is_refused(options: dict[str, object], message: str) -> None:
    fields = {"holds": True, "measured": "m", "expected": "e", "scope": "s", "kind": "identity", **options}
    with pytest.raises((ValueError, TypeError), match=message):
        Evidence(**fields)


def test_combining_needs_two_parts() -> None:
    with pytest.raises(ValueError, match="at least two"):
        Evidence.combine(evidence(True))


def test_a_failing_claim_names_itself() -> None:
    def numbers_disagree() -> Evidence:
        return evidence(False)

    numbers_disagree.__module__ = "lib.part.paper.claims"
    result = made(numbers_disagree).check()
    assert not result.agrees
    assert "claim part/paper/Z1 (numbers_disagree, here) is declared 'holds' and came out 'fails'" in result.explain()


def test_a_part_that_changed_sides_is_named() -> None:
    def sides() -> Evidence:
        return Evidence.combine(evidence(False), evidence(True, declared="fails"))

    sides.__module__ = "lib.part.paper.claims"
    assert "part declared 'fails' came out 'holds'" in made(sides, "mixed").check().explain()


def test_a_claim_must_return_evidence() -> None:
    def nothing() -> None:
        return None

    nothing.__module__ = "lib.part.paper.claims"
    with pytest.raises(TypeError, match="must return Evidence, got NoneType"):
        made(nothing).check()


def test_declarations_are_checked() -> None:
    with pytest.raises(ValueError, match="declared must be one of"):
        claim(id="A", source="s", says="s", declared="perhaps")
    with pytest.raises(ValueError, match="finding must say"):
        claim(id="A", source="s", says="s", declared="fails")


def test_ids_are_unique_in_a_paper() -> None:
    existing = claims_of("h_chromatic")[0]

    def other() -> Evidence:
        return evidence(True)

    other.__module__ = existing.function.__module__
    with pytest.raises(ValueError, match="is taken by trees_are_separated"):
        claim(id=existing.id, source="s", says="s", declared="holds")(other)


def test_every_paper_has_claims_that_say_something() -> None:
    modules = list(claim_modules())
    assert len(modules) >= 3
    for module in modules:
        for record in claims_of(module.split(".")[2]):
            assert record.says
            assert record.source
            assert record.line > 1
            assert record.key.count("/") == 2


def test_unknown_papers_are_refused() -> None:
    with pytest.raises(ValueError, match="paper must be one of"):
        claims_of("no_such_paper")


def test_the_table_shows_and_carries_every_row() -> None:
    table = claim_table("compositional", E13={"draws": 50})
    shown, carried = table._repr_mimebundle_()
    ids = [record.id for record in claims_of("compositional")]
    assert [row["id"] for row in carried[CLAIMS_KEY]] == ids
    assert all(f'id="claim-compositional-{name}"' in shown["text/html"] for name in ids)
    assert sum(table.counts().values()) == len(ids)
    assert shown["text/plain"].count("measured") == len(ids)
    linked = table_html(table.rows, caption="all", anchors={"statistics/compositional": "there.html"})
    assert 'href="there.html#claim-compositional-E1"' in linked


def test_scopes_must_name_claims() -> None:
    with pytest.raises(ValueError, match="scopes must name claims"):
        claim_table("compositional", E99={"draws": 5})
