"""
Receipts: the reply that tells a browser that its answer has arrived.

The answering script sends the id of a submission as a header beside the form, and takes only a reply with the same
header for ours. A maintenance page, the sign-in page of a Wi-Fi network, or a cached page does not carry it.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from nuchal.clinic.intake.steps import Step

HEADER = "Nuchal-Submission"


def submission_of(request: HttpRequest) -> UUID:
    """The id that the page gave this answer; an answer without one gets a new one."""
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid4()


def stored(request: HttpRequest, *, step: Step | None = None) -> HttpResponse:
    """
    The answer is on the disk: a receipt with the next address for the script, a redirect for a plain form.

    `step` is the page that follows at once; without it the intake says what is next.
    """
    then = reverse("intake") if step is None else reverse("intake_answer", args=[str(step)])
    if not _is_awaited(request):
        return HttpResponseRedirect(then, status=303)
    return shown(request, JsonResponse({"next": then}))


def shown(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer has been read, and this page says what is missing or what another page said."""
    if _is_awaited(request):
        response[HEADER] = request.headers[HEADER]
    return response


def _is_awaited(request: HttpRequest) -> bool:
    return request.headers.get(HEADER) == str(submission_of(request))
