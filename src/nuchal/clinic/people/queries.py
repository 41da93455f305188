"""Find people, for somebody who may see them; what is not found and what may not be seen look the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.clients import CareRelationship, Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.staff import Clinic, Credential, Invitation, Practitioner, User
from nuchal.clinic.people.unions import RecordUnion


def clients_of(viewer: Viewer | AnonymousUser) -> QuerySet[Any]:
    """Clients that a viewer may see, those that are not archived, by name."""
    seen = Client.objects.visible_to(viewer).filter(archived_at=None, united_into=None)
    found: QuerySet[Any] = seen.select_related("clinic")
    return found


def archived_clients_of(viewer: Viewer | AnonymousUser) -> QuerySet[Any]:
    """Clients that a viewer may see and that were put aside, by name."""
    seen = Client.objects.visible_to(viewer).filter(united_into=None)
    found: QuerySet[Any] = seen.exclude(archived_at=None)
    return found.select_related("clinic")


def client(viewer: Viewer | AnonymousUser, client_id: UUID) -> Client:
    """One client, or 404."""
    seen = Client.objects.visible_to(viewer).select_related("clinic")
    found: Client = get_object_or_404(seen, pk=client_id)
    return found


def client_in_use(viewer: Viewer | AnonymousUser, client_id: UUID) -> Client:
    """One client whose record is used; 404 where it was united into another, which is kept to read only."""
    found = client(viewer, client_id)
    if found.united_into_id is not None:
        raise Http404
    return found


def contacts_of(viewer: Viewer, found: Client) -> list[Contact]:
    """Who speaks for a client today, guardians first."""
    order = list(Contact.Part.values)
    now = Contact.objects.visible_to(viewer).filter(client=found, until=None).order_by("pk")
    return sorted(now, key=lambda contact: order.index(contact.part))


def contact_of(viewer: Viewer, found: Client, contact_id: int) -> Contact:
    """One contact of a client, or 404."""
    seen = Contact.objects.visible_to(viewer).select_related("client")
    contact: Contact = get_object_or_404(seen, client=found, pk=contact_id)
    return contact


def treated_by(viewer: Viewer, found: Client) -> list[CareRelationship]:
    """Who treats a client today, and since when."""
    now = CareRelationship.objects.visible_to(viewer).filter(client=found, until=None)
    return list(now.select_related("practitioner__user").order_by("since", "pk"))


def practices_of(user: User) -> QuerySet[Practitioner]:
    """Where somebody works today, oldest first."""
    return (
        user.practitioners.filter(left_at=None)
        .select_related("clinic")
        .prefetch_related("grants")
        .order_by("joined_at", "pk")
    )


def address_of_link(request: HttpRequest, token: str) -> str:
    """The whole address that a client opens."""
    return request.build_absolute_uri(reverse("client_link", args=[token]))


def address_of_invitation(request: HttpRequest, token: str) -> str:
    """The whole address that somebody who is invited opens."""
    return request.build_absolute_uri(reverse("invitation", args=[token]))


def link_of(viewer: Viewer, found: Client, link_id: UUID) -> ClientLink:
    """One link of a client, or 404."""
    seen = ClientLink.objects.visible_to(viewer).select_related("client")
    link: ClientLink = get_object_or_404(seen, client=found, pk=link_id)
    return link


def passkeys_of(viewer: Viewer, found: Client) -> list[ClientPasskey]:
    """The passkeys of a client, oldest first."""
    return list(ClientPasskey.objects.visible_to(viewer).filter(client=found))


def passkey_of(viewer: Viewer, found: Client, passkey_id: UUID) -> ClientPasskey:
    """One passkey of a client, or 404."""
    seen = ClientPasskey.objects.visible_to(viewer)
    passkey: ClientPasskey = get_object_or_404(seen, client=found, pk=passkey_id)
    return passkey


def unions_of(viewer: Viewer, found: Client) -> list[RecordUnion]:
    """Which records were united into this one and still are, newest first."""
    seen = RecordUnion.objects.visible_to(viewer).filter(client=found, separated_at=None)
    return list(seen.select_related("other", "by_user"))


def union_into(viewer: Viewer, found: Client) -> RecordUnion | None:
    """The union by which another record is used instead of this one."""
    seen = RecordUnion.objects.visible_to(viewer).filter(other=found, separated_at=None)
    held: RecordUnion | None = seen.select_related("client", "by_user").first()
    return held


def team_of(clinic: Clinic, *, on: date) -> dict[str, Any]:
    """Who works in a clinic, whose credential ends or has ended, and whose invitation is open."""
    here = (
        clinic.practitioners.filter(left_at=None)
        .select_related("user")
        .prefetch_related("grants", "credentials")
        .order_by("user__name", "pk")
    )
    return {
        "practitioners": [(one, _shown(one.credentials.all(), on), _system(one)) for one in here],
        "invitations": clinic.invitations.filter(
            used_at=None, revoked_at=None, expires_at__gt=timezone.now()
        ).order_by("-created_at"),
    }


def invitation(clinic: Clinic, invitation_id: UUID) -> Invitation:
    """One invitation to a clinic, or 404."""
    return get_object_or_404(clinic.invitations, pk=invitation_id)


def member(clinic: Clinic, member_id: int) -> Practitioner:
    """Somebody who works in a clinic today, or 404."""
    here = clinic.practitioners.select_related("user", "clinic")
    return get_object_or_404(here, left_at=None, pk=member_id)


def credentials_of(found: Practitioner, *, on: date) -> list[tuple[Credential, str, list[str]]]:
    """Credentials of a member, what to say of their end, and the names of what they let use."""
    return _shown(found.credentials.order_by("expires_on", "pk"), on)


def _shown(credentials: Iterable[Credential], on: date) -> list[tuple[Credential, str, list[str]]]:
    techniques = knowledge().techniques
    return [
        (one, _state(one, on), [techniques[name].name for name in one.techniques if name in techniques])
        for one in credentials
    ]


def _state(one: Credential, on: date) -> str:
    if not one.holds_on(on):
        return "expired"
    return "soon" if one.ends_soon(on) else ""


def _system(one: Practitioner) -> str:
    system = knowledge().systems.get(one.system_of_care)
    return system.name if system else ""
