"""When a session was seen last: written once a minute, and left out where the database takes nothing."""

from __future__ import annotations

import time

from allauth.usersessions.middleware import UserSessionsMiddleware
from allauth.usersessions.models import UserSession
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from nuchal.clinic.operations.interruptions import Interruption, interruption_of
from nuchal.clinic.operations.live import HEADER
from nuchal.clinic.operations.patience import briefly

EVERY_SECONDS = 60.0
MOST_REMEMBERED = 10_000
_SEEN: dict[str, float] = {}


class SessionActivity(UserSessionsMiddleware):  # type: ignore[misc]
    """
    Like allauth's, which writes with every request: a page would then fail where nothing can be written.

    A page that only asks by itself whether it is up to date is no visit.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the visit if it is due, and pass the request on."""
        key = request.session.session_key
        if key and HEADER not in request.headers and request.user.is_authenticated and _is_due(key):
            try:
                with briefly():
                    UserSession.objects.create_from_request(request)
            except DatabaseError as error:
                if interruption_of(error) not in (Interruption.FULL, Interruption.BUSY):
                    raise
        response: HttpResponse = self.get_response(request)
        return response


def _is_due(key: str) -> bool:
    now = time.monotonic()
    if now - _SEEN.get(key, -EVERY_SECONDS) < EVERY_SECONDS:
        return False
    if len(_SEEN) >= MOST_REMEMBERED:
        _SEEN.clear()
    _SEEN[key] = now
    return True
