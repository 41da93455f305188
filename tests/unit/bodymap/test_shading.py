"""Soft shapes: strokes stay strokes, an airbrushed area has no hard edge, and nothing leaves the body."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nuchal.bodymap import Drawing, Stroke, ZoneMark, shading
from nuchal.bodymap.atlas import atlas
from nuchal.bodymap.fields import PAD

TEMPLE = ((505.0, 250.0), (512.0, 268.0), (500.0, 285.0))


def stroke(view="right", points=TEMPLE, **how):
    return Stroke(view=view, points=points, radius=how.pop("radius", 14.0), **({"intensity": 6.0} | how))


def cells(view, drawing):
    return shading.painted_steps(view, drawing)


def test_a_stroke_is_shown_as_it_was_drawn_and_not_as_its_zone():
    painted = cells("right", Drawing((stroke(),))) > 0
    _rows, columns = np.nonzero(painted)
    cell = atlas().view("right").cell
    assert abs(columns.mean() * cell - 506) < 8
    assert np.ptp(columns * cell) < 60
    whole = cells("right", Drawing(chosen=(ZoneMark(zone="temple_anterior", side="right", intensity=6),))) > 0
    assert painted.sum() < whole.sum()


def test_a_stroke_of_one_view_shows_in_every_view_that_sees_the_spot():
    drawing = Drawing((stroke(),))
    assert (cells("front", drawing) > 0).any()
    assert not (cells("left", drawing) > 0).any()


@pytest.mark.parametrize(
    ("after", "left"),
    [(stroke(erases=True, intensity=None, radius=40.0), 0), (stroke(intensity=0.0, radius=40.0), 0)],
)
def test_what_was_rubbed_out_is_not_shown_in_any_view(after, left):
    drawing = Drawing((stroke(), after))
    assert (cells("right", drawing) > 0).sum() == left
    assert (cells("front", drawing) > 0).sum() <= 2  # a triangle at the very edge of the view


def test_the_later_stroke_lies_on_the_earlier_one():
    steps = cells("right", Drawing((stroke(intensity=10.0, radius=30.0), stroke(intensity=1.0))))
    assert set(np.unique(steps)) == {0, 1, 5}
    mild = cells("right", Drawing((stroke(intensity=1.0, radius=30.0), stroke(intensity=10.0, radius=30.0))))
    assert set(np.unique(mild)) == {0, 5}


def test_every_strength_has_its_group_and_no_style():
    drawing = Drawing(tuple(stroke(points=((x, 250.0),), intensity=float(n), radius=10.0)
                            for n, x in ((2, 300), (4, 350), (6, 400), (8, 450), (10, 500))))  # fmt: skip
    picture = shading.paint("right", drawing)
    assert re.findall(r'<g class="pain-(\d)">', picture) == ["1", "2", "3", "4", "5"]
    assert "style" not in picture
    assert "filter" not in picture


def test_an_area_fades_over_a_wide_edge_and_holds_its_middle():
    field = shading._field(
        "right", shading._cells("right", [("temple_anterior", "right")]), shading.AREA_BLURS
    )
    inner = field[PAD:-PAD, PAD:-PAD]
    along = inner[int(np.argmax(inner.max(axis=1)))]
    between = ((along > 0.1) & (along < 0.9)).sum() * atlas().view("right").cell
    assert between > 40, "an edge as hard as a polygon's"
    assert shading.area("right", frozenset({("temple_anterior", "right")})).count('class="soft"') >= 5


def test_neighbours_make_one_area_and_one_line():
    both = frozenset({("temple_anterior", "right"), ("temple_posterior", "right")})
    assert shading.contour("right", both).count("M") == 1


def test_a_view_that_shows_nothing_of_a_place_shows_nothing():
    assert shading.area("left", frozenset({("temple_anterior", "right")})) == ""
    assert shading.contour("left", frozenset()) == ""
    assert shading.paint("mouth", Drawing((stroke(),))) == ""
