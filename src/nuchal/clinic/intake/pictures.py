"""The drawings of an intake as pictures, for the page on which a client looks over what was said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nuchal.bodymap import Drawing, read, zone_marks
from nuchal.bodymap.atlas import BodymapError
from nuchal.clinic.intake.asking import SECOND
from nuchal.clinic.intake.queries import Progress, last_drawing
from nuchal.clinic.intake.telling import known_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.episodes import MAIN
from nuchal.letters.alternatives import painted_alternative
from nuchal.letters.figures import best_views
from nuchal.reasoning.wording import place_words

VIEWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """One headache as it was drawn: the drawing, and each view with its words for people who do not see it."""

    title: str
    drawing: Drawing
    views: tuple[tuple[str, str], ...]


def pictures_of(progress: Progress) -> tuple[Painted, ...]:
    """Every drawing that still stands, was kept, and that this body map can show."""
    titles = {MAIN: _("Where it hurts"), SECOND: _("Where the other headache hurts")}
    told = [profile.name for profile in progress.told.client.profiles]
    return tuple(one for name in told for one in _painted(progress, name, titles.get(name, name)))


def _painted(progress: Progress, profile: str, title: str) -> Iterator[Painted]:
    said_now = known_of(progress).get(("drawing", profile))
    kept = last_drawing(progress, profile) if said_now is not None and said_now.value else None
    try:
        drawing = read(json.dumps(kept.strokes)) if kept else Drawing()
    except BodymapError:
        return
    marks = zone_marks(drawing)
    said = [place_words(mark.zone, mark.side, knowledge()) for mark in marks]
    views = best_views({mark.place: 1.0 for mark in marks}, VIEWS, near=True)
    if views:
        yield Painted(
            title=title,
            drawing=drawing,
            views=tuple((view, painted_alternative(view, said)) for view in views),
        )
