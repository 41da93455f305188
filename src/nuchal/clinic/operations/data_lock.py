"""
The lock of a data folder: the server shares it with other programs that write, a restore wants it alone.

The operating system frees it when the process ends, however it ends, so no stale lock has to be removed by hand.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nuchal.errors import UsageError

LOCK = "lock"
"""Name of the file in the data folder."""


class DataFolderInUse(UsageError):
    """Another program of this clinic runs on the data folder."""


@contextmanager
def data_folder_lock(folder: Path, *, alone: bool) -> Iterator[int]:
    """
    Hold the lock of a data folder, `alone` or shared with others; gives its file descriptor.

    Raises DataFolderInUse at once where it is held in a way that does not allow this.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(held, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            raise DataFolderInUse(
                f"another program of this clinic is running on {folder}",
                remedy="Stop `nuchal serve` and every other command of this clinic, then try again.",
            ) from None
        yield held
    finally:
        os.close(held)
