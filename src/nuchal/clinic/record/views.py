"""A first look at an episode."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.record import queries


@require_GET
@staff(Permission.SEE_HEALTH)
def findings(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Every finding of an episode that holds, as recorded."""
    episode = queries.episode(request.user, episode_id)
    note_read(by=request.user, subject=episode, client=episode.client)
    context = {"episode": episode, "findings": queries.findings_of(episode), "section": "clients"}
    return render(request, "record/findings.html", context)
