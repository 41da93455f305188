"""Kill -9 in the middle of many intakes: every answer that the phone was told is stored is there, and once."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from nuchal.clinic.operations.knowing import knowledge
from tests.web.intake_server import BORN_ON
from tests.web.running_server import Server, environment_of

INTAKES = int(os.environ.get("NUCHAL_TEST_INTAKES", "20"))
AT_ONCE = 12
PAIRS = 6
NOTICED, TICKED = "list:screen_health_history", "rheumatoid_arthritis"
"""A danger sign that does not stop the questions, so that both phones could go on."""
LINES = {f"list:{c.id}": len(c.covers) for c in knowledge().checklists if c.form == "intake"}


class Stay(urllib.request.HTTPRedirectHandler):
    """The page after the answer is not opened: a 303 is the word that it is stored."""

    def redirect_request(self, *args: object) -> None:
        return None


class Phone:
    """One client with a cookie jar."""

    def __init__(self, base: str, token: str, told: dict[str, str]) -> None:
        self.base, self.token, self.told = base, token, told
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar, Stay)
        self.follows = urllib.request.build_opener(jar)
        self.opened = False

    def open(self, path: str, data: dict[str, object] | None = None) -> tuple[int, str]:
        body = urlencode(data, doseq=True).encode() if data is not None else None
        try:
            with self.browser.open(f"{self.base}{path}", body, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, ""

    def answer(self, step: str, **data: object) -> bool:
        key = str(uuid.uuid4())
        status, _text = self.open(
            f"/intake/answers/{step}/", {"csrfmiddlewaretoken": self.csrf, "submission": key, **data}
        )
        if status == 303:
            self.told[key] = step
        return status == 303

    def begin(self) -> None:
        """Sign, and say who it is."""
        self.look("/intake/")
        self.answer("consent", name="Somebody", signed_as="self")
        self.answer("about", sex="male", age="40")

    def look(self, path: str = f"/intake/answers/{NOTICED}/") -> None:
        """Open a page in this phone's own browser, and keep what its form says."""
        if not self.opened:
            self.open(f"/with/{self.token}/")
            self.opened = True
        status, page = self.open(path)
        assert status == 200, (path, status)
        self.csrf = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        self.seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]

    def prove(self) -> None:
        """Say when the client was born, as a phone must that opens a link to answers of another."""
        with self.follows.open(f"{self.base}/with/{self.token}/", timeout=30) as answer:
            place, page = answer.url.removeprefix(self.base), answer.read().decode()
        assert place.endswith("/proof/")
        sent = {
            "csrfmiddlewaretoken": re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0],
            "born_on": BORN_ON.isoformat(),
        }
        assert self.open(place, sent)[0] == 302
        self.opened = True

    def say_at(self, together: threading.Barrier, **data: object) -> int:
        """Answer as soon as the other phone is ready to."""
        sent = {"csrfmiddlewaretoken": self.csrf, "submission": str(uuid.uuid4()), "seen": self.seen, **data}
        together.wait(timeout=30)
        return self.open(f"/intake/answers/{NOTICED}/", sent)[0]

    def walk(self) -> None:
        """Answer until the server is gone."""
        try:
            self.begin()
            for step in LINES:
                if not self.answer(step, none="1"):
                    return
        except (OSError, IndexError):
            return


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.intake_server", *arguments],
        env=environment, capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_kill_9_loses_no_answer_that_was_acknowledged(tmp_path, database):
    environment = environment_of(tmp_path / "data", database)
    tokens = json.loads(_run(environment, "prepare", str(INTAKES), "born"))
    server = Server(environment)
    try:
        told: dict[str, str] = {}
        phones = [Phone(server.base, token, told) for token in tokens]
        killer = threading.Thread(target=_kill_in_the_middle, args=(server, told))
        killer.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(Phone.walk, phones))
        killer.join()
    finally:
        server.kill()
    found = json.loads(_run(environment, "stored"))
    assert len(told) >= INTAKES
    assert set(told) <= set(found["submissions"]), "an acknowledged answer is gone"
    for episode, denied in _denied_by(told, found).items():
        assert found["denied"][episode] >= denied, "an answer is there without its findings"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_of_two_phones_at_once_no_yes_to_a_danger_is_lost(tmp_path, database):
    """One phone says yes, another none of these, in the same moment, on pages that know nothing of each other."""
    environment = environment_of(tmp_path / "data", database)
    tokens = json.loads(_run(environment, "prepare", str(PAIRS), "born"))
    server = Server(environment)
    try:
        with ThreadPoolExecutor(2) as pool:
            for token in tokens:
                phones = [Phone(server.base, token, {}) for _phone in range(2)]
                phones[0].begin()
                for phone in reversed(phones):  # a proof ends the session of whoever has shown none
                    phone.prove()
                for phone in phones:
                    phone.look()
                both = threading.Barrier(2)
                answers = [
                    pool.submit(phone.say_at, both, **said)
                    for phone, said in zip(phones, ({"tick": TICKED}, {"none": "1"}), strict=True)
                ]
                stati = [one.result() for one in answers]
                assert set(stati) <= {303, 409}, stati
    finally:
        server.kill()
    found = json.loads(_run(environment, "stored"))
    assert found["yes"] == {TICKED: PAIRS}
    answered = [step for step, _episode in found["submissions"].values() if step == NOTICED]
    assert len(answered) == 2 * PAIRS, "an answer that was acknowledged is gone"


def _kill_in_the_middle(server: Server, told: dict[str, str]) -> None:
    """When about half of the answers have been acknowledged."""
    half = INTAKES * (2 + len(LINES)) // 2
    for _wait in range(1200):
        if len(told) >= half:
            break
        time.sleep(0.05)
    server.kill()


def _denied_by(told: dict[str, str], found: dict[str, dict[str, list[str]]]) -> dict[str, int]:
    """Episode -> how many lines its acknowledged lists denied."""
    counts: dict[str, int] = {}
    for key, step in told.items():
        if step in LINES:
            episode = found["submissions"][key][1]
            counts[episode] = counts.get(episode, 0) + LINES[step]
    return counts
