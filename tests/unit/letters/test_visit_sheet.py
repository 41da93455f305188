"""Today's visit on paper holds what the brief holds, in its order, as text and as PDF."""

from __future__ import annotations

import pytest

from nuchal.letters import phrases
from nuchal.letters.document import Envelope, Heading, Strip
from nuchal.letters.document_pdf import document_pdf
from nuchal.letters.plain_text import document_text
from nuchal.letters.visit_sheet import visit_sheet
from nuchal.reasoning.plan import propose
from nuchal.reasoning.session import SessionBrief, prepare


@pytest.fixture(scope="module")
def brief_of(ranked, known):
    plan = propose(ranked, known, system="manual_physical_therapy")

    def brief(visit: int) -> SessionBrief:
        prepared = prepare(plan, ranked, known, visit=visit)
        assert isinstance(prepared, SessionBrief)
        return prepared

    return brief


def test_every_sentence_of_the_brief_stands_on_the_sheet(ranked, known, brief_of):
    brief = brief_of(1)
    text = " ".join(document_text(visit_sheet(ranked, brief, known, Envelope(name="Jan"))).split())
    told = [one.question for one in brief.ask_again] + list(brief.first_visit) + list(brief.stop)
    told += [
        line for step in (*brief.explain, *brief.steps) for line in (*step.technique.steps, *step.changes)
    ]
    assert [line for line in told if " ".join(line.split()) not in text] == []


def test_danger_is_asked_before_anything_is_done(ranked, known, brief_of):
    titles = [
        block.text
        for block in visit_sheet(ranked, brief_of(1), known, Envelope()).blocks
        if isinstance(block, Heading)
    ]
    assert titles[0] == phrases.ASK_AGAIN
    assert titles.index(phrases.STEPS) > titles.index(phrases.ASK_AGAIN)
    assert titles[-1] == phrases.STOP_NOW


def test_the_review_is_said_when_it_is_due(ranked, known, brief_of):
    due = next(brief for brief in map(brief_of, range(2, 40)) if brief.review_due)
    strips = [
        block.text for block in visit_sheet(ranked, due, known, Envelope()).blocks if isinstance(block, Strip)
    ]
    assert strips == [phrases.REVIEW_DUE]


def test_it_becomes_a_pdf(ranked, known, brief_of):
    assert document_pdf(visit_sheet(ranked, brief_of(2), known, Envelope(therapist="Ada"))).startswith(
        b"%PDF"
    )
