"""
Which two sources about one fact cannot both be right, and what counts as unknown until that is settled?

Nothing here depends on which of the two came first. A danger sign that was reported is not lowered by a disagreement;
`nuchal.reasoning.screening.screen` sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from nuchal.findings.drawn import ANSWERED_AS, drawn_observations, is_neck
from nuchal.findings.medicines import LISTED_AS, medicine_observations
from nuchal.findings.model import (
    SIDES,
    Client,
    Drawing,
    Named,
    Observation,
    Origin,
    Profile,
    Settlement,
    Side,
    State,
)
from nuchal.findings.values import intensity_word, read_value
from nuchal.knowledge.asking import Disagreement as Rule
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth

READ_OFF: Mapping[str, str] = {**ANSWERED_AS, **LISTED_AS}
"""What is read off the drawing or the list of medicines -> the finding that asks the same."""
DIFFERENTLY = "reported differently"
"""What is known of a finding while two sources disagree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One of two sources: the finding, and its value as `str(observation)`."""

    finding: str
    says: Observation

    @property
    def is_drawn(self) -> bool:
        """Whether it is read off the drawing."""
        return self.finding in ANSWERED_AS


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two sources about one fact that cannot both be right. `settled` names the one that holds, once it is said."""

    rule: Rule
    profile: str
    """The kind of headache; empty where both sources are about the person."""
    sources: tuple[Source, Source]
    settled: str | None = None

    @property
    def said(self) -> tuple[str, str]:
        """What both said, as a settlement keeps it."""
        return (str(self.sources[0].says), str(self.sources[1].says))

    @property
    def opens(self) -> tuple[str, ...]:
        """Findings that count as unknown: both and what rests on them, or after settling the one that does not hold."""
        if self.settled is not None:
            return tuple(name for name in self.rule.between if name != self.settled)
        return (*self.rule.between, *self.rule.opens)


class _AsStated(Facts):
    """
    Facts in which an answer counts as it was stated, although another may follow from the drawing or the list.

    A denial that only a completed danger screen gives is no statement of its own: what follows from the drawing or the
    list comes first.
    """

    def derived(self, finding: str) -> Reason | None:
        stated = self.observation(finding)
        return super().derived(finding) if stated is None or stated.origin is Origin.SCREEN else None


def disagreements(client: Client, knowledge: Knowledge) -> tuple[Disagreement, ...]:
    """Every disagreement of a person, settled or not, in the order of the kinds of headache and of the rules' ids."""
    found: dict[tuple[str, str], Disagreement] = {}
    for profile in client.profiles:
        facts = _AsStated(knowledge, *_with_read_off(client, profile, knowledge))
        for rule in knowledge.disagreements.values():
            if rule.one_kind_only and len(client.profiles) > 1:
                continue
            one = _disagreement(rule, facts, client.settlements)
            if one is not None:
                found.setdefault((one.profile, rule.id), one)
    return tuple(found.values())


def open_disagreements(client: Client, knowledge: Knowledge) -> tuple[Disagreement, ...]:
    """Those that nobody has settled yet."""
    return tuple(one for one in disagreements(client, knowledge) if one.settled is None)


def _disagreement(rule: Rule, facts: Facts, settlements: Iterable[Settlement]) -> Disagreement | None:
    said = [facts.observation(name) for name in rule.between]
    if (
        said[0] is None
        or said[1] is None
        or evaluate(facts.knowledge.contradictions[rule.id], facts).truth is not Truth.YES
    ):
        return None
    first, second = (
        Source(finding=n, says=o) for n, o in zip(rule.between, said, strict=True) if o is not None
    )
    about_person = all(facts.knowledge.findings[name].about == "person" for name in rule.between)
    profile = "" if about_person or facts.profile is None else facts.profile.name
    found = Disagreement(rule=rule, profile=profile, sources=(first, second))
    holds = (
        one.holds
        for one in settlements
        if (one.disagreement, one.profile, one.said) == (rule.id, profile, found.said)
    )
    return replace(found, settled=next(holds, None))


def _with_read_off(client: Client, profile: Profile, knowledge: Knowledge) -> tuple[Client, Profile]:
    """The same with what can be read off the drawing and the list of medicines."""
    listed = {o.finding: o for o in medicine_observations(client.medicines)}
    person = dict(client.observations)
    for read_off, stated in LISTED_AS.items():
        if stated in listed:
            person[read_off] = replace(listed[stated], finding=read_off)
    drawn = drawn_observations(profile.drawing, knowledge)
    return replace(client, observations=person), replace(
        profile, observations={**profile.observations, **drawn}
    )


# -- what counts as unknown ---------------------------------------------------------------------------


def with_open_facts(client: Client, found: Iterable[Disagreement], knowledge: Knowledge) -> Client:
    """
    The person as the reasoning may use them: what disagrees counts as unknown, what was settled as settled.

    Gives the same person where nothing disagrees.
    """
    known = tuple(found)
    if not known:
        return client
    person = dict(client.observations)
    for one in known:
        _open(person, one)
        if _is_about_person(one, knowledge):
            _take_over(person, one, knowledge)
    profiles = tuple(
        _opened(profile, [one for one in known if one.profile in ("", profile.name)], knowledge)
        for profile in client.profiles
    )
    return replace(client, observations=person, profiles=profiles)


