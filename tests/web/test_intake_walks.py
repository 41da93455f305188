"""Nine typical people walk through the real pages; what it takes is written in docs/reference/intake.md."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.record.queries import client_of, findings_of
from nuchal.reasoning.criteria import Facts, evaluate, is_ruled_out
from nuchal.reasoning.truth import Truth
from tools.intake_walks.walking import walk_everybody
from tools.intake_walks.walks import report

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "intake.md"


@pytest.mark.django_db
def test_the_nine_arrive_are_asked_what_they_must_be_and_the_reference_page_says_what_it_took():
    """One walk of all nine, which takes a while, answers both questions."""
    walks = walk_everybody()
    _it_took_what_the_page_says(walks)
    _every_danger_question_was_asked_of_everyone_whom_it_may_concern(walks)


def _it_took_what_the_page_says(walks):
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
    assert statistics.median(walk.answers for walk in walks) <= 40, "each group of danger signs is one"
    assert walks[0].words <= 1100, "an ordinary tension-type headache reads in at most 1,100 words"
    assert walks[0].reading_minutes <= 6
    assert statistics.median(walk.seconds for walk in walks) <= 480, "it may become shorter, not longer"
    assert all(len(set(walk.steps)) == len(walk.steps) for walk in walks), "nothing is asked twice"


def _every_danger_question_was_asked_of_everyone_whom_it_may_concern(walks):
    """What a finished walk recorded covers the danger list, except what age or sex rules out."""
    known = knowledge()
    for walk in walks:
        if walk.ended != "review":
            continue
        episode = Episode.objects.get(client__given_name=walk.person.id.title())
        recorded = {row.key for row in findings_of(episode) if row.state in ("observed", "denied")}
        facts = Facts(known, client_of(episode), None)
        asked_of = [
            finding.id
            for finding in known.findings.values()
            if finding.id in known.danger_findings and finding.asked_of == "client"
        ]
        for name in asked_of:
            shown_when = next(known.shown_when.get(one.id) for one in known.checklists if name in one.covers)
            elsewhere = shown_when is not None and evaluate(shown_when, facts).truth is Truth.NO
            assert name in recorded or elsewhere or is_ruled_out(name, facts), (walk.person.id, name)
