"""Forms about people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Role
from nuchal.clinic.design.days import DayField
from nuchal.clinic.design.forms import Choices, ManyChoices, Segments
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.doubles import Double
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.member_forms import ROLE_HINTS
from nuchal.clinic.people.opening import has_page
from nuchal.clinic.people.shared_form import SharedForm
from nuchal.clinic.people.staff import Invitation, User

if TYPE_CHECKING:
    _OfClient = forms.ModelForm[Client]
    _OfContact = forms.ModelForm[Contact]
else:
    _OfClient = _OfContact = forms.ModelForm


_MISSING = _("Write the %(label)s.")
ANOTHER = (
    ("asked", _("I asked, and it is another person")),
    ("relative", _("A relative, such as a twin or a parent of the same name")),
    ("later", _("I can't tell yet, and will compare the two later")),
)
"""Why somebody is entered though a record may be of the same person; the audit keeps which."""


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=ManyChoices(hints=ROLE_HINTS)
    )


class AcceptanceForm(forms.Form):
    """The name and the password of somebody who was invited."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; a few words that you can remember are best."),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = invitation.name
        self.invitation = invitation

    def clean_password(self) -> str:
        """Refuse what is easily guessed."""
        password: str = self.cleaned_data["password"]
        user = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        user.invited_to = (self.invitation.clinic.name,)
        password_validation.validate_password(password, user)
        return password


ONE_NAME = _("Write the given name, the family name, or the only name.")


class _AboutSomebodyElse:
    """A form about a person who is not the one who types: the browser must not fill in its owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]  # the form beside it has them
            field.widget.attrs["autocomplete"] = "off"


class ClientForm(_AboutSomebodyElse, _OfClient):
    """Who a client is; where a record may be of the same person, why this is another one."""

    class Meta:
        """The fields that staff enter."""

        model = Client
        fields = ("given_name", "family_name", "pronoun", "born_on", "email", "phone")
        field_classes = {"born_on": DayField}  # noqa: RUF012

    another = forms.ChoiceField(
        label=_("Why is this another person?"), choices=ANOTHER, required=False, widget=Choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubles: list[Double] = []

    def clean(self) -> dict[str, Any]:
        """A person has a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        refuse_without_name(self, cleaned)
        return cleaned

    @property
    def who(self) -> dict[str, Any]:
        """What was written of the person."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def may_enter(self, doubles: list[Double]) -> bool:
        """Whether the person can be entered: nothing points to a double, or a reason was given."""
        self.doubles = doubles
        if not doubles or self.cleaned_data.get("another"):
            return True
        self.add_error("another", _now("Open the record above, or say why this is another person."))
        return False


def refuse_without_name(form: forms.BaseForm, cleaned: Mapping[str, Any]) -> None:
    """Some people have one name; a client without any is refused."""
    given, family = cleaned.get("given_name"), cleaned.get("family_name")
    if given == "" and family == "":
        form.add_error("given_name", ONE_NAME)


class ParticularsForm(_AboutSomebodyElse, SharedForm, _OfClient):
    """Who a client is, who referred them, and who pays."""

    class Meta:
        """The fields that staff change."""

        model = Client
        fields = (
            "given_name", "family_name", "pronoun", "born_on", "email", "phone", "referred_by", "referred_on",
            "insurer", "insurance_number", "insurer_wants_referral",
        )  # fmt: skip
        widgets = {"insurer_wants_referral": Segments}  # noqa: RUF012
        field_classes = {"born_on": DayField, "referred_on": DayField}  # noqa: RUF012

    WHO = ("given_name", "family_name", "pronoun", "born_on", "email", "phone")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            field.error_messages["required"] = _MISSING % {"label": str(field.label).lower()}

    def clean(self) -> dict[str, Any]:
        """Nothing was referred in the future; the date of birth is judged with the client."""
        cleaned: dict[str, Any] = super().clean() or {}
        refuse_without_name(self, cleaned)
        if cleaned.get("referred_on") and cleaned["referred_on"] > self.today:
            self.add_error("referred_on", _("This day is still to come."))
        return cleaned


CAN = (
    (Contact.Part.GUARDIAN.value, _("decide for a minor, as guardian")),
    (Contact.Part.PROXY.value, _("decide for the client, as proxy")),
    (Contact.Part.EMERGENCY.value, _("be called in an emergency")),
)


class ContactForm(_AboutSomebodyElse, _OfContact):
    """Somebody who speaks for a client."""

    class Meta:
        """The fields that staff enter."""

        model = Contact
        fields = ("part", "name", "relationship", "phone", "email")

    part = forms.ChoiceField(label=_("May"), choices=CAN, widget=Choices)

    def clean(self) -> dict[str, Any]:
        """Somebody whom nobody can reach is no contact."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", _("Write a telephone number or an e-mail address."))
        return cleaned


class LinkForm(forms.Form):
    """What a link is to open: purposes whose pages exist."""

    purpose = forms.ChoiceField(label=_("For"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.value, one.label) for one in ClientLink.Purpose if has_page(one)]
        self.fields["purpose"].choices = offered  # type: ignore[attr-defined]
        self.fields["purpose"].initial = offered[0][0] if offered else None
        if len(offered) == 1:
            self.fields["purpose"].widget = forms.HiddenInput()
