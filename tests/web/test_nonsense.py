"""Whatever is sent to whatever address, by whomever: an answer that says no, never a page that broke."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuchal.clinic.intake.models import Submission
from tests.web.test_every_page import PAGES, address_of, names_in

FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"')
NONSENSE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "", "0", "-1", "1e309", "NaN", "99999999999999999999", "²", "yes", "no", "not known", "[]", "{}", "null",
            '{"a": [}', "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "\x00", "\ud7ff", "2026-02-31",
            "temple_anterior", "left", "main", "é" * 500,
        ]
    ),
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "value", "finding", "key", "profile", "side", "state", "section", "unit", "least", "most", "replaces", "since",
        "strokes", "marks", "drawing", "medicines", "name", "class", "days", "months", "step", "id", "sign", "by", "on",
        "excluded", "structure", "tenderness", "familiar_pain", "test", "reading", "email", "roles", "purpose", "agree",
    ]
)  # fmt: skip


def known_fields(browsers, place) -> list[str]:
    """The fields that the forms of a page have, for who may see it."""
    names: set[str] = set()
    for who in ("ada", "olga", "dov"):
        answer = browsers[who].get(place)
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            names |= set(FIELD.findall(answer.content.decode()))
    return sorted(names - {"csrfmiddlewaretoken"})


@pytest.mark.parametrize("name", sorted(PAGES))
def test_nonsense_breaks_no_page(cast, browsers, name):
    place = address_of(name, cast)
    fields = known_fields(browsers, place)
    keys = st.one_of(NAMES, st.sampled_from(fields)) if fields else NAMES

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(
        sent=st.dictionaries(keys, st.one_of(NONSENSE, st.lists(NONSENSE, max_size=3)), max_size=8),
        who=st.sampled_from(["ada", "olga", "dov", "eve"]),
        quickly=st.booleans(),
    )
    def send(sent, who, quickly):
        more = {"HTTP_HX_REQUEST": "true"} if quickly else {}
        for answer in (browsers[who].post(place, sent, **more), browsers[who].get(place, sent, **more)):
            assert answer.status_code < 500, (name, who, sent)

    send()


@pytest.mark.parametrize("name", sorted(name for name in PAGES if names_in(name)))
def test_an_address_with_nonsense_in_it_is_not_there(cast, browsers, name):
    place = address_of(name, cast)
    for part in ("../x", "%00", "x" * 300, "0" * 36, "00000000-0000-0000-0000-000000000000", "'", "<b>", "é"):
        for nonsense in (
            f"{place}{part}/",
            place.replace(str(cast.episode.pk), part),
            f"{place}?{part}={part}",
        ):
            assert browsers["ada"].get(nonsense).status_code < 500, nonsense


def test_a_body_that_is_no_form_is_refused_and_nothing_is_kept(cast, browsers):
    before = Submission.objects.count()
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "image/png"):
        for name in sorted(PAGES):
            answer = browsers["dov"].post(address_of(name, cast), data=b"\xff\xfe{broken", content_type=kind)
            assert answer.status_code < 500, (name, kind)
    assert Submission.objects.count() == before
