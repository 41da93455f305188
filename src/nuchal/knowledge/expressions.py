"""
How a criterion is written: small sentences, joined by `all`, `any`, `at_least` and `not`.

A sentence (leaf) asks one thing about the findings:

    photophobia                          a yes/no finding is present
    not vomiting                         ... is absent
    attacks_lifetime >= 5                a number; also > < <= =, with unit: dur_max_h <= 20 min
    intensity >= moderate                an ordered choice
    laterality is bilateral              a choice;  is one of left_locked, right_locked
    quality has pulsating                a set;     has any of stabbing, shooting
    dur_min_h exceeds dur_max_h          every number of the first is larger than every number of the second
    lasts 4 h to 72 h                    how long an untreated attack lasts
    pain in orbital                      a zone or zone group that the person drew, either side
    criterion 1.1 C                      a criterion of another headache type
    code 2.2                             all criteria of another headache type
    sign sn04_sudden at refer_first      a danger sign reaches at least this level
    attested                             a clinician confirms: no other diagnosis fits better

The parser gives trees of `Leaf`, `All`, `Any`, `AtLeast`, `Not`; it knows no findings and no truth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

HOURS = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "wk": 168.0}
"""Units of duration that may stand behind a number, in hours."""


class ExpressionError(ValueError):
    """The text is no sentence of the criteria language; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sentence. `verb` is one of present, compare, is, has, lasts, pain, criterion, code, sign, attested."""

    verb: str
    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Expression


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `number` of the parts hold."""

    number: int
    parts: tuple[Expression, ...]


Expression = Union[Leaf, Not, All, Any, AtLeast]

_ID = r"[a-z][a-z0-9_]*"
_COMPARE = re.compile(rf"({_ID})\s*(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?|{_ID})\s*(s|min|h|d|wk)?$")
_EXCEEDS = re.compile(rf"({_ID})\s+exceeds\s+({_ID})$")
_LASTS = re.compile(r"lasts\s+(.+?)\s+to\s+(.+)$")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d|wk)$")
_IS = re.compile(rf"({_ID})\s+is\s+(?:one\s+of\s+)?(.+)$")
_HAS = re.compile(rf"({_ID})\s+has\s+(?:any\s+of\s+)?(.+)$")


def parse(source: object) -> Expression:
    """
    Read one criterion as it stands in YAML: a sentence, or a mapping with one of all/any/at_least/not.

    Raises ExpressionError with the remedy in its message.
    """
    if isinstance(source, str):
        return _parse_leaf(source.strip())
    if isinstance(source, list):
        raise ExpressionError("a bare list is ambiguous; put it under `all:` or `any:`")
    if isinstance(source, dict):
        return _parse_mapping(source)
    raise ExpressionError(f"{source!r} is no criterion; write a sentence or all/any/at_least/not")


def written(source: object) -> str:
    """A criterion as one line of text: a sentence as it is, a mapping as JSON. `read_written` gives it back."""
    return source if isinstance(source, str) else json.dumps(source)


def read_written(text: str) -> Expression:
    """The expression that `written` wrote."""
    return parse(json.loads(text) if text.startswith("{") else text)


def _parse_mapping(source: dict[str, object]) -> Expression:
    keys = set(source)
    if keys == {"all"}:
        return All(_parts(source["all"], "all"))
    if keys == {"any"}:
        return Any(_parts(source["any"], "any"))
    if keys == {"not"}:
        return Not(parse(source["not"]))
    if keys in ({"at_least", "of"}, {"at_most", "of"}):
        bound = "at_least" if "at_least" in keys else "at_most"
        number = source[bound]
        parts = _parts(source["of"], "of")
        if not isinstance(number, int) or isinstance(number, bool):
            raise ExpressionError(f"`{bound}` takes a whole number, not {number!r}")
        if not 0 < number <= len(parts):
            raise ExpressionError(f"`{bound}: {number}` cannot be reached with {len(parts)} parts")
        if bound == "at_least":
            return AtLeast(number, parts)
        if number == len(parts):
            raise ExpressionError(f"`at_most: {number}` of {number} is always true")
        return Not(AtLeast(number + 1, parts))
    raise ExpressionError(
        f"unknown keys {sorted(keys)}; use one of all, any, not, at_least + of, at_most + of"
    )


def _parts(source: object, key: str) -> tuple[Expression, ...]:
    if not isinstance(source, list) or not source:
        raise ExpressionError(f"`{key}` needs at least one part (an empty list is true of everybody)")
    return tuple(parse(part) for part in source)


def _parse_leaf(text: str) -> Expression:
    if text.startswith("not "):
        return Not(_parse_leaf(text[4:].strip()))
    if text == "attested":
        return Leaf("attested", text=text)
    if match := _LASTS.match(text):
        bounds = (_duration_hours(match[1]), _duration_hours(match[2]))
        if bounds[0] >= bounds[1]:
            raise ExpressionError(f"{text!r}: the first duration must be the shorter")
        return Leaf("lasts", "duration", values=(repr(bounds[0]), repr(bounds[1])), text=text)
    about = _conclusion(text)
    if about is not None:
        return about
    if text.startswith("pain in "):
        return Leaf("pain", "drawing", values=_names(text[8:], text), text=text)
    if match := _HAS.match(text):
        return Leaf("has", match[1], values=_names(match[2], text), text=text)
    if match := _IS.match(text):
        return Leaf("is", match[1], values=_names(match[2], text), text=text)
    if match := _COMPARE.match(text):
        return _comparison(match, text)
    if match := _EXCEEDS.match(text):
        return Leaf("exceeds", match[1], values=(match[2],), text=text)
    if re.fullmatch(_ID, text):
        return Leaf("present", text, text=text)
    raise ExpressionError(f"cannot read {text!r} as a sentence about findings")


def _conclusion(text: str) -> Leaf | None:
    """A sentence about another conclusion: criterion, code or sign; None if it is about findings."""
    words = text.split()
    if not words:
        raise ExpressionError("the sentence is empty")
    if words[0] == "criterion" and len(words) == 3:
        return Leaf("criterion", words[1], values=(words[2],), text=text)
    if words[0] == "code" and len(words) == 2:
        return Leaf("code", words[1], text=text)
    if words[0] == "sign" and (len(words) == 2 or (len(words) == 4 and words[2] == "at")):
        level = words[3] if len(words) == 4 else "refer_first"
        return Leaf("sign", words[1], values=(level,), text=text)
    return None


def _comparison(match: re.Match[str], text: str) -> Leaf:
    value, unit = match[3], match[4]
    if unit:
        value = repr(float(value) * HOURS[unit])
    return Leaf("compare", match[1], operator=match[2], values=(value,), text=text)


def _names(text: str, whole: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if not re.fullmatch(_ID, name):
            raise ExpressionError(f"{name!r} in {whole!r} is no id")
    return names


def _duration_hours(text: str) -> float:
    match = _DURATION.match(text.strip())
    if not match:
        raise ExpressionError(f"{text!r} is no duration; write a number and s, min, h, d or wk")
    return float(match[1]) * HOURS[match[2]]


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Every sentence of an expression, left to right."""
    if isinstance(expression, Leaf):
        yield expression
    elif isinstance(expression, Not):
        yield from leaves(expression.part)
    else:
        for part in expression.parts:
            yield from leaves(part)
