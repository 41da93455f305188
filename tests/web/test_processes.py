"""The processes of the clinic: nothing is open when they are forked, one that dies comes back, none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from nuchal.clinic.operations import processes
from nuchal.clinic.operations import server_lock as locks
from nuchal.clinic.operations.data_lock import DataFolderInUse, data_folder_lock
from nuchal.clinic.operations.processes import Child, ChildDied, run_apart, supervise
from nuchal.errors import UsageError
from tests.web.running_server import children_of

FAST = "from nuchal.clinic.operations import processes as p; p.FIRST_PAUSE_SECONDS = 0.05; "


def _until(true, within_seconds: float = 20.0) -> None:
    until = time.monotonic() + within_seconds
    while not true():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


def _supervisor(tmp_path: Path, body: str) -> subprocess.Popen[bytes]:
    """A process that supervises the children which `body` makes; each of them writes its id into `ids`."""
    code = f"""
import os, signal, sys, time
from django.conf import settings
settings.configure()
from pathlib import Path
{FAST}
FILE = Path({str(tmp_path / "ids")!r})
def note():
    with FILE.open("a") as file: file.write(str(os.getpid()) + "\\n")
{body}
"""
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)


def _ids(tmp_path: Path) -> list[int]:
    file = tmp_path / "ids"
    return [int(one) for one in file.read_text().split()] if file.exists() else []


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def sleeper(tmp_path):
    """A supervisor with two children that sleep."""
    started = _supervisor(
        tmp_path,
        "def sleep():\n    note()\n    time.sleep(600)\n"
        "p.supervise([p.Child(name='one', run=sleep), p.Child(name='two', run=sleep)])",
    )
    _until(lambda: len(_ids(tmp_path)) == 2)
    yield started
    started.kill()
    started.communicate()


def test_a_child_that_is_killed_comes_back_each_time(sleeper, tmp_path):
    for killed in (1, 2, 3):
        os.kill(_ids(tmp_path)[-1], signal.SIGKILL)
        _until(lambda killed=killed: len(_ids(tmp_path)) == 2 + killed)
    assert len(children_of(sleeper.pid)) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_its_children_when_it_is_asked_to_stop(sleeper, tmp_path, number):
    sleeper.send_signal(number)
    assert sleeper.wait(timeout=20) == 0
    assert not any(_runs(pid) for pid in _ids(tmp_path))


def test_no_child_outlives_a_parent_that_is_killed(sleeper, tmp_path):
    sleeper.kill()
    sleeper.wait()
    _until(lambda: not any(_runs(pid) for pid in _ids(tmp_path)))


def test_a_child_that_cannot_start_stops_the_start(tmp_path):
    started = _supervisor(tmp_path, "p.supervise([p.Child(name='web', run=lambda: sys.exit(3))])")
    _, said = started.communicate(timeout=60)
    assert started.returncode == 1
    assert b"web did not start (exit code 3)" in said


def test_a_child_that_worked_and_could_not_go_on_is_started_again(tmp_path):
    started = _supervisor(
        tmp_path,
        "def run():\n    note()\n    sys.exit(p.START_AGAIN)\np.supervise([p.Child(name='web', run=run)])",
    )
    _until(lambda: len(_ids(tmp_path)) >= 3)
    started.terminate()
    _, said = started.communicate(timeout=60)
    assert b"web ended with 75" in said


def test_work_apart_gives_its_result_and_its_errors(monkeypatch):
    monkeypatch.setattr(processes, "refuse_open_connections", lambda: None)  # other tests leave theirs open

    def refuse() -> None:
        raise UsageError("no", remedy="Say yes.")

    assert run_apart(os.getpid) != os.getpid()
    with pytest.raises(UsageError, match="no") as caught:
        run_apart(refuse)
    assert caught.value.remedy == "Say yes."
    with pytest.raises(ChildDied, match="exit code 7"):
        run_apart(lambda: os._exit(7))


@pytest.mark.django_db
def test_nothing_is_forked_while_a_connection_is_open():
    connection.ensure_connection()
    for fork in (lambda: run_apart(os.getpid), lambda: supervise([Child(name="web", run=os.getpid)])):
        with pytest.raises(RuntimeError, match="is open in the process that forks"):
            fork()


def test_a_data_folder_has_one_server_at_a_time_and_no_restore_beside_it(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.2)
    told = rf"a server is running .* \(process {os.getpid()}\)"
    with locks.server_lock(tmp_path):
        with pytest.raises(locks.ServerRunning, match=told), locks.server_lock(tmp_path):
            raise AssertionError
        with pytest.raises(DataFolderInUse), data_folder_lock(tmp_path, alone=True):
            raise AssertionError
    with locks.server_lock(tmp_path):
        pass


def test_the_folder_of_a_process_that_was_killed_is_free_when_its_workers_have_ended(tmp_path):
    started = _supervisor(
        tmp_path,
        "from nuchal.clinic.operations.server_lock import server_lock\n"
        "def sleep():\n    note()\n    time.sleep(600)\n"
        f"with server_lock(Path({str(tmp_path)!r})): p.supervise([p.Child(name='one', run=sleep)])",
    )
    _until(lambda: len(_ids(tmp_path)) == 1)
    started.kill()
    started.communicate()
    with locks.server_lock(tmp_path):
        _until(lambda: not _runs(_ids(tmp_path)[0]))


def test_a_lock_file_with_nonsense_in_it_is_no_lock(tmp_path):
    for written in ("", "[]", "x", "99999999999999999999999", "-1", "\x00"):
        (tmp_path / locks.NAME).write_text(written)
        with locks.server_lock(tmp_path):
            pass
