"""
Processes of the clinic: work that runs apart and ends, and children that are watched over and started again.

Every child is forked from a process that holds no connection and runs one thread. A connection that two processes
share answers one with the rows of the other, and a lock of SQLite is lost when either of them closes the file.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar

from django.db import DatabaseError, connections

from nuchal.clinic.operations.interruptions import told_of
from nuchal.errors import NuchalError

LOG = logging.getLogger("nuchal.processes")
FORK = get_context("fork")
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
"""How long a child that ended waits to be started again: twice as long each time, up to the longest."""
RAN_WELL_SECONDS = 60.0
"""A child that ran for as long is started again after the first pause."""
STOP_WITHIN_SECONDS = 25.0
FOLLOW_EVERY_SECONDS = 0.25
LEAVE_WITHIN_SECONDS = 10
START_AGAIN = 75
"""Exit code of a child that worked and could not go on."""
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process that should always run: its name in the log, and what it does until it gets SIGTERM."""

    name: str
    run: Callable[[], None]


class ChildDied(NuchalError):
    """A process that had to finish its work ended before, or never came up."""


def run_apart(work: Callable[[], Result]) -> Result:
    """
    Do `work` in a forked process and give back its result; what it opened and loaded ends with it.

    The result and every `NuchalError` cross over, an error of the database as `DatabaseUnusable`. Raises `ChildDied`
    where the process ended otherwise; its traceback is then on standard error.
    """
    refuse_open_connections()
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_do_apart, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        result, error = ours.recv()
    except EOFError:
        process.join()
        raise ChildDied(
            f"a step of the start ended early (exit code {process.exitcode})",
            remedy="What went wrong is written above.",
        ) from None
    process.join()
    if error is not None:
        raise error
    done: Result = result
    return done


def _do_apart(work: Callable[[], Result], answer: Connection) -> None:
    try:
        answer.send((work(), None))
    except NuchalError as error:
        answer.send((None, error))
    except DatabaseError as error:
        answer.send((None, told_of(error)))


def supervise(children: Sequence[Child], *, started: Callable[[], None] = lambda: None) -> None:
    """
    Keep every child running until this process gets SIGTERM, SIGINT or SIGHUP; then end them all.

    A child that ends is started again, after a pause that grows. Only one whose first process ends with an error of
    its own (neither by a signal, nor with `START_AGAIN`) stops the start: raises `ChildDied`.
    """
    refuse_open_connections()
    with _stop_signals() as stop:
        kept = [_Kept(child) for child in children]
        try:
            for one in kept:
                one.start()
            started()
            while not stop.poll():
                _keep(kept, stop)
        finally:
            _end(kept)


def refuse_open_connections() -> None:
    """Raise if this process holds a database connection: no process may be forked then."""
    held = [
        connection.alias
        for connection in connections.all(initialized_only=True)
        if connection.connection is not None or getattr(connection, "_connection_pools", None)
    ]
    if held:
        raise RuntimeError(f"the connection {held[0]!r} is open in the process that forks")


def follow_parent() -> None:
    """
    End this process when its parent has died, so that a killed server leaves nothing that answers.

    It first asks itself to stop, as SIGTERM does, and leaves after ten seconds in any case.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(FOLLOW_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LEAVE_WITHIN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


class _Kept:
    """A child and the process in which it runs now."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process: BaseProcess | None = None
        self.born_at = self.due_at = 0.0
        self.pause = FIRST_PAUSE_SECONDS
        self.ended_before = False

    def start(self) -> None:
        self.process = FORK.Process(target=_run_child, args=(self.child,), name=self.child.name)
        self.born_at = time.monotonic()
        self.process.start()

    def note_end(self) -> None:
        """Plan when to start it again, and say so in the log; an error at the very start is raised instead."""
        assert self.process is not None
        code, lasted = self.process.exitcode, time.monotonic() - self.born_at
        self.process = None
        if not self.ended_before and code not in (0, START_AGAIN) and code is not None and code > 0:
            raise ChildDied(f"{self.child.name} did not start (exit code {code})", remedy="See above why.")
        self.ended_before = True
        if lasted >= RAN_WELL_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        self.due_at = time.monotonic() + self.pause
        LOG.error(f"{self.child.name} ended with {code}, and starts again in {self.pause:.1f} s")
        self.pause = min(2 * self.pause, LONGEST_PAUSE_SECONDS)


def _run_child(child: Child) -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    follow_parent()
    child.run()


def _keep(kept: list[_Kept], stop: Connection) -> None:
    """Wait until a child ends, is due, or a signal came; then note it or start it."""
    now = time.monotonic()
    for one in kept:
        if one.process is None and one.due_at <= now:
            one.start()
    running = {one.process.sentinel: one for one in kept if one.process is not None}
    waiting = [one.due_at - now for one in kept if one.process is None]
    for ready in wait([*running, stop], timeout=min(waiting, default=None)):
        if isinstance(ready, int):
            ended = running[ready]
            assert ended.process is not None
            ended.process.join()
            ended.note_end()


def _end(kept: list[_Kept]) -> None:
    running = [one.process for one in kept if one.process is not None]
    for process in running:
        process.terminate()
    until = time.monotonic() + STOP_WITHIN_SECONDS
    for process in running:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


@contextmanager
def _stop_signals() -> Iterator[Connection]:
    """The end of a pipe that becomes readable when this process is asked to stop."""
    reading, writing = FORK.Pipe(duplex=False)
    before = {number: signal.getsignal(number) for number in STOPPING}
    for number in STOPPING:
        signal.signal(number, lambda *_: writing.send_bytes(b"stop"))
    try:
        yield reading
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        reading.close()
        writing.close()
