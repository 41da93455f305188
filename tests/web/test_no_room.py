"""A disk without room and a database that another program holds: what is there can be read, and every page says what is so."""

from __future__ import annotations

import contextlib
import sqlite3

import psycopg.errors
import pytest
from django.db import OperationalError, connection

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.backup.making import make
from nuchal.clinic.operations import reserve
from nuchal.clinic.operations.errors import typed
from nuchal.clinic.operations.interruptions import Interruption, interruption_of
from nuchal.clinic.operations.shared_cache import SharedCache
from nuchal.errors import BackupFailed
from tests.web.conftest import Browser
from tests.web.test_every_page import PAGES, address_of

pytestmark = pytest.mark.django_db
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@pytest.fixture(autouse=True)
def room(settings, tmp_path):
    """A reserve of its own."""
    settings.DATA = tmp_path
    assert reserve.prepare()


@contextlib.contextmanager
def nothing_can_be_written(why: str = "full"):
    """Every change fails as it does on a full disk, or while another program holds the lock."""

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(CHANGES):
            raise OperationalError(why) from _of_the_driver(why)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def _of_the_driver(why: str) -> Exception:
    if connection.vendor != "sqlite":
        return psycopg.errors.DiskFull() if why == "full" else psycopg.errors.LockNotAvailable()
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL" if why == "full" else "SQLITE_BUSY"
    return error


@pytest.mark.parametrize("why", ["full", "busy"])
def test_every_page_that_can_be_read_can_be_read_without_room(cast, browsers, why):
    staff = [who for who in browsers if who not in ("dov", "eve")]
    for name in sorted(PAGES):
        place = address_of(name, cast)
        before = {who: browsers[who].get(place).status_code for who in browsers}
        with nothing_can_be_written(why):
            without = {who: browsers[who].get(place).status_code for who in browsers}
        if name == "health_ready":
            assert set(without.values()) == {503}
        else:
            assert without == before, name
    assert staff


def test_what_was_read_without_room_is_in_the_audit_later_and_once(cast, browsers):
    place = f"/clients/{cast.dov.pk}/"
    with nothing_can_be_written():
        page = browsers["ada"].get(place).content.decode()
        again = browsers["bo"].get(place).content.decode()
    assert "Nothing can be saved just now" in page
    assert "Nothing can be saved just now" in again
    assert reserve.waits()
    waited = list(Event.objects.filter(action=Action.READ, client_id=cast.dov.pk))
    browsers["olga"].get(place)
    added = Event.objects.filter(action=Action.READ, client_id=cast.dov.pk).exclude(
        pk__in=[e.pk for e in waited]
    )
    assert [event.actor_name for event in added.order_by("sequence")] == ["Olga", "Ada", "Bo"]
    assert {bool(event.details.get("read_at")) for event in added} == {True, False}
    assert not reserve.waits()
    assert "Nothing can be saved" not in browsers["ada"].get(place).content.decode()
    assert all(broken is None for _chain, broken in _verified())


def _verified():
    return [(one, getattr(one, "broken", None)) if not isinstance(one, tuple) else one for one in verify()]


def test_a_hand_over_that_was_cut_off_adds_nothing_twice(cast, browsers, monkeypatch):
    place = f"/clients/{cast.dov.pk}/"
    with nothing_can_be_written():
        browsers["ada"].get(place)
    kept = (reserve._path()).read_bytes()
    browsers["bo"].get(place)
    reserve._path().write_bytes(kept)  # the machine stopped before the reserve was emptied
    count = Event.objects.filter(details__has_key="kept").count()
    browsers["bo"].get(place)
    assert Event.objects.filter(details__has_key="kept").count() == count == 1


def test_much_that_waits_is_handed_over_in_parts_and_in_order(monkeypatch):
    monkeypatch.setattr(reserve, "MOST_AT_ONCE", 3)
    reserve.keep([{"number": number} for number in range(5)])
    taken: list[dict[str, int]] = []
    reserve.hand_over(taken.extend)
    assert reserve.waits()
    reserve.keep([{"number": 5}])
    with pytest.raises(OSError, match="not now"):
        reserve.hand_over(_refuse)
    reserve.hand_over(taken.extend)
    assert not reserve.waits()
    assert [one["number"] for one in taken] == [0, 1, 2, 3, 4, 5]


def _refuse(_events):
    raise OSError("not now")


def test_where_the_reserve_is_full_too_nothing_is_shown_unnoted(cast, browsers):
    (reserve._path()).write_bytes(b"")
    browsers["ada"].raise_request_exception = False
    with nothing_can_be_written():
        answer = browsers["ada"].get(f"/clients/{cast.dov.pk}/")
    assert (answer.status_code, "Daniels" in answer.content.decode()) == (503, False)


