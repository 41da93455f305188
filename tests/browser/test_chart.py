"""The chart in a real browser: by keyboard alone, without axe findings in three modes, and quiet under its policy."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

from django.urls import reverse
from pypdf import PdfReader

from tests.browser.looking import PHONE, findings_in_every_mode, fits, tab_to, viewport


def addresses(clinic) -> list[str]:
    episode = clinic[0].episode
    return [
        "/",
        reverse("episode", args=[episode.pk]),
        f"{reverse('answers', args=[episode.pk])}?danger=1",
        reverse("question", args=[episode.pk, "nausea"]),
        reverse("reasons", args=[episode.pk, "type", "ichd_2_2"]),
        reverse("history", args=[episode.pk]),
        reverse("conclusions", args=[episode.pk]),
        reverse("medicines", args=[episode.pk]),
    ]


def test_no_page_has_an_axe_finding_in_any_mode(clinic, page, axe):
    for place in addresses(clinic):
        page.goto(page.home + place)
        assert findings_in_every_mode(page, axe) == [], place
    assert page.complaints == []


def test_the_sheet_and_a_changed_panel_have_no_axe_finding(clinic, page, axe):
    page.goto(page.home + reverse("episode", args=[clinic[0].episode.pk]))
    page.click(".next button[value=yes]")
    page.wait_for_selector(".moved")
    page.click(".rank-1 .rank-why a")
    page.wait_for_selector("#sheet h2")
    assert findings_in_every_mode(page, axe) == []


def test_nothing_is_wider_than_a_phone(clinic, page):
    page.set_viewport_size(viewport(PHONE))
    for place in addresses(clinic):
        page.goto(page.home + place)
        assert fits(page), place


def test_by_keyboard_alone_answer_open_a_reason_and_close_it(clinic, page):
    page.goto(page.home + reverse("episode", args=[clinic[0].episode.pk]))
    question = page.locator("#h-next").inner_text()
    tab_to(page, "document.activeElement.closest('.next') && document.activeElement.value === 'yes'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".moved")
    assert page.locator("#h-next").inner_text() != question
    assert page.evaluate("document.activeElement.id") == "h-next"
    assert page.locator("[data-changed]").count() > 0
    assert page.locator("#said").inner_text() != ""

    page.evaluate("document.getElementById('main').focus()")
    tab_to(page, "document.activeElement.matches('.rank-why a')")
    opener = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#sheet h2")
    page.wait_for_function("document.activeElement.closest('#sheet')")
    assert "What each finding adds" in page.locator("#sheet").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#sheet > *").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('href')") == opener
    assert page.complaints == []


def test_the_referral_follows_the_row_by_key_and_by_pointer(clinic, page):
    page.goto(page.home + reverse("episode", args=[clinic[0].episode.pk]))
    shown = "n => getComputedStyle(document.querySelector(`.fig .ref-no-${n}`)).display !== 'none'"
    assert page.evaluate(shown, 1)
    page.focus("#show-1")
    page.keyboard.press("ArrowDown")
    assert (page.evaluate(shown, 1), page.evaluate(shown, 2)) == (False, True)
    page.hover("#rank-3")
    assert (page.evaluate(shown, 2), page.evaluate(shown, 3)) == (False, True)
    page.mouse.move(5, 5)
    assert page.evaluate(shown, 2)


def test_search_adds_an_answer_from_the_sheet(clinic, page):
    page.goto(page.home + reverse("episode", args=[clinic[0].episode.pk]))
    page.click("#open-search")
    page.fill("#sheet input[type=search]", "grind")
    page.wait_for_selector("#found .chip-link")
    page.click("#found .chip-link")
    page.wait_for_selector("#sheet button[value=yes]")
    page.click("#sheet button[value=yes]")
    page.wait_for_selector("#sheet:empty", state="attached")
    assert clinic[0].episode.findings.filter(at__date__gte=date(2026, 1, 1)).count() > 100
    assert page.complaints == []


def test_every_printed_sheet_says_whom_it_is_about_and_which_sheet_it_is(clinic, page):
    cast = clinic[0]
    for place in (reverse("episode", args=[cast.episode.pk]), reverse("history", args=[cast.episode.pk])):
        page.goto(page.home + place)
        printed = page.pdf(format="A5")
        sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(printed)).pages]
        assert len(sheets) > 1
        for number, sheet in enumerate(sheets, 1):
            assert re.search(r"Dov Daniels, born \d+ \w+ \d{4} · Maple Street · \d+ \w+ \d{4}", sheet)
            assert f"{number} / {len(sheets)}" in sheet
