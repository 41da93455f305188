"""The exam in a real browser: by keyboard alone, without axe findings in three modes, quiet under its policy."""

from __future__ import annotations

import pytest
from django.urls import reverse

from nuchal.clinic.exam.panels import PARTS
from tests.browser.test_chart import MODES, clinic, page, tab_to

__all__ = ["clinic", "page"]
"""The fixtures of the chart: a running clinic with one client who has told everything."""


@pytest.fixture
def exam(clinic, page):
    return page.home + reverse("exam", args=[clinic[0].episode.pk])


def test_no_part_has_an_axe_finding_in_any_mode(page, exam, axe):
    for place in (*(f"{exam}?part={part}" for part in PARTS), f"{exam}?view=nape", f"{page.home}/tests/"):
        page.goto(place)
        page.evaluate(axe)
        for mode in MODES:
            page.evaluate(f"document.documentElement.dataset.mode = '{mode}'")
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            told_here = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
            assert told_here == [], (place, mode)
    assert page.complaints == []


def test_nothing_is_wider_than_a_phone(page, exam):
    page.set_viewport_size({"width": 390, "height": 844})
    for place in (*(f"{exam}?part={part}" for part in PARTS), f"{page.home}/tests/"):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place


def test_by_keyboard_alone_two_touches_one_movement_and_one_test(clinic, page, exam):
    episode = clinic[0].episode
    touched = episode.findings.filter(section="palpation").count()
    page.goto(exam)
    first = page.locator("#h-touch").inner_text()
    tab_to(page, "document.activeElement.name === 'tenderness'")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('h-touch').innerText !== was", first)
    until(page, "document.activeElement.id === 'h-touch'")
    assert page.locator("[data-changed]").count() > 0

    tab_to(page, "document.activeElement.matches('.site')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    until(page, "document.activeElement.id === 'h-touch'")
    assert page.locator(".touch-panel .label").first.inner_text() == "Palpate"
    tab_to(page, "document.activeElement.name === 'tenderness'")
    page.keyboard.press("Space")
    with page.expect_response(lambda answer: "palpations" in answer.url):
        page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.site-tender, .site-familiar').length >= 1")
    assert episode.findings.filter(section="palpation").count() == touched + 2

    page.goto(f"{exam}?part=movement")
    tab_to(page, "document.activeElement.id === 'f-rom_flexion_deg'")
    page.keyboard.type("38")
    with page.expect_response(lambda answer: "movements" in answer.url):
        page.keyboard.press("Tab")
    until(page, "document.getElementById('verdict-rom_flexion_deg').innerText.includes('below')")

    page.goto(f"{exam}?part=tests#test-frt")
    tab_to(page, "document.activeElement.id === 'frt-result_left'")
    page.keyboard.type("28")
    with page.expect_response(lambda answer: "exam/tests" in answer.url):
        page.keyboard.press("Tab")
    until(page, "document.getElementById('outcome-frt').innerText.includes('restricted')")
    assert page.complaints == []


def test_a_danger_sign_from_the_exam_stands_in_the_strip_at_once(page, exam):
    page.goto(f"{exam}?part=nerves")
    page.fill("#f-bp_systolic", "186")
    page.keyboard.press("Tab")
    until(page, "document.getElementById('danger-strip').innerText.includes('Same day')")
    until(page, "document.getElementById('exam-ranks').innerText.includes('held')")
    assert page.complaints == []


def until(page, holds: str, was: str = "", seconds: float = 20) -> None:
    """Wait until something holds; the page's policy forbids the browser to wait for it by itself."""
    for _ in range(int(seconds * 10)):
        if page.evaluate(f"was => Boolean({holds})", was):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not {holds}")
