"""Truth has three values and refuses to be a bool."""

import pytest

from nuchal.reasoning.truth import Truth, truth_of


def test_if_truth_is_refused_for_every_value():
    for truth in Truth:
        with pytest.raises(TypeError, match="not a bool"):
            bool(truth)


def test_truth_from_what_is_known():
    assert [truth_of(value) for value in (True, False, None)] == [Truth.YES, Truth.NO, Truth.UNKNOWN]
