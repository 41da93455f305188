"""A draft that is not wanted any more."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.drafts import DRAFT_FIELD


@require_POST
@staff(Permission.SEE_PEOPLE)
def draft_removal(request: StaffRequest) -> HttpResponse:
    """Go back to the page of the draft; the door forgets it, because this form names it."""
    named = request.POST.get(DRAFT_FIELD)
    return redirect(next((one.page for one in request.drafts if one.id == named), "/"))
