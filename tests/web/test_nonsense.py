"""Whatever is sent to whatever address, by whomever: an answer that says no, never a page that broke."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuchal.clinic.intake.models import Submission
from nuchal.clinic.operations.incoming import depth_of
from tests.web.conftest import Browser
from tests.web.nonsense import Nonsense
from tests.web.test_every_page import PAGES, address_of, addresses, names_in

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


@pytest.mark.parametrize("seed", range(4))
def test_wrong_values_in_real_forms_break_no_page(cast, browsers, seed):
    """A slice of `python -m tools.fuzz_clinic`, which sends 20,000."""
    for browser in browsers.values():
        browser.raise_request_exception = False
    places = {name: address_of(name, cast) for name in addresses() if name != "account_logout"}
    nonsense = Nonsense(seed, cast, browsers, places)
    for _ in range(50):
        request = nonsense.request()
        with transaction.atomic():
            assert request.answered(browsers) < 500, str(request)


@pytest.mark.parametrize(
    "value", ["9" * 5_000, "[" * 100_000, '{"a":' * 5_000, "x" * 50_000, "a\x00b", "\x00"]
)
def test_what_is_no_value_is_refused_wherever_it_comes_in(cast, browsers, value):
    ada = browsers["ada"]
    assert ada.get("/clients/", {"name": value}).status_code == 400
    if value != "x" * 50_000:  # a drawing may be as long
        for field in ("given_name", "initial-given_name", "anything"):
            assert ada.post("/clients/", {field: value}).status_code == 400
    json_body = {"data": f'{{"a": {value}}}', "content_type": "application/json"}
    assert ada.post("/clients/", **json_body).status_code in (200, 400, 415)


@pytest.mark.parametrize("name", ["given_name", "born_on", "insurer_wants_referral", "email"])
def test_garbage_in_what_the_page_showed_is_refused(cast, browsers, name):
    place = f"/clients/{cast.dov.pk}/particulars/"
    sent = {"given_name": "Dov", "family_name": "D", "born_on": "1985-03-14", f"initial-{name}": "soon\x07"}
    assert browsers["ada"].post(place, sent).status_code in (200, 302, 400)


def test_a_body_is_bounded_before_it_is_read(cast, browsers):
    class Never:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    for who, most in (("eve", 100_000), ("ada", 4_000_000)):
        answer = browsers[who].generic(
            "POST", "/account/login/", b"", CONTENT_LENGTH=str(most + 1), **{"wsgi.input": Never()}
        )
        assert (answer.status_code, "Too large" in answer.content.decode()) == (413, True)
    assert browsers["eve"].generic("POST", "/account/login/", b"", CONTENT_LENGTH="x").status_code == 400


def test_a_cookie_with_nul_in_it_is_refused(cast):
    browser = Browser()
    browser.cookies.load({"nuchal_staff": "x"})
    assert browser.get("/", HTTP_COOKIE='nuchal_staff="a\\000bcdefgh"').status_code == 400


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("", 0),
        ("[]", 1),
        ('["[[["]', 1),
        ('{"a": [1, {"b": []}]}', 4),
        ('["\\"[["]', 1),
        ("]]][", 0),
        ("[" * 99, 99),
    ],
)
def test_how_deeply_json_is_nested(text, depth):
    assert depth_of(text) == depth


def test_a_body_that_is_no_form_is_refused_and_nothing_is_kept(cast, browsers):
    before = Submission.objects.count()
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "image/png"):
        for name in sorted(PAGES):
            answer = browsers["dov"].post(address_of(name, cast), data=b"\xff\xfe{broken", content_type=kind)
            assert answer.status_code < 500, (name, kind)
    assert Submission.objects.count() == before
