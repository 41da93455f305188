"""Exercises standing."""

from __future__ import annotations

from collections.abc import Mapping

from tools.exercises import marks
from tools.exercises.drawing import Scene, draw
from tools.exercises.lines import Camera
from tools.exercises.picture import Picture
from tools.exercises.posing import Arm, Leg
from tools.exercises.postures import mirrored, standing
from tools.exercises.props import ball, box


def _band_shoulder() -> str:
    out = Arm(
        at=(5.75, 13.25, 2.3), anchor="wrist", elbow=(0, -0.6, -1), fingers=(0.87, 0.05, 0.5),
        palm=(-0.5, 0, 0.87), curl=0.85,
        thumb=-0.3, shrug=(6, 0),
    )  # fmt: skip
    up = standing(left=out, right=mirrored(out))
    camera = Camera(0, 0, (0, 8.4, 0), 13, (200, 236))
    cords = [[(s * 6.5, 13.15, 2.8), (s * 1.25, 0.1, 1.6)] for s in (1, -1)]
    cords.append([(1.25, 0.1, 1.9), (-1.25, 0.1, 1.9)])
    raised = draw(
        Scene(camera=camera, figures=(up,), ghosts=(standing(),), cords=cords, flat=marks.floor(228, 30, 170),
              ghost_box=(0, 60, 200, 236))
    )  # fmt: skip
    arrows = marks.arrow((57, 134), (24, 108), (9, 68)) + marks.arrow((143, 134), (176, 108), (191, 68))
    return raised + arrows


def _stretch_pec() -> str:
    hold = Arm(
        at=(-3.45, 14.4, -0.42),
        anchor="wrist",
        elbow=(-0.7, -1, -0.2),
        fingers=(0, 1, 0),
        palm=(0, 0, -1),
        curl=0.03,
    )
    step = standing(
        right=hold, pelvis=(0.1, 8.3, 0.9), up=(0, 1, 0.06), front=(0.12, 0, 1), left_leg=Leg(at=(1.0, 0.69, 2.8)),
        right_leg=Leg(at=(-1.0, 0.8, -1.9), sole=(0, -1, -0.15), toes=(-0.1, -0.15, 1)),
    )  # fmt: skip
    camera = Camera(-38, 4, (0.3, 8.6, 0), 12.4, (180, 236))
    walls = [box((-4.6, 10, -1.4), (3.4, 20.5, 1.0)), box((6.6, 10, -1.4), (3.0, 20.5, 1.0))]
    through = draw(Scene(camera=camera, figures=(step,), props=walls, cut=(0, 0, 180, 236)))
    return (
        through + marks.arrow((110, 80), (96, 74), (79, 77)) + marks.arrow((134, 228), (150, 231), (166, 233))
    )


def _self_trp() -> str:
    press = Arm(
        frame="chest", at=(-1.05, 13.5, -0.42), elbow=(1, -0.8, 0.6), fingers=(-0.5, 0.25, -0.85),
        palm=(0.1, -1, -0.3),
        anchor="tips", curl=0.3,
    )  # fmt: skip
    camera = Camera(180, 0, (-0.2, 14.1, 0), 32, (150, 190))
    above = draw(Scene(camera=camera, figures=(standing(left=press),), cut=(0, 0, 150, 190), fit=0.3))
    lean = standing(
        up=(0, 1, -0.1),
        pelvis=(0, 8.5, 0.2),
        left_leg=Leg(at=(1, 0.69, 1.4)),
        right_leg=Leg(at=(-1, 0.69, 1.6)),
    )
    things = (ball((-0.9, 12.2, -1.32), 0.36, name="towel"), box((0, 10, -2.15), (6, 26, 1.0)))
    side = Camera(-90, 0, (0, 12.2, -0.1), 20, (100, 190))
    wall = draw(Scene(camera=side, figures=(lean,), props=things, cut=(0, 0, 100, 190), fit=0.35))
    jaw = Arm(
        frame="head", at=(-0.74, 14.92, 0.98), elbow=(-1, -0.9, -0.4), fingers=(0.12, 0.75, 0.55),
        palm=(1, 0, -0.1), anchor="tips",
        curls=(0.12, 0.12, 0.75, 0.8), thumb=0.5,
    )  # fmt: skip
    near = Camera(-80, 0, (0, 14.75, 0.55), 44, (150, 190))
    chew = draw(Scene(camera=near, figures=(standing(right=jaw, jaw=6),), cut=(0, 0, 150, 190), fit=0.3))
    return (
        above + marks.arrow((134, 60), (130, 72), (122, 83))
        + marks.moved(158, 0, wall + marks.arrow((97, 92), (90, 92), (79, 92)))
        + marks.moved(266, 0, chew + marks.crossed(93, 140, 12))
    )  # fmt: skip


PICTURES: Mapping[str, Picture] = {
    "band_shoulder": Picture(200, 236, _band_shoulder),
    "stretch_pec": Picture(180, 236, _stretch_pec),
    "self_trp": Picture(416, 190, _self_trp),
}
