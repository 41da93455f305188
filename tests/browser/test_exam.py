"""The exam in a real browser: by keyboard alone, without axe findings in three modes, quiet under its policy."""

from __future__ import annotations

import pytest
from django.urls import reverse

from nuchal.clinic.exam.panels import PARTS
from tests.browser.looking import PHONE, TABLET, findings_in_every_mode, fits, tab_to, until, viewport


@pytest.fixture
def exam(clinic, page):
    return page.home + reverse("exam", args=[clinic[0].episode.pk])


def test_no_part_has_an_axe_finding_in_any_mode(page, exam, axe):
    for place in (*(f"{exam}?part={part}" for part in PARTS), f"{exam}?view=nape", f"{page.home}/tests/"):
        page.goto(place)
        assert findings_in_every_mode(page, axe) == [], place
    assert page.complaints == []


def test_nothing_is_wider_than_a_phone(page, exam):
    page.set_viewport_size(viewport(PHONE))
    for place in (*(f"{exam}?part={part}" for part in PARTS), f"{page.home}/tests/"):
        page.goto(place)
        assert fits(page), place


def test_by_keyboard_alone_a_whole_exam(clinic, page, exam):
    """Two touches, one with where it is felt; movement, a test, the jaw, nerves and pressure; done."""
    episode = clinic[0].episode
    touched = episode.findings.filter(section="palpation").count()
    page.goto(exam)
    first = page.locator("#h-touch").inner_text()
    tab_to(page, "document.activeElement.name === 'tenderness'")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tab_to(page, "document.activeElement.id === 'felt-open'")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#felt .pad-said')")
    tab_to(page, "document.activeElement.dataset.tool === 'list'")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.dataset.place === 'chin left'", most=400)
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.matches('[data-felt-done]')", most=400)
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'felt-open'")
    assert page.locator(".felt-said").inner_text() == "Painted: Chin, left."
    assert page.locator("[name=referred_to][value=chin]").is_checked()
    tab_to(page, "document.activeElement.id === 'touch-save'")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('h-touch').innerText !== was", first)
    until(page, "document.activeElement.id === 'h-touch'")
    assert page.locator("[data-changed]").count() > 0
    row = episode.findings.filter(section="palpation").latest("sequence")
    assert row.value["referred_to"] == ["chin"]
    assert row.drawings.get().strokes["chosen"] == [{"zone": "chin", "side": "left"}]

    tab_to(page, "document.activeElement.matches('.site')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    until(page, "document.activeElement.id === 'h-touch'")
    assert page.locator(".touch-panel .label").first.inner_text() == "Palpate"
    tab_to(page, "document.activeElement.name === 'tenderness'")
    page.keyboard.press("Space")
    tab_to(page, "document.activeElement.matches('[data-felt-list] > summary')")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.name === 'referred_to'")
    page.keyboard.press("Space")
    chosen = page.evaluate("document.activeElement.value")
    with page.expect_response(lambda answer: "palpations" in answer.url):
        page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.site-tender, .site-familiar').length >= 1")
    assert episode.findings.filter(section="palpation").count() == touched + 2
    row = episode.findings.filter(section="palpation").latest("sequence")
    assert row.value["referred_to"] == [chosen]

    page.goto(f"{exam}?part=movement")
    tab_to(page, "document.activeElement.id === 'f-rom_flexion_deg'")
    page.keyboard.type("38")
    with page.expect_response(lambda answer: "movements" in answer.url):
        page.keyboard.press("Tab")
    until(page, "document.getElementById('verdict-rom_flexion_deg').innerText.includes('below')")

    to_part(page, "Tests")
    tab_to(page, "document.activeElement.matches('#test-frt > summary')")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.id === 'frt-result_left'")
    page.keyboard.type("28")
    with page.expect_response(lambda answer: "exam/tests" in answer.url):
        page.keyboard.press("Tab")
    until(page, "document.getElementById('outcome-frt').innerText.includes('restricted')")

    to_part(page, "Jaw")
    tab_to(page, "document.activeElement.id === 'jaw_opening-result'")
    page.keyboard.type("36")
    with page.expect_response(lambda answer: "exam/tests" in answer.url):
        page.keyboard.press("Tab")
    until(page, "document.getElementById('outcome-jaw_opening').innerText.includes('36')")

    to_part(page, "Nerves and pressure")
    tab_to(page, "document.activeElement.id === 'f-bp_systolic'")
    page.keyboard.type("122")
    with page.expect_response(lambda answer: "exam/tests" in answer.url):
        page.keyboard.press("Tab")
    until(page, "document.getElementById('exam-limits').innerText.includes('not reached')")
    tab_to(page, "document.activeElement.name === 'f-nystagmus_seen'", most=200)
    with page.expect_response(lambda answer: "exam/screens" in answer.url):
        page.keyboard.press("ArrowRight")
    pressed = episode.findings.get(key="bp_systolic", until=None)
    assert episode.findings.get(key="nystagmus_seen", until=None).sequence > pressed.sequence

    to_part(page, "Posture")
    tab_to(page, "document.activeElement.innerText === 'Finish and open chart'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "since=" in page.url
    assert page.complaints == []


PATH = [(505, 250), (512, 268), (500, 285)]
"""Over the right temple as the view from the right shows it."""


def paint_with(page, kind: str) -> None:
    """A stroke over the temple by mouse, finger or pen."""
    page.locator("#felt .pad-layer").scroll_into_view_if_needed()
    box = page.locator("#felt .pad-layer").bounding_box()
    spots = [(box["x"] + x * box["width"] / 760, box["y"] + y * box["height"] / 800) for x, y in PATH]
    if kind == "touch":
        session = page.context.new_cdp_session(page)
        for name, (x, y) in zip(("touchStart", "touchMove", "touchMove"), spots, strict=True):
            session.send("Input.dispatchTouchEvent", {"type": name, "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()
        return
    session = page.context.new_cdp_session(page)
    for name, (x, y) in zip(
        ("mousePressed", "mouseMoved", "mouseMoved", "mouseReleased"), [*spots, spots[-1]], strict=True
    ):
        sent = {
            "type": name,
            "x": x,
            "y": y,
            "button": "left",
            "buttons": 1,
            "clickCount": 1,
            "pointerType": kind,
        }
        session.send("Input.dispatchMouseEvent", sent)
    session.detach()


@pytest.mark.parametrize(("kind", "size"), [("mouse", TABLET), ("pen", TABLET), ("touch", PHONE)])
def test_where_it_is_felt_is_painted_recorded_shown_again_and_corrected(clinic, page, exam, kind, size):
    episode = clinic[0].episode
    page.set_viewport_size(viewport(size))
    place = f"{exam}?structure=masseter_deep&side=right"
    page.goto(place)
    page.locator("label.grade").nth(2).click()
    page.click("#felt-open")
    page.wait_for_selector("#felt .pad-said")
    assert fits(page)
    assert page.locator("#felt :is(.pad-strength, [data-tool=arrow])").count() == 0
    page.click("#felt [data-view=right]")
    paint_with(page, kind)
    until(page, "document.querySelector('#felt .pad-said').innerText.includes('right')")
    said = page.locator("#felt .pad-said").inner_text()
    page.click("[data-felt-done]")
    assert page.locator(".felt-said").inner_text() == said
    ticked = set(page.evaluate(TICKED))
    assert ticked
    with page.expect_response(lambda answer: "palpations" in answer.url):
        page.click("#touch-save")
    row = episode.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert len(row.drawings.get().strokes["strokes"]) == 1
    assert set(row.value["referred_to"]) & ticked

    page.goto(place)
    assert page.locator(".felt-figures .bm-paint").count() >= 1
    assert set(page.evaluate(TICKED)) == set(row.value["referred_to"])
    page.click("#felt-open")
    page.wait_for_selector("#felt .pad-said")
    until(page, "!document.querySelector('#felt .pad-said').innerText.includes('Nothing')")
    page.keyboard.press("Escape")
    assert set(page.evaluate(TICKED)) == set(row.value["referred_to"])
    gone = sorted(row.value["referred_to"])[0]
    page.evaluate("document.querySelectorAll('.felt details').forEach(one => { one.open = true })")
    page.locator(f"label.zone:has([value={gone}])").click()
    page.click("#felt-open")
    until(page, "document.querySelector('#felt').open")
    page.click("[data-felt-done]")
    assert set(page.evaluate(TICKED)) == set(row.value["referred_to"]) - {gone}
    with page.expect_response(lambda answer: "palpations" in answer.url):
        page.click("#touch-save")
    row = episode.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert gone not in row.value.get("referred_to", [])
    assert page.complaints == []


TICKED = "[...document.querySelectorAll('[name=referred_to]:checked')].map(one => one.value)"


def test_the_pad_over_the_exam_has_no_axe_finding_in_any_mode(page, exam, axe):
    page.goto(exam)
    page.click("#felt-open")
    page.wait_for_selector("#felt .pad-said")
    for listed in (False, True):
        if listed:
            page.click("#felt [data-tool=list]")
        assert findings_in_every_mode(page, axe) == [], listed
    assert page.complaints == []


def test_without_the_map_the_list_opens_and_says_so(page, exam):
    page.route("**/exam/pad.json", lambda route: route.abort())
    page.goto(exam)
    page.click("#felt-open")
    until(page, "!document.querySelector('[data-felt-failed]').hidden")
    until(page, "document.activeElement.matches('[data-felt-list] > summary')")
    assert page.locator("[data-felt-list]").get_attribute("open") is not None


def test_what_can_be_undone_is_whole_on_a_phone_and_leaves_the_button_free(page, exam):
    page.set_viewport_size(viewport(PHONE))
    page.goto(exam)
    page.locator("label.grade").nth(1).click()
    with page.expect_response(lambda answer: "palpations" in answer.url):
        page.click("#touch-save")
    page.wait_for_selector(".toast")
    toast, save = page.locator(".toast").bounding_box(), page.locator("#touch-save").bounding_box()
    assert toast["x"] + toast["width"] <= 390
    assert toast["y"] + toast["height"] <= save["y"]


def test_a_danger_sign_from_the_exam_stands_in_the_strip_at_once(page, exam):
    page.goto(f"{exam}?part=nerves")
    page.fill("#f-bp_systolic", "186")
    page.keyboard.press("Tab")
    until(page, "document.getElementById('danger-strip').innerText.includes('Same day')")
    until(page, "document.getElementById('exam-ranks').innerText.includes('held')")
    assert page.complaints == []


def to_part(page, name: str) -> None:
    """Open another part of the exam by the Tab key."""
    tab_to(
        page,
        f"document.activeElement.matches('.exam-tabs a') && document.activeElement.innerText.startsWith('{name}')",
    )
    with page.expect_navigation():
        page.keyboard.press("Enter")
