"""Is a test positive? What was judged is taken as it is; what was measured goes against the threshold."""

import pytest

from nuchal.findings import model
from nuchal.reasoning import readings
from nuchal.reasoning.truth import Truth
from tests.making import physical_test, vocabulary

FRT = physical_test(
    "frt", unit="deg", sided=True,
    positive_when={"any": ["this_side <= 30", "side_deficit >= 10"]},
    borderline_when={"all": ["this_side > 30", "this_side <= 33"]},
)  # fmt: skip
LONG = physical_test("ccft", unit="mmHg", positive_when="value < 26")
KNOWLEDGE = vocabulary(FRT, LONG, physical_test("spurling", sided=True))


def measured(test, **sides):
    return tuple(
        model.TestResult(test=test, side=side, reading=float(value)) for side, value in sides.items()
    )


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (24, 42, Truth.YES), (30, 30, Truth.YES), (32, 33, Truth.UNKNOWN), (32, 45, Truth.YES), (33, 42, Truth.UNKNOWN),
        (34, 40, Truth.NO), (42, 24, Truth.NO), (35, 45, Truth.YES),
    ],
)  # fmt: skip
def test_this_side_the_other_side_and_the_deficit(left, right, expected):
    results = measured("frt", left=left, right=right)
    assert readings.test_truth(results[0], results, KNOWLEDGE) is expected


def test_one_side_alone_settles_only_what_needs_no_other():
    for value, expected in ((24, Truth.YES), (42, Truth.UNKNOWN)):
        (result,) = measured("frt", left=value)
        assert readings.test_truth(result, (result,), KNOWLEDGE) is expected


def test_a_test_without_sides():
    for value, expected in ((24, Truth.YES), (26, Truth.NO)):
        result = model.TestResult(test="ccft", reading=value)
        assert readings.test_truth(result, (result,), KNOWLEDGE) is expected


def test_judged_results_are_taken_as_they_are_and_states_without_result_stay_open():
    for positive, expected in ((True, Truth.YES), (False, Truth.NO), (None, Truth.UNKNOWN)):
        result = model.TestResult(test="spurling", side="left", positive=positive)
        assert readings.test_truth(result, (result,), KNOWLEDGE) is expected


def test_a_reading_without_a_threshold_says_nothing():
    result = model.TestResult(test="spurling", side="left", reading=3.0)
    assert readings.test_truth(result, (result,), KNOWLEDGE) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ({"not": "value >= 10"}, 9, Truth.YES),
        ({"not": "value >= 10"}, 10, Truth.NO),
        ({"all": ["value >= 10", "value <= 20"]}, 20, Truth.YES),
        ({"all": ["value >= 10", "value <= 20"]}, 21, Truth.NO),
        ({"at_least": 2, "of": ["value >= 1", "value >= 5", "value >= 9"]}, 5, Truth.YES),
        ({"at_least": 2, "of": ["value >= 1", "value >= 5", "value >= 9"]}, 4, Truth.NO),
        ({"at_least": 1, "of": ["value >= 9", "other_side >= 1"]}, 4, Truth.UNKNOWN),
        ("intensity >= severe", 4, Truth.UNKNOWN),
    ],
)
def test_every_way_to_join_a_threshold(rule, value, expected):
    knowledge = vocabulary(physical_test("t", unit="mm", positive_when=rule))
    (result,) = (model.TestResult(test="t", reading=float(value)),)
    assert readings.test_truth(result, (result,), knowledge) is expected


@pytest.mark.parametrize("state", [model.State.NOT_EXAMINABLE, model.State.DECLINED])
def test_what_was_not_read_is_unknown(state):
    result = model.TestResult(test="ccft", state=state)
    assert readings.test_truth(result, (result,), KNOWLEDGE) is Truth.UNKNOWN
