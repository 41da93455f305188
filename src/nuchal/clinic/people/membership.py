"""Everything that changes who works in a clinic, as what, and under which licence. A clinic always has an owner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.access.roles import Permission, Role, permissions_of
from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.notices.actions import Message, write
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people.actions import invite, revoke_link
from nuchal.clinic.people.clients import CareRelationship
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.second_writer import written_meanwhile
from nuchal.clinic.people.session_proof import end_sessions
from nuchal.clinic.people.staff import Clinic, Credential, Grant, Invitation, Practitioner, User
from nuchal.errors import NuchalError


class LastOwner(NuchalError):
    """A clinic always has an owner."""


@transaction.atomic
def change_member(
    *, by: By, member: Practitioner, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Write the changed `roles` (names, all that the member has from now on) and fields of the practice, and no other.

    With a right ends what rested on it: invitations that the member sent, links that they made and could make no more.
    Returns what another person has written meanwhile, as `people.actions.change_client` does; then nothing is saved.
    Raises LastOwner where the clinic would be left without an owner.
    """
    another = _another_owner(member)
    row = Practitioner.objects.select_for_update().get(pk=member.pk)
    held = sorted(row.grants.values_list("role", flat=True))
    before, after = _with_sorted_roles(before), _with_sorted_roles(after)
    now = {name: held if name == "roles" else getattr(row, name) for name in after}
    meanwhile = written_meanwhile(now, before, after)
    changed = sorted(name for name, value in now.items() if value != after[name])
    if meanwhile or not changed:
        return meanwhile
    if Role.OWNER.value not in after.get("roles", held) and not another:
        raise LastOwner("a clinic always has an owner", remedy="Make another member an owner first.")
    ended = _change_roles(by, row, held, after["roles"]) if "roles" in changed else {}
    practice = {name: after[name] for name in changed if name != "roles"}
    for name, value in practice.items():
        setattr(row, name, value)
    row.save(update_fields=sorted(practice))
    told: dict[str, Any] = {"roles": after.get("roles", held), **practice, **ended}
    note(Action.WRITE, by=by, clinic=row.clinic_id, subject=row, **told)
    return {}


def _with_sorted_roles(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if name == "roles" else value for name, value in values.items()}


def _change_roles(by: By, member: Practitioner, held: list[str], wanted: list[str]) -> dict[str, int]:
    """Give these roles and no other; gives what ended with the rights that went."""
    lost = permissions_of(held) - permissions_of(wanted)
    member.grants.exclude(role__in=wanted).delete()
    Grant.objects.bulk_create([Grant(practitioner=member, role=role) for role in wanted if role not in held])
    ended = {}
    if Permission.MANAGE in lost:
        ended["invitations_withdrawn"] = _end_invitations(by, member)
    if Permission.SEE_HEALTH in lost:
        # They know the address and the birth date, which is all that such a link asks for.
        ended["links_closed"] = _close_links(by, member, asks_for=ClientLink.AsksFor.BIRTH_DATE)
    return ended


@transaction.atomic
def end_membership(*, by: By, member: Practitioner, on: date) -> bool:
    """
    A member leaves; False where the clinic would be left without an owner.

    Their care ends, with every invitation that they sent and every link that they made here, and they are signed out
    everywhere. What they wrote and signed stays under their name.
    """
    if not _another_owner(member):
        return False
    if Practitioner.objects.filter(pk=member.pk, left_at=None).update(left_at=timezone.now()):
        ended = CareRelationship.objects.filter(practitioner=member, until=None).update(until=on)
        invitations = _end_invitations(by, member)
        links = _close_links(by, member)
        member.refresh_from_db(fields=["left_at"])
        end_sessions(member.user)
        note(
            Action.WRITE, by=by, clinic=member.clinic_id, subject=member, left=True, care_ended=ended,
            invitations_withdrawn=invitations, links_closed=links,
        )  # fmt: skip
    return True


