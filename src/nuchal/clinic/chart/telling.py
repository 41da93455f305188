"""Findings over time and stored conclusions, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.chart.asking import said
from nuchal.clinic.chart.reasons import who
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.concluding import changed_since, difference, replay
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.clinic.record.results import Difference, differences
from nuchal.errors import NuchalError
from nuchal.knowledge.schema import Level
from nuchal.letters.words import TIERS
from nuchal.reasoning.wording import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding as a line of the history."""

    at: Any
    who: str
    what: str
    said: str
    was: str
    holds: bool
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of drawing a stored conclusion again."""

    state: str
    says: str
    moved: tuple[str, ...] = ()


def days_of(episode: Episode, rows: Iterable[Finding]) -> list[tuple[date, list[Told]]]:
    """The findings of a page by the day on which they were recorded; what each replaced comes in one query."""
    shown = list(rows)
    replaced = {row.until: row for row in episode.findings.filter(until__in=[row.sequence for row in shown])}
    days: dict[date, list[Told]] = {}
    for row in shown:
        was = replaced.get(row.sequence)
        days.setdefault(timezone.localtime(row.at).date(), []).append(
            Told(
                at=row.at,
                who=who(row),
                what=what(row),
                said=words_of(row),
                was=words_of(was) if was else "",
                holds=row.until is None,
                finding=row.key
                if row.section == Section.OBSERVATION and row.key in knowledge().findings
                else "",
            )
        )
    return list(days.items())


def what(row: Finding) -> str:
    """What a finding is about."""
    known = knowledge()
    side = f", {row.get_side_display()}" if row.side else ""
    names: dict[str, Any] = {
        Section.OBSERVATION: known.findings, Section.PALPATION: known.structures, Section.TEST: known.tests,
        Section.CLEARANCE: known.danger_signs, Section.ATTESTATION: known.headaches,
        Section.SETTLEMENT: known.disagreements,
    }  # fmt: skip
    item = names.get(row.section, {}).get(row.key)
    name = item.name if item else row.get_section_display()
    return (
        f"{row.get_section_display()}: {name}{side}" if row.section != Section.OBSERVATION and item else name
    )


def words_of(row: Finding) -> str:
    """What was found, in words."""
    word = knowledge().findings.get(row.key)
    if row.section == Section.OBSERVATION and word is not None:
        return str(said(row, word))
    value = row.value
    if row.section == Section.DRAWING and isinstance(value, list):
        return _("%(count)s places painted") % {"count": len(value)}
    if row.section == Section.MEDICINES and isinstance(value, list):
        return ", ".join(str(one.get("name", "")) for one in value) or _("none")
    if row.section == Section.CLEARANCE and isinstance(value, dict):
        return _("cleared by %(by)s on %(on)s") % {"by": value.get("by", ""), "on": value.get("on", "")}
    if row.section == Section.PALPATION and isinstance(value, dict):
        return touch_words(value)
    if row.section == Section.SETTLEMENT and isinstance(value, dict):
        holds = knowledge().findings.get(str(value.get("holds", "")))
        return _("%(source)s is right") % {"source": holds.name if holds else value.get("holds", "")}
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')}: {_plain(one)}" for key, one in value.items())
    return _plain(value) if value is not None else row.state


def touch_words(value: Mapping[str, Any]) -> str:
    """What a touch found, in words."""
    told = []
    if value.get("tenderness") is not None:
        told.append(_("tender %(n)s of 3") % {"n": value["tenderness"]})
    if value.get("familiar_pain") is not None:
        told.append(_("familiar pain") if value["familiar_pain"] else _("not the familiar pain"))
    if value.get("taut_band") is not None:
        told.append(_("taut band") if value["taut_band"] else _("no taut band"))
    zones = [
        knowledge().zones[zone].name.lower()
        for zone in value.get("referred_to", ())
        if zone in knowledge().zones
    ]
    if zones:
        told.append(_("felt in %(zones)s") % {"zones": ", ".join(zones)})
    return ", ".join(told)


def lines_of(stored: Iterable[Conclusion]) -> list[dict[str, Any]]:
    """Each conclusion with its urgency and leading type and structure, from what is stored."""
    return [
        {
            "conclusion": one,
            "level": one.result["urgency"]["at_least"],
            "held": bool(one.result["held"]),
            "types": ", ".join(_type(code) for code in _leading(one, "concluded")[:2]),
            "structures": ", ".join(_ranked(one)[:2]),
            "here": one.knowledge_digest == knowledge().digest,
        }
        for one in stored
    ]


def verdict_of(conclusion: Conclusion) -> Verdict:
    """Drawn again: the same, not the same, or drawn with knowledge that is not here."""
    here = conclusion.knowledge_digest == knowledge().digest
    try:
        moved = differences(conclusion.result, replay(conclusion)) if here else difference(conclusion)
    except NuchalError as broken:
        return Verdict(state="broken", says=f"{broken.message}. {broken.remedy}")
    lines = tuple(in_words(one) for one in moved)
    if not here:
        releases = {"then": conclusion.knowledge_release, "now": knowledge().release}
        says = _("Concluded with knowledge %(then)s; here is %(now)s.") % releases
        return Verdict(state="other", says=says, moved=lines)
    if lines:
        return Verdict(state="broken", says=_("Drawn again, it is not the same."), moved=lines)
    return Verdict(state="same", says=_("Drawn again from the same findings, it is the same."))


def differences_since(conclusion: Conclusion) -> tuple[str, ...]:
    """What the findings and the knowledge of today say otherwise."""
    return tuple(in_words(one) for one in changed_since(conclusion))


def in_words(one: Difference) -> str:
    """One difference as a line."""
    place = [_place(part) for part in one.place if part not in ("profiles", "structures", "ranked")]
    return f"{', '.join(place)}: {_value(one.before)} → {_value(one.after)}"


def _place(part: str) -> str:
    known = knowledge()
    if part in known.danger_signs:
        return known.danger_signs[part].name
    head, _blank, side = part.rpartition(" ")
    if head in known.groups:
        return f"{known.groups[head].name}, {side}"
    return _type(part) if part in known.headaches else part.replace("_", " ")


def _value(value: Any) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, float):
        return f"{percent(value)}\u202f%"
    if isinstance(value, list):
        return ", ".join(_place(str(one)) for one in value) or _("none")
    if isinstance(value, dict):
        return ", ".join(_place(str(key)) for key in value)
    try:
        return TIERS[Level(value)].lower()
    except ValueError:
        return str(value)


def _type(code: str) -> str:
    headache = knowledge().headaches.get(code)
    if headache is None:
        return code
    return f"{code} {headache.name}" if code[:1].isdigit() else headache.name


def _leading(one: Conclusion, part: str) -> list[str]:
    return [code for profile in one.result["profiles"].values() for code in profile.get(part, [])]


def _ranked(one: Conclusion) -> list[str]:
    ranked = [
        (-share, name)
        for profile in one.result["profiles"].values()
        for name, share in profile.get("structures", {}).get("ranked", {}).items()
    ]
    return [f"{_place(name)} {percent(-less)}\u202f%" for less, name in sorted(ranked)]


def _plain(value: Any) -> str:
    if value is True:
        return _("yes")
    return _("no") if value is False else str(value)
