"""How the clinic runs: health checks, headers, logs and the pages for what went wrong."""

from __future__ import annotations

import json
import logging

import pytest
from django.conf import settings as django_settings
from django.test import Client as PlainBrowser

from nuchal.clinic.operations import serving, views
from nuchal.clinic.operations.logging import JsonLines
from nuchal.clinic.oversight import checkup
from nuchal.errors import UsageError
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_it_says_that_it_is_alive_and_ready():
    assert Browser().get("/health/live").json() == {"alive": True}
    assert Browser().get("/health/ready").json() == {
        "ready": True, "database": True, "writes": True, "migrations": True, "knowledge": True,
    }  # fmt: skip


def test_it_is_not_ready_while_a_step_of_the_schema_is_missing(monkeypatch):
    monkeypatch.setattr(views, "pending_migrations", lambda: ["record.0002_more"])
    answer = Browser().get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)


def test_every_answer_carries_strict_headers(cast, browsers):
    for answer in (
        browsers["ada"].get("/"),
        browsers["eve"].get("/nowhere/"),
        browsers["eve"].get("/account/login/"),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_who_comes_without_https_is_sent_there():
    answer = PlainBrowser().get("/account/login/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/account/login/")


def test_cookies_are_for_https_and_not_for_scripts(cast, browsers):
    cookie = browsers["dov"].cookies[f"nuchal_client_{cast.dovs_link.pk.hex}"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert cast.dovs_token not in cookie.value


def test_the_log_has_the_view_and_neither_token_nor_query(cast, browsers, caplog):
    caplog.set_level(logging.INFO, "nuchal.request")
    browsers["eve"].get(f"/with/{cast.dovs_token}/?name=Daniels")
    browsers["ada"].get(f"/clients/{cast.dov.pk}/")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["view"] for line in lines] == ["client_link", "client"]
    assert lines[1]["user"] == cast.ada.user.pk
    text = json.dumps(lines)
    assert cast.dovs_token not in text
    assert "Daniels" not in text
    assert str(cast.dov.pk) not in text


def test_a_broken_view_is_logged_without_its_words(cast, browsers, caplog, monkeypatch):
    def break_(*_):
        raise ValueError("Dov Daniels has migraine")

    monkeypatch.setattr("nuchal.clinic.people.queries.clients_of", break_)
    browsers["ada"].raise_request_exception = False
    answer = browsers["ada"].get("/clients/")
    assert answer.status_code == 500
    assert "migraine" not in answer.content.decode()
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.exc_info]
    ours = next(line for line in lines if line["logger"] == "nuchal.request")
    assert ours["exception"] == "ValueError"
    assert "migraine" not in json.dumps(lines)


@pytest.mark.parametrize("place", ["/nowhere/", "/clients/not-a-key/", "/with/x/"])
def test_what_is_not_there_has_a_page_of_ours(place):
    answer = Browser().get(place)
    assert answer.status_code == 404
    assert "Nuchal" in answer.content.decode()


def test_a_form_that_was_open_too_long_says_so(cast):
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.post("/account/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


def test_without_https_nobody_else_is_let_in(settings):
    settings.HTTPS = False
    serving.refuse_strangers("127.0.0.1")
    serving.refuse_strangers("localhost")
    with pytest.raises(UsageError, match="can be reached by others"):
        serving.refuse_strangers("0.0.0.0")


def test_the_doctor_names_what_is_wrong(cast, monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # browser tests set it in the same process
    checks = {check.name: check for check in checkup.examine()}
    assert checks["database"].well
    assert checks["schema"].well
    assert checks["clinics"].says == "2"
    assert checks["knowledge"].well
    assert not checks["static files"].well
    assert checks["settings"].well, checks["settings"].says
    django_settings.DATA.chmod(0o755)
    assert "others may read" in next(c for c in checkup.examine() if c.name == "data folder").says
    django_settings.DATA.chmod(0o700)
