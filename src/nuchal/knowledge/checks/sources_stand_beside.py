"""Every item names its sources, and every source exists."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain, nearest

_NO_CLINICAL_CONTENT = (schema.Source,)


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per item without a source and per source that is not described."""
    sources = read.knowledge.sources
    for item, document in read.pairs:
        if isinstance(item, _NO_CLINICAL_CONTENT):
            continue
        if not item.sources:
            yield complain(document, ("sources",), f"{item.id} has no source", "Nothing without a source.")
        for index, citation in enumerate(item.sources):
            place = ("sources", index, "ref")
            if citation.ref not in sources:
                yield complain(
                    document, place, f"{citation.ref!r} is no source",
                    nearest(citation.ref, sources) or f"Describe it in sources/{citation.ref}.yaml.",
                )  # fmt: skip
            elif citation.mark in ("found", "found2") and citation.ref in (
                "general_literature",
                "nuchal_design",
            ):
                yield complain(
                    document, place, f"{citation.ref} cannot be `{citation.mark}`", "Mark it known or design."
                )
