"""
From plain values to a tagged PDF (PDF/UA-1): A4, shipped fonts only, and the same bytes every time.

Typst sets a template of this folder; everything it shows arrives as JSON, so that a template holds layout and no
clinical word.
"""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import as_file, files
from typing import Any

from nuchal.errors import UsageError


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
    with as_file(files("nuchal.letters")) as folder:
        return bytes(
            typst.compile(
                folder / template,
                format="pdf",
                pdf_standards=["ua-1"],
                font_paths=[folder / "fonts"],
                ignore_system_fonts=True,
                sys_inputs={"report": json.dumps(told, ensure_ascii=False, default=sorted)},
            )
        )


def printable(value: Any) -> Any:
    """The same with every character that our fonts lack replaced; a PDF/UA file may not hold an empty box."""
    if isinstance(value, str):
        return "".join(letter if _has(letter) else _nearest(letter) for letter in value)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    return [printable(part) for part in value] if isinstance(value, (list, tuple)) else value


_EXTRA = frozenset(0x2013 + n for n in (0, 1, 5, 6, 7, 9, 10, 11)) | {
    0x2022,
    0x2026,
    0x2009,
    0x20AC,
    0x2032,
    0x2033,
}
_EXTRA |= {0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2190, 0x2191, 0x2192, 0x2193, 0x3BA}


def _has(letter: str) -> bool:
    code = ord(letter)
    return 0x20 <= code < 0x7F or 0xA0 <= code < 0x180 or code in _EXTRA or letter == "\n"


def _nearest(letter: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if _has(part))
    return plain or ("" if unicodedata.category(letter).startswith(("M", "C")) else "?")
