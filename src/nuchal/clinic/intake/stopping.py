"""The page that ends the questions: what to do now, whom to call, what to say, and two honest ways back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nuchal.clinic.intake.alerts import standing_signs
from nuchal.clinic.intake.queries import Progress, who_of
from nuchal.clinic.intake.ticks import Who, line_of
from nuchal.clinic.intake.wording import voiced
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.people.premises import emergency_number_of
from nuchal.findings.model import Origin
from nuchal.knowledge import asking
from nuchal.knowledge.schema import Level
from nuchal.reasoning.screening import SignResult
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import inside

AT_MOST = 3
"""So many sentences of what to do are shown; more would not be read."""
SAID = 4
"""So many answers are read out on the telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPage:
    """Everything on it."""

    level: str
    banner: str
    title: str
    words: str
    more: list[str]
    call_number: str
    call_words: str
    say: str
    do: list[str]


def stop_page(progress: Progress) -> StopPage:
    """What the client reads, or who answers for them; the most urgent sign speaks first."""
    signs = standing_signs(progress.told.client, Level.SAME_DAY)
    signs = tuple(s for s in signs if s.sign.id not in progress.told.checked) or signs
    worst = signs[0].at_least
    signs = tuple(s for s in signs if s.at_least is worst)
    clinic = progress.episode.client.clinic
    private = any(s.sign.private for s in signs)
    words = next(p for p in knowledge().stop_pages if p.level == worst.value and p.private is private)
    number = emergency_number_of(clinic) if words.call else ""
    fitted = _Fitted(
        words,
        about=progress.about,
        clinic=clinic.name,
        number=number,
        answers=_answers(signs, who_of(progress)) if words.say else "",
    )
    told = list(
        dict.fromkeys(voiced(s.sign.client_says, s.sign.client_says_about, progress.about) for s in signs)
    )[:AT_MOST]
    return StopPage(
        level=worst.value,
        banner=fitted.one("banner"),
        title=fitted.one("title"),
        words=told[0],
        more=told[1:],
        call_number=number,
        call_words=fitted.one("call"),
        say=fitted.one("say") if fitted.answers else "",
        do=([] if number else fitted.some("without_number")) + fitted.some("do"),
    )


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The words of a stop page, to the client or to whoever answers for them."""

    words: asking.StopPage
    about: str
    clinic: str
    number: str
    answers: str

    def one(self, name: str) -> str:
        """One sentence; empty where the page has none."""
        return next(iter(self.some(name)), "")

    def some(self, name: str) -> list[str]:
        """Every sentence under this name."""
        found = (getattr(self.words, f"{name}_about", None) if self.about else None) or getattr(
            self.words, name
        )
        texts = (found,) if isinstance(found, str) else found or ()
        return [
            say(text).format(name=self.about, clinic=self.clinic, number=self.number, answers=self.answers)
            for text in texts
        ]


def _answers(signs: Iterable[SignResult], who: Who) -> str:
    """The answers that led here, in the lines that were ticked, to read out."""
    return "; ".join(inside(line_of(name, who)) for name in because(signs)[:SAID]).rstrip(".")


def because(signs: Iterable[SignResult]) -> list[str]:
    """Findings that the client said yes to and that make these signs stand."""
    found: dict[str, None] = {}
    for result in signs:
        for level, reason in result.rules:
            if level is not result.at_least or reason.truth is not Truth.YES:
                continue
            for leaf in reason.leaves():
                asked = knowledge().findings.get(leaf.finding or "")
                yes = leaf.truth is Truth.YES and leaf.known == "yes" and leaf.origin is not Origin.DERIVED
                if asked is not None and asked.asked_of == "client" and yes:
                    found[asked.id] = None
    return list(found)
