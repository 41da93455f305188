"""What a client whose questions were stopped reads of the clinic: only what has really happened, kept up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nuchal.clinic.intake.models import Alert
from nuchal.clinic.intake.queries import alerts_of, episode_of
from nuchal.clinic.operations.live import live_response, version_of
from nuchal.clinic.people.doors import ClientRequest, by_link
from nuchal.clinic.people.links import ClientLink


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicState:
    """What became of an alert, as moments; None for what has not happened."""

    stored_at: datetime
    mailed_at: datetime | None
    seen_at: datetime | None
    seen_by: str
    called_at: datetime | None
    was_reached: bool
    handled_at: datetime | None
    version: str


def clinic_state_of(link: ClientLink) -> ClinicState | None:
    """What became of the newest alert of a client's intake; None where there is none."""
    episode = episode_of(link)
    found: Alert | None = alerts_of(link).filter(episode=episode).first() if episode else None
    if found is None:
        return None
    call = getattr(found, "call", None)
    shown = (
        found.pk, found.mailed_at, found.seen_at, found.settled_at, call and (call.called_at, call.was_reached)
    )  # fmt: skip
    return ClinicState(
        stored_at=found.raised_at,
        mailed_at=found.mailed_at,
        seen_at=found.seen_at,
        seen_by=found.seen_by.name if found.seen_by else "",
        called_at=call.called_at if call else None,
        was_reached=bool(call and call.was_reached),
        handled_at=found.settled_at,
        version=version_of(shown),
    )


@require_GET
@by_link(ClientLink.Purpose.INTAKE)
def clinic_state(request: ClientRequest) -> HttpResponse:
    """The state alone, for the page that keeps itself up to date."""
    state = clinic_state_of(request.client_link)
    return live_response(
        request,
        state.version if state else "none",
        lambda: render(
            request,
            "intake/clinic_state.html",
            {"state": state, "clinic": request.client_link.client.clinic},
        ),
    )
