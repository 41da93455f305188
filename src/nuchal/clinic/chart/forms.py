"""What a physician cleared, and a medicine: the two forms that are more than one question."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design.days import DayField
from nuchal.clinic.design.numbers import NumberField
from nuchal.findings.entry import MEDICINE_CLASSES

CLASSES = {
    "nsaid": _("NSAID, such as ibuprofen or naproxen"), "paracetamol": _("Paracetamol (acetaminophen)"),
    "aspirin": _("Aspirin"), "triptan": _("Triptan"), "combination": _("Combination painkiller"),
    "opioid": _("Opioid, such as codeine or tramadol"), "ergot": _("Ergot"), "gepant": _("Gepant"),
    "ditan": _("Ditan"), "other": _("Another painkiller"), "preventive": _("Preventive medicine"),
}  # fmt: skip


class ClearanceForm(forms.Form):
    """A physician has looked into a danger sign."""

    by = forms.CharField(label=_("Who looked into it"), max_length=120)
    on = DayField(label=_("On which day"))
    excluded = forms.CharField(
        label=_("What was excluded, and how"), max_length=400, widget=forms.Textarea({"rows": 3})
    )

    before_report = forms.BooleanField(
        label=_("It was about the same complaint, and nothing new has come since"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, today: date, reported_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.reported_on = today, reported_on

    def clean_on(self) -> date:
        """A clearance lies in the past."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return on

    def clean(self) -> dict[str, Any]:
        """A physician can clear only what there was; an earlier day is asked about."""
        told: dict[str, Any] = super().clean() or {}
        on = told.get("on")
        if on is None or self.reported_on is None or on >= self.reported_on:
            return told | {"before_report": False}
        self.fields["before_report"].widget = forms.CheckboxInput()
        if not told.get("before_report"):
            words = _now("This sign was first reported here on %(day)s. Was the physician's answer about it?")
            self.add_error("before_report", words % {"day": date_format(self.reported_on, "j M Y")})
        return told

    @property
    def value(self) -> dict[str, Any]:
        """The clearance as a case file has it."""
        told = self.cleaned_data
        value: dict[str, Any] = {"by": told["by"], "on": told["on"].isoformat(), "excluded": told["excluded"]}
        return value | ({"before_report": True} if told["before_report"] else {})


class MedicineForm(forms.Form):
    """One medicine and how often it is taken."""

    name = forms.CharField(label=_("Medicine"), max_length=80)
    drug_class = forms.ChoiceField(
        label=_("Kind"), choices=[(name, CLASSES[name]) for name in CLASSES if name in MEDICINE_CLASSES]
    )
    days_per_month = NumberField(label=_("Days a month"), least=0, most=31, required=False)
    months = NumberField(label=_("For how many months"), least=0, most=900, required=False)

    def entry(self) -> dict[str, Any]:
        """The medicine as a case file has it."""
        data = self.cleaned_data
        entry: dict[str, Any] = {"name": data["name"], "class": data["drug_class"]}
        for key in ("days_per_month", "months"):
            if data[key] is not None:
                entry[key] = int(data[key]) if float(data[key]).is_integer() else data[key]
        return entry
