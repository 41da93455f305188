"""What a client chooses in place of a number leaves no gap, and no criterion cuts through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain, criteria_of
from nuchal.knowledge.expressions import leaves, parse

WHOLE = re.compile(r"\d+")


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per span that is left out, named twice, or leaves a criterion undecided."""
    limits = _limits(read)
    for finding, document in read.of(schema.Finding):
        if not finding.spans:
            continue
        if finding.value != "number":
            yield complain(document, ("spans",), f"{finding.id} is no number, so it has no spans")
        if finding.spans[0].least > max(finding.least or 0, 1) or finding.spans[-1].most is not None:
            yield complain(document, ("spans",), "the spans begin at nothing or at one, and end open")
        for index, (before, after) in enumerate(pairwise(finding.spans), start=1):
            if before.most is None or after.least != before.most + 1:
                yield complain(document, ("spans", index), "spans leave a gap or overlap")
        for first in sorted(limits.get(finding.id, ())):
            for index, span in enumerate(finding.spans):
                if span.least < first and (span.most is None or span.most >= first):
                    yield complain(
                        document, ("spans", index),
                        f"a criterion tells {first - 1} from {first}, and \"{span.says}\" means both",
                        "Begin another span there.",
                    )  # fmt: skip


def _limits(read: Read) -> dict[str, set[int]]:
    """Finding -> the first whole number on the far side of each limit that a criterion uses."""
    found: dict[str, set[int]] = {}
    for item, _document in read.pairs:
        for _place, criterion in criteria_of(item):
            for leaf in leaves(parse(criterion)):
                if leaf.verb == "compare" and WHOLE.fullmatch(leaf.values[0]):
                    beyond = 1 if leaf.operator in (">", "<=") else 0
                    found.setdefault(leaf.subject, set()).add(int(leaf.values[0]) + beyond)
    return found
