"""Half an hour without use signs staff out; nothing typed is lost, and automatic refreshes are no use."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from nuchal.clinic.access import idle
from nuchal.clinic.environment import Environment, SettingError
from nuchal.clinic.people.shown_for import sign_shown_for
from tests.web.conftest import Browser, browser_of

MINUTE = 60
LIVE = {"HTTP_LIVE_VERSION": "x"}


@pytest.fixture
def clock(monkeypatch):
    """Moves the clock of the sign-out on by some minutes."""
    passed = [0.0]
    real = timezone.now
    monkeypatch.setattr(idle, "timezone", SimpleNamespace(now=lambda: real() + timedelta(seconds=passed[0])))

    def on(minutes: float) -> None:
        passed[0] += minutes * MINUTE

    return on


def is_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def test_use_keeps_the_session_and_its_absence_ends_it(cast, clock):
    ada = browser_of(cast.ada)
    for _ in range(4):
        clock(29)
        assert is_in(ada)
    clock(31.5)
    answer = ada.get(f"/clients/{cast.dov.pk}/", follow=True)
    assert answer.request["PATH_INFO"] == "/account/login/"
    assert answer.request["QUERY_STRING"] == f"next=/clients/{cast.dov.pk}/".replace("/", "%2F")
    assert "was not used for 30 minutes" in answer.content.decode()


def test_an_automatic_refresh_is_no_use(cast, clock):
    ada = browser_of(cast.ada)
    ada.get("/")
    for _ in range(4):
        clock(10)
        answer = ada.get("/alerts/bar/", **LIVE)
    assert answer.status_code in (302, 401)
    assert not is_in(ada)


def test_typing_is_use(cast, clock):
    ada = browser_of(cast.ada)
    shown_for = {"shown_for": sign_shown_for(cast.ada)}
    for _ in range(4):
        clock(20)
        assert ada.post("/use/", shown_for).status_code == 204
    assert is_in(ada)


def test_a_form_that_comes_too_late_is_kept(cast, clock):
    ada = browser_of(cast.ada)
    page = f"/clients/{cast.dov.pk}/"
    ada.get(page)
    clock(40)
    sent = {"shown_for": sign_shown_for(cast.ada), "part": "guardian", "name": "Gil", "phone": "555 the fall"}
    answer = ada.post(f"{page}contacts/", sent, HTTP_REFERER=f"https://testserver{page}")
    assert answer.status_code == 302
    assert not cast.dov.contacts.filter(name="Gil").exists()
    ada.force_login(cast.ada.user)
    assert "555 the fall" in ada.get(page).content.decode()


def test_the_browser_keeps_a_form_and_ends_the_session_itself(cast):
    ada, bo = browser_of(cast.ada), browser_of(cast.bo)
    page = f"/clients/{cast.dov.pk}/"
    typed = {"part": "guardian", "name": "Gil", "phone": "555 the fall", "kept_for": f"{page}contacts/"}
    sent = typed | {"shown_for": sign_shown_for(cast.ada)}
    assert ada.post("/drafts/", sent, HTTP_REFERER=f"https://testserver{page}").status_code == 204
    ended = ada.post("/use/end/", HTTP_REFERER=f"https://testserver{page}")
    assert ended.headers["Location"].endswith(f"next={page}".replace("/", "%2F"))
    assert not is_in(ada)
    ada.force_login(cast.ada.user)
    shown = ada.get(page)
    assert [draft.action for draft in shown.context["drafts"]] == [f"{page}contacts/"]
    assert "555 the fall" in shown.content.decode()
    assert "555 the fall" not in bo.get(page).content.decode()


@pytest.mark.parametrize("cookie", ["", "x", "another session's"])
def test_what_a_browser_says_of_itself_is_not_believed(cast, clock, cookie):
    ada, bo = browser_of(cast.ada), browser_of(cast.bo)
    ada.get("/")
    clock(35)
    bo.force_login(cast.bo.user)
    bo.get("/")
    ada.cookies[idle.COOKIE] = bo.cookies[idle.COOKIE].value if "session" in cookie else cookie
    assert not is_in(ada)


def test_a_clock_that_was_two_days_fast_keeps_no_session_open(cast, clock):
    ada = browser_of(cast.ada)
    clock(2 * 24 * 60)
    ada.force_login(cast.ada.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert is_in(ada)
    clock(-2 * 24 * 60)
    assert not is_in(ada)


def test_nothing_ends_where_it_is_switched_off(cast, clock, settings):
    settings.IDLE_MINUTES = 0
    ada = browser_of(cast.ada)
    clock(600)
    assert is_in(ada)
    assert 'id="idle"' not in ada.get("/").content.decode()


@pytest.mark.parametrize("written", ["-1", "721", "1.5", "half an hour", "٣٠"])
def test_a_setting_that_is_no_number_of_minutes_stops_the_start(written):
    with pytest.raises(SettingError, match="NUCHAL_IDLE_MINUTES"):
        Environment({"NUCHAL_IDLE_MINUTES": written}).whole_number("NUCHAL_IDLE_MINUTES", 30, most=720)
