"""Turn what a clinician wrote as a value into a typed one, or say how to write it."""

from __future__ import annotations

import math
import re
from typing import Any

from nuchal.findings.model import Named, OneOf, Range, Value
from nuchal.findings.numbers import NOT_A_NUMBER, NumberRefused, read_number
from nuchal.knowledge.expressions import HOURS
from nuchal.knowledge.schema import Finding

_YES = {"yes", "Yes", "YES", True}
_NO = {"no", "No", "NO", False}
_UNIT = r"(s|sec|seconds?|min|minutes?|h|hours?|d|days?|wk|weeks?)"
_BOUND = re.compile(r"(>=|<=|≥|≤|>|<)\s*(.+)")
_BETWEEN = re.compile(r"\s*(?:to|–|\.\.)\s*|(?<=\S)\s*-\s*")
_QUANTITY = re.compile(rf"(.*?)\s*{_UNIT}?")
MOST_SHOWN = 60
"""Letters of a refused value that its message repeats."""
_UNIT_NAMES = {"s": "s", "m": "min", "h": "h", "d": "d", "w": "wk"}
_TIME_UNITS = {"h": 1.0, "s": HOURS["s"], "min": HOURS["min"], "d": HOURS["d"]}


class ValueRefused(ValueError):
    """The value cannot be what the finding asks for; the message says what would do."""


def read_value(finding: Finding, written: Any) -> Value:
    """The typed value of a finding as written in a case, a form or an interview."""
    if finding.value == "yes_no":
        return read_yes_no(written)
    if finding.value == "number":
        return _within(finding, read_range(written, unit=finding.unit))
    if finding.value == "choice":
        return _read_choice(finding, written)
    return _read_choices(finding, written)


def read_yes_no(written: Any) -> bool:
    """`yes` or `no`."""
    if isinstance(written, (str, bool)):
        if written in _YES:
            return True
        if written in _NO:
            return False
    raise ValueRefused(f"{written!r} is neither yes nor no")


def read_range(written: Any, *, unit: str | None) -> Range:
    """
    A number or what is known of it: `12`, `">= 15"`, `"4 to 8"`, `"20 min"`.

    Times are turned into `unit` (s, min, h or d); other units take plain numbers.
    """
    if isinstance(written, bool):
        raise ValueRefused("a number is asked for, not yes or no")
    if isinstance(written, (int, float)):
        if not math.isfinite(written):
            raise ValueRefused(f"{written!r} is no number that can be used")
        return Range.exactly(float(written))
    if not isinstance(written, str):
        raise ValueRefused(f"{written!r} is no number")
    text = " ".join(written.split())
    if match := _BOUND.fullmatch(text):
        number, written_unit = _quantity(match[2], written)
        end = _convert(number, written_unit, unit)
        if match[1] in (">", ">=", "≥"):
            return Range(least=end, above_least=match[1] == ">")
        return Range(most=end, below_most=match[1] == "<")
    ends = [_quantity(part, written) for part in _BETWEEN.split(text, maxsplit=1)]
    if len(ends) == 1:
        return Range.exactly(_convert(*ends[0], unit))
    (low, low_unit), (high, high_unit) = ends
    least = _convert(low, low_unit or high_unit, unit)
    most = _convert(high, high_unit or low_unit, unit)
    if least > most:
        raise ValueRefused(f"{written!r}: the first number must be the smaller")
    return Range(least, most)


def _quantity(text: str, written: str) -> tuple[float, str | None]:
    """A number and its unit of time, if one was written."""
    match = _QUANTITY.fullmatch(text)
    try:
        return read_number(match[1] if match else text), match[2] if match else None
    except NumberRefused as refused:
        if refused.words != NOT_A_NUMBER:
            raise ValueRefused(str(refused)) from None
        shown = written if len(written) <= MOST_SHOWN else f"{written[:MOST_SHOWN]}…"
        raise ValueRefused(
            f'{shown!r} is no number; write 12, 0.5, ">= 15", "4 to 8" or, for a time, 30 min'
        ) from None


def read_amount(written: Any, *, unit: str | None, most: float = math.inf) -> Range:
    """A number that cannot be negative, nor larger than `most`: days a month, months, hours."""
    known = read_range(written, unit=unit)
    if known.most < 0 or (math.isfinite(known.least) and known.least < 0):
        raise ValueRefused(f"{written!r} cannot be less than nothing")
    if known.least > most or (math.isfinite(known.most) and known.most > most):
        raise ValueRefused(f"{written!r} is more than {most:g}")
    return known


