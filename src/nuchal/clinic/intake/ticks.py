"""
Pages on which several lines are ticked: danger questions, what belongs together, habits, and lists of answers.

What is not ticked is denied only by the explicit "none of these", or beside a tick; each line can be "not sure".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuchal.clinic.intake.asking import HABITS
from nuchal.clinic.intake.forms import entry_of_answer
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.intake.wording import question_of, voiced
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import State
from nuchal.knowledge.asking import Checklist, QuestionGroup
from nuchal.knowledge.schema import Finding
from nuchal.reasoning.interview import Fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a page speaks of: the name where somebody else answers, and what age and sex rule out."""

    about: str = ""
    ruled_out: frozenset[str] = frozenset()
    fitted: Fitted = field(default_factory=Fitted)
    """Words in place of the usual ones, by age or sex."""


ANYONE = Who()


@dataclass(slots=True)
class Row:
    """One line to tick."""

    id: str
    words: str
    heading: str = ""
    ticked: bool = False
    unsure: bool = False


@dataclass(slots=True)
class GateRow:
    """One sentence that names several lines; "none of these" denies them all, "yes" shows them."""

    name: str
    asks: str
    rows: list[Row]
    chosen: str = ""
    error: str = ""
    """What is missing, shown beside the group; its lines are asked again, except those that were ticked."""

    @property
    def any_ticked(self) -> bool:
        """Whether one of its lines was said to be true, or not sure."""
        return any(row.ticked or row.unsure for row in self.rows)


NONE, SOME = "none", "some"


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
    gates: list[GateRow] = field(default_factory=list)
    """The same lines in groups, each behind a sentence; empty where every line is shown at once."""
    none_words: str = ""
    none_chosen: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def any_ticked(self) -> bool:
        """Whether something was said already."""
        return any(row.ticked or row.unsure for row in self.rows)

    def read(self, data: Any) -> bool:
        """Take in what was sent; false, with a sentence why, where it says nothing or contradicts itself."""
        self.errors = []
        ticked, unsure = set(data.getlist("tick")), set(data.getlist("unsure"))
        for row in self.rows:
            row.ticked, row.unsure = row.id in ticked, row.id in unsure and row.id not in ticked
        self.none_chosen = NONE in data
        if self.gates and not self.none_chosen:
            for gate in self.gates:
                gate.chosen = data.get(gate.name, "")
            self._read_gates()
        elif self.none_chosen and any(row.ticked for row in self.rows):
            self.errors.append(_("A line is ticked and “None of these” too. Take one of them away."))
        elif not self.any_ticked and not self.none_chosen and "unknown" not in data:
            self.errors.append(_("Tick what is true, or choose “None of these”."))
        return not self.errors

    def _read_gates(self) -> None:
        """
        Every group needs an answer of its own.

        But what was ticked is taken in at once, since it may be an emergency; what was not answered is asked again.
        """
        for gate in self.gates:
            gate.error = _missing_in(gate)
            if gate.any_ticked:
                gate.chosen = SOME
        if not self.any_ticked and (missing := sum(bool(gate.error) for gate in self.gates)):
            self.errors.append(_groups_missing(missing))

    def entries(self, *, unknown: bool = False) -> list[Entry]:
        """Every line as a finding, or the one finding whose answers the lines are."""
        if self.options_of is not None:
            if unknown:
                return [entry_of_answer(self.options_of, "not_sure", self.step.profile)]
            chosen = [row.id for row in self.rows if row.ticked]
            return [_observed(self.options_of, chosen, self.step.profile)]
        found = knowledge().findings
        return [entry_of_answer(found[row.id], _said(row), self.step.profile) for row in self._answered()]

    def _answered(self) -> list[Row]:
        """Lines that have an answer: what was ticked, and what stands beside it or behind a "none of these"."""
        if self.none_chosen or not self.gates:
            return self.rows
        return [row for gate in self.gates for row in gate.rows if row.ticked or row.unsure or not gate.error]

    def unasked(self) -> list[Entry]:
        """Nothing of this page was asked."""
        if self.options_of is not None:
            return [not_asked(self.options_of, self.step.profile)]
        return [not_asked(knowledge().findings[row.id], self.step.profile) for row in self.rows]


def _missing_in(gate: GateRow) -> str:
    """What a group lacks, in a sentence; empty where it is answered."""
    if gate.any_ticked:
        both = _("A line is ticked and “None of these” was chosen. Check the other lines, then continue.")
        return both if gate.chosen == NONE else ""
    if gate.chosen == SOME:
        return _("Tick which of the lines is true, or choose “None of these”.")
    return "" if gate.chosen else _("Not answered yet. Choose “None of these” or “Yes”.")


