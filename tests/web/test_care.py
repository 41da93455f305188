"""Who treats whom: chosen for a new client, on the client's page, by one tap or by the first entry; handed over and ended."""

from __future__ import annotations

from datetime import date

import pytest

from nuchal.clinic.people import actions as people
from nuchal.clinic.people.absences import Absence
from nuchal.clinic.people.clients import CareRelationship, Client
from nuchal.clinic.record import actions as record
from nuchal.clinic.record.episodes import Section


@pytest.fixture
def new(cast) -> Client:
    return people.enter_client(by=cast.fay.user, clinic=cast.clinic, given_name="New", family_name="Comer")


def treating(client: Client) -> list[str]:
    now = CareRelationship.objects.filter(client=client, until=None)
    return sorted(now.values_list("practitioner__user__name", flat=True))


@pytest.mark.parametrize(
    ("who", "chosen", "treats"), [("ada", "ada", ["Ada"]), ("fay", "bo", ["Bo"]), ("fay", "", [])]
)
def test_a_new_client_is_assigned_when_entered(cast, browsers, who, chosen, treats):
    page = browsers[who].get("/clients/").content.decode()
    assert ("selected>Ada</option>" in page) is (who == "ada")
    form = {"given_name": "Nina", "family_name": "Sato", "language": "en",
            "care-therapist": getattr(cast, chosen).pk if chosen else ""}  # fmt: skip
    browsers[who].post("/clients/", form)
    assert treating(Client.objects.get(given_name="Nina")) == treats


def test_the_desk_assigns_hands_over_and_ends_on_the_clients_page(cast, new, browsers):
    fay, place = browsers["fay"], f"/clients/{new.pk}/"
    assert "No therapist yet." in fay.get(place).content.decode()
    fay.post(f"{place}care/", {"therapist": cast.ada.pk})
    fay.post(f"{place}care/", {"therapist": cast.ada.pk})
    assert treating(new) == ["Ada"]
    held = CareRelationship.objects.get(client=new)
    fay.post(f"{place}care/{held.pk}/handover/", {"therapist": cast.bo.pk})
    assert treating(new) == ["Bo"]
    fay.post(f"{place}care/{CareRelationship.objects.get(client=new, until=None).pk}/end/")
    assert treating(new) == []


@pytest.mark.parametrize("who", ["fay", "olga", "cleo"])
def test_only_a_therapist_of_the_clinic_can_be_assigned(cast, new, browsers, who):
    browsers["fay"].post(f"/clients/{new.pk}/care/", {"therapist": getattr(cast, who).pk})
    assert treating(new) == []


def test_a_stranger_assigns_nobody(cast, browsers):
    held = CareRelationship.objects.get(client=cast.dov)
    place = f"/clients/{cast.dov.pk}/care/{held.pk}/"
    assert browsers["cleo"].post(f"{place}end/").status_code == 404
    assert browsers["cleo"].post(f"{place}handover/", {"therapist": cast.cleo.pk}).status_code == 404
    assert treating(cast.dov) == ["Ada"]


def test_the_first_entry_in_a_chart_that_nobody_answers_for_makes_the_therapist(cast, new, browsers):
    episode = record.open_episode(by=cast.dovs_link, client=new, started_on=date(2026, 2, 1))
    assert treating(new) == [], "what a client enters makes nobody the therapist"
    place = browsers["bo"].get(f"/clients/{new.pk}/chart/").headers["Location"]
    page = browsers["bo"].get(place).content.decode()
    assert "No therapist treats New yet" in page
    fever = {"episode": episode, "section": Section.OBSERVATION, "key": "fever"}
    record.record(by=cast.bo.user, value="yes", **fever)
    assert treating(new) == ["Bo"]
    assert "No therapist treats New yet" not in browsers["bo"].get(place).content.decode()
    record.record(by=cast.ada.user, value="no", **fever)
    assert treating(new) == ["Bo"], "a colleague who adds something takes nobody over"


def test_one_tap_on_the_chart_makes_the_client_mine(cast, new, browsers):
    episode = record.open_episode(by=cast.dovs_link, client=new, started_on=date(2026, 2, 1))
    form = {"therapist": cast.ada.pk, "back": f"/episodes/{episode.pk}/"}
    answer = browsers["ada"].post(f"/clients/{new.pk}/care/", form)
    assert answer.headers["Location"] == form["back"]
    assert "New Comer</a>" in browsers["ada"].get("/?whose=mine").content.decode()
    away = browsers["ada"].post(f"/clients/{new.pk}/care/", form | {"back": "https://evil.example/"})
    assert away.headers["Location"] == f"/clients/{new.pk}/"


def test_a_therapist_plans_an_absence_with_cover_and_takes_it_back(cast, browsers):
    ada = browsers["ada"]
    form = {"first_on": "2026-12-20", "last_on": "2026-12-10", "covered_by": cast.bo.pk}
    assert "lies before the first" in ada.post("/settings/absences/", form).content.decode()
    assert (
        "not one of the available choices"
        in ada.post(
            "/settings/absences/", form | {"last_on": "2099-01-02", "covered_by": cast.fay.pk}
        ).content.decode()
    )
    ada.post("/settings/absences/", form | {"last_on": "2099-01-02"})
    assert "Bo covers" in ada.get("/settings/absences/").content.decode()
    planned = Absence.objects.get()
    assert browsers["bo"].post(f"/settings/absences/{planned.pk}/removal/").status_code == 404
    ada.post(f"/settings/absences/{planned.pk}/removal/")
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"minutes": "999999999999"}, "less than or equal to 240"),
        ({"minutes": "5", "addresses": "not an address"}, "is no e-mail address"),
        ({"minutes": "5", "addresses": "a@example.org\na@example.org", "phone": "+1 1"}, ""),
    ],
)
def test_the_owner_says_when_an_alert_goes_further_and_to_whom(cast, browsers, form, says):
    answer = browsers["olga"].post("/settings/alerts/", form, follow=True).content.decode()
    assert says in answer
    if not says:
        cast.clinic.refresh_from_db()
        kept = cast.clinic.alert_settings
        assert (kept.minutes, kept.addresses, kept.phone) == (5, ["a@example.org"], "+1 1")
        assert "a@example.org" in answer