def read_duration(written: Any) -> dict[str, Range]:
    """How long an attack lasts, as the findings dur_usual_h, dur_min_h and dur_max_h."""
    if isinstance(written, dict):
        return _duration_parts(written)
    known = read_amount(written, unit="h")
    if known.most <= 0:
        raise ValueRefused("write how long an attack lasts; 0 is no duration")
    if known.least == known.most or math.inf in (-known.least, known.most):
        return {"dur_usual_h": known}
    return {"dur_min_h": Range.exactly(known.least), "dur_max_h": Range.exactly(known.most)}


def _duration_parts(written: dict[str, Any]) -> dict[str, Range]:
    names = {"usual": "dur_usual_h", "shortest": "dur_min_h", "longest": "dur_max_h"}
    unknown = set(written) - set(names)
    if unknown or not written:
        raise ValueRefused("a duration takes usual, shortest and longest")
    parts = {names[key]: read_amount(value, unit="h") for key, value in written.items()}
    least = parts.get("dur_min_h", Range())
    most = parts.get("dur_max_h", Range())
    usual = parts.get("dur_usual_h", Range())
    if any(part.most <= 0 for part in parts.values()):
        raise ValueRefused("write how long an attack lasts; 0 is no duration")
    if least.least > most.most or usual.most < least.least or usual.least > most.most:
        raise ValueRefused("shortest, usual and longest contradict each other")
    return parts


def _convert(value: float, written_unit: str | None, unit: str | None) -> float:
    if written_unit is None:
        return value
    short = _UNIT_NAMES[written_unit[0]]
    if unit == "months" and short in {"d", "wk"}:
        return value * HOURS[short] / (24 * 365.25 / 12)
    if unit == "days":
        return value * HOURS[short] / 24
    if unit not in _TIME_UNITS:
        raise ValueRefused(
            f"{value:g} {written_unit}: this number has no unit of time (it counts {unit or 'things'})"
        )
    return value * HOURS[short] / _TIME_UNITS[unit]


def _within(finding: Finding, known: Range) -> Range:
    least = finding.least if finding.least is not None else -math.inf
    most = finding.most if finding.most is not None else math.inf
    if finding.unit == "h" and known.most <= 0:
        raise ValueRefused(f"{finding.name}: write how long it lasts; 0 is no duration")
    exact_ends = [end for end in (known.least, known.most) if math.isfinite(end)]
    if any(not least <= end <= most for end in exact_ends):
        raise ValueRefused(f"{known} lies outside {least:g} to {most:g} {finding.unit or ''}".rstrip())
    return Range(max(known.least, least), min(known.most, most), known.above_least, known.below_most)


def _read_choice(finding: Finding, written: Any) -> OneOf:
    options = {option.id: option for option in finding.options}
    if finding.id == "intensity" and isinstance(written, (int, float)) and not isinstance(written, bool):
        written = intensity_word(float(written))
    if written is False and "no" in options:
        written = "no"
    if isinstance(written, list) and written and all(isinstance(w, str) and w in options for w in written):
        return OneOf(frozenset(x for w in written for x in _meanings(options, w)), " or ".join(written))
    if not isinstance(written, str) or written not in options:
        raise ValueRefused(f"{written!r} is none of the answers: {', '.join(options)}")
    return OneOf(frozenset(_meanings(options, written)), written)


def _meanings(options: Any, name: str) -> tuple[str, ...]:
    means: tuple[str, ...] = options[name].means
    return means or (name,)


def _read_choices(finding: Finding, written: Any) -> Named:
    everything = frozenset(option.id for option in finding.options)
    if isinstance(written, (str, bool)) and written in ("none", "no", False):
        written = []
    if isinstance(written, list):
        return Named(_known(written, everything), everything - _known(written, everything))
    if isinstance(written, dict) and written and set(written) <= {"has", "lacks"}:
        has = _known(written.get("has") or [], everything)
        lacks = _known(written.get("lacks") or [], everything)
        if has & lacks:
            raise ValueRefused(f"{', '.join(sorted(has & lacks))} stands under has and under lacks")
        return Named(has, lacks)
    raise ValueRefused(f"write a list of answers: {', '.join(sorted(everything))}")


def _known(names: Any, everything: frozenset[str]) -> frozenset[str]:
    if not isinstance(names, list):
        raise ValueRefused("a list in brackets is asked for")
    for name in names:
        if not isinstance(name, str) or name not in everything:
            raise ValueRefused(f"{name!r} is none of the answers: {', '.join(sorted(everything))}")
    return frozenset(names)


def intensity_word(number: float) -> str:
    """The usual reading of a 0-10 rating in words (a convention of this project, not of ICHD-3)."""
    if not 0 <= number <= 10:
        raise ValueRefused(f"{number:g} is not between 0 and 10")
    if number < 4:
        return "mild"
    if number < 7:
        return "moderate"
    return "very_severe" if number == 10 else "severe"
