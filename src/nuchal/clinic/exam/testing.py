"""
A physical test as a card: how, whether it may be done, what was found, and what that means against the threshold.

Where a test fills findings of the vocabulary, the card asks for them; where its reading is such a finding, one number
fills both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.chart import asking
from nuchal.clinic.exam.gates import Gate, test_gate
from nuchal.clinic.exam.movements import change_words, earlier_reading, number_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import Profile, TestResult
from nuchal.knowledge.expressions import All, Any, Expression, Leaf, parse
from nuchal.knowledge.schema import Test
from nuchal.reasoning.readings import test_truth
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import inside

Words = str | Promise
"""Words of this page, translated when they are shown."""
SAME_AS = {
    "jaw_opening": "jaw_opening_mm", "tts": "total_tenderness_score",
    "craniovertebral_angle": "craniovertebral_angle_deg",
}  # fmt: skip
"""Tests whose reading is a finding of the vocabulary."""
PARTS: dict[str, tuple[tuple[Words, tuple[str, ...]], ...]] = {
    "tests": (
        (_later("Upper neck"), ("frt", "ujp", "watson", "cgh_cluster")),
        (_later("Strength and control"), ("ccft", "nfet", "neet", "joint_pos_error")),
        (_later("Nerve roots"), ("spurling", "distraction", "ultt_a", "wainner")),
        (_later("Tenderness"), ("trp_palp", "tts")),
        (
            _later("Only if trained"),
            ("ctr45", "alar", "sharp_purser", "transverse", "dix_hallpike", "vbi_positional"),
        ),
    ),
    "jaw": (("", ("jaw_opening", "jaw_movements", "dctmd_pressure", "jaw_noise")),),
    "nerves": (("", ("bp", "cn_screen", "coord_gait", "umn")),),
}
"""Tests on each page, in groups."""
SCREENS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _later("Reflexes, power and eyes"),
        ("reflex_change", "limb_power_abnormal", "nystagmus_seen", "dizziness_on_neck_movement"),
    ),
    (
        _later("Temple and bones of the neck"),
        ("temporal_artery_abnormal", "midline_bony_tenderness", "upper_spinous_tender"),
    ),
    (_later("Skin and touch today"), ("skin_infection_here", "touch_hurts_now", "migraine_attack_now")),
)  # fmt: skip
"""Examination questions of the danger screen that belong to no test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result on one side, or of the whole test: the field, what is known, and what it means."""

    side: str
    label: str
    field: str
    value: str
    judged: str
    """positive, negative or nothing."""
    state: str
    """met, unmet, open, or nothing where nobody tested."""
    says: str
    change: str

    @property
    def word(self) -> str:
        """The word beside the mark."""
        return str(OUTCOMES[self.state]) if self.state else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One test on the page."""

    test: Test
    gate: Gate
    ask: tuple[asking.Question, ...]
    mode: str
    """reading, judged, or nothing where the test only fills findings."""
    threshold: str
    results: tuple[Result, ...]
    fields: tuple[asking.Question, ...]
    leads: bool
    swapped: str
    """A question where two readings stand the wrong way round; else nothing."""

    @property
    def unit(self) -> str:
        """The unit beside a field."""
        return unit_of(self.test).strip()

    @property
    def done(self) -> bool:
        """Whether anything is known from this test."""
        return any(one.state for one in self.results) or any(one.now for one in self.fields)

    @property
    def state(self) -> str:
        """The strongest result: one positive side makes the test positive."""
        states = [one.state for one in self.results if one.state]
        return next((one for one in ("met", "open", "unmet") if one in states), "")

    @property
    def says(self) -> str:
        """All results in one line."""
        told = [f"{SIDES_SAID[one.side]} {one.word}".strip() for one in self.results if one.state]
        return ", ".join(told)


LARGER_THAN = {"bp_systolic": "bp_diastolic", "jaw_opening_mm": "jaw_opening_pain_free_mm"}
"""Readings of which the first is never below the second."""
OUTCOMES = {"met": _later("positive"), "unmet": _later("negative"), "open": _later("unsettled")}
SIDES_SAID = {"": "", "left": _later("L"), "right": _later("R")}


def cards_of(sheet: Sheet, part: str, kind: str, leads: str = "") -> list[tuple[str, list[Card]]]:
    """The cards of a page in their groups; `leads` is the test that comes next."""
    return [
        (str(title), [card_of(sheet, knowledge().tests[id], kind, leads) for id in ids])
        for title, ids in PARTS[part]
    ]


def card_of(sheet: Sheet, test: Test, kind: str, leads: str = "") -> Card:
    """One test with what is known of it in this episode."""
    profile = sheet.known.of(kind)[0].profile
    gate = _gate(sheet, test, profile)
    same = SAME_AS.get(test.id)
    return Card(
        test=test,
        gate=gate,
        ask=tuple(asking.question_of(sheet, name, kind) for name in gate.ask if name in knowledge().findings),
        mode=mode_of(test),
        threshold=threshold_words(test),
        results=tuple(_results(sheet, test)) if mode_of(test) else (),
        fields=tuple(asking.question_of(sheet, name, kind) for name in test.records if name != same),
        leads=test.id == leads,
        swapped=swapped_words(sheet, test, profile.name),
    )


def swapped_words(sheet: Sheet, test: Test, kind: str) -> str:
    """Ask whether two readings of a test were swapped, where the one that is always larger is the smaller one."""
    for larger, smaller in LARGER_THAN.items():
        if not {larger, smaller} <= set(test.records):
            continue
        high, low = (_known_number(sheet, name, kind) for name in (larger, smaller))
        if high is not None and low is not None and high < low:
            names = knowledge().findings
            return _("Swapped? %(larger)s (%(high)s) is below %(smaller)s (%(low)s).") % {
                "larger": names[larger].name, "high": f"{high:g}",
                "smaller": inside(names[smaller].name), "low": f"{low:g}",
            }  # fmt: skip
    return ""


