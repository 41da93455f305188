"""
How urgent is it, at least and at most?

Every danger sign is weighed against what is known. A sign that nobody asked about raises the ceiling, not
the floor: silence is neither an alarm nor a reassurance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from nuchal.errors import KnowledgeError
from nuchal.findings.model import Clearance, Client
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import Leaf
from nuchal.knowledge.schema import DangerSign, Level
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.disagreements import disagreements, with_open_facts
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class SignResult:
    """One danger sign: its level at least and at most, with the reason of every rule."""

    sign: DangerSign
    at_least: Level
    at_most: Level
    rules: tuple[tuple[Level, Reason], ...]
    clearance: Clearance | None = None

    @property
    def stands(self) -> bool:
        """True if the sign is present at a level that holds hands-on care."""
        return self.at_least.holds

    @property
    def is_open(self) -> bool:
        """True if an unanswered question could still make the sign hold hands-on care."""
        return self.at_most.holds and not self.at_least.holds

    @property
    def missing(self) -> frozenset[str]:
        """Findings whose answer could change the level."""
        return frozenset().union(
            *(reason.missing for level, reason in self.rules if level.rank > self.at_least.rank)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A conclusion that is withheld, and because of what."""

    standing: tuple[SignResult, ...] = ()
    open: tuple[SignResult, ...] = ()
    types: tuple[str, ...] = ()
    """Codes of headache types whose criteria are met and that a physician has to see first."""
    ask: tuple[str, ...] = ()
    """Findings to ask for: as the intake screens have them, then the rest by urgency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All danger signs. `at_least` is the floor and `at_most` the ceiling over them."""

    signs: tuple[SignResult, ...]
    asking_order: Mapping[str, int]
    """Place of each danger question in the intake screens."""
    assumed: bool = False

    @property
    def at_least(self) -> Level:
        """The highest level that certainly applies."""
        return _highest(result.at_least for result in self.signs)

    @property
    def at_most(self) -> Level:
        """The highest level that an unanswered question could still bring."""
        return _highest(result.at_most for result in self.signs)

    @property
    def positive(self) -> tuple[SignResult, ...]:
        """Signs that are present at any level, most urgent first."""
        found = (result for result in self.signs if result.at_least.rank > 0)
        return tuple(sorted(found, key=lambda result: -result.at_least.rank))

    @property
    def unsettled(self) -> tuple[SignResult, ...]:
        """Signs whose level an answer could still raise, those that could become most urgent first."""
        found = (result for result in self.signs if result.at_least is not result.at_most)
        return tuple(sorted(found, key=lambda result: -result.at_most.rank))

    def held(self, *, examined: bool) -> Held | None:
        """
        Why conclusions must wait, or None.

        Without `examined` only what a client can answer counts as open (enough to say where to look);
        with it, examination signs count too (needed before anything is done).
        """
        standing = tuple(result for result in self.positive if result.stands)
        if self.assumed:
            still_open: tuple[SignResult, ...] = ()
        else:
            still_open = tuple(
                result
                for result in self.signs
                if result.is_open and (examined or result.sign.answered_by == "client")
            )
        if not standing and not still_open:
            return None
        return Held(standing=standing, open=still_open, ask=self._ask(still_open))

    def _ask(self, still_open: tuple[SignResult, ...]) -> tuple[str, ...]:
        urgency: dict[str, int] = {}
        for result in still_open:
            for name in result.missing:
                urgency[name] = max(urgency.get(name, 0), result.at_most.rank)
        last = len(self.asking_order)
        return tuple(sorted(urgency, key=lambda n: (self.asking_order.get(n, last), -urgency[n], n)))


def screen(client: Client, knowledge: Knowledge) -> Screening:
    """
    Weigh every danger sign for every kind of headache of the person; the worst counts.

    Where two sources disagree, what they speak of is open; but a sign that stands by what was reported still stands.

    With `client.assumed_screened` open signs are left aside (teaching and research only); signs that are
    present always stand.
    """
    results = _weighed(client, knowledge)
    disagreeing = disagreements(client, knowledge)
    if disagreeing:
        as_open = _weighed(with_open_facts(client, disagreeing, knowledge), knowledge)
        results = tuple(_more_careful(one, other) for one, other in zip(results, as_open, strict=True))
    asked = (name for checklist in knowledge.checklists for name in checklist.covers)
    order = {name: place for place, name in enumerate(asked)}
    return Screening(signs=results, asking_order=order, assumed=client.assumed_screened)


