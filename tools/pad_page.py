"""Writes docs/gallery/pad.html: the drawing pad on a page of its own, to try it without a clinic."""

from __future__ import annotations

from pathlib import Path

from nuchal.bodymap import zones
from nuchal.bodymap.web import demo_page, pad_data
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "src" / "nuchal" / "letters" / "fonts"
TARGET = ROOT / "docs" / "gallery" / "pad.html"
QUALITIES = {
    "pressing": "Pressing", "pulsating": "Throbbing", "stabbing": "Stabbing", "burning": "Burning", "dull": "Dull",
    "shooting": "Shooting", "electric": "Electric", "sharp": "Sharp",
}  # fmt: skip
"""Short words for the chips; their ids are those of the finding `quality`."""


def data_of(knowledge: Knowledge) -> dict[str, object]:
    """The pad data with the names and groups of the knowledge base, from the top of the head downwards."""
    names = {zone.id: zone.name for zone in knowledge.zones.values()}
    groups: dict[str, list[str]] = {}
    for zone in sorted(knowledge.zones.values(), key=lambda zone: zones().index(zone.id)):
        groups.setdefault(knowledge.groups[zone.group].name, []).append(zone.id)
    return pad_data(names, groups, QUALITIES)


def page(mode: str = "light") -> str:
    """The demo page."""
    fonts = {
        "Nuchal Sans": (FONTS / "nuchal-sans.woff2").read_bytes(),
        "Nuchal Serif": (FONTS / "nuchal-serif.woff2").read_bytes(),
    }
    return demo_page(data_of(load()), mode, fonts)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page(), encoding="utf-8")
