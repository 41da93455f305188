"""Accounts of staff: whose an address is, what a session has proved, who is told, and how wrong passwords are counted."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.people import actions as people
from nuchal.clinic.people import membership
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Practitioner, User
from tests.web.conftest import Browser

SECRET = "a good long password"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(browser, email="ada@example.org", password=SECRET, **more):
    return browser.post("/account/login/", {"login": email, "password": password}, **more)


def signed_in(email="ada@example.org") -> Browser:
    browser = Browser()
    assert sign_in(browser, email).status_code == 302
    return browser


def show_again(browser) -> None:
    """What a change of an account asks for: the password once more."""
    assert browser.post("/account/reauthenticate/", {"password": SECRET}).status_code == 302


def code_now() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


def invited(cast, email="gus@example.org", roles=(Role.THERAPIST,), by=None):
    return people.invite(
        by=by or cast.olga.user, clinic=cast.clinic, email=email, name="Gus", roles=list(roles)
    )


def told(action, **details) -> bool:
    events = Event.objects.filter(action=action)
    return any(details.items() <= event.details.items() for event in events)


# -- whose an address is ---------------------------------------------------------------------------


def test_an_address_that_another_clinic_invited_is_not_taken_by_asking_for_it(cast):
    """The takeover as it was found: Cleo adds the address that Maple Street has invited, and Gus accepts."""
    _, token = invited(cast)
    cleo = signed_in("cleo@example.org")
    show_again(cleo)
    cleo.post("/account/email/", {"action_add": "", "email": "gus@example.org"})
    for action in ("action_primary", "action_send", "action_remove", "action_primary"):
        cleo.post("/account/email/", {action: "", "email": "gus@example.org"})
        cast.cleo.user.refresh_from_db()
        assert cast.cleo.user.email == "cleo@example.org"
    gus = Browser()
    gus.post(f"/invitation/{token}/", {"name": "Gus", "password": "plum kettle orbit nine"})
    joined = Practitioner.objects.get(clinic=cast.clinic, user__name="Gus")
    assert joined.user != cast.cleo.user
    assert not Practitioner.objects.filter(clinic=cast.clinic, user=cast.cleo.user).exists()
    assert EmailAddress.objects.get(user=joined.user).verified


def test_an_address_changes_after_a_fresh_sign_in_by_a_mail_and_the_old_one_is_told(cast):
    browser = signed_in()
    browser.post("/account/email/", {"action_add": "", "email": "new@example.org"})
    assert not EmailAddress.objects.filter(email="new@example.org").exists(), "no fresh sign-in was asked for"
    show_again(browser)
    mail.outbox.clear()
    browser.post("/account/email/", {"action_add": "", "email": "new@example.org"})
    cast.ada.user.refresh_from_db()
    assert cast.ada.user.email == "ada@example.org"
    assert {letter.to[0] for letter in mail.outbox} == {"ada@example.org", "new@example.org"}
    letter = next(one for one in mail.outbox if one.to == ["new@example.org"])
    place = re.search(r"/account/confirm-email/[^\s/]+/", letter.body)[0]
    mail.outbox.clear()
    browser.post(place)
    cast.ada.user.refresh_from_db()
    assert cast.ada.user.email == "new@example.org"
    assert [one.to for one in mail.outbox] == [["ada@example.org"]]
    assert told(Action.WRITE, account="new address asked for")
    assert told(Action.WRITE, account="address changed")


@pytest.mark.parametrize("taken", ["bo@example.org", "Bo@Example.org"])
def test_the_address_of_another_account_is_refused(cast, taken):
    browser = signed_in()
    show_again(browser)
    browser.post("/account/email/", {"action_add": "", "email": taken})
    assert not EmailAddress.objects.filter(user=cast.ada.user, email="bo@example.org").exists()


@pytest.mark.parametrize("alike", ["mıke@example.org", "mike@exampłe.org", "MIKE@example.org.invalid"])
def test_an_address_that_only_looks_alike_is_another_person(cast, alike):
    mike = User.objects.create_user("mike@example.org", SECRET, name="Mike")
    assert people.user_with_address(alike) is None
    assert people.user_with_address(" Mike@EXAMPLE.org ") == mike


@pytest.mark.parametrize("who", ["nobody", "ada", "cleo"])
def test_a_known_person_accepts_only_while_signed_in_as_that_person(cast, who):
    _, token = invited(cast, email="CLEO@example.org")
    browser = Browser() if who == "nobody" else signed_in(f"{who}@example.org")
    page = browser.get(f"/invitation/{token}/").content.decode()
    assert ('type="submit">Join' in page) == (who == "cleo")
    answer = browser.post(f"/invitation/{token}/", {"name": "X", "password": "plum kettle orbit nine"})
    assert answer.status_code == (302 if who == "cleo" else 409)
    assert Practitioner.objects.filter(user=cast.cleo.user, clinic=cast.clinic).exists() == (who == "cleo")
    assert cast.clinic.practitioners.count() == (5 if who == "cleo" else 4)
    assert "Sign in" in Browser().get(f"/invitation/{token}/").content.decode() or who == "cleo"


def test_a_person_who_is_signed_in_does_not_become_a_second_one(cast):
    """Ada opens an invitation that was sent to another address."""
    _, token = invited(cast)
    browser = signed_in()
    assert "Sign out" in browser.get(f"/invitation/{token}/").content.decode()
    assert browser.post(f"/invitation/{token}/").status_code == 409
    assert not User.objects.filter(email="gus@example.org").exists()


# -- leavers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["leaves", "is an owner no more"])
def test_an_invitation_ends_with_the_right_to_send_it(cast, how):
    people.join(by=cast.olga.user, user=cast.ada.user, clinic=cast.clinic, roles=[Role.OWNER])
    invitation, token = invited(cast, roles=[Role.OWNER])
    if how == "leaves":
        assert membership.end_membership(by=cast.ada.user, member=cast.olga, on=timezone.now().date())
    else:
        before, after = {"roles": ["owner"]}, {"roles": ["front_desk"]}
        assert not membership.change_member(by=cast.ada.user, member=cast.olga, before=before, after=after)
    assert Browser().get(f"/invitation/{token}/").status_code == 404
    invitation.revoked_at = None
    invitation.save()
    assert people.accept(invitation, by=None, password=SECRET, name="Gus") is None, "the second lock"
    membership.withdraw_invitation(by=cast.ada.user, invitation=invitation)
    membership.restore_invitation(by=cast.ada.user, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.invited_by == cast.ada.user
    assert people.accept(invitation, by=None, password=SECRET, name="Gus") is not None


def test_the_links_of_who_leaves_are_closed_and_their_sessions_end(cast, browsers):
    elsewhere = people.join(
        by=cast.cleo.user, user=cast.ada.user, clinic=cast.other_clinic, roles=[Role.THERAPIST]
    )
    kept, _ = people.send_link(by=cast.ada.user, client=cast.cleos_client, purpose=ClientLink.Purpose.INTAKE)
    browser = signed_in()
    assert browser.get("/").status_code == 200
    browsers["olga"].post(f"/team/{cast.ada.pk}/departure/")
    cast.dovs_link.refresh_from_db()
    kept.refresh_from_db()
    assert cast.dovs_link.revoked_at is not None
    assert kept.revoked_at is None
    assert browser.get("/").status_code == 302, "signed out"
    assert elsewhere.left_at is None
    assert told(Action.WRITE, left=True, links_closed=1, invitations_withdrawn=0)


# -- what a session has proved ---------------------------------------------------------------------


def test_a_session_that_began_before_the_second_factor_opens_nothing(cast, settings):
    settings.SECOND_FACTOR = True
    old = signed_in()
    TOTP.activate(cast.ada.user, TOTP_SECRET)
    for place in (
        "/",
        f"/episodes/{cast.episode.pk}/",
        "/account/2fa/",
        "/account/email/",
        "/account/2fa/totp/deactivate/",
    ):
        answer = old.get(place)
        assert answer.status_code == 302, place
        assert answer.headers["Location"].startswith("/account/2fa/reauthenticate/"), place
    show_again(old)
    old.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.ada.user).exists(), "a password removed the factor"
    assert old.get("/").status_code == 302
    assert old.post("/account/2fa/reauthenticate/?next=/", {"code": code_now()}).status_code == 302
    assert old.get("/").status_code == 200


def test_the_session_that_adds_the_first_factor_goes_on_and_all_others_end(transactional_db, cast, settings):
    settings.SECOND_FACTOR = True
    other, browser = signed_in(), signed_in()
    show_again(browser)
    page = browser.get("/account/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert browser.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302, page
    assert browser.get("/").status_code == 200
    assert other.get("/").headers["Location"].startswith("/account/login/")
    assert told(Action.WRITE, account="factor added", factor="totp")
    assert any("ada@example.org" in letter.to for letter in mail.outbox)


def test_a_sign_in_without_the_code_is_none(cast, settings):
    settings.SECOND_FACTOR = True
    TOTP.activate(cast.ada.user, TOTP_SECRET)
    browser = Browser()
    sign_in(browser)
    assert browser.get("/").headers["Location"].startswith("/account/login/")
    browser.post("/account/2fa/authenticate/", {"code": "000000"})
    assert told(Action.REFUSED, wrong="code")
    browser.post("/account/2fa/authenticate/", {"code": code_now()})
    assert browser.get("/").status_code == 200


# -- who is told -----------------------------------------------------------------------------------


def test_failed_sign_ins_of_an_account_are_audited_in_its_clinics_and_told_once_a_day(cast):
    for _ in range(7):
        sign_in(Browser(), password="wrong")
    events = Event.objects.filter(clinic_id=cast.clinic.pk, action=Action.REFUSED, subject="people.User")
    assert events.count() == 7
    assert {event.subject_id for event in events} == {str(cast.ada.user.pk)}
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
    sign_in(Browser(), email="eve@example.org", password="wrong")
    assert len(mail.outbox) == 1


def test_a_changed_password_is_audited_and_told(cast):
    browser = signed_in()
    show_again(browser)
    words = "plum kettle orbit nine"
    form = {"oldpassword": SECRET, "password1": words, "password2": words}
    assert browser.post("/account/password/change/", form).status_code == 302
    assert told(Action.WRITE, account="password changed")
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


# -- wrong passwords -------------------------------------------------------------------------------

STRANGER, CLINIC = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "198.51.100.7"}


def test_a_stranger_locks_nobody_out(cast):
    for _ in range(30):
        sign_in(Browser(), password="wrong", **STRANGER)
    assert sign_in(Browser(), **STRANGER).status_code == 429
    assert sign_in(Browser(), **CLINIC).status_code == 302


def test_a_stranger_in_the_waiting_room_locks_no_known_browser_out(cast):
    known = Browser()
    sign_in(known, **CLINIC)
    known.post("/account/logout/", **CLINIC)
    for _ in range(12):
        sign_in(Browser(), password="wrong", **CLINIC)
    assert sign_in(Browser(), **CLINIC).status_code != 302
    assert sign_in(known, **CLINIC).status_code == 302


def test_a_known_browser_has_a_count_of_its_own(cast):
    known = Browser()
    sign_in(known, **CLINIC)
    known.post("/account/logout/", **CLINIC)
    answers = [sign_in(known, password="wrong", **CLINIC).status_code for _ in range(9)]
    assert answers[-1] == 429
    bo = Browser()
    bo.cookies["nuchal_known"] = known.cookies["nuchal_known"].value
    assert sign_in(bo, email="bo@example.org", **CLINIC).status_code == 302


def test_many_strangers_at_one_account_are_slowed_down_and_its_owner_is_not(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "20/h/key"}
    known = Browser()
    sign_in(known, **CLINIC)
    known.post("/account/logout/", **CLINIC)
    for number in range(24):
        sign_in(Browser(), password="wrong", REMOTE_ADDR=f"203.0.113.{number}")
    page = sign_in(Browser(), REMOTE_ADDR="203.0.113.200")
    assert page.status_code == 200
    assert "Too many" in page.content.decode()
    assert sign_in(known, **CLINIC).status_code == 302


# -- passwords -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "a" * 12, "abababababab", "abcdefghijkl", "qwertyuiopas", "123412341234", "password12345", "Passw0rd!2024",
        "iloveyouiloveyou", "trustno1trustno1", "maplestreetmaple", "Maple Street 1", "ada@example.org1", "adaadaadaada",
        "monkeymonkey1",
    ],
)  # fmt: skip
def test_what_is_easily_guessed_is_refused(cast, password):
    with pytest.raises(ValidationError):
        validate_password(password, cast.ada.user)


@pytest.mark.parametrize(
    "password",
    ["plum kettle orbit nine", "vGx2#Lq9!rTz0w", "Grünkohl tanzt am Dienstag", "x" * 5 + SECRET * 40],
)
def test_a_good_password_is_taken_however_long(cast, password):
    started = time.monotonic()
    validate_password(password, cast.ada.user)
    assert time.monotonic() - started < timedelta(seconds=2).total_seconds()
