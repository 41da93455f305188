"""The home programme keeps the plan's order, speaks at the reader's level, and carries what the gates changed."""

from __future__ import annotations

from dataclasses import replace

from nuchal.knowledge.care import Advice, Exercise
from nuchal.reasoning.gating import Barrier, Gating, Passage
from nuchal.reasoning.plan import HomeItem, propose
from nuchal.reasoning.programme import assign
from nuchal.reasoning.screening import Held


def free(*says: str) -> Passage:
    barriers = tuple(Barrier(gating=Gating.MODIFIED, says=one) for one in says)
    return Passage(gating=Gating.MODIFIED if says else Gating.ALLOWED, barriers=barriers)


def home(item, *says, because=""):
    return HomeItem(item=item, passage=free(*says), because=because)


def test_exercises_and_advice_keep_the_order_of_the_plan(plan, found):
    programme = assign(plan, found)
    exercises = [h.item.id for h in plan.programme if isinstance(h.item, Exercise)]
    advice = [h.item.id for h in plan.programme if isinstance(h.item, Advice)]
    assert exercises
    assert advice
    assert [task.exercise.id for task in programme.tasks] == exercises
    assert [word.advice.id for word in programme.words] == advice
    assert programme.weeks == plan.pathway.review_weeks[0]
    assert programme.reading == "usual"


def test_each_reading_level_has_its_own_words(plan, found, knowledge):
    nod, water = knowledge.exercises["ccf_nod"], knowledge.advice["water"]
    own = replace(plan, programme=(home(nod, because="stiff neck"), home(water, because="thirst")))
    usual, easy = assign(own, found), assign(own, found, reading="easy")
    assert (usual.tasks[0].steps, easy.tasks[0].steps) == (nod.steps, nod.steps_easy)
    assert (usual.words[0].says, easy.words[0].says) == (water.says, water.says_easy)
    assert easy.reading == "easy"
    assert (usual.tasks[0].because, usual.words[0].because) == ("stiff neck", "thirst")
    assert usual.tasks[0].dose == nod.dose
    assert usual.tasks[0].taught_first is nod.needs_teaching is True


def test_what_the_gates_changed_stands_once_with_its_item(plan, found, knowledge):
    nod, water = knowledge.exercises["ccf_nod"], knowledge.advice["water"]
    own = replace(
        plan, programme=(home(nod, "gently", "gently", "seated"), home(water, "ask first", "ask first"))
    )
    programme = assign(own, found)
    assert programme.tasks[0].take_care == ("gently", "seated")
    assert programme.words[0].take_care == ("ask first",)


def test_reasons_to_stop_are_those_of_the_exercises_each_once(plan, found, knowledge):
    first, second = knowledge.exercises["ccf_nod"], knowledge.exercises["breath"]
    programme = assign(replace(plan, programme=(home(first), home(second))), found)
    assert programme.stop == tuple(dict.fromkeys((*first.stop_when, *second.stop_when)))
    assert assign(replace(plan, programme=()), found).stop == ()


def test_a_first_line_of_five_exercises_is_not_cut(plan, found, knowledge):
    five = [knowledge.exercises[n] for n in ("ccf_nod", "breath", "rot_active", "scap_set", "chin_tuck")]
    programme = assign(replace(plan, programme=tuple(home(one) for one in five)), found)
    assert [task.exercise for task in programme.tasks] == five


def test_what_holds_the_plan_or_today_holds_the_programme(plan, found, torn_artery, knowledge):
    assert assign(plan, torn_artery) is torn_artery.plan_held
    held = propose(torn_artery, knowledge, system="manual_physical_therapy")
    assert isinstance(held, Held)
    assert assign(held, found) is held
