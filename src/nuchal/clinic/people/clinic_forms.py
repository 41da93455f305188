"""Forms about the clinic itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.pictures import NoPicture, redrawn_png
from nuchal.clinic.people.shared_form import SharedForm
from nuchal.clinic.people.staff import Clinic, time_zones

if TYPE_CHECKING:
    _OfClinic = forms.ModelForm[Clinic]
else:
    _OfClinic = forms.ModelForm

MOST_BYTES = 3_000_000
LOGO_WIDTH, LOGO_HEIGHT = 900, 300
LOGO_CHANGED = _("Meanwhile another person changed the logo. It is shown above. Choose again to replace it.")


class ClinicForm(SharedForm, _OfClinic):
    """Name, address, telephone, time zone, emergency number and paper of a clinic."""

    class Meta:
        """The fields that the owner changes."""

        model = Clinic
        fields = (
            "name", "address", "phone", "email", "country", "region", "time_zone", "emergency_number", "paper",
            "anchor_address",
        )  # fmt: skip
        help_texts = {  # noqa: RUF012
            "anchor_address": _(
                "An address outside the clinic. A short mail each day says where the audit ends, without health data; "
                "it shows later whether anything was cut off or changed. Leave it empty for none."
            )
        }
        widgets = {"address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})}  # noqa: RUF012

    country = forms.CharField(
        label=_("Country"),
        min_length=2,
        max_length=2,
        validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Write two letters, such as CA."))],
        help_text=_("Two letters, such as CA."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.time_zone
        names = sorted({held, *(name for name in time_zones() if "/" in name)})
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in names]  # type: ignore[attr-defined]
        usual = knowledge().emergency_numbers.get(self.instance.country.upper(), "")
        self.fields["emergency_number"].help_text = (
            _now("Shown on the pages that tell a client to call. Leave it empty for %(number)s.")
            % {"number": usual}
            if usual
            else _now("Shown on the pages that tell a client to call.")
        )
        sizes = [("", _now("Usual in the country, %(paper)s") % {"paper": self._usual_paper()})]
        self.fields["paper"].choices = [*sizes, *Clinic.Paper.choices]  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        """Capital letters."""
        return str(self.cleaned_data["country"]).upper()

    def clean_name(self) -> str:
        """One line: a name stands in the subject of letters."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_now("Write the name."))
        return name

    def _usual_paper(self) -> str:
        return str(Clinic(country=self.instance.country).paper_size.label).partition(" (")[0]


class LogoForm(forms.Form):
    """A picture for the head of letters, drawn anew, and the name of the one that the page showed."""

    shown = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    logo = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, at most 3 MB. It is made smaller to fit the head of a letter."),
    )

    def show_conflict(self, now: str) -> None:
        """Say that another person has changed the logo; choosing again replaces theirs."""
        data = cast(QueryDict, self.data).copy()
        data["shown"] = now
        self.data = data
        self.add_error("logo", LOGO_CHANGED)

    def clean_logo(self) -> bytes:
        """The picture as a PNG of our own making."""
        sent: UploadedFile[bytes] = self.cleaned_data["logo"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_now("This picture is larger than 3 MB."))
        try:
            return redrawn_png(sent.read(), width=LOGO_WIDTH, height=LOGO_HEIGHT)
        except NoPicture as problem:
            raise forms.ValidationError(str(problem)) from None
