"""Where do the hands go for a structure? Schematic bands on the skin, by structure, side and view."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from nuchal.bodymap.atlas import DATA, BodymapError, Floats, Side, atlas
from nuchal.bodymap.outlines import area, path, pixels_per_decimetre


def structures() -> tuple[str, ...]:
    """Every structure that has a palpation site."""
    return tuple(_sites())


def site(structure: str, view: str, side: Side) -> str:
    """The site as an SVG path in the view's pixels; empty where the view does not show it."""
    return "".join(path(ring) for ring in rings(structure, view, side))


def rings(structure: str, view: str, side: Side) -> tuple[Floats, ...]:
    """The closed lines around the site, in the view's pixels; each ends where it began."""
    shown = atlas().view(view)
    if structure not in _sites():
        raise BodymapError(
            f"there is no palpation site for {structure!r}", remedy="Sites are listed by structures()."
        )
    if view in ("left", "right"):
        lines = _sites()[structure].get("right", ()) if side == view else ()
        flip = view == "left"
    else:
        lines, flip = _sites()[structure].get(view, ()), side == "left"
    across = np.array([-1.0, 1.0]) if flip else np.ones(2)
    shift = np.array([float(shown.width) if flip else 0.0, 0.0])
    return tuple(line * across + shift for line in lines)


def best_view(structure: str, side: Side) -> str:
    """The view that shows most of a site, measured on the body and not in pixels."""
    views = _sites().get(structure, {})
    if not views:
        raise BodymapError(
            f"there is no palpation site for {structure!r}", remedy="Sites are listed by structures()."
        )
    best = max(
        views, key=lambda view: sum(area(line) for line in views[view]) / pixels_per_decimetre(view) ** 2
    )
    return side if best == "right" else best


@lru_cache(maxsize=1)
def _sites() -> Mapping[str, Mapping[str, tuple[Floats, ...]]]:
    document = json.loads((DATA / "palpation.json").read_text(encoding="utf-8"))
    return {
        structure: {
            view: tuple(np.cumsum(np.array(line, float).reshape(-1, 2), axis=0) / 10 for line in lines)
            for view, lines in views.items()
        }
        for structure, views in document["structures"].items()
    }
