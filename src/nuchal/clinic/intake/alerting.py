"""Pages on which therapists see alerts and mark them as handled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
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
from nuchal.clinic.intake import actions, handling, queries
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.queries import client as client_for
from nuchal.knowledge.schema import Level


class SettlementForm(forms.Form):
    """What was done; the client may book again from then on."""

    because = forms.CharField(label=_("What was done"), max_length=400)


@require_GET
@staff(Permission.SEE_HEALTH)
def alerts(request: StaffRequest) -> HttpResponse:
    """Open alerts of the clinic: those that no therapist has seen first, then the most urgent, then the newest."""
    return _page(request, queries.alerts_waiting(request.practitioner), _("Alerts"))


@require_GET
@staff(Permission.SEE_HEALTH)
def alert(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """One alert, open or handled: where the link of a letter leads."""
    return _page(request, [_alert(request, alert_id)], _("Alert"))


@require_POST
@staff(Permission.SEE_HEALTH)
def sight(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """I have seen it."""
    handling.see_alert(by=request.user, alert=_alert(request, alert_id))
    return redirect("alerts")


@require_POST
@staff(Permission.CHANGE_HEALTH)
def settlement(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """It is handled."""
    found = _alert(request, alert_id)
    form = SettlementForm(request.POST)
    if form.is_valid():
        handling.settle_alert(by=request.user, alert=found, because=form.cleaned_data["because"])
        messages.success(request, _now("Marked as handled. The client may book again."))
    else:
        messages.error(request, _now("Write what was done, so that the next person knows."))
    return redirect("alerts")


@require_POST
@staff(Permission.CHANGE_HEALTH)
def reopening(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Open the questions again for a client who handed them in."""
    found = client_for(request.user, client_id)
    if actions.reopen(by=request.user, client=found):
        messages.success(request, _now("The intake is open again. Make a new link if the old one has ended."))
    else:
        messages.info(request, _now("No intake of this client is handed in."))
    return redirect("client", found.pk)


def _page(request: StaffRequest, found: Iterable[Alert], title: Any) -> HttpResponse:
    rows = [_row(one) for one in found]
    for row in rows:
        note_read(by=request.user, subject=row["alert"], client=row["client"])
    return render(request, "intake/alerts.html", {"rows": rows, "title": title, "section": "today"})


def _row(one: Alert) -> dict[str, Any]:
    signs = knowledge().danger_signs
    return {
        "alert": one,
        "client": one.episode.client,
        "call": getattr(one, "call", None),
        "signs": [signs[name] for name in one.signs if name in signs],
        "action": knowledge().level_actions[Level(one.level)].therapist_does,
        "unknown": [name for name in one.signs if name not in signs],
    }


def _alert(request: StaffRequest, alert_id: UUID) -> Alert:
    here = queries.alerts_of(request.user).filter(episode__client__clinic=request.practitioner.clinic_id)
    found: Alert = get_object_or_404(here, pk=alert_id)
    return found
