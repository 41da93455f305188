"""Pages for what went wrong: what happened, what it means for you, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent something that cannot be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This is not allowed."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing here, or nothing that this person may see."""
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """We broke something. No database is asked on the way to this page."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or cookies are off."""
    return _page(request, 403, form=True)


def _page(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    context = {"status": status, "request_id": getattr(request, "id", ""), **more}
    return render(request, "operations/problem.html", context, status=status)
