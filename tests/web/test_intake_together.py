"""Two pages or phones on one intake, two kinds of headache, and somebody who answers for the client."""

from __future__ import annotations

import json
import re
import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from nuchal.clinic.audit.models import Event
from nuchal.clinic.intake import actions, queries
from nuchal.clinic.intake.asking import next_step
from nuchal.clinic.intake.models import Alert, Intake, Submission
from nuchal.clinic.intake.speaking import Signed
from nuchal.clinic.intake.steps import Kind, Step, Stopped
from nuchal.clinic.people.clients import Contact
from nuchal.clinic.record.actions import record
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.episodes import Drawing, Finding, Section
from nuchal.clinic.rights.erasing import erase
from nuchal.reasoning.interview import AskFinding
from tests.web.conftest import browser_of, proven_browser
from tests.web.test_intake import DRAWN, begun, clear, finish, here, holds, send

EYES = "list:screen_eyes"
SUDDEN = "list:screen_sudden_and_nerves"
NOTICED = "screen_health_history"


@pytest.fixture
def dov(cast):
    return proven_browser(cast)


def shown(browser, step: str) -> int:
    """Open a page; gives what it knew of the record."""
    return browser.get(f"/intake/answers/{step}/").context["seen"]


def where(answer) -> str:
    return " ".join(answer.content.decode().split())


# -- two pages --------------------------------------------------------------------------------------


def test_an_older_page_takes_no_yes_to_a_danger_away(cast, dov):
    begun(dov)
    other = proven_browser(cast)
    seen = shown(other, EYES)
    send(dov, EYES, tick="drooping_lid_new")
    answer = send(other, EYES, none="1", seen=seen)
    assert holds("drooping_lid_new").value == "yes"
    assert Alert.objects.filter(corrected_at=None).count() == 1
    assert answer.status_code == 303
    assert isinstance(next_step(queries.progress_of(cast.dovs_link).told), Stopped)


def test_a_yes_of_the_older_page_is_stored_at_once(cast, dov):
    begun(dov)
    other = proven_browser(cast)
    seen = shown(other, EYES)
    send(dov, EYES, none="1")
    assert send(other, EYES, tick="drooping_lid_new", seen=seen).status_code == 303
    assert holds("drooping_lid_new").value == "yes"
    assert Alert.objects.get().level == "emergency"


def test_line_by_line_the_more_careful_answer_holds_and_the_page_is_shown_again(cast, dov):
    begun(dov)
    other = proven_browser(cast)
    step = f"list:{NOTICED}"
    seen = shown(other, step)
    send(dov, step, tick="rheumatoid_arthritis", unsure="ankylosing_spondylitis")
    answer = send(other, step, tick="connective_tissue_disease", seen=seen)
    assert answer.status_code == 409
    assert "To be safe we kept every yes" in where(answer)
    states = {name: holds(name).state for name in ("rheumatoid_arthritis", "connective_tissue_disease")}
    assert states == {"rheumatoid_arthritis": "observed", "connective_tissue_disease": "observed"}
    assert holds("ankylosing_spondylitis").state == "not known"
    ticked = {row.id for row in answer.context["page"].list.rows if row.ticked}
    assert ticked == {"rheumatoid_arthritis", "connective_tissue_disease"}


def test_who_has_seen_both_may_take_the_yes_back(cast, dov):
    begun(dov)
    other = proven_browser(cast)
    step = f"list:{NOTICED}"
    seen = shown(other, step)
    send(dov, step, tick="rheumatoid_arthritis")
    again = send(other, step, none="1", seen=seen)
    assert again.status_code == 409
    assert send(other, step, none="1", seen=again.context["seen"]).status_code == 303
    assert holds("rheumatoid_arthritis").state == "denied"


def test_the_same_stale_answer_sent_again_is_shown_again_and_stored_once(cast, dov):
    """The script learns of the meeting first, then lets the browser show it."""
    begun(dov)
    other = proven_browser(cast)
    step = f"list:{NOTICED}"
    once = {"submission": str(uuid4()), "none": "1", "seen": shown(other, step)}
    send(dov, step, tick="rheumatoid_arthritis")
    assert [other.post(f"/intake/answers/{step}/", once).status_code for _try in range(2)] == [409, 409]
    assert Submission.objects.filter(step=step).count() == 2
    assert holds("rheumatoid_arthritis").value == "yes"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_a_page_that_does_not_say_what_it_knew_knew_of_nothing(cast, dov, seen):
    begun(dov)
    send(dov, EYES, tick="drooping_lid_new")
    send(dov, EYES, none="1", seen=seen)
    assert holds("drooping_lid_new").value == "yes"


