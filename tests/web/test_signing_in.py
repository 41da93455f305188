"""Coming in: passwords, invitations and links, and how each of them ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User
from tests.web.conftest import Browser, browser_of_client
from tests.web.outbox import LOCMEM, deliver, refuse

SECRET = "a good long password"


def sign_in(browser, password=SECRET, email="ada@example.org"):
    return browser.post("/account/login/", {"login": email, "password": password})


def test_ada_signs_in_by_e_mail_and_it_is_written_down(cast):
    browser = Browser()
    assert sign_in(browser, email="Ada@Example.org").headers["Location"] == "/"
    assert browser.get("/").status_code == 200
    signed = (
        Event.objects.filter(clinic_id=cast.clinic.pk, action=Action.SIGN_IN).order_by("-sequence").first()
    )
    assert signed.actor_name == "Ada"
    browser.post("/account/logout/")
    assert browser.get("/").status_code == 302


def test_wrong_passwords_lock_the_door_for_a_while_even_for_the_right_one(cast):
    browser = Browser()
    answers = [sign_in(browser, password="wrong").status_code for _ in range(9)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert sign_in(browser).status_code == 429
    assert sign_in(browser, email="bo@example.org").status_code == 302
    assert Event.objects.filter(action=Action.REFUSED).exists()
    assert "ada@example.org" not in str(list(Event.objects.filter(action=Action.REFUSED).values()))


def test_nobody_signs_up_by_themselves(cast):
    answer = Browser().post(
        "/account/signup/", {"email": "eve@example.org", "password1": SECRET, "password2": SECRET}
    )
    assert answer.status_code == 200
    assert not User.objects.filter(email="eve@example.org").exists()


def test_an_invitation_lets_somebody_in_once(cast, browsers):
    form = {"name": "Gus", "email": "Gus@example.org", "roles": ["therapist"]}
    assert browsers["olga"].post("/team/", form).status_code == 302
    deliver()
    letter = mail.outbox[-1].body
    place = letter[letter.index("/invitation/") :].split()[0]
    gus = Browser()
    assert "Maple Street" in gus.get(place).content.decode()
    assert "too short" in gus.post(place, {"name": "Gus", "password": "short"}).content.decode()
    assert gus.post(place, {"name": "Gus", "password": SECRET}).headers["Location"] == "/"
    assert "Good day, Gus" in gus.get("/").content.decode()
    assert Browser().get(place).status_code == 404
    assert User.objects.get(name="Gus").email == "gus@example.org"


def test_an_invitation_whose_letter_fails_is_tried_again_and_shown_to_the_owner(cast, browsers, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(f"{LOCMEM}.send_messages", refuse)
        form = {"name": "Gus", "email": "gus@example.org", "roles": ["therapist"]}
        page = browsers["olga"].post("/team/", form, follow=True).content.decode()
        assert "The invitation to gus@example.org is in the outbox." in page
        for _ in range(3):
            deliver(after=timedelta(hours=1))
    notice = Notice.objects.get(kind="invitation")
    assert (notice.state, notice.failures, mail.outbox) == ("failed", 3, [])
    assert "gus@example.org" in browsers["olga"].get("/notices/").content.decode()
    browsers["olga"].post(f"/notices/{notice.pk}/try/")
    assert deliver() == 1
    assert mail.outbox[-1].to == ["gus@example.org"]


@pytest.mark.parametrize(
    "change", [{"expires_at": timezone.now() - timedelta(minutes=1)}, {"revoked_at": timezone.now()}]
)
def test_an_invitation_ends(cast, change):
    invitation, token = people.invite(
        by=cast.olga.user, clinic=cast.clinic, email="gus@example.org", name="Gus", roles=[Role.THERAPIST]
    )
    for name, value in change.items():
        setattr(invitation, name, value)
    invitation.save()
    assert Browser().get(f"/invitation/{token}/").status_code == 404
    assert people.accept(invitation, by=None, password=SECRET, name="Gus") is None


def test_an_invitation_is_withdrawn_and_that_is_undone(cast, browsers):
    invitation, token = people.invite(
        by=cast.olga.user, clinic=cast.clinic, email="gus@example.org", name="Gus", roles=[Role.THERAPIST]
    )
    place = f"/team/invitations/{invitation.pk}/withdrawal/"
    for who in ("ada", "fay", "cleo"):
        assert browsers[who].post(place).status_code == 404
    page = browsers["olga"].post(place, follow=True).content.decode()
    assert f'action="/team/invitations/{invitation.pk}/return/"' in page
    assert "<b>Gus</b>" not in page
    closed = Browser().get(f"/invitation/{token}/")
    assert closed.status_code == 404
    assert "This invitation is closed" in closed.content.decode()
    assert people.accept(invitation, by=None, password=SECRET, name="Gus") is None

    browsers["olga"].post(f"/team/invitations/{invitation.pk}/return/")
    assert Browser().get(f"/invitation/{token}/").status_code == 200
    told = Event.objects.filter(subject_id=str(invitation.pk), action=Action.WRITE).order_by("sequence")
    assert [event.details for event in told] == [{"withdrawn": True}, {"withdrawn": False}]

    again = browsers["olga"].post(f"/team/invitations/{invitation.pk}/return/", follow=True).content.decode()
    assert "The invitation of Gus has ended" in again


def test_an_invitation_that_was_accepted_is_not_withdrawn(cast, browsers):
    invitation, _ = people.invite(
        by=cast.olga.user, clinic=cast.clinic, email="gus@example.org", name="Gus", roles=[Role.THERAPIST]
    )
    people.accept(invitation, by=None, password=SECRET, name="Gus")
    place = f"/team/invitations/{invitation.pk}/withdrawal/"
    assert "Gus has joined already" in browsers["olga"].post(place, follow=True).content.decode()
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    assert not Event.objects.filter(subject_id=str(invitation.pk), action=Action.WRITE).exists()


def test_a_link_opens_again_and_again_each_time_with_a_new_key(cast):
    first, second = browser_of_client(cast), browser_of_client(cast)
    keys = {browser.cookies[f"nuchal_client_{cast.dovs_link.pk.hex}"].value for browser in (first, second)}
    assert len(keys) == 2
    assert cast.dovs_link.sessions.count() == 2


def test_the_address_of_a_link_does_not_leak(cast):
    answer = Browser().get(f"/with/{cast.dovs_token}/")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_closed_link_ends_what_it_opened(cast, browsers):
    browsers["ada"].post(f"/clients/{cast.dov.pk}/links/{cast.dovs_link.pk}/revocation/")
    assert Browser().get(f"/with/{cast.dovs_token}/").status_code == 404
    assert not cast.dovs_link.sessions.filter(ended_at=None).exists()


def test_an_expired_link_ends_what_it_opened(cast):
    browser = browser_of_client(cast)
    ClientLink.objects.filter(pk=cast.dovs_link.pk).update(expires_at=timezone.now())
    assert browser.get(f"/with/{cast.dovs_token}/").status_code == 404


def test_a_link_of_one_clinic_cannot_be_closed_by_another(cast, browsers):
    place = f"/clients/{cast.dov.pk}/links/{cast.dovs_link.pk}/revocation/"
    assert browsers["cleo"].post(place).status_code == 404
    other = f"/clients/{cast.cleos_client.pk}/links/{cast.dovs_link.pk}/revocation/"
    assert browsers["cleo"].post(other).status_code == 404


def test_what_is_kept_of_a_token_does_not_open_anything(cast):
    kept = ClientLink.objects.get(pk=cast.dovs_link.pk).token_hash
    assert cast.dovs_token != kept
    assert Browser().get(f"/with/{kept}/").status_code == 404


def test_staff_in_the_same_browser_stay_signed_in_and_apart(cast, browsers):
    browsers["ada"].get(f"/with/{cast.dovs_token}/")
    assert browsers["ada"].get("/").status_code == 200
    assert browsers["dov"].get("/").status_code == 302


def test_ada_sees_where_she_is_signed_in_and_ends_the_others(cast):
    here = Browser(HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
    there = Browser(HTTP_USER_AGENT="")
    for browser in (here, there):
        sign_in(browser)
        browser.get("/")
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox Mobile on Android" in page
    assert "An unknown browser" in page
    here.post("/account/sessions/")
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
