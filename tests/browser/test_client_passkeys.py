"""A client's passkey with Chromium's own virtual authenticator: added by keyboard, used when link and cookie are gone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.intake.models import Intake
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.passkeys import ClientPasskey
from tests.browser.looking import PHONE, findings_in_every_mode, fits, viewport
from tests.browser.running_clinic import page_in

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(clinic):
    """Passkeys belong to a name, not to a number."""
    return clinic[1].replace("127.0.0.1", "localhost")


@pytest.fixture
def phone(browser, home):
    """A phone that holds passkeys; it keeps what the browser complained of."""
    context = browser.new_context(viewport=viewport(PHONE), reduced_motion="reduce")
    page = page_in(context, home)
    page.cdp = context.new_cdp_session(page)
    page.cdp.send("WebAuthn.enable")
    page.device = page.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield page
    context.close()


def press(page, words: str) -> None:
    page.get_by_role("button", name=words).focus()
    page.keyboard.press("Enter")


def added(page, cast) -> None:
    page.goto(f"{page.home}/with/{cast.dovs_token}/")
    page.get_by_label("Date of birth").fill(cast.dovs_link.client.born_on.isoformat())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/intake/")
    page.goto(page.home + reverse("intake_pause"))
    press(page, "Add a passkey")
    page.get_by_text("not used yet").wait_for()
    page.wait_for_url("**/passkeys/")


def without_cookie(page, cast) -> None:
    ClientLink.objects.filter(pk=cast.dovs_link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    page.context.clear_cookies(name=re.compile("^nuchal_client_"))


def test_a_passkey_is_added_by_keyboard_and_opens_the_intake_when_the_link_has_ended(clinic, phone):
    cast = clinic[0]
    added(phone, cast)
    assert "not used yet" in phone.inner_text("main")
    without_cookie(phone, cast)
    phone.goto(f"{phone.home}/with/{cast.dovs_token}/")
    assert "This link is closed" in phone.inner_text("h1")
    press(phone, "Use my passkey")
    phone.wait_for_url("**/intake/")
    assert phone.locator("h1").count() == 1
    assert ClientPasskey.objects.get().last_used_at is not None
    assert [said for said in phone.complaints if "404" not in said] == []


def test_from_the_plain_address_a_calm_page_where_nothing_is_open(clinic, phone, axe):
    cast = clinic[0]
    added(phone, cast)
    Intake.objects.update(finished_at=timezone.now())
    without_cookie(phone, cast)
    phone.goto(phone.home + reverse("back"))
    press(phone, "Use my passkey")
    phone.wait_for_selector("h1:has-text('Nothing is open for you now')")
    assert findings_in_every_mode(phone, axe) == []
    assert phone.complaints == []


def test_who_cancels_is_told_calmly_and_can_try_again(clinic, phone, axe):
    phone.goto(phone.home + reverse("back"))
    press(phone, "Use my passkey")
    phone.wait_for_selector("[data-said]:has-text('Nothing was changed')")
    assert phone.evaluate("document.activeElement.innerText.trim()") == "Use my passkey"
    assert findings_in_every_mode(phone, axe) == []


def test_a_device_that_has_one_says_so(clinic, phone):
    added(phone, clinic[0])
    press(phone, "Add one for another device")
    phone.wait_for_selector("[data-said]:has-text('has a passkey for this clinic already')")
    assert ClientPasskey.objects.count() == 1


def test_a_browser_without_passkeys_is_offered_none(clinic, browser, home):
    context = browser.new_context(viewport=viewport(PHONE))
    page = context.new_page()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{home}/with/{clinic[0].dovs_token}/")
    page.goto(home + reverse("intake_pause"))
    assert not page.locator("[data-passkey-offer]").is_visible()
    page.goto(home + reverse("back"))
    assert page.locator("[data-passkey-cannot]").is_visible()
    assert page.get_by_role("button", name="Use my passkey").count() == 0
    context.close()


def test_the_pages_have_no_axe_finding_and_fit_a_phone(clinic, phone, axe, monkeypatch):
    cast = clinic[0]
    phone.goto(f"{phone.home}/with/{cast.dovs_token}/")
    Intake.objects.update(finished_at=timezone.now())
    monkeypatch.setattr("nuchal.clinic.intake.views.next_step", lambda told: None)
    for place in ("/intake/", "/intake/pause/", "/passkeys/", "/back/"):
        phone.goto(phone.home + place)
        assert findings_in_every_mode(phone, axe) == [], place
        assert fits(phone), place
    assert phone.complaints == []
