"""
Set up fresh environments with several versions of pip and Python, and report seconds and megabytes: `make test-setup`.

    python -m tools.setup_matrix [--lock requirements-demo.lock] [--pip 22.3.1 --pip latest] [--python python3.13]

A pip of `own` is the one that the Python ships. Needs a network; each environment is removed afterwards.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIPS = ("own", "22.3.1", "23.0.1", "23.2.1", "latest")
QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")


def main() -> int:
    """Try every combination; return how many failed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    options.add_argument("--lock", default="requirements-demo.lock")
    options.add_argument("--pip", action="append", dest="pips")
    options.add_argument("--python", action="append", dest="pythons")
    asked = options.parse_args()
    failed = 0
    for python in asked.pythons or [sys.executable]:
        for pip in asked.pips or PIPS:
            with tempfile.TemporaryDirectory() as folder:
                failed += not _tried(python, pip, asked.lock, Path(folder) / "venv")
    return failed


def _tried(python: str, pip: str, lock: str, folder: Path) -> bool:
    """Whether the environment can be made and the program in it starts; one line says so."""
    program = shutil.which(python) or python
    subprocess.run([program, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    if pip != "own":
        wanted = ["--upgrade", "pip"] if pip == "latest" else [f"pip=={pip}"]
        subprocess.run([inside, "-m", "pip", "install", *QUIET, *wanted], check=True, capture_output=True)
    began = time.monotonic()
    done = subprocess.run(
        [program, "tools/environment.py", folder, lock], cwd=ROOT, capture_output=True, text=True, check=False
    )
    starts = subprocess.run([inside, "-m", "nuchal", "--version"], capture_output=True, check=False)
    good = done.returncode == 0 and starts.returncode == 0
    which = subprocess.run(
        [inside, "-c", "import pip, sys; print('Python', sys.version.split()[0], 'pip', pip.__version__)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    size = subprocess.run(["du", "-sm", folder], capture_output=True, text=True, check=True).stdout.split()[0]
    print(f"{which}: {'ok' if good else 'FAILED'}, {time.monotonic() - began:.0f} s, {size} MB", flush=True)
    if not good:
        print(done.stdout + done.stderr)
    return good


if __name__ == "__main__":
    sys.exit(main())
