"""The surface in a size that ships: a coarse net with a zone for each triangle, and what each view sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tools.bodymap import mouth
from tools.bodymap.cameras import CAMERAS, HEIGHT, WIDTH, Camera
from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.picture import look
from tools.bodymap.surface import Surface
from tools.bodymap.zones import ARM, NOWHERE, ON_SKIN, nearest, without_islands

ZONES = (*ON_SKIN, *mouth.ZONES)
FIRST_ARM = ON_SKIN.index(ARM[0])
CELL = 4
"""A view remembers one triangle for every square of this many pixels."""
NOTHING = 65535
MOUTH_SCALE = 740.0
"""Pixels per decimetre in the mouth: a dental arch is about six centimetres wide."""
MOUTH_MATRIX = np.array([[MOUTH_SCALE, 0, 0, WIDTH / 2], [0, -MOUTH_SCALE, 0, HEIGHT / 2], [0, 0, 1, 0]])
MOUTH_NET = 14


@dataclass(frozen=True, slots=True)
class Table:
    """Points of both poses (the mouth lies flat in both), triangles, a code each, and one map for each view."""

    bust: Floats
    arms: Floats
    triangles: Ints
    codes: Ints
    mirror: Ints
    """For each triangle the one at the same spot of the other side."""
    maps: Mapping[str, Ints]


def tabulate(coarse: Surface, distance: Floats, pictures: Mapping[str, Ints]) -> Table:
    """Label the coarse net, note what each view sees, and forget what has no zone or is never seen."""
    middle = coarse.points[coarse.triangles].mean(1)
    labels = nearest(distance[coarse.triangles].mean(1))
    side = (middle[:, 0] > 0).astype(int)
    labels[~_exposed(coarse)] = NOWHERE
    bust = labels < FIRST_ARM
    labels[bust] = without_islands(labels, coarse.triangles, side, count=len(ON_SKIN))[bust]
    codes = np.where(labels == NOWHERE, 0, 1 + 2 * labels + side)
    maps = {name: _where_labelled(_seen(name, coarse), pictures[name]) for name in CAMERAS}
    flat, squares, flat_codes = _mouth_net(pictures["mouth"])
    points = np.concatenate([coarse.points, flat])
    arms = np.concatenate([coarse.arms.points, flat])
    triangles = np.concatenate([coarse.triangles, squares + len(coarse.points)])
    codes = np.concatenate([codes, flat_codes])
    maps["mouth"] = _mouth_map(flat, squares, offset=len(coarse.triangles))
    return _packed(points, arms, triangles, codes, maps)


def _exposed(coarse: Surface) -> NDArray[np.bool_]:
    """Triangles that some view sees, and their neighbours: the inside of mouth and eye sockets has no zone."""
    seen = np.zeros(len(coarse.triangles), bool)
    for camera in CAMERAS.values():
        shown = _shown(camera, coarse)
        picture = look(camera, coarse.posed(camera.pose).points, coarse.triangles[shown])
        seen[shown[np.unique(picture.triangle[picture.hit])]] = True
    corners = np.zeros(len(coarse.points), bool)
    corners[coarse.triangles[seen]] = True
    return seen | corners[coarse.triangles].all(1)


def _shown(camera: Camera, coarse: Surface) -> Ints:
    if camera.pose == "arms":
        return np.flatnonzero(coarse.arm[coarse.triangles].min(1) > 0.5)
    return np.arange(len(coarse.triangles))


def _seen(name: str, coarse: Surface) -> Ints:
    camera = CAMERAS[name]
    shown = _shown(camera, coarse)
    picture = look(camera, coarse.posed(camera.pose).points, coarse.triangles[shown], finer=1 / CELL)
    return np.where(picture.hit, shown[picture.triangle], NOTHING)


def _where_labelled(seen: Ints, codes: Ints) -> Ints:
    """Forget what has dissolved: a view shows only what it has a zone for."""
    block = codes.shape[0] // seen.shape[0]
    labelled = (codes > 0).reshape(seen.shape[0], block, seen.shape[1], block).any((1, 3))
    return np.where(labelled, seen, NOTHING)


def _mouth_net(codes: Ints) -> tuple[Floats, Ints, Ints]:
    finer = codes.shape[1] // WIDTH
    columns, rows = np.arange(0, WIDTH + 1, MOUTH_NET), np.arange(0, HEIGHT + 1, MOUTH_NET)
    # the midline must be a line of the net
    columns = np.unique(
        np.concatenate([WIDTH // 2 - np.arange(0, 350, MOUTH_NET), WIDTH // 2 + np.arange(0, 350, MOUTH_NET)])
    )
    x, y = np.meshgrid(columns, rows)
    flat = np.column_stack(
        [(x.ravel() - WIDTH / 2) / MOUTH_SCALE, -(y.ravel() - HEIGHT / 2) / MOUTH_SCALE, 0 * x.ravel()]
    )
    at = np.arange(x.size).reshape(x.shape)
    a, b, c, d = at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]
    triangles = np.concatenate(
        [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    )
    middle = flat[triangles].mean(1)
    column = ((middle[:, 0] * MOUTH_SCALE + WIDTH / 2) * finer).astype(int)
    row = ((HEIGHT / 2 - middle[:, 1] * MOUTH_SCALE) * finer).astype(int)
    found = codes[np.clip(row, 0, codes.shape[0] - 1), np.clip(column, 0, codes.shape[1] - 1)]
    kept = found > 0
    return flat, triangles[kept], found[kept]


def _mouth_map(flat: Floats, triangles: Ints, *, offset: int) -> Ints:
    pixel = flat * np.array([MOUTH_SCALE, -MOUTH_SCALE, 1]) + np.array([WIDTH / 2, HEIGHT / 2, 0])
    rows, columns = np.mgrid[0 : HEIGHT // CELL, 0 : WIDTH // CELL]
    x, y = (columns.ravel() + 0.5) * CELL, (rows.ravel() + 0.5) * CELL
    found = np.full(x.size, NOTHING)
    for index, (a, b, c) in enumerate(pixel[triangles][:, :, :2]):
        near = np.flatnonzero((np.abs(x - a[0]) <= MOUTH_NET) & (np.abs(y - a[1]) <= MOUTH_NET))
        inside = np.ones(len(near), bool)
        for p, q in ((a, b), (b, c), (c, a)):
            inside &= (q[0] - p[0]) * (y[near] - p[1]) - (q[1] - p[1]) * (x[near] - p[0]) <= 1e-9
        found[near[inside]] = index + offset
    return found.reshape(HEIGHT // CELL, WIDTH // CELL)


def _packed(points: Floats, arms: Floats, triangles: Ints, codes: Ints, maps: Mapping[str, Ints]) -> Table:
    """Keep what is seen or labelled, in an order that compresses: zone by zone, neighbours near each other."""
    seen = np.unique(np.concatenate([m.ravel() for m in maps.values()]))
    wanted = codes > 0
    wanted[seen[seen != NOTHING]] = True
    kept = np.flatnonzero(wanted)
    middle = points[triangles[kept]].mean(1)
    kept = kept[np.lexsort((middle[:, 0], np.round(middle[:, 1] * 8), codes[kept]))]
    number = np.full(NOTHING + 1, NOTHING)
    number[kept] = np.arange(len(kept))
    _, first, packed = np.unique(triangles[kept], return_index=True, return_inverse=True)
    used = triangles[kept].ravel()[np.sort(first)]
    order = np.empty(len(first), int)
    order[np.argsort(first)] = np.arange(len(first))
    stretched = np.unique(np.concatenate([maps[name].ravel() for name in maps if name.startswith("arms")]))
    on_arm = np.isin(used, triangles[stretched[stretched != NOTHING]].ravel())
    on_arm |= np.isin(used, triangles[kept][(codes[kept] - 1) // 2 >= FIRST_ARM].ravel())
    return Table(
        bust=points[used],
        arms=np.where(on_arm[:, None], arms[used], points[used]),
        triangles=order[packed].reshape(-1, 3),
        codes=codes[kept],
        mirror=_mirror(points[triangles[kept]].mean(1), codes[kept]),
        maps={name: number[m] for name, m in maps.items()},
    )


def _mirror(middle: Floats, codes: Ints) -> Ints:
    """The nearest middle across the midline, among triangles of the same zone on the other side."""
    found = np.arange(len(middle))
    for code in np.unique(codes[codes > 0]):
        here, there = np.flatnonzero(codes == code), np.flatnonzero(codes == (code - 1 ^ 1) + 1)
        found[here] = there[cKDTree(middle[there]).query(middle[here] * np.array([-1, 1, 1]))[1]]
    return found
