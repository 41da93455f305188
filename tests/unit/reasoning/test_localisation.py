"""What the ranking promises beyond its numbers: order, sides, shares, and what nothing explains."""

from dataclasses import replace

import pytest

from nuchal.reasoning.localisation import Localisation
from nuchal.reasoning.pathway import NothingDrawn, assess

DRAWN = "profiles: [{{name: main, drawing: [{marks}]}}]\n"


@pytest.fixture
def localised(person, knowledge):
    def run(marks: str, more: str = "") -> Localisation:
        client = replace(person(DRAWN.format(marks=marks) + more), assumed_screened=True)
        return assess(client, knowledge, with_next=False).profiles[0].localisation

    return run


BASE = "{zone: suboccipital, side: right, intensity: 7, worst: yes}, {zone: orbit_deep, side: right, intensity: 5}"


def test_the_ranking_lies_on_the_drawn_side_and_inside_its_range(localised):
    found = localised(BASE)
    assert found.ranked[0].side == "right"
    for ranked in found.ranked[:6]:
        assert 0 <= ranked.low <= ranked.probability <= ranked.high <= 1
        assert all(0 < share <= 1 for _, share in ranked.explains)


def test_nobody_explains_more_of_a_mark_than_there_is(localised):
    found = localised(BASE)
    total: dict = {}
    for ranked in found.ranked:
        for place, share in ranked.explains:
            total[place] = total.get(place, 0.0) + share
    assert all(share <= 1 + 1e-9 for share in total.values())


def test_hands_that_find_the_familiar_pain_raise_the_structure_and_its_absence_lowers_it(localised):
    def chance(said: str) -> float:
        exam = f"exam: {{palpation: [{{structure: oc_inferior, side: right, familiar_pain: {said}}}]}}"
        return localised(BASE, exam if said else "").of("suboccipitals", "right").probability

    assert chance("no") < chance("") < chance("yes")


def test_a_blank_sheet_and_a_sheet_never_handed_out_are_told_apart(person, knowledge):
    for text, stated in (("profiles: [{drawing: []}]", True), ("profiles: [{name: main}]", False)):
        client = replace(person(text), assumed_screened=True)
        assert assess(client, knowledge, with_next=False).profiles[0].localisation == NothingDrawn(
            stated=stated
        )


def test_no_argument_is_larger_than_evidence_can_be(localised):
    """Log-odds of ten would be odds of twenty thousand to one from a single mark."""
    for ranked in localised(BASE).ranked[:6]:
        for argument in ranked.arguments:
            assert abs(argument.weight) < 10, (ranked.group.id, argument.label)
