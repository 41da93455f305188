"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.operations import reserve
from nuchal.clinic.people.shown_for import sign_shown_for


def clinic(request: HttpRequest) -> dict[str, Any]:
    """Who works here, what they may do and had typed; the client's link; whether this is the demonstration, or full."""
    practitioner = getattr(request, "practitioner", None)
    allowed = practitioner.permissions if practitioner else frozenset()
    drafts = getattr(request, "drafts", [])
    return {
        "practitioner": practitioner,
        "shown_for": sign_shown_for(practitioner) if practitioner else "",
        "may": {permission.name.lower(): permission in allowed for permission in Permission},
        "client_link": getattr(request, "client_link", None),
        "drafts": [one for one in drafts if one.belongs_to(request.path)],
        "drafts_elsewhere": [one for one in drafts if not one.belongs_to(request.path)],
        "demo": settings.DEMO,
        "idle_minutes": settings.IDLE_MINUTES,
        "no_room": practitioner is not None and reserve.waits(),
        "request_id": getattr(request, "id", ""),
    }
