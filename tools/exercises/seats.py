"""Exercises on a chair."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from tools.exercises import marks
from tools.exercises.drawing import Scene, draw
from tools.exercises.lines import Camera
from tools.exercises.picture import Picture
from tools.exercises.posing import Arm, Pose
from tools.exercises.postures import AT_SIDE, HOLDING_SEAT, mirrored, seated
from tools.exercises.props import chair

NEAR_SEAT = Camera(0, 0, (0.1, 8.85, 0), 24, (190, 246))
HEAD_ONLY = (0.0, 0.0, 190.0, 58.0)


def _stretch_ut() -> str:
    held = seated(left=HOLDING_SEAT, spine=(0, -3, 0), neck=(0, -20, 4), head=(0, -10, 7))
    return (
        _held(held)
        + marks.arrow((124, 80), (111, 72), (105, 54))
        + marks.arrow((116, 20), (95, 10), (71, 17))
    )


def _stretch_lev() -> str:
    held = seated(left=HOLDING_SEAT, neck=(24, -6, -20), head=(12, 0, -22))
    return (
        _held(held)
        + marks.arrow((130, 90), (124, 76), (112, 64))
        + marks.arrow((75, 80), (65, 92), (62, 109))
    )


def _held(posture: Pose) -> str:
    straight = replace(posture, spine=(0, 0, 0), neck=(0, 0, 0), head=(0, 0, 0))
    return draw(
        Scene(
            camera=NEAR_SEAT, figures=(posture,), ghosts=(straight,),
            ghost_box=HEAD_ONLY, props=(chair((0, 0, 0)),),
            cut=(0, 0, 190, 246),
        )
    )  # fmt: skip


def _mindful() -> str:
    camera = Camera(38, 6, (0, 6.55, 0.9), 16.5, (240, 240))
    sitting = draw(
        Scene(camera=camera, figures=(seated(),), props=(chair((0, 0, 0.1)),), shut_eyes=True,
              flat=marks.floor(232, 64, 236))
    )  # fmt: skip
    return sitting + _clock(38, 48, 30)


def _clock(x: float, y: float, radius: float) -> str:
    """Ten of sixty minutes are marked."""
    end = (x + radius * math.sin(math.pi / 3), y - radius * math.cos(math.pi / 3))
    part = f"M{x:g} {y:g}v{-radius:g}A{radius:g} {radius:g} 0 0 1 {end[0]:.1f} {end[1]:.1f}z"
    ticks = [
        [(x + f * radius * math.sin(a), y - f * radius * math.cos(a)) for f in (0.84, 0.94)]
        for a in (k * math.pi / 6 for k in range(12))
    ]
    return (
        marks.circle(x, y, radius, kind="cloth")
        + marks.soft(part)
        + marks.drawn(*ticks, fine=True)
        + marks.numeral("10", x + 1, y + 13, size=13)
    )


def _breath() -> str:
    belly = Arm(
        frame="chest",
        at=(-0.5, 9.85, 1.42),
        elbow=(-1, -0.7, 0.1),
        fingers=(1, 0.05, 0.0),
        palm=(0, 0, -1),
        curl=0.08,
    )
    camera = Camera(-32, 5, (0, 6.6, 0.8), 16.5, (190, 236))
    sitting = draw(
        Scene(
            camera=camera,
            figures=(seated(right=belly),),
            props=(chair((0, 0, 0)),),
            flat=marks.floor(229, 20, 186),
        )
    )
    rise = marks.arrow(*_wave(204, 242, 130, 76))
    fall = marks.arrow(*_wave(250, 312, 76, 130))
    return sitting + rise + fall + marks.numeral("4", 208, 90, size=18) + marks.numeral("6", 298, 90, size=18)


def _wave(left: float, right: float, start: float, end: float) -> list[tuple[float, float]]:
    """Half a wave."""
    steps = [k / 10 for k in range(11)]
    return [
        (left + (right - left) * t, (start + end) / 2 + (start - end) / 2 * math.cos(math.pi * t))
        for t in steps
    ]


def _scap_set() -> str:
    arm = replace(AT_SIDE, at=(2.4, 7.9, 0.5))
    tall = seated(left=arm, right=mirrored(arm))
    camera = Camera(180, 0, (0, 7.9, 0), 21, (180, 236))
    arrows = "".join(
        marks.arrow(
            camera.spot(s * 1.25, 9.35, -1), camera.spot(s * 0.95, 8.95, -1), camera.spot(s * 0.32, 8.3, -1)
        )
        for s in (1, -1)
    )
    stool = chair((0, 0, 0.1), back=False, size=3.8)
    return (
        draw(Scene(camera=camera, figures=(tall,), props=(stool,), face=("blade",), cut=(0, 0, 180, 236)))
        + arrows
    )


PICTURES: Mapping[str, Picture] = {
    "stretch_ut": Picture(190, 246, _stretch_ut),
    "stretch_lev": Picture(190, 246, _stretch_lev),
    "mindful": Picture(240, 240, _mindful),
    "breath": Picture(320, 236, _breath),
    "scap_set": Picture(180, 236, _scap_set),
}
