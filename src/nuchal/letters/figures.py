"""
The pictures of the report: which views to show, painted and with referral, as SVG without style attributes.

A thin layer over `nuchal.bodymap`: that module knows the plates and outlines; this one chooses the views that carry
marks, and paints with classes (for the page) or with the colours of light paper (for the PDF).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from nuchal.bodymap import shading
from nuchal.bodymap.atlas import atlas, plate
from nuchal.bodymap.drawings import Drawing, ZoneMark
from nuchal.bodymap.outlines import area, body, pixels_per_decimetre, rings
from nuchal.bodymap.strength import STEP_TOPS, pain_step
from nuchal.findings.model import Mark, Side

Place = tuple[str, Side]
WIDTH, HEIGHT = 760, 800
_CLOSE_UPS = frozenset({"face", "nape"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """
    One view with what is painted on it; `outlined` draws the referral as lines over a drawing.

    `hand` is the drawing as the hand made it; without it every place of `pain` is shown as painted whole.
    """

    view: str
    pain: Mapping[Place, int]
    """Place -> step of the pain ramp, 1 to 5."""
    hand: Drawing | None = None
    core: frozenset[Place] = frozenset()
    spill: frozenset[Place] = frozenset()
    outlined: bool = False


def pain_steps(marks: Iterable[Mark]) -> dict[Place, int]:
    """Step of the ramp for every painted place; the middle of the lower half where no strength was said."""
    return {(mark.zone, mark.side): pain_step(mark.intensity) for mark in marks if mark.intensity != 0}


def best_views(places: Mapping[Place, float], most: int, *, near: bool = False) -> tuple[str, ...]:
    """
    The fewest views that show the places well, best first; each place counts as much as its weight.

    `near` prefers a close-up where it shows as much, for small pictures.
    """
    worth = dict.fromkeys(_CLOSE_UPS, 1.05 if near else 0.9)
    wanted = {place: _best_area(place) for place in sorted(places)}
    wanted = {place: area for place, area in wanted.items() if area > 0}
    largest = max(places.values(), default=1.0)
    seen = dict.fromkeys(wanted, 0.0)
    chosen: list[str] = []
    while wanted and len(chosen) < most:
        gains = {
            view: sum(
                max(0.0, _visible(view, place, best) * worth.get(view, 1.0) - seen[place])
                * places[place]
                / largest
                for place, best in wanted.items()
            )
            for view in atlas().views
            if view not in chosen
        }
        view = max(gains, key=lambda name: gains[name])
        if gains[view] < (0.35 if chosen else 0.01):
            break
        chosen.append(view)
        for place, best in wanted.items():
            seen[place] = max(seen[place], _visible(view, place, best) * worth.get(view, 1.0))
    return tuple(chosen)


def referral_weights(core: Iterable[Place], spill: Iterable[Place]) -> dict[Place, float]:
    """How much each place of a structure's referral should be seen."""
    return dict.fromkeys(spill, 0.4) | dict.fromkeys(core, 1.0)


def is_drawable(place: Place) -> bool:
    """True if any view shows the place; teeth, tongue and the space behind the eye lie inside."""
    return _best_area(place) > 0


def overlay(picture: Picture, name: str) -> str:
    """
    Paint and referral of a picture as SVG content with classes, clipped to the silhouette.

    `name` starts every id inside, so that several pictures can stand on one page.
    """
    referral = (
        referral_lines(picture.view, picture.core, picture.spill) if picture.outlined else _areas(picture)
    )
    drawn = _paint(picture) + referral
    if not drawn:
        return ""
    return f'{body(picture.view, name)}<g clip-path="url(#{name}-clip)">{drawn}</g>'


def _paint(picture: Picture) -> str:
    painted = shading.paint(picture.view, picture.hand or _whole(picture.pain))
    return f'<g class="pain">{painted}</g>' if painted else ""


def _whole(pain: Mapping[Place, int]) -> Drawing:
    """Every place as if it were painted whole; a step of the ramp stands for its highest strength."""
    return Drawing(
        chosen=tuple(
            ZoneMark(zone=zone, side=side, intensity=STEP_TOPS[step - 1])
            for (zone, side), step in sorted(pain.items())
        )
    )


def _areas(picture: Picture) -> str:
    both = (("spill", picture.spill | picture.core), ("core", picture.core))
    shown = ((name, shading.area(picture.view, frozenset(places))) for name, places in both if places)
    return "".join(f'<g class="ref-{name} ref-area">{area}</g>' for name, area in shown if area)


@lru_cache(maxsize=1024)
def referral_lines(view: str, core: frozenset[Place], spill: frozenset[Place]) -> str:
    """One rounded line around everything that is sometimes meant, and one over it around all usual places, as SVG."""
    parts = (
        ("spill", shading.contour(view, spill | core) if spill else ""),
        ("core", shading.contour(view, core)),
    )
    return "".join(f'<path class="ref-{kind} ref-line" d="{path}"/>' for kind, path in parts if path)


def paper(picture: Picture) -> str:
    """The whole picture with the light plate, for a reader without style sheets: one self-contained SVG file."""
    picture_data = b64encode(plate(picture.view, "light")).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><style>{_PAPER_CSS}</style>'
        f'<image href="data:image/webp;base64,{picture_data}" width="{WIDTH}" height="{HEIGHT}"/>'
        f"{overlay(picture, 'p')}</svg>"
    )


_RAMP = ("#e0a64f", "#d9813f", "#c2552f", "#9a2c2b", "#651230")
_REFERRAL = "#17685f"
_PAPER_CSS = (
    ".bm-body{fill:none}.pain{mix-blend-mode:multiply;opacity:.86}.pain .soft{opacity:.42}.ref-area .soft{opacity:.33}"
    + "".join(f".pain-{n}{{fill:{c}}}" for n, c in enumerate(_RAMP, start=1))
    + f".ref-area{{fill:{_REFERRAL};mix-blend-mode:multiply}}.ref-core.ref-area{{opacity:.5}}"
    f".ref-spill.ref-area{{opacity:.24}}.ref-line{{fill:none;stroke:{_REFERRAL};stroke-linejoin:round}}"
    ".ref-core.ref-line{stroke-width:13}.ref-spill.ref-line{stroke-width:11;stroke-dasharray:14 11}"
)


def _visible(view: str, place: Place, best: float) -> float:
    return min(1.0, _area(view, place) / best)


@cache
def _best_area(place: Place) -> float:
    return max((_area(view, place) for view in atlas().views), default=0.0)


@cache
def _area(view: str, place: Place) -> float:
    """How much of a place a view shows, in units of the body, so that close-ups do not count for more."""
    return sum(map(area, rings(view, *place))) / pixels_per_decimetre(view) ** 2
