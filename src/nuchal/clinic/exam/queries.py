"""Read for the exam: photos, what is kept beside a touch, and the library of tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.exam.models import Posture, Pressure
from nuchal.clinic.exam.testing import threshold_words, unit_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.episodes import Drawing, Episode, Finding
from nuchal.knowledge.schema import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One test of the library in words."""

    test: Test
    threshold: str
    unit: str
    targets: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, str], ...]


def photo_of(viewer: Viewer, of: Episode, id: UUID) -> Posture:
    """A posture that has a photo, or 404."""
    with_photo = Posture.objects.visible_to(viewer).exclude(photo="")
    found: Posture = get_object_or_404(with_photo, episode=of, pk=id)
    return found


def pressure_of(viewer: Viewer, touch: Finding) -> str:
    """How hard a touch pressed, in kilograms; nothing where nobody said."""
    found: Pressure | None = Pressure.objects.visible_to(viewer).filter(finding=touch).first()
    return str(found.kilograms) if found else ""


def strokes_of(viewer: Viewer, touch: Finding) -> Any:
    """What was painted for a touch, as `nuchal.drawing/1`; None where nothing was."""
    found: Drawing | None = Drawing.objects.visible_to(viewer).filter(finding=touch).first()
    return found.strokes if found else None


def tests_called(asked: str) -> list[Shown]:
    """Every test whose name, purpose or way of doing holds every word, by name."""
    wanted = asked.casefold().split()
    tests = sorted(knowledge().tests.values(), key=lambda test: test.name)
    return [
        _shown(test)
        for test in tests
        if all(one in f"{test.name} {test.how} {test.positive_says}".casefold() for one in wanted)
    ]


def _shown(test: Test) -> Shown:
    return Shown(
        test=test,
        threshold=threshold_words(test),
        unit=unit_of(test),
        targets=tuple(
            {"name": _target(one.target), "accuracy": one,
             "sensitivity": _share(one.sensitivity, one.sensitivity_range),
             "specificity": _share(one.specificity, one.specificity_range)}
            for one in test.accuracy
        ),
        sources=tuple(
            {"title": knowledge().sources[one.ref].name if one.ref in knowledge().sources else one.ref,
             "supports": one.supports, "mark": one.mark}
            for one in test.sources
        ),
    )  # fmt: skip


def _target(id: str) -> str:
    known = knowledge()
    if id in known.headaches:
        return f"{id} {known.headaches[id].name}"
    for kind in (known.structures, known.groups, known.danger_signs):
        if id in kind:
            return str(kind[id].name)
    return id


def _share(share: float | None, span: tuple[float, float] | None) -> str:
    if share is None:
        return "–"
    told = f"{100 * share:.0f}\u202f%"
    return f"{told} ({100 * span[0]:.0f} to {100 * span[1]:.0f})" if span else told
