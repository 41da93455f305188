"""The owner's page: who did what, with a filter."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.people.doors import StaffRequest, staff

PAGE = 100


@require_GET
@staff(Permission.SEE_AUDIT)
def events(request: StaffRequest) -> HttpResponse:
    """Events of the clinic, newest first, by action, person and client."""
    found = Event.objects.visible_to(request.user).filter(clinic_id=request.practitioner.clinic_id)
    chosen = {name: request.GET.get(name, "") for name in ("action", "actor", "client")}
    if chosen["action"] in Action.values:
        found = found.filter(action=chosen["action"])
    if chosen["actor"]:
        found = found.filter(actor_name__icontains=chosen["actor"])
    if len(chosen["client"]) == 36:
        found = found.filter(client_id=chosen["client"])
    page = Paginator(found.order_by("-sequence"), PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/events.html", {"page": page, "chosen": chosen, "actions": Action.choices})
