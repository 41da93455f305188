"""
Static TrueType cuts for the PDF, made from the shipped web fonts.

Typst reads TrueType, not WOFF2, and wants one weight a file. Run `python -m tools.letter_fonts` after the web fonts in
src/nuchal/letters/fonts have changed (needs fonttools and brotli); the result is committed. The Open Font License
reserves the name "Source", so the cuts keep the names Nuchal Sans and Nuchal Serif.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).parents[1] / "src" / "nuchal" / "letters" / "fonts"
CUTS = (("sans", "Nuchal Sans", "Regular", 400), ("sans", "Nuchal Sans", "Bold", 650),
        ("serif", "Nuchal Serif", "Regular", 500))  # fmt: skip
_STYLE_BITS = {"Regular": (1 << 6, 0, 400), "Bold": (1 << 5, 1, 700)}


def make() -> None:
    """Write every cut: one weight, Latin and extended Latin merged."""
    for stem, family, style, weight in CUTS:
        with TemporaryDirectory() as folder:
            parts = [
                _static(f"nuchal-{stem}{part}.woff2", weight, Path(folder) / f"{part}.ttf")
                for part in ("", "-ext")
            ]
            merged = Merger().merge([str(part) for part in parts])
        name_font(merged, family, style)
        merged["head"].created = merged["head"].modified = 0  # the same bytes on every day
        merged.recalcTimestamp = False
        merged.save(FONTS / f"{family.replace(' ', '')}-{style}.ttf")


def _static(name: str, weight: int, target: Path) -> Path:
    font = instancer.instantiateVariableFont(TTFont(FONTS / name), {"wght": weight})
    for table in ("STAT", "BASE", "MVAR"):
        if table in font:
            del font[table]
    font.flavor = None
    font.save(target)
    return target


def name_font(font: TTFont, family: str, style: str) -> None:
    """Give a cut its own name, and keep the words of its licence."""
    selection, mac_style, weight = _STYLE_BITS[style]
    names = font["name"]
    licence = [(record.nameID, str(record)) for record in names.names if record.nameID in (0, 13, 14)]
    names.names = []
    for name_id, text in [*licence, (1, family), (2, style), (3, f"{family} {style}"), (4, f"{family} {style}"),
                          (6, f"{family}-{style}".replace(" ", ""))]:  # fmt: skip
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].fsSelection, font["head"].macStyle = selection, mac_style
    font["OS/2"].usWeightClass = weight


if __name__ == "__main__":
    make()
