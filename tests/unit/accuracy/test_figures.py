"""A page of figures is honest: calibrated where it should be, no danger passes, and no figure without its interval."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from nuchal.accuracy.cohorts import (
    criteria,
    hits,
    interviewed_cohort,
    kind_hits,
    kind_reliability,
    observed_cohort,
    safety,
    structure_gap,
    structure_reliability,
)
from nuchal.accuracy.measures import wilson
from nuchal.accuracy.observing import observe, silenced
from nuchal.accuracy.page import Measured, page
from nuchal.accuracy.published import published_verdicts, top_three
from nuchal.reasoning.evidence import build
from nuchal.reasoning.localisation import model_of, situation
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.posterior import Problem, solve
from nuchal.reasoning.solvers import best_solver
from nuchal.simulation.clients import generate
from nuchal.simulation.danger import ALL_CLEAN
from nuchal.simulation.dice import generator

CLIENTS = 250
FAR = 4.0
"""Standard errors: a calibrated engine is further off once in sixteen thousand times."""


@pytest.fixture(scope="module")
def plain(knowledge):
    return list(observed_cohort(knowledge, CLIENTS, 31, "plain", best_for=25))


@pytest.fixture(scope="module")
def noisy(knowledge):
    return list(observed_cohort(knowledge, 60, 31, "noisy"))


def test_probabilities_of_structures_are_calibrated_on_plain_clients(plain):
    """Clustered by client over all, and bin by bin with room for forecasts that hang together."""
    assert abs(structure_gap(plain).z) < FAR
    for found in structure_reliability(plain).bins:
        low, high = interval(found.observed, z=FAR)
        assert low <= found.forecast <= high, found


def test_probabilities_that_are_too_bold_would_be_noticed(plain):
    """The test above has teeth: odds twice as far from even fail it."""
    bold = [replace(one, ranking=boldly(one.ranking)) for one in plain if one.ranking]
    bins = structure_reliability(bold).bins
    assert any(not low <= b.forecast <= high for b in bins for low, high in [interval(b.observed, z=FAR)])


def boldly(ranking):
    def bolder(chance: float) -> float:
        odds = (chance / (1 - min(chance, 1 - 1e-12))) ** 2
        return odds / (1 + odds)

    return replace(ranking, chances=tuple((bolder(chance), came) for chance, came in ranking.chances))


def interval(found, z):
    return wilson(found.hits, found.total, z=z)


def test_no_open_or_dangerous_client_passes(plain, noisy):
    found = safety(plain + noisy)
    assert found.missed == ()
    assert found.dangerous.hits == found.dangerous.total > 20
    assert found.open.hits == found.open.total > 20


def test_clean_clients_are_given_structures_unless_their_own_features_raise_a_sign(plain):
    found = safety(plain)
    assert found.clean_given.share > 0.85
    held = sum(one.held for one in plain if one.truth.danger.state == "clean")
    assert found.clean_given.total - found.clean_given.hits == held


def test_nuchal_finds_more_than_luck_and_prevalence_and_never_more_than_the_best(plain):
    for top in (1, 3, 5):
        found = hits(plain, top)
        assert found.nuchal.interval[0] > found.at_random
        assert found.nuchal.share > found.usual.share
    first = hits(plain, 1)
    assert first.best is not None
    assert first.nuchal_there is not None
    assert first.best.share >= first.nuchal_there.share - 0.1


def test_the_chance_that_causes_brought_nothing_is_exact():
    """By brute force: every activity of three causes, every way in which each of two findings can be brought."""
    active, leak = np.array([0.3, 0.5, 0.2]), np.array([0.1, 0.05])
    link = np.array([[0.6, 0.0], [0.4, 0.7], [0.0, 0.5]])
    problem = Problem(
        log_weight=np.zeros(1), active=active[None], leak=leak[None], link=link, block=np.array([0, 0, 1])
    )
    members = np.array([True, True, False])
    brought = total = 0.0
    for on in itertools.product([False, True], repeat=3):
        weight = np.prod(np.where(on, active, 1 - active))
        quiet_members = np.prod([(1 - link[c]) for c in (0, 1) if on[c]] or [np.ones(2)], axis=0)
        by_others = 1 - (1 - leak) * (1 - link[2] * on[2])
        present = 1 - quiet_members * (1 - by_others)
        total += weight * present.prod()
        brought += weight * (quiet_members * by_others).prod()
    silent = solve(silenced(problem, members, [0, 1])).log_evidence - solve(problem).log_evidence
    assert np.exp(silent) == pytest.approx(brought / total, rel=1e-9)


def test_every_order_ranks_the_same_groups(knowledge):
    one = generate(knowledge, generator(31, 0), screens=ALL_CLEAN, most_places=4)
    seen = observe(one, knowledge, solve, with_best=True)
    assert seen.ranking is not None
    assert seen.ranking.best is not None
    assert set(seen.ranking.best) == set(seen.ranking.order) == set(seen.ranking.usual)


def test_groups_in_play_are_those_that_could_have_brought_something(knowledge, plain):
    one = generate(knowledge, generator(31, 3), screens=ALL_CLEAN)
    found = assess(one.client, knowledge, with_next=False, arguments_for=0)
    profile = found.profiles[0]
    model = model_of(knowledge)
    given = situation(model, one.client, profile.profile, profile.classification, solve)
    assert given is not None
    problem = build(model, list(given.evidence), given.log_weight)
    seen = observe(one, knowledge, best_solver(many=True))
    in_play = {model.blocks[b] for b in model.block[problem.active.max(axis=0) > 0].tolist()}
    assert seen.ranking is not None
    assert len(seen.ranking.chances) == len(in_play) == len(seen.ranking.order)


def test_true_criteria_are_never_refused(plain):
    """Answers are only left out, so a type that was made true is met or open."""
    for counts in criteria(plain).values():
        assert counts["no"] == 0


def test_the_kind_is_named_better_than_by_prevalence(plain, knowledge):
    commonest = max(p.share for p in knowledge.presentations.values())
    assert kind_hits(plain).interval[0] > commonest
    assert kind_reliability(plain).skill > 0.4


def test_noise_costs_accuracy(plain, noisy):
    assert structure_reliability(noisy).skill < structure_reliability(plain).skill
    assert hits(noisy, 1).nuchal.share < hits(plain, 1).nuchal.share


def test_figures_do_not_depend_on_how_many_processes_work(knowledge):
    alone = list(observed_cohort(knowledge, 6, 3, "plain"))
    assert list(observed_cohort(knowledge, 6, 3, "plain", workers=2)) == alone


def test_an_interview_ends_and_counts_screens_and_questions(knowledge):
    intake = [checklist for checklist in knowledge.checklists if checklist.form == "intake"]
    for one in interviewed_cohort(knowledge, 2, 5):
        assert 0 < one.screens <= len(intake)
        assert 0 <= one.questions <= 60
        assert one.seconds >= one.screens * min(checklist.seconds for checklist in intake)


def test_the_page_names_command_release_and_engine_and_gives_every_share_its_interval(
    knowledge, plain, noisy, root
):
    text = page(measured(knowledge, plain, noisy, published=None))
    for words in ("`nuchal accuracy --n 250 --seed 31`", knowledge.release, "Exceptions: 0", "some engine"):
        assert words in text
    assert "There are no published cases here" in text
    for line in text.splitlines():
        if line.startswith("| ") and " of " in line and "%" in line:
            assert " to " in line, line


def test_a_passed_danger_would_be_told_with_its_sign(knowledge, plain, noisy):
    passed = [replace(one, held=False) for one in plain]
    text = page(measured(knowledge, passed, noisy, published=None))
    assert "Exceptions: 0" not in text
    sign = next(one.truth.danger.sign for one in plain if one.truth.danger.sign)
    assert sign in text


def test_published_cases_are_judged_by_what_their_source_says(knowledge, root):
    verdicts = published_verdicts(root / "cases/journeys/published", knowledge, solve)
    singles, patterns = (top_three(verdicts, single_patients=single) for single in (True, False))
    stated = sum(verdict.structures_agree is not None for verdict in verdicts)
    assert singles.total + patterns.total == stated
    for verdict in verdicts:
        if verdict.structures_agree is not None:
            assert verdict.structures_agree == (verdict.rank is not None and verdict.rank <= 3)
        if verdict.held_agrees:
            assert verdict.held == (verdict.says["held"] in (True, "yes"))


def test_a_missing_folder_of_published_cases_is_no_mistake(knowledge, tmp_path):
    assert published_verdicts(tmp_path / "nowhere", knowledge, solve) == []


def measured(knowledge, plain, noisy, published):
    return Measured(
        knowledge=knowledge,
        command="nuchal accuracy --n 250 --seed 31",
        engine="some engine",
        seed=31,
        plain=plain,
        noisy=noisy,
        interviews=[],
        published=published,
    )
