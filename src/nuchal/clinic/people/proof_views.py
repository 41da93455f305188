"""Pages on which a client proves who they are, or leaves."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from nuchal.clinic.people import proving
from nuchal.clinic.people.doors import ClientRequest, by_link
from nuchal.clinic.people.link_address import address_below, forget_session
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.opening import page_of


class BirthDateForm(forms.Form):
    """The date of birth of the client."""

    born_on = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CodeForm(forms.Form):
    """The code of the mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@require_http_methods(["GET", "POST"])
@by_link(*ClientLink.Purpose, unproven=True)
def proof(request: ClientRequest) -> HttpResponse:
    """Show that you are the client: by the date of birth, by a code sent by mail, or by a passkey."""
    session, link = request.client_session, request.client_link
    birth, code, said, status = BirthDateForm(), CodeForm(), "", 200
    if request.method == "POST" and not ratelimit.consume(
        request, action="client_proof", key=str(link.client_id)
    ):
        said, status = _now("Too many attempts. Wait an hour, or ask the clinic for a new link."), 429
    elif request.method == "POST" and "send" in request.POST:
        sent = proving.send_code(session)
        said = (
            _now("A code was sent. It works for 15 minutes.")
            if sent
            else _now("The e-mail could not be sent.")
        )
    elif request.method == "POST" and "code" in request.POST:
        code = CodeForm(request.POST)
        if code.is_valid() and proving.prove_by_code(session, code.cleaned_data["code"]):
            return redirect(_onward(request))
        said, status = _now("That is not the code, or it has ended. Check it, or send a new one."), 422
    elif request.method == "POST":
        birth = BirthDateForm(request.POST)
        if birth.is_valid() and proving.prove_by_birth_date(session, birth.cleaned_data["born_on"]):
            return redirect(_onward(request))
        said, status = _now("That is not the date of birth that the clinic has."), 422
    context = {
        "clinic": link.client.clinic, "client": link.client, "said": said, "birth": birth, "code": code,
        "by_birth_date": proving.birth_date_proves(link), "by_code": bool(link.client.codes_to),
        "for_passkey": request.GET.get("for") == "passkey",
    }  # fmt: skip
    return render(request, "people/proof.html", context, status=status)


@require_POST
@by_link(*ClientLink.Purpose, unproven=True)
def leave(request: ClientRequest) -> HttpResponse:
    """Sign out in this browser."""
    proving.sign_out(request.client_session)
    response = render(request, "people/left.html", {"clinic": request.client_link.client.clinic})
    forget_session(response, request.client_link)
    return response


def _onward(request: ClientRequest) -> str:
    if request.GET.get("for") == "passkey":
        return address_below(request.client_link, "client_passkeys")
    return page_of(request.client_link) or address_below(request.client_link, "client_passkeys")
