"""Safety first, then the question that tells most per minute; hands only where nothing is held."""

from dataclasses import replace

import numpy as np
import pytest

from nuchal.reasoning.next_step import Ask, NextSteps, entropy, worth_asking
from nuchal.reasoning.pathway import assess
from tests.asking import bits_asked, gain, h, look
from tests.conftest import client_from
from tests.making import accuracy, finding, headache, network, physical_test, presentation

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


# -- questions, by hand ----------------------------------------------------------------------------------

MIGRAINE = presentation("migraine", 0.6, features={"photophobia": 0.9}, own_pain={"temple": 0.5})
TENSION = presentation("tension", 0.4, features={"photophobia": 0.2}, own_pain={"nape": 0.3})


def test_the_gain_of_a_question_is_the_expected_drop_of_entropy():
    """Migraine 0.6 with 0.9, tension 0.4 with 0.2: a yes comes with 0.54 + 0.08, a no with 0.06 + 0.32."""
    expected = h(0.6, 0.4) - 0.62 * h(0.54, 0.08) - 0.38 * h(0.06, 0.32)
    assert expected == pytest.approx(0.97095 - 0.62 * 0.55477 - 0.38 * 0.62924, abs=1e-4)
    (ask,) = look("age: 40", network(MIGRAINE, TENSION)).questions
    assert ask.finding == "photophobia"
    assert ask.bits == pytest.approx(expected)
    assert ask.per_minute == pytest.approx(expected * 60 / 4)
    assert ask.settles == ()


def test_a_question_that_takes_longer_gives_less_per_minute():
    knowledge = network(MIGRAINE, TENSION, finding("photophobia", about="profile", seconds=30.0))
    (ask,) = look("age: 40", knowledge).questions
    assert ask.per_minute == pytest.approx(2 * ask.bits)


def test_a_rival_that_says_nothing_of_a_feature_has_it_as_often_as_the_others_on_average():
    silent = presentation("silent", 0.5)
    found = bits_asked("age: 40", network(MIGRAINE, TENSION, silent))
    assert found["photophobia"] == pytest.approx(gain([0.6, 0.4, 0.5], [0.9, 0.2, 0.55]))


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_a_feature_that_all_rivals_share_is_not_worth_a_question(chance):
    knowledge = network(*(presentation(n, 0.5, features={"photophobia": chance}) for n in ("one", "other")))
    assert bits_asked("age: 40", knowledge) == {}


def test_a_feature_that_only_one_rival_can_have_may_settle_everything():
    knowledge = network(
        presentation("one", 0.5, features={"photophobia": 1.0}),
        presentation("other", 0.5, features={"photophobia": 0.0}),
    )
    assert bits_asked("age: 40", knowledge) == {"photophobia": pytest.approx(1.0)}


def test_a_question_that_answers_two_features_is_worth_the_better_one():
    mild, severe = [0.9, 0.2], [0.3, 0.1]
    knowledge = network(
        *(
            presentation(name, 0.5, features={"nausea >= mild": m, "nausea >= severe": s})
            for name, m, s in zip(("one", "other"), mild, severe, strict=True)
        )
    )
    assert bits_asked("age: 40", knowledge) == {"nausea": pytest.approx(gain([0.5, 0.5], mild))}


def test_a_feature_about_the_length_of_an_attack_asks_how_long_it_usually_lasts():
    knowledge = network(
        presentation("one", 0.5, features={"lasts 4 h to 72 h": 0.9}),
        presentation("other", 0.5, features={"lasts 4 h to 72 h": 0.1}),
    )
    assert set(bits_asked("age: 40", knowledge)) == {"dur_usual_h"}


def test_what_was_answered_or_declined_is_not_asked_and_sharpens_nothing_else_twice():
    knowledge = network(
        presentation("one", 0.5, features={"photophobia": 0.9, "phonophobia": 0.8}),
        presentation("other", 0.5, features={"photophobia": 0.2, "phonophobia": 0.4}),
    )
    after_yes = [0.5 * 0.9, 0.5 * 0.2]
    assert bits_asked("profiles: [{photophobia: yes}]", knowledge) == {
        "phonophobia": pytest.approx(gain(after_yes, [0.8, 0.4]))
    }
    assert bits_asked("profiles: [{photophobia: declined}]", knowledge) == {
        "phonophobia": pytest.approx(gain([0.5, 0.5], [0.8, 0.4]))
    }


