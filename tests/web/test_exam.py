"""The exam: who may record, what is shut, what a touch moves, and what is taken back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from nuchal.bodymap import read, zone_marks
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.exam import postures
from nuchal.clinic.exam.models import Posture, Pressure
from nuchal.clinic.exam.panels import PARTS, VIEWS
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.actions import record_many
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Drawing, Finding, Section
from tests.web.test_chart import STAFF, STRANGERS, told
from tests.web.test_photos import with_exif

LIVE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "exam"}
TOUCH = {
    "structure": "masseter_deep",
    "side": "right",
    "tenderness": "2",
    "familiar_pain": "yes",
    "pressure": "1.0",
}
MARKS = {"ear_x": "300", "ear_y": "200", "c7_x": "180", "c7_y": "360", "width": "600", "height": "800"}


@pytest.fixture
def jaw(cast):
    return told(cast, "jaw_headache_of_a_clencher")


@pytest.fixture
def held(cast):
    return told(cast, "new_temple_pain_at_seventy")


def pages_of(episode) -> list[str]:
    exam = reverse("exam", args=[episode.pk])
    views = [f"{exam}?view={view}" for view in VIEWS]
    return [*(f"{exam}?part={part}" for part in PARTS), *views, reverse("test_library")]


def undo_in(answer) -> str:
    """The address that takes back what was recorded just now."""
    return re.search(r'/episodes/[^"]+/withdrawals/\d+/\d+/', answer.headers["HX-Trigger"]).group()


def drawn(*strokes, chosen=()) -> str:
    """A painting as the pad sends it."""
    return json.dumps({"format": "nuchal.drawing/1", "strokes": list(strokes), "chosen": list(chosen)})


RIGHT_TEMPLE = {"view": "right", "points": [[505, 250], [512, 268], [500, 285]], "radius": 24}
LEFT_TEMPLE = {"view": "left", "points": [[255, 250], [248, 268], [260, 285]], "radius": 24}


def places_of(painted: str) -> list[str]:
    """The zones of a painting, as the record reads them."""
    return list(dict.fromkeys(mark.zone for mark in zone_marks(read(painted))))


def place_form(browser, episode) -> str:
    exam = reverse("exam", args=[episode.pk])
    return browser.get(f"{exam}?structure=masseter_deep&side=right").content.decode()


def felt_in(page: str) -> tuple[str, set[str]]:
    """What the form of a place says of where it is felt: the painting, and the places that are ticked."""
    painted = unescape(re.search(r'name="felt" value="([^"]*)"', page)[1])
    return painted, set(re.findall(r'name="referred_to" value="(\w+)" checked', page))


def test_who_treats_sees_every_part_and_strangers_learn_nothing(jaw, browsers):
    for page in pages_of(jaw):
        for who in STAFF:
            assert browsers[who].get(page).status_code == 200, (who, page)
        for who in STRANGERS[:2] if page.endswith("/tests/") else STRANGERS:
            assert browsers[who].get(page).status_code == 404, (who, page)


def test_strangers_record_nothing(jaw, browsers):
    before = Finding.objects.count()
    posts = {
        "palpations": TOUCH, "movements": {"f-rom_flexion_deg": "40"}, "exam_tests": {"test": "frt", "result_left": "20"},
        "exam_screens": {"f-touch_hurts_now": "yes"}, "postures": MARKS | {"placed": "sitting"}, "exam_completion": {},
    }  # fmt: skip
    for name, sent in posts.items():
        for who in (*STRANGERS, "dov", "eve"):
            browsers[who].post(reverse(name, args=[jaw.pk]), sent)
    browsers["cleo"].post(reverse("withdrawals", args=[jaw.pk, 1, 10_000]))
    assert (Finding.objects.count(), Posture.objects.count()) == (before, 0)


def test_no_part_has_inline_style_or_script_and_one_filled_button(jaw, browsers):
    for page in pages_of(jaw):
        text = browsers["ada"].get(page).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)|javascript:", text), page
        assert text.count("btn-main") <= 1, page


def test_a_touch_lands_moves_the_ranking_and_offers_to_take_it_back(jaw, browsers):
    answer = browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH, **LIVE)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "data-changed" in page
    assert 'id="danger-strip"' in page
    row = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert row.value == {"tenderness": 2, "familiar_pain": True}
    assert Pressure.objects.get(finding=row).kilograms == 1
    assert Event.objects.filter(action=Action.WRITE).order_by("-sequence").first().actor_name == "Ada"
    browsers["ada"].post(undo_in(answer))
    touched = sheet_of(jaw).known.client.examination.palpated
    assert ("masseter_deep", "right") not in {(one.structure, one.side) for one in touched}


def test_every_share_comes_with_its_range(jaw, browsers):
    """A touch must not buy speed with the range: the exam says how sure the ranking is, as the chart does."""
    page = browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH, **LIVE).content.decode()
    ranges = re.findall(r"<span>(\d+) to (\d+)</span>", page)
    assert ranges
    assert any(low != high for low, high in ranges)


def test_taking_back_brings_the_earlier_finding_again(jaw, browsers):
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH)
    answer = browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH | {"tenderness": "0"}, **LIVE)
    undo = undo_in(answer)
    browsers["bo"].post(undo)
    assert jaw.findings.get(key="masseter_deep", side="right", until=None).value["tenderness"] == 0
    browsers["ada"].post(undo)
    assert jaw.findings.get(key="masseter_deep", side="right", until=None).value["tenderness"] == 2


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("palpations", TOUCH),
        ("exam_tests", {"test": "frt", "part": "tests", "result_left": "28", "result_right": "44"}),
        ("exam_tests", {"test": "jaw_opening", "part": "jaw", "result": "36"}),
        ("movements", {"f-rom_end_range_pain": "yes"}),
        ("exam_screens", {"part": "nerves", "f-nystagmus_seen": "no"}),
    ],
)
def test_what_is_taken_back_is_suggested_again_as_before(jaw, browsers, address, sent):
    before = sheet_of(jaw).known
    answer = browsers["ada"].post(reverse(address, args=[jaw.pk]), sent, **LIVE)
    assert sheet_of(jaw).known.client != before.client
    browsers["ada"].post(undo_in(answer))
    after = sheet_of(jaw).known
    assert after.client == before.client
    assert after.of("main")[0].next == before.of("main")[0].next


def test_a_test_that_was_taken_back_is_the_next_test_again(cast, browsers):
    neck = told(cast, "myoskeletal_alignment/pattern_waits_for_degrees")
    exam = f"{reverse('exam', args=[neck.pk])}?part=tests"
    assert "#test-frt" in browsers["ada"].get(exam).content.decode()
    sent = {"test": "frt", "part": "tests", "result_left": "30", "result_right": "44"}
    answer = browsers["ada"].post(reverse("exam_tests", args=[neck.pk]), sent, **LIVE)
    assert "#test-frt" not in browsers["ada"].get(exam).content.decode()
    browsers["ada"].post(undo_in(answer))
    assert "#test-frt" in browsers["ada"].get(exam).content.decode()


def test_what_is_painted_stands_in_the_finding_as_places_and_beside_it_as_strokes(jaw, browsers):
    painted = drawn(RIGHT_TEMPLE, LEFT_TEMPLE)
    zones = places_of(painted)
    sent = TOUCH | {"felt": painted, "felt_listed": " ".join(zones), "referred_to": zones}
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), sent, **LIVE)
    row = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert row.value["referred_to"] == zones
    kept = Drawing.objects.get(finding=row)
    assert read(json.dumps(kept.strokes)) == read(painted)
    assert next(one for one in sheet_of(jaw).known.client.examination.palpated if one.structure == "masseter_deep"
                and one.side == "right").referred_to == tuple(zones)  # fmt: skip
    page = place_form(browsers["bo"], jaw)
    assert felt_in(page) == (json.dumps(kept.strokes), set(zones))
    assert "both sides" in page
    history = browsers["ada"].get(reverse("history", args=[jaw.pk])).content.decode()
    felt = ", ".join(knowledge().zones[zone].name.lower() for zone in zones)
    assert f"tender 2 of 3, familiar pain, felt in {felt}" in unescape(history)
    assert page.count('class="bm-paint"') == page.count('class="bm bm-') > 0


def test_a_painting_is_no_drawing_of_the_headache(jaw, browsers):
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH | {"felt": drawn(RIGHT_TEMPLE)}, **LIVE)
    assert [one.profile for one in Drawing.objects.filter(finding__key="masseter_deep")] == [""]
    assert sheet_of(jaw).known.client.profiles[0].drawing is not None


def test_places_from_the_list_are_kept_without_strokes_as_ever(jaw, browsers):
    sent = TOUCH | {"felt": "", "referred_to": ["temple_anterior", "nowhere"]}
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), sent)
    row = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert row.value["referred_to"] == ["temple_anterior"]
    assert not Drawing.objects.filter(finding=row).exists()
    assert felt_in(place_form(browsers["ada"], jaw)) == ("", {"temple_anterior"})


def test_the_list_has_the_last_word_over_the_paint(jaw, browsers):
    painted = drawn(RIGHT_TEMPLE)
    zones = places_of(painted)
    left = [*zones[1:], "chin"] if len(zones) > 1 else ["chin"]
    sent = TOUCH | {"felt": painted, "felt_listed": " ".join(zones), "referred_to": left}
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), sent)
    row = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert sorted(row.value["referred_to"]) == sorted(left)
    kept = Drawing.objects.get(finding=row).strokes
    assert kept["strokes"] == []
    assert {(one["zone"], one["side"]) for one in kept["chosen"]} == {(zone, "right") for zone in left}


def test_a_place_added_in_the_list_leaves_the_paint_as_it_is(jaw, browsers):
    painted = drawn(LEFT_TEMPLE)
    zones = places_of(painted)
    sent = TOUCH | {"felt": painted, "felt_listed": " ".join(zones), "referred_to": [*zones, "chin"]}
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), sent)
    kept = Drawing.objects.get(finding__key="masseter_deep", finding__until=None).strokes
    assert len(kept["strokes"]) == 1
    assert kept["chosen"] == [{"zone": "chin", "side": "right"}]


def test_a_painting_is_corrected_and_taken_back_with_its_pressure(jaw, browsers):
    first, second = drawn(RIGHT_TEMPLE), drawn({**RIGHT_TEMPLE, "radius": 25})
    zones = places_of(first)
    assert places_of(second) == zones
    url, by = reverse("palpations", args=[jaw.pk]), browsers["ada"]
    more = {"felt_listed": " ".join(zones), "referred_to": zones}
    by.post(url, TOUCH | more | {"felt": first, "pressure": "2.0"}, **LIVE)
    answer = by.post(url, TOUCH | more | {"felt": second, "pressure": "3.0"}, **LIVE)
    row = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert Drawing.objects.get(finding=row).strokes["strokes"][0]["radius"] == 25
    assert row.pressure.kilograms == 3
    by.post(undo_in(answer))
    again = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    assert again.value == row.value
    assert Drawing.objects.get(finding=again).strokes["strokes"][0]["radius"] == 24
    assert again.pressure.kilograms == 2
    by.post(
        undo_in(answer).replace(f"/{row.sequence}/{row.sequence}/", f"/{again.sequence}/{again.sequence}/")
    )
    assert (
        jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None).sequence
        > again.sequence
    )


def test_the_same_touch_again_is_no_new_finding(jaw, browsers):
    painted = drawn(RIGHT_TEMPLE)
    sent = TOUCH | {
        "felt": painted,
        "felt_listed": " ".join(places_of(painted)),
        "referred_to": places_of(painted),
    }
    for _again in range(2):
        browsers["ada"].post(reverse("palpations", args=[jaw.pk]), sent, **LIVE)
    assert jaw.findings.filter(section="palpation", key="masseter_deep", side="right").count() == 1
    assert Drawing.objects.filter(finding__key="masseter_deep").count() == 1


@pytest.mark.parametrize(
    "painted", ["{", "[]", '{"format": "other"}', drawn({**RIGHT_TEMPLE, "view": "moon"})]
)
def test_a_painting_that_did_not_arrive_whole_is_refused_and_nothing_is_recorded(jaw, browsers, painted):
    before = Finding.objects.count()
    answer = browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH | {"felt": painted})
    assert answer.status_code == 400
    assert "did not arrive whole" in answer.content.decode()
    assert Finding.objects.count() == before


def test_a_painting_leaves_its_trace_in_the_audit_without_what_it_shows(jaw, browsers):
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH | {"felt": drawn(RIGHT_TEMPLE)}, **LIVE)
    row = jaw.findings.get(section="palpation", key="masseter_deep", side="right", until=None)
    event = Event.objects.filter(action=Action.WRITE).order_by("-sequence").first()
    assert event.details["findings"] == [row.sequence, row.sequence]
    assert "temple" not in json.dumps(event.details)


def test_what_is_open_before_hands_on_care_is_named_where_it_is_answered(jaw, browsers):
    nerves = f"{reverse('exam', args=[jaw.pk])}?part=nerves"
    sent = {"test": "bp", "part": "nerves", "f-bp_systolic": "154"}
    page = browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent, **LIVE).content.decode()
    assert '<a href="#f-bp_diastolic">Diastolic blood pressure</a>' in page
    assert 'id="f-bp_diastolic"' in browsers["ada"].get(nerves).content.decode()
    browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent | {"f-bp_diastolic": "78"})
    assert "Still open before hands-on care" not in browsers["ada"].get(nerves).content.decode()


def test_every_question_before_hands_on_care_has_its_field(jaw, browsers, cast):
    words = [knowledge().findings[name] for name in sorted(knowledge().danger_findings)]
    again = [
        Entry(section=Section.OBSERVATION, key=word.id, state="not asked", origin="therapist")
        for word in words
        if word.asked_of == "therapist" and word.about == "person"
    ]
    record_many(by=cast.ada.user, episode=jaw, entries=again)
    page = browsers["ada"].get(f"{reverse('exam', args=[jaw.pk])}?part=nerves").content.decode()
    fields = re.findall(r'<a href="#((?:yn|f)-\w+)">', page)
    assert len(fields) > 3
    assert [field for field in fields if f'id="{field}"' not in page] == []


@pytest.mark.parametrize("number", ["nan", "inf", "1e999"])
def test_what_no_instrument_can_show_is_no_reading(jaw, browsers, number):
    before = Finding.objects.count()
    sent = {"test": "jaw_opening", "part": "jaw", "result": number}
    assert browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent).status_code == 400
    browsers["ada"].post(reverse("touches", args=[jaw.pk]), {"test": "jaw_opening", "result": number})
    assert Finding.objects.count() == before


def test_no_pressure_is_not_reached_before_somebody_has_measured(jaw, browsers):
    nerves = f"{reverse('exam', args=[jaw.pk])}?part=nerves"
    assert "not reached" not in browsers["ada"].get(nerves).content.decode()
    sent = {"test": "bp", "part": "nerves", "f-bp_systolic": "118", "f-bp_diastolic": "76"}
    browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent)
    assert browsers["ada"].get(nerves).content.decode().count("not reached") == 4


def test_what_is_refused_or_was_known_shows_the_exam_and_is_audited(jaw, browsers):
    def reads() -> int:
        return Event.objects.filter(action=Action.READ, client_id=jaw.client_id).count()

    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH)
    before = reads()
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH, **LIVE)
    browsers["ada"].post(
        reverse("palpations", args=[jaw.pk]), TOUCH | {"tenderness": ""} | {"familiar_pain": ""}
    )
    browsers["ada"].post(reverse("answers", args=[jaw.pk]), {"finding": "ha_days_month", "value": ""})
    assert reads() == before + 3


def test_a_blocked_touch_is_shown_with_its_reason_and_not_recorded(held, browsers):
    before = Finding.objects.count()
    exam = reverse("exam", args=[held.pk])
    for structure in ("temporalis_2", "oc_inferior", "splenius_capitis"):
        page = browsers["ada"].get(f"{exam}?structure={structure}&side=right").content.decode()
        assert "touch-gate" in page, structure
        sent = TOUCH | {"structure": structure}
        assert browsers["ada"].post(reverse("palpations", args=[held.pk]), sent).status_code == 409
        assert browsers["ada"].post(reverse("palpations", args=[held.pk]), sent, **LIVE).status_code == 200
    assert Finding.objects.count() == before


def test_movement_is_judged_by_age_and_by_the_other_side(jaw, browsers):
    sent = {"f-rom_rotation_left_deg": "50", "f-rom_rotation_right_deg": "72"}
    page = browsers["ada"].post(reverse("movements", args=[jaw.pk]), sent, **LIVE).content.decode()
    assert "below what is usual" in page
    assert "22° less than to the other side: more than error" in page


def test_a_reading_is_compared_with_the_one_of_an_earlier_day(jaw, browsers, cast):
    long_ago = datetime(2026, 3, 2, 9, tzinfo=UTC)
    old = Entry(section=Section.OBSERVATION, key="rom_flexion_deg", value=40, origin="therapist")
    record_many(by=cast.ada.user, episode=jaw, entries=[old], at=long_ago)
    url = reverse("movements", args=[jaw.pk])
    page = browsers["ada"].post(url, {"f-rom_flexion_deg": "45"}, **LIVE).content.decode()
    assert "40° on 2 Mar, now +5°: could still be chance, error is 6.8°" in page
    page = browsers["ada"].post(url, {"f-rom_flexion_deg": "48"}, **LIVE).content.decode()
    assert "40° on 2 Mar, now +8°: more than error, 6.8°" in page


def test_before_anybody_has_asked_the_neck_is_held_and_the_questions_are_named(cast, browsers):
    page = browsers["ada"].get(reverse("exam", args=[cast.episode.pk])).content.decode()
    assert "The neck is held" in page
    exam = f"{reverse('exam', args=[cast.episode.pk])}?structure=splenius_capitis&side=left"
    page = browsers["ada"].get(exam).content.decode()
    assert "until the danger questions are answered" in page
    assert page.count("/questions/") >= 3


def test_a_test_says_what_its_reading_means(jaw, browsers):
    sent = {"test": "frt", "part": "tests", "result_left": "28", "result_right": "44"}
    page = browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent, **LIVE).content.decode()
    assert "28°, restricted towards this side" in page
    assert "negative" in page
    sent = {"test": "jaw_opening", "part": "jaw", "result": "36"}
    browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent, **LIVE)
    assert jaw.findings.get(key="jaw_opening_mm", until=None).value == 36


def test_a_test_behind_a_shut_gate_is_refused_but_may_be_declined(cast, browsers):
    held = told(cast, "torn_artery_disguised_as_neck")
    url = reverse("exam_tests", args=[held.pk])
    assert browsers["ada"].post(url, {"test": "frt", "result_left": "28"}).status_code == 409
    browsers["ada"].post(url, {"test": "frt", "state": "declined"})
    assert {row.state for row in held.findings.filter(section="test", key="frt", until=None)} == {"declined"}


def test_a_danger_sign_from_the_exam_stands_at_once_and_holds(jaw, browsers):
    stored = Conclusion.objects.count()
    sent = {"test": "bp", "part": "nerves", "f-bp_systolic": "186", "f-bp_diastolic": "112"}
    page = browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent, **LIVE).content.decode()
    assert "Same day" in page
    assert "Structures are held" in page
    assert Conclusion.objects.count() == stored + 1


def test_posture_gives_an_angle_with_its_error_and_keeps_no_photo_unasked(jaw, browsers, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    url = reverse("postures", args=[jaw.pk])
    assert browsers["ada"].post(url, MARKS).status_code == 400
    browsers["ada"].post(url, MARKS | {"placed": "sitting"})
    posture = Posture.objects.get()
    assert (float(posture.angle), posture.placed, bool(posture.photo)) == (53.1, "sitting", False)
    assert 0 < float(posture.error) < 5
    assert jaw.findings.get(key="craniovertebral_angle_deg", until=None).value == 53.1
    browsers["ada"].post(url, MARKS | {"placed": "standing"})
    assert [one.placed for one in Posture.objects.order_by("at")] == ["sitting", "standing"]
    assert [one.finding.until is None for one in Posture.objects.order_by("at")] == [False, True]


def test_the_angle_while_marking_comes_from_the_numbers_of_the_server(jaw, browsers):
    page = browsers["ada"].get(reverse("exam", args=[jaw.pk]), {"part": "posture"}).content.decode()
    spread = 1.96 * 2**0.5 * knowledge().setting("posture_mark_error")
    assert float(re.search(r'data-spread="([^"]+)"', page)[1]) == pytest.approx(spread, rel=1e-4)
    assert float(re.search(r'data-apart="([^"]+)"', page)[1]) == postures.LEAST_APART


def test_a_kept_photo_is_only_for_who_treats_and_tells_nothing_else(jaw, browsers):
    from django.core.files.uploadedfile import SimpleUploadedFile

    jpeg = with_exif()
    url = reverse("postures", args=[jaw.pk])
    sent = MARKS | {"placed": "standing", "keep": "yes"}
    wrong = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    assert browsers["ada"].post(url, sent | {"photo": wrong}).status_code == 400
    browsers["ada"].post(url, sent | {"photo": SimpleUploadedFile("x.jpg", jpeg)})
    posture = Posture.objects.get()
    place = reverse("posture_photo", args=[jaw.pk, posture.pk])
    answer = browsers["bo"].get(place)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"SECRET" not in b"".join(answer.streaming_content)
    assert "no-store" in answer.headers["Cache-Control"]
    for who in STRANGERS:
        assert browsers[who].get(place).status_code == 404
    posture.photo.storage.delete(posture.photo.name)  # the file is gone, the row is not
    assert browsers["ada"].get(place).status_code == 404


def test_done_stores_what_follows_and_shows_it_on_the_chart(jaw, browsers):
    browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH)
    stored = Conclusion.objects.count()
    answer = browsers["ada"].post(reverse("exam_completion", args=[jaw.pk]))
    assert Conclusion.objects.count() == stored + 1
    assert "since=" in answer.headers["Location"]
    assert "data-moved" in browsers["ada"].get(answer.headers["Location"]).content.decode()


def test_marks_of_a_plate_keep_their_distance_and_every_structure_has_one():
    from nuchal.bodymap import palpation
    from nuchal.clinic.exam.sites import sites_on

    shown = set()
    for view in VIEWS:
        sites = sites_on(view)
        shown |= {site.structure for site in sites}
        for number, one in enumerate(sites):
            assert 0 < one.x < 760
            assert 0 < one.y < 800
            for other in sites[number + 1 :]:
                assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > 60**2, (view, one, other)
    assert shown == set(palpation.structures())


def test_the_library_tells_accuracy_reliability_sources_and_review(browsers):
    page = browsers["ada"].get(reverse("test_library")).content.decode()
    for words in (
        "Flexion-rotation test",
        "83",
        "70 to 92",
        "ICC above 0.88",
        "drafted, not reviewed yet",
        "Not to be done",
    ):
        assert words in page


@pytest.mark.parametrize(("degrees", "turns"), [("45", "yes"), ("44", "no")])
def test_a_turn_is_enough_by_the_threshold_of_its_own_test(jaw, browsers, degrees, turns):
    sent = {"test": "ctr45", "part": "tests", "result_left": degrees}
    browsers["ada"].post(reverse("exam_tests", args=[jaw.pk]), sent, **LIVE)
    known = sheet_of(jaw).known.client.observations["can_rotate_45_left"]
    assert known.value is (turns == "yes")
