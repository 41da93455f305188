"""What the pages of the terminal share: headings, sections, indents, and the words and marks of an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from nuchal.knowledge.schema import Level
from nuchal.letters.words import TIERS
from nuchal.reasoning.truth import Truth

LEVEL_WORDS = {level: word.upper() for level, word in TIERS.items()} | {Level.NONE: "none"}
"""The level of a danger sign, as it stands out on a terminal."""
MARKS = {Truth.YES: ("✓", "green"), Truth.NO: ("✗", "dim"), Truth.UNKNOWN: ("?", "yellow")}
"""Sign and style of met, not met and open."""


def mark(truth: Truth) -> tuple[str, str]:
    """The mark before a line, with its style."""
    sign, style = MARKS[truth]
    return f"{sign} ", style


def heading(text: str) -> RenderableType:
    """The title of a part, with an empty line above."""
    return Padding(Text(text, style="bold underline"), (1, 0, 0, 0))


def indented(part: RenderableType, by: int = 2) -> RenderableType:
    """A part moved to the right, all its lines."""
    return Padding(part, (0, 0, 0, by))


def section(title: str, lines: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """A heading with its lines; nothing where there are none."""
    told = list(lines)
    if told:
        yield heading(title)
        yield from map(indented, told)
