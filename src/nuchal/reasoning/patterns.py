"""Which practitioners' concepts fit what was found? Labelled as such, possible at most, and only behind their gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Pattern, System
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.criteria import Facts, Resolver, evaluate
from nuchal.reasoning.proposal import SeenPattern
from nuchal.reasoning.truth import Truth


def patterns_seen(
    care: System, facts: Facts, resolve: Mapping[str, Resolver], knowledge: Knowledge
) -> Iterator[SeenPattern]:
    """
    The concepts of a system that fit, or might fit once more is examined.

    Nobody asks for them in people whose danger screen holds; a concept that rests on a test is not looked at while
    that test must not be done.
    """
    for pattern in knowledge.patterns.values():
        if care.id not in pattern.systems or not _may_be_tested(pattern, facts, resolve, knowledge):
            continue
        reason = evaluate(parse(pattern.when), facts, resolve)
        if reason.truth is not Truth.NO:
            yield SeenPattern(pattern=pattern, truth=reason.truth, reason=reason)


def _may_be_tested(
    pattern: Pattern, facts: Facts, resolve: Mapping[str, Resolver], knowledge: Knowledge
) -> bool:
    gate = knowledge.tests[pattern.test].do_not_when if pattern.test is not None else None
    return gate is None or evaluate(parse(gate), facts, resolve).truth is Truth.NO
