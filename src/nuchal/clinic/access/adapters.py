"""How django-allauth fits this clinic: staff come by invitation only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from nuchal.clinic.operations.headers import address_of


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address as everywhere: behind a proxy its own would be everybody's, and one could lock out all."""
        return address_of(request)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What an authenticator app and a passkey are named after."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The clinic's host name, as passkeys need it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Nuchal"}


def display(user: Any) -> str:
    """How a page names whoever signed in."""
    return str(user.name)
