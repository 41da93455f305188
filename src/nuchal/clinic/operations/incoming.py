"""
What a browser may send: every address, field, cookie and body is bounded and readable before any page sees it.

A body that is too large is refused before it is read (413). What cannot be a value of any field is refused too (400).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MOST_BYTES = 4_000_000
"""The largest picture, with room for the form around it."""
MOST_BYTES_OF_A_STRANGER = 100_000
"""From a browser that neither staff nor a client has signed in with."""
CLIENT_COOKIES = "nuchal_client"
"""What the names of the cookies of clients begin with."""
LONGEST_ADDRESS = 4_000
LONGEST_QUERY_VALUE = 1_000
LONGEST_VALUE = 2_000_000
LONGEST_NAME = 200
DEEPEST_JSON = 40
IMPOSSIBLE = re.compile(r"[\x00\ud800-\udfff]|\d{400}")
"""No text holds NUL or half a character, and no number has four hundred digits."""
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]}]')


class Incoming:
    """Refuses what is too large or no value."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is bounded and readable."""
        if _size(request) > _most_bytes(request):
            return _too_large(request)
        check_address(request)
        try:
            check_form(request)
        except RequestDataTooBig:
            return _too_large(request)
        return self.get_response(request)


def check_address(request: HttpRequest) -> None:
    """Raise BadRequest for an address, a query or a cookie that no page of ours can have."""
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        raise BadRequest("the address is too long")
    asked = list(_pairs(request.GET.lists()))
    if any(len(value) > LONGEST_QUERY_VALUE for _, value in asked):
        raise BadRequest("a value in the address is too long")
    check_values([request.path_info, *request.COOKIES.values(), *(part for pair in asked for part in pair)])


def check_form(request: HttpRequest) -> None:
    """Raise BadRequest for a form or a JSON body with something in it that is no value."""
    if request.method not in ("POST", "PUT", "PATCH"):
        return
    if request.content_type == "application/json":
        check_values([request.body.decode("utf-8", errors="replace")])
    for name, value in _pairs(request.POST.lists()):
        if len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE:
            raise BadRequest("a field is too long")
        check_values([name, value])


def check_values(values: Iterable[str]) -> None:
    """Raise BadRequest if one of these texts can be no value."""
    for value in values:
        if IMPOSSIBLE.search(value):
            raise BadRequest("that is no value")
        if value.lstrip()[:1] in ("[", "{") and depth_of(value) > DEEPEST_JSON:
            raise BadRequest("that is nested too deeply")


def depth_of(json: str) -> int:
    """How deeply a JSON text is nested; brackets within its strings do not count."""
    depth = deepest = 0
    for found in _BRACKETS.finditer(json):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest


def _pairs(lists: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    for name, values in lists:
        for value in values:
            yield name, str(value)


def _size(request: HttpRequest) -> int:
    """The length that the browser names; without one Django reads nothing."""
    written = request.META.get("CONTENT_LENGTH") or "0"
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        raise BadRequest("the length of the body is no number")
    return int(written)


def _most_bytes(request: HttpRequest) -> int:
    known = any(name.startswith((settings.SESSION_COOKIE_NAME, CLIENT_COOKIES)) for name in request.COOKIES)
    return MOST_BYTES if known else MOST_BYTES_OF_A_STRANGER


def _too_large(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(
        render_to_string("413.html", {"request": request}), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )
    answer.headers["Connection"] = "close"
    return answer
