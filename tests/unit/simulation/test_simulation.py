"""Synthetic clients are what they say they are: as frequent as the model says, dangerous where they claim to be."""

from collections import Counter

import numpy as np
import pytest

from nuchal.accuracy.measures import wilson
from nuchal.findings.model import OneOf, Origin, Range, State
from nuchal.findings.writing import case_of
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.localisation import model_of
from nuchal.reasoning.screening import screen
from nuchal.reasoning.truth import Truth
from nuchal.simulation.answers import answers_of
from nuchal.simulation.clients import cohort, generate
from nuchal.simulation.danger import ALL_CLEAN, Screens
from nuchal.simulation.dice import generator, weighted
from nuchal.simulation.presenting import MOST_PLACES, present
from nuchal.simulation.telling import fitted, story_of


@pytest.fixture(scope="module")
def people(knowledge):
    return list(cohort(knowledge, 4, 150))


def test_the_same_seed_gives_the_same_people_one_by_one_or_together(knowledge, people):
    again = generate(knowledge, generator(4, 17), name="synthetic_00017")
    assert again == people[17]
    assert case_of(again.client) == case_of(people[17].client)


def test_another_seed_gives_other_people(knowledge, people):
    others = list(cohort(knowledge, 5, 5))
    assert [one.client.profiles for one in others] != [one.client.profiles for one in people[:5]]


def test_the_first_throws_of_a_client_are_the_same_on_every_machine():
    known = [0.44841514333227195, 0.4308819875443376, 0.4199991293921922]
    assert generator(1, 2).random(3).tolist() == known
    throws = [weighted(generator(1, number), np.array([0.2, 0.5, 0.3])) for number in range(6)]
    assert throws == [1, 1, 1, 0, 1, 1]


def test_everybody_draws_something_and_nobody_too_much(people):
    assert all(1 <= len(one.client.profiles[0].drawing.places) <= MOST_PLACES for one in people)


def test_groups_that_account_for_the_drawing_are_really_active(knowledge, people):
    for one in people:
        active = {(knowledge.structures[name].group, side) for name, side in one.truth.active}
        assert set(one.truth.accounts_for) <= active


def test_plain_marks_are_clear_and_noisy_ones_may_be_faint(knowledge):
    clear = knowledge.setting("clear_mark_intensity")
    plain = [m.intensity for one in cohort(knowledge, 1, 40) for m in one.client.profiles[0].drawing.marks]
    noisy = [
        m.intensity
        for one in cohort(knowledge, 1, 40, noise="noisy")
        for m in one.client.profiles[0].drawing.marks
    ]
    assert min(plain) >= clear
    assert min(noisy) < clear


def test_structures_are_as_often_active_as_their_prior_says(knowledge):
    model = model_of(knowledge)
    counts, expected, rounds = 0, 0.0, 400
    for number in range(rounds):
        person = present(model, generator(9, number), most_places=10**6)
        counts += len(person.active)
        expected += float(model.prior[person.row].sum())
    assert abs(counts - expected) < 4 * np.sqrt(expected)
    assert expected / rounds > 1


def test_a_part_is_active_in_one_way_only(knowledge):
    model = model_of(knowledge)
    for number in range(100):
        parts = model.part[present(model, generator(2, number)).active]
        assert len(set(parts.tolist())) == len(parts)


def test_features_are_as_frequent_as_their_presentation_says(knowledge):
    """Alone among the headache's own features: nausea belongs to no structure."""
    model, answers = model_of(knowledge), answers_of(knowledge)
    seen: dict[int, list[bool]] = {}
    for number in range(250):
        rng = generator(3, number)
        person = present(model, rng)
        value = story_of(model).tell(person, rng)["nausea"]
        is_there = answers.truth(parse("nausea > none"), {"nausea": value}) is Truth.YES
        seen.setdefault(person.row, []).append(is_there)
    chance = model.features["nausea > none"][1]
    for row, came in seen.items():
        low, high = wilson(sum(came), len(came), z=4.0)
        assert low <= chance[row] <= high


def test_answers_of_one_finding_never_contradict_each_other(knowledge):
    """Two sentences that cannot both hold never do; severe pain is at least moderate."""
    weight = fitted(np.array([[False, False], [True, False], [True, True]]), np.array([0.95, 0.55]))
    assert weight == pytest.approx([0.05, 0.40, 0.55], abs=1e-6)


