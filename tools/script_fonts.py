"""
Fonts for names in every script that the PDFs can set, cut from Debian's Noto, Droid and Nanum fonts.

    apt-get download fonts-noto-core fonts-droid-fallback fonts-nanum   (and unpack them with dpkg -x)
    python -m tools.script_fonts FOLDER                     FOLDER holds usr/share/fonts/truetype

Each cut loses its hints and keeps its shaping rules. `scripts.json` beside the cuts lists each family with the
characters that it has, so that a document can be refused before it is set. Needs fonttools; the results are committed
with the fonts' licences (SIL Open Font License; Apache License 2.0 for Droid Sans Fallback). "Nanum" is a reserved
name, so that cut is called Nuchal Hangul.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from tools.letter_fonts import FONTS, name_font

SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "CanadianAboriginal", "Cherokee", "Devanagari", "Ethiopic", "Georgian",
    "Gujarati", "Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "NKo", "Oriya", "Sinhala",
    "Syriac", "Tamil", "Telugu", "Thaana", "Thai", "Tifinagh",
)  # fmt: skip
EUROPEAN = [*range(0x20, 0x530), *range(0x1C80, 0x1C90), *range(0x1D00, 0x2200), *range(0x2C60, 0x2C80),
            *range(0xA640, 0xA6A0), *range(0xA720, 0xA800), *range(0xFB00, 0xFB07)]  # fmt: skip

HANGUL = "NuchalHangul-Regular"


def make(source: Path) -> None:
    """Write every cut and the list of what each has."""
    noto, droid = source / "noto", source / "droid"
    cuts = [("NotoSans-Regular", "Noto Sans", EUROPEAN), ("NotoSans-Bold", "Noto Sans", EUROPEAN)]
    cuts += [(f"NotoSans{name}-Regular", "", None) for name in SCRIPTS]
    for name, _family, wanted in cuts:
        _cut(noto / f"{name}.ttf", FONTS / f"{name}.ttf", wanted)
    _cut(droid / "DroidSansFallbackFull.ttf", FONTS / "DroidSansFallback.ttf", None)
    _cut(source / "nanum" / "NanumBarunGothic.ttf", FONTS / f"{HANGUL}.ttf", range(0xAC00, 0xD7A4))
    hangul = TTFont(FONTS / f"{HANGUL}.ttf", recalcTimestamp=False)
    name_font(hangul, "Nuchal Hangul", "Regular")
    hangul.save(FONTS / f"{HANGUL}.ttf")
    own = ["NuchalSans-Regular", "NuchalSerif-Regular"]
    files = [FONTS / f"{name}.ttf" for name in [*own, *(cut[0] for cut in cuts), HANGUL, "DroidSansFallback"]]
    listed = [_listed(path) for path in files if not path.stem.endswith("Bold")]
    text = ",\n".join(json.dumps(one) for one in listed)
    (FONTS / "scripts.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


def _cut(source: Path, target: Path, wanted: Iterable[int] | None) -> None:
    options = subset.Options(
        hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True, recalc_timestamp=False
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap() if wanted is None else wanted)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def _listed(path: Path) -> dict[str, object]:
    """The family of a font file, and the characters that it has as ranges of code points, ends included."""
    font = TTFont(path)
    codes = sorted(font.getBestCmap())
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return {"family": font["name"].getDebugName(1), "file": path.name, "has": ranges}


if __name__ == "__main__":
    make(Path(sys.argv[1]))
