"""
Create a virtual environment with exactly the packages that a lock file pins.

    python3 tools/environment.py FOLDER LOCK

Nothing is resolved: pip installs the wheels that the lock names, checks each against its hash, and looks at no
dependency. So neither the version of pip nor a later release of any package changes the result. pip's own output is
shown only if it fails. This file uses the standard library only, since it runs before anything is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(\[[^]]*\])?==", re.MULTILINE)
OPTIONS = ("--disable-pip-version-check", "--no-input", "--no-deps")


class SetupFailed(Exception):
    """What is wrong and what to do, with the output of the program that failed."""


def main(arguments: Sequence[str]) -> int:
    """Set up the environment; return the exit code."""
    folder, lock = Path(arguments[0]), Path(arguments[1])
    began = time.monotonic()
    try:
        python = _environment(folder)
        _install(python, lock)
        _install_nuchal(python)
    except SetupFailed as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    print(f"{folder} is ready: {_megabytes(folder)} MB, {time.monotonic() - began:.0f} s", flush=True)
    return 0


def _environment(folder: Path) -> Path:
    """The environment's interpreter; a new one where there is none that works and is new enough."""
    if sys.version_info < OLDEST:
        raise SetupFailed(
            f"Nuchal needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n"
            "Name a newer one: make demo PYTHON=/path/to/python3.13"
        )
    python = folder / "bin" / "python"
    if _works(python):
        return python
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SetupFailed(
            f"{made.stdout}{made.stderr}\nThis Python cannot make a virtual environment. "
            "On Debian or Ubuntu: apt-get install python3-venv"
        )
    return python


def _works(python: Path) -> bool:
    """Whether the interpreter and its pip start and are new enough: an upgrade of the system may have broken them."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return all(
            subprocess.run([python, *call], capture_output=True, check=False).returncode == 0
            for call in (("-c", question), ("-m", "pip", "list"))
        )
    except OSError:
        return False


def _install(python: Path, lock: Path) -> None:
    wanted = len(PINNED.findall(lock.read_text(encoding="utf-8")))
    print(f"installing the {wanted} packages of {lock.name} into {python.parents[1]}", flush=True)
    command = [
        python,
        "-m",
        "pip",
        "install",
        *OPTIONS,
        "--only-binary",
        ":all:",
        "--require-hashes",
        "-r",
        lock,
    ]
    _run(command, wanted=wanted, remedy=_remedy(lock))
    _run([python, "-m", "pip", "check"], remedy=f"{lock.name} is incomplete: run `make lock`.")


def _remedy(lock: Path) -> str:
    return (
        f"The packages of {lock.name} could not be installed; pip's own words are above.\n"
        "Without a network, or behind a proxy that pip does not know, downloads fail: then run the command again.\n"
        "If pip found no matching distribution, a package has no wheel for this Python "
        f"({sys.version.split()[0]}): use another with PYTHON=/path/to/python3.11."
    )


def _install_nuchal(python: Path) -> None:
    command = [python, "-m", "pip", "install", *OPTIONS, "--no-build-isolation", "--editable", ROOT]
    _run(command, remedy="Nuchal itself could not be installed; pip's own words are above.")


def _run(command: Sequence[str | Path], *, remedy: str, wanted: int = 0) -> None:
    """Run a program, show how many packages it has come to, and its output only if it fails."""
    with subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as program:
        output = list(_watched(program.stdout or (), wanted))
    if program.returncode:
        raise SetupFailed("".join(output) + "\n" + remedy)


def _watched(lines: Iterator[str] | tuple[()], wanted: int) -> Iterator[str]:
    """The lines of pip, unchanged; on the way, progress is printed for those who wait."""
    seen, shown = 0, 0
    for line in lines:
        yield line
        if wanted and line.startswith("Collecting "):
            seen += 1
            if sys.stdout.isatty():
                print(f"\r  {seen} of {wanted}: {line.split()[1][:40]:40}", end="", flush=True)
            elif seen * 4 // wanted > shown:
                shown = seen * 4 // wanted
                print(f"  {seen} of {wanted} packages found", flush=True)
        elif wanted and line.startswith("Installing collected"):
            print(("\r" if sys.stdout.isatty() else "") + f"  unpacking {seen} packages{'':40}", flush=True)


def _megabytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*")) // 2**20


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
