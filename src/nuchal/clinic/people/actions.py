"""Everything that changes clinics, staff, clients and their links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from nuchal.clinic.access.roles import Permission, Role
from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.clients import CareRelationship, Client, Contact
from nuchal.clinic.people.links import ClientLink, ClientSession
from nuchal.clinic.people.opening import holds_answers
from nuchal.clinic.people.second_writer import take_changes
from nuchal.clinic.people.staff import Clinic, Grant, Invitation, Practitioner, User
from nuchal.clinic.people.tokens import hash_of, new_token

INVITATION_LASTS = timedelta(days=7)
LINK_LASTS = timedelta(days=30)


class ClientIsArchived(Exception):
    """A client who was put aside, or whose record was united into another, gets no link."""


@transaction.atomic
def found_clinic(*, by: By, name: str, time_zone: str, country: str, **more: Any) -> Clinic:
    """A new clinic."""
    clinic = Clinic(name=name, time_zone=time_zone, country=country, **more)
    clinic.full_clean()
    clinic.save()
    note(Action.WRITE, by=by, clinic=clinic, subject=clinic)
    return clinic


@transaction.atomic
def invite(
    *, by: By, clinic: Clinic, email: str, name: str, roles: list[Role], **more: Any
) -> tuple[Invitation, str]:
    """An invitation and its token; the token is not kept, so send it now."""
    token = new_token()
    invitation = Invitation.objects.create(
        clinic=clinic,
        email=email.strip().lower(),
        name=name,
        roles=[role.value for role in roles],
        token_hash=hash_of(token),
        expires_at=timezone.now() + INVITATION_LASTS,
        invited_by=by if isinstance(by, User) else None,
        **more,
    )
    note(Action.SEND, by=by, clinic=clinic, subject=invitation)
    return invitation, token


@transaction.atomic
def accept(
    invitation: Invitation, *, by: User | None, password: str | None, name: str
) -> Practitioner | None:
    """
    Join the clinic: as a new user, or as the user with that address, who has to be the one that is signed in.

    None where that does not hold, where the invitation was used meanwhile, or where who sent it manages the clinic no
    more. An invitation opens a clinic and never an account: the password of a user who is there already stays.
    """
    known = user_with_address(invitation.email)
    if (by is None) != (known is None) or (by is not None and by != known) or not _still_invites(invitation):
        return None
    taken = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).update(used_at=timezone.now())
    if not taken:
        return None
    user = known or User.objects.create_user(invitation.email, password, name=name)
    if known is None:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return join(
        by=user,
        user=user,
        clinic=invitation.clinic,
        roles=[Role(role) for role in invitation.roles],
        profession=invitation.profession,
        system_of_care=invitation.system_of_care,
    )


def user_with_address(email: str) -> User | None:
    """The one user of an address, as it was verified; an address that waits to be verified belongs to no one."""
    return User.objects.filter(email=email.strip().lower()).first()


def _still_invites(invitation: Invitation) -> bool:
    """Whether who sent it may still invite; the command line that founded the clinic always may."""
    sender = invitation.invited_by
    return sender is None or sender.can(Permission.MANAGE, invitation.clinic_id)


@transaction.atomic
def join(*, by: By, user: User, clinic: Clinic, roles: list[Role], **more: Any) -> Practitioner:
    """Make a user a practitioner of a clinic; who works there already gets the further roles."""
    practitioner, _ = Practitioner.objects.get_or_create(
        user=user, clinic=clinic, left_at=None, defaults=more
    )
    Grant.objects.bulk_create(
        [Grant(practitioner=practitioner, role=role.value) for role in roles], ignore_conflicts=True
    )
    note(Action.WRITE, by=by, clinic=clinic, subject=practitioner, roles=[role.value for role in roles])
    return practitioner


@transaction.atomic
def enter_client(
    *,
    by: By,
    clinic: Clinic,
    given_name: str,
    family_name: str,
    unlike: Iterable[Client] = (),
    another: str = "",
    **more: Any,
) -> Client:
    """A new client of a clinic. `another` is the kind of reason why this is none of the clients `unlike`."""
    more = {"codes_to": more.get("email", ""), **more}
    client = Client(clinic=clinic, given_name=given_name, family_name=family_name, **more)
    client.clean()
    client.save()
    others = [str(one.pk) for one in unlike]
    note(
        Action.WRITE, by=by, clinic=clinic, subject=client, client=client,
        **({"unlike": others, "because": another} if others else {}),
    )  # fmt: skip
    return client


@transaction.atomic
def change_client(
    *, by: By, client: Client, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Write the changed fields of a client, and no other.

    Returns what somebody else has written meanwhile: a field that is neither as it was `before` nor as it is to be.
    Then nothing is saved.
    """
    row = Client.objects.select_for_update().get(pk=client.pk)
    changed, meanwhile = take_changes(row, before=before, after=after)
    if not changed:
        return meanwhile
    if "email" in changed and _may_move_codes(by, row):
        row.codes_to = row.email
    if "born_on" in changed:
        row.clean()
    row.save(update_fields=[*changed, "codes_to"])
    note(Action.WRITE, by=by, clinic=row.clinic_id, subject=row, client=row, fields=changed)
    return {}


