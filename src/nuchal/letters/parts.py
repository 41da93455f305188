"""The parts of a report as plain values, in reading order: what the page and the PDF both show."""

from __future__ import annotations

from dataclasses import dataclass

from nuchal.bodymap import Drawing as Hand
from nuchal.findings.model import Drawing, Side
from nuchal.letters.sources import SourceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The one danger strip: tier, fact, action. `tier` is a level, or "open", or "none" where nothing stands."""

    tier: str
    word: str
    fact: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A further danger sign that stands."""

    tier: str
    word: str
    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned:
    """One finding for or against a structure, and how much it counts."""

    speaks_for: bool
    says: str
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ranked structure."""

    rank: int
    name: str
    side: Side
    percent: str
    """In digits; "under 1" and "over 99" at the ends."""
    range: str
    share: float
    low: float
    high: float
    part: str
    """Which part of a muscle (level of a joint group) fits best, or an empty string."""
    explains: tuple[str, ...]
    reasons: tuple[Reasoned, ...]
    palpate: str
    caution: str
    blocked: str
    core: frozenset[tuple[str, Side]]
    spill: frozenset[tuple[str, Side]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFrame:
    """Why nothing is ranked, and which answers open it."""

    causes: tuple[str, ...]
    ask: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of a headache type: letter, sentence, and met, not met or open."""

    letter: str
    says: str
    truth: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeBlock:
    """A concluded (or raised) headache type."""

    code: str
    name: str
    says: str
    tier: str
    tier_word: str
    criteria: tuple[Criterion, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenType:
    """A type that some answers could still settle."""

    code: str
    name: str
    truths: tuple[str, ...]
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next best step, and what may follow."""

    kind: str
    says: str
    minutes: str
    why: str
    ask: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileReport:
    """Everything about one kind of headache."""

    name: str
    drawing: Drawing | None
    hand: Hand | None
    """The strokes of the drawing, where they were kept."""
    places: tuple[str, ...]
    """The painted places in words, strongest first."""
    empty: str
    """Why nothing is ranked although nothing is held, or an empty string."""
    held: HeldFrame | None
    rows: tuple[Row, ...]
    rivals: str
    unexplained: str
    left_aside: str
    """Drawn places that were not weighed, because the drawing is too wide for the exact engine."""
    lookalikes: str
    types: tuple[TypeBlock, ...]
    cannot_say: bool
    open_types: tuple[OpenType, ...]
    set_aside: tuple[str, ...]
    step: Step
    differing: tuple[str, ...] = ()
    """What two sources say differently about this kind of headache, each pair as one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report in reading order."""

    title: str
    case: str
    source: str
    assumed: bool
    strip: Strip
    standing: tuple[Standing, ...]
    to_examine: tuple[str, ...]
    differing: tuple[str, ...]
    """What two sources say differently about the person, each pair as one line."""
    profiles: tuple[ProfileReport, ...]
    sources: tuple[SourceLine, ...]
    more_sources: int
    release: str
    reviewed: str
