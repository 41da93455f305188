"""Danger questions in groups: each has its own "none of these", an alarm waits for no other group, a child reads its own."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from nuchal.clinic.intake.models import Alert
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.actions import refresh_age
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.consenting import NEEDED, consent_texts
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


def _groups_named(page: str) -> dict[str, bool]:
    """Each group of the page, and whether the sentence at the top and the one beside it both say that it is missing."""
    top = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)
    named = set(re.findall(r'href="#(gate-\d)"', top[0] if top else ""))
    beside = set(re.findall(r'<p class="field-error" id="(gate-\d)-error">', page))
    assert named == beside
    return {gate: gate in named for gate in GATES}


@pytest.mark.parametrize("left_out", sorted(GATES))
def test_a_group_without_an_answer_is_named_at_the_top_and_beside_it_and_the_others_stay(cast, dov, left_out):
    begun(dov)
    assert not any(_groups_named(dov.get("/intake/").content.decode()).values()), "nothing is missing yet"
    sent = {name: value for name, value in GATES.items() if name != left_out}
    page = send(dov, SUDDEN, **sent).content.decode()
    assert _groups_named(page) == {name: name == left_out for name in GATES}
    assert "1 group on this page still needs an answer:" in page
    assert len(re.findall(r'value="none" checked', page)) == 2


def test_a_page_that_comes_again_after_a_tick_says_why_and_keeps_the_tick(cast, dov):
    begun(dov)
    eyes = "list:screen_eyes"
    send(dov, SUDDEN, **GATES)
    assert send(dov, eyes, tick="eye_attacks_known").status_code == 303
    assert here(dov) == eyes
    page = dov.get("/intake/").content.decode()
    assert _groups_named(page) == {"gate-0": True, "gate-1": False, "gate-2": False}
    assert "Your other answers are saved. 1 group on this page still needs an answer:" in page
    assert re.search(r'value="eye_attacks_known" checked', page)


def test_a_tick_beside_none_of_these_is_kept_and_its_group_is_asked_again(cast, dov):
    begun(dov)
    eyes = "list:screen_eyes"
    send(dov, SUDDEN, **GATES)
    send(dov, eyes, tick="eye_attacks_known", **{"gate-0": "none", "gate-1": "none"})
    page = dov.get("/intake/").content.decode()
    assert _groups_named(page)["gate-1"]
    assert "Check the other lines, then continue." in page
    send(dov, eyes, tick="eye_attacks_known", **{"gate-0": "none", "gate-1": "some"})
    assert here(dov) != eyes


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


NOT_FOR_A_CHILD = re.compile(
    r"\b(sex|alcohol|beer|wine|smok\w*|pregnan\w*|birth|contracept\w*|pill|driving|drive|car|job|work|office)\b",
    re.IGNORECASE,
)


def test_no_page_of_an_eleven_year_old_speaks_of_what_fits_no_child(cast, dov):
    _aged(cast, 11)
    send(dov, "consent", name="A Parent", relationship="mother")
    send(dov, "about", sex="female")
    seen = []
    while (step := here(dov)) != "drawing@main":
        seen.append(step)
        _fits_a_child(dov, step)
        send(dov, step, none="1")
    assert len(seen) == 10
    for step in (
        "factors",
        "group:during@main",
        "group:neck@main",
        "group:aura@main",
        "another",
        "medicines",
    ):
        _fits_a_child(dov, step)


@pytest.mark.parametrize("ticked", ["effort_or_sex_first", "visual_symptom_new", "child_school_decline"])
def test_a_stop_page_about_a_child_speaks_of_the_child_in_words_that_fit(cast, dov, ticked):
    _aged(cast, 11)
    send(dov, "consent", name="A Parent", relationship="mother")
    send(dov, "about", sex="female")
    step = next(f"list:{one.id}" for one in knowledge().checklists if ticked in one.covers)
    send(dov, step, tick=ticked)
    page = dov.get("/intake/")
    assert "stop" in page.context
    words = " ".join([page.context["stop"].words, page.context["stop"].say, *page.context["stop"].more])
    assert not NOT_FOR_A_CHILD.search(words), words
    assert "Dov" in words


def _fits_a_child(browser, step: str) -> None:
    page = browser.get(f"/intake/answers/{step}/").content.decode()
    form = re.search(r"<form id=.answer.*?</form>", page, re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", form[0] if form else "")
    assert not NOT_FOR_A_CHILD.search(text), (step, NOT_FOR_A_CHILD.search(text))


@pytest.mark.parametrize(("years", "words"), [(15, "other strong effort"), (16, "hard exercise or sex")])
def test_effort_is_asked_at_every_age_in_words_that_fit_it(cast, dov, years, words):
    _aged(cast, years)
    send(dov, "consent", name="A Parent", relationship="mother", answers="speaker")
    send(dov, "about", sex="male")
    page = dov.get("/intake/answers/list:screen_this_pain/").content.decode()
    assert page.count(words) >= 2, "the gate and its line"
    assert 'value="effort_or_sex_headache"' in page


def test_a_parent_reads_and_signs_words_about_the_child(cast, dov):
    _aged(cast, 11)
    page = dov.get("/intake/").content.decode()
    assert "the head, neck, jaw, shoulders and upper back of Dov" in page
    assert "my head" not in page
    send(dov, "consent", name="A Parent", relationship="mother")
    for held in Consent.objects.all():
        text = consent_texts()[held.text]
        assert (held.version, held.text_digest) == (text.version, text.digest("guardian"))
        assert text.digest("guardian") != text.digest("self")


@pytest.mark.parametrize("signed_as", ["self", "proxy"])
def test_an_adult_page_holds_both_voices_and_the_digest_is_of_the_one_that_was_signed(cast, dov, signed_as):
    page = dov.get("/intake/").content.decode()
    assert "treats my head" in page
    assert "upper back of Dov" in page
    send(dov, "consent", name="A Person", signed_as=signed_as, relationship="wife")
    assert {held.text_digest for held in Consent.objects.all()} == {
        text.digest(signed_as) for text in consent_texts().values() if text.id in NEEDED
    }


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
