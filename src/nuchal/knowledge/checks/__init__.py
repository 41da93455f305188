"""Small checks of the knowledge base, one rule per module; `run` applies them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nuchal.errors import NuchalError
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.checks import (
    care_refers_to_what_exists,
    checklists_cover_the_screen,
    client_words_keep_to_the_claims,
    criteria_can_be_read,
    guardians_can_answer,
    intake_can_be_asked,
    levels_descend,
    neighbours_agree,
    numbers_make_sense,
    questions_can_be_asked,
    references_exist,
    reviews_are_honest,
    sources_stand_beside,
    spans_are_whole,
    types_refer_without_circles,
)
from nuchal.knowledge.checks.places import Read
from nuchal.knowledge.reading import default_folder, read_items
from nuchal.knowledge.yaml12 import Document

Check = Callable[[Read], Iterable[NuchalError]]

CHECKS: tuple[Check, ...] = (
    criteria_can_be_read.check,
    references_exist.check,
    sources_stand_beside.check,
    reviews_are_honest.check,
    questions_can_be_asked.check,
    checklists_cover_the_screen.check,
    intake_can_be_asked.check,
    guardians_can_answer.check,
    spans_are_whole.check,
    levels_descend.check,
    neighbours_agree.check,
    numbers_make_sense.check,
    types_refer_without_circles.check,
    care_refers_to_what_exists.check,
    client_words_keep_to_the_claims.check,
)


def run(folder: Path | None = None) -> tuple[int, list[NuchalError]]:
    """Number of items, and everything that is wrong with the knowledge in `folder`."""
    pairs, errors = read_items(folder or default_folder())
    return len(pairs), errors + errors_in(pairs)


def errors_in(pairs: list[tuple[Any, Document]]) -> list[NuchalError]:
    """Everything that is wrong with these items; where criteria cannot be read, only those."""
    knowledge = Knowledge(release="unchecked", digest="", items=tuple(item for item, _ in pairs))
    read = Read(pairs, knowledge)
    unreadable: list[NuchalError] = list(criteria_can_be_read.check(read))
    return unreadable or [error for check in CHECKS for error in check(read)]
