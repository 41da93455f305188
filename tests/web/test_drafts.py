"""What was typed when the sign-in had ended comes back to the same person, and to nobody else."""

from __future__ import annotations

import time
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from nuchal.clinic.people.drafts import COOKIE, MOST_CHARACTERS, MOST_DRAFTS
from nuchal.clinic.people.shown_for import sign_shown_for
from tests.web.conftest import Browser, browser_of

PASSWORD = "a good long password"
HOST = "https://testserver"
TYPED = 'Since "Tuesday" <after> the fall\nÄrger'
CHART, CLIENT = "/episodes/{episode}/", "/clients/{dov}/"
FORMS = {
    "question": (CHART, CHART + "answers/", {"finding": "onset_age", "value": TYPED}),
    "question alone": (CHART + "questions/nausea/", CHART + "answers/", {"value": TYPED}),
    "medicine": (CHART, CHART + "medicines/", {"name": TYPED}),
    "clearance": (CHART + "clearances/em_gca/", CHART + "clearances/em_gca/", {"physician": TYPED}),
    "touch": (CHART, CHART + "touches/", {"structure": "c2_c3", "note": TYPED}),
    "closure": (CHART + "closure/", CHART + "closure/", {"reason": TYPED}),
    "exam test": (CHART + "exam/", CHART + "exam/tests/", {"test": "flexion_rotation", "reading": TYPED}),
    "movement": (CHART + "exam/", CHART + "exam/movements/", {"passive_rotation": TYPED}),
    "particulars": (CLIENT + "particulars/", CLIENT + "particulars/", {"given_name": TYPED}),
    "contacts": (CLIENT, CLIENT + "contacts/", {"part": "guardian", "name": TYPED}),
    "new client": ("/clients/?q=Dan", "/clients/?q=Dan", {"given_name": TYPED}),
    "papers": (CHART + "papers/", CHART + "papers/letter.pdf", {"line": ["one", TYPED]}),
    "archive": (CLIENT, CLIENT + "archive/", {"why": TYPED}),
    "alert": ("/alerts/", "/alerts/{dov}/settlement/", {"outcome": TYPED}),
}
EVERY_FORM = pytest.mark.parametrize("name", FORMS)


def form_of(cast, name):
    page, action, fields = FORMS[name]
    known = {"episode": cast.episode.pk, "dov": cast.dov.pk}
    return page.format(**known), action.format(**known), fields


def send_signed_out(cast, name="contacts", who="ada", **headers):
    """A browser that was signed in until a moment ago sends a form."""
    browser = browser_of(getattr(cast, who))
    page, action, fields = form_of(cast, name)
    browser.logout()
    return browser, browser.post(action, fields, HTTP_REFERER=HOST + page, **headers)


def sign_in(browser, answer, email="ada@example.org"):
    """By the form that the answer leads to; gives where that leads."""
    where = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    assert urlsplit(where).path == "/account/login/"
    onward = parse_qs(urlsplit(where).query)["next"][0]
    done = browser.post("/account/login/", {"login": email, "password": PASSWORD, "next": onward})
    assert done.status_code == 302
    return done.headers["Location"]


@EVERY_FORM
@pytest.mark.parametrize("live", [False, True], ids=["form", "htmx"])
def test_the_same_person_is_back_on_the_page_with_what_was_typed(cast, name, live):
    page, action, _ = form_of(cast, name)
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": HOST + page} if live else {}
    browser, answer = send_signed_out(cast, name, **headers)
    assert ("HX-Redirect" in answer.headers) is live
    onward = sign_in(browser, answer)
    assert onward == page
    shown = browser.get(onward, follow=True)
    words = shown.content.decode()
    assert shown.status_code == 200
    assert f'data-value="{escape(TYPED)}"'.replace("&#x27;", "&#39;") in words
    assert f'data-action="{urlsplit(action).path}"' in words
    assert "This was not saved before your sign-in ended or changed." in words


@EVERY_FORM
def test_another_person_who_signs_in_meanwhile_sees_nothing(cast, name):
    browser, answer = send_signed_out(cast, name)
    onward = sign_in(browser, answer, "bo@example.org")
    for place in (onward, "/"):
        words = browser.get(place).content.decode()
        assert "the fall" not in words
        assert "sign-in ended or changed" not in words
    browser.post("/account/logout/")
    assert "the fall" in browser.get(sign_in(browser, answer)).content.decode()


