"""What somebody sees who tried a wrong password too often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Wait a quarter of an hour, or use the link to a new password."""
    return render(request, "access/locked_out.html", status=429)
