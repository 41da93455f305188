"""No text for clients repeats an overclaim, promises a cure or tells anyone to change a medicine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nuchal.errors import KnowledgeError
from nuchal.knowledge import care, schema
from nuchal.knowledge.checks.places import Place, Read, complain

FIELDS: Mapping[type[Any], tuple[str, ...]] = {
    schema.Finding: ("question", "why"),
    schema.Checklist: ("question", "why", "lines"),
    schema.DangerSign: ("client_says",),
    schema.Headache: ("says",),
    care.Technique: ("lay_name", "client_says", "steps"),
    care.System: ("first_visit",),
    care.Pathway: ("client_says", "goals", "natural_course"),
    care.Exercise: ("name", "steps", "steps_easy", "progression", "easier", "stop_when"),
    care.Advice: ("name", "says", "says_easy", "check"),
    care.Claim: ("we_say",),
}
"""What a client may read, per kind of item."""

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
SHORTEST_PHRASE = 7
"""A shorter phrase would hit honest sentences."""


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per client text with a phrase that must not stand there, and per phrase that cannot be used."""
    phrases: dict[str, str] = {}
    for claim, document in read.of(care.Claim):
        for index, phrase in enumerate(claim.never_say):
            if phrase != phrase.lower() or len(phrase) < SHORTEST_PHRASE:
                message = f"{phrase!r} must be lower-case and have at least {SHORTEST_PHRASE} letters"
                yield complain(document, ("never_say", index), message)
            phrases[_plain(phrase)] = claim.id
    for item, document in read.pairs:
        for place, text in client_texts(item):
            for message, remedy in _overclaims(_plain(text), phrases):
                yield complain(document, place, message, remedy)


def client_texts(item: Any) -> Iterator[tuple[Place, str]]:
    """Every sentence of an item that a client may read, with its place in the file."""
    for field in FIELDS.get(type(item), ()):
        value = getattr(item, field)
        if isinstance(value, str):
            yield (field,), value
        elif isinstance(value, Mapping):
            yield from (((field, key), text) for key, text in value.items())
        elif value:
            yield from (((field, index), text) for index, text in enumerate(value))


def _overclaims(text: str, phrases: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for phrase, claim in phrases.items():
        if phrase in text:
            yield f"clients must not read {phrase!r}", f"See `we_say` of {claim}."
    if match := PROMISES.search(text):
        yield f"{match[0]!r} promises too much to clients", "Say what some people found, and how sure it is."
    if match := MEDICINE_ORDERS.search(text):
        message = f"{match[0]!r} tells clients to change a medicine"
        yield message, "Only the prescriber plans that; say to talk with them."


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
