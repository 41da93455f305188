"""The exact posterior on networks small enough to count every combination, and what it refuses."""

import numpy as np
import pytest

from nuchal.reasoning import posterior
from nuchal.reasoning.posterior import Problem, solve
from tests.networks import brute_force, furthest, generated


def one_cause(prior: float, link: float, leak: float) -> Problem:
    return Problem(
        log_weight=np.zeros(1), active=np.array([[prior]]), leak=np.array([[leak]]), link=np.array([[link]]),
        block=np.array([0]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prior", "link", "leak"), [(0.1, 0.8, 0.05), (0.5, 0.5, 0.5), (0.01, 1.0, 0.0), (0.3, 0.0, 0.2)]
)
def test_one_cause_and_one_finding_follow_bayes(prior, link, leak):
    found = solve(one_cause(prior, link, leak))
    drawn = prior * (1 - (1 - link) * (1 - leak)) + (1 - prior) * leak
    assert found.cause[0] == pytest.approx(prior * (1 - (1 - link) * (1 - leak)) / drawn, abs=1e-14)
    assert found.log_evidence == pytest.approx(np.log(drawn), abs=1e-12)


def test_nothing_drawn_leaves_the_priors():
    problem = generated(3, causes=6, positives=0)
    found = solve(problem)
    assert furthest(found, brute_force(problem)) < 1e-12


def test_no_causes_leave_the_leaks():
    problem = generated(4, causes=0, positives=3, states=3)
    assert solve(problem).state.sum() == pytest.approx(1)
    assert solve(problem).cause.shape == (0,)


@pytest.mark.parametrize("seed", range(12))
def test_every_combination_counted(seed):
    problem = generated(seed, causes=7, positives=5, states=3)
    assert furthest(solve(problem), brute_force(problem)) < 1e-12


def test_working_state_by_state_gives_the_same(monkeypatch):
    problem = generated(5, causes=8, positives=6, states=4)
    together = solve(problem)
    monkeypatch.setattr(posterior, "LARGEST_BLOCK", 1)
    assert furthest(solve(problem), together) < 1e-12


def test_two_causes_explain_each_other_away():
    problem = Problem(
        log_weight=np.zeros(1), active=np.full((1, 2), 0.1), leak=np.array([[0.01]]), link=np.array([[0.9], [0.3]]),
        block=np.array([0, 1]),
    )  # fmt: skip
    strong, weak = solve(problem).cause
    assert strong > 0.5
    assert 0.1 < weak < 0.3


@pytest.mark.parametrize(
    "change",
    [
        {"active": np.array([[1.2]])}, {"leak": np.array([[-0.1]])}, {"link": np.array([[np.nan]])},
        {"link": np.zeros((2, 1))}, {"log_weight": np.zeros(2)}, {"block": np.array([0, 1])},
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit_or_are_no_probabilities_are_refused(change):
    fields = {
        name: getattr(one_cause(0.1, 0.5, 0.1), name)
        for name in ("log_weight", "active", "leak", "link", "block")
    }
    with pytest.raises(ValueError, match=r"fit together|probability|is \(K,\)"):
        solve(Problem(**(fields | change)))


def test_blocks_must_stand_together():
    problem = generated(1, causes=3, positives=2, exclusive=False)
    fields = {name: getattr(problem, name) for name in ("log_weight", "active", "leak", "link")}
    with pytest.raises(ValueError, match="together"):
        solve(Problem(**fields, block=np.array([1, 0, 1])))
