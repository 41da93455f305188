"""The pages about people: who a client is and who speaks for them, who works here, and under which licence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.access.roles import ROLES, Permission, Role
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people import actions, membership
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.member_forms import licensed_techniques


def page_of(browser, cast) -> str:
    return browser.get(reverse("client", args=[cast.dov.pk])).content.decode()


def form_of(browser, cast, **changed) -> dict[str, str]:
    """The form as it was shown, with what was changed in it."""
    shown = browser.get(reverse("particulars", args=[cast.dov.pk])).context["form"]
    values = {name: shown.initial.get(name) for name in shown.fields}
    told = {name: "" if value is None else str(value) for name, value in values.items()}
    return {**told, **{f"initial-{name}": value for name, value in told.items()}, **changed}


def save(browser, cast, form):
    return browser.post(reverse("particulars", args=[cast.dov.pk]), form)


def test_who_a_client_is_can_be_changed_and_the_audit_names_the_fields(cast, browsers):
    for who in ("ada", "fay", "olga"):
        answer = save(browsers[who], cast, form_of(browsers[who], cast, phone=f"555 {who}"))
        assert answer.status_code == 302
        cast.dov.refresh_from_db()
        assert cast.dov.phone == f"555 {who}"
    events = Event.objects.filter(client_id=cast.dov.pk, action=Action.WRITE, actor_name="Fay")
    assert [event.details for event in events] == [{"fields": ["phone"]}]
    assert "555" not in str(list(Event.objects.values_list("details", flat=True)))


def test_who_may_not_change_people_enters_nobody(cast, browsers, monkeypatch):
    monkeypatch.setitem(ROLES, Role.FRONT_DESK, frozenset({Permission.SEE_PEOPLE}))
    page = browsers["fay"].get(reverse("clients")).content.decode()
    assert "Daniels" in page
    assert "A new client" not in page
    new = {"given_name": "New", "family_name": "One"}
    assert browsers["fay"].post(reverse("clients"), new).status_code == 403
    assert browsers["ada"].post(reverse("clients"), new).status_code == 302


def test_what_nobody_changed_is_not_written(cast, browsers):
    before = Event.objects.filter(action=Action.WRITE).count()
    save(browsers["ada"], cast, form_of(browsers["ada"], cast))
    assert Event.objects.filter(action=Action.WRITE).count() == before


def test_two_who_change_different_fields_both_keep_theirs(cast, browsers):
    adas, fays = (
        form_of(browsers["ada"], cast, phone="1"),
        form_of(browsers["fay"], cast, email="d@example.org"),
    )
    save(browsers["ada"], cast, adas)
    save(browsers["fay"], cast, fays)
    cast.dov.refresh_from_db()
    assert (cast.dov.phone, cast.dov.email) == ("1", "d@example.org")


def test_two_who_change_the_same_field_learn_of_it_at_the_field(cast, browsers):
    adas, fays = form_of(browsers["ada"], cast, phone="1"), form_of(browsers["fay"], cast, phone="2")
    save(browsers["ada"], cast, adas)
    page = save(browsers["fay"], cast, fays)
    form = page.context["form"]
    assert list(form.errors) == ["phone"]
    assert "“1”" in form.errors["phone"][0]
    assert 'name="phone" value="2"' in page.content.decode()
    cast.dov.refresh_from_db()
    assert cast.dov.phone == "1"

    again = {**fays, "initial-phone": form.data["initial-phone"]}
    assert save(browsers["fay"], cast, again).status_code == 302
    cast.dov.refresh_from_db()
    assert cast.dov.phone == "2"


@pytest.mark.parametrize(
    ("field", "value"),
    [("born_on", "2200-01-01"), ("referred_on", "2200-01-01"), ("email", "x")],
)
def test_what_cannot_be_is_refused_at_the_field(cast, browsers, field, value):
    page = save(browsers["ada"], cast, form_of(browsers["ada"], cast, **{field: value}))
    assert list(page.context["form"].errors) == [field]
    assert f'aria-describedby="id_{field}_error"' in page.content.decode()
    cast.dov.refresh_from_db()
    assert cast.dov.given_name == "Dov"


def test_the_page_says_in_words_what_the_insurer_wants(cast, browsers):
    assert "Whether the insurer wants a referral is not known." in page_of(browsers["ada"], cast)
    save(browsers["ada"], cast, form_of(browsers["ada"], cast, insurer_wants_referral="yes", insurer="Sun"))
    assert "The insurer wants a referral; none is recorded." in page_of(browsers["fay"], cast)
    save(
        browsers["fay"], cast, form_of(browsers["fay"], cast, referred_by="Dr Grey", referred_on="2026-11-02")
    )
    page = page_of(browsers["ada"], cast)
    assert "The insurer wants a referral; it is recorded." in page
    assert "Dr Grey, 2 Nov 2026" in page
    save(browsers["fay"], cast, form_of(browsers["fay"], cast, insurer_wants_referral="no"))
    assert "The insurer wants no referral." in page_of(browsers["ada"], cast)


def test_the_database_knows_three_answers_only(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Client.objects.filter(pk=cast.dov.pk).update(insurer_wants_referral="maybe")


def test_a_contact_is_added_and_ended_and_stays_in_the_record(cast, browsers):
    place = reverse("contacts", args=[cast.dov.pk])
    browsers["fay"].post(
        place, {"part": "proxy", "name": "Gil Daniels", "relationship": "brother", "phone": "7"}
    )
    contact = cast.dov.contacts.get()
    assert "Gil Daniels" in page_of(browsers["ada"], cast)
    end = reverse("contact_end", args=[cast.dov.pk, contact.pk])
    assert browsers["cleo"].post(end).status_code == 404
    browsers["ada"].post(end)
    contact.refresh_from_db()
    assert contact.until is not None
    assert "<b>Gil Daniels</b>" not in page_of(browsers["ada"], cast)
    told = Event.objects.filter(subject="people.Contact").order_by("sequence")
    assert [event.details for event in told] == [{"part": "proxy"}, {"ended": True}]


def test_a_contact_whom_nobody_can_reach_is_refused_at_the_field(cast, browsers):
    page = browsers["ada"].post(reverse("contacts", args=[cast.dov.pk]), {"part": "proxy", "name": "Gil"})
    assert list(page.context["contact_form"].errors) == ["phone"]
    assert '<details class="disclose" open>' in page.content.decode()
    assert cast.dov.contacts.count() == 0


def test_a_contact_of_another_client_is_not_found(cast, browsers):
    other = actions.add_contact(
        by=cast.cleo.user, client=cast.cleos_client, part="proxy", name="X", phone="1"
    )
    assert browsers["ada"].post(reverse("contact_end", args=[cast.dov.pk, other.pk])).status_code == 404


def test_a_minor_without_a_guardian_is_said_calmly(cast, browsers):
    words = "is under 18 and no guardian is recorded yet"
    assert words not in page_of(browsers["ada"], cast)
    Client.objects.filter(pk=cast.dov.pk).update(born_on=date(2012, 5, 1))
    assert words in page_of(browsers["ada"], cast)
    browsers["ada"].post(
        reverse("contacts", args=[cast.dov.pk]),
        {"part": "guardian", "name": "Mia Daniels", "email": "m@example.org"},
    )
    assert words not in page_of(browsers["ada"], cast)


@pytest.mark.parametrize(("born", "minor"), [((2008, 11, 20), False), ((2008, 11, 21), True), (None, False)])
def test_of_age_on_the_eighteenth_birthday(born, minor):
    client = Client(born_on=date(*born) if born else None)
    assert client.is_minor_on(date(2026, 11, 20)) is minor


def test_the_team_says_which_licence_ends_and_only_the_owner_sees_it(cast, browsers):
    today = timezone.now().date()
    for name, days in (("Needling", -1), ("First aid", 20), ("Massage", 400)):
        membership.add_credential(
            by=cast.olga.user,
            member=cast.bo,
            name=name,
            issuer="College",
            expires_on=today + timedelta(days=days),
        )
    page = browsers["olga"].get(reverse("team")).content.decode()
    assert "Needling: expired" in page
    assert "First aid: ends" in page
    assert "Massage" not in page
    assert "holds until" in browsers["olga"].get(reverse("member", args=[cast.bo.pk])).content.decode()
    assert browsers["ada"].get(reverse("member", args=[cast.bo.pk])).status_code == 404


def test_the_owner_changes_roles_and_practice(cast, browsers):
    form = {
        "roles": ["therapist", "front_desk"],
        "system_of_care": "neuromuscular_therapy",
        "region": "CA-ON",
    }
    assert browsers["olga"].post(reverse("member", args=[cast.bo.pk]), form).status_code == 302
    cast.bo.refresh_from_db()
    assert sorted(cast.bo.grants.values_list("role", flat=True)) == ["front_desk", "therapist"]
    assert (cast.bo.system_of_care, cast.bo.region) == ("neuromuscular_therapy", "CA-ON")
    event = Event.objects.filter(clinic_id=cast.clinic.pk, subject="people.Practitioner").last()
    assert event.details["roles"] == ["front_desk", "therapist"]
    assert browsers["ada"].post(reverse("member", args=[cast.bo.pk]), form).status_code == 404


def test_what_the_knowledge_does_not_name_cannot_be_chosen_but_stays(cast, browsers):
    place = reverse("member", args=[cast.bo.pk])
    page = browsers["olga"].post(place, {"roles": ["therapist"], "system_of_care": "magic"})
    assert list(page.context["form"].errors) == ["system_of_care"]
    cast.bo.region = "Ontario"
    cast.bo.save()
    assert browsers["olga"].post(place, {"roles": ["therapist"], "region": "Ontario"}).status_code == 302


def test_nobody_takes_the_last_owner_away(cast, browsers):
    place = reverse("member", args=[cast.olga.pk])
    page = browsers["olga"].post(place, {"roles": ["therapist"]})
    assert list(page.context["form"].errors) == ["roles"]
    answer = browsers["olga"].post(reverse("departure", args=[cast.olga.pk]), follow=True)
    assert "A clinic always has an owner" in answer.content.decode()
    cast.olga.refresh_from_db()
    assert cast.olga.left_at is None
    assert cast.olga.grants.filter(role="owner").exists()

    browsers["olga"].post(reverse("member", args=[cast.bo.pk]), {"roles": ["therapist", "owner"]})
    assert browsers["olga"].post(place, {"roles": ["therapist"]}).status_code == 302
    assert browsers["olga"].get(reverse("team")).status_code == 404
    assert browsers["bo"].get(reverse("team")).status_code == 200


def test_an_owner_who_left_or_may_not_sign_in_does_not_count(cast, browsers):
    browsers["olga"].post(reverse("member", args=[cast.bo.pk]), {"roles": ["owner"]})
    cast.bo.user.is_active = False
    cast.bo.user.save()
    page = browsers["olga"].post(reverse("member", args=[cast.olga.pk]), {"roles": ["therapist"]})
    assert list(page.context["form"].errors) == ["roles"]


def test_who_left_sees_nothing_and_treats_nobody(cast, browsers):
    assert browsers["ada"].get(reverse("client", args=[cast.dov.pk])).status_code == 200
    assert browsers["bo"].post(reverse("departure", args=[cast.ada.pk])).status_code == 404
    assert browsers["olga"].post(reverse("departure", args=[cast.ada.pk])).status_code == 302
    assert browsers["ada"].get(reverse("client", args=[cast.dov.pk])).status_code == 302
    assert cast.dov.care.get().until is not None
    assert browsers["olga"].get(reverse("member", args=[cast.ada.pk])).status_code == 404
    event = Event.objects.filter(clinic_id=cast.clinic.pk, subject="people.Practitioner").last()
    assert event.details == {"left": True, "care_ended": 1, "invitations_withdrawn": 0, "links_closed": 1}


def test_a_credential_is_added_and_removed_and_lets_use_what_exists(cast, browsers):
    place = reverse("credentials", args=[cast.bo.pk])
    page = browsers["olga"].post(place, {"name": "Needling", "techniques": ["dry_needling"]})
    assert list(page.context["credential_form"].errors) == ["issuer"]
    page = browsers["olga"].post(place, {"name": "Needling", "issuer": "C", "techniques": ["magic"]})
    assert list(page.context["credential_form"].errors) == ["techniques"]
    browsers["olga"].post(place, {"name": "Needling", "issuer": "C", "techniques": ["dry_needling"]})
    credential = cast.bo.credentials.get()
    assert cast.bo.licences_on(date(2026, 11, 20)) == {"dry_needling"}
    elsewhere = reverse("credential_removal", args=[cast.ada.pk, credential.pk])
    assert browsers["olga"].post(elsewhere).status_code == 404
    browsers["olga"].post(reverse("credential_removal", args=[cast.bo.pk, credential.pk]))
    assert cast.bo.credentials.count() == 0


def test_only_techniques_that_need_a_licence_can_be_licensed():
    names = [name for name, _ in licensed_techniques()]
    assert "dry_needling" in names
    assert "moist_heat" not in names
    assert set(names) <= set(knowledge().techniques)


def test_a_member_of_another_clinic_is_not_found(cast, browsers):
    assert browsers["olga"].get(reverse("member", args=[cast.cleo.pk])).status_code == 404
    assert browsers["olga"].post(reverse("departure", args=[cast.cleo.pk])).status_code == 404
