"""Two people edit the same thing: the second one is told what the first saved, and nothing is overwritten in silence."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.web.test_chart import jaw  # noqa: F401  # a fixture
from tests.web.test_exam import LIVE, MARKS, TOUCH

CLEARED = {"by": "Dr. Roe", "on": "2026-11-02", "excluded": "dissection", "before_report": "on"}
FORMS = {
    "a touch of the exam": ("palpations", [], TOUCH, TOUCH | {"tenderness": "0", "familiar_pain": "no"}),
    "a test": ("exam_tests", [], {"test": "frt", "result_left": "28"}, {"test": "frt", "result_left": "40"}),
    "a test that was not done": ("exam_tests", [], {"test": "frt", "result_left": "28"}, {"test": "frt", "state": "declined"}),
    "movement": ("movements", [], {"f-rom_flexion_deg": "40"}, {"f-rom_flexion_deg": "55"}),
    "posture": ("postures", [], MARKS | {"placed": "sitting"}, MARKS | {"placed": "sitting", "ear_x": "250"}),
    "a touch of the chart": ("touches", [], TOUCH, TOUCH | {"tenderness": "0", "familiar_pain": "no"}),
    "a clearance": ("clearance", ["em_gca"], CLEARED, CLEARED | {"by": "Dr. Poe", "excluded": "nothing"}),
    "an attestation": ("attestation", [], {"code": "11.2.1", "agreed": "yes"}, {"code": "11.2.1", "agreed": "no"}),
}  # fmt: skip


def held(episode) -> list:
    return sorted(
        map(repr, episode.findings.filter(until=None).values_list("section", "key", "side", "value"))
    )


@pytest.mark.parametrize("what", FORMS)
@pytest.mark.parametrize("live", [False, True], ids=["page", "live"])
def test_the_second_writer_is_told_and_then_decides(jaw, browsers, what, live):  # noqa: F811
    name, args, first, second = FORMS[what]
    url, more = reverse(name, args=[jaw.pk, *args]), LIVE if live else {}
    jaw.refresh_from_db()
    seen = {"seen_until": str(jaw.last_sequence)}
    before = held(jaw)
    browsers["ada"].post(url, first | seen, **more)
    saved = held(jaw)
    assert saved != before
    answer = browsers["bo"].post(url, second | seen, **more)
    assert held(jaw) == saved
    page = answer.content.decode()
    if answer.status_code in (204, 302):
        page = browsers["bo"].get(reverse("episode", args=[jaw.pk])).content.decode()
    assert re.search(r"Ada saved this at \d\d:\d\d, after you opened the page", page)
    jaw.refresh_from_db()
    browsers["bo"].post(url, second | {"seen_until": str(jaw.last_sequence)}, **more)
    assert held(jaw) != saved


def test_who_saves_the_same_or_their_own_again_is_not_stopped(jaw, browsers):  # noqa: F811
    url = reverse("palpations", args=[jaw.pk])
    jaw.refresh_from_db()
    seen = {"seen_until": str(jaw.last_sequence)}
    browsers["ada"].post(url, TOUCH | seen)
    saved = held(jaw)
    assert browsers["bo"].post(url, TOUCH | seen).status_code == 302
    assert held(jaw) == saved
    browsers["ada"].post(url, TOUCH | seen | {"tenderness": "3"})
    assert held(jaw) != saved


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "١"])
def test_a_form_that_does_not_say_what_it_showed_is_read_as_before(jaw, browsers, value):  # noqa: F811
    answer = browsers["ada"].post(reverse("palpations", args=[jaw.pk]), TOUCH | {"seen_until": value})
    assert answer.status_code == 302


def test_every_form_that_records_a_finding_says_what_it_showed(jaw, browsers):  # noqa: F811
    parts = ("palpation", "movement", "tests", "jaw", "nerves", "posture")
    pages = [f"{reverse('exam', args=[jaw.pk])}?part={part}" for part in parts]
    pages += [reverse("clearance", args=[jaw.pk, "em_gca"]), reverse("episode", args=[jaw.pk])]
    pages += [
        f"{reverse('touches', args=[jaw.pk])}?{query}"
        for query in ("structure=masseter_deep&side=left", "test=frt")
    ]
    names = ("palpations", "exam_tests", "movements", "exam_screens", "postures", "touches", "attestation")
    records = {reverse(name, args=[jaw.pk]) for name in names} | {
        reverse("clearance", args=[jaw.pk, "em_gca"])
    }
    found = set()
    for page in pages:
        for action, form in re.findall(
            r'<form[^>]*?action="([^"]*)"(.*?)</form>', browsers["ada"].get(page).content.decode(), re.S
        ):
            if action in records:
                found.add(action)
                assert 'name="seen_until" value="' in form, form[:300]
    assert len(found) >= 6
