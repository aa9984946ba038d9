"""False discovery rates, against the worked example of the paper that brought them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.methods.discovery import benjamini_hochberg

# Benjamini and Hochberg 1995, J. R. Statist. Soc. B 57, 289-300, section 4: thrombolysis after myocardial infarction.
PUBLISHED = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.324,
    0.4262,
    0.5719,
    0.6528,
    0.759,
    1,
]


def test_the_published_example_rejects_the_four_smallest_at_five_per_cent() -> None:
    q = benjamini_hochberg(PUBLISHED)
    assert (q <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert q[:5] == pytest.approx([0.0015, 0.0030, 0.0095, 0.035625, 0.0603])


def test_q_values_by_hand() -> None:
    """p times the number of tests over the rank, never larger than that of a larger p."""
    assert benjamini_hochberg([0.04, 0.01, 0.03]) == pytest.approx([0.04, 0.03, 0.04])


def test_what_was_not_asked_does_not_count_as_a_test() -> None:
    q = benjamini_hochberg([0.02, np.nan, 0.5, np.nan])
    assert q == pytest.approx([0.04, np.nan, 0.5, np.nan], nan_ok=True)
    assert np.isnan(benjamini_hochberg([np.nan])).all()
    assert len(benjamini_hochberg([])) == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.01, 0.5))
def test_it_calls_what_the_step_up_rule_calls(p: list[float], rate: float) -> None:
    """The rule as published: the largest k with p_(k) <= k/m * rate, and everything up to it."""
    ranked = sorted(p)
    passing = [k for k in range(1, len(p) + 1) if ranked[k - 1] <= k / len(p) * rate]
    limit = ranked[max(passing) - 1] if passing else -1.0
    called = benjamini_hochberg(p) <= rate * (1 + 1e-12)
    assert called.tolist() == [one <= limit * (1 + 1e-12) for one in p]
