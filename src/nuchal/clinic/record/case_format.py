"""
Between rows and the case format: what each section of the record looks like in a case file, both ways.

The strict reader of case files is the only judge of what a value may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nuchal.clinic.record.episodes import MAIN, Section
from nuchal.findings import model
from nuchal.findings.entry import read_client
from nuchal.findings.writing import case_of, written
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.yaml12 import Document

_SETTLED = {model.State.OBSERVED.value, model.State.DENIED.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to record, in the words of the case format. `value` is None where nobody gave an answer."""

    section: Section
    key: str
    value: Any = None
    profile: str = ""
    side: str = ""
    state: str = model.State.OBSERVED.value
    origin: str = model.Origin.CLIENT.value

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What it is about; of two entries with one place the later holds."""
        return (self.section, self.profile, self.key, self.side)

    @property
    def is_yes(self) -> bool:
        """Whether a plain yes was said; a phone writes the word and a chart the truth."""
        return bool(self.value is True or self.value == "yes")

    @property
    def taken_back(self) -> bool:
        """
        Whether an examination took back what it had found, so that nothing is known here and nobody has looked.

        A client who skips a question leaves it unasked too, but was asked: that one stays.
        """
        by_hand = self.origin == model.Origin.THERAPIST.value
        return by_hand and self.state == model.State.NOT_ASKED.value

    @property
    def written(self) -> Any:
        """The value as a case file writes it: the value itself, or the word for its absence."""
        return self.value if self.state in _SETTLED else self.state


def client_from(entries: Iterable[Entry], knowledge: Knowledge, *, name: str = "client") -> model.Client:
    """
    The person that these entries describe, read by the strict reader.

    Raises Problems that names every entry that cannot be what it says.
    """
    known = list(entries)
    read = read_client(Document(value=data_of(known, name=name), path=Path(f"{name}.yaml")), knowledge)
    return _with_origins(read, known)


def data_of(entries: Iterable[Entry], *, name: str = "client") -> dict[str, Any]:
    """The entries as the plain data of a case file; what was taken back is absent, as before anybody looked."""
    known = [entry for entry in _still_described(entries) if not entry.taken_back]
    data: dict[str, Any] = {"id": name, "profiles": [], "findings": {}, "exam": {}}
    exam: dict[str, Any] = {"palpation": [], "tests": {}, "findings": {}}
    profiles: dict[str, dict[str, Any]] = {profile: {"name": profile} for profile in _profiles(known)}
    for entry in known:
        if entry.section is Section.OBSERVATION and entry.profile:
            profiles[entry.profile][entry.key] = entry.written
        elif entry.section is Section.OBSERVATION:
            by_hand = entry.origin == model.Origin.THERAPIST.value
            (exam["findings"] if by_hand else data["findings"])[entry.key] = entry.written
        elif entry.section is Section.DRAWING:
            profiles[entry.profile]["drawing"] = entry.value
        elif entry.section is Section.ATTESTATION:
            profiles[entry.profile].setdefault("attested", {})[entry.key] = entry.value
        elif entry.section is Section.PALPATION and entry.state in _SETTLED:
            exam["palpation"].append({"structure": entry.key, "side": entry.side} | (entry.value or {}))
        elif entry.section is Section.TEST and entry.side:
            exam["tests"].setdefault(entry.key, {})[entry.side] = entry.written
        elif entry.section is Section.TEST:
            exam["tests"][entry.key] = entry.written
        elif entry.section is Section.MEDICINES and entry.value is not None:
            data["medicines"] = entry.value
        elif entry.section is Section.GOALS and entry.value is not None:
            data["goals"] = entry.value
        elif entry.section is Section.CLEARANCE and entry.value is not None:
            data.setdefault("clearances", []).append({"sign": entry.key} | entry.value)
        elif entry.section is Section.SETTLEMENT and entry.value is not None:
            settled = {"disagreement": entry.key, "profile": entry.profile} | entry.value
            data.setdefault("settlements", []).append(settled)
    data["profiles"] = list(profiles.values()) or [{"name": MAIN}]
    return data | {"exam": {key: value for key, value in exam.items() if value}}


def entries_of(client: model.Client, knowledge: Knowledge) -> list[Entry]:
    """What is known of a person as entries; `client_from` gives an equal person."""
    data = case_of(client, knowledge)
    entries = [
        Entry(section=Section.PROFILE, key="profile", profile=profile.name, value=place)
        for place, profile in enumerate(client.profiles)
    ]
    entries += _observations(client.observations, knowledge)
    for profile, shown in zip(client.profiles, data["profiles"], strict=True):
        entries += _observations(profile.observations, knowledge, profile.name)
        if "drawing" in shown:
            entries.append(
                Entry(section=Section.DRAWING, key="drawing", profile=profile.name, value=shown["drawing"])
            )
        entries += [
            Entry(section=Section.ATTESTATION, key=code, profile=profile.name, value=agreed,
                  origin=model.Origin.THERAPIST.value)
            for code, agreed in profile.attested.items()
        ]  # fmt: skip
    if "medicines" in data:
        entries.append(Entry(section=Section.MEDICINES, key="medicines", value=data["medicines"]))
    if "goals" in data:
        entries.append(Entry(section=Section.GOALS, key="goals", value=data["goals"]))
    entries += [
        Entry(section=Section.SETTLEMENT, key=one.disagreement, profile=one.profile,
              value={"holds": one.holds, "said": list(one.said)}, origin=model.Origin.THERAPIST.value)
        for one in client.settlements
    ]  # fmt: skip
    return entries + _examination(data.get("exam", {}), data.get("clearances", []))


def _still_described(entries: Iterable[Entry]) -> list[Entry]:
    """Without the kinds of headache that were taken back; what was said of them stays in the rows."""
    known = list(entries)
    gone = {e.profile for e in known if e.section is Section.PROFILE and e.state == model.State.DENIED.value}
    return [entry for entry in known if entry.profile not in gone]


def _profiles(entries: list[Entry]) -> list[str]:
    """Names of the kinds of headache: those that were named, in their order, then any that a finding mentions."""
    named = [entry for entry in entries if entry.section is Section.PROFILE and entry.value is not None]
    in_order = [entry.profile for entry in sorted(named, key=lambda entry: (entry.value, entry.profile))]
    mentioned = [entry.profile for entry in entries if entry.profile and entry.section is not Section.PROFILE]
    return list(dict.fromkeys([*in_order, *mentioned]))


def _with_origins(client: model.Client, entries: list[Entry]) -> model.Client:
    """The reader knows two origins; the record knows who said it."""
    origins = {
        (e.profile, e.key): model.Origin(e.origin) for e in entries if e.section is Section.OBSERVATION
    }

    def told(profile: str, seen: Mapping[str, model.Observation]) -> dict[str, model.Observation]:
        return {
            name: replace(one, origin=origins.get((profile, name), one.origin)) for name, one in seen.items()
        }

    return replace(
        client,
        observations=told("", client.observations),
        profiles=tuple(
            replace(profile, observations=told(profile.name, profile.observations))
            for profile in client.profiles
        ),
    )


def _observations(
    seen: Mapping[str, model.Observation], knowledge: Knowledge, profile: str = ""
) -> list[Entry]:
    """Stated observations; what follows from medicines or palpation follows again when it is read."""
    return [
        Entry(
            section=Section.OBSERVATION,
            key=name,
            profile=profile,
            value=None if one.value is None else written(one, knowledge),
            state=one.state.value,
            origin=one.origin.value,
        )
        for name, one in seen.items()
        if one.origin is not model.Origin.DERIVED
    ]


def _examination(exam: Mapping[str, Any], clearances: list[dict[str, Any]]) -> list[Entry]:
    therapist = model.Origin.THERAPIST.value
    entries = [
        Entry(
            section=Section.PALPATION,
            key=touch["structure"],
            side=touch["side"],
            value={key: value for key, value in touch.items() if key not in ("structure", "side")},
            origin=therapist,
        )
        for touch in exam.get("palpation", [])
    ]
    for test, result in exam.get("tests", {}).items():
        sided = result if isinstance(result, dict) else {"": result}
        entries += [_test(test, side, one) for side, one in sided.items()]
    return entries + [
        Entry(
            section=Section.CLEARANCE,
            key=clearance["sign"],
            value={key: value for key, value in clearance.items() if key != "sign"},
            origin=model.Origin.PHYSICIAN.value,
        )
        for clearance in clearances
    ]


def _test(test: str, side: str, result: Any) -> Entry:
    unsettled = isinstance(result, str) and result not in ("positive", "negative")
    return Entry(
        section=Section.TEST,
        key=test,
        side=side,
        value=None if unsettled else result,
        state=result if unsettled else model.State.OBSERVED.value,
        origin=model.Origin.THERAPIST.value,
    )
