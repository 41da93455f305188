"""Plain words for reasons: what a criterion asks and what is known, from the names in the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Dose
from nuchal.knowledge.expressions import All, Any, AtLeast, Expression, Leaf, Not, read_written
from nuchal.reasoning.reasons import Reason

_UNITS = {
    "s": ("second", "seconds"), "min": ("minute", "minutes"), "h": ("hour", "hours"), "d": ("day", "days"),
    "wk": ("week", "weeks"), "days": ("day", "days"), "months": ("month", "months"), "years": ("year", "years"),
    "days/month": ("day a month", "days a month"), "attacks/day": ("attack a day", "attacks a day"),
    "attacks": ("attack", "attacks"), "bouts": ("bout", "bouts"), "points": ("point", "points"), "deg": ("°", "°"),
}  # fmt: skip
_SYMBOLS = {
    ">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "exactly", "!=": "not exactly",
}  # fmt: skip
_CONTRARY = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "=": "!="}


def sentence(text: str, knowledge: Knowledge) -> str:
    """A criterion in words: `quality has pulsating` becomes `Quality of the pain: pulsating`."""
    return _in_words(read_written(text), knowledge)


def _in_words(expression: Expression, knowledge: Knowledge) -> str:
    if isinstance(expression, Leaf):
        return _leaf_words(expression, knowledge)
    if isinstance(expression, Not):
        return inside(_denied_words(expression.part, knowledge))
    first, *rest = (_in_words(part, knowledge) for part in expression.parts)
    parts = [first, *(inside(part) for part in rest)]
    if isinstance(expression, AtLeast):
        return f"at least {expression.number} of: {'; '.join(parts)}"
    return (" and " if isinstance(expression, All) else " or ").join(parts)


def denial(text: str, knowledge: Knowledge) -> str:
    """The contrary of a criterion in words: `pain_chewing` becomes `Chewing does not hurt`."""
    return _denied_words(read_written(text), knowledge)


def _denied_words(expression: Expression, knowledge: Knowledge) -> str:
    if isinstance(expression, Not):
        return _in_words(expression.part, knowledge)
    return (
        _denied_leaf(expression, knowledge)
        if isinstance(expression, Leaf)
        else _denied_several(expression, knowledge)
    )


def _denied_several(expression: All | Any | AtLeast, knowledge: Knowledge) -> str:
    if isinstance(expression, Any):
        first, *rest = (_denied_words(part, knowledge) for part in expression.parts)
        return " and ".join([first, *(inside(part) for part in rest)])
    several = in_row(inside(_in_words(part, knowledge)) for part in expression.parts)
    if isinstance(expression, AtLeast):
        return f"Fewer than {expression.number} of: {several}"
    return f"{'Not both' if len(expression.parts) == 2 else 'Not all'} of: {several}"


def _denied_leaf(expression: Leaf, knowledge: Knowledge) -> str:
    finding = knowledge.findings.get(expression.subject)
    if expression.verb == "lasts":
        return f"Attacks do not last {_lengths(expression.text.removeprefix('lasts '))}"
    if expression.verb == "pain":
        return f"No {_leaf_words(expression, knowledge)}"
    if expression.verb == "attested":
        return "No clinician has confirmed that no other diagnosis fits better"
    if finding is None:
        return f"Not: {inside(_leaf_words(expression, knowledge))}"
    if expression.verb == "present":
        return finding.denied or f"No: {inside(finding.name)}"
    options = {option.id: option.name for option in finding.options}
    if expression.verb == "compare":
        contrary = replace(expression, operator=_CONTRARY[expression.operator])
        return _leaf_words(contrary, knowledge)
    return f"{finding.name}: {_none_of([options.get(name, name).lower() for name in expression.values])}"


def _none_of(names: list[str]) -> str:
    if len(names) == 1:
        return f"not {names[0]}"
    return f"neither {' nor '.join(names)}" if len(names) == 2 else f"none of: {in_row(names)}"


def argument_words(kind: str, label: str, positive: bool, knowledge: Knowledge) -> str:
    """One finding for or against a structure, as a clause that may stand alone or in a list."""
    if kind == "drawn":
        zone, side = label.rsplit(" ", 1)
        return f"drawn: {inside(knowledge.zones[zone].name)}, {side}"
    if kind == "undrawn":
        return f"left blank: {label}"
    if kind == "palpation":
        sign, structure = label.split(" ", 1)
        word = sign.replace("_", " ")
        return f"{word if positive else f'no {word}'} at {inside(knowledge.structures[structure].name)}"
    if kind == "test":
        name, _, side = label.partition(" ")
        outcome = "positive" if positive else "negative"
        return f"{inside(knowledge.tests[name].name)}{f', {side},' if side else ''} {outcome}"
    try:
        return inside(sentence(label, knowledge) if positive else denial(label, knowledge))
    except ValueError:
        return label if positive else f"no: {label}"


def reason_words(reason: Reason, knowledge: Knowledge) -> str:
    """What one step of an explanation asks, in words."""
    if reason.joint == "leaf" or (reason.finding and reason.joint != "not"):
        try:
            return sentence(reason.asks, knowledge)
        except ValueError:
            return reason.asks
    if reason.negated is not None:
        return _negated_words(reason.negated, knowledge)
    if reason.joint == "not":
        return "this does not hold:"
    return reason.asks


def _negated_words(reason: Reason, knowledge: Knowledge) -> str:
    try:
        return inside(denial(reason.asks, knowledge))
    except ValueError:
        return f"not: {inside(reason_words(reason, knowledge))}"


def question_for(finding_id: str, knowledge: Knowledge) -> str:
    """How to ask for a finding: the client's question, or the therapist's prompt."""
    if finding_id == "drawing":
        return "Shade on the body map where it hurts."
    finding = knowledge.findings[finding_id]
    return finding.question or finding.prompt or finding.name


def inside(text: str) -> str:
    """A name inside a sentence: "Back of the neck" loses its capital, but "C2-3" and "TMJ" stay as they are."""
    return text if text[1:2].isupper() or text[1:2].isdigit() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def full_stop(text: str) -> str:
    """A text as a sentence: with a full stop, unless it has its own mark."""
    return text if text.endswith((".", "?")) else f"{text}."


def in_row(names: Iterable[str]) -> str:
    """Names that may hold commas themselves, in a row."""
    return "; ".join(names)


def percent(chance: float) -> str:
    """A chance in whole per cent; nothing is ever 0 or 100."""
    if chance >= 0.995:
        return "over 99"
    return "under 1" if chance < 0.005 else f"{chance * 100:.0f}"


def quantity(number: str, unit: str | None) -> str:
    """A number with its unit as people say it: `1 day a month`, `45°`; a unit without other words stays as it is."""
    if unit == "deg":
        return f"{number}°"
    return f"{number} {unit_words(unit, number)}".strip()


def unit_words(unit: str | None, number: str = "") -> str:
    """A unit as people say it behind this number, or beside a field that is still empty."""
    one, many = _UNITS.get(unit or "", (unit or "", unit or ""))
    return one if number == "1" else many


def _lengths(text: str) -> str:
    """`30 min to 7 d` as `30 minutes to 7 days`."""
    return re.sub(r"([\d.]+) (\w+)", lambda found: quantity(found[1], found[2]), text)


def place_words(zone: str, side: str, knowledge: Knowledge) -> str:
    """A place of the body map in words."""
    # A zone that the knowledge no longer has is named as it was written.
    name = knowledge.zones[zone].name if zone in knowledge.zones else zone
    return f"{name}, {side}"


def dose_words(dose: Dose) -> str:
    """How much, how often, how long; what no trial gives stays out."""
    parts = []
    if dose.minutes:
        parts.append(f"{_span(dose.minutes)} minutes")
    if dose.per_week:
        often = "once" if dose.per_week == (1, 1) else f"{_span(dose.per_week)} times"
        parts.append(f"{often} a week")
    if dose.weeks:
        parts.append(f"for {_span(dose.weeks)} weeks")
    if dose.sessions_most:
        parts.append(f"{dose.sessions_most} visits at most")
    return ", ".join(parts)


def _span(span: tuple[float, float]) -> str:
    return f"{span[0]:g}" if span[0] == span[1] else f"{span[0]:g} to {span[1]:g}"


def _leaf_words(leaf: Leaf, knowledge: Knowledge) -> str:
    if leaf.verb == "lasts":
        return f"attacks last {_lengths(leaf.text.removeprefix('lasts '))}"
    if leaf.verb == "pain":
        return f"pain drawn in: {', '.join(_place_name(name, knowledge) for name in leaf.values)}"
    if leaf.verb == "attested":
        return "a clinician confirms that no other diagnosis fits better"
    if leaf.verb == "code":
        headache = knowledge.headaches.get(leaf.subject)
        return f"{leaf.subject} {headache.name if headache else ''}".strip()
    finding = knowledge.findings.get(leaf.subject)
    if finding is None:
        return leaf.text
    options = {option.id: option.name for option in finding.options}
    if leaf.verb == "present":
        return finding.name
    if leaf.verb == "compare":
        number = float(leaf.values[0]) if leaf.values[0] not in options else 0.0
        unit = finding.unit if finding.value == "number" else None
        value = (
            options[leaf.values[0]].lower() if leaf.values[0] in options else quantity(f"{number:g}", unit)
        )
        return f"{finding.name}: {_SYMBOLS[leaf.operator]} {value}"
    return f"{finding.name}: {' or '.join(options.get(name, name).lower() for name in leaf.values)}"


def _place_name(name: str, knowledge: Knowledge) -> str:
    if name in knowledge.zones:
        return knowledge.zones[name].name
    group = knowledge.groups.get(name)
    return group.name if group else name
