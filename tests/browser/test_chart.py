"""The chart in a real browser: by keyboard alone, without axe findings in three modes, and quiet under its policy."""

from __future__ import annotations

import os
from datetime import date
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from tests.web.conftest import browser_of, build_cast
from tests.web.test_chart import told

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser brings a loop of its own into this thread
MODES = ("light", "dark", "dim")


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def clinic(transactional_db, settings):
    """A running clinic with one client who has told everything, and its address."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "whitenoise" not in one]
    cast = build_cast()
    cast.ada.system_of_care = "neuromuscular_therapy"
    cast.ada.save()
    told(cast, "jaw_headache_of_a_clencher")
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield cast, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(clinic, browser, settings):
    cast, home = clinic
    key = browser_of(cast.ada).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 1180, "height": 820})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": home}])
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.complaints = []
    opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.home = home
    yield opened
    context.close()


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
        page.evaluate(axe)
        for mode in MODES:
            page.evaluate(f"document.documentElement.dataset.mode = '{mode}'")
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            told_here = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
            assert told_here == [], (place, mode)
    assert page.complaints == []


def test_the_sheet_and_a_changed_panel_have_no_axe_finding(clinic, page, axe):
    page.goto(page.home + reverse("episode", args=[clinic[0].episode.pk]))
    page.click(".next button[value=yes]")
    page.wait_for_selector(".moved")
    page.click(".rank-1 .rank-why a")
    page.wait_for_selector("#sheet h2")
    page.evaluate(axe)
    for mode in MODES:
        page.evaluate(f"document.documentElement.dataset.mode = '{mode}'")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], mode


def test_nothing_is_wider_than_a_phone(clinic, page):
    page.set_viewport_size({"width": 390, "height": 844})
    for place in addresses(clinic):
        page.goto(page.home + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place


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


def tab_to(page, there: str, most: int = 120) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({there})"):
            return
    raise AssertionError(f"no focus where {there}")
