"""
The drawing with the referral of every ranked structure over it, as prepared layers.

Each structure has its layer in each view; the style sheet shows the layer of the row that is chosen or pointed at. So
nothing is fetched and nothing is computed when a finger moves, and it works by keyboard and without scripts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from nuchal.bodymap.atlas import Place
from nuchal.bodymap.outlines import outline, silhouette
from nuchal.letters import figures, words
from nuchal.letters.alternatives import drawing_alternative
from nuchal.letters.parts import ProfileReport, Row

VIEWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One picture: the plate's name, what it shows in words, and the paint and layers over the plate."""

    name: str
    label: str
    alternative: str
    content: SafeString


def views_of(profile: ProfileReport) -> tuple[View, ...]:
    """The fewest pictures that show what was painted, the best first; the head from behind where nothing was."""
    pain = figures.pain_steps(profile.drawing.marks if profile.drawing else ())
    best = figures.best_views(pain, VIEWS) or (("back",) if not pain else ())
    shown = (*best, *(view for view in ("back", "front", "right") if view not in best))[:VIEWS]
    return tuple(_view(view, profile, pain) for view in shown)


def _view(view: str, profile: ProfileReport, pain: dict[Place, int]) -> View:
    paint = figures.overlay(figures.Picture(view=view, pain=pain), f"paint-{view}")
    layers = "".join(_layer(view, row) for row in profile.rows)
    clip = f'<clipPath id="clip-{view}"><path clip-rule="evenodd" d="{silhouette(view)}"/></clipPath>'
    return View(
        name=view,
        label=words.VIEWS[view],
        alternative=drawing_alternative(view, profile, None) if profile.places else words.SEEN[view],
        content=mark_safe(f'{paint}{clip}<g clip-path="url(#clip-{view})">{layers}</g>'),
    )


def _layer(view: str, row: Row) -> str:
    lines = _lines(view, tuple(sorted(row.core)), tuple(sorted(row.spill)), f"ref-{row.rank}-{view}")
    return f'<g class="ref-layer ref-no-{row.rank}">{lines}</g>' if lines else ""


@lru_cache(maxsize=1024)
def _lines(view: str, core: tuple[Place, ...], spill: tuple[Place, ...], name: str) -> str:
    """One line around all usual places and one around the others; a mask hides the lines between neighbours."""
    usual, sometimes = _joined(view, core), _joined(view, spill)
    parts = []
    for kind, path, beside in (("spill", sometimes, usual), ("core", usual, "")):
        if not path:
            continue
        id = f"{name}-{kind}"
        parts.append(
            f'<defs><path id="{id}" d="{path}"/></defs><mask id="{id}-m" maskUnits="userSpaceOnUse" x="0" y="0" '
            f'width="{figures.WIDTH}" height="{figures.HEIGHT}"><rect width="{figures.WIDTH}" '
            f'height="{figures.HEIGHT}" fill="#fff"/><use href="#{id}" fill="#000" stroke="#000" stroke-width="3"/>'
            + (f'<path d="{beside}" fill="#000" stroke="#000" stroke-width="3"/>' if beside else "")
            + f'</mask><use href="#{id}" class="ref-{kind} ref-line" mask="url(#{id}-m)"/>'
        )
    return "".join(parts)


def _joined(view: str, places: Iterable[Place]) -> str:
    return " ".join(filter(None, (outline(view, zone, side) for zone, side in places)))
