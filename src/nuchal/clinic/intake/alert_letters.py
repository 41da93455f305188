"""
Who is told of an alert, when, and in which words: letters of now and of later, all written with the alert.

A letter says what to do and has a link; it says nothing of a client's health and names no client. A letter of later is
not sent once a therapist has seen the alert.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.access.roles import Permission, Role, roles_with
from nuchal.clinic.intake.models import Alert, AlertSettings
from nuchal.clinic.notices.actions import Message, write
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people.absences import treating_today
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.link_address import address_for_staff
from nuchal.clinic.people.staff import Clinic, Practitioner

NOT_URGENT_WAITS = timedelta(days=1)
"""How long an alert that asks for a physician, and for no call now, waits before every therapist is told."""


def alert_settings(clinic: Clinic) -> AlertSettings:
    """How a clinic wants to be told; not stored before it has said so."""
    return AlertSettings.objects.filter(clinic=clinic).first() or AlertSettings(clinic=clinic)


def write_letters(alert: Alert) -> None:
    """
    First whoever treats the client, or every therapist where nobody does; then every therapist; then the owners.

    The front desk is told of an urgent call at once, without the reason.
    """
    clinic, wanted = alert.episode.client.clinic, alert_settings(alert.episode.client.clinic)
    wait = timedelta(minutes=wanted.minutes) if alert.is_urgent else NOT_URGENT_WAITS
    therapists = therapists_of(clinic)
    _write(alert, "alert", first_told(alert.episode.client), 0, alert.raised_at)
    _write(alert, "alert", therapists, 1, alert.raised_at + wait)
    if alert.is_urgent:
        _write(alert, "call", desk_of(clinic), 0, alert.raised_at)
        _write(alert, "call", [*owners_of(clinic), *wanted.addresses], 2, alert.raised_at + 2 * wait)


def first_told(client: Client) -> list[str]:
    """Addresses of those who treat a client today or cover for them; of every therapist where there is none."""
    treating = treating_today(client, client.clinic.today(timezone.now()))
    return [one.user.email for one in treating] or therapists_of(client.clinic)


def therapists_of(clinic: Clinic) -> list[str]:
    """Addresses of everybody in a clinic who may see health."""
    return _addresses(clinic, roles_with(Permission.SEE_HEALTH))


def owners_of(clinic: Clinic) -> list[str]:
    """Addresses of the owners."""
    return _addresses(clinic, [Role.OWNER.value])


def desk_of(clinic: Clinic) -> list[str]:
    """The clinic's own address and those of the front desk."""
    own = [clinic.email] if clinic.email else []
    return [*own, *_addresses(clinic, [Role.FRONT_DESK.value])]


def is_wanted(notice: Notice) -> bool:
    """Whether a letter is still to be sent: not once the alert is handled; a later one not once it was seen."""
    alert = Alert.objects.filter(pk=notice.subject_id, settled_at=None).first()
    return alert is not None and (notice.sequence == 0 or alert.seen_at is None)


def keep_end(notice: Notice) -> None:
    """Write on the alert when the first letter left, or that one did not."""
    alerts = Alert.objects.filter(pk=notice.subject_id)
    if notice.state == Notice.State.SENT:
        alerts.filter(mailed_at=None).update(mailed_at=notice.sent_at)
    elif notice.state == Notice.State.FAILED:
        alerts.update(mail_failed_at=timezone.now())


def _addresses(clinic: Clinic, roles: list[str]) -> list[str]:
    here = Practitioner.objects.filter(
        clinic=clinic, left_at=None, user__is_active=True, grants__role__in=roles
    )
    return sorted({email for email in here.values_list("user__email", flat=True) if email})


def _write(alert: Alert, kind: str, to: Iterable[str], sequence: int, due_at: datetime) -> None:
    client = alert.episode.client
    place = address_for_staff("alert", alert.pk) if kind == "alert" else address_for_staff("urgent_calls")
    known = {
        "kind": kind,
        "clinic": client.clinic,
        "urgent": alert.is_urgent,
        "later": sequence > 0,
        "minutes": alert_settings(client.clinic).minutes,
        "at": timezone.localtime(alert.raised_at, client.clinic.zone),
        "address": settings.ADDRESS + place,
    }
    title = _title(alert, later=sequence > 0)
    words = render_to_string("intake/alert.txt", known).strip() + "\n"
    for recipient in dict.fromkeys(to):
        letter = Message(
            kind=kind,
            subject=alert,
            recipient=recipient,
            title=title,
            words=words,
            sequence=sequence,
            due_at=due_at,
        )
        write(letter, clinic=client.clinic_id, client=client.pk)


def _title(alert: Alert, *, later: bool) -> str:
    if not alert.is_urgent:
        return _("An intake needs your attention")
    if later:
        return _("Call a client now: no therapist has looked yet")
    return _("Call a client now")
