"""One calm line after something was done, with a way to undo it: after a redirect, or after an htmx request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django_htmx.http import trigger_client_event


def say(request: HttpRequest, words: str, undo: str = "") -> None:
    """A toast on the next page. `undo` is an address that is posted to."""
    messages.success(request, words, extra_tags=f"undo={undo}" if undo else "")


def say_now(answer: HttpResponse, words: str, undo: str = "") -> HttpResponse:
    """A toast on this page, as part of the answer to an htmx request."""
    return trigger_client_event(answer, "toast", {"words": words, "undo": undo})
