"""From findings to an assessment: screening, classification, localisation and what to do next, joined once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nuchal.findings.model import Client, Profile
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.classification import Classification, classify, waiting_for_physician
from nuchal.reasoning.disagreements import (
    Disagreement,
    disagreements,
    side_is_open,
    with_open_facts,
)
from nuchal.reasoning.localisation import Localisation, Solver, localise, model_of, situation
from nuchal.reasoning.next_step import NextSteps, next_steps
from nuchal.reasoning.posterior import solve
from nuchal.reasoning.screening import Held, Screening, screen


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingDrawn:
    """There is no drawing to explain; `stated` tells a blank sheet from one that was never handed out."""

    stated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOpen:
    """The drawing cannot be explained before it is known on which side the pain is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileAssessment:
    """What is concluded about one kind of headache."""

    profile: Profile
    classification: Classification
    localisation: Localisation | Held | NothingDrawn | SideOpen
    next: NextSteps


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """
    Everything concluded about a person, with the knowledge it rests on.

    `client` is the person with what disagrees as unknown.

    `held` says why structures are withheld, `plan_held` why nothing may be done yet; None where nothing stands in
    the way.
    """

    client: Client
    release: str
    digest: str
    screening: Screening
    profiles: tuple[ProfileAssessment, ...]
    held: Held | None
    plan_held: Held | None
    disagreements: tuple[Disagreement, ...] = ()
    """Sources that contradict each other, settled or not; what is not settled counts as unknown in all of this."""

    @property
    def open_disagreements(self) -> tuple[Disagreement, ...]:
        """Those that nobody has settled yet."""
        return tuple(one for one in self.disagreements if one.settled is None)


def assess(
    client: Client,
    knowledge: Knowledge,
    *,
    solver: Solver = solve,
    with_next: bool = True,
    arguments_for: int = 6,
) -> Assessment:
    """
    Assess one person.

    `solver` is the posterior engine; `with_next` false leaves out the search for the next question, test and touch;
    `arguments_for` is how many ranked groups come with evidence for and against.
    """
    screening = screen(client, knowledge)
    disagreeing = disagreements(client, knowledge)
    client = with_open_facts(client, disagreeing, knowledge)
    classifications = [classify(client, profile, knowledge, screening) for profile in client.profiles]
    types = tuple(dict.fromkeys(code for found in classifications for code in waiting_for_physician(found)))
    held = _held(screening, types, examined=False)
    profiles = []
    for profile, classification in zip(client.profiles, classifications, strict=True):
        found = None
        localisation: Localisation | Held | NothingDrawn | SideOpen
        if held is not None:
            localisation = held
        elif side_is_open(profile, disagreeing):
            localisation = SideOpen()
        else:
            found = situation(model_of(knowledge), client, profile, classification, solver)
            if found is None:
                localisation = NothingDrawn(stated=profile.drawing is not None)
            else:
                localisation = localise(found, arguments_for=arguments_for)
        profiles.append(
            ProfileAssessment(
                profile=profile,
                classification=classification,
                localisation=localisation,
                next=next_steps(client, profile, knowledge, screening, classification, found)
                if with_next
                else NextSteps(),
            )
        )
    return Assessment(
        client=client,
        release=knowledge.release,
        digest=knowledge.digest,
        screening=screening,
        profiles=tuple(profiles),
        held=held,
        plan_held=_held(screening, types, examined=True),
        disagreements=disagreeing,
    )


def _held(screening: Screening, types: tuple[str, ...], *, examined: bool) -> Held | None:
    """What stands in the way: danger signs, and headache types that a physician has to see first."""
    held = screening.held(examined=examined)
    if not types:
        return held
    return replace(held, types=types) if held else Held(types=types)
