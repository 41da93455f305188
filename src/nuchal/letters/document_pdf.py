"""A document as a tagged PDF: the same parts as its plain text, with the drawing and the exercises as pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from nuchal.letters import figures, phrases, words
from nuchal.letters.alternatives import painted_alternative
from nuchal.letters.document import Block, Card, Document, Habit, Painted, Signature
from nuchal.letters.figures import Picture
from nuchal.letters.head import envelope_rows
from nuchal.letters.icons import inked_all
from nuchal.letters.typesetting import printable, typeset

_TOGETHER: dict[type[Block], str] = {Card: "cards", Habit: "habits", Signature: "signatures"}
_VIEWS = 2


def document_pdf(document: Document) -> bytes:
    """
    The document on the paper that its envelope names.

    Raises UsageError where the extra `nuchal[pdf]` is not installed, and Unprintable where no font has a character.
    """
    envelope = asdict(replace(document.envelope, logo=None))
    return typeset(
        "document.typ",
        {
            "kind": phrases.ROLES[document.role],
            "title": printable(document.title),
            "reader": "client" if document.role.is_for_client else "staff",
            "paper": document.envelope.paper,
            "envelope": printable(envelope),
            "logo": list(document.envelope.logo) if document.envelope.logo else None,
            "rows": printable(envelope_rows(document)),
            "blocks": _blocks(document.blocks),
            "foot": printable(document.foot),
            "warning": printable(document.warning),
            "icons": inked_all(),
            "words": {"page": words.PAGE, "where": phrases.WHERE, "signed": phrases.SIGNED},
        },
    )


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Every block as plain values; cards, and habits, that follow one another are laid out together."""
    told: list[dict[str, Any]] = []
    for kind, run in groupby(blocks, key=type):
        if kind in _TOGETHER:
            told.append({"kind": _TOGETHER[kind], "all": [_block(block) for block in run]})
        else:
            told += [_block(block) for block in run]
    return told


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Painted):
        return {"kind": kind, "places": printable(block.places), "pictures": _pictures(block)}
    told: dict[str, Any] = {"kind": kind, **printable(asdict(block))}
    if isinstance(block, Card):
        told["picture"] = block.picture
    return told


def _pictures(block: Painted) -> list[dict[str, str]]:
    pain = figures.pain_steps(block.drawing.marks) if block.drawing else {}
    return [
        {
            "svg": figures.paper(Picture(view=view, pain=pain, hand=block.hand)),
            "alt": printable(painted_alternative(view, block.places)),
        }
        for view in figures.best_views(pain, _VIEWS)
    ]
