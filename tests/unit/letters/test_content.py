"""The report says what was concluded, in the order in which it must be read, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nuchal.letters import words
from nuchal.letters.content import report_of
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.wording import percent


def test_an_emergency_gives_the_strip_its_tier_fact_and_action(held, known):
    strip = report_of(held, known).strip
    assert strip.tier == "emergency"
    assert strip.word == "Emergency"
    assert strip.fact
    assert "ambulance" in strip.action


def test_there_is_one_strip_and_further_signs_stand_below_it(held, known):
    report = report_of(held, known)
    assert report.standing
    assert not any(sign.name in report.strip.fact for sign in report.standing)


def test_a_held_case_names_no_structure(held, known):
    (profile,) = report_of(held, known).profiles
    assert profile.held is not None
    assert profile.rows == ()
    assert profile.rivals == profile.lookalikes == ""


def test_a_held_case_says_which_answers_open_it(held, known):
    (profile,) = report_of(held, known).profiles
    assert profile.held.ask
    assert profile.held.more > 0
    assert profile.step.says == words.ACT


def test_a_clear_screen_never_sounds_safe(ranked, known):
    strip = report_of(ranked, known).strip
    assert strip.tier == "none"
    assert "never proves safety" in strip.action


def test_a_screen_with_a_lesser_sign_unsettled_is_not_called_clear(ranked, known):
    client = ranked.client
    unasked = {name: one for name, one in client.observations.items() if name != "new_medicine_at_onset"}
    found = assess(replace(client, observations=unasked), known)
    assert [result.sign.id for result in found.screening.unsettled] == ["sn15_drug"]
    strip = report_of(found, known).strip
    assert found.plan_held is None
    assert strip.tier == "open"
    assert "painkiller overuse" in strip.action
    assert "All danger questions are answered" not in strip.action


def test_an_assumed_screen_is_never_called_clear(assumed, known):
    report = report_of(assumed, known)
    assert report.assumed
    assert report.strip.tier != "none"
    assert words.CLEAR_ACTION not in report.strip.action


def test_rows_carry_range_reasons_and_a_touch(ranked, known):
    first = report_of(ranked, known).profiles[0].rows[0]
    assert first.low <= first.share <= first.high
    assert {reason.speaks_for for reason in first.reasons} == {True, False}
    assert first.palpate.endswith((".", "?"))
    assert first.core


def test_open_criteria_come_first_within_a_type(ranked, known):
    for block in report_of(ranked, known).profiles[0].types:
        truths = [line.truth == "unknown" for line in block.criteria]
        assert truths == sorted(truths, reverse=True)


def test_the_other_side_of_a_muscle_does_not_repeat_the_touch(two_kinds, known):
    rows = report_of(two_kinds, known).profiles[1].rows
    assert rows[0].name == rows[1].name
    assert rows[1].palpate == words.SAME_TOUCH.format(rank=1)


def test_strength_that_nobody_told_is_said_once(assumed, known):
    places = report_of(assumed, known).profiles[0].places
    assert places[-1] == words.NO_STRENGTHS
    assert not any(words.STRENGTH_NOT_SAID in place for place in places)


def test_every_source_shows_whether_it_was_read_or_known(ranked, known):
    report = report_of(ranked, known)
    assert report.sources
    assert all(any(mark in line.mark for mark in ("found", "known")) for line in report.sources)


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.0, "under 1"), (0.004, "under 1"), (0.5, "50"), (0.994, "99"), (0.996, "over 99"), (1.0, "over 99")],
)
def test_nothing_is_ever_certain(chance, said):
    assert percent(chance) == said
