"""
What parts of the clinic show on pages of other parts: bars above every page of staff, marks beside a client's name.

A part registers the place of its function when it starts; it gives HTML that it has escaped.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

bars: list[str] = []
"""Places of functions of the request, in the order in which they are shown."""
marks: list[str] = []
"""Places of functions of the request and a client's key."""


def bars_of(request: HttpRequest) -> SafeString:
    """Every bar of a page."""
    return mark_safe("".join(import_string(place)(request) for place in bars))


def marks_of(request: HttpRequest, client_id: Any) -> SafeString:
    """Every mark beside the name of a client."""
    return mark_safe("".join(import_string(place)(request, client_id) for place in marks))
