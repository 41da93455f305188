"""
What does an exercise look like? One line drawing per exercise, as SVG, and in words for who cannot see it.

The files beside this module are drawn by `python -m tools.exercises`. They hold no style and no script: colours are
presentation attributes for paper, and classes (`ex-line`, `ex-body`, `ex-hair`, `ex-cloth`, `ex-prop`, `ex-move`,
`ex-ghost`) by which a page may colour them anew.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from xml.etree import ElementTree

from nuchal.errors import UsageError

_SVG = "{http://www.w3.org/2000/svg}"


@cache
def drawn() -> frozenset[str]:
    """The ids of the exercises that have a picture."""
    return frozenset(
        entry.name.removesuffix(".svg") for entry in files(__name__).iterdir() if entry.name.endswith(".svg")
    )


@cache
def picture(exercise_id: str) -> str:
    """The picture of an exercise, as the text of an SVG file."""
    if exercise_id not in drawn():
        raise UsageError(
            f"there is no picture of the exercise {exercise_id!r}",
            remedy="Ask `drawn()` first; a new one is drawn by `make exercises`.",
        )
    return files(__name__).joinpath(f"{exercise_id}.svg").read_text(encoding="utf-8")


def alternative(exercise_id: str) -> str:
    """What the picture shows, in plain words, for who hears the page or the PDF read aloud."""
    return ElementTree.fromstring(picture(exercise_id)).findtext(f"{_SVG}desc", "")
