"""What the exam shows: the next touch and test, the plate with its marks, movement, cards, and the ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.chart import asking
from nuchal.clinic.chart import panels as chart
from nuchal.clinic.chart.telling import touch_words
from nuchal.clinic.exam import movements, painting, postures, queries, testing
from nuchal.clinic.exam.entering import PRESSURES
from nuchal.clinic.exam.gates import Gate, is_urgent, test_gate, touch_gate
from nuchal.clinic.exam.sites import SIDE_WORDS, VIEWS, Site, sites_on, view_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import Side
from nuchal.knowledge.schema import Structure
from nuchal.letters import figures, words
from nuchal.letters.report_danger import action_at
from nuchal.reasoning.next_step import Touch

PARTS: Mapping[str, Any] = {
    "palpation": _later("Palpation"), "movement": _later("Movement"), "tests": _later("Tests"), "jaw": _later("Jaw"),
    "nerves": _later("Nerves and pressure"), "posture": _later("Posture"),
}  # fmt: skip
GRADES = (
    ("0", _later("none")), ("1", _later("mild")), ("2", _later("moderate")), ("3", _later("severe")),
)  # fmt: skip
"""Tenderness under the finger."""
RANKED = 6
PRESSURE = ("bp_systolic", "bp_diastolic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the page is about: which part, which plate, which place, which kind of headache."""

    part: str = "palpation"
    view: str = ""
    structure: str = ""
    side: str = ""
    kind: str = ""

    @classmethod
    def of(cls, sent: Any) -> Chosen:
        """Read from an address or a form; what does not exist is left out."""
        part, view, side = sent.get("part", ""), sent.get("view", ""), sent.get("side", "")
        structure = sent.get("structure", "")
        item = knowledge().structures.get(structure)
        known = item is not None and item.palpation is not None and item.palpation.palpable
        return cls(
            part=part if part in PARTS else "palpation",
            view=view if view in VIEWS else "",
            structure=structure if known and side in SIDE_WORDS else "",
            side=side if known and side in SIDE_WORDS else "",
            kind=sent.get("kind", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A site with what is known of it: its shape, its number, and all of it in words."""

    site: Site
    name: str
    shape: str
    """new, tender, familiar or shut."""
    number: str
    words: str
    url: str
    here: bool
    next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A place where the touch may be felt; `sides` where it was painted."""

    id: str
    name: str
    chosen: bool
    sides: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchNow:
    """The place under the hand: what is known of it, and whether it may be touched."""

    structure: Structure
    side: str
    side_words: str
    gate: Gate
    ask: tuple[asking.Question, ...]
    before: dict[str, Any]
    pressure: str
    seconds: int
    led: bool
    usual: tuple[Zone, ...]
    others: tuple[Zone, ...]
    painted: painting.Shown | None
    opens_on: str
    """The picture that the pad shows first."""


def context_of(
    request: StaffRequest, sheet: Sheet, chosen: Chosen, *, since: Conclusion | None = None
) -> dict[str, Any]:
    """Everything that the page shows."""
    context = chart.context_of(request, sheet, kind=chosen.kind, since=since)
    kind = context["kind"]
    touches = sheet.known.of(kind)[0].next.touches
    next_touch = next((one for one in touches if one.what == "palpate"), None)
    next_test = next((one for one in touches if one.what == "test"), None)
    context |= {
        "part": chosen.part,
        "tabs": tabs_of(sheet, chosen, kind),
        "next_touch": _next_touch(sheet, next_touch, context["rows"], kind),
        "next_test": _next_test(sheet, next_test, kind),
        "waiting": [
            {"name": knowledge().findings[one].name, "field": _field_of(one)} for one in _waiting(sheet)
        ],
        "urgent": is_urgent(sheet.known),
        "section": "clients",
        "ranked": context["rows"][:RANKED],
        "address": address_of(sheet, Chosen(part=chosen.part, kind=kind)),
        "viewer": request.user,
        "live": True,
    }
    return context | _part(sheet, chosen, kind, context)


def address_of(sheet: Sheet, chosen: Chosen) -> str:
    """The page that shows what was chosen."""
    told = {
        "part": chosen.part, "view": chosen.view, "structure": chosen.structure,
        "side": chosen.side, "kind": chosen.kind,
    }  # fmt: skip
    query = urlencode({key: value for key, value in told.items() if value})
    return f"{reverse('exam', args=[sheet.episode.pk])}?{query}"


def tabs_of(sheet: Sheet, chosen: Chosen, kind: str) -> list[dict[str, Any]]:
    """The parts of the exam; a count where examination questions are open."""
    return [
        {
            "url": address_of(sheet, Chosen(part=part, kind=kind)), "words": str(name), "current": part == chosen.part,
            "open": len(_waiting(sheet)) if part == "nerves" else 0,
        }
        for part, name in PARTS.items()
    ]  # fmt: skip


def shut_on(sheet: Sheet, chosen: Chosen, kind: str) -> tuple[str, ...]:
    """Everything on a page that must not be done: when it changes, the whole page is drawn anew."""
    profile = sheet.known.of(kind)[0].profile
    names = [id for _title, ids in testing.PARTS.get(chosen.part, ()) for id in ids] or [movements.TEST]
    tests = [knowledge().tests[name] for name in names]
    return tuple(test.id for test in tests if test_gate(test, sheet.known, sheet.known.client, profile).shut)


def _part(sheet: Sheet, chosen: Chosen, kind: str, context: dict[str, Any]) -> dict[str, Any]:
    if chosen.part == "palpation":
        return _palpation(sheet, chosen, kind, context)
    if chosen.part == "movement":
        return _movement(sheet, kind)
    if chosen.part == "posture":
        return {
            "postures": postures.shown_of(context["viewer"], sheet),
            "posture_rules": postures.rules(),
            "cva": testing.card_of(sheet, knowledge().tests[postures.TEST], kind),
        }
    leads = context["next_test"]["id"] if context["next_test"] else ""
    parts: dict[str, Any] = {"groups": testing.cards_of(sheet, chosen.part, kind, leads)}
    if chosen.part == "nerves":
        parts |= {"screens": testing.screens_of(sheet, kind), "limits": pressure_limits(sheet)}
    return parts


def _movement(sheet: Sheet, kind: str) -> dict[str, Any]:
    card = testing.card_of(sheet, knowledge().tests[movements.TEST], kind)
    return {
        "card": card,
        "directions": movements.directions_of(sheet),
        "norm": movements.norm_of(sheet),
        "end_pain": asking.question_of(sheet, "rom_end_range_pain", kind),
        "frt": testing.card_of(sheet, knowledge().tests["frt"], kind),
    }


# -- what next --------------------------------------------------------------------------------------


def _next_touch(sheet: Sheet, best: Touch | None, rows: Iterable[Any], kind: str) -> dict[str, Any] | None:
    """The touch that tells most; without one, the first ranked structure that nobody has touched and that may be."""
    seconds = round(knowledge().setting("palpation_seconds"))
    if best is not None:
        why = _("The most useful place to palpate next.")
        return _touch(sheet, best.id, best.side or "right", why, seconds, kind)
    for ranked in rows:
        if not ranked.structure or ranked.row.blocked:
            continue
        row = sheet.row(Section.PALPATION, ranked.structure, side=ranked.row.side)
        if (row is None or not row.value) and not touch_gate(
            knowledge().structures[ranked.structure], sheet.known
        ).shut:
            why = _("The highest in the ranking that nobody has touched yet.")
            return _touch(sheet, ranked.structure, ranked.row.side, why, seconds, kind)
    return None


def _touch(sheet: Sheet, structure: str, side: str, why: str, seconds: int, kind: str) -> dict[str, Any]:
    place = Chosen(structure=structure, side=side, view=view_of(structure, side), kind=kind)
    return {
        "structure": structure, "side": side, "name": knowledge().structures[structure].name, "why": why,
        "seconds": seconds, "url": address_of(sheet, place),
    }  # fmt: skip


def _next_test(sheet: Sheet, best: Touch | None, kind: str) -> dict[str, Any] | None:
    if best is None:
        return None
    part = next(
        (name for name, groups in testing.PARTS.items() for _t, ids in groups if best.id in ids), "tests"
    )
    test = knowledge().tests[best.id]
    return {
        "id": best.id, "name": best.name, "minutes": max(1, round(test.seconds / 60)),
        "url": f"{address_of(sheet, Chosen(part=part, kind=kind))}#test-{best.id}",
        "why": _("Of all tests that are left, this one tells most for its time."),
    }  # fmt: skip


def _waiting(sheet: Sheet) -> list[str]:
    """Examination questions that have to be settled before hands-on care."""
    waits = sheet.known.found.plan_held
    return [name for name in (waits.ask if waits else ()) if testing.asked_by_hand(name)]


def _field_of(name: str) -> str:
    """The field of a question on the page of nerves and pressure."""
    return f"{'yn' if knowledge().findings[name].value == 'yes_no' else 'f'}-{name}"


def pressure_limits(sheet: Sheet) -> list[dict[str, Any]]:
    """What the danger signs on blood pressure say, from the highest limit down; open until a reading is there."""
    found = [one for one in sheet.known.found.screening.signs if one.sign.family == "blood_pressure"]
    order = ("bp_crisis", "bp_withhold", "bp_stage2", "bp_high")
    shown = sorted((one for one in found if one.sign.id in order), key=lambda one: order.index(one.sign.id))
    measured = any(movements.number_of(sheet.row(Section.OBSERVATION, name)) is not None for name in PRESSURE)
    return [
        {"name": one.sign.name, "tier": one.at_least.value, "word": words.TIERS[one.at_least],
         "stands": one.at_least.rank > 0,
         "open": not measured or one.at_most.rank > one.at_least.rank,
         "says": action_at(one.sign, one.at_least, knowledge())}
        for one in shown
    ]  # fmt: skip


# -- palpation --------------------------------------------------------------------------------------


def _palpation(sheet: Sheet, chosen: Chosen, kind: str, context: dict[str, Any]) -> dict[str, Any]:
    lead = context["next_touch"]
    structure, side = chosen.structure, chosen.side
    if not structure and lead is not None:
        structure, side = lead["structure"], lead["side"]
    view = chosen.view or (view_of(structure, side) if structure else "nape")
    leading = (lead["structure"], lead["side"]) if lead else ("", "")
    marks = [_mark(sheet, site, view, (structure, side), leading, kind) for site in sites_on(view)]
    held = sheet.known.found.held
    return {
        "view": view,
        "view_words": words.VIEWS[view],
        "views": [
            {"name": one, "words": words.VIEWS[one], "current": one == view,
             "url": address_of(sheet, Chosen(view=one, kind=kind, structure=chosen.structure, side=chosen.side))}
            for one in VIEWS
        ],
        "marks": marks,
        "listed": _listed(marks),
        "paint": _paint(view, context["report"]),
        "touch": _touch_now(context["viewer"], sheet, structure, side, leading, kind) if structure else None,
        "grades": GRADES,
        "pressures": PRESSURES,
        "neck_held": held is not None,
    }  # fmt: skip


def _mark(
    sheet: Sheet, site: Site, view: str, here: tuple[str, str], leading: tuple[str, str], kind: str
) -> Mark:
    item = knowledge().structures[site.structure]
    row = sheet.row(Section.PALPATION, site.structure, side=site.side)
    value = (row.value if row else None) or {}
    shut = touch_gate(item, sheet.known).shut
    tender = value.get("tenderness")
    shape = "shut" if shut else "familiar" if value.get("familiar_pain") else "tender" if value else "new"
    told = [f"{item.name}, {SIDE_WORDS[site.side]}", touch_words(value) or _("not palpated yet")]
    if shut:
        told.append(_("not to be touched now"))
    if (site.structure, site.side) == leading:
        told.append(_("palpate next"))
    place = Chosen(structure=site.structure, side=site.side, view=view, kind=kind)
    return Mark(
        site=site, name=item.name, shape=shape, number="" if tender is None else str(tender), words="; ".join(told),
        url=address_of(sheet, place), here=(site.structure, site.side) == here,
        next=(site.structure, site.side) == leading,
    )  # fmt: skip


def _listed(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    """The marks by name, both sides in one row."""
    rows: dict[str, dict[str, Any]] = {}
    for mark in sorted(marks, key=lambda one: (one.name, one.site.side)):
        rows.setdefault(mark.site.structure, {"name": mark.name, "marks": []})["marks"].append(mark)
    return list(rows.values())


def _paint(view: str, report: Any) -> SafeString:
    """What the client painted, faint under the marks."""
    pain = figures.pain_steps(report.drawing.marks if report.drawing else ())
    return mark_safe(
        figures.overlay(figures.Picture(view=view, pain=pain, hand=report.hand), f"exam-{view}")
        if pain
        else ""
    )


def _touch_now(
    viewer: User, sheet: Sheet, structure: str, side: str, leading: tuple[str, str], kind: str
) -> TouchNow:
    item = knowledge().structures[structure]
    row = sheet.row(Section.PALPATION, structure, side=side)
    gate = touch_gate(item, sheet.known)
    before = (row.value if row else None) or {}
    strokes = queries.strokes_of(viewer, row) if row else None
    painted = painting.shown_of(strokes, item, _side(side)) if strokes else None
    usual, others = _zones(item, before.get("referred_to", ()), painted)
    return TouchNow(
        structure=item, side=side, side_words=str(SIDE_WORDS[side]), gate=gate,
        ask=tuple(asking.question_of(sheet, name, kind) for name in gate.ask if name in knowledge().findings),
        before=before, pressure=queries.pressure_of(viewer, row) if row else "",
        seconds=round(knowledge().setting("palpation_seconds")), led=(structure, side) == leading,
        usual=usual, others=others, painted=painted, opens_on=painting.first_view(item, _side(side)),
    )  # fmt: skip


def _zones(
    structure: Structure, chosen: Iterable[str], painted: painting.Shown | None
) -> tuple[tuple[Zone, ...], tuple[Zone, ...]]:
    """Where a structure is usually felt, with whatever was chosen; and everywhere else, by name."""
    zones, held = knowledge().zones, set(chosen)
    near = dict.fromkeys([*structure.core, *structure.spillover, *sorted(held)])
    rest = sorted((zone for zone in zones if zone not in near), key=lambda zone: zones[zone].name)
    sides = painted.sides if painted else {}

    def told(names: Iterable[str]) -> tuple[Zone, ...]:
        return tuple(
            Zone(id=one, name=zones[one].name, chosen=one in held, sides=sides.get(one, ""))
            for one in names
            if one in zones
        )

    return told(near), told(rest)


def _side(side: str) -> Side:
    return "left" if side == "left" else "right"
