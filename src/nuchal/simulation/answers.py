"""Which answers can a finding have, which of them make a sentence true, and which make a whole criterion true?"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nuchal.findings.entry import observation
from nuchal.findings.model import (
    Client,
    Drawing,
    Mark,
    Named,
    Observation,
    OneOf,
    Origin,
    Profile,
    Range,
    Value,
)
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import All, Any, AtLeast, Expression, Leaf, Not, leaves, parse
from nuchal.knowledge.schema import Finding, Level
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.truth import Truth
from nuchal.simulation.dice import Rng, one_of, shuffled

Values = Mapping[str, Value]
Chosen = dict[str, Value]

_ABOUT_FINDINGS = {"present", "compare", "is", "has", "lasts"}


@dataclass(frozen=True)
class Answers:
    """The possible answers of one knowledge release. Build it with `answers_of`."""

    knowledge: Knowledge

    def possible(self, name: str) -> tuple[Value, ...]:
        """Both answers, every plain option, or a number between any two thresholds that the knowledge uses."""
        finding = self.knowledge.findings[name]
        if finding.value == "yes_no":
            return (False, True)
        if finding.value == "choice":
            plain = [option.id for option in finding.options if not option.means]
            return tuple(OneOf(frozenset({option}), option) for option in plain)
        if finding.value == "choices":
            return (picked(finding, ()), *(picked(finding, (option.id,)) for option in finding.options))
        return tuple(Range.exactly(number) for number in self._numbers(finding))

    def _numbers(self, finding: Finding) -> list[float]:
        least = finding.least if finding.least is not None else 0.0
        most = finding.most if finding.most is not None else math.inf
        ends = [bound for bound in self._thresholds.get(finding.id, ()) if least < bound < most]
        if not ends:
            return [least if math.isinf(most) else (least + most) / 2]
        below = [] if finding.unit == "h" else [least if least == 0 else (least + ends[0]) / 2]
        above = min(ends[-1] * 1.5, (ends[-1] + most) / 2)
        return [*below, *_between(ends), above]

    @cached_property
    def _thresholds(self) -> Mapping[str, list[float]]:
        """Finding -> every bound that any criterion compares it with, rising."""
        bounds: dict[str, set[float]] = {}
        for expression in self._all_expressions():
            for leaf in leaves(expression):
                if leaf.verb == "lasts":
                    bounds.setdefault("dur_usual_h", set()).update(float(value) for value in leaf.values)
                elif leaf.verb == "compare" and _is_number(leaf.values[0]):
                    bounds.setdefault(leaf.subject, set()).add(float(leaf.values[0]))
        return {name: sorted(found) for name, found in bounds.items()}

    def _all_expressions(self) -> Iterable[Expression]:
        for criteria in self.knowledge.criteria.values():
            yield from criteria.values()
        for rules in self.knowledge.sign_rules.values():
            yield from (rule.when for rule in rules)
        for presentation in self.knowledge.presentations.values():
            yield from (parse(feature.when) for feature in presentation.features)

    def truth(self, expression: Expression, values: Values, zones: frozenset[str] = frozenset()) -> Truth:
        """Whether a sentence about findings and drawn zones holds for these values."""
        drawn = Drawing(tuple(Mark(zone=zone, side="left", intensity=8.0) for zone in sorted(zones)))
        profile = Profile(observations=self.observed(values), drawing=drawn)
        return evaluate(expression, Facts(self.knowledge, Client(), profile)).truth

    def observed(self, values: Values, origin: Origin = Origin.CLIENT) -> dict[str, Observation]:
        """Values as observations."""
        return {name: observation(self.knowledge.findings[name], v, origin) for name, v in values.items()}

    def satisfy(
        self,
        expression: Expression,
        rng: Rng,
        *,
        fixed: Values,
        zones: frozenset[str] = frozenset(),
        wanted: bool = True,
        never: frozenset[str] = frozenset(),
    ) -> Chosen | None:
        """
        Findings to add to the `fixed` ones so that the criterion holds (or, not `wanted`, fails); None if it cannot.

        Alternatives are tried in random order; findings in `never` are left unknown.
        """
        return _Search(self, rng, zones, never).find(expression, dict(fixed), wanted)

    def satisfy_code(
        self, code: str, rng: Rng, *, fixed: Values, zones: frozenset[str], never: frozenset[str]
    ) -> Chosen | None:
        """Findings to add so that every lettered criterion of a headache type holds, or None."""
        search = _Search(self, rng, zones, never)
        return search.all_hold(list(self.knowledge.criteria[code].values()), dict(fixed), wanted=True)


def picked(finding: Finding, names: Iterable[str]) -> Named:
    """The whole answer to a choice of several: these and no others."""
    has = frozenset(names)
    return Named(has, frozenset(option.id for option in finding.options) - has)


def finding_of(leaf: Leaf) -> str:
    """The finding that a sentence asks for; the length of an attack is its usual one."""
    return "dur_usual_h" if leaf.verb == "lasts" else leaf.subject


def answers_of(knowledge: Knowledge) -> Answers:
    """The possible answers of a knowledge release, built once."""
    cached: Answers | None = knowledge.__dict__.get("_answers")
    if cached is None:
        cached = Answers(knowledge)
        knowledge.__dict__["_answers"] = cached
    return cached


class _Search:
    """Walks a criterion and chooses values; what is chosen once stays for the rest of the walk."""

    def __init__(self, answers: Answers, rng: Rng, zones: frozenset[str], never: frozenset[str]) -> None:
        self.answers = answers
        self.rng = rng
        self.zones = zones
        self.never = never

    def find(self, expression: Expression, known: Chosen, wanted: bool) -> Chosen | None:
        if isinstance(expression, Leaf):
            return self._leaf(expression, known, wanted)
        if isinstance(expression, Not):
            return self.find(expression.part, known, not wanted)
        number = _needed(expression, wanted)
        return self._some_hold(list(expression.parts), number, known, wanted)

    def all_hold(self, parts: Sequence[Expression], known: Chosen, *, wanted: bool) -> Chosen | None:
        chosen: Chosen = {}
        for part in parts:
            found = self.find(part, known | chosen, wanted)
            if found is None:
                return None
            chosen |= found
        return chosen

    def _some_hold(self, parts: list[Expression], number: int, known: Chosen, wanted: bool) -> Chosen | None:
        chosen: Chosen = {}
        for part in parts if number == len(parts) else shuffled(self.rng, parts):
            if number == 0:
                break
            found = self.find(part, known | chosen, wanted)
            if found is not None:
                chosen |= found
                number -= 1
        return chosen if number == 0 else None

    def _leaf(self, leaf: Leaf, known: Chosen, wanted: bool) -> Chosen | None:
        if leaf.verb in ("code", "criterion", "sign"):
            return self._about_other_conclusion(leaf, known, wanted)
        aim = Truth.YES if wanted else Truth.NO
        if leaf.verb == "attested" or self.answers.truth(leaf, known, self.zones) is aim:
            return {}
        if leaf.verb not in _ABOUT_FINDINGS:
            return None
        return self._choose(leaf, known, aim)

    def _choose(self, leaf: Leaf, known: Chosen, aim: Truth) -> Chosen | None:
        name = finding_of(leaf)
        if name in known or name in self.never or name not in self.answers.knowledge.findings:
            return None
        if self.answers.knowledge.findings[name].asked_of == "derived":
            derivation = self.answers.knowledge.derivations.get(name)
            return None if derivation is None else self.find(derivation, known, aim is Truth.YES)
        fitting = [v for v in self.answers.possible(name) if self.answers.truth(leaf, {name: v}) is aim]
        return {name: one_of(self.rng, fitting)} if fitting else None

    def _about_other_conclusion(self, leaf: Leaf, known: Chosen, wanted: bool) -> Chosen | None:
        knowledge = self.answers.knowledge
        if leaf.verb == "criterion":
            return self.find(knowledge.criteria[leaf.subject][leaf.values[0]], known, wanted)
        if leaf.verb == "code":
            parts = list(knowledge.criteria[leaf.subject].values())
            if not parts:
                return None
            return (
                self.all_hold(parts, known, wanted=True)
                if wanted
                else self._some_hold(parts, 1, known, False)
            )
        bound = Level(leaf.values[0]).rank
        rules = [rule.when for rule in knowledge.sign_rules[leaf.subject] if rule.level.rank >= bound]
        return self._some_hold(rules, 1 if wanted else len(rules), known, wanted)


def _needed(expression: All | Any | AtLeast, wanted: bool) -> int:
    """How many parts must hold (or, not wanted, fail)."""
    if isinstance(expression, All):
        return len(expression.parts) if wanted else 1
    if isinstance(expression, Any):
        return 1 if wanted else len(expression.parts)
    return expression.number if wanted else len(expression.parts) - expression.number + 1


def _between(ends: list[float]) -> Iterable[float]:
    """One handy number between each two bounds: in the middle, or where they lie far apart the geometric mean."""
    for low, high in itertools.pairwise(ends):
        middle = math.sqrt(low * high) if low > 0 and high / low > 4 else (low + high) / 2
        handy = float(f"{middle:.2g}")
        yield handy if low < handy < high else middle


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
