"""
Record what the exam finds, and take it back.

The ranking follows from the findings at once; a conclusion is stored when the urgency changes and when the exam is
done, so that a hundred touches do not store a hundred conclusions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.exam.entering import Touched
from nuchal.clinic.exam.models import Posture, Pressure
from nuchal.clinic.exam.postures import TEST, Measured
from nuchal.clinic.exam.testing import SAME_AS
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.actions import keep_strokes, record_many
from nuchal.clinic.record.assessing import Place, Sheet, sheet_of
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.concluding import conclude
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.clinic.record.queries import entry_of, latest_conclusion
from nuchal.errors import FindingError
from nuchal.findings.model import Origin, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is kept beside a touch, because no case file has a word for it."""

    pressure: Decimal | None = None
    strokes: Any = None

    @classmethod
    def of(cls, row: Finding | None) -> Beside:
        """What is kept beside a row."""
        if row is None:
            return cls()
        pressed = Pressure.objects.filter(finding=row).first()
        drawn = row.drawings.first()
        return cls(pressure=pressed.kilograms if pressed else None, strokes=drawn.strokes if drawn else None)

    def keep(self, row: Finding) -> None:
        """Keep it beside a row that was recorded just now."""
        if self.pressure is not None:
            Pressure.objects.create(finding=_kept(row), kilograms=self.pressure)
        if self.strokes is not None:
            keep_strokes(finding=_kept(row), strokes=self.strokes)


@transaction.atomic
def touch(
    *, by: User, before: Sheet, on: date, touched: Touched, seen_until: int | None = None
) -> tuple[Sheet, list[Finding]]:
    """Record what a touch found; another pressure or painting is a new finding, even where all else is the same."""
    entry, beside = touched.entry, Beside(pressure=touched.pressure, strokes=touched.strokes)
    holds = before.row(entry.section, entry.key, side=entry.side)
    anew = [entry.place] if Beside.of(holds) != beside else []
    after, fresh = enter(by=by, before=before, on=on, entries=[entry], anew=anew, seen_until=seen_until)
    for row in fresh:
        beside.keep(row)
    return after, fresh


@transaction.atomic
def enter(
    *,
    by: User,
    before: Sheet,
    on: date,
    entries: Iterable[Entry],
    anew: Collection[Place] = (),
    seen_until: int | None = None,
) -> tuple[Sheet, list[Finding]]:
    """
    Record findings; gives the episode as it is then, and the rows that are new.

    Raises Conflict where another person recorded something else there after the finding of number `seen_until`.
    """
    episode = before.episode
    last = episode.last_sequence
    rows = record_many(by=by, episode=episode, entries=entries, anew=anew, seen_until=seen_until)
    fresh = [row for row in rows if row.sequence > last]
    after = sheet_of(episode)
    if after.known.found.screening.at_least is not before.known.found.screening.at_least:
        conclude(by=by, episode=episode, on=on)
        after = sheet_of(episode)
    return after, fresh


@transaction.atomic
def withdraw(*, by: User, episode: Episode, on: date, first: int, last: int) -> int:
    """
    Take back what was recorded under these numbers: what held before holds again.

    Only one's own, and only what still holds: whatever was recorded since then stays. Tells how many were taken back.
    """
    rows = list(episode.findings.filter(sequence__gte=first, sequence__lte=last, until=None, by_user=by))
    if not rows:
        raise FindingError(
            "nothing is left to take back", remedy="Somebody has recorded something newer there."
        )
    entries, places, beside = [], {}, {}
    for row in rows:
        old = episode.findings.filter(until=row.sequence).first()
        entry = entry_of(old) if old is not None else _unsaid(entry_of(row))
        entries.append(entry)
        places[entry.place], beside[entry.place] = row, Beside.of(old)
    urgency = sheet_of(episode).known.found.screening.at_least
    again = record_many(by=by, episode=episode, entries=entries, replaces=dict(places), anew=places)
    for entry, row in zip(entries, again, strict=True):
        beside[entry.place].keep(row)
    if sheet_of(episode).known.found.screening.at_least is not urgency:
        conclude(by=by, episode=episode, on=on)
    return len(rows)


@transaction.atomic
def finish(*, by: User, episode: Episode, on: date) -> Conclusion | None:
    """Store what follows from the exam; gives the conclusion before it, to show what moved."""
    before = latest_conclusion(by, episode)
    conclude(by=by, episode=episode, on=on)
    return before


@transaction.atomic
def measure(
    *,
    by: User,
    before: Sheet,
    on: date,
    measured: Measured,
    image: bytes | None,
    seen_until: int | None = None,
) -> tuple[Sheet, list[Finding]]:
    """
    Record an angle as test and finding, how it was measured, and the photo where the client agreed to keep it.

    Every measurement is a finding of its own: the same angle may come from another picture, or from sitting.
    """
    hand, degrees = Origin.THERAPIST.value, measured.angle.degrees
    entries = [
        Entry(section=Section.TEST, key=TEST, value=degrees, origin=hand),
        Entry(section=Section.OBSERVATION, key=SAME_AS[TEST], value=degrees, origin=hand),
    ]
    after, fresh = enter(
        by=by,
        before=before,
        on=on,
        entries=entries,
        anew=[entry.place for entry in entries],
        seen_until=seen_until,
    )
    angle = next(_kept(row) for row in fresh if row.section == Section.OBSERVATION)
    posture = Posture(
        episode=before.episode, finding=angle, placed=measured.placed, marks=measured.marks,
        angle=str(degrees), error=str(measured.angle.error), by_user=by, at=timezone.now(),
        kind_of_photo="jpg" if image is not None else "",
    )  # fmt: skip
    if image is not None:
        posture.photo.save("photo", ContentFile(image), save=False)
    posture.save()
    note(
        Action.WRITE, by=by, clinic=before.episode.client.clinic_id, subject=posture, client=before.episode.client_id,
        photo=image is not None,
    )  # fmt: skip
    return after, fresh


def unsaved(sheet: Sheet) -> Conclusion:
    """What followed before something was recorded, to be laid beside what follows now; never stored."""
    return Conclusion(episode=sheet.episode, result=sheet.known.result, as_of=sheet.episode.last_sequence)


def _unsaid(entry: Entry) -> Entry:
    """As if nobody had looked."""
    return Entry(
        section=entry.section, key=entry.key, profile=entry.profile, side=entry.side, value=None,
        state=State.NOT_ASKED.value, origin=entry.origin,
    )  # fmt: skip


def _kept(row: Finding) -> Finding:
    """The stored row: rows that were created together do not know their ids on every database."""
    if row.pk is not None:
        return row
    stored: Finding = Finding.objects.get(episode=row.episode, sequence=row.sequence)
    return stored
