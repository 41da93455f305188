"""The rules of a danger sign stand from most to least urgent."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per sign without rules or with rules out of order."""
    for sign, document in read.of(schema.DangerSign):
        ranks = [rule.level.rank for rule in sign.levels]
        if not ranks:
            yield complain(document, ("levels",), f"{sign.id} has no rule")
        if ranks != sorted(ranks, reverse=True):
            yield complain(document, ("levels",), f"{sign.id}: put the most urgent rule first")
