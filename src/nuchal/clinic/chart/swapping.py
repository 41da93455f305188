"""Whether htmx asks, and for which part of the page."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


def is_live(request: HttpRequest) -> bool:
    """A part of the page is asked for, not the whole."""
    return bool(_details(request))


def target_of(request: HttpRequest) -> str:
    """The id of the part that the answer will stand in."""
    return _details(request).target or ""


def _details(request: HttpRequest) -> HtmxDetails:
    return cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]  # the middleware of django-htmx sets it
