"""The map itself: every zone is somewhere, nothing overlaps, left is left, and anatomy is where it belongs."""

from __future__ import annotations

import numpy as np
import pytest

from nuchal import bodymap
from nuchal.bodymap.atlas import DATA, atlas
from nuchal.bodymap.outlines import grid, rings
from nuchal.knowledge.base import Knowledge

VIEWS = [sheet.name for sheet in bodymap.views()]
MIRRORED = [name for name in VIEWS if name not in {"left", "right"}]
IN_MOUTH = {
    "teeth_upper_incisor", "teeth_upper_premolar", "teeth_upper_molar", "teeth_lower_incisor", "teeth_lower_molar",
    "tongue", "palate_hard", "throat_pharynx",
}  # fmt: skip
ON_THE_ARM = {"elbow_lateral", "forearm_radial", "forearm_ulnar", "hand_radial", "hand_ulnar"}

APART = {
    frozenset({"interscapular", "scapula_body"}): "the inner edge of the shoulder blade lies between them"
}
"""Neighbours of the vocabulary that do not touch on the skin, each with its reason."""


def centre(view: str, zone: str, side: bodymap.Side) -> tuple[float, float]:
    rows, columns = np.nonzero(grid(view) == atlas().code(zone, side))
    assert len(rows), f"{zone} {side} is not in {view}"
    return float(columns.mean()), float(rows.mean())


