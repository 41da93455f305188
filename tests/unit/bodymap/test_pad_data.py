"""The pad gets everything it shows as data, and its page allows nothing that is not inside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib

import numpy as np
import pytest

from nuchal.bodymap import drawings, strokes
from nuchal.bodymap.atlas import NOTHING, atlas
from nuchal.bodymap.strength import STEP_TOPS, UNKNOWN_STEP, pain_step
from nuchal.bodymap.web import (
    FOLDER,
    MAIN_VIEWS,
    SIZES,
    STEPS,
    WORDS,
    demo_page,
    pad_data,
    plates_css,
    rules,
)
from nuchal.bodymap.web.modules import joined_script, module_names


@pytest.fixture(scope="module")
def data():
    names = {"suboccipital": "Base of the skull"}
    return pad_data(names, {"Neck": ["suboccipital", "no_such_zone"]}, {"dull": "Dull"})


def _unpacked(told: dict) -> np.ndarray:
    plain = zlib.decompress(base64.b64decode(told["packed"]))
    assert len(plain) == told["bytes"]
    deltas = np.frombuffer(plain, "<u2")
    return np.cumsum(deltas, dtype=np.uint16)


def test_every_view_of_the_map_is_offered(data):
    assert set(data["views"]) == set(MAIN_VIEWS) == set(atlas().views)
    assert set(WORDS["views"]) == set(WORDS["corners"]) == set(MAIN_VIEWS)


def test_what_each_view_sees_comes_back_as_it_was(data):
    numbers = _unpacked(data["surface"])
    count = int(numbers[0])
    assert (numbers[1 : 1 + count] == atlas().surface.codes).all()
    at = 1 + count
    for name in MAIN_VIEWS:
        seen = atlas().view(name).seen
        told = numbers[at : at + seen.size].reshape(seen.shape)
        assert (np.where(told == NOTHING, -1, told.astype(np.int64)) == seen).all()
        at += seen.size
    assert at == len(numbers)


def test_middles_and_matrices_give_pixels(data):
    middles = _unpacked(data["middles"]).view(np.int16).reshape(3, -1)
    surface = atlas().surface
    true = atlas().view("right").project(surface.bust[surface.triangles].mean(1))
    row = np.array(data["views"]["right"]["matrix"][0])
    assert np.abs(row[:3] @ middles + row[3] - true[:, 0]).max() < 2 * 190 / STEPS
    assert data["views"]["mouth"]["matrix"] is None


def test_zones_without_a_name_keep_their_id_and_unknown_zones_stay_out(data):
    assert data["names"]["suboccipital"] == "Base of the skull"
    assert data["names"]["tongue"] == "tongue"
    assert data["groups"] == [{"name": "Neck", "zones": ["suboccipital"]}]


def test_the_page_names_the_hash_of_its_only_script_and_style(data):
    page = demo_page(data, "dim", {"Nuchal Sans": b"font"})
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    for tag, opening in (("script", '<script type="module">'), ("style", "<style>")):
        inside = page.split(opening)[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert " style=" not in page.split("<body>")[1].split("<script")[0]
    assert 'data-mode="dim"' in page
    assert json.loads(page.split('id="pad-data">')[1].split("</script>")[0].replace("<\\/", "</")) == data


def test_plates_can_be_linked_instead_of_carried():
    css = plates_css("/static/plates")
    assert "url(/static/plates/right-dim.webp)" in css
    assert "base64" not in css


def test_the_script_sets_no_style_attribute_and_no_markup():
    script = joined_script()
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
    assert not re.search(r"setAttribute\(.style", script)
    assert "eval(" not in script


def test_every_module_is_imported_and_none_is_needed_before_it_is_there():
    names = module_names()
    assert sorted(names) == sorted(
        path.name for path in (FOLDER / "pad").iterdir() if path.name.endswith(".js")
    )
    for at, name in enumerate(names):
        for needed in re.findall(r'from "\./([\w.]+)"', (FOLDER / "pad" / name).read_text("utf-8")):
            assert needed in names[:at], f"{name} needs {needed}"


def test_the_joined_script_has_no_import_and_gives_no_name_twice():
    script = joined_script()
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    named = re.findall(r"^(?:const|let|class|function|async function) (\w+)", script, re.MULTILINE)
    assert sorted(named) == sorted(set(named))


def test_no_number_of_the_server_stands_in_the_script_again():
    """Thresholds, sizes and limits are handed over as `rules`; a copy would drift."""
    script = joined_script()
    shared = {"0.12", "0.3", "0.08", "4000", "20000", "20_000", "65535"}
    assert {
        number for number in re.findall(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w.])", script) if number in shared
    } == set()
    assert rules() == {
        "enough_of_zone": strokes.ENOUGH_OF_ZONE, "enough_of_stroke": strokes.ENOUGH_OF_STROKE, "nothing": NOTHING,
        "most_points": drawings.MOST_POINTS, "most_points_in_all": drawings.MOST_POINTS_IN_ALL,
        "step_tops": list(STEP_TOPS), "unknown_step": UNKNOWN_STEP, "sizes": SIZES,
    }  # fmt: skip


def test_steps_of_strength_leave_no_gap():
    assert [pain_step(n) for n in range(11)] == [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [pain_step(n) for n in (0.4, 2.1, 9.5, 12)] == [1, 2, 5, 5]
    assert pain_step(None) == UNKNOWN_STEP
