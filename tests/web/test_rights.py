"""Everything that is kept about one client: found by itself, handed over as a whole, and erased for good."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, connections, models
from django.test.utils import isolate_apps
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.access.roles import Role
from nuchal.clinic.audit.models import Action, Chain, Event
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.exam.models import Posture
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people import actions
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.premises import change_clinic
from nuchal.clinic.record.episodes import Episode, Finding
from nuchal.clinic.record.queries import client_of
from nuchal.clinic.rights import erasing, reach
from nuchal.clinic.rights.erasing import STAYS, NotErased, erase, what_goes
from nuchal.clinic.rights.keeping import keeping_of, years_later
from nuchal.findings.entry import read_client
from nuchal.knowledge.yaml12 import Document
from tests.web.conftest import build_cast
from tests.web.test_access import filled

PHOTO = b"\xff\xd8 a photo of Dov \xff\xd9"
OURS = [model for model in apps.get_models() if model.__module__.startswith("nuchal.clinic.")]


@pytest.fixture
def full(cast):
    yield with_photo(filled(cast))
    default_storage.delete(Posture.objects.first().photo.name if Posture.objects.exists() else "x")


def with_photo(cast):
    posture = Posture.objects.get(episode__client=cast.dov)
    posture.kind_of_photo = "jpg"
    posture.photo.save("photo", ContentFile(PHOTO))
    return cast


def archived(cast) -> Client:
    actions.archive_client(by=cast.olga.user, client=cast.dov)
    cast.dov.refresh_from_db()
    return cast.dov


def taken(browser, client) -> zipfile.ZipFile:
    answer = browser.post(reverse("client_copy", args=[client.pk]))
    assert answer.status_code == 200
    return zipfile.ZipFile(BytesIO(answer.content))


def in_tables(packed) -> dict[str, list[dict]]:
    names = [name for name in packed.namelist() if name.startswith("tables/")]
    return {name[7:-5]: json.loads(packed.read(name)) for name in names}


# -- which rows -----------------------------------------------------------------------------------


def test_every_table_about_clients_is_found_and_declares_what_its_fields_are():
    """Two ways to the same answer: what a table says of itself in `Visible`, and where its foreign keys lead."""
    say_so = {
        model
        for model in OURS
        if hasattr(model, "Visible") and (model.Visible.to_client or "client" in model.Visible.to_clinic)
    }
    assert say_so | {Event} == set(reach.ways())
    assert all(hasattr(model, "Privacy") for model in reach.ways())


@isolate_apps("nuchal.clinic.record")
def test_a_table_of_tomorrow_is_found_by_itself(monkeypatch):
    class Session(models.Model):
        finding = models.ForeignKey(Finding, on_delete=models.PROTECT)

        class Meta:
            app_label = "record"

    now = reach._tables()
    monkeypatch.setattr(reach, "_tables", lambda: [*now, Session])
    reach.ways.cache_clear()
    try:
        assert reach.ways()[Session] == "finding__episode__client"
        order = reach.children_first()
        assert order.index(Session) < order.index(Finding) < order.index(Episode) < order.index(Client)
    finally:
        reach.ways.cache_clear()


@pytest.mark.parametrize("model", reach.ways(), ids=lambda model: model.__name__)
def test_rows_are_those_of_one_client(full, model):
    dovs, lias = (
        set(reach.rows_about(model, one).values_list("pk", flat=True))
        for one in (full.dov, full.cleos_client)
    )
    assert dovs
    assert lias
    assert not dovs & lias
    if model not in STAYS:
        assert dovs | lias == set(model._default_manager.values_list("pk", flat=True))


# -- the copy -------------------------------------------------------------------------------------


def test_the_copy_holds_every_table_the_photos_and_a_page_to_read(full, browsers):
    packed = taken(browsers["ada"], full.dov)
    tables = in_tables(packed)
    assert set(tables) == {model._meta.label for model in reach.ways()}
    assert all(tables.values())
    photo = tables["exam.Posture"][0]["photo"]
    assert packed.read(photo) == PHOTO
    page = packed.read("index.html").decode()
    assert "What is kept about Dov Daniels" in page
    assert f'src="{photo}"' in page
    assert tables["record.Finding"][0]["by_user"] == {"id": full.ada.user.pk, "name": "Ada"}
    manifest = json.loads(packed.read("manifest.json"))
    for name in set(packed.namelist()) - {"manifest.json"}:
        assert manifest["sha256"][name] == hashlib.sha256(packed.read(name)).hexdigest()


def test_hashes_of_events_can_be_computed_again_from_the_copy(full, browsers):
    """With nothing but the copy and the published arithmetic, as a client or their lawyer would."""
    events = in_tables(taken(browsers["ada"], full.dov))["audit.Event"]
    assert events
    for told in events:
        content = {
            "clinic": told["clinic_id"], "sequence": told["sequence"], "at": told["at"],
            "actor": [told["actor_kind"], told["actor_id"], told["actor_name"]], "action": told["action"],
            "subject": [told["subject"], told["subject_id"]], "client": told["client_id"], "details": told["details"],
        }  # fmt: skip
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(f"{told['previous']}\n{text}".encode()).hexdigest() == told["hash"]


def test_every_moment_in_the_copy_is_the_one_that_is_stored(full, browsers):
    tables = in_tables(taken(browsers["ada"], full.dov))
    stored = Finding.objects.filter(episode__client=full.dov).order_by("pk")
    assert [datetime.fromisoformat(row["at"]) for row in tables["record.Finding"]] == [
        row.at for row in stored
    ]


def test_the_copy_holds_nothing_of_others_and_no_token(full, browsers):
    packed = taken(browsers["ada"], full.dov)
    everything = "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    assert str(full.cleos_client.pk) not in everything
    assert "Lima" not in everything
    assert "_hash" not in everything.replace("findings_digest", "")
    assert ClientLink.objects.get(pk=full.dovs_link.pk).token_hash not in everything


def test_the_record_in_the_copy_is_a_case_that_the_strict_reader_takes(full, browsers):
    packed = taken(browsers["ada"], full.dov)
    names = [name for name in packed.namelist() if name.startswith("record/")]
    assert len(names) == Episode.objects.filter(client=full.dov).count()
    for name in names:
        told = json.loads(packed.read(name))
        episode = next(
            one for one in Episode.objects.filter(client=full.dov) if one.pk.hex.startswith(name[-13:-5])
        )
        read = read_client(Document(value=told, path=Path(name)), knowledge())
        assert read.profiles == client_of(episode).profiles


def test_who_may_take_a_copy_and_that_it_is_written_down(full, browsers):
    for who in ("fay", "cleo"):
        assert browsers[who].post(reverse("client_copy", args=[full.dov.pk])).status_code == 404
    assert not Event.objects.filter(action=Action.EXPORT).exists()
    for who in ("ada", "olga"):
        taken(browsers[who], full.dov)
    events = Event.objects.filter(action=Action.EXPORT, client_id=full.dov.pk).order_by("sequence")
    assert [event.actor_name for event in events] == ["Ada", "Olga"]
    assert events[0].details["copy"] == "whole"


def test_a_role_in_one_clinic_hands_over_and_erases_nothing_of_another(full, browsers):
    """Cleo owns and treats in Harbour, where she works now; in Maple Street she sits at the desk."""
    actions.join(by=full.olga.user, user=full.cleo.user, clinic=full.clinic, roles=[Role.FRONT_DESK])
    archived(full)
    assert browsers["cleo"].get(reverse("client", args=[full.dov.pk])).status_code == 200
    for name in ("client_data", "erasure"):
        assert browsers["cleo"].get(reverse(name, args=[full.dov.pk])).status_code == 404
        assert browsers["cleo"].get(reverse(name, args=[full.cleos_client.pk])).status_code == 200
    for name in ("client_copy", "erasure"):
        assert browsers["cleo"].post(reverse(name, args=[full.dov.pk])).status_code == 404


def test_a_photo_that_is_gone_is_named_and_does_not_stop_the_copy(full, browsers):
    name = Posture.objects.get(episode__client=full.dov).photo.name
    default_storage.delete(name)
    packed = taken(browsers["ada"], full.dov)
    assert json.loads(packed.read("manifest.json"))["photos_not_found"] == [f"files/{name}"]
    assert f"files/{name}" in packed.read("index.html").decode()
    assert f"files/{name}" not in packed.namelist()


# -- the archive ----------------------------------------------------------------------------------


def test_the_archive_takes_a_client_off_the_lists_and_closes_the_links(full, browsers):
    page = browsers["fay"].post(reverse("archive", args=[full.dov.pk]), follow=True).content.decode()
    assert reverse("archive_end", args=[full.dov.pk]) in page
    assert not ClientLink.objects.filter(client=full.dov, revoked_at=None).exists()
    # The bar of open alerts still names the client: an archived record silences no alarm.
    assert "Daniels, Dov" not in browsers["ada"].get("/clients/").content.decode()
    assert "Daniels, Dov" in browsers["ada"].get("/clients/?archived=").content.decode()
    assert "Daniels, Dov" in browsers["ada"].get("/clients/?archived=dani").content.decode()
    assert "The archive is empty" in browsers["ada"].get("/clients/?archived=lima").content.decode()
    before = full.dov.links.count()
    browsers["fay"].post(reverse("links", args=[full.dov.pk]), {"purpose": "diary"})
    assert full.dov.links.count() == before
    with pytest.raises(actions.ClientIsArchived):
        actions.send_link(by=full.fay.user, client=full.dov, purpose=ClientLink.Purpose.DIARY)
    browsers["fay"].post(reverse("archive_end", args=[full.dov.pk]))
    assert "Daniels, Dov" in browsers["ada"].get("/clients/").content.decode()
    told = Event.objects.filter(
        subject="people.Client", client_id=full.dov.pk, actor_name="Fay", action="write"
    )
    assert [event.details for event in told] == [{"archived": True}, {"archived": False}]


# -- erasure --------------------------------------------------------------------------------------


def test_erased_is_everything_but_the_events_and_the_chain_still_holds(full, browsers):
    photo = Posture.objects.get(episode__client=full.dov).photo.name
    lias = {one: reach.rows_about(one, full.cleos_client).count() for one in reach.ways()}
    archived(full)
    place = reverse("erasure", args=[full.dov.pk])
    page = browsers["olga"].get(place).content.decode()
    assert "What goes, for good" in page
    assert "Client passkey" in page
    assert "cannot say whether it is too early" in page
    events = Event.objects.filter(client_id=full.dov.pk).count()

    refused = browsers["olga"].post(place, {"name": "Dov Daniel"})
    assert list(refused.context["form"].errors) == ["name"]
    assert Client.objects.filter(pk=full.dov.pk).exists()

    answer = browsers["olga"].post(place, {"name": " dov  DANIELS "}, follow=True)
    assert "Everything about this client is erased." in answer.content.decode()
    for model in reach.ways():
        left = reach.rows_about(model, full.dov).count()
        assert left == 0 or model in STAYS, model
        assert reach.rows_about(model, full.cleos_client).count() == lias[model]
    assert not default_storage.exists(photo)
    assert Event.objects.filter(client_id=full.dov.pk).count() > events
    last = Event.objects.filter(action=Action.ERASE).get()
    assert (last.actor_name, last.client_id, last.details["files"]) == ("Olga", full.dov.pk, 1)
    assert last.details["rows"]["record.Finding"] > 0
    assert all(broken is None for _, broken in verify())
    assert Chain.objects.filter(clinic_id=full.clinic.pk).exists()
    kept = str(list(Event.objects.values()))
    assert "Daniels" not in kept
    assert "Dov" not in kept
    assert browsers["olga"].get(reverse("client", args=[full.dov.pk])).status_code == 404


@pytest.mark.parametrize("who", ["ada", "fay", "cleo", "dov", "eve"])
def test_nobody_else_erases(full, browsers, who):
    archived(full)
    answer = browsers[who].post(reverse("erasure", args=[full.dov.pk]), {"name": "Dov Daniels"})
    assert answer.status_code in (302, 404)
    assert Client.objects.filter(pk=full.dov.pk).exists()


def test_who_is_not_archived_is_not_erased(full, browsers):
    place = reverse("erasure", args=[full.dov.pk])
    assert "Archive the client on their page first" in browsers["olga"].get(place).content.decode()
    answer = browsers["olga"].post(place, {"name": "Dov Daniels"})
    assert answer.status_code == 409
    assert what_goes(full.dov)
    with pytest.raises(NotErased):
        erase(full.dov, by=full.olga.user, early=False)


def test_a_photo_that_cannot_be_deleted_keeps_everything(full, browsers, monkeypatch):
    archived(full)

    def stuck(self, name):
        raise PermissionError(name)

    monkeypatch.setattr(
        type(default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage),
        "delete",
        stuck,
    )
    answer = browsers["olga"].post(reverse("erasure", args=[full.dov.pk]), {"name": "Dov Daniels"})
    assert answer.status_code == 409
    assert "A photo could not be deleted" in answer.content.decode()
    monkeypatch.undo()
    assert all(reach.rows_about(model, full.dov).exists() for model in reach.ways())
    assert not Event.objects.filter(action=Action.ERASE).exists()


def files_of_the_database() -> list[Path]:
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        return [path for end in ("", "-wal", "-shm") if (path := Path(f"{name}{end}")).exists()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        return [path for path in (Path(cursor.fetchone()[0]) / "base").rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", ["as it runs", "rows of an earlier version, which did not overwrite"])
def test_the_disk_forgets_too(before):
    """Names and words are not in the files of the database any more: no free page, no dead row, no statistics."""
    cast = with_photo(filled(build_cast()))
    secrets = ["Xanthippe-Zwetschgenmus", "Quaxenhausen", "Brummkreiselweh"]
    if connection.vendor == "sqlite" and before != "as it runs":
        connection.cursor().execute("PRAGMA secure_delete=OFF")
    Client.objects.filter(pk=cast.dov.pk).update(referred_by=secrets[0], family_name="Oldname-Qwertz")
    Client.objects.filter(pk=cast.dov.pk).update(family_name=secrets[1])
    Episode.objects.filter(client=cast.dov).update(title=secrets[2])
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE people_client")
    erase(archived(cast), by=cast.olga.user, early=False)
    assert all(broken is None for _, broken in verify())
    for path in files_of_the_database():
        raw = path.read_bytes()
        found = [word for word in [*secrets, "Oldname-Qwertz"] if word.encode() in raw]
        assert not found, (path, found)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_stands_while_the_tables_are_in_use_and_says_what_is_left(monkeypatch, caplog, run):
    cast = with_photo(filled(build_cast()))
    monkeypatch.setattr(erasing, "PATIENCE_SECONDS", 0)
    with monkeypatch.context() as patch:
        own = type(connections["default"])
        patch.setattr(own, "cursor", busy(own.cursor))
        erase(archived(cast), by=cast.olga.user, early=False)
    assert not Client.objects.filter(pk=cast.dov.pk).exists()
    assert "nuchal clinic vacuum" in caplog.text
    code, out, _ = run("clinic", "vacuum")
    assert (code, "write-ahead log" in out) == (0, True)


def busy(real):
    """A cursor that meets a locked table."""

    def cursor(self):
        opened = real(self)
        if not self.in_atomic_block:
            opened = _Busy(opened)
        return opened

    return cursor


class _Busy:
    def __init__(self, real):
        self.real = real

    def execute(self, statement, *values):
        if "VACUUM" in statement:
            raise OperationalError("locked")
        return self.real.execute(statement, *values)

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        self.real.close()

    def __getattr__(self, name):
        return getattr(self.real, name)


# -- how long -------------------------------------------------------------------------------------


def test_how_long_records_are_kept_is_the_clinics_own_word(full, browsers):
    assert full.clinic.keep_years is None
    page = browsers["olga"].get(reverse("keeping")).content.decode()
    assert "Nuchal does not know yours" in page
    for wrong in ("0", "101", "x"):
        assert browsers["olga"].post(reverse("keeping"), {"keep_years": wrong}).status_code == 200
    browsers["olga"].post(reverse("keeping"), {"keep_years": "10"})
    full.clinic.refresh_from_db()
    assert full.clinic.keep_years == 10
    browsers["olga"].post(reverse("keeping"), {"keep_years": "10"})
    browsers["olga"].post(reverse("keeping"), {"keep_years": ""})
    full.clinic.refresh_from_db()
    assert full.clinic.keep_years is None
    told = Event.objects.filter(subject="people.Clinic", actor_name="Olga", action=Action.WRITE).order_by(
        "sequence"
    )
    assert [event.details for event in told] == [
        {"fields": ["keep_years"], "keep_years": 10}, {"fields": ["keep_years"], "keep_years": None},
    ]  # fmt: skip


def test_who_erases_too_early_is_warned_and_must_say_that_it_is_allowed(full, browsers):
    change_clinic(
        by=full.olga.user, clinic=full.clinic, before={"keep_years": None}, after={"keep_years": 10}
    )
    archived(full)
    place = reverse("erasure", args=[full.dov.pk])
    page = browsers["olga"].get(place).content.decode()
    assert "it would be too early" in page
    answer = browsers["olga"].post(place, {"name": "Dov Daniels"})
    assert list(answer.context["form"].errors) == ["early"]
    assert Client.objects.filter(pk=full.dov.pk).exists()
    browsers["olga"].post(place, {"name": "Dov Daniels", "early": "on"})
    assert not Client.objects.filter(pk=full.dov.pk).exists()
    assert Event.objects.get(action=Action.ERASE).details["early"] is True


def test_years_are_counted_from_the_last_entry_in_the_record(full):
    change_clinic(
        by=full.olga.user, clinic=full.clinic, before={"keep_years": None}, after={"keep_years": 10}
    )
    client = Client.objects.select_related("clinic").get(pk=full.dov.pk)
    today = full.clinic.today(timezone.now())
    kept = keeping_of(client, on=today)
    assert (kept.last_entry_on, kept.until, kept.is_early) == (today, years_later(today, 10), True)
    assert not keeping_of(client, on=kept.until).is_early
    assert keeping_of(client, on=kept.until - timedelta(days=1)).is_early
    assert years_later(date(2024, 2, 29), 1) == date(2025, 3, 1)


def test_an_erased_passkey_opens_nothing(full):
    archived(full)
    erase(full.dov, by=full.olga.user, early=False)
    assert set(ClientPasskey.objects.values_list("client", flat=True)) == {full.cleos_client.pk}
