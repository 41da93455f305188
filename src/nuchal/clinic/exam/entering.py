"""What a form of the exam sent, as entries of the record. The strict reader of case files has the last word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from nuchal.clinic.chart import asking
from nuchal.clinic.chart.asking import NoAnswer
from nuchal.clinic.design.numbers import number_refusal
from nuchal.clinic.exam.gates import test_gate, touch_gate
from nuchal.clinic.exam.movements import FINDINGS, TEST
from nuchal.clinic.exam.painting import Felt, felt_of
from nuchal.clinic.exam.sites import SIDE_WORDS
from nuchal.clinic.exam.testing import OUTCOMES, SAME_AS
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from nuchal.findings import model
from nuchal.findings.numbers import NumberRefused, read_number
from nuchal.knowledge.schema import Finding as Word
from nuchal.knowledge.schema import Test
from nuchal.reasoning.readings import test_truth
from nuchal.reasoning.truth import Truth

BY_HAND = model.Origin.THERAPIST.value
PRESSURES = ("0.5", "1.0", "2.0", "3.0", "4.0")
"""Kilograms: half and one for the jaw, two to four for muscles."""
VERDICTS = {"positive": OUTCOMES["met"], "negative": OUTCOMES["unmet"]}
UNDONE = ("not examinable", "declined")
MOVEMENT = (*FINDINGS, "rom_end_range_pain")
TURNS = {"left": "can_rotate_45_left", "right": "can_rotate_45_right"}
"""What a turn denies that its test finds too small."""


class Shut(NoAnswer):
    """The gate of a touch or a test is shut; the message is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A touch as an entry, and what is kept beside it: how hard it pressed, and where it was painted to be felt."""

    entry: Entry
    pressure: Decimal | None = None
    strokes: Any = None


def touch_of(sent: QueryDict, sheet: Sheet) -> Touched:
    """A touch. Raises Shut while it must not be done, NoAnswer where nothing came."""
    structure = knowledge().structures.get(sent.get("structure", ""))
    side = next((one for one in model.SIDES if one == sent.get("side")), None)
    if structure is None or side is None:
        raise Http404
    gate = touch_gate(structure, sheet.known)
    if gate.shut:
        raise Shut(gate.says)
    value: dict[str, Any] = {}
    if sent.get("tenderness", "") in ("0", "1", "2", "3"):
        value["tenderness"] = int(str(sent["tenderness"]))
    for name in ("familiar_pain", "taut_band"):
        if sent.get(name) in ("yes", "no"):
            value[name] = sent[name] == "yes"
    if not value:
        raise NoAnswer(_("Choose how tender it is, or whether it is the familiar pain."))
    felt: Felt = felt_of(sent, side)
    if felt.zones:
        value["referred_to"] = list(felt.zones)
    return Touched(
        entry=Entry(section=Section.PALPATION, key=structure.id, side=side, value=value, origin=BY_HAND),
        pressure=Decimal(str(sent["pressure"])) if sent.get("pressure") in PRESSURES else None,
        strokes=felt.strokes,
    )


def movement_entries(sent: QueryDict, sheet: Sheet, kind: str) -> list[Entry]:
    """Every direction that has a number, and whether the end of movement hurt."""
    _refuse_if_shut(knowledge().tests[TEST], sheet, kind)
    entries = [
        entry for name in MOVEMENT for entry in _finding(sent, knowledge().findings[name], kind, sheet)
    ]
    return _some(entries)


def test_entries(sent: QueryDict, sheet: Sheet, kind: str) -> list[Entry]:
    """The result of a test and the findings that it fills, or that it was not done and why."""
    test = knowledge().tests.get(sent.get("test", ""))
    if test is None:
        raise Http404
    if sent.get("state") in UNDONE:
        sides = ("left", "right") if test.sided else ("",)
        return [_result(test, side, None, str(sent["state"])) for side in sides]
    _refuse_if_shut(test, sheet, kind)
    entries: list[Entry] = []
    for side in ("left", "right") if test.sided else ("",):
        entries += _read(test, side, sent.get(f"result_{side}" if side else "result", "").strip(), sheet)
    for name in test.records:
        entries += _finding(sent, knowledge().findings[name], kind, sheet)
    return _some(entries)


def screen_entries(sent: QueryDict, sheet: Sheet, kind: str) -> list[Entry]:
    """Examination questions: those of the form, or all that are named as absent at once."""
    absent = [name for name in sent.getlist("absent") if name in knowledge().findings]
    if absent:
        return [_observation(knowledge().findings[name], "no", sheet, kind) for name in dict.fromkeys(absent)]
    names = [key.removeprefix("f-") for key in sent if key.startswith("f-")]
    words = [knowledge().findings[name] for name in names if name in knowledge().findings]
    return _some([entry for word in words for entry in _finding(sent, word, kind, sheet)])


def said_of(entries: list[Entry]) -> str:
    """What was recorded, for the line that offers to take it back."""
    told = [_said(entry) for entry in entries[:2]]
    more = len(entries) - len(told)
    return "; ".join(told) + (_(" and %(n)s more.") % {"n": more} if more else ".")


def _said(entry: Entry) -> str:
    is_test = entry.section is Section.TEST
    name = (knowledge().tests if is_test else knowledge().findings)[entry.key].name
    if entry.value is None:
        shown = str(asking.STATES[entry.state])
    elif is_test:
        shown = str(VERDICTS.get(entry.value) or str(entry.value).removesuffix(".0"))
    else:
        shown = asking.value_words(entry.value, knowledge().findings[entry.key])
    return f"{name}, {SIDE_WORDS[entry.side]}: {shown}" if entry.side else f"{name}: {shown}"


def _read(test: Test, side: str, said: str, sheet: Sheet) -> list[Entry]:
    if not said:
        return []
    if said in ("positive", "negative"):
        return [_result(test, side, said)]
    try:
        number = read_number(said)
    except NumberRefused as refused:
        raise NoAnswer(number_refusal(refused)) from None
    entries = [_result(test, side, number)]
    if test.id in SAME_AS:
        entries.append(_observed(SAME_AS[test.id], int(number) if number.is_integer() else number))
    if test.id == "ctr45" and side:
        result = model.TestResult(test=test.id, side="left" if side == "left" else "right", reading=number)
        turns = test_truth(result, (result,), knowledge()) is not Truth.YES
        entries.append(_observation(knowledge().findings[TURNS[side]], "yes" if turns else "no", sheet, ""))
    return entries


def _result(test: Test, side: str, value: Any, state: str = model.State.OBSERVED.value) -> Entry:
    return Entry(section=Section.TEST, key=test.id, side=side, value=value, state=state, origin=BY_HAND)


def _finding(sent: QueryDict, word: Word, kind: str, sheet: Sheet) -> list[Entry]:
    """A field of a form; nothing where it was left empty."""
    name = f"f-{word.id}"
    said = [one.strip() for one in sent.getlist(name) if one.strip()]
    if not said:
        return []
    if said[0] in asking.UNSETTLED or word.value == "yes_no":
        return [_observation(word, said[0], sheet, kind)]
    answer = QueryDict(mutable=True)
    answer.setlist("value", said)
    state, value = asking.answer_from(word, answer)
    return [_observed(word.id, value, asking.kind_of(word, sheet, kind), state.value)]


def _observation(word: Word, said: str, sheet: Sheet, kind: str) -> Entry:
    answer = QueryDict(mutable=True)
    answer["answer"] = said
    state, value = asking.answer_from(word, answer)
    return _observed(word.id, value, asking.kind_of(word, sheet, kind), state.value)


def _observed(name: str, value: Any, kind: str = "", state: str = model.State.OBSERVED.value) -> Entry:
    return Entry(
        section=Section.OBSERVATION, key=name, value=value, profile=kind, state=state, origin=BY_HAND
    )


def _refuse_if_shut(test: Test, sheet: Sheet, kind: str) -> None:
    gate = test_gate(test, sheet.known, sheet.known.client, sheet.known.of(kind)[0].profile)
    if gate.shut:
        raise Shut(gate.says)


def _some(entries: Iterable[Entry]) -> list[Entry]:
    found = list(entries)
    if not found:
        raise NoAnswer(_("Enter what you found."))
    return found
