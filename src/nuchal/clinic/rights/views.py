"""Pages on which staff hand over what is kept about a client, decide how long it is kept, and erase it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.design import toasts
from nuchal.clinic.people import queries
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.people.premises import change_clinic
from nuchal.clinic.rights import erasing
from nuchal.clinic.rights.copying import copy_of
from nuchal.clinic.rights.forms import ErasureForm, KeepingForm
from nuchal.clinic.rights.keeping import keeping_of


@require_GET
@staff(Permission.HAND_OVER)
def data(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """What can be done with all that is kept about a client."""
    found = _client(request, client_id, Permission.HAND_OVER)
    note_read(by=request.user, subject=found, client=found)
    context = {
        "client": found, "holdings": erasing.what_goes(found), "events": erasing.what_stays(found),
        "keeping": keeping_of(found, on=today_of(request)), "section": "clients",
    }  # fmt: skip
    return render(request, "rights/data.html", context)


@require_POST
@staff(Permission.HAND_OVER)
def client_copy(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """The whole copy, to be downloaded."""
    found = _client(request, client_id, Permission.HAND_OVER)
    name = f"client-{found.pk.hex[:8]}-{today_of(request):%Y-%m-%d}.zip"
    response = HttpResponse(copy_of(found, by=request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@staff(Permission.ERASE)
def erasure(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """What goes, what stays, and the name to type; a POST erases."""
    found = _client(request, client_id, Permission.ERASE)
    keeping = keeping_of(found, on=today_of(request))
    form = ErasureForm(request.POST or None, client=found, keeping=keeping)
    refused: erasing.NotErased | None = None
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase(found, by=request.user, early=keeping.is_early)
        except erasing.NotErased as problem:
            refused = problem
        else:
            toasts.say(request, _("Everything about this client is erased."))
            return redirect("clients")
    context = {
        "client": found, "form": form, "keeping": keeping, "holdings": erasing.what_goes(found),
        "events": erasing.what_stays(found), "refused": refused, "section": "clients",
    }  # fmt: skip
    note_read(by=request.user, subject=found, client=found)
    return render(request, "rights/erasure.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "POST"])
@staff(Permission.MANAGE)
def keeping(request: StaffRequest) -> HttpResponse:
    """How many years this clinic keeps its records."""
    clinic = request.practitioner.clinic
    form = KeepingForm(request.POST or None, initial={"keep_years": clinic.keep_years})
    if request.method == "POST" and form.is_valid():
        meanwhile = change_clinic(by=request.user, clinic=clinic, before=form.before, after=form.after)
        if not meanwhile:
            toasts.say(request, _("Saved."))
            return redirect("keeping")
        form.show_conflict(meanwhile)
    context = {"form": form, "clinic": clinic, "section": "settings"}
    return render(request, "rights/keeping.html", context)


def _client(request: StaffRequest, client_id: UUID, permission: Permission) -> Client:
    """A client of a clinic in which somebody may do this, wherever they work now; or 404."""
    found = queries.client(request.user, client_id)
    if not request.user.can(permission, found.clinic_id):
        raise Http404
    return found
