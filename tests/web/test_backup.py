"""A backup is worth what its restore gives back: every row, every photo, and a chain that holds."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import sqlite3
import stat
import tempfile
import threading
import time
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
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
from nuchal.clinic.operations.data_lock import data_folder_lock
from nuchal.clinic.oversight import checkup
from nuchal.clinic.people import actions
from nuchal.clinic.people.clients import Client
from nuchal.clinic.rights.erasing import erase
from nuchal.errors import BackupFailed, UsageError
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
    for folder in Path(settings.DATA).glob("before-*"):
        shutil.rmtree(folder)
    for name in snapshots.photos_named():
        default_storage.delete(name)


def everything() -> dict[str, list[tuple]]:
    """Every row of every table, in order."""
    held = {}
    for model in apps.get_models(include_auto_created=True):
        held[model._meta.db_table] = sorted(map(repr, model._base_manager.values_list()))
    return held


def without_events_since(held: dict[str, list], before: dict[str, list]) -> dict[str, list]:
    """The restore itself adds an event to each clinic's chain; a count of failed codes is no part of the schema."""
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
    assert f"2 clinics, {Client.objects.count()} clients" in err
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
        clients = one.manifest.tables["people_client"].rows
        assert Client.objects.count() == clients > 2
        entered = Event.objects.filter(subject="people.Client", action=Action.WRITE).count()
        assert entered == clients
        assert all(broken is None for _, broken in verify())
    assert made[0].manifest.tables["people_client"].rows < made[2].manifest.tables["people_client"].rows


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
                    content = json.dumps(json.loads(content) | {"format": 3}).encode()
            target.writestr(name, content)
        if harm == "add":
            target.writestr("files/../../evil", b"x")


def altered(path: Path, target: Path, *, database=None, **changes: object) -> Path:
    """A backup with another database or manifest, all digests computed anew, as an attacker would."""
    with zipfile.ZipFile(path) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(content[package.MANIFEST])
    if database is not None:
        content[package.DATABASE] = database(content[package.DATABASE])
        manifest["sha256"][package.DATABASE] = hashlib.sha256(content[package.DATABASE]).hexdigest()
    content[package.MANIFEST] = json.dumps(manifest | changes).encode()
    with zipfile.ZipFile(target, "w") as packed:
        for name, one in content.items():
            packed.writestr(name, one)
    return target


def by_sql(statement: str):
    def change(raw: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "database"
            file.write_bytes(raw)
            with closing(sqlite3.connect(file)) as opened:
                opened.executescript(statement)
                opened.commit()
            return file.read_bytes()

    return change


FOREIGN = b"".join([b"SQLite format 3\x00"]) + b"\x00" * 100
NOT_OURS = (
    "DROP TABLE people_client; DROP TABLE django_migrations; CREATE TABLE django_migrations (app, name);"
)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("user", "no key in the file"),
        ("user, taken on trust", "is not what its manifest says"),
        ("foreign", "there is no clinic in this backup"),
        ("no database", "do not fit together"),
        ("newer", "which is newer"),
        ("event", "the audit of clinic"),
    ],
)
def test_one_that_was_altered_or_is_foreign_changes_nothing(clinic, tmp_path, harm, said):
    path, bad = tmp_path / "clinic.zip", tmp_path / "bad.zip"
    if harm == "event":
        unprotect(connection)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_event SET actor_name = 'Eve' WHERE sequence = 2")
    made = making.make(path)
    before = everything()
    database = {
        "user": by_sql("UPDATE people_user SET password = 'mine'"), "foreign": by_sql(NOT_OURS),
        "no database": lambda _raw: FOREIGN,
    }.get(harm.split(",")[0])  # fmt: skip
    changes = {"migrations": [*made.manifest.migrations, "record.9999_x"]} if harm == "newer" else {}
    bad = path if harm == "event" else altered(path, bad, database=database, **changes)
    with pytest.raises(BackupFailed, match=said):
        restoring.restore(bad, replace=True, unproven=harm not in ("user", "event"))
    if harm == "event":
        protect(connection)
    assert everything() == before
    assert not list(Path(settings.DATA).glob("before-*"))


def test_a_backup_in_which_the_audit_does_not_hold_is_taken_only_with_a_word(clinic, run, tmp_path):
    path = tmp_path / "clinic.zip"
    Posture.objects.get(episode__client=clinic.dov)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE exam_posture SET angle = 1")
    making.make(path)
    assert run("clinic", "restore", str(path), "--replace")[0] == 7
    code, _, err = run("clinic", "restore", str(path), "--replace", "--unproven")
    assert (code, "exam.Posture" in err) == (0, True)
    told = Event.objects.filter(clinic_id=clinic.clinic.pk).latest("sequence")
    assert told.details["unproven"] >= 1


def test_under_a_live_server_nothing_is_restored(clinic, tmp_path):
    path = tmp_path / "clinic.zip"
    making.make(path)
    before = everything()
    with data_folder_lock(settings.DATA, alone=False), pytest.raises(UsageError, match="is running"):
        restoring.restore(path, replace=True)
    assert everything() == before


def test_an_encrypted_backup_opens_with_its_private_key_alone(clinic, run, tmp_path):
    key, other, path, before = tmp_path / "private", tmp_path / "other", tmp_path / "clinic.age", everything()
    out = run("clinic", "backup-key", str(key))[1]
    run("clinic", "backup-key", str(other))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = out.split()[-1]
    assert run("clinic", "backup", str(path), "--public-key", "nonsense")[0] == 2
    assert run("clinic", "backup", str(path), "--public-key", public)[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    raw = path.read_bytes()
    assert raw.startswith(b"age-encryption.org/")
    assert b"Daniels" not in raw
    assert package.MANIFEST.encode() not in raw
    for wrong in ([], ["--private-key", str(other)], ["--private-key", str(path)]):
        assert run("clinic", "restore", str(path), "--replace", *wrong)[0] in (2, 7)
    broken = tmp_path / "broken.age"
    broken.write_bytes(raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:])
    assert run("clinic", "restore", str(broken), "--replace", "--private-key", str(key))[0] == 7
    assert run("clinic", "restore", str(path), "--only-check", "--private-key", str(key))[0] == 0
    assert run("clinic", "restore", str(path), "--replace", "--private-key", str(key))[0] == 0
    assert everything()["people_client"] == before["people_client"]
    assert not list(Path(settings.DATA).glob(".nuchal-*"))


def test_what_was_here_is_kept_beside(clinic, tmp_path):
    path = tmp_path / "clinic.zip"
    making.make(path)
    photo = Posture.objects.get(episode__client=clinic.cleos_client).photo
    photo.save("photo", ContentFile(b"newer"))
    done = restoring.restore(path, replace=True)
    assert (done.beside / "files" / photo.name).read_bytes() == b"newer"
    assert not default_storage.exists(photo.name)
    assert stat.S_IMODE(done.beside.stat().st_mode) == 0o700
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(done.beside / Path(connection.settings_dict["NAME"]).name)) as old:
            assert old.execute("SELECT count(*) FROM people_client").fetchone()[0] == Client.objects.count()
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {done.beside.name.replace('-', '_')}.people_client")
            assert cursor.fetchone()[0] == Client.objects.count()


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
    before = everything()
    default_storage.delete(Posture.objects.get(episode__client=clinic.dov).photo.name)
    monkeypatch.setattr(type(default_storage), "save", full, raising=False)
    code, _, err = run("clinic", "restore", str(path), "--replace")
    assert (code, "No space left on device" in err) == (7, True)
    assert everything() == before


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
    assert made.manifest.tables["people_client"].rows == Client.objects.count()


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
