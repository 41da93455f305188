"""The lock of the data folder: programs that write share it, a restore wants it alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nuchal.clinic.operations.data_lock import DataFolderInUse, data_folder_lock

HOLD = """
import sys
from pathlib import Path
from nuchal.clinic.operations.data_lock import data_folder_lock
with data_folder_lock(Path(sys.argv[1]), alone=sys.argv[2] == "alone"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ("shared", "shared", True),
        ("shared", "alone", False),
        ("alone", "shared", False),
        ("alone", "alone", False),
    ],
)
def test_who_may_hold_it_together(tmp_path, first, second, allowed):
    with data_folder_lock(tmp_path, alone=first == "alone"):
        if allowed:
            with data_folder_lock(tmp_path, alone=second == "alone"):
                pass
        else:
            with (
                pytest.raises(DataFolderInUse, match="running"),
                data_folder_lock(tmp_path, alone=second == "alone"),
            ):
                pass
    with data_folder_lock(tmp_path, alone=True):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_a_killed_program_leaves_no_lock(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path), "alone"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderInUse), data_folder_lock(tmp_path, alone=False):
            pass
        other.kill()
    with data_folder_lock(tmp_path, alone=True):
        pass
