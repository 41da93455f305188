"""What two sources say differently, on the chart: both with their words, and one tap to say which of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say
from nuchal.clinic.record.assessing import Known
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.settlements import settled_entry
from nuchal.findings import model
from nuchal.letters.facts import value_words
from nuchal.reasoning.disagreements import Disagreement, Source
from nuchal.reasoning.wording import capital


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One of two sources: the finding, its name, and what it says."""

    finding: str
    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """One disagreement to settle; `asks` is the finding to ask about again, empty where the drawing is all there is."""

    id: str
    profile: str
    name: str
    told: Sequence[Told]
    asks: str


def open_points(known: Known, kind: str) -> list[OpenPoint]:
    """What nobody has settled yet about a kind of headache and about the person."""
    return [_point(one) for one in known.found.open_disagreements if one.profile in ("", kind)]


def settlement(known: Known, *, rule: str, profile: str, holds: str) -> Entry | None:
    """Which source holds, with what both say now; None where these two do not disagree (any more)."""
    for one in known.found.open_disagreements:
        if (one.rule.id, one.profile) == (rule, profile) and holds in one.rule.between:
            return settled_entry(one, holds, origin=model.Origin.THERAPIST)
    return None


def _point(one: Disagreement) -> OpenPoint:
    asked = [s.finding for s in one.sources if knowledge().findings[s.finding].asked_of == "client"]
    return OpenPoint(
        id=one.rule.id,
        profile=one.profile,
        name=say(one.rule.name),
        told=[_told(source) for source in one.sources],
        asks=asked[-1] if asked else "",
    )


def _told(source: Source) -> Told:
    finding = knowledge().findings[source.finding]
    return Told(
        finding=source.finding, name=say(finding.name), says=capital(value_words(finding, source.says))
    )
