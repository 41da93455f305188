"""Add an event to the chain of its clinic."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from nuchal.clinic.audit.chain import content_of, hash_of
from nuchal.clinic.audit.ends import locked_end, save_end
from nuchal.clinic.audit.models import NO_CLINIC, Action, ActorKind, Chain, Event
from nuchal.clinic.operations import reserve
from nuchal.clinic.operations.interruptions import Interruption, interruption_of
from nuchal.clinic.operations.patience import briefly


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, as an event names them."""

    kind: ActorKind
    id: str = ""
    name: str = ""


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="nuchal")
NOBODY = Actor(kind=ActorKind.UNKNOWN)


class CanAct(Protocol):
    """A user or a client's link: whoever can say who they are."""

    @property
    def actor(self) -> Actor:
        """How an event names them."""


By = Actor | CanAct


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What happened, before it has a place in the chain. `details` never hold health text, names or tokens."""

    action: Action
    subject: models.Model | None = None
    client_id: UUID | None = None
    details: dict[str, Any] | None = None


def note(
    action: Action,
    *,
    by: By,
    clinic: UUID | models.Model | None = None,
    subject: models.Model | None = None,
    client: UUID | models.Model | None = None,
    **details: Any,
) -> Event:
    """One event: `note(Action.READ, by=user, clinic=client.clinic_id, subject=client, client=client)`."""
    what = Note(action=action, subject=subject, client_id=_id(client), details=details)
    return notes([what], by=by, clinic=clinic)[0]


def note_read(*, by: By, subject: models.Model, client: models.Model) -> None:
    """Somebody opened a page about a client; `client` has a `clinic_id`."""
    read = Note(action=Action.READ, subject=subject, client_id=client.pk)
    notes_of_reading([read], by=by, clinic=client.clinic_id)  # type: ignore[attr-defined]


def notes_of_reading(what: Sequence[Note], *, by: By, clinic: UUID | models.Model) -> None:
    """
    Several events of reading, a copy included. Where the database is full or busy they wait in the reserve.

    Raises ReserveFull where there is no room either: what is read unnoted is not shown.
    """
    _refuse_other_clinic(by, _id(clinic))
    actor = by if isinstance(by, Actor) else by.actor
    try:
        with briefly():
            notes(what, by=by, clinic=clinic)
    except DatabaseError as error:
        if interruption_of(error) not in (Interruption.FULL, Interruption.BUSY):
            raise
        reserve.keep([_waiting(one, actor, _id(clinic)) for one in what])
        return
    if reserve.waits():
        with suppress(DatabaseError, OSError):  # they go on waiting
            reserve.hand_over(_take_over)


def _refuse_other_clinic(by: By, clinic_id: UUID | None) -> None:
    works_in = getattr(by, "works_in", None)
    if works_in is not None and works_in != clinic_id:
        raise PermissionDenied("a permission in one clinic was used for a row of another")


def _waiting(one: Note, actor: Actor, clinic_id: UUID | None) -> dict[str, Any]:
    return {
        "kept": uuid4().hex,
        "action": one.action.value,
        "at": timezone.now().isoformat(),
        "clinic": str(clinic_id),
        "actor": [actor.kind.value, actor.id, actor.name],
        "subject": [one.subject._meta.label, str(one.subject.pk)] if one.subject else None,
        "client": str(one.client_id) if one.client_id else None,
        "details": one.details or {},
    }


def _take_over(events: list[dict[str, Any]]) -> None:
    """Add what waited; an event that was added before the reserve could forget it is not added again."""
    kept = [event["kept"] for event in events]
    with briefly():
        known = set(Event.objects.filter(details__kept__in=kept).values_list("details__kept", flat=True))
        for event in events:
            if event["kept"] not in known:
                _add_waiting(event)


def _add_waiting(event: dict[str, Any]) -> None:
    kind, actor_id, name = event["actor"]
    subject = event["subject"]
    read = Note(
        action=Action(event["action"]),
        subject=apps.get_model(subject[0])(pk=subject[1]) if subject else None,
        client_id=UUID(event["client"]) if event["client"] else None,
        details=event["details"] | {"kept": event["kept"], "read_at": event["at"]},
    )
    notes([read], by=Actor(kind=ActorKind(kind), id=actor_id, name=name), clinic=UUID(event["clinic"]))


@transaction.atomic
def notes(what: Sequence[Note], *, by: By, clinic: UUID | models.Model | None = None) -> list[Event]:
    """
    Several events of one clinic by one person, in one step.

    The end of the chain is locked until the transaction ends, so two events never take the same place. The moment is
    always the one of writing, whatever the moment that is written about. Who works in one clinic now, and would leave
    an event in another, is refused with all that led to it.
    """
    clinic_id = _id(clinic) or NO_CLINIC
    _refuse_other_clinic(by, clinic_id)
    chain = locked_end(clinic_id)
    actor = by if isinstance(by, Actor) else by.actor
    moment = timezone.now()
    events = []
    for one in what:
        event = _event(one, chain, actor, moment)
        chain.sequence, chain.hash = event.sequence, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    save_end(chain)
    return events


def _event(one: Note, chain: Chain, actor: Actor, moment: datetime) -> Event:
    event = Event(
        clinic_id=chain.clinic_id,
        sequence=chain.sequence + 1,
        at=moment,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_name=actor.name,
        action=one.action.value,
        subject=one.subject._meta.label if one.subject else "",
        subject_id=str(one.subject.pk) if one.subject else "",
        client_id=one.client_id,
        details=one.details or {},
        previous=chain.hash,
    )
    event.hash = hash_of(chain.hash, content_of(event))
    return event


def _id(thing: UUID | models.Model | None) -> UUID | None:
    return thing.pk if isinstance(thing, models.Model) else thing
