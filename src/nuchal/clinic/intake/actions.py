"""Everything that changes an intake: begin, answer, hand in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.alerts import raise_if_needed
from nuchal.clinic.intake.meeting import Outcome, differing, meet, still_open
from nuchal.clinic.intake.models import Alert, Intake, Submission
from nuchal.clinic.intake.queries import Progress, episode_of, progress
from nuchal.clinic.intake.speaking import Signed, speak
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User
from nuchal.clinic.record import actions as record
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.concluding import conclude
from nuchal.clinic.record.consenting import missing, needs_guardian, sign, withdraw
from nuchal.clinic.record.episodes import Episode, Section
from nuchal.clinic.record.queries import client_of
from nuchal.knowledge.schema import Level


@transaction.atomic
def begin(*, by: ClientLink) -> Progress:
    """The intake of this link: begun now, or gone on with. Two opened at once are one."""
    client = Client.objects.select_for_update().select_related("clinic").get(pk=by.client_id)
    episode = episode_of(by)
    today = client.clinic.today(timezone.now())
    if episode is None:
        episode = record.open_episode(by=by, client=client, started_on=today)
    intake, created = Intake.objects.get_or_create(episode=episode, defaults={"started_at": timezone.now()})
    if created:
        record.refresh_age(by=by, episode=episode, on=today)
    return progress(by, episode, intake)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it came in: the id that the page gave it, what was sent, and what is recorded of it."""

    key: UUID
    step: Step
    content: Mapping[str, Sequence[str]]
    seen: int
    """The last finding that the page knew of when it was shown."""
    said_by: Contact | None = None
    """Who answered for the client."""
    entries: Sequence[Entry] = ()
    drawing: Mapping[str, Any] | None = None
    skipped: bool = False

    @property
    def places(self) -> list[Entry]:
        """What it says of every place that it touches, the drawing too."""
        drawn = self.drawing
        if drawn is None:
            return list(self.entries)
        marks = Entry(section=Section.DRAWING, key="drawing", profile=drawn["profile"], value=drawn["marks"])
        return [*self.entries, marks]

    @property
    def digest(self) -> str:
        """The digest of what was sent."""
        text = json.dumps([str(self.step), sorted(self.content.items())])
        return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def answer(*, by: ClientLink, episode: Episode, given: Answer) -> Outcome:
    """
    Store one answer with all that follows from it, unless another one arrived since its page was shown.

    When the transaction ends, the answer is on the disk; only then is the next page shown. Two that arrive at once
    wait for each other at the episode.
    """
    locked = Episode.objects.select_for_update().get(pk=episode.pk)
    outcome = Outcome.STORED
    if given.skipped:
        given = replace(given, entries=still_open(locked, given.entries))
    elif given.step.kind is Kind.CHECKLIST:
        met = meet(locked, given.entries, seen=given.seen)
        outcome = Outcome.KEPT if met.differs else outcome
        given = replace(given, entries=met.entries)
    elif differing(locked, given.places, seen=given.seen):
        return Outcome.REPEATED if _had_arrived(episode, given) else Outcome.DIFFERS
    if not _arrived(by, episode, given):
        return outcome if outcome.meets else Outcome.REPEATED
    if given.entries:
        record.record_many(by=by, episode=episode, entries=given.entries, said_by=given.said_by)
    if given.drawing is not None:
        record.keep_drawing(by=by, episode=episode, said_by=given.said_by, **given.drawing)
    raise_if_needed(by=by, episode=episode, client=client_of(episode), at_least=Level.SAME_DAY)
    return outcome


def _had_arrived(episode: Episode, given: Answer) -> bool:
    """Whether this answer was stored before and its receipt was lost; the later answer stands then."""
    before = Submission.objects.filter(episode=episode, key=given.key, digest=given.digest)
    return bool(before.exists())


def _arrived(by: ClientLink, episode: Episode, given: Answer) -> bool:
    """Write down that this answer has arrived; false where it had before."""
    _submission, new = Submission.objects.get_or_create(
        episode=episode,
        key=given.key,
        digest=given.digest,
        defaults={
            "step": str(given.step),
            "how": Submission.How.SKIPPED if given.skipped else Submission.How.ANSWERED,
            "by_link": by,
            "at": timezone.now(),
        },
    )
    return new


@transaction.atomic
def agree(*, by: ClientLink, intake: Intake, key: UUID, step: Step, signed: Signed) -> Outcome:
    """
    Sign every text that is needed, and write down who speaks for the client.

    A guardian signs anew what a minor had signed alone. Two signatures that arrive at once wait for each other at the
    episode; the second finds signed what the first one signed.
    """
    Episode.objects.select_for_update().get(pk=intake.episode_id)
    kind = Consent.Signature.DRAWN if signed.drawn else Consent.Signature.TYPED
    texts = needs_guardian(by.client) if step.kind is Kind.GUARDIAN else missing(by.client)
    for text in texts:
        for held in by.client.consents.filter(text=text.id, version=text.version, withdrawn_at=None):
            withdraw(by=by, consent=held)
        sign(
            by=by,
            client=by.client,
            text=text,
            signed_by=signed.name,
            signed_as=signed.signed_as,
            signature_kind=kind,
            signature={"path": signed.drawn} if signed.drawn else {"typed": signed.name},
        )
    speak(by=by, intake=intake, signed=signed)
    given = Answer(key=key, step=step, content={"signed": [signed.name]}, seen=intake.episode.last_sequence)
    return answer(by=by, episode=intake.episode, given=given)


@transaction.atomic
def hand_in(*, by: ClientLink, episode: Episode) -> None:
    """The client is done: store what follows from all that was said, and say what a doctor must see first."""
    now = timezone.now()
    episode = Episode.objects.select_for_update().get(pk=episode.pk)
    raise_if_needed(by=by, episode=episode, client=client_of(episode), at_least=Level.REFER_FIRST)
    conclude(by=by, episode=episode, on=episode.client.clinic.today(now))
    if Intake.objects.filter(episode=episode, finished_at=None).update(finished_at=now):
        note(
            Action.WRITE, by=by, clinic=episode.client.clinic_id, subject=episode, client=episode.client_id,
            intake="handed in", knowledge=knowledge().release,
        )  # fmt: skip


@transaction.atomic
def reopen(*, by: User, client: Client) -> bool:
    """Let a client change an intake that was handed in; false where none was."""
    handed_in = Intake.objects.filter(
        episode__client=client, episode__closed_at=None, finished_at__isnull=False
    )
    newest = handed_in.order_by("-started_at").first()
    if newest is None or not Intake.objects.filter(pk=newest.pk, finished_at__isnull=False).update(
        finished_at=None
    ):
        return False
    note(
        Action.WRITE, by=by, clinic=client.clinic_id, subject=newest.episode, client=client, intake="reopened"
    )
    return True


@transaction.atomic
def say_checked(*, by: ClientLink, episode: Episode) -> None:
    """
    The client says that a doctor has looked at what stopped the questions.

    A note for the therapist and no clearance: the signs stand, and booking stays closed. Only the questions go on.
    """
    waiting = Alert.objects.filter(episode=episode, checked_at=None, corrected_at=None)
    for alert in waiting.exclude(level=Level.REFER_FIRST.value):
        if Alert.objects.filter(pk=alert.pk, checked_at=None).update(checked_at=timezone.now()):
            note(
                Action.WRITE, by=by, clinic=episode.client.clinic_id, subject=alert, client=episode.client_id,
                says="a doctor has looked at it",
            )  # fmt: skip
