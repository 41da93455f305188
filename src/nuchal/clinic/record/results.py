"""A conclusion as plain data that is stored, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.pathway import Assessment, NothingDrawn, ProfileAssessment, SideOpen
from nuchal.reasoning.screening import Held

Result = dict[str, Any]
DIGITS = 9
"""Probabilities are kept to this many digits: more than any two engines differ by."""


def result_of(assessment: Assessment) -> Result:
    """What was concluded: urgency, danger signs, headache types, ranked structures, and what is withheld."""
    screening = assessment.screening
    return {
        "urgency": {"at_least": screening.at_least.value, "at_most": screening.at_most.value},
        "danger_signs": {
            sign.sign.id: [sign.at_least.value, sign.at_most.value]
            for sign in screening.signs
            if sign.at_most.rank > 0
        },
        "held": _held(assessment.held),
        "plan_held": _held(assessment.plan_held),
        "disagreements": {
            " ".join(part for part in (one.rule.id, one.profile) if part): one.settled or "open"
            for one in assessment.disagreements
        },
        "profiles": {found.profile.name: _profile(found) for found in assessment.profiles},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that two conclusions do not share; None where one of them has no such value."""

    place: tuple[str, ...]
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{' / '.join(self.place)}: {self.before} → {self.after}"


def differences(before: Result, after: Result, *, tolerance: float = 1e-6) -> tuple[Difference, ...]:
    """Every value in which two results differ; numbers nearer than `tolerance` are the same."""
    return tuple(_differences(before, after, (), tolerance))


def _differences(before: Any, after: Any, place: tuple[str, ...], tolerance: float) -> Iterable[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _differences(before.get(key), after.get(key), (*place, key), tolerance)
    elif not _alike(before, after, tolerance):
        yield Difference(place=place, before=before, after=after)


def _alike(before: Any, after: Any, tolerance: float) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return abs(before - after) <= tolerance
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(
            _alike(one, other, tolerance) for one, other in zip(before, after, strict=True)
        )
    return bool(before == after)


def _held(held: Held | None) -> Result | None:
    if held is None:
        return None
    return {
        "standing": [sign.sign.id for sign in held.standing],
        "open": [sign.sign.id for sign in held.open],
        "types": list(held.types),
        "ask": list(held.ask),
    }


def _profile(found: ProfileAssessment) -> Result:
    classification = found.classification
    return {
        "concluded": [one.code for one in classification.concluded],
        "set_aside": [one.code for one in classification.set_aside],
        "raised": [one.headache.code for one in classification.raised],
        "open": [one.headache.code for one in classification.nearly()],
        "structures": _structures(found.localisation),
    }


def _structures(localisation: Localisation | Held | NothingDrawn | SideOpen) -> Result:
    if isinstance(localisation, Held):
        return {"withheld": True}
    if isinstance(localisation, NothingDrawn):
        return {"nothing_drawn": True}
    if isinstance(localisation, SideOpen):
        return {"side_open": True}
    return {
        "ranked": {
            f"{one.group.id} {one.side}": round(one.probability, DIGITS)
            for one in localisation.ranked
            if one.worth_showing
        },
        "rivals": {one.presentation.id: round(one.probability, DIGITS) for one in localisation.rivals},
        "unexplained": {
            f"{zone} {side}": round(chance, DIGITS) for (zone, side), chance in localisation.unexplained
        },
        "lookalikes": [f"{one.structure.id} {one.side}" for one in localisation.lookalikes],
    }
