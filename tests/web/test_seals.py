"""Attacks on the audit and on the record by a person who may write the database, but does not have the clinic's key."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from django.db import connection
from django.utils import timezone

from nuchal.clinic.audit import anchors, ends
from nuchal.clinic.audit.actions import SYSTEM, note
from nuchal.clinic.audit.anchors import Anchor, anchor_of, departs, drop_anchor
from nuchal.clinic.audit.chain import content_of, hash_of
from nuchal.clinic.audit.models import Action, Chain, Event, RowDigest
from nuchal.clinic.audit.protection import unprotect
from nuchal.clinic.audit.resealing import AuditBroken, adopt, reseal
from nuchal.clinic.audit.row_digests import link_hash, sealed_tables
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.record import actions as record
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode, Finding
from tests.web.test_access import filled


def broken() -> dict[str, str]:
    return {str(chain.pk): str(found) for chain, found in verify() if found is not None}


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def key_of(row) -> object:
    """The primary key as this database stores it."""
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def in_database(uuid) -> object:
    return Chain._meta.pk.get_db_prep_value(uuid, connection)


@pytest.fixture
def attacked(cast, monkeypatch):
    """Both clinics with a row of every kind; from here on the database no longer protects itself."""
    monkeypatch.setattr(anchors, "AT_MOST_EVERY", 0.0)
    filled(cast)
    assert broken() == {}
    unprotect(connection)  # the end of the test rolls it back
    return cast


def goes_on(cast) -> None:
    """The clinic works on after the attack; nothing of that may hide it."""
    note(Action.READ, by=cast.ada.user, clinic=cast.clinic, subject=cast.dov, client=cast.dov)


def rebuild(clinic_id, *, alter: int = 0) -> None:
    """Compute a chain of events anew, with one event altered, as the published code does it."""
    previous = "0" * 64
    for event in Event.objects.filter(clinic_id=clinic_id).order_by("sequence"):
        if event.sequence == alter:
            event.actor_name = "Eve"
        event.previous, event.hash = previous, hash_of(previous, content_of(event))
        previous = event.hash
        sql(
            "UPDATE audit_event SET actor_name = %s, previous = %s, hash = %s WHERE id = %s",
            event.actor_name, event.previous, event.hash, event.pk,
        )  # fmt: skip
    last = Event.objects.filter(clinic_id=clinic_id).order_by("sequence").last()
    sql(
        "UPDATE audit_chain SET sequence = %s, hash = %s WHERE clinic_id = %s",
        last.sequence, last.hash, in_database(clinic_id),
    )  # fmt: skip


# -- events ---------------------------------------------------------------------------------------


def cut(clinic_id, keep: int) -> None:
    sql("DELETE FROM audit_event WHERE clinic_id = %s AND sequence > %s", in_database(clinic_id), keep)


def cut_and_end_set_back(cast, _old):
    cut(cast.clinic.pk, 3)
    rebuild(cast.clinic.pk)


def cut_and_an_old_sealed_end_put_back(cast, old):
    """The end of an earlier day, seal and all, as an older copy of the database has it."""
    cut(cast.clinic.pk, old.sequence)
    sql(
        "DELETE FROM audit_rowdigest WHERE clinic_id = %s AND number > %s",
        in_database(cast.clinic.pk),
        old.digests,
    )
    Chain.objects.filter(pk=cast.clinic.pk).update(
        sequence=old.sequence, hash=old.hash, digests=old.digests, digests_hash=old.digests_hash, key=old.key,
        seal=old.seal,
    )  # fmt: skip


def one_altered_and_rebuilt(cast, _old):
    rebuild(cast.clinic.pk, alter=3)


def whole_chain_deleted(cast, _old):
    cut(cast.clinic.pk, 0)
    sql("DELETE FROM audit_rowdigest WHERE clinic_id = %s", in_database(cast.clinic.pk))
    sql("DELETE FROM audit_chain WHERE clinic_id = %s", in_database(cast.clinic.pk))


def all_chains_deleted(cast, _old):
    for table in ("audit_event", "audit_rowdigest", "audit_chain"):
        sql(f"DELETE FROM {table}")


def all_seals_deleted(cast, _old):
    """As if this were a database from before seals."""
    one_altered_and_rebuilt(cast, _old)
    sql("DELETE FROM audit_rowdigest")
    sql("UPDATE audit_chain SET key = '', seal = '', digests = 0, digests_hash = %s", "0" * 64)
    assert adopt() == 0


def seal_of_another_clinic(cast, _old):
    rebuild(cast.clinic.pk, alter=2)
    other = Chain.objects.get(pk=cast.other_clinic.pk)
    sql("UPDATE audit_chain SET seal = %s WHERE clinic_id = %s", other.seal, in_database(cast.clinic.pk))


@pytest.mark.parametrize(
    "attack",
    [
        cut_and_end_set_back, cut_and_an_old_sealed_end_put_back, one_altered_and_rebuilt, whole_chain_deleted,
        all_chains_deleted, all_seals_deleted, seal_of_another_clinic,
    ],
)  # fmt: skip
@pytest.mark.parametrize("afterwards", [False, True], ids=["at once", "after more work"])
def test_an_attack_on_the_chain_is_found(attacked, run, attack, afterwards):
    old = Chain.objects.get(pk=attacked.clinic.pk)
    for _ in range(3):
        goes_on(attacked)
    attack(attacked, old)
    if afterwards:
        for _ in range(20):
            goes_on(attacked)
    assert str(attacked.clinic.pk) in broken()
    assert run("audit", "verify")[0] == 1
    with pytest.raises(AuditBroken):
        reseal()


@pytest.mark.parametrize("harm", ["deleted", "forged", "nonsense"])
def test_an_anchor_that_is_gone_or_forged_is_found(attacked, harm):
    path = anchors.folder() / f"{attacked.clinic.pk}.json"
    if harm == "deleted":
        path.unlink()
    if harm == "forged":
        told = json.loads(path.read_text()) | {
            "sequence": 1,
            "hash": Event.objects.get(clinic_id=attacked.clinic.pk, sequence=1).hash,
        }
        path.write_text(json.dumps(told))
    if harm == "nonsense":
        path.write_text("x")
    assert "anchor" in broken()[str(attacked.clinic.pk)]


# -- rows of the record ---------------------------------------------------------------------------


def change(cast, table, assignment: str, *values: object) -> None:
    row = table.objects.filter(**{table.Visible.to_client: cast.dov}).first()
    sql(
        f"UPDATE {table._meta.db_table} SET {assignment} WHERE {table._meta.pk.column} = %s",
        *values, key_of(row),
    )  # fmt: skip


CHANGES = {
    "a finding": (Finding, "value = %s", '"no"'),
    "who said a finding": (Finding, "origin = %s", "physician"),
    "when a finding was made": (Finding, "at = %s", datetime(2020, 1, 1, tzinfo=UTC)),
    "a finding superseded": (Finding, "until = %s", 99),
    "a consent": (Consent, "signed_by = %s", "Eve"),
    "a consent withdrawn": (Consent, "withdrawn_at = %s", datetime(2020, 1, 1, tzinfo=UTC)),
    "a conclusion": (Conclusion, "result = %s", "{}"),
    "an alert": (Alert, "level = %s", "refer_first"),
    "an alert settled": (
        Alert, "settled_because = 'x', seen_at = raised_at, settled_at = raised_at, settled_by_id = %s", None,
    ),
    "an episode closed": (Episode, "closed_at = %s", datetime(2020, 1, 1, tzinfo=UTC)),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_row_is_found(attacked, what):
    table, assignment, value = CHANGES[what]
    change(attacked, table, assignment, attacked.ada.user.pk if value is None else value)
    goes_on(attacked)
    assert broken()[str(attacked.clinic.pk)].endswith("its content was changed")


@pytest.mark.parametrize("label", sealed_tables())
def test_a_deleted_row_of_any_table_is_found(attacked, label):
    table = sealed_tables()[label]
    row = table.objects.filter(**{table.Visible.to_client: attacked.dov}).order_by("pk").last()
    if connection.vendor == "sqlite":
        sql("PRAGMA defer_foreign_keys = ON")
    else:
        sql("SET LOCAL session_replication_role = replica")
    sql(f"DELETE FROM {table._meta.db_table} WHERE {table._meta.pk.column} = %s", key_of(row))
    found = broken()[str(attacked.clinic.pk)]
    connection.set_rollback(True)  # rows that pointed to it are left behind
    assert f"{label} {row.pk}: it was deleted" in found


@pytest.mark.parametrize("label", sealed_tables())
def test_every_way_of_writing_a_row_seals_it(attacked, label):
    """Whatever Django statement writes it: what holds before holds afterwards, and a new digest was added."""
    table = sealed_tables()[label]
    row = table.objects.filter(**{table.Visible.to_client: attacked.dov}).order_by("pk").last()
    field = next(
        one
        for one in table._meta.concrete_fields
        if one.name in table.Privacy.health - getattr(table.Privacy, "derived", set())
    )
    value = field.value_from_object(row)
    for write in (
        row.save,
        lambda: table.objects.filter(pk=row.pk).update(**{field.name: value}),
        lambda: table.objects.bulk_update([row], [field.name]),
    ):
        before = RowDigest.objects.count()
        write()
        assert RowDigest.objects.count() == before + 1
    assert broken() == {}


def test_a_row_that_was_added_around_the_program_is_found(attacked):
    row = Finding.objects.filter(episode__client=attacked.dov).first()
    columns = [c.column for c in Finding._meta.concrete_fields if c.column not in ("id", "sequence", "key")]
    listed = ", ".join(connection.ops.quote_name(c) for c in columns)
    sql(
        f'INSERT INTO record_finding (sequence, "key", {listed}) '
        f"SELECT 999, 'made_up', {listed} FROM record_finding WHERE id = %s",
        row.pk,
    )
    assert broken()[str(attacked.clinic.pk)].endswith("it was added around the program")


def test_a_row_put_back_to_what_it_once_was_is_found(attacked):
    """Its old digest is in the chain, and is not the newest."""
    alert = Alert.objects.get(episode__client=attacked.dov)
    Alert.objects.filter(pk=alert.pk).update(checked_at=timezone.now())
    assert broken() == {}
    sql("UPDATE intake_alert SET checked_at = NULL WHERE id = %s", key_of(alert))
    assert broken()[str(attacked.clinic.pk)] == f"intake.Alert {alert.pk}: its content was changed"


@pytest.mark.parametrize("rebuilt", [False, True])
def test_a_changed_digest_is_found(attacked, rebuilt):
    digest = RowDigest.objects.filter(clinic_id=attacked.clinic.pk).order_by("number")[2]
    sql("UPDATE audit_rowdigest SET digest = %s WHERE id = %s", "0" * 64, digest.pk)
    if rebuilt:
        previous = "0" * 64
        for one in RowDigest.objects.filter(clinic_id=attacked.clinic.pk).order_by("number"):
            previous = link_hash(previous, one)
            sql("UPDATE audit_rowdigest SET hash = %s WHERE id = %s", previous, one.pk)
        Chain.objects.filter(pk=attacked.clinic.pk).update(digests_hash=previous)
    goes_on(attacked)
    assert str(attacked.clinic.pk) in broken()


def test_the_database_itself_refuses_to_change_a_digest(cast):
    with pytest.raises(Exception, match="append-only"):
        RowDigest.objects.update(digest="")


# -- keys -----------------------------------------------------------------------------------------

NEW = "another key, for tests only " * 3


def test_a_new_key_seals_everything_anew_and_the_former_line_can_go(attacked, settings):
    first = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [first]
    assert broken() == {}
    assert reseal() == sum(table.objects.count() for table in sealed_tables().values())
    settings.SECRET_KEY_FALLBACKS = []
    assert broken() == {}
    settings.SECRET_KEY = first
    assert "is not in the file of the secret key" in broken()[str(attacked.clinic.pk)]


def test_who_has_no_key_cannot_seal(attacked, settings):
    """An attacker with the program and a key of their own."""
    first = settings.SECRET_KEY
    settings.SECRET_KEY = NEW
    rebuild(attacked.clinic.pk, alter=2)
    chain = Chain.objects.get(pk=attacked.clinic.pk)
    ends.seal(chain)
    chain.save()
    settings.SECRET_KEY = first
    assert str(attacked.clinic.pk) in broken()


# -- what came before seals, what was mended by hand ----------------------------------------------


def unsealed() -> None:
    sql("DELETE FROM audit_rowdigest")
    sql("UPDATE audit_chain SET key = '', seal = '', digests = 0, digests_hash = %s", "0" * 64)
    anchors.forget_anchors()


def test_a_database_from_before_seals_is_adopted_once(attacked):
    unsealed()
    assert "its end was changed" in broken()[str(attacked.clinic.pk)]
    assert adopt() == 2
    assert broken() == {}
    assert adopt() == 0


def test_a_chain_that_did_not_hold_before_seals_is_not_adopted(attacked):
    unsealed()
    sql(
        "UPDATE audit_event SET actor_name = 'Eve' WHERE clinic_id = %s AND sequence = 2",
        in_database(attacked.clinic.pk),
    )
    assert adopt() == 1
    assert broken() == {str(attacked.clinic.pk): "event 2: its content was changed"}


def test_what_was_mended_by_hand_is_accepted_with_a_word(attacked, run):
    alert = Alert.objects.get(episode__client=attacked.dov)
    change(attacked, Finding, "value = %s", '"no"')
    sql("DELETE FROM intake_alert WHERE id = %s", key_of(alert))
    assert run("audit", "accept")[0] == 2
    code, out, _ = run("audit", "accept", "--because", "a damaged disk")
    assert (code, "2 rows" in out) == (0, True)
    assert broken() == {}
    told = Event.objects.filter(clinic_id=attacked.clinic.pk).latest("sequence")
    assert (told.action, told.details["because"], len(told.details["accepted"])) == (
        "override",
        "a damaged disk",
        2,
    )
    connection.set_rollback(True)  # rows that pointed to the alert are left behind


# -- anchors kept elsewhere -----------------------------------------------------------------------


def test_an_older_state_of_database_and_data_folder_is_found_by_an_anchor_of_the_log(attacked, run, tmp_path):
    old = Chain.objects.get(pk=attacked.clinic.pk)
    goes_on(attacked)
    newest = anchor_of(Chain.objects.get(pk=attacked.clinic.pk))
    log = tmp_path / "log"
    log.write_text(
        "no JSON\n[]\n" + json.dumps({"message": "anchor", "anchor": msgspec.to_builtins(newest)}) + "\n"
    )
    assert run("audit", "verify", "--against", str(log))[0] == 0
    cut_and_an_old_sealed_end_put_back(attacked, old)
    (anchors.folder() / f"{attacked.clinic.pk}.json").unlink()
    drop_anchor(old)
    assert broken() == {}
    code, out, _ = run("audit", "verify", "--against", str(log))
    assert (code, "events were cut off or written anew" in out) == (1, True)
    assert run("audit", "verify", "--against", str(tmp_path / "none"))[0] == 2


def test_an_anchor_never_goes_back_and_never_follows_a_forged_chain(attacked):
    path = anchors.folder() / f"{attacked.clinic.pk}.json"
    old, before = Chain.objects.get(pk=attacked.clinic.pk), path.read_text()
    goes_on(attacked)
    newer = path.read_text()
    assert newer != before
    drop_anchor(old)
    assert path.read_text() == newer
    rebuild(attacked.clinic.pk, alter=2)
    for _ in range(5):
        goes_on(attacked)
    assert path.read_text() == newer
    assert departs(msgspec.json.decode(newer, type=Anchor)) is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_numbers_have_one_digest_however_a_database_writes_them(cast):
    """PostgreSQL gives 1e22 back as a whole number, and 1e1 as 10."""
    marks = [{"zone": "temple_anterior", "side": "left", "intensity": 5}]
    strokes = [{"at": [1e1, 0.1, 1e-7, 1e22, -0.0, 3], "name": "Läuft"}]
    record.keep_drawing(by=SYSTEM, episode=cast.episode, marks=marks, strokes=strokes)
    assert broken() == {}
