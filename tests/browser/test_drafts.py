"""The browser puts back into the form what was typed before the sign-in ended."""

from __future__ import annotations

from tests.browser.looking import findings_in_every_mode


def end_and_send(page, settings, send):
    """The session ends, the form is sent, and Ada signs in again."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send()
    page.wait_for_url("**/account/login/**")
    page.fill("[name=login]", "ada@example.org")
    page.fill("[name=password]", "a good long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_selector("[data-draft][data-done]")


def test_the_form_is_as_it_was_and_can_be_saved(page, clinic, settings, axe):
    cast, home = clinic
    page.goto(f"{home}/clients/{cast.dov.pk}/")
    form = page.locator("form[action$='/contacts/']").last
    for fold in page.locator("details:has(form[action$='/contacts/'])").all():
        fold.evaluate("one => { one.open = true }")
    form.locator("[name=name]").fill("Gil O'Neil")
    form.locator("[name=phone]").fill("555 0101")
    form.locator("[name=part][value=proxy]").check()
    end_and_send(page, settings, form.locator("[type=submit], button").last.click)
    form = page.locator("form[action$='/contacts/']:has([name=draft])")
    assert form.locator("[name=name]").input_value() == "Gil O'Neil"
    assert form.locator("[name=part][value=proxy]").is_checked()
    assert page.get_by_text("it is not saved yet").is_visible()
    assert findings_in_every_mode(page, axe) == []
    form.locator("[type=submit], button").last.click()
    page.wait_for_selector("[data-draft]", state="detached")
    assert [one.name for one in cast.dov.contacts.all()] == ["Gil O'Neil"]


def test_the_name_of_a_medicine_comes_back(page, clinic, settings):
    cast, home = clinic
    page.goto(f"{home}/episodes/{cast.episode.pk}/medicines/")
    form = page.locator("form[action$='/medicines/']:has([name=name])")
    form.locator("[name=name]").fill("Ibuprofen 400")
    end_and_send(page, settings, lambda: form.locator("[name=name]").press("Enter"))
    assert page.url.endswith("/medicines/")
    assert page.locator("form:has([name=draft]) [name=name]").first.input_value() == "Ibuprofen 400"
