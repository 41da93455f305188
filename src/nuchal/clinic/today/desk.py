"""What the front desk and the owner can do today: calls, intakes to follow up, links to send, invitations, mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.notices.queries import failed_notices
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.opening import is_in_progress
from nuchal.clinic.people.queries import clients_of
from nuchal.clinic.people.staff import Invitation, Practitioner

SHOWN = 12
LOOKED_AT = 60
UNOPENED_AFTER = timedelta(days=1)
INTAKE = ClientLink.Purpose.INTAKE


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A client whose intake waits for something, and since when."""

    client: Client
    link: ClientLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The tasks of a member of staff who sees no health; each list is short, the most pressing first."""

    unfinished: tuple[FollowUp, ...]
    """The intake was opened and is not handed in."""
    unopened: tuple[FollowUp, ...]
    """The link was made a day ago or earlier and nobody has opened it."""
    without_link: tuple[Client, ...]
    """No link to an intake was ever made."""
    invitations: tuple[Invitation, ...]
    failed: int

    @property
    def has_tasks(self) -> bool:
        """Whether anything waits."""
        return bool(self.unfinished or self.unopened or self.without_link or self.invitations or self.failed)

    @property
    def version(self) -> list[Any]:
        """What a page shows of it."""
        follow_ups = [*self.unfinished, *self.unopened]
        return [
            [(one.link.pk, one.link.first_opened_at) for one in follow_ups],
            [one.pk for one in self.without_link],
            [one.pk for one in self.invitations],
            self.failed,
        ]


def desk_of(practitioner: Practitioner) -> Desk:
    """The tasks of today in a clinic, as far as somebody may do them."""
    links = _newest_intake_links(practitioner)
    unfinished = [one for one in links if one.first_opened_at and is_in_progress(one)]
    late = timezone.now() - UNOPENED_AFTER
    unopened = [
        one for one in links if not one.first_opened_at and one.created_at < late and not one.has_ended
    ]
    manages = practitioner.can(Permission.MANAGE)
    failed = failed_notices(practitioner.user).filter(clinic=practitioner.clinic_id) if manages else ()
    return Desk(
        unfinished=_follow_ups(unfinished),
        unopened=_follow_ups(unopened),
        without_link=tuple(_without_link(practitioner)[:SHOWN]),
        invitations=_invitations(practitioner) if manages else (),
        failed=len(failed),
    )


def _newest_intake_links(practitioner: Practitioner) -> list[ClientLink]:
    """The newest link to an intake of each client in care."""
    seen = ClientLink.objects.visible_to(practitioner.user).filter(
        client__clinic=practitioner.clinic_id, client__archived_at=None, purpose=INTAKE, revoked_at=None
    )
    newest: dict[Any, ClientLink] = {}
    for link in seen.select_related("client__clinic").order_by("-created_at")[:LOOKED_AT]:
        newest.setdefault(link.client_id, link)
    return list(newest.values())


def _follow_ups(links: list[ClientLink]) -> tuple[FollowUp, ...]:
    oldest = sorted(links, key=lambda link: link.first_opened_at or link.created_at)
    return tuple(FollowUp(client=one.client, link=one) for one in oldest[:SHOWN])


def _without_link(practitioner: Practitioner) -> QuerySet[Any]:
    linked = ClientLink.objects.visible_to(practitioner.user).filter(purpose=INTAKE).values("client")
    found = clients_of(practitioner.user).filter(clinic=practitioner.clinic_id)
    return found.exclude(pk__in=linked).order_by("-created_at", "pk")


def _invitations(practitioner: Practitioner) -> tuple[Invitation, ...]:
    waiting = practitioner.clinic.invitations.filter(
        used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    return tuple(waiting.order_by("expires_at")[:SHOWN])
