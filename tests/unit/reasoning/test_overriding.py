"""Who may put a technique past its gate: two people with a reason, and nobody past an emergency or a held plan."""

import pytest

from nuchal.errors import OverrideRefused
from nuchal.knowledge.schema import Level
from nuchal.reasoning.overriding import check_overrides
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.proposal import Override
from tests.conftest import client_from
from tests.making import finding, headache, network, presentation, sign, technique

DANGERS = tuple(sign(f"danger_{n}", ("emergency", f"sign_{n}")) for n in range(4))
CAUTIONS = tuple(sign(f"caution_{n}", ("refer_first", f"sign_{n}")) for n in range(4))
ASKED = tuple(finding(f"sign_{n}") for n in range(4))
SETTLED = "findings: {{collapse: no, fever: {fever}, sign_0: {a}, sign_1: {b}, sign_2: {a}, sign_3: {b}}}\nexam: {{findings: {{bp_systolic: 120}}}}\n"
SIGNED = {"technique": "press", "reason": "assessed for years", "by": "Ada", "second": "Bo"}


def checked(
    *changes: dict, signs=(), text: str = SETTLED.format(fever="no", a="no", b="no"), items=()
) -> dict[str, Override]:
    knowledge = network(
        *ASKED, *signs, technique("press", "heat"), technique("rub", "heat"), presentation("tension"), *items
    )
    found = assess(client_from(text, knowledge), knowledge, with_next=False)
    overrides = [Override(**(SIGNED | change)) for change in changes]
    return check_overrides(overrides, knowledge, found.screening, found.plan_held)


def refused(*changes: dict, **person) -> tuple[str, str]:
    with pytest.raises(OverrideRefused) as told:
        checked(*changes, **person)
    return str(told.value), told.value.remedy


def test_what_two_people_signed_with_a_reason_is_accepted_by_technique():
    both = checked({}, {"technique": "rub"})
    assert both == {"press": Override(**SIGNED), "rub": Override(**(SIGNED | {"technique": "rub"}))}
    assert checked() == {}


@pytest.mark.parametrize(
    ("change", "told", "remedy"),
    [
        ({"technique": "pres"}, "there is no technique 'pres'", "`nuchal technique` lists them."),
        ({"reason": " \t"}, "the override of press has no reason", "Say why it is right for this person today."),
        *(
            (names, "the override of press needs two different people",
             "One decides, another who knows the person agrees; both names are kept.")
            for names in ({"by": ""}, {"second": " "}, {"second": "ada"}, {"by": "Ada  Lee", "second": " ada lee "})
        ),
    ],
)  # fmt: skip
def test_an_override_that_is_not_signed_is_refused_and_says_what_is_missing(change, told, remedy):
    message, mend = refused(change)
    assert told in message
    assert mend == remedy


def test_one_technique_is_overridden_once():
    message, remedy = refused({}, {"technique": "rub"}, {"reason": "again"})
    assert "press is overridden twice" in message
    assert remedy == "Keep one of the two."


def test_a_possible_emergency_is_named_up_to_three_and_cannot_be_passed():
    message, remedy = refused({}, signs=DANGERS, text=SETTLED.format(fever="no", a="yes", b="not known"))
    assert "press cannot be put in past a possible emergency: danger_0, danger_1, danger_2" in message
    assert "danger_3" not in message
    assert remedy == "Settle the danger signs first; if one is present, follow what it asks for now."


def test_what_holds_the_plan_is_named_up_to_three_and_cannot_be_passed():
    message, remedy = refused({}, signs=CAUTIONS, text=SETTLED.format(fever="no", a="not known", b="yes"))
    assert "press cannot be put in while everything is held: caution_1, caution_3, caution_0" in message
    assert "caution_2" not in message
    assert remedy == (
        "Ask what is open; what stands is lifted by a physician's clearance, recorded with its date."
    )


def test_a_type_for_a_physician_holds_as_a_sign_does():
    dangerous = headache("3.1", {"A": "attacks_lifetime >= 3"}, action=Level.REFER_FIRST)
    text = SETTLED.format(fever="yes", a="no", b="no") + "profiles: [{attacks_lifetime: 3}]"
    message, _ = refused({}, items=(dangerous,), text=text)
    assert "while everything is held: sudden, 3.1" in message
