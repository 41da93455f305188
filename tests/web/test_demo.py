"""The demonstration: loads quickly, is the same for the same day, and keeps to every rule."""

from __future__ import annotations

import json
import stat
from datetime import date

import pytest
from django.conf import settings

from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.demo import loading, telling
from nuchal.clinic.demo.scene import STAGES
from nuchal.clinic.intake.models import Alert
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import Clinic
from nuchal.clinic.record.concluding import replay
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Finding
from nuchal.errors import UsageError
from tests.web.conftest import browser_of

DAY = date(2026, 11, 20)


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.DEMO = True
    settings.DATA = tmp_path
    return loading.load(today=DAY)


def clients_in_every_stage_of_care(demo):
    assert len(demo.of(demo.clinics[0].pk)) == 24
    assert {person.stage for person in demo.people} == set(STAGES)
    assert {person.treated_by.system_of_care for person in demo.people} >= {
        "manual_physical_therapy", "neuromuscular_therapy", "myoskeletal_alignment",
    }  # fmt: skip
    held = [conclusion for conclusion in Conclusion.objects.all() if conclusion.result["held"]]
    assert held
    assert Finding.objects.filter(until__isnull=False).exists()


def danger_signs_of_fresh_intakes_wait_for_somebody(demo):
    waiting = Alert.objects.filter(settled_at=None).select_related("episode__client")
    assert {alert.level for alert in waiting} == {"emergency", "same_day"}
    assert not {alert.episode_id for alert in waiting} & set(
        Finding.objects.filter(section="palpation").values_list("episode", flat=True)
    )


def everything_of_it_can_be_concluded_again_and_the_chain_holds(demo):
    for conclusion in Conclusion.objects.select_related("episode__client")[:12]:
        assert replay(conclusion) == conclusion.result
    assert [broken for _, broken in verify() if broken] == []


def nothing_of_it_lies_in_the_future(demo):
    assert max(Conclusion.objects.values_list("at", flat=True)).date() <= DAY
    assert all(client.age_on(DAY) > 5 for client in Client.objects.all())


def the_password_is_new_each_time_and_kept_for_the_owner_of_the_file(demo):
    known = loading.remembered()
    assert demo.staff["nico"].user.check_password(known["password"])
    assert stat.S_IMODE((settings.DATA / "demo.json").stat().st_mode) == 0o600
    told = "\n".join(telling.how_to_come_in("http://127.0.0.1:8000"))
    assert known["password"] in told
    assert f"/with/{known['intake_token']}/" in told


def the_pages_of_the_demonstration_open(demo):
    browser = browser_of(demo.staff["nico"])
    for person in demo.of(demo.clinics[0].pk):
        assert browser.get(f"/clients/{person.row.pk}/").status_code == 200
        if person.episode:
            assert browser.get(f"/episodes/{person.episode.pk}/history/").status_code == 200
    assert browser.get(f"/clients/{demo.people[-1].row.pk}/").status_code == 404


def test_the_demonstration_is_what_it_says(demo):
    """Loading it takes seconds, so that all of this looks at one."""
    clients_in_every_stage_of_care(demo)
    danger_signs_of_fresh_intakes_wait_for_somebody(demo)
    everything_of_it_can_be_concluded_again_and_the_chain_holds(demo)
    nothing_of_it_lies_in_the_future(demo)
    the_password_is_new_each_time_and_kept_for_the_owner_of_the_file(demo)
    the_pages_of_the_demonstration_open(demo)


def test_it_is_never_loaded_into_a_real_clinic(cast, settings):
    with pytest.raises(UsageError, match="no demonstration"):
        loading.load()
    settings.DEMO = True
    with pytest.raises(UsageError, match="already"):
        loading.load()
    assert Clinic.objects.count() == 2
    assert telling.loaded() == []


def test_a_real_clinic_is_never_thrown_away(db, settings):
    with pytest.raises(UsageError, match="only a demonstration"):
        telling.thrown_away()


def test_nobody_is_told_how_to_come_in_where_nothing_is_loaded(settings, tmp_path):
    settings.DATA = tmp_path
    assert telling.how_to_come_in("http://x") == []
    (tmp_path / "demo.json").write_text(json.dumps({}))
    assert telling.how_to_come_in("http://x") == []
