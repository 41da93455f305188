"""One server, or one restore, on a data folder at a time: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nuchal.errors import UsageError

NAME = "in_use.lock"
WAIT_SECONDS = 15.0
"""How long the workers of a server that was killed may need to end their requests."""


class FolderInUse(UsageError):
    """Another process serves, restores or resets this data folder."""


@contextmanager
def in_use(folder: Path, *, by: str) -> Iterator[None]:
    """
    Hold `folder` for this process and its children; `by` is what a second one is told, such as "nuchal serve".

    The kernel drops the lock when the last of them ends, however it ends. Raises `FolderInUse` while another process
    holds it; the workers of a server that was killed are waited for.
    """
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        _take(file, folder)
        _write(file, by)
        yield


def _take(file: IO[str], folder: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = _holder(file)
            if _is_alive(holder.get("pid")) or time.monotonic() > until:
                raise FolderInUse(
                    f"{folder} is in use by {holder.get('by', 'another process')} (process {holder.get('pid')})",
                    remedy="Stop that one first, or set NUCHAL_DATA to another folder.",
                ) from None
            time.sleep(0.1)


def _write(file: IO[str], by: str) -> None:
    file.seek(0)
    file.truncate()
    json.dump({"pid": os.getpid(), "by": by}, file)
    file.flush()


def _holder(file: IO[str]) -> dict[str, object]:
    file.seek(0)
    try:
        found = json.loads(file.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_alive(pid: object) -> bool:
    """Whether a process runs; one that ended and was not yet collected by its parent does not."""
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except (FileNotFoundError, PermissionError):
        return True
