"""The day's clients."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people import queries
from nuchal.clinic.people.doors import StaffRequest, staff


@require_GET
@staff(Permission.SEE_PEOPLE)
def today(request: StaffRequest) -> HttpResponse:
    """Whom I treat, and everybody else of the clinic."""
    clients = queries.clients_of(request.user).filter(clinic=request.practitioner.clinic)
    mine = clients.filter(care__practitioner=request.practitioner, care__until=None)
    return render(request, "today/today.html", {"mine": mine, "clients": clients, "section": "today"})
