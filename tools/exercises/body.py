"""Whom do we draw? One neutral adult in sports clothes: the CC0 mesh, its bones, where cloth and hair begin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from tools.bodymap.makehuman import CLOSED_EYES, TYPES, Floats, Ints, ears, folder, mirror_of, read_mesh
from tools.bodymap.surface import catmull_clark, normals_of

ADULT: Mapping[str, float] = {
    **{f"macrodetails/{kind}-young": 1 / 6 for kind in TYPES},
    **{f"macrodetails/universal-{sex}-young-averagemuscle-averageweight": 0.5 for sex in ("female", "male")},
}
FIELDS = ("hair", "shirt", "shorts", "shoes", "head", "hand", "hem", "ear")
"""What each vertex carries besides its place; the first four are above 0 where that garment covers the skin."""


@dataclass(frozen=True, slots=True)
class Body:
    """The figure as it comes, arms held out, standing on height 0. Decimetres; x: own left, y: up, z: forward."""

    points: Floats
    quads: Ints
    fields: Floats
    bones: Mapping[str, Floats]
    """Where each bone turns."""
    parents: Mapping[str, str]
    weights: Mapping[str, tuple[Ints, Floats]]
    joints: Mapping[str, Floats]

    def posed(self, points: Floats) -> Floats:
        """The posed net with the loosest folds of groin and armpit smoothed, as cloth would."""
        return _loosened(points, self.quads, np.clip(self.fields[:, 1:3].max(1) * 3, 0, 1) * 0.6, 6)

    def smooth(self, points: Floats) -> tuple[Floats, Ints, Floats]:
        """Points, triangles and fields of the finer net."""
        carried, faces = catmull_clark(np.column_stack([points, self.fields]), self.quads)
        triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
        return carried[:, :3], triangles, carried[:, 3:]


@cache
def read_body() -> Body:
    """The adult with closed eyes, dressed, the same on both sides."""
    vertices, faces = read_mesh(ADULT, CLOSED_EYES)
    other = mirror_of(len(vertices))
    vertices = (vertices + vertices[other] * np.array([-1.0, 1.0, 1.0])) / 2
    joints = {
        name[6:]: vertices[np.unique(rows)].mean(0)
        for name, rows in faces.items()
        if name.startswith("joint-")
    }
    lift = np.array([0.0, -joints["ground"][1], 0.0])
    count = int(faces["body"].max()) + 1
    rig = folder() / "rigs" / "standard"
    bones = json.loads((rig / "rig.default.json").read_text())
    weights = _weights(json.loads((rig / "weights.default.json").read_text())["weights"], count)
    points = vertices[:count] + lift
    joints = {name: place + lift for name, place in joints.items()}
    fields = _fields(points, weights, joints, other)
    return Body(
        points=_dressed(points, faces["body"], fields),
        quads=faces["body"],
        fields=fields,
        bones={name: _head(bone["head"], vertices, faces) + lift for name, bone in bones.items()},
        parents={name: bone["parent"] for name, bone in bones.items()},
        weights=weights,
        joints=joints,
    )


def _head(place: Mapping[str, object], vertices: Floats, faces: Mapping[str, Ints]) -> Floats:
    match place["strategy"]:
        case "CUBE":
            chosen = np.unique(faces[str(place["cube_name"])])
        case "MEAN":
            chosen = np.array(place["vertex_indices"])
        case _:
            chosen = np.array([place["vertex_index"]])
    return np.asarray(vertices[chosen].mean(0))


def _weights(raw: Mapping[str, list[list[float]]], count: int) -> dict[str, tuple[Ints, Floats]]:
    total = np.zeros(count)
    kept = {}
    for bone, rows in raw.items():
        pairs = [(int(index), share) for index, share in rows if int(index) < count]
        if pairs:
            index, share = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
            np.add.at(total, index, share)
            kept[bone] = (index, share)
    return {bone: (index, share / total[index]) for bone, (index, share) in kept.items()}


def _sum(weights: Mapping[str, tuple[Ints, Floats]], count: int, *parts: str) -> Floats:
    total = np.zeros(count)
    for bone, (index, share) in weights.items():
        if any(bone.startswith(part) for part in parts):
            total[index] += share
    return total


def _fields(
    points: Floats, weights: Mapping[str, tuple[Ints, Floats]], joints: Mapping[str, Floats], mirrored: Ints
) -> Floats:
    """Signed distances (decimetres, roughly) to hairline, hems and collars."""
    count = len(points)
    x, y, z = np.abs(points[:, 0]), points[:, 1], points[:, 2]
    head = _sum(weights, count, "head", "jaw", "special", "oculi", "orbicularis", "temporalis", "levator",
    "risorius",
                "oris", "tongue", "eye")  # fmt: skip
    hand = _sum(weights, count, "wrist", "finger", "metacarpal")
    arm = _sum(weights, count, "upperarm", "lowerarm") + hand
    leg = _sum(weights, count, "upperleg", "lowerleg", "foot", "toe")
    shoulder, elbow = joints["l-shoulder"], joints["l-elbow"]
    along = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
    down_arm = (np.column_stack([x, y, z]) - shoulder) @ along
    sleeve = 1.65 - down_arm
    neckline = _neckline(x, y, z, joints)
    waist = y - (joints["pelvis"][1] + 0.55)
    shirt = np.where(arm > 0.5, np.minimum(sleeve, neckline), np.minimum(neckline, waist))
    shorts = np.minimum(-waist, y - (joints["l-knee"][1] + 0.55))
    shorts = np.where(arm > 0.3, -1.0, shorts)
    shoes = np.where(leg > 0.5, joints["l-ankle"][1] + 0.15 - y + (z - 0.3) * 0.12, -1.0)
    hem = np.where(arm > 0.3, 1.0, y - (joints["l-knee"][1] + 0.55))
    hair = _hairline(x, y, z, joints)
    ear = ears(folder() / "targets" / "ears", len(mirrored), mirrored)[:count]
    hair = np.minimum(hair, 0.3 - 0.9 * ear)
    return np.column_stack([hair, shirt, shorts, shoes, head, hand, hem, ear])


def _neckline(x: Floats, y: Floats, z: Floats, joints: Mapping[str, Floats]) -> Floats:
    """A round collar: below a tilted plane around the root of the neck."""
    root = joints["neck"]
    front = np.clip((z - root[2] + 0.2) / 1.0, 0, 1)
    return np.asarray(root[1] - 0.02 - 0.62 * front - y + 0.25 * np.clip(x - 0.55, 0, 0.4))


def _hairline(x: Floats, y: Floats, z: Floats, joints: Mapping[str, Floats]) -> Floats:
    """Short hair: above the brow in front, behind the ear at the side, down to the nape."""
    eye = joints["l-eye"]
    forward = z - eye[2]
    top = eye[1] + 0.64 - 0.12 * np.clip(x / 0.75, 0, 1) ** 3
    line = np.interp(forward, [-2.2, -1.28, -1.02, -0.80, -0.70, -0.62, -0.54, -0.46, -0.32, -0.15, 0.5],
                     [-0.62, -0.62, -0.45, 0.0, -0.1, -0.1, 0.06, 0.22, 0.42, 0.58, 0.62])  # fmt: skip
    line = eye[1] + np.minimum(line, top - eye[1])
    return np.asarray(y - line)


def _dressed(points: Floats, quads: Ints, fields: Floats) -> Floats:
    """Cloth bridges what lies below it and stands off a little; hair more so."""
    cloth = np.clip(fields[:, 1:4].max(1) * 4 + 0.5, 0, 1) * (fields[:, 5] < 0.3)
    points = _loosened(points, quads, cloth * 0.7, 25)
    points = _loosened(points, quads, _patches(points, fields), 400)
    normals = normals_of(points, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]))
    off = np.zeros(len(points))
    off += 0.05 * np.clip(fields[:, 1] * 6, 0, 1) + 0.12 * np.clip(fields[:, 2] * 4, 0, 1)
    off += 0.11 * np.clip(fields[:, 3] * 4, 0, 1)
    off += 0.13 * np.clip(fields[:, 0] * 4, 0, 1) * (fields[:, 4] > 0.3)
    return points + normals * off[:, None]


def _patches(points: Floats, fields: Floats) -> Floats:
    """Where plain cloth hides the shape of the skin altogether: two places on the chest, the navel, the toes."""
    x, y, z = points.T
    chest = (fields[:, 1] > 0.3) & (y > 11) & (y < 13.5) & (np.abs(x) > 0.5)
    navel = (fields[:, 1] > 0) & (np.abs(x) < 0.35) & (y > 9) & (y < 11)
    tips = [points[area & (x * sign > -0.4)] for area, sign in ((chest, 1), (chest, -1), (navel, 0))]
    share = np.zeros(len(points))
    for tip, size in zip(tips, (0.62, 0.62, 0.4), strict=True):
        far = np.linalg.norm(points - tip[np.argmax(tip[:, 2])], axis=1)
        share = np.maximum(share, np.clip((size - far) * 6, 0, 1))
    toes = (fields[:, 3] > 0.2) & (z > 1.35)
    return np.where(toes, 0.015, share)


def _loosened(points: Floats, quads: Ints, share: Floats, rounds: int) -> Floats:
    """Move each vertex towards the mean of its neighbours, as far as its share allows, several times."""
    ends = np.concatenate([quads[:, [i, (i + 1) % 4]] for i in range(4)])
    ends = np.concatenate([ends, ends[:, ::-1]])
    count = np.maximum(np.bincount(ends[:, 0], minlength=len(points)), 1)[:, None]
    for _ in range(rounds):
        mean = np.column_stack(
            [np.bincount(ends[:, 0], weights=points[ends[:, 1], k], minlength=len(points)) for k in range(3)]
        )
        points = points + share[:, None] * (mean / count - points)
    return points
