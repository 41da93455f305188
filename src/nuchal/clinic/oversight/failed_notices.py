"""The owner's page of messages that could not be sent: try again, or discard with a reason."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.design import toasts
from nuchal.clinic.notices import actions, queries
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people.doors import StaffRequest, staff

KINDS = {
    "alert": _("Alert, to a therapist"),
    "call": _("Urgent call, to the front desk"),
    "invitation": _("Invitation"),
    "account": _("About an account"),
    "client_link": _("Link, to a client"),
}
"""Kind of a notice -> what people call it."""


class DiscardForm(forms.Form):
    """Why it need not be sent."""

    because = forms.CharField(label=_("Reason"), max_length=400)


@require_GET
@staff(Permission.MANAGE)
def failed_notices(request: StaffRequest) -> HttpResponse:
    """Messages of the clinic that failed, and whether a worker is heard of."""
    found = queries.failed_notices(request.user).filter(clinic=request.practitioner.clinic_id)
    context = {
        "notices": [(one, KINDS.get(one.kind, one.kind)) for one in found],
        "heard_at": queries.last_heard_at(),
        "silent": queries.is_silent(),
        "folder": _folder(),
        "section": "settings",
    }
    return render(request, "oversight/failed_notices.html", context)


@require_POST
@staff(Permission.MANAGE)
def new_try(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Send it once more."""
    if actions.try_again(by=request.user, notice=_failed(request, notice_id)):
        toasts.say(request, _now("The message is in the outbox again."))
    return redirect("failed_notices")


@require_POST
@staff(Permission.MANAGE)
def discard(request: StaffRequest, notice_id: int) -> HttpResponse:
    """It need not be sent."""
    form = DiscardForm(request.POST)
    if not form.is_valid():
        messages.error(request, _now("Write why the message need not be sent."))
    elif actions.discard(
        by=request.user, notice=_failed(request, notice_id), because=form.cleaned_data["because"]
    ):
        toasts.say(request, _now("The message is discarded."))
    return redirect("failed_notices")


def _failed(request: StaffRequest, notice_id: int) -> Notice:
    here = queries.failed_notices(request.user).filter(clinic=request.practitioner.clinic_id)
    found: Notice = get_object_or_404(here, pk=notice_id)
    return found


def _folder() -> Path | None:
    """The folder that messages are written to where no mail server is set."""
    path = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(path) if path else None
