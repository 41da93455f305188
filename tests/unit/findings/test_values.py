"""What a clinician writes becomes a typed value, or an answer that says what would do."""

import math

import pytest

from nuchal.findings.model import Named, OneOf, Range
from nuchal.findings.values import (
    ValueRefused,
    intensity_word,
    read_duration,
    read_range,
    read_value,
    read_yes_no,
)
from tests.making import finding, options


@pytest.mark.parametrize("written", ["yes", "Yes", "YES", True])
def test_yes_in_every_spelling(written):
    assert read_yes_no(written) is True


@pytest.mark.parametrize("written", ["no", "No", "NO", False])
def test_no_in_every_spelling(written):
    assert read_yes_no(written) is False


@pytest.mark.parametrize("written", ["maybe", "y", 1, 0, None, [], {}, "", "true"])
def test_anything_else_is_neither_yes_nor_no(written):
    with pytest.raises(ValueRefused):
        read_yes_no(written)


@pytest.mark.parametrize(
    ("written", "unit", "expected"),
    [
        (12, None, Range(12, 12)),
        (1.5, "h", Range(1.5, 1.5)),
        ("12", None, Range(12, 12)),
        (">= 15", None, Range(15, math.inf)),
        ("> 15", None, Range(15, math.inf, above_least=True)),
        ("<10", "days", Range(-math.inf, 10, below_most=True)),
        ("<= 10", None, Range(-math.inf, 10)),
        ("4 to 8", None, Range(4, 8)),
        ("4-8", None, Range(4, 8)),
        ("4 – 8", None, Range(4, 8)),
        ("30 min", "h", Range(0.5, 0.5)),
        ("90 min", "min", Range(90, 90)),
        ("2 d", "h", Range(48, 48)),
        ("3 wk", "h", Range(504, 504)),
        ("2 weeks", "days", Range(14, 14)),
        ("30 to 60 min", "h", Range(0.5, 1)),
        ("30 min to 2 h", "h", Range(0.5, 2)),
        ("> 2 h", "min", Range(120, math.inf, above_least=True)),
    ],
)
def test_numbers_ranges_and_times(written, unit, expected):
    assert read_range(written, unit=unit) == expected


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        (True, None), ("8 to 4", None), ("many", None), ("4 h", None), ("4 h", "mmHg"), (math.nan, None),
        (math.inf, None), (None, None), ([4], None), ("4 h 30", "h"), ("", None), ("1e400 h", "h"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(written, unit):
    with pytest.raises(ValueRefused):
        read_range(written, unit=unit)


def test_a_number_outside_its_limits_is_refused_and_an_open_end_takes_the_limit():
    age = finding("age_years", value="number", least=0, most=120)
    for written in (-1, 121, "100 to 130"):
        with pytest.raises(ValueRefused, match="outside 0 to 120"):
            read_value(age, written)
    assert read_value(age, ">= 50") == Range(50, 120)


def test_a_choice_is_one_option_or_an_imprecise_one(small):
    side = small.findings["laterality"]
    assert read_value(side, "left_locked") == OneOf(frozenset({"left_locked"}), "left_locked")
    assert read_value(side, "left").options == {"left_locked", "alternating"}
    assert read_value(side, ["left_locked", "right_locked"]).options == {"left_locked", "right_locked"}
    for written in ("up", [], 3, None, ["left_locked", "up"]):
        with pytest.raises(ValueRefused):
            read_value(side, written)


def test_a_list_is_the_whole_answer_and_a_mapping_a_part(small):
    quality = small.findings["quality"]
    assert read_value(quality, ["pressing"]) == Named(
        frozenset({"pressing"}), frozenset({"pulsating", "stabbing"})
    )
    assert read_value(quality, "none").lacks == {"pressing", "pulsating", "stabbing"}
    assert read_value(quality, []).has == frozenset()
    assert read_value(quality, {"has": ["pressing"]}) == Named(frozenset({"pressing"}), frozenset())
    for written in (
        "pressing",
        ["burning"],
        {"has": ["pressing"], "lacks": ["pressing"]},
        {"with": []},
        {},
        3,
    ):
        with pytest.raises(ValueRefused):
            read_value(quality, written)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "mild"),
        (3.9, "mild"),
        (4, "moderate"),
        (6.9, "moderate"),
        (7, "severe"),
        (9, "severe"),
        (10, "very_severe"),
    ],
)
def test_ratings_leave_no_gap_between_the_words(small, number, word):
    assert intensity_word(number) == word
    assert read_value(small.findings["intensity"], number).options == {word}


def test_every_rating_from_0_to_10_has_a_word_and_others_are_refused():
    assert {intensity_word(tenth / 10) for tenth in range(101)} == {
        "mild",
        "moderate",
        "severe",
        "very_severe",
    }
    for number in (-0.1, 10.1):
        with pytest.raises(ValueRefused):
            intensity_word(number)


def test_durations():
    assert read_duration("6 h") == {"dur_usual_h": Range(6, 6)}
    assert read_duration("4 h to 2 d") == {"dur_min_h": Range(4, 4), "dur_max_h": Range(48, 48)}
    assert read_duration("> 4 h") == {"dur_usual_h": Range(4, math.inf, above_least=True)}
    parts = read_duration({"usual": "60 min", "shortest": "30 min", "longest": "5 h"})
    assert parts == {"dur_usual_h": Range(1, 1), "dur_min_h": Range(0.5, 0.5), "dur_max_h": Range(5, 5)}
    for written in (
        {},
        {"mean": "1 h"},
        {"shortest": "5 h", "longest": "1 h"},
        {"usual": "9 h", "longest": "5 h"},
    ):
        with pytest.raises(ValueRefused):
            read_duration(written)


def test_options_may_be_named_no(small):
    said = finding("x", value="choice", options=options("no", "a_little"))
    assert read_value(said, False).options == {"no"}
