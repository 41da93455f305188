"""Which lines does an illustrator draw? Outlines, edges where one part hides another, hems and folds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage
from skimage import measure

from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.picture import nearest
from tools.exercises.fitting import smoothed

FINER = 5
"""Cells of the depth picture per unit of the drawing."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A parallel view: degrees to the side and from above, what is in the middle, units per decimetre."""

    aside: float
    above: float
    middle: tuple[float, float, float]
    scale: float
    size: tuple[int, int]

    def project(self, points: Floats) -> Floats:
        """Units across, units down, and nearness in units."""
        turned = (points - np.array(self.middle)) @ self.turn.T * self.scale
        return turned * np.array([1, -1, 1]) + np.array([self.size[0] / 2, self.size[1] / 2, 0])

    def spot(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Units across and down of a single point in the room."""
        across, down, _ = self.project(np.array([[x, y, z]], float))[0].tolist()
        return across, down

    @property
    def turn(self) -> Floats:
        """Room to view."""
        a, b = np.radians(self.aside), np.radians(self.above)
        about_y = np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
        about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
        return np.asarray(about_x @ about_y)


@dataclass(frozen=True, slots=True)
class Solid:
    """Something with a surface: points in the room, triangles, what its points carry, and edges worth a line."""

    name: str
    points: Floats
    triangles: Ints
    normals: Floats
    fields: Floats
    edges: tuple[Floats, ...] = ()
    round: bool = True
    """Whether it has outlines where its surface turns away (a box has only edges)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the camera sees: nearness, and which solid and what fields in each cell."""

    camera: Camera
    near: Floats
    which: Ints
    fields: Floats

    def mask(self, index: int) -> Floats:
        """1 where this solid is seen."""
        return np.asarray((self.which == index).astype(float))


def look(camera: Camera, solids: list[Solid]) -> Seen:
    """Draw all solids into one depth picture."""
    offset, points, triangles, fields, owner = 0, [], [], [], [np.array([-1])]
    for index, solid in enumerate(solids):
        points.append(camera.project(solid.points))
        triangles.append(solid.triangles + offset)
        fields.append(solid.fields)
        owner.append(np.full(len(solid.triangles), index))
        offset += len(solid.points)
    shown, corners_of = np.concatenate(points), np.concatenate(triangles)
    width, height = camera.size[0] * FINER, camera.size[1] * FINER
    near, which, share = nearest(
        shown[:, 0] * FINER - 0.5, shown[:, 1] * FINER - 0.5, shown[:, 2], corners_of, height, width
    )
    values = np.concatenate(fields)
    picked = corners_of[which]
    carried = sum(share[..., k, None] * values[picked[..., k]] for k in range(3))
    return Seen(camera, near, np.concatenate(owner)[which + 1], np.asarray(carried))


def outlines(mask: Floats, *, least: float = 6.0, blur: float = 1.6) -> list[Floats]:
    """Closed outlines of a mask, in units; smaller islands and holes than `least` square units are left out."""
    soft = ndimage.gaussian_filter(np.pad(mask, 12), blur)
    found = []
    for ring in measure.find_contours(soft, 0.5):
        if not np.allclose(ring[0], ring[-1]):
            continue
        points = (ring[:, ::-1] - 12 + 0.5) / FINER
        x, y = points[:, 0], points[:, 1]
        if abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2 >= least:
            found.append(points)
    return found


def chains(triangles: Ints, level: Floats) -> list[tuple[Ints, Floats]]:
    """
    Where a value on the surface is zero: chains of mesh edges, each with the share along it.

    A chain is rows (a, b) of vertices and the share s: the point lies at a + s (b - a).
    """
    side = level[triangles] > 0
    crossed = triangles[(side.any(1)) & ~side.all(1)]
    ends = np.concatenate([crossed[:, [0, 1]], crossed[:, [1, 2]], crossed[:, [2, 0]]])
    face = np.tile(np.arange(len(crossed)), 3)
    cut = (level[ends[:, 0]] > 0) != (level[ends[:, 1]] > 0)
    edges, which = np.unique(np.sort(ends[cut], 1), axis=0, return_inverse=True)
    order = np.argsort(face[cut], kind="stable")
    pairs = which.ravel()[order].reshape(-1, 2)
    share = level[edges[:, 0]] / (level[edges[:, 0]] - level[edges[:, 1]])
    return [(edges[walk], share[walk]) for walk in _walks(pairs, len(edges))]


def _walks(pairs: Ints, count: int) -> list[Ints]:
    beside: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs.tolist():
        beside[a].append(b)
        beside[b].append(a)
    used = np.zeros(count, bool)
    walks = []
    starts = [n for n in range(count) if len(beside[n]) == 1] + list(range(count))
    for start in starts:
        if used[start]:
            continue
        walk, here = [start], start
        used[start] = True
        while True:
            ahead = [n for n in beside[here] if not used[n]]
            if not ahead:
                break
            here = ahead[0]
            used[here] = True
            walk.append(here)
        if len(walk) > 2 and start in beside[here]:
            walk.append(start)
        walks.append(np.array(walk))
    return walks


def hidden_edges(
    seen: Seen, solid: Solid, index: int, *, jump: float, least: float, quiet: Floats
) -> list[Floats]:
    """Lines where the surface turns away from the viewer and something farther begins behind it."""
    facing = solid.normals @ seen.camera.turn[2]
    shown = seen.camera.project(solid.points)
    flat = solid.normals @ seen.camera.turn.T
    inside = depth_in(seen.which == index)
    kept = []
    for edges, share in chains(solid.triangles, facing):
        points = _along(shown, edges, share)
        away = _along(flat, edges, share)[:, :2] * np.array([1, -1])
        away = away / np.maximum(np.hypot(*away.T), 1e-9)[:, None]
        calm = _along(quiet[:, None], edges, share)[:, 0]
        depth = _drop(seen, points, away)
        seen_here = visible(seen, points, 1.2) & (depth > 0.25 * jump * calm)
        for run in runs(seen_here, 4):
            if (
                depth[run].max() > jump * calm[run].min()
                and _length(points[run]) > least * calm[run].min() ** 0.5
            ):
                kept.append(_freed(inside, smoothed(points[run, :2], 1.5)))
    return [line for lines in kept for line in lines if _length(line) > least]


def seam(seen: Seen, solid: Solid, index: int, level: Floats, *, least: float) -> list[Floats]:
    """The visible part of a hem, a hairline or any other line on the surface."""
    shown = seen.camera.project(solid.points)
    kept = []
    for edges, share in chains(solid.triangles, level):
        points = _along(shown, edges, share)
        kept += [smoothed(points[run, :2], 2.5) for run in runs(visible(seen, points, 1.0), 3)]
    return [line for line in kept if _length(line) > least]


def stroke(
    seen: Seen, points: Floats, *, slack: float = 1.0, least: float = 1.5, anywhere: bool = False
) -> list[Floats]:
    """The visible part of a line in the room."""
    fine = np.vstack([
        np.linspace(a, b, max(2, int(np.linalg.norm(b - a) * seen.camera.scale * 3)), endpoint=False)
        for a, b in pairwise(points)
    ] + [points[-1:]])  # fmt: skip
    shown = seen.camera.project(fine)
    kept = runs(visible(seen, shown, slack, anywhere=anywhere), 3)
    return [shown[run, :2] for run in kept if _length(shown[run]) > least]


def visible(seen: Seen, points: Floats, slack: float, *, anywhere: bool = False) -> np.ndarray:
    """
    Whether nothing nearer than `slack` units lies in front, in at least one cell around.

    Lines lie on something; only a band may hang in the air, `anywhere`.
    """
    height, width = seen.near.shape
    column = np.floor(points[:, 0] * FINER).astype(int)
    row = np.floor(points[:, 1] * FINER).astype(int)
    found, near_something = np.zeros(len(points), bool), np.zeros(len(points), bool)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            r, c = np.clip(row + down, 0, height - 1), np.clip(column + across, 0, width - 1)
            found |= seen.near[r, c] <= points[:, 2] + slack
            near_something |= seen.which[r, c] >= 0
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    return found & inside & (near_something | anywhere)


def _drop(seen: Seen, points: Floats, away: Floats) -> Floats:
    """How far it goes down just outside of an edge, in units; the least of three places."""
    height, width = seen.near.shape
    drops = []
    for step in (0.5, 0.8, 1.1):
        x, y = points[:, 0] + away[:, 0] * step, points[:, 1] + away[:, 1] * step
        r = np.clip(np.floor(y * FINER).astype(int), 0, height - 1)
        c = np.clip(np.floor(x * FINER).astype(int), 0, width - 1)
        drops.append(points[:, 2] - seen.near[r, c])
    return np.asarray(np.clip(np.median(drops, axis=0), -1e3, 1e3))


def _freed(inside: Floats, line: Floats) -> list[Floats]:
    """The parts of a line that do not run along the outline of their own solid (that outline is drawn anyway)."""
    height, width = inside.shape
    r = np.clip(np.floor(line[:, 1] * FINER).astype(int), 0, height - 1)
    c = np.clip(np.floor(line[:, 0] * FINER).astype(int), 0, width - 1)
    return [line[run] for run in runs(inside[r, c] > 0.7, 6)]


def depth_in(mask: np.ndarray) -> Floats:
    """How far inside a mask each cell lies, in units; the rim of the picture counts as its end."""
    return np.asarray(ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1] / FINER)


def _along(values: Floats, edges: Ints, share: Floats) -> Floats:
    return np.asarray(values[edges[:, 0]] + share[:, None] * (values[edges[:, 1]] - values[edges[:, 0]]))


def runs(good: np.ndarray, bridge: int) -> list[Ints]:
    """Stretches of yes; gaps of at most `bridge` steps between two of them are closed."""
    closed = ndimage.binary_closing(np.pad(good, bridge + 1), np.ones(bridge + 1))[bridge + 1 : -bridge - 1]
    marks = np.flatnonzero(np.diff(np.concatenate([[0], closed.astype(int), [0]])))
    return [np.arange(a, b) for a, b in marks.reshape(-1, 2) if b - a > 2]


def _length(points: Floats) -> float:
    return float(np.hypot(*np.diff(points[:, :2], axis=0).T).sum())