def _is_about_person(one: Disagreement, knowledge: Knowledge) -> bool:
    """Whether the answer that the settled source gives belongs to the person, and not to one kind of headache."""
    answer = knowledge.findings.get(READ_OFF.get(one.settled or "", ""))
    return not one.profile if answer is None else answer.about == "person"


def side_is_open(profile: Profile, found: Iterable[Disagreement]) -> bool:
    """Whether nobody knows on which side the drawing of this kind of headache belongs."""
    return any(_leaves_side_open(one) for one in found if one.profile == profile.name)


def _leaves_side_open(one: Disagreement) -> bool:
    """A drawing of the wrong side has to be made anew; one that shows too much or too little is still of use."""
    if "drawn_side" not in one.opens:
        return False
    return one.settled is None or is_drawn_wrong(one, one.settled)


def is_drawn_wrong(one: Disagreement, holds: str) -> bool:
    """Whether the drawing shows only the other side than the answer that holds, so that it has to be made anew."""
    shown = str(one.sources[0].says)
    return answered_side(replace(one, settled=holds)) is not None and shown != "bilateral"


def _opened(profile: Profile, found: list[Disagreement], knowledge: Knowledge) -> Profile:
    observations = dict(profile.observations)
    for one in found:
        _open(observations, one)
        if not _is_about_person(one, knowledge):
            _take_over(observations, one, knowledge)
    return replace(profile, observations=observations, drawing=_drawing(profile.drawing, found, knowledge))


def _drawing(drawing: Drawing | None, found: Iterable[Disagreement], knowledge: Knowledge) -> Drawing | None:
    """
    The drawing as far as it counts: without strengths while these are open, on the side that was settled, and without
    the neck once it is settled that the neck does not hurt.

    Where the answer about strength holds, the painted strengths still tell the places from one another.
    """
    for one in found:
        if drawing is None:
            continue
        if "drawn_strength" in one.opens and one.settled is None:
            marks = (replace(mark, intensity=None) if mark.intensity else mark for mark in drawing.marks)
            drawing = Drawing(tuple(marks))
        side = answered_side(one)
        if (
            side is not None
            and one.sources[0].finding == "drawn_side"
            and str(one.sources[0].says) == "bilateral"
        ):
            drawing = Drawing(tuple(mark for mark in drawing.marks if mark.side == side))
        if "drawn_neck_pain" in one.opens and one.settled is not None:
            drawing = Drawing(tuple(mark for mark in drawing.marks if not is_neck(mark, knowledge)))
    return drawing


def answered_side(one: Disagreement) -> Side | None:
    """The side that the answer names, where the answer holds against the drawing; None where it names none."""
    if one.settled != "laterality":
        return None
    said = str(one.sources[1].says)
    return next((side for side in SIDES if said.startswith(side)), None)


def _open(observations: dict[str, Observation], one: Disagreement) -> None:
    for name in one.opens:
        seen = observations.get(name)
        if seen is None or seen.value is None:
            continue
        value = _uncontested(seen, one) if one.settled is None else None
        observations[name] = replace(
            seen, value=value, state=seen.state if value else State.NOT_KNOWN, note=DIFFERENTLY
        )


def _uncontested(seen: Observation, one: Disagreement) -> Named | None:
    """Of a set of answers only what both sources say or neither speaks of; of any other value nothing."""
    other = next((s.says.value for s in one.sources if s.finding != seen.finding), None)
    if not isinstance(seen.value, Named) or not isinstance(other, Named):
        return None
    contested = (seen.value.has & other.lacks) | (seen.value.lacks & other.has)
    return Named(seen.value.has - contested, seen.value.lacks - contested)


def _take_over(observations: dict[str, Observation], one: Disagreement, knowledge: Knowledge) -> None:
    """Where the drawing or the list of medicines holds, what it shows is the answer."""
    answer = READ_OFF.get(one.settled or "")
    source = next((s for s in one.sources if s.finding == one.settled), None)
    if answer is None or source is None:
        return
    if source.finding not in ANSWERED_AS:
        observations[answer] = replace(source.says, finding=answer)
        return
    observations[answer] = replace(
        source.says, finding=answer, value=read_value(knowledge.findings[answer], answer_drawn(source, one))
    )


def answer_drawn(source: Source, one: Disagreement) -> object:
    """What a drawing shows, as the answer of a case file to the finding that asks the same."""
    if source.finding == "drawn_strength":
        return intensity_word(float(str(source.says)))
    value = source.says.value
    if isinstance(value, Named):
        other = next(s.says.value for s in one.sources if s.finding != source.finding)
        return sorted(value.has | (other.has if isinstance(other, Named) else frozenset()))
    return str(source.says)
