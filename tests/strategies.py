"""
Generated people for the properties: a clinician's case, changed at random, with gaps opened at random.

Starting from cases brings every criterion and danger sign into play; the changes take people where no case went.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from nuchal.findings.entry import observation
from nuchal.findings.model import (
    SIDES,
    Client,
    Drawing,
    Mark,
    Named,
    Observation,
    OneOf,
    Origin,
    Profile,
    Range,
    State,
    Value,
)
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Finding

DURATIONS = ("dur_min_h", "dur_usual_h", "dur_max_h")
Draw = Callable[[st.SearchStrategy[Any]], Any]


def values(finding: Finding) -> st.SearchStrategy[Value]:
    """Any answer to a finding, exact or vague."""
    if finding.value == "yes_no":
        return st.booleans()
    if finding.value == "number":
        least, most = finding.least or 0, min(finding.most or 200, 1000)
        number = st.integers(math.ceil(least), math.floor(most)).map(float)
        vague = st.tuples(number, number).map(lambda pair: Range(min(pair), max(pair)))
        return st.one_of(number.map(Range.exactly), vague)
    answers = [option.id for option in finding.options if not option.means]
    if finding.value == "choice":
        chosen = st.sets(st.sampled_from(answers), min_size=1, max_size=2)
        return chosen.map(lambda names: OneOf(frozenset(names), " or ".join(sorted(names))))
    return st.sets(st.sampled_from(answers)).map(
        lambda has: Named(frozenset(has), frozenset(answers) - frozenset(has))
    )


@st.composite
def durations(draw: Draw) -> dict[str, Observation]:
    """Shortest, usual and longest in their order."""
    hours = sorted(
        draw(st.lists(st.sampled_from([0.01, 0.1, 0.5, 2.0, 4.0, 24.0, 72.0, 200.0]), min_size=3, max_size=3))
    )
    return {
        name: Observation(finding=name, value=Range.exactly(number), state=State.OBSERVED)
        for name, number in zip(DURATIONS, hours, strict=True)
    }


def drawings(knowledge: Knowledge, least: int = 0, most: int = 5) -> st.SearchStrategy[Drawing]:
    """From `least` to `most` places, each drawn once; an intensity of 0 only where a blank sheet is allowed."""
    places = [(zone, side) for zone in sorted(knowledge.zones) for side in SIDES]
    mark = st.tuples(st.sampled_from(places), st.integers(min(least, 1), 10))
    return st.lists(mark, min_size=least, max_size=most, unique_by=lambda pair: pair[0]).map(
        lambda pairs: Drawing(tuple(Mark(zone=z, side=s, intensity=float(i)) for (z, s), i in pairs))
    )


@st.composite
def people(draw: Draw, knowledge: Knowledge, clients: list[Client], changes: int = 6) -> Client:
    """A person of a case with up to `changes` answers given, changed or added, and perhaps a new drawing."""
    client = without_contradictions(draw(st.sampled_from(clients)), knowledge)
    first = client.profiles[0]
    person, profile = dict(client.observations), dict(first.observations)
    free = [f for f in knowledge.findings.values() if f.derived_when is None and f.id not in DURATIONS]
    for finding in draw(st.lists(st.sampled_from(free), max_size=changes)):
        home = person if finding.about == "person" else profile
        home[finding.id] = observation(finding, draw(values(finding)), Origin.CLIENT)
    if draw(st.booleans()):
        for name in DURATIONS:
            profile.pop(name, None)
        profile |= draw(durations())
    drawing = draw(st.one_of(st.just(first.drawing), drawings(knowledge)))
    profiles = (replace(first, observations=profile, drawing=drawing), *client.profiles[1:])
    return replace(client, observations=person, profiles=profiles)


def without_contradictions(client: Client, knowledge: Knowledge) -> Client:
    """
    The same person without statements that a derivation or another statement could contradict.

    A stated "no" beside a derived "yes" is a contradiction of the person, not a gap.
    """
    derived = set(knowledge.derivations)

    def kept(observations: Any) -> dict[str, Observation]:
        return {name: seen for name, seen in observations.items() if name not in derived}

    profiles = tuple(replace(p, observations=kept(p.observations)) for p in client.profiles)
    return replace(client, observations=kept(client.observations), profiles=profiles, assumed_screened=False)


@st.composite
def with_gaps(draw: Draw, client: Client, most: int = 10) -> Client:
    """The same person of whom less is known: answers left out, numbers and choices known less exactly."""
    person = draw(_fewer(client.observations, most))
    profiles = tuple(
        _blurred(p, draw(_fewer(p.observations, most)), draw(st.booleans())) for p in client.profiles
    )
    return replace(client, observations=person, profiles=profiles)


def _blurred(profile: Profile, observations: dict[str, Observation], undrawn: bool) -> Profile:
    return replace(profile, observations=observations, drawing=None if undrawn else profile.drawing)


@st.composite
def _fewer(draw: Draw, observations: Any, most: int) -> dict[str, Observation]:
    names = sorted(observations)
    if not names:
        return {}
    left_out = set(draw(st.lists(st.sampled_from(names), max_size=most)))
    vaguer = set(draw(st.lists(st.sampled_from(names), max_size=3))) - set(DURATIONS)
    return {
        name: _vaguer(seen) if name in vaguer else seen
        for name, seen in observations.items()
        if name not in left_out
    }


def _vaguer(seen: Observation) -> Observation:
    if isinstance(seen.value, Range):
        return replace(seen, value=Range(seen.value.least - 3, seen.value.most + 3))
    if isinstance(seen.value, Named):
        return replace(seen, value=Named(seen.value.has, frozenset()))
    return seen
