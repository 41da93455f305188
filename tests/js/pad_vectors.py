"""What the pad must work out as the server does: packed data, steps of colour, squares under a brush, places of a drawing."""

from __future__ import annotations

import base64
import itertools
import math
import zlib
from typing import Any

import numpy as np

from nuchal.bodymap import Drawing, Stroke, zone_marks
from nuchal.bodymap.outlines import grid
from nuchal.bodymap.spots import sight
from nuchal.bodymap.strength import pain_step
from nuchal.bodymap.web import MAIN_VIEWS, pad_data

VIEWS = ("front", "back", "left", "right", "nape")


def vectors() -> dict[str, Any]:
    """The pad's own data, and for inputs of each kind what the server says."""
    data = pad_data({}, {}, {})
    return {
        "data": data,
        "packed": [_packed(numbers) for numbers in _bytes()],
        "steps": [
            {"intensity": one, "step": pain_step(one)} for one in (None, 0, 0.5, *range(1, 11), 2.5, 6.1, 9.9)
        ],
        "drawings": [_judged(drawing) for drawing in _drawings()],
        "dots": [_dot(view, data["cell"]) for view in VIEWS],
        "shown": {view: int(sight(view)[1].sum()) for view in MAIN_VIEWS if data["views"][view]["matrix"]},
    }


def _bytes() -> list[bytes]:
    """Nothing, the same again and again, noise that cannot be packed, words, and every length of a repeat."""
    noise = np.random.default_rng(7).integers(0, 256, 70_000, dtype=np.uint8).tobytes()
    ramp = b"".join(bytes([n % 256]) * n for n in range(1, 300))
    return [b"", b"a", b"ab" * 40_000, noise, b"where it hurts, " * 9, ramp, noise[:300] * 200]


def _packed(numbers: bytes) -> dict[str, Any]:
    told = {"length": len(numbers), "sum": zlib.adler32(numbers)}
    levels = {str(level): base64.b64encode(zlib.compress(numbers, level)).decode() for level in (0, 1, 9)}
    return {**told, "packed": levels}


def _dot(view: str, cell: int) -> dict[str, Any]:
    """The squares whose middle lies within a brush of 30 pixels, row by row."""
    x, y, radius = 371.3, 262.7, 30.0
    rows, columns = np.mgrid[0 : 800 // cell, 0 : 760 // cell]
    near = np.hypot((columns + 0.5) * cell - x, (rows + 0.5) * cell - y) <= radius
    return {"view": view, "point": [x, y], "radius": radius, "cells": np.flatnonzero(near.ravel()).tolist()}


def _drawings() -> list[Drawing]:
    """Lines through the middle of zones, in every view and strength, with something rubbed out in some."""
    made = []
    for number, view in enumerate(VIEWS * 3):
        codes = grid(view)
        shown = [int(code) for code in np.unique(codes) if code and (codes == code).sum() > 1500]
        middles = [_middle(codes, shown[(number * 5 + step * 3) % len(shown)]) for step in range(3)]
        strokes = [
            Stroke(
                view=view,
                points=_line(a, b, number),
                radius=(12.0, 24.0, 44.0)[number % 3],
                intensity=2.0 + step * 3,
            )
            for step, (a, b) in enumerate(itertools.pairwise(middles))
        ]
        if number % 2:
            strokes.append(Stroke(view=view, points=(middles[0],), radius=44.0, erases=True))
        made.append(Drawing(tuple(strokes)))
    return made


def _middle(codes: Any, code: int) -> tuple[float, float]:
    rows, columns = np.nonzero(codes == code)
    at = len(rows) // 2
    return float(columns[at]), float(rows[at])


def _line(a: tuple[float, float], b: tuple[float, float], bend: int) -> tuple[tuple[float, float], ...]:
    return tuple(
        (
            round(a[0] + (b[0] - a[0]) * t / 30, 1),
            round(a[1] + (b[1] - a[1]) * t / 30 + bend * math.sin(t / 30 * math.pi), 1),
        )
        for t in range(31)
    )


def _judged(drawing: Drawing) -> dict[str, Any]:
    """The strokes as the pad holds them, and the places that the server reads."""
    strokes = [
        {"view": s.view, "points": [list(p) for p in s.points], "radius": s.radius, "erases": s.erases}
        | ({} if s.intensity is None else {"intensity": s.intensity})
        for s in drawing.strokes
    ]
    places = sorted(f"{mark.zone} {mark.side}" for mark in zone_marks(drawing))
    return {"strokes": strokes, "places": places}
