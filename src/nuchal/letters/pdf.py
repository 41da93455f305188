"""The report as a tagged PDF for printing and sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from nuchal.knowledge.base import Knowledge
from nuchal.letters import figures, words
from nuchal.letters.alternatives import drawing_alternative, referral_alternative
from nuchal.letters.content import report_of
from nuchal.letters.figures import Picture
from nuchal.letters.icons import inked_all
from nuchal.letters.parts import ProfileReport, Report, Row
from nuchal.letters.typesetting import printable, typeset
from nuchal.reasoning.pathway import Assessment


def report_pdf(found: Assessment, knowledge: Knowledge) -> bytes:
    """
    The report of an assessment as a tagged PDF.

    Without a clock: a PDF of the same assessment has the same bytes on every day. Needs the extra `nuchal[pdf]`.
    """
    return typeset("report.typ", _told(report_of(found, knowledge)))


def _told(report: Report) -> dict[str, Any]:
    return {
        **printable(asdict(replace(report, profiles=()))),
        "profiles": [_profile(profile) for profile in report.profiles],
        "icons": inked_all(),
        "words": {
            name.lower(): text
            for name, text in vars(words).items()
            if name.isupper() and isinstance(text, str)
        },
    }


def _profile(profile: ProfileReport) -> dict[str, Any]:
    marks = profile.drawing.marks if profile.drawing else ()
    pain = figures.pain_steps(marks)
    first = profile.rows[0] if profile.rows else None
    pictures = [
        {
            "svg": figures.paper(_painted(view, pain, first)),
            "label": words.VIEWS[view],
            "alt": drawing_alternative(view, profile, first),
        }
        for view in figures.best_views(pain, 3)
    ]
    plain: dict[str, Any] = printable(asdict(replace(profile, drawing=None, rows=())))
    return {
        **plain,
        "pictures": pictures,
        "rows": [_row(row) for row in profile.rows],
    }


def _painted(view: str, pain: Mapping[figures.Place, int], first: Row | None) -> Picture:
    if first is None:
        return Picture(view=view, pain=pain)
    return Picture(view=view, pain=pain, core=first.core, spill=first.spill, outlined=True)


def _row(row: Row) -> dict[str, Any]:
    view = next(iter(figures.best_views(figures.referral_weights(row.core, row.spill), 1, near=True)), None)
    plain: dict[str, Any] = printable(asdict(replace(row, core=frozenset(), spill=frozenset())))
    if view is None:
        return {**plain, "picture": None}
    picture = Picture(view=view, pain={}, core=row.core, spill=row.spill)
    return {**plain, "picture": {"svg": figures.paper(picture), "alt": referral_alternative(view, row)}}
