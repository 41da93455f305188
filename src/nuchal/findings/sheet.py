"""A written sheet while it is read: its parts by name, and every mistake with its line and its remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from nuchal.errors import FindingError, NuchalError
from nuchal.findings.model import SIDES, Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.yaml12 import Document

Place = tuple[str | int, ...]


class Sheet:
    """A document, the vocabulary that it is read with, and the mistakes found so far."""

    def __init__(self, document: Document, knowledge: Knowledge) -> None:
        self.document = document
        self.knowledge = knowledge
        self.errors: list[NuchalError] = []

    def mapping(self, value: Any, place: Place) -> dict[str, Any]:
        """Keys with values, or a complaint and nothing."""
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        self.complain(f"`{place[-1] if place else 'file'}` takes keys with values", place)
        return {}

    def list(self, value: Any, place: Place) -> list[Any]:
        """A list, or a complaint and nothing."""
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.complain(f"`{place[-1]}` is a list", place)
        return []

    def refuse_unknown_keys(self, entry: Mapping[str, Any], known: set[str], place: Place, what: str) -> None:
        """Complain about every key that has no meaning here."""
        for key in entry:
            if key not in known:
                self.complain(
                    f"`{key}` is unknown in {what}",
                    (*place, key),
                    suggestion(str(key), known) or f"Known here: {', '.join(sorted(known))}.",
                )

    def complain(self, message: str, place: Place, remedy: str = "") -> None:
        """Note a mistake with its line."""
        self.errors.append(
            FindingError(message, path=self.document.path, line=self.document.line(*place), remedy=remedy)
        )

    def is_zone(self, zone: Any, place: Place) -> bool:
        """Whether this is a place of the body map; complains if not."""
        if isinstance(zone, str) and zone in self.knowledge.zones:
            return True
        self.complain(
            f"{zone!r} is no zone of the body map",
            place,
            suggestion(str(zone), self.knowledge.zones) or "`nuchal zones` lists the 61 places.",
        )
        return False

    def sides(self, value: Any, place: Place, *, both: bool) -> tuple[Side, ...]:
        """The side or sides meant; complains and gives none if none is meant."""
        if value in ("left", "right"):
            return (value,)
        if value == "both" and both:
            return SIDES
        wanted = "left, right or both" if both else "left or right"
        self.complain(f"side {value!r}" if value else "the side is missing", place, f"Write {wanted}.")
        return ()


def suggestion(word: str, known: Iterable[str]) -> str:
    """How to mend a word that is not known: the nearest known ones."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else ""
