"""
What this session has proved: that the person who signed in also holds the second factor of the account.

Having a second factor is not enough. A session that began by password alone, before the factor was added or in another
browser, opens nothing until the factor is shown in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nuchal.clinic.people.drafts import page_after_sign_in
from nuchal.clinic.people.staff import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
OPEN_WITHOUT = {
    "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
    "account_confirm_email", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}  # fmt: skip
"""Pages of an account that ask for the factor themselves, or that show and change nothing of it."""


def missing_proof(request: HttpRequest) -> str:
    """Where this session has to go before it may open anything; empty where it has proved enough."""
    user = request.user
    if not isinstance(user, User):
        return ""
    if not is_mfa_enabled(user, FACTORS):
        return reverse("mfa_index") if settings.SECOND_FACTOR else ""
    if has_shown_factor(request):
        return ""
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page_after_sign_in(request)})}"


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session."""
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user))


def end_sessions(user: User, *, except_key: str | None = None) -> int:
    """Sign a person out everywhere, or everywhere but here; returns in how many browsers."""
    others = UserSession.objects.filter(user=user).exclude(session_key=except_key)
    ended = list(others)
    for session in ended:
        session.end()
    return len(ended)


class FactorBeforeAccount:
    """Pages of one's account ask for the same proof as charts: a password alone must not remove a factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Stop at a page of the account that this session has not proved enough for."""
        name = request.resolver_match.url_name if request.resolver_match else None
        of_account = (name or "").startswith(("account_", "mfa_", "usersessions_"))
        if not of_account or name in OPEN_WITHOUT:
            return None
        where = missing_proof(request)
        return HttpResponseRedirect(where) if "reauthenticate" in where else None
