"""Two sources about one fact: found whatever came first, unknown until settled, and never a reason to lower an alarm."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuchal.findings.entry import observation
from nuchal.findings.model import Drawing, Mark, Origin, Settlement
from nuchal.findings.values import read_value
from nuchal.knowledge.asking import Disagreement
from nuchal.reasoning.disagreements import disagreements, with_open_facts
from nuchal.reasoning.pathway import SideOpen
from nuchal.reasoning.screening import screen
from tests.strategies import people


def contradicted(client, knowledge):
    """The same person, drawn on the right temple only and answered always on the left."""
    answer = observation(
        knowledge.findings["laterality"],
        read_value(knowledge.findings["laterality"], "left_locked"),
        Origin.CLIENT,
    )
    drawing = Drawing((Mark(zone="temple_anterior", side="right", intensity=6.0),))
    first = client.profiles[0]
    changed = replace(first, observations={**first.observations, "laterality": answer}, drawing=drawing)
    return replace(client, profiles=(changed, *client.profiles[1:]))


@settings(max_examples=40)
@given(st.data())
def test_without_a_contradiction_nothing_is_touched(knowledge, clients, data):
    client = data.draw(people(knowledge, clients))
    found = disagreements(client, knowledge)
    opened = with_open_facts(client, found, knowledge)
    assert (opened is client) == (not found)
    assert not [one for one in disagreements(opened, knowledge) if one.settled is None], (
        "open is not contradicted"
    )


@settings(max_examples=25)
@given(st.data())
def test_a_contradicted_side_is_open_whichever_came_first(knowledge, clients, quickly, data):
    client = contradicted(data.draw(people(knowledge, clients)), knowledge)
    first = client.profiles[0]
    backwards = replace(first, observations=dict(reversed(first.observations.items())))
    found = quickly(client)
    other = quickly(replace(client, profiles=(backwards, *client.profiles[1:])))
    for one in (found, other):
        assert "side_of_pain" in [d.rule.id for d in one.open_disagreements]
        assert one.profiles[0].profile.observations["laterality"].value is None
        assert isinstance(one.profiles[0].localisation, SideOpen) or one.held is not None
    assert found.profiles[0].classification == other.profiles[0].classification
    assert found.disagreements == other.disagreements


@pytest.fixture(scope="module")
def without_rules(knowledge):
    """The same knowledge without any rule about disagreements: every answer taken as it was reported."""
    return replace(knowledge, items=tuple(i for i in knowledge.items if not isinstance(i, Disagreement)))


@settings(max_examples=40)
@given(st.data())
def test_no_alarm_falls_because_two_answers_disagree(knowledge, without_rules, clients, data):
    client = contradicted(data.draw(people(knowledge, clients)), knowledge)
    reported = screen(client, without_rules)
    for one, as_reported in zip(screen(client, knowledge).signs, reported.signs, strict=True):
        assert one.at_least.rank >= as_reported.at_least.rank
        assert one.at_most.rank >= one.at_least.rank


@pytest.mark.parametrize(("holds", "side"), [("drawn_side", "right"), ("laterality", None)])
def test_what_is_settled_holds_until_an_answer_changes(knowledge, clients, quickly, holds, side):
    client = contradicted(replace(clients[0], assumed_screened=True), knowledge)
    (one,) = [d for d in disagreements(client, knowledge) if d.rule.id == "side_of_pain"]
    settled = Settlement(disagreement="side_of_pain", profile=one.profile, holds=holds, said=one.said)
    found = quickly(replace(client, settlements=(settled,)))
    assert "side_of_pain" not in [d.rule.id for d in found.open_disagreements]
    told = found.profiles[0].profile.observations["laterality"].value
    assert told is not None
    assert side in (None, told.said)
    stale = replace(settled, said=("right", "bilateral"))
    assert "side_of_pain" in [
        d.rule.id for d in quickly(replace(client, settlements=(stale,))).open_disagreements
    ]


@pytest.mark.parametrize(
    ("holds", "hurts", "painted"), [("drawn_neck_pain", True, True), ("neck_pain_or_stiffness", False, False)]
)
def test_neck_pain_that_was_drawn_and_denied_counts_as_settled(knowledge, clients, holds, hurts, painted):
    marks = (
        Mark(zone="temple_anterior", side="left", intensity=5.0),
        Mark(zone="neck_posterior_mid", side="left", intensity=4.0),
    )
    no = observation(knowledge.findings["neck_pain_or_stiffness"], value=False, origin=Origin.THERAPIST)
    first = replace(clients[0].profiles[0], drawing=Drawing(marks))
    client = replace(
        clients[0], profiles=(first,), observations={**clients[0].observations, "neck_pain_or_stiffness": no}
    )
    (one,) = [d for d in disagreements(client, knowledge) if d.rule.id == "neck_pain_drawn"]
    settled = Settlement(disagreement=one.rule.id, profile=one.profile, holds=holds, said=one.said)
    told = replace(client, settlements=(settled,))
    opened = with_open_facts(told, disagreements(told, knowledge), knowledge)
    assert opened.observations["neck_pain_or_stiffness"].value is hurts
    assert ("neck_posterior_mid" in opened.profiles[0].drawing.zones) is painted
