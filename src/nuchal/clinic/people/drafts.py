"""
Drafts: what a member of staff had typed into a form that arrived after their sign-in had ended.

A draft belongs to the person for whom the page was shown, and only that person sees it after signing in again in the
same browser, even if other people sign in there meanwhile. It is encrypted with a key that only a cookie of the browser
has, and is deleted after twelve hours. Files and passwords are never kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from nuchal.clinic.people.shown_for import FIELD, shown_for_of

COOKIE = "nuchal_draft"
DRAFT_FIELD = "draft"
"""The field by which a form that was filled from a draft names it."""
KEPT_FOR = "kept_for"
"""The field that says where the form would have been sent, where it is only to be kept."""
LASTS = timedelta(hours=12)
MOST_DRAFTS = 5
MOST_CHARACTERS = 200_000
NEVER_KEPT = re.compile(r"password|passkey|passphrase|secret|token", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of one form: whose they are, the page that showed the form, and the address that it was sent to."""

    id: str
    user_id: int
    page: str
    action: str
    fields: list[tuple[str, str]]

    def belongs_to(self, path: str) -> bool:
        """Whether the form of this draft may stand on the page at a path."""
        return path in (urlsplit(self.page).path, self.action)


def page_after_sign_in(request: HttpRequest) -> str:
    """
    The page to open after signing in: the one that was asked for, or that showed the form.

    For a form or a fragment it is the page that the browser says it was on, if that is a page of staff here; else the
    address of the form, if it can be opened, or the nearest page above it; at last Today.
    """
    is_fragment = bool(getattr(request, "htmx", False))
    if request.method == "GET" and not is_fragment:
        return request.get_full_path()
    shown_on = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    own = [] if is_fragment else [request.get_full_path()]
    places = [shown_on, *own, *_above(request.path)]
    return next((page for place in places if (page := _page_at(request, place))), "/")


def keep_draft(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep the form that a request brings, if it says for whom it was shown; the answer carries the key."""
    draft = draft_in(request)
    if draft is None:
        return response
    stored = [one for one in _stored(request) if not _same_form(one, draft)]
    others = [one for one in stored if one.user_id != draft.user_id]
    own = [one for one in stored if one.user_id == draft.user_id]
    return _store(request, response, [*others, *[*own, draft][-MOST_DRAFTS:]])


def draft_in(request: HttpRequest) -> Draft | None:
    """The form of a request as it can be kept; None where it is empty, too long, or not signed for a person."""
    shown = shown_for_of(request) if request.method == "POST" else None
    if shown is None:
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (FIELD, DRAFT_FIELD, KEPT_FOR) and not NEVER_KEPT.search(name)
        for value in values
        if isinstance(value, str)
    ]
    if not fields or sum(len(value) for _, value in fields) > MOST_CHARACTERS:
        return None
    return Draft(
        id=secrets.token_urlsafe(12),
        user_id=shown.user_id,
        page=page_after_sign_in(request),
        action=_page_at(request, request.POST.get(KEPT_FOR, ""), sent=True) or request.path,
        fields=fields,
    )


def drafts_of(request: HttpRequest) -> list[Draft]:
    """The drafts of the person who is signed in, and no others."""
    return [one for one in _stored(request) if one.user_id == request.user.pk]


def drop_drafts(request: HttpRequest) -> None:
    """Forget every draft of this browser."""
    if key := request.COOKIES.get(COOKIE):
        cache.delete(_place(key))


def drop_sent(request: HttpRequest, response: HttpResponse, drafts: list[Draft]) -> HttpResponse:
    """Forget the draft that a form names, once the form was taken."""
    sent = request.POST.get(DRAFT_FIELD) if request.method == "POST" and response.status_code < 400 else None
    if all(one.id != sent for one in drafts):
        return response
    return _store(request, response, [one for one in _stored(request) if one.id != sent])


def _same_form(one: Draft, other: Draft) -> bool:
    return (one.user_id, one.page, one.action, one.fields) == (
        other.user_id,
        other.page,
        other.action,
        other.fields,
    )


def _above(path: str) -> list[str]:
    """`/clients/7/contacts/` -> `/clients/7/`, `/clients/`; the front page is the last resort of all."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:end])}/" for end in range(len(parts) - 1, 0, -1)]


def _page_at(request: HttpRequest, place: str, *, sent: bool = False) -> str:
    """Path and query of an address, if it is a page of staff here that can be opened (or sent to); else nothing."""
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(place, hosts, require_https=request.is_secure()):
        return ""
    parts = urlsplit(place)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    if getattr(found.func, "door", "") != "staff":
        return ""
    asking = HttpRequest()
    asking.method, asking.path, asking.user = "GET", parts.path, AnonymousUser()
    if not sent and isinstance(found.func(asking, *found.args, **found.kwargs), HttpResponseNotAllowed):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _stored(request: HttpRequest) -> list[Draft]:
    key = request.COOKIES.get(COOKIE, "")
    sealed = cache.get(_place(key)) if key else None
    if not sealed:
        return []
    try:
        text = Fernet(key).decrypt(sealed, ttl=int(LASTS.total_seconds()))
    except (InvalidToken, ValueError):
        return []
    return [
        Draft(**one | {"fields": [(name, value) for name, value in one["fields"]]})
        for one in json.loads(text)
    ]


def _store(request: HttpRequest, response: HttpResponse, drafts: list[Draft]) -> HttpResponse:
    """Each time under a new key: what an older one opened is gone."""
    drop_drafts(request)
    if not drafts:
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    key, seconds = Fernet.generate_key(), int(LASTS.total_seconds())
    text = json.dumps([asdict(one) for one in drafts])
    cache.set(_place(key.decode()), Fernet(key).encrypt(text.encode()), seconds)
    response.set_cookie(
        COOKIE,
        key.decode(),
        max_age=seconds,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _place(key: str) -> str:
    return f"draft:{hashlib.sha256(key.encode()).hexdigest()}"
