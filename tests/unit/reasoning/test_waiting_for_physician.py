"""Types that a physician has to see first hold everything, until a clinician has attested them."""

import pytest

from nuchal.knowledge.schema import Level
from nuchal.reasoning.classification import classify, waiting_for_physician
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.screening import screen
from tests.conftest import client_from
from tests.making import headache, vocabulary

KNOWLEDGE = vocabulary(
    headache("3.1", {"A": "attacks_lifetime >= 3"}, action=Level.REFER_FIRST, attestation="E"),
    headache("3.1.1", {"A": "code 3.1", "B": "intensity >= severe"}, parent="3.1", action=Level.REFER_FIRST),
    headache("4.4", {"A": "quality has stabbing"}, rank="screen", action=Level.EMERGENCY, attestation="Z"),
    headache("2.1", {"A": "attacks_lifetime >= 3"}, attestation="E", action=Level.MODIFY),
    headache("2.3", {"A": "attacks_lifetime >= 3"}, gives_way_to=("4.4",)),
)
DENIED = "findings: {fever: no, collapse: no}\n"


def waiting(text: str) -> tuple[str, ...]:
    client = client_from(text, KNOWLEDGE)
    return waiting_for_physician(classify(client, client.profiles[0], KNOWLEDGE, screen(client, KNOWLEDGE)))


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("attacks_lifetime: 2", ()),
        ("attacks_lifetime: 3", ("3.1",)),
        ("attacks_lifetime: 3, attested: ['3.1']", ()),
        ("attacks_lifetime: 3, attested: {'3.1': no}", ()),
        ("attacks_lifetime: 3, intensity: 8", ("3.1.1",)),
        ("attacks_lifetime: 3, intensity: 8, attested: ['3.1']", ()),
        ("attacks_lifetime: 3, intensity: 8, attested: {'3.1': no}", ()),
        ("quality: [stabbing]", ("4.4",)),
        ("quality: [stabbing], attested: ['4.4']", ("4.4",)),
        ("quality: [stabbing], attested: {'4.4': no}", ()),
        ("quality: [stabbing], attacks_lifetime: 3", ("4.4", "3.1")),
        ("attacks_lifetime: 3, attested: ['2.1']", ("3.1",)),
    ],
)
def test_who_waits(profile, expected):
    assert waiting(f"profiles: [{{{profile}}}]") == expected


def test_an_open_type_does_not_wait():
    assert waiting("profiles: [{name: main}]") == ()


def test_a_raised_pattern_takes_precedence_and_an_absent_one_does_not():
    def given(profile: str) -> set[str]:
        client = client_from(f"profiles: [{{{profile}}}]", KNOWLEDGE)
        found = classify(client, client.profiles[0], KNOWLEDGE, screen(client, KNOWLEDGE))
        return {conclusion.code for conclusion in found.concluded}

    assert "2.3" in given("attacks_lifetime: 3")
    assert "2.3" not in given("attacks_lifetime: 3, quality: [stabbing]")
    assert "2.3" in given("attacks_lifetime: 3, quality: [pressing]")


def test_a_type_that_waits_holds_the_ranking_and_the_plan_and_says_so():
    client = client_from(
        "profiles: [{attacks_lifetime: 3, drawing: [{zone: temple, side: left}]}]\n"
        "exam: {findings: {bp_systolic: 120}}\n" + DENIED,
        KNOWLEDGE,
    )
    found = assess(client, KNOWLEDGE, with_next=False)
    assert found.held is not None
    assert found.held.types == ("3.1",)
    assert found.held.standing == ()
    assert found.plan_held is not None
    assert found.profiles[0].localisation == found.held
