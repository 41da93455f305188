"""
How does the figure hold itself? A small language of poses, and the bones that follow it.

A pose says where the pelvis is and which way it faces, how far spine, neck and head are bent, and where hands and
feet are; elbows and knees follow from these. Directions are in the room: x to the person's left when she faces the
viewer, y up, z towards the viewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tools.bodymap.makehuman import Floats
from tools.exercises.body import Body

Three = tuple[float, float, float]
Move = tuple[Floats, Floats]

SPINE = {"spine05": 0.14, "spine04": 0.18, "spine03": 0.18, "spine02": 0.28, "spine01": 0.22}
NECK = {"neck01": 0.34, "neck02": 0.33, "neck03": 0.33}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Where the hand is (its palm, or the tip of the middle finger), and how it lies there."""

    at: Three
    elbow: Three
    """Towards where the elbow points."""
    fingers: Three
    palm: Three
    """Towards where the palm faces."""
    frame: str = "room"
    """In whose terms: of the `room`, or of `chest` or `head` as they are in the resting figure."""
    anchor: str = "palm"
    curl: float = 0.15
    curls: tuple[float, float, float, float] | None = None
    """Bend of index, middle, ring and little finger, if they differ."""
    thumb: float = 0.0
    together: float = 1.0
    """How closely the fingers lie beside each other; 0: spread, as the mesh has them."""
    shrug: tuple[float, float] = (0.0, 0.0)
    """Degrees by which the shoulder is lifted and brought forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Where the ankle is, where the knee points, and which way toes and sole face."""

    at: Three
    knee: Three = (0, 0, 1)
    toes: Three = (0, 0, 1)
    sole: Three = (0, -1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """A whole posture. Bends are (forward, to the own left, turned to the own left), in degrees."""

    pelvis: Three = (0, 8.66, 0)
    up: Three = (0, 1, 0)
    front: Three = (0, 0, 1)
    spine: Three = (0, 0, 0)
    neck: Three = (0, 0, 0)
    head: Three = (0, 0, 0)
    jaw: float = 0.0
    left: Arm | None = None
    right: Arm | None = None
    left_leg: Leg | None = None
    right_leg: Leg | None = None
    bends: Mapping[str, Three] = field(default_factory=dict)
    """Bends of single bones, on top."""


def pose(body: Body, wanted: Pose) -> tuple[Floats, dict[str, Move]]:
    """Where every vertex of the coarse net goes, and how each bone moved."""
    moves = _trunk(body, wanted)
    for letter, arm in (("L", wanted.left), ("R", wanted.right)):
        _put_arm(body, moves, letter, arm or _hanging(body, moves, letter))
    for letter, leg in (("L", wanted.left_leg), ("R", wanted.right_leg)):
        if leg:
            _put_leg(body, moves, letter, leg)
    for bone in body.parents:
        _follow(body, moves, bone)
    return _skinned(body, moves), moves


def apply(move: Move, point: Floats | Three) -> Floats:
    """Where a bone carries a point that is given in the resting figure."""
    return np.asarray(np.asarray(point) @ move[0].T + move[1])


def _trunk(body: Body, wanted: Pose) -> dict[str, Move]:
    start = _frame(np.array([0.0, 1, 0]), np.array([0.0, 0, 1]))
    turn = _frame(np.array(wanted.up, float), np.array(wanted.front, float)) @ start.T
    hips = (body.joints["l-upper-leg"] + body.joints["r-upper-leg"]) / 2
    moves: dict[str, Move] = {"root": (turn, np.array(wanted.pelvis, float) - turn @ hips)}
    bends = {bone: tuple(share * angle for angle in wanted.spine) for bone, share in SPINE.items()}
    bends |= {bone: tuple(share * angle for angle in wanted.neck) for bone, share in NECK.items()}
    bends["head"] = wanted.head
    bends["jaw"] = (wanted.jaw, 0.0, 0.0)
    for bone, more in wanted.bends.items():
        bends[bone] = tuple(a + b for a, b in zip(bends.get(bone, (0, 0, 0)), more, strict=True))
    for bone, bend in bends.items():
        _follow(body, moves, bone, bent(*bend))
    for letter, arm in (("L", wanted.left), ("R", wanted.right)):
        up, forward = arm.shrug if arm else (0.0, 0.0)
        sign = 1 if letter == "L" else -1
        _follow(
            body,
            moves,
            f"clavicle.{letter}",
            _about((0, 0, 1), sign * up) @ _about((0, 1, 0), -sign * forward),
        )
    return moves


def _follow(body: Body, moves: dict[str, Move], bone: str, turn: Floats | None = None) -> Move:
    """A bone goes with its parent, and turns on top of that about its own head."""
    if bone in moves:
        return moves[bone]
    parent = body.parents.get(bone)
    base = _follow(body, moves, parent) if parent else (np.eye(3), np.zeros(3))
    moves[bone] = base if turn is None else _turned_to(body, base, bone, base[0] @ turn)
    return moves[bone]


def _turned_to(body: Body, base: Move, bone: str, turn: Floats) -> Move:
    head = body.bones[bone]
    return turn, apply(base, head) - turn @ head


def _set(body: Body, moves: dict[str, Move], bone: str, parent: str, turn: Floats) -> None:
    moves[bone] = _turned_to(body, moves[parent], bone, turn)


def _hanging(body: Body, moves: dict[str, Move], letter: str) -> Arm:
    sign = 1 if letter == "L" else -1
    turn = moves["spine01"][0]
    place = apply(moves["spine01"], (sign * 2.15, 8.1, 0.75))
    axes = [turn @ np.array(v) for v in ((sign * 0.3, 0, -1.0), (0, -1, 0.2), (-sign, 0, -0.25))]
    return Arm(at=_t(place), elbow=_t(axes[0]), fingers=_t(axes[1]), palm=_t(axes[2]), curl=0.25, thumb=0.2)


def _t(vector: Floats) -> Three:
    return float(vector[0]), float(vector[1]), float(vector[2])


def _put_arm(body: Body, moves: dict[str, Move], letter: str, arm: Arm) -> None:
    side = "l" if letter == "L" else "r"
    base = {"room": (np.eye(3), np.zeros(3)), "chest": moves["spine01"], "head": moves["head"]}[arm.frame]
    target = apply(base, arm.at)
    elbow, fingers, palm = (base[0] @ np.array(v, float) for v in (arm.elbow, arm.fingers, arm.palm))
    shoulder0, elbow0, wrist0 = (body.joints[f"{side}-{name}"] for name in ("shoulder", "elbow", "hand"))
    knuckle0, palm0 = _hand_frame(body, side)
    hand = _frame(fingers, palm) @ _frame(knuckle0, palm0).T
    bends = _finger_bends(body, letter, arm, palm0)
    wrist = target - hand @ (_anchor(body, letter, arm, bends, palm0) - wrist0)
    shoulder01 = _follow(body, moves, f"shoulder01.{letter}")
    shoulder = apply(shoulder01, shoulder0)
    middle, wrist = _bend(
        shoulder, wrist, elbow, np.linalg.norm(elbow0 - shoulder0), np.linalg.norm(wrist0 - elbow0)
    )
    pole0 = elbow0 - shoulder0
    hinge0, hinge = np.cross(wrist0 - shoulder0, pole0), np.cross(wrist - shoulder, middle - shoulder)
    if np.linalg.norm(hinge) < 0.05:
        hinge = np.cross(wrist - shoulder, elbow)
    upper = _frame(middle - shoulder, hinge) @ _frame(elbow0 - shoulder0, hinge0).T
    lower = _frame(wrist - middle, hinge) @ _frame(wrist0 - elbow0, hinge0).T
    swing = _least(shoulder01[0] @ (elbow0 - shoulder0), middle - shoulder) @ shoulder01[0]
    along = (wrist0 - elbow0) / np.linalg.norm(wrist0 - elbow0)
    twist = _twist_about(lower.T @ hand, along)
    _set(body, moves, f"upperarm01.{letter}", f"shoulder01.{letter}", _between(swing, upper, 0.5))
    base = moves[f"shoulder01.{letter}"]
    moves[f"upperarm02.{letter}"] = _turned_to(
        body, moves[f"upperarm01.{letter}"], f"upperarm02.{letter}", upper
    )
    moves[f"lowerarm01.{letter}"] = (lower @ _about(along, 0.3 * twist), np.zeros(3))
    moves[f"lowerarm01.{letter}"] = _carry(moves[f"lowerarm01.{letter}"][0], elbow0, middle)
    moves[f"lowerarm02.{letter}"] = _carry(lower @ _about(along, 0.75 * twist), elbow0, middle)
    moves[f"wrist.{letter}"] = _carry(hand, wrist0, wrist)
    for bone, turn in bends.items():
        _follow(body, moves, bone, turn)


def _carry(turn: Floats, start: Floats, end: Floats) -> Move:
    return turn, end - turn @ start


def _hand_frame(body: Body, side: str) -> tuple[Floats, Floats]:
    """Which way the fingers point and the palm faces in the resting hand."""
    knuckles = [body.joints[f"{side}-finger-{n}-1"] for n in (2, 5)]
    wrist = body.joints[f"{side}-hand"]
    fingers = (knuckles[0] + knuckles[1]) / 2 - wrist
    palm = np.cross(fingers, knuckles[1] - knuckles[0]) * (1 if side == "r" else -1)
    return fingers / np.linalg.norm(fingers), palm / np.linalg.norm(palm)


def _finger_bends(body: Body, letter: str, arm: Arm, palm: Floats) -> dict[str, Floats]:
    side = "l" if letter == "L" else "r"
    bends = {}
    curls = arm.curls or (arm.curl,) * 4
    sign = -1 if letter == "R" else 1
    for number, curl, aside in zip((2, 3, 4, 5), curls, (-9, 0, 8, 16), strict=True):
        closed = _about(palm, sign * aside * arm.together)
        along = body.joints[f"{side}-finger-{number}-4"] - body.joints[f"{side}-finger-{number}-1"]
        axis = np.cross(along, palm)
        for joint, most in ((1, 80), (2, 100), (3, 60)):
            turn = _about(axis, most * curl)
            bends[f"finger{number}-{joint}.{letter}"] = closed @ turn if joint == 1 else turn
    along = body.joints[f"{side}-finger-1-4"] - body.joints[f"{side}-finger-1-2"]
    index = body.joints[f"{side}-finger-2-1"] - body.joints[f"{side}-finger-5-1"]
    for joint, most in ((1, 18), (2, 45), (3, 55)):
        axis = np.cross(along, -index * 0.8 + palm * 0.5)
        bends[f"finger1-{joint}.{letter}"] = _about(axis, most * arm.thumb)
    return bends


def _anchor(body: Body, letter: str, arm: Arm, bends: Mapping[str, Floats], palm: Floats) -> Floats:
    side = "l" if letter == "L" else "r"
    if arm.anchor == "wrist":
        return body.joints[f"{side}-hand"]
    if arm.anchor == "palm":
        middle = body.joints[f"{side}-finger-3-1"] * 0.6 + body.joints[f"{side}-hand"] * 0.4
        return np.asarray(middle + palm * 0.18)
    if arm.anchor == "grip":
        middle = body.joints[f"{side}-finger-3-1"] * 0.85 + body.joints[f"{side}-hand"] * 0.15
        return np.asarray(middle + palm * 0.32)
    number = {"index": 2, "tips": 3}[arm.anchor]
    moves: dict[str, Move] = {f"wrist.{letter}": (np.eye(3), np.zeros(3))}
    for bone in (f"finger{number}-{joint}.{letter}" for joint in (1, 2, 3)):
        _follow(body, moves, bone, bends[bone])
    return apply(moves[f"finger{number}-3.{letter}"], body.joints[f"{side}-finger-{number}-4"] + palm * 0.06)


def _put_leg(body: Body, moves: dict[str, Move], letter: str, leg: Leg) -> None:
    side = "l" if letter == "L" else "r"
    hip0, knee0, ankle0 = (body.joints[f"{side}-{name}"] for name in ("upper-leg", "knee", "ankle"))
    pelvis = _follow(body, moves, f"pelvis.{letter}")
    hip = apply(pelvis, hip0)
    knee_way = np.array(leg.knee, float)
    knee, ankle = _bend(
        hip, np.array(leg.at, float), knee_way, np.linalg.norm(knee0 - hip0), np.linalg.norm(ankle0 - knee0)
    )
    hinge0, hinge = np.cross(ankle0 - hip0, np.array([0.0, 0, 1])), np.cross(ankle - hip, knee_way)
    upper = _frame(knee - hip, hinge) @ _frame(knee0 - hip0, hinge0).T
    lower = _frame(ankle - knee, hinge) @ _frame(ankle0 - knee0, hinge0).T
    toes0 = body.joints[f"{side}-foot-2"] - ankle0
    toes0 = toes0 * np.array([1, 0, 1])
    foot = (
        _frame(np.array(leg.toes, float), np.array(leg.sole, float)) @ _frame(toes0, np.array([0.0, -1, 0])).T
    )
    swing = _least(pelvis[0] @ (knee0 - hip0), knee - hip) @ pelvis[0]
    moves[f"upperleg01.{letter}"] = _carry(_between(swing, upper, 0.6), hip0, hip)
    moves[f"upperleg02.{letter}"] = _carry(upper, hip0, hip)
    moves[f"lowerleg01.{letter}"] = _carry(lower, knee0, knee)
    moves[f"lowerleg02.{letter}"] = _carry(lower, knee0, knee)
    moves[f"foot.{letter}"] = _carry(foot, ankle0, ankle)


def _bend(start: Floats, end: Floats, pole: Floats, first: float, second: float) -> tuple[Floats, Floats]:
    """Where the middle joint of two bones is when they reach from start to end; too far is drawn as far as they go."""
    way = end - start
    far = float(np.linalg.norm(way))
    reach = float(np.clip(far, abs(first - second) * 1.02, (first + second) * 0.999))
    way = way / far
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    aside = pole - (pole @ way) * way
    aside = aside / np.linalg.norm(aside)
    return start + along * way + np.sqrt(max(first**2 - along**2, 0)) * aside, start + reach * way


def _skinned(body: Body, moves: Mapping[str, Move]) -> Floats:
    result = np.zeros_like(body.points)
    for bone, (index, share) in body.weights.items():
        result[index] += share[:, None] * apply(moves[bone], body.points[index])
    return body.posed(result)


def bent(forward: float, left: float, turned: float) -> Floats:
    """A bend forward, then to the own left, then a turn to the own left (degrees)."""
    return _about((0, 1, 0), turned) @ _about((0, 0, 1), -left) @ _about((1, 0, 0), forward)


def _about(axis: Floats | Three, degrees: float) -> Floats:
    k = np.asarray(axis, float)
    k = k / np.linalg.norm(k)
    cross = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
    angle = np.radians(degrees)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def _frame(first: Floats, second: Floats) -> Floats:
    """Three right angles as columns: the first direction, what is left of the second, and across."""
    a = first / np.linalg.norm(first)
    b = second - (second @ a) * a
    b = b / np.linalg.norm(b)
    return np.column_stack([a, b, np.cross(a, b)])


def _least(start: Floats, end: Floats) -> Floats:
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    axis = np.cross(a, b)
    size = np.linalg.norm(axis)
    return np.eye(3) if size < 1e-9 else _about(axis, np.degrees(np.arctan2(size, a @ b)))


def _twist_about(turn: Floats, axis: Floats) -> float:
    """The part of a turn that goes about an axis, in degrees."""
    across = np.cross(axis, [0.31, 0.87, 0.11])
    across /= np.linalg.norm(across)
    straight = _least(turn @ axis, axis) @ turn @ across
    return float(np.degrees(np.arctan2(np.cross(across, straight) @ axis, across @ straight)))


def _between(start: Floats, end: Floats, share: float) -> Floats:
    turn = end @ start.T
    angle = np.degrees(np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1)))
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    return start if np.linalg.norm(axis) < 1e-9 else _about(axis, share * angle) @ start
