"""Who and what the demonstration has so far; every part of the clinic adds its own to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import Clinic, Practitioner
from nuchal.clinic.record.episodes import Episode
from nuchal.findings import model
from nuchal.knowledge.base import Knowledge

STAGES = ("invited", "began", "answered", "examined", "treated", "discharged")


@dataclass(kw_only=True)
class Person:
    """One invented client: the row, the stage, who treats them, and the whole truth that the record knows parts of."""

    row: Client
    stage: str
    weeks: int
    treated_by: Practitioner
    story: model.Client
    episode: Episode | None = None

    def has_reached(self, stage: str) -> bool:
        """Whether this client has come as far as a stage."""
        return STAGES.index(self.stage) >= STAGES.index(stage)


@dataclass(kw_only=True)
class Scene:
    """The whole demonstration, seen from the day on which it is loaded; `watched` sees each person whose turn it is."""

    today: date
    knowledge: Knowledge
    watched: Callable[[list[Person]], Iterable[Person]] = iter
    clinics: list[Clinic] = field(default_factory=list)
    staff: dict[str, Practitioner] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def at(self, clinic: Clinic, *, weeks_ago: float, hour: int = 9) -> datetime:
        """A moment in a clinic's own time, never in the future of the day of loading."""
        day = self.today - timedelta(days=round(weeks_ago * 7))
        return datetime.combine(day, time(hour), tzinfo=clinic.zone)

    def of(self, clinic: UUID) -> list[Person]:
        """The people of one clinic."""
        return [person for person in self.people if person.row.clinic_id == clinic]


Part = Callable[[Scene], Any]
"""A part of the clinic fills in what it knows about the people of a scene."""
