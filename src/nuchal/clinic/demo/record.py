"""The record of the invented clients: intakes, examinations, re-examinations and what followed from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from nuchal.clinic.audit.actions import SYSTEM, By
from nuchal.clinic.demo.hands import strokes_of
from nuchal.clinic.demo.scene import Person, Scene
from nuchal.clinic.demo.stories import better, examined, half, said
from nuchal.clinic.intake.alerts import raise_if_needed
from nuchal.clinic.intake.models import Alert, UrgentCall
from nuchal.clinic.people.clients import CareRelationship
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record import actions
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.closures import Closure, close_episode
from nuchal.clinic.record.concluding import conclude
from nuchal.clinic.record.consenting import NEEDED, SELF, consent_texts
from nuchal.clinic.record.episodes import Episode, Section
from nuchal.clinic.record.queries import client_of
from nuchal.knowledge.schema import Level

BETTER = {"treated": (0.35, 0.6), "discharged": (0.4, 0.7, 0.9)}
"""Stage -> how much of the pain is gone at each later visit."""


def load_record(scene: Scene) -> None:
    """Give every client the record of their stage."""
    for person in scene.watched(scene.people):
        if person.has_reached("began"):
            person.episode = actions.open_episode(
                by=SYSTEM,
                client=person.row,
                started_on=scene.at(person.row.clinic, weeks_ago=person.weeks).date(),
            )
            _intake(scene, person, person.episode)
        if person.episode and person.has_reached("examined"):
            _examination(scene, person, person.episode)
        if person.episode and person.stage == "discharged":
            _discharge(scene, person, person.episode)


def _intake(scene: Scene, person: Person, episode: Episode) -> None:
    moment = scene.at(person.row.clinic, weeks_ago=person.weeks, hour=7)
    link = ClientLink.objects.create(
        client=person.row,
        purpose=ClientLink.Purpose.INTAKE,
        about=episode.pk,
        token_hash=f"demonstration-{episode.pk}",
        created_by=person.treated_by.user,
        expires_at=scene.at(person.row.clinic, weeks_ago=person.weeks - 4),
        created_at=scene.at(person.row.clinic, weeks_ago=person.weeks + 0.5),
        first_opened_at=moment,
    )
    texts = consent_texts()
    Consent.objects.bulk_create(
        Consent(
            client=person.row,
            text=name,
            version=texts[name].version,
            text_digest=texts[name].digest(SELF),
            signed_by=str(person.row),
            signature_kind=Consent.Signature.TYPED,
            signature={"typed": str(person.row)},
            signed_at=moment,
            by_link=link,
        )
        for name in NEEDED
    )
    entries = said(person.story, scene.knowledge)
    if not person.has_reached("answered"):
        entries = half(entries)
    _record(by=link, episode=episode, entries=entries, at=moment)
    if person.has_reached("answered"):
        conclude(by=link, episode=episode, on=moment.date(), at=moment)
    if not person.has_reached("examined"):
        _alert(link, episode, moment)


def _record(*, by: By, episode: Episode, entries: Iterable[Entry], at: datetime) -> None:
    """What was said, and each drawing also as the strokes of a hand."""
    for row in actions.record_many(by=by, episode=episode, entries=entries, at=at):
        if row.section == Section.DRAWING and row.value and not row.drawings.exists():
            actions.keep_strokes(finding=row, strokes=strokes_of(row.value))


def _alert(link: ClientLink, episode: Episode, moment: datetime) -> None:
    """A danger sign waits for somebody in the clinic, as after a real intake."""
    alert = raise_if_needed(by=link, episode=episode, client=client_of(episode), at_least=Level.SAME_DAY)
    if alert is not None:
        Alert.objects.filter(pk=alert.pk).update(raised_at=moment)
        UrgentCall.objects.filter(alert=alert).update(asked_at=moment)


def _examination(scene: Scene, person: Person, episode: Episode) -> None:
    therapist, clinic = person.treated_by.user, person.row.clinic
    found = examined(person.story, scene.knowledge)
    told = said(person.story, scene.knowledge)
    visits = BETTER.get(person.stage, ())
    first = scene.at(clinic, weeks_ago=person.weeks - 0.5, hour=10)
    actions.record_many(by=therapist, episode=episode, entries=found, at=first)
    conclude(by=therapist, episode=episode, on=first.date(), at=first)
    for number, gone in enumerate(visits, start=1):
        moment = scene.at(clinic, weeks_ago=person.weeks * (1 - number / (len(visits) + 1)), hour=10)
        _record(by=therapist, episode=episode, entries=better([*told, *found], gone), at=moment)
        conclude(by=therapist, episode=episode, on=moment.date(), at=moment)


def _discharge(scene: Scene, person: Person, episode: Episode) -> None:
    ended = scene.at(person.row.clinic, weeks_ago=2)
    closure = close_episode(by=person.treated_by.user, episode=episode, reason=Closure.Reason.RESOLVED)
    assert closure is not None, "an episode of the demonstration is closed once"
    Closure.objects.filter(pk=closure.pk).update(closed_at=ended)
    Episode.objects.filter(pk=episode.pk).update(closed_at=ended)
    CareRelationship.objects.filter(client=person.row).update(until=ended.date())
