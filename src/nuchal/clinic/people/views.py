"""Pages about people: the clients, one’s own settings, and what an invitation or a client’s link opens."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.design import toasts
from nuchal.clinic.people import actions, queries, tokens
from nuchal.clinic.people.care_views import CareForm, FirstCareForm
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.doors import CHOSEN, OPENED, StaffRequest, staff, staff_here, today_of
from nuchal.clinic.people.doubles import doubles_of, doubles_of_client, particulars_in
from nuchal.clinic.people.forms import (
    AcceptanceForm,
    ClientForm,
    ContactForm,
    LinkForm,
    ParticularsForm,
)
from nuchal.clinic.people.link_address import keep_session
from nuchal.clinic.people.link_mail import mail_link
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.opening import page_of
from nuchal.clinic.people.search import matching
from nuchal.clinic.people.session_proof import missing_proof
from nuchal.clinic.people.staff import User

PAGE = 50
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ONLY_WHERE_FROM = "strict-origin"
"""No token leaves in a referrer. With `no-referrer` a browser would not say where a form comes from: refused."""


@require_http_methods(["GET", "POST"])
@staff(Permission.SEE_PEOPLE)
def clients(request: StaffRequest) -> HttpResponse:
    """The clients of the clinic, and a new one."""
    if request.method == "POST" and not request.practitioner.can(Permission.CHANGE_PEOPLE):
        raise PermissionDenied
    form = ClientForm(request.POST or None)
    care_form = FirstCareForm.for_new_client(request)
    if request.method == "POST" and form.is_valid() and care_form.is_valid():
        entered = _entered(request, form)
        if entered is not None:
            care_form.assign(request, entered)
            return redirect("client", entered.pk)
    archived = "archived" in request.GET
    field = "archived" if archived else "name"
    every = queries.archived_clients_of(request.user) if archived else queries.clients_of(request.user)
    found = every.filter(clinic=request.practitioner.clinic)
    if asked := request.GET.get(field, "").strip():
        found = matching(found, asked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "care_form": care_form,
        "asked": asked,
        "archived": archived,
        "field": field,
        "query": urlencode({field: asked}),
        "section": "clients",
    }
    return render(request, "people/clients.html", context)


def _entered(request: StaffRequest, form: ClientForm) -> Client | None:
    """The new client; None where a record may be of the same person and nobody has said that it is not."""
    clinic = request.practitioner.clinic
    doubles = doubles_of(request.user, clinic, particulars_in(form.who))
    if not form.may_enter(doubles):
        return None
    return actions.enter_client(
        by=request.user,
        clinic=clinic,
        unlike=[double.client for double in doubles],
        another=form.cleaned_data["another"],
        **form.who,
    )


@require_GET
@staff(Permission.SEE_PEOPLE)
def client(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Who one client is, who speaks for them, who pays, and the links that were sent."""
    return _client_page(request, queries.client(request.user, client_id), ContactForm())


