"""The intake by link: every answer stored once, danger stops it, and the client can go back, skip and say "not sure"."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from nuchal.clinic.intake import actions, queries
from nuchal.clinic.intake.asking import next_step
from nuchal.clinic.intake.models import Alert, Intake, Submission
from nuchal.clinic.intake.steps import Asked, Stopped
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record.actions import record_many
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Drawing, Finding, Section
from nuchal.knowledge.schema import Level
from tests.web.conftest import Browser, browser_of, browser_of_client, prove

DRAWN = json.dumps(
    {
        "format": "nuchal.drawing/1",
        "strokes": [],
        "chosen": [{"zone": "temple_anterior", "side": "left", "intensity": 6, "quality": "pressing"}],
    }
)

SUDDEN = "list:screen_sudden_and_nerves"


@pytest.fixture
def dov(cast):
    return browser_of_client(cast)


def send(browser, step: str, **data):
    """An answer from a page that was opened just now; `seen` is said where it was opened earlier."""
    if "seen" not in data:
        context = browser.get(f"/intake/answers/{step}/").context
        data["seen"] = context["seen"] if context and "seen" in context else 0
    return browser.post(f"/intake/answers/{step}/", {"submission": str(uuid4()), **data})


def begun(browser) -> None:
    """Consent and sex; Dov's age is known from the date of birth."""
    send(browser, "consent", name="Dov Daniels", signed_as="self")
    send(browser, "about", sex="male")


def clear(browser) -> None:
    """Every danger question answered with none of these."""
    begun(browser)
    while (step := here(browser)).startswith("list:"):
        send(browser, step, none="1")


def here(browser) -> str:
    """The step that the client is asked now; empty where none is."""
    page = browser.get("/intake/").context.get("page")
    return str(page.step) if page else ""


def holds(key: str) -> Finding:
    return Finding.objects.get(key=key, until=None)


# -- order ------------------------------------------------------------------------------------------


def test_the_order_is_consent_then_danger_then_the_drawing(cast, dov):
    assert here(dov) == "consent"
    send(dov, "consent", name="Dov Daniels", signed_as="self")
    assert here(dov) == "about"
    send(dov, "about", sex="male")
    assert here(dov) == "list:screen_sudden_and_nerves"
    clear(dov)
    assert here(dov) == "drawing@main"
    send(dov, "drawing@main", drawing=DRAWN)
    assert here(dov) == "medicines"


def test_the_age_is_not_asked_where_the_date_of_birth_is_known(cast, dov):
    send(dov, "consent", name="Dov Daniels", signed_as="self")
    assert "age" not in dov.get("/intake/").context["page"].form.fields
    assert holds("age_years").value >= 40


def test_consent_is_signed_under_its_version_and_only_once(cast, dov):
    for _tap in range(2):
        send(dov, "consent", name="Dov Daniels", signed_as="self")
    assert sorted(Consent.objects.values_list("text", "version")) == [("privacy", "2"), ("treatment", "2")]
    assert {c.signed_by for c in Consent.objects.all()} == {"Dov Daniels"}


def test_without_a_name_nothing_is_signed(cast, dov):
    answer = send(dov, "consent", name="", signed_as="self")
    assert answer.status_code == 422
    assert not Consent.objects.exists()


# -- answers ----------------------------------------------------------------------------------------


def test_none_of_these_denies_every_line_and_silence_denies_nothing(cast, dov):
    begun(dov)
    assert send(dov, "list:screen_eyes").status_code == 422
    assert not Finding.objects.filter(key="double_vision_new").exists()
    send(dov, "list:screen_eyes", none="1")
    assert holds("double_vision_new").state == "denied"


def test_a_tick_beside_none_of_these_is_refused(cast, dov):
    begun(dov)
    answer = send(dov, "list:screen_eyes", none="1", tick="double_vision_new")
    assert answer.status_code == 422
    assert not Finding.objects.filter(key="double_vision_new").exists()


