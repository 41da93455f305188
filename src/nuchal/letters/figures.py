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

from nuchal.bodymap.atlas import atlas, plate
from nuchal.bodymap.outlines import area, clip, outline, pixels_per_decimetre, rings
from nuchal.findings.model import Mark, Side

Place = tuple[str, Side]
WIDTH, HEIGHT = 760, 800
_PAINT_GROWTH = (30, 22, 15, 9, 4, 0)
"""Widths by which a painted zone is grown, widest first; stacked they make the soft edge without a filter."""
_CLOSE_UPS = frozenset({"face", "nape"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One view with what is painted on it; `outlined` draws the referral as lines over a drawing."""

    view: str
    pain: Mapping[Place, int]
    """Place -> step of the pain ramp, 1 to 5."""
    core: frozenset[Place] = frozenset()
    spill: frozenset[Place] = frozenset()
    outlined: bool = False


def pain_steps(marks: Iterable[Mark]) -> dict[Place, int]:
    """Step of the ramp for every painted place; the middle of the lower half where no strength was said."""
    return {
        (mark.zone, mark.side): 2 if mark.intensity is None else max(1, round(mark.intensity / 2 + 0.01))
        for mark in marks
        if mark.intensity != 0
    }


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
        referral_lines(picture.view, picture.core, picture.spill, name)
        if picture.outlined
        else _areas(picture)
    )
    drawn = _paint(picture) + referral
    if not drawn:
        return ""
    return f'<defs>{clip(picture.view, f"{name}-clip")}</defs><g clip-path="url(#{name}-clip)">{drawn}</g>'


def _paint(picture: Picture) -> str:
    """Mild first, so that the strong lies on top; the layers of one strength grow into a soft edge."""
    parts = []
    for step in sorted(set(picture.pain.values())):
        path = _joined(picture.view, (place for place, at in picture.pain.items() if at == step))
        if path:
            layers = "".join(
                f'<g class="paint-layer"><path d="{path}" stroke-width="{w}"/></g>' for w in _PAINT_GROWTH
            )
            parts.append(f'<g class="pain-{step}">{layers}</g>')
    return f'<g class="pain">{"".join(parts)}</g>' if parts else ""


def _areas(picture: Picture) -> str:
    both = (("spill", picture.spill), ("core", picture.core))
    paths = ((name, _joined(picture.view, places)) for name, places in both)
    return "".join(f'<path class="ref-{name} ref-area" d="{path}"/>' for name, path in paths if path)


@lru_cache(maxsize=1024)
def referral_lines(view: str, core: frozenset[Place], spill: frozenset[Place], name: str) -> str:
    """
    One line around all usual places and one around all others, as SVG content; `name` starts every id inside.

    A mask hides the lines between neighbours.
    """
    usual, sometimes = _joined(view, core), _joined(view, spill)
    parts = []
    for kind, path, beside in (("spill", sometimes, usual), ("core", usual, "")):
        if not path:
            continue
        id = f"{name}-{kind}"
        hidden = 'fill="#000" stroke="#000" stroke-width="3"'
        parts.append(
            f'<defs><path id="{id}" d="{path}"/></defs><mask id="{id}-m" maskUnits="userSpaceOnUse" x="0" y="0" '
            f'width="{WIDTH}" height="{HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
            f'<use href="#{id}" {hidden}/>'
            + (f'<path d="{beside}" {hidden}/>' if beside else "")
            + f'</mask><use href="#{id}" class="ref-{kind} ref-line" mask="url(#{id}-m)"/>'
        )
    return "".join(parts)


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
    ".pain{mix-blend-mode:multiply;opacity:.86}.paint-layer{opacity:.3}.paint-layer path{stroke-linejoin:round}"
    + "".join(f".pain-{n} path{{fill:{c};stroke:{c}}}" for n, c in enumerate(_RAMP, start=1))
    + f".ref-area{{fill:{_REFERRAL};mix-blend-mode:multiply}}.ref-core.ref-area{{fill-opacity:.5}}"
    f".ref-spill.ref-area{{fill-opacity:.2}}.ref-line{{fill:none;stroke:{_REFERRAL};stroke-linejoin:round}}"
    ".ref-core.ref-line{stroke-width:13}.ref-spill.ref-line{stroke-width:11;stroke-dasharray:14 11}"
)


def _joined(view: str, places: Iterable[Place]) -> str:
    return " ".join(filter(None, (outline(view, zone, side) for zone, side in sorted(places))))


def _visible(view: str, place: Place, best: float) -> float:
    return min(1.0, _area(view, place) / best)


@cache
def _best_area(place: Place) -> float:
    return max((_area(view, place) for view in atlas().views), default=0.0)


@cache
def _area(view: str, place: Place) -> float:
    """How much of a place a view shows, in units of the body, so that close-ups do not count for more."""
    return sum(map(area, rings(view, *place))) / pixels_per_decimetre(view) ** 2
