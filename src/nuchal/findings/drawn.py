"""A drawing in words, as written: places of the body map with side, strength and more."""

from __future__ import annotations

from typing import Any

from nuchal.findings.model import Drawing, Mark, Side
from nuchal.findings.sheet import Place, Sheet
from nuchal.findings.values import ValueRefused, read_range, read_yes_no


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