def test_not_sure_is_neither_yes_nor_no(cast, dov):
    begun(dov)
    send(dov, "list:screen_eyes", unsure="double_vision_new", **{"gate-1": "none"})
    assert (holds("double_vision_new").state, holds("double_vision_new").value) == ("not known", None)
    assert holds("eye_red_painful").state == "denied"


def test_skipping_leaves_the_questions_open_and_is_not_asked_again(cast, dov):
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", skip="1")
    assert holds("seizure_new").state == "not asked"
    assert here(dov) == "list:screen_eyes"
    episode = cast.episode
    assert queries.progress_of(cast.dovs_link).told.client.observations["seizure_new"].value is None
    assert Submission.objects.get(step="list:screen_sudden_and_nerves").how == "skipped"
    assert episode.findings.filter(key="seizure_new").count() == 1


def test_skipping_what_was_answered_changes_nothing(cast, dov):
    begun(dov)
    send(dov, "list:screen_eyes", none="1")
    send(dov, "list:screen_eyes", skip="1")
    assert holds("double_vision_new").state == "denied"


def test_the_same_answer_sent_twice_is_stored_once(cast, dov):
    begun(dov)
    once = {"submission": str(uuid4()), "drawing": DRAWN}
    for _try in range(3):
        assert dov.post("/intake/answers/drawing@main/", once).status_code == 303
    assert Drawing.objects.count() == 1
    assert Submission.objects.filter(step="drawing@main").count() == 1


def test_another_answer_under_an_old_id_is_not_lost(cast, dov):
    """A browser that goes back shows the page with its old id."""
    begun(dov)
    old = str(uuid4())
    dov.post("/intake/answers/list:screen_eyes/", {"submission": old, "none": "1"})
    dov.post("/intake/answers/list:screen_eyes/", {"submission": old, "unsure": "eye_red_painful"})
    assert holds("eye_red_painful").state == "not known"


def test_a_page_of_one_client_writes_nothing_into_the_intake_of_another(cast, dov):
    begun(dov)
    page = dov.get("/intake/answers/list:screen_eyes/").content.decode()
    assert f'name="intake" value="{Intake.objects.get().pk}"' in page
    before = Finding.objects.count()
    for place in ("answers/list:screen_eyes", "completion", "doctors-look"):
        sent = {"none": "1", "intake": str(uuid4()), "submission": str(uuid4())}
        assert dov.post(f"/intake/{place}/", sent).status_code == 404
    assert Finding.objects.count() == before


def test_going_back_shows_the_earlier_answer_and_a_correction_supersedes_it(cast, dov):
    clear(dov)
    send(dov, "drawing@main", drawing=DRAWN)
    send(dov, "medicines", name=["Ibuprofen"], days=["6"], **{"class": [""]})
    before = dov.get("/intake/").context["back"]
    page = dov.get(before).context["page"]
    assert [(row.name, row.days) for row in page.list.rows] == [("Ibuprofen", "6")]
    send(dov, "medicines", none="1")
    assert holds("medicines").value == []
    assert Finding.objects.filter(key="medicines").count() == 2


def test_the_drawing_says_how_strong_it_is_and_offers_its_quality(cast, dov):
    clear(dov)
    send(dov, "drawing@main", drawing=DRAWN)
    assert holds("intensity").value == "moderate"
    assert holds("drawing").value[0]["zone"] == "temple_anterior"
    rows = dov.get("/intake/answers/ask:quality@main/").context["page"].list.rows
    assert [row.id for row in rows if row.ticked] == ["pressing"]


def test_without_a_script_places_are_ticked_in_a_list(cast, dov):
    clear(dov)
    send(dov, "drawing@main", place=["vertex left", "vertex right"])
    assert {(mark["zone"], mark["side"]) for mark in holds("drawing").value} == {
        ("vertex", "left"),
        ("vertex", "right"),
    }


