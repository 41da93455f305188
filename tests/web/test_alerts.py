"""An alert always arrives: who is told, in which words, and what happens when nobody reacts."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from nuchal.clinic.access.roles import Role
from nuchal.clinic.intake.models import Alert, AlertSettings, UrgentCall
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people.absences import Absence
from tests.web.conftest import browser_of_client
from tests.web.outbox import LOCMEM, deliver, refuse
from tests.web.test_intake import begun, send

HEALTH = ("Dov", "Daniels", "headache", "sudden", "worst", "emergency", "danger", "red flag")


@pytest.fixture
def dov(cast):
    return browser_of_client(cast)


@pytest.fixture
def emergency(cast, dov) -> Alert:
    """Dov ticks a sudden worst headache."""
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    return Alert.objects.get()


def letters() -> dict[str, list[str]]:
    """Subjects of the letters that left, by recipient."""
    found: dict[str, list[str]] = {}
    for letter in mail.outbox:
        found.setdefault(letter.to[0], []).append(letter.subject)
    return found


def test_the_letter_says_what_to_do_has_a_link_and_says_nothing_about_health(cast, emergency, browsers):
    assert (emergency.level, emergency.episode_id, emergency.mailed_at) == (
        "emergency",
        cast.episode.pk,
        None,
    )
    deliver()
    assert sorted(letters()) == ["ada@example.org", "fay@example.org"]
    for letter in mail.outbox:
        text = f"{letter.subject} {letter.body}"
        assert letter.subject == "Call a client now"
        assert [word for word in HEALTH if word.lower() in text.lower()] == []
        assert "Telephone the client" in text
    to_ada, to_fay = sorted(mail.outbox, key=lambda letter: letter.to)
    link = re.search(r"https://testserver(/alerts/\S+)", to_ada.body)[1]
    assert "Dov Daniels" in browsers["ada"].get(link).content.decode()
    assert browsers["fay"].get(link).status_code == 404
    link = re.search(r"https://testserver(/calls/)", to_fay.body)[1]
    assert "Call Dov Daniels now" in browsers["fay"].get(link).content.decode()
    emergency.refresh_from_db()
    assert emergency.mailed_at is not None


@pytest.mark.parametrize(
    ("arrange", "told"),
    [
        (lambda cast: None, ["ada"]),
        (lambda cast: cast.dov.care.all().delete(), ["ada", "bo"]),
        (lambda cast: _away(cast, covered_by=cast.bo), ["bo"]),
        (lambda cast: _away(cast, covered_by=None), ["ada", "bo"]),
        (lambda cast: _away(cast, covered_by=cast.fay), ["ada", "bo"]),
        (lambda cast: (_away(cast, covered_by=cast.bo), _away(cast, who=cast.bo, covered_by=cast.ada)), ["ada", "bo"]),
        (lambda cast: _deactivate(cast.ada), ["bo"]),
        (lambda cast: _leave(cast.ada), ["bo"]),
    ],
    ids=["treats", "nobody treats", "covered", "away without cover", "covered by who sees no health",
         "cover goes in a circle", "treats, cannot sign in", "treated and left"],
)  # fmt: skip
def test_whoever_answers_for_the_client_is_told_at_once_else_every_therapist(cast, dov, arrange, told):
    arrange(cast)
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    now = Notice.objects.filter(kind="alert", sequence=0).values_list("recipient", flat=True)
    assert sorted(now) == [f"{name}@example.org" for name in told]


def _away(cast, *, covered_by, who=None) -> None:
    days = {"first_on": date(2020, 1, 1), "last_on": date(2099, 1, 1)}
    Absence.objects.create(practitioner=who or cast.ada, covered_by=covered_by, **days)


def _deactivate(practitioner) -> None:
    practitioner.user.is_active = False
    practitioner.user.save()


def _leave(practitioner) -> None:
    practitioner.left_at = timezone.now()
    practitioner.save()


def test_an_alert_that_no_therapist_has_seen_goes_to_every_therapist_then_to_the_owner(cast, dov):
    AlertSettings.objects.create(clinic=cast.clinic, minutes=5, addresses=["night@example.org"])
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    deliver()
    mail.outbox.clear()
    assert deliver(after=timedelta(minutes=4)) == 0
    deliver(after=timedelta(minutes=1))
    assert sorted(letters()) == ["ada@example.org", "bo@example.org"]
    assert {subject for subjects in letters().values() for subject in subjects} == {
        "Call a client now: no therapist has looked yet"
    }
    mail.outbox.clear()
    deliver(after=timedelta(minutes=5))
    assert sorted(letters()) == ["night@example.org", "olga@example.org"]


@pytest.mark.parametrize("act", ["sight", "settlement"])
def test_once_a_therapist_has_seen_it_it_goes_no_further(emergency, browsers, act):
    deliver()
    mail.outbox.clear()
    browsers["bo"].post(f"/alerts/{emergency.pk}/{act}/", {"because": "sent to hospital"})
    deliver(after=timedelta(days=1))
    assert mail.outbox == []
    assert set(Notice.objects.filter(sequence__gt=0).values_list("state", flat=True)) == {"void"}


def test_a_call_by_the_desk_stops_no_escalation(emergency, browsers):
    """Only a therapist sees the reason; the desk's call is not the therapist's eye."""
    browsers["fay"].post(f"/calls/{emergency.pk}/", {"outcome": "reached"})
    deliver()
    mail.outbox.clear()
    deliver(after=timedelta(days=1))
    assert {"ada@example.org", "bo@example.org", "olga@example.org"} <= set(letters())


def test_a_letter_that_does_not_leave_is_shown(emergency, browsers, monkeypatch):
    with monkeypatch.context() as context:
        context.setattr(f"{LOCMEM}.send_messages", refuse)
        for _ in range(3):
            deliver(after=timedelta(minutes=2))
    emergency.refresh_from_db()
    assert (emergency.mailed_at, emergency.mail_failed_at is not None) == (None, True)
    assert "could not be sent" in browsers["ada"].get("/alerts/").content.decode()
    assert "ada@example.org" in browsers["olga"].get("/notices/").content.decode()


def test_a_clinic_without_any_therapist_still_tells_the_desk_and_the_owner(cast, dov):
    for one in (cast.ada, cast.bo):
        one.grants.filter(role=Role.THERAPIST).delete()
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    deliver(after=timedelta(days=1))
    assert {"fay@example.org", "olga@example.org"} <= set(letters())


def test_the_desk_calls_without_the_reason(cast, emergency, browsers):
    for who in ("fay", "olga"):
        page = browsers[who].get("/calls/").content.decode()
        assert "Call Dov Daniels now" in page
        assert [word for word in HEALTH[2:] if word in page] == []
        assert browsers[who].get("/alerts/").status_code == 404
    browsers["fay"].post(f"/calls/{emergency.pk}/", {"outcome": "not_reached"})
    assert "not reached. Try again." in browsers["olga"].get("/calls/").content.decode()
    assert "Fay telephoned and did not reach the client" in browsers["ada"].get("/alerts/").content.decode()
    browsers["ada"].post(f"/alerts/{emergency.pk}/sight/")
    assert "Ada has seen it" in browsers["fay"].get("/calls/").content.decode()
    assert browsers["cleo"].post(f"/calls/{emergency.pk}/", {"outcome": "reached"}).status_code == 404
    browsers["ada"].post(f"/alerts/{emergency.pk}/settlement/", {"because": "sent to hospital"})
    assert "Dov" not in browsers["fay"].get("/calls/").content.decode()
    assert UrgentCall.objects.get().was_reached is False
