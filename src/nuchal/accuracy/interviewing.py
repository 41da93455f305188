"""How many questions does the adaptive interview need, and what does it know at the end?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nuchal.findings.model import Client, Examination, Observation
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.localisation import Localisation, Solver
from nuchal.reasoning.next_step import worth_asking
from nuchal.reasoning.pathway import Assessment, assess
from nuchal.reasoning.truth import Truth
from nuchal.simulation.answers import answers_of
from nuchal.simulation.clients import Synthetic

MOST_QUESTIONS = 60
"""Nobody answers more; an interview that gets here counts as this long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewed:
    """One interview: screens of danger questions, single questions and their seconds, and what came of it."""

    screens: int
    questions: int
    seconds: float
    kind_right: bool | None
    """Whether the likeliest kind is the true one; None if structures were held."""


def interview(one: Synthetic, knowledge: Knowledge, solver: Solver) -> Interviewed:
    """
    Answer the interview from what is known of a complete and clean client, until nothing is worth asking.

    Age, sex, the danger screens, the drawing and the medicines come first; then every step asks the best question.
    """
    shown = _screens(one.client, knowledge)
    client = _before_questions(one.client, knowledge)
    seconds = sum(knowledge.checklists[number].seconds for number in shown)
    questions = 0
    found = assess(client, knowledge, solver=solver, arguments_for=0)
    while questions < MOST_QUESTIONS and (ask := worth_asking(found.profiles[0].next, knowledge)):
        questions += 1
        seconds += knowledge.findings[ask.finding].seconds
        client = _answered(client, one.client, ask.finding, knowledge)
        found = assess(client, knowledge, solver=solver, arguments_for=0)
    return Interviewed(
        screens=len(shown), questions=questions, seconds=seconds, kind_right=_kind_right(found, one)
    )


def _screens(client: Client, knowledge: Knowledge) -> list[int]:
    """Numbers of the intake checklists that this client gets to see."""
    facts = Facts(knowledge, client, None)
    return [
        number
        for number, checklist in enumerate(knowledge.checklists)
        if checklist.form == "intake"
        and (
            checklist.shown_when is None or evaluate(parse(checklist.shown_when), facts).truth is not Truth.NO
        )
    ]


def _before_questions(client: Client, knowledge: Knowledge) -> Client:
    """The client with the danger screen and the drawing, before any single question."""
    kept = knowledge.danger_findings | {"age_years", "sex"}
    person = {name: seen for name, seen in client.observations.items() if name in kept}
    blank = replace(client.profiles[0], observations={})
    return replace(client, observations=person, profiles=(blank,), examination=Examination(), medicines=())


def _answered(client: Client, truth: Client, name: str, knowledge: Knowledge) -> Client:
    """The client with one more answer; what the truth does not mention is answered with its least value."""
    seen = truth.profiles[0].observations.get(name) or truth.observations.get(name)
    if seen is None:
        answers = answers_of(knowledge)
        seen = answers.observed({name: answers.possible(name)[0]})[name]
    return _with_observation(client, seen, about=knowledge.findings[name].about)


def _with_observation(client: Client, seen: Observation, *, about: str) -> Client:
    if about == "person":
        return replace(client, observations={**client.observations, seen.finding: seen})
    profile = client.profiles[0]
    grown = replace(profile, observations={**profile.observations, seen.finding: seen})
    return replace(client, profiles=(grown,))


def _kind_right(found: Assessment, one: Synthetic) -> bool | None:
    localisation = found.profiles[0].localisation
    if not isinstance(localisation, Localisation):
        return None
    return localisation.rivals[0].presentation.id == one.truth.kind
