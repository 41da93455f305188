"""
Which zone is each spot of the skin?

Each zone is a bundle of lines on the skin between landmarks; a spot belongs to the zone whose lines are nearest, with
a handicap where a border must lie nearer to one of them. Eyelids and the bowl of the ear are cut out by shape: they
stand for what lies behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from tools.bodymap.landmarks import LANDMARKS, Point
from tools.bodymap.makehuman import Floats, Ints, Person
from tools.bodymap.surface import ARM_BESIDE, Surface, stretch_arms

Lines = Sequence[Sequence[Point]]

TRUNK_ENDS_AT = 4.12
ARM_BEGINS_AT = 4.62
"""Where outer shoulder becomes upper arm: about the middle of the deltoid's lower half."""

BUST: Mapping[str, Lines] = MappingProxyType(
    {
        # scalp
        "vertex": [
            [(0.0, 8.38, 0.80), (0.0, 8.40, 0.45), (0.0, 8.34, 0.08)],
            [(0.22, 8.36, 0.70), (0.22, 8.33, 0.18)],
        ],
        "parietal": [[(0.56, 8.03, 0.78), (0.58, 8.04, 0.45), (0.54, 8.00, 0.08)]],
        "temple_posterior": [[(0.67, 7.70, 0.62), (0.68, 7.72, 0.38), (0.66, 7.68, 0.16)]],
        "supra_auricular": [[(0.69, 7.46, 0.56), (0.70, 7.46, 0.38), (0.69, 7.42, 0.20)]],
        "temple_anterior": [[(0.58, 7.74, 0.92), (0.60, 7.52, 0.95), (0.62, 7.40, 0.88)]],
        "occiput_upper": [
            [(0.0, 7.86, -0.38), (0.30, 7.84, -0.28), (0.50, 7.80, -0.08)],
            [(0.0, 7.56, -0.46), (0.30, 7.56, -0.38), (0.53, 7.54, -0.14)],
        ],
        "occiput_lower": [
            [(0.0, 7.17, -0.36), (0.28, 7.17, -0.32), (0.48, 7.15, -0.14), (0.56, 7.14, -0.03)]
        ],
        "suboccipital": [[(0.0, 6.84, -0.18), (0.26, 6.84, -0.14), (0.44, 6.82, 0.02), (0.48, 6.81, 0.08)]],
        "mastoid": [[(0.64, 7.26, 0.20), (0.63, 7.08, 0.22), (0.58, 6.90, 0.28)]],
        # forehead and eye
        "forehead_medial": [[(0.0, 7.72, 1.43), (0.0, 8.08, 1.27)], [(0.16, 7.74, 1.40), (0.16, 8.06, 1.24)]],
        "forehead_lateral": [[(0.43, 7.72, 1.24), (0.42, 8.04, 1.06)]],
        "brow_supraorbital": [[(0.17, 7.50, 1.40), (0.30, 7.53, 1.36), (0.42, 7.49, 1.26)]],
        "glabella": [[(0.0, 7.54, 1.44), (0.0, 7.42, 1.42)]],
        "eye_lateral": [[(0.49, 7.37, 1.16), (0.51, 7.33, 1.10)]],
        "infraorbital": [[(0.19, 7.20, 1.30), (0.30, 7.18, 1.28), (0.40, 7.20, 1.20)]],
        # face
        "nose": [[(0.0, 7.30, 1.44), (0.0, 7.04, 1.58)], [(0.07, 7.20, 1.42), (0.12, 6.98, 1.48)]],
        "cheekbone": [[(0.48, 7.16, 1.12), (0.55, 7.15, 1.00), (0.60, 7.14, 0.90)]],
        "cheek_mid": [
            [(0.29, 6.96, 1.28), (0.40, 6.90, 1.15), (0.50, 6.86, 0.98)],
            [(0.38, 6.74, 1.14), (0.48, 6.74, 0.98)],
        ],
        "upper_lip": [
            [(0.0, 6.84, 1.50), (0.10, 6.83, 1.47), (0.19, 6.77, 1.40)],
            [(0.0, 6.73, 1.52), (0.12, 6.72, 1.47), (0.20, 6.72, 1.40)],
        ],
        "chin": [[(0.0, 6.62, 1.48), (0.14, 6.62, 1.43)], [(0.0, 6.38, 1.40), (0.13, 6.38, 1.34)]],
        "jaw_body": [
            [(0.29, 6.60, 1.29), (0.29, 6.44, 1.22)],
            [(0.30, 6.42, 1.18), (0.47, 6.50, 0.90)],
            [(0.36, 6.54, 1.14), (0.49, 6.56, 0.88)],
        ],
        "jaw_angle": [[(0.60, 6.86, 0.66), (0.55, 6.62, 0.64)], [(0.59, 6.86, 0.74), (0.55, 6.64, 0.72)]],
        "preauricular_tmj": [[(0.66, 7.22, 0.70), (0.65, 7.10, 0.70), (0.63, 6.98, 0.70)]],
        "submandibular": [
            [(0.0, 6.24, 1.12), (0.0, 6.22, 0.96)],
            [(0.16, 6.25, 1.06), (0.32, 6.29, 0.80), (0.43, 6.36, 0.64)],
        ],
        # neck
        "throat_front": [[(0.0, 6.12, 0.80), (0.0, 5.64, 0.70)], [(0.10, 6.10, 0.80), (0.08, 5.62, 0.70)]],
        "neck_anterior": [[(0.36, 6.16, 0.70), (0.30, 5.90, 0.66), (0.27, 5.66, 0.62)]],
        "neck_lateral_upper": [
            [(0.52, 6.68, 0.42), (0.50, 6.36, 0.36)],
            [(0.47, 6.64, 0.16), (0.48, 6.36, 0.12)],
        ],
        "neck_lateral_lower": [
            [(0.52, 6.12, 0.30), (0.52, 5.92, 0.40), (0.56, 5.76, 0.44)],
            [(0.53, 6.12, 0.14), (0.60, 6.02, 0.18)],
        ],
        "neck_posterior_upper": [[(0.0, 6.55, -0.14), (0.24, 6.55, -0.10), (0.36, 6.55, -0.02)]],
        "neck_posterior_mid": [[(0.0, 6.26, -0.18), (0.24, 6.26, -0.14), (0.33, 6.26, -0.08)]],
        "neck_posterior_lower": [[(0.0, 5.92, -0.30), (0.22, 5.93, -0.28), (0.42, 5.98, -0.16)]],
        # shoulder girdle
        "neck_shoulder_angle": [[(0.74, 5.94, 0.06), (0.68, 5.84, -0.12), (0.60, 5.70, -0.28)]],
        "suprascapular": [
            [(1.06, 5.80, 0.06), (1.04, 5.66, -0.26), (0.98, 5.48, -0.42)],
            [(1.26, 5.70, 0.0), (1.26, 5.44, -0.36)],
        ],
        "acromion": [[(1.62, 5.55, 0.20), (1.62, 5.54, -0.02)]],
        "shoulder_anterior": [[(1.46, 5.32, 0.46), (1.52, 5.02, 0.54), (1.62, 4.82, 0.54)]],
        "shoulder_lateral": [[(1.98, 5.20, 0.18), (2.08, 4.95, 0.20), (2.12, 4.80, 0.20)]],
        "shoulder_posterior": [[(1.56, 5.26, -0.22), (1.64, 5.02, -0.28), (1.74, 4.82, -0.22)]],
        # back and chest
        "interscapular": [[(0.0, 5.46, -0.50), (0.0, 4.2, -0.62)], [(0.26, 5.40, -0.50), (0.30, 4.2, -0.66)]],
        "scapula_medial": [[(0.56, 5.34, -0.52), (0.58, 4.9, -0.62), (0.64, 4.2, -0.66)]],
        "scapula_body": [
            [(1.00, 5.06, -0.58), (1.08, 4.7, -0.60), (1.02, 4.2, -0.62)],
            [(1.24, 4.9, -0.5), (1.30, 4.3, -0.4)],
        ],
        "sternum_upper": [[(0.0, 5.36, 0.70), (0.0, 4.2, 1.0)], [(0.08, 5.36, 0.70), (0.10, 4.2, 1.0)]],
        "chest_upper": [
            [(0.40, 5.40, 0.62), (0.40, 4.2, 1.0)],
            [(0.75, 5.50, 0.50), (1.05, 5.42, 0.46)],
            [(0.80, 5.10, 0.70), (0.90, 4.2, 0.9)],
            [(1.10, 5.00, 0.60), (1.24, 4.2, 0.7)],
        ],
    }
)

