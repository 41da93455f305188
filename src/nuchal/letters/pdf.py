"""
The report as a PDF for printing and sending: tagged (PDF/UA-1), A4, shipped fonts only, the same bytes every time.

Typst sets `report.typ`; everything it shows arrives as JSON, so that the template holds layout and no clinical word.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.resources import as_file, files
from typing import Any

from nuchal.errors import UsageError
from nuchal.knowledge.base import Knowledge
from nuchal.letters import figures, words
from nuchal.letters.alternatives import drawing_alternative, referral_alternative
from nuchal.letters.content import report_of
from nuchal.letters.figures import Picture
from nuchal.letters.icons import inked
from nuchal.letters.parts import ProfileReport, Report, Row
from nuchal.reasoning.pathway import Assessment

_INKS = {
    "emergency": "#fff5ee", "same_day": "#85380a", "refer_first": "#634900", "modify": "#364966", "open": "#775800",
    "none": "#2c6846", "yes": "#2c6846", "no": "#574c41", "lock": "#574c41", "plus": "#2c6846", "minus": "#574c41",
    "hand": "#574c41", "brand": "#2a231d",
}  # fmt: skip


def report_pdf(found: Assessment, knowledge: Knowledge) -> bytes:
    """
    The report of an assessment as a tagged PDF.

    Without a clock: a PDF of the same assessment has the same bytes on every day. Needs the extra `nuchal[pdf]`.
    """
    try:
        import typst  # noqa: PLC0415 - an extra; every other command works without it
    except ImportError as missing:
        raise UsageError(
            "the PDF needs typst, which is not installed", remedy="Install it: pip install 'nuchal[pdf]'."
        ) from missing
    told = json.dumps(_told(report_of(found, knowledge)), ensure_ascii=False, default=sorted)
    with as_file(files("nuchal.letters")) as folder:
        return bytes(
            typst.compile(
                folder / "report.typ",
                format="pdf",
                pdf_standards=["ua-1"],
                font_paths=[folder / "fonts"],
                ignore_system_fonts=True,
                sys_inputs={"report": told},
            )
        )


def _told(report: Report) -> dict[str, Any]:
    return {
        **_printable(asdict(replace(report, profiles=()))),
        "profiles": [_profile(profile) for profile in report.profiles],
        "icons": {name: inked(name, ink) for name, ink in _INKS.items()},
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
    plain: dict[str, Any] = _printable(asdict(replace(profile, drawing=None, rows=())))
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
    plain: dict[str, Any] = _printable(asdict(replace(row, core=frozenset(), spill=frozenset())))
    if view is None:
        return {**plain, "picture": None}
    picture = Picture(view=view, pain={}, core=row.core, spill=row.spill)
    return {**plain, "picture": {"svg": figures.paper(picture), "alt": referral_alternative(view, row)}}


def _printable(value: Any) -> Any:
    """The same with every character that our fonts lack replaced; a PDF/UA file may not hold an empty box."""
    if isinstance(value, str):
        return "".join(letter if _has(letter) else _nearest(letter) for letter in value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, (list, tuple)) else value


_EXTRA = frozenset(0x2013 + n for n in (0, 1, 5, 6, 7, 9, 10, 11)) | {
    0x2022,
    0x2026,
    0x2009,
    0x20AC,
    0x2032,
    0x2033,
}
_EXTRA |= {0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2190, 0x2191, 0x2192, 0x2193, 0x3BA}


def _has(letter: str) -> bool:
    code = ord(letter)
    return 0x20 <= code < 0x7F or 0xA0 <= code < 0x180 or code in _EXTRA or letter == "\n"


def _nearest(letter: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if _has(part))
    return plain or ("" if unicodedata.category(letter).startswith(("M", "C")) else "?")
