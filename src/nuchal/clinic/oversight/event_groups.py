"""
Events of one day by one person, of one kind and about one client, as one line of the page.

An intake writes an event for each answer; the chain keeps them all, and a person who reads sees that they were 57
answers between 10:02 and 10:41. Each line leads to its single events.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate

from nuchal.clinic.audit.models import Action, ActorKind, Event

SAME = ("day", "actor_kind", "actor_id", "actor_name", "action", "subject", "client_id", "paper")
"""What the events of one line have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGroup:
    """One line: what its events have in common, how many they are, and from when until when."""

    day: date
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    subject: str
    client_id: UUID | None
    paper: str | None
    count: int
    first_at: datetime
    last_at: datetime
    newest: int

    @property
    def who(self) -> str:
        """Who acted, in words."""
        if self.actor_kind == ActorKind.SYSTEM:
            return "Nuchal"
        return self.actor_name or str(ActorKind(self.actor_kind).label)

    @property
    def did(self) -> str:
        """What they did, in words."""
        return str(Action(self.action).label)

    @property
    def each(self) -> str:
        """The query that shows the single events of this line."""
        told = {
            "each": "yes", "day": self.day.isoformat(), "kind": self.actor_kind, "by": self.actor_id,
            "action": self.action, "about": self.subject, "client": self.client_id or "",
        }  # fmt: skip
        return urlencode({name: value for name, value in told.items() if value})


def grouped(events: QuerySet[Event], zone: ZoneInfo) -> Any:
    """The lines of these events by the days of a clinic, newest first; `group_of` reads each."""
    days = events.annotate(day=TruncDate("at", tzinfo=zone), paper=KT("details__paper")).order_by()
    lines = days.values(*SAME).annotate(
        count=Count("pk"), first_at=Min("at"), last_at=Max("at"), newest=Max("sequence")
    )
    return lines.order_by("-newest")


def group_of(line: dict[str, Any]) -> EventGroup:
    """A line as the page shows it."""
    return EventGroup(**line)
