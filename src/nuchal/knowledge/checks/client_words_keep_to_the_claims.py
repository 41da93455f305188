"""No text for clients repeats an overclaim, promises a cure or tells anyone to change a medicine."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import care
from nuchal.knowledge.checks.places import Read, complain
from nuchal.knowledge.client_words import client_texts, contradicting, refused_phrases

SHORTEST_PHRASE = 7
"""A shorter phrase would hit honest sentences."""


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per client text with a phrase that must not stand there, and per phrase that cannot be used."""
    for claim, document in read.of(care.Claim):
        for index, phrase in enumerate(claim.never_say):
            if phrase != phrase.lower() or len(phrase) < SHORTEST_PHRASE:
                message = f"{phrase!r} must be lower-case and have at least {SHORTEST_PHRASE} letters"
                yield complain(document, ("never_say", index), message)
    phrases = refused_phrases(read.knowledge)
    for item, document in read.pairs:
        for place, text in client_texts(item):
            for found in contradicting(text, phrases):
                yield complain(document, place, found.message, found.remedy)
