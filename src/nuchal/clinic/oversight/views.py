"""The owner's page: who did what, with a filter."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.design.days import DayField
from nuchal.clinic.oversight.event_groups import group_of, grouped
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.doors import StaffRequest, staff

PAGE = 100


class Filter(forms.Form):
    """Which events to show, and whether each or the lines of a day."""

    action = forms.ChoiceField(
        label=_("What"), choices=[("", _("everything")), *Action.choices], required=False
    )
    actor = forms.CharField(label=_("Who"), max_length=120, required=False)
    since = DayField(label=_("From"), required=False)
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)
    day = DayField(required=False, widget=forms.HiddenInput)
    kind = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    by = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    about = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    each = forms.CharField(max_length=3, required=False, widget=forms.HiddenInput)


@require_GET
@staff(Permission.SEE_AUDIT)
def events(request: StaffRequest) -> HttpResponse:
    """Events of the clinic, newest first: a line for all of one kind on one day, or each where it is asked for."""
    clinic = request.practitioner.clinic
    form = Filter(request.GET)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    found = Event.objects.visible_to(request.user).filter(clinic_id=clinic.pk)
    for name, lookup in LOOKUPS.items():
        if name in wanted:
            found = found.filter(**{lookup: wanted[name]})
    zone = ZoneInfo(clinic.time_zone)
    if "day" in wanted:
        begins = datetime.combine(wanted["day"], time.min, tzinfo=zone)
        found = found.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    each = "each" in wanted
    lines: Any = found.order_by("-sequence") if each else grouped(found, zone)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    shown: list[Any] = list(page) if each else [group_of(line) for line in page]
    clients = Client.objects.visible_to(request.user).in_bulk(
        {one.client_id for one in shown if one.client_id}
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": page, "form": form, "query": kept.urlencode(), "section": "settings", "each": each,
        "events": [(one, clients.get(one.client_id), subject_words(one.subject)) for one in shown],
        "count": found.count(),
    }  # fmt: skip
    return render(request, "oversight/events.html", context)


def subject_words(label: str) -> str:
    """What an event is about, in words; the name of the table where there are none of our own."""
    if label in SUBJECTS or not label:
        return str(SUBJECTS.get(label, ""))
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


SUBJECTS = {
    "notices.Notice": _("message"),
    "intake.AlertSettings": _("settings of alerts"),
    "people.Absence": _("absence"),
    "people.Client": _("client’s page"),
    "people.Contact": _("contact of a client"),
    "people.CareRelationship": _("who treats"),
    "people.ClientLink": _("link of a client"),
    "people.ClientPasskey": _("passkey of a client"),
    "people.ClientSession": _("visit by link"),
    "people.Clinic": _("clinic"),
    "people.Credential": _("licence of a member"),
    "people.Invitation": _("invitation"),
    "people.Practitioner": _("member of the team"),
    "people.User": _("account"),
    "record.Conclusion": _("conclusion"),
    "record.Consent": _("consent"),
    "record.Episode": _("chart"),
    "record.Finding": _("finding"),
}
"""Table that an event names -> what people call it."""
LOOKUPS = {
    "action": "action",
    "actor": "actor_name__icontains",
    "client": "client_id",
    "since": "at__date__gte",
    "kind": "actor_kind",
    "by": "actor_id",
    "about": "subject",
}
"""Field of the filter -> how it narrows the events."""
