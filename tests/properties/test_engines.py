"""The engines agree to nine digits: NumPy, compiled, and every combination counted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuchal.findings.model import SIDES, Client
from nuchal.reasoning.classification import classify
from nuchal.reasoning.evidence import build
from nuchal.reasoning.localisation import model_of, situation
from nuchal.reasoning.posterior import solve
from nuchal.reasoning.screening import screen
from tests.networks import brute_force, furthest, generated
from tests.strategies import drawings

NETWORKS = st.builds(
    generated,
    st.integers(0, 2**32 - 1),
    causes=st.integers(0, 8),
    positives=st.integers(0, 6),
    states=st.integers(1, 3),
    exclusive=st.booleans(),
)
WIDER = st.builds(
    generated,
    st.integers(0, 2**32 - 1),
    causes=st.integers(0, 40),
    positives=st.integers(0, 12),
    states=st.integers(1, 4),
    exclusive=st.booleans(),
)


@pytest.fixture(scope="module")
def compiled():
    """The compiled engine; without the extra `fast` there is nothing to compare."""
    pytest.importorskip("numba")
    from nuchal.reasoning import posterior_compiled

    return posterior_compiled.solve


@given(NETWORKS)
def test_numpy_counts_what_every_combination_counts(problem):
    assert furthest(solve(problem), brute_force(problem)) < 1e-9


@settings(max_examples=200)
@given(WIDER)
def test_compiled_agrees_with_numpy(compiled, problem):
    assert furthest(compiled(problem), solve(problem)) < 1e-9


@settings(max_examples=25)
@given(st.data())
def test_they_agree_on_drawings_of_the_real_body_map(knowledge, clients, compiled, data):
    client = data.draw(st.sampled_from(clients))
    drawing = data.draw(drawings(knowledge, least=1, most=9))
    profile = replace(client.profiles[0], drawing=drawing)
    classification = classify(client, profile, knowledge, screen(client, knowledge))
    found = situation(model_of(knowledge), client, profile, classification)
    problem = build(found.model, list(found.evidence), found.log_weight)
    assert furthest(compiled(problem), solve(problem)) < 1e-9


@given(WIDER)
def test_every_answer_is_a_probability_and_adds_up(problem):
    found = solve(problem)
    assert found.state.sum() == pytest.approx(1.0)
    for values in (found.state, found.cause, found.block):
        assert np.all((values >= 0) & (values <= 1))
    for number in range(found.block.size):
        members = found.cause[problem.block == number]
        assert members.max(initial=0) - 1e-12 <= found.block[number] <= members.sum() + 1e-12


@settings(max_examples=20)
@given(st.data())
def test_left_is_the_mirror_of_right(knowledge, quickly, data):
    """Nothing in the knowledge prefers a side, so the mirrored drawing has the mirrored ranking."""
    drawing = data.draw(drawings(knowledge, least=1))
    base = Client(assumed_screened=True)
    other = dict(zip(SIDES, SIDES[::-1], strict=True))
    mirrored = replace(drawing, marks=tuple(replace(mark, side=other[mark.side]) for mark in drawing.marks))
    one, two = (
        quickly(replace(base, profiles=(replace(base.profiles[0], drawing=drawn),))).profiles[0].localisation
        for drawn in (drawing, mirrored)
    )
    for ranked in one.ranked:
        same = two.of(ranked.group.id, other[ranked.side])
        assert ranked.probability == pytest.approx(same.probability, abs=1e-9)
