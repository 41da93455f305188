"""What does a stroke cover? Pixels of its view, zones, and triangles of the surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from nuchal.bodymap.atlas import Floats, Ints, Mask, Place, atlas
from nuchal.bodymap.drawings import Drawing, Stroke, ZoneMark
from nuchal.bodymap.outlines import grid
from nuchal.bodymap.spots import sight, spot

ENOUGH_OF_ZONE = 0.12
ENOUGH_OF_STROKE = 0.30
"""A zone counts as drawn if so much of it is covered, or if so much of the stroke lies in it: a brush is no scalpel."""

Points = Sequence[tuple[float, float]]


def stroke_zones(view: str, points: Points, radius: float) -> dict[Place, float]:
    """Each zone that a stroke touches, with the share of it, as seen in this view, that is covered."""
    whole = _pixels(view)
    inside = np.bincount(grid(view)[covered(view, points, radius)], minlength=len(whole))
    found = {}
    for code in np.flatnonzero(inside):
        if (place := atlas().place(int(code))) is not None:
            found[place] = float(inside[code] / whole[code])
    return found


def covered(view: str, points: Points, radius: float) -> Mask:
    """The pixels under a round brush along a line."""
    shown = atlas().view(view)
    result = np.zeros((shown.height, shown.width), bool)
    for start, end in _pieces(points):
        low, high = np.minimum(start, end) - radius, np.maximum(start, end) + radius
        left, top = np.maximum(np.floor(low).astype(int), 0)
        right, bottom = np.minimum(np.ceil(high).astype(int) + 1, [shown.width, shown.height])
        if right <= left or bottom <= top:
            continue
        y, x = np.mgrid[top:bottom, left:right] + 0.5
        result[top:bottom, left:right] |= _near(np.stack([x, y], -1), start, end) <= radius
    return result


def zone_marks(drawing: Drawing) -> tuple[ZoneMark, ...]:
    """
    The places that a drawing says hurt, the strongest stroke first asked for each.

    Strokes of one view and one strength add up before a zone is judged; what was rubbed out afterwards does not count.
    """
    marks: dict[Place, ZoneMark] = {}
    for stroke, seen in _standing(drawing):
        codes = grid(stroke.view)
        whole = _pixels(stroke.view)
        inside = np.bincount(codes[seen], minlength=len(whole))
        for code in np.flatnonzero(inside):
            place = atlas().place(int(code))
            share = inside[code] / whole[code]
            if place and (share >= ENOUGH_OF_ZONE or inside[code] >= ENOUGH_OF_STROKE * inside[1:].sum()):
                _stronger(marks, _mark(stroke, place, float(share)))
    for mark in drawing.chosen:
        _stronger(marks, mark)
    return tuple(marks[place] for place in sorted(marks))


@lru_cache(maxsize=16)
def _pixels(view: str) -> Ints:
    """How many pixels each code of a view has."""
    return np.bincount(grid(view).ravel())


def footprint(drawing: Drawing) -> Floats:
    """Per triangle of the surface the strongest intensity painted there; 0 is untouched, unknown strength is 5."""
    surface = atlas().surface
    painted = np.zeros(len(surface.triangles))
    for stroke in drawing.strokes:
        hit = touched(stroke)
        if stroke.erases:
            painted[hit] = 0
        else:
            painted[hit] = np.maximum(painted[hit], _strength(stroke.intensity))
    for mark in drawing.chosen:
        inside = surface.codes == atlas().code(mark.zone, mark.side)
        painted[inside] = np.maximum(painted[inside], _strength(mark.intensity))
    return painted


def touched(stroke: Stroke) -> Mask:
    """The triangles under a stroke: their middle is covered and seen, or the line runs over them."""
    middle, shows = sight(stroke.view)
    hit = np.zeros(len(middle), bool)
    for start, end in _pieces(stroke.points):
        hit |= _near(middle, start, end) <= stroke.radius
    hit &= shows & (atlas().surface.codes > 0)
    for x, y in stroke.points:
        if (under := spot(stroke.view, x, y)) is not None and under.place is not None:
            hit[under.triangle] = True
    return hit


def _standing(drawing: Drawing) -> list[tuple[Stroke, Mask]]:
    """What is left of the strokes, joined where view and manner are the same."""
    layers: dict[tuple[object, ...], tuple[Stroke, Mask]] = {}
    for stroke in drawing.strokes:
        seen = covered(stroke.view, stroke.points, stroke.radius)
        if stroke.erases:
            layers = {
                key: (one, pixels & ~seen if one.view == stroke.view else pixels)
                for key, (one, pixels) in layers.items()
            }
            continue
        key = (stroke.view, stroke.intensity, stroke.quality, stroke.depth, stroke.spreads_to)
        layers[key] = (stroke, seen | layers[key][1] if key in layers else seen)
    return list(layers.values())


def _mark(stroke: Stroke, place: Place, share: float) -> ZoneMark:
    return ZoneMark(
        zone=place[0],
        side=place[1],
        intensity=stroke.intensity,
        share=share,
        quality=stroke.quality,
        depth=stroke.depth,
        spreads_to=stroke.spreads_to,
    )


def _stronger(marks: dict[Place, ZoneMark], mark: ZoneMark) -> None:
    known: Mapping[Place, ZoneMark] = marks
    if mark.intensity == 0:
        return
    before = known.get(mark.place)
    if before is None or (mark.intensity or -1, mark.share) > (before.intensity or -1, before.share):
        marks[mark.place] = mark


def _strength(intensity: float | None) -> float:
    return 5.0 if intensity is None else intensity


def _pieces(points: Points) -> list[tuple[Floats, Floats]]:
    line = [np.array(point, float) for point in points]
    return list(zip(line, line[1:] or line, strict=False))


def _near(points: Floats, start: Floats, end: Floats) -> Floats:
    along = end - start
    share = np.clip((points - start) @ along / max(float(along @ along), 1e-12), 0, 1)
    return np.asarray(np.linalg.norm(points - start - share[..., None] * along, axis=-1))
