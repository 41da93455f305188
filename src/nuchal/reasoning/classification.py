"""
Which headache types fit, criterion by criterion?

Every type of ICHD-3 in the knowledge base is weighed for every kind of headache that the person has. Definite
outranks probable; several types may stand side by side; and where nothing fits or too much is open, the answer is
that it cannot be said, with what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nuchal.errors import KnowledgeError
from nuchal.findings.model import Client, Profile
from nuchal.knowledge.base import Knowledge, code_order
from nuchal.knowledge.expressions import Leaf
from nuchal.knowledge.schema import Headache, Level
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.screening import Screening, sign_resolver
from nuchal.reasoning.truth import Truth, all_of, any_of, exactly_one_missing, truth_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeResult:
    """
    One headache type for one profile.

    `features`: the lettered criteria without the attestation. `attested`: whether a clinician has said that no
    other diagnosis fits better; the program never says so itself.
    """

    headache: Headache
    features: Truth
    attested: Truth
    criteria: dict[str, Reason]

    @property
    def missing(self) -> frozenset[str]:
        """Findings that would settle the open criteria."""
        if self.features is not Truth.UNKNOWN:
            return frozenset()
        return frozenset().union(*(reason.missing for reason in self.criteria.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """A type that is given as a working hypothesis, or held back in favour of another."""

    result: TypeResult
    gives_way_to: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The ICHD-3 code, or the name of the convention."""
        return self.result.headache.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """All types for one profile, and which of them are given."""

    profile: Profile
    types: dict[str, TypeResult]
    concluded: tuple[Conclusion, ...]
    """Given as working hypotheses, definite before probable."""
    set_aside: tuple[Conclusion, ...]
    """Criteria met, but another type takes precedence."""
    raised: tuple[TypeResult, ...]
    """Dangerous types whose pattern is met: for a physician, never a conclusion of this program."""

    @property
    def cannot_say(self) -> bool:
        """True if no type is given."""
        return not self.concluded

    def nearly(self, limit: int = 5) -> tuple[TypeResult, ...]:
        """Open types with the fewest missing answers: what is left to tell apart."""
        still_open = [
            result
            for result in self.types.values()
            if result.features is Truth.UNKNOWN
            and result.headache.rank in ("definite", "convention")
            and result.criteria
            and _any_met(result)
        ]
        still_open.sort(key=lambda result: (-_share_met(result), len(result.missing)))
        return tuple(still_open[:limit])


def classify(client: Client, profile: Profile, knowledge: Knowledge, screening: Screening) -> Classification:
    """Weigh every headache type for one profile."""
    weigher = _Weigher(Facts(knowledge, client, profile), profile, screening)
    types = {code: weigher.weigh(code) for code in knowledge.headaches}
    met = [result for result in types.values() if result.features is Truth.YES]
    given = [r for r in met if r.headache.rank != "screen" and not _is_denied(r.headache.code, types)]
    concluded, set_aside = _precedence(given, types)
    return Classification(
        profile=profile,
        types=types,
        concluded=concluded,
        set_aside=set_aside,
        raised=tuple(result for result in met if result.headache.rank == "screen"),
    )


class _Weigher:
    """Weighs the types of one profile once each; types may refer to one another."""

    def __init__(self, facts: Facts, profile: Profile, screening: Screening) -> None:
        self.facts = facts
        self.profile = profile
        signs = {result.sign.id: result for result in screening.signs}
        self.resolvers = {
            "code": self._code,
            "criterion": self._criterion,
            "attested": self._attested_leaf,
            "sign": sign_resolver(signs.__getitem__),
        }
        self.done: dict[str, TypeResult] = {}
        self.busy: list[str] = []

    def weigh(self, code: str) -> TypeResult:
        if code not in self.done:
            if code in self.busy:
                raise KnowledgeError(f"headache {code} refers to itself through {' -> '.join(self.busy)}")
            self.busy.append(code)
            self.done[code] = self._weigh(self.facts.knowledge.headaches[code])
            self.busy.pop()
        return self.done[code]

    def _weigh(self, headache: Headache) -> TypeResult:
        criteria = {
            letter: evaluate(expression, self.facts, self.resolvers)
            for letter, expression in self.facts.knowledge.criteria[headache.code].items()
        }
        features = all_of(reason.truth for reason in criteria.values()) if criteria else Truth.YES
        if headache.one_missing:
            patterns = [self._one_missing(pattern.code, pattern.criteria) for pattern in headache.one_missing]
            pattern = Reason(
                asks="exactly one criterion is not met", truth=any_of(p.truth for p in patterns), joint="any",
                parts=tuple(patterns),
            )  # fmt: skip
            criteria["pattern"] = pattern
            features = all_of([features, pattern.truth])
        attested = truth_of(self.profile.attested.get(headache.code)) if headache.attestation else Truth.YES
        return TypeResult(headache=headache, features=features, attested=attested, criteria=criteria)

    def _one_missing(self, code: str, letters: Iterable[str]) -> Reason:
        whole = self.weigh(code)
        parts = tuple(whole.criteria[letter] for letter in letters)
        truth = exactly_one_missing(part.truth for part in parts)
        return Reason(
            asks=f"exactly one of {', '.join(letters)} of {code} is not met",
            truth=truth, joint="one_missing", parts=parts,
        )  # fmt: skip

    def _code(self, leaf: Leaf) -> Reason:
        result = self.weigh(leaf.subject)
        return Reason(
            asks=f"{leaf.subject} {result.headache.name}", truth=result.features, joint="all",
            parts=tuple(result.criteria.values()),
        )  # fmt: skip

    def _criterion(self, leaf: Leaf) -> Reason:
        return self.weigh(leaf.subject).criteria[leaf.values[0]]

    def _attested_leaf(self, leaf: Leaf) -> Reason:
        return Reason(asks="a clinician confirms that no other diagnosis fits better", truth=Truth.UNKNOWN)


