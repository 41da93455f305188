"""
Pages that keep themselves up to date: the browser says which version it shows, and gets the page only if it is another.

`design/live_page.js` asks every few seconds. A version names everything that the page shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

HEADER = "Live-Version"


def version_of(*shown: Any) -> str:
    """A short name for what a page shows; another one as soon as any part of it is another."""
    return hashlib.blake2b(json.dumps(shown, default=str).encode(), digest_size=12).hexdigest()


def live_response(request: HttpRequest, version: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    """204 where the browser shows this version already, else the page; both say the version."""
    same = request.headers.get(HEADER) == version
    response = HttpResponse(status=204) if same else page()
    response.headers[HEADER] = version
    return response
