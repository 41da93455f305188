"""The real `nuchal serve` in a process of its own: started, found, killed."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

import pytest

from tests.web import postgres

DATABASE = "clinic.sqlite3"
PREPARE = "import django; django.setup(); from nuchal.clinic.operations import serving; serving.prepare()"
NUCHAL = [sys.executable, "-c", "from nuchal.cli.main import main; main()"]


def environment_of(folder: Path, database: str) -> dict[str, str]:
    """A clinic without HTTPS on this machine, on `sqlite` or on a `postgresql` of its own."""
    if database == "postgresql" and postgres.binaries() is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    folder.mkdir(mode=0o700, exist_ok=True)
    prepared = _prepared()
    shutil.copytree(prepared / "static", folder / "static")
    if database == "sqlite":
        shutil.copy(prepared / DATABASE, folder / DATABASE)
    return _settings(folder) | {"NUCHAL_DATABASE": "sqlite" if database == "sqlite" else postgres.start()}


def _settings(folder: Path) -> dict[str, str]:
    key = folder / "key"
    key.touch(mode=0o600)
    key.write_text("for tests only " * 5, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUCHAL_")}
    return kept | {
        "NUCHAL_DATA": str(folder),
        "NUCHAL_SECRET_KEY_FILE": str(key),
        "NUCHAL_HOSTS": "127.0.0.1,localhost",
        "NUCHAL_HTTPS": "no",
        "NUCHAL_SECOND_FACTOR": "no",
        "NUCHAL_DATABASE": "sqlite",
        "DJANGO_SETTINGS_MODULE": "nuchal.clinic.settings",
    }


@cache
def _prepared() -> Path:
    """An empty database that is up to date, and the collected static files: made once, then copied."""
    folder = Path(tempfile.mkdtemp(prefix="nuchal-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run([sys.executable, "-c", PREPARE], env=_settings(folder), check=True, timeout=240)
    return folder


class Server:
    """`nuchal serve` with its workers."""

    def __init__(self, environment: dict[str, str], *, workers: int = 2) -> None:
        self.environment, self.workers, self.port = environment, workers, _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = Path(environment["NUCHAL_DATA"]) / "log"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it says that it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*NUCHAL, "serve", "--port", str(self.port), "--workers", str(self.workers)],
                env=self.environment, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
            )  # fmt: skip
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        threading.Thread(target=_drain, args=(self.process.stdout,), daemon=True).start()
        assert said.strip() == f"Open {self.base}/".encode(), (said, self.log.read_text())

    def web(self) -> int:
        """The process that keeps the workers; the loop that sends messages has no children."""
        return next(child for child in children_of(self.process.pid) if children_of(child))

    def working(self) -> list[int]:
        """The processes that answer."""
        return children_of(self.web())

    def wait_for_workers(self, *, other_than: list[int], within_seconds: float = 60) -> list[int]:
        """The workers, once as many as there should be run and none is one of `other_than`."""
        until = time.monotonic() + within_seconds
        while time.monotonic() < until:
            with suppress(StopIteration, FileNotFoundError, ProcessLookupError):
                now = self.working()
                if len(now) == self.workers and not set(now) & set(other_than):
                    return now
            time.sleep(0.05)
        raise AssertionError(f"no {self.workers} workers: {self.log.read_text()}")

    def kill(self) -> None:
        """Kill -9 it and everything that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _drain(stdout: IO[bytes]) -> None:
    """Read what a server goes on to say until it ends: a closed pipe would be an error of its log."""
    with stdout:
        for _line in stdout:
            pass


def children_of(pid: int) -> list[int]:
    """Processes that a process started and that run."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(one) for one in found.split()]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
