"""Every page of staff in a real browser: a quiet console, nothing wider than a phone, no scrolling by a sliver."""

from __future__ import annotations

import pytest

from tests.browser.looking import PHONE, TABLET, fits, viewport
from tests.web.test_every_page import PAGES, WHO, address_of

SLIVER = 8
"""Pixels by which no page may be longer than its window, however high: then it scrolls and shows nothing new."""
TALL = ((1180, 1500), (1180, 1900))
"""Windows higher than most pages. A page whose own content is a little longer than one is not so in the other."""


FILES = (
    "alert_bar",
    "client_copy",
    "paper_pdf",
    "paper_text",
    "health_live",
    "health_ready",
    "intake_pad",
    "exam_pad",
)
"""Addresses that answer with a file, plain words or a part of a page."""


def pages_of(who: str) -> list[str]:
    """Pages of the clinic that this member of staff may open; samples of the design system are none."""
    opened = [name for name, told in PAGES.items() if told.split()[WHO.index(who)] == "200"]
    return [name for name in opened if name not in FILES and not name.startswith("design:")]


def overhang(page, size: tuple[int, int]) -> int:
    page.set_viewport_size(viewport(size))
    return page.evaluate("document.documentElement.scrollHeight - window.innerHeight")


@pytest.mark.parametrize("who", ["ada", "olga"])
def test_the_console_is_quiet_and_no_page_is_a_sliver_too_long_or_wider_than_a_phone(clinic, page_of, who):
    page, wrong = page_of(who), []
    for name in pages_of(who):
        page.set_viewport_size(viewport(TABLET))
        page.goto(page.home + address_of(name, clinic[0]))
        over = [overhang(page, size) for size in TALL]
        if all(0 < one < SLIVER for one in over):
            wrong.append((name, "scrolls by", over))
        page.set_viewport_size(viewport(PHONE))
        if not fits(page):
            wrong.append((name, "wider than a phone"))
        if page.complaints:
            wrong.append((name, *page.complaints))
            page.complaints.clear()
    assert wrong == []
