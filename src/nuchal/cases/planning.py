"""What a case expects of a plan: read strictly, then compared with the proposal, one sentence per disagreement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from nuchal.errors import FindingError
from nuchal.findings.model import Profile
from nuchal.findings.sheet import Place, suggestion
from nuchal.findings.values import read_yes_no
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Advice, Exercise, Technique
from nuchal.knowledge.yaml12 import Document
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.gating import Gating, Passage, pass_advice, pass_exercise, pass_technique
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import Plan, propose
from nuchal.reasoning.scope import known_regions
from nuchal.reasoning.screening import Held
from nuchal.reasoning.truth import Truth

_TECHNIQUES = ("licences", "alternatives")
_ITEMS = ("includes", "excludes", "allowed", "modified", "forbidden", "open", "ruled_out")
_HOME = ("programme", "not_programme")
_PEOPLE = ("medical_first", "beside")
_PATTERNS = {"possible": Truth.YES, "open": Truth.UNKNOWN, "no": Truth.NO}
SINGLE = ("system", "region", "pathway", "first")
"""Keys that take one id instead of a list."""
_GATINGS = {gating.value: gating for gating in Gating}

PLAN_KEYS = {
    "system", "licences", "held", "pathway", "also", "medical_first", "includes", "excludes", "first",
    "alternatives", "allowed", "modified", "forbidden", "open", "ruled_out", "programme", "not_programme",
    "sessions_most", "region", "beside", "goals", "pressure_most", "patterns", "warned",
}  # fmt: skip
_WHILE_HELD = {"system", "licences", "region", "held", "allowed", "modified", "forbidden", "open"}
"""What can be said of a plan that is held: the gates of single techniques are still known."""


def planned_ids(knowledge: Knowledge) -> dict[str, Technique | Exercise | Advice]:
    """Everything that a plan may hold, by id."""
    return {**knowledge.techniques, **knowledge.exercises, **knowledge.advice}


def plans_expected(expected: Any) -> list[Mapping[str, Any]]:
    """The expectations for one system of care each: one mapping, or a list of them."""
    return expected if isinstance(expected, list) else [expected]


# -- reading ----------------------------------------------------------------------------------------


def refuse_misshapen_plans(expected: Any, document: Document, place: Place, knowledge: Knowledge) -> None:
    """Raise FindingError for an expectation about plans that cannot be meant."""
    for index, one in enumerate(plans_expected(expected)):
        where = (*place, index) if isinstance(expected, list) else place
        if not isinstance(one, dict):
            raise FindingError(
                "`plan` takes keys with values, or a list of such, one per system of care",
                path=document.path, line=document.line(*where),
                remedy="docs/reference/case-format.md lists what a plan may be expected to hold.",
            )  # fmt: skip
        for inner, message, remedy in _problems(one, knowledge):
            raise FindingError(
                f"`plan`: {message}", path=document.path, line=document.line(*where, *inner), remedy=remedy
            )


def _problems(one: Mapping[str, Any], knowledge: Knowledge) -> Iterator[tuple[Place, str, str]]:
    for key in one:
        if key not in PLAN_KEYS:
            remedy = suggestion(str(key), PLAN_KEYS) or f"Known: {', '.join(sorted(PLAN_KEYS))}."
            yield (key,), f"`{key}` is no expectation of a plan", remedy
    if "system" not in one:
        yield (), "`system` is missing", f"Name one of {', '.join(knowledge.systems)}."
    yield from _unknown_ids(one, knowledge)
    if "held" in one and one["held"] not in ("yes", "no", True, False):
        yield ("held",), "`held` is yes or no", ""
    if one.get("held") in ("yes", True):
        for key in one.keys() - _WHILE_HELD:
            yield (key,), f"`{key}` says what is planned, but the plan is held", "Leave out one of the two."
    for key, what in (("sessions_most", "visits"), ("pressure_most", "points of 10")):
        most = one.get(key, 1)
        if isinstance(most, bool) or not isinstance(most, int) or most < 0:
            yield (key,), f"`{key}` is a number of {what}, not {most!r}", ""
    if "warned" in one and one["warned"] not in ("yes", "no", True, False):
        yield ("warned",), "`warned` is yes or no", ""
    if not isinstance(one.get("goals", []), list):
        yield ("goals",), "`goals` takes a list", ""
    yield from _misnamed_patterns(one.get("patterns", {}), knowledge)


def _misnamed_patterns(patterns: Any, knowledge: Knowledge) -> Iterator[tuple[Place, str, str]]:
    if not isinstance(patterns, dict):
        yield ("patterns",), "`patterns` takes keys with values", "Write `patterns: {oci_c1_c2: possible}`."
        return
    for name, word in patterns.items():
        if name not in knowledge.patterns:
            yield ("patterns", name), f"{name!r} is no pattern", suggestion(str(name), knowledge.patterns)
        if word not in _PATTERNS and word is not False:
            yield ("patterns", name), f"{word!r}: write possible, open or no", ""


def _unknown_ids(one: Mapping[str, Any], knowledge: Knowledge) -> Iterator[tuple[Place, str, str]]:
    for keys, known, what in _ids(knowledge):
        for key in keys:
            if key not in one:
                continue
            if not isinstance(one[key], list) and key not in SINGLE:
                yield (key,), f"`{key}` takes a list", ""
                continue
            for word in [one[key]] if key in SINGLE else one[key]:
                if not isinstance(word, str) or word not in known:
                    yield (key,), f"`{key}`: {word!r} is no {what}", suggestion(str(word), known)


def ids_expected(key: str, knowledge: Knowledge) -> Collection[str] | None:
    """The ids that may stand under a key of the expectation, or None where it takes no ids."""
    return next((known for keys, known, _ in _ids(knowledge) if key in keys), None)


def _ids(knowledge: Knowledge) -> list[tuple[tuple[str, ...], Collection[str], str]]:
    home = {*knowledge.exercises, *knowledge.advice}
    people = {who for pathway in knowledge.pathways.values() for who in pathway.refer_to}
    return [
        (("system",), knowledge.systems, "system of care"),
        (("region",), known_regions(knowledge), "region"),
        (("pathway", "also"), knowledge.pathways, "pathway"),
        (("first", *_TECHNIQUES), knowledge.techniques, "technique"),
        (_ITEMS, planned_ids(knowledge), "technique, exercise or advice"),
        (_HOME, home, "exercise or advice"),
        (_PEOPLE, people, "person to whom a pathway refers"),
    ]


# -- judging ----------------------------------------------------------------------------------------


def judge_plans(found: Assessment, expected: Any, knowledge: Knowledge) -> Iterator[str]:
    """Every way in which the proposals differ from what the case expects."""
    for one in plans_expected(expected):
        licences = frozenset(one.get("licences") or ())
        proposal = propose(
            found, knowledge, system=one["system"], licences=licences, region=one.get("region")
        )
        for problem in (*_as_a_whole(proposal, one), *_gates(found, one, knowledge)):
            yield f"plan of {one['system']}: {problem}"


def _as_a_whole(proposal: Plan | Held, one: Mapping[str, Any]) -> Iterator[str]:
    wants_held = read_yes_no(one.get("held", False))
    if isinstance(proposal, Held):
        signs = [*(result.sign.id for result in (*proposal.standing, *proposal.open)), *proposal.types]
        if not wants_held and one.keys() - {"system", "licences", "region", *_GATINGS}:
            yield f"expected a plan; it is held by {', '.join(signs)}"
        return
    if wants_held:
        yield "expected that it is held; it is not"
    for key, judge in _JUDGES.items():
        if key in one:
            yield from judge(proposal, one[key])


def _pathway(plan: Plan, expected: str) -> Iterator[str]:
    if plan.pathway.id != expected:
        yield f"expected the pathway {expected}; found {plan.pathway.id}"


def _also(plan: Plan, expected: list[str]) -> Iterator[str]:
    given = [pathway.id for pathway in plan.also]
    if sorted(given) != sorted(expected):
        yield f"expected the pathways {_words(expected)} beside it; found {_words(given)}"


def _medical_first(plan: Plan, expected: list[str]) -> Iterator[str]:
    if sorted(plan.medical_first) != sorted(expected):
        yield f"expected first {_words(expected)}; found {_words(plan.medical_first)}"


def _beside(plan: Plan, expected: list[str]) -> Iterator[str]:
    if sorted(plan.beside) != sorted(expected):
        yield f"expected {_words(expected)} beside the course; found {_words(plan.beside)}"


def _goals(plan: Plan, expected: list[str]) -> Iterator[str]:
    yield from (f"expected the goal {goal!r}" for goal in expected if goal not in plan.goals)


def _pressure_most(plan: Plan, expected: int) -> Iterator[str]:
    most = plan.pressure.most if plan.pressure else None
    if most != expected:
        yield f"expected pressure of at most {expected} of 10; found {most}"


def _patterns(plan: Plan, expected: Mapping[str, Any]) -> Iterator[str]:
    seen = {found.pattern.id: found.truth for found in plan.patterns}
    for name, word in expected.items():
        truth = seen.get(name, Truth.NO)
        if truth is not _PATTERNS.get(word, Truth.NO):
            given = next(w for w, value in _PATTERNS.items() if value is truth)
            yield f"expected the pattern {name} {word or 'no'}; found {given}"


def _warned(plan: Plan, expected: Any) -> Iterator[str]:
    if bool(plan.warnings) != read_yes_no(expected):
        yield f"expected {'a' if read_yes_no(expected) else 'no'} warning; found {_words(plan.warnings)}"


def _planned(plan: Plan) -> dict[str, str]:
    """What stands in the plan -> its stage, or `home`."""
    hands = {work.technique.id: work.stage for work in (*plan.education, *plan.hands)}
    return {**dict.fromkeys((home.item.id for home in plan.programme), "home"), **hands}


def _includes(plan: Plan, expected: list[str]) -> Iterator[str]:
    whys = {out.id: out.why for out in plan.ruled_out}
    for name in expected:
        if name not in _planned(plan):
            yield f"expected {name}; it is not planned: {whys.get(name, 'not considered')}"


def _excludes(plan: Plan, expected: list[str]) -> Iterator[str]:
    for name in expected:
        if name in _planned(plan):
            yield f"expected no {name}; it is planned ({_planned(plan)[name]})"


def _ruled_out(plan: Plan, expected: list[str]) -> Iterator[str]:
    for name in expected:
        if all(out.id != name for out in plan.ruled_out):
            stage = _planned(plan).get(name)
            yield f"expected {name} ruled out with a reason; it is {'planned' if stage else 'not considered'}"


def _first(plan: Plan, expected: str) -> Iterator[str]:
    leads = next((work.technique.id for work in plan.hands if work.stage == "first"), "nothing")
    if leads != expected:
        yield f"expected {expected} to lead; found {leads}"


def _alternatives(plan: Plan, expected: list[str]) -> Iterator[str]:
    given = {work.technique.id for work in plan.hands if work.stage == "alternative"}
    if given != set(expected):
        yield f"expected {_words(expected)} to wait for the review; found {_words(sorted(given))}"


def _programme(plan: Plan, expected: list[str]) -> Iterator[str]:
    given = [home.item.id for home in plan.programme]
    for name in expected:
        if name not in given:
            yield f"expected {name} at home; found {_words(given)}"


def _not_programme(plan: Plan, expected: list[str]) -> Iterator[str]:
    given = {home.item.id for home in plan.programme}
    yield from (f"expected no {name} at home" for name in expected if name in given)


def _sessions_most(plan: Plan, expected: int) -> Iterator[str]:
    if plan.dose.sessions_most != expected:
        yield f"expected at most {expected} visits; found {plan.dose.sessions_most}"


_JUDGES: Mapping[str, Callable[[Plan, Any], Iterable[str]]] = {
    "pathway": _pathway, "also": _also, "medical_first": _medical_first, "beside": _beside,
    "includes": _includes, "excludes": _excludes, "ruled_out": _ruled_out, "first": _first,
    "alternatives": _alternatives, "programme": _programme, "not_programme": _not_programme,
    "sessions_most": _sessions_most, "pressure_most": _pressure_most, "patterns": _patterns, "goals": _goals,
    "warned": _warned,
}  # fmt: skip


def _gates(found: Assessment, one: Mapping[str, Any], knowledge: Knowledge) -> Iterator[str]:
    items = planned_ids(knowledge)
    for word, wanted in _GATINGS.items():
        for name in one.get(word) or ():
            passage = passage_of(items[name], found, found.profiles[0].profile, knowledge)
            if passage.gating is not wanted:
                because = "; ".join(barrier.says for barrier in passage.barriers[:2]) or "no barrier"
                yield f"expected {name} {word}; it is {passage.gating.value}: {because}"


def passage_of(
    item: Technique | Exercise | Advice, found: Assessment, profile: Profile, knowledge: Knowledge
) -> Passage:
    """The gates of one item for the person, whether or not it is planned."""
    facts = Facts(knowledge, found.client, profile)
    if isinstance(item, Technique):
        return pass_technique(item, facts, found.screening, found.plan_held)
    if isinstance(item, Exercise):
        return pass_exercise(item, facts, found.screening, found.plan_held)
    return pass_advice(item, facts, found.screening)


def _words(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def shown_gatings(expected: Any) -> Iterator[tuple[str, str]]:
    """Every (id, gating) that an expectation names: what `nuchal cases --coverage` counts."""
    for one in plans_expected(expected):
        for word in _GATINGS:
            yield from ((name, word) for name in one.get(word) or ())
