"""What does each pixel of a view show? One pass over the triangles keeps the nearest, with all that it carries."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from tools.bodymap.cameras import HEIGHT, WIDTH, Camera
from tools.bodymap.makehuman import Floats, Ints


@dataclass(frozen=True, slots=True)
class Picture:
    """Per pixel: depth, which triangle (-1: none), and how much of each of its corners."""

    depth: Floats
    triangle: Ints
    corners: Floats
    triangles: Ints

    @property
    def hit(self) -> NDArray[np.bool_]:
        """Where there is something to see."""
        return self.triangle >= 0

    def carry(self, values: Floats) -> Floats:
        """Values of the vertices (rows), as seen in each pixel."""
        picked = self.triangles[self.triangle]
        return sum((self.corners[..., k, None] * values[picked[..., k]] for k in range(3)), start=np.zeros(1))


def look(camera: Camera, points: Floats, triangles: Ints, *, finer: float = 1) -> Picture:
    """
    Draw into a grid `finer` times as fine as the view; triangles seen from behind do not show.

    Pixel centres are the sample points, so a mirrored view is mirrored to the last pixel.
    """
    shown = camera.project(points)
    x, y = shown[:, 0] * finer - 0.5, shown[:, 1] * finer - 0.5
    return Picture(
        *nearest(x, y, shown[:, 2], triangles, round(HEIGHT * finer), round(WIDTH * finer)), triangles
    )


@nb.njit(cache=True)
def nearest(
    x: Floats, y: Floats, depth: Floats, triangles: Ints, height: int, width: int
) -> tuple[Floats, Ints, Floats]:
    """Depth, triangle and corner shares of what is nearest to the viewer in each cell of a grid."""
    closest = np.full((height, width), -1e9)
    which = np.full((height, width), -1)
    corners = np.zeros((height, width, 3))
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        left = max(0, int(np.floor(min(x[a], x[b], x[c]))))
        right = min(width - 1, int(np.ceil(max(x[a], x[b], x[c]))))
        top = max(0, int(np.floor(min(y[a], y[b], y[c]))))
        bottom = min(height - 1, int(np.ceil(max(y[a], y[b], y[c]))))
        if right < left or bottom < top:
            continue
        area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])
        if area >= -1e-12:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                u = ((column - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (row - y[a])) / area
                v = ((x[b] - x[a]) * (row - y[a]) - (column - x[a]) * (y[b] - y[a])) / area
                w = 1 - u - v
                if u >= -1e-5 and v >= -1e-5 and w >= -1e-5:
                    z = w * depth[a] + u * depth[b] + v * depth[c]
                    if z > closest[row, column]:
                        closest[row, column] = z
                        which[row, column] = t
                        corners[row, column, 0] = w
                        corners[row, column, 1] = u
                        corners[row, column, 2] = v
    return closest, which, corners
