"""The drawing as it comes from the pad, or from the list of places where there is no script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from nuchal.bodymap import read, zone_marks
from nuchal.bodymap.atlas import BodymapError
from nuchal.clinic.intake.forms import entry_of_answer
from nuchal.clinic.intake.queries import Progress
from nuchal.clinic.intake.steps import Step
from nuchal.clinic.intake.wording import qualities
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.pads import pad_told
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.case_format import Entry
from nuchal.findings.drawn import ANSWERED_AS, drawn_observations
from nuchal.findings.values import intensity_word


class DrawingPage:
    """What was drawn, as strokes and as the marks that follow from them."""

    def __init__(self) -> None:
        self.strokes: Any = None
        self.marks: list[dict[str, Any]] = []
        self.errors: list[str] = []

    def read(self, data: Any) -> bool:
        """Take in what was sent; false, with a sentence why, where nothing is drawn or it cannot be read."""
        try:
            self.strokes = _document(data)
            drawing = read(json.dumps(self.strokes))
        except (BodymapError, ValueError):
            self.errors.append(_("The drawing did not arrive whole. Please send it once more."))
            return False
        self.marks = [
            {"zone": m.zone, "side": m.side}
            | {
                key: value
                for key in ("intensity", "quality", "depth", "spreads_to")
                if (value := getattr(m, key)) is not None
            }
            for m in zone_marks(drawing)
        ]
        if not self.marks:
            self.errors.append(_("Nothing is painted yet. Paint where it hurts, or skip the drawing."))
        return not self.errors

    def entries(self, profile: str) -> list[Entry]:
        """How strong it is at its worst follows from the drawing, so that it is not asked twice."""
        said = [mark["intensity"] for mark in self.marks if "intensity" in mark]
        if not said:
            return []
        return [entry_of_answer(knowledge().findings["intensity"], intensity_word(max(said)), profile)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnAnswer:
    """What the drawing says to a question that comes after it: a sentence, and the answer where it is whole."""

    words: str
    initial: dict[str, Any]


SHOWN: Mapping[str, Any] = {
    "left": _later("You painted the left side only."),
    "right": _later("You painted the right side only."),
    "bilateral": _later("You painted both sides."),
}


def drawn_answer(progress: Progress, step: Step) -> DrawnAnswer | None:
    """
    What the drawing says to the question about the side; None for other questions and where it says nothing.

    Both sides are an answer. One side is none yet: the pain may always be there, or change.
    """
    if step.key != ANSWERED_AS["drawn_side"]:
        return None
    profile = next((one for one in progress.told.client.profiles if one.name == step.profile), None)
    seen = drawn_observations(profile.drawing if profile else None, knowledge()).get("drawn_side")
    if seen is None:
        return None
    said = str(seen)
    return DrawnAnswer(words=str(SHOWN[said]), initial={"answer": said} if said == "bilateral" else {})


def _document(data: Any) -> Any:
    text = data.get("drawing", "")
    if text:
        return json.loads(text)
    chosen = [place.rpartition(" ") for place in data.getlist("place")]
    return {
        "format": "nuchal.drawing/1",
        "strokes": [],
        "chosen": [{"zone": zone, "side": side} for zone, _space, side in chosen],
    }


def qualities_of(marks: Iterable[dict[str, Any]]) -> list[str]:
    """Kinds of pain that were named on the drawing."""
    return [mark["quality"] for mark in marks or () if mark.get("quality") in qualities()]


@lru_cache(maxsize=4)
def pad_json(language: str) -> bytes:
    """What the intake's pad needs to know of the body map, in one language."""
    told = {key: say(name) for key, name in qualities().items()}
    return pad_told(told, {"kept": _("Your drawing is here as you left it.")})
