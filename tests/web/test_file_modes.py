"""Whatever the clinic writes is for its own user alone."""

from __future__ import annotations

import os
import stat

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.db import connection

from nuchal.clinic.audit import anchors
from nuchal.clinic.audit.models import Chain
from nuchal.clinic.backup import making
from nuchal.clinic.oversight import checkup
from tests.web.conftest import build_cast


def modes(folder) -> set[tuple[str, int]]:
    return {
        ("folder" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode))
        for path in folder.rglob("*")
    }


@pytest.mark.django_db(transaction=True)
def test_photos_messages_anchors_and_backups(tmp_path):
    build_cast()
    FileSystemStorage(location=tmp_path / "files").save("postures/a.jpg", ContentFile(b"x"))
    EmailBackend(file_path=str(tmp_path / "outbox")).send_messages(
        [EmailMessage("a", "b", "c@d.example", ["e@f.example"])]
    )
    making.make(tmp_path / "backup.zip")
    assert modes(tmp_path) == {("folder", 0o700), ("file", 0o600)}
    anchors.drop_anchor(Chain.objects.first())
    assert modes(anchors.folder()) == {("file", 0o600)}
    assert stat.S_IMODE(anchors.folder().stat().st_mode) == 0o700


@pytest.mark.django_db
def test_the_database_and_the_data_folder():
    assert stat.S_IMODE(settings.DATA.stat().st_mode) == 0o700
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        for path in (name, f"{name}-wal"):
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_the_doctor_finds_a_file_that_others_may_read(tmp_path):
    assert checkup._modes(tmp_path).well
    (tmp_path / "clinic.sqlite3").touch()
    (tmp_path / "clinic.sqlite3").chmod(0o644)
    found = checkup._modes(tmp_path)
    assert (found.well, "clinic.sqlite3" in found.says) == (False, True)
