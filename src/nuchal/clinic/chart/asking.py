"""
A finding as something to ask: the words, the control that fits it, what is known, and the answer that comes back.

The strict reader of case files judges every answer; here it is only brought into the form that a case file has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.episodes import Finding, Section
from nuchal.errors import NuchalError
from nuchal.findings import model
from nuchal.findings.numbers import NumberRefused, read_number
from nuchal.knowledge.schema import Finding as Word
from nuchal.reasoning.wording import capital, inside, quantity, unit_words

UNSETTLED = ("not known", "not examinable", "declined", "not asked")
"""Answers that settle nothing, as the record writes them."""
TIMES = (("s", _later("seconds")), ("min", _later("minutes")), ("h", _later("hours")), ("d", _later("days")))
ASKABLE = frozenset({"client", "therapist", "physician"})


class NoAnswer(ValueError):
    """The form came back empty; the message says what to do."""


def refusal_words(problem: Exception) -> str:
    """Why nothing was recorded, for whoever entered it: without file and line."""
    errors = getattr(problem, "errors", None) or [problem]
    told = (f"{one.message}. {one.remedy}" if isinstance(one, NuchalError) else str(one) for one in errors)
    return " ".join(capital(text.replace("..", ".").strip()) for text in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a choice, and whether it is the present one."""

    id: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One finding, ready to be asked or corrected."""

    finding: str
    name: str
    kind: str
    """The kind of headache that it is about; empty where it is about the person."""
    asks: str
    why: str
    control: str
    """yes_no, number, time, choice or choices."""
    options: tuple[Choice, ...]
    unit: str
    number: str
    """The number as it is written now."""
    times: tuple[Choice, ...]
    asked_of: str
    now: Finding | None
    said: str
    """The answer that holds, in words."""
    state: str
    danger: bool

    @property
    def id(self) -> str:
        """Unique on a page."""
        return f"q-{self.finding}"


def question_of(sheet: Sheet, finding: str, kind: str = "") -> Question:
    """How to ask for a finding in this episode. Raises KeyError for a word that is not in the vocabulary."""
    word = knowledge().findings[finding]
    of = kind_of(word, sheet, kind)
    row = sheet.row(Section.OBSERVATION, finding, kind=of)
    number, unit = _number(row, word)
    timed = word.value == "number" and word.unit in {"s", "min", "h", "d"}
    return Question(
        finding=finding,
        name=word.name,
        kind=of,
        asks=word.question or word.prompt or f"{word.name}.",
        why=word.why or "",
        control="time" if timed else word.value,
        options=tuple(
            Choice(id=option.id, name=option.name, chosen=option.id in _named(row)) for option in word.options
        ),
        unit="" if timed else say(unit_words(word.unit)),
        number=number,
        times=tuple(Choice(id=id, name=str(name), chosen=id == unit) for id, name in TIMES),
        asked_of=word.asked_of,
        now=row,
        said=said(row, word),
        state=state_of(row),
        danger=finding in knowledge().danger_findings,
    )


def kind_of(word: Word, sheet: Sheet, kind: str) -> str:
    """The kind of headache that an answer belongs to: none for what is about the person."""
    if word.about == "person":
        return ""
    names = [profile.name for profile in sheet.known.client.profiles]
    return kind if kind in names else sheet.known.kinds[0]


def answer_from(word: Word, sent: QueryDict) -> tuple[model.State, Any]:
    """State and value, as a case file has them, from what a form sent."""
    answer = str(sent.get("answer", "")).strip()
    if answer in UNSETTLED:
        return model.State(answer), None
    if word.value == "yes_no":
        if answer not in ("yes", "no"):
            raise NoAnswer(_("Choose yes, no or not known."))
        return (model.State.OBSERVED if answer == "yes" else model.State.DENIED), answer == "yes"
    if word.value == "choices":
        return model.State.OBSERVED, [one for one in sent.getlist("value") if one and one != "none"]
    value = str(sent.get("value", "")).strip()
    if not value:
        raise NoAnswer(_("Enter a number.") if word.value == "number" else _("Choose an answer."))
    if word.value == "number":
        return model.State.OBSERVED, _written(value, str(sent.get("unit", "")))
    return model.State.OBSERVED, value


def said(row: Finding | None, word: Word) -> str:
    """The answer that holds, in words."""
    if row is None:
        return _("not asked")
    if row.state not in ("observed", "denied"):
        return str(STATES[row.state])
    return value_words(row.value, word)


def value_words(value: Any, word: Word) -> str:
    """A value as a case file writes it, in words for a reader."""
    names = {option.id: option.name for option in word.options}
    if value is True or value == "yes":
        return _("yes")
    if value is False or value == "no":
        return _("no")
    if isinstance(value, dict):
        value = value.get("has", [])
    if isinstance(value, list):
        return ", ".join(inside(names.get(one, str(one))) for one in value) or _("none of these")
    if isinstance(value, str) and value in names:
        return names[value]
    return quantity(_spoken(value), word.unit) if word.value == "number" else str(value)


STATES = {
    "observed": _later("yes"), "denied": _later("no"), "not asked": _later("not asked"),
    "not known": _later("not known"), "not examinable": _later("not examinable"), "declined": _later("declined"),
}  # fmt: skip


def _spoken(value: Any) -> str:
    """A bound in words: `>= 15` is at least 15."""
    text = str(value)
    for symbol, words in (
        (">=", _("at least")),
        ("<=", _("at most")),
        (">", _("more than")),
        ("<", _("less than")),
    ):
        if text.startswith(symbol):
            return f"{words} {text.removeprefix(symbol).strip()}"
    return text


def state_of(row: Finding | None) -> str:
    """One of the states of a finding; what is absent was not asked."""
    return "not asked" if row is None else row.state


def chips(sheet: Sheet, names: Iterable[str], kind: str) -> list[Question]:
    """Questions for several findings."""
    return [question_of(sheet, name, kind) for name in names if name in knowledge().findings]


def found_words(asked: str, *, most: int = 30) -> list[str]:
    """Findings whose name, question or lay words hold every word that was typed; names first."""
    wanted = asked.casefold().split()
    if not wanted:
        return []
    ranked = []
    for word in knowledge().findings.values():
        if word.asked_of not in ASKABLE:
            continue
        name = word.name.casefold()
        text = f"{name} {(word.question or '').casefold()} {(word.prompt or '').casefold()} {word.id}"
        if all(one in text for one in wanted):
            ranked.append((not name.startswith(wanted[0]), wanted[0] not in name, name, word.id))
    return [id for *_, id in sorted(ranked)[:most]]


def _named(row: Finding | None) -> frozenset[str]:
    if row is None or row.value is None:
        return frozenset()
    value = row.value.get("has", []) if isinstance(row.value, dict) else row.value
    return frozenset(value) if isinstance(value, list) else frozenset({str(value)})


def _number(row: Finding | None, word: Word) -> tuple[str, str]:
    """The number and its unit, taken apart for a form."""
    default = word.unit or ""
    if row is None or row.value is None:
        return "", default
    text = str(row.value)
    for unit, _name in TIMES:
        if text.endswith(f" {unit}"):
            return text[: -len(unit) - 1], unit
    return text, default


def _written(value: str, unit: str) -> int | float | str:
    """A number as a case file has it; a range or a bound goes on as it is, and the strict reader judges it."""
    try:
        number = read_number(value)
    except NumberRefused:
        return f"{value} {unit}".strip()
    if unit:
        return f"{number:.12g} {unit}"
    return int(number) if number.is_integer() else number
