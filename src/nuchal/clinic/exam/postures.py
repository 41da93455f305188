"""
The craniovertebral angle from two marks on a picture from the side, with its error.

The angle lies between the line from C7 to the tragus of the ear and the horizontal of the picture. Where a mark truly
lies is known to about a hundredth of the picture's height, so the nearer the two marks are, the larger the error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.chart.asking import NoAnswer
from nuchal.clinic.exam.models import Posture
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Sheet

TEST = "craniovertebral_angle"
Z_95 = 1.96
LEAST_APART = 0.03
SHOWN = 6
MOST_READ = 2_000_000
"""No more of a file than this is read."""
MOST_PIXELS = 20_000
MARKS = ("ear_x", "ear_y", "c7_x", "c7_y", "width", "height")


@dataclass(frozen=True, slots=True)
class Angle:
    """Degrees, with the half width of the interval that holds it in 95 of 100 markings."""

    degrees: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Two marks on a picture of some size, how the client was placed, and the angle."""

    marks: dict[str, float]
    placed: str
    angle: Angle


def measured(sent: Any) -> Measured:
    """What a form sent. Raises NoAnswer with what is missing."""
    try:
        marks = {name: float(sent.get(name, "")) for name in MARKS}
    except ValueError:
        raise NoAnswer(_("Mark the ear and C7 on the picture first.")) from None
    if not all(math.isfinite(one) and 0 <= one <= MOST_PIXELS for one in marks.values()):
        raise NoAnswer(_("Mark the ear and C7 on the picture first."))
    if sent.get("placed") not in Posture.Standing.values:
        raise NoAnswer(_("Say whether the client stands or sits: the two are never compared."))
    angle = angle_of((marks["ear_x"], marks["ear_y"]), (marks["c7_x"], marks["c7_y"]), marks["height"])
    if angle is None:
        raise NoAnswer(_("The ear has to lie above C7, and not too near to it. Move the marks."))
    return Measured(marks=marks, placed=sent["placed"], angle=angle)


def rules() -> dict[str, str]:
    """What the page shows while one marks, from the same numbers: how near is too near, and the half width of 95 %."""
    return {"apart": f"{LEAST_APART:g}", "spread": f"{Z_95 * _spread():.6g}"}


def _spread() -> float:
    """Standard error of the line between two marks, in heights of the picture times its length."""
    return math.sqrt(2) * knowledge().setting("posture_mark_error")


def angle_of(ear: tuple[float, float], c7: tuple[float, float], height: float) -> Angle | None:
    """The angle of two marks in pixels, y downwards; None where they lie too near or the ear is not above C7."""
    across, up = abs(ear[0] - c7[0]), c7[1] - ear[1]
    apart = math.hypot(across, up)
    if height <= 0 or apart < LEAST_APART * height or up <= 0:
        return None
    spread = _spread() * height / apart
    return Angle(round(math.degrees(math.atan2(up, across)), 1), round(math.degrees(Z_95 * spread), 1))


def shown_of(viewer: Viewer, sheet: Sheet) -> list[dict[str, Any]]:
    """The newest measurements, each with whether it still holds."""
    rows = (
        Posture.objects.visible_to(viewer)
        .filter(episode=sheet.episode)
        .select_related("finding", "by_user")[:SHOWN]
    )
    return [{"posture": row, "holds": row.finding.until is None} for row in rows]
