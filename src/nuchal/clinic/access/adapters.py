"""How django-allauth fits this clinic: staff come by invitation only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from nuchal.clinic.access.factors import decrypted, encrypted
from nuchal.clinic.access.known_devices import attempt_name, device_of
from nuchal.clinic.operations.headers import address_of

ACCOUNT_ATTEMPTS = "login_failed_anywhere"
"""Wrong passwords at one account from all unknown browsers together: what slows down many who try at once."""


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address as everywhere: behind a proxy its own would be everybody's, and one could lock out all."""
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Unknown browsers share one count for each account; a browser in which somebody signed in has its own."""
        email = str(credentials.get("email", "")).lower()
        allowed = device_of(request, email) or ratelimit.consume(
            request, action=ACCOUNT_ATTEMPTS, key=email, dry_run=True
        )
        if not allowed:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        email = str(credentials.get("email", "")).lower()
        if not device_of(request, email):
            ratelimit.consume(request, action=ACCOUNT_ATTEMPTS, key=email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account and browser: by the account alone, a stranger could lock out its owner."""
        return f"{attempt_name(request, credentials)} from {address_of(request)}"


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What an authenticator app and a passkey are named after, and how their secrets are stored."""

    def encrypt(self, text: str) -> str:
        """A secret as the database holds it."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret behind what the database holds."""
        return decrypted(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The clinic's host name, as passkeys need it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Nuchal"}


def display(user: Any) -> str:
    """How a page names whoever signed in."""
    return str(user.name)
