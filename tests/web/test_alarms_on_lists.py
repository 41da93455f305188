"""An open alert is seen wherever the client's name is, at once, and without a word of health for staff without a right to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from nuchal.clinic.access import activity
from nuchal.clinic.audit.models import Event
from nuchal.clinic.intake.models import Alert, UrgentCall
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.absences import add_absence
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record import actions as record
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Section
from tests.web.conftest import browser_of_client, prove
from tests.web.test_intake import begun, send
from tests.web.test_today import comes


def alert_for(cast, given: str, level: str, *, minutes_ago: int, seen_by=None) -> Alert:
    """An open alert of a client of the clinic whose intake has begun."""
    client = people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name=given, family_name="Test")
    episode = record.open_episode(by=cast.dovs_link, client=client, started_on=date(2026, 1, 5))
    at = timezone.now() - timedelta(minutes=minutes_ago)
    seen = {"seen_by": seen_by.user, "seen_at": at} if seen_by else {}
    alert = Alert.objects.create(episode=episode, level=level, signs=["sn04_sudden"], raised_at=at, **seen)
    if level != "refer_first":
        UrgentCall.objects.create(alert=alert, client=client, asked_at=at, **seen)
    return alert


@pytest.fixture
def emergency(cast) -> Alert:
    dov = browser_of_client(cast)
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    return Alert.objects.get()


@pytest.mark.parametrize(
    "place", ["/", "/?whose=all", "/?q=dov", "/clients/", "/clients/?name=dov", "/clients/{client}/",
              "/episodes/{episode}/", "/alerts/"],
)  # fmt: skip
def test_every_page_with_the_name_shows_the_level_of_the_open_alert(cast, emergency, browsers, place):
    place = place.format(client=cast.dov.pk, episode=cast.episode.pk)
    page = browsers["ada"].get(place, follow=True).content.decode()
    assert "Daniels" in page
    assert "tier-emergency" in page or "tier tier-emergency" in page, place
    assert "Intake begun" not in page


@pytest.mark.parametrize("place", ["/", "/clients/", "/clients/{client}/", "/calls/"])
def test_the_desk_sees_call_now_and_no_level(cast, emergency, browsers, place):
    page = browsers["fay"].get(place.format(client=cast.dov.pk)).content.decode()
    assert "all Dov Daniels now" in page or "Call now" in page
    assert "tier-emergency" not in page
    assert "danger-emergency" not in page


def test_the_archive_shows_it_too(cast, emergency, browsers):
    Client.objects.filter(pk=cast.dov.pk).update(archived_at=timezone.now())
    assert "tier-emergency" in browsers["ada"].get("/clients/?archived=").content.decode()


def test_the_strip_names_the_newest_that_no_one_has_seen_and_the_rows_go_by_level_then_time(cast, browsers):
    alert_for(cast, "Old", "emergency", minutes_ago=90, seen_by=cast.bo)
    alert_for(cast, "Day", "same_day", minutes_ago=1)
    alert_for(cast, "Early", "emergency", minutes_ago=50)
    alert_for(cast, "New", "emergency", minutes_ago=2)
    page = browsers["ada"].get("/?whose=all").content.decode()
    assert "New Test’s intake needs you now, plus 3 others." in page
    assert "No one has seen it yet." in page
    assert '<div class="danger danger-emergency" role="alert">' in page
    rows = [page.index(f'">{name} Test</a>') for name in ("New", "Early", "Old", "Day")]
    first_two, then = sorted(rows[:3]), rows[3]
    assert max(first_two) < then, "every emergency stands above what waits until the evening"
    assert "seen by Bo" in page


def test_an_emergency_whose_client_nobody_treats_is_under_my_clients_of_every_therapist(cast, browsers):
    alert_for(cast, "Nobodys", "emergency", minutes_ago=1)
    for who in ("ada", "bo"):
        assert "Nobodys Test</a>" in browsers[who].get("/?whose=mine").content.decode()
    assert "Nobodys" not in browsers["cleo"].get("/?whose=all").content.decode()


def test_who_covers_sees_the_clients_of_the_colleague_under_my_clients(cast, browsers):
    assert "Dov Daniels</a>" not in browsers["bo"].get("/?whose=mine").content.decode()
    days = {"first_on": date(2020, 1, 1), "last_on": date(2099, 1, 1)}
    add_absence(by=cast.ada.user, practitioner=cast.ada, covered_by=cast.bo, **days)
    assert "Dov Daniels</a>" in browsers["bo"].get("/?whose=mine").content.decode()


@pytest.mark.parametrize("who", ["ada", "fay", "olga"])
def test_an_open_page_asks_and_learns_only_what_is_new(cast, browsers, who):
    for place in ("/", "/alerts/bar/"):
        first = browsers[who].get(place)
        known = {"Live-Version": first.headers["Live-Version"]}
        before = Event.objects.count()
        assert browsers[who].get(place, headers=known).status_code == 204
        assert Event.objects.count() == before, "asking again reads nothing of anybody"
    seen = browsers[who].get("/").headers["Live-Version"]
    alert = alert_for(cast, "New", "emergency", minutes_ago=0)
    changed = browsers[who].get("/", headers={"Live-Version": seen})
    assert changed.status_code == 200
    assert "New Test" in changed.content.decode()
    seen = changed.headers["Live-Version"]
    browsers["bo"].post(f"/alerts/{alert.pk}/sight/")
    assert browsers[who].get("/", headers={"Live-Version": seen}).status_code == 200


def test_the_bar_above_every_other_page_goes_once_a_therapist_has_seen_it(cast, emergency, browsers):
    assert "No one has seen it yet" in browsers["bo"].get("/settings/").content.decode()
    assert "No therapist has seen it yet" in browsers["fay"].get("/settings/").content.decode()
    browsers["ada"].post(f"/alerts/{emergency.pk}/sight/")
    for who in ("bo", "fay"):
        assert "seen it yet" not in browsers[who].get("/settings/").content.decode()
    assert "Daniels" not in browsers["cleo"].get("/settings/").content.decode()


def test_today_does_not_wait_for_a_stored_conclusion(cast, browsers):
    episode = comes(cast, "Desk", "tension_type_at_the_desk")
    assert "Asked, clear" in browsers["ada"].get("/").content.decode()
    entry = Entry(section=Section.OBSERVATION, key="worst_within_5_min", value="yes")
    record.record_many(by=cast.ada.user, episode=episode, entries=[entry])
    page = browsers["ada"].get("/").content.decode()
    assert "tier-emergency" in page
    assert "Emergency, was clear." in page


def test_the_desk_has_something_to_do_today(cast, browsers):
    fay = browsers["fay"]
    new = people.enter_client(by=cast.fay.user, clinic=cast.clinic, given_name="New", family_name="Comer")
    page = fay.get("/").content.decode()
    assert "No intake link yet" in page
    assert "New Comer" in page
    assert "Dov Daniels" not in page
    ClientLink.objects.filter(client=cast.dov).update(
        created_at=timezone.now() - timedelta(days=2), first_opened_at=None
    )
    assert "Link not opened yet" in fay.get("/").content.decode()
    begun(browser_of_client(cast))
    assert "Intake opened, not finished" in fay.get("/").content.decode()
    people.send_link(by=cast.fay.user, client=new, purpose=ClientLink.Purpose.INTAKE)
    assert "New Comer" not in fay.get("/").content.decode()
    people.invite(by=cast.olga.user, clinic=cast.clinic, email="g@example.org", name="Gus", roles=[])
    assert "Invited, not joined yet" in browsers["olga"].get("/").content.decode()
    assert "Gus" not in fay.get("/").content.decode()


def test_the_client_reads_what_happened_and_no_more(cast, emergency, browsers):
    from tests.web.outbox import deliver

    dov = browsers["dov"]
    prove(dov, cast.dovs_link)
    page = dov.get("/intake/").content.decode()
    assert "No e-mail to the clinic has been sent yet." in page
    assert "No therapist has seen it yet. Do not wait for the clinic" in page
    assert "has been told" not in page
    state = dov.get("/intake/clinic-state/")
    known = {"Live-Version": state.headers["Live-Version"]}
    assert dov.get("/intake/clinic-state/", headers=known).status_code == 204
    deliver()
    assert (
        "an e-mail to the clinic was sent" in dov.get("/intake/clinic-state/", headers=known).content.decode()
    )
    browsers["fay"].post(f"/calls/{emergency.pk}/", {"outcome": "not_reached"})
    assert "tried to telephone you" in dov.get("/intake/").content.decode()
    browsers["bo"].post(f"/alerts/{emergency.pk}/sight/")
    page = dov.get("/intake/").content.decode()
    assert "Bo at the clinic saw it" in page
    assert "No therapist has seen it yet" not in page


def test_a_page_that_asks_by_itself_is_no_activity_of_its_reader(cast, browsers):
    """Else an open page would write to the database every few seconds, and nobody would ever look idle."""
    browsers["ada"].get("/")
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)
    activity._SEEN.clear()
    browsers["ada"].get("/alerts/bar/", headers={"Live-Version": "x"})
    assert UserSession.objects.get(user=cast.ada.user).last_seen_at == long_ago
    browsers["ada"].get("/")
    assert UserSession.objects.get(user=cast.ada.user).last_seen_at > long_ago
