"""What is known of a person, in short lines for a letter: the headache, the medicines, what the hands found."""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.findings.model import (
    Client,
    Medicine,
    Named,
    Observation,
    OneOf,
    Palpated,
    Profile,
    Range,
    TestResult,
)
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Finding
from nuchal.letters import phrases
from nuchal.reasoning.disagreements import Disagreement, Source
from nuchal.reasoning.readings import test_truth
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import inside

TOLD = (
    "ha_days_month", "migraine_like_days_month", "months_since_headache_began", "months_at_frequency",
    "continuous", "dur_usual_h", "dur_min_h", "dur_max_h", "intensity", "quality", "laterality",
    "activity_aggravates", "nausea", "vomiting", "photophobia", "phonophobia", "autonomic_ipsi", "restless",
    "headache_began_days_after_whiplash", "headache_began_days_after_head_injury",
)  # fmt: skip
"""What a physician looks for first, in this order."""
_UNITS = {"days/month": "", "attacks/day": "a day", "attacks": "", "bouts": "", "points": ""}
"""Units that the name says already, or that read better another way."""
_HOURS = frozenset({"dur_usual_h", "dur_min_h", "dur_max_h"})


def headache_lines(profile: Profile, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """(name, value) of what was answered about this kind of headache; what is absent stands in one line at the end."""
    told: list[tuple[str, str]] = []
    absent: list[str] = []
    for name in TOLD:
        seen = profile.observations.get(name)
        if seen is None or not seen.settled:
            continue
        finding = knowledge.findings[name]
        value = value_words(finding, seen)
        if value in (phrases.NO, phrases.NONE):
            absent.append(inside(finding.name))
        else:
            told.append((finding.name, value))
    if absent:
        told.append((phrases.ABSENT, "; ".join(absent)))
    return tuple(told)


def differing_line(one: Disagreement, knowledge: Knowledge) -> str:
    """What the two sources of one disagreement say, side by side; neither is preferred."""
    return "; ".join(source_words(source, knowledge) for source in one.sources)


def source_words(source: Source, knowledge: Knowledge) -> str:
    """One of two sources with its value: "Side on the drawing: only on the right"."""
    finding = knowledge.findings[source.finding]
    return f"{finding.name}: {value_words(finding, source.says)}"


def value_words(finding: Finding, seen: Observation) -> str:
    """The value of an observation as a reader would say it."""
    options = {option.id: option.name for option in finding.options}
    value = seen.value
    if isinstance(value, bool):
        return phrases.YES if value else phrases.NO
    if isinstance(value, OneOf):
        named = [options.get(option, option).lower() for option in sorted(value.options)]
        return phrases.OR.join(named)
    if isinstance(value, Named):
        has = ", ".join(options.get(name, name).lower() for name in sorted(value.has))
        return has or phrases.NONE
    if isinstance(value, Range):
        return hours_words(value) if finding.id in _HOURS else _number(value, finding)
    return seen.state.value


def _number(value: Range, finding: Finding) -> str:
    if value.least == value.most and f"{value.least:g}" in {option.id for option in finding.options}:
        return next(option.name for option in finding.options if option.id == f"{value.least:g}").lower()
    unit = _UNITS.get(finding.unit or "", finding.unit or "")
    return f"{value} {unit}".strip()


def hours_words(value: Range) -> str:
    """A length in hours in the unit that reads best; a range keeps both ends."""
    if value.least == value.most:
        return _length(value.least)
    if value.most == float("inf"):
        return f"{phrases.AT_LEAST} {_length(value.least)}"
    if value.least in (0.0, float("-inf")):
        return f"{phrases.AT_MOST} {_length(value.most)}"
    return f"{_length(value.least)} {phrases.TO} {_length(value.most)}"


def _length(hours: float) -> str:
    for size, one, many in ((24.0, "day", "days"), (1.0, "hour", "hours"), (1 / 60, "minute", "minutes")):
        if hours >= size * (2 if size > 1 else 1) - 1e-9:
            count = hours / size
            return f"{count:.3g} {one if abs(count - 1) < 1e-9 else many}"
    return f"{hours * 3600:.3g} seconds"


def medicine_rows(medicines: Iterable[Medicine], knowledge: Knowledge) -> tuple[tuple[str, ...], ...]:
    """(medicine, class, days a month, for how many months); what was not said is said to be so."""
    return tuple(
        (
            medicine.name,
            _class_words(medicine.drug_class, knowledge),
            str(medicine.days_per_month) if medicine.days_per_month else phrases.NOT_SAID,
            str(medicine.months) if medicine.months else phrases.NOT_SAID,
        )
        for medicine in medicines
    )


def _class_words(drug_class: str, knowledge: Knowledge) -> str:
    """The class as the vocabulary calls it."""
    finding = knowledge.findings.get(f"drug_days_{drug_class}")
    return finding.name.removeprefix("Days a month with ") if finding else drug_class.replace("_", " ")


def examined_lines(client: Client, knowledge: Knowledge) -> tuple[str, ...]:
    """What palpation and tests showed, one line each."""
    touched = [_palpated(found, knowledge) for found in client.examination.palpated]
    tested = [_tested(result, client, knowledge) for result in client.examination.tests]
    return tuple(line for line in (*touched, *tested) if line)


def _palpated(found: Palpated, knowledge: Knowledge) -> str:
    signs = []
    if found.tenderness is not None:
        signs.append(phrases.TENDER.format(grade=found.tenderness))
    if found.familiar_pain is not None:
        signs.append(phrases.FAMILIAR if found.familiar_pain else phrases.NOT_FAMILIAR)
    if found.taut_band is not None:
        signs.append(phrases.TAUT if found.taut_band else phrases.NOT_TAUT)
    if found.referred_to:
        zones = ", ".join(knowledge.zones[zone].name.lower() for zone in found.referred_to)
        signs.append(phrases.REFERRED.format(zones=zones))
    name = knowledge.structures[found.structure].name
    return f"{name}, {found.side}: {', '.join(signs)}." if signs else ""


def _tested(result: TestResult, client: Client, knowledge: Knowledge) -> str:
    test = knowledge.tests[result.test]
    side = f", {result.side}" if result.side else ""
    outcome = test_truth(result, client.examination.tests, knowledge)
    word = {Truth.YES: phrases.POSITIVE, Truth.NO: phrases.NEGATIVE, Truth.UNKNOWN: ""}[outcome]
    reading = f"{result.reading:g}{_unit(test.unit)}" if result.reading is not None else ""
    told = ", ".join(part for part in (reading, word) if part) or result.state.value
    return f"{test.name}{side}: {told}."


def _unit(unit: str | None) -> str:
    if not unit:
        return ""
    return "°" if unit == "deg" else f" {unit}"