HANDICAP: Mapping[str, float] = MappingProxyType(
    {"nose": 0.01, "glabella": 0.03, "eye_lateral": 0.04, "acromion": 0.02, "brow_supraorbital": 0.0}
)

ARM = ("arm_anterior", "arm_lateral", "arm_posterior", "elbow_lateral", "forearm_radial", "forearm_ulnar",
       "hand_radial", "hand_ulnar")  # fmt: skip
EAR_FROM, EAR_ENDS_AT = 0.93, 0.605
"""How sure a vertex must be ear, and the front edge of the ear (the skin before it moves with it a little)."""
CUT_OUT = ("orbit_deep", "ear_deep", "ear_outer")
ON_SKIN: tuple[str, ...] = (*BUST, *CUT_OUT, *ARM)
NOWHERE = -1


def fields(surface: Surface, joints: Mapping[str, float]) -> Floats:
    """For each point and zone of `ON_SKIN` a distance; the smallest wins. A whole row of 9 means: no zone."""
    folded = surface.points.copy()
    folded[:, 0] = np.abs(folded[:, 0])
    distance = np.full((len(folded), len(ON_SKIN)), 9.0)
    tree = cKDTree(folded)
    for index, (zone, lines) in enumerate(BUST.items()):
        near = np.min([_to_line(folded, folded[tree.query(np.array(line))[1]]) for line in lines], axis=0)
        distance[:, index] = near + HANDICAP.get(zone, 0.0)
    _cut_eye(distance, folded)
    _cut_ear(distance, folded, surface.ear)
    _cut_arm(distance, folded, surface.arms.points, surface.arm, joints)
    below = (surface.arm < 0.5) & (folded[:, 1] < TRUNK_ENDS_AT)
    distance[below] = 9.0
    return distance


