"""A drawing as written in a case file, and what can be read off it: side, kinds and strength of pain, and neck pain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nuchal.findings.model import (
    SIDES,
    Drawing,
    Mark,
    Named,
    Observation,
    OneOf,
    Origin,
    Range,
    Side,
    State,
    Value,
)
from nuchal.findings.sheet import Place, Sheet
from nuchal.findings.values import ValueRefused, read_range, read_yes_no
from nuchal.knowledge.base import Knowledge


def read_drawing(sheet: Sheet, value: Any, place: Place) -> Drawing | None:
    """The drawing, or None where none was handed out; every mistake is noted on the sheet."""
    if value is None:
        return None
    if not isinstance(value, list):
        sheet.complain("`drawing` is a list of zones with side and intensity", place)
        return None
    marks: list[Mark] = []
    for index, entry in enumerate(value):
        marks.extend(_marks(sheet, entry, (*place, index)))
    seen: set[tuple[str, Side]] = set()
    for mark in marks:
        if (mark.zone, mark.side) in seen:
            sheet.complain(f"{mark.zone} {mark.side} is drawn twice", place, "Keep one of the two.")
        seen.add((mark.zone, mark.side))
    return Drawing(tuple(marks))


def _marks(sheet: Sheet, value: Any, place: Place) -> list[Mark]:
    entry = sheet.mapping(value, place)
    sheet.refuse_unknown_keys(
        entry, {"zone", "side", "intensity", "worst", "quality", "depth", "spreads_to"}, place, "a mark"
    )
    zone, sides = entry.get("zone"), sheet.sides(entry.get("side"), place, both=True)
    if not sheet.is_zone(zone, (*place, "zone")) or not sides:
        return []
    spreads_to = entry.get("spreads_to")
    if spreads_to is not None and not sheet.is_zone(spreads_to, (*place, "spreads_to")):
        return []
    depth = entry.get("depth")
    if depth not in (None, "deep", "surface"):
        sheet.complain(f"{depth!r} is no depth", (*place, "depth"), "Write deep or surface.")
        return []
    try:
        intensity = entry.get("intensity")
        rating = None if intensity is None else read_range(intensity, unit=None)
        if rating and not (rating.least == rating.most and 0 <= rating.least <= 10):
            raise ValueRefused("an intensity is one number from 0 to 10")
        worst = read_yes_no(entry.get("worst", False))
    except ValueRefused as refused:
        sheet.complain(f"{zone}: {refused}", place)
        return []
    return [
        Mark(
            zone=str(zone),
            side=side,
            intensity=rating.least if rating else None,
            worst=worst,
            quality=entry.get("quality"),
            depth=depth,
            spreads_to=spreads_to,
        )
        for side in sides
    ]


BELOW_THE_HEAD = frozenset({"neck_back", "neck_side_front", "shoulder_girdle", "upper_back", "arm", "chest"})
"""Groups of zones that say nothing of the side of a headache while a place of the head is painted."""
NECK, THROAT = frozenset({"neck_back", "neck_side_front"}), "throat_front"
"""Groups of zones that are painted for neck pain, and the zone among them that a sore throat may explain."""
ANSWERED_AS: Mapping[str, str] = {
    "drawn_side": "laterality",
    "drawn_quality": "quality",
    "drawn_strength": "intensity",
    "drawn_neck_pain": "neck_pain_or_stiffness",
}
"""What is read off a drawing -> the finding that asks the same."""


def drawn_observations(drawing: Drawing | None, knowledge: Knowledge) -> dict[str, Observation]:
    """Side, kinds and strength of pain, and pain in the neck, as far as a drawing shows them; the rest is absent."""
    marks = [mark for mark in drawing.marks if mark.intensity != 0] if drawing is not None else []
    if not marks:
        return {}
    side = _side(marks, knowledge)
    known: dict[str, Value] = {"drawn_side": side} if side is not None else {}
    kinds = frozenset(mark.quality for mark in marks if mark.quality is not None)
    if kinds:
        known["drawn_quality"] = Named(kinds, frozenset())
    rated = [mark.intensity for mark in marks if mark.intensity is not None]
    if rated:
        known["drawn_strength"] = Range.exactly(max(rated))
    if any(is_neck(mark, knowledge) for mark in marks):
        known["drawn_neck_pain"] = True
    return {
        name: Observation(finding=name, value=value, state=State.OBSERVED, origin=Origin.CLIENT)
        for name, value in known.items()
    }


def is_neck(mark: Mark, knowledge: Knowledge) -> bool:
    """Whether a painted place belongs to the neck."""
    return knowledge.zones[mark.zone].group in NECK and mark.zone != THROAT


def _side(marks: list[Mark], knowledge: Knowledge) -> OneOf | None:
    """One side if the other is free of pain, both if the weaker has at least half of the places; else unknown."""
    head = [mark for mark in marks if knowledge.zones[mark.zone].group not in BELOW_THE_HEAD]
    counts = {side: sum(mark.side == side for mark in head or marks) for side in SIDES}
    stronger = max(SIDES, key=lambda side: counts[side])
    weaker = min(counts.values())
    if 0 < weaker < counts[stronger] / 2:
        return None
    said = "bilateral" if weaker else stronger
    return OneOf(frozenset({said}), said)
