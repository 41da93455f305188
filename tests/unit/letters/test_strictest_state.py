"""One page gives one order: the strip has the strictest state, the first step unlocks care, a sign has one action."""

from __future__ import annotations

from pathlib import Path

import pytest

from nuchal.cases.reading import read_cases
from nuchal.findings.model import Client, Observation, Range, State
from nuchal.knowledge.schema import Level
from nuchal.letters.content import report_of
from nuchal.letters.report_danger import action_at, is_because_of_age
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.wording import question_for

CASES = Path(__file__).parents[3] / "cases"
PEOPLE = [*sorted((CASES / "journeys").glob("*.yaml")), *sorted((CASES / "2_screening").glob("*exam.yaml")),
          CASES / "2_screening" / "gca_artery.yaml", CASES / "2_screening" / "preg_bp.yaml"]  # fmt: skip
"""Whole journeys, and people in whom only an examination is still open, some with a lesser sign present."""
ONLY_AT = {"mbulance": Level.EMERGENCY, "oday": Level.SAME_DAY}
"""A word of an action, and the lowest level at which it may be said."""


@pytest.fixture(scope="module")
def assessed(knowledge):
    people = [case.client for path in PEOPLE for case in read_cases(path, knowledge)]
    return [assess(person, knowledge) for person in people]


def test_while_care_is_held_the_strip_is_never_weaker_and_the_first_step_is_what_unlocks_it(
    assessed, knowledge
):
    tried = 0
    for found in assessed:
        report = report_of(found, knowledge)
        if found.plan_held is None:
            continue
        assert report.strip.tier not in ("modify", "note", "none"), found.client.id
        if found.held is None and found.plan_held.ask:
            tried += 1
            steps = {profile.step.says for profile in report.profiles}
            assert steps == {question_for(found.plan_held.ask[0], knowledge)}, found.client.id
    assert tried > 0


def test_the_action_of_a_sign_is_that_of_the_level_it_has_reached(knowledge):
    """A sign with several levels names every action in its own words; at one level only one of them is right."""
    for sign in knowledge.danger_signs.values():
        for level in {rule.level for rule in sign.levels}:
            if len({rule.level for rule in sign.levels}) == 1:
                continue
            action = action_at(sign, level, knowledge)
            assert action == knowledge.level_actions[level].therapist_does
            for word, lowest in ONLY_AT.items():
                assert word not in action or level is lowest, (sign.id, level)


def test_every_level_has_its_action(knowledge):
    assert set(knowledge.level_actions) == set(Level) - {Level.NONE}


def person(**known) -> Client:
    """A person of whom nothing but this is known."""
    observations = {
        name: Observation(finding=name, value=value, state=State.OBSERVED) for name, value in known.items()
    }
    return Client(observations=observations)


@pytest.mark.parametrize(
    ("age", "sign"), [(11, "child"), (15, "child"), (51, "cad_rf_athero"), (66, "age_65")]
)
def test_age_alone_is_a_precaution_with_its_reason(knowledge, age, sign):
    """An age is no sign of a disease; the words say so, and why it counts."""
    found = assess(person(age_years=Range(age, age)), knowledge)
    result = next(one for one in found.screening.signs if one.sign.id == sign)
    assert is_because_of_age(result, knowledge)
    shown = report_of(found, knowledge)
    told = [shown.strip.fact, *(f"{one.name}: {one.says}" for one in shown.standing)]
    (line,) = [one for one in told if one.startswith(f"{result.sign.name}: ")]
    assert "because of age: " in line
    assert "A precaution, not an alarm" in line
    assert len(line) > len(result.sign.name) + 60, "the reason stands there"


def test_a_disease_is_not_called_age(knowledge):
    found = assess(person(age_years=Range(51, 51), smoker=True), knowledge)
    result = next(one for one in found.screening.signs if one.sign.id == "cad_rf_athero")
    assert not is_because_of_age(result, knowledge)
