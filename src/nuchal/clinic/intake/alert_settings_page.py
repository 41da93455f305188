"""The owner's page on alerts: after how many minutes an alert goes further, and to whom beside the owners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.design import toasts
from nuchal.clinic.intake.alert_letters import alert_settings, desk_of, owners_of, therapists_of
from nuchal.clinic.intake.handling import change_alert_settings
from nuchal.clinic.people.doors import StaffRequest, staff

FEWEST, MOST = 1, 240
MOST_ADDRESSES = 10


class AlertSettingsForm(forms.Form):
    """When and to whom."""

    minutes = forms.IntegerField(
        label=_("Minutes until an alert that no therapist has seen goes further"),
        help_text=_(
            "First to every therapist, after as many minutes again to the owners and the addresses below."
        ),
        min_value=FEWEST,
        max_value=MOST,
    )
    addresses = forms.CharField(
        label=_("Further e-mail addresses, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=_("Telephone number for the front desk if it reaches no therapist"),
        max_length=40,
        required=False,
    )

    def clean_addresses(self) -> list[str]:
        """Every line is an address; a few at most."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        for line in lines:
            try:
                validate_email(line)
            except ValidationError:
                raise ValidationError(_now("“%(line)s” is no e-mail address.") % {"line": line}) from None
        if len(lines) > MOST_ADDRESSES:
            raise ValidationError(_now("Write at most %(n)d addresses.") % {"n": MOST_ADDRESSES})
        return list(dict.fromkeys(lines))


@require_http_methods(["GET", "POST"])
@staff(Permission.MANAGE)
def alert_settings_page(request: StaffRequest) -> HttpResponse:
    """What is set, and who is told by it today."""
    clinic = request.practitioner.clinic
    now = alert_settings(clinic)
    initial: dict[str, Any] = {
        "minutes": now.minutes, "addresses": "\n".join(now.addresses), "phone": now.phone
    }  # fmt: skip
    form = AlertSettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_alert_settings(by=request.user, clinic=clinic, **form.cleaned_data)
        toasts.say(request, _now("Saved."))
        return redirect("alert_settings")
    context = {
        "form": form,
        "clinic": clinic,
        "therapists": therapists_of(clinic),
        "desk": desk_of(clinic),
        "last": list(dict.fromkeys([*owners_of(clinic), *now.addresses])),
        "minutes": now.minutes,
        "section": "settings",
    }
    return render(request, "intake/alert_settings.html", context)
