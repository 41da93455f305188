"""
For whom a page of staff was shown: the person and the clinic, signed, in every form of the page.

A browser has one sign-in and one chosen clinic for all its tabs. A form that was opened before somebody switched the
clinic or signed in as another person would otherwise be saved where, or under whose name, it does not belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from nuchal.clinic.people.staff import Practitioner

FIELD = "shown_for"
HEADER = "X-Shown-For"
SALT = "nuchal.people.shown_for"
LASTS = timedelta(hours=36)
"""A form that is older than this is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFor:
    """The user and the clinic that a page was shown for."""

    user_id: int
    clinic_id: UUID


def sign_shown_for(practitioner: Practitioner) -> str:
    """The value of the hidden field."""
    return signing.dumps([practitioner.user_id, practitioner.clinic_id.hex], salt=SALT)


def shown_for_of(request: HttpRequest) -> ShownFor | None:
    """For whom the page was shown that sent this request; None where it does not say, or is too old."""
    said = request.POST.get(FIELD) or request.headers.get(HEADER, "")
    try:
        user_id, clinic = signing.loads(said, salt=SALT, max_age=LASTS)
        return ShownFor(user_id=user_id, clinic_id=UUID(clinic))
    except (signing.BadSignature, ValueError, TypeError):
        return None
