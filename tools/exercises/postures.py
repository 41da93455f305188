"""Postures that several pictures share: standing, sitting on a chair, lying on the back with bent knees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tools.exercises.posing import Arm, Leg, Pose, Three


def mirrored(arm: Arm) -> Arm:
    """The same for the other side."""

    def flip(v: Three) -> Three:
        return -v[0], v[1], v[2]

    return replace(
        arm, at=flip(arm.at), elbow=flip(arm.elbow), fingers=flip(arm.fingers), palm=flip(arm.palm)
    )


def across(arm: Arm) -> Arm:
    """The other arm of a figure that lies across the picture."""

    def flip(v: Three) -> Three:
        return v[0], v[1], -v[2]

    return replace(
        arm, at=flip(arm.at), elbow=flip(arm.elbow), fingers=flip(arm.fingers), palm=flip(arm.palm)
    )


def across_leg(leg: Leg) -> Leg:
    """The other leg of a figure that lies across the picture."""
    return replace(leg, at=(leg.at[0], leg.at[1], -leg.at[2]), knee=(leg.knee[0], leg.knee[1], -leg.knee[2]))


ON_THIGH = Arm(
    at=(1.3, 5.92, 2.3), elbow=(0.8, 0, -1), fingers=(-0.2, -0.12, 1), palm=(0, -1, -0.1), curl=0.06
)
HOLDING_SEAT = Arm(
    at=(2.25, 4.55, 0.3), elbow=(0.3, 0, -1), fingers=(0.05, -1, 0.15), palm=(-1, 0, 0), curl=0.35, thumb=0.2,
    shrug=(-4, 0),
)  # fmt: skip
AT_SIDE = Arm(
    frame="chest",
    at=(2.5, 7.75, 0.55),
    elbow=(0.3, 0, -1),
    fingers=(-0.03, -1, 0.12),
    palm=(-1, 0, -0.1),
    curl=0.2,
)
SEATED_LEGS = {"left_leg": Leg(at=(1.15, 0.69, 3.9)), "right_leg": Leg(at=(-1.15, 0.69, 3.9))}
STANDING_LEGS = {"left_leg": Leg(at=(1.0, 0.69, -0.2)), "right_leg": Leg(at=(-1.0, 0.69, -0.2))}
ON_BACK: dict[str, Any] = {
    "pelvis": (0, 0.84, 0),
    "up": (-1, 0, 0),
    "front": (0, 1, 0),
    "left_leg": Leg(at=(4.25, 0.66, -1.15), knee=(0, 1, 0), toes=(1, 0, 0)),
    "right_leg": Leg(at=(4.25, 0.66, 1.15), knee=(0, 1, 0), toes=(1, 0, 0)),
}


def seated(**more: Any) -> Pose:
    """Upright on a chair with a seat 44 cm high, feet on the floor, hands on the thighs."""
    given: dict[str, Any] = {
        "pelvis": (0, 5.35, 0),
        "left": ON_THIGH,
        "right": mirrored(ON_THIGH),
        **SEATED_LEGS,
    }
    return Pose(**{**given, **more})


def standing(**more: Any) -> Pose:
    """Upright, arms hanging."""
    given: dict[str, Any] = {
        "pelvis": (0, 8.62, 0),
        "left": AT_SIDE,
        "right": mirrored(AT_SIDE),
        **STANDING_LEGS,
    }
    return Pose(**{**given, **more})


def lying(**more: Any) -> Pose:
    """On the back, head to the left of the picture, knees bent, feet on the floor, arms beside the body."""
    beside = Arm(at=(0.7, 0.3, -2.35), elbow=(0, 0.2, -1), fingers=(1, 0, 0), palm=(0, -1, 0), curl=0.1)
    other = replace(beside, at=(0.7, 0.3, 2.35), elbow=(0, 0.2, 1))
    return Pose(**{**ON_BACK, "left": beside, "right": other, **more})
