"""Three-valued truth: yes, no, unknown (Kleene's strong logic). Unknown is never no."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """An answer, or the honest lack of one. `if truth:` is refused: say which value you mean."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth is not a bool; compare with Truth.YES, Truth.NO or Truth.UNKNOWN")

    def __invert__(self) -> Truth:
        return _OPPOSITE[self]


_OPPOSITE = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def truth_of(value: bool | None) -> Truth:
    """Yes for True, no for False, unknown for None."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.YES if value else Truth.NO


def all_of(truths: Iterable[Truth]) -> Truth:
    """No if any is no; yes if every one is yes; else unknown."""
    seen = set(truths)
    if Truth.NO in seen:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.YES


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes if any is yes; no if every one is no; else unknown."""
    seen = set(truths)
    if Truth.YES in seen:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.NO


def at_least(number: int, truths: Iterable[Truth]) -> Truth:
    """Yes if `number` are yes; no if even all open ones could not reach it; else unknown."""
    counted = list(truths)
    sure = counted.count(Truth.YES)
    if sure >= number:
        return Truth.YES
    return Truth.NO if sure + counted.count(Truth.UNKNOWN) < number else Truth.UNKNOWN


def exactly_one_missing(truths: Iterable[Truth]) -> Truth:
    """Yes if precisely one is no and all others are yes; no if that is excluded; else unknown."""
    counted = list(truths)
    misses, gaps = counted.count(Truth.NO), counted.count(Truth.UNKNOWN)
    if misses > 1 or (misses == 0 and gaps == 0):
        return Truth.NO
    return Truth.YES if misses == 1 and gaps == 0 else Truth.UNKNOWN
