"""The measures agree with the formulas of the textbooks, written out once more in another way."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuchal.accuracy.measures import (
    Z95,
    Proportion,
    chance_of_a_hit,
    gap,
    reliability,
    wilson,
)

FORECASTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(st.integers(1, 500), st.data())
def test_the_wilson_bounds_are_the_shares_whose_score_test_just_gives_way(total, data):
    hits = data.draw(st.integers(0, total))
    for bound in wilson(hits, total):
        if 0.0 < bound < 1.0:
            error = math.sqrt(bound * (1 - bound) / total)
            assert abs(hits / total - bound) == pytest.approx(Z95 * error, rel=1e-6, abs=1e-7)


def test_wilson_agrees_with_a_published_example():
    """Newcombe 1998, table I: without continuity correction."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@given(st.integers(0, 300), st.data())
def test_the_wilson_interval_holds_the_share_and_stays_a_probability(total, data):
    hits = data.draw(st.integers(0, total))
    low, high = wilson(hits, total)
    assert 0.0 <= low <= high <= 1.0
    if total:
        assert low - 1e-12 <= hits / total <= high + 1e-12


def test_nothing_of_nothing_is_not_a_number():
    assert math.isnan(Proportion(0, 0).share)
    assert Proportion(0, 0).interval == (0.0, 1.0)


@given(FORECASTS)
def test_the_brier_score_is_the_mean_squared_error(pairs):
    found = reliability(*arrays(pairs))
    assert found.brier == pytest.approx(sum((p - came) ** 2 for p, came in pairs) / len(pairs))
    base = sum(came for _, came in pairs) / len(pairs)
    assert found.base_brier == pytest.approx(sum((base - came) ** 2 for _, came in pairs) / len(pairs))


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=60))
def test_the_parts_of_the_brier_score_add_up_where_each_bin_has_one_forecast(pairs):
    found = reliability(*arrays([(tenth / 10 + 0.05, came) for tenth, came in pairs]))
    parts = found.unreliability - found.resolution + found.base_brier
    assert found.brier == pytest.approx(parts, abs=1e-12)


@given(FORECASTS)
def test_the_calibration_error_is_the_weighted_mean_gap_of_the_bins(pairs):
    found = reliability(*arrays(pairs))
    bins: dict[int, list[tuple[float, bool]]] = {}
    for chance, came in pairs:
        bins.setdefault(min(int(chance * 10), 9), []).append((chance, came))
    error = sum(abs(sum(p - came for p, came in inside)) for inside in bins.values()) / len(pairs)
    assert found.calibration_error == pytest.approx(error, abs=1e-12)


@given(FORECASTS)
def test_every_forecast_is_in_one_bin_and_inside_its_bounds(pairs):
    found = reliability(*arrays(pairs))
    assert sum(b.observed.total for b in found.bins) == len(pairs)
    assert all(b.low - 1e-12 <= b.forecast <= b.high + 1e-12 for b in found.bins)


def test_a_perfect_forecaster_has_full_skill_and_the_base_rate_none():
    came = np.array([0.0, 1.0, 1.0, 0.0])
    assert reliability(came, came).skill == 1.0
    assert reliability(np.full(4, 0.5), came).skill == 0.0


def test_reliability_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        reliability(np.array([]), np.array([]))
    with pytest.raises(ValueError, match="as many outcomes"):
        reliability(np.array([0.5]), np.array([1.0, 0.0]))


def test_the_gap_counts_clients_and_not_forecasts():
    found = gap(np.array([1.0, 2.0, 3.0]))
    assert found.mean == 2.0
    assert found.error == pytest.approx(1 / math.sqrt(3))
    assert found.z == pytest.approx(2 * math.sqrt(3))
    assert gap(np.array([1.0, 1.0])).z == 0.0
    with pytest.raises(ValueError, match="two clients"):
        gap(np.array([1.0]))


@given(st.integers(1, 8), st.data())
def test_luck_is_the_share_of_all_hands_that_hold_a_right_one(candidates, data):
    right = data.draw(st.integers(0, candidates))
    taken = data.draw(st.integers(1, 9))
    hands = list(combinations(range(candidates), min(taken, candidates)))
    share = Fraction(sum(min(hand) < right for hand in hands), len(hands))
    assert chance_of_a_hit(candidates, right, taken) == pytest.approx(float(share))


def arrays(pairs):
    chances, came = zip(*pairs, strict=True)
    return np.array(chances, dtype=np.float64), np.array(came, dtype=np.float64)
