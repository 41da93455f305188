"""
Room for events of reading while the database can take none: a file of fixed size that is filled in place.

A record must be readable on a day on which the disk is full, and that it was read must not be forgotten. The room is
taken when the server starts: some ten thousand events, hours of reading in a busy clinic. Events wait here until the
database takes them again.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = "audit.reserve"
SIZE = 4_000_000
MOST_AT_ONCE = 200
"""A reader waits while their page hands these over."""


class ReserveFull(OSError):
    """There is no more room for an event, so the page may not be shown."""


def prepare() -> bool:
    """Take the room, unless it is taken; whether it is there."""
    path = _path()
    try:
        with path.open("r+b" if path.exists() else "w+b") as file:
            os.chmod(path, 0o600)
            missing = SIZE - file.seek(0, os.SEEK_END)
            if missing > 0:
                file.write(bytes(missing))
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        return False
    return True


def keep(events: list[dict[str, Any]]) -> None:
    """Write events behind those that wait, and on the disk; raises ReserveFull where they do not fit."""
    lines = b"".join(json.dumps(event, ensure_ascii=True).encode() + b"\n" for event in events)
    try:
        with _locked() as (descriptor, used):
            if used + len(lines) > os.fstat(descriptor).st_size:
                raise ReserveFull(errno.ENOSPC, "the reserve for events of reading is full")
            os.pwrite(descriptor, lines, used)
            os.fsync(descriptor)
    except FileNotFoundError:
        raise ReserveFull(errno.ENOSPC, "there is no reserve for events of reading") from None


def waits() -> bool:
    """Whether an event waits."""
    try:
        with _path().open("rb") as file:
            return file.read(1) not in (b"", b"\0")
    except OSError:
        return False


def hand_over(add: Callable[[list[dict[str, Any]]], None]) -> None:
    """Give the first events that wait to `add`, which raises where it cannot take them; then forget them."""
    with _locked() as (descriptor, used):
        lines = os.pread(descriptor, used, 0).splitlines(keepends=True)
        waiting = [number for number, line in enumerate(lines) if line.strip()]
        taken = waiting[:MOST_AT_ONCE]
        if taken:
            add([json.loads(lines[number]) for number in taken])
        if len(taken) == len(waiting):
            os.pwrite(descriptor, bytes(used), 0)
        else:  # blanks over the lines: stopped in the middle, it can be done again
            done = b"".join(lines[: taken[-1] + 1])
            os.pwrite(
                descriptor,
                b"".join(b" " * (len(line) - 1) + b"\n" for line in done.splitlines(keepends=True)),
                0,
            )
        os.fsync(descriptor)


@contextmanager
def _locked() -> Iterator[tuple[int, int]]:
    """The open file, for this process alone, and how many bytes of it are used."""
    descriptor = os.open(_path(), os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        end = content.find(b"\0")
        whole = content[: end if end >= 0 else len(content)].rpartition(b"\n")[0]
        yield descriptor, len(whole) + 1 if whole else 0
    finally:
        os.close(descriptor)


def _path() -> Path:
    path: Path = settings.DATA / NAME
    return path