@pytest.mark.parametrize(
    "text", ["", "{", '{"format": "other"}', '{"format":"nuchal.drawing/1","strokes":[],"chosen":[]}']
)
def test_a_drawing_that_says_nothing_is_asked_again(cast, dov, text):
    begun(dov)
    assert send(dov, "drawing@main", drawing=text).status_code == 422
    assert not Drawing.objects.exists()


def test_a_medicine_of_an_unknown_name_is_asked_for_its_kind(cast, dov):
    begun(dov)
    answer = send(dov, "medicines", name=["Herb tea"], days=["3"], **{"class": [""]})
    assert answer.status_code == 422
    assert answer.context["page"].list.rows[0].asks_class
    send(dov, "medicines", name=["Herb tea"], days=["3"], **{"class": ["other"]})
    assert holds("medicines").value == [{"name": "Herb tea", "class": "other", "days_per_month": 3}]


def test_a_medicine_that_prevents_is_taken_every_day(cast, dov):
    begun(dov)
    send(dov, "medicines", name=["amitriptyline"], days=[""], **{"class": [""]})
    assert holds("medicines").value == [
        {"name": "amitriptyline", "class": "preventive", "days_per_month": 30}
    ]


def test_for_how_long_a_medicine_is_taken_outlives_another_number_of_days(cast, dov):
    clear(dov)
    taken = [{"name": "Sumatriptan", "class": "triptan", "days_per_month": 9, "months": 14}]
    episode = Intake.objects.get().episode
    entry = Entry(section=Section.MEDICINES, key="medicines", value=taken)
    record_many(by=cast.ada.user, episode=episode, entries=[entry])
    names = ["sumatriptan", "Ibuprofen"]
    send(dov, "medicines", name=names, days=["11", "4"], **{"class": ["", ""]})
    assert holds("medicines").value == [
        {"name": "sumatriptan", "class": "triptan", "days_per_month": 11, "months": 14},
        {"name": "Ibuprofen", "class": "nsaid", "days_per_month": 4},
    ]


def test_a_long_list_of_medicines_is_kept_whole_or_refused(cast, dov):
    begun(dov)
    for count, status in ((13, 303), (41, 422)):
        names = [f"Herb {number}" for number in range(count)]
        sent = {"name": names, "days": ["3"] * count, "class": ["other"] * count}
        assert send(dov, "medicines", **sent).status_code == status
        assert len(holds("medicines").value) == 13


@pytest.mark.parametrize("days", ["32", "\u00b2", "3\u0664", "-1", "31.5", "99999"])
def test_days_a_month_are_a_number_up_to_31(cast, dov, days):
    begun(dov)
    assert send(dov, "medicines", name=["Ibuprofen"], days=[days], **{"class": [""]}).status_code == 422
    assert not Finding.objects.filter(key="medicines").exists()


def test_another_medicine_is_one_more_line_and_stores_nothing(cast, dov):
    begun(dov)
    answer = send(dov, "medicines", name=["Ibuprofen"], days=["6"], more="1", **{"class": [""]})
    assert [row.name for row in answer.context["page"].list.rows] == ["Ibuprofen", ""]
    assert not Finding.objects.filter(key="medicines").exists()


@pytest.mark.parametrize(
    "step",
    [
        "nonsense",
        "ask:no_such_finding@main",
        "list:visit_01",
        "list:screen_eyes@main",
        "ask:quality@second",
        "ask:palpation",
        "group:during",
    ],
)
def test_a_step_that_does_not_exist_is_not_found(cast, dov, step):
    begun(dov)
    assert dov.get(f"/intake/answers/{step}/").status_code == 404
    assert send(dov, step, answer="yes").status_code == 404


def test_hours_are_stored_as_hours_and_shown_again_as_written(cast, dov):
    begun(dov)
    send(dov, "ask:dur_usual_h@main", answer_number="90", answer_unit="minutes")
    assert holds("dur_usual_h").value == 1.5
    form = dov.get("/intake/answers/ask:dur_usual_h@main/").context["page"].form
    assert form.initial == {"answer": 90}


