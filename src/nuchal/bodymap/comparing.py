"""How large is a drawing, how one-sided, how like another, and where do many drawings meet?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nuchal.bodymap.atlas import Floats, Mask, Place, atlas
from nuchal.bodymap.drawings import Drawing
from nuchal.bodymap.strokes import footprint, zone_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Painted skin in square centimetres on the mean adult, by side, and how many zones that is."""

    right_cm2: float
    left_cm2: float
    zones: int

    @property
    def cm2(self) -> float:
        """Both sides together."""
        return self.right_cm2 + self.left_cm2


@dataclass(frozen=True, slots=True, kw_only=True)
class Symmetry:
    """`mirrored`: share of the painted skin that is painted on both sides (Jaccard); `right_share`: 1 is all right."""

    mirrored: float | None
    right_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Jaccard: what both drawings have, divided by what either has; None if both are empty."""

    zones: float | None
    area: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """How many of `drawings` drawings paint each place, and each triangle of the surface."""

    drawings: int
    places: Mapping[Place, int]
    triangles: Floats


def extent(drawing: Drawing) -> Extent:
    """Size of a drawing on the surface, whatever the views it was painted in."""
    surface, painted = atlas().surface, footprint(drawing) > 0
    left = (surface.codes - 1) % 2 == 1
    return Extent(
        right_cm2=float(surface.area[painted & ~left].sum()),
        left_cm2=float(surface.area[painted & left].sum()),
        zones=len(zone_marks(drawing)),
    )


def symmetry(drawing: Drawing) -> Symmetry:
    """How alike both sides are, and which side has more."""
    surface, painted = atlas().surface, footprint(drawing) > 0
    size = extent(drawing)
    return Symmetry(
        mirrored=_jaccard(painted, painted[surface.mirror], surface.area),
        right_share=size.right_cm2 / size.cm2 if size.cm2 else None,
    )


def overlap(one: Drawing, two: Drawing) -> Overlap:
    """How far two drawings agree, by zones and by painted skin; for change from visit to visit."""
    first, second = ({mark.place for mark in zone_marks(drawing)} for drawing in (one, two))
    either = first | second
    return Overlap(
        zones=len(first & second) / len(either) if either else None,
        area=_jaccard(footprint(one) > 0, footprint(two) > 0, atlas().surface.area),
    )


def frequency(drawings: Sequence[Drawing]) -> Frequency:
    """Where many attacks, or many people, are painted."""
    places: dict[Place, int] = {}
    triangles = np.zeros(len(atlas().surface.triangles))
    for drawing in drawings:
        triangles += footprint(drawing) > 0
        for mark in zone_marks(drawing):
            places[mark.place] = places.get(mark.place, 0) + 1
    return Frequency(drawings=len(drawings), places=dict(sorted(places.items())), triangles=triangles)


def _jaccard(one: Mask, two: Mask, area: Floats) -> float | None:
    either = float(area[one | two].sum())
    return float(area[one & two].sum()) / either if either else None
