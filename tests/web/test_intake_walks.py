"""Nine typical people walk through the real pages; what it takes is written in docs/reference/intake.md."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tools.intake_walks.walking import walk_everybody
from tools.intake_walks.walks import report

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "intake.md"


@pytest.fixture
def walks(db):
    return walk_everybody()


def test_the_nine_arrive_and_the_reference_page_says_what_it_took(walks):
    assert {walk.person.id: walk.ended for walk in walks} == {
        "desk_worker": "review", "migraine": "review", "chronic_with_overuse": "review", "neck_after_collision": "review",
        "clencher": "review", "teenager": "review", "older_and_clear": "review", "danger_sign": "stopped", "two_kinds": "review",
    }  # fmt: skip
    assert report(walks) == PAGE.read_text(encoding="utf-8"), "run `python -m tools.intake_walks`"
    for walk in walks:
        if "ask:aura_attacks@main" in walk.steps:
            assert "ask:aura_types@main" in walk.steps[: walk.steps.index("ask:aura_attacks@main")]
    migraine = next(walk for walk in walks if walk.person.id == "migraine")
    assert "ask:aura_types@main" in migraine.steps, "who has no warning signs is not asked how many"
    assert not {"ask:aura_attacks@main", "group:aura@main"} & set(migraine.steps)
    assert statistics.median(walk.answers for walk in walks) <= 28
    assert statistics.median(walk.seconds for walk in walks) <= 275, "it may become shorter, not longer"
    assert all(len(set(walk.steps)) == len(walk.steps) for walk in walks), "nothing is asked twice"
