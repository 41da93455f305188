"""Clients of today: open alerts and danger signs first, then intakes that came in, then the client seen last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from nuchal.clinic.intake.models import Alert
from nuchal.clinic.intake.queries import open_alerts
from nuchal.clinic.people.absences import covered_on
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.queries import clients_of
from nuchal.clinic.people.search import matching
from nuchal.clinic.people.staff import Practitioner
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.today.since import Concluded, Since, since_last_time
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
    level: str
    """The highest level of the conclusion and of every open alert."""
    alert: Alert | None
    active_at: datetime
    group: int
    """0 an open alert or danger sign, 1 an intake that no therapist has read, 2 any other client in care."""
    do: str

    @property
    def rank(self) -> int:
        """How urgent it is, as a number."""
        return Level(self.level).rank


def slots_of(practitioner: Practitioner, *, waiting: Iterable[Alert], mine: bool, on: date) -> list[Slot]:
    """
    Open episodes, those that need a decision first: by level, then the newest.

    A fixed number of queries however many clients there are; what was recorded since a conclusion is assessed anew.
    """
    ordered_alerts = sorted(waiting, key=lambda one: (one.rank, one.raised_at))
    alerts = {alert.episode_id: alert for alert in ordered_alerts}
    every = _of(practitioner, mine=mine, on=on).select_related("client").order_by("-active_at", "pk")
    urgent = list(every.filter(Q(urgency__in=HELD) | Q(pk__in=alerts))[: max(SHOWN, len(alerts))])
    episodes = list({one.pk: one for one in [*urgent, *every[:SHOWN]]}.values())
    stored = _conclusions(practitioner, episodes)
    slots = [
        _slot(one, since_last_time(*_now(one, *stored[one.pk])), alerts.get(one.pk), on) for one in episodes
    ]
    newest = sorted(slots, key=lambda slot: slot.active_at, reverse=True)
    ordered = sorted(newest, key=lambda slot: (slot.group, -slot.rank if slot.group == 0 else 0))
    return ordered[: SHOWN + len(urgent)]


def version_of_clients(practitioner: Practitioner) -> list[Any]:
    """What changes whenever anything on the list of clients does: for a page that keeps itself up to date."""
    episodes = Episode.objects.visible_to(practitioner.user).filter(client__clinic=practitioner.clinic_id)
    clients = clients_of(practitioner.user).filter(clinic=practitioner.clinic_id)
    concluded = Conclusion.objects.visible_to(practitioner.user).filter(
        episode__client__clinic=practitioner.clinic_id
    )
    return [
        episodes.aggregate(Max("active_at"), Count("pk"), Count("closed_at")),
        clients.aggregate(Count("pk"), Max("created_at"), Count("care__until"), Count("care")),
        concluded.aggregate(Max("at")),
    ]


def how_many(practitioner: Practitioner, *, mine: bool, on: date) -> int:
    """Clients with an open episode."""
    return _of(practitioner, mine=mine, on=on).count()


def found_clients(practitioner: Practitioner, asked: str) -> list[Client]:
    """Clients of this clinic who hold everything that was typed: name, day of birth, telephone."""
    found = clients_of(practitioner.user).filter(clinic=practitioner.clinic)
    return list(matching(found, asked)[:FOUND])


def waiting_clients(practitioner: Practitioner) -> list[Client]:
    """The newest clients of whom nothing is known yet."""
    found = clients_of(practitioner.user).filter(clinic=practitioner.clinic, episodes=None)
    return list(found.order_by("-created_at", "pk")[:WAITING])


def _of(practitioner: Practitioner, *, mine: bool, on: date) -> QuerySet[Any]:
    """Open episodes; mine are also those of a colleague whom I cover, and alerts of clients without a therapist."""
    found: QuerySet[Any] = Episode.objects.visible_to(practitioner.user).filter(
        client__clinic=practitioner.clinic, client__archived_at=None, closed_at=None
    )
    if mine:
        treating = [practitioner.pk, *covered_on(practitioner, on)]
        in_care = Client.objects.visible_to(practitioner.user).filter(care__until=None, care__isnull=False)
        cared_for = in_care.filter(care__until=None, care__practitioner__in=treating)
        waiting = open_alerts(practitioner.user).values("episode")
        found = found.filter(
            Q(client__in=cared_for.values("pk")) | (Q(pk__in=waiting) & ~Q(client__in=in_care.values("pk")))
        )
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


def _now(
    episode: Episode, latest: Conclusion | None, earlier: Conclusion | None
) -> tuple[Concluded | None, Concluded | None]:
    """What holds now and what held before; findings newer than the last conclusion are assessed without storing it."""
    if latest is None:
        return None, None
    if latest.as_of >= episode.last_sequence:
        return Concluded.of(latest), Concluded.of(earlier) if earlier else None
    fresh = Concluded(
        result=sheet_of(episode).known.result, by_client=latest.by_user_id is None, at=episode.active_at
    )
    return fresh, Concluded.of(latest)


def _slot(episode: Episode, since: Since, alert: Alert | None, on: date) -> Slot:
    age = episode.client.age_on(on)
    who = [_("%(age)s years") % {"age": age}] if age is not None else []
    level = max((Level(since.level), *([Level(alert.level)] if alert else [])), key=lambda one: one.rank)
    return Slot(
        episode_id=episode.pk,
        client_id=episode.client_id,
        name=str(episode.client),
        url=reverse("episode", args=[episode.pk]),
        who=", ".join([*who, episode.title or since.leading][: 2 if episode.title or since.leading else 1]),
        since=since,
        level=level.value,
        alert=alert,
        active_at=episode.active_at,
        group=0 if level.holds else 1 if since.by_client else 2,
        do=_do(since, level),
    )


def _do(since: Since, level: Level) -> str:
    if level.holds:
        return _("Open")
    if since.open:
        return _("Ask")
    return _("Read") if since.by_client else _("Chart")