@pytest.mark.parametrize(("why", "words"), [("full", "There is no room to save"), ("busy", "Busy just now")])
def test_a_form_that_cannot_be_saved_is_kept_on_the_page(cast, browsers, why, words):
    ada = browsers["ada"]
    ada.raise_request_exception = False
    typed = {"given_name": "Zoë <b>", "family_name": "Quist", "csrfmiddlewaretoken": "t"}
    with nothing_can_be_written(why):
        answer = ada.post("/clients/", typed)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert words in page
    assert 'name="given_name" hidden>\nZoë &lt;b&gt;</textarea>' in page
    assert 'action="/clients/"' in page
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"login": "ada@example.org", "password": "a good long password"}, None),
        ({"code": "123456"}, None),
        ({"note": "x" * 300_000}, None),
        ({"note": "x", "csrfmiddlewaretoken": "t"}, [("note", "x"), ("csrfmiddlewaretoken", "t")]),
    ],
)
def test_a_page_keeps_what_was_typed_but_no_secret_and_nothing_huge(rf, sent, kept):
    request = rf.post("/", sent)
    assert request.POST
    assert typed(request) == kept


def test_what_breaks_in_a_middleware_leaves_a_trace(cast, browsers, caplog, monkeypatch):
    def break_(*_args, **_more):
        raise ValueError("Dov Daniels")

    monkeypatch.setattr("django.contrib.messages.middleware.MessageMiddleware.process_response", break_)
    browsers["ada"].raise_request_exception = False
    assert browsers["ada"].get("/clients/").status_code == 500
    assert [
        record.exc_info[0] for record in caplog.records if record.name == "nuchal.request" and record.exc_info
    ]


def test_errors_of_the_real_drivers_are_told_apart(tmp_path):
    path = tmp_path / "small.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as one:
        one.execute("PRAGMA max_page_count = 3")
        one.execute("CREATE TABLE t (x)")
        with pytest.raises(sqlite3.Error) as full:
            one.execute("INSERT INTO t VALUES (zeroblob(100000))")
        one.execute("BEGIN IMMEDIATE")
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with contextlib.closing(other), pytest.raises(sqlite3.Error) as busy:
            other.execute("BEGIN IMMEDIATE")
    assert interruption_of(full.value) is Interruption.FULL
    assert interruption_of(busy.value) is Interruption.BUSY
    with pytest.raises(psycopg.Error) as away:
        psycopg.connect("host=/nowhere dbname=x", connect_timeout=1)
    assert interruption_of(OperationalError()) is Interruption.AWAY
    wrapped = OperationalError()
    wrapped.__cause__ = away.value
    assert interruption_of(wrapped) is Interruption.AWAY
    assert interruption_of(ValueError("x")) is None
    assert interruption_of(OSError(28, "No space left on device")) is Interruption.FULL


def test_readiness_writes(cast, browsers):
    assert browsers["eve"].get("/health/ready").json()["writes"] is True
    with nothing_can_be_written():
        answer = browsers["eve"].get("/health/ready")
    assert (answer.status_code, answer.json()["writes"], answer.json()["database"]) == (503, False, True)


def test_sqlite_syncs_every_commit():
    """An acknowledged commit is on the disk: read on the live connection, not in the settings."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2
        else:
            cursor.execute("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
            assert (
                cursor.fetchone()[0] != "session"
            )  # the server decides, and its own default waits for the disk


@pytest.mark.parametrize("why", ["full", "busy"])
def test_sign_in_without_room_says_why_and_not_that_there_were_too_many_attempts(cast, monkeypatch, why):
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", in_the_database())
    sent = {"login": "ada@example.org", "password": "a good long password"}
    with nothing_can_be_written(why):
        browser = Browser(raise_request_exception=False)
        answer = browser.post("/account/login/", sent)
    assert (answer.status_code, answer["Retry-After"]) == (503, "300" if why == "full" else "10")
    assert "attempts" not in answer.content.decode()
    assert browser.post("/account/login/", sent).status_code == 302


def in_the_database() -> SharedCache:
    """The cache of a running clinic; that of tests is in memory."""
    return SharedCache("cache_entry", {})


def test_the_cache_tells_a_value_that_is_there_from_one_that_could_not_be_added():
    cache = in_the_database()
    assert cache.add("taken", 1)
    assert not cache.add("taken", 2)
    with nothing_can_be_written(), pytest.raises(OperationalError):
        cache.add("free", 1)
    assert cache.add("free", 1)


def test_a_backup_without_room_is_a_sentence_and_leaves_nothing(cast, tmp_path, monkeypatch):
    def full(_target):
        raise _of_the_driver("full")

    monkeypatch.setattr("nuchal.clinic.backup.snapshots.take", full)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BackupFailed, match="no room left on the disk") as refused:
        make(tmp_path / "clinic.backup")
    assert refused.value.exit_code == 7
    assert sorted(tmp_path.iterdir()) == before