@require_http_methods(["GET", "POST"])
@staff(Permission.CHANGE_PEOPLE)
def particulars(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Change who a client is, who referred them, and who pays."""
    found = queries.client_in_use(request.user, client_id)
    form = ParticularsForm(request.POST or None, instance=found, today=today_of(request))
    if request.method == "POST" and form.is_valid():
        meanwhile = actions.change_client(by=request.user, client=found, before=form.before, after=form.after)
        if not meanwhile:
            toasts.say(request, _("Saved."))
            return redirect("client", found.pk)
        form.show_conflict(meanwhile)
    found.refresh_from_db()
    note_read(by=request.user, subject=found, client=found)
    context = {"client": found, "form": form, "section": "clients"}
    return render(request, "people/particulars.html", context)


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def contacts(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Somebody who speaks for a client."""
    found = queries.client_in_use(request.user, client_id)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _client_page(request, found, form)
    added = actions.add_contact(by=request.user, client=found, **form.cleaned_data)
    toasts.say(request, _("%(name)s is added.") % {"name": added.name})
    return redirect("client", found.pk)


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def contact_end(request: StaffRequest, client_id: UUID, contact_id: int) -> HttpResponse:
    """Somebody speaks for a client no more."""
    found = queries.client(request.user, client_id)
    contact = queries.contact_of(request.user, found, contact_id)
    actions.end_contact(by=request.user, contact=contact, on=today_of(request))
    toasts.say(request, _("%(name)s is no contact any more.") % {"name": contact.name})
    return redirect("client", found.pk)


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def archive(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Put a client aside, with a way to undo it."""
    found = queries.client_in_use(request.user, client_id)
    actions.archive_client(by=request.user, client=found)
    undo = reverse("archive_end", args=[found.pk])
    toasts.say(request, _("%(name)s is archived, and every link is closed.") % {"name": found}, undo=undo)
    return redirect("client", found.pk)


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def archive_end(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Take a client out of the archive."""
    found = queries.client(request.user, client_id)
    actions.unarchive_client(by=request.user, client=found)
    toasts.say(request, _("%(name)s is out of the archive. Links stay closed.") % {"name": found})
    return redirect("client", found.pk)


def _client_page(request: StaffRequest, found: Client, contact_form: ContactForm) -> HttpResponse:
    note_read(by=request.user, subject=found, client=found)
    contacts = queries.contacts_of(request.user, found)
    guarded = any(contact.part == Contact.Part.GUARDIAN for contact in contacts)
    context = {
        "client": found,
        "age": found.age_on(today_of(request)),
        "contacts": contacts,
        "treated_by": queries.treated_by(request.user, found),
        "care_form": CareForm(clinic=found.clinic),
        "without_guardian": found.is_minor_on(today_of(request)) and not guarded,
        "links": ClientLink.objects.visible_to(request.user).filter(client=found).order_by("-created_at"),
        "passkeys": queries.passkeys_of(request.user, found),
        "doubles": doubles_of_client(request.user, found),
        "unions": queries.unions_of(request.user, found),
        "united_by": queries.union_into(request.user, found),
        "form": LinkForm(),
        "contact_form": contact_form,
        "section": "clients",
    }
    return render(request, "people/client.html", context)


@require_POST
@staff(Permission.SEND_LINKS)
def links(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """A new link for a client. Its address is shown once."""
    found = queries.client(request.user, client_id)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return redirect("client", found.pk)
    purpose = ClientLink.Purpose(form.cleaned_data["purpose"])
    by_mail = "by_mail" in request.POST and bool(found.email)
    try:
        if by_mail:
            address_of = partial(queries.address_of_link, request)
            link, token = mail_link(by=request.user, client=found, purpose=purpose, address_of=address_of)
        else:
            link, token = actions.send_link(by=request.user, client=found, purpose=purpose)
    except actions.ClientIsArchived:
        messages.error(request, _("%(name)s is archived and gets no link.") % {"name": found})
        return redirect("client", found.pk)
    hidden = by_mail and not request.user.can(Permission.SEE_HEALTH, found.clinic_id)
    address = "" if hidden else queries.address_of_link(request, token)
    context = {"client": found, "link": link, "address": address, "mailed": by_mail, "section": "clients"}
    return render(request, "people/link_sent.html", context)


@require_POST
@staff(Permission.SEND_LINKS)
def link_revocation(request: StaffRequest, client_id: UUID, link_id: UUID) -> HttpResponse:
    """Close a link."""
    found = queries.client(request.user, client_id)
    link = queries.link_of(request.user, found, link_id)
    actions.revoke_link(by=request.user, link=link)
    messages.success(request, _("The link is closed."))
    return redirect("client", found.pk)


@require_POST
@staff(Permission.CHANGE_HEALTH)
def code_address(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """The changed e-mail address is the client's: codes go there from now on."""
    found = queries.client(request.user, client_id)
    actions.confirm_address(by=request.user, client=found)
    toasts.say(request, _("Codes go to the new address."))
    return redirect("client", found.pk)


@require_GET
@staff(Permission.SEE_PEOPLE)
def settings(request: StaffRequest) -> HttpResponse:
    """Where account, team and audit are."""
    practices = queries.practices_of(request.user)
    return render(request, "people/settings.html", {"practices": practices, "section": "settings"})


@require_POST
@staff(Permission.SEE_PEOPLE, anywhere=True)
def practice(request: StaffRequest) -> HttpResponse:
    """Work in another of one's clinics."""
    chosen = request.POST.get("practitioner", "")
    if any(str(mine.pk) == chosen for mine in queries.practices_of(request.user)):
        request.session[CHOSEN] = int(chosen)
    return redirect("today")


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """
    Accept an invitation. It works once, for a few days.

    Somebody whose address is known here accepts it only while signed in; anybody else becomes a new user.
    """
    found = tokens.invitation_of(token)
    if found is None:
        return render(request, "people/link_closed.html", {"invitation": True}, status=404)
    user = request.user if isinstance(request.user, User) else None
    known = actions.user_with_address(found.email)
    if user is not None and (where := missing_proof(request)) and "reauthenticate" in where:
        return redirect(where)
    form = AcceptanceForm(request.POST or None, invitation=found) if known is None and user is None else None
    context = {
        "form": form,
        "invitation": found,
        "known": known,
        "is_known": user is not None and user == known,
    }
    if request.method == "POST" and (form is None or form.is_valid()):
        answers: dict[str, str] = form.cleaned_data if form else {}
        joined = actions.accept(
            found, by=user, password=answers.get("password"), name=answers.get("name", found.name)
        )
        if joined is None:
            return _invitation_page(request, context | {"form": None}, status=409)
        if user is None:
            login(request, joined.user, backend=BACKEND)
            record_authentication(request, joined.user, "password", reauthenticated=True)
        return redirect("today")
    return _invitation_page(request, context)


def _invitation_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "people/invitation.html", context, status=status)
    response["Referrer-Policy"] = ONLY_WHERE_FROM
    return response


@require_GET
def client_link(request: HttpRequest, token: str) -> HttpResponse:
    """
    A client opens a link: begin a session of their own and go on without the token in the address.

    The page that a link opens has the name of the link's purpose: `intake`, `diary` and so on.

    A new key each time, and it may be opened again: people save, rest and resume, on whatever is at hand.
    """
    link = tokens.link_of(token)
    if link is None:
        return render(request, "people/link_closed.html", status=404)
    if isinstance(request.user, User):
        return staff_here(request)
    response = _beginning(request, link)
    keep_session(response, link, actions.open_link(link))
    response["Referrer-Policy"] = ONLY_WHERE_FROM
    response["Cache-Control"] = "no-store"
    return response


def _beginning(request: HttpRequest, link: ClientLink) -> HttpResponse:
    place = page_of(link)
    return (
        redirect(f"{place}?{OPENED}") if place else render(request, "people/link_open.html", {"link": link})
    )
