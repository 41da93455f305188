"""
What lies on a view as soft shapes: strokes as the hand drew them, and areas without a hard edge, as an airbrush leaves.

A soft shape is a stack of outlines around a blurred field, the widest first; each adds a little opacity. So it needs no
filter and no gradient: it prints, scales, and obeys a style sheet like any other path.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from nuchal.bodymap.atlas import Floats, Ints, Mask, Place, View, atlas
from nuchal.bodymap.drawings import Drawing, Stroke
from nuchal.bodymap.fields import PAD, pictured, rings_around, softened
from nuchal.bodymap.spots import sight
from nuchal.bodymap.strength import STEPS, pain_step

PAINT_BLURS, AREA_BLURS = 6, 26
"""Rounds of blur: about 7 pixels of the picture around paint, 14 around an area."""
PAINT_LEVELS = (0.12, 0.3, 0.5, 0.7, 0.88)
AREA_LEVELS = (0.12, 0.27, 0.43, 0.6, 0.76, 0.9)
MEETS = 5
"""Cells by which paint of one strength reaches under a stronger one beside it, so that no seam shows."""


def paint(view: str, drawing: Drawing) -> str:
    """The strokes and chosen places of a drawing in one view: a group of class `pain-N` for each strength."""
    steps = painted_steps(view, drawing)
    groups = []
    for step in STEPS:
        here = steps == step
        if here.any():
            mask = here | ((steps > step) & _grown(here))
            groups.append(f'<g class="pain-{step}">{_soft(view, mask, PAINT_BLURS, PAINT_LEVELS)}</g>')
    return "".join(groups)


@lru_cache(maxsize=512)
def area(view: str, places: frozenset[Place]) -> str:
    """Places as one airbrushed area, a stack of paths of class `soft`; empty where the view shows none of them."""
    return _soft(view, _cells(view, places), AREA_BLURS, AREA_LEVELS)


@lru_cache(maxsize=1024)
def contour(view: str, places: frozenset[Place]) -> str:
    """One rounded line around places, as path data; empty where the view shows none of them."""
    return _path(view, _field(view, _cells(view, places), AREA_BLURS // 2), 0.5)


@lru_cache(maxsize=256)
def painted_steps(view: str, drawing: Drawing) -> Ints:
    """Per cell of a view the step of strength that is painted there, 0 for none: later strokes lie on earlier ones."""
    shown = atlas().view(view)
    steps = np.zeros(shown.seen.shape, dtype=np.int64)
    for stroke in drawing.strokes:
        cells = _covered(shown, stroke) if stroke.view == view else pictured(shown, _touched(stroke)) > 0.5
        steps[cells & (shown.seen >= 0)] = 0 if stroke.erases else _step(stroke.intensity)
    for mark in drawing.chosen:
        steps[_cells(view, frozenset({mark.place}))] = _step(mark.intensity)
    steps.flags.writeable = False
    return steps


def _step(intensity: float | None) -> int:
    return 0 if intensity == 0 else pain_step(intensity)


def _covered(shown: View, stroke: Stroke) -> Mask:
    """The cells whose middle lies under a stroke."""
    cells = np.zeros(shown.seen.shape, dtype=bool)
    points = np.array(stroke.points)
    for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
        low = np.maximum((np.minimum(start, end) - stroke.radius) // shown.cell, 0).astype(int)
        high = ((np.maximum(start, end) + stroke.radius) // shown.cell).astype(int) + 1
        y, x = (np.mgrid[low[1] : high[1], low[0] : high[0]] + 0.5) * shown.cell
        along = end - start
        share = np.clip(
            ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / max(along @ along, 1e-12), 0, 1
        )
        near = np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1]) <= stroke.radius
        part = cells[low[1] : high[1], low[0] : high[0]]
        part |= near[: part.shape[0], : part.shape[1]]
    return cells


@lru_cache(maxsize=1024)
def _touched(stroke: Stroke) -> Mask:
    """The triangles of the surface under a stroke."""
    shown = atlas().view(stroke.view)
    cells = _covered(shown, stroke)
    middle, shows = sight(stroke.view)
    row = np.clip((middle[:, 1] // shown.cell).astype(int), 0, cells.shape[0] - 1)
    column = np.clip((middle[:, 0] // shown.cell).astype(int), 0, cells.shape[1] - 1)
    hit = shows & cells[row, column]
    under = shown.seen[cells & (shown.seen >= 0)]
    hit[under] = True
    return np.asarray(hit & (atlas().surface.codes > 0))


def _cells(view: str, places: Iterable[Place]) -> Mask:
    """The cells of a view that show one of the places."""
    shown, known = atlas().view(view), atlas()
    codes = np.where(shown.seen >= 0, known.surface.codes[np.maximum(shown.seen, 0)], 0)
    return np.isin(codes, [known.code(zone, side) for zone, side in places])


def _grown(mask: Mask) -> Mask:
    return softened(mask.astype(float), MEETS * 2)[_inner(mask)] > 0.02


def _inner(mask: Mask) -> tuple[slice, slice]:
    return slice(PAD, PAD + mask.shape[0]), slice(PAD, PAD + mask.shape[1])


def _field(view: str, mask: Mask, blurs: int) -> Floats:
    """A blurred field; divided by the blurred body, it reaches the body's edge."""
    if not mask.any():
        return np.zeros((0, 0))
    return softened(mask.astype(float), blurs) / np.maximum(_body(view, blurs), 1e-6)


@lru_cache(maxsize=64)
def _body(view: str, blurs: int) -> Floats:
    return softened((atlas().view(view).seen >= 0).astype(float), blurs)


def _soft(view: str, mask: Mask, blurs: int, levels: Iterable[float]) -> str:
    field = _field(view, mask, blurs)
    paths = (_path(view, field, level, every=3 if blurs < AREA_BLURS else 5) for level in levels)
    return "".join(f'<path class="soft" d="{d}"/>' for d in paths if d)


def _path(view: str, field: Floats, level: float, *, every: int = 4) -> str:
    if not field.size:
        return ""
    cell = atlas().view(view).cell
    rings = rings_around(field, level, cell)
    return "".join(_curve(ring[:-1:every]) for ring in rings if len(ring) > 4 * every)


def _curve(corners: Floats) -> str:
    """A closed line through the middles between corners, bent around them; in whole pixels, each step from the last."""
    middles = np.round((corners + np.roll(corners, -1, axis=0)) / 2).astype(int)
    before = np.roll(middles, 1, axis=0)
    steps = np.column_stack([np.round(corners).astype(int) - before, middles - before])
    bends = "".join(f"q{a} {b} {c} {d}" for a, b, c, d in steps.tolist()).replace(" -", "-")
    return f"M{middles[-1][0]} {middles[-1][1]}{bends}Z"
