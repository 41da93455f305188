"""Pages that say who treats whom, and who covers for whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.design import toasts
from nuchal.clinic.people import absences, actions, care, queries
from nuchal.clinic.people.clients import CareRelationship, Client
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.people.staff import Clinic, Practitioner


class CareForm(forms.Form):
    """The therapist who treats a client."""

    therapist = forms.ModelChoiceField(label=_("Treated by"), queryset=Practitioner.objects.none())

    def __init__(self, *args: Any, clinic: Clinic, **more: Any) -> None:
        super().__init__(*args, **more)
        keys = [one.pk for one in care.therapists_in(clinic)]
        field: Any = self.fields["therapist"]
        field.queryset = (
            Practitioner.objects.filter(pk__in=keys).select_related("user").order_by("user__name")
        )
        field.label_from_instance = lambda one: one.user.name
        field.empty_label = _now("Choose a therapist")


class FirstCareForm(CareForm):
    """The therapist of a new client, who may be named later."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["therapist"]
        field.required, field.empty_label = False, _now("Not decided yet")

    @classmethod
    def for_new_client(cls, request: StaffRequest) -> FirstCareForm:
        """The form beside that of a new client; it proposes whoever enters the client, if they treat."""
        me = request.practitioner
        initial = {"therapist": me.pk} if me.can(Permission.SEE_HEALTH) else {}
        data = request.POST if request.method == "POST" else None
        return cls(data, clinic=me.clinic, initial=initial, prefix="care")

    def assign(self, request: StaffRequest, client: Client) -> None:
        """The chosen therapist treats the new client; none where the choice was left open."""
        if chosen := self.cleaned_data["therapist"]:
            actions.begin_care(by=request.user, client=client, practitioner=chosen, since=today_of(request))


class AbsenceForm(forms.Form):
    """When a therapist is away, and who covers."""

    first_on = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))
    covered_by = forms.ModelChoiceField(
        label=_("Alerts go meanwhile to"), queryset=Practitioner.objects.none(), required=False
    )

    def __init__(self, *args: Any, practitioner: Practitioner, **more: Any) -> None:
        super().__init__(*args, **more)
        others = [one.pk for one in care.therapists_in(practitioner.clinic) if one.pk != practitioner.pk]
        field: Any = self.fields["covered_by"]
        field.queryset = Practitioner.objects.filter(pk__in=others).select_related("user")
        field.label_from_instance = lambda one: one.user.name
        field.empty_label = _now("Every therapist")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given = super().clean() or {}
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _now("The last day lies before the first."))
        return given


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def cares(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """A therapist treats a client from today."""
    found = queries.client(request.user, client_id)
    form = CareForm(request.POST, clinic=found.clinic)
    if form.is_valid():
        chosen = form.cleaned_data["therapist"]
        actions.begin_care(by=request.user, client=found, practitioner=chosen, since=today_of(request))
        words = _now("%(therapist)s treats %(client)s.") % {"therapist": chosen.user.name, "client": found}
        toasts.say(request, words)
    return _back(request, reverse("client", args=[found.pk]))


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def care_end(request: StaffRequest, client_id: UUID, care_id: int) -> HttpResponse:
    """A therapist treats a client no more."""
    held = _care(request, client_id, care_id)
    if care.end_care(by=request.user, care=held, on=today_of(request)):
        toasts.say(
            request, _now("%(name)s is no longer the therapist.") % {"name": held.practitioner.user.name}
        )
    return redirect("client", client_id)


@require_POST
@staff(Permission.CHANGE_PEOPLE)
def care_handover(request: StaffRequest, client_id: UUID, care_id: int) -> HttpResponse:
    """Another therapist treats a client instead."""
    held = _care(request, client_id, care_id)
    form = CareForm(request.POST, clinic=held.client.clinic)
    if form.is_valid():
        chosen = form.cleaned_data["therapist"]
        care.hand_over(by=request.user, care=held, to=chosen, on=today_of(request))
        toasts.say(request, _now("Handed over to %(name)s.") % {"name": chosen.user.name})
    return redirect("client", client_id)


@require_http_methods(["GET", "POST"])
@staff(Permission.SEE_HEALTH)
def my_absences(request: StaffRequest) -> HttpResponse:
    """When I am away, and who gets the alerts of my clients meanwhile."""
    form = AbsenceForm(request.POST or None, practitioner=request.practitioner)
    if request.method == "POST" and form.is_valid():
        absences.add_absence(by=request.user, practitioner=request.practitioner, **form.cleaned_data)
        toasts.say(request, _now("Saved."))
        return redirect("absences")
    found = request.practitioner.absences.filter(last_on__gte=today_of(request))
    context = {"form": form, "absences": found.select_related("covered_by__user"), "section": "settings"}
    return render(request, "people/absences.html", context)


@require_POST
@staff(Permission.SEE_HEALTH)
def absence_removal(request: StaffRequest, absence_id: int) -> HttpResponse:
    """I am not away after all, or I am back."""
    found = get_object_or_404(request.practitioner.absences, pk=absence_id)
    absences.remove_absence(by=request.user, absence=found)
    toasts.say(request, _now("Removed."))
    return redirect("absences")


def _care(request: StaffRequest, client_id: UUID, care_id: int) -> CareRelationship:
    found = queries.client(request.user, client_id)
    seen = CareRelationship.objects.visible_to(request.user).select_related(
        "client__clinic", "practitioner__user"
    )
    held: CareRelationship = get_object_or_404(seen, pk=care_id, client=found, until=None)
    return held


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page of ours that sent the form."""
    place = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    return redirect(place if ours and place else otherwise)