def test_an_answered_feature_does_not_end_the_search_for_others():
    knowledge = network(
        presentation("one", 0.5, features={"photophobia": 0.5, "phonophobia": 0.8}),
        presentation("other", 0.5, features={"photophobia": 0.5, "phonophobia": 0.4}),
    )
    assert set(bits_asked("profiles: [{photophobia: no}]", knowledge)) == {"phonophobia"}


@pytest.mark.parametrize(
    ("asked_of", "asked"), [("client", True), ("therapist", True), ("physician", False), ("derived", False)]
)
def test_only_somebody_in_the_room_is_asked(asked_of, asked):
    knowledge = network(
        finding("sign", asked_of=asked_of, prompt="x"),
        presentation("one", 0.5, features={"sign": 0.9, "photophobia": 0.6}),
        presentation("other", 0.5, features={"sign": 0.1, "photophobia": 0.4}),
    )
    assert ("sign" in bits_asked("age: 40", knowledge)) is asked
    assert "photophobia" in bits_asked("age: 40", knowledge)


def test_danger_questions_stand_under_safety_and_not_among_the_others():
    knowledge = network(
        presentation("one", 0.5, features={"fever": 0.9, "photophobia": 0.6}),
        presentation("other", 0.5, features={"fever": 0.1, "photophobia": 0.4}),
    )
    client = client_from("age: 40", knowledge)
    found = assess(client, knowledge).profiles[0].next
    assert found.safety == ("collapse", "fever", "bp_systolic")
    assert [ask.finding for ask in found.questions] == ["photophobia"]
    assert found.touches == ()


def test_the_best_questions_come_first_equal_ones_by_name_and_no_more_than_wanted():
    twins = {"phonophobia": 0.8, "photophobia": 0.8, "collapse": 0.9, "fever": 0.7}
    others = {"phonophobia": 0.4, "photophobia": 0.4, "collapse": 0.1, "fever": 0.6}
    knowledge = network(presentation("one", 0.5, features=twins), presentation("other", 0.5, features=others))

    def asked(limit: int) -> list[str]:
        return [ask.finding for ask in look("age: 40", knowledge, limit=limit).questions]

    assert asked(50) == ["collapse", "phonophobia", "photophobia", "fever"]
    assert asked(2) == ["collapse", "phonophobia"]


def test_a_little_more_per_minute_is_enough_to_come_first():
    a, b = Ask(finding="a", bits=0.9, per_minute=0.6), Ask(finding="b", bits=0.9, per_minute=0.7)
    assert worth_asking(NextSteps(questions=(a, b)), network()) == b


def test_five_questions_are_enough_unless_more_are_wanted():
    knowledge = network(
        *(finding(f"f{n}") for n in range(7)),
        presentation("one", 0.5, features={f"f{n}": 0.9 for n in range(7)}),
        presentation("other", 0.5, features={f"f{n}": 0.1 for n in range(7)}),
    )
    client = client_from("age: 40", knowledge)
    assert len(assess(client, knowledge).profiles[0].next.questions) == 5


# -- types that wait for an answer -------------------------------------------------------------------------


def test_an_open_type_gives_half_a_bit_times_its_chance_shared_by_what_it_waits_for():
    """1.1 waits for three answers and 2.2 for two; the number of attacks serves both."""
    knowledge = network(
        presentation("migraine", 0.6, codes=("1.1",)), presentation("tension", 0.4, codes=("2.2",))
    )
    asks = {ask.finding: ask for ask in look("age: 40", knowledge).questions}
    assert {name: ask.bits for name, ask in asks.items()} == {
        "attacks_lifetime": pytest.approx(0.5 * 0.6 / 3 + 0.5 * 0.4 / 2), "dur_usual_h": pytest.approx(0.1),
        "intensity": pytest.approx(0.1), "quality": pytest.approx(0.1),
    }  # fmt: skip
    assert asks["attacks_lifetime"].settles == ("1.1", "2.2")
    assert asks["quality"].settles == ("2.2",)


