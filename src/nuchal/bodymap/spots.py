"""The same spot of skin in another view: a spot belongs to the surface, not to a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nuchal.bodymap.atlas import Floats, Ints, Mask, Place, View, atlas

HIDDEN_BELOW = 0.08
"""A spot is hidden where something lies more than 8 mm in front of it."""
LOOK_AROUND = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the surface: a triangle, and how much of each of its corners."""

    triangle: int
    shares: tuple[float, float, float]

    @property
    def place(self) -> Place | None:
        """Zone and side, as coarse as the net; under a finger ask `zone_at`."""
        return atlas().place(int(atlas().surface.codes[self.triangle]))


def spot(view: str, x: float, y: float) -> Spot | None:
    """The spot under a point of a view; None beside the body."""
    shown = atlas().view(view)
    row, column = int(y // shown.cell), int(x // shown.cell)
    around = shown.seen[
        max(row - LOOK_AROUND, 0) : max(row + LOOK_AROUND + 1, 0),
        max(column - LOOK_AROUND, 0) : max(column + LOOK_AROUND + 1, 0),
    ]
    near = np.unique(around[around >= 0])
    if not len(near):
        return None
    shares = _shares(_corners(view)[near][:, :, :2], np.array([x, y]))
    inside = shares.min(1)
    depth = (_corners(view)[near][:, :, 2] * shares).sum(1)
    best = int(np.argmax(np.where(inside >= -1e-6, 10 + depth, inside)))
    kept = np.clip(shares[best], 0, None)
    a, b, c = kept / kept.sum()
    return Spot(int(near[best]), (float(a), float(b), float(c)))


def locate(where: Spot, view: str) -> tuple[float, float] | None:
    """Where a view shows a spot; None if it is outside or hidden there."""
    shown = atlas().view(view)
    if int(atlas().surface.codes[where.triangle]) not in shown.rings:
        return None
    x, y, depth = np.array(where.shares) @ _corners(view)[where.triangle]
    if not (0 <= x < shown.width and 0 <= y < shown.height):
        return None
    return (float(x), float(y)) if _visible(shown, x, y, depth, where.triangle) else None


def moved(view: str, x: float, y: float, *, to: str) -> tuple[float, float] | None:
    """A point of one view, in another."""
    found = spot(view, x, y)
    return None if found is None else locate(found, to)


@lru_cache(maxsize=32)
def sight(view: str) -> tuple[Floats, Mask]:
    """For each triangle of the surface: where its middle is drawn, and whether it is seen."""
    shown = atlas().view(view)
    middle = _corners(view).mean(1)
    row = np.clip((middle[:, 1] // shown.cell).astype(int), 0, shown.seen.shape[0] - 1)
    column = np.clip((middle[:, 0] // shown.cell).astype(int), 0, shown.seen.shape[1] - 1)
    front = shown.seen[row, column]
    corners = _corners(view)[np.maximum(front, 0)]
    shares = np.clip(_shares(corners[:, :, :2], middle[:, :2]), 0, 1)
    depth = (corners[:, :, 2] * shares).sum(1) / np.maximum(shares.sum(1), 1e-9)
    inside = (
        (middle[:, 0] >= 0)
        & (middle[:, 0] < shown.width)
        & (middle[:, 1] >= 0)
        & (middle[:, 1] < shown.height)
    )
    shows = inside & (front >= 0) & (middle[:, 2] > depth - HIDDEN_BELOW) & _faces(view)
    shows[np.unique(shown.seen[shown.seen >= 0])] = True
    return middle[:, :2], shows & np.isin(atlas().surface.codes, list(shown.rings))


@lru_cache(maxsize=32)
def _corners(view: str) -> Floats:
    shown, surface = atlas().view(view), atlas().surface
    return shown.project(surface.points(shown.pose))[surface.triangles]


def _faces(view: str) -> Mask:
    corners = _corners(view)
    across, along = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return np.asarray(across[:, 0] * along[:, 1] - across[:, 1] * along[:, 0] < 0)


def _visible(view: View, x: float, y: float, depth: float, triangle: int) -> bool:
    row, column = int(y // view.cell), int(x // view.cell)
    front = int(view.seen[row, column])
    if front < 0:
        return bool((_around(view, row, column) == triangle).any())
    corners = _corners(view.name)[front]
    shares = np.clip(_shares(corners[None, :, :2], np.array([x, y]))[0], 0, 1)
    nearest = float(corners[:, 2] @ (shares / shares.sum()))
    return depth > nearest - HIDDEN_BELOW


def _around(view: View, row: int, column: int) -> Ints:
    return view.seen[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]


def _shares(corners: Floats, points: Floats) -> Floats:
    """Barycentric shares of points in flat triangles, one point for all or one each."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    area = np.where(np.abs(area) < 1e-9, 1e-9, area)
    p = points - a
    u = (p[:, 0] * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * p[:, 1]) / area
    v = ((b[:, 0] - a[:, 0]) * p[:, 1] - p[:, 0] * (b[:, 1] - a[:, 1])) / area
    return np.column_stack([1 - u - v, u, v])
