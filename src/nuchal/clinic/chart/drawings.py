"""
The drawings of an episode beside one another: how large, how one-sided, how strong, and what moved
since the one before.

Sizes are of skin on the mean adult; a drawing whose strokes were not kept counts every named place as painted whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuchal.bodymap import Drawing, extent, of_marks, overlap, read, symmetry
from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.chart.reasons import who
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record import episodes
from nuchal.clinic.record.assessing import Known
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.findings.model import Mark
from nuchal.letters import figures, words
from nuchal.letters.content import mark_words

VIEWS = 2
ONE_SIDED = 0.75
"""From this share of the skin on a drawing is called one-sided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One view of a drawing: its paint, and a line around what was painted the time before."""

    name: str
    label: str
    content: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One drawing with its figures, and how like the one before it is."""

    at: datetime
    who: str
    panes: tuple[Pane, ...]
    size: str
    side: str
    strongest: str
    since: tuple[str, ...]
    places: tuple[str, ...]
    holds: bool


def drawings_of(viewer: Viewer, episode: Episode, kind: str) -> list[Shown]:
    """Every drawing of one kind of headache, newest first."""
    rows = list(
        Finding.objects.visible_to(viewer)
        .filter(episode=episode, section=Section.DRAWING, profile=kind)
        .exclude(value=None)
        .select_related("by_user", "said_by")
        .order_by("sequence")
    )
    strokes = {
        one.finding_id: one.strokes
        for one in episodes.Drawing.objects.visible_to(viewer).filter(finding__in=rows)
    }
    told = [(row, marks, _drawn(marks, strokes.get(row.pk))) for row in rows for marks in [_marks(row.value)]]
    shown = [_shown(*one, before) for one, before in zip(told, [None, *told], strict=False)]
    return shown[::-1]


def size_of(known: Known, kind: str) -> str:
    """How much skin the drawing that holds covers, and on which side; empty where nothing is painted."""
    drawing = known.of(kind)[0].profile.drawing
    if drawing is None or not drawing.places:
        return ""
    return ", ".join(part for part in _figures(of_marks(drawing.marks)) if part)


def _shown(row: Finding, marks: list[Mark], drawing: Drawing, before: Any) -> Shown:
    size, side = _figures(drawing)
    return Shown(
        at=row.at,
        who=who(row),
        panes=tuple(_panes(row, marks, before[1] if before else [])),
        size=size,
        side=side,
        strongest=_strongest(marks),
        since=tuple(_since(marks, drawing, before[1], before[2])) if before else (),
        places=tuple(mark_words(mark, knowledge()) for mark in marks),
        holds=row.until is None,
    )


def _panes(row: Finding, marks: list[Mark], earlier: list[Mark]) -> Iterable[Pane]:
    pain, was = figures.pain_steps(marks), frozenset((mark.zone, mark.side) for mark in earlier)
    seen = figures.best_views({**dict.fromkeys(was, 1), **pain}, VIEWS) or ("back",)
    for view in seen:
        name = f"d{row.sequence}-{view}"
        line = figures.referral_lines(view, frozenset(), was, name) if was else ""
        paint = figures.overlay(figures.Picture(view=view, pain=pain), f"{name}-p")
        # Both come from the atlas and hold no word that anybody typed.
        yield Pane(name=view, label=words.VIEWS[view], content=mark_safe(f"{paint}{line}"))


def _figures(drawing: Drawing) -> tuple[str, str]:
    size, sides = extent(drawing), symmetry(drawing)
    if not size.zones:
        return _("nothing painted"), ""
    places = ngettext("%d place", "%d places", size.zones) % size.zones
    area = _("about %(cm2)s cm²") % {"cm2": f"{size.cm2:.0f}"}
    right = sides.right_share if sides.right_share is not None else 0.5
    share = max(right, 1.0 - right)
    if share < ONE_SIDED:
        return f"{places}, {area}", _("on both sides")
    side = _("right") if right >= ONE_SIDED else _("left")
    return f"{places}, {area}", _("%(share)s\u202f%% on the %(side)s") % {
        "share": f"{share * 100:.0f}",
        "side": side,
    }


def _strongest(marks: list[Mark]) -> str:
    said = [mark.intensity for mark in marks if mark.intensity is not None]
    return _("strongest %(number)s of 10") % {"number": f"{max(said):g}"} if said else ""


def _since(marks: list[Mark], drawing: Drawing, earlier: list[Mark], was: Drawing) -> Iterable[str]:
    """What moved, in words: how much of either is in both, the size, and the strength at its worst."""
    shared = overlap(was, drawing).area
    if shared is not None:
        yield _("%(share)s\u202f%% of the skin is in both drawings") % {"share": f"{shared * 100:.0f}"}
    old, new = extent(was).cm2, extent(drawing).cm2
    if old and abs(new / old - 1.0) >= 0.1:
        change = _("larger") if new > old else _("smaller")
        yield _("%(share)s\u202f%% %(change)s") % {
            "share": f"{abs(new / old - 1.0) * 100:.0f}",
            "change": change,
        }
    worst = [
        max((m.intensity for m in one if m.intensity is not None), default=None) for one in (earlier, marks)
    ]
    if None not in worst and worst[0] != worst[1]:
        yield _("strongest %(now)s, was %(was)s of 10") % {"now": f"{worst[1]:g}", "was": f"{worst[0]:g}"}


def _drawn(marks: list[Mark], strokes: Any) -> Drawing:
    return read(json.dumps(strokes)) if strokes else of_marks(marks)


def _marks(value: Any) -> list[Mark]:
    return [Mark(zone=one["zone"], side=one["side"], intensity=one.get("intensity"), worst=one.get("worst", False))
            for one in value]  # fmt: skip