@pytest.mark.parametrize("step", ["ask:dur_usual_h@main", "ask:ha_days_month@main"])
def test_a_number_that_nobody_knows_is_an_answer_and_an_empty_page_is_none(cast, dov, step):
    begun(dov)
    empty = {"answer": "", "answer_number": "", "answer_unit": "hours"}
    assert send(dov, step, **empty).status_code == 422
    assert send(dov, step, unsure="on", **empty).status_code == 303
    assert holds(step[4:-5]).state == "not known"


# -- the end ----------------------------------------------------------------------------------------


def finish(browser) -> None:
    for _page in range(60):
        step = here(browser)
        if not step:
            return
        answers = {
            "consent": {"name": "Dov Daniels", "signed_as": "self"},
            "about": {"sex": "male"},
            "drawing": {"drawing": DRAWN},
            "another": {"answer": "no"},
        }
        usual = (
            {"none": "1"}
            if step.partition(":")[0] in ("list", "group", "factors", "medicines")
            else {"skip": "1"}
        )
        assert send(browser, step, **answers.get(step.partition("@")[0], usual)).status_code == 303
    raise AssertionError("no end")


def test_at_the_end_a_conclusion_is_stored_and_the_client_reads_what_was_said(cast, dov):
    finish(dov)
    told = dov.get("/intake/").content.decode()
    assert "Is this right?" in told
    assert "None of these" in told
    assert not Conclusion.objects.exists()
    dov.post("/intake/completion/")
    assert Conclusion.objects.get().episode_id == cast.episode.pk
    assert Intake.objects.get().finished_at is not None
    assert "That is all." in dov.get("/intake/").content.decode()


def test_nothing_is_handed_in_while_questions_are_open(cast, dov):
    begun(dov)
    dov.post("/intake/completion/")
    assert Intake.objects.get().finished_at is None


def test_a_second_kind_of_headache_has_its_own_drawing_and_questions(cast, dov):
    finish(dov)
    send(dov, "another", answer="yes")
    assert here(dov) == "drawing@second"
    send(dov, "drawing@second", drawing=DRAWN)
    assert here(dov).endswith("@second")
    assert {f.profile for f in Finding.objects.filter(key="drawing", until=None)} == {"main", "second"}


def test_it_goes_on_where_it_was_left_on_another_device(cast, dov):
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", none="1")
    other = browser_of_client(cast)
    assert other.get("/intake/").headers["Location"].endswith("/proof/")
    prove(other, cast.dovs_link)
    assert here(other) == "list:screen_eyes"


def test_two_opened_at_once_are_one_intake(cast):
    for _device in range(2):
        here(browser_of_client(cast))
    assert Intake.objects.count() == 1


def test_a_client_without_an_episode_gets_one(cast):
    new = people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name="New", family_name="Person")
    _link, token = people.send_link(by=cast.ada.user, client=new, purpose=ClientLink.Purpose.INTAKE)
    browser = Browser()
    browser.get(f"/with/{token}/")
    assert here(browser) == "consent"
    assert new.episodes.count() == 1
    assert here(browser) == "consent"
    assert new.episodes.count() == 1


@pytest.mark.parametrize("closing", ["revoked_at", "expires_at"])
def test_a_closed_link_shows_the_calm_page_and_takes_no_answer(cast, dov, closing):
    begun(dov)
    setattr(cast.dovs_link, closing, cast.dovs_link.created_at)
    cast.dovs_link.save()
    for answer in (dov.get("/intake/"), send(dov, "list:screen_eyes", none="1")):
        assert answer.status_code == 404
        assert "This link is closed" in answer.content.decode()
    assert not Finding.objects.filter(key="double_vision_new").exists()


def test_a_link_for_the_diary_opens_no_intake(cast):
    _link, token = people.send_link(by=cast.ada.user, client=cast.dov, purpose=ClientLink.Purpose.DIARY)
    browser = Browser()
    browser.get(f"/with/{token}/")
    assert browser.get("/intake/").status_code == 404


