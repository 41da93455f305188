"""The record: what goes in comes out, nothing is lost, and what was concluded can be concluded again."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nuchal.clinic.operations.knowing import knowledge as clinic_knowledge
from nuchal.clinic.record import consenting, queries
from nuchal.clinic.record.actions import Conflict, keep_drawing, open_episode, record, record_many
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.case_format import Entry, client_from, entries_of
from nuchal.clinic.record.closures import Closure, close_episode
from nuchal.clinic.record.concluding import (
    OtherKnowledge,
    RecordBroken,
    changed_since,
    conclude,
    difference,
    replay,
)
from nuchal.clinic.record.episodes import Drawing, Finding, Section
from nuchal.clinic.record.queries import latest_conclusion
from nuchal.clinic.today.queries import slots_of
from nuchal.clinic.today.since import Concluded, since_last_time
from nuchal.errors import FindingError, Problems
from nuchal.findings.model import Origin, Range, State
from nuchal.knowledge.base import Knowledge
from tests.web.conftest import build_cast

O = Section.OBSERVATION  # noqa: E741


def test_every_case_comes_out_of_the_record_as_it_went_in(real_cases, knowledge):
    for case in real_cases:
        known = replace(case.client, assumed_screened=False)
        again = client_from(entries_of(known, knowledge), knowledge, name=known.id)
        bare = {"about": "", "source_title": "", "source_url": None}
        assert replace(again, **bare) == _no_less_than_nothing(replace(known, **bare)), case.name


def _no_less_than_nothing(client):
    """`duration: < 10 min` is read as open downwards; kept by its finding's name it begins at nothing, which is the same."""

    def bounded(seen):
        known = seen.value
        if seen.finding.startswith("dur_") and isinstance(known, Range) and known.least == -math.inf:
            return replace(seen, value=replace(known, least=0.0))
        return seen

    return replace(
        client,
        profiles=tuple(
            replace(
                profile, observations={name: bounded(seen) for name, seen in profile.observations.items()}
            )
            for profile in client.profiles
        ),
    )


def test_findings_are_kept_with_who_said_them_and_when(cast):
    finding = record(
        by=cast.ada.user, episode=cast.episode, section=O, key="nausea", profile="main", value="mild"
    )
    assert (finding.by_user, finding.origin, finding.state) == (cast.ada.user, "therapist", "observed")
    said = record(by=cast.dovs_link, episode=cast.episode, section=O, key="hypermobility", value=False)
    assert (said.by_link, said.origin, said.state) == (cast.dovs_link, "client", "denied")
    client = queries.client_of(cast.episode)
    assert client.observations["hypermobility"].origin is Origin.CLIENT
    assert client.observations["hypermobility"].value is False


def test_a_newer_finding_takes_the_place_of_the_older_which_stays(cast):
    first = record(
        by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True
    )
    second = record(
        by=cast.bo.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=False
    )
    first.refresh_from_db()
    assert (first.value, first.until) == (True, second.sequence)
    assert queries.client_of(cast.episode).profiles[0].observations["vomiting"].value is False
    then = queries.client_of(cast.episode, as_of=first.sequence)
    assert then.profiles[0].observations["vomiting"].value is True
    history = queries.history_of(cast.episode, section=O, key="vomiting", profile="main")
    assert [one.by_user.name for one in history] == ["Ada", "Bo"]


def test_saying_the_same_again_changes_nothing(cast):
    first = record(
        by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True
    )
    again = record(
        by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True
    )
    assert again == first


def test_an_answer_can_be_taken_back(cast):
    record(by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True)
    record(
        by=cast.ada.user,
        episode=cast.episode,
        section=O,
        key="vomiting",
        profile="main",
        state=State.NOT_KNOWN,
    )
    seen = queries.client_of(cast.episode).profiles[0].observations["vomiting"]
    assert (seen.value, seen.state) == (None, State.NOT_KNOWN)


