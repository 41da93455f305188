"""Criteria are small sentences; what cannot be read is refused with how to write it."""

import pytest

from nuchal.knowledge.expressions import All, Any, AtLeast, ExpressionError, Leaf, Not, leaves, parse


@pytest.mark.parametrize(
    ("text", "verb", "subject", "operator", "values"),
    [
        ("photophobia", "present", "photophobia", "", ()),
        ("attacks_lifetime >= 5", "compare", "attacks_lifetime", ">=", ("5",)),
        ("attacks_lifetime<5", "compare", "attacks_lifetime", "<", ("5",)),
        ("dur_max_h <= 30 min", "compare", "dur_max_h", "<=", ("0.5",)),
        ("dur_max_h < 2 d", "compare", "dur_max_h", "<", ("48.0",)),
        ("intensity >= moderate", "compare", "intensity", ">=", ("moderate",)),
        ("laterality is bilateral", "is", "laterality", "", ("bilateral",)),
        ("laterality is one of left, right", "is", "laterality", "", ("left", "right")),
        ("quality has pulsating", "has", "quality", "", ("pulsating",)),
        ("quality has any of a, b", "has", "quality", "", ("a", "b")),
        ("lasts 4 h to 72 h", "lasts", "duration", "", ("4.0", "72.0")),
        ("lasts 15 min to 3 h", "lasts", "duration", "", ("0.25", "3.0")),
        ("pain in orbital, temple", "pain", "drawing", "", ("orbital", "temple")),
        ("criterion 1.1 C", "criterion", "1.1", "", ("C",)),
        ("code 2.2", "code", "2.2", "", ()),
        ("sign sudden", "sign", "sudden", "", ("refer_first",)),
        ("sign sudden at modify", "sign", "sudden", "", ("modify",)),
        ("attested", "attested", "", "", ()),
    ],
)
def test_each_kind_of_sentence(text, verb, subject, operator, values):
    leaf = parse(text)
    assert isinstance(leaf, Leaf)
    assert (leaf.verb, leaf.subject, leaf.operator, leaf.values) == (verb, subject, operator, values)
    assert leaf.text == text


def test_sentences_are_joined():
    a, b, c = (parse(name) for name in "abc")
    assert parse({"all": ["a", {"any": ["b", "c"]}]}) == All((a, Any((b, c))))
    assert parse("not a") == parse({"not": "a"}) == Not(a)
    assert parse({"at_least": 2, "of": ["a", "b", "c"]}) == AtLeast(2, (a, b, c))
    assert parse({"at_most": 1, "of": ["a", "b", "c"]}) == Not(AtLeast(2, (a, b, c)))
    assert [leaf.subject for leaf in leaves(parse({"all": ["a", {"not": {"any": ["b", "c"]}}]}))] == [
        "a",
        "b",
        "c",
    ]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"all": []}, "true of everybody"),
        ({"any": None}, "at least one part"),
        (["a", "b"], "ambiguous"),
        (12, "no criterion"),
        (None, "no criterion"),
        ({"all": ["a"], "any": ["b"]}, "unknown keys"),
        ({"either": ["a"]}, "unknown keys"),
        ({"at_least": 3, "of": ["a", "b"]}, "cannot be reached"),
        ({"at_least": 0, "of": ["a"]}, "cannot be reached"),
        ({"at_least": True, "of": ["a"]}, "whole number"),
        ({"at_most": 2, "of": ["a", "b"]}, "always true"),
        ("lasts 3 d to 4 h", "shorter"),
        ("lasts 4 to 72", "no duration"),
        ("Photophobia!", "cannot read"),
        ("two words", "cannot read"),
        ("laterality is one of left right", "no id"),
        ("quality has any of A", "no id"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(written, says):
    with pytest.raises(ExpressionError, match=says):
        parse(written)


def test_an_empty_sentence_is_refused_like_any_other():
    with pytest.raises(ExpressionError):
        parse("")
