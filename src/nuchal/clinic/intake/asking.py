"""
What the client is asked next: the order of the interview, fitted to a phone.

The reasoning says what is worth asking. This module leaves out what a client cannot answer, puts what belongs together
on one page, and asks for habits on a page of their own instead of one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from nuchal.clinic.intake.steps import Asked, Kind, Next, Step, Stopped
from nuchal.clinic.operations.knowing import knowledge
from nuchal.findings.model import Clearance, Client, Drawing, Named, Observation, Profile, Range, State
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.reasoning.disagreements import open_disagreements
from nuchal.reasoning.interview import (
    FIRST,
    AskChecklist,
    AskDrawing,
    AskFinding,
    AskMedicines,
    Stop,
    next_question,
)
from nuchal.reasoning.screening import screen

SECOND = "second"
"""The name of the second kind of headache."""
HABITS = "habits"
"""The group of habits: asked once a person, on a page of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that decides what comes next. Two are equal if they know the same of the same episode."""

    episode: str
    as_of: int
    steps: frozenset[str] = frozenset()
    """Steps that the client has answered or skipped."""
    checked: frozenset[str] = frozenset()
    """Danger signs that, the client says, a doctor has looked at. They stand; only the questions go on."""
    consented: bool = True
    guarded: bool = True
    """Whether a guardian has agreed, where the client is too young to agree alone."""
    client: Client = field(default_factory=Client, compare=False)


@lru_cache(maxsize=256)
def next_step(told: Told) -> Next:
    """The next page. It follows from what is known alone, so an intake goes on wherever it was left."""
    if not told.consented:
        return Step(Kind.CONSENT)
    if any(name not in told.client.observations for name in FIRST):
        return Step(Kind.ABOUT)
    if not told.guarded:
        return Step(Kind.GUARDIAN)
    for index, profile in enumerate(told.client.profiles):
        found = _of_profile(told, index, profile)
        if found is not None:
            return found
        if index == 0 and (between := _between(told)):
            return between
    return Asked()


def screening_level(told: Told) -> Level:
    """How urgent the answers are at least, with every sign that stands."""
    return screen(told.client, knowledge()).at_least


def _between(told: Told) -> Step | None:
    """What is asked once, after the first kind of headache."""
    for kind in (Kind.FACTORS, Kind.ANOTHER):
        if kind.value not in told.steps:
            return Step(kind)
    return None


def _of_profile(told: Told, index: int, profile: Profile) -> Next | None:
    known = knowledge()
    step = next_question(_for_the_phone(told, index, known), known, profile=index)
    if not isinstance(step, (Stop, AskChecklist)) and (differing := _to_settle(told, profile)):
        return differing
    match step:
        case Stop():
            return Stopped()
        case AskChecklist(checklist=checklist):
            return Step(Kind.CHECKLIST, checklist.id)
        case AskDrawing():
            return Step(Kind.DRAWING, profile=profile.name)
        case AskMedicines():
            return Step(Kind.MEDICINES)
        case AskFinding(finding=finding):
            if finding.speaks_of is not None and finding.speaks_of not in profile.observations:
                return Step(Kind.ASK, finding.speaks_of, profile.name)
            group = next((g for g in known.question_groups.values() if finding.id in g.findings), None)
            if group is not None:
                return Step(Kind.GROUP, group.id, profile.name)
            return Step(Kind.ASK, finding.id, profile.name if finding.about == "profile" else "")
    return None


def _to_settle(told: Told, profile: Profile) -> Step | None:
    """Two answers that cannot both be right, asked about once, as soon as the danger questions are done."""
    for one in open_disagreements(told.client, knowledge()):
        step = Step(Kind.SETTLE, one.rule.id, one.profile)
        if one.profile in ("", profile.name) and str(step) not in told.steps:
            return step
    return None


def _for_the_phone(told: Told, index: int, known: Knowledge) -> Client:
    """
    The client as the interview shall see them, for the choice of a question only; nothing of this is kept.

    What only hands or a physician can tell, habits, and what presupposes a yes that was not said count as not asked.
    """
    client, profile = told.client, told.client.profiles[index]
    silent = _not_for_the_phone() | _presupposes(client, profile)
    about = {name: known.findings[name].about for name in silent}
    person = _unasked((n for n in silent if about[n] == "person"), client.observations)
    of_kind = _unasked((n for n in silent if about[n] == "profile"), profile.observations)
    drawing = profile.drawing
    if drawing is None and str(Step(Kind.DRAWING, profile=profile.name)) in told.steps:
        drawing = Drawing(())
    profiles = list(client.profiles)
    profiles[index] = replace(profile, observations={**of_kind, **profile.observations}, drawing=drawing)
    medicines = client.medicines
    if medicines is None and Kind.MEDICINES.value in told.steps:
        medicines = ()
    looked_at = tuple(Clearance(sign=sign, by="said", on="said", excluded="said") for sign in told.checked)
    return replace(
        client,
        observations={**person, **client.observations},
        profiles=tuple(profiles),
        medicines=medicines,
        clearances=client.clearances + looked_at,
    )


@lru_cache(maxsize=1)
def _not_for_the_phone() -> frozenset[str]:
    return frozenset(
        finding.id
        for finding in knowledge().findings.values()
        if finding.asked_of != "client" or finding.id.startswith("factor_")
    )


def _presupposes(client: Client, profile: Profile) -> frozenset[str]:
    known = knowledge()
    silent = {
        finding.id
        for finding in known.findings.values()
        if (finding.only_after is not None and not _is_yes(client.observations.get(finding.only_after)))
        or (finding.speaks_of is not None and _is_none(profile.observations.get(finding.speaks_of)))
    }
    if _never(profile.observations.get("aura_attacks")):
        silent |= set(known.question_groups["aura"].findings)
    return frozenset(silent)


def _never(seen: Observation | None) -> bool:
    return seen is not None and isinstance(seen.value, Range) and seen.value.most == 0


def _is_none(seen: Observation | None) -> bool:
    """Whether none of the answers was chosen."""
    return seen is not None and isinstance(seen.value, Named) and not seen.value.has


def _is_yes(seen: Observation | None) -> bool:
    return seen is not None and seen.value is True


def _unasked(names: Iterable[str], seen: Mapping[str, Observation]) -> dict[str, Observation]:
    return {
        name: Observation(finding=name, value=None, state=State.NOT_ASKED)
        for name in names
        if name not in seen
    }
