"""Every date that is accepted can be walked to the end; no other is accepted, and an old wrong one harms nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from nuchal.clinic.people import actions as people
from nuchal.clinic.people.clients import OLDEST, Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record.actions import record
from nuchal.clinic.record.episodes import Finding, Section
from tests.web.conftest import Browser, browser_of
from tests.web.test_intake import send

TODAY = date(2026, 11, 27)
ACCEPTED = (
    date(2000, 2, 29),
    TODAY,
    TODAY - timedelta(days=1),
    date(TODAY.year - OLDEST, 12, 1),
    date(2008, 11, 27),
)
REFUSED = (
    TODAY + timedelta(days=1),
    date(2, 1, 1),
    date(1800, 1, 1),
    date(9999, 12, 31),
    date(TODAY.year - OLDEST - 1, 11, 27),
)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("nuchal.clinic.people.staff.Clinic.today", lambda _clinic, _now: TODAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: TODAY)


def walk(cast, client: Client, *, most: int = 60) -> list[tuple[str, int]]:
    """The client page, their link, the intake to its end, the chart, the exam and the papers: what answers with 5xx."""
    ada, dov = browser_of(cast.ada), Browser()
    _link, token = people.send_link(by=cast.ada.user, client=client, purpose=ClientLink.Purpose.INTAKE)
    pages = [f"/clients/{client.pk}/", f"/clients/{client.pk}/particulars/", "/clients/", "/"]
    found = [(page, ada.get(page).status_code) for page in pages]
    found.append(("link", dov.get(f"/with/{token}/", follow=True).status_code))
    send(dov, "consent", name="Somebody", relationship="mother", answers="speaker", signed_as="self")
    about = dov.get("/intake/answers/about/")
    if about.status_code == 200:
        more = {"age": "40"} if "age" in about.context["page"].form.fields else {}
        send(dov, "about", sex="female", **more)
    for _step in range(most):
        page = dov.get("/intake/")
        found.append(("intake", page.status_code))
        shown = page.context.get("page") if page.context else None
        if shown is None:
            break
        send(dov, str(shown.step), skip="1", none="1", answer="no", name="Somebody", relationship="mother")
    found.append(("handed in", dov.post("/intake/completion/", {}).status_code))
    episode = client.episodes.get()
    for part in ("", "exam/", "papers/"):
        found.append((part or "chart", ada.get(f"/episodes/{episode.pk}/{part}").status_code))
    return [one for one in found if one[1] >= 500]


@pytest.mark.parametrize("born_on", ACCEPTED, ids=str)
def test_a_date_that_is_accepted_can_be_walked_to_the_end(cast, born_on):
    ada = browser_of(cast.ada)
    page = ada.post("/clients/", {"given_name": "Lea", "family_name": "Lind", "born_on": born_on.isoformat()})
    assert page.status_code == 302, page.content.decode()
    assert walk(cast, Client.objects.get(given_name="Lea")) == []


@pytest.mark.parametrize("born_on", REFUSED, ids=str)
def test_a_date_that_nobody_is_born_on_is_refused_by_every_form_and_action(cast, born_on):
    ada = browser_of(cast.ada)
    person = {"given_name": "Lea", "family_name": "Lind", "born_on": born_on.isoformat()}
    assert ada.post("/clients/", person).status_code != 302
    changed = ada.post(
        f"/clients/{cast.dov.pk}/particulars/", {**person, "insurer_wants_referral": "not_known"}
    )
    assert changed.status_code != 302
    assert not Client.objects.filter(given_name="Lea").exists()
    with pytest.raises(ValidationError):
        people.enter_client(
            by=cast.ada.user, clinic=cast.clinic, given_name="Lea", family_name="Lind", born_on=born_on
        )
    with pytest.raises(ValidationError):
        people.change_client(
            by=cast.ada.user,
            client=cast.dov,
            before={"born_on": cast.dov.born_on},
            after={"born_on": born_on},
        )
    assert Client.objects.get(pk=cast.dov.pk).born_on == cast.dov.born_on


@pytest.mark.parametrize("born_on", REFUSED, ids=str)
def test_a_wrong_date_of_an_older_release_is_an_age_that_nobody_knows(cast, born_on):
    client = Client.objects.create(
        clinic=cast.clinic, given_name="Old", family_name="Record", born_on=born_on
    )
    assert walk(cast, client, most=4) == []
    assert [row.value for row in Finding.objects.filter(episode__client=client, key="age_years")] == [40]


def test_the_oldest_age_is_that_of_the_knowledge(knowledge):
    assert knowledge.findings["age_years"].most == OLDEST


def test_a_clearance_from_before_the_first_report_is_asked_about(cast):
    ada = browser_of(cast.ada)
    record(
        by=cast.ada.user, episode=cast.episode, section=Section.OBSERVATION, key="neck_surgery", value="yes"
    )
    address = f"/episodes/{cast.episode.pk}/clearances/recent_surgery/"
    told = {"by": "Dr A. Example", "on": "1990-01-01", "excluded": "see letter"}
    asked = ada.post(address, told)
    assert "first reported here on" in asked.content.decode()
    for wrong in ("soon", "2026-02-30", "2030-01-01", "0002-01-01"):
        ada.post(address, {**told, "on": wrong, "before_report": "on"})
    assert not Finding.objects.filter(section=Section.CLEARANCE).exists()
    ada.post(address, {**told, "before_report": "on"})
    assert Finding.objects.get(section=Section.CLEARANCE).value["before_report"] is True
