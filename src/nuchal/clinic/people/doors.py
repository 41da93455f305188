"""
The doors to every page: `@staff(Permission.…)` for people who work here, `@by_link(Purpose.…)` for clients.

Whoever may not come in gets 404: a stranger does not learn what there is. Somebody who has not signed in is asked to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.queries import practices_of
from nuchal.clinic.people.staff import Practitioner, User
from nuchal.clinic.people.tokens import link_of_session

CLIENT_COOKIE = "nuchal_client"
CHOSEN = "practitioner"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who works here: `practitioner` is them in the clinic that they work in now."""

    user: User
    practitioner: Practitioner


class ClientRequest(HttpRequest):
    """A request of a client who came by `client_link`."""

    client_link: ClientLink


def staff(
    permission: Permission,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponse]], View[P]]:
    """Only for staff who have this permission in the clinic that they work in now."""

    def door(view: Callable[Concatenate[StaffRequest, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return _go(
                    request, f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
                )
            practitioner = practitioner_of(request)
            if practitioner is None or not practitioner.can(permission):
                raise Http404
            if settings.SECOND_FACTOR and not is_mfa_enabled(request.user):
                return _go(request, reverse("mfa_index"))
            request.practitioner = practitioner
            with timezone.override(practitioner.clinic.zone):
                return _private(view(request, *args, **kwargs))

        behind.door = "staff"  # type: ignore[attr-defined]
        behind.permission = permission  # type: ignore[attr-defined]
        return cast(View[P], behind)

    return door


def by_link(
    *purposes: ClientLink.Purpose,
) -> Callable[[Callable[Concatenate[ClientRequest, P], HttpResponse]], View[P]]:
    """Only for a client who came by a link of one of these purposes; anybody else is told to open their link."""

    def door(view: Callable[Concatenate[ClientRequest, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            link = client_link_of(request)
            if link is None or ClientLink.Purpose(link.purpose) not in purposes:
                return render(request, "people/link_closed.html", status=404)
            request.client_link = link
            with timezone.override(link.client.clinic.zone):
                return _private(view(request, *args, **kwargs))

        behind.door = "link"  # type: ignore[attr-defined]
        return cast(View[P], behind)

    return door


def today_of(request: StaffRequest) -> date:
    """The day that it is in the clinic of whoever asks."""
    return request.practitioner.clinic.today(timezone.now())


def practitioner_of(request: HttpRequest) -> Practitioner | None:
    """The practice that somebody chose, or the first of theirs."""
    if not isinstance(request.user, User):
        return None
    mine = list(practices_of(request.user))
    chosen = request.session.get(CHOSEN)
    return next((one for one in mine if one.pk == chosen), mine[0] if mine else None)


def client_link_of(request: HttpRequest) -> ClientLink | None:
    """The link that this browser opened."""
    key = request.COOKIES.get(CLIENT_COOKIE)
    return link_of_session(key) if key else None


def keep_client_session(response: HttpResponse, key: str) -> None:
    """Put the key of a client session into its cookie."""
    response.set_cookie(
        CLIENT_COOKIE, key, max_age=30 * 24 * 3600, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def _go(request: HttpRequest, where: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(where)
    return HttpResponseRedirect(where)


def _private(response: HttpResponse) -> HttpResponse:
    """No copy of a page about people stays in a cache."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response
