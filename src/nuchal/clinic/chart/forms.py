"""What a physician cleared, and a medicine: the two forms that are more than one question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput({"type": "date"}))
    excluded = forms.CharField(
        label=_("What was excluded, and how"), max_length=400, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> Any:
        """A clearance lies in the past."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return on


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
