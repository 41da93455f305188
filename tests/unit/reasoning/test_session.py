"""A visit is today's share of the plan: danger questions first, review in time, nothing that waits for it."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as with_changes

from nuchal.reasoning.screening import Held
from nuchal.reasoning.session import SessionBrief, prepare


def test_every_visit_begins_with_the_ten_danger_questions_in_order(plan, found, knowledge):
    for visit in (1, 2, 7):
        asked = prepare(plan, found, knowledge, visit=visit).ask_again
        assert [checklist.id for checklist in asked] == [f"visit_{n:02}" for n in range(1, 11)]


def test_only_the_first_visit_explains(plan, found, knowledge):
    first, second = (prepare(plan, found, knowledge, visit=n) for n in (1, 2))
    assert first.explain
    assert first.first_visit == plan.system.first_visit
    assert second.explain == ()
    assert second.first_visit == ()
    assert second.steps == first.steps


def test_what_waits_for_the_review_is_not_done_before(plan, found, knowledge):
    waiting = {work.technique.id for work in plan.hands if work.stage == "alternative"}
    assert waiting
    for visit in (1, 4):
        assert not waiting & {
            step.technique.id for step in prepare(plan, found, knowledge, visit=visit).steps
        }


def test_the_review_is_due_at_the_visit_that_falls_after_its_weeks(plan, found, knowledge):
    weekly = replace(plan, dose=with_changes(plan.dose, per_week=(1.0, 2.0)))
    assert plan.pathway.review_weeks[0] == 4
    assert not prepare(weekly, found, knowledge, visit=4).review_due
    assert prepare(weekly, found, knowledge, visit=5).review_due
    twice = replace(plan, dose=with_changes(plan.dose, per_week=(2.0, 2.0)))
    assert not prepare(twice, found, knowledge, visit=8).review_due
    assert prepare(twice, found, knowledge, visit=9).review_due
    unknown = replace(plan, dose=with_changes(plan.dose, per_week=None))
    assert not prepare(unknown, found, knowledge, visit=40).review_due


def test_what_was_measured_is_measured_again_with_its_last_reading(plan, found, knowledge):
    measures = {(m.id, m.side): m.last for m in prepare(plan, found, knowledge).measure}
    assert measures == {("frt", "left"): 43.0, ("frt", "right"): 24.0}


def test_reasons_to_stop_come_from_the_techniques_of_today(plan, found, knowledge):
    brief = prepare(plan, found, knowledge, visit=2)
    assert isinstance(brief, SessionBrief)
    for step in brief.steps:
        assert set(step.technique.stop_when) <= set(brief.stop)
    assert len(set(brief.stop)) == len(brief.stop)


def test_a_sign_of_today_holds_the_visit_of_an_agreed_plan(plan, torn_artery, knowledge):
    assert isinstance(prepare(plan, torn_artery, knowledge, visit=3), Held)
    assert isinstance(prepare(torn_artery.plan_held, torn_artery, knowledge), Held)