def _groups_missing(number: int) -> str:
    return ngettext(
        "%(n)d group on this page still needs an answer:",
        "%(n)d groups on this page still need an answer:",
        number,
    ) % {"n": number}


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


def line_of(name: str, who: Who) -> str:
    """The line of a finding, short enough to tick: that of its checklist or group, or else the whole question."""
    known = knowledge()
    if name in who.fitted.lines:
        return say(who.fitted.lines[name])
    every: list[Checklist | QuestionGroup] = [*known.checklists, *known.question_groups.values()]
    for shown in every:
        if name in shown.lines:
            return say(shown.lines[name])
    return say(known.findings[name].question)


def tick_page(
    step: Step,
    known: Mapping[tuple[str, str], Entry],
    drawn: Sequence[str] = (),
    who: Who = ANYONE,
    *,
    again: bool = False,
) -> TickPage:
    """
    The page of a step, with what was said before; `drawn` are qualities that the drawing named already.

    A page that is shown `again` says which of its groups have no answer yet.
    """
    if step.kind is Kind.CHECKLIST:
        page = _checklist(step, who)
    elif step.kind is Kind.GROUP:
        page = _group(step, knowledge().question_groups[step.key], who)
    elif step.kind is Kind.FACTORS:
        page = _group(step, knowledge().question_groups[HABITS], who)
    else:
        page = _options(step, drawn, who)
    if not page.none_words:
        page.none_words = _("None of these")
    _fill(page, known, again=again)
    return page


def _checklist(step: Step, who: Who) -> TickPage:
    checklist = next(c for c in knowledge().checklists if c.id == step.key)
    rows = {name: Row(name, line_of(name, who)) for name in checklist.covers if name not in who.ruled_out}
    gates = [
        GateRow(
            name=f"gate-{number}",
            asks=say(who.fitted.gates.get(gate.covers[0], gate.asks)),
            rows=[rows[n] for n in gate.covers if n in rows],
        )
        for number, gate in enumerate(checklist.gates)
    ]
    return TickPage(
        step,
        voiced(checklist.question, checklist.question_about, who.about),
        say(checklist.why),
        list(rows.values()),
        checklist.seconds,
        title=say(checklist.name),
        gates=[gate for gate in gates if gate.rows],
    )


def _group(step: Step, group: QuestionGroup, who: Who) -> TickPage:
    asked = [name for name in group.findings if name not in who.ruled_out]
    headings = {
        next((n for n in section.covers if n in asked), ""): say(
            who.fitted.headings.get(section.covers[0], section.heading)
        )
        for section in group.sections
    }
    rows = [Row(name, line_of(name, who), heading=headings.get(name, "")) for name in asked]
    return TickPage(
        step,
        voiced(group.question, group.question_about, who.about),
        say(group.why),
        rows,
        group.seconds,
        line_unsure=not group.habits,
    )


def _options(step: Step, drawn: Iterable[str], who: Who) -> TickPage:
    finding = knowledge().findings[step.key]
    rows = [Row(option.id, say(option.name), ticked=option.id in drawn) for option in finding.options]
    return TickPage(
        step,
        question_of(finding, who.about),
        say(finding.why),
        rows,
        seconds=4.0,
        options_of=finding,
        line_unsure=False,
    )


def _fill(page: TickPage, known: Mapping[tuple[str, str], Entry], *, again: bool) -> None:
    if page.options_of is not None:
        entry = known.get((page.options_of.id, page.step.profile)) or known.get((page.options_of.id, ""))
        if entry is not None and isinstance(entry.value, list):
            for row in page.rows:
                row.ticked = row.id in entry.value
            page.none_chosen = not entry.value
        return
    said = {row.id: known.get((row.id, page.step.profile)) or known.get((row.id, "")) for row in page.rows}
    for row in page.rows:
        entry = said[row.id]
        if entry is not None:
            row.ticked = entry.is_yes
            row.unsure = entry.state == State.NOT_KNOWN.value
    for gate in page.gates:
        gate.chosen = SOME if gate.any_ticked else NONE if _all_denied(gate.rows, said) else ""
        if again and any(said[row.id] is None for row in gate.rows):
            gate.error = _missing_in(replace(gate, chosen=NONE if gate.any_ticked else ""))
    if missing := sum(bool(gate.error) for gate in page.gates):
        page.errors.append(_("Your other answers are saved.") + " " + _groups_missing(missing))
    page.none_chosen = bool(page.rows) and _all_denied(page.rows, said)


def _all_denied(rows: Iterable[Row], said: Mapping[str, Entry | None]) -> bool:
    """Whether every one of these lines was answered with no."""
    return all((entry := said[row.id]) is not None and entry.state == State.DENIED.value for row in rows)
