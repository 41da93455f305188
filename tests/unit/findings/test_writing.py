"""A case that is written reads back as the same person, and looks like one that a clinician wrote."""

from dataclasses import replace

import pytest

from nuchal.errors import FindingError
from nuchal.findings.entry import read_client
from nuchal.findings.model import (
    Client,
    Drawing,
    Mark,
    Observation,
    Origin,
    Palpated,
    Profile,
    Range,
    State,
)
from nuchal.findings.writing import case_of, dump
from nuchal.knowledge.yaml12 import read_text


@pytest.fixture
def read_back(knowledge, tmp_path):
    def read(client: Client, *, short: bool = True) -> Client:
        text = dump(case_of(client, knowledge if short else None))
        return read_client(read_text(text, path=tmp_path / "case.yaml", error=FindingError), knowledge)

    return read


@pytest.mark.parametrize("short", [True, False])
def test_every_person_of_the_clinicians_cases_reads_back_the_same(read_back, real_cases, short):
    for case in real_cases:
        client = replace(case.client, assumed_screened=False)
        assert read_back(client, short=short) == client, case.name


def test_the_example_of_the_documentation_is_written_as_it_stands_there(knowledge, root, tmp_path):
    example = (root / "docs/reference/case-format.md").read_text().split("```yaml\n")[1].split("```")[0]
    document = read_text(example, path=tmp_path / "case.yaml", error=FindingError)
    text = dump(case_of(read_client(document, knowledge), knowledge))
    for line in (
        "danger_screen: completed",
        "  - {zone: suboccipital, side: right, intensity: 7, worst: yes}",
        "- {name: ibuprofen, class: nsaid, days_per_month: 6, months: 12}",
        "  - {structure: oc_inferior, side: right, tenderness: 2, familiar_pain: yes}",
        "    frt: {left: 42, right: 24}",
        "  duration: 6 h to 2 d",
        "  quality: [dull]",
        "  photophobia: no",
    ):
        assert line in text.splitlines()


@pytest.mark.parametrize(
    ("known", "written"),
    [
        (Range.exactly(12.0), 12),
        (Range.exactly(0.5), 0.5),
        (Range(15.0, 31.0), "15 to 31"),
        (Range(15.0, 31.0, above_least=True), "> 15"),
        (Range(0.0, 10.0, below_most=True), "< 10"),
        (Range(0.00001, 2.0), "0.00001 to 2"),
    ],
)
def test_what_is_known_of_a_number_is_written_so_that_it_is_read_the_same(read_back, known, written):
    seen = Observation(finding="ha_days_month", value=known, state=State.OBSERVED)
    client = Client(profiles=(Profile(observations={"ha_days_month": seen}),))
    assert case_of(client)["profiles"][0]["ha_days_month"] == written
    assert read_back(client) == client


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (6.0, "6 h"),
        (48.0, "2 d"),
        (24.0, "24 h"),
        (20 / 60, "20 min"),
        (5 / 3600, "5 s"),
        (0.123456, "0.123456 h"),
    ],
)
def test_a_time_is_written_in_the_unit_that_says_it_exactly(read_back, hours, written):
    seen = Observation(finding="dur_usual_h", value=Range.exactly(hours), state=State.OBSERVED)
    client = Client(profiles=(Profile(observations={"dur_usual_h": seen}),))
    assert case_of(client)["profiles"][0]["duration"] == written
    assert read_back(client) == client


def test_a_duration_open_downwards_is_read_the_same(read_back):
    seen = Observation(finding="dur_usual_h", value=Range(most=4.0, below_most=True), state=State.OBSERVED)
    client = Client(profiles=(Profile(observations={"dur_usual_h": seen}),))
    assert read_back(client) == client


@pytest.mark.parametrize(
    "word", ["yes", "no", "1.10", "0123", "12:30", "null", "1e5", "a: b", "# x", "- y", "ø"]
)
def test_words_that_yaml_could_mistake_stay_words(read_back, word):
    client = Client(id=word, about=word, profiles=(Profile(name=word),), source_title=word)
    assert read_back(client) == client


def test_a_code_that_looks_like_a_number_stays_a_code(read_back):
    client = Client(profiles=(Profile(attested={"1.1": True, "2.2": False}),))
    assert read_back(client) == client
    client = Client(profiles=(Profile(attested={"1.1": True}),))
    assert '"1.1"' in dump(case_of(client))
    assert read_back(client) == client


def test_a_blank_sheet_is_not_the_same_as_no_sheet(read_back):
    for drawing in (None, Drawing(())):
        client = Client(profiles=(Profile(drawing=drawing),))
        assert read_back(client) == client


def test_no_medicine_is_not_the_same_as_not_asked(read_back, knowledge):
    asked = read_back(Client(medicines=()))
    assert asked.medicines == ()
    assert asked.observations["any_acute_drug_days"].origin is Origin.DERIVED
    assert read_back(asked) == asked
    assert read_back(Client()).medicines is None


def test_what_hands_did_not_look_for_is_not_written(read_back):
    touch = Palpated(structure="oc_inferior", side="left", tenderness=0)
    examined = replace(Client().examination, palpated=(touch,))
    client = Client(examination=examined)
    assert case_of(client)["exam"]["palpation"] == [
        {"structure": "oc_inferior", "side": "left", "tenderness": 0}
    ]
    assert read_back(client) == client


def test_a_question_left_unasked_inside_a_completed_screen_stays_unasked(read_back, knowledge):
    name = min(knowledge.danger_findings)
    client = read_back(Client(observations=_screened(knowledge)))
    unasked = Observation(finding=name, value=None, state=State.NOT_ASKED)
    client = replace(client, observations={**client.observations, name: unasked})
    assert read_back(client) == client


def test_whole_intensities_are_written_without_a_point():
    marks = (
        Mark(zone="vertex", side="left", intensity=7.0),
        Mark(zone="vertex", side="right", intensity=2.5),
    )
    text = dump(case_of(Client(profiles=(Profile(drawing=Drawing(marks)),))))
    assert "intensity: 7}" in text
    assert "intensity: 2.5}" in text


def _screened(knowledge) -> dict[str, Observation]:
    return {
        name: Observation(finding=name, value=False, state=State.DENIED, origin=Origin.SCREEN)
        for name in knowledge.danger_findings
    }
