"""The day's clients."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import Note, notes_of_reading
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.today import queries


@require_GET
@staff(Permission.SEE_PEOPLE)
def today(request: StaffRequest) -> HttpResponse:
    """Who needs a decision, who came in, who is in care; names only for whoever may not see health."""
    practitioner = request.practitioner
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "section": "today",
        "now": timezone.localtime(),
        "asked": asked,
        "found": queries.found_clients(practitioner, asked) if asked else [],
    }
    if practitioner.can(Permission.SEE_HEALTH):
        context |= _with_health(request)
    else:
        context["names"] = queries.found_clients(practitioner, "") if not asked else []
    return render(request, "today/today.html", context)


def _with_health(request: StaffRequest) -> dict[str, Any]:
    practitioner = request.practitioner
    treats = queries.how_many(practitioner, mine=True)
    mine = request.GET.get("whose", "mine" if treats else "all") == "mine"
    slots = queries.slots_of(practitioner, mine=mine, on=today_of(request))
    read = [Note(action=Action.READ, client_id=slot.client_id, details={"page": "today"}) for slot in slots]
    if read:
        notes_of_reading(read, by=request.user, clinic=practitioner.clinic_id)
    alerts = [slot for slot in slots if slot.group == 0]
    return {
        "slots": slots,
        "waiting": queries.waiting_clients(practitioner),
        "mine": mine,
        "count": treats if mine else queries.how_many(practitioner, mine=False),
        "alerts": alerts,
        "alert": max(alerts, key=lambda slot: queries.HELD.index(slot.since.level), default=None),
        "intakes": sum(slot.group == 1 for slot in slots),
    }
