"""Two answers that cannot both be right: asked once, open on the chart, settled by one tap, never in silence."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from nuchal.cases.reading import read_cases
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record import actions
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.case_format import Entry, client_from, entries_of
from nuchal.clinic.record.episodes import Finding, Section
from tests.web.conftest import browser_of_client
from tests.web.test_chart import CASES, LIVE
from tests.web.test_intake import clear, here, send

RIGHT = [{"zone": "temple_anterior", "side": "right", "intensity": 6}]
DRAWN_RIGHT = json.dumps({"format": "nuchal.drawing/1", "strokes": [], "chosen": RIGHT})
SETTLE = "settle:side_of_pain@main"


@pytest.fixture
def dov(cast):
    return browser_of_client(cast)


@pytest.fixture
def left_and_right(cast):
    """Dov's record, clear of danger: drawn on the right temple, answered always left."""
    person = read_cases(CASES / "jaw_headache_of_a_clencher.yaml", knowledge())[0].client
    entries = [one for one in entries_of(person, knowledge()) if one.key not in ("laterality", "drawing")]
    entries += [
        Entry(section=Section.DRAWING, key="drawing", profile="main", value=RIGHT),
        Entry(section=Section.OBSERVATION, key="laterality", profile="main", value="left_locked"),
    ]
    actions.record_many(by=cast.ada.user, episode=cast.episode, entries=entries)
    cast.episode.refresh_from_db()
    return cast.episode


def answered_left(browser) -> None:
    clear(browser)
    send(browser, "drawing@main", drawing=DRAWN_RIGHT)
    send(browser, "ask:laterality@main", answer="left_locked")


def test_the_intake_asks_once_which_side_is_right(cast, dov):
    answered_left(dov)
    assert here(dov) == SETTLE
    page = dov.get("/intake/").content.decode()
    assert "Only on the right" in page or "only on the right" in page
    assert "lways left" in page
    send(dov, SETTLE, answer="open")
    assert here(dov) != SETTLE, "asked once, and left to the therapist"
    assert not Finding.objects.filter(section="settlement").exists()


def test_an_answer_that_holds_leads_to_the_drawing_of_the_wrong_side(cast, dov):
    answered_left(dov)
    answer = dov.post(
        f"/intake/answers/{SETTLE}/", {"submission": str(uuid4()), "answer": "laterality", "seen": 99}
    )
    assert answer.headers["Location"].endswith("/intake/answers/drawing@main/")
    row = Finding.objects.get(section="settlement", until=None)
    assert row.value == {"holds": "laterality", "said": ["right", "left locked"]}
    assert row.by_link is not None


def test_the_drawing_says_its_side_at_the_question_that_follows(cast, dov):
    clear(dov)
    send(dov, "drawing@main", drawing=DRAWN_RIGHT)
    assert (
        "You painted the right side only." in dov.get("/intake/answers/ask:laterality@main/").content.decode()
    )


def test_the_chart_names_both_sources_and_one_tap_settles_them(left_and_right, browsers, cast):
    page = browsers["ada"].get(reverse("episode", args=[left_and_right.pk])).content.decode()
    assert "1 answer to settle" in page
    assert "Only on the right" in page
    assert "Always left" in page
    assert "left-sided" not in page, "the head of the chart takes no side"
    assert "Reported differently" in page
    sent = {"disagreement": "side_of_pain", "profile": "main", "holds": "drawn_side", "kind": "main"}
    answer = browsers["ada"].post(reverse("settlement", args=[left_and_right.pk]), sent, **LIVE)
    assert answer.status_code == 200
    assert "to settle" not in answer.content.decode()
    row = Finding.objects.get(section="settlement", until=None)
    assert (row.by_user, row.value["holds"]) == (cast.ada.user, "drawn_side")
    seen = sheet_of(left_and_right).known.found.profiles[0].profile.observations["laterality"]
    assert str(seen) == "right"
    assert browsers["ada"].get(reverse("history", args=[left_and_right.pk])).status_code == 200


@pytest.mark.parametrize("who", ["olga", "cleo"])
def test_strangers_settle_nothing(left_and_right, browsers, who):
    sent = {"disagreement": "side_of_pain", "profile": "main", "holds": "drawn_side"}
    assert browsers[who].post(reverse("settlement", args=[left_and_right.pk]), sent).status_code == 404
    assert not Finding.objects.filter(section="settlement").exists()


def test_what_does_not_disagree_cannot_be_settled(left_and_right, browsers):
    sent = {"disagreement": "kind_of_pain", "profile": "main", "holds": "quality"}
    assert browsers["ada"].post(reverse("settlement", args=[left_and_right.pk]), sent).status_code == 404


def test_a_settlement_reads_back_from_the_record(left_and_right, cast):
    known = sheet_of(left_and_right).known
    (one,) = known.found.open_disagreements
    value = {"holds": "laterality", "said": list(one.said)}
    entries = [
        *entries_of(known.client, knowledge()),
        Entry(section=Section.SETTLEMENT, key=one.rule.id, profile=one.profile, value=value),
    ]
    read = client_from(entries, knowledge())
    assert [s.holds for s in read.settlements] == ["laterality"]
    assert [e.value for e in entries_of(read, knowledge()) if e.section is Section.SETTLEMENT] == [value]