def area(line: np.ndarray) -> float:
    x, y = line[:, 0], line[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def touching() -> set[frozenset[str]]:
    """Pairs of zones that share a border in some view, or an edge of the net."""
    zones = atlas().zones
    pairs = {
        frozenset({zones[(a - 1) // 2], zones[(b - 1) // 2]})
        for view in atlas().views.values()
        for a, b in view.between.tolist()
        if a > 0 and b > 0 and (a - 1) % 2 == (b - 1) % 2
    }
    return {pair for pair in pairs if len(pair) == 2}


def on_surface() -> dict[frozenset[str], float]:
    """Smallest distance in decimetres between two zones of the right side, on the net."""
    surface, zones = atlas().surface, atlas().zones
    points = {
        zone: np.unique(surface.triangles[surface.codes == atlas().code(zone, "right")])
        for zone in zones
        if zone not in IN_MOUTH
    }
    found = {}
    for one, first in points.items():
        for two, second in points.items():
            if one < two:
                a, b = surface.bust[first], surface.bust[second]
                gap = min(
                    np.sqrt(((a[i : i + 200, None] - b[None]) ** 2).sum(-1)).min()
                    for i in range(0, len(a), 200)
                )
                found[frozenset({one, two})] = float(gap)
    return found


def test_the_map_and_the_vocabulary_have_the_same_zones(knowledge: Knowledge) -> None:
    assert set(bodymap.zones()) == set(knowledge.zones)


@pytest.mark.parametrize("view", VIEWS)
def test_outlines_close(view: str) -> None:
    for sheet in bodymap.views():
        if sheet.name == view:
            for zone, side in sheet.places:
                lines = rings(view, zone, side)
                assert lines
                assert all((line[0] == line[-1]).all() and len(line) >= 4 for line in lines), zone
                assert bodymap.outline(view, zone, side).endswith("Z")


@pytest.mark.parametrize("view", VIEWS)
def test_cells_neither_overlap_nor_leave_gaps(view: str) -> None:
    """Areas of all zones add up to the area inside the silhouette, and to the filled pixels."""
    sheet = next(sheet for sheet in bodymap.views() if sheet.name == view)
    cells = sum(abs(sum(area(line) for line in rings(view, *place))) for place in sheet.places)
    shown = atlas().view(view)
    edge = 0.0
    for line, (left, right) in zip(shown.borders, shown.between, strict=True):
        x, y = line[:, 0], line[:, 1]
        swept = float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)
        edge += swept if right == 0 else -swept if left == 0 else 0.0
    assert cells == pytest.approx(abs(edge), rel=1e-6)
    assert cells == pytest.approx((grid(view) > 0).sum(), rel=2e-3)


def corners(view: str, zone: str, side: bodymap.Side, *, mirrored: bool = False) -> set[tuple[float, float]]:
    points = np.concatenate(rings(view, zone, side))
    return {(round(760 - x if mirrored else x, 1), round(y, 1)) for x, y in points.tolist()}


@pytest.mark.parametrize("view", MIRRORED)
def test_both_sides_mirror_each_other_to_the_last_corner(view: str) -> None:
    sheet = next(sheet for sheet in bodymap.views() if sheet.name == view)
    for zone in {zone for zone, _ in sheet.places}:
        assert corners(view, zone, "right") == corners(view, zone, "left", mirrored=True), zone


def test_the_left_view_is_the_mirror_of_the_right_view() -> None:
    for sheet in bodymap.views():
        for zone, _ in sheet.places if sheet.name == "right" else ():
            assert corners("right", zone, "right") == corners("left", zone, "left", mirrored=True), zone


def test_every_zone_of_the_skin_is_in_some_view_and_every_hidden_one_in_an_inset() -> None:
    shown = {
        name: {zone for zone, _ in sheet.places}
        for name in VIEWS
        for sheet in bodymap.views()
        if sheet.name == name
    }
    assert shown["mouth"] == IN_MOUTH
    for view in ("arms_front", "arms_back"):
        assert shown[view] >= ON_THE_ARM
    bust = set().union(*(shown[name] for name in ("front", "back", "left", "right", "top", "face", "nape")))
    assert bust == set(bodymap.zones()) - IN_MOUTH - ON_THE_ARM
    for ring, view in (
        ("orbit_deep", "face"),
        ("orbit_deep", "right"),
        ("ear_deep", "right"),
        ("ear_deep", "left"),
    ):
        assert ring in shown[view]


@pytest.mark.parametrize("side", ["left", "right"])
def test_each_zone_is_large_enough_for_a_finger_somewhere(side: bodymap.Side) -> None:
    largest = {
        zone: max(int((grid(view) == atlas().code(zone, side)).sum()) for view in VIEWS)
        for zone in bodymap.zones()
    }
    assert {zone: pixels for zone, pixels in largest.items() if pixels < 24 * 24} == {}


@pytest.mark.parametrize(
    ("view", "zone", "left_is_on_the_right"),
    [
        ("front", "ear_outer", True), ("face", "ear_outer", True), ("back", "ear_outer", False),
        ("nape", "ear_outer", False), ("top", "ear_outer", False), ("front", "shoulder_lateral", True),
        ("back", "shoulder_lateral", False), ("arms_front", "hand_radial", True), ("arms_back", "hand_radial", False),
        ("mouth", "teeth_upper_molar", True),
    ],
)  # fmt: skip
def test_left_is_left(view: str, zone: str, left_is_on_the_right: bool) -> None:
    left, right = centre(view, zone, "left")[0], centre(view, zone, "right")[0]
    assert (left > 380 > right) if left_is_on_the_right else (left < 380 < right)
    sheet = next(sheet for sheet in bodymap.views() if sheet.name == view)
    assert sheet.left_is == ("right" if left_is_on_the_right else "left")


def test_side_views_show_one_side_and_look_the_right_way() -> None:
    for view in ("left", "right"):
        sheet = next(sheet for sheet in bodymap.views() if sheet.name == view)
        assert {side for _, side in sheet.places} == {view}
    assert centre("right", "nose", "right")[0] > centre("right", "occiput_lower", "right")[0]
    assert centre("left", "nose", "left")[0] < centre("left", "occiput_lower", "left")[0]


@pytest.mark.parametrize(
    ("view", "upper", "lower"),
    [
        ("back", "occiput_upper", "occiput_lower"), ("back", "occiput_lower", "suboccipital"),
        ("back", "suboccipital", "neck_posterior_upper"), ("back", "neck_posterior_upper", "neck_posterior_mid"),
        ("back", "neck_posterior_mid", "neck_posterior_lower"), ("back", "neck_posterior_lower", "interscapular"),
        ("right", "temple_anterior", "cheekbone"), ("right", "supra_auricular", "ear_outer"),
        ("right", "parietal", "temple_posterior"), ("right", "temple_posterior", "supra_auricular"),
        ("face", "forehead_medial", "brow_supraorbital"), ("face", "brow_supraorbital", "orbit_deep"),
        ("face", "orbit_deep", "infraorbital"), ("face", "nose", "upper_lip"), ("face", "upper_lip", "chin"),
        ("front", "submandibular", "throat_front"), ("front", "throat_front", "sternum_upper"),
        ("right", "jaw_angle", "neck_lateral_upper"), ("right", "acromion", "shoulder_lateral"),
        ("mouth", "palate_hard", "tongue"), ("mouth", "teeth_upper_incisor", "teeth_lower_incisor"),
    ],
)  # fmt: skip
def test_what_lies_above_is_drawn_above(view: str, upper: str, lower: str) -> None:
    side: bodymap.Side = "right"
    assert centre(view, upper, side)[1] < centre(view, lower, side)[1]


def test_the_side_of_the_head_in_order_from_behind_forwards() -> None:
    """In the right view the face is on the right: mastoid, ear, jaw joint, cheekbone; temple in front of the ear."""
    order = ["occiput_lower", "mastoid", "ear_outer", "preauricular_tmj", "cheekbone", "infraorbital"]
    across = [centre("right", zone, "right")[0] for zone in order]
    assert across == sorted(across)
    assert centre("right", "temple_anterior", "right")[0] > centre("right", "ear_outer", "right")[0]
    assert centre("back", "scapula_medial", "right")[0] > centre("back", "interscapular", "right")[0]
    assert centre("back", "scapula_body", "right")[0] > centre("back", "scapula_medial", "right")[0]
    assert (
        centre("arms_front", "forearm_radial", "right")[0] < centre("arms_front", "forearm_ulnar", "right")[0]
    )


def test_vertex_is_the_top_of_the_head() -> None:
    surface = atlas().surface
    highest = int(np.argmax(surface.bust[surface.triangles].mean(1)[:, 1]))
    assert atlas().place(int(surface.codes[highest]))[0] == "vertex"  # type: ignore[index]
    assert bodymap.zone_at("top", 372, 400) == ("vertex", "left")


def test_zones_are_in_one_piece_on_the_surface() -> None:
    """Triangles of a zone hang together by shared corners."""
    surface = atlas().surface
    for zone in set(bodymap.zones()) - IN_MOUTH:
        own = surface.triangles[surface.codes == atlas().code(zone, "right")]
        label = {int(v): int(v) for v in np.unique(own)}

        def root(v: int, label: dict[int, int] = label) -> int:
            while label[v] != v:
                label[v] = label[label[v]]
                v = label[v]
            return v

        for a, b, c in own.tolist():
            label[root(a)] = root(b)
            label[root(b)] = root(c)
        sizes: dict[int, int] = {}
        for a, _, _ in own.tolist():
            sizes[root(a)] = sizes.get(root(a), 0) + 1
        assert max(sizes.values()) / sum(sizes.values()) > 0.97, (zone, sorted(sizes.values()))


def test_neighbours_of_the_vocabulary_touch_or_nearly_touch(knowledge: Knowledge) -> None:
    gaps, both_in_a_view = on_surface(), touching()
    far = {}
    for item in knowledge.zones.values():
        for other in item.neighbours:
            pair = frozenset({item.id, other})
            if pair & IN_MOUTH or pair in both_in_a_view or pair in APART:
                continue
            if gaps[pair] > 0.15:
                far[tuple(sorted(pair))] = round(gaps[pair], 2)
    assert far == {}


def test_plates_are_there_in_three_modes_and_small() -> None:
    for view in VIEWS:
        for mode in bodymap.MODES:
            picture = bodymap.plate(view, mode)
            assert picture[:4] == b"RIFF"
            assert picture[8:12] == b"WEBP"
            assert len(picture) <= 30_000, (view, mode)


def test_everything_that_ships_is_small_and_says_whose_it_is() -> None:
    def size(folder: object) -> int:
        return sum(size(entry) if entry.is_dir() else len(entry.read_bytes()) for entry in folder.iterdir())  # type: ignore[attr-defined]

    assert size(DATA) < 1_500_000
    assert "CC0" in (DATA / "NOTICE").read_text()
