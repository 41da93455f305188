"""Three people on paper, assessed once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nuchal.cases.reading import read_person
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.reasoning.pathway import Assessment, assess

JOURNEYS = Path(__file__).parents[3] / "cases" / "journeys"


@pytest.fixture(scope="session")
def known() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def ranked(known: Knowledge) -> Assessment:
    """Clear danger screen, ranked structures."""
    return assess(read_person(JOURNEYS / "cervicogenic_after_collision.yaml", known), known)


@pytest.fixture(scope="session")
def held(known: Knowledge) -> Assessment:
    """An emergency stands."""
    return assess(read_person(JOURNEYS / "torn_artery_disguised_as_neck.yaml", known), known)


@pytest.fixture(scope="session")
def two_kinds(known: Knowledge) -> Assessment:
    """Two kinds of headache."""
    return assess(read_person(JOURNEYS / "two_kinds_in_one_person.yaml", known), known)


@pytest.fixture(scope="session")
def assumed(known: Knowledge) -> Assessment:
    """A written case, assumed screened."""
    client = read_person(JOURNEYS / "published" / "pain_046.yaml", known)
    return assess(replace(client, assumed_screened=True), known)
