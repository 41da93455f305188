"""What do published cases say, and what does Nuchal give?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nuchal.accuracy.measures import Proportion
from nuchal.cases.judging import first_groups
from nuchal.cases.reading import Case, case_files, read_cases
from nuchal.errors import FindingError
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.yaml12 import read
from nuchal.reasoning.localisation import Solver, localise, model_of, situation
from nuchal.reasoning.pathway import Assessment, assess
from nuchal.reasoning.truth import Truth

SINGLE_PATIENTS = frozenset({"case_report", "clinic_story"})
TOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    One published case: what its source says, what Nuchal gives, and whether they agree (None: not stated).

    `codes_say` is the best that befell a code of the source: given, open (an answer is missing) or refused.
    """

    name: str
    title: str
    kind: str
    says: Mapping[str, Any]
    codes: tuple[str, ...]
    first: tuple[str, ...]
    rank: int | None
    """Rank of the best group that the source names."""
    held: bool
    codes_say: Literal["given", "open", "refused"] | None
    structures_agree: bool | None
    held_agrees: bool | None


def published_verdicts(folder: Path, knowledge: Knowledge, solver: Solver) -> list[Verdict]:
    """Every published case of a folder; none if there is no such folder."""
    verdicts = []
    for path in case_files((folder,)) if folder.is_dir() else ():
        kinds = _kinds(path)
        for number, case in enumerate(read_cases(path, knowledge)):
            if case.source_says:
                verdicts.append(_verdict(case, kinds[number], knowledge, solver))
    return verdicts


def top_three(verdicts: list[Verdict], *, single_patients: bool) -> Proportion:
    """How often a structure that the source names is among the first three groups."""
    stated = [
        v.structures_agree
        for v in verdicts
        if v.structures_agree is not None and (v.kind in SINGLE_PATIENTS) == single_patients
    ]
    return Proportion(sum(stated), len(stated))


def held_agreement(verdicts: list[Verdict]) -> Proportion:
    """How often a case whose source asks for a physician first is held, and the others are not."""
    stated = [v.held_agrees for v in verdicts if v.held_agrees is not None]
    return Proportion(sum(stated), len(stated))


def codes_that_are(verdicts: list[Verdict], word: Literal["given", "open", "refused"]) -> Proportion:
    """How often the codes of the source are given, open or refused."""
    stated = [v.codes_say for v in verdicts if v.codes_say is not None]
    return Proportion(stated.count(word), len(stated))


def _kinds(path: Path) -> list[str]:
    """The kind of source of each case of a file; a client does not carry it."""
    value = read(path, error=FindingError).value
    entries = value if isinstance(value, list) else [value]
    return [str(((e.get("given") or e).get("source") or {}).get("kind") or "not stated") for e in entries]


def _verdict(case: Case, kind: str, knowledge: Knowledge, solver: Solver) -> Verdict:
    found = assess(case.client, knowledge, solver=solver, with_next=False, arguments_for=0)
    says = case.source_says
    codes = tuple(c.code for p in found.profiles for c in p.classification.concluded)
    groups = _groups(found, knowledge, solver)
    ranks = [groups.index(name) + 1 for name in says.get("structures") or () if name in groups]
    return Verdict(
        name=case.client.id,
        title=case.client.source_title or case.name,
        kind=kind,
        says=says,
        codes=codes,
        first=tuple(groups[:TOP]),
        rank=min(ranks, default=None),
        held=found.held is not None,
        codes_say=_best_of(says.get("codes"), found),
        structures_agree=min(ranks, default=TOP + 1) <= TOP if says.get("structures") else None,
        held_agrees=(found.held is not None) == (says["held"] in (True, "yes")) if "held" in says else None,
    )


def _groups(found: Assessment, knowledge: Knowledge, solver: Solver) -> list[str]:
    """Groups in their order, also behind a hold: here the ranking itself is asked for, not whether to give it."""
    profile = found.profiles[0]
    given = situation(model_of(knowledge), found.client, profile.profile, profile.classification, solver)
    if given is None:
        return []
    ranked = localise(given, arguments_for=0)
    return first_groups(ranked, len(ranked.ranked))


def _best_of(named: list[str] | None, found: Assessment) -> Literal["given", "open", "refused"] | None:
    """Given: a named code or a subform of it is concluded, or raised for a physician."""
    if not named:
        return None
    profiles = [profile.classification for profile in found.profiles]
    given = {c.code for p in profiles for c in p.concluded} | {
        r.headache.code for p in profiles for r in p.raised
    }
    if any(_is_or_below(code, wanted) for code in given for wanted in named):
        return "given"
    truths = {p.types[code].features for p in profiles for code in named if code in p.types}
    return "refused" if truths == {Truth.NO} else "open"


def _is_or_below(code: str, wanted: str) -> bool:
    return code == wanted or code.startswith(f"{wanted}.")
