"""What other pages show of an intake: the alerts that wait."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.intake.queries import alerts_waiting

register = template.Library()


@register.inclusion_tag("intake/waiting_alerts.html", takes_context=True)
def waiting_alerts(context: Context) -> dict[str, Any]:
    """`{% waiting_alerts %}`: one strip with the most urgent alert of the clinic; nothing for who sees no health."""
    alerts = _open_here(context)
    unmailed = any(alert.mail_failed_at for alert in alerts)
    return {"alerts": alerts, "worst": alerts[0] if alerts else None, "unmailed": unmailed}


@register.simple_tag(takes_context=True)
def alert_waits(context: Context) -> bool:
    """`{% alert_waits as waits %}`: whether `waiting_alerts` has something to show; a page has one strip."""
    return bool(_open_here(context))


def _open_here(context: Context) -> list[Alert]:
    practitioner = context.get("practitioner")
    if practitioner is None or not practitioner.can(Permission.SEE_HEALTH):
        return []
    return alerts_waiting(practitioner)
