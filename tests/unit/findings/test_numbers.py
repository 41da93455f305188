"""Comma and point mean the same; what could mean two things is refused with both of them named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuchal.findings.numbers import NumberRefused, read_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0,5", 0.5), ("0.5", 0.5), (",5", 0.5), ("1,5", 1.5), ("1 1/2", 1.5), ("1½", 1.5), ("½", 0.5), ("42,5", 42.5),
        ("−3", -3.0), ("٣٫٥", 3.5), ("१२", 12.0), ("０，5".replace("，", ","), 0.5), (" 12\u00a0", 12.0), ("12,25", 12.25),
        ("0,125", 0.125), ("1500", 1500.0), ("\u200f7", 7.0), ("3/4", 0.75),
    ],
)  # fmt: skip
def test_one_number_however_it_is_written(written, number):
    assert read_number(written) == number


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("1,500", "can be read as 1500 or as 1.5"), ("1.500", "1500 or as 1.5"), ("10,125", "10125 or as 10.1250"),
        ("05", "Write 5 or 0.5"), ("0051", "Write 51 or 0.51"), ("1 500", "is not a number"), ("1.234,5", "not a number"),
        ("4/10", "not a number"), ("120/80", "not a number"), ("1e3", "not a number"), ("NaN", "not a number"),
        ("", "not a number"), ("5,", "not a number"), ("9" * 5000, "too long"), ("12 h", "not a number"),
    ],
)  # fmt: skip
def test_what_says_no_certain_number_is_refused_in_plain_words(written, says):
    with pytest.raises(NumberRefused, match=says) as refused:
        read_number(written)
    assert len(str(refused.value)) < 120


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_refused(written):
    try:
        number = read_number(written)
    except NumberRefused:
        return
    assert number == float(f"{number:.25g}")


@given(st.decimals(min_value=-9999, max_value=9999, places=2))
def test_comma_and_point_say_the_same(number):
    assert read_number(f"{number:f}") == read_number(f"{number:f}".replace(".", ",")) == float(number)
