"""Everything that a client is asked or told can be read by a guardian who answers about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nuchal.errors import KnowledgeError
from nuchal.knowledge import asking, schema
from nuchal.knowledge.checks.places import Place, Read, complain
from nuchal.knowledge.client_words import client_texts

SPOKEN_TO = re.compile(r"\b(?:you|yours?|yourself|I|my|me|mine|myself)\b", re.IGNORECASE)
NEUTRAL: dict[type[Any], tuple[str, ...]] = {
    schema.Finding: ("why", "options", "spans"),
    asking.Checklist: ("name", "why", "gates", "lines", "fitted"),
    asking.QuestionGroup: ("why", "sections", "lines", "fitted"),
}
"""Sentences that have one form only, for the client and for somebody who answers about them."""
OWN_VOICE = ("say_about",)
"""Read out on the telephone by the one who answers: there "me" is right."""


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per question without its third person, and per "you" that a guardian would read as themselves."""
    for finding, document in read.of(schema.Finding):
        if finding.asked_of == "client" and not finding.question_about:
            yield complain(document, ("question",), f"{finding.id} cannot be asked about a child", _REMEDY)
    for checklist, document in read.of(asking.Checklist):
        if checklist.form == "intake" and not checklist.question_about:
            yield complain(document, ("question",), f"{checklist.id} cannot be asked about a child", _REMEDY)
    for sign, document in read.of(schema.DangerSign):
        if SPOKEN_TO.search(sign.client_says) and not sign.client_says_about:
            yield complain(document, ("client_says",), f"{sign.id} speaks to the client only", _REMEDY)
    for item, document in read.pairs:
        for place, text in client_texts(item):
            if _is_for_others(item, place) and (word := SPOKEN_TO.search(text)):
                yield complain(document, place, f"{word[0]!r} speaks to whoever reads it", _REMEDY)


_REMEDY = "Write it about `{name}`, or so that it fits both."


def _is_for_others(item: Any, place: Place) -> bool:
    field = str(place[0])
    if isinstance(item, schema.Finding) and item.asked_of != "client":
        return False
    if isinstance(item, asking.Checklist) and item.form != "intake":
        return False
    about = field.endswith("_about") and field not in OWN_VOICE
    return about or field in NEUTRAL.get(type(item), ())