def test_a_draft_ends_with_the_working_day(cast, monkeypatch):
    browser, answer = send_signed_out(cast)
    onward = sign_in(browser, answer)
    assert "the fall" in browser.get(onward).content.decode()
    now = time.time
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now() + 12 * 3600 + 5)
    assert "the fall" not in browser.get(onward).content.decode()


def test_without_the_browsers_key_nothing_is_readable(cast):
    browser, answer = send_signed_out(cast)
    cookie = browser.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 12 * 3600
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, cache_key FROM cache_entry WHERE cache_key LIKE '%draft:%'")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "the fall" not in str(rows)
    assert cookie.value not in str(rows)
    del browser.cookies[COOKIE]
    assert "the fall" not in browser.get(sign_in(browser, answer)).content.decode()
    for wrong in ("x", "ä", "A" * 43 + "="):
        browser.cookies[COOKIE] = wrong
        assert browser.get("/").status_code == 200


def test_passwords_files_and_signatures_are_never_kept(cast):
    browser = browser_of(cast.ada)
    browser.logout()
    page, action, fields = form_of(cast, "contacts")
    photo = SimpleUploadedFile("neck.jpg", b"photo of a neck")
    hidden = {"password": "hidden-1", "new_Password2": "hidden-2", "csrfmiddlewaretoken": "hidden-3"}
    answer = browser.post(action, fields | hidden | {"photo": photo}, HTTP_REFERER=HOST + page)
    words = browser.get(sign_in(browser, answer)).content.decode()
    assert "the fall" in words
    assert "hidden-" not in words
    assert "neck" not in words.split("data-draft")[1].split("</section>")[0]


@pytest.mark.parametrize(
    "shown_for", ["", "forged:by:hand", "of bo"], ids=["unsaid", "forged", "of another person"]
)
def test_a_form_is_kept_for_the_person_that_its_signature_names(cast, shown_for):
    other = browser_of(cast.bo).defaults["HTTP_X_SHOWN_FOR"]
    browser = Browser(HTTP_X_SHOWN_FOR=other if shown_for == "of bo" else shown_for)
    page, action, fields = form_of(cast, "contacts")
    answer = browser.post(action, fields, HTTP_REFERER=HOST + page)
    onward = sign_in(browser, answer)
    assert onward == page
    assert "the fall" not in browser.get(onward).content.decode()


@pytest.mark.parametrize(
    ("referer", "name", "onward"),
    [
        ("https://evil.example.org/clients/", "contacts", CLIENT),
        ("", "contacts", CLIENT),
        ("", "closure", CHART + "closure/"),
        ("javascript:alert(1)", "contacts", CLIENT),
        (f"{HOST}/nowhere/", "contacts", CLIENT),
        (f"{HOST}/clients/{{dov}}/contacts/", "contacts", CLIENT),
        (f"{HOST}/account/password/change/", "contacts", CLIENT),
    ],
)
def test_after_signing_in_no_form_address_and_no_foreign_page_opens(cast, referer, name, onward):
    browser = browser_of(cast.ada)
    browser.logout()
    _, action, fields = form_of(cast, name)
    answer = browser.post(action, fields, HTTP_REFERER=referer.format(dov=cast.dov.pk))
    place = sign_in(browser, answer)
    assert place == onward.format(dov=cast.dov.pk, episode=cast.episode.pk)
    shown = browser.get(place)
    assert shown.status_code == 200
    assert "sign-in ended or changed" in shown.content.decode()


def test_a_fragment_that_is_asked_for_leads_back_to_its_page(cast):
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"{HOST}/clients/?q=Dan"}
    answer = Browser().get(f"/episodes/{cast.episode.pk}/medicines/", **headers)
    assert sign_in(Browser(), answer) == "/clients/?q=Dan"


def test_a_form_without_the_second_factor_is_kept_too(cast, settings):
    settings.SECOND_FACTOR = True
    browser = browser_of(cast.ada)
    page, action, fields = form_of(cast, "contacts")
    assert browser.post(action, fields, HTTP_REFERER=HOST + page).headers["Location"] == "/account/2fa/"
    settings.SECOND_FACTOR = False
    assert "the fall" in browser.get(page).content.decode()
    assert not cast.dov.contacts.exists()


