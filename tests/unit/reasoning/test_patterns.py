"""Practitioners' concepts: shown by their own school only, possible at most, and never behind a shut gate."""

import pytest

from nuchal.knowledge.care import Pattern
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.patterns import patterns_seen
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth
from tests.conftest import client_from
from tests.making import DRAFTED, network, physical_test, system


def pattern(name: str, when, *systems: str, test: str | None = None) -> Pattern:
    return Pattern(
        id=name, name=name, systems=systems, when=when, test=test, says="x", client_says="x", review=DRAFTED
    )


def seen(text: str, *patterns: Pattern, gate=None) -> dict[str, Truth]:
    """The concepts that the system `ours` shows for a person; `turn` is a test with a gate."""
    knowledge = network(*patterns, physical_test("turn", do_not_when=gate))
    client = client_from(text, knowledge)
    resolve = {"code": lambda leaf: Reason(asks=leaf.text, truth=Truth.UNKNOWN)}
    facts = Facts(knowledge, client, client.profiles[0])
    found = list(patterns_seen(system("ours"), facts, resolve, knowledge))
    assert all(one.reason.truth is one.truth for one in found)
    return {one.pattern.id: one.truth for one in found}


@pytest.mark.parametrize(("said", "truth"), [("yes", Truth.YES), ("not known", Truth.UNKNOWN), ("no", None)])
def test_a_concept_shows_where_it_fits_or_might_fit(said, truth):
    found = seen(f"findings: {{fever: {said}}}", pattern("a", "fever", "ours"))
    assert found == ({} if truth is None else {"a": truth})


def test_another_schools_concept_and_one_that_does_not_fit_are_passed_over_and_the_rest_shows():
    patterns = (
        pattern("a", "fever", "theirs"),
        pattern("b", {"not": "fever"}, "ours"),
        pattern("c", "fever", "theirs", "ours"),
    )
    assert seen("findings: {fever: yes}", *patterns) == {"c": Truth.YES}


@pytest.mark.parametrize(
    ("gate", "collapse", "looked_at"),
    [
        ("collapse", "no", True),
        ("collapse", "yes", False),
        ("collapse", "not known", False),
        (None, "yes", True),
    ],
)
def test_a_concept_that_rests_on_a_test_waits_until_that_test_may_be_done(gate, collapse, looked_at):
    person = f"findings: {{fever: yes, collapse: {collapse}}}"
    found = seen(person, pattern("a", "fever", "ours", test="turn"), pattern("b", "fever", "ours"), gate=gate)
    assert list(found) == (["a", "b"] if looked_at else ["b"])


def test_a_concept_and_the_gate_of_its_test_may_ask_for_types():
    typed = pattern("a", "code 1.1", "ours", test="turn")
    assert seen("age: 40", typed) == {"a": Truth.UNKNOWN}
    assert seen("age: 40", typed, gate="code 1.1") == {}
    assert seen("age: 40", typed, gate={"all": ["code 1.1", "sex is male"]}) == {}
    assert seen("{age: 40, sex: female}", typed, gate={"all": ["code 1.1", "sex is male"]}) == {
        "a": Truth.UNKNOWN
    }
