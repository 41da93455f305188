"""Forms about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Role
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Invitation, User

if TYPE_CHECKING:
    _OfClient = forms.ModelForm[Client]
else:
    _OfClient = forms.ModelForm


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
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
        password_validation.validate_password(password, user)
        return password


class ClientForm(_OfClient):
    """Who a client is."""

    class Meta:
        """The fields that staff enter."""

        model = Client
        fields = ("given_name", "family_name", "pronoun", "born_on", "email", "phone")
        widgets = {"born_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012


class LinkForm(forms.Form):
    """What a link is to open."""

    purpose = forms.ChoiceField(label=_("For"), choices=ClientLink.Purpose.choices)
