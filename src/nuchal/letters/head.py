"""What every document begins and ends with: from whom, about whom, an assumed screen, and when to get help."""

from __future__ import annotations

from nuchal.findings.model import Range
from nuchal.knowledge.base import Knowledge
from nuchal.letters import phrases, words
from nuchal.letters.document import Document, Envelope
from nuchal.reasoning.pathway import Assessment

SAFETY_NET = "after_treatment"
"""The advice that says when to get help at once."""


def envelope_rows(document: Document) -> tuple[tuple[str, str], ...]:
    """(label, value) of the head of a document; what is not known is a line to fill in by hand."""
    envelope = document.envelope
    sender = ", ".join(part for part in (envelope.therapist, envelope.profession) if part)
    rows = [(phrases.FROM, sender or phrases.TO_FILL)]
    if document.role.is_for_physician:
        rows.append((phrases.FOR, ", ".join(envelope.to) or phrases.TO_FILL))
    rows.append((phrases.ABOUT, envelope.name or phrases.TO_FILL))
    if envelope.born_on:
        rows.append((phrases.BORN, envelope.born_on))
    if document.role.is_for_physician:
        told = ((phrases.REFERRED_BY, envelope.referred_by), (phrases.INSURER, envelope.insurer))
        rows += [row for row in told if row[1]]
    rows.append((phrases.DATED, envelope.dated_on or phrases.TO_FILL))
    return tuple(rows)


def salutation(envelope: Envelope) -> str:
    """How a letter to a physician begins: by name where the recipient is known."""
    return phrases.DEAR.format(name=envelope.to[0]) if envelope.to else phrases.DEAR_COLLEAGUE


def person_words(found: Assessment, envelope: Envelope) -> str:
    """Who the letter is about, with the age where it is known."""
    name = envelope.name or phrases.PERSON
    age = found.client.observations.get("age_years")
    if age is not None and isinstance(age.value, Range) and age.value.least == age.value.most:
        return phrases.AGED.format(name=name, age=f"{age.value.least:g}")
    return name


def warning_of(found: Assessment) -> tuple[str, str] | None:
    """The label of a document whose danger screen was assumed; None where it was done."""
    return (words.ASSUMED_TITLE, words.ASSUMED_TEXT) if found.screening.assumed else None


def safety_net(knowledge: Knowledge, *, easy: bool) -> str:
    """When to get help at once, as the knowledge has it for everybody whose neck is treated."""
    advice = knowledge.advice[SAFETY_NET]
    return advice.says_easy if easy else advice.says
