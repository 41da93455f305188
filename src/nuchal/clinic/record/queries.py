"""Read the record: what is known of a client now, what was known then, and what followed from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from nuchal.bodymap import Drawing, read
from nuchal.bodymap.atlas import BodymapError
from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.clients import Client
from nuchal.clinic.record.case_format import Entry, data_of
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.clinic.record.old_entries import read_entries
from nuchal.findings import model
from nuchal.knowledge.base import Knowledge


def episodes_of(viewer: Viewer, client: Client) -> QuerySet[Any]:
    """Episodes of a client that a viewer may see, newest first."""
    found: QuerySet[Any] = Episode.objects.visible_to(viewer).filter(client=client).select_related("client")
    return found


def episode(viewer: Viewer, episode_id: UUID) -> Episode:
    """One episode, or 404."""
    seen = Episode.objects.visible_to(viewer).select_related("client__clinic")
    found: Episode = get_object_or_404(seen, pk=episode_id)
    return found


def current_episode(viewer: Viewer, client: Client) -> Episode | None:
    """The newest episode that is not closed."""
    found: Episode | None = episodes_of(viewer, client).filter(closed_at=None).first()
    return found


def findings_of(of: Episode, *, as_of: int | None = None) -> list[Finding]:
    """Findings of an episode that hold now, or held when number `as_of` was the last."""
    every = of.findings.order_by("sequence")
    if as_of is None:
        return list(every.filter(until=None))
    return list(every.filter(sequence__lte=as_of).filter(Q(until=None) | Q(until__gt=as_of)))


def hands_of(of: Episode, rows: Iterable[Finding]) -> dict[str, Drawing]:
    """The strokes behind the drawings among findings, by kind of headache, without what this map cannot show."""
    drawings = [row.pk for row in rows if row.section == Section.DRAWING]
    kept: dict[str, Drawing] = {}
    for one in of.drawings.filter(finding__in=drawings) if drawings else ():
        with suppress(BodymapError):
            kept[one.profile] = read(json.dumps(one.strokes))
    return kept


def history_of(
    of: Episode, *, section: Section, key: str, profile: str = "", side: str = ""
) -> list[Finding]:
    """Everything that was ever recorded at one place, oldest first: answers by whom, when, and what replaced them."""
    place = {"section": section, "key": key, "profile": profile, "side": side}
    return list(of.findings.filter(**place).order_by("sequence").select_related("by_user", "said_by"))


def entry_of(finding: Finding) -> Entry:
    """A row in the words of the case format."""
    return Entry(
        section=Section(finding.section),
        key=finding.key,
        value=finding.value,
        profile=finding.profile,
        side=finding.side,
        state=finding.state,
        origin=finding.origin,
    )


def client_of(
    of: Episode, *, as_of: int | None = None, with_knowledge: Knowledge | None = None
) -> model.Client:
    """What is known of the client of an episode, as the reasoning reads it."""
    entries = [entry_of(finding) for finding in findings_of(of, as_of=as_of)]
    return read_entries(entries, with_knowledge or knowledge(), name=str(of.client_id)).client


def digest_of(of: Episode, *, as_of: int | None = None) -> str:
    """One digest of all findings that hold now, or held when number `as_of` was the last."""
    return digest_of_rows(of, findings_of(of, as_of=as_of))


def digest_of_rows(of: Episode, rows: Iterable[Finding]) -> str:
    """One digest of these findings of an episode, in their order, in the case format."""
    entries = [entry_of(finding) for finding in rows]
    text = json.dumps(data_of(entries, name=str(of.pk)), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def latest_conclusion(viewer: Viewer, of: Episode) -> Conclusion | None:
    """The newest conclusion of an episode."""
    found: Conclusion | None = Conclusion.objects.visible_to(viewer).filter(episode=of).first()
    return found
