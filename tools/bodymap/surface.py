"""The surface that we draw: cut to the parts we need, smoothed, lit from everywhere once (ambient occlusion)."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from tools.bodymap.makehuman import Floats, Ints, Person

TRUNK_KEPT_ABOVE = 2.6
"""Below this height (decimetres above the pelvis, about the lower ribs) only the arms are kept."""
PALM_TURN = 78.0
"""Degrees by which the forearm turns from thumb-forward to palm-forward."""
ARM_BESIDE = 1.5


@dataclass(frozen=True, slots=True)
class Posed:
    """Where each vertex is, and which way the skin faces there."""

    points: Floats
    normals: Floats


@dataclass(frozen=True, slots=True)
class Surface:
    """A triangulated surface in two poses: the bust, and both arms stretched with the palms forward."""

    bust: Posed
    arms: Posed
    triangles: Ints
    sky: Floats
    """Openness to a soft sky at each vertex, 0 to 1."""
    arm: Floats
    ear: Floats

    @property
    def points(self) -> Floats:
        """Where each vertex is in the bust."""
        return self.bust.points

    def posed(self, pose: str) -> Posed:
        """The surface as it stands for a view."""
        return self.arms if pose == "arms" else self.bust

    def shown(self, pose: str) -> Ints:
        """The triangles that a view shows: all, or only those of the arms."""
        if pose == "arms":
            return np.asarray(self.triangles[self.arm[self.triangles].min(1) > 0.5])
        return self.triangles


def build(person: Person, *, light: bool = True) -> tuple[Surface, Surface]:
    """
    Skin and closed eyes: fine, by two rounds of Catmull-Clark subdivision, and coarse, small enough to ship.

    The vertices of the coarse net lie on the fine surface. The eyeballs are part of the fine surface only.
    """
    body = person.faces["body"]
    low = person.vertices[body][:, :, 1].min(1) < TRUNK_KEPT_ABOVE
    body = body[~low | (person.arm[body].min(1) > 0.5)]
    eyes = np.concatenate([person.faces["helper-l-eye"], person.faces["helper-r-eye"]])
    carried = np.column_stack([person.vertices, person.arm, person.forearm, person.ear])
    skin, skin_faces, coarse = _smooth(carried, body, person.forearm)
    ball, ball_faces = catmull_clark(carried, eyes)
    fine = _surface(
        np.concatenate([skin, ball]),
        np.concatenate([skin_faces, ball_faces + len(skin)]),
        person,
        light=light,
    )
    return fine, _surface(*coarse, person, light=False)


def _surface(values: Floats, quads: Ints, person: Person, *, light: bool) -> Surface:
    used, packed = np.unique(quads, return_inverse=True)
    values, quads = values[used], packed.reshape(-1, 4)
    points, arm, forearm, ear = values[:, :3], values[:, 3], values[:, 4], values[:, 5]
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    stretched = stretch_arms(points, forearm, person)
    normals = normals_of(points, triangles)
    return Surface(
        bust=Posed(points, normals),
        arms=Posed(stretched, normals_of(stretched, triangles)),
        triangles=triangles,
        sky=_sky(points, normals, triangles) if light else np.ones(len(points)),
        arm=arm,
        ear=ear,
    )


def stretch_arms(points: Floats, forearm: Floats, person: Person) -> Floats:
    """Stretch elbows, turn palms forward, hang both arms straight, 15 cm beside the middle."""
    result = points.copy()
    for letter, sign in (("l", 1.0), ("r", -1.0)):
        here = points[:, 0] * sign > 0
        shoulder, elbow = person.joint(f"{letter}-shoulder"), person.joint(f"{letter}-elbow")
        wrist = person.joint(f"{letter}-hand")
        down, along = elbow - shoulder, wrist - elbow
        share = np.clip(forearm[here], 0, 1)[:, None]
        moved = points[here]
        bend = _rotation(along, down)
        straight = (moved - elbow) @ bend.T + elbow
        hand = bend @ (wrist - elbow)
        reach = (straight - elbow) @ hand / (hand @ hand)
        twisted = (
            _twist(straight - elbow, hand, -sign * PALM_TURN * np.clip(reach * 0.9 + 0.05, 0, 1)) + elbow
        )
        moved = moved * (1 - share) + twisted * share
        hang = _rotation(down, np.array([0.0, -1.0, 0.0]))
        result[here] = (moved - shoulder) @ hang.T + np.array([sign * ARM_BESIDE, shoulder[1], 0.0])
    return result


def _rotation(start: Floats, end: Floats) -> Floats:
    """The smallest turn that takes one direction to another."""
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    axis = np.cross(a, b)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1 + a @ b))


def _twist(points: Floats, axis: Floats, degrees: Floats) -> Floats:
    """Turn each point about an axis through the origin by its own angle (Rodrigues)."""
    k = axis / np.linalg.norm(axis)
    angle = np.radians(degrees)[:, None]
    return np.asarray(
        points * np.cos(angle)
        + np.cross(k, points) * np.sin(angle)
        + (points @ k)[:, None] * k * (1 - np.cos(angle))
    )


def _smooth(values: Floats, faces: Ints, forearm: Floats) -> tuple[Floats, Ints, tuple[Floats, Ints]]:
    """Subdivide twice; the third result is the net after one round (forearms and hands: none), on the fine surface."""
    once, once_faces = catmull_clark(values, faces)
    twice, twice_faces = catmull_clark(once, once_faces)
    distal = forearm[faces].min(1) > 0.5
    net = np.concatenate([once_faces[~np.tile(distal, 4)], faces[distal]])
    return twice, twice_faces, (twice[: len(once)], net)


def catmull_clark(values: Floats, faces: Ints) -> tuple[Floats, Ints]:
    """One round of subdivision of four-sided faces; every column of values is carried along."""
    count, width = values.shape
    middle = values[faces].mean(1)
    corners = np.concatenate([faces[:, [i, (i + 1) % 4]] for i in range(4)])
    edges, which = np.unique(np.sort(corners, 1), axis=0, return_inverse=True)
    which = which.ravel()
    shared = np.bincount(which, minlength=len(edges))
    around = np.zeros((len(edges), width))
    np.add.at(around, which, middle[np.tile(np.arange(len(faces)), 4)])
    halfway = values[edges].mean(1)
    on_edge = np.where((shared == 2)[:, None], (halfway * 2 + around) / 4, halfway)
    face_sum, face_count = np.zeros((count, width)), np.zeros(count)
    edge_sum, edge_count = np.zeros((count, width)), np.zeros(count)
    for corner in range(4):
        np.add.at(face_sum, faces[:, corner], middle)
        np.add.at(face_count, faces[:, corner], 1)
    for end in range(2):
        np.add.at(edge_sum, edges[:, end], halfway)
        np.add.at(edge_count, edges[:, end], 1)
    rim = edges[shared == 1]
    rim_sum, rim_count, on_rim = np.zeros((count, width)), np.zeros(count), np.zeros(count, bool)
    on_rim[rim.ravel()] = True
    for end in range(2):
        np.add.at(rim_sum, rim[:, end], values[rim].mean(1))
        np.add.at(rim_count, rim[:, end], 1)
    moved, inside, border = values.copy(), (face_count > 0) & ~on_rim, (face_count > 0) & on_rim
    n = edge_count[inside][:, None]
    moved[inside] = (
        face_sum[inside] / face_count[inside][:, None] + 2 * edge_sum[inside] / n + (n - 3) * values[inside]
    ) / n
    moved[border] = (rim_sum[border] / rim_count[border][:, None] + values[border]) / 2
    edge_at = which.reshape(4, -1).T + count
    face_at = np.arange(len(faces)) + count + len(edges)
    quads = [np.stack([faces[:, i], edge_at[:, i], face_at, edge_at[:, (i - 1) % 4]], 1) for i in range(4)]
    return np.concatenate([moved, on_edge, middle]), np.concatenate(quads)


def normals_of(points: Floats, triangles: Ints) -> Floats:
    """Which way the surface faces at each vertex, the mean of the triangles around it."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], across)
    length: Floats = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.maximum(length, 1e-12)


