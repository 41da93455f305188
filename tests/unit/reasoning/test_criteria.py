"""One criterion against what is known: yes, no, or unknown with what is missing."""

import math

import pytest

from nuchal.errors import KnowledgeError
from nuchal.findings.model import Origin, Range
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.criteria import Facts, compare_range, evaluate
from nuchal.reasoning.truth import Truth

WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def weigh(sentence, client, knowledge):
    return evaluate(parse(sentence), Facts(knowledge, client, client.profiles[0]))


@pytest.mark.parametrize(
    ("known", "symbol", "bound", "expected"),
    [
        (Range(5, 5), ">=", 5, True), (Range(5, 5), ">", 5, False), (Range(5, 5), "<=", 5, True),
        (Range(5, 5), "<", 5, False), (Range(5, 5), "=", 5, True), (Range(5, 5), "=", 4, False),
        (Range(4, 8), ">=", 5, None), (Range(4, 8), ">=", 4, True), (Range(4, 8), ">", 8, False),
        (Range(4, 8), ">", 4, None), (Range(4, 8), "<", 4, False), (Range(4, 8), "<=", 8, True),
        (Range(4, 8), "=", 6, None), (Range(4, 8), "=", 9, False),
        (Range(15, math.inf), ">=", 15, True), (Range(15, math.inf), ">", 15, None),
        (Range(15, math.inf, above_least=True), ">", 15, True), (Range(15, math.inf, above_least=True), "<=", 15, False),
        (Range(-math.inf, 10, below_most=True), "<", 10, True), (Range(-math.inf, 10, below_most=True), ">=", 10, False),
        (Range(-math.inf, 10), "<", 10, None), (Range(), ">=", 0, None),
    ],
)  # fmt: skip
def test_a_range_settles_a_comparison_only_where_all_its_numbers_agree(known, symbol, bound, expected):
    assert compare_range(known, symbol, bound) is expected


@pytest.mark.parametrize(
    ("said", "sentence", "expected"),
    [
        ("", "photophobia", "unknown"),
        ("photophobia: yes", "photophobia", "yes"),
        ("photophobia: no", "photophobia", "no"),
        ("photophobia: declined", "photophobia", "unknown"),
        ("photophobia: not examinable", "not photophobia", "unknown"),
        ("photophobia: no", "not photophobia", "yes"),
        ("attacks_lifetime: 5", "attacks_lifetime >= 5", "yes"),
        ('attacks_lifetime: "4 to 8"', "attacks_lifetime >= 5", "unknown"),
        ('attacks_lifetime: "< 5"', "attacks_lifetime >= 5", "no"),
        ("intensity: 5", "intensity >= moderate", "yes"),
        ("intensity: mild", "intensity >= moderate", "no"),
        ("intensity: [mild, moderate]", "intensity >= moderate", "unknown"),
        ("intensity: [moderate, severe]", "intensity >= moderate", "yes"),
        ("laterality: left_locked", "laterality is left_locked", "yes"),
        ("laterality: left", "laterality is left_locked", "unknown"),
        ("laterality: left", "laterality is one of left_locked, alternating", "yes"),
        ("laterality: left", "laterality is right_locked", "no"),
        ("quality: [pressing]", "quality has pressing", "yes"),
        ("quality: [pressing]", "quality has pulsating", "no"),
        ("quality: {has: [pressing]}", "quality has pulsating", "unknown"),
        ("quality: {has: [pressing]}", "quality has any of pulsating, pressing", "yes"),
        ("quality: {lacks: [pulsating]}", "quality has any of pulsating, stabbing", "unknown"),
        ("quality: none", "quality has any of pulsating, stabbing", "no"),
        ("", "pain in temporal", "unknown"),
        ("drawing: []", "pain in temporal", "no"),
        ("drawing: [{zone: temple, side: left}]", "pain in temporal", "yes"),
        ("drawing: [{zone: temple, side: left, intensity: 0}]", "pain in temporal", "no"),
        ("drawing: [{zone: forehead, side: left}]", "pain in temporal, forehead", "yes"),
    ],
)
def test_each_kind_of_sentence(small, small_person, said, sentence, expected):
    client = small_person(f"profiles: [{{name: main, {said}}}]" if said else "profiles: [{name: main}]")
    assert WORDS[weigh(sentence, client, small).truth] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("6 h", "yes"), ("4 h", "yes"), ("72 h", "yes"), ("3 h", "no"), ("4 d", "no"),
        ("4 h to 3 d", "yes"), ("1 h to 3 h", "no"), ("4 d to 9 d", "no"), ("1 h to 9 h", "unknown"),
        ('"> 4 h"', "unknown"), ('"> 72 h"', "no"), ('"< 4 h"', "no"), ("{usual: 6 h, longest: 9 d}", "yes"),
        ("{longest: 3 h}", "no"), ("{shortest: 5 h}", "unknown"), ("not asked", "unknown"),
    ],
)  # fmt: skip
def test_the_usual_duration_decides_and_shortest_and_longest_if_they_agree(
    small, small_person, said, expected
):
    client = small_person(f"profiles: [{{duration: {said}}}]")
    assert WORDS[weigh("lasts 4 h to 72 h", client, small).truth] == expected


def test_what_follows_counts_where_nobody_stated_it(small, small_person):
    for said, expected in (
        ("photophobia: yes, phonophobia: yes", "yes"),
        ("photophobia: yes, phonophobia: no", "no"),
        ("photophobia: yes", "unknown"),
    ):
        reason = weigh("light_and_sound", small_person(f"profiles: [{{{said}}}]"), small)
        assert (WORDS[reason.truth], reason.origin) == (expected, Origin.DERIVED)


def test_a_stated_no_never_silences_what_follows(small, small_person):
    client = small_person("profiles: [{light_and_sound: no, photophobia: yes, phonophobia: yes}]")
    assert weigh("light_and_sound", client, small).truth is Truth.YES


def test_a_reason_names_what_is_missing_and_stops_once_settled(small, small_person):
    client = small_person("profiles: [{photophobia: yes}]")
    both = weigh({"all": ["photophobia", "phonophobia", "quality has pressing"]}, client, small)
    assert both.truth is Truth.UNKNOWN
    assert both.missing == {"phonophobia", "quality"}
    either = weigh({"any": ["photophobia", "phonophobia"]}, client, small)
    assert either.truth is Truth.YES
    assert either.missing == frozenset()
    assert [leaf.finding for leaf in either.leaves()] == ["photophobia", "phonophobia"]


@pytest.mark.parametrize(
    "sentence", ["age_years", "quality >= 3", "photophobia is yes", "laterality has x", "code 1.1"]
)
def test_a_sentence_that_does_not_fit_its_finding_is_the_authors_mistake(small, small_person, sentence):
    client = small_person("age: 40\nprofiles: [{quality: [pressing], photophobia: yes, laterality: left}]")
    with pytest.raises(KnowledgeError):
        weigh(sentence, client, small)
