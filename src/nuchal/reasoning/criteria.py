"""
Is a criterion met by what is known? Each answer comes as a tree of reasons.

Every evaluation is monotone: an answer that is settled stays settled when gaps are filled.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from nuchal.errors import KnowledgeError
from nuchal.findings.model import Client, Named, Observation, OneOf, Origin, Profile, Range
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import All, Any, Expression, Leaf, Not
from nuchal.reasoning.reasons import Joint, Reason
from nuchal.reasoning.truth import Truth, all_of, any_of, at_least, truth_of

Resolver = Callable[[Leaf], Reason]


class Facts:
    """What is known of one person with one kind of headache, asked through the vocabulary."""

    def __init__(self, knowledge: Knowledge, client: Client, profile: Profile | None) -> None:
        self.knowledge = knowledge
        self.client = client
        self.profile = profile
        self._derived: dict[str, Reason] = {}
        self._resolving: set[str] = set()

    def observation(self, finding: str) -> Observation | None:
        """What somebody stated of a finding, in this profile or of the person."""
        if self.profile is not None and finding in self.profile.observations:
            return self.profile.observations[finding]
        return self.client.observations.get(finding)

    def derived(self, finding: str) -> Reason | None:
        """What follows for a yes/no finding from others, or None if nothing can follow."""
        expression = self.knowledge.derivations.get(finding)
        if expression is None or finding in self._resolving:
            return None
        if finding not in self._derived:
            self._resolving.add(finding)
            try:
                self._derived[finding] = evaluate(expression, self)
            finally:
                self._resolving.discard(finding)
        return self._derived[finding]


def evaluate(expression: Expression, facts: Facts, resolve: Mapping[str, Resolver] | None = None) -> Reason:
    """
    Weigh one criterion against the facts.

    `resolve` answers the leaves that speak of other conclusions (verbs code, criterion, sign, attested).
    """
    if isinstance(expression, Leaf):
        return _leaf(expression, facts, resolve or {})
    if isinstance(expression, Not):
        part = evaluate(expression.part, facts, resolve)
        return Reason(asks=f"not: {part.asks}", truth=~part.truth, joint="not", parts=(part,),
                      finding=part.finding, known=part.known, origin=part.origin)  # fmt: skip
    parts = tuple(evaluate(part, facts, resolve) for part in expression.parts)
    truths = [part.truth for part in parts]
    if isinstance(expression, All):
        return _join("all", "all of", all_of(truths), parts)
    if isinstance(expression, Any):
        return _join("any", "at least one of", any_of(truths), parts)
    number = expression.number
    return _join("at_least", f"at least {number} of {len(parts)}", at_least(number, truths), parts, number)


def _join(joint: Joint, asks: str, truth: Truth, parts: tuple[Reason, ...], needed: int = 0) -> Reason:
    return Reason(asks=asks, truth=truth, joint=joint, parts=parts, needed=needed)


def _leaf(leaf: Leaf, facts: Facts, resolve: Mapping[str, Resolver]) -> Reason:
    if leaf.verb in resolve:
        return resolve[leaf.verb](leaf)
    if leaf.verb == "pain":
        return _pain(leaf, facts)
    if leaf.verb == "lasts":
        return _lasts(leaf, facts)
    if leaf.verb in _READERS:
        return _about_finding(leaf, facts)
    raise KnowledgeError(f"`{leaf.text}` cannot be used in this place")


def _about_finding(leaf: Leaf, facts: Facts) -> Reason:
    observed = facts.observation(leaf.subject)
    truth = Truth.UNKNOWN
    known, origin = "not asked", None
    if observed is not None:
        known, origin = str(observed), observed.origin
        if observed.value is not None:
            truth = truth_of(_READERS[leaf.verb](leaf, observed, facts))
    if leaf.verb == "present" and truth is not Truth.YES:
        derived = facts.derived(leaf.subject)
        if derived is not None and (derived.truth is Truth.YES or observed is None):
            return Reason(
                asks=leaf.text, truth=derived.truth, finding=leaf.subject, known=derived.truth.value,
                origin=Origin.DERIVED, parts=(derived,), joint="all",
            )  # fmt: skip
    if leaf.verb == "present" and observed is None and is_ruled_out(leaf.subject, facts):
        return Reason(
            asks=leaf.text,
            truth=Truth.NO,
            finding=leaf.subject,
            known="no, by age or sex",
            origin=Origin.DERIVED,
        )
    return Reason(asks=leaf.text, truth=truth, finding=leaf.subject, known=known, origin=origin)


def is_ruled_out(finding: str, facts: Facts) -> bool:
    """Whether age or sex rules a yes/no finding out, so that nobody asks for it."""
    rule = facts.knowledge.ruled_out.get(finding)
    return rule is not None and evaluate(rule, facts).truth is Truth.YES


def _present(leaf: Leaf, observed: Observation, facts: Facts) -> bool | None:
    if isinstance(observed.value, bool):
        return observed.value
    raise KnowledgeError(f"`{leaf.text}` asks yes or no, but {leaf.subject} is no yes/no finding")


_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq,
}  # fmt: skip


def _compare(leaf: Leaf, observed: Observation, facts: Facts) -> bool | None:
    value = observed.value
    if isinstance(value, OneOf):
        order = [option.id for option in facts.knowledge.findings[leaf.subject].options]
        bound = order.index(leaf.values[0])
        held = {_OPERATORS[leaf.operator](order.index(option), bound) for option in value.options}
        return held.pop() if len(held) == 1 else None
    if isinstance(value, Range):
        return compare_range(value, leaf.operator, float(leaf.values[0]))
    raise KnowledgeError(f"`{leaf.text}` compares, but {leaf.subject} is neither number nor ordered choice")


def compare_range(known: Range, symbol: str, bound: float) -> bool | None:
    """Whether every, no or only some numbers in the range stand in this relation to the bound."""
    if symbol in ("<", ">="):
        below = known.most < bound or (known.most == bound and known.below_most)
        reaches = known.least >= bound
        settled = True if reaches else (False if below else None)
        return settled if symbol == ">=" or settled is None else not settled
    if symbol in (">", "<="):
        above = known.least > bound or (known.least == bound and known.above_least)
        within = known.most <= bound
        settled = True if above else (False if within else None)
        return settled if symbol == ">" or settled is None else not settled
    if known.least == known.most == bound:
        return True
    return False if bound < known.least or bound > known.most else None


def _is(leaf: Leaf, observed: Observation, facts: Facts) -> bool | None:
    if not isinstance(observed.value, OneOf):
        raise KnowledgeError(f"`{leaf.text}` asks for one answer, but {leaf.subject} is no choice")
    possible, wanted = observed.value.options, set(leaf.values)
    if possible <= wanted:
        return True
    return None if possible & wanted else False


def _has(leaf: Leaf, observed: Observation, facts: Facts) -> bool | None:
    if not isinstance(observed.value, Named):
        raise KnowledgeError(f"`{leaf.text}` asks for several answers, but {leaf.subject} has only one")
    if observed.value.has & set(leaf.values):
        return True
    return False if set(leaf.values) <= observed.value.lacks else None


def _exceeds(leaf: Leaf, observed: Observation, facts: Facts) -> bool | None:
    other = _range(facts, leaf.values[0])
    if not isinstance(observed.value, Range) or other is None:
        return None
    strict = observed.value.above_least or other.below_most
    larger = observed.value.least > other.most or (observed.value.least == other.most and strict)
    if larger:
        return True
    return False if observed.value.most <= other.least else None


_READERS: Mapping[str, Callable[[Leaf, Observation, Facts], bool | None]] = {
    "present": _present, "compare": _compare, "exceeds": _exceeds, "is": _is, "has": _has,
}  # fmt: skip


def _pain(leaf: Leaf, facts: Facts) -> Reason:
    drawing = facts.profile.drawing if facts.profile is not None else None
    if drawing is None:
        return Reason(asks=leaf.text, truth=Truth.UNKNOWN, finding="drawing", known="not drawn")
    there = drawing.zones & facts.knowledge.zones_of(leaf.values)
    known = ", ".join(sorted(there)).replace("_", " ") or "not drawn there"
    return Reason(
        asks=leaf.text, truth=truth_of(bool(there)), finding="drawing", known=known, origin=Origin.CLIENT
    )


def _lasts(leaf: Leaf, facts: Facts) -> Reason:
    """Usual duration decides; without it, shortest and longest if they agree."""
    lower, upper = float(leaf.values[0]), float(leaf.values[1])
    usual, least, most = (_range(facts, name) for name in ("dur_usual_h", "dur_min_h", "dur_max_h"))
    known = _duration_text(usual, least, most)
    if usual is not None:
        inside, outside = _inside(usual, lower, upper)
        if inside or outside:
            truth = Truth.YES if inside else Truth.NO
            return Reason(asks=leaf.text, truth=truth, finding="dur_usual_h", known=known)
    truth = Truth.UNKNOWN
    if least is not None and most is not None and least.least >= lower and most.most <= upper:
        truth = Truth.YES
    if (least is not None and least.least > upper) or (most is not None and most.most < lower):
        truth = Truth.NO
    return Reason(asks=leaf.text, truth=truth, finding="dur_usual_h", known=known)


def _inside(known: Range, lower: float, upper: float) -> tuple[bool, bool]:
    inside = known.least >= lower and known.most <= upper
    below = known.most < lower or (known.most == lower and known.below_most)
    above = known.least > upper or (known.least == upper and known.above_least)
    return inside, below or above


def _range(facts: Facts, finding: str) -> Range | None:
    observed = facts.observation(finding)
    if observed is None or not isinstance(observed.value, Range):
        return None
    return observed.value


def _duration_text(usual: Range | None, least: Range | None, most: Range | None) -> str:
    named = (("usually", usual), ("shortest", least), ("longest", most))
    return ", ".join(f"{name} {_hours(known)}" for name, known in named if known is not None) or "not asked"


def _hours(known: Range) -> str:
    if known.least != known.most:
        return f"{known} h"
    hours = known.least
    if hours < 1 / 60:
        return f"{hours * 3600:g} s"
    if hours < 1:
        return f"{hours * 60:g} min"
    return f"{hours:g} h" if hours < 48 else f"{hours / 24:g} d"
