"""
Two pages or two phones that answer one question: whether they meet, and which answer holds.

Every page says up to which finding it knew the record. Where something else was recorded at the same place since then,
the answers meet. Of danger questions the more careful answer holds at once, line by line, and the page is shown again;
of all others nothing is stored until the client has seen both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Episode, Finding
from nuchal.clinic.record.queries import entry_of
from nuchal.findings.model import State


class Outcome(Enum):
    """What became of an answer."""

    STORED = "stored"
    REPEATED = "this very answer had arrived before"
    KEPT = "the more careful of two answers holds"
    DIFFERS = "another answer arrived since the page was shown; nothing is stored"

    @property
    def meets(self) -> bool:
        """Whether the client has to see what was said elsewhere."""
        return self in (Outcome.KEPT, Outcome.DIFFERS)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is recorded of an answer, and whether another one stood in its way."""

    entries: tuple[Entry, ...]
    differs: bool


def meet(episode: Episode, entries: Sequence[Entry], *, seen: int) -> Meeting:
    """Of each line the more careful answer: a yes before not sure, not sure before a no."""
    since = _since(episode, seen)
    held = tuple(_more_careful(since.get(entry.place), entry) for entry in entries)
    return Meeting(held, differs=any(_unlike(a, b) for a, b in zip(held, entries, strict=True)))


def differing(episode: Episode, entries: Sequence[Entry], *, seen: int) -> bool:
    """Whether something else was recorded at one of these places since the page was shown."""
    since = _since(episode, seen)
    return any(entry.place in since and _unlike(since[entry.place], entry) for entry in entries)


def still_open(episode: Episode, entries: Sequence[Entry]) -> list[Entry]:
    """Only places at which nothing holds: to skip a question takes no answer away."""
    taken = {entry_of(row).place for row in Finding.objects.filter(episode=episode, until=None)}
    return [entry for entry in entries if entry.place not in taken]


def _since(episode: Episode, seen: int) -> dict[tuple[str, str, str, str], Entry]:
    rows = Finding.objects.filter(episode=episode, until=None, sequence__gt=seen)
    return {entry.place: entry for entry in map(entry_of, rows)}


def _more_careful(there: Entry | None, here: Entry) -> Entry:
    if there is None or _care(there) <= _care(here):
        return here
    return replace(here, value=there.value, state=there.state)


def _care(entry: Entry) -> int:
    if entry.is_yes:
        return 3
    return {State.NOT_KNOWN.value: 2, State.DENIED.value: 1}.get(entry.state, 0)


def _unlike(there: Entry, here: Entry) -> bool:
    """Whether two answers say something else; a plain yes or no is the same whoever wrote it down."""
    if there.is_yes and here.is_yes:
        return False
    if there.state == here.state == State.DENIED.value:
        return False
    return (there.value, there.state) != (here.value, here.state)
