"""A backup is worth what its restore gives back: every row, every photo, and a chain that holds."""

from __future__ import annotations

import errno
import json
import stat
import threading
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.audit.protection import protect, unprotect
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.backup import making, package, restoring, snapshots
from nuchal.clinic.exam.models import Posture
from nuchal.clinic.oversight import checkup
from nuchal.clinic.people import actions
from nuchal.clinic.people.clients import Client
from nuchal.clinic.rights.erasing import erase
from nuchal.errors import BackupFailed
from tests.web.conftest import build_cast
from tests.web.test_access import filled

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = b"\xff\xd8 posture \xff\xd9"


@pytest.fixture
def clinic():
    cast = filled(build_cast())
    posture = Posture.objects.get(episode__client=cast.dov)
    posture.kind_of_photo = "jpg"
    posture.photo.save("photo", ContentFile(PHOTO))
    yield cast
    for name in snapshots.photos_named_now():
        default_storage.delete(name)


def everything() -> dict[str, list[tuple]]:
    """Every row of every table, in order."""
    held = {}
    for model in apps.get_models(include_auto_created=True):
        held[model._meta.db_table] = sorted(map(repr, model._base_manager.values_list()))
    return held


def without_events_since(held: dict[str, list], before: dict[str, list]) -> dict[str, list]:
    """The restore itself adds an event to each clinic's chain."""
    return {table: rows for table, rows in held.items() if table not in ("audit_event", "audit_chain")} | {
        "audit_event": sorted(set(held["audit_event"]) & set(before["audit_event"]))
    }


def test_what_is_restored_is_every_row_every_photo_and_a_chain_that_holds(clinic, run, tmp_path):
    before, photo = everything(), Posture.objects.get(episode__client=clinic.dov).photo.name
    path = tmp_path / "clinic.zip"
    code, out, err = run("clinic", "backup", str(path))
    assert (code, err) == (0, "")
    assert "1 photos" in out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["clinic.zip"]

    actions.archive_client(by=clinic.olga.user, client=clinic.dov)
    clinic.dov.refresh_from_db()
    erase(clinic.dov, by=clinic.olga.user, early=False)
    actions.enter_client(by=clinic.ada.user, clinic=clinic.clinic, given_name="New", family_name="One")
    other = Posture.objects.get(episode__client=clinic.cleos_client)
    other.photo.save("photo", ContentFile(b"newer"))
    assert not default_storage.exists(photo)

    code, out, err = run("clinic", "restore", str(path))
    assert code == 2
    assert "2 clinics, 2 clients" in err
    assert not Client.objects.filter(pk=clinic.dov.pk).exists()

    code, out, err = run("clinic", "restore", str(path), "--replace")
    assert (code, err) == (0, "")
    after = everything()
    assert without_events_since(after, before) == {
        table: rows for table, rows in before.items() if table != "audit_chain"
    }
    with default_storage.open(photo) as opened:
        assert opened.read() == PHOTO
    assert not default_storage.exists(other.photo.name)
    assert all(broken is None for _, broken in verify())
    assert run("audit", "verify")[0] == 0
    told = Event.objects.filter(clinic_id=clinic.clinic.pk).latest("sequence")
    assert (told.actor_kind, told.details["restored"]) == ("system", True)


def test_what_is_restored_is_protected_as_before_and_goes_on(clinic, tmp_path):
    path = tmp_path / "clinic.zip"
    making.make(path)
    restoring.restore(path, replace=True)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")
    connection.close()
    actions.enter_client(by=clinic.ada.user, clinic=clinic.clinic, given_name="New", family_name="One")
    assert all(broken is None for _, broken in verify())


def test_into_an_empty_database_without_a_word(clinic, run, tmp_path):
    path, before = tmp_path / "clinic.zip", everything()
    making.make(path)
    unprotect(connection)
    call_command("flush", interactive=False, verbosity=0)
    protect(connection)
    assert not Client.objects.exists()
    assert run("clinic", "restore", str(path))[0] == 0
    assert without_events_since(everything(), before)["people_client"] == before["people_client"]


