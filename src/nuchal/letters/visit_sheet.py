"""Today's visit on paper, for the therapist: what to ask again, the steps with their changes, and when to stop."""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.knowledge.base import Knowledge
from nuchal.letters import phrases
from nuchal.letters.document import (
    Block,
    Document,
    Envelope,
    Heading,
    Points,
    Role,
    Signature,
    Strip,
    Table,
    Text,
)
from nuchal.letters.head import warning_of
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.session import Measure, SessionBrief, SessionStep
from nuchal.reasoning.wording import inside


def visit_sheet(found: Assessment, brief: SessionBrief, knowledge: Knowledge, envelope: Envelope) -> Document:
    """One visit in the order in which it happens; every clinical sentence comes from the knowledge base."""
    blocks: list[Block] = [Text(_number(brief), "lead")]
    if brief.review_due:
        blocks.append(Strip(tier="note", word="", text=phrases.REVIEW_DUE))
    blocks += _list(phrases.ASK_AGAIN, (one.question for one in brief.ask_again), tick=True)
    blocks += _list(phrases.FIRST_VISIT, brief.first_visit, tick=True)
    if brief.measure:
        rows = tuple((_measured(one), f"{one.last:g} {one.unit}".strip(), "", "") for one in brief.measure)
        blocks += [Heading(phrases.MEASURE), Table(head=phrases.MEASURE_HEAD, rows=rows)]
    for title, steps in ((phrases.EXPLAIN, brief.explain), (phrases.STEPS, brief.steps)):
        if steps:
            blocks += [Heading(title), *(block for step in steps for block in _step(step, knowledge))]
    if brief.pressure is not None:
        limits = tuple(dict.fromkeys(limit.says for limit in brief.pressure.limits))
        blocks += _list(phrases.PRESSURE, (*limits, brief.pressure.stop_signal))
    blocks += _list(phrases.STOP_NOW, brief.stop)
    blocks.append(Signature(who=envelope.therapist or phrases.THERAPIST))
    return Document(
        role=Role.VISIT, title=phrases.ROLES[Role.VISIT], envelope=envelope, blocks=tuple(blocks),
        foot=(phrases.VISIT_FOOT,), warning=warning_of(found),
    )  # fmt: skip


def _number(brief: SessionBrief) -> str:
    if brief.visits_most is None:
        return phrases.VISIT_NUMBER.format(visit=brief.visit)
    return phrases.VISIT_OF.format(visit=brief.visit, most=brief.visits_most)


def _list(title: str, items: Iterable[str], *, tick: bool = False) -> Iterable[Block]:
    told = tuple(items)
    if told:
        yield Heading(title)
        yield Points(told, "tick" if tick else "dash")


def _measured(measure: Measure) -> str:
    return f"{measure.name}, {measure.side}" if measure.side else measure.name


def _step(step: SessionStep, knowledge: Knowledge) -> Iterable[Block]:
    yield Text(_named(step, knowledge), "strong")
    wish = f" {phrases.BY_WISH}" if step.optional else ""
    evidence = phrases.EVIDENCE.format(grade=step.grade, says=phrases.GRADES[step.grade])
    yield Text(f"{evidence}{wish}", "small")
    yield Points(step.technique.steps, "number")
    if minds := tuple(line for line in (*step.changes, step.only_if) if line):
        yield Points(minds)


def _named(step: SessionStep, knowledge: Knowledge) -> str:
    group = knowledge.groups.get(step.target)
    if group is None:
        return step.technique.name
    told = phrases.AT_SIDE if step.side else phrases.AT_PLACE
    return told.format(name=step.technique.name, where=inside(group.name), side=step.side)
