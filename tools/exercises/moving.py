"""Walking, cycling and swimming; gentle yoga."""

from __future__ import annotations

from collections.abc import Mapping

from tools.exercises import marks
from tools.exercises.drawing import Scene, draw
from tools.exercises.lines import Camera
from tools.exercises.picture import Picture
from tools.exercises.posing import Arm, Leg, Pose
from tools.exercises.postures import across, across_leg, lying, mirrored, standing
from tools.exercises.props import ball


def _walk() -> str:
    forward = Arm(
        frame="chest",
        at=(-2.2, 9.6, 2.7),
        elbow=(-0.2, -0.5, -1),
        fingers=(0.1, -0.2, 1),
        palm=(1, 0, 0),
        curl=0.5,
    )
    behind = Arm(
        frame="chest",
        at=(2.4, 8.9, -1.5),
        elbow=(0.2, 0.2, -1),
        fingers=(0, -1, 0.1),
        palm=(-1, 0, 0),
        curl=0.5,
    )
    walk = standing(
        pelvis=(0, 8.3, 0.1), up=(0, 1, 0.05), left=behind, right=forward,
        left_leg=Leg(at=(0.6, 0.85, 2.6), toes=(0.05, 0.32, 1), sole=(0, -1, 0.32)),
        right_leg=Leg(at=(-0.6, 1.35, -2.5), toes=(0, -0.75, 1), sole=(0, -1, -0.75)),
    )  # fmt: skip
    camera = Camera(-90, 0, (0, 8.4, 0.2), 9, (90, 160))
    return draw(Scene(camera=camera, figures=(walk,), flat=marks.floor(155, 8, 82), bare_lines=1.5, fit=0.35))


def _cycle() -> str:
    grip = Arm(
        at=(1.5, 9.9, 3.9),
        anchor="grip",
        elbow=(0.7, -1, -0.3),
        fingers=(-0.4, -0.1, 1),
        palm=(0, -1, 0),
        curl=0.6,
    )
    ride = Pose(
        pelvis=(0, 9.7, -2.0), up=(0, 0.86, 0.5), front=(0, -0.5, 0.86), spine=(8, 0, 0), neck=(-14, 0, 0),
        head=(-18, 0, 0),
        left=grip, right=mirrored(grip),
        left_leg=Leg(at=(0.75, 5.1, 0.4), toes=(0, -0.25, 1), sole=(0, -1, -0.25)),
        right_leg=Leg(at=(-0.75, 2.05, -0.3), toes=(0, -0.2, 1), sole=(0, -1, -0.2)),
    )  # fmt: skip
    camera = Camera(-90, 0, (0, 8.2, 0.7), 8.6, (150, 160))

    def at(z: float, y: float) -> tuple[float, float]:
        return camera.spot(0, y, z)

    wheels = [at(-4.4, 3.3), at(6.0, 3.3)]
    bottom, saddle, head = at(0.0, 3.0), at(-1.9, 8.4), at(4.2, 8.9)
    frame = marks.drawn([wheels[0], bottom], [bottom, saddle], [saddle, wheels[0]], [bottom, at(4.4, 7.6)],
                        [at(-1.6, 7.6), at(4.3, 8.2)], [wheels[1], head, at(4.0, 9.7)], fine=True)  # fmt: skip
    crank = marks.drawn([at(0.35, 4.55), bottom, at(0.35, 1.35)], fine=True)
    rings = "".join(marks.ring(*wheel, 3.2 * 8.6) for wheel in wheels)
    seat = marks.drawn([at(-2.9, 8.5), at(-1.9, 8.55), at(-0.9, 8.45)])
    rider = draw(
        Scene(camera=camera, figures=(ride,), flat=rings + frame + crank + seat, bare_lines=1.5, fit=0.35)
    )
    return rider


