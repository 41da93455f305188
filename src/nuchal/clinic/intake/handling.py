"""What the clinic does with an alert: see it, telephone the client, and mark it as handled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.alert_letters import alert_settings
from nuchal.clinic.intake.models import Alert, UrgentCall
from nuchal.clinic.people.second_writer import take_changes
from nuchal.clinic.people.staff import Clinic, User


@transaction.atomic
def see_alert(*, by: User, alert: Alert) -> bool:
    """A therapist has seen an alert, so later letters are not sent; False where another had before."""
    now = timezone.now()
    seen = Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_by=by, seen_at=now)
    if seen:
        UrgentCall.objects.filter(alert=alert).update(seen_by=by, seen_at=now)
        client = alert.episode.client
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=alert, client=client, seen=True)
    return bool(seen)


@transaction.atomic
def settle_alert(*, by: User, alert: Alert, because: str) -> bool:
    """An alert is handled, and how; the client may book again. False where it was handled before."""
    see_alert(by=by, alert=alert)
    now = timezone.now()
    settled = Alert.objects.filter(pk=alert.pk, settled_at=None).update(
        settled_by=by, settled_at=now, settled_because=because
    )
    if settled:
        UrgentCall.objects.filter(alert=alert).update(closed_at=now)
        client = alert.episode.client
        note(Action.WRITE, by=by, clinic=client.clinic_id, subject=alert, client=client, settled=True)
    return bool(settled)


@transaction.atomic
def record_call(*, by: User, call: UrgentCall, was_reached: bool) -> None:
    """The client was telephoned, and whether they were reached. The alert stays open until a therapist handles it."""
    UrgentCall.objects.filter(pk=call.pk).update(
        called_by=by, called_at=timezone.now(), was_reached=was_reached
    )
    note(
        Action.WRITE, by=by, clinic=call.client.clinic_id, subject=call, client=call.client,
        called=True, was_reached=was_reached,
    )  # fmt: skip


@transaction.atomic
def change_alert_settings(
    *, by: User, clinic: Clinic, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """
    When an alert that no therapist has seen goes further, and to whom: write what was changed, and no other.

    Returns what another person has written meanwhile, as `people.actions.change_client` does; then nothing is saved.
    """
    Clinic.objects.select_for_update().get(pk=clinic.pk)
    row = alert_settings(clinic)
    changed, meanwhile = take_changes(row, before=before, after=after)
    if not changed:
        return meanwhile
    row.save()
    note(Action.WRITE, by=by, clinic=clinic, subject=row, minutes=row.minutes, addresses=len(row.addresses))
    return {}