def test_two_answers_to_another_question_are_shown_to_the_client_and_neither_is_lost(cast, dov):
    clear(dov)
    step = "ask:laterality@main"
    other = proven_browser(cast)
    seen = shown(other, step)
    send(dov, step, answer="left_locked")
    answer = send(other, step, answer="bilateral", seen=seen)
    assert answer.status_code == 409
    assert "Always left" in where(answer)
    assert holds("laterality").value == "left_locked"
    assert answer.context["page"].form["answer"].value() == "bilateral"
    assert send(other, step, answer="bilateral", seen=answer.context["seen"]).status_code == 303
    assert [f.value for f in Finding.objects.filter(key="laterality").order_by("sequence")] == [
        "left_locked",
        "bilateral",
    ]


def test_the_same_answer_twice_is_no_quarrel(cast, dov):
    clear(dov)
    other = proven_browser(cast)
    seen = shown(other, "ask:laterality@main")
    send(dov, "ask:laterality@main", answer="bilateral")
    assert send(other, "ask:laterality@main", answer="bilateral", seen=seen).status_code == 303


def test_a_yes_of_the_therapist_and_a_yes_of_the_client_are_the_same(cast, dov):
    clear(dov)
    step = "group:during@main"
    seen = shown(dov, step)
    word = {"section": Section.OBSERVATION, "key": "photophobia", "profile": "main"}
    record(by=cast.ada.user, episode=Intake.objects.get().episode, value=True, **word)
    assert send(dov, step, tick="vomiting", seen=seen).status_code == 409
    assert send(dov, step, tick="photophobia", seen=seen).status_code == 303


def test_two_drawings_are_not_mixed(cast, dov):
    clear(dov)
    other = proven_browser(cast)
    seen = shown(other, "drawing@main")
    send(dov, "drawing@main", drawing=DRAWN)
    answer = send(other, "drawing@main", drawing=DRAWN.replace("left", "right"), seen=seen)
    assert answer.status_code == 409
    assert holds("drawing").value[0]["side"] == "left"
    assert "right" in json.dumps(answer.context["page"].before)
    send(other, "drawing@main", drawing=DRAWN.replace("left", "right"), seen=answer.context["seen"])
    assert holds("drawing").value[0]["side"] == "right"
    assert Drawing.objects.count() == 2


def test_to_skip_on_an_older_page_takes_no_answer_away(cast, dov):
    clear(dov)
    other = proven_browser(cast)
    seen = shown(other, "ask:laterality@main")
    send(dov, "ask:laterality@main", answer="bilateral")
    assert send(other, "ask:laterality@main", skip="1", seen=seen).status_code == 303
    assert holds("laterality").value == "bilateral"


# -- two kinds of headache --------------------------------------------------------------------------


def test_every_question_says_which_headache_it_is_about(cast, dov):
    finish(dov)
    send(dov, "another", answer="yes")
    send(dov, "drawing@second", drawing=DRAWN.replace("temple_anterior", "vertex"))
    step = here(dov)
    seen_words = where(dov.get("/intake/"))
    assert step.endswith("@second")
    assert "The other headache: Top of the head, left" in seen_words
    assert "The main headache: Temple, left" in where(dov.get("/intake/answers/ask:laterality@main/"))
    assert "All headaches together" in where(dov.get("/intake/answers/medicines/"))


def test_with_one_headache_no_question_says_which(cast, dov):
    finish(dov)
    assert "The main headache" not in where(dov.get("/intake/answers/ask:laterality@main/"))


