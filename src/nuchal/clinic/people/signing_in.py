"""Sign-ins, sign-outs and refused attempts go into the audit. An attempt names no address: it may be a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from nuchal.clinic.audit.actions import NOBODY, note
from nuchal.clinic.audit.models import Action


@receiver(user_logged_in)
def signed_in(user: Any, **_: Any) -> None:
    """In every clinic of this person, so that each owner sees it."""
    _note(Action.SIGN_IN, user)


@receiver(user_logged_out)
def signed_out(user: Any, **_: Any) -> None:
    """The same for the end."""
    if user is not None:
        _note(Action.SIGN_OUT, user)


@receiver(user_login_failed)
def refused(**_: Any) -> None:
    """Somebody did not get in."""
    note(Action.REFUSED, by=NOBODY)


def _note(action: Action, user: Any) -> None:
    clinics = list(user.practitioners.filter(left_at=None).values_list("clinic_id", flat=True))
    for clinic in clinics or [None]:
        note(action, by=user, clinic=clinic, subject=user)
