"""Files, outputs and folders that no command expects: each ends with a sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NUCHAL = [sys.executable, "-m", "nuchal"]
GOOD = "age: 40\nprofiles: [{name: main, drawing: [{zone: temple_anterior, side: left, intensity: 5}]}]\n"
FILES = {
    "brackets": b"[" * 100_000,
    "closed brackets": b"age: " + b"[" * 5_000 + b"]" * 5_000,
    "braces": b"{a: " * 5_000,
    "indented": "".join(" " * depth + "a:\n" for depth in range(1_000)).encode(),
    "dashes": b"- " * 20_000 + b"a",
    "questions": b"? " * 20_000 + b"a",
    "digits": b"age: " + b"9" * 5_000,
    "negative digits": b"age: -" + b"9" * 5_000,
    "exponent": b"age: 1e999",
    "NUL": b"age: 40\x00",
    "UTF-16": "age: 40".encode("utf-16"),
    "half a character": b"age: 40 \xe2\x82",
    "aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "too large": b"# " + b"x" * 20_000_001,
}
READERS = (
    ("assess",),
    ("cases",),
    ("letter",),
    ("plan", "--system", "neuromuscular_therapy"),
    ("session", "--system", "neuromuscular_therapy"),
    ("programme", "--system", "neuromuscular_therapy"),
)


@pytest.mark.parametrize("command", READERS, ids=lambda command: command[0])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_ends_with_3_and_is_named(run, tmp_path, command, name):
    path = tmp_path / "case.yaml"
    path.write_bytes(FILES[name])
    code, _, err = run(*command, str(path))
    assert code == 3
    assert str(path) in err


def test_deep_brackets_in_the_knowledge_end_with_4(run, tmp_path):
    (tmp_path / "vocabulary/findings").mkdir(parents=True)
    (tmp_path / "vocabulary/findings/a.yaml").write_bytes(FILES["brackets"])
    assert run("knowledge", "check", str(tmp_path))[0] == 4


def test_what_is_nested_as_deeply_as_a_case_needs_is_read(run, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(GOOD + "# " + "[" * 500 + "\n")
    assert run("assess", str(path))[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "99999"), ("serve", "--port", "-1"), ("serve", "--port", "9" * 400), ("serve", "--port", "x"),
        ("serve", "--workers", "0"), ("serve", "--workers", "99999999"), ("simulate", "--n", "-1"),
        ("simulate", "--seed", "-1"), ("zones", "9" * 5_000), ("knowledge", "show", "x" * 5_000), ("assess", "/dev/zero/x"),
    ],
)  # fmt: skip
def test_a_wrong_number_or_name_ends_with_2(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "rror" in err


def _ran(*arguments: str, **more: object) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUCHAL_", "DJANGO_"))}
    environment = kept | {str(key): str(value) for key, value in dict(more.pop("environment", {})).items()}
    ended = subprocess.run(
        [*NUCHAL, *arguments], env=environment, stderr=subprocess.PIPE, check=False, timeout=120, **more
    )
    return ended.returncode, ended.stderr.decode()


def test_an_output_without_room_ends_with_1_and_a_sentence(tmp_path):
    with open("/dev/full", "wb") as full:
        for arguments in (("--help",), ("structures",)):
            code, err = _ran(*arguments, stdout=full)
            assert (code, err.count("\n")) == (1, 2), err
            assert "No space left on device" in err


def test_a_pipe_whose_reader_has_left_ends_quietly_with_141(tmp_path):
    (tmp_path / "case.yaml").write_text(GOOD)
    for arguments in (("zones",), ("assess", str(tmp_path / "case.yaml"))):
        reading, writing = os.pipe()
        os.close(reading)
        try:
            assert _ran(*arguments, stdout=writing) == (141, "")
        finally:
            os.close(writing)


def test_a_closed_output_ends_with_1_and_a_sentence():
    shell = f"{sys.executable} -m nuchal zones >&-"
    ended = subprocess.run(["sh", "-c", shell], stderr=subprocess.PIPE, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (1, b"error: standard output is closed\n")


CLINIC = (
    ("serve", "--demo", "--port", "8"),
    ("demo", "load"),
    ("audit", "verify", "--demo"),
    ("clinic", "backup", "--demo", "x.nuchal"),
    ("doctor", "--demo"),
)


@pytest.mark.parametrize("command", CLINIC, ids=lambda command: " ".join(command[:2]))
def test_a_database_that_is_broken_or_away_is_told_in_a_sentence(tmp_path, command):
    (tmp_path / "clinic.sqlite3").write_bytes(os.urandom(20_000))
    away = {"NUCHAL_DATABASE": "postgresql://nobody@127.0.0.1:1/nothing"}
    for environment in ({}, away):
        code, err = _ran(
            *command,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            environment={"NUCHAL_DATA": tmp_path, **environment},
        )
        assert code in (1, 2, 7), err
        assert "Traceback" not in err
        assert "error: " in err or command[0] == "doctor"


@pytest.mark.parametrize("folder", ["/dev/null/x", "/proc/x", "a\x00b"])
def test_a_folder_that_cannot_be_is_told(folder):
    from nuchal.clinic.environment import SettingError
    from nuchal.clinic.folders import made

    with pytest.raises(SettingError, match="cannot be made"):
        made(Path(folder), name="NUCHAL_DATA")
