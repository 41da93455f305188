"""The chain of events: who did what, and what happens when somebody tampers with it."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from nuchal.clinic.audit.actions import NOBODY, SYSTEM, note
from nuchal.clinic.audit.models import NO_CLINIC, Action, Chain, Event
from nuchal.clinic.audit.protection import protect, unprotect
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.people import actions as people
from nuchal.clinic.people.clients import Client
from tests.web.conftest import build_cast


def broken() -> list[tuple[int, str]]:
    return [(link.sequence, link.because) for _, link in verify() if link is not None]


@pytest.fixture
def tampering():
    """Somebody with the database's own password takes the protection away."""
    unprotect(connection)
    yield
    protect(connection)


def test_a_chain_that_nobody_touched_holds(cast):
    assert broken() == []
    assert Chain.objects.count() == 2


def test_opening_a_client_is_written_down(cast, browsers):
    browsers["bo"].get(f"/clients/{cast.dov.pk}/")
    last = Event.objects.filter(clinic_id=cast.clinic.pk).order_by("-sequence").first()
    assert (last.actor_name, last.action, last.client_id) == ("Bo", Action.READ, cast.dov.pk)


def test_an_event_names_no_client_and_no_token(cast, browsers):
    browsers["ada"].post(f"/clients/{cast.dov.pk}/links/", {"purpose": "diary"})
    text = str(list(Event.objects.values()))
    assert "Daniels" not in text
    assert cast.dovs_token not in text


@pytest.mark.parametrize(
    ("column", "value"), [("action", "read"), ("actor_name", "Eve"), ("details", '{"a": 1}'), ("at", None)]
)
def test_a_changed_event_is_found(cast, tampering, column, value):
    Event.objects.filter(clinic_id=cast.clinic.pk, sequence=3).update(**{column: value or timezone.now()})
    assert broken() == [(3, "its content was changed")]


def test_a_missing_event_is_found(cast, tampering):
    Event.objects.filter(clinic_id=cast.clinic.pk, sequence=2)._raw_delete("default")
    assert broken() == [(2, "event 2 is missing")]


def test_a_chain_that_was_cut_off_is_found(cast, tampering):
    last = Chain.objects.get(pk=cast.clinic.pk).sequence
    Event.objects.filter(clinic_id=cast.clinic.pk, sequence=last)._raw_delete("default")
    assert broken() == [(last, "events are missing at the end")]


def test_a_chain_without_its_end_is_found(cast, tampering):
    Event.objects.filter(clinic_id=cast.clinic.pk, sequence=2).update(actor_name="Eve")
    Chain.objects.filter(pk=cast.clinic.pk).delete()
    assert broken() == [(1, "its chain is missing")]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET actor_name = 'Eve'", "DELETE FROM audit_event"]
)
def test_the_database_itself_refuses_to_change_an_event(cast, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_was_rolled_back_leaves_no_event(cast):
    before = Event.objects.count()
    with transaction.atomic():
        people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name="A", family_name="B")
        transaction.set_rollback(True)
    assert Event.objects.count() == before
    assert broken() == []


def test_an_event_without_a_clinic_has_a_chain_of_its_own(cast):
    note(Action.REFUSED, by=NOBODY)
    assert Chain.objects.get(pk=NO_CLINIC).sequence == 1


def test_the_owner_filters_events(cast, browsers):
    browsers["bo"].get(f"/clients/{cast.dov.pk}/")
    browsers["ada"].get(f"/clients/{cast.dov.pk}/")
    page = browsers["olga"].get("/audit/", {"action": "read", "actor": "bo"})
    assert [line.who for line, _client, _about in page.context["events"]] == ["Bo"]
    assert browsers["olga"].get("/audit/", {"client": "nonsense", "since": "x"}).status_code == 200


def test_many_answers_are_one_line_and_the_chain_keeps_each(cast, browsers):
    for _ in range(57):
        note(Action.WRITE, by=cast.dovs_link, clinic=cast.clinic, subject=cast.episode, client=cast.dov)
    note(Action.WRITE, by=cast.ada.user, clinic=cast.clinic, subject=cast.episode, client=cast.dov)
    shown = browsers["olga"].get("/audit/", {"client": str(cast.dov.pk), "action": "write"})
    by_link = [
        line
        for line, _client, about in shown.context["events"]
        if about == "chart" and line.who.startswith("link made by")
    ]
    assert len(by_link) == 1
    line = by_link[0]
    assert line.count >= 57
    page = shown.content.decode()
    assert "57 times" in page
    each = browsers["olga"].get(f"/audit/?{line.each}")
    assert each.context["count"] == line.count
    assert {event.actor_kind for event, _client, _about in each.context["events"]} == {"client"}
    assert Event.objects.filter(subject="record.Episode", actor_kind="client").count() == line.count
    for bad in ({"day": "x"}, {"each": "yes", "page": "9" * 30}, {"by": "x" * 500}):
        assert browsers["olga"].get("/audit/", bad).status_code == 200


def test_no_event_is_about_the_name_of_a_table(cast, browsers):
    note(Action.WRITE, by=cast.ada.user, clinic=cast.clinic, subject=Alert(pk=1))
    page = browsers["olga"].get("/audit/").content.decode()
    assert "<td>alert</td>" in page
    assert "intake.Alert" not in page


def test_the_command_names_the_first_broken_link(cast, tampering, run):
    assert run("audit", "verify")[0] == 0
    Event.objects.filter(clinic_id=cast.clinic.pk, sequence=2).update(actor_name="Eve")
    code, out, _ = run("audit", "verify")
    assert code == 1
    assert f"✗ clinic {cast.clinic.pk}: event 2: its content was changed" in out


@pytest.mark.django_db(transaction=True)
def test_many_at_once_break_no_chain():
    cast = build_cast()
    mistakes: list[BaseException] = []

    def enter(number: int) -> None:
        try:
            for step in range(5):
                people.enter_client(
                    by=SYSTEM, clinic=cast.clinic, given_name=f"{number}", family_name=f"{step}"
                )
        except BaseException as mistake:
            mistakes.append(mistake)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mistakes == []
    assert Client.objects.filter(clinic=cast.clinic).count() == 31
    assert broken() == []
