"""
Pages of a client lie below the link that they belong to: `/link/<id of the link>/intake/`.

Two links in one browser, of a mother and of her child, are then two addresses with a cookie each, and a form goes to
the link that it was shown for. The id is no secret: only the cookie lets in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import get_script_prefix, reverse, set_script_prefix

from nuchal.clinic.people.links import SESSION_LASTS, ClientLink

COOKIE = "nuchal_client_"
"""Beginning of the name of a cookie; the id of the link follows."""
_BELOW = re.compile(r"^/link/([0-9a-f]{32})(/.*)$")
_PAGES = ("/intake/", "/passkeys/", "/proof/", "/leave/", "/back/")
"""Where the addresses of clients' pages begin."""
_ALSO = ("/design/", "/account/logout/")
"""What a client's page also sends forms to: how it looks, and the way out for staff who are signed in."""


class LinkAddresses:
    """Takes the link off an address before it is resolved, and puts it before every address that the page makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a page of clients without a link in its address is that of the only one there is."""
        below = _BELOW.match(request.path_info)
        key, place = below.groups() if below else (only_link_in(request), request.path_info)
        if below and not place.startswith(_PAGES + _ALSO):
            return HttpResponseNotFound()
        request.link_key = key if place.startswith(_PAGES) else ""  # type: ignore[attr-defined]
        if not key or not place.startswith(_PAGES + _ALSO if below else _PAGES):
            return self.get_response(request)
        before = get_script_prefix()
        request.path_info = place
        set_script_prefix(f"{before}link/{key}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)


def only_link_in(request: HttpRequest) -> str:
    """The link of this browser where it has opened exactly one."""
    opened = [name.removeprefix(COOKIE) for name in request.COOKIES if name.startswith(COOKIE)]
    return opened[0] if len(opened) == 1 and re.fullmatch(r"[0-9a-f]{32}", opened[0]) else ""


def address_below(link: ClientLink, name: str) -> str:
    """The address of a client's page below a link, whatever page asks."""
    with _prefix(f"{_top()}link/{link.pk.hex}/"):
        return reverse(name)


def address_for_staff(name: str, *args: Any) -> str:
    """The address of a page of staff, also where a client's page asks, such as for a letter about an alert."""
    with _prefix(_top()):
        return reverse(name, args=args)


def _top() -> str:
    """Where the addresses of the clinic begin, without a client's link."""
    return re.sub(r"link/[0-9a-f]{32}/$", "", get_script_prefix())


@contextmanager
def _prefix(prefix: str) -> Iterator[None]:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def keep_session(response: HttpResponse, link: ClientLink, key: str) -> None:
    """Put the key of a client's session into the cookie of its link."""
    response.set_cookie(
        COOKIE + link.pk.hex,
        key,
        max_age=int(SESSION_LASTS.total_seconds()),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def session_key_of(request: HttpRequest) -> tuple[str, str]:
    """Id of the link that a page is about, and the key in its cookie; empty where there is none."""
    link = getattr(request, "link_key", "")
    return link, request.COOKIES.get(COOKIE + link, "") if link else ""


def forget_session(response: HttpResponse, link: ClientLink) -> None:
    """Take the cookie of a link away."""
    response.delete_cookie(COOKIE + link.pk.hex, samesite="Lax")
