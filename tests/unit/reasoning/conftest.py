"""Two people whose assessment several tests begin from."""

from __future__ import annotations

from pathlib import Path

import pytest

from nuchal.cases.reading import read_person
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.pathway import Assessment, assess
from nuchal.reasoning.plan import Plan, propose

JOURNEYS = Path("cases/journeys")


@pytest.fixture(scope="session")
def found(knowledge: Knowledge) -> Assessment:
    """Neck and headache after a collision; nothing holds care."""
    client = read_person(JOURNEYS / "cervicogenic_after_collision.yaml", knowledge)
    return assess(client, knowledge, with_next=False)


@pytest.fixture(scope="session")
def plan(found: Assessment, knowledge: Knowledge) -> Plan:
    """What is proposed for them."""
    proposed = propose(found, knowledge, system="manual_physical_therapy")
    assert isinstance(proposed, Plan)
    return proposed


@pytest.fixture(scope="session")
def torn_artery(knowledge: Knowledge) -> Assessment:
    """A danger sign stands and holds everything."""
    client = read_person(JOURNEYS / "torn_artery_disguised_as_neck.yaml", knowledge)
    return assess(client, knowledge, with_next=False)
