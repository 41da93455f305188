"""The first step of a clinic, taken at the command line: the clinic, and a link for its owner."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.actions import SYSTEM
from nuchal.clinic.people import actions
from nuchal.errors import UsageError


@transaction.atomic
def found(
    *, name: str, time_zone: str, country: str, owner: str, email: str, treats: bool, address: str = ""
) -> str:
    """Found a clinic that is reached at `address`; gives the address that its owner opens."""
    try:
        clinic = actions.found_clinic(by=SYSTEM, name=name, time_zone=time_zone, country=country.upper())
    except ValidationError as refused:
        raise UsageError(" ".join(refused.messages), remedy="Nothing was written; call it again.") from None
    roles = [Role.OWNER, Role.THERAPIST] if treats else [Role.OWNER]
    _, token = actions.invite(by=SYSTEM, clinic=clinic, email=email, name=owner, roles=roles)
    reached = address or f"{'https' if settings.HTTPS else 'http'}://{settings.ALLOWED_HOSTS[0]}"
    return f"{reached.rstrip('/')}{reverse('invitation', args=[token])}"
