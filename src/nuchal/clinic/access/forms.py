"""The form in which a member of staff asks for another address."""

from __future__ import annotations

from allauth.account.forms import AddEmailForm
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class NewAddressForm(AddEmailForm):  # type: ignore[misc]  # allauth has no types
    """Refuses the address of another account, so that two never meet at one address."""

    email = forms.EmailField(label=gettext_lazy("New e-mail address"), max_length=254)

    def clean_email(self) -> str:
        """The address in small letters."""
        email: str = super().clean_email()
        if get_user_model().objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError(_("This address can't be used here."))
        return email