def test_an_answer_without_the_token_of_the_page_is_refused(cast):
    strict = Browser(enforce_csrf_checks=True)
    strict.get(f"/with/{cast.dovs_token}/")
    assert strict.post("/intake/answers/about/", {"sex": "male"}).status_code == 403


# -- danger -----------------------------------------------------------------------------------------


@pytest.fixture
def stopped(cast, dov):
    begun(dov)
    send(dov, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    return dov


def test_a_danger_sign_stops_it_at_once_with_what_to_do_now(cast, stopped):
    answer = stopped.get("/intake/")
    told = answer.content.decode()
    assert "Stop here. You need help now." in told
    assert 'href="tel:911"' in told
    assert "a headache at its worst within 5 minutes" in told
    assert 'id="answer"' not in told


def test_without_a_known_number_the_page_says_your_local_emergency_number(cast, stopped):
    cast.clinic.country = "XX"
    cast.clinic.save()
    told = stopped.get("/intake/").content.decode()
    assert "tel:" not in told
    assert "Call your local emergency number now." in told


def test_an_answer_that_arrives_twice_raises_one_alert(cast, stopped):
    send(stopped, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    assert Alert.objects.count() == 1


def test_it_closes_booking_until_the_clinic_has_settled_it(cast, stopped):
    assert not queries.may_book(cast.dovs_link)
    ada = browser_of(cast.ada)
    alert = Alert.objects.get()
    ada.post(f"/alerts/{alert.pk}/sight/")
    assert not queries.may_book(cast.dovs_link)
    ada.post(f"/alerts/{alert.pk}/settlement/", {"because": ""})
    assert not queries.may_book(cast.dovs_link)
    ada.post(f"/alerts/{alert.pk}/settlement/", {"because": "Sent to hospital by phone"})
    alert.refresh_from_db()
    assert queries.may_book(cast.dovs_link)
    assert (alert.seen_by, alert.settled_by) == (cast.ada.user, cast.ada.user)


def test_who_saw_it_first_stays_written(cast, stopped):
    alert = Alert.objects.get()
    browser_of(cast.ada).post(f"/alerts/{alert.pk}/sight/")
    browser_of(cast.bo).post(f"/alerts/{alert.pk}/sight/")
    alert.refresh_from_db()
    assert alert.seen_by == cast.ada.user


@pytest.mark.parametrize("who", ["olga", "fay", "cleo"])
def test_an_alert_is_for_those_who_treat_in_this_clinic(cast, stopped, who):
    alert = Alert.objects.get()
    browser = browser_of(getattr(cast, who))
    assert browser.post(f"/alerts/{alert.pk}/sight/").status_code == 404
    assert browser.post(f"/alerts/{alert.pk}/settlement/", {"because": "x"}).status_code == 404
    assert not queries.open_alerts(getattr(cast, who).user).exists()
    assert "Daniels" not in browser.get("/alerts/").content.decode()


def test_the_list_of_alerts_says_who_and_what_to_do(cast, stopped):
    told = browser_of(cast.ada).get("/alerts/").content.decode()
    assert "Dov Daniels" in told
    assert "Emergency" in told


def test_today_shows_the_alert_to_those_who_treat_and_to_nobody_else(cast, stopped):
    seen = {
        who: "intake needs you now" in browser_of(getattr(cast, who)).get("/").content.decode()
        for who in ("ada", "bo", "olga", "fay", "cleo")
    }
    assert seen == {"ada": True, "bo": True, "olga": False, "fay": False, "cleo": False}


def test_a_doctor_has_checked_it_is_a_note_and_clears_nothing(cast, stopped):
    stopped.post("/intake/doctors-look/")
    alert = Alert.objects.get()
    assert alert.checked_at is not None
    assert alert.settled_at is None
    assert not queries.may_book(cast.dovs_link)
    progress = queries.progress_of(cast.dovs_link)
    assert not progress.told.client.clearances
    assert actions.client_of(cast.episode).clearances == ()
    assert here(stopped) == SUDDEN, "the other groups of the page have no answer yet"
    send(stopped, SUDDEN, tick="worst_within_5_min", **{"gate-1": "none", "gate-2": "none"})
    assert here(stopped) == "list:screen_eyes"


def test_a_new_sign_after_a_checked_one_stops_it_again(cast, stopped):
    stopped.post("/intake/doctors-look/")
    send(stopped, "list:screen_eyes", tick="drooping_lid_new")
    assert isinstance(next_step(queries.progress_of(cast.dovs_link).told), Stopped)
    assert Alert.objects.count() == 2


def test_a_wrong_answer_can_be_corrected_and_the_alert_says_so(cast, stopped):
    back = stopped.get("/intake/").context["back"]
    assert "screen_sudden_and_nerves" in back
    send(stopped, "list:screen_sudden_and_nerves", none="1")
    assert here(stopped) == "list:screen_eyes"
    alert = Alert.objects.get()
    assert alert.corrected_at is not None
    assert not queries.may_book(cast.dovs_link)


def test_the_same_sign_after_a_correction_alerts_again(cast, stopped):
    send(stopped, "list:screen_sudden_and_nerves", none="1")
    send(stopped, "list:screen_sudden_and_nerves", tick="worst_within_5_min")
    assert Alert.objects.count() == 2


def test_a_sign_that_a_doctor_should_see_first_does_not_stop_but_is_told_at_the_end(cast, dov):
    begun(dov)
    send(dov, "list:screen_health_history", tick="rheumatoid_arthritis", **{"gate-0": "none"})
    assert not Alert.objects.exists()
    finish(dov)
    dov.post("/intake/completion/")
    assert Alert.objects.get().level == "refer_first"
    assert not queries.may_book(cast.dovs_link)
    told = dov.get("/intake/").content.decode()
    assert "One thing before the visit" in told
    assert "please do not book" in told


def test_answers_about_safety_at_home_are_not_repeated_on_the_stop_page(cast, dov):
    begun(dov)
    send(dov, "list:screen_chest_home_safety", tick="unsafe_at_home")
    told = dov.get("/intake/").content.decode()
    assert "threatened" not in told
    assert "What to say" not in told


def test_every_danger_finding_that_stops_alone_raises_an_alert(cast, dov):
    """An answer and its alert arrive together: no stop page without an alert row."""
    begun(dov)
    for name in ("face_droop_new", "speech_trouble_new", "seizure_new"):
        send(dov, "list:screen_sudden_and_nerves", tick=name)
        progress = queries.progress_of(cast.dovs_link)
        assert isinstance(next_step(progress.told), Stopped)
        open_signs = {s for a in Alert.objects.filter(corrected_at=None) for s in a.signs}
        from nuchal.clinic.intake.alerts import standing_signs

        assert {r.sign.id for r in standing_signs(progress.told.client, Level.SAME_DAY)} <= open_signs


# -- words ------------------------------------------------------------------------------------------


def test_the_page_turns_round_for_a_language_from_right_to_left(cast, dov, monkeypatch):
    monkeypatch.setattr(
        "django.middleware.locale.translation.get_language_from_request", lambda *a, **k: "ar"
    )
    assert 'lang="ar" dir="rtl"' in dov.get("/intake/").content.decode()


def test_no_page_has_a_script_or_style_inside(cast, dov):
    finish(dov)
    pages = ["/intake/", "/intake/pause/", "/intake/review/"]
    pages += [f"/intake/answers/{name}/" for name in queries.progress_of(cast.dovs_link).trail]
    for place in pages:
        told = dov.get(place).content.decode()
        assert "<style" not in told
        assert " style=" not in told
        assert " onclick=" not in told
    assert isinstance(next_step(queries.progress_of(cast.dovs_link).told), Asked)
