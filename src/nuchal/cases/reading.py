"""Cases on paper: read people from files, with what a clinician expects of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from nuchal.cases.planning import refuse_misshapen_plans
from nuchal.errors import FindingError, NuchalError, Problems
from nuchal.findings.entry import read_client
from nuchal.findings.model import Client
from nuchal.findings.sheet import suggestion
from nuchal.findings.values import ValueRefused, read_yes_no
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.yaml12 import Document, read

EXPECTATIONS = {
    "screening", "sign", "held", "types", "criteria", "concluded", "not_concluded",
    "structures", "part", "side", "unexplained", "asks", "plan", "disagree", "side_open",
}  # fmt: skip


_MAPPINGS = {"screening", "sign", "types", "criteria", "structures", "part", "side"}
_LISTS = {"disagree", "concluded", "not_concluded", "unexplained", "asks"}
_CASE_KEYS = {"case", "shows", "given", "expect", "note", "assume_screened", "source_says"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person on paper with a sentence, the items it shows, and what is expected."""

    name: str
    shows: tuple[str, ...]
    client: Client
    expect: Mapping[str, Any]
    source_says: Mapping[str, Any]
    """What a published source concluded: `codes`, `structures` (groups), `held`."""
    path: Path
    line: int


def read_cases(path: Path, knowledge: Knowledge, *, today: date | None = None) -> list[Case]:
    """Every case of one file: a list of cases, one case, or just a person."""
    document = read(path, error=FindingError)
    value = document.value
    entries = value if isinstance(value, list) else [value]
    if not entries or entries == [None]:
        raise FindingError(
            "the file is empty", path=path, remedy="docs/reference/case-format.md shows a case."
        )
    cases, errors = [], []
    for index, entry in enumerate(entries):
        place: tuple[str | int, ...] = (index,) if isinstance(value, list) else ()
        try:
            cases.append(_case(entry, document, place, knowledge, today=today))
        except NuchalError as error:
            errors.extend(error.errors if isinstance(error, Problems) else [error])
    if errors:
        raise Problems(errors)
    return cases


def read_person(path: Path, knowledge: Knowledge, *, today: date | None = None) -> Client:
    """The one person of a file; of a list of cases, the only one."""
    cases = read_cases(path, knowledge, today=today)
    if len(cases) > 1:
        raise FindingError(
            f"the file holds {len(cases)} cases",
            path=path,
            remedy="`nuchal cases` runs a list; assess takes one person.",
        )
    return replace(cases[0].client, assumed_screened=False)


def case_files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Every YAML file at or below the paths, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.yaml"))
        else:
            yield path


def _case(
    entry: Any,
    document: Document,
    place: tuple[str | int, ...],
    knowledge: Knowledge,
    *,
    today: date | None = None,
) -> Case:
    line = document.line(*place)
    if not isinstance(entry, dict) or "case" not in entry:
        client = read_client(document, knowledge, place=place, today=today)
        return Case(
            name=client.about or client.id,
            shows=(),
            client=client,
            expect={},
            source_says={},
            path=document.path,
            line=line,
        )
    for key in entry:
        if key not in _CASE_KEYS:
            raise FindingError(
                f"`{key}` is unknown in a case", path=document.path, line=document.line(*place, key),
                remedy=suggestion(str(key), _CASE_KEYS),
            )  # fmt: skip
    expect = entry.get("expect") or {}
    if not isinstance(expect, dict):
        raise FindingError("`expect` takes keys with values", path=document.path, line=line)
    for key in expect:
        if key not in EXPECTATIONS:
            raise FindingError(
                f"`{key}` is no expectation", path=document.path, line=document.line(*place, "expect", key),
                remedy=suggestion(str(key), EXPECTATIONS) or f"Known: {', '.join(sorted(EXPECTATIONS))}.",
            )  # fmt: skip
    _refuse_misshapen(expect, document, (*place, "expect"))
    if "plan" in expect:
        refuse_misshapen_plans(expect["plan"], document, (*place, "expect", "plan"), knowledge)
    if not isinstance(entry.get("given"), dict):
        raise FindingError("a case needs `given`", path=document.path, line=line)
    client = read_client(document, knowledge, place=(*place, "given"), today=today)
    try:
        assumed = read_yes_no(entry.get("assume_screened", False))
    except ValueRefused as refused:
        place_of = (*place, "assume_screened")
        raise FindingError(
            f"assume_screened: {refused}", path=document.path, line=document.line(*place_of)
        ) from None
    return Case(
        name=str(entry["case"]),
        shows=tuple(str(item) for item in entry.get("shows") or ()),
        client=replace(client, assumed_screened=assumed),
        expect=expect,
        source_says=entry.get("source_says") or {},
        path=document.path,
        line=line,
    )


def _refuse_misshapen(expect: Mapping[str, Any], document: Document, place: tuple[str | int, ...]) -> None:
    """Tell an expectation that cannot be meant, before anything is judged by it."""
    for key, wanted in expect.items():
        problem = None
        if key in _MAPPINGS and not isinstance(wanted, dict):
            problem = "takes keys with values"
        elif key in ("sign", "criteria") and not all(isinstance(inner, dict) for inner in wanted.values()):
            problem = "takes keys, each with keys of its own"
        elif key in _LISTS and not isinstance(wanted, list):
            problem = "takes a list"
        elif key in ("held", "side_open") and wanted not in ("yes", "no", True, False):
            problem = "is yes or no"
        if problem:
            raise FindingError(
                f"`{key}` {problem}", path=document.path, line=document.line(*place, key),
                remedy="docs/reference/case-format.md lists the expectations.",
            )  # fmt: skip
