"""Is a physical test positive? Judged results are taken as they are; measured ones against the test's threshold."""

from __future__ import annotations

from nuchal.findings.model import OTHER_SIDE, Range, TestResult
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import All, Any, AtLeast, Expression, Leaf, Not, parse
from nuchal.reasoning.criteria import compare_range
from nuchal.reasoning.truth import Truth, all_of, any_of, at_least, truth_of


def test_truth(result: TestResult, results: tuple[TestResult, ...], knowledge: Knowledge) -> Truth:
    """Yes if positive, no if negative, unknown if borderline, not examinable or without a threshold."""
    if result.positive is not None:
        return truth_of(result.positive)
    test = knowledge.tests[result.test]
    if result.reading is None or test.positive_when is None:
        return Truth.UNKNOWN
    readings = _readings(result, results)
    positive = _weigh(parse(test.positive_when), readings)
    if positive is not Truth.YES and test.borderline_when is not None:
        borderline = _weigh(parse(test.borderline_when), readings)
        return Truth.UNKNOWN if borderline is not Truth.NO else positive
    return positive


def _readings(result: TestResult, results: tuple[TestResult, ...]) -> dict[str, float]:
    assert result.reading is not None
    if result.side is None:
        return {"value": result.reading}
    readings = {"this_side": result.reading}
    for other in results:
        if other.test == result.test and other.side == OTHER_SIDE[result.side] and other.reading is not None:
            readings["other_side"] = other.reading
            readings["side_deficit"] = other.reading - result.reading
    return readings


def _weigh(expression: Expression, readings: dict[str, float]) -> Truth:
    if isinstance(expression, Leaf):
        if expression.verb != "compare" or expression.subject not in readings:
            return Truth.UNKNOWN
        known = Range.exactly(readings[expression.subject])
        return truth_of(compare_range(known, expression.operator, float(expression.values[0])))
    if isinstance(expression, Not):
        return ~_weigh(expression.part, readings)
    truths = [_weigh(part, readings) for part in expression.parts]
    if isinstance(expression, All):
        return all_of(truths)
    if isinstance(expression, Any):
        return any_of(truths)
    assert isinstance(expression, AtLeast)
    return at_least(expression.number, truths)
