"""
A document as plain values, in reading order: what the PDF and the plain text both show.

Letters, plans and programme sheets are built from these few parts and know nothing of layout; the renderers know
nothing of headaches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Union

from nuchal.bodymap import Drawing as Hand
from nuchal.findings.model import Drawing

Voice = Literal["plain", "lead", "small", "strong"]
PaperSize = Literal["a4", "us-letter"]


class Role(Enum):
    """What a document is for; decides its reader and which lines its head has."""

    LETTER = "letter"
    REFERRAL = "referral"
    WHAT_TO_DO_NOW = "what_to_do_now"
    CLIENT_PLAN = "client_plan"
    PROGRAMME = "programme"
    VISIT = "visit"

    @property
    def is_for_client(self) -> bool:
        """Whether the client reads it: larger type and everyday words."""
        return self in (Role.WHAT_TO_DO_NOW, Role.CLIENT_PLAN, Role.PROGRAMME)

    @property
    def is_for_physician(self) -> bool:
        """Whether it is sent to a physician: the head names the recipient, the referrer and the insurer."""
        return self in (Role.LETTER, Role.REFERRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom, to whom, about whom, and when; what is empty is left as a line to fill in by hand."""

    clinic: str = ""
    therapist: str = ""
    profession: str = ""
    contact: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    name: str = ""
    born_on: str = ""
    dated_on: str = ""
    referred_by: str = ""
    """The physician who sent the person, where one did."""
    insurer: str = ""
    """Insurer with number, as the insurer wants it on paper."""
    paper: PaperSize = "a4"
    logo: bytes | None = None
    """The clinic's logo as a PNG, beside its name."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    voice: Voice = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """A list: with dashes, numbers, or boxes to tick."""

    items: tuple[str, ...]
    marker: Literal["dash", "number", "tick"] = "dash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact:
    """A short list that has to stand on the same page as what it is about."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what belongs to it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Something that must not be overlooked; `tier` is a level of danger, or "open", or "none"."""

    tier: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Criteria with their outcome: (letter, sentence, yes / no / unknown, the outcome as a word)."""

    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """What was drawn: pictures where they can be shown, and the places in words."""

    drawing: Drawing | None
    places: tuple[str, ...]
    hand: Hand | None = None
    """The strokes, where they were kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One exercise: picture, steps, how much, and what to mind."""

    name: str
    picture: str
    """The drawing as SVG; empty where there is none."""
    alternative: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    minds: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One piece of advice: what to do, what to mind, and lines to tick."""

    name: str
    text: str
    minds: tuple[str, ...]
    ticks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """A sheet of days to tick: one row per line, as many days as given."""

    lines: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line to sign on, with who signs."""

    who: str


Block = Union[
    Heading, Text, Points, Facts, Table, Strip, Checked, Painted, Card, Habit, Compact, Diary, Signature
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document; `warning` stands on top and at the foot of every page."""

    role: Role
    title: str
    envelope: Envelope
    blocks: tuple[Block, ...]
    foot: tuple[str, ...] = ()
    warning: tuple[str, str] | None = field(default=None)
    """Title and text of what every reader must know first, such as an assumed danger screen."""
