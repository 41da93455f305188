"""
Restore a backup again and again, each time killed at another step, and say as JSON what is there afterwards.

A program of its own, because a killed restore takes its process with it: `python -m tests.web.restore_trials`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nuchal.cli.django_clinic import get_ready

STEPS = {
    "after rows are copied": ("nuchal.clinic.backup.restoring", "migrate", 1),
    "between two photos": ("nuchal.clinic.backup.restoring", "File", 2),
    "before the swap": ("os", "link", 1),
    "after the swap": ("nuchal.clinic.backup.swap", "_to_disk", 3),
    "before photos are taken aside": ("nuchal.clinic.backup.restoring", "_take_aside", 1),
    "before anchors are written": ("nuchal.clinic.backup.restoring", "drop_anchor", 1),
    "never": ("nuchal.clinic.backup.restoring", "restore", 99),
}
"""What is killed -> the function before whose n-th call that happens."""
AGAIN = ("between two photos", "after the swap")
"""After which a second restore is tried."""


def use(folder: Path) -> None:
    """Make a copy of the data folder the one that this process works on."""
    from django.conf import settings
    from django.core.files.storage import FileSystemStorage, default_storage
    from django.db import connection

    connection.close()
    settings.DATA = folder
    connection.settings_dict["NAME"] = str(folder / "clinic.sqlite3")
    default_storage._wrapped = FileSystemStorage(location=folder / "files")


def prepare(backup: Path) -> dict[str, Any]:
    """A clinic, its backup, and what happened after it: a client erased, another entered, a photo taken."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from nuchal.clinic.backup.making import make
    from nuchal.clinic.exam.models import Posture
    from nuchal.clinic.operations.serving import migrate
    from nuchal.clinic.people import actions
    from nuchal.clinic.rights.erasing import erase
    from tests.web.conftest import build_cast
    from tests.web.test_access import filled

    migrate()
    cast = filled(build_cast())
    for posture in Posture.objects.all():
        posture.kind_of_photo = "jpg"
        posture.photo.save("photo", ContentFile(b"photo of the backup"))
    make(backup)
    told = state()
    actions.archive_client(by=cast.olga.user, client=cast.dov)
    cast.dov.refresh_from_db()
    erase(cast.dov, by=cast.olga.user, early=False)
    actions.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name="New", family_name="One")
    posture = Posture.objects.all()[0]
    former = posture.photo.name
    posture.photo.save("photo", ContentFile(b"photo of now"))
    default_storage.delete(former)
    return told


def state() -> dict[str, Any]:
    """Who is there, which photos are named and missing, and what of the audit does not hold."""
    from django.core.files.storage import default_storage

    from nuchal.clinic.audit.verifying import verify
    from nuchal.clinic.backup.snapshots import photos_named
    from nuchal.clinic.people.clients import Client

    named = photos_named()
    return {
        "clients": sorted(str(client) for client in Client.objects.all()),
        "photos": len(named),
        "missing": sorted(name for name in named if not default_storage.exists(name)),
        "broken": [str(broken) for _chain, broken in verify() if broken],
    }


def killed_at(module: str, name: str, number: int) -> None:
    """From now on this process is killed before the n-th call of a function."""
    target = sys.modules[module]
    real, calls = getattr(target, name), []

    def instead(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)

    setattr(target, name, instead)


def in_child(work: Callable[[], Any]) -> Any:
    """Do something in a process of its own; gives what it gave, or None where it was killed."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.write(writing, json.dumps(work()).encode())
        except BaseException as problem:
            os.write(writing, json.dumps(f"{type(problem).__name__}: {problem}").encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as opened:
        said = opened.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


def main() -> None:
    """All trials, as one JSON object."""
    get_ready()
    from django.conf import settings

    from nuchal.clinic.backup import restoring

    template, backup = Path(settings.DATA), Path(settings.DATA).parent / "backup.zip"
    kept = in_child(lambda: prepare(backup))

    def trial(step: str, folder: Path) -> dict[str, Any]:
        def restore() -> str:
            use(folder)
            killed_at(*STEPS[step])
            restoring.restore(backup, replace=True)
            return "restored"

        def look() -> dict[str, Any]:
            use(folder)
            return state()

        def again() -> dict[str, Any]:
            use(folder)
            restoring.restore(backup, replace=True)
            return state()

        shutil.copytree(template, folder)
        told = {
            "ended": in_child(restore),
            "then": in_child(look),
            "again": in_child(again) if step in AGAIN else None,
        }
        shutil.rmtree(folder)
        return told

    before = in_child(state)
    trials = {step: trial(step, template.parent / "trial") for step in STEPS}
    print(json.dumps({"backup": kept, "before": before, "trials": trials}))


if __name__ == "__main__":
    main()
