"""Every criterion is a sentence of the criteria language."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge.checks.places import Read, complain, criteria_of
from nuchal.knowledge.expressions import ExpressionError, parse


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per criterion that cannot be parsed."""
    for item, document in read.pairs:
        for place, criterion in criteria_of(item):
            try:
                parse(criterion)
            except ExpressionError as problem:
                yield complain(document, place, str(problem), "knowledge/README.md lists the sentences.")
