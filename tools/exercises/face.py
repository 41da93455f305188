"""Eyes, brows, nose, mouth and ears as lines that lie on the skin and go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.picture import nearest
from tools.exercises.body import read_body
from tools.exercises.fitting import curve_through

Pairs = Sequence[tuple[float, float]]

SCALE = 300.0
LEFT_HALF: Mapping[str, Pairs] = {
    "lid": ((0.145, 15.485), (0.19, 15.545), (0.28, 15.585), (0.38, 15.565), (0.46, 15.50)),
    "shut": ((0.145, 15.50), (0.21, 15.465), (0.30, 15.45), (0.39, 15.465), (0.46, 15.50)),
    "brow": ((0.13, 15.69), (0.28, 15.76), (0.40, 15.755), (0.50, 15.70)),
    "wing": ((0.165, 15.20), (0.175, 15.13), (0.13, 15.09), (0.08, 15.10)),
    "eye": ((0.275, 15.53), (0.325, 15.53)),
}
MIDDLE: Mapping[str, Pairs] = {
    "nose": ((-0.06, 15.075), (0, 15.055), (0.06, 15.075)),
    "mouth": ((-0.24, 14.897), (-0.12, 14.88), (0, 14.88), (0.12, 14.88), (0.24, 14.897)),
    "lip": ((-0.09, 14.745), (0, 14.73), (0.09, 14.745)),
}
EAR: Pairs = (
    (0.50, 15.40), (0.455, 15.55), (0.36, 15.615), (0.265, 15.56), (0.245, 15.43), (0.30, 15.28), (0.36, 15.14),
    (0.43, 15.075), (0.49, 15.12), (0.50, 15.22),
)  # fmt: skip
"""From the side: how far forward, how high."""

BLADE: Pairs = (
    (0.62, 12.75), (0.66, 12.2), (0.78, 11.55), (0.92, 11.3), (1.12, 11.6), (1.40, 12.2), (1.62, 12.62),
)  # fmt: skip
SPINE_OF_BLADE: Pairs = ((0.62, 12.75), (1.0, 12.92), (1.5, 13.02))
"""From behind: how far aside, how high."""

NEAR = ("lid", "iris", "brow", "wing", "nose", "mouth", "lip", "ear")
FAR = ("eye", "mouth", "ear")


@cache
def features() -> Mapping[str, list[tuple[Ints, Floats]]]:
    """For each feature its lines: for each point three vertices of the fine net and their shares."""
    body = read_body()
    points, triangles, _ = body.smooth(body.points)
    front, side = _views(points, triangles)
    found: dict[str, list[tuple[Ints, Floats]]] = {}
    for name, line in LEFT_HALF.items():
        curve = curve_through(line, 8)
        found[name] = [_on(front, triangles, curve * np.array([sign, 1])) for sign in (1, -1)]
    for name, line in MIDDLE.items():
        found[name] = [_on(front, triangles, curve_through(line, 8))]
    angle = np.linspace(0, 2 * np.pi, 13)
    circle = np.column_stack([0.30 + 0.05 * np.cos(angle), 15.525 + 0.055 * np.sin(angle)])
    found["iris"] = [_on(front, triangles, circle * np.array([sign, 1])) for sign in (1, -1)]
    ear = curve_through(EAR, 8)
    found["ear"] = [_on(side[sign], triangles, ear * np.array([-sign, 1])) for sign in (1, -1)]
    behind = _shot(-points[:, 0], points[:, 1] + 2.6, -points[:, 2], triangles)
    blades = [curve_through(line, 8) + np.array([0, 2.6]) for line in (BLADE, SPINE_OF_BLADE)]
    found["blade"] = [
        _on(behind, triangles, curve * np.array([-sign, 1])) for sign in (1, -1) for curve in blades
    ]
    return found


Picked = tuple[Ints, Floats]


def _views(points: Floats, triangles: Ints) -> tuple[Picked, dict[int, Picked]]:
    front = _shot(points[:, 0], points[:, 1], points[:, 2], triangles)
    sides = {
        sign: _shot(-sign * points[:, 2], points[:, 1], sign * points[:, 0], triangles) for sign in (1, -1)
    }
    return front, sides


def _shot(across: Floats, up: Floats, near: Floats, triangles: Ints) -> Picked:
    """Which triangle is seen where, in a square around the face."""
    x, y = (across + 1.8) * SCALE, (16.8 - up) * SCALE
    _, which, share = nearest(x, y, near, triangles, int(3.0 * SCALE), int(3.6 * SCALE))
    return which, share


def _on(view: Picked, triangles: Ints, line: Floats) -> tuple[Ints, Floats]:
    column = np.round((line[:, 0] + 1.8) * SCALE).astype(int)
    row = np.round((16.8 - line[:, 1]) * SCALE).astype(int)
    which, share = view
    return triangles[which[row, column]], share[row, column]
