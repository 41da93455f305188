"""The page that asks once which of two answers is right, where both cannot be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.design.forms import Choices
from nuchal.clinic.intake.queries import Progress
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.settlements import settled_entry
from nuchal.findings.model import Origin
from nuchal.letters.facts import value_words
from nuchal.reasoning.disagreements import Disagreement, Source, disagreements, is_drawn_wrong
from nuchal.reasoning.wording import capital

OPEN = "open"
"""The client leaves it to the therapist."""


class SettleForm(forms.Form):
    """Two answers to choose from, or neither for now."""

    answer = forms.ChoiceField(widget=Choices, error_messages={"required": _later("Choose one of these.")})

    def __init__(self, *args: Any, one: Disagreement, about: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.one = one
        asked = one.rule.question_about if about else one.rule.question
        self.fields["answer"].label = say(asked).format(name=about)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            *((source.finding, source_line(source)) for source in one.sources),
            (OPEN, _("I am not sure. I will talk about it at the visit.")),
        ]

    def entries(self) -> list[Entry]:
        """Which of the two holds; nothing where it is left open."""
        holds = self.cleaned_data["answer"]
        return [] if holds == OPEN else [settled_entry(self.one, holds, origin=Origin.CLIENT)]


def source_line(source: Source) -> str:
    """One of two answers in words, with what it answers: "Side on the drawing: only on the right"."""
    finding = knowledge().findings[source.finding]
    return f"{say(finding.name)}: {value_words(finding, source.says)}"


def found_at(progress: Progress, step: Step) -> Disagreement | None:
    """The disagreement that a step asks about, settled or not; None where the answers agree by now."""
    known = disagreements(progress.told.client, knowledge())
    return next((one for one in known if (one.rule.id, one.profile) == (step.key, step.profile)), None)


def said_at(progress: Progress, step: Step) -> tuple[str, str]:
    """What was asked and what was chosen, for the review; empty where the answers agree by now."""
    one = found_at(progress, step)
    if one is None:
        return "", ""
    chosen = next((source_line(s) for s in one.sources if s.finding == one.settled), "")
    return say(one.rule.name), capital(chosen) if chosen else _("Left open, to talk about at the visit")


def drawing_after(progress: Progress, one: Disagreement, holds: str) -> Step | None:
    """The drawing page, where the answer holds against a drawing on the other side."""
    again = is_drawn_wrong(one, holds)
    return Step(Kind.DRAWING, profile=one.profile) if again else None