def _may_move_codes(by: By, client: Client) -> bool:
    """
    Whether codes follow a changed address at once.

    Once there are answers, a code opens them: staff who may not see health could send it to themselves.
    """
    return (
        not isinstance(by, User)
        or by.can(Permission.SEE_HEALTH, client.clinic_id)
        or not holds_answers(client)
    )


@transaction.atomic
def confirm_address(*, by: By, client: Client) -> None:
    """A member of staff who may see health says that the changed address is the client's: codes go there."""
    if Client.objects.filter(pk=client.pk).exclude(codes_to=client.email).update(codes_to=client.email):
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=client, client=client, fields=["codes_to"])


@transaction.atomic
def archive_client(*, by: By, client: Client) -> bool:
    """Put a client aside: off the lists, every link closed; what is known stays. False where they were already."""
    done = Client.objects.filter(pk=client.pk, archived_at=None).update(archived_at=timezone.now())
    if done:
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=client, client=client, archived=True)
        for link in client.links.filter(revoked_at=None):
            revoke_link(by=by, link=link)
    return bool(done)


@transaction.atomic
def unarchive_client(*, by: By, client: Client) -> bool:
    """Back on the lists; links stay closed. False where the client was not put aside."""
    done = Client.objects.filter(pk=client.pk, archived_at__isnull=False).update(archived_at=None)
    if done:
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=client, client=client, archived=False)
    return bool(done)


@transaction.atomic
def add_contact(*, by: By, client: Client, part: str, name: str, **more: Any) -> Contact:
    """Somebody who speaks for a client from now on."""
    contact: Contact = Contact.objects.create(client=client, part=part, name=name, **more)
    note(Action.WRITE, by=by, clinic=client.clinic_id, subject=contact, client=client, part=part)
    return contact


@transaction.atomic
def end_contact(*, by: By, contact: Contact, on: date) -> None:
    """From this day on, this contact speaks for the client no more; that they did is kept."""
    if Contact.objects.filter(pk=contact.pk, until=None).update(until=on):
        client = contact.client
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=contact, client=client, ended=True)


@transaction.atomic
def begin_care(*, by: By, client: Client, practitioner: Practitioner, since: date) -> CareRelationship:
    """From this day on, this practitioner treats this client."""
    care: CareRelationship
    care, created = CareRelationship.objects.get_or_create(
        client=client, practitioner=practitioner, until=None, defaults={"since": since}
    )
    if created:
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=care, client=client)
    return care


@transaction.atomic
def send_link(
    *,
    by: By,
    client: Client,
    purpose: ClientLink.Purpose,
    about: Any = None,
    lasts: timedelta = LINK_LASTS,
    mailed: bool = False,
) -> tuple[ClientLink, str]:
    """
    A link for a client and its token; `people.queries.address_of_link` makes the address. Send it now.

    Older links of the same purpose are closed. `mailed`: its token goes to the client alone, at an address that
    staff without a right to see health have not changed, and to no such member of staff.

    Whoever archives this client meanwhile waits here, so that no link is left open behind them.
    """
    held = Client.objects.select_for_update().get(pk=client.pk)
    if held.archived_at is not None or held.united_into_id is not None:
        raise ClientIsArchived
    for older in client.links.filter(purpose=purpose, revoked_at=None):
        revoke_link(by=by, link=older)
    token = new_token()
    sees_health = not isinstance(by, User) or by.can(Permission.SEE_HEALTH, client.clinic_id)
    reaches_client = mailed and bool(held.email) and held.email == held.codes_to
    link: ClientLink = ClientLink.objects.create(
        client=client,
        purpose=purpose,
        about=getattr(about, "pk", about),
        token_hash=hash_of(token),
        created_by=by if isinstance(by, User) else None,
        asks_for=ClientLink.AsksFor.BIRTH_DATE if reaches_client or sees_health else ClientLink.AsksFor.CODE,
        expires_at=timezone.now() + lasts,
    )
    note(Action.SEND, by=by, clinic=client.clinic_id, subject=link, client=client, purpose=str(purpose))
    return link, token


@transaction.atomic
def revoke_link(*, by: By, link: ClientLink) -> None:
    """Close a link and every session that it opened."""
    now = timezone.now()
    ClientLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)
    ClientSession.objects.filter(link=link, ended_at=None).update(ended_at=now)
    note(Action.WRITE, by=by, clinic=link.client.clinic_id, subject=link, client=link.client_id, revoked=True)


@transaction.atomic
def open_link(link: ClientLink) -> str:
    """Begin a client session in one browser; the key goes into a cookie and is not kept."""
    key = new_token()
    session = ClientSession.objects.create(link=link, key_hash=hash_of(key))
    ClientLink.objects.filter(pk=link.pk, first_opened_at=None).update(first_opened_at=timezone.now())
    note(Action.OPEN, by=link, clinic=link.client.clinic_id, subject=session, client=link.client_id)
    return key
