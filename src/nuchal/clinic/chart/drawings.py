"""
The drawings of an episode beside one another: how large, how one-sided, how strong, and what moved
since the one before.

Sizes are of skin on the mean adult; a drawing whose strokes were not kept counts every named place as painted whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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
from nuchal.clinic.record.episodes import Episode, Finding, Section
from nuchal.findings.model import Mark
from nuchal.letters import figures, words
from nuchal.letters.content import mark_words

VIEWS = 2
ONE_SIDED = 0.75
"""From this share of the skin on a drawing is called one-sided."""
CLEARLY = 0.1
"""A change of size below this share is not worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One view of a drawing: its paint, and a line around what was painted the time before."""

    name: str
    label: str
    content: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawing as it was recorded: its marks, and the strokes of the hand where they were kept."""

    row: Finding
    marks: list[Mark]
    kept: Drawing | None

    @property
    def whole(self) -> Drawing:
        """Every marked place as if it were painted whole."""
        return of_marks(self.marks)

    @property
    def best(self) -> Drawing:
        """The strokes, or else whole places."""
        return self.kept or self.whole


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
    told = _drawn(viewer, rows)
    shown = [_shown(one, before) for one, before in zip(told, [None, *told], strict=False)]
    return shown[::-1]


def size_of(viewer: Viewer, row: Finding | None) -> str:
    """How much skin a drawing covers, and on which side; empty where there is none."""
    if row is None or not row.value:
        return ""
    return ", ".join(part for part in _figures(_drawn(viewer, [row])[0].best) if part)


def _drawn(viewer: Viewer, rows: Sequence[Finding]) -> list[Drawn]:
    seen = episodes.Drawing.objects.visible_to(viewer).filter(finding__in=rows)
    kept = {one.finding_id: read(json.dumps(one.strokes)) for one in seen if one.strokes}
    return [Drawn(row=row, marks=_marks(row.value), kept=kept.get(row.pk)) for row in rows]


def _shown(one: Drawn, before: Drawn | None) -> Shown:
    size, side = _figures(one.best)
    return Shown(
        at=one.row.at,
        who=who(one.row),
        panes=tuple(_panes(one, before)),
        size=size,
        side=side,
        strongest=_strongest(one),
        since=tuple(_since(one, before)) if before else (),
        places=tuple(mark_words(mark, knowledge()) for mark in one.marks),
        holds=one.row.until is None,
    )


def _panes(one: Drawn, before: Drawn | None) -> Iterable[Pane]:
    pain = figures.pain_steps(one.marks)
    was = frozenset((mark.zone, mark.side) for mark in before.marks) if before else frozenset()
    seen = figures.best_views({**dict.fromkeys(was, 1), **pain}, VIEWS) or ("back",)
    for view in seen:
        name = f"d{one.row.sequence}-{view}"
        line = figures.referral_lines(view, frozenset(), was) if was else ""
        paint = figures.overlay(figures.Picture(view=view, pain=pain, hand=one.kept), f"{name}-p")
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


def _worst(one: Drawn) -> float | None:
    return max((mark.intensity for mark in one.marks if mark.intensity is not None), default=None)


def _strongest(one: Drawn) -> str:
    worst = _worst(one)
    return _("strongest %(number)s of 10") % {"number": f"{worst:g}"} if worst is not None else ""


def _since(one: Drawn, before: Drawn) -> Iterable[str]:
    """What moved, in words: how much of either is in both, the size, and the strength at its worst."""
    both_kept = one.kept is not None and before.kept is not None
    # Strokes against whole places would shrink every drawing by itself.
    now, was = (one.best, before.best) if both_kept else (one.whole, before.whole)
    shared = overlap(was, now).area
    if shared is not None:
        yield _("%(share)s\u202f%% of the skin is in both drawings") % {"share": f"{shared * 100:.0f}"}
    old, new = extent(was).cm2, extent(now).cm2
    if old and abs(new / old - 1.0) >= CLEARLY:
        change = _("larger") if new > old else _("smaller")
        share = f"{abs(new / old - 1.0) * 100:.0f}"
        yield _("%(share)s\u202f%% %(change)s") % {"share": share, "change": change}
    worst, earlier = _worst(one), _worst(before)
    if worst is not None and earlier is not None and worst != earlier:
        yield _("strongest %(now)s, was %(was)s of 10") % {"now": f"{worst:g}", "was": f"{earlier:g}"}


def _marks(value: Any) -> list[Mark]:
    return [Mark(zone=one["zone"], side=one["side"], intensity=one.get("intensity"), worst=one.get("worst", False))
            for one in value]  # fmt: skip
