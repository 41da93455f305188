"""
Logs without health data: one JSON line per request with its id, user, view, status and time.

Neither path nor query string is written: they may hold names and tokens. The view's name says which page it was.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nuchal.clinic.operations.interruptions import interruption_of

LOG = logging.getLogger("nuchal.request")
FIELDS = ("request_id", "user", "view", "method", "status", "ms", "anchor")


class JsonLines(logging.Formatter):
    """One JSON object per line. Of an exception: its class and where it was raised, never its words or values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


class RequestLog:
    """Gives each request an id, logs its end, and tells the browser the id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        request.id = uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        if not request.path_info.startswith(settings.STATIC_URL):
            LOG.info("request", extra=_of(request, response, began))
        return response


def log_broken(*, request: HttpRequest | None = None, **_: Any) -> None:
    """
    A view or a middleware broke: log where, so that it can be found by the id on the page.

    Django sends `got_request_exception` for every exception that ends in an error page, wherever it was raised.
    """
    error = sys.exc_info()[1]
    if error is None:
        return
    interruption = interruption_of(error)
    LOG.error(
        f"the database is {interruption.value}" if interruption else "a page broke",
        exc_info=(type(error), error, error.__traceback__),
        extra={"request_id": getattr(request, "id", ""), "view": _view(request) if request else ""},
    )


def _of(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, Any]:
    user = getattr(request, "_cached_user", None)
    return {
        "request_id": request.id,  # type: ignore[attr-defined]
        "user": getattr(user, "pk", None),
        "view": _view(request),
        "method": request.method,
        "status": response.status_code,
        "ms": round((time.perf_counter() - began) * 1000, 1),
    }


def _view(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name or "" if match else ""


def _places(traceback: Any) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-12:]
