"""An unattended tablet: it warns, stays signed in after a tap, and otherwise hides the page and keeps what was typed."""

from __future__ import annotations

import pytest

from tests.browser.looking import PHONE, findings_in_every_mode, fits, viewport
from tests.web.conftest import browser_of

MINUTES = 60_000


@pytest.fixture
def left(page_of, clinic):
    """Ada's page of the client, under a clock that the test moves on."""
    page = page_of("ada")
    page.clock.install()
    page.goto(f"{page.home}/clients/{clinic[0].dov.pk}/")
    return page


def test_it_warns_before_and_a_tap_keeps_her_in(left, axe):
    told = []
    left.on("request", lambda request: told.append(request.url) if request.url.endswith("/use/") else None)
    left.clock.run_for(27 * MINUTES)
    assert not left.locator("#idle").is_visible()
    left.clock.run_for(1.5 * MINUTES)
    bar = left.locator("#idle")
    assert "You will be signed out in 2 minutes" in bar.inner_text()
    assert findings_in_every_mode(left, axe) == []
    left.set_viewport_size(viewport(PHONE))
    assert fits(left)
    with left.expect_response("**/use/") as answer:
        left.get_by_role("button", name="Stay signed in").click()
    assert answer.value.status == 204
    left.clock.run_for(2000)
    assert not bar.is_visible()
    assert told


def test_left_alone_it_hides_the_page_and_keeps_what_was_typed(left, clinic, settings):
    client = clinic[0].dov
    left.goto(f"{left.home}/clients/{client.pk}/particulars/")
    left.get_by_label("Notes").or_(left.get_by_label("Given name")).first.fill("Typed before lunch")
    before = client.given_name
    left.clock.run_for(31 * MINUTES)
    left.wait_for_url("**/account/login/**")
    words = left.inner_text("body")
    assert "was not used for 30 minutes" in words
    assert client.family_name not in words
    client.refresh_from_db()
    assert client.given_name == before
    left.fill("input[name=login]", clinic[0].ada.user.email)
    left.fill("input[name=password]", "a good long password")
    left.get_by_role("button", name="Sign in").first.click()
    left.wait_for_url("**/particulars/")
    assert "Typed before lunch" in left.content()


def test_what_was_typed_outlives_a_server_that_does_not_answer_at_first(left, clinic):
    client, replies = clinic[0].dov, [503, 429]
    left.goto(f"{left.home}/clients/{client.pk}/particulars/")
    left.get_by_label("Given name").first.fill("Typed before lunch")

    def handle(route) -> None:
        route.fulfill(status=replies.pop(0), body="no") if replies else route.continue_()

    left.route("**/drafts/", handle)
    left.clock.run_for(30 * MINUTES + 2000)
    left.wait_for_selector(".not-kept-words:visible")
    assert client.family_name not in left.inner_text("body")
    while replies:
        left.clock.run_for(6000)
    left.clock.run_for(6000)
    left.wait_for_url("**/account/login/**")
    left.fill("input[name=login]", clinic[0].ada.user.email)
    left.fill("input[name=password]", "a good long password")
    left.get_by_role("button", name="Sign in").first.click()
    left.wait_for_url("**/particulars/")
    assert "Typed before lunch" in left.content()


def test_two_forms_of_a_page_are_both_kept(left, clinic):
    client = clinic[0].dov
    left.goto(f"{left.home}/clients/{client.pk}/")
    left.get_by_text("Add a contact").click()
    left.locator("form[action$='/contacts/'] input[name=name]").fill("Gil Daniels")
    left.locator("form[action$='/care/'] select").select_option(index=1)
    kept = []
    left.on(
        "response", lambda answer: kept.append(answer.status) if answer.url.endswith("/drafts/") else None
    )
    left.clock.run_for(31 * MINUTES)
    left.wait_for_url("**/account/login/**")
    assert kept == [204, 204]
    left.context.request.post(f"{left.home}/account/logout/")
    key = browser_of(clinic[0].ada).cookies["nuchal_staff"].value
    left.context.add_cookies([{"name": "nuchal_staff", "value": key, "url": left.home}])
    left.goto(f"{left.home}/clients/{client.pk}/")
    assert left.locator("[data-draft]").count() == 2
    assert "Gil Daniels" in left.content()
