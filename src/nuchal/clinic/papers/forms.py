"""What only the writer knows: to whom a letter goes, which kind of headache a plan is for, and which visit it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design.forms import Stepper
from nuchal.clinic.design.numbers import NumberField


class PaperForm(forms.Form):
    """Everything may be left out: the line for the address is then filled in by hand."""

    to = forms.CharField(
        label=_("To"),
        help_text=_("Name and address, one line each. Left empty, there is a line to write on."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind of headache"), required=False)
    visit = NumberField(
        label=_("Which visit today is"),
        least=1,
        most=100,
        whole=True,
        required=False,
        widget=Stepper(attrs={"data-min": 1, "data-max": 100}),
    )

    def __init__(self, *args: Any, kinds: Mapping[str, int], planned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        if not planned:
            del self.fields["visit"]
        if len(kinds) > 1:
            self.fields["kind"].choices = [(name, name) for name in kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]

    @property
    def lines(self) -> tuple[str, ...]:
        """The address, line by line."""
        told = str(self.cleaned_data.get("to") or "")
        return tuple(line.strip() for line in told.splitlines() if line.strip())

    @property
    def profile(self) -> int:
        """Place of the chosen kind of headache; the first where none was chosen."""
        return self.kinds.get(self.cleaned_data.get("kind") or "", next(iter(self.kinds.values())))

    @property
    def number(self) -> int:
        """Number of the visit, from 1."""
        return int(self.cleaned_data.get("visit") or 1)
