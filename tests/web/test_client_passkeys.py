"""A client's passkey: added by whoever came by a link, and what it opens later, for how long, and when no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.intake.models import Intake
from nuchal.clinic.people import actions, returning
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import BY_PASSKEY_LASTS, ClientLink, ClientSession
from nuchal.clinic.people.passkeys import ClientPasskey
from tests.web.conftest import Browser, prove
from tests.web.passkey_device import PRESENT, Phone

pytestmark = pytest.mark.django_db


def add(browser, phone):
    asked = browser.post(reverse("client_passkey_challenge")).json()
    form = {"ticket": asked["ticket"], "answer": phone.make(asked)}
    return browser.post(reverse("client_passkeys"), form, HTTP_USER_AGENT="Mozilla (iPhone; CPU)")


def come_back(phone, browser=None, **changed):
    browser = browser or Browser()
    asked = browser.post(reverse("back_challenge")).json()
    return browser.post(reverse("back"), {"ticket": asked["ticket"], "answer": phone.sign(asked, **changed)})


def expire(link):
    ClientLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def dov(cast, browsers):
    """Dov has opened his link and begun the intake."""
    prove(browsers["dov"], cast.dovs_link)
    browsers["dov"].get(reverse("intake"))
    return browsers["dov"]


@pytest.fixture
def phone(dov):
    device = Phone()
    assert add(dov, device).status_code == 302
    return device


def test_only_what_is_needed_is_kept_and_it_is_written_down(cast, phone):
    kept = ClientPasskey.objects.get()
    assert (kept.client_id, kept.name, kept.sign_count, kept.last_used_at) == (cast.dov.pk, "iPhone", 0, None)
    event = Event.objects.filter(subject="people.ClientPasskey").get()
    assert (event.action, event.actor_id, event.client_id) == ("write", str(cast.dovs_link.pk), cast.dov.pk)
    assert kept.credential_id not in str(list(Event.objects.values()))


def test_it_opens_the_intake_in_progress_when_the_link_has_ended_and_the_cookie_is_gone(cast, phone):
    expire(cast.dovs_link)
    browser = Browser()
    assert come_back(phone, browser).headers["Location"] == f"/link/{cast.dovs_link.pk.hex}/intake/"
    assert browser.get(reverse("intake")).status_code == 200
    session = ClientSession.objects.latest("pk")
    event = Event.objects.filter(action=Action.OPEN, subject_id=str(session.pk)).get()
    assert event.details == {"passkey": str(ClientPasskey.objects.get().pk)}
    assert ClientPasskey.objects.get().last_used_at is not None
    assert all(broken is None for _, broken in verify())


def test_what_it_opened_ends_after_some_hours(cast, phone):
    expire(cast.dovs_link)
    browser = Browser()
    come_back(phone, browser)
    ClientSession.objects.update(opened_at=timezone.now() - BY_PASSKEY_LASTS)
    assert browser.get(reverse("intake")).status_code == 404


def test_an_intake_that_is_handed_in_is_open_as_long_as_its_link(cast, phone):
    Intake.objects.update(finished_at=timezone.now())
    assert come_back(phone).status_code == 302
    expire(cast.dovs_link)
    answer = come_back(phone)
    assert (answer.status_code, "location" in answer.headers) == (200, False)
    page = answer.content.decode()
    assert "Nothing is open for you now" in page
    assert "Maple Street" in page
    assert "nuchal_client" not in answer.cookies
    assert Event.objects.filter(action=Action.OPEN, details={"opened": False}).count() == 1


def test_when_every_link_is_closed_it_is_no_back_door(cast, browsers, phone):
    browser = Browser()
    come_back(phone, browser)
    browsers["ada"].post(reverse("link_revocation", args=[cast.dov.pk, cast.dovs_link.pk]))
    assert browser.get(reverse("intake")).status_code == 404
    assert "Nothing is open" in come_back(phone).content.decode()
    assert not ClientSession.objects.filter(ended_at=None).exists()


def test_a_closed_link_lets_nobody_in_whatever_became_of_the_sessions(cast, phone):
    browser = Browser()
    come_back(phone, browser)
    ClientLink.objects.filter(pk=cast.dovs_link.pk).update(revoked_at=timezone.now())
    assert browser.get(reverse("intake")).status_code == 404


def test_a_new_link_lets_it_open_again(cast, phone):
    actions.revoke_link(by=cast.ada.user, link=cast.dovs_link)
    link, _ = actions.send_link(by=cast.ada.user, client=cast.dov, purpose=ClientLink.Purpose.INTAKE)
    assert come_back(phone).status_code == 302
    assert ClientSession.objects.latest("pk").link_id == link.pk


def test_an_archived_client_finds_nothing(cast, phone):
    Client.objects.filter(pk=cast.dov.pk).update(archived_at=timezone.now())
    assert "Nothing is open" in come_back(phone).content.decode()


def test_staff_see_and_remove_it_and_what_it_opened_ends(cast, browsers, phone):
    browser = Browser()
    come_back(phone, browser)
    place = reverse("client", args=[cast.dov.pk])
    page = browsers["fay"].get(place).content.decode()
    assert "<b>iPhone</b>" in page
    assert "While every link is closed a passkey opens nothing" in page
    removal = reverse("client_passkey_removal", args=[cast.dov.pk, ClientPasskey.objects.get().pk])
    assert browsers["cleo"].post(removal).status_code == 404
    assert browsers["fay"].post(removal).status_code == 302
    assert browser.get(reverse("intake")).status_code == 404
    assert come_back(phone).status_code == 422
    event = Event.objects.filter(subject="people.ClientPasskey", actor_name="Fay").get()
    assert event.details == {"removed": True, "sessions_ended": 1}
    assert "<b>iPhone</b>" not in browsers["ada"].get(place).content.decode()


def test_a_client_removes_their_own_and_nobody_elses(cast, dov, phone):
    _, token = actions.send_link(
        by=cast.cleo.user, client=cast.cleos_client, purpose=ClientLink.Purpose.INTAKE
    )
    lia = Browser()
    lia.get(f"/with/{token}/")
    removal = reverse("passkey_removal", args=[ClientPasskey.objects.get().pk])
    assert lia.post(removal).status_code == 404
    assert Browser().post(removal).status_code == 404
    assert dov.post(removal).status_code == 302
    assert not ClientPasskey.objects.exists()


def test_a_challenge_is_answered_once(cast, phone):
    browser = Browser()
    asked = browser.post(reverse("back_challenge")).json()
    form = {"ticket": asked["ticket"], "answer": phone.sign(asked, counts=0)}
    assert browser.post(reverse("back"), form).status_code == 302
    assert browser.post(reverse("back"), form).status_code == 422


def test_a_challenge_ends(cast, phone):
    browser = Browser()
    asked = browser.post(reverse("back_challenge")).json()
    cache.clear()
    form = {"ticket": asked["ticket"], "answer": phone.sign(asked)}
    assert browser.post(reverse("back"), form).status_code == 422


def test_a_challenge_for_coming_back_adds_no_passkey_and_the_other_way_round(cast, dov, phone):
    other = Phone()
    asked = dov.post(reverse("client_passkey_challenge")).json()
    back = dov.post(reverse("back_challenge")).json()
    dov.post(reverse("client_passkeys"), {"ticket": back["ticket"], "answer": other.make(asked)})
    assert ClientPasskey.objects.count() == 1
    form = {"ticket": asked["ticket"], "answer": phone.sign(back)}
    assert Browser().post(reverse("back"), form).status_code == 422


def test_a_challenge_of_one_client_adds_no_passkey_to_another(cast, dov):
    _, token = actions.send_link(
        by=cast.cleo.user, client=cast.cleos_client, purpose=ClientLink.Purpose.INTAKE
    )
    lia, device = Browser(), Phone()
    lia.get(f"/with/{token}/")
    asked = dov.post(reverse("client_passkey_challenge")).json()
    lia.post(reverse("client_passkeys"), {"ticket": asked["ticket"], "answer": device.make(asked)})
    assert not ClientPasskey.objects.exists()


@pytest.mark.parametrize("counts", [0, -1])
def test_a_counter_that_does_not_move_on_is_a_copy(cast, phone, counts):
    assert come_back(phone).status_code == 302
    assert come_back(phone, counts=counts).status_code == 422
    refused = Event.objects.filter(action=Action.REFUSED).get()
    assert (refused.clinic_id, refused.client_id) == (cast.clinic.pk, cast.dov.pk)


def test_a_device_that_never_counts_is_let_in(cast, phone):
    assert [come_back(phone, counts=0).status_code for _ in range(2)] == [302, 302]


def test_another_key_another_site_and_nobody_there_are_refused(cast, phone):
    copy = Phone()
    copy.id = phone.id
    assert come_back(copy).status_code == 422
    phone.origin = "https://testserver.example"
    assert come_back(phone).status_code == 422
    phone.origin = "https://testserver"
    assert come_back(phone, flags=0).status_code == 422
    assert come_back(phone, flags=PRESENT).status_code == 302
    assert come_back(Phone()).status_code == 422
    assert Event.objects.filter(action=Action.REFUSED).count() == 4
    assert all(broken is None for _, broken in verify())


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "7", '{"rawId": "a"}', '{"rawId": 1, "response": {}}', "x" * 90_000]
)
def test_nonsense_is_refused(cast, dov, answer):
    ticket = dov.post(reverse("back_challenge")).json()["ticket"]
    assert Browser().post(reverse("back"), {"ticket": ticket, "answer": answer}).status_code == 422
    ticket = dov.post(reverse("client_passkey_challenge")).json()["ticket"]
    assert dov.post(reverse("client_passkeys"), {"ticket": ticket, "answer": answer}).status_code == 302
    assert not ClientPasskey.objects.exists()


def test_the_same_passkey_is_not_kept_twice_and_there_is_an_end(cast, dov, phone, monkeypatch):
    add(dov, phone)
    assert ClientPasskey.objects.count() == 1
    monkeypatch.setattr(returning, "MOST", 2)
    for _ in range(3):
        add(dov, Phone())
    assert ClientPasskey.objects.count() == 2


def test_challenges_are_counted(cast, dov):
    answers = [dov.post(reverse("back_challenge")).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    events = Event.objects.count()
    assert Browser().post(reverse("back"), {"ticket": "x", "answer": "{}"}).status_code == 429
    assert Event.objects.count() == events
    again = [dov.post(reverse("client_passkey_challenge")).status_code for _ in range(11)]
    assert again == [200] * 10 + [429]


def test_behind_a_proxy_each_browser_is_counted_by_itself(cast, settings):
    settings.BEHIND_PROXY = True
    answers = [
        Browser().post(reverse("back_challenge"), HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code
        for n in range(35)
    ]
    assert set(answers) == {200}


def test_it_is_offered_at_the_end_and_at_a_rest_until_there_is_one(cast, dov):
    rest = reverse("intake_pause")
    assert "data-passkey-offer hidden" in dov.get(rest).content.decode()
    add(dov, Phone())
    assert "data-passkey-offer" not in dov.get(rest).content.decode()
    assert "not used yet" in dov.get(reverse("client_passkeys")).content.decode()


def test_the_page_of_a_closed_link_offers_to_come_back(cast):
    page = Browser().get("/with/no-such-token/").content.decode()
    assert reverse("back") in page
    assert reverse("back") not in Browser().get("/invitation/no-such-token/").content.decode()
