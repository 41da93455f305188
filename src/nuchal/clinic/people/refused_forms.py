"""A form that is refused because its token belongs to an earlier sign-in: a person signed in again in another tab."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from nuchal.clinic.operations import errors
from nuchal.clinic.people.drafts import keep_draft, page_after_sign_in
from nuchal.clinic.people.shown_for import shown_for_of


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """
    Refuse it, and keep what was typed for the person for whom the page was shown.

    Where that person is signed in, the page opens anew with what was typed. Whether the page was ours is told by its
    signed field, which no other site has.
    """
    shown = shown_for_of(request) if request.method == "POST" else None
    if shown is None:
        return errors.csrf_failure(request, reason)
    if shown.user_id != request.user.pk:
        return keep_draft(request, errors.csrf_failure(request, reason))
    page = page_after_sign_in(request)
    again = HttpResponseClientRedirect if getattr(request, "htmx", False) else HttpResponseRedirect
    return keep_draft(request, again(page))