@pytest.mark.parametrize(
    "written",
    [
        "photophobia",
        "not photophobia",
        {
            "all": [
                "photophobia",
                {"at_least": 2, "of": ["vomiting", "nausea > none", "attacks_lifetime >= 5"]},
            ]
        },
        {"not": {"any": ["photophobia", "nausea > none"]}},
        {"at_most": 1, "of": ["photophobia", "phonophobia", "vomiting"]},
        "lasts 4 h to 72 h",
        "quality has any of stabbing, shooting",
        "laterality is one of left_locked, right_locked",
    ],
)
@pytest.mark.parametrize("wanted", [True, False])
def test_chosen_findings_satisfy_the_criterion_or_its_opposite(knowledge, written, wanted):
    answers = answers_of(knowledge)
    for number in range(10):
        chosen = answers.satisfy(parse(written), generator(6, number), fixed={}, wanted=wanted)
        assert chosen is not None
        assert answers.truth(parse(written), chosen) is (Truth.YES if wanted else Truth.NO)


def test_what_is_settled_otherwise_cannot_be_satisfied(knowledge):
    answers = answers_of(knowledge)
    assert answers.satisfy(parse("photophobia"), generator(1, 1), fixed={"photophobia": False}) is None
    assert answers.satisfy(parse("photophobia"), generator(1, 1), fixed={"photophobia": True}) == {}
    never = frozenset({"photophobia"})
    assert answers.satisfy(parse("photophobia"), generator(1, 1), fixed={}, never=never) is None


def test_clean_open_and_dangerous_clients_come_in_their_shares(people):
    states = Counter(one.truth.danger.state for one in people)
    for state, share in (("open", 0.15), ("danger", 0.15), ("clean", 0.7)):
        low, high = wilson(states[state], len(people), z=4.0)
        assert low <= share <= high


def test_an_open_client_lacks_exactly_the_named_answers(knowledge):
    for one in cohort(knowledge, 8, 20, screens=Screens(open=1.0, danger=0.0)):
        unasked = {n for n, o in one.client.observations.items() if o.state is State.NOT_ASKED}
        assert unasked == set(one.truth.danger.findings)
        assert unasked <= knowledge.danger_findings


def test_a_dangerous_client_has_the_named_sign_at_its_level(knowledge):
    for one in cohort(knowledge, 8, 40, screens=Screens(open=0.0, danger=1.0)):
        result = next(r for r in screen(one.client, knowledge).signs if r.sign.id == one.truth.danger.sign)
        assert result.at_least.rank >= one.truth.danger.level.rank
        assert one.truth.danger.level.holds


def test_only_the_clean_are_touched(people):
    for one in people:
        if one.truth.danger.state != "clean":
            assert one.client.examination.palpated == ()
            assert one.client.examination.tests == ()
    assert any(one.client.examination.palpated for one in people)


def test_hands_touch_only_what_refers_to_the_drawing(knowledge, people):
    model = model_of(knowledge)
    for one in people:
        columns = [model.place_index[place] for place in one.client.profiles[0].drawing.places]
        for touch in one.client.examination.palpated:
            rows = [
                i
                for i, c in enumerate(model.causes)
                if (c.structure.id, c.side) == (touch.structure, touch.side)
            ]
            assert model.refers[np.ix_(rows, columns)].sum() > 0


def test_a_screen_is_complete_unless_the_truth_says_otherwise(knowledge, people):
    for one in people:
        if one.truth.danger.state == "clean":
            answered = {n for n, o in one.client.observations.items() if o.settled}
            assert knowledge.danger_findings <= answered
            assert any(o.origin is Origin.SCREEN for o in one.client.observations.values())


def test_age_and_sex_are_always_known(people):
    for one in people:
        if one.truth.danger.state == "clean":
            age, sex = (one.client.observations[name].value for name in ("age_years", "sex"))
            assert isinstance(age, Range)
            assert 18 <= age.least <= 75
            assert isinstance(sex, OneOf)


def test_nobody_is_dangerous_where_all_are_clean(knowledge):
    assert {one.truth.danger.state for one in cohort(knowledge, 3, 20, screens=ALL_CLEAN)} == {"clean"}
