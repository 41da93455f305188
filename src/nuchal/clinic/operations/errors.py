"""Pages for what went wrong; their words are in the templates of the design."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from nuchal.clinic.operations.interruptions import Interruption, interruption_of

TRY_AGAIN_AFTER_SECONDS = {Interruption.BUSY: 10, Interruption.AWAY: 10, Interruption.FULL: 300}
KEPT_CHARACTERS = 200_000
NOT_KEPT = ("password", "code", "credential", "token")
"""Fields that a page never shows again. The token against forged forms is sent again as it came."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent something that cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This is not allowed."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing here, or nothing that this person may see."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or cookies are off."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """
    A mistake of ours (500), or a database that is busy, full or away (503).

    Django calls this while it handles the exception. No context processor runs: it might need what is broken.
    """
    interruption = interruption_of(sys.exc_info()[1])
    if interruption is None:
        return HttpResponse(render_to_string("500.html", {"request": request}), status=500)
    told = {"request": request, "interruption": interruption.value, "again": request.get_full_path()}
    answer = HttpResponse(render_to_string("503.html", told | {"typed": typed(request)}), status=503)
    answer.headers["Retry-After"] = str(TRY_AGAIN_AFTER_SECONDS[interruption])
    add_never_cache_headers(answer)
    return answer


def typed(request: HttpRequest) -> Sequence[tuple[str, str]] | None:
    """The fields of a form that was sent, so that the page can send them again; None where it cannot."""
    sent: Any = getattr(request, "_post", None)
    if request.method != "POST" or sent is None or getattr(request, "_files", None):
        return None
    fields = [(name, value) for name in sent for value in sent.getlist(name)]
    secret = any(
        word in name.lower() for name, _ in fields if name != "csrfmiddlewaretoken" for word in NOT_KEPT
    )
    if secret or not fields or sum(len(name) + len(value) for name, value in fields) > KEPT_CHARACTERS:
        return None
    return fields
