"""A sudden worst headache ticked on a phone reaches a person: on the real server, its worker, and mail in files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from contextlib import ExitStack
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.web.running_server import Server, environment_of

ROOT = Path(__file__).parents[2]
PHONE, TABLET = {"width": 390, "height": 844}, {"width": 820, "height": 1180}
WITHIN_MS = 5000
HEALTH = ("Dov", "Daniels", "headache", "sudden", "emergency", "danger")


@pytest.fixture
def walk(tmp_path, browser):
    """The server, and a way to open a page for each person."""
    environment = environment_of(tmp_path / "clinic", "sqlite")
    with ExitStack() as opened:
        cookies = json.loads(program(environment, "found").splitlines()[-1])
        server = Server(environment, workers=1)
        opened.callback(server.kill)

        def page_of(who: str, place: str):
            context = browser.new_context(viewport=PHONE if who == "dov" else TABLET)
            opened.callback(context.close)
            name = f"nuchal_client_{cookies['link']}" if who == "dov" else "nuchal_staff"
            context.add_cookies([{"name": name, "value": cookies[who], "url": server.base}])
            page = context.new_page()
            page.goto(server.base + place)
            return page

        yield server, environment, page_of


def program(environment: dict[str, str], *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "tests.browser.walking_clinic", *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip


def letters(environment: dict[str, str], *, to: str, within_s: float = 10) -> list[object]:
    """Letters to an address that the worker has handed over, once there is one."""
    folder, until = Path(environment["NUCHAL_DATA"]) / "outbox", time.monotonic() + within_s
    while True:
        files = sorted(folder.glob("*.log")) if folder.exists() else []
        parts = [part for one in files for part in one.read_bytes().split(b"-" * 79 + b"\n") if part.strip()]
        read = [message_from_bytes(part, policy=policy.default) for part in parts]
        found = [one for one in read if one["To"] == to]
        if found or time.monotonic() > until:
            return found
        time.sleep(0.1)


@pytest.mark.parametrize("first_answer", [200, 503])
def test_it_reaches_the_therapist_the_desk_and_the_mail_and_goes_further_while_no_one_reacts(
    walk, first_answer
):
    server, environment, page_of = walk
    therapist, desk, elsewhere = page_of("ada", "/"), page_of("fay", "/"), page_of("bo", "/clients/")
    phone = page_of("dov", "/intake/answers/list:screen_sudden_and_nerves/")
    if first_answer == 503:
        phone.route("**/intake/answers/**", refuse_once())
    tick_a_sudden_worst_headache(phone)
    phone.wait_for_selector("text=Stop here. You need help now.", timeout=30_000)

    therapist.wait_for_selector("#today-strip >> text=Dov Daniels’s intake needs you now.", timeout=WITHIN_MS)
    assert therapist.locator("#today-clients li").first.locator("text=Dov Daniels").count()
    assert therapist.locator("#today-clients li").first.locator("text=Emergency").count()
    desk.wait_for_selector("text=Call Dov Daniels now", timeout=WITHIN_MS)
    shown = desk.inner_text("main")
    assert "+1 416 555 0100" in shown
    assert [word for word in HEALTH[2:] if word in shown.lower()] == []
    elsewhere.wait_for_selector("#alert-bar >> text=No one has seen it yet.", timeout=WITHIN_MS)

    (letter,) = letters(environment, to="ada@example.org")
    text = f"{letter['Subject']} {letter.get_content()}"
    assert letter["Subject"] == "Call a client now"
    assert re.search(rf"{re.escape(server.base)}/alerts/\S+", text)
    assert "Telephone the client" in text
    assert [word for word in HEALTH if word.lower() in text.lower()] == []
    assert letters(environment, to="fay@example.org")

    phone.wait_for_selector("text=an e-mail to the clinic was sent", timeout=15_000)
    assert "No therapist has seen it yet. Do not wait for the clinic" in phone.inner_text("main")

    assert letters(environment, to="bo@example.org", within_s=0) == []
    program(environment, "minutes_pass", "10")
    (escalated,) = letters(environment, to="bo@example.org")
    assert escalated["Subject"] == "Call a client now: no therapist has looked yet"
    program(environment, "minutes_pass", "10")
    assert letters(environment, to="olga@example.org")

    therapist.click("text=See what to do")
    therapist.click("text=I have seen it")
    phone.wait_for_selector("text=Ada at the clinic saw it", timeout=15_000)
    desk.wait_for_selector("text=Ada has seen it", timeout=WITHIN_MS)
    elsewhere.wait_for_selector("#alert-bar:empty", state="attached", timeout=WITHIN_MS)


def tick_a_sudden_worst_headache(phone) -> None:
    """None of these in every other group, and Continue."""
    for none in phone.locator(".gate input[value=none]").all():
        none.check(force=True)
    line = phone.locator("input[name=tick][value=worst_within_5_min]").first
    line.locator("xpath=ancestor::fieldset").locator("input[value=some]").check(force=True)
    line.check(force=True)
    phone.click("button.btn-main[form=answer]")


def refuse_once():
    """The first answer meets a server that is being started again."""
    met: list[str] = []

    def meet(route):
        if route.request.method == "POST" and not met:
            met.append(route.request.url)
            route.fulfill(status=503, body="Service unavailable", content_type="text/plain")
        else:
            route.continue_()

    return meet


def test_a_page_says_that_it_is_not_up_to_date_and_keeps_the_focus(walk):
    _, _, page_of = walk
    therapist = page_of("ada", "/")
    link = therapist.locator("#today-clients a.btn").first
    link.focus()
    name = link.get_attribute("href")
    therapist.route("**/*", lambda route: route.fulfill(status=503, body="no"))
    therapist.wait_for_selector("#live-state:not([hidden])", timeout=20_000)
    assert "Not up to date since" in therapist.inner_text("#live-state")
    therapist.unroute("**/*")
    therapist.wait_for_selector("#live-state", state="hidden", timeout=10_000)
    phone = page_of("dov", "/intake/answers/list:screen_sudden_and_nerves/")
    tick_a_sudden_worst_headache(phone)
    therapist.wait_for_selector("#today-clients >> text=Alert of the intake", timeout=WITHIN_MS)
    assert therapist.evaluate("document.activeElement.getAttribute('href')") == name
    therapist.route("**/*", lambda route: route.fulfill(status=401, body="no"))
    therapist.wait_for_selector("text=you are signed out", timeout=10_000)
