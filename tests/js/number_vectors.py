"""What `readNumber` must make of a text: the reading of the server."""

from __future__ import annotations

import itertools
from typing import Any

from nuchal.findings.numbers import NumberRefused, read_number

WRITTEN = (
    "0", "5", "0,5", "0.5", ",5", ".5", "1,5", "1.5", "42,5", "42.50", "1 1/2", "1½", "1 ½", "½", "3/4", "2/3", "1/0",
    "1,500", "1.500", "0,125", "10,125", "1,125", "1234,567", "1.234,5", "1,234.5", "1 500", "05", "007", "00", "0,", "5,",
    "5.", ",", ".", "", " ", "-", "-3", "−3", "+3", "--3", "1e3", "1E3", "0x10", "NaN", "inf", "Infinity", "٣٫٥", "٣", "１２",
    "१,५", " 12 ", "\u00a012\u202f", "1\u00a01/2", "12 h", "4/10", "120/80", "1..5", "1,,5", "1,5,5", "9" * 20, "9" * 21, "٠٥",
    "5\u200b", "\u200f٣٫٥\u200f", "-0", "²", "Ⅳ", "五", "𝟗", "\t7\n", "1_000", "1'000", "3 1/4", "3 5/4", "1/2/3", "0 1/2", "-1 1/2", "-½",
)  # fmt: skip


def vectors() -> list[dict[str, Any]]:
    """Texts with the number that each one says; null where it is refused."""
    marks = ("", ",", ".")
    parts = ("", "0", "5", "05", "50", "500", "005", "5000")
    made = ("".join(one) for one in itertools.product(("", "0", "1", "12", "999", "1000"), marks, parts))
    return [{"written": text, "number": _read(text)} for text in dict.fromkeys((*WRITTEN, *made))]


def _read(text: str) -> float | None:
    try:
        return read_number(text)
    except NumberRefused:
        return None
