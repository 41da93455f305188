"""The pages about people and papers in a real browser: no axe finding in three modes, nothing wider than a phone."""

from __future__ import annotations

import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.access.roles import Role
from nuchal.clinic.people import actions, membership
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.premises import change_clinic
from tests.browser.looking import PHONE, findings_in_every_mode, fits, viewport
from tests.browser.running_clinic import page_in


@pytest.fixture
def clinic(clinic):
    """A client of whom much is known, and a member whose licences end."""
    cast, _home = clinic
    cast.dov.insurer, cast.dov.insurer_wants_referral = "Sun", "yes"
    cast.dov.save()
    actions.add_contact(by=cast.ada.user, client=cast.dov, part="proxy", name="Gil Daniels", phone="7")
    for name, days in (("Needling", -1), ("First aid", 20)):
        day = timezone.now().date() + timedelta(days=days)
        membership.add_credential(
            by=cast.olga.user,
            member=cast.ada,
            name=name,
            issuer="C",
            expires_on=day,
            techniques=["dry_needling"],
        )
    return clinic


def addresses(cast, who: str) -> list[str]:
    if who == "olga":
        return [
            reverse("team"),
            reverse("member", args=[cast.ada.pk]),
            reverse("audit"),
            reverse("settings"),
            reverse("keeping"),
            reverse("client_data", args=[cast.dov.pk]),
            reverse("erasure", args=[cast.dov.pk]),
        ]
    return [
        reverse("clients"),
        f"{reverse('clients')}?archived=",
        reverse("client", args=[cast.dov.pk]),
        reverse("particulars", args=[cast.dov.pk]),
        reverse("papers", args=[cast.episode.pk]),
    ]


@pytest.mark.parametrize("who", ["ada", "olga"])
def test_no_page_has_an_axe_finding_in_any_mode(clinic, page_of, axe, who):
    page = page_of(who)
    for place in addresses(clinic[0], who):
        page.goto(page.home + place)
        page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach(one => one.open = true)")
        assert findings_in_every_mode(page, axe) == [], place
    assert page.complaints == []


@pytest.mark.parametrize("who", ["ada", "olga"])
def test_nothing_is_wider_than_a_phone(clinic, page_of, who):
    page = page_of(who)
    page.set_viewport_size(viewport(PHONE))
    for place in addresses(clinic[0], who):
        page.goto(page.home + place)
        assert fits(page), place


def test_errors_at_the_field_have_no_axe_finding(clinic, page_of, axe):
    page = page_of("ada")
    page.goto(page.home + reverse("particulars", args=[clinic[0].dov.pk]))
    page.fill("[name=given_name]", "")
    page.fill("[name=family_name]", "")
    page.click("main .btn-main")
    page.wait_for_selector(".error-summary")
    assert findings_in_every_mode(page, axe) == []


def test_a_paper_is_downloaded_by_keyboard(clinic, page_of):
    page = page_of("ada")
    page.goto(page.home + reverse("papers", args=[clinic[0].episode.pk]))
    page.fill("[name=to]", "Dr Grey")
    page.focus('main .offers button[formaction$=".txt"]')
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".txt")
    assert "Dr Grey" in taken.value.path().read_text()
    assert page.complaints == []


def test_an_archived_client_is_erased_by_keyboard_after_the_name_is_typed(clinic, page_of, axe):
    cast = clinic[0]
    change_clinic(
        by=cast.olga.user, clinic=cast.clinic, before={"keep_years": None}, after={"keep_years": 10}
    )
    page = page_of("olga")
    page.goto(page.home + reverse("client", args=[cast.dov.pk]))
    page.get_by_role("button", name="Put into the archive").press("Enter")
    page.get_by_role("link", name="Copy or erase everything").press("Enter")
    page.get_by_role("link", name="Erase for good …").press("Enter")
    page.get_by_role("button", name="Erase for good").press("Enter")
    page.wait_for_selector(".error-summary")
    assert findings_in_every_mode(page, axe) == []
    page.get_by_label("Type “Dov Daniels” to confirm").focus()
    page.keyboard.type("Dov Daniels")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('Everything about this client is erased.')")
    assert not Client.objects.filter(pk=cast.dov.pk).exists()
    assert page.complaints == []


def test_the_copy_of_a_client_is_downloaded(clinic, page_of):
    page = page_of("ada")
    page.goto(page.home + reverse("client_data", args=[clinic[0].dov.pk]))
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the copy").press("Enter")
    assert taken.value.suggested_filename.endswith(".zip")
    assert "index.html" in zipfile.ZipFile(taken.value.path()).namelist()


def test_who_is_invited_joins_by_keyboard(clinic, browser, axe):
    """Only a real browser says where a form comes from, and is refused where it must not say it."""
    cast, home = clinic
    _, token = actions.invite(
        by=cast.olga.user, clinic=cast.clinic, email="gus@example.org", name="Gus", roles=[Role.THERAPIST]
    )
    context = browser.new_context(viewport=viewport(PHONE))
    page = page_in(context, home)
    page.goto(home + reverse("invitation", args=[token]))
    assert findings_in_every_mode(page, axe) == []
    assert fits(page)
    page.get_by_label("Password").focus()
    page.keyboard.type("a good long password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/")
    assert "Good day, Gus" in page.content()
    assert page.complaints == []
    context.close()


def test_a_membership_is_ended_after_one_more_question(clinic, page_of):
    cast = clinic[0]
    page = page_of("olga")
    page.goto(page.home + reverse("member", args=[cast.bo.pk]))
    page.click("[data-dialog=leaving]")
    page.click("#leaving button:has-text('Not yet')")
    page.click("[data-dialog=leaving]")
    page.click("#leaving button:has-text('End the membership')")
    page.wait_for_url("**/team/")
    cast.bo.refresh_from_db()
    assert cast.bo.left_at is not None
