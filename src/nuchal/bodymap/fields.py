"""Values on the surface, such as painted strength, as soft areas in a view: one stroke shows in every view."""

from __future__ import annotations

import numpy as np

from nuchal.bodymap.atlas import Floats, Mask, View, atlas
from nuchal.bodymap.outlines import path
from nuchal.bodymap.spots import sight

Point = tuple[float, float]
PAD, BLURS = 8, 4


def areas(view: str, values: Floats, level: float) -> str:
    """Where a value per triangle is at least `level` (above 0), as an SVG path (fill rule even-odd)."""
    shown = atlas().view(view)
    body = softened((shown.seen >= 0).astype(float))
    field = softened(pictured(shown, values >= level)) / np.maximum(body, 1e-9)
    return "".join(path(ring) for ring in rings_around(field, 0.5, shown.cell))


def pictured(view: View, inside: Mask) -> Floats:
    """Per cell 1 where a seen triangle is inside. Triangles smaller than a cell lend it their share."""
    picture = np.where(view.seen >= 0, inside[np.maximum(view.seen, 0)], False).astype(float)
    middle, shows = sight(view.name)
    small = np.flatnonzero(shows & inside)
    row = np.clip((middle[small, 1] // view.cell).astype(int), 0, picture.shape[0] - 1)
    column = np.clip((middle[small, 0] // view.cell).astype(int), 0, picture.shape[1] - 1)
    np.maximum.at(picture, (row, column), 0.6)
    return picture


def softened(field: Floats, blurs: int = BLURS) -> Floats:
    """A blur, padded by `PAD` cells, so that borders do not follow the net."""
    padded = np.pad(field, PAD)
    for _ in range(blurs):
        for axis in (0, 1):
            padded = (np.roll(padded, 1, axis) + 2 * padded + np.roll(padded, -1, axis)) / 4
    return padded


def rings_around(field: Floats, level: float, cell: int) -> list[Floats]:
    """Marching squares: closed lines around what is above the level; `field` is padded by `PAD` cells."""
    field = np.where(field > 1e-9, field, 0)
    field[[0, -1]], field[:, [0, -1]] = 0, 0
    above = field >= level
    follow: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    corner = (above[:-1, :-1] * 1 + above[:-1, 1:] * 2 + above[1:, 1:] * 4 + above[1:, :-1] * 8).astype(int)
    for row, column in np.argwhere((corner > 0) & (corner < 15)).tolist():
        for start, end in _TURNS[int(corner[row, column])]:
            follow[_edge(row, column, start)] = _edge(row, column, end)
    rings = []
    while follow:
        first, here = next(iter(follow.items()))
        del follow[first]
        keys = [first]
        while here != first:
            keys.append(here)
            here = follow.pop(here)
        points = np.array([_between(field, key, level) for key in keys])
        rings.append(np.vstack([points, points[:1]]) * cell + cell * (0.5 - PAD))
    return rings


# corners clockwise from upper left: 1, 2, 4, 8; edges: 0 above, 1 right, 2 below, 3 left; inside on the right hand
_TURNS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip


def _edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """An edge of a square, named once for both squares that share it: 0 runs right, 1 runs down."""
    return ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))[side]


def _between(field: Floats, key: tuple[int, int, int], level: float) -> Point:
    row, column, down = key
    a = field[row, column]
    b = field[row + 1, column] if down else field[row, column + 1]
    share = float((level - a) / (b - a)) if a != b else 0.5
    return (column, row + share) if down else (column + share, row)
