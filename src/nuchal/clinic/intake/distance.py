"""How far it is: which part of the intake this is, and about how long the rest takes, by its words and answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from nuchal.clinic.intake.asking import HABITS
from nuchal.clinic.intake.queries import Progress
from nuchal.clinic.intake.steps import Kind, Step, step_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.knowledge.asking import Checklist
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.truth import Truth

WORD, ANSWER, DRAWING = 0.3, 2.0, 45.0
"""Seconds: a word at 200 words a minute, a tap, and a drawing with its strength and kind."""
AROUND = 8
"""Words of the buttons around every page."""
NONE_OR_YES = 4
"""Words of the two answers behind one sentence of a checklist."""
USUAL_QUESTIONS, USUAL_WORDS = 7, 30
"""Single questions about one kind of headache, and the words of one with its answers."""
PARTS = {
    Kind.ABOUT: _later("Safety"),
    Kind.CHECKLIST: _later("Safety"),
    Kind.FACTORS: _later("Daily life"),
    Kind.ANOTHER: _later("Daily life"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far it is."""

    done: float
    words: str


def way(progress: Progress, step: Step | None) -> Way:
    """Which part this is, about how long the rest takes, and the share that is done."""
    left = seconds_left(progress)
    done = (step_of(name) for name in progress.trail)
    spent = sum(_seconds(one, progress) for one in done if one is not None)
    minutes = max(round(left / 60), 1)
    rest = ngettext("About %(n)d minute left.", "About %(n)d minutes left.", minutes) % {"n": minutes}
    part = PARTS.get(step.kind, _later("Headache")) if step else _("Done")
    return Way(done=spent / max(spent + left, 1.0), words=f"{part}. {rest}" if step else str(part))


def seconds_left(progress: Progress) -> float:
    """What is still to come, as far as it can be foreseen."""
    steps, client = progress.told.steps, progress.told.client
    facts = Facts(knowledge(), client, None)
    to_come = [Step(Kind.CHECKLIST, one.id) for one in knowledge().checklists if _is_shown(one, facts)]
    to_come += [Step(Kind.MEDICINES), Step(Kind.FACTORS), Step(Kind.ANOTHER)]
    to_come += [Step(Kind.DRAWING, profile=profile.name) for profile in client.profiles]
    left = sum(_seconds(step, progress) for step in to_come if str(step) not in steps)
    for profile in client.profiles:
        asked = sum(
            name.startswith(("ask:", "group:")) and name.endswith(f"@{profile.name}") for name in steps
        )
        left += _reading(USUAL_WORDS, answers=1) * max(USUAL_QUESTIONS - asked, 1)
    return left


def _is_shown(checklist: Checklist, facts: Facts) -> bool:
    if checklist.form != "intake":
        return False
    rule = knowledge().shown_when.get(checklist.id)
    return rule is None or evaluate(rule, facts).truth is Truth.YES


def _seconds(step: Step, progress: Progress) -> float:
    """How long one page takes to read and to answer."""
    known = knowledge()
    if step.kind is Kind.DRAWING:
        return DRAWING + _reading(20, answers=1)
    if step.kind is Kind.MEDICINES:
        return _reading(30, answers=3)
    if step.kind is Kind.FACTORS:
        lines = known.question_groups[HABITS].lines.values()
        return _reading(_words(lines), answers=4)
    if step.kind is Kind.CHECKLIST:
        checklist = next((one for one in known.checklists if one.id == step.key), None)
        return _of_checklist(checklist) if checklist else 0.0
    return 0.0 if step.kind in (Kind.CONSENT, Kind.GUARDIAN) else _reading(USUAL_WORDS, answers=1)


def _of_checklist(checklist: Checklist) -> float:
    sentences = [gate.asks for gate in checklist.gates] or list(checklist.lines.values())
    answers = max(len(checklist.gates), 1)
    return _reading(_words([checklist.question, *sentences]) + NONE_OR_YES * answers, answers=answers + 1)


def _reading(words: int, *, answers: int) -> float:
    return WORD * (words + AROUND) + ANSWER * answers


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