@transaction.atomic
def send_invitation(
    *, by: By, clinic: Clinic, email: str, name: str, roles: list[Role], address_of: Callable[[str], str]
) -> Invitation:
    """An invitation, and the letter with its link in the outbox; `address_of` turns a token into an address."""
    invitation, token = invite(by=by, clinic=clinic, email=email, name=name, roles=roles)
    words = render_to_string(
        "people/invitation.txt", {"invitation": invitation, "address": address_of(token)}
    )
    letter = Message(
        kind="invitation",
        subject=invitation,
        recipient=invitation.email,
        title=_("An invitation to %(clinic)s") % {"clinic": clinic.name},
        words=words,
    )
    write(letter, clinic=clinic.pk)
    return invitation


def is_invitation_open(notice: Notice) -> bool:
    """Whether the invitation that a notice carries can still be accepted."""
    invitation = Invitation.objects.filter(pk=notice.subject_id).first()
    return invitation is not None and invitation.is_open(timezone.now())


@transaction.atomic
def withdraw_invitation(*, by: By, invitation: Invitation) -> bool:
    """From now on its link opens nothing; False where it was accepted or withdrawn already."""
    unused = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    done = unused.update(revoked_at=timezone.now())
    if done:
        note(Action.WRITE, by=by, clinic=invitation.clinic_id, subject=invitation, withdrawn=True)
    return bool(done)


@transaction.atomic
def restore_invitation(*, by: By, invitation: Invitation) -> bool:
    """Its link opens again, until the day on which it would have ended; False where there is nothing to restore."""
    withdrawn = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, revoked_at__isnull=False, expires_at__gt=timezone.now()
    )
    done = withdrawn.update(revoked_at=None, **({"invited_by": by} if isinstance(by, User) else {}))
    if done:
        note(Action.WRITE, by=by, clinic=invitation.clinic_id, subject=invitation, withdrawn=False)
    return bool(done)


@transaction.atomic
def add_credential(
    *, by: By, member: Practitioner, seen: Collection[int] | None = None, **what: Any
) -> Credential | None:
    """
    A licence or certificate, and the techniques that it lets its holder use.

    `seen` are those that the page showed. None, and nothing is added, where another person has entered one since.
    """
    Practitioner.objects.select_for_update().get(pk=member.pk)
    if seen is not None and member.credentials.exclude(pk__in=seen).exists():
        return None
    credential = Credential.objects.create(practitioner=member, **what)
    note(Action.WRITE, by=by, clinic=member.clinic_id, subject=credential, techniques=credential.techniques)
    return credential


@transaction.atomic
def remove_credential(*, by: By, credential: Credential) -> None:
    """A licence or certificate that was entered by mistake, was given back or is replaced by a newer one."""
    clinic = credential.practitioner.clinic_id
    note(Action.WRITE, by=by, clinic=clinic, subject=credential, removed=True)
    credential.delete()


def _end_invitations(by: By, member: Practitioner) -> int:
    """Withdraw what a member sent: an invitation must not outlive the right to send it."""
    sent = Invitation.objects.filter(
        clinic=member.clinic_id, invited_by=member.user_id, used_at=None, revoked_at=None
    )
    return sum(withdraw_invitation(by=by, invitation=one) for one in sent)


def _close_links(by: By, member: Practitioner, **which: Any) -> int:
    """Close links that a member made: they have seen the addresses of them."""
    made = ClientLink.objects.filter(
        client__clinic=member.clinic_id, created_by=member.user_id, revoked_at=None, **which
    )
    open_still = [link for link in made.select_related("client") if link.is_open(timezone.now())]
    for link in open_still:
        revoke_link(by=by, link=link)
    return len(open_still)


def _another_owner(member: Practitioner) -> bool:
    """Whether the clinic keeps an owner without this one; two who leave at once wait for one another here."""
    Clinic.objects.select_for_update().get(pk=member.clinic_id)
    owners = Grant.objects.filter(
        role=Role.OWNER.value,
        practitioner__clinic=member.clinic_id,
        practitioner__left_at=None,
        practitioner__user__is_active=True,
    )
    return owners.exclude(practitioner=member).exists()
