"""Two people change the same setting: the second one sees what the first saved, and nothing is lost in silence."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from PIL import Image

from nuchal.clinic.access.roles import Role
from nuchal.clinic.intake.alert_letters import alert_settings
from nuchal.clinic.people import actions, membership
from nuchal.clinic.people.link_mail import mail_link
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Clinic, Practitioner
from tests.web.conftest import browser_of

LICENCE = {"issuer": "College", "number": "7"}
FIELD = re.compile(r"<(?:input|textarea|select|option)\b[^>]*>(?:[^<]*</textarea>)?")
SETTINGS = {
    "the clinic's telephone": ("clinic_settings", {"phone": "111"}, {"phone": "222"}),
    "the clinic's address": ("clinic_settings", {"address": "1 A\n2 B"}, {"address": "3 C"}),
    "its paper": ("clinic_settings", {"paper": "a4"}, {"paper": "us-letter"}),
    "roles": ("member", {"roles": ["front_desk", "therapist"]}, {"roles": ["front_desk"]}),
    "a region": ("member", {"region": "CA"}, {"region": "US"}),
    "a profession": ("member", {"profession": "massage_therapist"}, {"profession": "physical_therapist"}),
    "years to keep": ("keeping", {"keep_years": "10"}, {"keep_years": "12"}),
    "no years to keep": ("keeping", {"keep_years": "10"}, {"keep_years": "7"}),
    "minutes of an alert": ("alert_settings", {"minutes": "5"}, {"minutes": "7"}),
    "addresses of an alert": ("alert_settings", {"addresses": "a@x.org\nb@x.org"}, {"addresses": "c@x.org"}),
    "telephone of the desk": ("alert_settings", {"phone": "1"}, {"phone": "2"}),
}


def address(name: str, cast) -> str:
    return reverse(name, args={"clinic_settings": [cast.clinic.pk], "member": [cast.ada.pk]}.get(name, []))


def shown(browser, url: str) -> QueryDict:
    """The fields of the form of a page, as a browser would send them unchanged."""
    answer = browser.get(url)
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    return fields_of(answer)


def fields_of(answer) -> QueryDict:
    form = answer.context["form"]
    data = QueryDict(mutable=True)
    for bound in form:
        for name, value in ((bound.html_name, bound.value()), (bound.html_initial_name, bound.initial)):
            if form.is_bound and name == bound.html_initial_name:
                data.setlist(name, form.data.getlist(name))
                continue
            held = bound.field.prepare_value(value)
            data.setlist(name, [str(one) for one in (held if isinstance(held, list) else [held or ""])])
    return data


def write(browser, url: str, page: QueryDict, changed: dict):
    sent = page.copy()
    for name, value in changed.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return browser.post(url, sent.urlencode(), content_type="application/x-www-form-urlencoded")


def stored(cast) -> tuple:
    clinic, member = Clinic.objects.get(pk=cast.clinic.pk), Practitioner.objects.get(pk=cast.ada.pk)
    alert = alert_settings(clinic)
    return (
        clinic.phone, clinic.address, clinic.paper, clinic.keep_years, sorted(role.value for role in member.roles),
        member.region, member.profession, alert.minutes, list(alert.addresses), alert.phone,
    )  # fmt: skip


@pytest.fixture
def second(cast):
    """Bo is an owner as well."""
    actions.join(by=cast.olga.user, user=cast.bo.user, clinic=cast.clinic, roles=[Role.OWNER])
    return browser_of(cast.bo)


@pytest.mark.parametrize("what", SETTINGS)
def test_the_second_writer_sees_what_the_first_saved_and_then_decides(cast, browsers, second, what):
    name, first, other = SETTINGS[what]
    url = address(name, cast)
    page, untouched = shown(second, url), stored(cast)
    assert write(browsers["olga"], url, shown(browsers["olga"], url), first).status_code == 302
    saved = stored(cast)
    assert saved != untouched
    told = write(second, url, page, other)
    assert told.status_code == 200
    assert "Meanwhile another person changed this to" in told.content.decode()
    assert stored(cast) == saved
    again = fields_of(told)
    assert again.getlist(next(iter(other))) == (
        other[next(iter(other))]
        if isinstance(next(iter(other.values())), list)
        else [next(iter(other.values()))]
    )
    assert write(second, url, again, {}).status_code == 302
    assert stored(cast) not in (saved, untouched)


@pytest.mark.parametrize("name", ["clinic_settings", "member", "keeping", "alert_settings"])
def test_the_page_itself_carries_what_it_showed(browsers, cast, name):
    page = browsers["olga"].get(address(name, cast)).content.decode()
    hidden = {
        part[0]
        for part in re.findall(r'<input type="hidden" name="initial-([a-z_]+)"( value="[^"]*")?', page)
    }
    assert hidden == set(browsers["olga"].get(address(name, cast)).context["form"].fields)


def test_two_who_change_different_things_both_keep_theirs(cast, browsers, second):
    for name, one, other in (
        ("clinic_settings", {"phone": "111"}, {"email": "front@x.org"}),
        ("member", {"region": "CA"}, {"roles": ["front_desk", "therapist"]}),
        ("alert_settings", {"minutes": "5"}, {"phone": "2"}),
    ):
        url = address(name, cast)
        pages = shown(browsers["olga"], url), shown(second, url)
        assert write(browsers["olga"], url, pages[0], one).status_code == 302
        assert write(second, url, pages[1], other).status_code == 302
    clinic, member = Clinic.objects.get(pk=cast.clinic.pk), Practitioner.objects.get(pk=cast.ada.pk)
    assert (clinic.phone, clinic.email, member.region) == ("111", "front@x.org", "CA")
    assert {role.value for role in member.roles} == {"front_desk", "therapist"}
    assert (alert_settings(clinic).minutes, alert_settings(clinic).phone) == (5, "2")


def test_two_who_save_the_same_are_not_stopped(cast, browsers, second):
    for name, first, _other in SETTINGS.values():
        url = address(name, cast)
        pages = shown(browsers["olga"], url), shown(second, url)
        assert [write(one, url, page, first).status_code for one, page in zip(
            (browsers["olga"], second), pages, strict=True)] == [302, 302]  # fmt: skip


def test_a_licence_that_was_entered_meanwhile_is_shown_and_not_entered_twice(cast, browsers, second):
    url, page = reverse("credentials", args=[cast.ada.pk]), reverse("member", args=[cast.ada.pk])
    seen = second.get(page).context["credential_form"]["seen"].value()
    assert browsers["olga"].post(url, {"name": "Needles", "seen": seen, **LICENCE}).status_code == 302
    told = second.post(url, {"name": "Dry needling", "seen": seen, **LICENCE})
    assert "Meanwhile another person added “Needles (College)”" in unescape(told.content.decode())
    assert cast.ada.credentials.count() == 1
    (kept,) = re.findall(r'<input type="hidden" name="seen" value="([^"]*)"', told.content.decode())
    assert second.post(url, {"name": "Dry needling", "seen": kept, **LICENCE}).status_code == 302
    assert cast.ada.credentials.count() == 2
    gone = reverse("credential_removal", args=[cast.ada.pk, cast.ada.credentials.get(name="Needles").pk])
    browsers["olga"].post(gone)
    assert "Another person has removed it already." in second.post(gone, follow=True).content.decode()
    assert [one.name for one in cast.ada.credentials.all()] == ["Dry needling"]


def test_a_logo_that_was_changed_meanwhile_is_shown_and_not_replaced(cast, browsers, second):
    def picture(colour: str) -> SimpleUploadedFile:
        kept = BytesIO()
        Image.new("RGB", (30, 10), colour).save(kept, "PNG")
        return SimpleUploadedFile("l.png", kept.getvalue())

    url = reverse("clinic_logo", args=[cast.clinic.pk])
    assert browsers["olga"].post(url, {"logo": picture("red"), "shown": ""}).status_code == 302
    first = Clinic.objects.get(pk=cast.clinic.pk).logo.name
    told = second.post(url, {"logo": picture("blue"), "shown": ""})
    assert "Meanwhile another person changed the logo" in told.content.decode()
    second.post(reverse("clinic_logo_removal", args=[cast.clinic.pk]), {"shown": ""})
    assert Clinic.objects.get(pk=cast.clinic.pk).logo.name == first
    (kept,) = set(re.findall(r'name="shown" value="([^"]+)"', told.content.decode()))
    assert second.post(url, {"logo": picture("blue"), "shown": kept}).status_code == 302
    assert Clinic.objects.get(pk=cast.clinic.pk).logo.name != first


# -- what rests on a role ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "closed"),
    [
        (["front_desk"], True),
        (["owner"], True),
        (["front_desk", "therapist"], False),
        (["owner", "therapist"], False),
    ],
)
def test_links_that_a_member_could_make_no_more_close_with_the_role(cast, roles, closed):
    mine = cast.dovs_link
    assert (mine.created_by, mine.asks_for) == (cast.ada.user, ClientLink.AsksFor.BIRTH_DATE)
    other = actions.enter_client(by=cast.bo.user, clinic=cast.clinic, given_name="Una", family_name="Unger")
    bos, _ = actions.send_link(by=cast.bo.user, client=other, purpose=ClientLink.Purpose.INTAKE)
    membership.change_member(
        by=cast.olga.user, member=cast.ada, before={"roles": ["therapist"]}, after={"roles": roles}
    )
    mine.refresh_from_db()
    bos.refresh_from_db()
    assert (mine.has_ended, bos.has_ended) == (closed, False)
    assert not mine.sessions.filter(ended_at=None).exists() or not closed


@pytest.mark.parametrize(("who", "is_shown"), [("ada", True), ("fay", False), ("olga", False)])
def test_a_mailed_link_goes_to_the_client_alone(cast, browsers, who, is_shown):
    actions.change_client(
        by=cast.ada.user, client=cast.dov, before={"email": ""}, after={"email": "dov@people.example"}
    )
    answer = browsers[who].post(reverse("links", args=[cast.dov.pk]), {"purpose": "intake", "by_mail": "1"})
    page = answer.content.decode()
    assert "dov@people.example" in page
    assert ("/with/" in page, 'class="qr"' in page) == (is_shown, is_shown)
    assert cast.dov.links.latest("created_at").asks_for == ClientLink.AsksFor.BIRTH_DATE


def test_a_link_mailed_to_an_address_that_the_desk_changed_asks_for_more_than_a_birth_date(cast, monkeypatch):
    monkeypatch.setattr("nuchal.clinic.people.actions.holds_answers", lambda client: True)
    actions.change_client(
        by=cast.fay.user, client=cast.dov, before={"email": ""}, after={"email": "fay@people.example"}
    )
    cast.dov.refresh_from_db()
    link, _ = mail_link(
        by=cast.fay.user, client=cast.dov, purpose=ClientLink.Purpose.INTAKE, address_of=lambda token: token
    )
    assert link.asks_for == ClientLink.AsksFor.CODE
