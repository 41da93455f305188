"""Whoever is written to a case file is read back as the same person."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nuchal.errors import FindingError
from nuchal.findings import model as findings
from nuchal.findings.days import EARLIEST
from nuchal.findings.entry import observation, read_client
from nuchal.findings.examined import examination_observations
from nuchal.findings.model import (
    SIDES,
    Clearance,
    Client,
    Examination,
    Medicine,
    Origin,
    Palpated,
    Profile,
    Range,
)
from nuchal.findings.writing import case_of, dump
from nuchal.knowledge.yaml12 import read_text
from nuchal.simulation.clients import generate
from nuchal.simulation.dice import generator
from nuchal.simulation.presenting import NOISES
from tests.strategies import drawings, values

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
TESTS = [("frt", "left"), ("frt", "right"), ("cgh_cluster", None), ("jaw_opening", None)]


def read_back(client: Client, knowledge, *, short: bool) -> Client:
    text = dump(case_of(client, knowledge if short else None))
    return read_client(read_text(text, path=Path("case.yaml"), error=FindingError), knowledge)


@st.composite
def written_people(draw, knowledge) -> Client:
    """Anybody whom a case file can describe, made of typed values and not of text."""
    free = [f for f in knowledge.findings.values() if f.id not in ("dur_usual_h", "dur_min_h", "dur_max_h")]
    person, profile = {}, {}
    for finding in draw(st.lists(st.sampled_from(free), max_size=12, unique_by=lambda f: f.id)):
        origin = draw(st.sampled_from([Origin.CLIENT, Origin.THERAPIST]))
        if finding.about == "profile" or finding.id in ("age_years", "sex"):
            origin = Origin.CLIENT
        home = person if finding.about == "person" else profile
        home[finding.id] = observation(finding, draw(values(finding)), origin)
    codes = draw(st.dictionaries(st.sampled_from(sorted(knowledge.headaches)), st.booleans(), max_size=3))
    drawing = draw(st.one_of(st.none(), drawings(knowledge)))
    palpated = tuple(draw(st.lists(touches(knowledge), max_size=3)))
    examination = Examination(
        palpated=palpated,
        tests=tuple(
            findings.TestResult(test=test, side=side, positive=draw(st.booleans()))
            for test, side in draw(st.lists(st.sampled_from(TESTS), unique=True).map(sorted_by_test))
        ),
    )
    follows = {seen.finding: seen for seen in examination_observations(examination, knowledge)}
    return Client(
        id=draw(WORDS),
        about=draw(WORDS),
        observations={**follows, **person},
        profiles=(Profile(name=draw(WORDS), observations=profile, attested=codes, drawing=drawing),),
        examination=examination,
        clearances=tuple(draw(st.lists(clearances(knowledge), max_size=2))),
        source_title=draw(WORDS),
    )


def sorted_by_test(pairs):
    return sorted(pairs, key=TESTS.index)


def touches(knowledge):
    return st.builds(
        Palpated,
        structure=st.sampled_from(sorted(knowledge.structures)),
        side=st.sampled_from(SIDES),
        tenderness=st.one_of(st.none(), st.integers(0, 3)),
        familiar_pain=st.one_of(st.none(), st.booleans()),
        taut_band=st.one_of(st.none(), st.booleans()),
        referred_to=st.lists(st.sampled_from(sorted(knowledge.zones)), max_size=2).map(tuple),
    )


def clearances(knowledge):
    return st.builds(
        Clearance,
        sign=st.sampled_from(sorted(knowledge.danger_signs)),
        by=WORDS,
        on=st.dates(min_value=EARLIEST, max_value=date(2026, 1, 1)).map(date.isoformat),
        excluded=WORDS,
    )


@given(st.data(), st.booleans())
def test_a_generated_person_reads_back_the_same(knowledge, data, short):
    client = data.draw(written_people(knowledge))
    assert read_back(client, knowledge, short=short) == client


@given(st.integers(0, 31), st.integers(0, 31), st.integers(0, 120))
def test_medicines_and_the_days_that_follow_from_them_read_back_the_same(knowledge, least, more, months):
    days = Range(float(least), float(min(31, least + more)))
    pills = (
        Medicine(name="x", drug_class="triptan", days_per_month=days, months=Range.exactly(float(months))),
    )
    once = read_back(Client(id="x", medicines=pills), knowledge, short=True)
    assert once.medicines == pills
    assert read_back(once, knowledge, short=True) == once


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from(NOISES))
def test_a_synthetic_client_reads_back_the_same(knowledge, seed, noise):
    client = generate(knowledge, generator(seed, 0), noise=noise).client
    assert read_back(client, knowledge, short=True) == client
    assert read_back(replace(client, id="other"), knowledge, short=False).id == "other"
