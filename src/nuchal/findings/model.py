"""
What is known about a person: observations with value, state and origin.

A finding is observed, denied, not asked, not examinable or declined. What is absent was not asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Literal, Union

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
OTHER_SIDE: Mapping[Side, Side] = {"left": "right", "right": "left"}


class State(Enum):
    """How an observation came out. Only `observed` and `denied` settle anything; `not known`: asked, no idea."""

    OBSERVED = "observed"
    DENIED = "denied"
    NOT_ASKED = "not asked"
    NOT_KNOWN = "not known"
    NOT_EXAMINABLE = "not examinable"
    DECLINED = "declined"


class Origin(Enum):
    """Who or what reported an observation."""

    CLIENT = "client"
    THERAPIST = "therapist"
    PHYSICIAN = "physician"
    DIARY = "diary"
    DEVICE = "device"
    SCREEN = "completed danger screen"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Range:
    """What is known of a number: somewhere between `least` and `most`; an open end may be excluded."""

    least: float = -math.inf
    most: float = math.inf
    above_least: bool = False
    below_most: bool = False

    @classmethod
    def exactly(cls, number: float) -> Range:
        """One number."""
        return cls(number, number)

    def __str__(self) -> str:
        if self.least == self.most:
            return f"{self.least:g}"
        if self.most == math.inf:
            return f"{'>' if self.above_least else '>='} {self.least:g}"
        if self.least == -math.inf:
            return f"{'<' if self.below_most else '<='} {self.most:g}"
        return f"{self.least:g} to {self.most:g}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """What is known of a choice: one of these options."""

    options: frozenset[str]
    said: str

    def __str__(self) -> str:
        return self.said.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Named:
    """What is known of a set of answers: it has these, it lacks those; the rest was not asked."""

    has: frozenset[str]
    lacks: frozenset[str]

    def __str__(self) -> str:
        there = ", ".join(sorted(self.has)).replace("_", " ")
        return there or "none"


Value = Union[bool, Range, OneOf, Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One finding of one person. `value` is None unless the state is observed or denied."""

    finding: str
    value: Value | None
    state: State
    origin: Origin = Origin.CLIENT
    note: str = ""

    @property
    def settled(self) -> bool:
        """True if somebody gave an answer."""
        return self.value is not None

    def __str__(self) -> str:
        if self.value is None:
            return self.note or self.state.value
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return str(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One place of a drawing. `intensity` runs from 0 to 10; None where the person did not say."""

    zone: str
    side: Side
    intensity: float | None = None
    worst: bool = False
    quality: str | None = None
    depth: Literal["deep", "surface"] | None = None
    spreads_to: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that one kind of headache was drawn as; empty is a statement: no pain was drawn."""

    marks: tuple[Mark, ...]

    @property
    def places(self) -> frozenset[tuple[str, Side]]:
        """Drawn zones with side; marks of intensity 0 are not drawn."""
        return frozenset((mark.zone, mark.side) for mark in self.marks if mark.intensity != 0)

    @property
    def zones(self) -> frozenset[str]:
        """Drawn zones, whatever the side."""
        return frozenset(zone for zone, _ in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of headache of a person."""

    name: str = "main"
    observations: Mapping[str, Observation] = field(default_factory=dict)
    drawing: Drawing | None = None
    attested: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine with how often it is taken."""

    name: str
    drug_class: str
    days_per_month: Range | None = None
    months: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Palpated:
    """What the hands found at one structure. None: not examined for this."""

    structure: str
    side: Side
    tenderness: int | None = None
    familiar_pain: bool | None = None
    taut_band: bool | None = None
    referred_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """A physical test; `reading` is the number measured, `positive` the judged result."""

    __test__: ClassVar[bool] = False
    """Not a test of ours: keeps pytest from collecting it."""

    test: str
    side: Side | None = None
    reading: float | None = None
    positive: bool | None = None
    state: State = State.OBSERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Palpation and tests of one visit."""

    palpated: tuple[Palpated, ...] = ()
    tests: tuple[TestResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A physician has looked into a danger sign: who, when, and what was excluded."""

    sign: str
    by: str
    on: str
    excluded: str
    before_report: bool = False
    """Whether it lies before the first report of the sign, and somebody confirmed that it is about the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Which of two sources that disagreed holds, and what both said then; another answer opens the question again."""

    disagreement: str
    profile: str
    """The kind of headache; empty where it is about the person."""
    holds: str
    """The finding that is right."""
    said: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """An activity of the client's own, in their words, and how well it goes: 0 not at all, 10 as before."""

    activity: str
    now: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A person as far as Nuchal knows them. `assumed_screened` is for teaching and research only."""

    id: str = "client"
    about: str = ""
    observations: Mapping[str, Observation] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = (Profile(),)
    medicines: tuple[Medicine, ...] | None = None
    examination: Examination = Examination()
    clearances: tuple[Clearance, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    goals: tuple[Goal, ...] = ()
    assumed_screened: bool = False
    source_title: str = ""
    source_url: str | None = None
