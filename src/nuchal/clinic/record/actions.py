"""
Everything that changes the record: findings, drawings, conclusions, consent.

Each action takes `by=`: a user, or the link of a client. It validates through the strict reader of case files, writes
in one transaction, and leaves its event in the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.care import take_if_nobody_treats
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.case_format import Entry, client_from
from nuchal.clinic.record.episodes import MAIN, Drawing, Episode, Finding, Section
from nuchal.clinic.record.old_entries import is_readable
from nuchal.errors import FindingError
from nuchal.findings import model


class Whatever(Enum):
    """What a finding may take the place of, if nobody says."""

    CURRENT = "whatever is there"


CURRENT = Whatever.CURRENT


Seen = dict[tuple[str, str, str, str], Finding | Whatever | None]
"""Place -> the finding that somebody saw there."""


class Conflict(FindingError):
    """Another person recorded something at the same place in the meantime; look at it and decide."""

    def __init__(self, current: Finding | None) -> None:
        super().__init__(
            "another person has changed this in the meantime",
            remedy="Look at what is there now, and enter yours again if it still holds.",
        )
        self.current = current


@transaction.atomic
def open_episode(*, by: By, client: Client, started_on: date, title: str = "") -> Episode:
    """A new episode of care, with one kind of headache to begin with."""
    episode: Episode = Episode.objects.create(client=client, started_on=started_on, title=title)
    note(Action.WRITE, by=by, clinic=client.clinic_id, subject=episode, client=client)
    record_many(
        by=by, episode=episode, entries=[Entry(section=Section.PROFILE, key="profile", profile=MAIN, value=0)]
    )
    return episode


def record(
    *,
    by: By,
    episode: Episode,
    section: Section,
    key: str,
    value: Any = None,
    profile: str = "",
    side: str = "",
    state: model.State = model.State.OBSERVED,
    origin: model.Origin | None = None,
    replaces: Finding | Whatever | None = CURRENT,
    said_by: Contact | None = None,
) -> Finding:
    """
    Record one finding; the one that held at its place is superseded.

    `replaces` is the finding that the person saw when they answered (None: there was none): if another one holds by
    now, Conflict tells which. Recording what already holds changes nothing and gives the row that holds.
    """
    entry = Entry(
        section=section,
        key=key,
        value=value,
        profile=profile,
        side=side,
        state=_state(state, value),
        origin=(origin or _origin(by, section)).value,
    )
    return record_many(
        by=by, episode=episode, entries=[entry], replaces={entry.place: replaces}, said_by=said_by
    )[0]


@transaction.atomic
def record_many(
    *,
    by: By,
    episode: Episode,
    entries: Iterable[Entry],
    replaces: Seen | None = None,
    anew: Collection[tuple[str, str, str, str]] = (),
    at: datetime | None = None,
    said_by: Contact | None = None,
    seen_until: int | None = None,
) -> list[Finding]:
    """
    Several findings in one step: all of them or, if one is refused, none. `said_by` answered for the client.

    `seen_until` is the number of the last finding that the page showed: if another person recorded something else at
    one of these places since then, Conflict tells what, and nothing is recorded.

    `anew` are places that get a new row even where the value is the same, because what is kept beside it is not.
    """
    wanted = list({entry.place: entry for entry in entries}.values())
    client_from(wanted, knowledge())
    locked: Episode = Episode.objects.select_for_update().get(pk=episode.pk)
    if locked.closed_at is not None:
        raise FindingError(
            "this episode is closed", remedy="Open it again, or begin a new one for what is found now."
        )
    near = Finding.objects.filter(episode=locked, until=None, key__in={entry.key for entry in wanted})
    current = {(f.section, f.profile, f.key, f.side): f for f in near}
    for place, seen in (replaces or {}).items():
        _refuse_conflict(current.get(place), seen)
    if seen_until is not None:
        _refuse_unseen(by, wanted, current, seen_until)
    moment = at or timezone.now()
    rows, fresh, old = [], [], []
    for entry in wanted:
        holds = current.get(entry.place)
        if holds is not None and _same(holds, entry) and entry.place not in anew:
            rows.append(holds)
            continue
        locked.last_sequence += 1
        if holds is not None:
            holds.until, holds.superseded_at = locked.last_sequence, moment
            old.append(holds)
        fresh.append(_row(entry, locked, by, moment, said_by))
        rows.append(fresh[-1])
    if fresh:
        Finding.objects.bulk_update(old, ["until", "superseded_at"])
        Finding.objects.bulk_create(fresh)
        take_if_nobody_treats(by=by, client=locked.client)
        locked.active_at = moment
        locked.save(update_fields=["last_sequence", "active_at"])
        episode.last_sequence, episode.active_at = locked.last_sequence, moment
        note(
            Action.WRITE,
            by=by,
            clinic=locked.client.clinic_id,
            subject=locked,
            client=locked.client_id,
            findings=[fresh[0].sequence, fresh[-1].sequence],
        )
    return rows


@transaction.atomic
def keep_drawing(
    *,
    by: By,
    episode: Episode,
    marks: list[dict[str, Any]],
    strokes: Any,
    profile: str = MAIN,
    said_by: Contact | None = None,
) -> Drawing:
    """A drawing: the strokes as they were made, and the marks that follow from them as a finding."""
    finding = record(
        by=by,
        episode=episode,
        section=Section.DRAWING,
        key="drawing",
        profile=profile,
        value=marks,
        said_by=said_by,
    )
    return keep_strokes(finding=finding, strokes=strokes)


def keep_strokes(*, finding: Finding, strokes: Any) -> Drawing:
    """The strokes behind a finding that was recorded, and audited, just now."""
    drawing: Drawing = Drawing.objects.create(
        episode=finding.episode, profile=finding.profile, strokes=strokes, finding=finding, at=timezone.now()
    )
    return drawing


def refresh_age(*, by: By, episode: Episode, on: date, at: datetime | None = None) -> None:
    """Write the age down as a finding when the date of birth is known, so that a conclusion can be replayed."""
    age = episode.client.age_on(on)
    if age is None or episode.closed_at is not None:
        return
    holds = Finding.objects.filter(
        episode=episode, section=Section.OBSERVATION, profile="", key="age_years", until=None
    ).first()
    if holds is None or holds.value != age:
        entry = Entry(section=Section.OBSERVATION, key="age_years", value=age)
        if not is_readable([entry], knowledge()):
            return
        record_many(by=by, episode=episode, entries=[entry], at=at)


def _refuse_conflict(current: Finding | None, seen: Finding | Whatever | None) -> None:
    if seen is CURRENT:
        return
    if (current.pk if current else None) != (seen.pk if isinstance(seen, Finding) else None):
        raise Conflict(current)


def _refuse_unseen(
    by: By, wanted: Iterable[Entry], current: dict[tuple[str, str, str, str], Finding], seen_until: int
) -> None:
    for entry in wanted:
        holds = current.get(entry.place)
        if holds is None or holds.sequence <= seen_until or _same(holds, entry):
            continue
        if not isinstance(by, User) or holds.by_user_id != by.pk:
            raise Conflict(holds)


def _same(holds: Finding, entry: Entry) -> bool:
    return (holds.value, holds.state, holds.origin) == (entry.value, entry.state, entry.origin)


def _row(entry: Entry, episode: Episode, by: By, moment: datetime, said_by: Contact | None) -> Finding:
    return Finding(
        episode=episode,
        sequence=episode.last_sequence,
        section=entry.section,
        profile=entry.profile,
        key=entry.key,
        side=entry.side,
        value=entry.value,
        state=entry.state,
        origin=entry.origin,
        by_user=by if isinstance(by, User) else None,
        by_link=by if isinstance(by, ClientLink) else None,
        said_by=said_by,
        at=moment,
    )


def _state(state: model.State, value: Any) -> str:
    """A plain no is a denial, as the reader says it."""
    if state is model.State.OBSERVED and value in (False, "no"):
        return model.State.DENIED.value
    return state.value


def _origin(by: By, section: Section) -> model.Origin:
    if section is Section.CLEARANCE:
        return model.Origin.PHYSICIAN
    return model.Origin.CLIENT if isinstance(by, ClientLink) else model.Origin.THERAPIST
