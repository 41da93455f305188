"""Which types are given: definite before probable, the more specific before the general, none by default."""

import pytest

from nuchal.errors import KnowledgeError
from nuchal.reasoning.classification import classify
from nuchal.reasoning.screening import screen
from nuchal.reasoning.truth import Truth
from tests.conftest import client_from
from tests.making import headache, vocabulary

MIGRAINE = "attacks_lifetime: 6, duration: 6 h, intensity: 7"


def classified(client, knowledge):
    return classify(client, client.profiles[0], knowledge, screen(client, knowledge))


def codes(conclusions):
    return [conclusion.code for conclusion in conclusions]


def test_a_type_whose_criteria_are_all_met_is_given_without_attestation(small, small_person):
    found = classified(small_person(f"profiles: [{{{MIGRAINE}}}]"), small)
    assert codes(found.concluded) == ["1.1"]
    assert found.types["1.1"].attested is Truth.UNKNOWN


def test_a_clinicians_no_withdraws_the_type_and_keeps_its_features(small, small_person):
    found = classified(small_person(f"profiles: [{{{MIGRAINE}, attested: {{'1.1': no}}}}]"), small)
    assert found.concluded == ()
    assert found.cannot_say
    assert found.types["1.1"].features is Truth.YES


def test_one_criterion_missing_is_probable_and_two_are_nothing(small, small_person):
    one = classified(small_person("profiles: [{attacks_lifetime: 2, duration: 6 h, intensity: 7}]"), small)
    two = classified(small_person("profiles: [{attacks_lifetime: 2, duration: 1 h, intensity: 7}]"), small)
    assert codes(one.concluded) == ["1.5.1"]
    assert codes(two.concluded) == []


def test_an_open_criterion_is_not_a_missing_one(small, small_person):
    found = classified(small_person("profiles: [{duration: 6 h, intensity: 7}]"), small)
    assert found.types["1.5.1"].features is Truth.UNKNOWN
    assert found.types["1.1"].missing == {"attacks_lifetime"}
    assert found.cannot_say


def test_definite_outranks_probable_and_says_so(small, small_person):
    text = "profiles: [{attacks_lifetime: 12, duration: 1 h, intensity: 7, quality: [pressing]}]"
    found = classified(small_person(text), small)
    assert codes(found.concluded) == ["2.2"]
    assert codes(found.set_aside) == ["1.5.1"]
    assert found.set_aside[0].gives_way_to == ("2.2",)


def test_two_definite_types_stand_side_by_side(small, small_person):
    text = "profiles: [{attacks_lifetime: 12, duration: 6 h, intensity: 7, quality: [pressing]}]"
    assert codes(classified(small_person(text), small).concluded) == ["1.1", "2.2"]


def test_a_dangerous_pattern_is_raised_and_never_concluded(small, small_person):
    found = classified(small_person("findings: {collapse: yes}"), small)
    assert [result.headache.code for result in found.raised] == ["6.1"]
    assert found.concluded == ()


def test_the_subform_stands_for_its_parent(small_person):
    knowledge = vocabulary(
        headache("2.2.1", {"A": "code 2.2", "B": "photophobia"}, family="tension_type", parent="2.2")
    )
    text = "profiles: [{attacks_lifetime: 12, quality: [pressing], photophobia: yes}]"
    found = classified(small_person(text), knowledge)
    assert codes(found.concluded) == ["2.2.1"]
    assert found.set_aside[0].gives_way_to == ("2.2.1",)


def test_a_named_precedence_is_kept(small_person):
    knowledge = vocabulary(headache("8.2", {"A": "photophobia"}, gives_way_to=("2.2",)))
    alone = classified(small_person("profiles: [{photophobia: yes}]"), knowledge)
    both = classified(
        small_person("profiles: [{photophobia: yes, attacks_lifetime: 12, quality: [pressing]}]"), knowledge
    )
    assert codes(alone.concluded) == ["8.2"]
    assert codes(both.concluded) == ["2.2"]


def test_a_criterion_of_another_type_can_be_borrowed(small_person):
    knowledge = vocabulary(headache("1.3", {"A": "criterion 1.1 C"}))
    found = classified(small_person("profiles: [{intensity: 8}]"), knowledge)
    assert found.types["1.3"].features is Truth.YES


def test_types_that_refer_to_each_other_are_the_authors_mistake(small_person):
    knowledge = vocabulary(headache("9.1", {"A": "code 9.2"}), headache("9.2", {"A": "code 9.1"}))
    with pytest.raises(KnowledgeError, match="refers to itself"):
        classified(small_person("age: 40"), knowledge)


def test_what_is_nearly_met_comes_first_among_the_open(small, small_person):
    found = classified(small_person("profiles: [{duration: 6 h, intensity: 7, quality: [pressing]}]"), small)
    assert [result.headache.code for result in found.nearly()] == ["1.1", "2.2"]


def test_what_is_nearly_settled_comes_first_and_untouched_types_do_not(small, small_person):
    found = classified(small_person("profiles: [{duration: 6 h, intensity: 7}]"), small)
    assert [result.headache.code for result in found.nearly()] == ["1.1"]
    both = classified(small_person("profiles: [{duration: 6 h, intensity: 7, quality: [pressing]}]"), small)
    assert [result.headache.code for result in both.nearly()] == ["1.1", "2.2"]
    assert [result.headache.code for result in both.nearly(1)] == ["1.1"]


def test_among_equally_far_types_the_one_with_fewer_gaps_comes_first():
    knowledge = vocabulary(
        headache("7.1", {"A": "intensity >= mild", "B": {"any": ["fever", "photophobia"]}}),
        headache("7.2", {"A": "intensity >= mild", "B": "photophobia"}),
        headache("7.3", {"A": "intensity >= mild", "B": "photophobia"}, rank="probable"),
    )
    client = client_from("profiles: [{intensity: 2}]", knowledge)
    found = classify(client, client.profiles[0], knowledge, screen(client, knowledge))
    assert [r.headache.code for r in found.nearly() if r.headache.code.startswith("7")] == ["7.2", "7.1"]
