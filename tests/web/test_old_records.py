"""An old record opens for ever: what today's knowledge cannot read is shown as written, and counts as open."""

from __future__ import annotations

import json
import os
import re

import pytest
from django.utils.html import escape

from nuchal.cases.reading import read_cases
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.actions import record
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.case_format import entries_of
from nuchal.clinic.record.episodes import Section
from nuchal.clinic.record.old_entries import entry_words
from tests.web import other_knowledge
from tests.web.conftest import browser_of, browser_of_client, prove
from tests.web.test_chart import CASES, told
from tests.web.test_intake import begun, send

SAMPLE = {
    "a narrower number": lambda folder: other_knowledge.narrowed("ha_days_month", 28, folder),
    "a renamed finding": lambda folder: other_knowledge.renamed("ha_days_month", folder),
    "a renamed option": lambda folder: other_knowledge.renamed("pressing", folder),
    "a renamed structure": lambda folder: other_knowledge.renamed("temporalis_2", folder),
    "a renamed danger sign": lambda folder: other_knowledge.renamed("recent_surgery", folder),
    "a renamed zone": lambda folder: other_knowledge.renamed("temple_anterior", folder),
}

STORY = "jaw_headache_of_a_clencher"
EVERY_ITEM = bool(os.environ.get("NUCHAL_TEST_EVERY_ITEM"))
"""Whether every id that the client's record holds is renamed, one at a time: minutes, so not in the suite."""
ANSWERED = {
    "list:screen_health_history": {"none": "1"},
    "ask:ha_days_month@main": {"answer": "30"},
    "ask:quality@main": {"tick": "pressing"},
}


@pytest.fixture
def episode(cast):
    """A client who had 30 headache days, with a drawing, touches, tests and a clearance."""
    found = told(cast, STORY)
    by = cast.ada.user
    record(by=by, episode=found, section=Section.OBSERVATION, key="ha_days_month", profile="main", value=30)
    record(
        by=by, episode=found, section=Section.OBSERVATION, key="quality", profile="main", value=["pressing"]
    )
    value = {"by": "Dr A", "on": "2026-11-02", "excluded": "see letter"}
    record(by=by, episode=found, section=Section.CLEARANCE, key="recent_surgery", value=value)
    found.refresh_from_db()
    return found


def ids_held() -> list[str]:
    """Every finding, answer, zone, structure and test that the story's record names."""
    if not EVERY_ITEM:
        return []
    person = read_cases(CASES / f"{STORY}.yaml", knowledge())[0].client
    known, held = knowledge(), set()
    for entry in entries_of(person, known):
        held |= {entry.key, *re.findall(r"[a-z][a-z0-9_]+", json.dumps(entry.value))}
    named = {*known.findings, *known.zones, *known.structures, *known.tests, *known.danger_signs}
    named |= {option.id for finding in known.findings.values() for option in finding.options}
    return sorted(held & named)


@pytest.mark.parametrize("name", ids_held())
def test_every_page_opens_with_any_one_id_renamed(cast, episode, tmp_path, name):
    ada = browser_of(cast.ada)
    with other_knowledge.in_use(other_knowledge.renamed(name, tmp_path / "knowledge")):
        assert other_knowledge.broken_pages(ada, episode) == []


@pytest.mark.parametrize("change", SAMPLE)
def test_every_page_opens_under_other_knowledge(cast, episode, tmp_path, change):
    dov, ada = browser_of_client(cast), browser_of(cast.ada)
    cast.dov.refresh_from_db()
    prove(dov, cast.dovs_link, cast.dov.born_on.isoformat())
    begun(dov)
    for step, said in ANSWERED.items():
        assert send(dov, step, **said).status_code == 303
    with other_knowledge.in_use(SAMPLE[change](tmp_path / "knowledge")):
        assert other_knowledge.broken_pages(ada, episode) == []
        assert [page for page in ("/intake/", "/intake/review/") if dov.get(page).status_code >= 500] == []
        unread = sheet_of(episode).known.unread
        assert unread, "nothing was changed that this client holds"
        chart = ada.get(f"/episodes/{episode.pk}/").content.decode()
        for entry in unread:
            assert f"<dd>{escape(entry_words(entry))}</dd>" in chart
