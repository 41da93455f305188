"""A client's link: what it opens alone, what it asks for beside it, and how two links stay apart in one browser."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.intake.models import Intake, Submission
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink, ClientSession
from nuchal.clinic.people.passkeys import ClientPasskey
from tests.web.conftest import Browser, browser_of, prove

INTAKE = ClientLink.Purpose.INTAKE
SIGNED = {"consent": ["privacy", "treatment"], "name": "Dov Daniels", "typed": "Dov Daniels"}


def opened(token: str, browser: Browser | None = None) -> Browser:
    browser = browser or Browser()
    browser.get(f"/with/{token}/", follow=True)
    return browser


def below(link: ClientLink, place: str = "intake/") -> str:
    return f"/link/{link.pk.hex}/{place}"


def answered(cast, token=None) -> Browser:
    """A browser that gave the first answer."""
    browser = opened(token or cast.dovs_token)
    link = ClientSession.objects.latest("pk").link
    browser.get(below(link))
    browser.post(below(link, "intake/answers/about/"), {"submission": str(uuid4())})
    Submission.objects.create(
        episode=cast.episode, key=uuid4(), digest="0", step="about", by_link=link, at=timezone.now()
    )
    return browser


def shows_answers(browser: Browser, link: ClientLink) -> bool:
    return any(
        browser.get(below(link, place)).status_code == 200
        for place in ("intake/", "intake/review/", "intake/pause/", "intake/answers/about/", "passkeys/")
    )


def desks(cast) -> tuple[ClientLink, str]:
    return people.send_link(by=cast.fay.user, client=cast.dov, purpose=INTAKE)


# -- the second proof ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["fay", "olga"])
def test_staff_who_see_no_health_open_no_answers_by_a_link_that_they_made(cast, who):
    """The fault as it was found: they see the token, and they know the birth date."""
    answered(cast)
    link, token = people.send_link(by=getattr(cast, who).user, client=cast.dov, purpose=INTAKE)
    browser = opened(token)
    assert not shows_answers(browser, link)
    assert prove(browser, link).status_code == 422
    assert not shows_answers(browser, link)
    for place in ("intake/answers/about/", "intake/completion/", "passkeys/challenge/", "passkeys/"):
        answer = browser.post(below(link, place), {"answer": "x", "ticket": "x"})
        assert answer.status_code in (302, 403), place
        assert "ticket" not in answer.content.decode()
    assert not ClientPasskey.objects.exists()
    assert Submission.objects.count() == 1


def test_the_desk_that_opens_a_link_first_sees_nothing_of_what_the_client_answers(cast):
    link, token = desks(cast)
    desk, client = opened(token), opened(token)
    desk.post(below(link, "intake/answers/about/"), {})
    assert ClientSession.objects.get(ended_at=None).proof == "first"
    client = opened(token)
    client.post(below(link, "intake/answers/about/"), {})
    Submission.objects.create(
        episode=cast.episode, key=uuid4(), digest="0", step="about", by_link=link, at=timezone.now()
    )
    assert shows_answers(client, link)
    assert not shows_answers(desk, link)
    assert not shows_answers(opened(token), link)
    answer = client.post(below(link, "passkeys/challenge/"))
    assert answer.status_code == 403, "to have come first is no proof for a passkey"


def code_in_last_mail() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def test_a_code_to_the_client_opens_and_ends_who_only_came_first(cast):
    Client.objects.filter(pk=cast.dov.pk).update(codes_to="dov@example.org", email="dov@example.org")
    link, token = desks(cast)
    first = answered(cast, token)
    other = opened(token)
    other.post(below(link, "proof/"), {"send": "1"})
    assert mail.outbox[-1].to == ["dov@example.org"]
    code = code_in_last_mail()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert other.post(below(link, "proof/"), {"code": wrong}).status_code == 422
    assert not shows_answers(other, link)
    assert other.post(below(link, "proof/"), {"code": code}).status_code == 302
    assert shows_answers(other, link)
    assert not shows_answers(first, link)
    stolen = opened(token)
    assert stolen.post(below(link, "proof/"), {"code": code}).status_code == 422, (
        "a code works once, in one browser"
    )


def test_guesses_of_a_code_end(cast):
    Client.objects.filter(pk=cast.dov.pk).update(codes_to="dov@example.org")
    answered(cast)
    browser = opened(cast.dovs_token)
    browser.post(below(cast.dovs_link, "proof/"), {"send": "1"})
    code = code_in_last_mail()
    for _ in range(5):
        browser.post(below(cast.dovs_link, "proof/"), {"code": "x"})
    assert browser.post(below(cast.dovs_link, "proof/"), {"code": code}).status_code == 422
    for _ in range(6):
        last = prove(browser, cast.dovs_link, "1990-01-01")
    assert last.status_code == 429
    assert prove(browser, cast.dovs_link).status_code == 429
    assert Event.objects.filter(action=Action.REFUSED, client_id=cast.dov.pk).count() >= 5


@pytest.mark.parametrize(("who", "codes_to"), [("fay", "dov@example.org"), ("ada", "desk@example.org")])
def test_a_changed_address_gets_no_codes_until_a_therapist_says_so(cast, browsers, who, codes_to):
    cast.dov.email = cast.dov.codes_to = "dov@example.org"
    cast.dov.save()
    answered(cast)
    people.change_client(
        by=getattr(cast, who).user, client=cast.dov, before={"email": "dov@example.org"},
        after={"email": "desk@example.org"},
    )  # fmt: skip
    cast.dov.refresh_from_db()
    assert (cast.dov.email, cast.dov.codes_to) == ("desk@example.org", codes_to)
    assert browsers["fay"].post(f"/clients/{cast.dov.pk}/code-address/").status_code == 404
    browsers["ada"].post(f"/clients/{cast.dov.pk}/code-address/")
    cast.dov.refresh_from_db()
    assert cast.dov.codes_to == "desk@example.org"


def test_the_audit_names_who_made_a_link_and_what_was_proved(cast):
    answered(cast)
    browser = opened(cast.dovs_token)
    prove(browser, cast.dovs_link, "1990-01-01")
    prove(browser, cast.dovs_link)
    names = list(Event.objects.filter(actor_kind="client").order_by("pk").values_list("action", "actor_name"))
    assert ("refused", "link made by Ada, nothing proved yet") in names
    assert names[-1] == ("open", "link made by Ada, birth date given")
    assert not any("Dov" in name for _, name in names)


# -- two links in one browser ----------------------------------------------------------------------


def test_two_links_in_one_browser_never_mix(cast):
    child = people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name="Kid", family_name="Daniels")
    childs, token = people.send_link(by=cast.ada.user, client=child, purpose=INTAKE)
    phone = opened(token, opened(cast.dovs_token))
    for link, client in ((cast.dovs_link, cast.dov), (childs, child)):
        assert phone.get(below(link)).wsgi_request.client_link.client == client
        phone.post(below(link, "intake/answers/consent/"), SIGNED)
    assert phone.get("/intake/").status_code == 404, "which of the two?"
    assert phone.post("/intake/answers/about/", {"age": "5"}).status_code == 404
    assert {one.client for one in ClientLink.objects.filter(sessions__isnull=False)} == {cast.dov, child}
    by = Event.objects.filter(actor_kind="client", action="write").values_list("actor_id", "client_id")
    owner = {str(link.pk): link.client_id for link in (cast.dovs_link, childs)}
    assert all(owner[link] == client for link, client in by)


def test_the_cookie_of_one_link_does_not_open_another(cast):
    child = people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name="Kid", family_name="Daniels")
    childs, _ = people.send_link(by=cast.ada.user, client=child, purpose=INTAKE)
    browser = opened(cast.dovs_token)
    browser.cookies[f"nuchal_client_{childs.pk.hex}"] = browser.cookies[
        f"nuchal_client_{cast.dovs_link.pk.hex}"
    ].value
    assert browser.get(below(childs)).status_code == 404


@pytest.mark.parametrize(
    "place", ["clients/", "episodes/", "team/", "account/login/", "account/email/", "with/x/"]
)
def test_no_page_of_staff_lies_below_a_link(cast, browsers, place):
    assert browsers["ada"].get(below(cast.dovs_link, place)).status_code == 404


def test_pages_of_clients_do_not_open_where_staff_are_signed_in(cast):
    browser = opened(cast.dovs_token)
    before = Event.objects.count(), Intake.objects.count()
    browser.force_login(cast.bo.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for answer in (
        browser.get(below(cast.dovs_link)),
        browser.post(below(cast.dovs_link, "intake/answers/about/"), {"age": "40"}),
        browser.get(f"/with/{cast.dovs_token}/"),
    ):
        assert answer.status_code == 409
        assert "Bo is signed in" in answer.content.decode()
    assert Intake.objects.count() == before[1]
    page = browser.get(below(cast.dovs_link)).content.decode()
    assert f'name="next" value="{below(cast.dovs_link)}"' in page
    answer = browser.post(below(cast.dovs_link, "account/logout/"), {"next": below(cast.dovs_link)})
    assert answer.headers["Location"] == below(cast.dovs_link)
    assert browser.get(below(cast.dovs_link)).status_code == 200
    assert browser.get("/").status_code == 302


# -- cookies, and the end --------------------------------------------------------------------------


def test_blocked_cookies_are_named_and_are_no_closed_link(cast):
    arrives = Browser().get(f"/with/{cast.dovs_token}/").headers["Location"]
    page = Browser().get(arrives)
    assert page.status_code == 400
    assert "blocks cookies" in page.content.decode()
    assert "closed" not in page.content.decode()
    kept = opened(cast.dovs_token)
    assert kept.get(arrives).headers["Location"] == below(cast.dovs_link)
    signed_out = Browser().get(below(cast.dovs_link)).content.decode()
    assert "Open your link again" in signed_out
    people.revoke_link(by=cast.ada.user, link=cast.dovs_link)
    assert "This link is closed" in Browser().get(below(cast.dovs_link)).content.decode()


def test_a_new_link_closes_the_older_ones_of_its_purpose(cast):
    old = opened(cast.dovs_token)
    diary, _ = people.send_link(by=cast.ada.user, client=cast.dov, purpose=ClientLink.Purpose.DIARY)
    people.send_link(by=cast.ada.user, client=cast.dov, purpose=INTAKE)
    assert old.get(below(cast.dovs_link)).status_code == 404
    diary.refresh_from_db()
    assert diary.revoked_at is None


@pytest.mark.parametrize(
    ("change", "is_open"),
    [
        ({"last_used_at": timedelta(hours=23)}, True),
        ({"last_used_at": timedelta(hours=25)}, False),
        ({"opened_at": timedelta(days=8)}, False),
    ],
)
def test_a_session_ends_by_rest_and_by_age(cast, change, is_open):
    browser = opened(cast.dovs_token)
    ClientSession.objects.update(**{name: timezone.now() - ago for name, ago in change.items()})
    assert (browser.get(below(cast.dovs_link)).status_code == 200) == is_open


def test_a_client_signs_out(cast):
    browser = answered(cast)
    page = browser.get(below(cast.dovs_link, "intake/pause/")).content.decode()
    assert below(cast.dovs_link, "leave/") in page
    assert "signed out" in browser.post(below(cast.dovs_link, "leave/")).content.decode()
    assert browser.get(below(cast.dovs_link)).status_code == 404


def test_what_is_handed_in_is_neither_shown_nor_changed_until_staff_open_it_again(cast, browsers):
    browser = answered(cast)
    Intake.objects.update(finished_at=timezone.now())
    assert "Thank you" in browser.get(below(cast.dovs_link)).content.decode()
    for place in ("intake/review/", "intake/pause/", "intake/answers/about/", "intake/doctors-look/"):
        answer = browser.get(below(cast.dovs_link, place))
        assert answer.status_code in (302, 303, 409), place
        assert "Thank you" in browser.get(below(cast.dovs_link, place), follow=True).content.decode()
    late = browser.post(below(cast.dovs_link, "intake/answers/about/"), {"age": "40"})
    assert late.status_code == 409
    assert "was not saved" in late.content.decode()
    assert Submission.objects.count() == 1
    place = f"/clients/{cast.dov.pk}/intake/reopening/"
    assert browser_of(cast.fay).post(place).status_code == 404
    browsers["ada"].post(place)
    assert Intake.objects.get().finished_at is None
    assert browser.get(below(cast.dovs_link, "intake/review/")).status_code == 200
