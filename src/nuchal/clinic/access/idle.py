"""
Sign staff out after some minutes without use, so that an unattended tablet does not go on showing records.

A signed cookie that belongs to the session says when the browser was last used. The database is not written, so this
also works while it is full or busy. Automatic refreshes of a page do not count as use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from nuchal.clinic.operations.live import HEADER

COOKIE = "nuchal_used"
SINCE = "signed_in_at"
SALT = "nuchal.access.idle"
SLACK_SECONDS = 60
"""The browser ends the session by itself at the limit (idle.js); the server only where the browser did not."""
NOTE_EVERY_SECONDS = 30


@receiver(user_logged_in)
def begin(request: HttpRequest | None = None, **_more: Any) -> None:
    """Keep the moment of the sign-in in the session: a new session has no cookie yet."""
    if request is not None:
        request.session[SINCE] = timezone.now().timestamp()


class IdleSignOut:
    """Ends a session that was not used for `NUCHAL_IDLE_MINUTES`, before its request opens anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; signed out first, where the session was unused for too long."""
        limit = settings.IDLE_MINUTES * 60
        if not limit or not request.user.is_authenticated:
            return self.get_response(request)
        unused = timezone.now().timestamp() - used_at(request)
        if unused > limit + SLACK_SECONDS:
            sign_out(request)
            return self.get_response(request)
        response = self.get_response(request)
        key = request.session.session_key
        if key and HEADER not in request.headers and (unused > NOTE_EVERY_SECONDS or not _noted(request)):
            _note(response, key)
        return response


def used_at(request: HttpRequest) -> float:
    """
    When this session was last used, in seconds since 1970; 0 where that is not known.

    A moment in the future was noted by a clock that went wrong, and says nothing.
    """
    latest = timezone.now().timestamp() + SLACK_SECONDS
    noted = (_noted(request), float(request.session.get(SINCE, 0)))
    return max((moment for moment in noted if moment <= latest), default=0.0)


def sign_out(request: HttpRequest) -> None:
    """End the session, and let the next page say why."""
    logout(request)
    minutes = settings.IDLE_MINUTES
    words = ngettext(
        "You were signed out, because this page was not used for %(n)d minute.",
        "You were signed out, because this page was not used for %(n)d minutes.",
        minutes,
    )
    messages.warning(request, words % {"n": minutes})


def _noted(request: HttpRequest) -> float:
    try:
        key, at = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        return float(at) if key == _name_of(request.session.session_key or "") else 0.0
    except (signing.BadSignature, ValueError, TypeError):
        return 0.0


def _note(response: HttpResponse, key: str) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([_name_of(key), int(timezone.now().timestamp())], salt=SALT),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _name_of(key: str) -> str:
    """Names a session without being its key."""
    return signing.Signer(salt=SALT).signature(key)[:16]