def test_who_answers_to_an_old_page_is_told(cast):
    seen = record(
        by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True
    )
    record(by=cast.bo.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=False)
    with pytest.raises(Conflict) as told:
        record(
            by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True,
            replaces=seen,
        )  # fmt: skip
    assert told.value.current.by_user == cast.bo.user
    with pytest.raises(Conflict):
        record(
            by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True,
            replaces=None,
        )  # fmt: skip


@pytest.mark.parametrize(
    "entry",
    [
        Entry(section=O, key="no_such_finding", value=True),
        Entry(section=O, key="nausea", profile="main", value="purple"),
        Entry(section=O, key="nausea", value="mild"),
        Entry(
            section=Section.DRAWING, key="drawing", profile="main", value=[{"zone": "moon", "side": "left"}]
        ),
        Entry(section=Section.PALPATION, key="masseter", side="left", value={"tenderness": 9}),
        Entry(section=Section.TEST, key="flexion_rotation", value="positive"),
        Entry(section=Section.CLEARANCE, key="em_sah", value={"by": "Dr. Who"}),
        Entry(section=Section.MEDICINES, key="medicines", value=[{"name": "x", "class": "sweets"}]),
    ],
    ids=lambda entry: entry.section,
)
def test_what_the_strict_reader_refuses_is_not_written(cast, entry):
    good = Entry(section=O, key="vomiting", profile="main", value=True)
    before = Finding.objects.count()
    with pytest.raises(Problems):
        record_many(by=cast.ada.user, episode=cast.episode, entries=[good, entry])
    assert Finding.objects.count() == before


def test_a_closed_episode_takes_no_more(cast):
    reason = Closure.Reason.RESOLVED
    assert close_episode(by=cast.ada.user, episode=cast.episode, reason=reason)
    assert not close_episode(by=cast.ada.user, episode=cast.episode, reason=reason)
    with pytest.raises(FindingError, match="closed"):
        record(by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True)


def test_the_database_holds_one_current_finding_per_place(cast):
    row = record(
        by=cast.ada.user, episode=cast.episode, section=O, key="vomiting", profile="main", value=True
    )
    row.pk, row.sequence = None, 999
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_both_get_a_place():
    cast = build_cast()
    mistakes: list[BaseException] = []

    def answer(value: str) -> None:
        try:
            record(
                by=cast.ada.user, episode=cast.episode, section=O, key="nausea", profile="main", value=value
            )
        except BaseException as mistake:
            mistakes.append(mistake)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=(value,)) for value in ("none", "mild", "moderate", "severe")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mistakes == []
    rows = queries.history_of(cast.episode, section=O, key="nausea", profile="main")
    assert [row.until for row in rows] == [*(row.sequence for row in rows[1:]), None]


@pytest.fixture
def told(cast, real_cases):
    """Dov's episode with everything of a written journey in it."""
    case = next(case for case in real_cases if case.client.id == "overuse_on_migraine")
    entries = entries_of(case.client, clinic_knowledge())
    record_many(by=cast.ada.user, episode=cast.episode, entries=entries)
    return cast


def test_a_conclusion_is_stored_with_all_that_it_rests_on(told):
    conclusion = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 1))
    assert conclusion.result["profiles"]["main"]["concluded"] == ["1.3", "8.2.2"]
    assert conclusion.result["held"] is None
    assert conclusion.knowledge_digest == clinic_knowledge().digest
    assert conclude(by=told.bo.user, episode=told.episode, on=date(2026, 3, 1)) == conclusion


def test_a_conclusion_gives_the_same_answer_again_after_the_record_moved_on(told):
    conclusion = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 1))
    record(by=told.ada.user, episode=told.episode, section=Section.MEDICINES, key="medicines", value=[])
    record(by=told.ada.user, episode=told.episode, section=O, key="active_cancer", value=True)
    assert replay(conclusion) == conclusion.result
    assert difference(conclusion) == ()
    assert any(one.place[0] == "danger_signs" for one in changed_since(conclusion))


