"""
From plain values to a tagged PDF (PDF/UA-1): shipped fonts only, and the same bytes every time.

Typst sets a template of this folder; everything it shows arrives as JSON, so that a template holds layout and no
clinical word. A value with a character that no font has is refused by name: a letter must not leave with question marks
where a name should be.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from nuchal.errors import UsageError

FONTS = "fonts"
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and part of the spelling of Persian and of Indic names."""


class Unprintable(UsageError):
    """A value has a character that none of the fonts has."""


def typeset(template: str, told: dict[str, Any]) -> bytes:
    """
    The PDF that `template` (a file of this folder) makes of `told`. Without a clock: the same values, the same bytes.

    Needs the extra `nuchal[pdf]`; raises UsageError where it is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - an extra; every other command works without it
    except ImportError as missing:
        raise UsageError(
            "the PDF needs typst, which is not installed", remedy="Install it: pip install 'nuchal[pdf]'."
        ) from missing
    told = {**told, "fallbacks": [family for family, _, _ in _coverage()]}
    with as_file(files("nuchal.letters")) as folder:
        return bytes(
            typst.compile(
                folder / template,
                format="pdf",
                pdf_standards=["ua-1"],
                font_paths=[folder / FONTS],
                ignore_system_fonts=True,
                sys_inputs={"report": json.dumps(told, ensure_ascii=False, default=sorted)},
            )
        )


def printable(value: Any) -> Any:
    """
    The same value in Unicode's normal form C, without control characters.

    Raises Unprintable where a character is in none of the fonts; the message names the text and the characters.
    """
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    return [printable(part) for part in value] if isinstance(value, (list, tuple)) else value


def _printable_text(text: str) -> str:
    clean = "".join(
        " " if letter == "\t" else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in "\n\t" or letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    missing = sorted({letter for letter in clean if not _has(letter)})
    if missing:
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing[:5])
        raise Unprintable(
            f"the PDF has no letters for {named} in: {clean[:80]}",
            remedy="Write this text in another script, or take the document as plain text.",
        )
    return clean


def _has(letter: str) -> bool:
    code = ord(letter)
    return (
        letter == "\n"
        or letter in _JOINERS
        or any(_lies_in(code, first, last) for _, first, last in _coverage())
    )


def _lies_in(code: int, first: list[int], last: list[int]) -> bool:
    place = bisect_right(first, code) - 1
    return place >= 0 and code <= last[place]


@cache
def _coverage() -> tuple[tuple[str, list[int], list[int]], ...]:
    """Family, first and last code points of each stretch that it has, as `python -m tools.script_fonts` listed them."""
    listed = json.loads((files("nuchal.letters") / FONTS / "scripts.json").read_text(encoding="utf-8"))
    return tuple(
        (one["family"], [first for first, _ in one["has"]], [last for _, last in one["has"]])
        for one in listed
    )