def _swim() -> str:
    ahead = Arm(
        at=(-1.7, 0.75, 8.9),
        anchor="wrist",
        elbow=(-0.3, 1, -0.1),
        fingers=(0.1, -0.5, 1),
        palm=(0, -1, -0.4),
        curl=0.05,
    )
    under = Arm(at=(1.4, -0.9, 9.0), anchor="wrist", elbow=(1, 0, 0), fingers=(0, -0.1, 1), palm=(0, -1, 0))
    swim = Pose(
        pelvis=(0, 0.1, 0), up=(0, 0.1, 1), front=(0, -1, 0.1), neck=(-10, 0, 0), head=(-12, 0, 0),
        left=under, right=ahead,
        left_leg=Leg(at=(0.6, -0.6, -7.6), knee=(0, -1, 0), toes=(0, -0.1, -1), sole=(0, 1, -0.1)),
        right_leg=Leg(at=(-0.6, 0.25, -7.6), knee=(0, -1, 0), toes=(0, -0.1, -1), sole=(0, 1, -0.1)),
    )  # fmt: skip
    camera = Camera(-90, 0, (0, 1.0, 0.6), 8.4, (160, 60))
    body = draw(Scene(camera=camera, figures=(swim,), cut=(0, 0, 160, 39), bare_lines=2.5, fit=0.4))
    wave = [(x, 39 + 1.8 * (-1) ** k) for k, x in enumerate(range(2, 160, 9))]
    lower = [(x, 48 + 1.8 * (-1) ** k) for k, x in enumerate(range(16, 146, 9))]
    return body + marks.drawn(wave, fine=True) + marks.drawn(lower, fine=True)


def _build_up() -> str:
    bars = ""
    for step, high in enumerate((14, 20, 26, 32, 38, 44, 50)):
        bars += marks.block(14 + step * 20, 56 - high, 15, high, kind="towel")
    return bars + marks.numeral("10", 21.5, 32) + marks.numeral("40", 141.5, -4)


def _aerobic() -> str:
    bubble = marks.bubble(64, 3, 34, 20)
    return (
        marks.moved(0, 8, _walk()) + bubble + marks.moved(96, 8, _cycle()) + marks.moved(0, 172, _swim())
        + marks.moved(165, 168, _build_up())
    )  # fmt: skip


def _child() -> str:
    leg = Leg(at=(1.0, 0.42, 1.0), knee=(-1, -0.1, 0), toes=(1, 0, 0), sole=(0, 1, 0))
    reach = Arm(at=(-8.7, 0.32, 1.7), elbow=(0, 0.3, 1), fingers=(-1, 0, 0), palm=(0, -1, 0), curl=0.05)
    child = Pose(
        pelvis=(0.3, 1.95, 0), up=(-0.93, 0.37, 0), front=(-0.37, -0.93, 0), spine=(30, 0, 0), neck=(-2, 0, 0),
        head=(2, 0, 0), left_leg=across_leg(leg), right_leg=leg, left=across(reach), right=reach,
    )  # fmt: skip
    camera = Camera(0, 0, (-3.4, 2.2, 0), 15, (190, 84))
    cushion = ball((-5.9, 0.32, 0), (0.95, 0.32, 1.2), power=0.5)
    return draw(
        Scene(camera=camera, figures=(child,), props=(cushion,), flat=marks.floor(75, 4, 186), fit=0.62)
    )