def test_the_age_is_written_down_when_it_counts(told):
    first = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 13))
    second = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 14))
    ages = [
        queries.client_of(told.episode, as_of=one.as_of).observations["age_years"].value.least
        for one in (first, second)
    ]
    assert ages == [40, 41]


def test_a_conclusion_of_other_knowledge_is_compared_not_replayed(told, knowledge):
    conclusion = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 1))
    items = [
        msgspec.structs.replace(item, value=item.value * 0.8) if item.id == "pain_in_core_zone" else item
        for item in knowledge.items
    ]
    other = Knowledge(release="2099.01.1", digest="other", items=tuple(items))
    with pytest.raises(OtherKnowledge):
        replay(conclusion, with_knowledge=other)
    moved = difference(conclusion, with_knowledge=other)
    assert {one.place[:3] for one in moved} == {("profiles", "main", "structures")}
    assert "→" in str(moved[0])


def test_findings_changed_behind_the_programs_back_are_noticed(told):
    conclusion = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 1))
    Finding.objects.filter(episode=told.episode, key="vomiting").update(value=True)
    with pytest.raises(RecordBroken):
        replay(conclusion)


def test_consent_is_signed_once_and_can_be_withdrawn(cast):
    text = consenting.consent_texts()["treatment"]
    assert [one.id for one in consenting.missing(cast.dov)] == ["treatment", "privacy"]
    sign = {
        "by": cast.dovs_link, "client": cast.dov, "text": text, "signed_by": "Dov Daniels",
        "signature_kind": Consent.Signature.TYPED, "signature": {"typed": "Dov Daniels"},
    }  # fmt: skip
    signed = consenting.sign(**sign)
    assert consenting.sign(**sign) == signed
    assert [one.id for one in consenting.missing(cast.dov)] == ["privacy"]
    assert consenting.withdraw(by=cast.dovs_link, consent=signed)
    assert not consenting.withdraw(by=cast.dovs_link, consent=signed)
    assert [one.id for one in consenting.missing(cast.dov)] == ["treatment", "privacy"]
    with pytest.raises(FindingError):
        consenting.sign(**sign | {"signed_by": " "})


def test_an_episode_begins_with_one_kind_of_headache(cast):
    episode = open_episode(by=cast.ada.user, client=cast.dov, started_on=date(2026, 4, 1))
    record_many(
        by=cast.ada.user,
        episode=episode,
        entries=[Entry(section=Section.PROFILE, key="profile", profile="morning", value=1)],
    )
    assert [profile.name for profile in queries.client_of(episode).profiles] == ["main", "morning"]
    assert [profile.name for profile in queries.client_of(episode, as_of=1).profiles] == ["main"]


def test_the_newest_is_the_last_one_although_a_clock_was_two_days_fast(told, monkeypatch):
    """Conclusions and drawings are ordered by their number; the moment is only shown."""
    fast = timezone.now() + timedelta(days=2)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: fast)
        first = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 1))
        drawn = _draw(told, "left")
    drawn_again = _draw(told, "right")
    second = conclude(by=told.ada.user, episode=told.episode, on=date(2026, 3, 2))
    assert first.at > second.at
    assert (first.number, second.number) == (1, 2)
    assert latest_conclusion(told.ada.user, told.episode) == second
    assert list(Drawing.objects.filter(episode=told.episode, profile="main"))[:2] == [drawn_again, drawn]
    slot = next(one for one in slots_of(told.ada, waiting=(), mine=True, on=date(2026, 3, 2)))
    assert slot.since == since_last_time(Concluded.of(second), Concluded.of(first))


def _draw(told, side):
    mark = {"zone": "temple_anterior", "side": side, "intensity": 4}
    return keep_drawing(by=told.ada.user, episode=told.episode, marks=[mark], strokes=[{"side": side}])