def _known_number(sheet: Sheet, name: str, kind: str) -> float | None:
    row = asking.question_of(sheet, name, kind).now
    return number_of(row) if row is not None and row.value is not None else None


def screens_of(sheet: Sheet, kind: str) -> list[tuple[str, list[asking.Question], bool]]:
    """Examination questions without a test, in groups, and whether one is unsettled; what else is open comes last."""
    shown = {name for _title, names in SCREENS for name in names}
    for _title, ids in PARTS["nerves"]:
        shown |= {name for id in ids for name in knowledge().tests[id].records}
    waits = sheet.known.found.plan_held
    rest = [name for name in (waits.ask if waits else ()) if name not in shown and asked_by_hand(name)]
    groups = [(str(title), list(names)) for title, names in SCREENS]
    groups += [(_("Also open before hands-on care"), rest)] if rest else []
    shown_in = [(title, asking.chips(sheet, names, kind)) for title, names in groups]
    return [
        (title, asked, any(one.state not in ("observed", "denied") for one in asked))
        for title, asked in shown_in
    ]


def asked_by_hand(name: str) -> bool:
    """A finding that the examination answers; a drawing that is missing is none."""
    word = knowledge().findings.get(name)
    return word is not None and word.asked_of == "therapist"


def mode_of(test: Test) -> str:
    """How a result is entered."""
    if test.unit and (test.positive_when or not test.records or test.id in SAME_AS):
        return "reading"
    if not test.unit and (test.sided or not test.records):
        return "judged"
    return ""


def threshold_words(test: Test) -> str:
    """When a reading counts as positive, in words."""
    if test.positive_when is None:
        return (
            _("No cut-off is known: it is recorded and never positive by itself.")
            if mode_of(test) == "reading"
            else ""
        )
    unit = unit_of(test)
    told = _("Positive: %(when)s.") % {"when": _words(parse(test.positive_when), unit)}
    if test.borderline_when is not None:
        told = f"{told} {_('Borderline: %(when)s.') % {'when': _words(parse(test.borderline_when), unit)}}"
    return told


def unit_of(test: Test) -> str:
    """The unit as it stands behind a number."""
    return "°" if test.unit == "deg" else f"\u202f{test.unit}" if test.unit else ""


def outcome(test: Test, result: TestResult, results: tuple[TestResult, ...]) -> tuple[str, str]:
    """The state and the words of one result against the threshold; the mark beside it says positive or negative."""
    truth = test_truth(result, results, knowledge())
    if result.state.value != "observed":
        return (
            ("", "")
            if result.state.value == "not asked"
            else ("open", str(asking.STATES[result.state.value]))
        )
    reading = "" if result.reading is None else f"{result.reading:g}{unit_of(test)}"
    comma = ", " if reading else ""
    if truth is Truth.YES:
        return "met", f"{reading}{comma}{test.positive_says}"
    if truth is Truth.NO:
        return "unmet", reading
    if test.positive_when is None:
        return "open", reading + comma + _("recorded, no cut-off")
    return "open", reading + comma + _("borderline, settles nothing")


def _gate(sheet: Sheet, test: Test, profile: Profile) -> Gate:
    return test_gate(test, sheet.known, sheet.known.client, profile)


def _results(sheet: Sheet, test: Test) -> Iterable[Result]:
    known = tuple(one for one in sheet.known.client.examination.tests if one.test == test.id)
    for side in ("left", "right") if test.sided else ("",):
        found = next((one for one in known if (one.side or "") == side), None)
        row = sheet.row(Section.TEST, test.id, side=side)
        state, says = outcome(test, found, known) if found else ("", "")
        reading = number_of(row) if found and found.reading is not None else None
        yield Result(
            side=side,
            label=_label(test, side),
            field=f"result_{side}" if side else "result",
            value="" if reading is None else f"{reading:g}",
            judged=""
            if found is None or found.positive is None
            else "positive"
            if found.positive
            else "negative",
            state=state,
            says=says,
            change=_change(sheet, test, side, reading),
        )


def _label(test: Test, side: str) -> str:
    if side:
        return _("Left") if side == "left" else _("Right")
    same = SAME_AS.get(test.id)
    return (
        knowledge().findings[same].name
        if same
        else _("Reading")
        if mode_of(test) == "reading"
        else _("Result")
    )


def _count(test: Test) -> str:
    return _("Signs that are there") if test.unit in ("signs", "of 4", "of 5") else _("Reading")


def _change(sheet: Sheet, test: Test, side: str, reading: float | None) -> str:
    least = test.smallest_detectable_change
    before = earlier_reading(sheet, Section.TEST, test.id, side) if reading is not None and least else None
    return (
        change_words(reading, before, least, unit_of(test))
        if reading is not None and before and least
        else ""
    )


def _words(expression: Expression, unit: str) -> str:
    if isinstance(expression, All):
        return ", ".join(_words(part, unit) for part in expression.parts)
    if isinstance(expression, Any):
        return _(", or ").join(_words(part, unit) for part in expression.parts)
    if not isinstance(expression, Leaf):
        return ""
    number = f"{float(expression.values[0]):g}{unit}"
    told = {
        "<=": _("at most %(n)s"), "<": _("under %(n)s"), ">=": _("at least %(n)s"), ">": _("over %(n)s"),
    }.get(expression.operator, "%(n)s") % {"n": number}  # fmt: skip
    if expression.subject == "side_deficit":
        return _("%(n)s less than to the other side") % {"n": told}
    return told
