"""What is on the map? Views, zones and the surface behind them, read once from the files beside this module."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nuchal.errors import NuchalError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Side = Literal["left", "right"]
Place = tuple[str, Side]
Mode = Literal["light", "dark", "dim"]

SIDES: tuple[Side, Side] = ("right", "left")
MODES: tuple[Mode, ...] = ("light", "dark", "dim")
STEPS_PER_DECIMETRE = 3000
NOTHING = 65535
DATA = files("nuchal.bodymap") / "data"


class BodymapError(NuchalError):
    """The map was asked for something that it does not have, or a drawing cannot be read."""

    exit_code = 3


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """
    One picture of the body: `front` shows the person's right on the left, `back` and `top` on the right.

    A border is a line between two codes; rings name borders (`~n`: walked backwards). Code 0 is paper, every other
    code is a zone on one side (`Atlas.place`).
    """

    name: str
    width: int
    height: int
    pose: Literal["bust", "arms"]
    matrix: Floats
    borders: tuple[Floats, ...]
    between: Ints
    rings: Mapping[int, tuple[tuple[int, ...], ...]]
    seen: Ints
    """The triangle seen in each square of `cell` pixels, or -1."""
    cell: int

    def project(self, points: Floats) -> Floats:
        """Pixel x, pixel y and depth (larger is nearer) of points in this view's pose."""
        return np.asarray(points @ self.matrix[:, :3].T + self.matrix[:, 3])


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A net of triangles in two poses, each with a code and an area in square centimetres."""

    bust: Floats
    arms: Floats
    triangles: Ints
    codes: Ints
    mirror: Ints
    """For each triangle the one at the same spot of the other side."""
    area: Floats

    def points(self, pose: str) -> Floats:
        """The corners as they lie in a pose."""
        return self.arms if pose == "arms" else self.bust


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """All views and the surface."""

    zones: tuple[str, ...]
    views: Mapping[str, View]
    surface: Surface

    def place(self, code: int) -> Place | None:
        """The zone and side of a code; None for paper."""
        if code <= 0:
            return None
        return self.zones[(code - 1) // 2], "left" if (code - 1) % 2 else "right"

    def code(self, zone: str, side: Side) -> int:
        """The code of a zone on one side."""
        if zone not in self.zones:
            raise BodymapError(
                f"the body map has no zone {zone!r}", remedy="Zones are listed by bodymap.zones()."
            )
        return 1 + 2 * self.zones.index(zone) + (side == "left")

    def view(self, name: str) -> View:
        """A view by name."""
        if name not in self.views:
            raise BodymapError(
                f"there is no view {name!r}", remedy=f"Choose one of: {', '.join(self.views)}."
            )
        return self.views[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a page needs to know of a view: its size, which zones it shows, where the person's left is."""

    name: str
    width: int
    height: int
    places: tuple[Place, ...]
    left_is: Literal["left", "right", "all"]
    """Which half of the picture shows the person's left; in a side view all of it or none (`right`)."""


LEFT_IS: Mapping[str, Literal["left", "right", "all"]] = {
    "front": "right", "face": "right", "arms_front": "right", "mouth": "right",
    "back": "left", "nape": "left", "arms_back": "left", "top": "left", "left": "all", "right": "right",
}  # fmt: skip


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """The map that ships, read once."""
    document = json.loads((DATA / "views.json").read_text(encoding="utf-8"))
    with (DATA / "surface.npz").open("rb") as stream, np.load(stream) as arrays:
        stored = {name: arrays[name] for name in arrays.files}
    views = {
        name: _view(name, entry, document, stored[f"seen_{name}"])
        for name, entry in document["views"].items()
    }
    return Atlas(tuple(document["zones"]), views, _surface(stored))


def views() -> tuple[Sheet, ...]:
    """All views in the order in which they are offered."""
    return tuple(_sheet(view) for view in atlas().views.values())


def zones() -> tuple[str, ...]:
    """Every zone that can be shown, on the skin, on the arms or in the mouth."""
    return atlas().zones


def plate(view: str, mode: Mode) -> bytes:
    """The picture of a view: transparent WebP, 760 by 800."""
    atlas().view(view)
    if mode not in MODES:
        raise BodymapError(f"there is no mode {mode!r}", remedy=f"Choose one of: {', '.join(MODES)}.")
    return (DATA / "plates" / f"{view}-{mode}.webp").read_bytes()


def _sheet(view: View) -> Sheet:
    known = atlas()
    places = tuple(place for code in view.rings if (place := known.place(code)))
    return Sheet(
        name=view.name, width=view.width, height=view.height, places=places, left_is=LEFT_IS[view.name]
    )


def _view(name: str, entry: Any, document: Any, seen: NDArray[Any]) -> View:
    width, height = document["size"]
    steps = [np.array(row, float).reshape(-1, 2) for row in entry["borders"]]
    triangle = _summed(seen)
    return View(
        name=name,
        width=width,
        height=height,
        pose=entry["pose"],
        matrix=np.array(entry["matrix"]),
        borders=tuple(np.cumsum(row, axis=0) / 10 for row in steps),
        between=np.array(entry["between"], dtype=np.int64),
        rings={int(code): tuple(tuple(ring) for ring in rings) for code, rings in entry["rings"].items()},
        seen=np.where(triangle == NOTHING, -1, triangle),
        cell=document["cell"],
    )


def _surface(stored: Mapping[str, NDArray[Any]]) -> Surface:
    steps = _summed(stored["bust"])
    bust, triangles = steps / STEPS_PER_DECIMETRE, _summed(stored["triangles"])
    a, b, c = (bust[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2 * 100
    return Surface(
        bust=bust,
        arms=(steps + stored["arms"]) / STEPS_PER_DECIMETRE,
        triangles=triangles,
        codes=stored["codes"].astype(np.int64),
        mirror=_summed(stored["mirror"]),
        area=area,
    )


def _summed(steps: NDArray[Any]) -> Ints:
    """Numbers stored as differences from row to row, which wrap around within their type."""
    return np.cumsum(steps, axis=0, dtype=steps.dtype).astype(np.int64)
