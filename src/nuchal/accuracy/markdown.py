"""Shares, tables and running text as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from nuchal.accuracy.measures import Proportion

FEWEST = 20
"""Rows that rest on fewer clients are marked: their interval says more than their share."""


def cells(found: Proportion) -> tuple[str, str]:
    """Share with its count, and its interval, as two cells."""
    if not found.total:
        return "none", ""
    few = " (few)" if found.total < FEWEST else ""
    return f"{found.share:.1%} ({found.hits} of {found.total}){few}", interval(found)


def cell(found: Proportion) -> str:
    """Share with count and interval in one cell or sentence."""
    return ", ".join(part for part in cells(found) if part)


def interval(found: Proportion) -> str:
    """The 95 % interval in words."""
    low, high = found.interval
    return f"{low:.1%} to {high:.1%}"


def prose(text: str) -> str:
    """Running text in lines of readable length; a list item is indented."""
    return textwrap.fill(text, width=118, subsequent_indent="  " if text.startswith("- ") else "")


def bar(share: float) -> str:
    """A share as a bar of at most twenty blocks."""
    return "█" * round(20 * share)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(part.replace("|", "/") for part in row) + " |"
