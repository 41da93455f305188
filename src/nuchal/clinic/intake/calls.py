"""Clients to be telephoned now, for staff who need not know why: name, telephone, since when, and who is on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import Note, notes_of_reading
from nuchal.clinic.audit.models import Action
from nuchal.clinic.design import toasts
from nuchal.clinic.intake import handling
from nuchal.clinic.intake.alert_letters import alert_settings
from nuchal.clinic.intake.models import UrgentCall
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.staff import Practitioner


class CallForm(forms.Form):
    """Whether the client was reached."""

    outcome = forms.ChoiceField(choices=[("reached", _("Reached")), ("not_reached", _("Not reached"))])


@require_GET
@staff(Permission.SEE_PEOPLE)
def urgent_calls(request: StaffRequest) -> HttpResponse:
    """Whom to telephone now."""
    found = list(open_calls(request.practitioner))
    read = [Note(action=Action.READ, subject=one, client_id=one.client_id) for one in found]
    if read:
        notes_of_reading(read, by=request.user, clinic=request.practitioner.clinic_id)
    wanted = alert_settings(request.practitioner.clinic)
    context = {"calls": found, "phone": wanted.phone, "section": "today"}
    return render(request, "intake/urgent_calls.html", context)


@require_POST
@staff(Permission.SEE_PEOPLE)
def urgent_call(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """The client was telephoned."""
    call = get_object_or_404(open_calls(request.practitioner), pk=alert_id)
    form = CallForm(request.POST)
    if form.is_valid():
        reached = form.cleaned_data["outcome"] == "reached"
        handling.record_call(by=request.user, call=call, was_reached=reached)
        toasts.say(request, _now("Marked as called. Tell a therapist, who sees the reason."))
    return redirect("urgent_calls")


def open_calls(practitioner: Practitioner) -> QuerySet[Any]:
    """Open calls of a clinic: those that no therapist has seen first, then the newest."""
    seen: QuerySet[Any] = UrgentCall.objects.visible_to(practitioner.user)
    here = seen.filter(client__clinic=practitioner.clinic_id, closed_at=None)
    return here.select_related("client", "seen_by", "called_by").order_by(
        F("seen_at").asc(nulls_first=True), "-asked_at"
    )
