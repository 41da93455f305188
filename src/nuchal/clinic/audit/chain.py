"""The arithmetic of the chain: the canonical text of an event, its hash, and where a chain is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from nuchal.clinic.audit.models import Event

BEGINNING = "0" * 64


def content_of(event: Event) -> dict[str, Any]:
    """Everything that the hash of an event covers, as plain data."""
    return {
        "clinic": str(event.clinic_id),
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, event.actor_id, event.actor_name],
        "action": event.action,
        "subject": [event.subject, event.subject_id],
        "client": str(event.client_id) if event.client_id else None,
        "details": event.details,
    }


def hash_of(previous: str, content: dict[str, Any]) -> str:
    """The hash of the link before and this event's canonical text."""
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()


def canonical(content: Any) -> str:
    """One text for one content, whichever database it was read from: keys in order, no spaces, ASCII only."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What does not hold, and why: an event by its number, or (0) something else that `because` names."""

    clinic_id: UUID
    sequence: int
    because: str

    def __str__(self) -> str:
        return f"event {self.sequence}: {self.because}" if self.sequence else self.because


def first_broken(clinic_id: UUID, events: Iterable[Event], *, last: int, last_hash: str) -> Broken | None:
    """Walk one chain from its beginning; None where every link holds and none is missing at the end."""
    previous, expected = BEGINNING, 1
    for event in events:
        because = ""
        if event.sequence != expected:
            because = f"event {expected} is missing"
        elif event.previous != previous:
            because = "it does not continue the event before it"
        elif event.hash != hash_of(previous, content_of(event)):
            because = "its content was changed"
        if because:
            return Broken(clinic_id=clinic_id, sequence=expected, because=because)
        previous, expected = event.hash, expected + 1
    if (expected - 1, previous) != (last, last_hash):
        return Broken(clinic_id=clinic_id, sequence=expected, because="events are missing at the end")
    return None
