"""
A drawing is what a person did with the brush, and which places were chosen from the list.

It is stored as `nuchal.drawing/1`, a JSON object that can be read again years later, whatever the pictures look like
then: each stroke names its view, and each view of this version keeps its coordinates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from nuchal.bodymap.atlas import SIDES, BodymapError, Place, Side, atlas

FORMAT = "nuchal.drawing/1"
MOST_POINTS = 4000
"""In one stroke; the pad begins a new stroke after so many."""
MOST_POINTS_IN_ALL = 20_000
"""In a drawing that is sent; the pad thins longer ones to lines that name the same places."""
Depth = Literal["deep", "surface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line of the brush in one view. `intensity` runs from 0 to 10; `erases` rubs out what came before."""

    view: str
    points: tuple[tuple[float, float], ...]
    radius: float
    intensity: float | None = None
    quality: str | None = None
    depth: Depth | None = None
    spreads_to: str | None = None
    erases: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMark:
    """A place that hurts, with how much of it was painted (1 if it was chosen from the list)."""

    zone: str
    side: Side
    intensity: float | None = None
    share: float = 1.0
    quality: str | None = None
    depth: Depth | None = None
    spreads_to: str | None = None

    @property
    def place(self) -> Place:
        """Zone and side."""
        return self.zone, self.side


class AnyMark(Protocol):
    """What another module's mark must have to be drawn here, such as `nuchal.findings.model.Mark`."""

    @property
    def zone(self) -> str:
        """Zone id."""

    @property
    def side(self) -> Side:
        """Side of the person."""

    @property
    def intensity(self) -> float | None:
        """0 to 10, or unknown."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes in the order in which they were made, and places from the list. Empty is a statement: no pain."""

    strokes: tuple[Stroke, ...] = ()
    chosen: tuple[ZoneMark, ...] = ()


def of_marks(marks: Iterable[AnyMark]) -> Drawing:
    """A drawing that holds only whole places, from the marks of another module; intensity 0 is not drawn."""
    return Drawing(
        chosen=tuple(
            ZoneMark(zone=mark.zone, side=mark.side, intensity=mark.intensity)
            for mark in marks
            if mark.intensity is None or mark.intensity > 0
        )
    )


def read(text: str | bytes) -> Drawing:
    """Read `nuchal.drawing/1`; what does not belong is refused with a sentence."""
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise BodymapError(f"the drawing is not JSON: {problem}") from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BodymapError(
            "this is not a drawing that this version can read", remedy=f'It must say "format": "{FORMAT}".'
        )
    _only(document, {"format", "strokes", "chosen"}, "the drawing")
    strokes = tuple(_stroke(entry, f"stroke {n}") for n, entry in enumerate(_list(document, "strokes"), 1))
    chosen = tuple(_chosen(entry, f"place {n}") for n, entry in enumerate(_list(document, "chosen"), 1))
    return Drawing(strokes, chosen)


def write(drawing: Drawing) -> str:
    """The drawing as `nuchal.drawing/1`; `read` gives the same drawing back."""
    document = {
        "format": FORMAT,
        "strokes": [
            _said({"view": s.view, "points": [[round(x, 1), round(y, 1)] for x, y in s.points], "radius": s.radius,
                   "intensity": s.intensity, "quality": s.quality, "depth": s.depth, "spreads_to": s.spreads_to,
                   "erases": s.erases or None})
            for s in drawing.strokes
        ],
        "chosen": [
            _said({"zone": m.zone, "side": m.side, "intensity": m.intensity, "quality": m.quality, "depth": m.depth,
                   "spreads_to": m.spreads_to})
            for m in drawing.chosen
        ],
    }  # fmt: skip
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def mirrored(drawing: Drawing) -> Drawing:
    """The same drawing on the other side of the body."""
    return Drawing(
        tuple(_mirrored_stroke(stroke) for stroke in drawing.strokes),
        tuple(replace(mark, side=_other(mark.side)) for mark in drawing.chosen),
    )


def _mirrored_stroke(stroke: Stroke) -> Stroke:
    view = {"left": "right", "right": "left"}.get(stroke.view, stroke.view)
    width = atlas().view(view).width
    return replace(stroke, view=view, points=tuple((width - x, y) for x, y in stroke.points))


def _other(side: Side) -> Side:
    return "left" if side == "right" else "right"


def _said(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key, [])
    if not isinstance(value, list):
        raise BodymapError(f"{key!r} of the drawing must be a list")
    return value


def _only(entry: Any, allowed: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise BodymapError(f"{where} must be an object")
    if strange := sorted(set(entry) - allowed):
        raise BodymapError(
            f"{where} has unknown fields: {', '.join(strange)}",
            remedy=f"Known: {', '.join(sorted(allowed))}.",
        )


def _stroke(entry: Any, where: str) -> Stroke:
    _only(entry, {"view", "points", "radius", "intensity", "quality", "depth", "spreads_to", "erases"}, where)
    view = atlas().view(str(entry.get("view")))
    points = entry.get("points")
    if not isinstance(points, list) or not 0 < len(points) <= MOST_POINTS:
        raise BodymapError(f"{where} needs between 1 and {MOST_POINTS} points")
    radius = _number(entry.get("radius"), f"the radius of {where}", 1, 200)
    if radius is None:
        raise BodymapError(f"{where} has no radius")
    if not isinstance(entry.get("erases", False), bool):
        raise BodymapError(f"{where}: erases must be true or false")
    return Stroke(
        view=view.name,
        points=tuple(_point(point, where) for point in points),
        radius=radius,
        erases=entry.get("erases", False),
        **_how(entry, where),
    )


def _chosen(entry: Any, where: str) -> ZoneMark:
    _only(entry, {"zone", "side", "intensity", "quality", "depth", "spreads_to"}, where)
    zone, side = entry.get("zone"), entry.get("side")
    if side not in SIDES:
        raise BodymapError(f"{where}: side must be left or right, not {side!r}")
    atlas().code(str(zone), side)
    return ZoneMark(zone=str(zone), side=side, **_how(entry, where))


def _how(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    depth = entry.get("depth")
    if depth not in (None, "deep", "surface"):
        raise BodymapError(f"{where}: depth must be deep or surface, not {depth!r}")
    return {
        "intensity": _number(entry.get("intensity"), f"the intensity of {where}", 0, 10),
        "quality": _text(entry.get("quality"), where),
        "depth": depth,
        "spreads_to": _text(entry.get("spreads_to"), where),
    }


def _text(value: Any, where: str) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > 200):
        raise BodymapError(f"{where}: quality and spreads_to are short texts")
    return value


def _number(value: Any, what: str, least: float, most: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise BodymapError(f"{what} must be a number from {least:g} to {most:g}, not {value!r}")
    return float(value)


def _point(point: Any, where: str) -> tuple[float, float]:
    match point:
        case [int() | float() as x, int() | float() as y] if math.isfinite(x) and math.isfinite(y):
            return float(x), float(y)
    raise BodymapError(f"{where}: a point is a pair of numbers, not {point!r}")
