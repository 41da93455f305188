"""What the invented clients have to tell: the written journeys, and clients whose true cause is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from nuchal.cases.reading import read_cases
from nuchal.clinic.record.case_format import Entry, entries_of
from nuchal.clinic.record.episodes import Section
from nuchal.findings.model import Client, Origin
from nuchal.knowledge.base import Knowledge
from nuchal.simulation.clients import generate
from nuchal.simulation.danger import ALL_CLEAN
from nuchal.simulation.dice import generator

BY_HAND = (Section.PALPATION, Section.TEST)


def journeys_folder() -> Path:
    """Where the written journeys lie: inside the installed package, or in the source tree."""
    packaged = Path(__file__).resolve().parents[2] / "_journeys"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[4] / "cases" / "journeys"


def story_of(written: dict[str, Any], knowledge: Knowledge) -> Client:
    """The person behind one line of people.yaml."""
    if "story" in written:
        return read_cases(journeys_folder() / f"{written['story']}.yaml", knowledge)[0].client
    return generate(knowledge, generator(written["seed"], 0), screens=ALL_CLEAN, unanswered=0.1).client


def said(client: Client, knowledge: Knowledge) -> list[Entry]:
    """What the client answers at the intake: nothing that only an examination can show."""
    return [entry for entry in entries_of(client, knowledge) if not _is_examined(entry, knowledge)]


def examined(client: Client, knowledge: Knowledge) -> list[Entry]:
    """What the therapist finds, whoever is named in the story."""
    found = [entry for entry in entries_of(client, knowledge) if _is_examined(entry, knowledge)]
    return [
        replace(entry, origin=Origin.THERAPIST.value) if entry.origin == Origin.CLIENT.value else entry
        for entry in found
    ]


def half(entries: list[Entry]) -> list[Entry]:
    """An intake that somebody put aside: the drawing and every other answer, no medicines yet."""
    first = (Section.PROFILE, Section.DRAWING)
    return [
        entry
        for number, entry in enumerate(entries)
        if entry.section in first or (entry.section is Section.OBSERVATION and number % 2)
    ]


def better(entries: Iterable[Entry], by: float) -> list[Entry]:
    """The same findings some weeks later: less pain in the drawing, less tenderness under the hands."""
    later = []
    for entry in entries:
        if entry.section is Section.DRAWING:
            marks = [mark | {"intensity": _less(mark.get("intensity", 5), by)} for mark in entry.value]
            later.append(replace(entry, value=[mark for mark in marks if mark["intensity"] > 0]))
        elif entry.section is Section.PALPATION and entry.value.get("tenderness"):
            later.append(replace(entry, value=entry.value | {"tenderness": entry.value["tenderness"] - 1}))
    return later


def _less(intensity: float, by: float) -> int:
    return max(0, round(intensity * (1.0 - by)))


def _is_examined(entry: Entry, knowledge: Knowledge) -> bool:
    if entry.section in BY_HAND or entry.origin == Origin.THERAPIST.value:
        return True
    word = knowledge.findings.get(entry.key) if entry.section == Section.OBSERVATION else None
    return word is not None and word.asked_of in ("therapist", "physician")
