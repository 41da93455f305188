"""Every danger question for clients stands on exactly one intake screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import asking, schema
from nuchal.knowledge.checks.places import Read, complain


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per danger finding that is on no screen or on two, and per line that is not yes/no."""
    knowledge = read.knowledge
    shown = Counter(
        name for item, _ in read.of(asking.Checklist) if item.form == "intake" for name in item.covers
    )
    for finding, document in read.of(schema.Finding):
        is_asked = finding.id in knowledge.danger_findings and finding.asked_of == "client"
        if is_asked and shown[finding.id] != 1:
            yield complain(
                document, ("id",), f"{finding.id} stands on {shown[finding.id]} intake screens",
                "List it under `covers` of exactly one checklist.",
            )  # fmt: skip
    for item, document in read.of(asking.Checklist):
        for index, name in enumerate(item.covers):
            if name in knowledge.findings and knowledge.findings[name].value != "yes_no":
                yield complain(
                    document, ("covers", index), f"{name} cannot be ticked: it is no yes/no finding"
                )
        gated = [name for gate in item.gates for name in gate.covers]
        if item.gates and gated != list(item.covers):
            yield complain(
                document, ("gates",), "the gates cover other lines than the checklist, or in another order"
            )
        if (item.form == "intake") != bool(item.covers):
            yield complain(
                document, ("covers",), "an intake screen covers findings, a visit question opens signs"
            )
