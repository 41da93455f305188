"""When a therapist is away, who covers for them, and who therefore treats a client today."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from nuchal.clinic.access.roles import Permission, roles_with
from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.clients import CareRelationship, Client
from nuchal.clinic.people.staff import Practitioner


class Absence(models.Model):
    """Days on which a therapist is away, and the colleague who gets their alerts meanwhile."""

    id = models.BigAutoField(primary_key=True)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()
    covered_by = models.ForeignKey(Practitioner, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """In order; nobody covers for themselves."""

        ordering = ("first_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="an_absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(covered_by=F("practitioner")), name="a_therapist_is_covered_by_another"
            ),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "practitioner", "first_on", "last_on", "covered_by"}

    def __str__(self) -> str:
        return f"{self.practitioner}: {self.first_on} to {self.last_on}"


def treating_today(client: Client, on: date) -> list[Practitioner]:
    """
    The therapists who answer for a client on a day: those who treat them, or the colleagues who cover.

    Empty where nobody treats the client, or where everybody who does is away without cover.
    """
    care = CareRelationship.objects.filter(client=client, until=None).select_related("practitioner__user")
    found = [cover_for(one.practitioner, on) for one in care]
    return list(dict.fromkeys(one for one in found if one is not None))


def cover_for(practitioner: Practitioner, on: date) -> Practitioner | None:
    """The practitioner, or who covers for them on a day; None where there is nobody who may see health."""
    seen: set[int] = set()
    now: Practitioner | None = practitioner
    while now is not None and now.pk not in seen:
        seen.add(now.pk)
        away = absence_of(now, on)
        if away is None:
            return now if _may_treat(now) else None
        now = away.covered_by
    return None


def absence_of(practitioner: Practitioner, on: date) -> Absence | None:
    """The absence that a day lies in."""
    return (
        Absence.objects.filter(practitioner=practitioner, first_on__lte=on, last_on__gte=on)
        .select_related("covered_by__user")
        .first()
    )


def covered_on(practitioner: Practitioner, on: date) -> list[int]:
    """Keys of the practitioners whom somebody covers on a day."""
    away = Absence.objects.filter(first_on__lte=on, last_on__gte=on, covered_by=practitioner)
    return list(away.values_list("practitioner", flat=True))


@transaction.atomic
def add_absence(*, by: By, practitioner: Practitioner, **what: Any) -> Absence:
    """A therapist will be away."""
    absence = Absence.objects.create(practitioner=practitioner, **what)
    note(Action.WRITE, by=by, clinic=practitioner.clinic_id, subject=absence)
    return absence


@transaction.atomic
def remove_absence(*, by: By, absence: Absence) -> None:
    """A therapist will not be away after all, or is back."""
    note(Action.WRITE, by=by, clinic=absence.practitioner.clinic_id, subject=absence, removed=True)
    absence.delete()


def _may_treat(practitioner: Practitioner) -> bool:
    return (
        practitioner.left_at is None
        and practitioner.user.is_active
        and practitioner.grants.filter(role__in=roles_with(Permission.SEE_HEALTH)).exists()
    )
