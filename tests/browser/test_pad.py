"""The drawing pad works for a finger, a mouse, a pen and a keyboard, and for people who do not see it."""

from __future__ import annotations

import json
import math
import statistics

import numpy as np
import pytest

from nuchal.bodymap import read, zone_marks
from nuchal.bodymap.atlas import atlas
from nuchal.bodymap.outlines import grid
from tests.browser.looking import MODES, PHONE, findings_of, viewport
from tools.pad_page import page as pad_page

TEMPLE = [(505, 250), (512, 268), (500, 285)]
"""The right temple as the view from the right shows it."""


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> str:
    target = tmp_path_factory.mktemp("pad") / "pad.html"
    target.write_text(pad_page(), encoding="utf-8")
    return target.as_uri()


class Pad:
    """One pad in one page, spoken to as a person would."""

    def __init__(self, page, address: str) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._hear)
        page.goto(address)
        page.wait_for_selector(".pad-said")

    def _hear(self, said) -> None:
        """Errors and warnings, but not the advice about reading pixels: only these tests read them."""
        if said.type in ("error", "warning") and "Multiple readback" not in said.text:
            self.problems.append(said.text)

    def view(self, name: str) -> None:
        self.page.click(f"[data-view={name}]")

    def at(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator(".pad-layer").bounding_box()
        return box["x"] + x * box["width"] / 760, box["y"] + y * box["height"] / 800

    def stroke(self, points) -> None:
        self.page.locator(".pad-layer").scroll_into_view_if_needed()
        mouse = self.page.mouse
        mouse.move(*self.at(*points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.at(*point), steps=5)
        mouse.up()

    def strength(self, number: int) -> None:
        self.page.locator(".pad-strength input").fill(str(number))

    @property
    def said(self) -> str:
        return self.page.inner_text(".pad-said")

    @property
    def drawing(self) -> dict:
        return json.loads(self.page.evaluate("document.querySelector('input[name=drawing]').value"))

    @property
    def places(self) -> set[tuple[str, str]]:
        """What the server reads from the hidden field."""
        return {mark.place for mark in zone_marks(read(json.dumps(self.drawing)))}

    def painted_share(self) -> float:
        """Share of the canvas that carries paint."""
        return self.page.evaluate(
            """() => { const c = document.querySelector('.pad-paint'); const d = c.getContext('2d')
               .getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 90;
               return n / (c.width * c.height) }"""
        )


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport=viewport(PHONE), has_touch=True)
    yield made
    made.close()


@pytest.fixture
def pad(context, address):
    opened = Pad(context.new_page(), address)
    yield opened
    assert opened.problems == []


def test_a_mouse_paints_and_the_field_holds_a_drawing(pad):
    pad.view("right")
    pad.strength(7)
    pad.stroke(TEMPLE)
    assert ("temple_anterior", "right") in pad.places or ("eye_lateral", "right") in pad.places
    (stroke,) = pad.drawing["strokes"]
    assert stroke["view"] == "right"
    assert stroke["intensity"] == 7
    assert "7 of 10" in pad.said
    assert pad.painted_share() > 0.001


def test_the_page_and_the_server_name_the_same_places(pad):
    pad.view("right")
    pad.strength(6)
    pad.stroke([(300, 330), (340, 240), (450, 200)])
    names = pad.page.evaluate("document.querySelector('nuchal-pad').places.map((p) => [p.zone, p.side])")
    here, there = {tuple(name) for name in names}, pad.places
    assert len(here & there) >= 0.7 * len(here | there)


def _spot_of_temple(view: str) -> tuple[float, float]:
    """The middle of the right temple in a view."""
    rows, columns = np.nonzero(grid(view) == atlas().code("temple_anterior", "right"))
    return float(columns.mean()), float(rows.mean())


def test_the_same_temple_painted_in_two_views_is_one_zone(pad):
    pad.strength(5)
    pad.page.click("[data-chip=fine]")
    found = []
    for view in ("right", "front"):
        pad.view(view)
        x, y = _spot_of_temple(view)
        pad.stroke([(x - 3, y - 6), (x + 1, y + 6)])
        found.append(pad.places)
        pad.page.click("[data-tool=undo]")
    assert all(("temple_anterior", "right") in places for places in found)


def test_a_spot_painted_from_the_side_shows_from_the_front(pad):
    pad.view("front")
    assert pad.painted_share() == 0
    pad.view("right")
    pad.strength(8)
    x, y = _spot_of_temple("right")
    pad.stroke([(x, y - 15), (x, y + 15)])
    pad.view("front")
    assert pad.painted_share() > 0
    assert pad.page.locator("[data-view=front].is-painted").count() == 1
    assert pad.page.locator("[data-view=left].is-painted").count() == 0


def test_a_finger_paints_and_two_fingers_zoom_without_painting(pad, context):
    pad.view("back")
    pad.strength(4)
    touch = context.new_cdp_session(pad.page)

    def send(kind, *points):
        spots = [dict(zip(("x", "y"), pad.at(*point), strict=True), id=n) for n, point in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    send("touchStart", (380, 330))
    for step in range(12):
        send("touchMove", (380 + step * 3, 330 + step * 3))
    send("touchEnd")
    assert len(pad.drawing["strokes"]) == 1
    before = pad.page.evaluate("document.querySelector('nuchal-pad').zoom.scale")
    layer = pad.page.locator(".pad-layer").bounding_box()
    ends = [(layer["x"] + 150, layer["y"] + 150), (layer["x"] + 210, layer["y"] + 150)]

    def pinch(kind, spread):
        (ax, ay), (bx, by) = ends
        spots = [{"x": ax - spread, "y": ay, "id": 0}, {"x": bx + spread, "y": by, "id": 1}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    pinch("touchStart", 0)
    for spread in range(0, 60, 6):
        pinch("touchMove", spread)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert pad.page.evaluate("document.querySelector('nuchal-pad').zoom.scale") > 1.5 * before
    assert len(pad.drawing["strokes"]) == 1


def test_a_zoomed_stroke_lands_where_it_is_seen(pad):
    pad.view("right")
    pad.strength(5)
    for _ in range(2):
        pad.page.click("button[aria-label=Closer]")
    x, y = 400.0, 330.0
    pad.stroke([(x, y - 4), (x, y + 4)])
    (stroke,) = pad.drawing["strokes"]
    assert math.hypot(stroke["points"][0][0] - x, stroke["points"][0][1] - y + 4) < 2
    assert stroke["radius"] < 24


def test_a_palm_beside_a_pen_does_not_paint(pad):
    pad.view("back")
    pad.strength(5)
    pad.page.evaluate(
        """() => { const stage = document.querySelector('.pad-stage'); const box = stage.getBoundingClientRect();
           const fire = (type, kind, id, dx) => stage.dispatchEvent(new PointerEvent(type, { pointerId: id, pointerType: kind,
             clientX: box.x + box.width / 2 + dx, clientY: box.y + 150, bubbles: true, cancelable: true }));
           fire('pointerdown', 'pen', 11, 0); fire('pointermove', 'pen', 11, 8); fire('pointerdown', 'touch', 12, 40);
           fire('pointermove', 'touch', 12, 60); fire('pointerup', 'touch', 12, 60); fire('pointerup', 'pen', 11, 8); }"""
    )
    assert len(pad.drawing["strokes"]) == 1


def test_the_keyboard_alone_paints_a_place(pad):
    page = pad.page
    page.locator(".pad-strength input").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[data-tool=list]").focus()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "pad-find":
            break
    page.keyboard.type("base of the skull")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.place") == "suboccipital right":
            break
    page.keyboard.press("Enter")
    assert pad.places == {("suboccipital", "right")}
    assert "Base of the skull, right, 6 of 10" in pad.said
    assert page.locator('[data-place="suboccipital right"]').get_attribute("aria-pressed") == "true"
    pad.view("back")
    assert pad.painted_share() > 0


def test_every_zone_is_in_the_list_on_both_sides(pad):
    pad.page.click("[data-tool=list]")
    told = pad.page.eval_on_selector_all("[data-place]", "all => all.map((one) => one.dataset.place)")
    assert len(told) == len(set(told)) == 2 * 61


def test_strength_starts_unset_and_the_first_answer_fills_in(pad):
    assert "Not said yet" in pad.page.inner_text(".pad-value")
    pad.view("right")
    pad.stroke(TEMPLE)
    assert "intensity" not in pad.drawing["strokes"][0]
    pad.strength(6)
    assert pad.drawing["strokes"][0]["intensity"] == 6


def test_undo_and_redo_walk_through_every_change(pad):
    pad.view("right")
    pad.strength(5)
    pad.stroke(TEMPLE)
    one = pad.drawing
    pad.stroke([(330, 230), (360, 210)])
    two = pad.drawing
    pad.page.click("[data-tool=undo]")
    assert pad.drawing == one
    pad.page.keyboard.press("Control+z")
    assert pad.drawing["strokes"] == []
    assert pad.painted_share() == 0
    pad.page.click("[data-tool=redo]")
    pad.page.click("[data-tool=redo]")
    assert pad.drawing == two


def test_rubbing_out_takes_paint_and_places_away(pad):
    pad.view("right")
    pad.strength(5)
    pad.stroke(TEMPLE)
    pad.page.click("[data-tool=erase]")
    pad.page.click("[data-chip=broad]")
    pad.stroke([(500, 230), (505, 260), (505, 300)])
    assert pad.places == set()
    assert pad.painted_share() < 0.001
    assert "Nothing is painted" in pad.said


def test_kind_and_depth_belong_to_the_stroke(pad):
    pad.view("right")
    pad.page.click("[data-chip=stabbing]")
    pad.page.click("[data-chip=deep]")
    pad.stroke(TEMPLE)
    assert pad.drawing["strokes"][0]["quality"] == "stabbing"
    assert pad.drawing["strokes"][0]["depth"] == "deep"


def test_an_arrow_says_where_it_spreads(pad):
    pad.view("right")
    pad.strength(5)
    pad.stroke([(285, 340), (290, 360)])
    pad.page.click("[data-tool=arrow]")
    x, y = _spot_of_temple("right")
    pad.stroke([(288, 350), (x, y)])
    assert pad.drawing["strokes"][0]["spreads_to"] == "temple_anterior"
    assert "spreads to temple" in pad.said
    assert pad.page.locator(".pad-arrow").count() == 1


def test_an_unfinished_drawing_survives_a_reload_until_it_is_handed_in(pad):
    pad.view("right")
    pad.strength(5)
    pad.stroke(TEMPLE)
    before = pad.drawing
    pad.page.reload()
    pad.page.wait_for_selector(".pad-said")
    assert pad.drawing == before
    assert "kept on this device" in pad.page.inner_text(".pad-note")
    pad.page.evaluate("document.querySelector('nuchal-pad').done()")
    pad.page.reload()
    pad.page.wait_for_selector(".pad-said")
    assert pad.drawing["strokes"] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("listing", [False, True])
def test_axe_finds_nothing(pad, axe, mode, listing):
    pad.page.evaluate("(mode) => document.documentElement.setAttribute('data-mode', mode)", mode)
    pad.view("right")
    pad.strength(5)
    pad.stroke(TEMPLE)
    if listing:
        pad.page.click("[data-tool=list]")
    assert findings_of(pad.page, axe) == []


SIZES = ((360, 740), (390, 844), (320, 568), (820, 1180), (1180, 820), (1280, 800), (740, 360))
COVERING = """() => {
  const layer = document.querySelector('.pad-layer');
  layer.scrollIntoView({ block: 'center' });
  const box = layer.getBoundingClientRect();
  const over = [...document.querySelectorAll('button, input, select, a, summary, label, footer, header')].filter((one) => {
    const at = one.getBoundingClientRect();
    const middle = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
    return at.width && at.height && middle && (one.contains(middle) || middle.contains(one)) && !one.contains(layer);
  });
  return over.map((one) => one.getBoundingClientRect()).map((at) => [
    (at.left - box.left) * 760 / box.width, (at.top - box.top) * 800 / box.height,
    (at.right - box.left) * 760 / box.width, (at.bottom - box.top) * 800 / box.height]);
}"""


def covered_shares(view: str, boxes) -> dict[tuple[str, str], float]:
    """How much of each place lies under a box, in pixels of the picture."""
    codes = grid(view)
    under = np.zeros(codes.shape, bool)
    for left, top, right, bottom in boxes:
        rows, columns = (
            slice(max(0, math.floor(a)), max(0, math.ceil(b))) for a, b in ((top, bottom), (left, right))
        )
        under[rows, columns] = True
    places = {int(code): atlas().place(int(code)) for code in np.unique(codes) if code}
    return {place: float(under[codes == code].mean()) for code, place in places.items() if place}


def bias_of(shares) -> list[str]:
    """Places of which more than 5 % is covered, or one side more than the other by over 2 %."""
    found = []
    for (zone, side), share in shares.items():
        other = shares.get((zone, "left" if side == "right" else "right"), share)
        if share > 0.05 or abs(share - other) > 0.02:
            found.append(f"{zone} {side}: {share:.0%}, other side {other:.0%}")
    return found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_control_covers_a_place_or_favours_a_side(browser, address, size):
    context = browser.new_context(viewport=viewport(size), has_touch=True)
    pad = Pad(context.new_page(), address)
    found = {}
    for view in atlas().views:
        pad.page.evaluate("(view) => document.querySelector('nuchal-pad').show(view)", view)
        if bias := bias_of(covered_shares(view, pad.page.evaluate(COVERING))):
            found[view] = bias
    width = pad.page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert found == {}
    assert width <= size[0]


def test_a_button_over_a_shoulder_would_be_found():
    """The old zoom buttons: 44 pixels wide, at the lower right corner of a picture 334 pixels wide."""
    scale = 760 / 334
    assert any(
        one.startswith("shoulder")
        for one in bias_of(covered_shares("front", [(282 * scale, 200 * scale, 326 * scale, 344 * scale)]))
    )


@pytest.mark.parametrize(
    "size", [(820, 1180), (1180, 820), (1280, 800)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_picture_tools_and_strength_are_in_sight_at_once_on_wide_screens(browser, address, size):
    context = browser.new_context(viewport=viewport(size))
    pad = Pad(context.new_page(), address)
    for shown in (".pad-layer", "[data-tool=list]", ".pad-zoom", ".pad-strength"):
        box = pad.page.locator(shown).bounding_box()
        assert box["y"] + box["height"] <= size[1], shown
    layer, tools = (
        pad.page.locator(".pad-layer").bounding_box(),
        pad.page.locator(".pad-tools").bounding_box(),
    )
    assert tools["x"] >= layer["x"] + layer["width"]
    context.close()


def test_a_finger_beside_the_body_scrolls_and_on_the_body_paints(browser, address):
    context = browser.new_context(viewport=viewport(PHONE), has_touch=True)
    pad = Pad(context.new_page(), address)
    pad.view("front")
    touch = context.new_cdp_session(pad.page)

    def drag(x, y):
        at = pad.at(x, y)
        touch.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": at[0], "y": at[1]}]}
        )
        for step in range(1, 11):
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": "touchMove", "touchPoints": [{"x": at[0], "y": at[1] - 12 * step}]},
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        pad.page.wait_for_timeout(50)
        return pad.page.evaluate("scrollY"), len(pad.drawing["strokes"])

    scrolled, strokes = drag(60, 330)
    assert scrolled > 20
    assert strokes == 0
    pad.page.evaluate("scrollTo(0, 0)")
    assert drag(380, 330) == (0, 1)
    context.close()


def test_a_long_stroke_is_painted_to_its_end_and_kept_whole(pad):
    pad.view("right")
    pad.strength(5)
    pad.page.evaluate(
        """() => { const stage = document.querySelector('.pad-stage'); const box = document.querySelector('.pad-layer').getBoundingClientRect();
           const fire = (type, x, y) => stage.dispatchEvent(new PointerEvent(type, { pointerId: 5, pointerType: 'mouse', button: 0,
             clientX: box.x + x * box.width / 760, clientY: box.y + y * box.height / 800, bubbles: true, cancelable: true }));
           fire('pointerdown', 300, 200);
           for (let n = 0; n < 4600; n += 1) fire('pointermove', 330 + 30 * Math.cos(n / 3), 180 + n / 46 + 30 * Math.sin(n / 3));
           fire('pointermove', 480, 470); fire('pointerup', 480, 470); }"""
    )
    strokes = pad.drawing["strokes"]
    assert len(strokes) == 2
    assert math.dist(strokes[1]["points"][-1], (480, 470)) < 2
    assert sum(len(stroke["points"]) for stroke in strokes) > 4600
    read(json.dumps(pad.drawing))


def test_a_store_that_throws_leaves_a_pad_that_says_so(browser, address):
    context = browser.new_context(viewport=viewport(PHONE))
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    pad = Pad(context.new_page(), address)
    pad.view("right")
    pad.stroke(TEMPLE)
    assert pad.drawing["strokes"]
    assert "does not keep unfinished drawings" in pad.page.inner_text(".pad-note")
    assert pad.problems == []
    context.close()


def test_an_old_browser_without_its_own_unpacking_paints_too(browser, address):
    context = browser.new_context(viewport=viewport(PHONE))
    context.add_init_script("delete window.DecompressionStream")
    pad = Pad(context.new_page(), address)
    pad.view("right")
    pad.stroke(TEMPLE)
    assert pad.places
    context.close()


def test_with_forced_colours_the_body_is_drawn_around_the_marks(browser, address):
    context = browser.new_context(viewport=viewport(PHONE), forced_colors="active", reduced_motion="reduce")
    pad = Pad(context.new_page(), address)
    shown = pad.page.evaluate(
        """() => { const of = (name) => getComputedStyle(document.querySelector(name));
           return [of('.pad-body').stroke, of('.pad-lines').strokeOpacity, of('.pad-layer').backgroundImage] }"""
    )
    assert shown[0] not in ("none", "")
    assert float(shown[1]) > 0.5
    assert shown[2].startswith("url(")
    context.close()


def test_nothing_is_asked_of_any_network(browser, address):
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Pad(page, address)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


@pytest.mark.parametrize("slower", [4, 6])
def test_painting_keeps_sixty_frames_a_second_on_a_slow_phone(browser, address, slower):
    context = browser.new_context(viewport=viewport(PHONE), device_scale_factor=3, has_touch=True)
    pad = Pad(context.new_page(), address)
    pad.strength(6)
    session = context.new_cdp_session(pad.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    pad.page.evaluate(
        "() => { window.gaps = []; let last = performance.now(); const next = (now) => { gaps.push(now - last); last = now;"
        " requestAnimationFrame(next) }; requestAnimationFrame(next) }"
    )

    def send(kind, step):
        x, y = pad_at[0] + 50 * math.cos(step / 9), pad_at[1] + 30 * math.sin(step / 7)
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})

    pad_at = pad.at(380, 220)
    send("touchStart", 0)
    pad.page.evaluate("gaps.length = 0")
    for step in range(120):
        send("touchMove", step)
    gaps = pad.page.evaluate("gaps.slice()")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    context.close()
    assert statistics.median(gaps) < 20
