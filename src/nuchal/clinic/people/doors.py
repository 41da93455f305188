"""
The doors to every page: `@staff(Permission.…)` for people who work here, `@by_link(Purpose.…)` for clients.

Whoever may not come in gets 404: a stranger does not learn what there is. Somebody who has not signed in is asked to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people.drafts import Draft, draft_in, drafts_of, drop_sent, keep_draft, page_after_sign_in
from nuchal.clinic.people.link_address import address_below, session_key_of
from nuchal.clinic.people.links import ClientLink, ClientSession
from nuchal.clinic.people.proving import claim, is_wanted
from nuchal.clinic.people.queries import practices_of
from nuchal.clinic.people.row_clinic import clinic_of_row, names_a_row
from nuchal.clinic.people.session_proof import missing_proof
from nuchal.clinic.people.shown_for import shown_for_of
from nuchal.clinic.people.staff import Practitioner, User
from nuchal.clinic.people.tokens import session_of

OPENED = "opened"
"""In the address right after a link was opened: where it arrives without a cookie, the browser keeps none."""
CHOSEN = "practitioner"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who works here: `practitioner` is them in the clinic that they work in now."""

    user: User
    practitioner: Practitioner
    drafts: list[Draft]


class ClientRequest(HttpRequest):
    """A request of a client who came by `client_link`."""

    client_link: ClientLink
    client_session: ClientSession


def staff(
    permission: Permission, *, anywhere: bool = False
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponse]], View[P]]:
    """
    Only for staff who have this permission in the clinic of the row that the address names.

    Where it names none: in the clinic that the page was shown for, or that they work in now. A form of such a page is
    refused where it does not say for whom it was shown; `anywhere` marks the one that chooses a clinic.
    """

    def door(view: Callable[Concatenate[StaffRequest, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                sign_in = f"{reverse('account_login')}?{urlencode({'next': page_after_sign_in(request)})}"
                return keep_draft(request, _go(request, sign_in))
            practices = list(practices_of(request.user))
            if not practices:
                return render(request, "people/no_clinic.html", status=403)
            if (refused := _shown_elsewhere(request, kwargs, practices, anywhere=anywhere)) is not None:
                return refused
            practitioner = _practitioner_for(request, kwargs, practices)
            if practitioner is None or not practitioner.can(permission):
                raise Http404
            if where := missing_proof(request):
                return keep_draft(request, _go(request, where))
            request.practitioner, request.drafts = practitioner, drafts_of(request)
            request.user.works_in = practitioner.clinic_id
            with timezone.override(practitioner.clinic.zone):
                response = _private(view(request, *args, **kwargs))
            return drop_sent(request, response, request.drafts)

        behind.door = "staff"  # type: ignore[attr-defined]
        behind.permission = permission  # type: ignore[attr-defined]
        return cast(View[P], behind)

    return door


def by_link(
    *purposes: ClientLink.Purpose, unproven: bool = False
) -> Callable[[Callable[Concatenate[ClientRequest, P], HttpResponse]], View[P]]:
    """
    Only for a client who came by a link of one of these purposes; anybody else is told to open their link.

    Where answers were given before, only a browser that has proved to be the client's goes on. `unproven` marks the
    pages on which that is proved.
    """

    def door(view: Callable[Concatenate[ClientRequest, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def behind(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            session = session_of(*session_key_of(request))
            if session is None or ClientLink.Purpose(session.link.purpose) not in purposes:
                return link_closed(request)
            if isinstance(request.user, User):
                return staff_here(request)
            if request.method == "GET" and OPENED in request.GET:
                return HttpResponseRedirect(request.path)
            if not unproven and _has_to_prove(request, session):
                return HttpResponseRedirect(address_below(session.link, "client_proof"))
            session.use(timezone.now())
            link = session.link
            request.client_link, request.client_session = link, session
            with timezone.override(link.client.clinic.zone):
                return _private(view(request, *args, **kwargs))

        behind.door = "link"  # type: ignore[attr-defined]
        return cast(View[P], behind)

    return door


def today_of(request: StaffRequest) -> date:
    """The day that it is in the clinic of whoever asks."""
    return request.practitioner.clinic.today(timezone.now())


def _practitioner_for(
    request: HttpRequest, address: Mapping[str, Any], practices: list[Practitioner]
) -> Practitioner | None:
    """Who somebody is in the clinic that this request is about; None where they do not work there."""
    if names_a_row(address):
        about = clinic_of_row(address)
    elif request.method == "POST" and (shown := shown_for_of(request)):
        about = shown.clinic_id
    else:
        chosen = request.session.get(CHOSEN)
        return next((one for one in practices if one.pk == chosen), practices[0])
    return next((one for one in practices if one.clinic_id == about), None)


def _shown_elsewhere(
    request: HttpRequest, address: Mapping[str, Any], practices: list[Practitioner], *, anywhere: bool
) -> HttpResponse | None:
    """The page that refuses a form which was shown to another person, or does not say for which clinic; else None."""
    if request.method != "POST":
        return None
    shown = shown_for_of(request)
    says_where = names_a_row(address) or anywhere or shown is not None
    if says_where and (shown is None or shown.user_id == request.user.pk):
        return None
    other = User.objects.filter(pk=shown.user_id).first() if shown is not None else None
    colleague = (
        other is not None
        and Practitioner.objects.filter(user=other, clinic__in=[one.clinic_id for one in practices]).exists()
    )
    context = {
        "other": other if colleague else None,
        "says_where": says_where,
        "is_kept": draft_in(request) is not None,
    }
    return keep_draft(request, render(request, "people/shown_for_another.html", context, status=409))


def link_closed(request: HttpRequest) -> HttpResponse:
    """Why a page of clients does not open: no cookies, signed out in this browser, or the link is closed."""
    link_id, key = session_key_of(request)
    if OPENED in request.GET and link_id and not key:
        return render(request, "people/link_closed.html", {"no_cookies": True}, status=400)
    named = ClientLink.objects.filter(pk=link_id).first() if link_id else None
    open_still = named is not None and named.is_open(timezone.now())
    return render(request, "people/link_closed.html", {"ended_here": open_still}, status=404)


def staff_here(request: HttpRequest) -> HttpResponse:
    """Pages of clients do not open where staff are signed in: an answer would be theirs, or theirs would be seen."""
    onward = request.path if request.method == "GET" else "/"
    return render(request, "people/staff_here.html", {"next": onward}, status=409)


def _has_to_prove(request: HttpRequest, session: ClientSession) -> bool:
    """A form that may be the first answer makes this browser the one that goes on."""
    if session.proof:
        return False
    return not claim(session) if request.method == "POST" else is_wanted(session)


def _go(request: HttpRequest, where: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(where)
    return HttpResponseRedirect(where)


def _private(response: HttpResponse) -> HttpResponse:
    """No copy of a page about people stays in a cache."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response