def test_a_draft_is_forgotten_once_its_form_is_taken_or_it_is_discarded(cast):
    for end in ("taken", "discarded"):
        browser, answer = send_signed_out(cast)
        page = sign_in(browser, answer)
        shown = browser.get(page)
        (draft,) = shown.context["drafts"]
        browser.defaults["HTTP_X_SHOWN_FOR"] = browser_of(cast.ada).defaults["HTTP_X_SHOWN_FOR"]
        elsewhere = browser.get("/clients/").content.decode()
        assert f'href="{page}"' in elsewhere
        assert "the fall" not in elsewhere
        place = "/drafts/removal/" if end == "discarded" else f"/clients/{cast.dov.pk}/contacts/"
        form = {"draft": draft.id, "part": "guardian", "name": "Gil", "phone": "555"}
        assert browser.post(place, form).status_code == 302
        assert "sign-in ended or changed" not in browser.get(page).content.decode()
    assert [one.name for one in cast.dov.contacts.all()] == ["Gil"]


def test_two_pages_that_were_open_are_both_kept_within_bounds(cast):
    browser, _ = send_signed_out(cast)
    page, action, fields = form_of(cast, "particulars")
    answer = browser.post(action, fields, HTTP_REFERER=HOST + page)
    browser.post(action, {"given_name": "x" * (MOST_CHARACTERS + 1)}, HTTP_REFERER=HOST + page)
    assert "the fall" in browser.get(sign_in(browser, answer)).content.decode()
    assert "the fall" in browser.get(f"/clients/{cast.dov.pk}/").content.decode()
    browser.logout()
    for number in range(MOST_DRAFTS + 2):
        browser.post(action, {"given_name": f"name {number}"}, HTTP_REFERER=HOST + page)
    sign_in(browser, answer)
    kept = browser.get(page).context["drafts"]
    assert [one.fields for one in kept] == [[("given_name", f"name {n}")] for n in range(2, MOST_DRAFTS + 2)]


def test_a_form_sent_under_another_persons_sign_in_is_kept_for_its_author(cast):
    """Ada's page is open in one tab, and Bo signs in in another."""
    browser = browser_of(cast.bo)
    page, action, fields = form_of(cast, "contacts")
    shown_for_ada = fields | {"shown_for": sign_shown_for(cast.ada)}
    refused = browser.post(action, shown_for_ada, HTTP_REFERER=HOST + page)
    assert refused.status_code == 409
    assert "Ada finds it after signing in here again today" in refused.content.decode()
    assert "the fall" not in refused.content.decode() + browser.get(page).content.decode()
    browser.post("/account/logout/")
    browser.force_login(cast.ada.user)
    assert "the fall" in browser.get(page).content.decode()


@pytest.mark.parametrize("live", [False, True], ids=["form", "htmx"])
def test_a_form_with_the_token_of_an_older_sign_in_comes_back_filled(cast, live):
    """Signing in again in another tab changes the token of every form."""
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.ada.user)
    page, action, fields = form_of(cast, "contacts")
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": HOST + page} if live else {}
    sent = fields | {"shown_for": sign_shown_for(cast.ada), "csrfmiddlewaretoken": "a" * 64}
    answer = browser.post(action, sent, HTTP_REFERER=HOST + page, **headers)
    where = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    assert where == page
    shown = browser.get(where).content.decode()
    assert "the fall" in shown
    assert "sign-in ended or changed" in shown
    forged = browser.post(action, fields | {"csrfmiddlewaretoken": "a" * 64}, HTTP_REFERER=HOST + page)
    assert (forged.status_code, browser.cookies[COOKIE].value != "") == (403, True)


def test_what_two_people_typed_in_one_browser_is_kept_for_each(cast):
    browser = browser_of(cast.ada)
    page, action, fields = form_of(cast, "contacts")
    browser.post("/account/logout/")
    for who, words in ((cast.ada, "by Ada"), (cast.bo, "by Bo")):
        sent = fields | {"name": words, "shown_for": sign_shown_for(who)}
        assert browser.post(action, sent, HTTP_REFERER=HOST + page, HTTP_X_SHOWN_FOR="").status_code == 302
    for who, theirs, not_theirs in ((cast.bo, "by Bo", "by Ada"), (cast.ada, "by Ada", "by Bo")):
        browser.force_login(who.user)
        shown = browser.get(page).content.decode()
        assert theirs in shown
        assert not_theirs not in shown
        browser.post("/account/logout/")


def test_a_page_promises_to_keep_only_what_is_kept(cast):
    browser = browser_of(cast.bo)
    page, action, fields = form_of(cast, "contacts")
    long = fields | {"name": "x" * (MOST_CHARACTERS + 1), "shown_for": sign_shown_for(cast.ada)}
    refused = browser.post(action, long, HTTP_REFERER=HOST + page)
    assert refused.status_code == 409
    assert "What was typed is kept" not in refused.content.decode()
