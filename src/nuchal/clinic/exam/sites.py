"""
Where each structure is touched, as marks on a plate that fingers can hit.

A mark is 44 px wide on a tablet, so marks of neighbours would cover each other: they are moved apart, and a line leads
from each to its place. The positions depend on the body map alone and are worked out once per view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _later

from nuchal.bodymap import palpation
from nuchal.bodymap.atlas import Side
from nuchal.bodymap.outlines import area, pixels_per_decimetre
from nuchal.clinic.operations.knowing import knowledge
from nuchal.findings.model import SIDES
from nuchal.letters.figures import HEIGHT, WIDTH

SIDE_WORDS: Mapping[str, Any] = {"left": _later("left"), "right": _later("right")}
APART = 71.0
"""Pixels of the plate between the middles of two marks: 44 px on a tablet."""
EDGE = 38.0
VIEWS = ("nape", "back", "right", "left", "face", "front")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "nape": ("suboccipitals", "upper_cervical_joints", "lower_cervical_joints", "semispinalis", "multifidi", "splenii",
             "occipital_nerves"),
    "back": ("trapezius", "levator_scapulae", "rhomboids", "rotator_cuff", "serratus_post_sup", "occipitofrontalis"),
    "right": ("temporalis", "masseter", "tmj", "pterygoids", "trigeminal", "sternocleidomastoid", "scalenes",
              "digastric", "erector_cervical", "cervical_plexus", "occipital_nerves", "trapezius"),
    "face": ("facial_upper", "facial_mid", "occipitofrontalis", "extraocular", "trigeminal"),
    "front": ("sternocleidomastoid", "scalenes", "platysma", "digastric"),
}  # fmt: skip
"""Which groups are looked for on which plate; a place that the plate hardly shows is left to its best view."""
LEAST_SHARE = 0.35
PLATES = ("nape", "back", "right", "face", "front")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One structure on one side, on one plate: the mark, the place that it belongs to, and the outline of the place."""

    structure: str
    side: Side
    x: float
    y: float
    at_x: float
    at_y: float
    outline: str


@lru_cache(maxsize=16)
def sites_on(view: str) -> tuple[Site, ...]:
    """Every mark of a plate, from above to below; both sides of a plate mirror each other."""
    one_side: Side = "left" if view == "left" else "right"
    both = view not in ("left", "right")
    found: list[tuple[str, tuple[float, float]]] = []
    for structure, item in knowledge().structures.items():
        if structure in palpation.structures() and _shown(structure, item.group, view):
            middle = _middle(structure, view, one_side)
            if middle is not None:
                found.append((structure, middle))
    if not found:
        return ()
    marks = _apart(
        np.array([middle for _structure, middle in found]), keep_right_of=_middle_line(view) if both else None
    )
    sites = []
    for (structure, middle), mark in zip(found, marks, strict=True):
        for side in SIDES if both else (one_side,):
            mirrored = side != one_side
            sites.append(_site(structure, view, side, mark, middle, mirrored=mirrored))
    return tuple(sorted(sites, key=lambda site: (site.side != "left", site.y, site.x)))


def _site(
    structure: str, view: str, side: Side, mark: Any, middle: tuple[float, float], *, mirrored: bool
) -> Site:
    x, at_x = (WIDTH - mark[0], WIDTH - middle[0]) if mirrored else (mark[0], middle[0])
    return Site(
        structure=structure, side=side, x=round(float(x), 1), y=round(float(mark[1]), 1), at_x=round(at_x, 1),
        at_y=round(middle[1], 1), outline=palpation.site(structure, view, side),
    )  # fmt: skip


def _middle_line(view: str) -> float:
    """1 where the person's right is on the right of the plate, -1 where it faces us."""
    return -1.0 if view in ("front", "face") else 1.0


@lru_cache(maxsize=512)
def view_of(structure: str, side: str) -> str:
    """The plate on which a structure is shown; the best one where several show it."""
    best = palpation.best_view(structure, "left" if side == "left" else "right")
    shown = [
        view for view in VIEWS if any(s.structure == structure and s.side == side for s in sites_on(view))
    ]
    return best if best in shown or not shown else shown[0]


def _shown(structure: str, group: str, view: str) -> bool:
    plate = "right" if view == "left" else view
    if group not in GROUPS.get(plate, ()):
        return False
    areas = _areas(structure)
    return areas.get(plate, 0.0) >= LEAST_SHARE * max(areas.values())


@lru_cache(maxsize=128)
def _areas(structure: str) -> dict[str, float]:
    """What each plate shows of a place, measured on the body."""
    shown = {view: palpation.rings(structure, view, "right") for view in PLATES}
    return {
        view: sum(map(area, rings)) / pixels_per_decimetre(view) ** 2
        for view, rings in shown.items()
        if rings
    }


def _middle(structure: str, view: str, side: Side) -> tuple[float, float] | None:
    rings = palpation.rings(structure, view, side)
    if not rings:
        return None
    x, y = max(rings, key=area)[:-1].mean(axis=0)
    return float(x), float(y)


def _apart(places: Any, *, keep_right_of: float | None, rounds: int = 900) -> Any:
    """
    Marks that keep their distance and stay on the plate, each as near to its place as that allows.

    On a plate with both sides the marks of one side stay on it, half a mark from the middle line.
    """
    marks = places + 0.01 * np.arange(places.size).reshape(places.shape)
    low, high = np.array([EDGE, EDGE]), np.array([WIDTH - EDGE, HEIGHT - EDGE])
    if keep_right_of is not None:
        (low if keep_right_of > 0 else high)[0] = WIDTH / 2 + keep_right_of * APART / 2
    for step in range(rounds):
        marks += 0.08 * (1 - step / rounds) * (places - marks)
        between = marks[:, None, :] - marks[None, :, :]
        far = np.sqrt((between**2).sum(-1)) + np.eye(len(marks)) * 1e6
        push = np.where(far < APART, (APART - far) / 2, 0.0)[:, :, None] * between / far[:, :, None]
        marks += 0.6 * push.sum(1)
        np.clip(marks, low, high, out=marks)
    return marks