def test_the_review_shows_the_strokes_of_each_headache_that_is_told(cast, dov):
    finish(dov)
    send(dov, "another", answer="yes")
    send(dov, "drawing@second", drawing=DRAWN)
    page = dov.get("/intake/review/").content.decode()
    ids = re.findall(r' id="(told-[^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count('class="bm-paint"') == page.count('class="fig fig-') >= 2
    assert {"told-1", "told-2"} <= {name[:6] for name in ids}
    send(dov, "another", answer="no")
    assert 'id="told-2' not in dov.get("/intake/review/").content.decode()


def test_a_second_kind_can_be_taken_back_and_comes_back_with_its_answers(cast, dov):
    finish(dov)
    send(dov, "another", answer="yes")
    send(dov, "drawing@second", drawing=DRAWN)
    form = dov.get("/intake/answers/another/").context["page"].form
    assert form["answer"].value() == "yes"
    send(dov, "another", answer="no")
    client = queries.progress_of(cast.dovs_link).told.client
    assert [profile.name for profile in client.profiles] == ["main"]
    told = where(dov.get("/intake/review/"))
    assert "The other headache" not in told
    assert Finding.objects.filter(profile="second", key="drawing", until=None).exists()
    send(dov, "another", answer="yes")
    client = queries.progress_of(cast.dovs_link).told.client
    assert client.profiles[1].drawing is not None


def test_these_warning_signs_are_named_before_they_are_counted(cast, dov, knowledge, monkeypatch):
    finish(dov)
    counted = AskFinding(knowledge.findings["aura_attacks"], "x")
    monkeypatch.setattr("nuchal.clinic.intake.asking.next_question", lambda *_a, **_k: counted)
    next_step.cache_clear()
    assert str(next_step(queries.progress_of(cast.dovs_link).told)) == "ask:aura_types@main"
    send(dov, "ask:aura_types@main", tick="visual")
    assert str(next_step(queries.progress_of(cast.dovs_link).told)) == "ask:aura_attacks@main"
    next_step.cache_clear()


# -- who answers ------------------------------------------------------------------------------------


def aged(cast, years: int):
    today = cast.clinic.today(timezone.now())
    cast.dov.born_on = date(today.year - years, 1, 1)
    cast.dov.save()
    return proven_browser(cast)


def test_for_a_child_the_guardian_signs_and_answers(cast):
    dov = aged(cast, 9)
    page = where(dov.get("/intake/"))
    assert "A parent or guardian signs for Dov" in page
    assert "answers alone" not in page
    send(dov, "consent", name="Ann Daniels", relationship="mother")
    assert {(c.signed_by, c.signed_as) for c in Consent.objects.all()} == {("Ann Daniels", "guardian")}
    send(dov, "about", sex="male")
    assert holds("sex").said_by.name == "Ann Daniels"
    contact = Contact.objects.get(client=cast.dov, part="guardian")
    assert (contact.name, contact.relationship) == ("Ann Daniels", "mother")
    assert "You answer about <b>Dov</b>" in where(dov.get("/intake/"))


def test_a_young_person_answers_alone_where_the_guardian_agrees(cast):
    dov = aged(cast, 16)
    assert send(dov, "consent", name="Ann Daniels").status_code == 422
    send(dov, "consent", name="Ann Daniels", answers="client")
    send(dov, "about", sex="male")
    assert holds("sex").said_by is None
    assert Contact.objects.filter(client=cast.dov, part="guardian", name="Ann Daniels").exists()
    assert "You answer about" not in where(dov.get("/intake/"))


def test_a_minor_who_signed_alone_is_asked_for_a_guardian_before_any_question_of_health(cast):
    cast.dov.born_on = None
    cast.dov.save()
    dov = proven_browser(cast)
    send(dov, "consent", name="Dov Daniels", signed_as="self")
    send(dov, "about", sex="male", age="15")
    assert here(dov) == "guardian"
    assert not Finding.objects.filter(key="seizure_new").exists()
    send(dov, "guardian", name="Ann Daniels", answers="client")
    assert here(dov) == SUDDEN
    held = Consent.objects.filter(withdrawn_at=None)
    assert {(c.signed_by, c.signed_as) for c in held} == {("Ann Daniels", "guardian")}
    assert Consent.objects.filter(signed_as="self").exclude(withdrawn_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_once_are_one_signature_and_one_guardian(cast):
    cast.dov.born_on = date(timezone.now().year - 9, 1, 1)
    cast.dov.save()
    intake = actions.begin(by=cast.dovs_link).intake
    signed = Signed(name="Ann Daniels", signed_as="guardian", relationship="mother")
    start, outcomes = threading.Barrier(4), []

    def agree() -> None:
        try:
            start.wait(timeout=10)
            given = {"by": cast.dovs_link, "intake": intake, "key": uuid4(), "step": Step(kind=Kind.CONSENT)}
            outcomes.append(actions.agree(signed=signed, **given))
        finally:
            connection.close()

    threads = [threading.Thread(target=agree) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [actions.Outcome.STORED] * 4
    signatures = Consent.objects.filter(client=cast.dov, text="treatment")
    assert [one.withdrawn_at for one in signatures] == [None]
    assert Contact.objects.filter(client=cast.dov, part="guardian").count() == 1


def test_below_twelve_nobody_answers_alone(cast):
    cast.dov.born_on = None
    cast.dov.save()
    dov = proven_browser(cast)
    send(dov, "consent", name="Dov Daniels", signed_as="self")
    send(dov, "about", sex="male", age="11")
    page = where(dov.get("/intake/"))
    assert "answers alone" not in page
    send(dov, "guardian", name="Ann Daniels", answers="client")
    assert Intake.objects.get().speaker.name == "Ann Daniels"


def test_an_adult_needs_no_guardian_and_has_no_such_page(cast, dov):
    begun(dov)
    assert here(dov) == SUDDEN
    assert dov.get("/intake/answers/guardian/").status_code == 404
    assert "guardian of Dov" not in where(dov.get("/intake/answers/consent/"))


def test_a_proxy_answers_for_an_adult_and_the_pages_speak_of_the_client(cast, dov):
    send(dov, "consent", name="Eli Daniels", signed_as="proxy", relationship="son")
    page = dov.get("/intake/")
    assert page.context["page"].form.fields["sex"].label == "What is Dov’s sex?"
    send(dov, "about", sex="male")
    send(dov, SUDDEN, tick="worst_within_5_min")
    told = where(dov.get("/intake/"))
    assert "Stop here. Dov needs help now." in told
    assert "Stay with Dov." in told
    assert "told me to call for Dov" in told


def test_who_answered_stands_in_the_chart_and_in_the_history(cast, dov):
    send(dov, "consent", name="Eli Daniels", signed_as="proxy", relationship="son")
    send(dov, "about", sex="male")
    ada = browser_of(cast.ada)
    assert "Answered by Eli Daniels, proxy (son)." in where(ada.get(f"/episodes/{cast.episode.pk}/"))
    assert "Eli Daniels, proxy (son), for the client" in where(
        ada.get(f"/episodes/{cast.episode.pk}/history/")
    )


def test_the_same_guardian_is_one_contact_and_every_step_is_audited(cast):
    dov = aged(cast, 9)
    send(dov, "consent", name="Ann Daniels")
    send(dov, "guardian", name="ann daniels")
    assert Contact.objects.filter(client=cast.dov, part="guardian").count() == 1
    written = [event.details for event in Event.objects.all() if "answers" in event.details]
    assert written == [{"answers": "guardian"}]


def test_who_answered_does_not_stand_in_the_way_of_an_erasure(cast, dov):
    send(dov, "consent", name="Eli Daniels", signed_as="proxy", relationship="son")
    send(dov, "about", sex="male")
    cast.dov.archived_at = timezone.now()
    cast.dov.save()
    erase(cast.dov, by=cast.olga.user, early=True)
    assert not Contact.objects.filter(name="Eli Daniels").exists()
    assert not Finding.objects.filter(said_by__isnull=False).exists()


# -- the words of the knowledge ---------------------------------------------------------------------


def test_an_item_of_the_knowledge_stands_behind_every_number_that_is_dialled(cast, dov, knowledge):
    begun(dov)
    cast.clinic.country = "gb"
    cast.clinic.save()
    send(dov, SUDDEN, tick="worst_within_5_min")
    assert knowledge.emergency_numbers["GB"] == "999"
    assert 'href="tel:999"' in dov.get("/intake/").content.decode()


def test_the_body_map_is_there_for_a_browser_without_cookies(client, db):
    answer = client.get("/intake/pad.json", secure=True)
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert "Dov" not in answer.content.decode()
