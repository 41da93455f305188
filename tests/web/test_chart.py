"""The chart: who may see it, what an answer moves, and what is held."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from nuchal.bodymap import ZoneMark, extent, of_marks, read, zone_marks
from nuchal.cases.reading import read_cases
from nuchal.clinic.audit import ends
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record import actions
from nuchal.clinic.record.assessing import forget_answers, sheet_of
from nuchal.clinic.record.case_format import Entry, entries_of
from nuchal.clinic.record.concluding import conclude
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Finding, Section
from nuchal.knowledge.expressions import leaves

CASES = Path(__file__).parents[2] / "cases" / "journeys"
LIVE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "assessment"}
STAFF = ("ada", "bo")
STRANGERS = ("olga", "fay", "cleo")


def told(cast, story: str):
    """Dov's episode with everything that a written person tells."""
    person = read_cases(CASES / f"{story}.yaml", knowledge())[0].client
    years = int(person.observations["age_years"].value.least)
    cast.dov.born_on = date(2026 - years, 1, 1)
    cast.dov.save()
    cast.episode.refresh_from_db()
    entries = [one for one in entries_of(person, knowledge()) if one.key != "age_years"]
    actions.record_many(by=cast.ada.user, episode=cast.episode, entries=entries)
    conclude(by=cast.ada.user, episode=cast.episode, on=date(2026, 11, 20))
    cast.episode.refresh_from_db()
    return cast.episode


@pytest.fixture
def jaw(cast):
    return told(cast, "jaw_headache_of_a_clencher")


def pages_of(episode) -> list[str]:
    stored = episode.conclusions.first()
    return [
        reverse("episode", args=[episode.pk]),
        reverse("answers", args=[episode.pk]),
        f"{reverse('answers', args=[episode.pk])}?danger=1",
        f"{reverse('answers', args=[episode.pk])}?q=jaw",
        reverse("question", args=[episode.pk, "nausea"]),
        f"{reverse('touches', args=[episode.pk])}?structure=temporalis_1&side=left",
        f"{reverse('touches', args=[episode.pk])}?test=flexion_rotation",
        reverse("medicines", args=[episode.pk]),
        reverse("clearance", args=[episode.pk, "em_gca"]),
        reverse("reasons", args=[episode.pk, "sign", "em_gca"]),
        reverse("reasons", args=[episode.pk, "type", "ichd_2_2"]),
        reverse("history", args=[episode.pk]),
        reverse("conclusions", args=[episode.pk]),
        reverse("conclusion", args=[episode.pk, stored.pk]),
    ]


def known(page: str) -> str:
    """An address whose item exists in this knowledge."""
    structures, tests = knowledge().structures, knowledge().tests
    page = page.replace("structure=temporalis_1", f"structure={next(iter(structures))}")
    return page.replace("test=flexion_rotation", f"test={next(iter(tests))}")


def test_who_treats_sees_every_page_and_strangers_learn_nothing(jaw, browsers):
    for page in map(known, pages_of(jaw)):
        for who in STAFF:
            assert browsers[who].get(page).status_code == 200, (who, page)
        for who in STRANGERS:
            assert browsers[who].get(page).status_code == 404, (who, page)
        for who in ("dov", "eve"):
            assert browsers[who].get(page).headers["Location"].startswith("/account/login/"), (who, page)


def test_strangers_record_nothing(jaw, browsers):
    before, stored = Finding.objects.count(), Conclusion.objects.count()
    posts = {
        "answers": {"finding": "stiff_neck", "answer": "yes"},
        "touches": {"structure": next(iter(knowledge().structures)), "side": "left", "tenderness": "3"},
        "medicines": {"do": "none"},
        "attestation": {"code": "2.2", "agreed": "yes"},
    }
    for name, sent in posts.items():
        for who in (*STRANGERS, "dov", "eve"):
            browsers[who].post(reverse(name, args=[jaw.pk]), sent)
    for who in (*STRANGERS, "dov", "eve"):
        sent = {"by": "Dr Who", "on": "2026-01-01", "excluded": "all"}
        browsers[who].post(reverse("clearance", args=[jaw.pk, "em_gca"]), sent)
    assert (Finding.objects.count(), Conclusion.objects.count()) == (before, stored)


def test_a_form_without_its_token_is_refused(jaw, cast):
    from tests.web.conftest import Browser

    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(cast.ada.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"finding": "stiff_neck", "answer": "yes"}
    assert strict.post(reverse("answers", args=[jaw.pk]), sent).status_code == 403


