"""
What to ask a person next, from the first question to the last.

Danger screens come first, then the drawing and the medicines, then single questions by expected gain until no answer
is expected to change a decision. The order follows from the findings alone, so an interview can stop anywhere and go
on later, on paper, phone or terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nuchal.findings.model import Client
from nuchal.knowledge.asking import Checklist
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import parse
from nuchal.knowledge.schema import Finding, Level
from nuchal.reasoning.criteria import Facts, evaluate, is_ruled_out
from nuchal.reasoning.next_step import worth_asking
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.screening import Screening, screen
from nuchal.reasoning.truth import Truth

FIRST = ("age_years", "sex")


@dataclass(frozen=True, slots=True)
class AskChecklist:
    """Show one screen of the danger questions; what is not ticked is denied."""

    checklist: Checklist
    open: tuple[str, ...]
    """Findings on it that nobody has answered yet."""


@dataclass(frozen=True, slots=True)
class AskFinding:
    """Ask one question."""

    finding: Finding
    because: str


@dataclass(frozen=True, slots=True)
class AskDrawing:
    """Hand out the body map."""


@dataclass(frozen=True, slots=True)
class AskMedicines:
    """Ask for the medicines with days a month."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A danger sign ends the interview: what to do now comes first."""

    screening: Screening


@dataclass(frozen=True, slots=True)
class Done:
    """No question left that is expected to change a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Words for one person in place of the usual ones; a gate or heading is named by its first finding."""

    lines: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


Step = AskChecklist | AskFinding | AskDrawing | AskMedicines | Stop | Done


def next_question(client: Client, knowledge: Knowledge, *, profile: int = 0) -> Step:
    """
    The next step of the interview for one kind of headache.

    A sign that calls for help the same day, or sooner, stops it at once.
    """
    for name in FIRST:
        if name not in client.observations:
            return AskFinding(knowledge.findings[name], "some questions depend on it")
    screening = screen(client, knowledge)
    if screening.at_least.rank >= Level.SAME_DAY.rank:
        return Stop(screening)
    checklist = _open_checklist(client, knowledge)
    if checklist is not None:
        return checklist
    follow_up = _follow_up(client, knowledge, screening)
    if follow_up is not None:
        return AskFinding(follow_up, "an answer before opens this question")
    if client.profiles[profile].drawing is None:
        return AskDrawing()
    if client.medicines is None:
        return AskMedicines()
    found = assess(client, knowledge, arguments_for=0)
    best = worth_asking(found.profiles[profile].next, knowledge)
    if best is None:
        return Done()
    settles = f"settles {', '.join(best.settles[:3])}" if best.settles else "tells the possibilities apart"
    return AskFinding(knowledge.findings[best.finding], settles)


def words_fitted_to(client: Client, knowledge: Knowledge) -> Fitted:
    """Lines, gates and headings of the intake that have other words for a person of this age and sex."""
    facts = Facts(knowledge, client, None)
    found = [words for when, words in knowledge.fitted_words if evaluate(when, facts).truth is Truth.YES]
    return Fitted(
        lines={name: text for words in found for name, text in words.lines.items()},
        gates={name: text for words in found for name, text in words.gates.items()},
        headings={name: text for words in found for name, text in words.headings.items()},
    )


def _open_checklist(client: Client, knowledge: Knowledge) -> AskChecklist | None:
    facts = Facts(knowledge, client, None)
    for checklist in knowledge.checklists:
        if checklist.form != "intake":
            continue
        shown = checklist.shown_when
        if shown is not None and evaluate(parse(shown), facts).truth is Truth.NO:
            continue
        still_open = tuple(
            name
            for name in checklist.covers
            if name not in client.observations and not is_ruled_out(name, facts)
        )
        if still_open:
            return AskChecklist(checklist, still_open)
    return None


def _follow_up(client: Client, knowledge: Knowledge, screening: Screening) -> Finding | None:
    """A danger question that an earlier answer opened and that somebody in the room can answer."""
    held = screening.held(examined=False)
    for name in held.ask if held else ():
        finding = knowledge.findings.get(name)
        if finding is None or finding.asked_of not in ("client", "therapist") or name in client.observations:
            continue
        if finding.about == "person":
            return finding
    return None
