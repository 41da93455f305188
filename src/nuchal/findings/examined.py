"""What an examination found, as written: palpation by structure and side, tests with their result."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from nuchal.findings.model import (
    SIDES,
    Examination,
    Observation,
    Origin,
    Palpated,
    Range,
    Side,
    State,
    TestResult,
    Value,
)
from nuchal.findings.numbers import NumberRefused, read_number
from nuchal.findings.sheet import Place, Sheet, suggestion
from nuchal.findings.values import ValueRefused, read_yes_no
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Reading

UNSETTLED = {
    "not asked": State.NOT_ASKED,
    "not known": State.NOT_KNOWN,
    "not examinable": State.NOT_EXAMINABLE,
    "declined": State.DECLINED,
}
"""Words that stand for an answer that nobody gave."""


def read_palpation(sheet: Sheet, value: Any, place: Place) -> tuple[Palpated, ...]:
    """Every touch; `both` sides become two. Mistakes are noted on the sheet."""
    palpated: list[Palpated] = []
    for index, written in enumerate(sheet.list(value, place)):
        where = (*place, index)
        entry = sheet.mapping(written, where)
        sheet.refuse_unknown_keys(
            entry,
            {"structure", "side", "tenderness", "familiar_pain", "taut_band", "referred_to"},
            where,
            "palpation",
        )
        structure = entry.get("structure")
        if not isinstance(structure, str) or structure not in sheet.knowledge.structures:
            sheet.complain(
                f"{structure!r} is no structure",
                where,
                suggestion(str(structure), sheet.knowledge.structures) or "`nuchal structures` lists them.",
            )
            continue
        try:
            palpated.extend(
                _touch(sheet, entry, str(structure), side)
                for side in sheet.sides(entry.get("side"), where, both=True)
            )
        except ValueRefused as refused:
            sheet.complain(f"palpation of {structure}: {refused}", where)
    return tuple(palpated)


def _touch(sheet: Sheet, entry: Mapping[str, Any], structure: str, side: Side) -> Palpated:
    tenderness = entry.get("tenderness")
    if tenderness is not None and (isinstance(tenderness, bool) or tenderness not in (0, 1, 2, 3)):
        raise ValueRefused("tenderness is 0, 1, 2 or 3")
    referred = entry.get("referred_to") or []
    if not isinstance(referred, list) or any(
        not isinstance(zone, str) or zone not in sheet.knowledge.zones for zone in referred
    ):
        raise ValueRefused("referred_to is a list of zones")
    return Palpated(
        structure=structure,
        side=side,
        tenderness=tenderness,
        familiar_pain=_maybe_yes_no(entry.get("familiar_pain")),
        taut_band=_maybe_yes_no(entry.get("taut_band")),
        referred_to=tuple(referred),
    )


def read_tests(sheet: Sheet, value: Any, place: Place) -> tuple[TestResult, ...]:
    """Every test result, per side where the test has sides. Mistakes are noted on the sheet."""
    results: list[TestResult] = []
    for name, written in sheet.mapping(value, place).items():
        test = sheet.knowledge.tests.get(name)
        where = (*place, name)
        if test is None:
            sheet.complain(f"{name!r} is no test", where, suggestion(name, sheet.knowledge.tests))
            continue
        sided = written if isinstance(written, dict) else {None: written}
        if isinstance(written, dict) and not set(written) <= set(SIDES):
            sheet.complain(f"{name}: write left and right", where)
            continue
        if test.sided and not isinstance(written, dict):
            sheet.complain(f"{name} is done on each side", where, f"Write {name}: {{left: …, right: …}}.")
            continue
        for side, result in sided.items():
            try:
                results.append(_test_result(name, side, result, measured=test.unit is not None))
            except ValueRefused as refused:
                sheet.complain(f"{name}: {refused}", where)
    return tuple(results)


def examination_observations(examination: Examination, knowledge: Knowledge) -> Iterable[Observation]:
    """Everything that follows from hands and tests without being written down again."""
    yield from familiar_pain_observations(examination.palpated, knowledge)
    yield from reading_observations(examination.tests, knowledge)


def familiar_pain_observations(palpated: Iterable[Palpated], knowledge: Knowledge) -> Iterable[Observation]:
    """
    Findings that are present because a touch brought on the familiar pain.

    A touch that did not says nothing of the places that nobody touched, so it denies nothing.
    """
    familiar = [knowledge.structures[touch.structure] for touch in palpated if touch.familiar_pain is True]
    places = {name for structure in familiar for name in (structure.id, structure.group, structure.tissue)}
    for finding in knowledge.findings.values():
        if places.intersection(finding.familiar_at):
            yield Observation(finding=finding.id, value=True, state=State.OBSERVED, origin=Origin.DERIVED)


def reading_observations(results: Iterable[TestResult], knowledge: Knowledge) -> Iterable[Observation]:
    """Findings that a physical test fills: the number of a side, the difference of both sides, the judged result."""
    done = list(results)
    for finding in knowledge.findings.values():
        if finding.reading_of is None:
            continue
        value = _reading(finding.reading_of, [r for r in done if r.test == finding.reading_of.test])
        if value is not None:
            yield Observation(finding=finding.id, value=value, state=State.OBSERVED, origin=Origin.DERIVED)


def _reading(of: Reading, results: list[TestResult]) -> Value | None:
    if of.take == "judged":
        if any(result.positive is True for result in results):
            return True
        sides = {r.side for r in results if r.positive is False or r.reading is not None}
        return False if sides >= set(SIDES) else None
    numbers = {r.side: r.reading for r in results if r.reading is not None}
    if of.take == "difference":
        left, right = numbers.get("left"), numbers.get("right")
        return None if left is None or right is None else Range.exactly(abs(left - right))
    number = numbers.get(of.take)
    return None if number is None else Range.exactly(number)


def _maybe_yes_no(written: Any) -> bool | None:
    if written is None or (isinstance(written, str) and written in UNSETTLED):
        return None
    return read_yes_no(written)


def _test_result(name: str, side: Any, written: Any, *, measured: bool) -> TestResult:
    if isinstance(written, str) and written in UNSETTLED:
        return TestResult(test=name, side=side, state=UNSETTLED[written])
    if written in ("positive", "negative"):
        return TestResult(test=name, side=side, positive=written == "positive")
    if measured and isinstance(written, str):
        try:
            return TestResult(test=name, side=side, reading=read_number(written))
        except NumberRefused as refused:
            raise ValueRefused(f"{refused} Or write positive or negative.") from None
    is_number = isinstance(written, (int, float)) and not isinstance(written, bool)
    if measured and is_number and math.isfinite(written):
        return TestResult(test=name, side=side, reading=float(written))
    raise ValueRefused(f"{written!r}; write positive or negative" + (", or the number" if measured else ""))