def test_reading_and_writing_are_in_the_audit(jaw, browsers, cast):
    Event.objects.filter(action=Action.READ).count()
    browsers["bo"].get(reverse("episode", args=[jaw.pk]))
    last = Event.objects.filter(clinic_id=cast.clinic.pk).order_by("-sequence").first()
    assert (last.action, last.actor_name, last.client_id) == (Action.READ, "Bo", cast.dov.pk)
    browsers["bo"].post(reverse("answers", args=[jaw.pk]), {"finding": "stiff_neck", "answer": "yes"})
    wrote = Event.objects.filter(clinic_id=cast.clinic.pk, action=Action.WRITE).order_by("-sequence").first()
    assert wrote.actor_name == "Bo"


# -- what the page says -----------------------------------------------------------------------------


def test_the_chart_tells_story_structures_types_and_the_next_step(jaw, browsers):
    page = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    for words in ("Two-sided pressing headache", "Temporalis", "Headache types", "Next best step", "For and against",
                  "Contributing factors", "Medicines", "Plan", "drafted"):  # fmt: skip
        assert words in page
    assert page.count('class="rank rank-') == 5
    assert 'class="ref-layer ref-no-5"' in page


def test_no_page_has_inline_style_or_script(jaw, browsers):
    for page in map(known, pages_of(jaw)):
        text = browsers["ada"].get(page).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)|javascript:", text), page


def test_one_filled_button_a_page(jaw, browsers):
    page = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    assert page.count("btn-main") <= 1


def test_nothing_is_ranked_while_a_sign_stands(cast, browsers):
    episode = told(cast, "new_temple_pain_at_seventy")
    page = browsers["ada"].get(reverse("episode", args=[episode.pk])).content.decode()
    assert "Structures are held" in page
    assert "Same day" in page
    assert 'class="rank' not in page
    assert "A physician has cleared it" in page


def test_not_asked_is_never_shown_as_no(cast, browsers):
    page = browsers["ada"].get(reverse("question", args=[cast.episode.pk, "nausea"])).content.decode()
    assert "finding-not_asked" in page
    assert "finding-denied" not in page
    chart = browsers["ada"].get(reverse("episode", args=[cast.episode.pk])).content.decode()
    assert "Nobody asked about medicines yet" in chart
    assert "Not asked is not safe" in chart


def test_the_page_costs_the_same_queries_with_many_findings(
    jaw, browsers, django_assert_max_num_queries, monkeypatch
):
    """Without the anchor, which is written by the clock: at most every few seconds."""
    monkeypatch.setattr(ends, "_anchor_when_committed", lambda chain: None)
    place = reverse("episode", args=[jaw.pk])
    browsers["ada"].get(place)
    with django_assert_max_num_queries(21):
        browsers["ada"].get(place)
    with django_assert_max_num_queries(21):
        browsers["ada"].get(f"{place}history/")


# -- answers ----------------------------------------------------------------------------------------


def test_an_answer_moves_the_assessment_at_once_and_says_what_it_was(jaw, browsers):
    chart = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    asked = re.search(r'id="form-next-(\w+)"', chart)[1]
    stored = jaw.conclusions.count()
    answer = browsers["ada"].post(
        reverse("answers", args=[jaw.pk]), {"finding": asked, "answer": "yes"}, **LIVE
    )
    panel = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#assessment"
    assert "data-changed" in panel
    assert "changed, was" in panel
    assert 'id="danger-strip" class="strip-all" hx-swap-oob="true"' in panel
    assert f"form-next-{asked}" not in panel
    assert "<html" not in panel
    assert jaw.conclusions.count() == stored + 1


def test_without_scripts_the_same_change_is_shown_on_the_page(jaw, browsers):
    chart = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    asked = re.search(r'id="form-next-(\w+)"', chart)[1]
    answer = browsers["ada"].post(reverse("answers", args=[jaw.pk]), {"finding": asked, "answer": "yes"})
    assert answer.status_code == 302
    page = browsers["ada"].get(answer.headers["Location"]).content.decode()
    assert "changed, was" in page
    assert "<html" in page


def test_a_danger_answer_holds_everything_at_once(jaw, browsers):
    rules = knowledge().sign_rules["em_sah"]
    finding = next(
        leaf.subject for rule in rules for leaf in leaves(rule.when)
        if leaf.verb == "present" and knowledge().findings[leaf.subject].asked_of == "client"
    )  # fmt: skip
    answer = browsers["ada"].post(
        reverse("answers", args=[jaw.pk]), {"finding": finding, "answer": "yes"}, **LIVE
    )
    panel = answer.content.decode()
    assert "Structures are held" in panel
    assert 'class="rank' not in panel
    assert "changed, was: Clear" in panel


