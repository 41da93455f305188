"""Danger questions in groups: each has its own "none of these", an alarm waits for no other group, a child reads its own."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from nuchal.clinic.intake.models import Alert
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.actions import refresh_age
from nuchal.clinic.record.episodes import Finding
from tests.web.conftest import browser_of_client
from tests.web.test_intake import begun, here, send

SUDDEN = "list:screen_sudden_and_nerves"
GATES = {"gate-0": "none", "gate-1": "none", "gate-2": "none"}


@pytest.fixture
def dov(cast):
    return browser_of_client(cast)


@pytest.mark.parametrize("left_out", sorted(GATES))
def test_none_of_these_answers_one_group_and_never_the_page(cast, dov, left_out):
    begun(dov)
    sent = {name: value for name, value in GATES.items() if name != left_out}
    assert send(dov, SUDDEN, **sent).status_code == 422
    assert not Finding.objects.filter(key="worst_within_5_min").exists()
    assert here(dov) == SUDDEN
    assert send(dov, SUDDEN, **GATES).status_code == 303
    assert here(dov) != SUDDEN


def test_yes_without_a_line_is_asked_again(cast, dov):
    begun(dov)
    answer = send(dov, SUDDEN, **GATES | {"gate-1": "some"})
    assert answer.status_code == 422
    assert "Tick which of the lines is true" in answer.content.decode()


@pytest.mark.parametrize("chosen", ["", "some", "none"])
def test_a_danger_sign_is_taken_in_at_once_whatever_else_is_unanswered(cast, dov, chosen):
    begun(dov)
    send(dov, SUDDEN, tick="worst_within_5_min", **{"gate-0": chosen})
    assert Alert.objects.exists()
    assert not Finding.objects.filter(key="passed_out").exists(), "a group without an answer denies nothing"


def test_the_page_has_no_button_that_denies_everything(cast, dov):
    begun(dov)
    page = dov.get("/intake/").content.decode()
    assert not re.search(r"<button[^>]*name=.none", page)
    assert page.count('value="none"') == 3


def _aged(cast, years: int) -> None:
    today = timezone.now().date()
    cast.dov.born_on = today.replace(year=today.year - years, day=1)
    cast.dov.save()
    refresh_age(by=cast.ada.user, episode=cast.episode, on=today)


@pytest.mark.parametrize(("years", "asked"), [(11, False), (14, True)])
def test_age_decides_who_is_asked_about_births_and_driving(cast, dov, years, asked):
    _aged(cast, years)
    send(dov, "consent", name="A Parent", relationship="mother", answers="speaker")
    send(dov, "about", sex="female")
    assert "Driving" not in dov.get("/intake/answers/factors/").content.decode()
    seen = set()
    while (step := here(dov)).startswith("list:"):
        seen.add(step)
        send(dov, step, none="1")
    assert ("list:screen_pregnancy_hormones" in seen) == asked


def test_every_page_for_a_guardian_speaks_of_the_child_and_never_to_it(cast, dov):
    _aged(cast, 11)
    send(dov, "consent", name="A Parent", relationship="mother")
    send(dov, "about", sex="female")
    for checklist in knowledge().checklists:
        if checklist.form == "intake":
            _speaks_of_dov(dov, f"list:{checklist.id}")
    for finding in knowledge().findings.values():
        if finding.asked_of == "client" and finding.about == "profile":
            _speaks_of_dov(dov, f"ask:{finding.id}@main")
    for step in (
        "group:during@main",
        "group:neck@main",
        "group:aura@main",
        "factors",
        "another",
        "medicines",
    ):
        _speaks_of_dov(dov, step)


def _speaks_of_dov(browser, step: str) -> None:
    page = browser.get(f"/intake/answers/{step}/")
    form = re.search(r"<form id=.answer.*?</form>", page.content.decode(), re.DOTALL)
    text = re.sub(r"<[^>]+>|where you are not sure|I am not sure|You painted", " ", form[0] if form else "")
    assert not re.search(r"\b(you|your|yours|my|me)\b", text, re.IGNORECASE), (step, text)
