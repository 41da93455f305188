"""
The drawing with the referral of every ranked structure over it, as prepared layers.

Each structure has its layer in each view; the style sheet shows the layer of the row that is chosen or pointed at. So
nothing is fetched and nothing is computed when a finger moves, and it works by keyboard and without scripts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from nuchal.bodymap.atlas import Place
from nuchal.bodymap.outlines import body
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
    paint = figures.overlay(figures.Picture(view=view, pain=pain, hand=profile.hand), f"paint-{view}")
    layers = "".join(_layer(view, row) for row in profile.rows)
    return View(
        name=view,
        label=words.VIEWS[view],
        alternative=drawing_alternative(view, profile, None) if profile.places else words.SEEN[view],
        content=mark_safe(
            f'{paint}{body(view, f"ref-{view}")}<g clip-path="url(#ref-{view}-clip)">{layers}</g>'
        ),
    )


def _layer(view: str, row: Row) -> str:
    lines = figures.referral_lines(view, frozenset(row.core), frozenset(row.spill))
    return f'<g class="ref-layer ref-no-{row.rank}">{lines}</g>' if lines else ""
