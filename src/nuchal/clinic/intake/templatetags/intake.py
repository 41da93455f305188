"""What other pages show of an intake: the alerts that wait."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.intake.queries import open_alerts

register = template.Library()
ORDER = ("emergency", "same_day", "refer_first")


@register.inclusion_tag("intake/waiting_alerts.html", takes_context=True)
def waiting_alerts(context: Context) -> dict[str, Any]:
    """`{% waiting_alerts %}`: one strip with the most urgent alert of the clinic; nothing for who sees no health."""
    alerts = sorted(_open_here(context), key=lambda alert: ORDER.index(alert.level))
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
    return list(open_alerts(practitioner.user).filter(episode__client__clinic=practitioner.clinic_id))
