"""
The map as SVG, for pages, letters and stand-alone files.

Colours come from classes only (no style attributes), so one picture serves light, dark, dim, print and forced colours:
`bm-plate`, `bm-line`, `bm-zone`, `bm-paint`, `pain-1` to `pain-5`, `pain-unknown`, `ref-core`, `ref-spill`,
`freq-1` to `freq-5`. What a person drew and what a structure usually does never share a class.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from nuchal.bodymap import shading
from nuchal.bodymap.atlas import Mode, Place, Side, atlas, plate
from nuchal.bodymap.comparing import Frequency
from nuchal.bodymap.drawings import AnyMark, Drawing
from nuchal.bodymap.fields import areas
from nuchal.bodymap.outlines import body, borders, outline
from nuchal.bodymap.strength import pain_step

Sidedness = Literal["ipsilateral", "mostly_ipsilateral", "often_both", "both"]
PAIN_STEPS = ((1, "1-2"), (2, "3-4"), (3, "5-6"), (4, "7-8"), (5, "9-10"))
FREQUENCY_STEPS = (
    (1, "in some"),
    (2, "20 % and more"),
    (3, "40 % and more"),
    (4, "60 % and more"),
    (5, "80 % and more"),
)


@dataclass(frozen=True, slots=True)
class Referral:
    """Where a structure usually (`core`) and sometimes (`spill`) refers to."""

    core: frozenset[Place]
    spill: frozenset[Place]

    @property
    def whole(self) -> frozenset[Place]:
        """Usual and other places together."""
        return self.core | self.spill


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One row of a legend: the class of its swatch, and the words beside it."""

    swatch: str
    words: str


def referral(
    core: Iterable[str],
    spill: Iterable[str],
    side: Side,
    rule: Sidedness = "ipsilateral",
    both: Iterable[str] = (),
) -> Referral:
    """
    The referral zones of a structure on one side.

    `mostly_ipsilateral` stays on its side; `often_both` shows the other side as sometimes; `both` shows both alike;
    zones in `both` are always shown on both sides.
    """
    other: Side = "left" if side == "right" else "right"
    core, spill, both = frozenset(core), frozenset(spill), frozenset(both)
    usual = {(zone, side) for zone in core} | {(zone, other) for zone in core & both}
    sometimes = {(zone, side) for zone in spill} | {(zone, other) for zone in spill & both}
    if rule == "both":
        usual |= {(zone, other) for zone in core}
        sometimes |= {(zone, other) for zone in spill}
    if rule == "often_both":
        sometimes |= {(zone, other) for zone in core | spill}
    return Referral(frozenset(usual), frozenset(sometimes - usual))


def pain_class(intensity: float | None) -> str:
    """The class of a strength from 0 to 10."""
    if intensity is None:
        return "pain-unknown"
    return f"pain-{pain_step(intensity)}"


def svg(  # noqa: PLR0913  # each layer is optional and named; a bag of layers would only hide them
    view: str,
    *,
    title: str,
    description: str = "",
    marks: Iterable[AnyMark] = (),
    drawing: Drawing | None = None,
    refers: Referral | None = None,
    frequency: Frequency | None = None,
    mode: Mode = "light",
    plate_url: str | None = None,
    embed_plate: bool = False,
    lines: bool = False,
    sites: Iterable[str] = (),
    name: str = "bm",
) -> str:
    """
    One view with what was drawn, marked, referred or counted, as a complete `<svg>` element.

    `marks` fill whole zones, `drawing` is shown as painted; over either, referral zones are outlines, alone they are
    areas (`bm-alone`). `sites` are paths to show as palpation sites. `name` makes ids unique on a page. The plate is
    linked (`plate_url`), embedded, or left out.
    """
    shown = atlas().view(view)
    marks = list(marks)
    layers = [
        *_plate(view, mode, plate_url, embed_plate),
        *([_layer("bm-lines", [f'<path class="bm-line" d="{borders(view)}"/>'])] if lines else []),
        *([_layer("bm-freq", _frequency(view, frequency))] if frequency else []),
        *([_layer("bm-marks", _marks(view, marks))] if marks else []),
        *([_layer("bm-paint", [shading.paint(view, drawing)])] if drawing else []),
    ]
    alone = "" if marks or drawing else " bm-alone"
    if refers:
        layers.append(_layer(f"bm-referral{alone}", _referral(view, refers, alone=bool(alone))))
    if sites:
        layers.append(_layer("bm-sites", [f'<path class="bm-site" d="{site}"/>' for site in sites]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bm bm-{view}" viewBox="0 0 {shown.width} {shown.height}" '
        f'role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        + body(view, name)
        + "".join(layer.replace("CLIP", f"{name}-clip") for layer in layers)
        + "</svg>"
    )


def legend(*, pain: bool = False, refers: bool = False, frequency: bool = False) -> tuple[LegendRow, ...]:
    """The rows that explain a picture; write "mild to strong" beside pain, never "darker is stronger"."""
    rows = []
    if pain:
        rows += [LegendRow(f"pain-{step}", f"{words} of 10") for step, words in PAIN_STEPS]
        rows.append(LegendRow("pain-unknown", "strength not said"))
    if refers:
        rows += [LegendRow("ref-core", "usually felt here"), LegendRow("ref-spill", "sometimes felt here")]
    if frequency:
        rows += [LegendRow(f"freq-{step}", f"{words} of the drawings") for step, words in FREQUENCY_STEPS]
    return tuple(rows)


def _layer(kind: str, shapes: list[str]) -> str:
    return f'<g class="{kind}" clip-path="url(#CLIP)">{"".join(shapes)}</g>'


def _plate(view: str, mode: Mode, url: str | None, embed: bool) -> list[str]:
    if embed:
        url = f"data:image/webp;base64,{b64encode(plate(view, mode)).decode()}"
    if url is None:
        return []
    shown = atlas().view(view)
    return [f'<image class="bm-plate" href="{escape(url)}" width="{shown.width}" height="{shown.height}"/>']


def _marks(view: str, marks: list[AnyMark]) -> list[str]:
    return [
        f'<path class="bm-zone {pain_class(mark.intensity)}" fill-rule="evenodd" data-zone="{mark.zone}" '
        f'data-side="{mark.side}" d="{d}"/>'
        for mark in marks
        if mark.intensity != 0 and (d := outline(view, mark.zone, mark.side))
    ]


def _referral(view: str, refers: Referral, *, alone: bool) -> list[str]:
    """Airbrushed areas, or rounded lines over a drawing; what is usual lies on what happens sometimes."""
    both = (
        ("ref-spill", refers.whole if refers.spill else refers.spill),
        ("ref-core", refers.core),
    )
    shapes = []
    for kind, places in both:
        if alone and (area := shading.area(view, places)):
            shapes.append(f'<g class="{kind}">{area}</g>')
        elif not alone and (line := shading.contour(view, places)):
            shapes.append(f'<path class="{kind}" d="{line}"/>')
    return shapes


def _frequency(view: str, frequency: Frequency) -> list[str]:
    shapes = []
    for step, _ in FREQUENCY_STEPS:
        at_least = max(0.2 * (step - 1) * frequency.drawings, 0.5)
        if d := areas(view, frequency.triangles, at_least):
            shapes.append(f'<path class="freq-{step}" fill-rule="evenodd" d="{d}"/>')
    return shapes
