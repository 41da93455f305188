"""Strokes, drawings and what is computed from them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuchal import bodymap
from nuchal.bodymap import Drawing, Stroke, ZoneMark
from nuchal.bodymap.atlas import atlas
from nuchal.bodymap.outlines import grid
from nuchal.findings.model import Mark

VIEWS = [sheet.name for sheet in bodymap.views()]
NOTHING = Drawing()


def middle(view: str, zone: str, side: bodymap.Side) -> tuple[float, float]:
    """The point of a zone that is farthest from its edge, roughly."""
    rows, columns = np.nonzero(grid(view) == atlas().code(zone, side))
    best = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
    return float(columns[best]) + 0.5, float(rows[best]) + 0.5


def dab(
    view: str, zone: str, side: bodymap.Side, *, radius: float = 10, intensity: float | None = 6
) -> Stroke:
    return Stroke(view=view, points=(middle(view, zone, side),), radius=radius, intensity=intensity)


def everywhere() -> Drawing:
    return Drawing(tuple(Stroke(view=view, points=((0, 400), (760, 400)), radius=200) for view in VIEWS) + tuple(
        Stroke(view=view, points=((0, y), (760, y)), radius=200) for view in VIEWS for y in (100, 700)
    ))  # fmt: skip


@given(view=st.sampled_from(VIEWS), column=st.integers(0, 759), row=st.integers(0, 799))
def test_the_zone_under_a_point_agrees_with_the_outlines(view: str, column: int, row: int) -> None:
    assert bodymap.zone_at(view, column + 0.5, row + 0.5) == atlas().place(int(grid(view)[row, column]))


@pytest.mark.parametrize("point", [(-1, 10), (760, 10), (10, 800), (1, 1)])
def test_beside_the_body_there_is_no_zone(point: tuple[float, float]) -> None:
    assert bodymap.zone_at("front", *point) is None
    assert bodymap.spot("front", *point) is None


@pytest.mark.parametrize("view", ["right", "front", "face"])
def test_a_stroke_over_the_right_temple_is_the_right_temple_in_every_view(view: str) -> None:
    marks = bodymap.zone_marks(Drawing((dab(view, "temple_anterior", "right"),)))
    assert ("temple_anterior", "right") in {mark.place for mark in marks}
    assert all(mark.side == "right" for mark in marks)


@given(
    pair=st.sampled_from(
        [
            ("right", "front"),
            ("right", "back"),
            ("left", "front"),
            ("front", "face"),
            ("back", "nape"),
            ("right", "top"),
        ]
    ),
    seed=st.integers(0, 2**31),
)
def test_the_same_spot_in_two_views_is_one_spot(pair: tuple[str, str], seed: int) -> None:
    """A point goes to the other view and comes back; both views say the same zone, but for points on a border."""
    view, other = pair
    rows, columns = np.nonzero(grid(view) > 0)
    at = seed % len(rows)
    point = columns[at] + 0.5, rows[at] + 0.5
    there = bodymap.moved(view, *point, to=other)
    if there is None:
        return
    back = bodymap.moved(other, *there, to=view)
    if back is not None:
        assert np.hypot(back[0] - point[0], back[1] - point[1]) < 30
    here_zone, there_zone = bodymap.zone_at(view, *point), bodymap.zone_at(other, *there)
    if here_zone != there_zone and here_zone and there_zone:
        near = {
            bodymap.zone_at(other, there[0] + dx, there[1] + dy) for dx in (-8, 0, 8) for dy in (-8, 0, 8)
        }
        near |= {
            bodymap.zone_at(view, point[0] + dx, point[1] + dy) for dx in (-12, 0, 12) for dy in (-12, 0, 12)
        }
        assert {here_zone, there_zone} <= near


def test_paint_from_the_side_shows_from_the_front() -> None:
    painted = Drawing((dab("right", "temple_anterior", "right", radius=40),))
    picture = bodymap.svg("front", title="Front", drawing=painted)
    assert 'class="pain-3"' in picture


def test_painting_everywhere_covers_every_zone() -> None:
    assert {mark.place for mark in bodymap.zone_marks(everywhere())} == {
        (zone, side) for zone in bodymap.zones() for side in bodymap.SIDES
    }


def test_painting_nothing_gives_nothing() -> None:
    assert bodymap.zone_marks(NOTHING) == ()
    assert bodymap.extent(NOTHING).cm2 == 0
    assert bodymap.overlap(NOTHING, NOTHING) == bodymap.Overlap(zones=None, area=None)
    assert bodymap.symmetry(NOTHING) == bodymap.Symmetry(mirrored=None, right_share=None)
    assert bodymap.frequency([NOTHING]).places == {}


def test_the_whole_of_a_zone_is_covered_by_a_wide_brush_and_a_dab_covers_little() -> None:
    x, y = middle("back", "suboccipital", "left")
    wide, small = bodymap.stroke_zones("back", [(x, y)], 150), bodymap.stroke_zones("back", [(x, y)], 3)
    assert wide[("suboccipital", "left")] == 1
    assert 0 < small[("suboccipital", "left")] < 0.1


def test_a_small_dab_counts_by_where_it_lies() -> None:
    marks = bodymap.zone_marks(Drawing((dab("back", "scapula_body", "left", radius=4),)))
    assert [mark.place for mark in marks] == [("scapula_body", "left")]


def test_the_strongest_stroke_gives_the_strength() -> None:
    strokes = (dab("right", "mastoid", "right", intensity=3), dab("right", "mastoid", "right", intensity=8))
    (mark,) = (m for m in bodymap.zone_marks(Drawing(strokes)) if m.zone == "mastoid")
    assert mark.intensity == 8


def test_what_is_rubbed_out_is_gone() -> None:
    x, y = middle("right", "mastoid", "right")
    rubber = Stroke(view="right", points=((x, y),), radius=60, erases=True)
    gone = Drawing((dab("right", "mastoid", "right"), rubber))
    assert bodymap.zone_marks(gone) == ()
    assert bodymap.extent(gone).cm2 == 0


def test_strength_nought_is_no_pain() -> None:
    assert bodymap.zone_marks(Drawing((dab("right", "mastoid", "right", intensity=0),))) == ()


def test_mirroring_a_drawing_changes_sides_and_nothing_else() -> None:
    one = Drawing((dab("right", "temple_anterior", "right"), dab("back", "suboccipital", "right")), (
        ZoneMark(zone="tongue", side="left", intensity=2),
    ))  # fmt: skip
    two = bodymap.mirrored(one)
    swap = {"left": "right", "right": "left"}
    assert {(m.zone, swap[m.side]) for m in bodymap.zone_marks(one)} == {
        m.place for m in bodymap.zone_marks(two)
    }
    assert bodymap.extent(one).cm2 == pytest.approx(bodymap.extent(two).cm2, rel=0.02)
    assert bodymap.mirrored(two) == one


def test_both_sides_alike_is_symmetric_and_one_side_is_not() -> None:
    one = Drawing((dab("right", "temple_anterior", "right", radius=20),))
    both = Drawing((*one.strokes, *bodymap.mirrored(one).strokes))
    assert bodymap.symmetry(one) == bodymap.Symmetry(mirrored=0, right_share=1)
    found = bodymap.symmetry(both)
    assert found.mirrored is not None
    assert found.right_share is not None
    assert found.mirrored > 0.9
    assert found.right_share == pytest.approx(0.5, abs=0.02)


def test_overlap_is_one_with_itself_and_none_with_the_other_side() -> None:
    one = Drawing((dab("right", "temple_anterior", "right", radius=20),))
    assert bodymap.overlap(one, one) == bodymap.Overlap(zones=1, area=1)
    assert bodymap.overlap(one, bodymap.mirrored(one)) == bodymap.Overlap(zones=0, area=0)


def test_the_size_of_a_drawing_is_that_of_the_skin() -> None:
    """A dab of a given radius on a flat place covers about its circle, in any view."""
    scale = 760 / (2 * 2.24)
    drawn = bodymap.extent(Drawing((dab("back", "scapula_body", "right", radius=30),))).cm2
    assert drawn == pytest.approx(np.pi * (30 / scale) ** 2 * 100, rel=0.35)


def test_frequencies_count_drawings() -> None:
    one, two = (
        Drawing((dab("right", "mastoid", "right"),)),
        Drawing(chosen=(ZoneMark(zone="mastoid", side="right"),)),
    )
    found = bodymap.frequency([one, two, NOTHING])
    assert found.drawings == 3
    assert found.places[("mastoid", "right")] == 2
    assert found.triangles.max() == 2
    assert 'class="freq-4"' in bodymap.svg("right", title="Attacks", frequency=found)


@given(
    strokes=st.lists(
        st.builds(
            Stroke,
            view=st.sampled_from(VIEWS),
            points=st.lists(
                st.tuples(*[st.integers(0, 7999).map(lambda n: n / 10)] * 2), min_size=1, max_size=6
            ).map(tuple),
            radius=st.integers(1, 60).map(float),
            intensity=st.none() | st.integers(0, 10).map(float),
            quality=st.sampled_from([None, "pressing"]),
            depth=st.sampled_from([None, "deep", "surface"]),
            spreads_to=st.sampled_from([None, "vertex"]),
            erases=st.booleans(),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_a_drawing_survives_storage(strokes: list[Stroke]) -> None:
    drawing = Drawing(tuple(strokes), (ZoneMark(zone="vertex", side="left", intensity=4.0),))
    assert bodymap.read(bodymap.write(drawing)) == drawing


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "nuchal.drawing/9"}, "not a drawing that this version can read"),
        ({"colour": "red"}, "unknown fields: colour"),
        ({"strokes": 3}, "must be a list"),
        ({"strokes": [{"view": "below", "points": [[1, 1]], "radius": 5}]}, "no view 'below'"),
        ({"strokes": [{"view": "front", "points": [], "radius": 5}]}, "between 1 and"),
        ({"strokes": [{"view": "front", "points": [[1]], "radius": 5}]}, "a pair of numbers"),
        ({"strokes": [{"view": "front", "points": [[1, 1]]}]}, "has no radius"),
        ({"strokes": [{"view": "front", "points": [[1, 1]], "radius": True}]}, "must be a number"),
        ({"strokes": [{"view": "front", "points": [[1, 1]], "radius": 5, "intensity": 11}]}, "from 0 to 10"),
        (
            {"strokes": [{"view": "front", "points": [[1, 1]], "radius": 5, "depth": "far"}]},
            "deep or surface",
        ),
        ({"strokes": [{"view": "front", "points": [[1, 1]], "radius": 5, "erases": 1}]}, "true or false"),
        ({"strokes": [{"view": "front", "points": [[1, 1]], "radius": 5, "quality": 4}]}, "short texts"),
        ({"strokes": [4]}, "must be an object"),
        ({"chosen": [{"zone": "vertex", "side": "middle"}]}, "left or right"),
        ({"chosen": [{"zone": "knee", "side": "left"}]}, "no zone 'knee'"),
    ],
)
def test_what_is_not_a_drawing_is_refused_with_a_sentence(change: dict[str, object], says: str) -> None:
    document = {"format": "nuchal.drawing/1", "strokes": [], "chosen": [], **change}
    with pytest.raises(bodymap.BodymapError, match=says):
        bodymap.read(json.dumps(document))


def test_text_that_is_not_json_is_refused() -> None:
    with pytest.raises(bodymap.BodymapError, match="not JSON"):
        bodymap.read("{")


def test_marks_of_the_findings_can_be_drawn() -> None:
    marks = [Mark(zone="vertex", side="left", intensity=4), Mark(zone="mastoid", side="right", intensity=0)]
    assert bodymap.zone_marks(bodymap.of_marks(marks)) == (ZoneMark(zone="vertex", side="left", intensity=4),)


@pytest.mark.parametrize("view", VIEWS)
def test_pictures_are_xml_with_title_and_description_and_no_inline_style(view: str) -> None:
    marks = [
        SimpleNamespace(zone=zone, side="right" if view == "right" else "left", intensity=9.0)
        for zone in bodymap.zones()
    ]
    picture = bodymap.svg(
        view,
        title="Where it hurts <now>",
        description="Left & right",
        marks=marks,
        refers=bodymap.referral(["suboccipital"], ["vertex"], "right", "often_both"),
        lines=True,
        embed_plate=True,
        mode="dim",
    )
    root = ET.fromstring(picture)
    assert root[0].text == "Where it hurts <now>"
    assert root[1].text == "Left & right"
    assert "style" not in picture
    assert "data:image/webp;base64," in picture
    assert 'class="bm-zone pain-5"' in picture


def test_referral_alone_is_an_area_and_over_a_drawing_an_outline() -> None:
    refers = bodymap.referral(["vertex"], [], "left")
    assert "bm-alone" in bodymap.svg("top", title="t", refers=refers)
    assert "bm-alone" not in bodymap.svg(
        "top", title="t", refers=refers, drawing=NOTHING, marks=[ZoneMark(zone="vertex", side="left")]
    )
    assert 'href="/plates/top.webp"' in bodymap.svg("top", title="t", plate_url="/plates/top.webp")


@pytest.mark.parametrize(
    ("rule", "core", "spill"),
    [
        ("ipsilateral", {"right"}, {"right"}),
        ("mostly_ipsilateral", {"right"}, {"right"}),
        ("often_both", {"right"}, {"right", "left"}),
        ("both", {"right", "left"}, {"right", "left"}),
    ],
)
def test_the_side_rule_of_a_structure(rule: str, core: set[str], spill: set[str]) -> None:
    found = bodymap.referral(["mastoid"], ["vertex"], "right", rule)  # type: ignore[arg-type]
    assert {side for zone, side in found.core if zone == "mastoid"} == core
    assert {side for zone, side in found.spill if zone == "vertex"} == spill
    always = bodymap.referral(["mastoid"], ["vertex"], "right", both=["vertex"])
    assert {side for _, side in always.spill} == {"left", "right"}


def test_classes_of_strength() -> None:
    assert [bodymap.pain_class(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)] == [
        f"pain-{n}" for n in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
    ]
    assert bodymap.pain_class(None) == "pain-unknown"


def test_the_legend_names_what_is_shown() -> None:
    assert [row.swatch for row in bodymap.legend(refers=True)] == ["ref-core", "ref-spill"]
    assert len(bodymap.legend(pain=True, refers=True, frequency=True)) == 13
    assert "darker" not in " ".join(row.words for row in bodymap.legend(pain=True, frequency=True))


def test_unknown_names_are_refused() -> None:
    with pytest.raises(bodymap.BodymapError, match="no zone"):
        bodymap.outline("front", "knee", "left")
    with pytest.raises(bodymap.BodymapError, match="no view"):
        bodymap.zone_at("below", 1, 1)
    with pytest.raises(bodymap.BodymapError, match="no mode"):
        bodymap.plate("front", "bright")  # type: ignore[arg-type]
