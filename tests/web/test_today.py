"""Today: who comes first, what changed, and who may see which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from nuchal.cases.reading import read_cases
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people import actions as people
from nuchal.clinic.record import actions
from nuchal.clinic.record.case_format import Entry, entries_of
from nuchal.clinic.record.concluding import conclude
from nuchal.clinic.record.episodes import Section
from tests.web.conftest import build_cast

CASES = Path(__file__).parents[2] / "cases" / "journeys"


def comes(cast, given: str, story: str, *, by=None):
    """A client of Ada with a written story, told by `by`."""
    client = people.enter_client(by=cast.ada.user, clinic=cast.clinic, given_name=given, family_name="Test")
    people.begin_care(by=cast.ada.user, client=client, practitioner=cast.ada, since=date(2026, 1, 5))
    episode = actions.open_episode(by=cast.ada.user, client=client, started_on=date(2026, 1, 5))
    person = read_cases(CASES / f"{story}.yaml", knowledge())[0].client
    actions.record_many(by=by or cast.ada.user, episode=episode, entries=entries_of(person, knowledge()))
    conclude(by=by or cast.ada.user, episode=episode, on=date(2026, 11, 20))
    return episode


@pytest.fixture
def three(cast):
    return [
        comes(cast, "Temple", "new_temple_pain_at_seventy"),
        comes(cast, "Jaw", "jaw_headache_of_a_clencher", by=cast.dovs_link),
        comes(cast, "Desk", "tension_type_at_the_desk"),
    ]


def test_open_danger_comes_first_then_intakes_then_the_rest(three, browsers):
    page = browsers["ada"].get("/").content.decode()
    order = [page.index(f">{name} Test</a>") for name in ("Temple", "Jaw", "Desk")]
    assert order == sorted(order)
    assert "Same day: Temple Test." in page
    assert "1 needs a decision before you begin." in page
    assert "Intake done." in page
    assert page.count("btn-main") == 1
    for episode in three:
        assert reverse("episode", args=[episode.pk]) in page


def test_a_lesser_sign_that_nobody_settled_is_not_called_clear(cast, browsers):
    episode = comes(cast, "Desk", "tension_type_at_the_desk")
    assert "Asked, clear" in browsers["ada"].get("/").content.decode()
    entry = Entry(section=Section.OBSERVATION, key="new_medicine_at_onset", state="not asked")
    actions.record_many(by=cast.ada.user, episode=episode, entries=[entry])
    conclude(by=cast.ada.user, episode=episode, on=date(2026, 11, 20))
    page = browsers["ada"].get("/").content.decode()
    assert "Asked, clear" not in page
    assert "1 open" in page


def test_the_desk_and_the_owner_see_names_and_no_health(three, browsers):
    for who in ("fay", "olga"):
        page = browsers[who].get("/").content.decode()
        assert "Temple Test" in page
        assert "Same day" not in page
        assert "arteritis" not in page
        assert "/episodes/" not in page


def test_others_in_the_clinic_see_them_under_everybody(three, browsers):
    assert "Temple Test" in browsers["bo"].get("/?whose=all").content.decode()
    assert "Temple Test" not in browsers["cleo"].get("/?whose=all").content.decode()


def test_search_finds_by_any_part_of_a_name_in_the_own_clinic_only(three, browsers):
    page = browsers["ada"].get("/?q=desk te").content.decode()
    assert "Desk Test" in page
    assert "Jaw Test" not in page
    assert "No client of this name" in browsers["cleo"].get("/?q=desk").content.decode()


def test_what_changed_since_last_time_is_a_sentence(cast, three, browsers):
    episode = three[2]
    actions.record_many(
        by=cast.ada.user, episode=episode,
        entries=[one for one in entries_of(
            read_cases(CASES / "new_temple_pain_at_seventy.yaml", knowledge())[0].client, knowledge()
        ) if one.section == "observation" and not one.profile],
    )  # fmt: skip
    conclude(by=cast.ada.user, episode=episode, on=date(2026, 11, 20))
    page = browsers["ada"].get("/").content.decode()
    assert ", was clear." in page


def test_looking_is_written_down_for_each_client(three, cast, browsers):
    browsers["bo"].get("/?whose=all")
    seen = Event.objects.filter(clinic_id=cast.clinic.pk, action=Action.READ, actor_name="Bo")
    assert {episode.client_id for episode in three} <= {event.client_id for event in seen}


def test_more_clients_cost_no_more_queries(cast, three, browsers, django_assert_max_num_queries):
    browsers["ada"].get("/")
    for number in range(6):
        comes(cast, f"More{number}", "torn_artery_disguised_as_neck")
    with django_assert_max_num_queries(28):
        browsers["ada"].get("/")


@pytest.mark.django_db(transaction=True)
def test_episodes_from_before_learn_when_they_were_active_and_how_urgent_they_are():
    episode = comes(build_cast(), "Temple", "new_temple_pain_at_seventy")
    episode.refresh_from_db()
    known = episode.active_at, episode.urgency
    assert known == (episode.findings.latest("sequence").at, "same_day")
    call_command("migrate", "record", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    episode.refresh_from_db()
    assert (episode.active_at, episode.urgency) == known
