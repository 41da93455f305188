"""Read a day: one reader for forms, case files and the command line. Days are written as 2026-11-02."""

from __future__ import annotations

import re
from datetime import date

EARLIEST = date(1900, 1, 1)
"""No day in a record lies before it; an earlier one is a slip of the pen."""
NO_DAY = "“%(written)s” is no day. Write it as year-month-day, such as 2026-11-02."
TOO_EARLY = "%(written)s is too long ago. Look at the year."
TO_COME = "%(written)s is still to come."

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class DayRefused(ValueError):
    """The text is no day that can be meant. `words` with `values` filled in says why."""

    def __init__(self, words: str, written: str) -> None:
        self.words = words
        self.values = {"written": " ".join(written.split())[:40]}
        super().__init__(words % self.values)


def read_day(written: str, *, today: date | None = None) -> date:
    """
    The day that a text says; raises DayRefused where it says none, one before 1900, or one after `today`.

    >>> read_day("2024-02-29")
    datetime.date(2024, 2, 29)
    """
    match = _ISO.fullmatch(written.strip())
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise DayRefused(NO_DAY, written)
    if day < EARLIEST:
        raise DayRefused(TOO_EARLY, written)
    if today is not None and day > today:
        raise DayRefused(TO_COME, written)
    return day
