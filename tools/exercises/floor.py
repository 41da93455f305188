"""Exercises lying on the back."""

from __future__ import annotations

from collections.abc import Mapping

from tools.exercises import marks
from tools.exercises.drawing import Scene, draw
from tools.exercises.lines import Camera
from tools.exercises.picture import Picture
from tools.exercises.posing import Arm, Leg, Pose
from tools.exercises.postures import lying, mirrored, standing
from tools.exercises.props import ball, box, tube

LONG = Camera(0, 0, (-1.6, 2.75, 0), 20, (320, 124))
GROUND = marks.floor(117.3, 6, 314)


def _ccf_nod() -> str:
    feel = Arm(
        frame="chest", at=(-0.16, 13.95, 0.73), elbow=(-1, -0.5, -0.3), fingers=(0.3, 0.8, -0.5),
        palm=(0.3, -0.35, -0.85),
        anchor="index", curls=(0.12, 0.12, 0.8, 0.85), thumb=0.6,
    )  # fmt: skip
    towel = box((-7.2, 0.2, 0), (2.3, 0.4, 3), name="towel")
    rest = lying(right=feel, head=(-5, 0, 0))
    nod = lying(right=feel, head=(7, 0, 0), neck=(4, 0, 0))
    above = draw(Scene(camera=LONG, figures=(rest,), props=(towel,), flat=GROUND, shut_eyes=True, fit=0.3))
    near = Camera(0, 0, (-6.75, 1.42, 0), 56, (320, 170))
    below = draw(
        Scene(camera=near, figures=(rest,), ghosts=(nod,), ghost_inside=True, cut=(0, 0, 320, 170), props=(towel,),
              ghost_box=(0, 0, 230, 130), flat=marks.floor(164.5, 0, 320))
    )  # fmt: skip
    arrows = marks.arrow((192, 16), (207, 26), (210, 42)) + marks.arrow((172, 153), (104, 153))
    return above + marks.moved(0, 126, below + arrows)


def _suboccip_ball() -> str:
    balls = [ball((-6.55, 0.33, z), 0.33, name="towel") for z in (-0.34, 0.34)]
    whole = draw(
        Scene(
            camera=LONG, figures=(lying(head=(4, 0, 0)),), props=balls, flat=GROUND, shut_eyes=True, fit=0.3
        )
    )
    camera = Camera(180, 0, (0, 15.05, 0), 44, (170, 150))
    pair = [ball((x, 14.70, -0.62), 0.33, name="towel") for x in (-0.34, 0.34)]
    behind = draw(Scene(camera=camera, figures=(standing(),), props=pair, cut=(0, 0, 170, 150)))
    left, right = camera.spot(0.34, 14.7, 0), camera.spot(-0.34, 14.7, 0)
    r = 0.33 * 44
    sock = marks.drawn(
        [(left[0], left[1] - r), (right[0], right[1] - r)], [(left[0], left[1] + r), (right[0], right[1] + r)],
        [(right[0] + r, right[1] - 2), (right[0] + r + 9, right[1] - 6)], [(right[0] + r, right[1] + 2),
        (right[0] + r + 9, right[1] + 6)],
        [(right[0] + r + 9, right[1] - 6), (right[0] + r + 9, right[1] + 6)], fine=True,
    )  # fmt: skip
    middle = marks.dashes([(85, 4), (85, 148)])
    return whole + marks.moved(75, 126, behind + sock + middle)


def _over_roll(upper: float) -> Pose:
    hand = Arm(
        frame="head",
        at=(0.3, 15.35, -0.80),
        elbow=(0.35, 0.3, 1),
        fingers=(-1, 0.25, 0),
        palm=(0, 0, 1),
        curl=0.12,
    )
    bends = {"spine05": 4.0, "spine04": 4.0, "spine03": 3.0, "spine02": upper, "spine01": upper}
    return lying(
        left=hand, right=mirrored(hand), up=(-1, 0.15, 0), front=(0.15, 1, 0), neck=(8, 0, 0), head=(6, 0, 0),
        bends={bone: (angle, 0.0, 0.0) for bone, angle in bends.items()},
    )  # fmt: skip


def _thoracic_ext() -> str:
    roll = tube([(-3.5, 0.45, -2.5), (-3.5, 0.45, 2.5)], 0.45, name="towel")
    camera = Camera(0, 0, (-1.6, 2.95, 0), 20, (320, 132))
    back = draw(
        Scene(camera=camera, figures=(_over_roll(-14),), ghosts=(_over_roll(-5),), props=(roll,), shut_eyes=True,
              flat=marks.floor(125, 6, 314), ghost_box=(0, 0, 92, 132))
    )  # fmt: skip
    return back + marks.arrow((72, 34), (46, 30), (28, 50))


def _pmr() -> str:
    straight = Leg(at=(7.8, 0.6, 0.9), knee=(0, 1, 0), toes=(0.1, 1, 0.2), sole=(1, -0.1, 0))
    other = Leg(at=(7.8, 0.6, -0.9), knee=(0, 1, 0), toes=(0.1, 1, -0.2), sole=(1, -0.1, 0))
    camera = Camera(0, 60, (0.2, 0.6, 0), 18, (320, 130))
    pillow = ball((-7.2, 0.2, 0), (1.4, 0.3, 1.9), power=0.5)
    whole = draw(
        Scene(
            camera=camera,
            figures=(lying(left_leg=other, right_leg=straight),),
            props=(pillow,),
            shut_eyes=True,
            fit=0.3,
        )
    )
    parts = "".join(
        marks.ringed(number, x, y)
        for number, x, y in (
            ("1", 204, 110),
            ("2", 132, 120),
            ("3", 40, 28),
            ("4", 68, 100),
            ("5", 118, 66),
            ("6", 246, 78),
        )
    )
    fists = "".join(
        marks.moved(x, 138, _fist(curl, thumb) + marks.numeral(seconds, 84, 40, size=18))
        for x, curl, thumb, seconds in ((30, 0.92, 0.7, "5"), (176, 0.1, 0.0, "20"))
    )
    return whole + parts + fists + marks.arrow((140, 178), (166, 178))


def _fist(curl: float, thumb: float) -> str:
    """A right forearm and hand, the thumb towards the viewer."""
    held = Arm(
        at=(-1.9, 13.5, 3.2),
        anchor="wrist",
        elbow=(-0.1, -1, 0.5),
        fingers=(0, 1, 0.2),
        palm=(-0.87, 0, 0.5),
        curl=curl,
        thumb=thumb,
    )
    camera = Camera(-60, 0, (-1.9, 13.75, 3.2), 20, (80, 76))
    return draw(Scene(camera=camera, figures=(standing(right=held),), cut=(0, 0, 80, 76), front_of=1.9))


PICTURES: Mapping[str, Picture] = {
    "ccf_nod": Picture(320, 296, _ccf_nod),
    "suboccip_ball": Picture(320, 276, _suboccip_ball),
    "thoracic_ext": Picture(320, 132, _thoracic_ext),
    "pmr": Picture(320, 216, _pmr),
}
