"""Criteria in plain words, from the names in the vocabulary; what has no words stays as it is written."""

import pytest

from nuchal.knowledge.expressions import leaves, parse, written
from nuchal.knowledge.schema import Group, Option, Zone
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import (
    argument_words,
    denial,
    place_words,
    quantity,
    question_for,
    reason_words,
    sentence,
)
from tests.making import DRAFTED, finding, headache, options, vocabulary

KNOWLEDGE = vocabulary(
    Group(id="temporal", name="Side of the head", of="zones", lay_name="x", review=DRAFTED),
    Zone(id="temple", name="Temple", group="temporal", neighbours=(), review=DRAFTED),
    finding(
        "kind_of_pain",
        value="choices",
        options=(Option(id="throb", name="Throbbing"), Option(id="stab", name="Stabbing")),
    ),
    finding(
        "strength",
        value="choice",
        ordered=True,
        unit="grade",
        options=(Option(id="low", name="Very Low"), *options("high")),
    ),
    finding("turns", value="number", unit="deg"),
    headache("12.1", {"A": "fever"}),
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("photophobia", "Photophobia"),
        ("not photophobia", "no: photophobia"),
        ("attacks_lifetime >= 5", "Attacks lifetime: at least 5"),
        ("turns <= 2.5", "Turns: at most 2.5°"),
        ("turns > 3", "Turns: more than 3°"),
        ("turns < 4", "Turns: less than 4°"),
        ("turns = 1000", "Turns: exactly 1000°"),
        ("strength >= low", "Strength: at least very low"),
        ("kind_of_pain has throb", "Kind of pain: throbbing"),
        ("kind_of_pain has any of throb, stab", "Kind of pain: throbbing or stabbing"),
        ("laterality is one of left_locked, alternating", "Laterality: left_locked or alternating"),
        ("quality has unheard_of", "Quality: unheard_of"),
        ("lasts 4 h to 72 h", "attacks last 4 hours to 72 hours"),
        ("pain in temporal, temple, forehead", "pain drawn in: Side of the head, Temple, forehead"),
        ("pain in nowhere", "pain drawn in: nowhere"),
        ("attested", "a clinician confirms that no other diagnosis fits better"),
        ("code 12.1", "12.1 type 12.1"),
        ("code 99.9", "99.9"),
        ("unheard_of", "unheard_of"),
        ("not not fever", "fever"),
    ],
)
def test_each_kind_of_sentence_in_words(text, words):
    assert sentence(text, KNOWLEDGE) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("photophobia", "No: photophobia"),
        ("attacks_lifetime >= 5", "Attacks lifetime: less than 5"),
        ("turns <= 2.5", "Turns: more than 2.5°"),
        ("turns > 3", "Turns: at most 3°"),
        ("turns < 4", "Turns: at least 4°"),
        ("turns = 1000", "Turns: not exactly 1000°"),
        ("kind_of_pain has throb", "Kind of pain: not throbbing"),
        ("kind_of_pain has any of throb, stab", "Kind of pain: neither throbbing nor stabbing"),
        ("laterality is one of a, b, c", "Laterality: none of: a; b; c"),
        ("lasts 4 h to 72 h", "Attacks do not last 4 hours to 72 hours"),
        ("pain in temporal", "No pain drawn in: Side of the head"),
        ("attested", "No clinician has confirmed that no other diagnosis fits better"),
        ("code 12.1", "Not: 12.1 type 12.1"),
        ("unheard_of", "Not: unheard_of"),
        ("not fever", "Fever"),
    ],
)
def test_the_contrary_of_each_kind_of_sentence_in_words(text, words):
    assert denial(text, KNOWLEDGE) == words


def test_the_contrary_of_several_sentences_says_which_way_they_join(knowledge):
    both = {"all": ["photophobia", "phonophobia"]}
    assert denial(written(both), knowledge).startswith("Not both of: sensitivity to light")
    either = denial(written({"any": ["photophobia", "phonophobia"]}), knowledge)
    assert (
        either == "Not sensitive to light during the headache and not sensitive to noise during the headache"
    )


