"""Every danger sign has a floor and a ceiling; what nobody asked raises the ceiling only."""

import pytest

from nuchal.errors import KnowledgeError
from nuchal.knowledge.schema import Level
from nuchal.reasoning.screening import screen
from tests.making import sign, vocabulary


def bounds(client, knowledge, name):
    result = next(r for r in screen(client, knowledge).signs if r.sign.id == name)
    return result.at_least.value, result.at_most.value


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ("{}", ("none", "emergency")),
        ("{collapse: yes}", ("emergency", "emergency")),
        ("{collapse: no}", ("none", "refer_first")),
        ("{fever: yes}", ("refer_first", "emergency")),
        ("{fever: yes, collapse: no}", ("refer_first", "refer_first")),
        ("{fever: no, collapse: no}", ("none", "none")),
        ("{fever: no, collapse: declined}", ("none", "emergency")),
    ],
)
def test_floor_and_ceiling_of_one_sign(small, small_person, findings, expected):
    assert bounds(small_person(f"findings: {findings}"), small, "sudden") == expected


def test_the_whole_screen_takes_the_worst_of_both(small, small_person):
    screening = screen(small_person("findings: {fever: yes}\nexam: {findings: {bp_systolic: 120}}"), small)
    assert (screening.at_least, screening.at_most) == (Level.REFER_FIRST, Level.EMERGENCY)
    assert [result.sign.id for result in screening.positive] == ["sudden"]


def test_a_sign_may_build_on_another(small_person):
    knowledge = vocabulary(
        sign("both", ("same_day", {"all": ["sign sudden at refer_first", "sign pressure at note"]}))
    )
    client = small_person("findings: {fever: yes}\nexam: {findings: {bp_systolic: 150}}")
    assert bounds(client, knowledge, "both") == ("same_day", "same_day")
    assert bounds(small_person("findings: {fever: yes}"), knowledge, "both") == ("none", "same_day")


def test_signs_that_refer_to_each_other_are_the_authors_mistake(small_person):
    knowledge = vocabulary(sign("one", ("note", "sign two")), sign("two", ("note", "sign one")))
    with pytest.raises(KnowledgeError, match="refers to itself"):
        screen(small_person("age: 40"), knowledge)


def test_the_worst_of_several_headaches_counts(small_person):
    knowledge = vocabulary(sign("light", ("same_day", "photophobia")))
    client = small_person("profiles: [{name: a, photophobia: no}, {name: b, photophobia: yes}]")
    assert bounds(client, knowledge, "light") == ("same_day", "same_day")


def test_a_physicians_clearance_lowers_a_sign_to_modify_and_keeps_who_said_so(small, small_person):
    text = "findings: {collapse: yes}\nclearances: [{sign: sudden, by: Dr Dov, on: 2026-01-02, excluded: bleeding}]"
    client = small_person(text)
    assert bounds(client, small, "sudden") == ("modify", "modify")
    assert screen(client, small).positive[0].clearance.by == "Dr Dov"


def test_what_is_missing_is_what_could_still_raise_the_level(small, small_person):
    result = screen(small_person("findings: {fever: yes}"), small).signs[1]
    assert result.sign.id == "sudden"
    assert result.missing == {"collapse"}
