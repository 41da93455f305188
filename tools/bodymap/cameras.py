"""From where do we look? Seven views of the bust and two of the arms; every picture is 760 by 800."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.bodymap.makehuman import Floats

WIDTH, HEIGHT = 760, 800


@dataclass(frozen=True, slots=True)
class Camera:
    """A parallel projection. `half_width` is in decimetres; `mirrored` views show both sides of the body alike."""

    name: str
    turn: Floats
    centre: tuple[float, float]
    half_width: float
    mirrored: bool
    pose: str = "bust"

    @property
    def scale(self) -> float:
        """Pixels per decimetre."""
        return WIDTH / (2 * self.half_width)

    @property
    def matrix(self) -> Floats:
        """Three rows that take a point (x, y, z, 1) to pixel x, pixel y and depth (larger is nearer)."""
        return np.array(
            [
                [*(self.turn[0] * self.scale), WIDTH / 2 - self.centre[0] * self.scale],
                [*(-self.turn[1] * self.scale), HEIGHT / 2 + self.centre[1] * self.scale],
                [*self.turn[2], 0.0],
            ]
        )

    def project(self, points: Floats) -> Floats:
        """Pixel x, pixel y and depth of each point."""
        return points @ self.matrix[:, :3].T + self.matrix[:, 3]


def _about_y(degrees: float) -> Floats:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def _about_x(degrees: float) -> Floats:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


FRONT, BEHIND = np.eye(3), np.diag([-1.0, 1.0, -1.0])
CAMERAS: Mapping[str, Camera] = {
    camera.name: camera
    for camera in (
        Camera("front", FRONT, (0, 6.28), 2.24, True),
        Camera("back", BEHIND, (0, 6.28), 2.24, True),
        Camera("left", _about_y(-90), (-0.40, 6.42), 2.07, False),
        Camera("right", _about_y(90), (0.40, 6.42), 2.07, False),
        # the nose points up, so that right is right, as in the view from behind
        Camera("top", _about_x(86) @ BEHIND, (0, 0.72), 1.42, True),
        Camera("face", FRONT, (0, 7.27), 1.17, True),
        Camera("nape", _about_x(8) @ BEHIND, (0, 6.46), 1.24, True),
        Camera("arms_front", FRONT, (0, 1.52), 3.50, True, pose="arms"),
        Camera("arms_back", BEHIND, (0, 1.52), 3.50, True, pose="arms"),
    )
}
