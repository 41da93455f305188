"""No plan for anybody holds something whose gate is open or shut, that is out of scope, or above a cap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuchal.errors import OverrideRefused, UsageError
from nuchal.knowledge.care import Exercise
from nuchal.knowledge.expressions import parse
from nuchal.knowledge.schema import Level
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.plan import Override, Plan, propose
from nuchal.reasoning.scope import known_regions, region_scope
from nuchal.reasoning.screening import Held, sign_resolver
from nuchal.reasoning.truth import Truth
from tests.conftest import EXAMPLES
from tests.strategies import people


@pytest.fixture(scope="module")
def everybody(clients, quickly):
    """Every sixth person of the cases, assessed once; everyone where many examples are tried."""
    return [quickly(client) for client in (clients if EXAMPLES > 200 else clients[::6])]


def planned(found, knowledge, system):
    return propose(found, knowledge, system=system)


@given(st.data())
def test_no_plan_holds_a_technique_whose_gate_is_open_or_shut(knowledge, clients, quickly, data):
    client = data.draw(people(knowledge, clients))
    system = data.draw(st.sampled_from(sorted(knowledge.systems)))
    found = quickly(client)
    plan = planned(found, knowledge, system)
    if found.plan_held is not None:
        assert isinstance(plan, Held)
        return
    assert isinstance(plan, Plan)
    signs = {result.sign.id: result for result in found.screening.signs}
    facts = Facts(knowledge, client, found.profiles[0].profile)
    resolve = {"sign": sign_resolver(signs.__getitem__)}
    for work in (*plan.education, *plan.hands):
        for gate in work.technique.gates:
            if gate.effect == "forbids":
                assert evaluate(parse(gate.when), facts, resolve).truth is Truth.NO
        for result in found.screening.signs:
            effects = {result.sign.techniques.get(name) for name in work.technique.classes}
            if "contraindicated" in effects:
                assert result.at_most.rank < Level.MODIFY.rank, (work.technique.id, result.sign.id)
    for home in plan.programme:
        for gate in home.item.gates:
            if gate.effect == "forbids":
                assert evaluate(parse(gate.when), facts, resolve).truth is Truth.NO


@given(st.data())
def test_a_plan_keeps_to_scope_and_caps(knowledge, clients, quickly, data):
    client = data.draw(people(knowledge, clients))
    system = knowledge.systems[data.draw(st.sampled_from(sorted(knowledge.systems)))]
    plan = planned(quickly(client), knowledge, system.id)
    if not isinstance(plan, Plan):
        return
    for work in (*plan.education, *plan.hands):
        assert system.profession in work.technique.professions
        assert not work.technique.needs_licence
        cap = plan.pathway.caps.get(work.technique.id)
        if work.stage != "first" or work.optional:
            continue
        if cap is not None and cap.sessions_most is not None and plan.dose.sessions_most is not None:
            assert plan.dose.sessions_most <= cap.sessions_most
        assert work.grade != "N"
    if system.course.sessions_most is not None:
        assert plan.dose.sessions_most is not None
        assert plan.dose.sessions_most <= system.course.sessions_most
    offered = {work.technique.id for work in plan.hands} | {home.item.id for home in plan.programme}
    for pathway in (plan.pathway, *plan.also):
        assert not offered & set(pathway.not_offered)
    if plan.pressure is not None:
        assert plan.pressure.most <= 6
        assert plan.pressure.stop_signal
    assert not offered & {out.id for out in plan.ruled_out}


def test_a_held_person_gets_words_at_most(knowledge, everybody):
    """Nobody whose danger signs stand gets an exercise sheet or a technique."""
    held = [found for found in everybody if found.plan_held is not None]
    assert held
    for found in held:
        for system in knowledge.systems:
            assert isinstance(planned(found, knowledge, system), Held)


def test_every_person_with_a_plan_has_something_to_do_at_home(knowledge, everybody):
    for found in everybody:
        plan = planned(found, knowledge, "rmt_neck_headache")
        if isinstance(plan, Plan):
            assert any(isinstance(home.item, Exercise) for home in plan.programme) or plan.medical_first
            assert any(not isinstance(home.item, Exercise) for home in plan.programme)


@given(st.data())
def test_no_override_goes_past_an_emergency_or_what_holds_the_plan(knowledge, clients, quickly, data):
    """Whoever signs: what could be an emergency, or waits for a physician, is never overridden."""
    client = data.draw(people(knowledge, clients))
    found = quickly(client)
    override = Override(
        technique=data.draw(st.sampled_from(sorted(knowledge.techniques))), reason="x", by="Ada", second="Bo"
    )
    system = data.draw(st.sampled_from(sorted(knowledge.systems)))
    licences = frozenset(knowledge.techniques)
    emergency = any(result.at_most is Level.EMERGENCY for result in found.screening.signs)
    plan, refused = None, None
    try:
        plan = propose(found, knowledge, system=system, licences=licences, overrides=(override,))
    except UsageError as error:
        refused = error
    if refused is not None:
        assert isinstance(refused, OverrideRefused) == (emergency or found.plan_held is not None)
        return
    assert not emergency
    assert isinstance(plan, Plan)
    (work, *rest) = [w for w in (*plan.education, *plan.hands) if w.overridden is not None]
    assert {w.technique.id for w in (work, *rest)} == {override.technique}
    assert work.overridden == override
    assert not work.passage.gating.may_be_planned


@given(st.data())
def test_a_region_never_adds_what_no_licence_covers(knowledge, clients, quickly, data):
    client = data.draw(people(knowledge, clients))
    system = data.draw(st.sampled_from(sorted(knowledge.systems)))
    region = data.draw(st.sampled_from(known_regions(knowledge)))
    plan = propose(quickly(client), knowledge, system=system, region=region)
    if not isinstance(plan, Plan):
        return
    scope = region_scope(knowledge.systems[system], region, knowledge)
    planned = {work.technique.id for work in (*plan.education, *plan.hands)}
    assert not planned & {*scope.without, *scope.wants_licence, *scope.also}


def test_first_things_at_home_are_never_crowded_out(knowledge, everybody):
    """What a pathway puts first stands whatever else was found, unless a gate or a pathway is against it."""
    for found in everybody:
        plan = planned(found, knowledge, "manual_physical_therapy")
        if not isinstance(plan, Plan):
            continue
        there = {home.item.id for home in plan.programme}
        gated = {out.id for out in plan.ruled_out if out.gating is not None}
        refused = {name for pathway in (plan.pathway, *plan.also) for name in pathway.not_offered}
        for pathway in (plan.pathway, *plan.also):
            first = set(pathway.first_line) & {*knowledge.exercises, *knowledge.advice}
            assert first <= there | gated | refused, plan.pathway.id
