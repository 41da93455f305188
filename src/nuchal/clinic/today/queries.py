"""Whom to look at today: open danger signs first, then intakes that came in, then whoever was seen last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.queries import clients_of
from nuchal.clinic.people.search import matching
from nuchal.clinic.people.staff import Practitioner
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.today.since import Since, since_last_time
from nuchal.knowledge.schema import Level

SHOWN = 20
FOUND = 20
WAITING = 8
HELD = tuple(level.value for level in Level if level.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One client of today: what changed, how urgent it is, and the one thing to do."""

    episode_id: UUID
    client_id: UUID
    name: str
    url: str
    who: str
    since: Since
    active_at: datetime
    group: int
    """0 an open alert, 1 an intake that nobody has read, 2 anybody else in care."""
    do: str


def slots_of(practitioner: Practitioner, *, mine: bool, on: date) -> list[Slot]:
    """Open episodes, those that need a decision first; a fixed number of queries however many clients there are."""
    every = _of(practitioner, mine=mine).select_related("client").order_by("-active_at", "pk")
    alerts = list(every.filter(urgency__in=HELD)[:SHOWN])
    episodes = list({one.pk: one for one in [*alerts, *every[:SHOWN]]}.values())
    stored = _conclusions(practitioner, episodes)
    slots = [_slot(one, *stored[one.pk], on) for one in episodes]
    newest = sorted(slots, key=lambda slot: slot.active_at, reverse=True)
    return sorted(newest, key=lambda slot: slot.group)[: SHOWN + len(alerts)]


def how_many(practitioner: Practitioner, *, mine: bool) -> int:
    """Clients with an open episode."""
    return _of(practitioner, mine=mine).count()


def found_clients(practitioner: Practitioner, asked: str) -> list[Client]:
    """Clients of this clinic who hold everything that was typed: name, day of birth, telephone."""
    found = clients_of(practitioner.user).filter(clinic=practitioner.clinic)
    return list(matching(found, asked)[:FOUND])


def waiting_clients(practitioner: Practitioner) -> list[Client]:
    """The newest clients of whom nothing is known yet."""
    found = clients_of(practitioner.user).filter(clinic=practitioner.clinic, episodes=None)
    return list(found.order_by("-created_at", "pk")[:WAITING])


def _of(practitioner: Practitioner, *, mine: bool) -> QuerySet[Any]:
    found: QuerySet[Any] = Episode.objects.visible_to(practitioner.user).filter(
        client__clinic=practitioner.clinic, client__archived_at=None, closed_at=None
    )
    if mine:
        found = found.filter(client__care__practitioner=practitioner, client__care__until=None)
    return found


def _conclusions(
    practitioner: Practitioner, episodes: Iterable[Episode]
) -> dict[UUID, tuple[Conclusion | None, Conclusion | None]]:
    """The newest conclusion of each episode and the one before it."""
    seen = Conclusion.objects.visible_to(practitioner.user)
    newest = seen.filter(episode=OuterRef("pk")).order_by("-number").values("pk")
    pairs = (
        Episode.objects.visible_to(practitioner.user)
        .filter(pk__in=[one.pk for one in episodes])
        .annotate(latest=Subquery(newest[:1]), earlier=Subquery(newest[1:2]))
        .values_list("pk", "latest", "earlier")
    )
    rows = {one.pk: one for one in seen.filter(pk__in={pk for pair in pairs for pk in pair[1:]})}
    return {episode: (rows.get(latest), rows.get(earlier)) for episode, latest, earlier in pairs}


def _slot(episode: Episode, latest: Conclusion | None, earlier: Conclusion | None, on: date) -> Slot:
    since = since_last_time(latest, earlier)
    age = episode.client.age_on(on)
    who = [_("%(age)s years") % {"age": age}] if age is not None else []
    return Slot(
        episode_id=episode.pk,
        client_id=episode.client_id,
        name=str(episode.client),
        url=reverse("episode", args=[episode.pk]),
        who=", ".join([*who, episode.title or since.leading][: 2 if episode.title or since.leading else 1]),
        since=since,
        active_at=episode.active_at,
        group=_group(since),
        do=_do(since),
    )


def _group(since: Since) -> int:
    if since.level in HELD:
        return 0
    return 1 if since.by_client else 2


def _do(since: Since) -> str:
    if since.level in HELD:
        return _("Open")
    if since.open:
        return _("Ask")
    return _("Read") if since.by_client else _("Chart")
