"""Pages about a client's passkey: add one, come back by it, remove it."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.design import toasts
from nuchal.clinic.people import queries, returning, webauthn
from nuchal.clinic.people.doors import ClientRequest, StaffRequest, by_link, staff, staff_here
from nuchal.clinic.people.link_address import address_below, keep_session
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.opening import page_of
from nuchal.clinic.people.staff import User

BACK = "/back/"
LONGEST_ANSWER = 20_000
"""Characters; an answer has about one thousand."""


@require_http_methods(["GET", "POST"])
@by_link(*ClientLink.Purpose)
def passkeys(request: ClientRequest) -> HttpResponse:
    """The passkeys of a client who came by a link; a POST keeps one that their device has made."""
    link = request.client_link
    if request.method == "POST":
        if not request.client_session.is_proven:
            return redirect(_to_proof(link))
        if not _added(request):
            messages.error(request, _("That did not work. Nothing was kept; you can try again."))
        return redirect("client_passkeys")
    context = {
        "clinic": link.client.clinic,
        "client": link.client,
        "passkeys": queries.passkeys_of(link, link.client),
        "onward": page_of(link),
        "back_at": f"{request.scheme}://{request.get_host()}{BACK}",
        "is_proven": request.client_session.is_proven,
        "proof_at": _to_proof(link),
    }
    return render(request, "people/client_passkeys.html", context)


@require_POST
@by_link(*ClientLink.Purpose)
def passkey_challenge(request: ClientRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    link = request.client_link
    if not request.client_session.is_proven:
        told = _("Confirm first that you are the client.")
        return JsonResponse({"refused": told, "at": _to_proof(link)}, status=403)
    if not ratelimit.consume(request, action="client_passkey_new", key=str(link.client_id)):
        return _too_many()
    held = queries.passkeys_of(link, link.client)
    return JsonResponse(webauthn.ask_for_new(request, link.client, held))


@require_POST
@by_link(*ClientLink.Purpose)
def passkey_removal(request: ClientRequest, passkey_id: UUID) -> HttpResponse:
    """A client removes a passkey of theirs."""
    link = request.client_link
    returning.remove_passkey(by=link, passkey=queries.passkey_of(link, link.client, passkey_id))
    toasts.say(request, _("The passkey is removed. You may also delete it on your device."))
    return redirect("client_passkeys")


@require_http_methods(["GET", "POST"])
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """A client comes back by a passkey and finds whatever is open for them."""
    if isinstance(request.user, User):
        return staff_here(request)
    if request.method == "GET":
        return render(request, "people/back.html")
    if not ratelimit.consume(request, action="client_passkey"):
        return render(request, "people/back.html", {"too_many": True}, status=429)
    ticket, answer = request.POST.get("ticket", ""), request.POST.get("answer", "")
    found = returning.come_back(request, ticket=ticket, answer=answer[:LONGEST_ANSWER])
    if found is None:
        return render(request, "people/back.html", {"refused": True}, status=422)
    if found.link is None:
        return render(request, "people/nothing_open.html", {"clinic": found.client.clinic})
    response = redirect(page_of(found.link))
    keep_session(response, found.link, found.key)
    return response


@require_POST
@never_cache
def back_challenge(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a passkey."""
    if not ratelimit.consume(request, action="client_passkey"):
        return _too_many()
    return JsonResponse(webauthn.ask_for_any(request))


@require_POST
@staff(Permission.SEND_LINKS)
def client_passkey_removal(request: StaffRequest, client_id: UUID, passkey_id: UUID) -> HttpResponse:
    """Staff remove a client's passkey, for instance because a phone was lost."""
    found = queries.client(request.user, client_id)
    passkey = queries.passkey_of(request.user, found, passkey_id)
    returning.remove_passkey(by=request.user, passkey=passkey)
    toasts.say(request, _("The passkey is removed."))
    return redirect("client", found.pk)


def _added(request: ClientRequest) -> bool:
    client = request.client_link.client
    ticket, answer = request.POST.get("ticket", ""), request.POST.get("answer", "")
    try:
        fresh = webauthn.new_of(request, client, ticket=ticket, answer=answer[:LONGEST_ANSWER])
    except webauthn.NotAnswered:
        return False
    name = returning.name_of_device(request.headers.get("User-Agent", "")) or _("A device")
    return bool(returning.add_passkey(by=request.client_link, client=client, fresh=fresh, name=name))


def _to_proof(link: ClientLink) -> str:
    return f"{address_below(link, 'client_proof')}?for=passkey"


def _too_many() -> HttpResponse:
    return JsonResponse({"refused": _("Too many attempts. Wait a few minutes.")}, status=429)
