"""
A PostgreSQL of its own for one test run: in a folder that is thrown away, on a socket that nobody else sees.

`python -m tests.web.postgres` says whether PostgreSQL is installed.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple


def binaries() -> Path | None:
    """Where initdb and postgres lie, newest version first; None where they are not installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True
    )
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def start() -> str:
    """Start it; gives the address for NUCHAL_DATABASE. It ends with this process."""
    home = binaries()
    if home is None:
        raise SystemExit("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="nuchal-pg-"))
    folder.chmod(0o755)
    who = _not_root()
    if who:
        shutil.chown(folder, who)
    as_them = {"user": who} if who else {}
    run: dict[str, Any] = {"cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **as_them}
    subprocess.run(
        [
            str(home / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "nuchal",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ],
        check=True,
        **run,
    )
    command = [str(home / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-h", ""]
    command += ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
    address = f"postgresql://nuchal@/postgres?host={folder}"
    _SERVERS[address] = _Server(home, folder, command, {**run, "stderr": subprocess.DEVNULL})
    start_again(address)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(stop, address)
    return address


class _Server(NamedTuple):
    home: Path
    folder: Path
    command: list[str]
    run: dict[str, Any]


_SERVERS: dict[str, _Server] = {}
_RUNNING: dict[str, subprocess.Popen[bytes]] = {}


def stop(address: str) -> None:
    """Stop it at once, whoever is connected; its data stay."""
    running = _RUNNING.pop(address, None)
    if running is not None:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=20)


def start_again(address: str) -> None:
    """Start it after a stop, and wait until it answers."""
    home, folder, command, run = _SERVERS[address]
    _RUNNING[address] = subprocess.Popen(command, **run)
    _wait(home, folder, _RUNNING[address])


def _not_root() -> str | None:
    """PostgreSQL refuses to run as root; as whom it runs then."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _wait(home: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        asked = subprocess.run(
            [str(home / "pg_isready"), "-q", "-h", str(folder), "-U", "nuchal"], check=False
        )
        if asked.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start")


if __name__ == "__main__":
    place = binaries()
    print(f"PostgreSQL is in {place}" if place else "PostgreSQL is not installed")
    sys.exit(0 if place else 1)
