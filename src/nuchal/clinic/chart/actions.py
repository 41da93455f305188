"""Record an answer, and store what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.actions import Seen, Whatever, record, record_many
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.concluding import conclude
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.clinic.record.queries import latest_conclusion
from nuchal.findings import model

ORIGINS = {
    "client": model.Origin.CLIENT, "therapist": model.Origin.THERAPIST, "physician": model.Origin.PHYSICIAN,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answered to one question, about one kind of headache or about the person."""

    finding: str
    kind: str
    state: model.State
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The conclusion before and after something was recorded."""

    before: Conclusion
    after: Conclusion


@transaction.atomic
def answer(
    *, by: User, episode: Episode, on: date, given: Answer, replaces: Finding | Whatever | None
) -> Moved:
    """Record one answer; `replaces` is what the person saw. Raises Conflict, FindingError or Problems."""
    before = _before(by, episode, on)
    record(
        by=by,
        episode=episode,
        section=Section.OBSERVATION,
        key=given.finding,
        profile=given.kind,
        state=given.state,
        value=given.value,
        origin=ORIGINS.get(knowledge().findings[given.finding].asked_of),
        replaces=replaces,
    )
    return Moved(before=before, after=conclude(by=by, episode=episode, on=on, whole=True))


@transaction.atomic
def enter(
    *,
    by: User,
    episode: Episode,
    on: date,
    entries: Iterable[Entry],
    replaces: Seen | None = None,
    seen_until: int | None = None,
) -> Moved:
    """Record something else than an answer: a touch, a test, the medicines, an attestation or a clearance."""
    before = _before(by, episode, on)
    record_many(by=by, episode=episode, entries=entries, replaces=replaces, seen_until=seen_until)
    return Moved(before=before, after=conclude(by=by, episode=episode, on=on, whole=True))


def _before(by: User, episode: Episode, on: date) -> Conclusion:
    """What was concluded last; concluded now where nobody did yet, so that the change can be told."""
    return latest_conclusion(by, episode) or conclude(by=by, episode=episode, on=on)
