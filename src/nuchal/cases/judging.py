"""Does the engine agree with the clinician who wrote the case? Every disagreement is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nuchal.cases.planning import judge_plans
from nuchal.cases.reading import Case
from nuchal.errors import CaseFailure
from nuchal.findings.values import read_yes_no
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.pathway import Assessment, SideOpen, assess
from nuchal.reasoning.truth import Truth

_WORDS = {"met": Truth.YES, "not_met": Truth.NO, "open": Truth.UNKNOWN}


def judge(case: Case, knowledge: Knowledge) -> list[str]:
    """Every way in which the engine disagrees with the case; empty if it agrees."""
    wants_next = "asks" in case.expect
    found = assess(case.client, knowledge, with_next=wants_next, arguments_for=0)
    disagreements: list[str] = []
    for key, expected in case.expect.items():
        if key == "plan":
            disagreements.extend(judge_plans(found, expected, knowledge))
        else:
            disagreements.extend(_JUDGES[key](found, expected, case))
    return disagreements


def _screening(found: Assessment, expected: Mapping[str, Any], case: Case) -> Iterable[str]:
    yield from _levels("all danger signs together", found.screening, expected, case)
    signs = {result.sign.id: result for result in found.screening.signs}
    for key, holds in (
        ("positive", "stands or is noted"),
        ("open", "is open"),
        ("settled", "is settled as no"),
    ):
        for name in expected.get(key) or ():
            result = _known(signs, name, case)
            if key == "positive":
                agrees = result.at_least.rank > 0
            elif key == "open":
                agrees = result.at_most.rank > result.at_least.rank
            else:
                agrees = result.at_most is Level.NONE
            if not agrees:
                yield f"expected that {name} {holds}; it is {result.at_least.value} to {result.at_most.value}"


def _sign(found: Assessment, expected: Mapping[str, Any], case: Case) -> Iterable[str]:
    signs = {result.sign.id: result for result in found.screening.signs}
    for name, bounds in expected.items():
        yield from _levels(name, _known(signs, name, case), bounds, case)


def _levels(what: str, result: Any, expected: Mapping[str, Any], case: Case) -> Iterable[str]:
    for bound in ("at_least", "at_most"):
        if bound in expected:
            actual: Level = getattr(result, bound)
            try:
                wanted = Level(expected[bound])
            except ValueError:
                raise _mistake(case, f"{expected[bound]!r} is no level") from None
            if actual is not wanted:
                yield f"{what}: expected {bound.replace('_', ' ')} {wanted.value}, found {actual.value}"


def _held(found: Assessment, expected: Any, case: Case) -> Iterable[str]:
    wanted = read_yes_no(expected)
    if (found.held is not None) != wanted:
        held = found.held
        signs = [*(r.sign.id for r in (*held.standing, *held.open)), *held.types] if held else []
        yield f"expected held {'yes' if wanted else 'no'}; held by {', '.join(signs) or 'nothing'}"


def _disagree(found: Assessment, expected: Iterable[str], case: Case) -> Iterable[str]:
    given = sorted(one.rule.id for one in found.open_disagreements)
    if given != sorted(expected):
        yield f"expected that {', '.join(expected) or 'nothing'} disagrees; found {', '.join(given) or 'nothing'}"


def _side_open(found: Assessment, expected: Any, case: Case) -> Iterable[str]:
    wanted = read_yes_no(expected)
    if any(isinstance(one.localisation, SideOpen) for one in found.profiles) != wanted:
        yield f"expected that the side of the drawing is {'open' if wanted else 'known'}"


def _types(found: Assessment, expected: Mapping[str, str], case: Case) -> Iterable[str]:
    types = found.profiles[0].classification.types
    for code, word in expected.items():
        actual = _known(types, code, case).features
        if actual is not _truth(word, case):
            yield f"{code}: expected {word}, found {_word(actual)}"


def _criteria(found: Assessment, expected: Mapping[str, Mapping[str, str]], case: Case) -> Iterable[str]:
    types = found.profiles[0].classification.types
    for code, letters in expected.items():
        criteria = _known(types, code, case).criteria
        for letter, word in letters.items():
            actual = _known(criteria, letter, case).truth
            if actual is not _truth(word, case):
                yield f"{code} criterion {letter}: expected {word}, found {_word(actual)}"


def _concluded(found: Assessment, expected: Iterable[str], case: Case) -> Iterable[str]:
    given = {c.code for p in found.profiles for c in p.classification.concluded}
    for code in expected:
        _known(found.profiles[0].classification.types, code, case)
        if code not in given:
            yield f"expected {code} as a working hypothesis; given: {', '.join(sorted(given)) or 'none'}"


def _not_concluded(found: Assessment, expected: Iterable[str], case: Case) -> Iterable[str]:
    given = {c.code for p in found.profiles for c in p.classification.concluded}
    for code in expected:
        _known(found.profiles[0].classification.types, code, case)
        if code in given:
            yield f"expected that {code} is not given"


def _localised(found: Assessment) -> Localisation | None:
    localisation = found.profiles[0].localisation
    return localisation if isinstance(localisation, Localisation) else None


def first_groups(localisation: Localisation, top: int) -> list[str]:
    """The first groups by their better side, each named once."""
    return list(dict.fromkeys(ranked.group.id for ranked in localisation.ranked))[:top]


def _structures(found: Assessment, expected: Mapping[str, Any], case: Case) -> Iterable[str]:
    localisation = _localised(found)
    if localisation is None:
        yield "expected ranked structures; they are withheld or nothing was drawn"
        return
    first = first_groups(localisation, int(expected.get("top", 3)))
    everything = {ranked.group.id for ranked in localisation.ranked}
    for name in (*(expected.get("include") or ()), *(expected.get("exclude") or ())):
        if name not in everything:
            raise _mistake(case, f"{name!r} is no ranked group of structures")
    for group in expected.get("include") or ():
        if group not in first:
            yield f"expected {group} among the first {len(first)}; found {', '.join(first)}"
    for group in expected.get("exclude") or ():
        if group in first:
            yield f"expected {group} not among the first {len(first)}: {', '.join(first)}"


def _part(found: Assessment, expected: Mapping[str, str], case: Case) -> Iterable[str]:
    localisation = _localised(found)
    for group, part in expected.items():
        best = _first_of(localisation, group)
        if best is None or best.parts[0].structure.id != part:
            yield f"expected {part} as the best part of {group}; found {best.parts[0].structure.id if best else 'none'}"


def _side(found: Assessment, expected: Mapping[str, str], case: Case) -> Iterable[str]:
    localisation = _localised(found)
    for group, side in expected.items():
        best = _first_of(localisation, group)
        if best is None or best.side != side:
            yield f"expected {group} {side}; found {best.side if best else 'none'}"


def _first_of(localisation: Localisation | None, group: str) -> Any:
    ranked = localisation.ranked if localisation else ()
    return next((r for r in ranked if r.group.id == group), None)


def _unexplained(found: Assessment, expected: Iterable[str], case: Case) -> Iterable[str]:
    localisation = _localised(found)
    zones = {place[0] for place, _ in localisation.unexplained} if localisation else set()
    for zone in expected:
        if zone not in zones:
            yield f"expected {zone} unexplained; unexplained: {', '.join(sorted(zones)) or 'none'}"


def _asks(found: Assessment, expected: Iterable[str], case: Case) -> Iterable[str]:
    next_up = {
        name for p in found.profiles for name in (*p.next.safety, *(ask.finding for ask in p.next.questions))
    }
    for name in expected:
        if name not in next_up:
            yield f"expected to be asked next: {name}"


_JUDGES: Mapping[str, Callable[[Assessment, Any, Case], Iterable[str]]] = {
    "screening": _screening, "sign": _sign, "held": _held, "types": _types, "criteria": _criteria,
    "concluded": _concluded, "not_concluded": _not_concluded, "structures": _structures, "part": _part,
    "side": _side, "unexplained": _unexplained, "asks": _asks, "disagree": _disagree, "side_open": _side_open,
}  # fmt: skip


def _known(table: Mapping[str, Any], name: str, case: Case) -> Any:
    if name not in table:
        raise _mistake(case, f"the expectation names {name!r}, which does not exist")
    return table[name]


def _truth(word: str, case: Case) -> Truth:
    if word not in _WORDS:
        raise _mistake(case, f"{word!r}: write met, not_met or open")
    return _WORDS[word]


def _word(truth: Truth) -> str:
    return next(word for word, value in _WORDS.items() if value is truth)


def _mistake(case: Case, message: str) -> CaseFailure:
    return CaseFailure(f"{case.name}: {message}", path=case.path, line=case.line)
