"""A danger sign that is present becomes an alert: a row that the clinic sees, and letters in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.alert_letters import write_letters
from nuchal.clinic.intake.models import Alert, UrgentCall
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record.episodes import Episode
from nuchal.findings.model import Client
from nuchal.knowledge.schema import Level
from nuchal.reasoning.screening import SignResult, screen


def standing_signs(client: Client, at_least: Level) -> tuple[SignResult, ...]:
    """Danger signs that stand at this level or above, most urgent first."""
    found = screen(client, knowledge()).positive
    return tuple(result for result in found if result.at_least.rank >= at_least.rank)


def raise_if_needed(*, by: ClientLink, episode: Episode, client: Client, at_least: Level) -> Alert | None:
    """
    An alert for signs that no earlier alert of the episode named at this level; marks those that were corrected.

    Call it inside the transaction that stored the answer, with the episode locked: an answer and its alert arrive
    together or not at all, and two answers at once raise one alert.
    """
    standing = standing_signs(client, at_least)
    alerts = list(Alert.objects.filter(episode=episode))
    _mark_corrected(by, episode, alerts, client)
    ranks = {
        sign: alert.rank for alert in reversed(alerts) if alert.corrected_at is None for sign in alert.signs
    }
    fresh = [result for result in standing if ranks.get(result.sign.id, -1) < result.at_least.rank]
    if not fresh:
        return None
    alert: Alert = Alert.objects.create(
        episode=episode,
        level=fresh[0].at_least.value,
        signs=[result.sign.id for result in fresh],
        raised_at=timezone.now(),
        raised_by=by,
    )
    note(Action.WRITE, by=by, clinic=episode.client.clinic_id, subject=alert, client=episode.client_id)
    if alert.is_urgent:
        UrgentCall.objects.create(alert=alert, client=episode.client, asked_at=alert.raised_at)
    write_letters(alert)
    return alert


def _mark_corrected(by: ClientLink, episode: Episode, alerts: Sequence[Alert], client: Client) -> None:
    """An alert stays; where the client has changed the answers so that none of its signs stands, it says so."""
    still = {result.sign.id for result in standing_signs(client, Level.REFER_FIRST)}
    for alert in alerts:
        if alert.corrected_at is None and not still.intersection(alert.signs):
            alert.corrected_at = timezone.now()
            alert.save(update_fields=["corrected_at"])
            note(
                Action.WRITE, by=by, clinic=episode.client.clinic_id, subject=alert, client=episode.client_id,
                says="corrected",
            )  # fmt: skip
