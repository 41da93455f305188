"""
Read a record that was written under other knowledge.

A record opens for ever. What today's knowledge cannot read (an answer that was renamed, a number beyond a new bound, a
finding that is gone) is set aside: it stays in the record as it was written, and counts as open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nuchal.clinic.record.case_format import Entry, client_from
from nuchal.clinic.record.episodes import Section
from nuchal.errors import Problems
from nuchal.findings import model
from nuchal.knowledge.base import Knowledge


@dataclass(frozen=True, slots=True)
class Reading:
    """The person as far as the knowledge can read them, and the entries that it cannot read."""

    client: model.Client
    unread: tuple[Entry, ...]


def read_entries(entries: Sequence[Entry], knowledge: Knowledge, *, name: str) -> Reading:
    """The person that these entries describe, without those that this knowledge cannot read."""
    try:
        return Reading(client_from(entries, knowledge, name=name), ())
    except Problems:
        unread = _unread(entries, knowledge)
    kept = [entry for entry in entries if entry not in unread]
    return Reading(client_from(kept, knowledge, name=name), tuple(unread))


def is_readable(entries: Sequence[Entry], knowledge: Knowledge) -> bool:
    """Whether this knowledge can read all of these entries."""
    try:
        client_from(entries, knowledge)
    except Problems:
        return False
    return True


def _unread(entries: Sequence[Entry], knowledge: Knowledge) -> list[Entry]:
    """The entries that cannot be read alone, found by halving: most of a record can be read."""
    if is_readable(entries, knowledge):
        return []
    if len(entries) == 1:
        return list(entries)
    middle = len(entries) // 2
    return _unread(entries[:middle], knowledge) + _unread(entries[middle:], knowledge)


def entry_words(entry: Entry) -> str:
    """The value of an entry as it was written."""
    return _words(entry.written)


def key_words(entry: Entry) -> str:
    """What an entry is about, in the words of its key."""
    name = str(Section(entry.section).label) if entry.section is not Section.OBSERVATION else ""
    key = entry.key.replace("_", " ")
    return f"{name}: {key}" if name and key not in name.lower() else name or key


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{str(key).replace('_', ' ')}: {_words(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    return str(value).replace("_", " ")