def arm_marks(person: Person) -> dict[str, float]:
    """Heights of elbow and wrist, and where thumb side meets little-finger side, on the stretched arm."""
    names = ("l-elbow", "l-hand", "l-finger-2-1", "l-finger-3-1")
    marks = stretch_arms(
        np.array([person.joint(name) for name in names]), np.array([0.5, 1.0, 1.0, 1.0]), person
    )
    return {
        "elbow": float(marks[0, 1]),
        "wrist": float(marks[1, 1]),
        "forearm": float(marks[0, 0] - ARM_BESIDE),
        "hand": float(marks[2:, 0].mean() - ARM_BESIDE),
    }


def nearest(distance: Floats) -> Ints:
    """Index into `ON_SKIN`, or `NOWHERE`."""
    return np.where(distance.min(-1) < 8.9, distance.argmin(-1), NOWHERE)


def without_islands(labels: Ints, triangles: Ints, side: Ints, *, count: int) -> Ints:
    """Keep the largest piece of each zone and side; smaller pieces take the label most common around them, or none."""
    result = labels.copy()
    pairs = neighbours_of(triangles)
    for _ in range(6):
        stray = _stray(result, pairs, side, count)
        votes = np.zeros((len(labels), count), int)
        for one, two in ((0, 1), (1, 0)):
            lends = ~stray[pairs[:, two]] & (result[pairs[:, two]] != NOWHERE)
            np.add.at(votes, (pairs[lends, one], result[pairs[lends, two]]), 1)
        moved = stray & (votes.sum(1) > 0)
        result[moved] = votes[moved].argmax(1)
    return np.where(_stray(result, pairs, side, count), NOWHERE, result)


