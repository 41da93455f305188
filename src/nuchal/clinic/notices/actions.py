"""Write notices, and what the clinic does with one that failed: try again, or discard it with a reason."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.notices.sealing import NotReadable, rotate, seal

LONGEST_TITLE = 200


def name_of(subject: models.Model) -> str:
    """How a notice names the row that it is about."""
    return f"{subject._meta.label}/{subject.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be sent to one recipient. `words` say nothing about anybody's health."""

    kind: str
    subject: models.Model | str
    """The row that it is about."""
    recipient: str
    title: str
    words: str
    sequence: int = 0
    due_at: datetime | None = None
    """Now, if it is not said."""


def write(message: Message, *, clinic: UUID | None = None, client: UUID | None = None) -> None:
    """
    Put one message into the outbox.

    Call it inside the transaction of what it is about: both are stored or neither. The same message (subject, kind,
    recipient and sequence) is stored once, however often this is called.
    """
    now, subject = timezone.now(), message.subject
    one = Notice(
        kind=message.kind,
        subject=subject if isinstance(subject, str) else name_of(subject),
        recipient=message.recipient,
        title=" ".join(message.title.split())[:LONGEST_TITLE],
        words=seal(message.words),
        clinic_id=clinic,
        client_id=client,
        sequence=message.sequence,
        created_at=now,
        due_at=message.due_at or now,
    )
    Notice.objects.bulk_create([one], ignore_conflicts=True)


@transaction.atomic
def try_again(*, by: By, notice: Notice) -> bool:
    """A failed notice is due again, with all its tries; False where it is not failed any more."""
    return _changed(
        by=by, notice=notice, state=Notice.State.DUE, due_at=timezone.now(), takes=0, failures=0, problem=""
    )


@transaction.atomic
def discard(*, by: Any, notice: Notice, because: str) -> bool:
    """A failed notice will not be sent, for a reason; False where it is not failed any more. Its words are deleted."""
    return _changed(
        by=by,
        notice=notice,
        state=Notice.State.DISCARDED,
        discarded_by=by,
        discarded_because=because,
        words="",
    )


def encrypt_anew() -> int:
    """Encrypt the words of unsent notices with the key of now; gives how many. What no key opens stays as it is."""
    done = 0
    for key, words in Notice.objects.exclude(words="").values_list("pk", "words"):
        with suppress(NotReadable):
            done += Notice.objects.filter(pk=key, words=words).update(words=rotate(words))
    return done


def _changed(*, by: By, notice: Notice, state: Notice.State, **to: Any) -> bool:
    failed = Notice.objects.filter(pk=notice.pk, state=Notice.State.FAILED)
    if not failed.update(state=state, **to):
        return False
    note(Action.WRITE, by=by, clinic=notice.clinic_id, subject=notice, client=notice.client_id, state=state)
    return True
