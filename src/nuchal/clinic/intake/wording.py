"""The words of the knowledge as the intake shows them: in the language of the page, to whoever answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.findings.values import read_range
from nuchal.knowledge.schema import Finding, Span


def qualities() -> dict[str, str]:
    """Kinds of pain in one word each, for the buttons of the drawing pad."""
    options = knowledge().findings["quality"].options
    return {option.id: option.short or option.name for option in options}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of one page, for the client or for somebody who answers for them."""

    question: str
    hint: str
    why: str


def words_of(page_id: str, about: str = "") -> PageWords:
    """The words of a page; `about` is the name of the client where somebody else answers."""
    page = knowledge().intake_pages[page_id]
    return PageWords(
        question=voiced(page.question, page.question_about, about),
        hint=voiced(page.hint, page.hint_about, about),
        why=say(page.why),
    )


def question_of(finding: Finding, about: str = "") -> str:
    """The question of a finding, asked of the client or about them."""
    return voiced(finding.question, finding.question_about, about)


def span_of(finding: Finding, value: Any) -> Span | None:
    """The span that a number lies in, or None where what is known of it reaches over several."""
    known = read_range(value, unit=finding.unit)
    least = math.floor(known.least) + known.above_least if math.isfinite(known.least) else 0
    found = [span for span in finding.spans if span.least <= least]
    last = found[-1] if found else None
    return last if last and (last.most is None or known.most <= last.most) else None


def voiced(own: str | None, of_another: str | None, about: str) -> str:
    """A sentence for the client, or for somebody who answers about them."""
    return say(of_another).format(name=about) if about and of_another else say(own)
