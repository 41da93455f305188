"""
Read a number as people write it: `0,5`, `0.5`, `1 1/2`, `½`, and digits of any script.

Comma and point mean the same. A number that could mean two things is refused, never guessed: `1,500` is one and a half
to one reader and fifteen hundred to another.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20
"""Characters. No quantity in a record needs more."""
NOT_A_NUMBER = "“%(written)s” is not a number. Write digits, such as 12 or 1.5."
TOO_LONG = "“%(written)s” is too long for a number."
LEADING_ZERO = "“%(written)s” begins with 0. Write %(one)s or %(other)s."
TWO_READINGS = "“%(written)s” can be read as %(one)s or as %(other)s. Write one of these."

_MARKS = str.maketrans({",": ".", "٫": ".", "−": "-", "⁄": "/"})
_DECIMAL = re.compile(r"(\d*)(?:\.(\d+))?")
_FRACTION = re.compile(r"(?:(\d+) )?(1/2|1/4|3/4)")
_GLYPHS = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_PARTS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}


class NumberRefused(ValueError):
    """The text is not one certain number. `words` with `values` filled in says how to write it."""

    def __init__(self, words: str, written: str, **values: str) -> None:
        shown = " ".join(written.split())
        self.words = words
        self.values = {"written": shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…", **values}
        super().__init__(words % self.values)


def read_number(written: str) -> float:
    """
    The number that a text says; raises NumberRefused where it says none, or could say two.

    >>> read_number("0,5"), read_number("1 1/2"), read_number("−3")
    (0.5, 1.5, -3.0)
    """
    if len(written) > LONGEST:
        raise NumberRefused(TOO_LONG, written)
    text = _plain(written)
    sign, digits = (-1.0, text[1:]) if text.startswith("-") else (1.0, text.removeprefix("+"))
    if fraction := _FRACTION.fullmatch(digits):
        return sign * (float(fraction[1] or 0) + _PARTS[fraction[2]]) + 0.0
    decimal = _DECIMAL.fullmatch(digits)
    if not digits or decimal is None:
        raise NumberRefused(NOT_A_NUMBER, written)
    whole, part = decimal[1], decimal[2] or ""
    _refuse_two_readings(written, whole, part)
    return sign * float(f"{whole or 0}.{part or 0}") + 0.0  # never -0.0


def _plain(written: str) -> str:
    """ASCII digits, one kind of decimal mark, single spaces, fractions in three characters, no invisible marks."""
    seen = (c for c in written if unicodedata.category(c) != "Cf")
    spelled = "".join(f" {_GLYPHS[c]}" if c in _GLYPHS else c for c in seen)
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in spelled)
    return " ".join(digits.translate(_MARKS).split())


def _refuse_two_readings(written: str, whole: str, part: str) -> None:
    """Refuse a mark before exactly three digits, and a zero that may have lost its mark."""
    if len(whole) > 1 and whole.startswith("0"):
        rest = f"{whole.lstrip('0')}{part}" or "0"
        raise NumberRefused(LEADING_ZERO, written, one=rest, other=f"0.{rest}")
    if len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0":
        decimal = part.rstrip("0") or "0"
        raise NumberRefused(
            TWO_READINGS,
            written,
            one=f"{whole}{part}",
            other=f"{whole}.{decimal if len(decimal) < len(part) else part + '0'}",
        )
