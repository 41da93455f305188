"""
What a client may never read: refuted claims, promises, and orders about medicines; and where clients read anything.

The check of the knowledge base uses it, and so can the tests of letters, pages and messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nuchal.knowledge import asking, care, schema
from nuchal.knowledge.base import Knowledge

Place = tuple[str | int, ...]

FIELDS: Mapping[type[Any], tuple[str, ...]] = {
    schema.Finding: ("question", "question_about", "why", "options", "spans"),
    asking.Checklist: ("name", "question", "question_about", "why", "gates", "lines", "fitted"),
    asking.QuestionGroup: ("question", "question_about", "why", "sections", "lines", "fitted"),
    asking.IntakePage: ("question", "question_about", "hint", "hint_about", "why"),
    asking.StopPage: (
        "banner", "banner_about", "title", "title_about", "call", "without_number", "say", "say_about", "do",
        "do_about",
    ),
    asking.Disagreement: ("question", "question_about"),
    asking.MedicineGroup: ("name", "names"),
    schema.DangerSign: ("client_says", "client_says_about"),
    schema.Headache: ("says",),
    schema.Group: ("lay_name",),
    schema.Structure: ("lay_name",),
    asking.LayWord: ("note",),
    care.Technique: ("lay_name", "client_says", "steps"),
    care.System: ("first_visit",),
    care.Pathway: (
        "client_says", "goals", "natural_course", "no_figures", "expected",
        "stop_rule", "change_rule", "refer_rule", "we_agree",
    ),
    care.Pattern: ("client_says",),
    care.PressureLimit: ("name", "client_says", "stop_signal"),
    care.Exercise: ("name", "steps", "steps_easy", "progression", "easier", "stop_when", "effects"),
    care.Advice: ("name", "says", "says_easy", "check", "effects"),
    care.Claim: ("we_say",),
}  # fmt: skip
"""What a client may read or is told, per kind of item; the rules of a course are agreed with the client."""

FOR_OTHERS: Mapping[type[Any], tuple[str, ...]] = {
    schema.Finding: ("prompt", "denied"),
    schema.DangerSign: ("suggests", "therapist_does", "technique_notes"),
    schema.Headache: ("note",),
    schema.Structure: ("part", "associated_note", "provoked_note", "note"),
    care.Technique: ("how", "positions", "grade_says", "adverse", "gates", "modifications", "stop_when", "effects"),
    care.System: (
        "practised_by", "scope", "scope_by_region", "techniques_by_region", "own_ideas", "assessment_says",
        "usual_course", "evidence_says",
    ),
    care.Pathway: ("not_offered", "caps"),
    care.Pattern: ("says",),
    care.PressureLimit: ("says",),
    care.Exercise: ("gates", "picture"),
    care.Advice: ("grade_says", "gates"),
    care.Claim: ("claim", "evidence", "never_say"),
}  # fmt: skip
"""Sentences for therapists only, so that a new field belongs to one of the two."""

PROMISES = re.compile(
    r"\bcur(?:e|es|ed|ing)\b|\bguarantee|\bpermanently\b|\bcomplete relief\b|\beliminat|\bmiracle\b"
)
MEDICINE_ORDERS = re.compile(
    r"\bstop taking\b"
    r"|\b(?:stop|skip|reduce|lower|halve|drop|leave out|cut down(?: on)?) (?:your|the|all|any) "
    r"(?:\w+ )?(?:medic\w+|painkillers?|tablets?|pills?|doses?|drugs?|triptans?|preventives?)\b"
    r"|\b(?:come|wean|taper)(?: you| yourself)? off\b"
    r"|\binstead of (?:your |taking |any )?(?:medic|painkiller|pill|tablet|drug)"
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A phrase that no client may read, and what to write instead."""

    phrase: str
    message: str
    remedy: str


def refused_phrases(knowledge: Knowledge) -> dict[str, str]:
    """Every phrase that a claim refuses -> the claim that says what to write instead."""
    return {plain(phrase): claim.id for claim in knowledge.claims.values() for phrase in claim.never_say}


def contradictions(text: str, knowledge: Knowledge) -> list[Contradiction]:
    """Every way in which a text for clients repeats a refused claim, promises a cure or orders about medicines."""
    return list(_contradictions(plain(text), refused_phrases(knowledge)))


def contradicting(text: str, phrases: Mapping[str, str]) -> list[Contradiction]:
    """The same with the refused phrases at hand, for many texts."""
    return list(_contradictions(plain(text), phrases))


def client_texts(item: Any) -> Iterator[tuple[Place, str]]:
    """Every sentence of an item that a client may read, with its place in the file."""
    for field in FIELDS.get(type(item), ()):
        yield from _texts((field,), getattr(item, field))


def plain(text: str) -> str:
    """The text as it is compared: lower-case, one space between words, straight apostrophes."""
    return " ".join(text.lower().replace("’", "'").split())


_PARTS: Mapping[type[Any], tuple[str, ...]] = {
    care.Effect: ("says",),
    schema.Option: ("name", "short"),
    schema.Span: ("says",),
    asking.Gate: ("asks",),
    asking.TitledLines: ("heading",),
    asking.FittedWords: ("lines", "gates", "headings"),
}
"""The sentences of a part of an item."""


def _texts(place: Place, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif type(value) in _PARTS:
        for field in _PARTS[type(value)]:
            yield from _texts((*place, field), getattr(value, field))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts((*place, key), part)
    elif value:
        for index, part in enumerate(value):
            yield from _texts((*place, index), part)


def _contradictions(text: str, phrases: Mapping[str, str]) -> Iterator[Contradiction]:
    for phrase, claim in phrases.items():
        if phrase in text:
            yield Contradiction(phrase, f"clients must not read {phrase!r}", f"See `we_say` of {claim}.")
    if match := PROMISES.search(text):
        remedy = "Say what some people found, and how sure it is."
        yield Contradiction(match[0], f"{match[0]!r} promises too much to clients", remedy)
    if match := MEDICINE_ORDERS.search(text):
        remedy = "Only the prescriber plans that; say to talk with them."
        yield Contradiction(match[0], f"{match[0]!r} tells clients to change a medicine", remedy)
