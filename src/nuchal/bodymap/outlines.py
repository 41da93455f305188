"""Where does a zone end, and which zone is under the finger?"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nuchal.bodymap.atlas import Floats, Ints, Place, Side, View, atlas

OFF_CORNER = 0.0123
"""Rows are read a hair below where they are asked for, so that none runs through a corner (corners lie on tenths)."""


def outline(view: str, zone: str, side: Side) -> str:
    """The zone as an SVG path in the view's pixels (fill rule even-odd); empty where the view does not show it."""
    return "".join(path(ring) for ring in rings(view, zone, side))


def rings(view: str, zone: str, side: Side) -> tuple[Floats, ...]:
    """The closed lines around a zone; each ends where it began."""
    shown = atlas().view(view)
    return tuple(_walk(shown, ring) for ring in shown.rings.get(atlas().code(zone, side), ()))


def area(ring: Floats) -> float:
    """What a closed line holds, in square pixels."""
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2


def pixels_per_decimetre(view: str) -> float:
    """How large a view shows the body, so that close-ups do not count for more."""
    return float(np.linalg.norm(atlas().view(view).matrix[0, :3]))


@lru_cache(maxsize=32)
def silhouette(view: str) -> str:
    """The outline of everything that has a zone, for clipping paint."""
    shown = atlas().view(view)
    lines = [
        line for line, (left, right) in zip(shown.borders, shown.between, strict=True) if 0 in (left, right)
    ]
    return "".join(path(ring) for ring in _joined(lines))


def body(view: str, name: str) -> str:
    """The outline of the body, which a page shows where it shows no plate, and the clip `NAME-clip` made from it."""
    return (
        f'<defs><path id="{name}-body" clip-rule="evenodd" d="{silhouette(view)}"/>'
        f'<clipPath id="{name}-clip"><use href="#{name}-body"/></clipPath></defs>'
        f'<use class="bm-body" href="#{name}-body"/>'
    )


@lru_cache(maxsize=32)
def borders(view: str) -> str:
    """Every line between two zones once, to be stroked; the edge of the body is left to the plate."""
    shown = atlas().view(view)
    inner = shown.between.min(1) > 0
    return "".join(path(shown.borders[index], closed=False) for index in np.flatnonzero(inner))


def zone_at(view: str, x: float, y: float) -> Place | None:
    """The zone under a point, or None beside the body."""
    shown = atlas().view(view)
    if not (0 <= x < shown.width and 0 <= y < shown.height):
        return None
    y += OFF_CORNER
    start, end, east = _edges(view)
    down, up = (start[:, 1] <= y) & (end[:, 1] > y), (end[:, 1] <= y) & (start[:, 1] > y)
    crossing = down | up
    at = _crossing(start[crossing], end[crossing], y)
    if not (at <= x).any():
        return None
    nearest = np.flatnonzero(at <= x)[np.argmax(at[at <= x])]
    return atlas().place(int(east[crossing][nearest]))


@lru_cache(maxsize=32)
def grid(view: str) -> Ints:
    """The code of every pixel, filled from the outlines row by row."""
    shown = atlas().view(view)
    codes = np.zeros((shown.height, shown.width), dtype=np.int64)
    start, end, east = _edges(view)
    low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    middle = 0.5 + OFF_CORNER
    first, last = np.ceil(low - middle).astype(int), np.ceil(high - middle).astype(int)
    which = np.repeat(np.arange(len(start)), np.maximum(last - first, 0))
    row = first[which] + (np.arange(len(which)) - np.searchsorted(which, which))
    x = _crossing(start[which], end[which], row + middle)
    order = np.lexsort((x, row))
    row, column, code = row[order], np.ceil(x[order] - 0.5).astype(int), east[which][order]
    for index in np.flatnonzero((code[:-1] > 0) & (row[:-1] == row[1:])):
        if 0 <= row[index] < shown.height:
            codes[row[index], max(column[index], 0) : max(column[index + 1], 0)] = code[index]
    codes.flags.writeable = False
    return codes


def path(line: Floats, *, closed: bool = True) -> str:
    """A line as SVG path data, to a tenth of a pixel."""
    tenths = np.round(line * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    moves = "".join(f"l{_short(dx)} {_short(dy)}" for dx, dy in (steps[:-1] if closed else steps))
    return f"M{_short(tenths[0, 0])} {_short(tenths[0, 1])}{moves}{'Z' if closed else ''}"


def _short(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _walk(view: View, ring: tuple[int, ...]) -> Floats:
    parts = [view.borders[step] if step >= 0 else view.borders[~step][::-1] for step in ring]
    return np.concatenate([parts[0][:1], *[part[1:] for part in parts]])


@lru_cache(maxsize=32)
def _edges(view: str) -> tuple[Floats, Floats, Ints]:
    """Every straight piece of every border, with the code that lies to its east."""
    shown = atlas().view(view)
    start = np.concatenate([line[:-1] for line in shown.borders])
    end = np.concatenate([line[1:] for line in shown.borders])
    sides = np.repeat(shown.between, [len(line) - 1 for line in shown.borders], axis=0)
    # y runs downwards: walking down, the east is on the left hand
    return start, end, np.where(end[:, 1] > start[:, 1], sides[:, 0], sides[:, 1])


def _crossing(start: Floats, end: Floats, y: Floats | float) -> Floats:
    rise = end[:, 1] - start[:, 1]
    share = (y - start[:, 1]) / np.where(rise == 0, 1, rise)
    return np.asarray(start[:, 0] + share * (end[:, 0] - start[:, 0]))


def _joined(lines: list[Floats]) -> list[Floats]:
    """Join lines end to end into closed rings."""
    left, joined = list(lines), []
    while left:
        ring = left.pop()
        while not np.array_equal(ring[0], ring[-1]):
            index, piece = next(
                (i, line if np.array_equal(line[0], ring[-1]) else line[::-1])
                for i, line in enumerate(left)
                if np.array_equal(line[0], ring[-1]) or np.array_equal(line[-1], ring[-1])
            )
            left.pop(index)
            ring = np.concatenate([ring, piece[1:]])
        joined.append(ring)
    return joined
