"""Who treats whom: end and hand over care, and begin it by the first entry in a record that has no therapist."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from nuchal.clinic.access.roles import Permission, roles_with
from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.actions import begin_care
from nuchal.clinic.people.clients import CareRelationship, Client
from nuchal.clinic.people.staff import Clinic, Practitioner, User


def therapists_in(clinic: Clinic) -> list[Practitioner]:
    """Who may treat in a clinic, by name."""
    here = Practitioner.objects.filter(
        clinic=clinic, left_at=None, user__is_active=True, grants__role__in=roles_with(Permission.SEE_HEALTH)
    )
    return list(here.select_related("user").distinct().order_by("user__name", "pk"))


@transaction.atomic
def end_care(*, by: By, care: CareRelationship, on: date) -> bool:
    """A therapist treats a client no more; False where that had ended before."""
    ended = CareRelationship.objects.filter(pk=care.pk, until=None).update(until=on)
    if ended:
        note(
            Action.WRITE, by=by, clinic=care.client.clinic_id, subject=care, client=care.client_id, ended=True
        )
    return bool(ended)


@transaction.atomic
def hand_over(*, by: By, care: CareRelationship, to: Practitioner, on: date) -> CareRelationship:
    """Another therapist treats a client in the place of the one who did."""
    end_care(by=by, care=care, on=on)
    return begin_care(by=by, client=care.client, practitioner=to, since=on)


def take_if_nobody_treats(*, by: By, client: Client) -> None:
    """The therapist who enters something in a record that nobody answers for treats the client from then on."""
    if not isinstance(by, User) or CareRelationship.objects.filter(client=client, until=None).exists():
        return
    mine = next((one for one in therapists_in(client.clinic) if one.user_id == by.pk), None)
    if mine is not None:
        begin_care(by=by, client=client, practitioner=mine, since=client.clinic.today(timezone.now()))
