"""A document as plain text: for e-mail, for a screen reader, and for a fax that still rules a practice."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from nuchal.letters import phrases
from nuchal.letters.document import (
    Block,
    Card,
    Checked,
    Compact,
    Diary,
    Document,
    Facts,
    Habit,
    Heading,
    Painted,
    Points,
    Signature,
    Strip,
    Table,
    Text,
)
from nuchal.letters.head import envelope_rows

WIDTH = 78
_MARKERS = {"dash": "- ", "tick": "[ ] "}
_OUTCOMES = {"yes": "[x]", "no": "[-]", "unknown": "[?]"}


def document_text(document: Document, width: int = WIDTH) -> str:
    """Every word of the document, wrapped at `width`; pictures give way to their words."""
    lines: list[str] = []
    if document.warning:
        lines += [_rule("!", width), *_wrap(document.warning[0], width), *_wrap(document.warning[1], width)]
        lines += [_rule("!", width), ""]
    lines += [*_envelope(document), document.title, "=" * min(width, len(document.title)), ""]
    for block in document.blocks:
        lines += [*_block(block, width), ""]
    if document.foot:
        lines.append(_rule("-", width))
        for line in document.foot:
            lines += _wrap(line, width)
    return "\n".join(line.rstrip() for line in _squeezed(lines)) + "\n"


def _rule(letter: str, width: int) -> str:
    return letter * width


def _envelope(document: Document) -> Iterable[str]:
    envelope = document.envelope
    yield from (line for line in (envelope.clinic, *envelope.contact) if line)
    for label, told in envelope_rows(document):
        yield f"{label + ':':10}{told}"
    yield ""


def _block(block: Block, width: int) -> Iterable[str]:  # noqa: PLR0912 - one branch per kind of block
    if isinstance(block, Heading):
        yield block.text
        yield "-" * len(block.text)
    elif isinstance(block, Text):
        yield from _wrap(block.text, width)
    elif isinstance(block, Points):
        for number, item in enumerate(block.items, start=1):
            marker = f"{number}. " if block.marker == "number" else _MARKERS[block.marker]
            yield from _wrap(item, width, first=marker)
    elif isinstance(block, Facts):
        for label, told in block.rows:
            yield from _wrap(f"{label}: {told}", width, first="- ")
    elif isinstance(block, Table):
        for row in block.rows:
            cells = (f"{head.lower()} {cell}" for head, cell in zip(block.head[1:], row[1:], strict=True))
            yield from _wrap(f"{row[0]}: {', '.join(cells)}", width, first="- ")
    elif isinstance(block, Strip):
        yield from _wrap(
            f"{block.word.upper()}: {block.text}" if block.word else block.text, width, first="* "
        )
    elif isinstance(block, Checked):
        for letter, says, truth, word in block.rows:
            yield from _wrap(
                f"{letter + '. ' if letter else ''}{says}: {word}", width, first=f"{_OUTCOMES[truth]} "
            )
    elif isinstance(block, Painted):
        yield f"{phrases.WHERE}:"
        for place in block.places:
            yield from _wrap(place, width, first="- ")
    elif isinstance(block, Card):
        yield from _card(block, width)
    elif isinstance(block, Habit):
        yield from _wrap(f"{block.name}. {block.text}", width)
        for mind in block.minds:
            yield from _wrap(mind, width, first="! ")
        for tick in block.ticks:
            yield from _wrap(tick, width, first=_MARKERS["tick"])
    elif isinstance(block, Compact):
        yield f"{block.label}:"
        for item in block.items:
            yield from _wrap(item, width, first="- ")
    elif isinstance(block, Diary):
        yield from _wrap(f"{'; '.join(block.lines)}.", width)
    elif isinstance(block, Signature):
        yield f"{block.who}: {phrases.TO_FILL}"


def _card(card: Card, width: int) -> Iterable[str]:
    yield card.name
    yield "-" * len(card.name)
    if card.because:
        yield from _wrap(card.because, width)
    for number, step in enumerate(card.steps, start=1):
        yield from _wrap(step, width, first=f"{number}. ")
    for label, told in card.facts:
        yield from _wrap(f"{label}: {told}", width, first="- ")
    for mind in card.minds:
        yield from _wrap(mind, width, first="! ")


def _wrap(text: str, width: int, first: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first)) or [""]


def _squeezed(lines: list[str]) -> Iterable[str]:
    """The lines with at most one empty one in a row."""
    for here, line in enumerate(lines):
        if line or (here and lines[here - 1]):
            yield line