def test_whatever_a_reason_can_deny_reads_as_a_sentence(knowledge):
    """Danger signs, criteria, derivations and arguments of the localisation speak of these findings."""
    rules = [rule.when for rules in knowledge.sign_rules.values() for rule in rules]
    rules += [when for lettered in knowledge.criteria.values() for when in lettered.values()]
    rules += knowledge.derivations.values()
    for structure in knowledge.structures.values():
        rules += [parse(one.when) for one in (*structure.associated, *structure.provoked_by)]
    denied = {leaf.subject for rule in rules for leaf in leaves(rule) if leaf.verb == "present"}
    said = {name: knowledge.findings[name].denied for name in denied & set(knowledge.findings)}
    assert len(said) > 300
    assert [name for name, words in said.items() if not words] == []
    assert denial("pain_chewing", knowledge) == "Chewing does not hurt"
    assert argument_words("symptom", "pain_chewing", False, knowledge) == "chewing does not hurt"


def leaf(asks: str, **more) -> Reason:
    return Reason(asks=asks, truth=Truth.YES, **more)


def test_a_step_that_looked_at_a_finding_is_said_in_words():
    assert reason_words(leaf("photophobia", finding="photophobia"), KNOWLEDGE) == "Photophobia"
    assert (
        reason_words(leaf("attested"), KNOWLEDGE)
        == "a clinician confirms that no other diagnosis fits better"
    )


def test_a_step_that_follows_from_others_still_names_its_finding():
    derived = leaf("photophobia", finding="photophobia", joint="all", parts=(leaf("fever", finding="fever"),))
    assert reason_words(derived, KNOWLEDGE) == "Photophobia"


def test_a_sentence_that_cannot_be_read_stays_as_it_is_written():
    assert reason_words(leaf("2.2 Frequent: with, words?"), KNOWLEDGE) == "2.2 Frequent: with, words?"


def test_a_joining_step_says_how_it_joins():
    assert reason_words(leaf("all of", joint="all"), KNOWLEDGE) == "all of"
    assert reason_words(leaf("photophobia", joint="any"), KNOWLEDGE) == "photophobia"


def test_a_negation_introduces_what_does_not_hold():
    assert reason_words(leaf("not: fever", joint="not", finding="fever"), KNOWLEDGE) == "this does not hold:"
    assert reason_words(leaf("not: all of", joint="not"), KNOWLEDGE) == "this does not hold:"


def test_one_finding_that_must_be_absent_is_a_line_of_its_own():
    fever = leaf("fever", finding="fever")
    assert reason_words(leaf("not: fever", joint="not", parts=(fever,)), KNOWLEDGE) == "no: fever"
    several = leaf("all of", joint="all", parts=(fever, fever))
    assert leaf("not: all of", joint="not", parts=(several,)).negated is None


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [("1", "days/month", "1 day a month"), ("at least 15", "days/month", "at least 15 days a month"),
     ("45", "deg", "45°"), ("3", "mmHg", "3 mmHg"), ("7", None, "7")],
)  # fmt: skip
def test_a_number_stands_with_its_unit_as_people_say_it(number, unit, words):
    assert quantity(number, unit) == words


def test_a_client_is_asked_the_question_a_therapist_the_prompt_and_else_the_name_stands():
    knowledge = vocabulary(
        finding("asked", question="Does light hurt?", prompt="Ask about light."),
        finding("examined", asked_of="therapist", question=None, prompt="Press here."),
        finding("bare", asked_of="derived", question=None),
    )
    assert question_for("asked", knowledge) == "Does light hurt?"
    assert question_for("examined", knowledge) == "Press here."
    assert question_for("bare", knowledge) == "Bare"


def test_the_drawing_is_asked_for_with_the_map():
    assert question_for("drawing", KNOWLEDGE) == "Shade on the body map where it hurts."


def test_a_place_is_named_with_its_side():
    assert place_words("temple", "left", KNOWLEDGE) == "Temple, left"


def test_a_joined_criterion_reads_as_one_clause(knowledge):
    told = argument_words("symptom", written({"all": ["photophobia", "phonophobia"]}), True, knowledge)
    assert told == "sensitivity to light during the headache and sensitivity to noise during the headache"
    either = written({"any": ["photophobia", {"not": "phonophobia"}]})
    assert " or not sensitive to noise during the headache" in argument_words(
        "symptom", either, True, knowledge
    )
    two = written({"at_least": 2, "of": ["photophobia", "phonophobia", "nausea >= mild"]})
    assert argument_words("symptom", two, False, knowledge).startswith("fewer than 2 of: ")
