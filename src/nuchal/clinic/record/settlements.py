"""What is recorded when someone says which of two sources that disagree is right."""

from __future__ import annotations

from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import Origin
from nuchal.reasoning.disagreements import Disagreement


def settled_entry(one: Disagreement, holds: str, *, origin: Origin) -> Entry:
    """The source that holds, with what both say now: another answer later opens the question again."""
    return Entry(
        section=Section.SETTLEMENT,
        key=one.rule.id,
        profile=one.profile,
        value={"holds": holds, "said": list(one.said)},
        origin=origin.value,
    )