def test_a_number_a_choice_a_time_and_several_are_recorded_as_said(jaw, browsers):
    place = reverse("answers", args=[jaw.pk])
    browsers["ada"].post(place, {"finding": "ha_days_month", "value": "4 to 8"})
    browsers["ada"].post(place, {"finding": "nausea", "value": "mild"})
    browsers["ada"].post(place, {"finding": "dur_usual_h", "value": "30", "unit": "min"})
    browsers["ada"].post(place, {"finding": "quality", "value": ["pressing", "dull"]})
    sheet = sheet_of(jaw)
    profile = sheet.known.client.profiles[0].observations
    assert str(profile["ha_days_month"].value) == "4 to 8"
    assert profile["nausea"].value.said == "mild"
    assert profile["dur_usual_h"].value.least == 0.5
    assert profile["quality"].value.has == {"pressing", "dull"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"finding": "ha_days_month", "value": "often"}, "no number"),
        ({"finding": "ha_days_month", "value": "90"}, "outside"),
        ({"finding": "ha_days_month", "value": ""}, "Enter a number"),
        ({"finding": "nausea", "value": "blue"}, "none of the answers"),
        ({"finding": "stiff_neck", "answer": "perhaps"}, "Choose yes, no"),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_nothing_is_recorded(jaw, browsers, sent, words):
    before = Finding.objects.count()
    plain = browsers["ada"].post(reverse("answers", args=[jaw.pk]), sent)
    live = browsers["ada"].post(reverse("answers", args=[jaw.pk]), sent | {"where": "next"}, **LIVE)
    assert plain.status_code == 400
    assert live.headers["HX-Retarget"] == f"#form-next-{sent['finding']}"
    for answer in (plain, live):
        assert words in answer.content.decode()
        assert ".yaml" not in answer.content.decode()
    assert Finding.objects.count() == before


@pytest.mark.parametrize("state", ["not known", "declined", "not examinable", "not asked"])
def test_no_answer_is_recorded_as_what_it_is(jaw, browsers, state):
    browsers["ada"].post(reverse("answers", args=[jaw.pk]), {"finding": "stiff_neck", "answer": state})
    row = sheet_of(jaw).row("observation", "stiff_neck", kind="main")
    assert (row.state, row.value) == (state, None)


def test_two_who_answer_at_once_are_told_of_each_other(jaw, browsers):
    place, seen = (
        reverse("answers", args=[jaw.pk]),
        sheet_of(jaw).row("observation", "nausea", kind="main").pk,
    )
    browsers["bo"].post(place, {"finding": "nausea", "value": "mild", "seen": seen})
    late = browsers["ada"].post(place, {"finding": "nausea", "value": "severe", "seen": seen})
    assert late.status_code == 409
    page = late.content.decode()
    assert re.search(
        r"Bo saved this at \d\d:\d\d, after you opened the page: .*: A little\.", page, re.IGNORECASE
    )
    assert "Yours is not saved." in page
    assert sheet_of(jaw).row("observation", "nausea", kind="main").value == "mild"


def test_an_answer_that_somebody_else_s_episode_holds_is_not_found(jaw, browsers, cast):
    other = actions.open_episode(by=cast.cleo.user, client=cast.cleos_client, started_on=date(2026, 1, 1))
    theirs = Finding.objects.get(episode=other)
    sent = {"finding": "stiff_neck", "answer": "yes", "seen": str(theirs.pk)}
    assert browsers["ada"].post(reverse("answers", args=[jaw.pk]), sent).status_code == 404


def test_a_touch_and_a_test_are_recorded_in_place(jaw, browsers):
    structure = next(one.id for one in knowledge().structures.values() if one.tissue == "muscle")
    place = reverse("touches", args=[jaw.pk])
    sent = {"structure": structure, "side": "left", "familiar_pain": "yes", "tenderness": "2"}
    assert "assessment" in browsers["ada"].post(place, sent, **LIVE).content.decode()
    assert sheet_of(jaw).row("palpation", structure, side="left").value == {
        "familiar_pain": True,
        "tenderness": 2,
    }
    test = next(one for one in knowledge().tests.values() if one.sided and one.unit is None)
    browsers["ada"].post(place, {"test": test.id, "result_left": "positive", "result_right": "negative"})
    assert sheet_of(jaw).row("test", test.id, side="left").value == "positive"
    assert browsers["ada"].post(place, {"test": test.id}).status_code == 302


