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


def test_a_touch_counts_once_and_not_again_through_the_finding_that_it_fills(localised):
    exam = "exam: {palpation: [{structure: j_c2_3, side: right, familiar_pain: yes}]}"
    kinds = [a.kind for a in localised(BASE, exam).of("upper_cervical_joints", "right").arguments]
    assert kinds.count("palpation") == 1
    assert "symptom" not in kinds


def test_a_very_wide_drawing_leaves_its_weakest_places_aside_and_names_them(person, knowledge):
    zones = [z.id for z in knowledge.zones.values() if not z.inset and z.group not in ("arm", "chest")]
    marks = ", ".join(f"{{zone: {z}, side: both, intensity: {3 + n % 5}}}" for n, z in enumerate(zones))
    client = replace(person(f"profiles: [{{drawing: [{marks}]}}]"), assumed_screened=True)
    found = assess(client, knowledge, with_next=False, arguments_for=0).profiles[0].localisation
    assert found.left_aside
    assert found.ranked[0].probability > 0
    strength = {m.zone: m.intensity for m in client.profiles[0].drawing.marks}
    weighed = {place[0] for r in found.ranked for place, _ in r.explains}
    assert min(strength[zone] for zone in weighed) >= min(strength[z] for z, _ in found.left_aside)


def test_a_usual_drawing_is_weighed_whole(localised):
    assert localised(BASE).left_aside == ()


def test_every_group_that_is_shown_comes_with_its_range(localised):
    shown = [ranked for ranked in localised(BASE).ranked if ranked.worth_showing][:6]
    assert shown
    assert all(ranked.low < ranked.probability < ranked.high for ranked in shown)
