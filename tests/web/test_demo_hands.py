"""The invented clients drew by hand: strokes inside the places of their story, never whole zones."""

from __future__ import annotations

import json

import pytest

from nuchal.bodymap import read, zone_marks
from nuchal.clinic.demo.hands import strokes_of
from nuchal.clinic.demo.stories import story_of

STORIES = (
    "tension_type_at_the_desk", "cervicogenic_after_collision", "jaw_headache_of_a_clencher", "migraine_with_sore_neck",
    "teenager_with_tension", "new_temple_pain_at_seventy", "torn_artery_disguised_as_neck",
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_strokes_name_the_places_and_strengths_of_the_story(story, knowledge):
    for profile in story_of({"story": story}, knowledge).profiles:
        if profile.drawing is None:
            continue
        marks = [{"zone": m.zone, "side": m.side, "intensity": m.intensity} for m in profile.drawing.marks]
        drawing = read(json.dumps(strokes_of(marks)))
        assert {(m.zone, m.side, m.intensity) for m in zone_marks(drawing)} == {
            (m["zone"], m["side"], m["intensity"]) for m in marks
        }
        assert drawing.strokes
        assert all(len(stroke.points) > 1 for stroke in drawing.strokes)


def test_the_same_marks_give_the_same_strokes_and_what_is_gone_is_not_drawn():
    marks = [
        {"zone": "temple_anterior", "side": "left", "intensity": 6},
        {"zone": "vertex", "side": "left", "intensity": 0},
    ]
    assert strokes_of(marks) == strokes_of(marks)
    assert {m.zone for m in zone_marks(read(json.dumps(strokes_of(marks))))} == {"temple_anterior"}


def test_what_no_picture_shows_is_chosen_from_the_list():
    drawing = read(
        json.dumps(
            strokes_of(
                [
                    {"zone": "teeth_upper_molar", "side": "left", "intensity": 4},
                    {"zone": "orbit_deep", "side": "left", "intensity": 5},
                ]
            )
        )
    )
    assert ("orbit_deep", "left") in {m.place for m in zone_marks(drawing)}
