"""Restores through the program itself: killed at each step, and from one kind of database into the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from nuchal.clinic.backup import package
from tests.web import postgres
from tests.web.restore_trials import AGAIN, STEPS

CHANGED_BY_A_RESTORE = {"audit_event", "audit_chain"}


def environment(folder: Path, key: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUCHAL_", "DJANGO_"))}
    own = {
        "NUCHAL_DATA": str(folder),
        "NUCHAL_HOSTS": "localhost",
        "NUCHAL_HTTPS": "no",
        "NUCHAL_SECRET_KEY_FILE": str(key),
    }
    return kept | own | {"DJANGO_SETTINGS_MODULE": "nuchal.clinic.settings"} | more


@pytest.fixture(scope="module")
def key(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "key"
    path.touch(mode=0o600)
    path.write_text("for tests only " * 5)
    return path


@pytest.fixture(scope="module")
def trials(tmp_path_factory, key):
    folder = tmp_path_factory.mktemp("trials")
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.restore_trials"], env=environment(folder / "data", key), capture_output=True,
        text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_restore_leaves_the_old_clinic_or_the_new_one(trials, step):
    told = trials["trials"][step]
    old, new = trials["before"], trials["backup"]
    assert ("New One" in old["clients"], "New One" in new["clients"]) == (True, False)
    assert told["ended"] == (None if step != "never" else "restored")
    swapped = list(STEPS).index(step) >= list(STEPS).index("after the swap")
    assert told["then"] == (new if swapped else old)
    assert told["again"] == (new if step in AGAIN else None)
    assert (new["missing"], new["broken"], new["photos"] > old["photos"] > 0) == ([], [], True)


def test_from_sqlite_into_postgresql_and_back(tmp_path, key):
    """What a restore says of each table is the same in both kinds; the audit holds in each."""

    def nuchal(data: str, *call: str, database: str = "sqlite") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "nuchal", *call], capture_output=True, text=True, check=False, timeout=240,
            env=environment(tmp_path / data, key, NUCHAL_DEMO="yes", NUCHAL_HOSTS="", NUCHAL_DATABASE=database),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr[-3000:]
        return done.stdout

    address, files = postgres.start(), [tmp_path / f"{number}.zip" for number in range(3)]
    nuchal("first", "demo", "load")
    nuchal("first", "clinic", "backup", str(files[0]), "--demo")
    nuchal("second", "clinic", "restore", str(files[0]), "--demo", database=address)
    assert "✗" not in nuchal("second", "audit", "verify", "--demo", database=address)
    nuchal("second", "clinic", "backup", str(files[1]), "--demo", database=address)
    nuchal("third", "clinic", "restore", str(files[1]), "--demo")
    assert "✗" not in nuchal("third", "audit", "verify", "--demo")
    nuchal("third", "clinic", "backup", str(files[2]), "--demo")
    manifests = []
    for file in files:
        with zipfile.ZipFile(file) as packed:
            manifests.append(msgspec.json.decode(packed.read(package.MANIFEST), type=package.Manifest))
    assert [one.engine for one in manifests] == ["sqlite", "postgresql", "sqlite"]
    first = manifests[0].tables
    assert first["record_finding"].rows > 100
    for other in manifests[1:]:
        assert {name for name in first if first[name] != other.tables[name]} <= CHANGED_BY_A_RESTORE
