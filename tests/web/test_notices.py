"""The outbox: stored with what it is about, sent at least once under one Message-ID, and shown where it failed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from nuchal.clinic.notices import loop, queries
from nuchal.clinic.notices.actions import Message, discard, encrypt_anew, write
from nuchal.clinic.notices.backend import Outbox
from nuchal.clinic.notices.delivery import MOST_TAKES, PAUSES, deliver, deliver_due, message_id, take
from nuchal.clinic.notices.kinds import Kind, kinds
from nuchal.clinic.notices.models import Notice, Worker
from nuchal.clinic.oversight import checkup
from tests.web.outbox import LOCMEM, refuse
from tests.web.outbox import deliver as deliver_after

pytestmark = pytest.mark.django_db
State = Notice.State


def message(**more) -> Message:
    usual = {"kind": "test", "subject": "a/1", "recipient": "ada@example.org", "title": "T", "words": "W"}
    return Message(**usual | more)


def test_the_same_message_is_stored_once_and_its_words_are_encrypted_until_they_are_sent():
    for _ in range(3):
        write(message())
    write(message(sequence=1))
    write(message(recipient="bo@example.org"))
    assert Notice.objects.count() == 3
    assert all(len(one.words) > 50 for one in Notice.objects.all())
    assert deliver_after() == 3
    assert [letter.body for letter in mail.outbox] == ["W"] * 3
    assert set(Notice.objects.values_list("state", "words")) == {("sent", "")}


def test_what_it_is_about_and_the_message_are_stored_together_or_not_at_all():
    with transaction.atomic():
        write(message())
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_whatever_sends_mail_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "nuchal.clinic.notices.backend.Outbox"
    mail.send_mail("Password", "a link", None, ["ada@example.org", "bo@example.org"])
    assert mail.outbox == []
    assert deliver_after() == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == ["ada@example.org", "bo@example.org"]
    with_file = mail.EmailMessage("x", "y", None, ["ada@example.org"], attachments=[("a", "b", "text/plain")])
    with pytest.raises(ValueError, match="plain words"):
        Outbox().send_messages([with_file])


def test_no_part_of_the_program_hands_mail_over_but_the_worker(root):
    """One way out: only the outbox knows the real way to send."""
    clinic = root / "src" / "nuchal" / "clinic"
    ways = (
        "settings.DELIVERY_BACKEND)",
        '"DELIVERY_BACKEND"',
        "smtplib",
        "mail.get_connection",
        ", get_connection",
        "import get_connection",
    )
    knows = {
        str(path.relative_to(clinic))
        for path in clinic.rglob("*.py")
        if any(way in path.read_text() for way in ways)
    }
    assert knows == {"mail.py", "notices/delivery.py"}


def test_a_worker_that_died_is_followed_by_another_with_the_same_message_id(settings):
    write(message())
    first = take(Notice.objects.get().pk, uuid4(), lease=timedelta(seconds=-1))
    key = message_id(first)
    assert deliver_due(uuid4()) == 1
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == [key]
    deliver(first)
    assert Notice.objects.get().state == State.SENT, "who was slow does not change what another wrote down"


def test_a_notice_has_one_worker_at_a_time():
    write(message())
    key = Notice.objects.get().pk
    assert take(key, uuid4()) is not None
    assert take(key, uuid4()) is None
    assert deliver_due(uuid4()) == 0


@pytest.mark.parametrize("problem", [SMTPServerDisconnected("ada@example.org"), ConnectionRefusedError()])
def test_after_three_failures_it_is_a_task_and_neither_address_nor_words_are_in_the_log(
    monkeypatch, caplog, problem
):
    def broken(*_args, **_more):
        raise problem

    monkeypatch.setattr(f"{LOCMEM}.send_messages", broken)
    write(message())
    seen = []
    for _ in range(len(PAUSES) + 1):
        assert deliver_after(after=timedelta(hours=1)) == 1
        assert deliver_after() == 0, "the next try waits"
        seen.append(Notice.objects.get().state)
    assert seen == [State.DUE, State.DUE, State.FAILED]
    assert Notice.objects.get().problem == type(problem).__name__
    assert "example.org" not in json.dumps([str(vars(record)) for record in caplog.records])
    sick = next(check for check in checkup.examine() if check.name == "mail")
    assert (sick.well, sick.says) == (False, "1 messages could not be sent")


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ({"words": "not ours"}, "NotReadable"),
        ({"takes": MOST_TAKES}, "workers died"),
    ],
)
def test_what_can_never_be_sent_is_a_task_at_once_and_holds_up_nothing(broken, problem):
    write(message())
    Notice.objects.update(**broken)
    write(message(sequence=1))
    assert deliver_after() == 2
    failed, sent = Notice.objects.order_by("pk")
    assert (failed.state, failed.problem, sent.state) == (State.FAILED, problem, State.SENT)


def test_a_new_key_sends_what_the_former_one_encrypted_and_then_does_without_it(settings):
    former = settings.SECRET_KEY
    write(message(words="former"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key, for tests only " * 3, [former]
    assert deliver_after() == 1
    assert [letter.body for letter in mail.outbox] == ["former"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = former, []
    write(message(sequence=1, words="kept"))
    write(message(sequence=2))
    Notice.objects.filter(sequence=2).update(words="not ours")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key, for tests only " * 3, [former]
    assert encrypt_anew() == 1, "what was sent has no words, and what no key opens stays as it is"
    settings.SECRET_KEY_FALLBACKS = []
    deliver_after()
    assert [letter.body for letter in mail.outbox] == ["former", "kept"]
    assert Notice.objects.get(sequence=2).problem == "NotReadable"


def test_what_is_not_wanted_any_more_is_not_sent(monkeypatch):
    monkeypatch.setitem(kinds, "test", Kind(wanted=f"{__name__}.never"))
    write(message())
    deliver_after()
    assert (Notice.objects.get().state, mail.outbox) == (State.VOID, [])


def never(notice: Notice) -> bool:
    return False


def test_the_owner_tries_again_or_discards_with_a_reason(cast, browsers, monkeypatch):
    with monkeypatch.context() as context:
        context.setattr(f"{LOCMEM}.send_messages", refuse)
        for sequence in range(2):
            write(message(sequence=sequence), clinic=cast.clinic.pk)
        for _ in range(3):
            deliver_after(after=timedelta(hours=1))
    again, not_needed = Notice.objects.order_by("pk")
    olga, cleo = browsers["olga"], browsers["cleo"]
    assert olga.get("/notices/").content.decode().count("ada@example.org") >= 2
    assert "ada@example.org" not in cleo.get("/notices/").content.decode()
    assert cleo.post(f"/notices/{again.pk}/try/").status_code == 404
    olga.post(f"/notices/{again.pk}/try/")
    olga.post(f"/notices/{not_needed.pk}/discard/", {"because": ""})
    assert Notice.objects.get(pk=not_needed.pk).state == State.FAILED
    olga.post(f"/notices/{not_needed.pk}/discard/", {"because": "told by telephone"})
    assert not discard(by=cast.olga.user, notice=not_needed, because="twice")
    deliver_after()
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states == {again.pk: State.SENT, not_needed.pk: State.DISCARDED}
    assert Notice.objects.get(pk=not_needed.pk).words == ""


def test_the_doctor_and_the_owner_learn_that_no_worker_is_heard_of(cast, browsers):
    assert queries.is_silent()
    write(message())
    assert not _worker_check().well
    assert "No worker was ever heard of." in browsers["olga"].get("/notices/").content.decode()
    loop.run_once()
    assert _worker_check().well
    assert "A worker is running." in browsers["olga"].get("/notices/").content.decode()
    Worker.objects.update(heard_at=timezone.now() - timedelta(minutes=10))
    assert not _worker_check().well
    assert "No worker has been heard of since" in browsers["olga"].get("/notices/").content.decode()


def _worker_check() -> checkup.Check:
    return next(check for check in checkup.examine() if check.name == "worker")


def test_workers_are_killed_at_random_and_every_notice_is_handed_over_under_one_key(root):
    """The trial itself, small; `make outbox-trial` runs it large."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.outbox_trial", "--notices", "120", "--kills", "12"],
        cwd=root, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["never_sent"] == 0
    assert told["keys_per_notice"] == 1
    assert told["killed"] == 12
