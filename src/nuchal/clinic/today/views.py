"""The day's clients, and what the desk can do today; the page keeps itself up to date."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import Note, notes_of_reading
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.alert_bar import Waiting, strip_of, waiting_for
from nuchal.clinic.intake.alert_letters import alert_settings
from nuchal.clinic.notices.queries import worker_state
from nuchal.clinic.operations.live import live_response, version_of
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.today import queries
from nuchal.clinic.today.desk import desk_of


@require_GET
@staff(Permission.SEE_PEOPLE)
def today(request: StaffRequest) -> HttpResponse:
    """What needs a decision, what came in, who is in care; calls and tasks for staff who may not see health."""
    practitioner = request.practitioner
    waiting, mail = waiting_for(practitioner), worker_state()
    if practitioner.can(Permission.SEE_HEALTH):
        version = version_of(
            waiting.version, mail["silent"], today_of(request), queries.version_of_clients(practitioner)
        )
        return live_response(request, version, lambda: _for_therapist(request, waiting, version, mail))
    desk = desk_of(practitioner)
    version = version_of(waiting.version, mail["silent"], today_of(request), desk.version)
    more = mail | {"desk": desk, "calls": waiting.calls, "phone": alert_settings(practitioner.clinic).phone}
    return live_response(request, version, lambda: _page(request, waiting, version, more))


def _for_therapist(
    request: StaffRequest, waiting: Waiting, version: str, mail: dict[str, Any]
) -> HttpResponse:
    practitioner, on = request.practitioner, today_of(request)
    treats = queries.how_many(practitioner, mine=True, on=on)
    mine = request.GET.get("whose", "mine" if treats else "all") == "mine"
    slots = queries.slots_of(practitioner, waiting=waiting.alerts, mine=mine, on=on)
    read = [Note(action=Action.READ, client_id=slot.client_id, details={"page": "today"}) for slot in slots]
    if read:
        notes_of_reading(read, by=request.user, clinic=practitioner.clinic_id)
    decisions = [slot for slot in slots if slot.group == 0]
    more = mail | {
        "slots": slots,
        "without_intake": queries.waiting_clients(practitioner),
        "mine": mine,
        "count": treats if mine else queries.how_many(practitioner, mine=False, on=on),
        "decisions": decisions,
        "decision": decisions[0] if decisions else None,
        "intakes": sum(slot.group == 1 for slot in slots),
    }
    return _page(request, waiting, version, more)


def _page(request: StaffRequest, waiting: Waiting, version: str, more: dict[str, Any]) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    context = {
        "section": "today",
        "now": timezone.localtime(),
        "asked": asked,
        "found": queries.found_clients(request.practitioner, asked) if asked else [],
        "strip": strip_of(waiting),
        "version": version,
        "calls": (),
        "decisions": (),
    }
    return render(request, "today/today.html", context | more)
