"""How far it is: how many questions have been answered, and about how long the rest takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuchal.clinic.intake.asking import HABITS
from nuchal.clinic.intake.queries import Progress
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.operations.knowing import knowledge

ANSWER, CHECKLIST, DRAWING = 4.0, 10.0, 45.0
"""Seconds: an answer, what a page of danger questions takes beside, and a drawing with its strength and quality."""
USUAL_QUESTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far it is."""

    done: float
    words: str


def way(progress: Progress, step: Step | None) -> Way:
    """How many questions have been answered, and about how long the rest takes."""
    left = seconds_left(progress)
    taken = [name for name in progress.trail if name not in (Kind.CONSENT.value, Kind.GUARDIAN.value)]
    number = taken.index(str(step)) + 1 if str(step) in taken else len(taken) + 1
    spent = ANSWER * len(taken) + CHECKLIST * sum(name.startswith("list:") for name in taken)
    minutes = round(left / 60)
    if minutes < 1:
        rest = _("Less than a minute left.")
    else:
        rest = ngettext("About %(n)d minute left.", "About %(n)d minutes left.", minutes) % {"n": minutes}
    words = _("Question %(n)d.") % {"n": number} + " " + rest
    return Way(done=spent / max(spent + left, 1.0), words=words)


def seconds_left(progress: Progress) -> float:
    """What is still to come, as far as it can be foreseen."""
    steps, client = progress.told.steps, progress.told.client
    left = sum(
        c.seconds
        for c in knowledge().checklists
        if c.form == "intake" and c.shown_when is None and f"list:{c.id}" not in steps
    )
    for profile in client.profiles:
        if str(Step(Kind.DRAWING, profile=profile.name)) not in steps:
            left += DRAWING
        asked = sum(
            name.startswith(("ask:", "group:")) and name.endswith(f"@{profile.name}") for name in steps
        )
        left += ANSWER * max(USUAL_QUESTIONS - asked, 1)
    if Kind.MEDICINES.value not in steps:
        left += 3 * ANSWER
    if Kind.FACTORS.value not in steps:
        left += knowledge().question_groups[HABITS].seconds
    return left
