"""A whole synthetic client with the truth about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nuchal.findings.examined import examination_observations
from nuchal.findings.model import (
    Client,
    Examination,
    Observation,
    OneOf,
    Origin,
    Profile,
    Range,
    Settlement,
    Side,
)
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.disagreements import disagreements
from nuchal.reasoning.localisation import model_of
from nuchal.simulation.answers import Answers, Chosen, Values, answers_of
from nuchal.simulation.danger import Danger, Screens, with_screen
from nuchal.simulation.dice import Rng, generator, happens, one_of, shuffled
from nuchal.simulation.examining import examine
from nuchal.simulation.presenting import MOST_PLACES, Noise, Presenting, present
from nuchal.simulation.telling import misheard, story_of

AGES = ((18, 30), (31, 45), (46, 60), (61, 75))
"""Bands of age, each as likely."""
FEMALE = 0.65
"""Share of women (a choice of this project; it moves no structure)."""
UNANSWERED = 0.25
"""Usual share of questions that nobody asked or answered."""
USUAL_SCREENS = Screens()
BLOOD_PRESSURE = {"bp_systolic": (108, 134), "bp_diastolic": (64, 84)}
"""Readings of clients whose blood pressure is no danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthOf:
    """
    What is really so.

    `active` are structures with side; `accounts_for` are groups with side that brought something to the drawing;
    `code` is a headache type whose every criterion was made true, if the features of this person allow one.
    """

    kind: str
    side: str
    active: tuple[tuple[str, Side], ...]
    accounts_for: tuple[tuple[str, Side], ...]
    code: str | None
    danger: Danger


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthetic:
    """An invented person and the truth about them."""

    client: Client
    truth: TruthOf


def generate(
    knowledge: Knowledge,
    rng: Rng,
    *,
    noise: Noise = "plain",
    unanswered: float = UNANSWERED,
    screens: Screens = USUAL_SCREENS,
    most_places: int = MOST_PLACES,
    name: str = "synthetic",
) -> Synthetic:
    """
    One synthetic client.

    Dangerous and open clients are not examined by hand. Answers are missing at random with the share `unanswered`;
    the danger screen is complete except where the truth says `open`.
    """
    person = present(model_of(knowledge), rng, noise, most_places=most_places)
    values = _age_and_sex(rng) | story_of(model_of(knowledge)).tell(person, rng)
    values, code = _with_criteria(person, values, knowledge, rng)
    said = misheard(values, answers_of(knowledge), rng, keep=_ALWAYS) if noise == "noisy" else values
    said = {n: v for n, v in said.items() if n in _ALWAYS or not happens(rng, unanswered)}
    touched = examine(model_of(knowledge), person, rng)
    pressure = _blood_pressure(knowledge, rng)
    client = _client(person, said, pressure, knowledge, name)
    client, danger = with_screen(client, knowledge, rng, screens)
    if danger.state == "clean":
        client = _examined(client, touched, knowledge)
    client = _asked_again(client, knowledge)
    return Synthetic(client=client, truth=_truth(person, code, danger, knowledge))


def cohort(knowledge: Knowledge, seed: int, count: int, **options: Any) -> Iterator[Synthetic]:
    """`count` clients of a seed; client 7 is the same person in every cohort of that seed."""
    for number in range(count):
        yield generate(knowledge, generator(seed, number), name=f"synthetic_{number:05d}", **options)


_ALWAYS = frozenset({"age_years", "sex"})


def _age_and_sex(rng: Rng) -> Chosen:
    low, high = one_of(rng, AGES)
    sex = "female" if happens(rng, FEMALE) else "male"
    years = float(low + int(rng.random() * (high - low + 1)))
    return {"age_years": Range.exactly(years), "sex": OneOf(frozenset({sex}), sex)}


def _with_criteria(
    person: Presenting, values: Values, knowledge: Knowledge, rng: Rng
) -> tuple[Chosen, str | None]:
    """
    Answers beyond the features, so that a type of this kind has its criteria met if the features allow it.

    Definite types go before named conventions; what only a physician can find stays unknown.
    """
    answers = answers_of(knowledge)
    for code in _codes_to_try(person, knowledge, rng):
        extra = answers.satisfy_code(
            code, rng, fixed=values, zones=person.zones, never=_only_by_physicians(answers)
        )
        if extra is not None:
            return {**values, **extra}, code
    return dict(values), None


def _codes_to_try(person: Presenting, knowledge: Knowledge, rng: Rng) -> list[str]:
    headaches = [knowledge.headaches[code] for code in person.state.presentation.codes]
    own = [h for h in headaches if h.criteria and not h.one_missing]
    definite = shuffled(rng, [h.code for h in own if h.rank == "definite"])
    return definite + shuffled(rng, [h.code for h in own if h.rank == "convention"])


def _only_by_physicians(answers: Answers) -> frozenset[str]:
    findings = answers.knowledge.findings.values()
    danger = answers.knowledge.danger_findings
    return frozenset(f.id for f in findings if f.asked_of == "physician") | danger


def _blood_pressure(knowledge: Knowledge, rng: Rng) -> dict[str, Observation]:
    """Half of all clients have it measured."""
    if not happens(rng, 0.5):
        return {}
    readings: Chosen = {
        name: Range.exactly(float(low + int(rng.random() * (high - low + 1))))
        for name, (low, high) in BLOOD_PRESSURE.items()
        if name in knowledge.findings
    }
    return answers_of(knowledge).observed(readings, Origin.THERAPIST)


def _client(
    person: Presenting, said: Values, measured: dict[str, Observation], knowledge: Knowledge, name: str
) -> Client:
    seen = answers_of(knowledge).observed(said)
    about_headache = {n: o for n, o in seen.items() if knowledge.findings[n].about == "profile"}
    about_person = {n: o for n, o in seen.items() if n not in about_headache} | measured
    return Client(
        id=name,
        about="Invented person; the truth is known",
        observations=about_person,
        profiles=(Profile(observations=about_headache, drawing=person.drawing),),
    )


def _asked_again(client: Client, knowledge: Knowledge) -> Client:
    """The client after being asked what is right where two answers disagree: the side as drawn, else as answered."""
    found = disagreements(client, knowledge)
    if not found:
        return client
    settled = (
        Settlement(
            disagreement=one.rule.id, profile=one.profile, said=one.said,
            holds=next((n for n in one.rule.between if n in _HOLDS), one.rule.between[0]),
        )
        for one in found
    )  # fmt: skip
    return replace(client, settlements=tuple(settled))


_HOLDS = frozenset({"drawn_side", "intensity"})


def _examined(client: Client, examination: Examination, knowledge: Knowledge) -> Client:
    """The client with an examination and what a case file says follows from it."""
    follows = {seen.finding: seen for seen in examination_observations(examination, knowledge)}
    return replace(client, examination=examination, observations={**follows, **client.observations})


def _truth(person: Presenting, code: str | None, danger: Danger, knowledge: Knowledge) -> TruthOf:
    causes = model_of(knowledge).causes
    accounts = (causes[column].block for column, places in person.brought.items() if places)
    return TruthOf(
        kind=person.state.presentation.id,
        side=person.state.side,
        active=tuple((causes[column].structure.id, causes[column].side) for column in person.brought),
        accounts_for=tuple(dict.fromkeys(accounts)),
        code=code,
        danger=danger,
    )
