"""Until when a clinic wants to keep what it has about a client: a setting of the clinic, never a rule of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.people.clients import Client
from nuchal.clinic.rights.reach import records_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The day of the last entry, the day until which the clinic keeps it, and whether that day is still to come."""

    last_entry_on: date
    years: int | None
    until: date | None
    is_early: bool


def keeping_of(client: Client, *, on: date) -> Keeping:
    """Counted from the last entry in the record, or from the day on which the client was entered."""
    written = Event.objects.filter(
        clinic_id=client.clinic_id, client_id__in=records_of(client), action=Action.WRITE
    ).exclude(subject__startswith="people.")
    last = written.aggregate(last=Max("at"))["last"] or client.created_at
    last_on = client.clinic.today(last)
    years = client.clinic.keep_years
    until = years_later(last_on, years) if years is not None else None
    return Keeping(
        last_entry_on=last_on, years=years, until=until, is_early=until is not None and on < until
    )  # fmt: skip


def years_later(day: date, years: int) -> date:
    """The same day some years later; the first of March for the last of a leap February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
