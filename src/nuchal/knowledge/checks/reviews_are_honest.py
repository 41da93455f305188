"""Nobody signs for a clinician: a reviewed item names who, when, and until when it holds."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per review state that its fields do not support."""
    for item, document in read.pairs:
        if isinstance(item, schema.Source):
            continue
        review, place = item.review, ("review", "state")
        if review.state == "reviewed" and not (review.by and review.still_valid_on and review.due):
            yield complain(
                document, place, "reviewed by nobody, or without dates", "Fill in by, still_valid_on and due."
            )
        if review.state == "drafted" and review.by:
            yield complain(
                document, place, "a draft names a reviewer", "Set `reviewed`, or take the name out."
            )
        if (review.state == "retired") != (item.retired_for is not None):
            yield complain(document, place, "a retired item says what replaces it, and only a retired one")
