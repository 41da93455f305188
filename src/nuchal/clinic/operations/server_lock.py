"""One `nuchal serve` on a data folder at a time: a lock that ends with the last process of the server that holds it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nuchal.clinic.operations.data_lock import data_folder_lock
from nuchal.errors import UsageError

NAME = "server.lock"
WAIT_SECONDS = 15.0
"""How long the workers of a server that was killed may need to end their requests."""


class ServerRunning(UsageError):
    """A server runs on this data folder already."""


@contextmanager
def server_lock(folder: Path) -> Iterator[None]:
    """
    Hold `folder` as its only server, and keep a restore away from it.

    Raises `ServerRunning` while another server holds it; the workers of one that was killed are waited for.
    """
    with data_folder_lock(folder, alone=False), (folder / NAME).open("a+", encoding="utf-8") as file:
        _take(file, folder)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _take(file: IO[str], folder: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            file.seek(0)
            holder = file.read(20)
            if _is_alive(holder) or time.monotonic() > until:
                raise ServerRunning(
                    f"a server is running on {folder} already (process {holder or 'unknown'})",
                    remedy="Stop that one first, or set NUCHAL_DATA to a folder of its own.",
                ) from None
            time.sleep(0.1)


def _is_alive(holder: str) -> bool:
    """Whether the process runs; one that ended and was not yet collected by its parent does not."""
    try:
        pid = abs(int(holder))
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except (FileNotFoundError, PermissionError):
        return True
