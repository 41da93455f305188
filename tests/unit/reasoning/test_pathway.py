"""The stages joined: what each hands to the next, and what waits for what."""

import pytest

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.next_step import NextSteps
from nuchal.reasoning.pathway import NothingDrawn, assess
from nuchal.reasoning.posterior import solve
from tests.conftest import client_from
from tests.making import group, headache, network, presentation, structure, zone

KNOWLEDGE = network(
    structure("masseter", "jaw", "temple"), structure("trapezius", "shoulder", "nape"),
    presentation("migraine", 0.6, features={"photophobia": 0.9}),
    presentation("tension", 0.4, features={"photophobia": 0.2}),
    headache("3.1", {"A": "attacks_lifetime >= 3"}, action=Level.REFER_FIRST, attestation="E"),
    headache("3.2", {"A": "quality has stabbing"}, action=Level.REFER_FIRST, attestation="E"),
)  # fmt: skip
DENIED = "findings: {fever: no, collapse: no}\n"
MEASURED = "exam: {findings: {bp_systolic: 120}}\n"
DRAWN = "profiles: [{drawing: [{zone: temple, side: left}]}]\n"


def assessed(text: str, **how):
    return assess(client_from(text, KNOWLEDGE), KNOWLEDGE, **how)


def test_an_assessment_names_the_person_and_the_knowledge_that_it_rests_on():
    knowledge = Knowledge(release="2026.1", digest="abc", items=KNOWLEDGE.items)
    client = client_from(DENIED, knowledge)
    found = assess(client, knowledge)
    assert (found.client, found.release, found.digest) == (client, "2026.1", "abc")
    assert found.profiles[0].profile is client.profiles[0]
    assert found.profiles[0].classification.profile is client.profiles[0]
    assert found.screening.at_most is Level.SAME_DAY


def test_an_open_danger_question_holds_the_ranking_and_the_plan():
    found = assessed(DRAWN)
    assert found.held is not None
    assert [result.sign.id for result in found.held.open] == ["sudden"]
    assert found.profiles[0].localisation == found.held
    assert found.plan_held is not None
    assert [result.sign.id for result in found.plan_held.open] == ["pressure", "sudden"]


def test_an_open_examination_holds_only_the_plan():
    found = assessed(DENIED + DRAWN)
    assert found.held is None
    assert isinstance(found.profiles[0].localisation, Localisation)
    assert found.plan_held is not None
    assert [result.sign.id for result in found.plan_held.open] == ["pressure"]


def test_once_everything_is_settled_nothing_is_held():
    found = assessed(DENIED + MEASURED + DRAWN)
    assert (found.held, found.plan_held) == (None, None)


def test_a_dangerous_type_is_added_to_whatever_else_holds():
    profile = "profiles: [{attacks_lifetime: 3, drawing: [{zone: temple, side: left}]}]\n"
    both = assessed(profile)
    assert both.held.types == ("3.1",)
    assert [result.sign.id for result in both.held.open] == ["sudden"]
    assert both.held.ask
    alone = assessed(DENIED + MEASURED + profile)
    assert alone.held == alone.plan_held
    assert (alone.held.types, alone.held.open, alone.held.ask) == (("3.1",), (), ())


def test_the_types_of_every_headache_hold_each_once():
    text = (
        "profiles: [{name: a, attacks_lifetime: 3}, {name: b, attacks_lifetime: 4, quality: [stabbing]}, "
        "{name: c, drawing: []}]\n"
    )
    found = assessed(DENIED + MEASURED + text)
    assert found.held.types == ("3.1", "3.2")
    assert [profile.localisation for profile in found.profiles] == [found.held] * 3


def test_each_headache_is_ranked_by_its_own_drawing():
    text = (
        "profiles: [{name: a, drawing: [{zone: temple, side: left, intensity: 8}]}, "
        "{name: b, drawing: [{zone: nape, side: right, intensity: 8}]}, {name: c}]\n"
    )
    found = assessed(DENIED + MEASURED + text)
    first = [(p.localisation.ranked[0].group.id, p.localisation.ranked[0].side) for p in found.profiles[:2]]
    assert first == [("jaw", "left"), ("shoulder", "right")]
    assert found.profiles[2].localisation == NothingDrawn(stated=False)
    assert [profile.profile.name for profile in found.profiles] == ["a", "b", "c"]


def test_the_next_steps_follow_the_drawing_and_are_left_out_on_demand():
    text = DENIED + MEASURED + DRAWN
    steps = assessed(text).profiles[0].next
    assert [touch.id for touch in steps.touches] == ["masseter"]
    assert [ask.finding for ask in steps.questions] == ["photophobia"]
    answered = DENIED + MEASURED + "profiles: [{photophobia: no, drawing: [{zone: temple, side: left}]}]"
    assert assessed(answered).profiles[0].next.questions == ()
    assert assessed(text, with_next=False).profiles[0].next == NextSteps()
    assert assessed(text, with_next=False).profiles[0].localisation.ranked


@pytest.mark.parametrize(("wanted", "argued"), [(0, 0), (1, 1), (2, 2)])
def test_as_many_groups_as_wanted_come_with_arguments(wanted, argued):
    text = (
        DENIED
        + "profiles: [{drawing: [{zone: temple, side: left, intensity: 9}, {zone: nape, side: left, intensity: 9}]}]"
    )
    ranked = assessed(text, arguments_for=wanted).profiles[0].localisation.ranked
    assert sum(bool(one.arguments) for one in ranked) == argued


def test_six_groups_come_with_arguments_if_nobody_says_how_many():
    names = [f"m{n}" for n in range(8)]
    knowledge = network(
        *(zone(f"above_{name}") for name in names), *(group(name, of="structures") for name in names),
        *(structure(name, name, f"above_{name}") for name in names), presentation("migraine"),
    )  # fmt: skip
    marks = ", ".join(f"{{zone: above_{name}, side: left, intensity: 9}}" for name in names)
    client = client_from(f"{DENIED}profiles: [{{drawing: [{marks}]}}]", knowledge)
    ranked = assess(client, knowledge, with_next=False).profiles[0].localisation.ranked
    assert sum(one.worth_showing for one in ranked) == 8
    assert sum(bool(one.arguments) for one in ranked) == 6


def test_the_engine_that_was_handed_in_does_the_work():
    calls = []

    def counting(problem):
        calls.append(problem)
        return solve(problem)

    assessed(DENIED + MEASURED + DRAWN, solver=counting)
    assert len(calls) > 3
