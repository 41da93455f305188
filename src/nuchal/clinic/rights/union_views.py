"""Pages on which staff compare two records of one person, unite them, and separate them again."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.design import toasts
from nuchal.clinic.people import queries
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.doubles import doubles_of_client
from nuchal.clinic.people.search import matching
from nuchal.clinic.people.unions import RecordUnion
from nuchal.clinic.rights import uniting

FOUND = 20


class UnionForm(forms.Form):
    """How staff know that two records are of one person."""

    because = forms.CharField(
        label=_("How do you know that this is one person?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For instance: she showed her card, and both telephone numbers are hers."),
    )


@require_GET
@staff(Permission.UNITE)
def twin_search(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Which other record may be of the same person: likely ones, and a search."""
    kept = _client(request, client_id)
    asked = request.GET.get("name", "").strip()
    others = queries.clients_of(request.user).filter(clinic=kept.clinic).exclude(pk=kept.pk)
    context = {
        "client": kept,
        "doubles": doubles_of_client(request.user, kept),
        "asked": asked,
        "found": list(matching(others, asked)[:FOUND]) if asked else [],
        "section": "clients",
    }
    return render(request, "rights/twin_search.html", context)


@require_http_methods(["GET", "POST"])
@staff(Permission.UNITE)
def union(request: StaffRequest, client_id: UUID, other_id: UUID) -> HttpResponse:
    """Two records side by side; a POST unites them under the first."""
    kept, other = _client(request, client_id), _client(request, other_id)
    refused = uniting.refusal(kept, other)
    form = UnionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not refused:
        try:
            uniting.unite(by=request.user, kept=kept, other=other, because=form.cleaned_data["because"])
        except uniting.NotUnited as problem:
            refused = str(problem)
        else:
            toasts.say(request, _now("United. Both records stay readable, and can be separated again."))
            return redirect("client", kept.pk)
    for one in (kept, other):
        note_read(by=request.user, subject=one, client=one)
    context = {
        "client": kept,
        "sides": [uniting.side_of(kept), uniting.side_of(other)],
        "other": other,
        "form": form,
        "refused": refused,
        "section": "clients",
    }
    return render(request, "rights/union.html", context, status=409 if refused and request.POST else 200)


@require_POST
@staff(Permission.UNITE)
def separation(request: StaffRequest, client_id: UUID, union_id: int) -> HttpResponse:
    """Two records again."""
    kept = _client(request, client_id)
    seen = RecordUnion.objects.visible_to(request.user).select_related("client", "other")
    found = get_object_or_404(seen, client=kept, pk=union_id)
    try:
        uniting.separate(by=request.user, union=found)
    except uniting.NotUnited as problem:
        messages.error(request, str(problem))
    else:
        toasts.say(request, _now("The two records are separated. Links stay closed."))
    return redirect("client", kept.pk)


def _client(request: StaffRequest, client_id: UUID) -> Client:
    found = queries.client(request.user, client_id)
    if not request.user.can(Permission.UNITE, found.clinic_id):
        raise Http404
    return found