def test_a_type_that_is_settled_or_hardly_possible_waits_for_nothing():
    knowledge = network(
        presentation("migraine", 0.985, codes=("1.1",)), presentation("tension", 0.015, codes=("2.2",)),
    )  # fmt: skip
    assert set(bits_asked("age: 40", knowledge)) == {"attacks_lifetime", "dur_usual_h", "intensity"}
    assert set(bits_asked("profiles: [{intensity: 1}]", knowledge)) == {"attacks_lifetime", "quality"}


def test_a_type_that_waits_for_a_declined_answer_waits_for_the_others_only():
    knowledge = network(
        headache("4.7", {"A": "fever", "B": "collapse", "C": "photophobia"}, family="other_primary"),
        presentation("one", 0.5, codes=("4.7",)), presentation("other", 0.5),
    )  # fmt: skip
    for declined in ("fever", "collapse"):
        asked = bits_asked(f"findings: {{{declined}: declined}}", knowledge)
        assert set(asked) == {"fever", "collapse", "photophobia"} - {declined}


def test_a_type_with_a_chance_of_one_in_fifty_still_waits():
    knowledge = network(
        presentation("migraine", 0.975, codes=("1.1",)), presentation("tension", 0.025, codes=("2.2",))
    )
    assert bits_asked("age: 40", knowledge)["quality"] == pytest.approx(0.5 * 0.025 / 2)


def test_rivals_of_one_type_add_up_and_the_drawing_is_no_question():
    knowledge = network(
        headache("4.7", {"A": "pain in temple", "B": "fever"}, family="other_primary"),
        presentation("one", 0.5, codes=("4.7",), sides={"left": 0.5, "right": 0.5}),
        presentation("other", 0.25, codes=("4.7",)), presentation("third", 0.25),
    )  # fmt: skip
    assert bits_asked("age: 40", knowledge) == {"fever": pytest.approx(0.5 * 0.75)}


def test_a_feature_and_a_waiting_type_add_up():
    rivals = [
        presentation("one", 0.6, codes=("4.7",), features={"fever": 0.9}),
        presentation("other", 0.4, features={"fever": 0.2}),
    ]
    knowledge = network(headache("4.7", {"A": "fever"}, family="other_primary"), *rivals)
    assert bits_asked("age: 40", knowledge) == {
        "fever": pytest.approx(gain([0.6, 0.4], [0.9, 0.2]) + 0.5 * 0.6)
    }


RIVALS = (
    presentation("migraine", 0.6, codes=("1.1",), features={"photophobia": 0.9}),
    presentation("tension", 0.4, codes=("2.2",), features={"photophobia": 0.2}),
)
MET = "attacks_lifetime: 6, duration: 6 h, intensity: 7"


def test_before_anything_is_drawn_criteria_that_are_met_and_refused_move_the_rivals():
    """1.1 is met (times 10) and 2.2 refused (times 0.2)."""
    found = bits_asked(f"profiles: [{{{MET}}}]", network(*RIVALS))
    assert found == {"photophobia": pytest.approx(gain([0.6 * 10, 0.4 * 0.2], [0.9, 0.2]))}


def test_a_probable_type_moves_no_rival():
    probable = (presentation("migraine", 0.6, codes=("1.5.1",), features={"photophobia": 0.9}), RIVALS[1])
    found = bits_asked("profiles: [{attacks_lifetime: 2, duration: 6 h, intensity: 7}]", network(*probable))
    assert found == {"photophobia": pytest.approx(gain([0.6, 0.4 * 0.2], [0.9, 0.2]))}


def test_before_anything_is_drawn_tests_for_a_headache_type_move_the_rivals():
    knowledge = network(*RIVALS, physical_test("bend", accuracy=(accuracy("1.1", 0.8, 0.9),)))
    text = f"profiles: [{{{MET}}}]\nexam: {{tests: {{bend: positive}}}}"
    expected = gain([0.6 * 10 * 0.8, 0.4 * 0.2 * 0.1], [0.9, 0.2])
    assert bits_asked(text, knowledge) == {"photophobia": pytest.approx(expected)}
