"""The pages about people and papers in a real browser: no axe finding in three modes, nothing wider than a phone."""

from __future__ import annotations

import os
import zipfile
from datetime import timedelta
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.people import actions, membership
from nuchal.clinic.people.clients import Client
from tests.browser.test_chart import MODES, Quiet, Server
from tests.web.conftest import browser_of, build_cast
from tests.web.test_chart import told

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser brings a loop of its own into this thread


@pytest.fixture
def clinic(transactional_db, settings):
    """A running clinic with a client of whom much is known, and a member whose licences end."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "whitenoise" not in one]
    cast = build_cast()
    cast.ada.system_of_care = "neuromuscular_therapy"
    cast.ada.save()
    told(cast, "jaw_headache_of_a_clencher")
    cast.dov.insurer, cast.dov.insurer_wants_referral = "Sun", "yes"
    cast.dov.save()
    actions.add_contact(by=cast.ada.user, client=cast.dov, part="proxy", name="Gil Daniels", phone="7")
    for name, days in (("Needling", -1), ("First aid", 20)):
        day = timezone.now().date() + timedelta(days=days)
        membership.add_credential(
            by=cast.olga.user,
            member=cast.ada,
            name=name,
            issuer="C",
            expires_on=day,
            techniques=["dry_needling"],
        )
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield cast, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page_of(clinic, browser, settings):
    """Opens a page for a member of the cast; it keeps what the browser complained of."""
    cast, home = clinic
    contexts = []

    def opened(who: str):
        key = browser_of(getattr(cast, who)).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport={"width": 1180, "height": 820})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": home}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.home = home
        return page

    yield opened
    for context in contexts:
        context.close()


def addresses(cast, who: str) -> list[str]:
    if who == "olga":
        return [
            reverse("team"),
            reverse("member", args=[cast.ada.pk]),
            reverse("audit"),
            reverse("settings"),
            reverse("keeping"),
            reverse("client_data", args=[cast.dov.pk]),
            reverse("erasure", args=[cast.dov.pk]),
        ]
    return [
        reverse("clients"),
        reverse("client", args=[cast.dov.pk]),
        reverse("particulars", args=[cast.dov.pk]),
        reverse("papers", args=[cast.episode.pk]),
    ]


def findings_of(page, axe) -> list:
    page.evaluate(axe)
    found = []
    for mode in MODES:
        page.evaluate(f"document.documentElement.dataset.mode = '{mode}'")
        told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        found += [(mode, one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in told]
    return found


@pytest.mark.parametrize("who", ["ada", "olga"])
def test_no_page_has_an_axe_finding_in_any_mode(clinic, page_of, axe, who):
    page = page_of(who)
    for place in addresses(clinic[0], who):
        page.goto(page.home + place)
        page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach(one => one.open = true)")
        assert findings_of(page, axe) == [], place
    assert page.complaints == []


@pytest.mark.parametrize("who", ["ada", "olga"])
def test_nothing_is_wider_than_a_phone(clinic, page_of, who):
    page = page_of(who)
    page.set_viewport_size({"width": 390, "height": 844})
    for place in addresses(clinic[0], who):
        page.goto(page.home + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place


def test_errors_at_the_field_have_no_axe_finding(clinic, page_of, axe):
    page = page_of("ada")
    page.goto(page.home + reverse("particulars", args=[clinic[0].dov.pk]))
    page.fill("[name=given_name]", "")
    page.click("main .btn-main")
    page.wait_for_selector(".error-summary")
    assert findings_of(page, axe) == []


def test_a_paper_is_downloaded_by_keyboard(clinic, page_of):
    page = page_of("ada")
    page.goto(page.home + reverse("papers", args=[clinic[0].episode.pk]))
    page.fill("[name=to]", "Dr Grey")
    page.focus("main .offers .btn-quiet")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".txt")
    assert "Dr Grey" in taken.value.path().read_text()
    assert page.complaints == []


def test_an_archived_client_is_erased_by_keyboard_after_the_name_is_typed(clinic, page_of, axe):
    cast = clinic[0]
    actions.keep_for(by=cast.olga.user, clinic=cast.clinic, years=10)
    page = page_of("olga")
    page.goto(page.home + reverse("client", args=[cast.dov.pk]))
    page.get_by_role("button", name="Put into the archive").press("Enter")
    page.get_by_role("link", name="Copy or erase everything").press("Enter")
    page.get_by_role("link", name="Erase for good …").press("Enter")
    page.get_by_role("button", name="Erase for good").press("Enter")
    page.wait_for_selector(".error-summary")
    assert findings_of(page, axe) == []
    page.get_by_label("Type “Dov Daniels” to confirm").focus()
    page.keyboard.type("Dov Daniels")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('Everything about this client is erased.')")
    assert not Client.objects.filter(pk=cast.dov.pk).exists()
    assert page.complaints == []


def test_the_copy_of_a_client_is_downloaded(clinic, page_of):
    page = page_of("ada")
    page.goto(page.home + reverse("client_data", args=[clinic[0].dov.pk]))
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the copy").press("Enter")
    assert taken.value.suggested_filename.endswith(".zip")
    assert "index.html" in zipfile.ZipFile(taken.value.path()).namelist()


def test_a_membership_is_ended_after_one_more_question(clinic, page_of):
    cast = clinic[0]
    page = page_of("olga")
    page.goto(page.home + reverse("member", args=[cast.bo.pk]))
    page.click("[data-dialog=leaving]")
    page.click("#leaving button:has-text('Not yet')")
    page.click("[data-dialog=leaving]")
    page.click("#leaving button:has-text('End the membership')")
    page.wait_for_url("**/team/")
    cast.bo.refresh_from_db()
    assert cast.bo.left_at is not None
