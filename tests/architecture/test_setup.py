"""Can a machine of any age set the project up? What is locked is complete, and the setup neither resolves nor chatters."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import environment

ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^]]*)\])?==(\S+)((?: ;[^\\\n]*)?)", re.MULTILINE)


def pins(text):
    """Name -> the extras with which it is pinned, over all its versions."""
    found = {}
    for name, extras, _, _ in ENTRY.findall(text):
        found.setdefault(canonicalize_name(name), set()).update(
            e.strip() for e in extras.split(",") if e.strip()
        )
    return found


def entries(text):
    """Every pinned version with its hashes; markers and extras may differ, since fewer packages ask for it."""
    parts = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    return {
        (re.sub(r"\[.*?\]", "", part).split(" ")[0], *sorted(re.findall(r"sha256:\w+", part)))
        for part in parts
        if "==" in part
    }


def without_an_extra(locked, requirements):
    """Requirements with extras that are pinned without them: an old pip would look for a newer release of these."""
    return sorted(
        str(one)
        for one in requirements
        if one.extras
        and canonicalize_name(one.name) in locked
        and not one.extras <= locked[canonicalize_name(one.name)]
    )


def test_a_requirement_with_an_extra_is_pinned_with_it(root):
    locked = pins((root / "requirements.lock").read_text())
    asked = [
        Requirement(line)
        for one in distributions()
        if canonicalize_name(one.metadata["Name"]) in locked
        for line in one.requires or ()
        if "extra ==" not in line
    ]
    assert asked
    assert without_an_extra(locked, asked) == []


def test_a_pin_that_lost_its_extra_is_found():
    locked = pins("coverage==7.10.6 \\\n    --hash=sha256:0\n")
    assert without_an_extra(locked, [Requirement("coverage[toml]>=7.10")]) == ["coverage[toml]>=7.10"]


def test_the_demonstration_gets_what_the_whole_lock_pins(root):
    whole = entries((root / "requirements.lock").read_text())
    demo = entries((root / "requirements-demo.lock").read_text())
    assert demo
    assert demo - whole == set()


def test_the_lock_of_the_demonstration_is_complete_and_small(root):
    """Everything that the clinic asks for on SQLite, and no test tool, second engine or driver of PostgreSQL."""
    demo = pins((root / "requirements-demo.lock").read_text())
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [
        Requirement(line)
        for line in [*project["dependencies"], *extras["clinic"], *extras["pdf"], *extras["editable"]]
    ]
    assert {canonicalize_name(one.name) for one in asked} <= set(demo)
    assert not {"numba", "pytest", "mypy", "pyagrum", "psycopg", "playwright", "scipy"} & set(demo)


def test_nothing_is_resolved_while_setting_up(root):
    """`pip install` of a make target or of the setup never looks at dependencies, so that a later release changes nothing."""
    for name in ("Makefile", ".ci/run"):
        for line in (root / name).read_text().splitlines():
            if "pip install" in line:
                assert "--no-deps" in line, f"{name}: {line}"
                assert "==" in line, f"{name}: {line}"
    assert "--no-deps" in environment.OPTIONS


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder from which pip installs one small wheel, without any network; gives the line of the lock."""
    wheel = tmp_path / "tiny_thing-1.0-py3-none-any.whl"
    files = {
        "tiny_thing.py": "",
        "tiny_thing-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\nRequires-Dist: absent>=9\n",
        "tiny_thing-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}\n"
        for name, text in files.items()
    )
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in (files | {"tiny_thing-1.0.dist-info/RECORD": record}).items():
            archive.writestr(name, text)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return f"tiny-thing==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An environment in which nothing is installed; its folder held one whose Python is gone."""
    folder = tmp_path_factory.mktemp("environment")
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(folder / "gone")
    environment._environment(folder)
    return folder


def test_an_environment_whose_python_is_gone_is_made_anew(made):
    assert environment._works(made / "bin" / "python")


def test_a_failure_shows_what_pip_said_and_what_to_do(made, shelf, tmp_path, capsys):
    lock = tmp_path / "requirements.lock"
    lock.write_text(re.sub(r"sha256:....", "sha256:0000", shelf))
    assert environment.main([str(made), str(lock)]) == 1
    said = capsys.readouterr()
    assert "ERROR" in said.err
    assert "run the command again" in said.err
    assert "Traceback" not in said.err


def test_an_incomplete_lock_is_said_and_not_completed_from_an_index(made, shelf, tmp_path, capsys):
    lock = tmp_path / "requirements.lock"
    lock.write_text(shelf)
    assert environment.main([str(made), str(lock)]) == 1
    said = capsys.readouterr()
    assert "requirements.lock is incomplete" in said.err
    assert "Collecting" not in said.out
    there = [made / "bin" / "python", "-c", "import tiny_thing"]
    assert subprocess.run(there, capture_output=True, check=False).returncode == 0


def test_an_old_python_is_refused_in_a_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert environment.main([str(tmp_path / "x"), "requirements.lock"]) == 1
    assert "Python 3.11 or newer" in capsys.readouterr().err
