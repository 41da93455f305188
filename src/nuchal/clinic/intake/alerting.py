"""What the clinic does with an alert: see it, and settle it with a word on what was done."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.intake import actions, queries
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest, staff


class SettlementForm(forms.Form):
    """What was done; the client may book again from then on."""

    because = forms.CharField(label=_("What was done"), max_length=400)


@require_GET
@staff(Permission.SEE_HEALTH)
def alerts(request: StaffRequest) -> HttpResponse:
    """Alerts that wait for somebody, most urgent first."""
    found = queries.alerts_waiting(request.practitioner)
    for alert in found:
        note_read(by=request.user, subject=alert, client=alert.episode.client)
    signs = knowledge().danger_signs
    rows = [
        {
            "alert": alert,
            "client": alert.episode.client,
            "signs": [signs[name] for name in alert.signs if name in signs],
        }
        for alert in found
    ]
    return render(request, "intake/alerts.html", {"rows": rows, "form": SettlementForm(), "section": "today"})


@require_POST
@staff(Permission.SEE_HEALTH)
def sight(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """I have seen it."""
    actions.see_alert(by=request.user, alert=_alert(request, alert_id))
    return redirect("alerts")


@require_POST
@staff(Permission.CHANGE_HEALTH)
def settlement(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """It is dealt with."""
    alert = _alert(request, alert_id)
    form = SettlementForm(request.POST)
    if form.is_valid():
        actions.settle_alert(by=request.user, alert=alert, because=form.cleaned_data["because"])
        messages.success(request, _now("Settled. The client may book again."))
    else:
        messages.error(request, _now("Write what was done, so that the next person knows."))
    return redirect("alerts")


def _alert(request: StaffRequest, alert_id: UUID) -> Alert:
    found: Alert = get_object_or_404(queries.alerts_of(request.user), pk=alert_id)
    return found
