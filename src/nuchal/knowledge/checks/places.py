"""What a check gets: the items with their files, and a way to complain about a line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nuchal.errors import KnowledgeError
from nuchal.knowledge import asking, care, schema
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.yaml12 import Document

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Read:
    """All items with their documents, and the same items as a knowledge base."""

    pairs: list[tuple[Any, Document]]
    knowledge: Knowledge

    def of(self, kind: type[Any]) -> Iterator[tuple[Any, Document]]:
        """Items of one kind with their documents."""
        return ((item, document) for item, document in self.pairs if isinstance(item, kind))


def complain(document: Document, place: Place, message: str, remedy: str = "") -> KnowledgeError:
    """An error at a place in an item's file."""
    return KnowledgeError(message, path=document.path, line=document.line(*place), remedy=remedy)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest known words."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def criteria_of(item: Any) -> Iterator[tuple[Place, schema.Criterion]]:
    """Every criterion of an item, with its place in the file."""
    if isinstance(item, schema.Finding) and item.derived_when is not None:
        yield ("derived_when",), item.derived_when
    if isinstance(item, schema.Finding) and item.ruled_out_when is not None:
        yield ("ruled_out_when",), item.ruled_out_when
    if isinstance(item, asking.Checklist) and item.shown_when is not None:
        yield ("shown_when",), item.shown_when
    if isinstance(item, (asking.Checklist, asking.QuestionGroup)):
        for number, fitted in enumerate(item.fitted):
            yield ("fitted", number, "when"), fitted.when
    if isinstance(item, asking.Disagreement):
        yield ("when",), item.when
    if isinstance(item, schema.DangerSign):
        for index, rule in enumerate(item.levels):
            yield ("levels", index, "when"), rule.when
    if isinstance(item, schema.Headache):
        for letter, criterion in item.criteria.items():
            yield ("criteria", letter, "when"), criterion.when
    if isinstance(item, schema.Structure):
        for index, association in enumerate(item.associated):
            yield ("associated", index, "when"), association.when
        for index, provocation in enumerate(item.provoked_by):
            yield ("provoked_by", index, "when"), provocation.when
    if isinstance(item, schema.Test):
        for name in ("positive_when", "borderline_when", "do_not_when"):
            if getattr(item, name) is not None:
                yield (name,), getattr(item, name)
    if isinstance(item, schema.Presentation):
        for index, feature in enumerate(item.features):
            yield ("features", index, "when"), feature.when
    if isinstance(item, care.Technique):
        for index, indication in enumerate(item.indications):
            if indication.when is not None:
                yield ("indications", index, "when"), indication.when
    if isinstance(item, (care.Exercise, care.Advice, care.Pattern)) and item.when is not None:
        yield ("when",), item.when
    if isinstance(item, (care.Technique, care.Exercise, care.Advice)):
        for index, gate in enumerate(item.gates):
            yield ("gates", index, "when"), gate.when
