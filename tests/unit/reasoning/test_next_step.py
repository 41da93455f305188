"""Safety first, then the question that tells most per minute; hands only where nothing is held."""

from dataclasses import replace

import pytest

from nuchal.reasoning.next_step import Ask, NextSteps, entropy, worth_asking
from nuchal.reasoning.pathway import assess

DRAWN = "age: 40\nprofiles: [{name: main, drawing: [{zone: suboccipital, side: right, intensity: 7}]}]\n"


def steps(client, knowledge) -> NextSteps:
    return assess(client, knowledge).profiles[0].next


def test_while_anything_is_held_nothing_is_touched_and_safety_comes_first(person, knowledge):
    found = steps(person(DRAWN), knowledge)
    assert found.safety
    assert found.touches == ()
    assert not set(found.safety) & {ask.finding for ask in found.questions}


def test_once_nothing_is_held_hands_are_proposed_best_first(person, knowledge):
    found = steps(replace(person(DRAWN), assumed_screened=True), knowledge)
    assert found.safety == ()
    gains = [touch.per_minute for touch in found.touches]
    assert gains
    assert gains == sorted(gains, reverse=True)


def test_what_was_answered_or_palpated_is_not_proposed_again(person, knowledge):
    first = steps(replace(person(DRAWN), assumed_screened=True), knowledge)
    ask, touch = first.questions[0], next(t for t in first.touches if t.what == "palpate")
    text = (
        DRAWN + f"exam: {{palpation: [{{structure: {touch.id}, side: {touch.side}, familiar_pain: no}}]}}\n"
    )
    again = steps(replace(person(text), assumed_screened=True), knowledge)
    assert (touch.id, touch.side) not in {(t.id, t.side) for t in again.touches}
    assert ask.bits > 0


def test_no_question_is_worth_asking_where_there_is_none(knowledge):
    assert worth_asking(NextSteps(), knowledge) is None


@pytest.mark.parametrize(
    ("shares", "bits"), [([1.0], 0.0), ([0.5, 0.5], 1.0), ([0.25] * 4, 2.0), ([1.0, 0.0], 0.0)]
)
def test_entropy_in_bits(shares, bits):
    import numpy as np

    assert entropy(np.array(shares)) == pytest.approx(bits)


def test_the_best_question_is_asked_until_the_gain_is_too_small(knowledge):
    least = knowledge.setting("question_worth_bits")
    slow = Ask(finding="a", bits=0.9, per_minute=1.0)
    quick = Ask(finding="b", bits=least, per_minute=2.0)
    nothing = Ask(finding="c", bits=least * 0.99, per_minute=3.0)
    assert worth_asking(NextSteps(questions=(slow, quick)), knowledge) == quick
    assert worth_asking(NextSteps(questions=(slow,)), knowledge) == slow
    assert worth_asking(NextSteps(questions=(slow, nothing)), knowledge) == slow
    assert worth_asking(NextSteps(questions=(nothing,)), knowledge) is None
