"""What the clinic does with an alert: see it, telephone the client, and mark it as handled."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.models import Alert, AlertSettings, UrgentCall
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
    *, by: User, clinic: Clinic, minutes: int, addresses: list[str], phone: str
) -> None:
    """When an alert that no therapist has seen goes further, and to whom."""
    wanted, _created = AlertSettings.objects.update_or_create(
        clinic=clinic, defaults={"minutes": minutes, "addresses": addresses, "phone": phone}
    )
    note(Action.WRITE, by=by, clinic=clinic, subject=wanted, minutes=minutes, addresses=len(addresses))
