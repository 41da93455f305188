"""How much, how long, and how strong: the caps of the pathway, the system's course, and the client's own limit."""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.findings.model import Range
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Dose, Pathway, System
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.proposal import Pressure, Work
from nuchal.reasoning.truth import Truth

WITH_PRESSURE = frozenset(
    {"ischaemic_pressure", "deep_tissue", "anterior_neck", "suboccipital", "intra_oral"}
)
"""Classes of techniques that press on tissue."""


def capped(pathway: Pathway, care: System, works: Iterable[Work]) -> Dose:
    """
    The course of what leads, within every cap: the pathway's, the technique's and the system's.

    What is beside it, or waits as an alternative, keeps to its own cap inside these visits.
    """
    leads = [work for work in works if work.stage == "first" and not work.optional]
    caps = [work.cap for work in leads if work.cap is not None]
    leading = caps[0] if caps else pathway.dose
    most = [
        dose.sessions_most for dose in (pathway.dose, care.course, *caps) if dose.sessions_most is not None
    ]
    return Dose(
        minutes=leading.minutes or care.course.minutes or pathway.dose.minutes,
        per_week=leading.per_week or pathway.dose.per_week or care.course.per_week,
        weeks=leading.weeks or pathway.dose.weeks or care.course.weeks,
        sessions_most=min(most) if most else None,
        note=pathway.dose.note,
    )


def dose_warnings(dose: Dose, works: Iterable[Work], least_minutes: float) -> Iterable[str]:
    """Where the sessions are shorter than those of the trials."""
    planned = [work for work in works if work.stage != "alternative"]
    if planned and dose.minutes is not None and dose.minutes[1] < least_minutes:
        yield f"Sessions under {least_minutes:.0f} minutes are shorter than those of the trials."
    for technique in {work.technique.id: work.technique for work in planned}.values():
        trial = technique.dose
        if trial.minutes and dose.minutes and dose.minutes[1] < trial.minutes[0]:
            yield f"{technique.name}: trials used sessions of at least {trial.minutes[0]:g} minutes."


def pressure_for(
    works: Iterable[Work], groups: tuple[str, ...], facts: Facts, knowledge: Knowledge
) -> Pressure | None:
    """The limits of pressure for this person, or None where nothing that presses is planned."""
    if not any(WITH_PRESSURE & set(work.technique.classes) for work in works):
        return None
    limits = [
        limit
        for limit in knowledge.pressure_limits.values()
        if not limit.groups or set(limit.groups) & set(groups)
    ]
    starts = [limit.start for limit in limits if limit.start is not None]
    most = min((limit.most for limit in limits if limit.most is not None), default=10.0)
    own = _tolerated(facts)
    start = min(starts, default=None)
    if own is not None and start is not None:
        start = (min(start[0], own), min(start[1], own))
    return Pressure(
        most=most if own is None else min(most, own),
        start=start,
        limits=tuple(limits),
        tolerated=own is not None and own < most,
        stop_signal=next((limit.stop_signal for limit in limits if limit.stop_signal), ""),
        stop_signal_agreed=_yes_no(facts, "stop_signal_agreed"),
    )


def _tolerated(facts: Facts) -> float | None:
    seen = facts.observation("pressure_tolerated")
    return seen.value.least if seen is not None and isinstance(seen.value, Range) else None


def _yes_no(facts: Facts, finding: str) -> Truth:
    seen = facts.observation(finding)
    if seen is None or not isinstance(seen.value, bool):
        return Truth.UNKNOWN
    return Truth.YES if seen.value else Truth.NO
