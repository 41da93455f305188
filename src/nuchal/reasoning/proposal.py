"""What a plan consists of: works with their gates passed, what was left out and why, home items, dose and pressure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nuchal.findings.model import Side
from nuchal.knowledge.care import (
    Advice,
    Dose,
    Effect,
    Exercise,
    Pathway,
    Pattern,
    PressureLimit,
    System,
    Technique,
)
from nuchal.reasoning.gating import Gating, Passage
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A technique that two people put in although a gate is open or shut: why, who, and who agreed."""

    technique: str
    reason: str
    by: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One technique at one structure (or in general), with its gates passed or overridden by two people."""

    technique: Technique
    passage: Passage
    target: str
    """A group of structures, a factor, `the headache`, or `everybody`."""
    side: Side | None = None
    grade: str
    stage: Literal["first", "addition", "alternative"] = "first"
    """`alternative`: only instead of the first choice, after the review."""
    note: str = ""
    optional: bool = False
    """Beside the first line of the pathway, by the client's wish."""
    cap: Dose | None = None
    """The longest course that the pathway allows for this technique."""
    overridden: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledOut:
    """Something that was considered and left out, and why."""

    id: str
    name: str
    why: str
    gating: Gating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeItem:
    """An exercise or a piece of advice for home, with its gates passed."""

    item: Exercise | Advice
    passage: Passage
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """How strong hands may be with this person, on the client's own scale of 0 to 10."""

    most: float
    """Never above; the client's own limit where it was tried and is lower."""
    start: tuple[float, float] | None
    limits: tuple[PressureLimit, ...]
    """Every limit that applies, with its words for the therapist and for the client."""
    tolerated: bool
    """True if `most` is the client's own limit."""
    stop_signal: str
    stop_signal_agreed: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPattern:
    """A practitioners' concept that fits (yes) or might fit (unknown); never more than possible."""

    pattern: Pattern
    truth: Truth
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A proposal for a therapist to accept, change or refuse."""

    system: System
    pathway: Pathway
    also: tuple[Pathway, ...]
    medical_first: tuple[str, ...]
    """Whom the person should see first, in words."""
    education: tuple[Work, ...]
    hands: tuple[Work, ...]
    programme: tuple[HomeItem, ...]
    dose: Dose
    warnings: tuple[str, ...]
    modifications: tuple[tuple[str, str], ...]
    """(technique name, what to change) for children, pregnancy, age, allodynia and migraine."""
    ruled_out: tuple[RuledOut, ...]
    expected: tuple[Effect, ...]
    beside: tuple[str, ...] = ()
    """Who else belongs to the course, though not before it."""
    goals: tuple[str, ...] = ()
    """The client's own activities, then what the pathways set."""
    pressure: Pressure | None = None
    patterns: tuple[SeenPattern, ...] = ()
    region: str | None = None