def _sky(points: Floats, normals: Floats, triangles: Ints, directions: int = 220, size: int = 420) -> Floats:
    """Share of a soft sky that each vertex sees: from many directions, is something in front of it?"""
    centre = (points.max(0) + points.min(0)) / 2
    head = points[:, 1] > 3.2
    reach = np.linalg.norm(points[head] - centre, axis=1).max()
    seen, possible = np.zeros(len(points)), np.zeros(len(points))
    for index in range(directions):
        up = 1 - 2 * (index + 0.5) / directions
        turn = index * 2.399963
        flat = np.sqrt(1 - up * up)
        towards = np.array([np.cos(turn) * flat, up, np.sin(turn) * flat])
        pole = np.array([0, 1.0, 0]) if abs(up) < 0.9 else np.array([1.0, 0, 0])
        across = np.cross(pole, towards)
        across /= np.linalg.norm(across)
        down = np.cross(towards, across)
        x = ((points - centre) @ across / reach + 1) * size / 2
        y = ((points - centre) @ down / reach + 1) * size / 2
        depth = (points - centre) @ towards
        nearest = _depths(x, y, depth, triangles, size)
        facing = np.maximum(normals @ towards, 0)
        column = np.clip(np.round(x).astype(int), 0, size - 1)
        row = np.clip(np.round(y).astype(int), 0, size - 1)
        open_ = depth > nearest[row, column] - 0.035 - 0.03 * (1 - facing)
        weight = facing * (0.65 + 0.35 * up)
        seen += weight * open_
        possible += weight
    return seen / (possible + 1e-9)


@nb.njit(cache=True)
def _depths(x: Floats, y: Floats, depth: Floats, triangles: Ints, size: int) -> Floats:
    nearest = np.full((size, size), -1e9)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        left = max(0, int(np.floor(min(x[a], x[b], x[c]))))
        right = min(size - 1, int(np.ceil(max(x[a], x[b], x[c]))))
        top = max(0, int(np.floor(min(y[a], y[b], y[c]))))
        bottom = min(size - 1, int(np.ceil(max(y[a], y[b], y[c]))))
        area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])
        if abs(area) < 1e-12:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                u = ((column - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (row - y[a])) / area
                v = ((x[b] - x[a]) * (row - y[a]) - (column - x[a]) * (y[b] - y[a])) / area
                w = 1 - u - v
                if u >= -1e-6 and v >= -1e-6 and w >= -1e-6:
                    z = w * depth[a] + u * depth[b] + v * depth[c]
                    nearest[row, column] = max(nearest[row, column], z)
    return nearest
