"""The six directions of the neck: what is usual at an age, and whether two readings differ by more than error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.episodes import Finding, Section
from nuchal.findings.model import Range
from nuchal.knowledge.schema import RomNorm

TEST = "arom"
DIRECTIONS = (
    ("rom_flexion_deg", "flexion", "", _later("Flexion, chin to chest")),
    ("rom_extension_deg", "extension", "", _later("Extension, looking up")),
    ("rom_side_bend_left_deg", "side_bend", "rom_side_bend_right_deg", _later("Side-bend to the left")),
    ("rom_side_bend_right_deg", "side_bend", "rom_side_bend_left_deg", _later("Side-bend to the right")),
    ("rom_rotation_left_deg", "rotation", "rom_rotation_right_deg", _later("Rotation to the left")),
    ("rom_rotation_right_deg", "rotation", "rom_rotation_left_deg", _later("Rotation to the right")),
)
"""Finding, name in the norms, the same movement to the other side, and words."""
FINDINGS = tuple(finding for finding, *_rest in DIRECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """One direction: the reading, what is usual, and what follows in words."""

    finding: str
    name: str
    value: str
    start: int
    usual: str
    verdicts: tuple[str, ...]
    needle: float | None
    """The reading as a share of 100 degrees, for the scale."""
    low: float
    high: float

    @property
    def span(self) -> float:
        """How much of the scale is usual; a norm of one number still shows."""
        return max(1.5, self.high - self.low)

    @property
    def needle_x(self) -> float:
        """Where the needle begins, within the scale."""
        return min(98.8, max(0.0, (self.needle or 0.0) - 0.6))


def directions_of(sheet: Sheet) -> tuple[Direction, ...]:
    """All six, with what they mean at this age."""
    norm = norm_of(sheet)
    return tuple(_direction(sheet, norm, *one) for one in DIRECTIONS)


def norm_of(sheet: Sheet) -> RomNorm | None:
    """The norm of the client's decade; None where the age is not known or no norm was found for it."""
    observed = sheet.known.client.observations.get("age_years")
    age = observed.value if observed else None
    if not isinstance(age, Range) or age.least != age.most:
        return None
    norms = knowledge().of_kind(RomNorm).values()
    return next((norm for norm in norms if norm.ages[0] <= age.least <= norm.ages[1]), None)


def number_of(row: Finding | None) -> float | None:
    """The plain number of a finding; None where there is none, or only a range."""
    if row is None or isinstance(row.value, bool) or row.value is None:
        return None
    try:
        return float(str(row.value).split(" ")[0])
    except ValueError:
        return None


def earlier_reading(
    sheet: Sheet, section: Section, key: str, side: str = ""
) -> tuple[float, datetime] | None:
    """The last reading of an earlier day among the dozen before this one, with its moment; None without one."""
    holds = sheet.row(section, key, side=side)
    if holds is None:
        return None
    rows = sheet.episode.findings.filter(
        section=section, key=key, side=side, profile="", sequence__lt=holds.sequence
    )
    old = [(number_of(row), row.at) for row in rows.order_by("-sequence")[:12]]
    numbers = [(number, at) for number, at in old if number is not None]
    if not numbers:
        return None
    today = localtime(holds.at).date()
    return next((one for one in numbers if localtime(one[1]).date() < today), None)


def change_words(now: float, before: tuple[float, datetime], least: float, unit: str) -> str:
    """Whether a reading moved by more than measuring error."""
    was, at = before
    moved = now - was
    said = {
        "was": f"{was:g}", "unit": unit, "day": date_format(localtime(at), "j M"),
        "moved": f"{moved:+g}".replace("-", "\u2212"),
        "least": f"{least:g}",
    }  # fmt: skip
    if abs(moved) >= least:
        return (
            _("%(was)s%(unit)s on %(day)s, now %(moved)s%(unit)s: more than error, %(least)s%(unit)s.") % said
        )
    return (
        _(
            "%(was)s%(unit)s on %(day)s, now %(moved)s%(unit)s: could still be chance, error is %(least)s%(unit)s."
        )
        % said
    )


def _direction(
    sheet: Sheet, norm: RomNorm | None, finding: str, kind: str, other: str, name: Any
) -> Direction:
    value = number_of(sheet.row(Section.OBSERVATION, finding))
    low, high = getattr(norm, kind) if norm else (0.0, 0.0)
    least = knowledge().tests[TEST].smallest_detectable_change or 0.0
    verdicts = []
    if value is not None:
        if norm is not None:
            verdicts.append(_norm_words(value, low, high, norm))
        against = number_of(sheet.row(Section.OBSERVATION, other)) if other else None
        if against is not None and value < against:
            verdicts.append(_side_words(against - value, least))
        before = earlier_reading(sheet, Section.OBSERVATION, finding)
        if before is not None:
            verdicts.append(change_words(value, before, least, "°"))
    return Direction(
        finding=finding, name=str(name), value="" if value is None else f"{value:g}",
        start=round((low + high) / 2) if norm else 50, usual=_span(low, high) if norm else "",
        verdicts=tuple(verdicts), needle=None if value is None else min(100.0, value), low=low, high=min(100.0, high),
    )  # fmt: skip


def _norm_words(value: float, low: float, high: float, norm: RomNorm) -> str:
    ages = {"from": norm.ages[0], "to": norm.ages[1]}
    if value < low:
        return _("%(less)s° below what is usual at %(from)s to %(to)s.") % (
            ages | {"less": f"{low - value:g}"}
        )
    if value > high:
        return _("Above what is usual at %(from)s to %(to)s.") % ages
    return _("Usual at %(from)s to %(to)s.") % ages


def _side_words(less: float, least: float) -> str:
    said = {"less": f"{less:g}", "least": f"{least:g}"}
    if less >= least:
        return _("%(less)s° less than to the other side: more than error.") % said
    return _("%(less)s° less than to the other side: within error, %(least)s°.") % said


def _span(low: float, high: float) -> str:
    return (
        f"{low:g}°" if low == high else _("%(low)s to %(high)s°") % {"low": f"{low:g}", "high": f"{high:g}"}
    )
