"""Whatever a client or therapist is asked has its question, and its answers are complete."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per finding that could not be asked or answered."""
    for finding, document in read.of(schema.Finding):
        if finding.asked_of == "client" and not finding.question:
            yield complain(document, ("asked_of",), f"{finding.id} is asked of clients but has no question")
        if finding.asked_of in ("therapist", "physician") and not finding.prompt:
            yield complain(document, ("asked_of",), f"{finding.id} has no prompt for the {finding.asked_of}")
        for field in ("question", "prompt"):
            text = getattr(finding, field)
            if text and not text.rstrip().endswith((".", "?")):
                yield complain(
                    document, (field,), f"{finding.id}: its {field} ends without a full stop or question mark"
                )
        has_options = finding.value in ("choice", "choices")
        if has_options != bool(finding.options):
            yield complain(
                document, ("value",), f"{finding.id}: a {finding.value} finding and its options disagree"
            )
        ids = [option.id for option in finding.options]
        if len(set(ids)) < len(ids):
            yield complain(document, ("options",), f"{finding.id}: an option stands twice")
        for index, option in enumerate(finding.options):
            for meaning in option.means:
                if meaning not in ids:
                    yield complain(document, ("options", index), f"{meaning!r} is no option of {finding.id}")
        if finding.denied is not None and finding.value != "yes_no":
            yield complain(
                document, ("denied",), f"{finding.id} is no yes/no finding, so it cannot be denied"
            )
        if finding.value == "number" and finding.unit is None:
            yield complain(document, ("value",), f"{finding.id} is a number without a unit")
