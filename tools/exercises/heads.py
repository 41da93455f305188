"""Exercises of head and neck, close up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from tools.exercises import marks
from tools.exercises.drawing import Scene, draw
from tools.exercises.lines import Camera
from tools.exercises.picture import Picture
from tools.exercises.posing import Arm
from tools.exercises.postures import standing
from tools.exercises.props import ribbon


def _chin_tuck() -> str:
    back = standing(neck=(-6, 0, 0), head=(8, 0, 0))
    forward = standing(neck=(20, 0, 0), head=(-18, 0, 0))
    camera = Camera(90, 0, (0, 14.75, 0.5), 54, (220, 226))
    glide = draw(Scene(camera=camera, figures=(back,), ghosts=(forward,), cut=(0, 0, 220, 226)))
    return glide + marks.dashes([(4, 75), (66, 75)]) + marks.arrow((5, 131), (62, 131), wide=3.2, head=10)


def _rot_active() -> str:
    turned = standing(neck=(0, 0, 20), head=(0, 0, 25))
    front = draw(
        Scene(camera=Camera(0, 0, (0, 14.85, 0), 42, (196, 196)), figures=(turned,), cut=(0, 0, 196, 196))
    )
    above = draw(
        Scene(camera=Camera(180, 88, (0, 15, 0.1), 42, (190, 196)), figures=(standing(),), above=12.2)
    )
    return (
        front + marks.arrow((52, 122), (98, 142), (144, 122), wide=3.2, head=10)
        + marks.moved(206, 0, above + _limits((95, 100)))
    )  # fmt: skip


def _limits(middle: tuple[float, float]) -> str:
    """Two arrows from the nose to both sides, and the dotted arc beyond which it would be too far."""

    def at(radius: float, degrees: float) -> tuple[float, float]:
        a = math.radians(degrees)
        return middle[0] + radius * math.sin(a), middle[1] - radius * math.cos(a)

    arrows = "".join(
        marks.arrow(at(64, s * 9), at(64, s * 28), at(64, s * 48), wide=3.2, head=10) for s in (1, -1)
    )
    limit = marks.dots_along([at(76, k) for k in range(-54, 55, 6)])
    ends = marks.drawn(*[[at(70, s * 58), at(82, s * 58)] for s in (1, -1)], fine=True)
    return arrows + limit + ends


def _stretch_scm() -> str:
    lower = Arm(
        frame="chest",
        at=(0.85, 13.05, 1.42),
        elbow=(1, -1.2, 0.2),
        fingers=(-0.8, 0.6, 0),
        palm=(0, 0.1, -1),
        curl=0.06,
    )
    upper = Arm(
        frame="chest",
        at=(0.8, 13.3, 1.02),
        elbow=(-1, -1.2, 0.2),
        fingers=(0.95, 0.25, -0.15),
        palm=(0, 0.1, -1),
        curl=0.06,
    )
    held = standing(left=lower, right=upper, neck=(-6, -12, 0), head=(-4, -10, 0))
    straight = replace(held, neck=(0, 0, 0), head=(0, 0, 0))
    camera = Camera(0, 0, (0, 13.55, 0), 30, (220, 230))
    tilt = draw(
        Scene(
            camera=camera,
            figures=(held,),
            ghosts=(straight,),
            ghost_box=(0, 0, 220, 70),
            cut=(0, 0, 220, 230),
        )
    )
    limit = marks.dashes([(116, 8), (92, 8), (72, 16), (58, 30), (50, 46)])
    stop = marks.drawn([(46, 42), (54, 50)], fine=True)
    return tilt + limit + stop + marks.arrow((140, 102), (131, 90), (128, 74))


def _snag() -> str:
    across = Arm(
        at=(-1.8, 14.05, 2.7), elbow=(1, -1.0, 0.3), fingers=(-0.9, 0.3, 0.3), palm=(-0.2, 0, -1),
        anchor="grip", curl=0.8,
        thumb=0.6,
    )  # fmt: skip
    still = Arm(
        at=(-0.1, 12.0, 1.85), elbow=(-0.8, -1, 0.1), fingers=(0.9, 0.45, 0.1), palm=(0, 0, -1),
        anchor="grip", curl=0.8,
        thumb=0.6,
    )  # fmt: skip
    turned = standing(neck=(0, 0, -14), head=(0, 0, -22), left=across, right=still)
    way = [
        (-1.95, 14.05, 2.75), (-0.8, 14.4, 2.3), (0.25, 14.75, 1.65), (0.78, 14.93, 0.75), (0.62, 14.85, 0.0),
        (0.25, 14.72, -0.5),
        (-0.3, 14.55, -0.5), (-0.78, 14.3, 0.05), (-0.78, 13.75, 0.8), (-0.5, 12.9, 1.5), (-0.1, 12.0, 1.95),
        (0.1, 11.5, 2.0),
    ]  # fmt: skip
    tall, flat = (0.1, 0.42, 0.0), (0.45, 0.1, 0.0)
    wide = [*[tall] * 7, (0.25, 0.35, 0.1), (0.42, 0.2, 0.1), flat, flat, flat]
    strap = ribbon(way, wide, name="towel")
    front = draw(
        Scene(
            camera=Camera(0, 0, (-0.35, 13.75, 0), 30, (190, 230)),
            figures=(turned,),
            props=(strap,),
            cut=(0, 0, 190, 230),
        )
    )
    bare = standing(neck=(0, 0, -14), head=(0, 0, -22))
    round_neck = ribbon(way[2:9], wide[2:9], name="towel")
    camera = Camera(180, 0, (0, 14.95, 0), 42, (150, 150))
    behind = draw(Scene(camera=camera, figures=(bare,), props=(round_neck,), cut=(0, 0, 150, 150)))
    arrows = marks.arrow((140, 22), (108, 8), (74, 18), wide=3.2, head=10) + marks.arrow(
        (46, 100), (40, 101), (22, 104)
    )
    return front + arrows + marks.moved(196, 40, behind)


PICTURES: Mapping[str, Picture] = {
    "chin_tuck": Picture(220, 226, _chin_tuck),
    "rot_active": Picture(400, 196, _rot_active),
    "stretch_scm_scal": Picture(220, 230, _stretch_scm),
    "self_snag_c1c2": Picture(346, 230, _snag),
}
