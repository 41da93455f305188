"""Forms about keeping and erasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.design.numbers import NumberField
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.shared_form import SharedForm
from nuchal.clinic.rights.keeping import Keeping


class KeepingForm(SharedForm, forms.Form):
    """How many years the clinic keeps a record after the last entry."""

    keep_years = NumberField(
        label=_("Keep records for"),
        least=1,
        most=100,
        whole=True,
        required=False,
        help_text=_("Years after the last entry. Leave it empty while you do not know: then nothing warns."),
    )


class ErasureForm(forms.Form):
    """The name of whom to erase, typed, and a word where it is earlier than the clinic wants."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    early = forms.BooleanField(required=False)

    def __init__(self, *args: Any, client: Client, keeping: Keeping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        self.fields["name"].label = _("Type “%(name)s” to confirm") % {"name": client}
        self.fields["name"].error_messages["required"] = _(
            "Type the name, so that nobody is erased by mistake."
        )
        if keeping.is_early:
            self.fields["early"].required = True
            self.fields["early"].label = _("Erase it before that day. I know why this is allowed.")
            self.fields["early"].error_messages["required"] = _(
                "Confirm that it may be erased before that day."
            )
        else:
            del self.fields["early"]

    def clean_name(self) -> str:
        """Letter by letter; spaces and case do not matter."""
        typed: str = self.cleaned_data["name"]
        if (
            typed.split()
            and " ".join(typed.split()).casefold() != " ".join(str(self.client).split()).casefold()
        ):
            raise forms.ValidationError(_("This is not the name of this client."))
        return typed
