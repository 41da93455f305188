"""
Who may put a technique into a plan although its gate is open or shut?

Two people with a reason, and never past an emergency: no signature replaces an ambulance, a physician, or a question
that nobody asked. What holds the whole plan is lifted by a recorded clearance, not by an override.
"""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.errors import OverrideRefused
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.reasoning.proposal import Override
from nuchal.reasoning.screening import Held, Screening


def check_overrides(
    overrides: Iterable[Override], knowledge: Knowledge, screening: Screening, held: Held | None
) -> dict[str, Override]:
    """The overrides by technique. Raises OverrideRefused, naming what is missing or what stands in the way."""
    accepted: dict[str, Override] = {}
    for override in overrides:
        _refuse_unsigned(override, knowledge)
        _refuse_in_danger(override, screening, held)
        if override.technique in accepted:
            raise OverrideRefused(f"{override.technique} is overridden twice", remedy="Keep one of the two.")
        accepted[override.technique] = override
    return accepted


def _refuse_unsigned(override: Override, knowledge: Knowledge) -> None:
    if override.technique not in knowledge.techniques:
        raise OverrideRefused(
            f"there is no technique {override.technique!r}", remedy="`nuchal technique` lists them."
        )
    if not override.reason.strip():
        raise OverrideRefused(
            f"the override of {override.technique} has no reason",
            remedy="Say why it is right for this person today.",
        )
    first, second = (" ".join(name.split()).casefold() for name in (override.by, override.second))
    if not first or not second or first == second:
        raise OverrideRefused(
            f"the override of {override.technique} needs two different people",
            remedy="One decides, another who knows the person agrees; both names are kept.",
        )


def _refuse_in_danger(override: Override, screening: Screening, held: Held | None) -> None:
    emergencies = [r.sign.name for r in screening.signs if r.at_most is Level.EMERGENCY]
    if emergencies:
        raise OverrideRefused(
            f"{override.technique} cannot be put in past a possible emergency: {', '.join(emergencies[:3])}",
            remedy="Settle the danger signs first; if one is present, follow what it asks for now.",
        )
    if held is not None:
        signs = [*(r.sign.name for r in (*held.standing, *held.open)), *held.types]
        raise OverrideRefused(
            f"{override.technique} cannot be put in while everything is held: {', '.join(signs[:3])}",
            remedy="Ask what is open; what stands is lifted by a physician's clearance, recorded with its date.",
        )
