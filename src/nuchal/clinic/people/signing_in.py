"""
Sign-ins, refused attempts and changes of an account: into the audit, and by mail to the person.

An attempt at an address that no account has names nothing: it may be a password. The mails about a changed password,
address or factor are those of django-allauth; the ones about attempts and about a wish to change the address are here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.cache import cache
from django.core.mail import send_mail
from django.dispatch import receiver
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nuchal.clinic.audit.actions import NOBODY, By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.session_proof import FACTORS, end_sessions, has_shown_factor
from nuchal.clinic.people.staff import User

MANY = 5
"""Refused attempts within a day after which the person is told."""
DAY = int(timedelta(days=1).total_seconds())


@receiver(user_logged_in)
def signed_in(user: User, request: HttpRequest | None = None, **_more: Any) -> None:
    """In every clinic of this person, so that each owner sees it. The address of an invitation counts as verified."""
    _note(Action.SIGN_IN, user, by=user)
    if not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if request is not None:
        request.signed_in_as = user.email  # type: ignore[attr-defined]  # read by KnownDevices


@receiver(user_logged_out)
def signed_out(user: User | None, **_more: Any) -> None:
    """The same for the end."""
    if user is not None:
        _note(Action.SIGN_OUT, user, by=user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any] | None = None, **_more: Any) -> None:
    """A wrong password: in the clinics of the account that was tried, or in none."""
    tried = str((credentials or {}).get("email", "")).strip().lower()
    user = User.objects.filter(email=tried).first()
    if user is None:
        note(Action.REFUSED, by=NOBODY)
        return
    _note(Action.REFUSED, user, by=NOBODY, wrong="password")
    _count_refusal(user)


@receiver(factors.authentication_failed)
def wrong_code(user: User, **_more: Any) -> None:
    """A wrong code of the second factor: who sent it knew the password."""
    _note(Action.REFUSED, user, by=NOBODY, wrong="code")
    _count_refusal(user)


@receiver(factors.authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """
    Every other session ends: it has not shown the new factor.

    This one has shown the first factor of the account by adding it. A further factor proves nothing by being added.
    """
    _note(Action.WRITE, user, by=user, account="factor added", factor=str(authenticator.type))
    if authenticator.type not in FACTORS:
        return
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk)
    if not others.exists() and not has_shown_factor(request):
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    end_sessions(user, except_key=request.session.session_key)


@receiver(factors.authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Sessions elsewhere end here as well."""
    _note(Action.WRITE, user, by=user, account="factor removed", factor=str(authenticator.type))
    end_sessions(user, except_key=request.session.session_key)


@receiver(factors.authenticator_reset)
def factor_reset(user: User, authenticator: Authenticator, **_more: Any) -> None:
    """New recovery codes."""
    _note(Action.WRITE, user, by=user, account="factor reset", factor=str(authenticator.type))


@receiver([account.password_changed, account.password_set])
def password_changed(request: HttpRequest, user: User, **_more: Any) -> None:
    """Django ends the other sessions, whose password is the old one."""
    _note(Action.WRITE, user, by=user, account="password changed")


@receiver(account.password_reset)
def password_reset(user: User, **_more: Any) -> None:
    """By the link of a mail; nobody has signed in."""
    _note(Action.WRITE, user, by=NOBODY, account="password reset")


@receiver(account.email_added)
def address_wished(user: User, **_more: Any) -> None:
    """The old address is told before anything changes, so that its owner can stop it."""
    _note(Action.WRITE, user, by=user, account="new address asked for")
    words = render_to_string("people/address_wished.txt", {"user": user})
    send_mail(_("Your e-mail address here is about to change"), words, None, [user.email])


@receiver(account.email_changed)
def address_changed(user: User, **_more: Any) -> None:
    """The new address was verified by the link of a mail."""
    _note(Action.WRITE, user, by=user, account="address changed")


def _note(action: Action, user: User, *, by: By, **details: Any) -> None:
    here = user.practitioners.filter(left_at=None)
    clinics: list[UUID | None] = [*here.values_list("clinic_id", flat=True)]
    for clinic in clinics or [None]:
        note(action, by=by, clinic=clinic, subject=user, **details)


def _count_refusal(user: User) -> None:
    """After some refusals, one mail a day: it must not become a way to flood a mailbox."""
    place = f"refused:{user.pk}"
    cache.add(place, 0, DAY)
    if cache.incr(place) >= MANY and cache.add(f"refused-told:{user.pk}", True, DAY):
        words = render_to_string("people/attempts.txt", {"user": user})
        send_mail(_("Failed attempts to sign in to your account"), words, None, [user.email])
