"""
Pages on which several lines are ticked: danger questions, what belongs together, habits, and lists of answers.

What is not ticked is denied only by the explicit "none of these", or beside a tick; each line can be "not sure".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from nuchal.clinic.intake.asking import HABITS
from nuchal.clinic.intake.forms import entry_of_answer
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import State
from nuchal.knowledge.asking import Checklist, QuestionGroup
from nuchal.knowledge.schema import Finding


@dataclass(slots=True)
class Row:
    """One line to tick."""

    id: str
    words: str
    heading: str = ""
    ticked: bool = False
    unsure: bool = False


@dataclass(slots=True)
class TickPage:
    """A list of lines with what was ticked, why it is asked, and what is wrong with the answer."""

    step: Step
    question: str
    why: str
    rows: list[Row]
    seconds: float
    title: str = ""
    """A short name for the summary, where the question is long."""
    options_of: Finding | None = None
    """The finding whose answers the lines are; None where each line is a finding of its own."""
    line_unsure: bool = True
    """Whether each line can be "not sure"; of habits everybody is sure enough."""
    none_words: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def any_ticked(self) -> bool:
        """Whether something was said already."""
        return any(row.ticked or row.unsure for row in self.rows)

    def read(self, data: Any) -> bool:
        """Take in what was sent; false, with a sentence why, where it says nothing or contradicts itself."""
        ticked, unsure = set(data.getlist("tick")), set(data.getlist("unsure"))
        for row in self.rows:
            row.ticked, row.unsure = row.id in ticked, row.id in unsure and row.id not in ticked
        if "none" in data and any(row.ticked for row in self.rows):
            self.errors.append(_("You have ticked a line. Take the tick away, or continue with it."))
        elif not self.any_ticked and "none" not in data and "unknown" not in data:
            self.errors.append(_("Tick what is true, or choose “None of these”."))
        return not self.errors

    def entries(self, *, unknown: bool = False) -> list[Entry]:
        """Every line as a finding, or the one finding whose answers the lines are."""
        if self.options_of is not None:
            if unknown:
                return [entry_of_answer(self.options_of, "not_sure", self.step.profile)]
            chosen = [row.id for row in self.rows if row.ticked]
            return [_observed(self.options_of, chosen, self.step.profile)]
        found = knowledge().findings
        return [entry_of_answer(found[row.id], _said(row), self.step.profile) for row in self.rows]

    def unasked(self) -> list[Entry]:
        """Nothing of this page was asked."""
        if self.options_of is not None:
            return [not_asked(self.options_of, self.step.profile)]
        return [not_asked(knowledge().findings[row.id], self.step.profile) for row in self.rows]


def _said(row: Row) -> str:
    if row.ticked:
        return "yes"
    return "not_sure" if row.unsure else "no"


def _observed(finding: Finding, value: Any, profile: str) -> Entry:
    about = profile if finding.about == "profile" else ""
    return Entry(section=Section.OBSERVATION, key=finding.id, profile=about, value=value)


def not_asked(finding: Finding, profile: str) -> Entry:
    """A question that was skipped: it stays open, and a danger question that is open holds everything."""
    about = profile if finding.about == "profile" else ""
    return Entry(section=Section.OBSERVATION, key=finding.id, profile=about, state=State.NOT_ASKED.value)


def line_of(name: str) -> str:
    """The line of a finding, short enough to tick: that of its checklist or group, or else the whole question."""
    known = knowledge()
    every: list[Checklist | QuestionGroup] = [*known.checklists, *known.question_groups.values()]
    for shown in every:
        if name in shown.lines:
            return say(shown.lines[name])
    return say(known.findings[name].question)


def tick_page(step: Step, known: Mapping[tuple[str, str], Entry], drawn: Sequence[str] = ()) -> TickPage:
    """The page of a step, with what was said before; `drawn` are qualities that the drawing named already."""
    if step.kind is Kind.CHECKLIST:
        page = _checklist(step)
    elif step.kind is Kind.GROUP:
        page = _group(step, knowledge().question_groups[step.key])
    elif step.kind is Kind.FACTORS:
        page = _group(step, knowledge().question_groups[HABITS])
    else:
        page = _options(step, drawn)
    if not page.none_words:
        page.none_words = _("None of these")
    _fill(page, known)
    return page


def _checklist(step: Step) -> TickPage:
    checklist = next(c for c in knowledge().checklists if c.id == step.key)
    rows = [Row(name, line_of(name)) for name in checklist.covers]
    return TickPage(
        step, say(checklist.question), say(checklist.why), rows, checklist.seconds, title=say(checklist.name)
    )


def _group(step: Step, group: QuestionGroup) -> TickPage:
    headings = {section.covers[0]: say(section.heading) for section in group.sections}
    rows = [Row(name, line_of(name), heading=headings.get(name, "")) for name in group.findings]
    return TickPage(
        step, say(group.question), say(group.why), rows, group.seconds, line_unsure=not group.habits
    )


def _options(step: Step, drawn: Iterable[str]) -> TickPage:
    finding = knowledge().findings[step.key]
    rows = [Row(option.id, say(option.name), ticked=option.id in drawn) for option in finding.options]
    return TickPage(
        step,
        say(finding.question),
        say(finding.why),
        rows,
        seconds=4.0,
        options_of=finding,
        line_unsure=False,
    )


def _fill(page: TickPage, known: Mapping[tuple[str, str], Entry]) -> None:
    if page.options_of is not None:
        entry = known.get((page.options_of.id, page.step.profile)) or known.get((page.options_of.id, ""))
        if entry is not None and isinstance(entry.value, list):
            for row in page.rows:
                row.ticked = row.id in entry.value
        return
    for row in page.rows:
        entry = known.get((row.id, page.step.profile)) or known.get((row.id, ""))
        if entry is not None:
            row.ticked = entry.is_yes
            row.unsure = entry.state == State.NOT_KNOWN.value
