"""Exercises of jaw and tongue: a face from in front, and profiles cut open by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tools.exercises import marks
from tools.exercises.drawing import Scene, draw
from tools.exercises.lines import Camera
from tools.exercises.picture import Picture
from tools.exercises.postures import standing

PROFILE = Camera(90, 0, (0, 14.95, 0.95), 110, (210, 224))
HINGE = (153.0, 84.5)
"""Where the jaw turns, in the frame of the profile."""
OPENED = 17.0

Points = Sequence[tuple[float, float]]

UPPER_TOOTH: Points = ((66, 108), (75, 107), (77.5, 115), (74, 123), (67, 128.5), (65, 120), (66, 108))
LOWER_TOOTH: Points = ((69, 152), (79, 153), (79.5, 144), (75, 136), (70.5, 133.5), (68, 142), (69, 152))
TONGUE_AT_REST: Points = (
    (79.5, 119), (86, 110.5), (100, 103.5), (118, 104.5), (133, 112), (143, 124), (150, 144), (152, 166),
    (127, 167), (104, 159),
    (90, 150), (82, 137), (78, 126), (79.5, 119),
)  # fmt: skip
TONGUE_UP: Points = (
    (79.5, 119), (86, 112), (98, 112), (112, 120), (126, 130), (138, 144), (147, 162), (151, 184), (132, 187),
    (116, 178), (107, 163),
    (96, 146), (84, 130), (79.5, 119),
)  # fmt: skip
HOLLOW_SHUT: Points = (
    (65, 117), (76, 113), (86, 105.5), (104, 98.5), (122, 99.5), (140, 107), (154, 121), (161, 140),
    (164, 165), (164, 190), (155, 190),
    (152, 162), (140, 140), (110, 125), (92, 142), (84, 151), (68, 148), (64, 134), (65, 117),
)  # fmt: skip
HOLLOW_OPEN: Points = (
    (63, 121), (76, 113), (86, 105.5), (104, 98.5), (122, 99.5), (140, 107), (154, 121), (161, 140),
    (164, 170), (164, 204), (156, 204),
    (150, 182), (128, 152), (114, 152), (110, 170), (97, 173), (84, 166), (74, 146), (63, 121),
)  # fmt: skip
VEIL: Points = (
    (122, 99.5),
    (138, 103),
    (151, 115),
    (157, 130),
    (153, 136),
    (147, 124),
    (136, 111),
    (122, 99.5),
)


def _jaw_rest() -> str:
    face = draw(
        Scene(
            camera=PROFILE, figures=(standing(),), cut=(0, 20, 194, 224), face=("shut", "brow", "wing", "ear")
        )
    )
    return (
        face + _mouth(HOLLOW_SHUT, TONGUE_AT_REST, 0) + marks.arrow((80, 182), (80, 210), wide=3.2, head=10)
    )


def _jaw_open() -> str:
    camera = Camera(0, 0, (0, 15.25, 0), 70, (180, 224))
    face = draw(
        Scene(
            camera=camera,
            figures=(standing(jaw=18),),
            cut=(0, 0, 180, 224),
            face=("lid", "iris", "brow", "wing", "nose"),
        )
    )
    x, y = camera.spot(0, 14.87, 1.45)
    hole = marks.drawn(
        [(x - 15, y + 1), (x, y - 1), (x + 15, y + 1), (x + 13, y + 12), (x, y + 19), (x - 13, y + 12),
        (x - 15, y + 1)],
        kind="mouth",
    )  # fmt: skip
    tongue = marks.drawn(
        [(x - 9, y + 15.5), (x - 7, y + 7), (x, y + 4.5), (x + 7, y + 7), (x + 9, y + 15.5), (x, y + 18.4),
        (x - 9, y + 15.5)],
        kind="tongue",
    )  # fmt: skip
    teeth = marks.drawn(
        [(x - 12, y + 0.8), (x, y - 0.6), (x + 12, y + 0.8), (x + 10.5, y + 5), (x, y + 6), (x - 10.5, y + 5),
        (x - 12, y + 0.8)],
        kind="cloth",
    )  # fmt: skip
    mirror = marks.dashes([(x, 6), (x, y - 6)], [(x, y + 22), (x, 196)])
    down = marks.arrow((x, 196), (x, 219), wide=3.2, head=10)
    side = draw(
        Scene(
            camera=PROFILE,
            figures=(standing(jaw=OPENED),),
            cut=(0, 20, 194, 224),
            face=("shut", "brow", "wing", "ear"),
        )
    )
    turn = marks.arrow((60, 172), (64, 186), (74, 199), wide=3.2, head=10)
    return (
        face
        + hole
        + tongue
        + teeth
        + mirror
        + down
        + marks.moved(182, 0, side + _mouth(HOLLOW_OPEN, TONGUE_UP, OPENED) + turn)
    )


def _mouth(hollow: Points, tongue: Points, opened: float) -> str:
    """What lies behind the cheek, cut through the middle: hollow, tongue, palate, one tooth above and one below."""
    return (
        marks.drawn(hollow, kind="mouth") + marks.drawn(tongue, kind="tongue") + marks.drawn(VEIL, kind="body")
        + marks.drawn(UPPER_TOOTH, kind="cloth") + marks.drawn(_lowered(LOWER_TOOTH, opened), kind="cloth")
    )  # fmt: skip


def _lowered(points: Points, degrees: float) -> list[tuple[float, float]]:
    """Points of the lower jaw once it has opened."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    moved = [(x - HINGE[0], y - HINGE[1]) for x, y in points]
    return [(HINGE[0] + x * c + y * s, HINGE[1] - x * s + y * c) for x, y in moved]


PICTURES: Mapping[str, Picture] = {
    "jaw_open_ctrl": Picture(392, 224, _jaw_open),
    "jaw_rest": Picture(210, 224, _jaw_rest),
}
