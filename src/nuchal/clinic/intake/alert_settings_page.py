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
from nuchal.clinic.people.shared_form import SharedForm

FEWEST, MOST = 1, 240
MOST_ADDRESSES = 10


class AddressesField(forms.CharField):
    """Some e-mail addresses, one a line; a list of them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that are not empty, each once."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        """Every line is an address; a few at most."""
        for line in value:
            try:
                validate_email(line)
            except ValidationError:
                raise ValidationError(_now("“%(line)s” is no e-mail address.") % {"line": line}) from None
        if len(value) > MOST_ADDRESSES:
            raise ValidationError(_now("Write at most %(n)d addresses.") % {"n": MOST_ADDRESSES})


class AlertSettingsForm(SharedForm, forms.Form):
    """When and to whom."""

    minutes = forms.IntegerField(
        label=_("Minutes until an alert that no therapist has seen goes further"),
        help_text=_(
            "First to every therapist, after as many minutes again to the owners and the addresses below."
        ),
        min_value=FEWEST,
        max_value=MOST,
    )
    addresses = AddressesField(
        label=_("Further e-mail addresses, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=_("Telephone number for the front desk if it reaches no therapist"),
        max_length=40,
        required=False,
    )


@require_http_methods(["GET", "POST"])
@staff(Permission.MANAGE)
def alert_settings_page(request: StaffRequest) -> HttpResponse:
    """What is set, and who is told by it today."""
    clinic = request.practitioner.clinic
    now = alert_settings(clinic)
    initial = {"minutes": now.minutes, "addresses": now.addresses, "phone": now.phone}
    form = AlertSettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        meanwhile = change_alert_settings(
            by=request.user, clinic=clinic, before=form.before, after=form.after
        )
        if not meanwhile:
            toasts.say(request, _now("Saved."))
            return redirect("alert_settings")
        form.show_conflict(meanwhile)
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
