"""Probabilities lie between 0 and 1, ranges have an order, ages leave no gap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per number that cannot be."""
    for test, document in read.of(schema.Test):
        for index, accuracy in enumerate(test.accuracy):
            values = (accuracy.sensitivity, accuracy.specificity)
            if any(value is not None and not 0 <= value <= 1 for value in values):
                yield complain(document, ("accuracy", index), "sensitivity and specificity run from 0 to 1")
            if None in values and not accuracy.why_null:
                yield complain(
                    document, ("accuracy", index), "an unknown figure says why", "Fill in why_null."
                )
    for item, document in read.of(schema.Presentation):
        places = {**item.own_pain, **item.structures, "share": item.share}
        for name, value in places.items():
            if not 0 <= value <= 1:
                yield complain(document, (), f"{name}: {value} is no probability")
        for index, feature in enumerate(item.features):
            if not 0 < feature.probability < 1:
                yield complain(document, ("features", index), "a feature is never certain: use 0.01 to 0.99")
        if abs(sum(item.sides.values()) - 1) > 1e-9:
            yield complain(document, ("sides",), "the shares of the sides must add up to 1")
    for finding, document in read.of(schema.Finding):
        if finding.base_rate is not None and not 0 < finding.base_rate < 1:
            yield complain(document, ("base_rate",), "a base rate lies between 0 and 1")
    yield from _ages(read)


def _ages(read: Read) -> Iterator[KnowledgeError]:
    norms = sorted(read.of(schema.RomNorm), key=lambda pair: pair[0].ages)
    for (before, _), (after, document) in pairwise(norms):
        if after.ages[0] != before.ages[1] + 1:
            yield complain(
                document, ("ages",), f"ages {before.ages[1]} to {after.ages[0]} leave a gap or overlap"
            )
