"""Chairs, balls, towels, bands, mats: simple solids with a line along each edge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.surface import normals_of
from tools.exercises.body import FIELDS
from tools.exercises.fitting import curve_through
from tools.exercises.lines import Solid
from tools.exercises.posing import Three

_CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
_SIDES = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def box(middle: Three, size: Three, *, turned: float = 0.0, name: str = "prop") -> Solid:
    """A block, turned about the upright axis by some degrees."""
    a = np.radians(turned)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    points = _CORNERS * np.array(size) @ turn.T + np.array(middle)
    pairs = [(i, j) for i in range(8) for j in range(i + 1, 8) if (_CORNERS[i] != _CORNERS[j]).sum() == 1]
    edges = tuple(points[[i, j]] for i, j in pairs)
    return _solid(
        name, points, _both(np.concatenate([_SIDES[:, [0, 1, 2]], _SIDES[:, [0, 2, 3]]])), edges, round_=False
    )


def ball(middle: Three, radius: float | Three, *, power: float = 1.0, name: str = "prop") -> Solid:
    """A ball or, with three radii and a power below 1, a cushion."""
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 49), np.linspace(-np.pi / 2, np.pi / 2, 25))

    def bent(value: Floats) -> Floats:
        return np.asarray(np.sign(value) * np.abs(value) ** power)

    grid = np.stack(
        [bent(np.cos(v)) * bent(np.cos(u)), bent(np.sin(v)), bent(np.cos(v)) * bent(np.sin(u))], -1
    )
    points = (grid * np.array(radius) + np.array(middle)).reshape(-1, 3)
    return _solid(name, points, _net(25, 49))


def tube(way: Sequence[Three], radius: float, *, name: str = "prop", steps: int = 10) -> Solid:
    """A round bar or a rolled towel along a smooth line, closed at its ends."""
    line = _curve(way, steps)
    ahead = np.gradient(line, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.cross(ahead, [0.13, 0.31, 0.94])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(side, ahead)
    angle = np.linspace(0, 2 * np.pi, 25)
    ring = side[:, None] * np.cos(angle)[None, :, None] + up[:, None] * np.sin(angle)[None, :, None]
    points = line[:, None] + ring * radius
    ends = [points[0], points[-1]]
    points = np.concatenate([line[:1, None].repeat(25, 1), points, line[-1:, None].repeat(25, 1)])
    rows, columns = points.shape[:2]
    return _solid(name, points.reshape(-1, 3), _net(rows, columns), tuple(ends))


def ribbon(
    way: Sequence[Three], across: Sequence[Three] | Three, *, name: str = "prop", steps: int = 10
) -> Solid:
    """A strip of cloth along a line; `across` reaches from one edge to the other, here and there or everywhere."""
    line = _curve(way, steps)
    wide = (
        np.broadcast_to(np.array(across, float), (len(line), 3))
        if np.ndim(across) == 1
        else _curve(across, steps)
    )  # type: ignore[arg-type]
    one, two = line - wide / 2, line + wide / 2
    points = np.stack([one, two], 1).reshape(-1, 3)
    i = np.arange(len(line) - 1) * 2
    triangles = np.concatenate([np.column_stack([i, i + 1, i + 2]), np.column_stack([i + 1, i + 3, i + 2])])
    edges = (one, two, np.stack([one[0], two[0]]), np.stack([one[-1], two[-1]]))
    return _solid(name, points, _both(triangles), edges, round_=False)


def chair(
    middle: Three, *, turned: float = 0.0, back: bool = True, size: float = 4.2, height: float = 4.4
) -> Solid:
    """A plain chair with its front towards the viewer; `middle` is on the floor below the seat."""
    a = np.radians(turned)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])

    def at(x: float, y: float, z: float) -> Three:
        place = turn @ np.array([x, y, z]) + np.array(middle)
        return float(place[0]), float(place[1]), float(place[2])

    half = size / 2 - 0.2
    parts = [box(at(0, height - 0.2, 0), (size, 0.4, size), turned=turned)]
    for x in (-half, half):
        for z in (-half, half):
            parts.append(box(at(x, (height - 0.4) / 2, z), (0.3, height - 0.4, 0.3), turned=turned))
    if back:
        for x in (-half, half):
            parts.append(box(at(x, height + 1.5, -half), (0.3, 3.0, 0.3), turned=turned))
        parts.append(box(at(0, height + 3.4, -half), (size, 1.6, 0.34), turned=turned))
    return joined(parts)


def joined(parts: Sequence[Solid]) -> Solid:
    """Several solids as one, with one outline."""
    starts = np.cumsum([0, *[len(part.points) for part in parts]])
    return Solid(
        parts[0].name,
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=False)]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.fields for part in parts]),
        tuple(edge for part in parts for edge in part.edges),
        parts[0].round,
    )


def _curve(way: Sequence[Three], steps: int) -> Floats:
    line = np.asarray(way, float)
    if len(line) < 3:
        t = np.linspace(0, 1, steps + 1)[:, None]
        return np.asarray(line[0] * (1 - t) + line[1] * t)
    return curve_through(line, steps)  # type: ignore[arg-type]


def _net(rows: int, columns: int) -> Ints:
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).ravel()
    return np.concatenate(
        [np.column_stack([a, a + columns, a + 1]), np.column_stack([a + 1, a + columns, a + columns + 1])]
    )


def _both(triangles: Ints) -> Ints:
    return np.concatenate([triangles, triangles[:, ::-1]])


def _solid(
    name: str, points: Floats, triangles: Ints, edges: tuple[Floats, ...] = (), *, round_: bool = True
) -> Solid:
    normals = normals_of(points, triangles) if round_ else np.zeros_like(points)
    if round_:
        middle = points.mean(0)
        if ((points - middle) * normals).sum() < 0:
            triangles, normals = triangles[:, ::-1], -normals
    return Solid(name, points, triangles, normals, np.full((len(points), len(FIELDS)), -1.0), edges, round_)