def _bend() -> str:
    left_leg = Leg(at=(-0.5, 0.5, 2.6), knee=(1, 0.25, 0.2), toes=(-1, 0, 0.3), sole=(0, -0.6, 1))
    right_leg = Leg(at=(0.5, 0.5, 2.1), knee=(-1, 0.25, 0.2), toes=(1, 0, 0.3), sole=(0, -0.6, 1))
    over = Pose(
        pelvis=(0, 0.9, 0), spine=(0, -22, 0), neck=(0, -4, 0), head=(0, -2, 0),
        left_leg=left_leg, right_leg=right_leg,
        left=Arm(frame="chest", at=(0.9, 18.0, 0.5), elbow=(1, 0.2, 0), fingers=(-0.5, 0.9, 0),
        palm=(-0.9, -0.5, 0)),
        right=Arm(at=(-4.3, 0.3, 0.6), elbow=(-0.6, 0, -1), fingers=(-1, 0, 0.3), palm=(0, -1, 0)),
    )  # fmt: skip
    camera = Camera(0, 0, (-0.4, 5.1, 0), 12.5, (130, 140))
    return draw(Scene(camera=camera, figures=(over,), flat=marks.floor(133.8, 4, 126), fit=0.62))


def _rest() -> str:
    camera = Camera(0, 0, (-1.6, 2.6, 0), 13, (200, 80))
    pillow = ball((-7.2, 0.2, 0), (1.0, 0.2, 1.6), power=0.5)
    return draw(
        Scene(
            camera=camera,
            figures=(lying(),),
            props=(pillow,),
            flat=marks.floor(73.8, 4, 196),
            shut_eyes=True,
            fit=0.62,
        )
    )


def _head_stand() -> str:
    prop = Arm(at=(0.9, 0.25, 1.0), elbow=(1, 0.3, 0.6), fingers=(-0.6, 0, -1), palm=(0, -1, 0))
    legs = [Leg(at=(s * 0.4, 15.6, 0), toes=(0, 1, 0.3), sole=(0, 0.3, -1)) for s in (-1, 1)]
    return _small(
        Pose(
            pelvis=(0, 8.15, 0),
            up=(0, -1, 0),
            left=mirrored(prop),
            right=prop,
            left_leg=legs[0],
            right_leg=legs[1],
        ),
        9.4,
    )


def _shoulder_stand() -> str:
    prop = Arm(
        frame="chest", at=(-1.1, 10.2, -0.7), elbow=(-0.6, 0.6, -1), fingers=(0.3, -1, 0), palm=(0, 0, 1)
    )
    legs = [Leg(at=(s * 0.4, 12.6, -0.3), toes=(0, 1, 0.3), sole=(0, 0.3, -1)) for s in (-1, 1)]
    stand = Pose(pelvis=(0, 5.5, 0), up=(0, -1, -0.1), neck=(52, 0, 0), head=(26, 0, 0), left=mirrored(prop),
    right=prop,
                 left_leg=legs[0], right_leg=legs[1])  # fmt: skip
    return _small(stand, 9.4)


def _small(posture: Pose, middle: float) -> str:
    camera = Camera(-90, 0, (0, middle, 0), 5.2, (60, 104))
    ground = 52 + middle * 5.2
    return draw(
        Scene(
            camera=camera,
            figures=(posture,),
            face=("eye",),
            bare_lines=2.0,
            fit=1.0,
            flat=marks.floor(ground, 8, 52),
        )
    )


def _head_back() -> str:
    back = standing(neck=(-30, 0, 0), head=(-30, 0, 0))
    camera = Camera(-90, 0, (0, 14.0, 0), 13, (60, 80))
    return draw(
        Scene(camera=camera, figures=(back,), face=("eye", "ear"), bare_lines=2.0, fit=1.0, above=11.6)
    )


def _yoga() -> str:
    return (
        marks.moved(6, 62, _child()) + marks.moved(226, 2, _bend()) + marks.moved(0, 156, _rest())
        + marks.moved(206, 134, _head_stand() + marks.cross(10, 6, 50, 98))
        + marks.moved(270, 134, _shoulder_stand() + marks.cross(10, 24, 50, 98))
        + marks.moved(334, 164, _head_back() + marks.cross(8, 8, 52, 66))
    )  # fmt: skip


PICTURES: Mapping[str, Picture] = {
    "aerobic_walk": Picture(330, 240, _aerobic),
    "yoga_gentle": Picture(400, 240, _yoga),
}
