"""What yes, no and unknown mean together (Kleene's strong logic). These tables are the reference."""

import itertools

import pytest

from nuchal.reasoning.truth import Truth, all_of, any_of, at_least, exactly_one_missing

Y, N, U = Truth.YES, Truth.NO, Truth.UNKNOWN

ALL_OF = """
     Y N U
  Y  Y N U
  N  N N N
  U  U N U
"""
ANY_OF = """
     Y N U
  Y  Y Y Y
  N  Y N U
  U  Y U U
"""


def rows(table):
    letters = {"Y": Y, "N": N, "U": U}
    head, *lines = [line.split() for line in table.strip().splitlines()]
    for line in lines:
        for column, answer in zip(head, line[1:], strict=True):
            yield letters[line[0]], letters[column], letters[answer]


@pytest.mark.parametrize(("left", "right", "answer"), list(rows(ALL_OF)))
def test_all_of_two(left, right, answer):
    assert all_of([left, right]) is answer


@pytest.mark.parametrize(("left", "right", "answer"), list(rows(ANY_OF)))
def test_any_of_two(left, right, answer):
    assert any_of([left, right]) is answer


def test_not():
    assert [~Y, ~N, ~U] == [N, Y, U]


@pytest.mark.parametrize(
    ("number", "parts", "answer"),
    [
        (2, "YYN", Y), (2, "YNN", N), (2, "YUN", U), (2, "UUN", U), (2, "UNN", N), (2, "YYU", Y), (3, "YYU", U),
        (1, "NNN", N), (1, "NUN", U), (4, "YYYY", Y),
    ],
)  # fmt: skip
def test_at_least(number, parts, answer):
    assert at_least(number, [{"Y": Y, "N": N, "U": U}[letter] for letter in parts]) is answer


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ("YYN", Y),
        ("YYY", N),
        ("YNN", N),
        ("YUN", U),
        ("YYU", U),
        ("UUU", U),
        ("NNU", N),
        ("UNY", U),
        ("N", Y),
        ("Y", N),
    ],
)
def test_exactly_one_missing_the_pattern_of_probable_types(parts, answer):
    assert exactly_one_missing([{"Y": Y, "N": N, "U": U}[letter] for letter in parts]) is answer


OPERATIONS = {
    "all": all_of,
    "any": any_of,
    "at least 2": lambda truths: at_least(2, truths),
    "one missing": exactly_one_missing,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_unknown_stands_for_both_answers_and_settles_only_what_both_settle(name):
    """The definition behind every table: an answer is settled exactly if each way of filling the gaps gives it."""
    for truths in itertools.product((Y, N, U), repeat=3):
        ways = [(Y, N) if truth is U else (truth,) for truth in truths]
        answers = {OPERATIONS[name](way) for way in itertools.product(*ways)}
        assert OPERATIONS[name](truths) is (answers.pop() if len(answers) == 1 else U)
