"""Which sources stand behind what the report shows, and were they read or only known?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Citation
from nuchal.letters import words
from nuchal.reasoning.pathway import Assessment

SHOWN_SOURCES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source: how it reads, what it stands behind here, and its mark."""

    says: str
    behind: str
    mark: str
    url: str


def sources_of(
    found: Assessment, knowledge: Knowledge, *, shown: tuple[str, ...]
) -> tuple[tuple[SourceLine, ...], int]:
    """The sources of the danger signs, types and structures that are shown, in that order, and how many are left."""
    behind: dict[str, dict[str, None]] = {}
    marks: dict[str, set[str]] = {}
    for item, citation in _citations(found, knowledge, shown):
        if citation.mark in words.MARK_NAMES:
            behind.setdefault(citation.ref, {})[item] = None
            marks.setdefault(citation.ref, set()).add(citation.mark)
    read = sorted(
        behind, key=lambda ref: marks[ref] == {"known"}
    )  # what was read first, in order of appearance
    lines = tuple(
        SourceLine(says=_reference(knowledge.sources[ref]), behind=", ".join(list(behind[ref])[:3]),
                   mark=" and ".join(words.MARK_NAMES[mark] for mark in words.MARK_NAMES if mark in marks[ref]),
                   url=_address(knowledge.sources[ref]))
        for ref in read[:SHOWN_SOURCES]
    )  # fmt: skip
    return lines, max(0, len(read) - SHOWN_SOURCES)


def _citations(
    found: Assessment, knowledge: Knowledge, shown: tuple[str, ...]
) -> Iterator[tuple[str, Citation]]:
    for result in found.screening.positive[:3]:
        yield from ((result.sign.name, citation) for citation in result.sign.sources)
    for profile in found.profiles:
        given = [*profile.classification.raised, *(c.result for c in profile.classification.concluded)]
        for given_type in given:
            headache = given_type.headache
            label = headache.code if headache.code.lstrip("A")[:1].isdigit() else headache.name
            yield from ((label, citation) for citation in headache.sources)
    for name in shown:
        structure = knowledge.structures[name]
        yield from ((structure.name, citation) for citation in structure.sources)


def _reference(source: Any) -> str:
    year = f" ({source.year})" if source.year else ""
    head = f"{source.authors}{year}. {source.name}" if source.authors else f"{source.name}{year}"
    return f"{head.rstrip('.')}. {source.published_in}." if source.published_in else f"{head.rstrip('.')}."


def _address(source: Any) -> str:
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return source.url or (f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/" if source.pmid else "")
