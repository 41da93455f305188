"""A person is found however they are written, a likely double is shown before it is saved, and two records unite."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.audit.models import Event
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.people import actions, queries
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.search import matching
from nuchal.clinic.people.unions import RecordUnion
from nuchal.clinic.record import actions as record
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.consenting import consent_texts, sign
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.rights import erasing, uniting
from nuchal.clinic.rights.copying import parts_of
from tests.web.conftest import browser_of

PEOPLE = {
    "sato": {
        "given_name": "Nina",
        "family_name": "Sato",
        "born_on": date(1985, 3, 14),
        "phone": "+1 (905) 555-0142",
    },
    "obrien": {"given_name": "Seán", "family_name": "O’Brien"},
    "muller": {"given_name": "Jean-Luc", "family_name": "Müller", "email": "jlm@example.org"},
    "ivanova": {"given_name": "Анна", "family_name": "Щербакова"},
    "kanji": {"given_name": "ニーナ", "family_name": "佐藤"},
    "nguyen": {"given_name": "Thị Ánh", "family_name": "Nguyễn"},
    "suharto": {"given_name": "", "family_name": "Suharto"},
    "zolc": {"given_name": "Łukasz", "family_name": "Żółć", "born_on": date(1960, 12, 1)},
    "isik": {"given_name": "İpek", "family_name": "IŞIK"},
    "mueller": {"given_name": "Grete", "family_name": "Mueller"},
}
WRITTEN = {
    "sato": [
        "Nina Sato", "Sato, Nina", "sato nina", "NINA", "sat nin", "ninasato", "1985-03-14", "14.3.1985", "14/03/1985",
        "3/14/1985", "14 March 1985", "Mar 14, 1985", "14031985", "19850314", "14.3.85", "0142", "555 0142", "5550142",
        "905-555-0142", "+1 905 555 0142", "0019055550142", "sato 0142", "Nina 14.03.1985", "Ｎｉｎａ",
    ],
    "obrien": ["O'Brien", "O’Brien", "obrien", "O Brien", "oʻbrien", "O`BRIEN", "Sean O'Brien", "o´brien sean"],
    "muller": ["Muller", "Mueller", "MÜLLER", "Mu\u0308ller", "Jean Luc", "Jean-Luc", "jeanluc", "jean‑luc muller", "jlm@example.org"],
    "ivanova": ["Анна Щербакова", "щербакова", "Anna Shcherbakova", "Shcherbakova, Anna"],
    "kanji": ["佐藤", "佐藤ニーナ", "ニーナ 佐藤", "ﾆｰﾅ"],
    "nguyen": ["Nguyen Thi Anh", "nguyễn", "anh nguyen", "Nguye\u0302\u0303n"],
    "suharto": ["suharto", "Suharto"],
    "zolc": ["Zolc", "żółć", "lukasz zolc", "1 Dec 1960", "December 1st, 1960"],
    "isik": ["Ipek Isik", "ipek", "IŞIK", "ışık"],
    "mueller": ["Müller Grete", "Grete Mueller"],
}  # fmt: skip


@pytest.fixture
def people(cast) -> dict[str, Client]:
    return {
        name: actions.enter_client(by=cast.ada.user, clinic=cast.clinic, **one)
        for name, one in PEOPLE.items()
    }


def found(cast, asked) -> set:
    return {one.pk for one in matching(queries.clients_of(cast.ada.user), asked)}


def test_any_way_a_person_can_be_written_finds_them(cast, people):
    missed = [
        (name, asked)
        for name, ways in WRITTEN.items()
        for asked in ways
        if people[name].pk not in found(cast, asked)
    ]
    assert missed == []


@pytest.mark.parametrize(
    "asked",
    ["Nina Ito", "Sato 1986-03-14", "Sato 0143", "1985-02-31", "Bob Sato", "nina@example.org", "%", "_"],
)
def test_what_does_not_agree_finds_nobody_wrong(cast, people, asked):
    assert people["sato"].pk not in found(cast, asked)


def test_nothing_typed_finds_all(cast, people):
    assert len(found(cast, " ")) == len(people) + 1


def test_today_and_the_list_search_alike_and_nonsense_is_no_error(cast, people, browsers):
    for page in ("clients", "today"):
        key = "name" if page == "clients" else "q"
        for asked in ("Sato, Nina", "0142", "14.3.1985"):
            assert "Sato" in browsers["ada"].get(reverse(page), {key: asked}).content.decode(), (page, asked)
        for asked in ("\0", "(" * 300, "9" * 5000, "٣٣٣ ’’’", "99/99/9999", "-- ,, ..", "0000-00-00"):
            told = browsers["ada"].get(reverse(page), {key: asked}).status_code
            assert told in ((400,) if asked == "\0" else (200, 400)), (page, asked[:20])


def test_a_changed_name_or_telephone_is_found_at_once(cast, people):
    actions.change_client(
        by=cast.ada.user,
        client=people["sato"],
        before={"family_name": "Sato", "phone": PEOPLE["sato"]["phone"]},
        after={"family_name": "Kovač", "phone": "777 8888"},
    )
    assert people["sato"].pk in found(cast, "kovac nina")
    assert people["sato"].pk in found(cast, "8888")
    assert people["sato"].pk not in found(cast, "sato 0142")


def test_a_person_with_one_name_is_accepted_and_sorted_by_it(cast, browsers):
    for field, name in (("given_name", "Suharto"), ("family_name", "Aristotle")):
        answer = browsers["fay"].post(reverse("clients"), {field: name})
        assert answer.status_code == 302
        assert name in browsers["fay"].get(answer["Location"]).content.decode()
    listed = [one.listed_as for one in queries.clients_of(cast.fay.user)]
    assert listed == ["Aristotle", "Daniels, Dov", "Suharto"]
    assert browsers["fay"].post(reverse("clients"), {"given_name": " ", "phone": "1"}).status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        Client.objects.create(clinic=cast.clinic, given_name="", family_name="")


SAME = [
    {"given_name": "Nina", "family_name": "Sato"},
    {"given_name": "SATO", "family_name": "Nína"},
    {"given_name": "Nina Sato", "family_name": ""},
    {"given_name": "Nina", "family_name": "Sato", "born_on": "1985-03-14"},
    {"given_name": "Nina", "family_name": "Sato", "born_on": "1986-03-14"},
    {"given_name": "Nino", "family_name": "Satoh", "born_on": "1985-03-14"},
    {"given_name": "N.", "family_name": "Tanaka", "born_on": "1985-03-14", "phone": "905 555 0142"},
]
OTHER = [
    {"given_name": "Nina", "family_name": "Ito"},
    {"given_name": "Mina", "family_name": "Sato"},
    {"given_name": "Ada", "family_name": "Lovelace", "born_on": "1985-03-14"},
    {"given_name": "Tom", "family_name": "Ito", "phone": "905 555 0142"},
]


@pytest.mark.parametrize("archived", [False, True])
@pytest.mark.parametrize("who", SAME)
def test_a_likely_double_is_shown_before_it_is_saved(cast, people, browsers, who, archived):
    if archived:
        actions.archive_client(by=cast.ada.user, client=people["sato"])
    before = Client.objects.count()
    shown = browsers["fay"].post(reverse("clients"), who)
    assert (shown.status_code, Client.objects.count()) == (200, before)
    assert [double.client for double in shown.context["form"].doubles] == [people["sato"]]
    assert reverse("client", args=[people["sato"].pk]) in shown.content.decode()
    saved = browsers["fay"].post(reverse("clients"), {**who, "another": "relative"})
    assert (saved.status_code, Client.objects.count()) == (302, before + 1)
    told = Event.objects.filter(clinic_id=cast.clinic.pk).latest("sequence")
    details = Event.objects.filter(subject="people.Client", action="write").latest("sequence").details
    assert details == {"unlike": [str(people["sato"].pk)], "because": "relative"}, told


@pytest.mark.parametrize("who", OTHER)
def test_another_person_is_entered_without_a_question(cast, people, browsers, who):
    assert browsers["fay"].post(reverse("clients"), who).status_code == 302


def test_a_double_in_another_clinic_is_not_told(cast, people):
    browser = browser_of(cast.cleo)
    assert browser.post(reverse("clients"), SAME[3]).status_code == 302


@pytest.fixture
def twin(cast) -> Client:
    """A second record of Dov, with an episode, an alert, a consent, a guardian, a link, a passkey and care."""
    client = actions.enter_client(
        by=cast.bo.user,
        clinic=cast.clinic,
        given_name="Daniels",
        family_name="Dov",
        born_on=date(1985, 3, 14),
    )
    episode = record.open_episode(by=cast.bo.user, client=client, started_on=date(2026, 2, 1))
    link, _ = actions.send_link(
        by=cast.bo.user, client=client, purpose=ClientLink.Purpose.INTAKE, about=episode
    )
    Alert.objects.create(
        episode=episode,
        level="emergency",
        signs=["sn04_thunderclap"],
        raised_at=timezone.now(),
        raised_by=link,
    )
    for text in consent_texts().values():
        sign(
            by=link,
            client=client,
            text=text,
            signed_by="Dov",
            signature_kind=Consent.Signature.TYPED,
            signature={},
        )
    actions.add_contact(by=cast.bo.user, client=client, part="proxy", name="Pat")
    actions.begin_care(by=cast.bo.user, client=client, practitioner=cast.bo, since=date(2026, 2, 1))
    ClientPasskey.objects.create(client=client, credential_id="x", public_key="y", name="Phone")
    return client


def unite(browser, kept, other, because="Same card, same telephone"):
    return browser.post(reverse("union", args=[kept.pk, other.pk]), {"because": because})


def test_two_records_are_compared_and_then_united_with_both_readable(cast, browsers, twin):
    address = reverse("union", args=[cast.dov.pk, twin.pk])
    assert address in browsers["ada"].get(reverse("client", args=[cast.dov.pk])).content.decode()
    assert browsers["ada"].get(address).status_code == 200
    assert browsers["ada"].post(address, {"because": " "}).status_code == 200
    assert not RecordUnion.objects.exists()
    assert unite(browsers["ada"], cast.dov, twin).status_code == 302
    twin.refresh_from_db()
    assert twin.united_into == cast.dov
    assert Episode.objects.filter(client=cast.dov).count() == 2
    assert Alert.objects.get().episode.client == cast.dov
    assert {care.practitioner for care in cast.dov.care.filter(until=None)} == {cast.ada, cast.bo}
    assert (cast.dov.consents.count(), cast.dov.contacts.count()) == (len(consent_texts()), 1)
    assert not twin.links.filter(revoked_at=None).exists()
    assert cast.dov.passkeys.count() == 0
    assert cast.dov.links.filter(revoked_at=None).count() == 1
    for client in (cast.dov, twin):
        page = browsers["ada"].get(reverse("client", args=[client.pk]))
        assert "Same card, same telephone" in page.content.decode()
        assert Event.objects.filter(client_id=client.pk, details__united=True).count() == 1
    assert [one.pk for one in queries.clients_of(cast.ada.user)] == [cast.dov.pk]
    assert found(cast, "Dov Daniels") == {cast.dov.pk}


def test_a_united_record_is_found_by_its_former_name_and_changed_no_more(cast, browsers, twin):
    twin.family_name = "Dowd"
    twin.save(update_fields=["family_name"])
    unite(browsers["ada"], cast.dov, twin)
    assert found(cast, "dowd") == {cast.dov.pk}
    for name in ("particulars", "archive", "contacts"):
        assert browsers["ada"].post(reverse(name, args=[twin.pk]), {}).status_code == 404
    with pytest.raises(actions.ClientIsArchived):
        actions.send_link(by=cast.ada.user, client=twin, purpose=ClientLink.Purpose.INTAKE)
    actions.archive_client(by=cast.olga.user, client=twin)
    with pytest.raises(erasing.NotErased):
        erasing.erase(twin, by=cast.olga.user, early=False)


def test_a_union_can_be_undone(cast, browsers, twin):
    unite(browsers["ada"], cast.dov, twin)
    union = RecordUnion.objects.get()
    browsers["ada"].post(reverse("separation", args=[cast.dov.pk, union.pk]))
    twin.refresh_from_db()
    union.refresh_from_db()
    assert (twin.united_into, union.separated_by) == (None, cast.ada.user)
    assert [e.client for e in Episode.objects.order_by("started_on")] == [cast.dov, twin]
    assert (twin.consents.count(), twin.contacts.count()) == (len(consent_texts()), 1)
    assert unite(browsers["ada"], cast.dov, twin).status_code == 302


def test_consents_that_hold_on_both_stay_each_in_its_place(cast, browsers, twin):
    for text in consent_texts().values():
        sign(
            by=cast.dovs_link, client=cast.dov, text=text, signed_by="Dov",
            signature_kind=Consent.Signature.TYPED, signature={},
        )  # fmt: skip
    assert unite(browsers["ada"], cast.dov, twin).status_code == 302
    assert (cast.dov.consents.count(), twin.consents.count()) == (len(consent_texts()), len(consent_texts()))


def test_erasing_a_united_person_erases_both_and_the_copy_holds_both(cast, browsers, twin):
    unite(browsers["ada"], cast.dov, twin)
    copied = {part.path: len(part.rows) for part in parts_of(cast.dov)}
    assert (copied["tables/people.Client.json"], copied["tables/record.Episode.json"]) == (2, 2)
    actions.archive_client(by=cast.olga.user, client=cast.dov)
    erasing.erase(Client.objects.get(pk=cast.dov.pk), by=cast.olga.user, early=False)
    assert not Client.objects.filter(pk__in=[cast.dov.pk, twin.pk]).exists()
    assert not RecordUnion.objects.exists()
    assert not ClientPasskey.objects.exists()


@pytest.mark.parametrize("who", ["fay", "cleo", "dov", "eve"])
def test_who_may_not_unite_learns_nothing(cast, browsers, twin, who):
    assert unite(browsers[who], cast.dov, twin).status_code in (302, 404)
    assert not RecordUnion.objects.exists()


def test_records_of_two_clinics_or_one_and_the_same_are_refused(cast, twin):
    for other in (cast.cleos_client, cast.dov):
        with pytest.raises(uniting.NotUnited):
            uniting.unite(by=cast.ada.user, kept=cast.dov, other=other, because="x")
    uniting.unite(by=cast.ada.user, kept=cast.dov, other=twin, because="x")
    for kept, other in ((twin, cast.dov), (cast.dov, twin)):
        with pytest.raises(uniting.NotUnited):
            uniting.unite(by=cast.ada.user, kept=kept, other=other, because="x")


def test_each_table_that_names_a_client_moves_or_stays():
    naming = {
        table
        for table in apps.get_models()
        for field in table._meta.concrete_fields
        if field.is_relation and field.related_model is Client
    }
    assert naming == {*uniting.MOVE, *uniting.STAY}
