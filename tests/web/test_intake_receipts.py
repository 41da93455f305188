"""Only the clinic's own reply says that an answer has arrived; sent twice, it is one answer; nothing else takes it away."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest

from nuchal.clinic.intake.models import Intake, Submission
from nuchal.clinic.record.episodes import Finding
from tests.js.node import run_tests, write_vectors
from tests.web.conftest import Browser, browser_of_client
from tests.web.test_intake import begun, clear, send

LIST = "list:screen_sudden_and_nerves"
DANGER = "list:screen_health_history"


@pytest.fixture
def dov(cast):
    return browser_of_client(cast)


def by_script(browser, address: str, key: str, **data):
    """An answer as the script sends it."""
    return browser.post(address, {"submission": key, **data}, headers={"Nuchal-Submission": key})


def answered(browser, step: str, key: str, **data):
    seen = browser.get(f"/intake/answers/{step}/").context["seen"]
    return by_script(browser, f"/intake/answers/{step}/", key, **{"seen": seen, **data})


def test_a_receipt_names_the_submission_and_the_next_page(dov):
    begun(dov)
    key = str(uuid4())
    reply = answered(dov, LIST, key, none="1")
    assert (reply.status_code, reply["Nuchal-Submission"]) == (200, key)
    assert re.fullmatch(r"/link/[0-9a-f]{32}/intake/", reply.json()["next"])


def test_without_the_script_a_form_is_redirected(dov):
    begun(dov)
    assert send(dov, LIST, none="1").status_code == 303


def test_a_reply_that_refuses_names_the_submission_too(dov):
    begun(dov)
    key = str(uuid4())
    reply = answered(dov, LIST, key)
    assert (reply.status_code, reply["Nuchal-Submission"]) == (422, key)
    assert reply.context["answered"] == "sent"


@pytest.mark.parametrize("header", ["", "x", "0b7f7e02-5e2c-4f0e-9a39-5b2d0d8a6c11"])
def test_no_receipt_is_given_for_a_submission_that_was_not_sent(dov, header):
    begun(dov)
    reply = dov.post(
        f"/intake/answers/{LIST}/",
        {"submission": str(uuid4()), "none": "1", "seen": 0},
        headers={"Nuchal-Submission": header},
    )
    assert not reply.has_header("Nuchal-Submission")


def test_an_answer_that_is_sent_again_is_stored_once(dov):
    begun(dov)
    key = str(uuid4())
    first = answered(dov, LIST, key, none="1", seen=0)
    before = Finding.objects.count()
    again = answered(dov, LIST, key, none="1", seen=0)
    assert (first.json(), first["Nuchal-Submission"]) == (again.json(), again["Nuchal-Submission"])
    assert (Submission.objects.filter(key=key).count(), Finding.objects.count()) == (1, before)


def test_an_answer_that_is_sent_again_does_not_undo_a_later_one(dov):
    """The receipt of the first was lost; the client changed the answer on another phone; the first one comes again."""
    clear(dov)
    step, key = "ask:laterality@main", str(uuid4())
    first = {"answer": "side_locked_left", "seen": dov.get(f"/intake/answers/{step}/").context["seen"]}
    options = [
        value
        for value, _words in dov.get(f"/intake/answers/{step}/").context["page"].form.fields["answer"].choices
    ]
    first["answer"], later = options[0], options[1]
    by_script(dov, f"/intake/answers/{step}/", key, **first)
    answered(dov, step, str(uuid4()), answer=later)
    again = by_script(dov, f"/intake/answers/{step}/", key, **first)
    assert (again.status_code, again["Nuchal-Submission"]) == (200, key)
    assert Finding.objects.get(key="laterality", until=None).value == later


def test_a_fresh_token_is_given_to_the_session_of_this_intake_only(cast, dov):
    begun(dov)
    told = dov.get("/intake/token/").json()
    assert told["intake"] == str(Intake.objects.get().pk)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = dov.cookies
    token = strict.get("/intake/token/").json()["token"]
    key = str(uuid4())
    old = by_script(strict, f"/intake/answers/{LIST}/", key, none="1", csrfmiddlewaretoken="x" * 64)
    assert (old.status_code, old.has_header("Nuchal-Submission")) == (403, False)
    new = strict.post(
        f"/intake/answers/{LIST}/",
        {"submission": key, "none": "1", "csrfmiddlewaretoken": token},
        headers={"Nuchal-Submission": key, "Referer": "https://testserver/intake/"},
    )
    assert (new.status_code, new["Nuchal-Submission"]) == (200, key)
    assert Browser().get("/intake/token/").status_code == 404


def test_the_script_and_the_clinic_agree_on_every_reply(cast, dov, tmp_path):
    """Real replies of the clinic, read by the script that runs in the browser."""
    begun(dov)
    found = []

    def note(name: str, expected: str, reply, key: str) -> None:
        found.append(
            {
                "name": name,
                "expected": expected,
                "submission": key,
                "status": reply.status_code,
                "receipt": reply.headers.get("Nuchal-Submission"),
                "body": reply.content.decode(),
            }
        )

    key = str(uuid4())
    note("refused", "shown", answered(dov, LIST, key), key)
    note("stored", "stored", answered(dov, LIST, key, none="1", seen=0), key)
    note("repeated", "stored", answered(dov, LIST, key, none="1", seen=0), key)
    answered(dov, DANGER, str(uuid4()), tick="rheumatoid_arthritis")
    key = str(uuid4())
    note("met", "shown", by_script(dov, f"/intake/answers/{DANGER}/", key, none="1", seen=0), key)
    key = str(uuid4())
    note("no such page", "closed", by_script(dov, "/intake/answers/list:nothing/", key, none="1"), key)
    note("another client", "closed", answered(dov, LIST, key, none="1", intake=str(uuid4())), key)
    note("a closed link", "closed", by_script(Browser(), f"/intake/answers/{LIST}/", key, none="1"), key)
    note("handed in too early", "stored", by_script(dov, "/intake/completion/", key), key)
    note("a plain form", "foreign", dov.post("/intake/completion/", {"submission": key}), key)
    assert json.dumps(found)
    run_tests("replies.web.mjs", write_vectors(tmp_path, {"replies": found}))
