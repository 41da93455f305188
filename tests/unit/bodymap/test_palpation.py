"""Palpation sites: one for each structure that hands can examine, where its anatomy says."""

from __future__ import annotations

import numpy as np
import pytest

from nuchal import bodymap
from nuchal.bodymap import palpation
from nuchal.knowledge.base import Knowledge


def middle(structure: str, view: str, side: bodymap.Side) -> tuple[float, float]:
    """Middle of the box around a site."""
    numbers = palpation.site(structure, view, side).replace("M", " ").replace("Z", "")
    first = numbers.split("l")[0].split()
    steps = [tuple(map(float, step.split())) for step in numbers.split("l")[1:]]
    line = np.cumsum([(float(first[0]), float(first[1])), *steps], axis=0)
    x, y = (line.min(0) + line.max(0)) / 2
    return float(x), float(y)


def test_every_structure_that_can_be_palpated_has_a_site_and_no_other(knowledge: Knowledge) -> None:
    palpable = {
        item.id
        for item in knowledge.structures.values()
        if item.palpation is not None and item.palpation.palpable
    }
    assert set(palpation.structures()) == palpable


@pytest.mark.parametrize("side", ["left", "right"])
def test_each_site_shows_in_its_best_view(side: bodymap.Side) -> None:
    for structure in palpation.structures():
        assert palpation.site(structure, palpation.best_view(structure, side), side), structure


@pytest.mark.parametrize(
    ("structure", "view", "zones"),
    [
        ("oc_inferior", "nape", {"suboccipital", "neck_posterior_upper"}),
        ("rcp_minor", "nape", {"suboccipital"}),
        (
            "splenius_capitis",
            "right",
            {"suboccipital", "neck_lateral_upper", "neck_posterior_upper", "mastoid"},
        ),
        ("scm_sternal", "right", {"neck_lateral_upper", "neck_anterior", "neck_lateral_lower"}),
        ("temporalis_2", "right", {"temple_anterior"}),
        ("temporalis_3", "right", {"temple_posterior", "supra_auricular", "temple_anterior"}),
        ("masseter_sup_lower", "right", {"cheek_mid", "jaw_body", "jaw_angle"}),
        ("tmj", "right", {"preauricular_tmj"}),
        ("frontalis", "face", {"forehead_medial", "forehead_lateral"}),
        ("occipitalis", "back", {"occiput_upper", "occiput_lower"}),
        ("rhomboids", "back", {"scapula_medial", "interscapular"}),
        ("infraspinatus", "back", {"scapula_body"}),
        ("trap_upper_1", "top", {"suprascapular", "neck_shoulder_angle", "neck_lateral_lower"}),
        ("corrugator", "face", {"brow_supraorbital", "glabella"}),
        ("buccinator", "face", {"cheek_mid", "upper_lip", "jaw_body"}),
    ],
)
def test_sites_lie_where_anatomy_says(structure: str, view: str, zones: set[str]) -> None:
    for side in bodymap.SIDES:
        seen = {"right": side}.get(view, view)
        place = bodymap.zone_at(seen, *middle(structure, seen, side))
        assert place is not None
        assert place[1] == side
        assert place[0] in zones


def test_a_site_is_hidden_from_the_other_side() -> None:
    assert palpation.site("tmj", "left", "right") == ""
    assert palpation.site("tmj", "left", "left") != ""
    assert palpation.site("rcp_minor", "front", "right") == ""


def test_an_unknown_structure_is_refused() -> None:
    with pytest.raises(bodymap.BodymapError, match="no palpation site"):
        palpation.site("knee", "front", "left")
    with pytest.raises(bodymap.BodymapError, match="no palpation site"):
        palpation.best_view("knee", "left")


def test_sites_can_be_drawn() -> None:
    shape = palpation.site("n_gon", "nape", "left")
    assert f'<path class="bm-site" d="{shape}"/>' in bodymap.svg("nape", title="Site", sites=[shape])