def test_a_clearance_brings_the_sign_down_and_names_the_physician(cast, browsers):
    episode = told(cast, "new_temple_pain_at_seventy")
    sent = {
        "by": "Dr Hale", "on": "2026-11-01", "excluded": "giant cell arteritis by blood test and scan",
        "before_report": "on",
    }  # fmt: skip
    panel = (
        browsers["ada"].post(reverse("clearance", args=[episode.pk, "em_gca"]), sent, **LIVE).content.decode()
    )
    assert 'id="assessment"' in panel
    why = browsers["ada"].get(reverse("reasons", args=[episode.pk, "sign", "em_gca"])).content.decode()
    assert "Dr Hale" in why
    late = sent | {"on": "2999-01-01"}
    page = browsers["ada"].post(reverse("clearance", args=[episode.pk, "em_gca"]), late).content.decode()
    assert "still to come" in page


def test_a_clinician_attests_never_the_program(jaw, browsers):
    page = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    assert "for a clinician to confirm" in page
    sent = {"code": "2.2", "agreed": "yes", "kind": "main"}
    panel = browsers["ada"].post(reverse("attestation", args=[jaw.pk]), sent, **LIVE).content.decode()
    assert "confirmed by a clinician" in panel


# -- medicines --------------------------------------------------------------------------------------


def test_the_overuse_counter_reads_its_limits_from_the_criteria(cast, browsers):
    from nuchal.clinic.chart.medicines import limits_in

    limits = limits_in(knowledge())
    assert (limits["drug_days_triptan"], limits["drug_days_nsaid"], limits["any_acute_drug_days"]) == (
        10,
        15,
        10,
    )
    episode = told(cast, "overuse_on_migraine")
    page = browsers["ada"].get(reverse("episode", args=[episode.pk])).content.decode()
    assert "At or over the limit of 10" in page
    assert "stop a medicine" in page


def test_one_day_below_the_limit_is_said(jaw, browsers):
    place = reverse("medicines", args=[jaw.pk])
    sent = {
        "do": "add",
        "name": "sumatriptan",
        "drug_class": "triptan",
        "days_per_month": "9",
        "months": "14",
    }
    browsers["ada"].post(place, sent)
    page = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    assert "One more reaches the limit of 10." in page
    assert "for 14 months" in page
    browsers["ada"].post(place, {"do": "remove", "number": "0"})
    assert sheet_of(jaw).row("medicines", "medicines").value == []


def test_of_two_who_take_out_the_first_medicine_only_one_takes_one_out(jaw, browsers):
    place = reverse("medicines", args=[jaw.pk])
    for name in ("sumatriptan", "rizatriptan"):
        browsers["ada"].post(place, {"do": "add", "name": name, "drug_class": "triptan"})
    seen = str(browsers["ada"].get(place).context["row"].pk)
    assert f'name="seen" value="{seen}"' in browsers["bo"].get(place).content.decode()
    for who in ("ada", "bo"):
        browsers[who].post(place, {"do": "remove", "number": "0", "seen": seen})
    held = sheet_of(jaw).row("medicines", "medicines").value
    assert [one["name"] for one in held] == ["rizatriptan"]
    page = browsers["bo"].get(reverse("episode", args=[jaw.pk])).content.decode()
    assert re.search(r"Ada saved this at \d\d:\d\d, after you opened the page", page)


# -- behind the chart -------------------------------------------------------------------------------


def test_reasons_name_findings_who_said_so_sources_and_their_state(jaw, browsers):
    page = browsers["ada"].get(reverse("reasons", args=[jaw.pk, "type", "ichd_2_2"])).content.decode()
    for words in (
        "Headache days per month",
        "Ada",
        "Classification of Headache Disorders",
        "found",
        "drafted",
    ):
        assert words in page
    sheet = sheet_of(jaw)
    best = sheet.known.found.profiles[0].localisation.ranked[0]
    place = reverse("reasons", args=[jaw.pk, "structure", f"{best.group.id}-{best.side}"])
    assert "What each finding adds" in browsers["ada"].get(place).content.decode()
    for kind, id in (("type", "no_such"), ("structure", "no-left"), ("sign", "no_such"), ("moon", "x")):
        assert browsers["ada"].get(reverse("reasons", args=[jaw.pk, kind, id])).status_code == 404


def test_every_sign_type_and_structure_opens_its_reasons(jaw, browsers):
    from nuchal.clinic.chart.reasons import reasons_for

    sheet = sheet_of(jaw)
    for id in knowledge().danger_signs:
        assert reasons_for(sheet, "sign", id, "").sources
    for headache in knowledge().headaches.values():
        assert reasons_for(sheet, "type", headache.id, "").review == "drafted"