def _weighed(client: Client, knowledge: Knowledge) -> tuple[SignResult, ...]:
    weighers = [_Weigher(Facts(knowledge, client, profile)) for profile in client.profiles]
    cleared = {clearance.sign: clearance for clearance in client.clearances}
    return tuple(
        _combine([weigher.weigh(sign.id) for weigher in weighers], cleared.get(sign.id))
        for sign in knowledge.danger_signs.values()
    )


def _more_careful(reported: SignResult, opened: SignResult) -> SignResult:
    """The one that stands higher at least; of two that stand alike, the one with what is open."""
    if reported.at_least.rank <= opened.at_least.rank:
        return opened
    return replace(reported, at_most=_highest((reported.at_most, opened.at_most)))


class _Weigher:
    """Weighs the signs of one profile once each; signs may refer to one another."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.done: dict[str, SignResult] = {}
        self.busy: set[str] = set()

    def weigh(self, sign_id: str) -> SignResult:
        if sign_id in self.done:
            return self.done[sign_id]
        if sign_id in self.busy:
            raise KnowledgeError(f"danger sign {sign_id} refers to itself")
        self.busy.add(sign_id)
        rules = tuple(
            (rule.level, self._rule(rule.when, rule.because))
            for rule in self.facts.knowledge.sign_rules[sign_id]
        )
        self.done[sign_id] = SignResult(
            sign=self.facts.knowledge.danger_signs[sign_id],
            at_least=_highest(level for level, reason in rules if reason.truth is Truth.YES),
            at_most=_highest(level for level, reason in rules if reason.truth is not Truth.NO),
            rules=rules,
        )
        self.busy.discard(sign_id)
        return self.done[sign_id]

    def _rule(self, when: object, because: str) -> Reason:
        reason = evaluate(when, self.facts, {"sign": sign_resolver(self.weigh)})  # type: ignore[arg-type]
        return Reason(
            asks=reason.asks, truth=reason.truth, joint=reason.joint, needed=reason.needed,
            finding=reason.finding, known=reason.known, origin=reason.origin, parts=reason.parts,
            because=because,
        )  # fmt: skip


def sign_resolver(weigh: Callable[[str], SignResult], *, assumed: bool = False) -> Callable[[Leaf], Reason]:
    """
    Answers `sign X at LEVEL` leaves from weighed signs.

    With `assumed` a sign that is only open counts as absent (an assumed screen: teaching and research only).
    """

    def resolve(leaf: Leaf) -> Reason:
        wanted = Level(leaf.values[0])
        result = weigh(leaf.subject)
        reached = [reason for level, reason in result.rules if level.rank >= wanted.rank]
        if result.at_least.rank >= wanted.rank:
            truth = Truth.YES
        else:
            is_open = result.at_most.rank >= wanted.rank and not assumed
            truth = Truth.UNKNOWN if is_open else Truth.NO
        return Reason(asks=leaf.text, truth=truth, joint="any", parts=tuple(reached))

    return resolve


def _combine(results: list[SignResult], clearance: Clearance | None) -> SignResult:
    """One sign over all profiles: the worst floor and the worst ceiling, unless a physician cleared it."""
    at_least = _highest(result.at_least for result in results)
    at_most = _highest(result.at_most for result in results)
    if clearance is not None:
        at_least, at_most = (min(level, Level.MODIFY, key=lambda x: x.rank) for level in (at_least, at_most))
    return SignResult(
        sign=results[0].sign,
        at_least=at_least,
        at_most=at_most,
        rules=tuple(rule for result in results for rule in result.rules),
        clearance=clearance,
    )


def _highest(levels: Iterable[Level]) -> Level:
    return max(levels, key=lambda level: level.rank, default=Level.NONE)
