"""
Fill the disk under a running clinic, then hold the lock of its database for 25 seconds, and report what it does.

    sudo python -m tests.web.full_disk_trial

The data folder is a small file system of its own (tmpfs, so root is needed). Exit code 1 if a promise was broken: a page
that could be read before cannot be read, an answer of 500, a backup that leaves half a file, or a clinic that does not
go on by itself once there is room again.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.web.running_server import NUCHAL, Server, environment_of

PASSWORD = "a good long password"
CLIENT = "Dov Daniels"
FOUND = f"""
import django
django.setup()
from datetime import date
from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.actions import SYSTEM
from nuchal.clinic.people import actions
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.actions import open_episode
clinic = actions.found_clinic(by=SYSTEM, name="Full", time_zone="America/Toronto", country="CA")
user = User.objects.create_user("ada@example.org", {PASSWORD!r}, name="Ada")
actions.join(by=SYSTEM, user=user, clinic=clinic, roles=[Role.THERAPIST, Role.OWNER])
client = actions.enter_client(by=user, clinic=clinic, given_name="Dov", family_name="Daniels", born_on=date(1985, 3, 14))
episode = open_episode(by=user, client=client, started_on=date(2026, 1, 5))
_, token = actions.send_link(by=user, client=client, purpose=ClientLink.Purpose.INTAKE)
print(client.pk, episode.pk, token)
"""


@dataclass
class Report:
    """What was promised and not kept."""

    broken: list[str] = field(default_factory=list)

    def expect(self, kept: bool, what: str) -> None:
        print(("kept    " if kept else "BROKEN  ") + what, flush=True)
        if not kept:
            self.broken.append(what)


class Browser:
    """A browser with its own cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def open(self, place: str, data: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        body = urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(self.base + place, body, timeout=90) as answer:
                return (
                    answer.status,
                    answer.read().decode(),
                    {name.lower(): value for name, value in answer.headers.items()},
                )
        except urllib.error.HTTPError as answer:
            return (
                answer.code,
                answer.read().decode(),
                {name.lower(): value for name, value in answer.headers.items()},
            )

    def send(self, place: str, data: dict[str, str], to: str = "") -> tuple[int, str, dict[str, str]]:
        """Fill in the form of a page and send it."""
        return self.open(to or place, fields_of(self.open(place)[1]) | data)

    def sign_in(self) -> tuple[int, str, dict[str, str]]:
        return self.send("/account/login/", {"login": "ada@example.org", "password": PASSWORD})


def fields_of(page: str) -> dict[str, str]:
    """The fields of the forms of a page, as a browser would send them unchanged."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        told = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if "name" in told and (told.get("type") not in ("radio", "checkbox") or "checked" in tag):
            fields[told["name"]] = told.get("value", "")
    return fields


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of its own."""
    place = Path(tempfile.mkdtemp(prefix="nuchal-full-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def fill(place: Path) -> Path:
    """Take all the room that is left, to the last byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1_000_000, 4_096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    return ballast


def pages_of(client: str, episode: str) -> list[str]:
    """What staff read."""
    return [
        "/", "/clients/", f"/clients/{client}/", f"/clients/{client}/particulars/", f"/clients/{client}/data/",
        f"/episodes/{episode}/", f"/episodes/{episode}/exam/", f"/episodes/{episode}/papers/", "/alerts/", "/settings/",
        "/team/", "/audit/", "/settings/keeping/", "/settings/alerts/", "/notices/", "/account/email/",
    ]  # fmt: skip


def ran(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[bytes]:
    """A command of the program, once it has ended."""
    return subprocess.run([*NUCHAL, *command], env=environment, check=False, capture_output=True, timeout=240)


def trial_of_room(report: Report, place: Path) -> None:
    """No room at all, then room again."""
    environment = environment_of(place / "data", "sqlite")
    made = subprocess.run(
        [sys.executable, "-c", FOUND], env=environment, check=True, capture_output=True, timeout=240
    )
    client, episode, token = made.stdout.decode().split()[-3:]
    server = Server(environment)
    try:
        staff, guest = Browser(server.base), Browser(server.base)
        report.expect(staff.sign_in()[0] == 200, "sign-in with room")
        opened = guest.open(f"/with/{token}/")
        at = re.search(r'action="(/link/[0-9a-f]+/[^"]*)"', opened[1])
        report.expect(opened[0] == 200 and at is not None, "the client's page with room")
        pages = [page for page in pages_of(client, episode) if staff.open(page)[0] == 200]
        report.expect(
            len(pages) >= 10, f"{len(pages)} pages of staff can be read with room: {', '.join(pages)}"
        )
        theirs = f"/link/{at[1].split('/')[2]}/intake/" if at is not None else "/"

        ballast = fill(place)
        print(f"        the disk is full: {shutil.disk_usage(place).free} bytes free", flush=True)
        answers = {page: staff.open(page) for page in pages * 3}
        counted = Counter(status for status, _page, _headers in answers.values())
        report.expect(set(counted) == {200}, f"staff read without room: {dict(counted)}")
        names = [answers[page][1] for page in pages if client in page]
        report.expect(all("Dov" in page for page in names), "the record is shown without room")
        report.expect("Nothing can be saved" in answers["/"][1], "a banner says that nothing can be saved")
        status, page, _headers = guest.open(theirs)
        report.expect(status == 200, f"the client reads without room: {status}")
        status, _page, headers = staff.send(f"/clients/{client}/particulars/", {"phone": "0123456789"})
        report.expect(status == 503 and "retry-after" in headers, f"saving without room: {status}")
        report.expect("0123456789" in _page, "what was typed is kept on the page")
        status, _page, _headers = Browser(server.base).open("/health/ready")
        report.expect(status == 503, f"/health/ready/ without room: {status}")
        status, page, _headers = Browser(server.base).sign_in()
        report.expect(
            status == 503 and "room" in page and "sign" in page.lower(),
            f"sign-in without room says why: {status}",
        )
        backup = place / "clinic.backup"
        done = ran(environment, "clinic", "backup", str(backup))
        told = done.stderr.decode().strip()
        report.expect(done.returncode == 7, f"backup without room: exit code {done.returncode}")
        report.expect("Traceback" not in told and told != "", f"it says: {told}")
        left = [
            found.name for found in [*place.iterdir(), *(place / "data").iterdir()] if "backup" in found.name
        ]
        report.expect(not left, f"no half backup is left: {left}")

        ballast.unlink()
        freed = time.monotonic()
        status = staff.send(f"/clients/{client}/particulars/", {"phone": "0123456789"})[0]
        report.expect(
            status == 200, f"saving with room again: {status}, after {time.monotonic() - freed:.1f} s"
        )
        status = Browser(server.base).open("/health/ready")[0]
        report.expect(status == 200, f"/health/ready/ with room again: {status}")
        report.expect(Browser(server.base).sign_in()[0] == 200, "sign-in with room again")
        staff.open("/")
        status, page, _headers = staff.open("/audit/")
        report.expect(status == 200, "the audit can be read")
        verified = ran(environment, "audit", "verify")
        report.expect(verified.returncode == 0, f"audit verify: {verified.stdout.decode().strip()[-200:]}")
        done = ran(environment, "clinic", "backup", str(backup))
        report.expect(done.returncode == 0, f"backup with room again: {done.stdout.decode().strip()}")
        trial_of_lock(report, server, staff, client)
    finally:
        server.kill()
        log = server.log.read_text(encoding="utf-8")
        report.expect("a page broke" not in log, "no page broke in the log")


def trial_of_lock(report: Report, server: Server, staff: Browser, client: str) -> None:
    """Another program holds the lock for 25 seconds while 50 requests arrive."""
    held, path = threading.Event(), Path(server.environment["NUCHAL_DATA"]) / "clinic.sqlite3"

    def hold() -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(25)
            other.execute("ROLLBACK")

    _status, page, _headers = staff.open(f"/clients/{client}/particulars/")
    fields = fields_of(page)

    def ask(number: int) -> tuple[str, int, float, str, str]:
        began = time.monotonic()
        if number % 2:
            kind, place = "read", ["/", "/clients/", f"/clients/{client}/"][number % 3]
            status, page, headers = staff.open(place)
        else:
            kind, typed = "write", f"0700 {number}"
            status, page, headers = staff.open(f"/clients/{client}/particulars/", fields | {"phone": typed})
            page = "typed" if typed in page else "lost"
        return kind, status, time.monotonic() - began, headers.get("retry-after", ""), page

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(50)))
    holder.join()
    counted = Counter((kind, status) for kind, status, *_more in answers)
    longest = {
        kind: max(took for one, _s, took, *_more in answers if one == kind) for kind in ("read", "write")
    }
    print(f"        {dict(counted)}, longest {longest}", flush=True)
    report.expect({status for _k, status, *_more in answers} <= {200, 503}, "no answer is 500")
    report.expect(
        all(status == 200 for kind, status, *_more in answers if kind == "read"), "everything can be read"
    )
    refused = [one for one in answers if one[1] == 503]
    report.expect(
        all(one[3] for one in refused), f"each of {len(refused)} that were refused says when to try again"
    )
    report.expect(all(one[4] == "typed" for one in refused if one[0] == "write"), "what was typed is kept")


def main() -> None:
    """Run both trials."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--megabytes", type=int, default=40)
    given, report = parser.parse_args(), Report()
    with small_disk(given.megabytes) as place:
        trial_of_room(report, place)
    print(f"{len(report.broken)} promises broken")
    sys.exit(1 if report.broken else 0)


if __name__ == "__main__":
    main()
