"""
What follows from the findings of an episode, worked out once and remembered until a finding changes.

The key names the newest finding by its number and its moment, so that a number that was taken back and given again
never brings an old answer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock

from django.db.models import prefetch_related_objects

from nuchal.bodymap import Drawing
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Episode, Finding
from nuchal.clinic.record.old_entries import read_entries
from nuchal.clinic.record.proposing import Terms
from nuchal.clinic.record.queries import entry_of, findings_of, hands_of
from nuchal.clinic.record.results import Result, result_of
from nuchal.findings import model
from nuchal.knowledge.base import Knowledge
from nuchal.letters.content import report_of
from nuchal.letters.parts import ProfileReport, Report
from nuchal.reasoning.pathway import Assessment, ProfileAssessment, assess
from nuchal.reasoning.plan import Plan
from nuchal.reasoning.screening import Held
from nuchal.reasoning.solvers import best_solver

REMEMBERED = 64
Place = tuple[str, str, str, str]
"""Section, kind of headache, key and side: where a finding stands."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What follows from findings: the person as the reasoning reads them, the assessment, and its words."""

    client: model.Client
    hands: Mapping[str, Drawing] = field(default_factory=dict)
    """The strokes of each kind of headache, by its name, where they were kept."""
    unread: tuple[Entry, ...] = ()
    """What the knowledge of today cannot read; it counts as open."""
    plans: dict[tuple[Terms, str], Plan | Held] = field(default_factory=dict)
    """Proposals that were asked for already."""

    @cached_property
    def found(self) -> Assessment:
        """The whole assessment, with arguments and next steps: for a page."""
        return assess(self.client, knowledge(), solver=best_solver(many=True))

    @cached_property
    def report(self) -> Report:
        """The assessment in words."""
        return report_of(self.found, knowledge(), self.hands)

    @cached_property
    def result(self) -> Result:
        """The assessment as it is stored; out of the whole one only where that is there already."""
        return result_of(self.found) if "found" in vars(self) else concluded_from(self.client, knowledge())

    @property
    def kinds(self) -> list[str]:
        """Names of the kinds of headache that something is known of; the first where nothing is known of any."""
        return kinds_known(self.client.profiles)

    def of(self, kind: str) -> tuple[ProfileAssessment, ProfileReport]:
        """One kind of headache by name; the first that something is known of where the name is not known."""
        pairs = {
            found.profile.name: (found, told)
            for found, told in zip(self.found.profiles, self.report.profiles, strict=True)
        }
        return pairs.get(kind) or pairs[self.kinds[0]]

    def plan(self, terms: Terms, kind: str) -> Plan | Held:
        """The proposal under these terms for one kind of headache by name, or what holds it."""
        if (terms, kind) not in self.plans:
            names = [found.profile.name for found in self.found.profiles]
            self.plans[terms, kind] = terms.propose(self.found, profile=names.index(kind))
        return self.plans[terms, kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An episode with the findings that hold, and what follows from them."""

    episode: Episode
    rows: dict[Place, Finding]
    known: Known

    def row(self, section: str, key: str, *, kind: str = "", side: str = "") -> Finding | None:
        """The finding that holds at a place."""
        return self.rows.get((section, kind, key, side))


def kinds_known(profiles: Sequence[model.Profile]) -> list[str]:
    """Names of the kinds of headache that something is known of; the first where nothing is known of any."""
    known = [one.name for one in profiles if one.observations or one.drawing is not None]
    return known or [profiles[0].name]


def sheet_of(episode: Episode) -> Sheet:
    """The episode as it is now, each finding with who said so; the reasoning runs only where a finding is new."""
    rows = findings_of(episode)
    prefetch_related_objects(rows, "by_user", "said_by")
    return Sheet(
        episode=episode,
        rows={(row.section, row.profile, row.key, row.side): row for row in rows},
        known=known_from(episode, rows),
    )


def known_from(episode: Episode, rows: list[Finding]) -> Known:
    """What follows from these findings of an episode."""
    newest = max(rows, key=lambda row: row.sequence, default=None)
    key = _key(episode, newest.sequence if newest else 0, newest.at if newest else None)
    return _REMEMBERED.get(key, lambda: _worked_out(episode, rows))


def known_at(episode: Episode, as_of: int) -> Known:
    """What followed when number `as_of` was the last; the findings are read only where it is not remembered."""
    at = episode.findings.filter(sequence=as_of).values_list("at", flat=True).first()
    return _REMEMBERED.get(
        _key(episode, as_of, at), lambda: _worked_out(episode, findings_of(episode, as_of=as_of))
    )


def _key(episode: Episode, sequence: int, at: datetime | None) -> tuple[str, ...]:
    return (str(episode.pk), str(sequence), at.isoformat() if at else "", knowledge().digest)


def _worked_out(episode: Episode, rows: list[Finding]) -> Known:
    read = read_entries([entry_of(row) for row in rows], knowledge(), name=str(episode.client_id))
    return Known(client=read.client, unread=read.unread, hands=hands_of(episode, rows))


def concluded_from(client: model.Client, known: Knowledge) -> Result:
    """What is stored needs no arguments and no next steps, which are most of the work."""
    return result_of(assess(client, known, solver=best_solver(many=True), with_next=False, arguments_for=0))


class _Remembered:
    """The newest answers, for every thread of this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock = Lock()
        self.answers: OrderedDict[tuple[str, ...], Known] = OrderedDict()

    def get(self, key: tuple[str, ...], work_out: Callable[[], Known]) -> Known:
        """The answer of a key. Two threads may both work it out; they come to the same."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
        answer = work_out()
        with self.lock:
            self.answers[key] = answer
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Begin anew, for a test or a measurement."""
        with self.lock:
            self.answers.clear()


_REMEMBERED = _Remembered(REMEMBERED)


def forget_answers() -> None:
    """Drop everything that is remembered, for a test or a measurement."""
    _REMEMBERED.forget()
