"""Small checks of the knowledge base, one rule per module; `run` applies them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from nuchal.errors import NuchalError
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.checks import (
    care_refers_to_what_exists,
    checklists_cover_the_screen,
    client_words_keep_to_the_claims,
    criteria_can_be_read,
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

Check = Callable[[Read], Iterable[NuchalError]]

CHECKS: tuple[Check, ...] = (
    criteria_can_be_read.check,
    references_exist.check,
    sources_stand_beside.check,
    reviews_are_honest.check,
    questions_can_be_asked.check,
    checklists_cover_the_screen.check,
    intake_can_be_asked.check,
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
    knowledge = Knowledge(release="unchecked", digest="", items=tuple(item for item, _ in pairs))
    read = Read(pairs, knowledge)
    unreadable = list(criteria_can_be_read.check(read))
    if unreadable:
        return len(pairs), errors + unreadable
    for check in CHECKS:
        errors.extend(check(read))
    return len(pairs), errors