def _stray(labels: Ints, pairs: Ints, side: Ints, count: int) -> NDArray[np.bool_]:
    """Which labelled triangles are not in the largest piece of their zone."""
    code = labels * 2 + side
    same = pairs[code[pairs[:, 0]] == code[pairs[:, 1]]]
    graph = coo_matrix((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(len(labels), len(labels)))
    pieces = connected_components(graph, directed=False)[1]
    sizes = np.bincount(pieces)
    best = np.zeros(2 * count + 2, int)
    np.maximum.at(best, code + 2, sizes[pieces])
    return np.asarray((sizes[pieces] < best[code + 2]) & (labels != NOWHERE))


def neighbours_of(triangles: Ints) -> Ints:
    """Pairs of triangles that share an edge."""
    edges = np.sort(np.concatenate([triangles[:, [i, (i + 1) % 3]] for i in range(3)]), 1)
    owner = np.tile(np.arange(len(triangles)), 3)
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    same = (edges[order][1:] == edges[order][:-1]).all(1)
    return np.column_stack([owner[order][:-1][same], owner[order][1:][same]])


def _to_line(points: Floats, line: Floats) -> Floats:
    nearest_so_far = np.full(len(points), np.inf)
    for start, end in pairwise(line):
        along = end - start
        t = np.clip((points - start) @ along / max(along @ along, 1e-12), 0, 1)
        nearest_so_far = np.minimum(
            nearest_so_far, np.linalg.norm(points - start - t[:, None] * along, axis=1)
        )
    return nearest_so_far


def _cut_eye(distance: Floats, folded: Floats) -> None:
    """The closed lids: an almond from corner to corner. Who paints on the eye means the eye."""
    x, y, _ = LANDMARKS["pupil"]
    reach = np.sqrt(((folded[:, 0] - x) / 0.185) ** 2 + ((folded[:, 1] - y) / 0.090) ** 2)
    signed = (reach - 1) * 0.09
    near = (folded[:, 2] > 1.05) & (signed < 0.3)
    zone = ON_SKIN.index("orbit_deep")
    others = distance[near].min(1)
    distance[near, zone] = others + signed[near]


def _cut_ear(distance: Floats, folded: Floats, ear: Floats) -> None:
    """The ear is its own; the bowl around the canal stands for the depth of the ear."""
    outer, deep = ON_SKIN.index("ear_outer"), ON_SKIN.index("ear_deep")
    _, y, z = LANDMARKS["ear_canal"]
    bowl = np.sqrt(((folded[:, 1] - y) / 0.115) ** 2 + ((folded[:, 2] - z) / 0.095) ** 2) - 1
    front = folded[:, 0] > 0.6
    skin = distance.min(1)
    ear = ear - 3 * np.maximum(folded[:, 2] - EAR_ENDS_AT, 0)
    distance[:, outer] = skin + (EAR_FROM - ear) * 0.2
    inside = np.where(front & (ear > 0.2), bowl * 0.1, 9.0)
    distance[:, deep] = np.where(inside < 1, np.minimum(skin, distance[:, outer]) + inside, 9.0)


def _cut_arm(
    distance: Floats, folded: Floats, stretched: Floats, arm: Floats, joints: Mapping[str, float]
) -> None:
    """
    The arm, stretched with the palm forward: thumb side is outer side.

    Each part is a set of limits; the part whose limits are kept best has the spot.
    """
    on_arm = arm > 0.5
    out = np.abs(stretched[:, 0]) - ARM_BESIDE
    front, height = stretched[:, 2], stretched[:, 1]
    elbow, wrist = joints["elbow"], joints["wrist"]
    turn = np.degrees(np.arctan2(front, out))
    parts = {
        "arm_lateral": (_beyond(turn, 2, 70), elbow + 0.36 - height),
        "arm_anterior": (_beyond(turn, 126, 54), elbow - height),
        "arm_posterior": (_beyond(turn, -124, 56), elbow - height),
        "elbow_lateral": (np.abs(height - elbow) - 0.36, 0.16 - out),
        "forearm_radial": (joints["forearm"] - out, height - elbow, wrist - height),
        "forearm_ulnar": (out - joints["forearm"], height - elbow, wrist - height),
        "hand_radial": (joints["hand"] - out, height - wrist),
        "hand_ulnar": (out - joints["hand"], height - wrist),
    }
    above = folded[:, 1] - ARM_BEGINS_AT
    bust = distance.min(1)
    for zone, limits in parts.items():
        kept = np.clip(above, -0.5, 9) + 0.03 * np.arctan(5 * np.max(limits, axis=0))
        distance[on_arm, ON_SKIN.index(zone)] = (bust + kept)[on_arm]


def _beyond(turn: Floats, middle: float, half: float) -> Floats:
    """How far a direction is outside a sector, in decimetres on an arm of usual girth."""
    off = np.abs((turn - middle + 180) % 360 - 180) - half
    return off * 0.008
