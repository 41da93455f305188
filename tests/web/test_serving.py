"""The real `nuchal serve` with two workers under several readers: killed in part, killed as a whole, started again."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web import postgres
from tests.web.running_server import NUCHAL, Server, environment_of

READERS, PAGES_EACH = 4, 5
OUTAGE_SECONDS = float(os.environ.get("NUCHAL_TEST_OUTAGE", "2"))
PASSWORD = "a good long password"
FOUND = f"""
import django
django.setup()
from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.actions import SYSTEM
from nuchal.clinic.operations.serving import migrate
from nuchal.clinic.people import actions
from nuchal.clinic.people.staff import User
migrate()
clinic = actions.found_clinic(by=SYSTEM, name="Durable", time_zone="America/Toronto", country="CA")
for number in range({READERS}):
    name = f"Reader{{number}}"
    user = User.objects.create_user(f"{{name}}@example.org".lower(), {PASSWORD!r}, name=name)
    actions.join(by=SYSTEM, user=user, clinic=clinic, roles=[Role.THERAPIST])
    actions.enter_client(by=user, clinic=clinic, given_name=f"Client{{number}}", family_name="Test")
"""


class Reader:
    """A therapist with a browser, who knows which name the pages should show."""

    def __init__(self, number: int) -> None:
        self.name = f"Reader{number}"
        self.email = f"{self.name.lower()}@example.org"
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def open(self, place: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        body = urlencode(data).encode() if data is not None else None
        try:
            with self.browser.open(place, body, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def sign_in(self, base: str) -> None:
        _status, page = self.open(f"{base}/account/login/")
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        sent = {"csrfmiddlewaretoken": token, "login": self.email, "password": PASSWORD}
        status, page = self.open(f"{base}/account/login/", sent)
        assert status == 200
        assert self.name in page

    def read(self, base: str) -> str:
        """What came: the right page, somebody else's, or a status."""
        try:
            status, page = self.open(f"{base}/")
        except OSError as problem:
            return type(problem).__name__
        if status != 200:
            return str(status)
        return "right" if self.name in page else "wrong"


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    """A served clinic with some therapists."""
    environment = environment_of(tmp_path / "data", request.param)
    subprocess.run([sys.executable, "-c", FOUND], env=environment, check=True, timeout=240)
    started = Server(environment)
    yield started
    started.kill()


def _all_read(readers: list[Reader], base: str, pages: int = PAGES_EACH) -> Counter[str]:
    with ThreadPoolExecutor(len(readers)) as pool:
        return Counter(pool.map(lambda reader: reader.read(base), readers * pages))


def test_every_reader_gets_the_right_page_whatever_dies(server):
    readers = [Reader(number) for number in range(READERS)]
    for reader in readers:
        reader.sign_in(server.base)
    asked = READERS * PAGES_EACH
    assert _all_read(readers, server.base) == {"right": asked}

    one_worker, both_workers, their_parent = (
        lambda: server.working()[:1],
        server.working,
        lambda: [server.web()],
    )
    for victims in (one_worker, both_workers, their_parent):
        killed, before = victims(), server.working()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        server.wait_for_workers(other_than=killed if victims is one_worker else before)
        _wait_until_it_answers(readers[0], server.base)
        assert _all_read(readers, server.base) == {"right": asked}

    _an_interruption_is_told_and_ends(server, readers)
    everything = [server.web(), *server.working()]
    server.process.kill()
    server.process.wait()
    server.start()
    assert not any(Path(f"/proc/{pid}").exists() for pid in everything)
    assert _all_read(readers, server.base) == {"right": asked}
    _second_start_is_refused(server)
    server.process.terminate()
    assert server.process.wait(timeout=40) == 0


def _an_interruption_is_told_and_ends(server: Server, readers: list[Reader]) -> None:
    """PostgreSQL stops and starts again; another program holds the lock of SQLite. Nobody is signed out."""
    asked = READERS * PAGES_EACH
    address = server.environment["NUCHAL_DATABASE"]
    if address == "sqlite":
        path = Path(server.environment["NUCHAL_DATA"]) / "clinic.sqlite3"
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert _all_read(readers, server.base, 3) == {"right": 3 * READERS}
    else:
        postgres.stop(address)
        until = time.monotonic() + OUTAGE_SECONDS
        while time.monotonic() < until:
            assert set(_all_read(readers, server.base, 1)) == {"503"}
        postgres.start_again(address)
        _wait_until_it_answers(readers[0], server.base)
    assert _all_read(readers, server.base) == {"right": asked}


def _wait_until_it_answers(reader: Reader, base: str) -> None:
    for _ in range(200):
        if reader.read(base) == "right":
            return
        time.sleep(0.1)
    raise AssertionError("it does not answer")


def _second_start_is_refused(server: Server) -> None:
    again = subprocess.run(
        [*NUCHAL, "serve", "--port", "1"],
        env=server.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert again.returncode == 2
    assert (
        f"a server is running on {server.environment['NUCHAL_DATA']} already (process {server.process.pid})"
        in again.stderr
    )
