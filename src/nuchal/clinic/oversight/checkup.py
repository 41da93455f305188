"""What `nuchal doctor` looks at: settings, database, schema, backup, mail, knowledge, secrets, files, clock."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.models import Max
from django.db.utils import DatabaseError
from django.utils import timezone

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.notices.queries import is_silent, last_heard_at
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.views import pending_migrations
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import Clinic
from nuchal.errors import NuchalError

BACKUP_AT_LEAST_EVERY = timedelta(days=7)
"""A clinic that loses more than a week cannot write it down again from memory; the number is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, and what to do if it is not well."""

    name: str
    well: bool
    says: str
    remedy: str = ""


def examine() -> Iterable[Check]:
    """Every check, in the order in which one would mend them."""
    yield _settings()
    yield _folder("data folder", settings.DATA)
    yield _modes(settings.DATA)
    database = _database()
    yield database
    if database.well:
        yield _schema()
        yield _clinics()
        yield _backup()
        yield _anchor_mail()
        yield _worker()
    yield _mail()
    yield _knowledge()
    yield _static()
    yield _clock()


def _settings() -> Check:
    problems = [
        issue
        for issue in checks.run_checks(include_deployment_checks=settings.HTTPS)
        if issue.level >= checks.WARNING and not issue.is_silenced()
    ]
    says = "; ".join(f"{issue.id} {issue.msg}" for issue in problems) or (
        "the demonstration" if settings.DEMO else "complete"
    )
    return Check(name="settings", well=not problems, says=says, remedy=".env.example explains every setting.")


def _folder(name: str, path: Path) -> Check:
    well = path.is_dir() and os.access(path, os.W_OK)
    open_to = path.stat().st_mode & 0o077 if path.is_dir() else 0
    if well and open_to:
        return Check(name=name, well=False, says=f"others may read {path}", remedy=f"Run: chmod 700 {path}")
    return Check(
        name=name,
        well=well,
        says=f"{path}" if well else f"{path} cannot be written",
        remedy="Set NUCHAL_DATA to a folder of your own.",
    )


def _modes(folder: Path) -> Check:
    """Files from before this program closed them itself."""
    names = ("*", "files/**/*", "outbox/*", "anchors/*")
    paths = [path for name in names for path in folder.glob(name) if path != settings.STATIC_ROOT]
    loose = [path for path in paths if path.stat().st_mode & 0o077]
    return Check(
        name="files",
        well=not loose,
        says=f"others may read {loose[0]} and {len(loose) - 1} more" if loose else "for this user alone",
        remedy=f"Run: chmod -R go= {folder}",
    )


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        return Check(
            name="database",
            well=False,
            says=type(problem).__name__,
            remedy="Check NUCHAL_DATABASE, and that it runs.",
        )
    return Check(name="database", well=True, says=connection.vendor)


def _schema() -> Check:
    missing = pending_migrations()
    return Check(
        name="schema",
        well=not missing,
        says=f"{len(missing)} steps are missing" if missing else "up to date",
        remedy="`nuchal serve` brings it up to date; make a backup first.",
    )


def _clinics() -> Check:
    try:
        count = Clinic.objects.count()
    except DatabaseError:
        count = 0
    return Check(
        name="clinics",
        well=count > 0,
        says=str(count),
        remedy="Found one: nuchal clinic create (or nuchal demo load)",
    )


def _backup() -> Check:
    """When the last backup was made, by the word of the audit; a clinic without clients needs none yet."""
    remedy = "Make one, and keep it on another machine: nuchal clinic backup FILE"
    try:
        last = Event.objects.filter(action=Action.EXPORT, details__backup=True).aggregate(at=Max("at"))["at"]
        empty = not Client.objects.exists()
    except DatabaseError as problem:
        return Check(name="backup", well=False, says=type(problem).__name__, remedy=remedy)
    if last is None:
        restored = Event.objects.filter(action=Action.WRITE, details__restored=True).exists()
        never = "none since this clinic was restored from one" if restored else "none was ever made"
        says = "none yet" if empty or settings.DEMO else never
        return Check(name="backup", well=empty or settings.DEMO, says=says, remedy=remedy)
    age = timezone.now() - last
    well = age <= BACKUP_AT_LEAST_EVERY or settings.DEMO
    says = f"the last one was made {last:%Y-%m-%d %H:%M} UTC, {age.days} days ago"
    return Check(name="backup", well=well, says=says, remedy=remedy)


def _anchor_mail() -> Check:
    """Whether the end of the audit leaves the machine by mail; a clinic may do without."""
    try:
        every, without = Clinic.objects.count(), Clinic.objects.filter(anchor_address="").count()
    except DatabaseError as problem:
        return Check(
            name="anchor by mail", well=False, says=type(problem).__name__, remedy="Check NUCHAL_DATABASE."
        )
    off = f"off in {without} of {every} clinics; an owner sets an address under Settings, Clinic"
    return Check(name="anchor by mail", well=True, says=off if without else "on in every clinic")


def _mail() -> Check:
    """Whether a message failed for good and waits for a decision."""
    try:
        failed = Notice.objects.filter(state=Notice.State.FAILED).count()
    except DatabaseError as problem:
        return Check(name="mail", well=False, says=type(problem).__name__, remedy="Check NUCHAL_DATABASE.")
    return Check(
        name="mail",
        well=not failed,
        says=f"{failed} messages could not be sent" if failed else "no message failed",
        remedy="Check NUCHAL_EMAIL and the addresses; the owner's page of failed messages tries again or discards.",
    )


def _worker() -> Check:
    """Whether a worker, which sends what is in the outbox, was heard of lately; a stopped clinic needs none."""
    try:
        heard = last_heard_at()
    except DatabaseError as problem:
        return Check(name="worker", well=False, says=type(problem).__name__, remedy="Check NUCHAL_DATABASE.")
    waiting = Notice.objects.filter(state=Notice.State.DUE, due_at__lte=timezone.now()).count()
    says = f"last heard of at {heard:%Y-%m-%d %H:%M} UTC" if heard else "none was ever heard of"
    return Check(
        name="worker",
        well=not is_silent() or not (heard or waiting),
        says=f"{says}; {waiting} messages wait",
        remedy="Start the server, or `nuchal worker`; without one no alert leaves by mail.",
    )


def _knowledge() -> Check:
    try:
        known = knowledge()
    except NuchalError as error:
        return Check(name="knowledge", well=False, says=error.message, remedy="Run: nuchal knowledge check")
    return Check(name="knowledge", well=True, says=f"{known.release}, digest {known.digest[:12]}")


def _static() -> Check:
    well = (settings.STATIC_ROOT / "staticfiles.json").is_file()
    return Check(
        name="static files",
        well=well,
        says=f"in {settings.STATIC_ROOT}" if well else "not collected yet",
        remedy="`nuchal serve` collects them.",
    )


def _clock() -> Check:
    year = timezone.now().year
    return Check(
        name="clock",
        well=year >= 2026,
        says=f"{timezone.now():%Y-%m-%d %H:%M} UTC",
        remedy="Set the clock of this machine; links and the audit depend on it.",
    )
