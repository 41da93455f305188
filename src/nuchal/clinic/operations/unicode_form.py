"""One form of every letter: é is one character, whether a keyboard sent one or an e and an accent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

SECRETS = frozenset({"password", "password1", "password2", "oldpassword"})
"""Kept as typed: they are compared byte by byte with what was hashed before."""


class NormalForm:
    """
    Brings what a form sends into Unicode's form NFC, so that a name is found and printed however it was typed.

    It stands behind the check of the form's token and reads no body that this check did not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Replace the values of a form where one is not in NFC."""
        if request.method != "POST":
            return
        sent = [(name, values) for name, values in request.POST.lists() if name not in SECRETS]
        if all(unicodedata.is_normalized("NFC", value) for _name, values in sent for value in values):
            return
        normal = QueryDict(mutable=True, encoding=request.encoding)
        for name, values in request.POST.lists():
            keep = name in SECRETS
            normal.setlist(name, values if keep else [unicodedata.normalize("NFC", one) for one in values])
        normal._mutable = False
        request.POST = normal  # type: ignore[assignment]  # the same type, not the immutable stub of it
