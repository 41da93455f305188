"""
What happens in today's visit: what to ask again, the steps with their changes, what to measure, when to stop.

A plan is agreed once; a visit is today's share of it. Danger questions are asked anew at every visit, and a brief
exists only for a plan that nothing holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nuchal.findings.model import Side, TestResult
from nuchal.knowledge.asking import Checklist
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Technique
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import Plan, Pressure, Work
from nuchal.reasoning.screening import Held

EVERY_VISIT = "every_visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStep:
    """One technique of today: where, how, what to change for this person, and when to stop it."""

    technique: Technique
    target: str
    side: Side | None
    grade: str
    only_if: str
    """What must be found before it is used, or an empty string."""
    optional: bool
    """Beside the first line, by the client's wish."""
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something to measure before and after; `last` is the reading so far, None where there is none."""

    id: str
    name: str
    side: Side | None
    last: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBrief:
    """Today's visit on one page."""

    visit: int
    visits_most: int | None
    minutes: tuple[float, float] | None
    first_visit: tuple[str, ...]
    """What a first visit of this system of care consists of; empty later."""
    ask_again: tuple[Checklist, ...]
    """The short form of the danger questions, in order."""
    explain: tuple[SessionStep, ...]
    steps: tuple[SessionStep, ...]
    pressure: Pressure | None
    measure: tuple[Measure, ...]
    stop: tuple[str, ...]
    """Every reason to stop, each once."""
    review_due: bool


def prepare(
    plan: Plan | Held, found: Assessment, knowledge: Knowledge, *, visit: int = 1
) -> SessionBrief | Held:
    """
    Today's share of an agreed plan, or what holds it.

    `visit` counts from 1. Techniques that wait for the review stay out of the brief until it is due; `found` is the
    assessment of today, so that a plan agreed earlier is held by what was answered since.
    """
    if isinstance(plan, Held):
        return plan
    if found.plan_held is not None:
        return found.plan_held
    hands = [work for work in plan.hands if work.stage != "alternative"]
    review_visit = _review_visit(plan)
    works = [*plan.education, *hands] if visit == 1 else hands
    return SessionBrief(
        visit=visit,
        visits_most=plan.dose.sessions_most,
        minutes=plan.dose.minutes,
        first_visit=plan.system.first_visit if visit == 1 else (),
        ask_again=tuple(c for c in knowledge.checklists if c.form == EVERY_VISIT),
        explain=tuple(_step(work, plan) for work in plan.education) if visit == 1 else (),
        steps=tuple(_step(work, plan) for work in hands),
        pressure=plan.pressure,
        measure=tuple(_measures(found, knowledge)),
        stop=_stop(works),
        review_due=review_visit is not None and visit >= review_visit,
    )


def _step(work: Work, plan: Plan) -> SessionStep:
    changes = [barrier.says for barrier in work.passage.barriers]
    changes += [change for name, change in plan.modifications if name == work.technique.name]
    return SessionStep(
        technique=work.technique,
        target=work.target,
        side=work.side,
        grade=work.grade,
        only_if=work.note,
        optional=work.optional,
        changes=tuple(dict.fromkeys(changes)),
    )


def _review_visit(plan: Plan) -> int | None:
    """The visit at which the first review falls, by the planned visits a week; None where the pathway has none."""
    if not plan.pathway.review_weeks or plan.dose.per_week is None:
        return None
    return max(2, round(plan.pathway.review_weeks[0] * plan.dose.per_week[0]) + 1)


def _measures(found: Assessment, knowledge: Knowledge) -> Iterable[Measure]:
    """The tests that were measured before, with their last reading: what is repeated can show a change."""
    last: dict[tuple[str, Side | None], TestResult] = {}
    for result in found.client.examination.tests:
        if result.reading is not None:
            last[result.test, result.side] = result
    for (name, side), result in last.items():
        test = knowledge.tests[name]
        yield Measure(id=name, name=test.name, side=side, last=result.reading, unit=test.unit or "")


def _stop(works: Iterable[Work]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason for work in works for reason in work.technique.stop_when))
