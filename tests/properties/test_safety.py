"""No danger sign passes: whatever else is known of a person, and whatever is not."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nuchal.findings.entry import observation
from nuchal.findings.model import Origin
from nuchal.knowledge.expressions import All, Any, AtLeast, Leaf, Not
from nuchal.knowledge.schema import Level
from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.screening import Held, screen
from tests.strategies import people


@given(st.data())
def test_an_urgent_sign_that_a_client_can_answer_holds_the_ranking_and_any_urgent_sign_the_plan(
    knowledge, clients, quickly, data
):
    client = data.draw(people(knowledge, clients))
    found = quickly(client)
    urgent = [result for result in found.screening.signs if result.at_most.rank >= Level.REFER_FIRST.rank]
    standing = [result for result in urgent if result.at_least.rank >= Level.REFER_FIRST.rank]
    if standing or any(result.sign.answered_by == "client" for result in urgent):
        assert found.held is not None
        assert all(isinstance(profile.localisation, Held) for profile in found.profiles)
    if urgent:
        assert found.plan_held is not None
    if not urgent:
        assert found.plan_held is None
        assert not any(isinstance(profile.localisation, Held) for profile in found.profiles)


def alone_urgent(knowledge) -> dict[str, str]:
    """Yes/no finding -> sign, where a bare yes makes the sign urgent: an oracle that knows no engine."""
    return {
        rule.when.subject: sign
        for sign, rules in knowledge.sign_rules.items()
        for rule in rules
        if rule.level.rank >= Level.REFER_FIRST.rank
        and isinstance(rule.when, Leaf)
        and rule.when.verb == "present"
        and knowledge.findings[rule.when.subject].about == "person"
        and knowledge.findings[rule.when.subject].derived_when is None
        and knowledge.danger_signs[sign].answered_by == "client"
    }


@given(st.data())
def test_one_danger_question_answered_yes_or_left_open_withholds_every_structure(
    knowledge, clients, quickly, data
):
    plain = alone_urgent(knowledge)
    name = data.draw(st.sampled_from(sorted(plain)))
    client = replace(data.draw(people(knowledge, clients)), clearances=())
    others = {key: seen for key, seen in client.observations.items() if key != name}
    said = data.draw(st.sampled_from(["yes", "not asked"]))
    if said == "yes":
        others[name] = observation(knowledge.findings[name], True, Origin.CLIENT)
    found = quickly(replace(client, observations=others))
    assert not any(isinstance(profile.localisation, Localisation) for profile in found.profiles)
    assert found.plan_held is not None
    named = {r.sign.id for r in (found.plan_held.standing if said == "yes" else found.plan_held.open)}
    assert plain[name] in named | {r.sign.id for r in found.plan_held.standing}


def test_enough_questions_stand_alone_for_the_property_above_to_mean_something(knowledge):
    assert len(alone_urgent(knowledge)) >= 10


def test_an_assumed_screen_never_sets_aside_a_sign_that_stands(knowledge, clients, quickly):
    standing = [c for c in clients if any(result.at_least.holds for result in screen(c, knowledge).signs)]
    assert len(standing) > 100
    for client in standing:
        found = quickly(replace(client, assumed_screened=True))
        assert all(isinstance(profile.localisation, Held) for profile in found.profiles)


def speaks_against(expression, negated=False):
    """Findings that stand under a `not` somewhere: a yes to them reassures."""
    if isinstance(expression, Leaf):
        return {expression.subject} if negated else set()
    if isinstance(expression, Not):
        return speaks_against(expression.part, not negated)
    assert isinstance(expression, (All, Any, AtLeast))
    return set().union(*(speaks_against(part, negated) for part in expression.parts))


@given(st.data())
def test_one_more_danger_sign_never_lowers_urgency(knowledge, clients, data):
    reassuring = set().union(
        *(speaks_against(r.when) for rules in knowledge.sign_rules.values() for r in rules)
    )
    reassuring |= set().union(*(speaks_against(when) for when in knowledge.derivations.values()))
    candidates = sorted(knowledge.danger_findings - reassuring - knowledge.derivations.keys())
    client = data.draw(people(knowledge, clients))
    name = data.draw(st.sampled_from(candidates))
    no, yes = (
        screen(
            replace(
                client,
                observations={
                    **client.observations,
                    name: observation(knowledge.findings[name], said, Origin.CLIENT),
                },
            ),
            knowledge,
        )
        for said in (False, True)
    )
    for without, with_ in zip(no.signs, yes.signs, strict=True):
        assert with_.at_least.rank >= without.at_least.rank, without.sign.id
        assert with_.at_most.rank >= without.at_most.rank, without.sign.id