def test_a_stored_conclusion_is_drawn_again_and_is_the_same(jaw, browsers):
    stored = jaw.conclusions.first()
    place = reverse("conclusion", args=[jaw.pk, stored.pk])
    assert "it is the same" in browsers["ada"].get(place).content.decode()
    Conclusion.objects.filter(pk=stored.pk).update(knowledge_digest="0" * 64, knowledge_release="2020.01.1")
    page = browsers["ada"].get(place).content.decode()
    assert "Concluded with knowledge 2020.01.1" in page
    assert "comes to the same" in page
    Finding.objects.filter(episode=jaw, key="quality").update(state="declined", value=None)
    assert "changed outside the program" in browsers["ada"].get(place).content.decode()


def test_history_says_who_when_and_what_it_replaced(jaw, browsers):
    browsers["bo"].post(reverse("answers", args=[jaw.pk]), {"finding": "ha_days_month", "value": "3",
                        "seen": str(sheet_of(jaw).row("observation", "ha_days_month", kind="main").pk)})  # fmt: skip
    page = browsers["ada"].get(reverse("history", args=[jaw.pk])).content.decode()
    assert "Bo" in page
    assert "10 days a month" in page


def test_what_is_remembered_is_forgotten_when_a_finding_changes(jaw, browsers):
    before = sheet_of(jaw).known
    assert sheet_of(jaw).known is before
    browsers["ada"].post(reverse("answers", args=[jaw.pk]), {"finding": "stiff_neck", "answer": "declined"})
    assert sheet_of(jaw).known is not before
    forget_answers()


def test_a_client_without_an_episode_gets_one_from_their_chart(cast, browsers):
    place = reverse("chart", args=[cast.cleos_client.pk])
    assert "No episode of care yet" in browsers["cleo"].get(place).content.decode()
    assert browsers["ada"].get(place).status_code == 404
    opened = browsers["cleo"].post(place)
    assert opened.status_code == 302
    assert browsers["cleo"].get(opened.headers["Location"]).status_code == 200


def test_drawings_stand_beside_one_another_with_what_moved(cast, jaw, browsers):
    place = reverse("drawings", args=[jaw.pk])
    page = browsers["ada"].get(place).content.decode()
    assert "on both sides, strongest 6 of 10" in page
    assert "Since the drawing before" not in page
    held = jaw.findings.get(section="drawing", until=None)
    right = [mark | {"intensity": 3} for mark in held.value if mark["side"] == "right"]
    strokes = {"format": "nuchal.drawing/1", "strokes": [], "chosen": right}
    actions.keep_drawing(by=cast.ada.user, episode=jaw, marks=right, strokes=strokes)
    page = browsers["ada"].get(place).content.decode()
    assert "100\u202f% on the right, strongest 3 of 10" in page
    assert "strongest 3, was 6 of 10" in page
    assert "50\u202f% smaller" in page
    assert "50\u202f% of the skin is in both drawings" in page
    chart = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    assert "100\u202f% on the right" in chart
    assert place in chart


def test_a_touch_from_the_chart_leaves_what_it_does_not_ask_for(cast, jaw, browsers):
    value = {"tenderness": 3, "familiar_pain": True, "taut_band": True, "referred_to": ["temple_anterior"]}
    entry = Entry(
        section=Section.PALPATION, key="masseter_deep", side="right", value=value, origin="therapist"
    )
    actions.record_many(by=cast.ada.user, episode=jaw, entries=[entry])
    sent = {"structure": "masseter_deep", "side": "right", "familiar_pain": "no", "tenderness": "1"}
    browsers["ada"].post(reverse("touches", args=[jaw.pk]), sent, **LIVE)
    now = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None).value
    assert now == value | {"tenderness": 1, "familiar_pain": False}


def test_chart_and_page_of_drawings_measure_the_same_strokes(cast, jaw, browsers):
    stroke = {"view": "back", "points": [[380, 240], [400, 250]], "radius": 14, "intensity": 5}
    strokes = {"format": "nuchal.drawing/1", "strokes": [stroke], "chosen": []}
    marks = [
        {"zone": one.zone, "side": one.side, "intensity": 5} for one in zone_marks(read(json.dumps(strokes)))
    ]
    actions.keep_drawing(by=cast.ada.user, episode=jaw, marks=marks, strokes=strokes)
    chart = browsers["ada"].get(reverse("episode", args=[jaw.pk])).content.decode()
    page = browsers["ada"].get(reverse("drawings", args=[jaw.pk])).content.decode()
    size = re.search(r"about \d+ cm²", page).group()
    assert size in chart
    assert int(size.split()[1]) < extent(of_marks(ZoneMark(**one) for one in marks)).cm2
    assert "larger" not in page