def _precedence(
    given: list[TypeResult], types: dict[str, TypeResult]
) -> tuple[tuple[Conclusion, ...], tuple[Conclusion, ...]]:
    """Definite over probable, named precedence, and the most specific form of each type."""
    definite = {r.headache.code for r in given if r.headache.rank == "definite"}
    codes = {result.headache.code for result in given}
    concluded: list[Conclusion] = []
    set_aside: list[Conclusion] = []
    for result in given:
        headache = result.headache
        rivals = {code for code in headache.gives_way_to if code in codes or _raised(types, code)}
        if headache.rank == "probable":
            rivals |= {code for code in definite if types[code].headache.family in _PRIMARY}
        rivals |= {code for code in codes if _is_below(code, headache.code, types)}
        conclusion = Conclusion(result=result, gives_way_to=tuple(sorted(rivals, key=code_order)))
        (set_aside if rivals else concluded).append(conclusion)
    order = {"definite": 0, "convention": 1, "probable": 2}
    concluded.sort(key=lambda c: (order[c.result.headache.rank], code_order(c.code)))
    return tuple(concluded), tuple(set_aside)


_PRIMARY = {"migraine", "tension_type", "trigeminal_autonomic", "other_primary"}


def _raised(types: dict[str, TypeResult], code: str) -> bool:
    """A dangerous pattern takes precedence as soon as it is met; nobody has to conclude it first."""
    return types[code].headache.rank == "screen" and types[code].features is Truth.YES


def _is_denied(code: str | None, types: dict[str, TypeResult]) -> bool:
    """True if a clinician attested that another diagnosis fits better than this type or the one it belongs to."""
    while code is not None:
        if types[code].attested is Truth.NO:
            return True
        code = types[code].headache.parent
    return False


def _is_below(code: str, ancestor: str, types: dict[str, TypeResult]) -> bool:
    parent = types[code].headache.parent
    while parent is not None:
        if parent == ancestor:
            return True
        parent = types[parent].headache.parent
    return False


def _any_met(result: TypeResult) -> bool:
    return any(reason.truth is Truth.YES for reason in result.criteria.values())


def _share_met(result: TypeResult) -> float:
    met = sum(reason.truth is Truth.YES for reason in result.criteria.values())
    return met / len(result.criteria)


def waiting_for_physician(found: Classification) -> tuple[str, ...]:
    """
    Codes whose criteria are met and that a physician has to see before hands-on care.

    A clinician's attestation settles them, except where the type is an emergency.
    """
    met = [*found.raised, *(conclusion.result for conclusion in found.concluded)]
    return tuple(
        result.headache.code
        for result in met
        if result.headache.action.holds
        and not _is_denied(result.headache.code, found.types)
        and (result.headache.action is Level.EMERGENCY or not _is_confirmed(result, found.types))
    )


def _is_confirmed(result: TypeResult, types: dict[str, TypeResult]) -> bool:
    """True if a clinician attested the type itself, or the one that it is a form of."""
    code: str | None = result.headache.code
    while code is not None:
        if types[code].headache.attestation and types[code].attested is Truth.YES:
            return True
        code = types[code].headache.parent
    return False
