"""What every page of staff shows of alerts that no therapist has seen, and of clients to be telephoned now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import Note, notes_of_reading
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.calls import open_calls
from nuchal.clinic.intake.models import Alert, UrgentCall
from nuchal.clinic.intake.queries import alerts_waiting
from nuchal.clinic.operations.live import live_response, version_of
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.staff import Practitioner

MARKED, WAITING = "_marked_clients", "_waiting"
"""Where a request keeps the marks of its page, and what they come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Open alerts for a therapist, or open calls for other staff; the first is the one to name."""

    alerts: tuple[Alert, ...] = ()
    calls: tuple[UrgentCall, ...] = ()

    @property
    def unseen(self) -> Waiting:
        """Only what no therapist has seen, and no one has called."""
        return Waiting(
            alerts=tuple(one for one in self.alerts if one.seen_at is None),
            calls=tuple(one for one in self.calls if one.seen_at is None and one.called_at is None),
        )

    @property
    def version(self) -> list[Any]:
        """Everything about them that a page shows and that can change."""
        seen = [(one.pk, one.level, one.seen_at, one.mailed_at, one.mail_failed_at, one.checked_at,
                 one.corrected_at) for one in self.alerts]  # fmt: skip
        return [*seen, *((one.pk, one.seen_at, one.called_at, one.was_reached) for one in self.calls)]


def waiting_for(practitioner: Practitioner) -> Waiting:
    """What waits in the clinic of a member of staff, as far as they may see it."""
    if practitioner.can(Permission.SEE_HEALTH):
        return Waiting(alerts=tuple(alerts_waiting(practitioner)))
    return Waiting(calls=tuple(open_calls(practitioner)))


def strip_of(waiting: Waiting) -> SafeString:
    """The strip that names the first and counts the others, as HTML; empty where nothing waits."""
    known = {"alerts": waiting.alerts, "calls": waiting.calls}
    shown = render_to_string("intake/alert_strip.html", known)
    return mark_safe(shown.strip())  # the template has escaped it


def bar(request: HttpRequest) -> str:
    """The bar above a page of staff; empty for pages without a practitioner."""
    practitioner = getattr(request, "practitioner", None)
    if practitioner is None:
        return ""
    unseen = _asked_once(request, practitioner).unseen
    return f'<div id="alert-bar" class="alarm-bar" data-region>{strip_of(unseen)}</div>'


def mark(request: HttpRequest, client_id: UUID) -> str:
    """The level of a client's most urgent open alert; "Call now" for staff who may not see health."""
    practitioner = getattr(request, "practitioner", None)
    if practitioner is None:
        return ""
    found = getattr(request, MARKED, None)
    if found is None:
        found = _marked(_asked_once(request, practitioner))
        setattr(request, MARKED, found)
    known: str = found.get(client_id, "")
    return known


def _asked_once(request: HttpRequest, practitioner: Practitioner) -> Waiting:
    """What waits, read once for a whole page."""
    known: Waiting | None = getattr(request, WAITING, None)
    if known is None:
        known = waiting_for(practitioner)
        setattr(request, WAITING, known)
    return known


def _marked(waiting: Waiting) -> dict[UUID, str]:
    """Client -> the mark, for every client for whom something waits; one query for a whole page."""
    found: dict[UUID, str] = {
        one.client_id: render_to_string("intake/call_mark.html") for one in waiting.calls
    }
    for one in sorted(waiting.alerts, key=lambda one: one.rank):
        found[one.episode.client_id] = render_to_string("intake/alert_mark.html", {"level": one.level})
    return found


@require_GET
@staff(Permission.SEE_PEOPLE)
def alert_bar(request: StaffRequest) -> HttpResponse:
    """The bar alone, for pages that keep themselves up to date."""
    waiting = waiting_for(request.practitioner).unseen
    return live_response(request, version_of(waiting.version), lambda: _bar_page(request, waiting))


def _bar_page(request: StaffRequest, waiting: Waiting) -> HttpResponse:
    clients = {one.episode.client_id for one in waiting.alerts} | {one.client_id for one in waiting.calls}
    read = [Note(action=Action.READ, client_id=one, details={"page": "alert bar"}) for one in sorted(clients)]
    if read:
        notes_of_reading(read, by=request.user, clinic=request.practitioner.clinic_id)
    return HttpResponse(bar(request))