def test_a_clinic_that_goes_on_meanwhile_is_caught_in_one_moment(clinic, tmp_path):
    """Rows of one transaction are in the backup together or not at all; the chain tells."""
    stop, mistakes = threading.Event(), []

    def work(number: int) -> None:
        try:
            while not stop.is_set():
                actions.enter_client(
                    by=clinic.ada.user, clinic=clinic.clinic, given_name="N", family_name=f"{number}"
                )
        except BaseException as mistake:
            mistakes.append(mistake)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.2)
        made = [making.make(tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert mistakes == []
    for one in made:
        restoring.restore(one.path, replace=True)
        rows = one.manifest.rows
        assert Client.objects.count() == rows["people_client"] > 2
        entered = Event.objects.filter(subject="people.Client", action=Action.WRITE).count()
        assert entered == rows["people_client"]
        assert all(broken is None for _, broken in verify())
    assert made[0].manifest.rows["people_client"] < made[2].manifest.rows["people_client"]


@pytest.mark.parametrize("harm", ["flip", "cut", "add", "no manifest", "other format", "no zip"])
def test_a_backup_that_is_not_whole_is_refused_before_anything_changes(clinic, run, tmp_path, harm):
    path, bad = tmp_path / "clinic.zip", tmp_path / "bad.zip"
    making.make(path)
    before = everything()
    harmed(path, bad, harm)
    code, _, err = run("clinic", "restore", str(bad), "--replace")
    assert code == 7
    assert "Traceback" not in err
    assert run("clinic", "restore", str(bad), "--only-check")[0] == 7
    assert run("clinic", "restore", str(path), "--only-check")[0] == 0
    assert everything() == before


def harmed(path: Path, bad: Path, harm: str) -> None:
    if harm == "no zip":
        bad.write_text("no zip")
        return
    if harm == "cut":
        bad.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(bad, "w") as target:
        for name in packed.namelist():
            content = packed.read(name)
            if harm == "flip" and name == package.DATABASE:
                content = content[:200] + bytes([content[200] ^ 1]) + content[201:]
            if name == package.MANIFEST:
                if harm == "no manifest":
                    continue
                if harm == "other format":
                    content = json.dumps(json.loads(content) | {"format": 2}).encode()
            target.writestr(name, content)
        if harm == "add":
            target.writestr("files/../../evil", b"x")


def test_one_that_does_not_fit_here_is_refused(clinic, tmp_path, monkeypatch):
    path = tmp_path / "clinic.zip"
    monkeypatch.setattr(snapshots, "engine", lambda: "oracle")
    monkeypatch.setattr(
        snapshots,
        "take",
        snapshots._take_sqlite if connection.vendor == "sqlite" else snapshots._take_postgresql,
    )
    making.make(path)
    monkeypatch.undo()
    with pytest.raises(BackupFailed, match="of oracle"):
        restoring.restore(path, replace=True)

    newer = tmp_path / "newer.zip"
    real = snapshots.take

    def take(target):
        held = real(target)
        return snapshots.Snapshot(
            rows=held.rows, photos=held.photos, migrations=[*held.migrations, "record.9999_x"]
        )

    monkeypatch.setattr(snapshots, "take", take)
    making.make(newer)
    with pytest.raises(BackupFailed, match="which is newer"):
        restoring.restore(newer, replace=True)


def test_calls_that_are_wrong(clinic, run, tmp_path):
    there = tmp_path / "there.zip"
    there.write_text("precious")
    assert run("clinic", "backup", str(there))[0] == 2
    assert there.read_text() == "precious"
    assert run("clinic", "backup", str(tmp_path / "no" / "folder.zip"))[0] == 2
    assert run("clinic", "restore", str(tmp_path / "nowhere.zip"))[0] == 7


def test_a_photo_that_was_lost_long_ago_is_said_and_does_not_stop_the_backup(clinic, run, tmp_path):
    name = Posture.objects.get(episode__client=clinic.dov).photo.name
    default_storage.delete(name)
    code, _, err = run("clinic", "backup", str(tmp_path / "clinic.zip"))
    assert code == 0
    assert name in err
    assert package.check(tmp_path / "clinic.zip").photos_not_found == [name]


def test_a_photo_that_the_backup_did_not_find_and_that_is_here_stays(clinic, tmp_path):
    """The disk with the photos was away while the backup was made."""
    name = Posture.objects.get(episode__client=clinic.dov).photo.name
    default_storage.delete(name)
    path = tmp_path / "clinic.zip"
    making.make(path)
    default_storage.save(name, ContentFile(PHOTO))
    restoring.restore(path, replace=True)
    with default_storage.open(name) as opened:
        assert opened.read() == PHOTO


def test_a_disk_that_is_full_is_said_in_words(clinic, run, tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "clinic.zip"
    with monkeypatch.context() as patch:
        patch.setattr(package, "add", full)
        code, _, err = run("clinic", "backup", str(path))
    assert (code, "No space left on device" in err, list(tmp_path.iterdir())) == (7, True, [])
    making.make(path)
    monkeypatch.setattr(type(default_storage), "save", full, raising=False)
    code, _, err = run("clinic", "restore", str(path), "--replace")
    assert (code, "the database is back, and photos are not" in err) == (7, True)


def test_a_photo_that_goes_while_the_backup_is_made_begins_it_anew(clinic, tmp_path, monkeypatch):
    """An erasure between the snapshot and the copying of photos: the backup must not hold half of a person."""
    real, taken = snapshots.take, []

    def take(target):
        held = real(target)
        if not taken:
            actions.archive_client(by=clinic.olga.user, client=clinic.dov)
            clinic.dov.refresh_from_db()
            erase(clinic.dov, by=clinic.olga.user, early=False)
        taken.append(held)
        return held

    monkeypatch.setattr(snapshots, "take", take)
    made = making.make(tmp_path / "clinic.zip")
    assert len(taken) == 2
    assert (made.manifest.photos, made.manifest.photos_not_found) == ([], [])
    assert made.manifest.rows["people_client"] == 1


def test_the_doctor_says_when_the_last_backup_was_made(clinic, tmp_path, monkeypatch):
    def said():
        return next(check for check in checkup.examine() if check.name == "backup")

    assert (said().well, said().says) == (False, "none was ever made")
    making.make(tmp_path / "clinic.zip")
    restoring.restore(tmp_path / "clinic.zip", replace=True)
    assert (said().well, said().says) == (False, "none since this clinic was restored from one")
    making.make(tmp_path / "next.zip")
    assert said().well
    assert f"{timezone.now():%Y-%m-%d}" in said().says
    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr(checkup.timezone, "now", lambda: later)
    assert (said().well, "8 days ago" in said().says) == (False, True)
    Event.objects.filter(action=Action.EXPORT).get(clinic_id=clinic.clinic.pk)
