"""
Browsers in which somebody has signed in before: their wrong passwords are counted apart from those of strangers.

Without this, a stranger who tries passwords from the clinic's own network would lock out the owner of the account. The
cookie opens nothing: it only gives this browser a count of its own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "nuchal_known"
SALT = "nuchal.access.known_devices"
LASTS = 180 * 24 * 3600
MOST = 20
"""People who share one browser."""


class KnownDevices:
    """Remembers in a cookie who has signed in in this browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; after a sign-in, set the cookie."""
        response = self.get_response(request)
        email: str = getattr(request, "signed_in_as", "")
        if email and not device_of(request, email):
            known = {**_known(request), _key(email): secrets.token_urlsafe(12)}
            value = signing.dumps(dict(list(known.items())[-MOST:]), salt=SALT)
            response.set_cookie(
                COOKIE, value, max_age=LASTS, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        return response


def device_of(request: HttpRequest, email: str) -> str:
    """The name of this browser for the account of an address; empty where nobody signed in to it here."""
    return _known(request).get(_key(email), "")


def attempt_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Under which name a wrong password is counted: the address, and the browser where it is a known one."""
    email = str((credentials or {}).get("email") or request.POST.get("login", "")).strip().lower()
    device = device_of(request, email)
    return (f"{email} on {device}" if device else email)[-255:] or None


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
        return known
    except signing.BadSignature:
        return {}


def _key(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:16]
