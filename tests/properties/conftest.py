"""People to start from: every person of the clinicians' cases."""

import pytest

from nuchal.reasoning.pathway import assess


@pytest.fixture(scope="session")
def clients(real_cases):
    return [case.client for case in real_cases]


@pytest.fixture(scope="session")
def quickly(knowledge):
    """Assess without the search for the next question and without arguments: the conclusions only."""
    return lambda client: assess(client, knowledge, with_next=False, arguments_for=0)
