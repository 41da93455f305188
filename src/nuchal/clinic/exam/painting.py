"""
Where a touch is felt, painted: what the pad and the list sent together, and how it is shown again.

The pad knows shape and side, the list only places. Where somebody changed the list after painting, the list has the
last word: what it takes away leaves whole places instead of paint, what it adds lies on the side that is touched.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from nuchal.bodymap import Drawing, ZoneMark, of_marks, read, referral, write, zone_marks
from nuchal.bodymap.atlas import BodymapError, Side
from nuchal.bodymap.svg import Referral
from nuchal.clinic.chart.asking import NoAnswer
from nuchal.clinic.exam.sites import SIDE_WORDS
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.pads import pad_told
from nuchal.knowledge.schema import Structure
from nuchal.letters import figures

FIGURES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """Where a touch is felt: its places, and the strokes where they were painted."""

    zones: tuple[str, ...] = ()
    strokes: Any = None
    """`nuchal.drawing/1`, or None where places were only chosen from the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was painted for one touch, to be shown again: in words, per place with its sides, and as small figures."""

    text: str
    words: str
    sides: Mapping[str, str]
    drawing: Drawing
    usual: Referral
    views: tuple[str, ...]


def felt_of(sent: QueryDict, side: Side) -> Felt:
    """What a form says. Raises NoAnswer where the painting cannot be read."""
    listed = [zone for zone in dict.fromkeys(sent.getlist("referred_to")) if zone in knowledge().zones]
    text = sent.get("felt", "")
    if not text:
        return Felt(zones=tuple(listed))
    try:
        painted = read(text)
    except BodymapError:
        raise NoAnswer(
            _("The painting did not arrive whole. Paint it once more, or choose from the list.")
        ) from None
    drawing = agreed(painted, listed, sent.get("felt_listed", "").split(), side)
    zones = tuple(dict.fromkeys(mark.zone for mark in zone_marks(drawing)))
    return Felt(zones=zones, strokes=json.loads(write(drawing)) if zones else None)


def agreed(painted: Drawing, listed: Collection[str], before: Collection[str], side: Side) -> Drawing:
    """The painting after changes in the list; `before` is what the list said when the painting was done."""
    if set(before) - set(listed):
        painted = of_marks(mark for mark in zone_marks(painted) if mark.zone in listed)
    added = tuple(ZoneMark(zone=zone, side=side) for zone in listed if zone not in before)
    return Drawing(painted.strokes, painted.chosen + added)


def shown_of(strokes: Any, structure: Structure, side: Side) -> Shown:
    """What was painted for a touch, over where the structure is usually felt."""
    text = json.dumps(strokes)
    marks = _marks(text)
    sides = _sides(marks)
    usual = referral(structure.core, structure.spillover, side, structure.side, structure.both_sides_in)
    return Shown(
        text=text,
        words=words_of(sides),
        sides=sides,
        drawing=read(text),
        usual=usual,
        views=figures.best_views({mark.place: 1.0 for mark in marks}, FIGURES, near=True),
    )


def words_of(sides: Mapping[str, str]) -> str:
    """Every place with its side."""
    zones, both = knowledge().zones, {"left right": _("both sides")}
    return "; ".join(
        f"{zones[zone].name.lower()}, {both.get(on) or SIDE_WORDS[on]}" for zone, on in sides.items()
    )


def first_view(structure: Structure, side: Side) -> str:
    """The picture that the pad opens with: the one that shows best where the structure is usually felt."""
    usual = {(zone, side): 1.0 for zone in structure.core}
    return next(iter(figures.best_views(usual, 1)), "front")


@lru_cache(maxsize=4)
def pad_json(language: str) -> bytes:
    """What the exam's pad needs to know, in one language; it speaks to who presses, not to who feels."""
    right, left = _("Right"), _("Left")
    facing, behind = [right, left], [left, right]
    corners = {
        "front": facing, "face": facing, "mouth": facing, "arms_front": facing,
        "back": behind, "nape": behind, "arms_back": behind, "top": behind,
        "left": [_("Face"), _("Back of head")], "right": [_("Back of head"), _("Face")],
    }  # fmt: skip
    return pad_told({}, {"corners": corners})


@lru_cache(maxsize=512)
def _marks(text: str) -> tuple[ZoneMark, ...]:
    return zone_marks(read(text))


def _sides(marks: Iterable[ZoneMark]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for mark in marks:
        found.setdefault(mark.zone, set()).add(mark.side)
    return {zone: " ".join(sorted(sides)) for zone, sides in found.items()}
