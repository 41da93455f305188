"""Drafts, and the end of an unused session: keeping a form, staying signed in, signing out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from nuchal.clinic.access import idle
from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.drafts import DRAFT_FIELD, keep_draft, page_after_sign_in


@require_POST
@staff(Permission.SEE_PEOPLE)
def draft_removal(request: StaffRequest) -> HttpResponse:
    """Go back to the page of the draft; the door forgets it, because this form names it."""
    named = request.POST.get(DRAFT_FIELD)
    return redirect(next((one.page for one in request.drafts if one.id == named), "/"))


@require_POST
@staff(Permission.SEE_PEOPLE, anywhere=True)
def drafts(request: StaffRequest) -> HttpResponse:
    """Keep a form that was not sent, before the session ends by itself."""
    return keep_draft(request, HttpResponse(status=204))


@require_POST
@staff(Permission.SEE_PEOPLE, anywhere=True)
def use(request: StaffRequest) -> HttpResponse:
    """The page is in use. The request itself counts as use, so there is nothing else to do."""
    return HttpResponse(status=204)


@require_POST
def end_of_use(request: HttpRequest) -> HttpResponse:
    """Sign out a browser that was not used, and lead back to the same page after signing in."""
    page = page_after_sign_in(request)
    if request.user.is_authenticated:
        idle.sign_out(request)
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': page})}")
