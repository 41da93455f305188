"""
Strokes of a hand for the invented clients: how somebody would shade the places that a story names.

Places of one strength that lie together are shaded in one go, to and fro along their longer side, and the line stays
inside them, so that the strokes name the places that the story names.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nuchal.bodymap import Drawing, Stroke, ZoneMark, write, zone_marks
from nuchal.bodymap.atlas import Floats, Ints, Mask, Place, atlas
from nuchal.bodymap.outlines import grid
from nuchal.letters.figures import best_views, is_drawable

Points = tuple[tuple[float, float], ...]
Lines = tuple[tuple[float, Points], ...]

BROADEST, FINEST = 26.0, 6.0
"""Radius of the brush, in pixels of the picture; narrow places are shaded with a finer one."""
SHARES = (0.5, 0.36, 0.28)
"""Of the half width of the places, for the brush."""
STEP = 11.0


def strokes_of(marks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """
    A drawing, as `nuchal.drawing/1`, that names the places of these marks; hidden ones are chosen from the list.

    Where a broad brush would name a neighbour too, a finer one is taken.
    """
    told = [ZoneMark(zone=one["zone"], side=one["side"], intensity=one.get("intensity"), quality=one.get("quality"),
                     depth=one.get("depth"), spreads_to=one.get("spreads_to")) for one in marks]  # fmt: skip
    hidden = tuple(mark for mark in told if not is_drawable(mark.place))
    groups = _groups([mark for mark in told if mark.intensity != 0 and is_drawable(mark.place)])
    shaded = _shaded_all(tuple((view, tuple(mark.place for mark in members)) for view, members in groups))
    strokes = [
        Stroke(view=view, points=points, radius=radius, intensity=members[0].intensity, quality=members[0].quality,
               depth=members[0].depth, spreads_to=members[0].spreads_to)
        for (view, members), lines in zip(groups, shaded, strict=True) for radius, points in lines
    ]  # fmt: skip
    document: dict[str, Any] = json.loads(write(Drawing(tuple(strokes), hidden)))
    return document


def _groups(marks: Iterable[ZoneMark]) -> list[tuple[str, list[ZoneMark]]]:
    """Marks of one strength and manner that one view shows best, the mildest first."""
    kinds = [(mark.intensity or 0, _view_of(mark.place), _manner(mark), mark.place, mark) for mark in marks]
    return [
        (key[1], [kind[-1] for kind in group])
        for key, group in groupby(sorted(kinds), key=lambda kind: kind[:3])
    ]


@lru_cache(maxsize=256)
def _shaded_all(groups: tuple[tuple[str, tuple[Place, ...]], ...]) -> tuple[Lines, ...]:
    """The lines of each group, with the broadest brush that names no other place, or else with the best."""
    wanted = {place for _view, places in groups for place in places}
    best, most = None, -1.0
    for share in SHARES:
        shaded = tuple(_shaded(view, places, share) for view, places in groups)
        right = _right(groups, shaded, wanted)
        if right > most:
            best, most = shaded, right
        if right == 1.0:
            break
    return best or ()


def _right(groups: Any, shaded: Any, wanted: set[Place]) -> float:
    """The share of all named and wanted places that are both."""
    strokes = [
        Stroke(view=view, points=points, radius=radius, intensity=number + 1.0)
        for number, ((view, _places), lines) in enumerate(zip(groups, shaded, strict=True)) for radius, points in lines
    ]  # fmt: skip
    named = {mark.place for mark in zone_marks(Drawing(tuple(strokes)))}
    return len(named & wanted) / max(len(named | wanted), 1)


def _manner(mark: ZoneMark) -> tuple[str, ...]:
    return (mark.quality or "", mark.depth or "", mark.spreads_to or "")


@lru_cache(maxsize=256)
def _view_of(place: Place) -> str:
    return best_views({place: 1.0}, 1)[0]


@lru_cache(maxsize=256)
def _shaded(view: str, places: tuple[Place, ...], share: float) -> Lines:
    """One line with its brush for each part of the places that lies together."""
    cell = atlas().view(view).cell
    codes = grid(view)[cell // 2 :: cell, cell // 2 :: cell]
    mask = np.isin(codes, [atlas().code(zone, side) for zone, side in places])
    corner, inner = _cropped(mask)
    return tuple(_line(part, corner, cell, share) for part in _parts(inner))


def _cropped(mask: Mask) -> tuple[Floats, Mask]:
    """Where the marked part of a mask begins, as x and y in cells, and that part: the rest of the picture is empty."""
    marked = np.argwhere(mask)
    if not len(marked):
        return np.zeros(2), mask[:0, :0]
    (top, left), (bottom, right) = marked.min(axis=0), marked.max(axis=0) + 1
    return np.array([float(left), float(top)]), mask[top:bottom, left:right]


def _parts(mask: Mask) -> list[Mask]:
    """The pieces of a mask, each grown from a seed until nothing is left."""
    left, found = mask.copy(), []
    while left.any():
        part = np.zeros_like(left)
        part[tuple(np.argwhere(left)[0])] = True
        size = 0
        while (grown := int(part.sum())) > size:
            size = grown
            rows = np.logical_or.reduce(
                sliding_window_view(np.pad(part, ((2, 2), (0, 0))), 5, axis=0), axis=-1
            )
            part = (
                np.logical_or.reduce(sliding_window_view(np.pad(rows, ((0, 0), (2, 2))), 5, axis=1), axis=-1)
                & left
            )
        left &= ~part
        if size > 8:
            found.append(part)
    return found


def _depth(part: Mask) -> Ints:
    """How many cells each cell lies inside a piece; 0 outside."""
    depth = np.zeros(part.shape, dtype=np.int64)
    left = np.pad(part, 1)
    while left.any():
        depth += left[1:-1, 1:-1]
        left = left & np.roll(left, 1, 0) & np.roll(left, -1, 0) & np.roll(left, 1, 1) & np.roll(left, -1, 1)
    return depth


def _line(part: Mask, corner: Floats, cell: int, share: float) -> tuple[float, Points]:
    """To and fro across the inner part of a piece, a little unsteady, and never out of it."""
    depth = _depth(part) * cell
    radius = min(BROADEST, max(FINEST, share * float(depth.max())))
    points = (
        np.argwhere(depth >= min(radius * (2.2 - 1.9 * share), float(depth.max())))[:, ::-1] + corner + 0.5
    ) * cell
    middle = points.mean(axis=0)
    along = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    across = np.array([-along[1], along[0]])
    rows = np.round((points - middle) @ across / (radius * 0.9)).astype(int)
    path: list[Floats] = []
    for number, row in enumerate(np.unique(rows)):
        reach = (points[rows == row] - middle) @ along
        ends = (float(reach.min()), float(reach.max()))
        start, end = ends if number % 2 == 0 else ends[::-1]
        for part_of in np.linspace(0, 1, max(2, math.ceil(abs(end - start) / STEP))):
            far = start + (end - start) * part_of
            sway = radius * (0.12 * math.sin(far / 19 + row * 2.1) + 0.06 * math.sin(far / 7.3))
            path.append(middle + along * far + across * (row * radius * 0.9 + sway))
    return radius, tuple((round(float(x), 1), round(float(y), 1)) for x, y in path)
