"""Intervals of shares and of differences, against published examples and against the truth they should cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from comity.methods.intervals import difference_p_value, newcombe, normal_quantile, wilson

SIZES = (10, 20, 30, 50, 100, 200, 500)
SHARES = np.round(np.arange(0.05, 0.951, 0.05), 2)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_newcombe_1998_table_i(successes: int, trials: int, low: float, high: float) -> None:
    """Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 857-872:
    95 % score intervals without continuity correction."""
    assert wilson(successes, trials, 0.95) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_against_newcombe_1998_table_ii(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17,
    873-890: method 10 at 95 %."""
    (a, m), (b, n) = first, second
    assert newcombe(a / m, b / n, n_first=m, n_second=n, level=0.95) == pytest.approx((low, high), abs=5e-5)


def test_the_quantile_is_two_sided() -> None:
    assert normal_quantile(0.90) == pytest.approx(1.6449, abs=1e-4)
    assert normal_quantile(0.95) == pytest.approx(1.9600, abs=1e-4)


def test_nobody_asked_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = newcombe(np.nan, 0.3, n_first=0, n_second=20)
    assert low < -0.3 and high > 0.7
    assert difference_p_value(0.9, 0.1, 0, 50) == 1.0


def test_ninety_per_cent_intervals_of_shares_cover_88_to_92_per_cent() -> None:
    """By enumeration of every outcome, not by simulation; the mean over the grid of the methods page."""
    cover = np.array([[_covered(n, p) for p in SHARES] for n in SIZES])
    assert 0.88 <= cover.mean() <= 0.92
    assert (cover.mean(1) >= 0.88).all() and (cover.mean(1) <= 0.92).all()
    assert cover.min() >= 0.80


def _covered(n: int, p: float) -> float:
    successes = np.arange(n + 1)
    low, high = wilson(successes, np.full(n + 1, n))
    return float(binom.pmf(successes, n, p)[(low <= p) & (p <= high)].sum())


def test_ninety_per_cent_intervals_of_differences_cover_88_to_92_per_cent() -> None:
    """By enumeration, over pairs of sizes and of shares."""
    cover = [
        _difference_covered(m, n, p, q)
        for m, n in ((10, 10), (10, 50), (20, 20), (20, 100), (50, 50), (50, 200))
        for p in SHARES[1::3]
        for q in SHARES[1::3]
    ]
    assert 0.88 <= np.mean(cover) <= 0.92
    assert min(cover) >= 0.80


def _difference_covered(m: int, n: int, p: float, q: float) -> float:
    a, b = np.meshgrid(np.arange(m + 1), np.arange(n + 1), indexing="ij")
    low, high = newcombe(a / m, b / n, n_first=m, n_second=n)
    chance = binom.pmf(a, m, p) * binom.pmf(b, n, q)
    return float(chance[(low <= p - q) & (p - q <= high)].sum())


@pytest.mark.parametrize(("level", "most"), [(0.10, 0.12), (0.01, 0.0125), (0.001, 0.0012)])
def test_the_p_value_keeps_its_level(level: float, most: float) -> None:
    """Where two shares are the same, a p-value below the level comes no more often than the level says: in small
    samples, in unequal ones, with shares near 0 and 1, and far out in the tail, where discoveries are made."""
    worst = 0.0
    for m, n in ((5, 30), (10, 10), (10, 100), (30, 30), (20, 500), (40, 500)):
        a, b = np.meshgrid(np.arange(m + 1), np.arange(n + 1), indexing="ij")
        called = difference_p_value(a / m, b / n, m, n) <= level
        for p in SHARES:
            worst = max(worst, float((binom.pmf(a, m, p) * binom.pmf(b, n, p))[called].sum()))
    assert 0.5 * level < worst <= most


def test_the_p_value_finds_what_is_there() -> None:
    """Three quarters against one quarter among fifty each is found at one in a thousand nine times in ten."""
    a, b = np.meshgrid(np.arange(51), np.arange(51), indexing="ij")
    called = difference_p_value(a / 50, b / 50, 50, 50) <= 0.001
    assert (binom.pmf(a, 50, 0.75) * binom.pmf(b, 50, 0.25))[called].sum() > 0.9


@given(n=st.integers(1, 400), share=st.floats(0, 1), level=st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_an_interval_holds_its_share_and_narrows_with_evidence(n: int, share: float, level: float) -> None:
    low, high = wilson(share * n, n, level)
    assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1
    narrower = wilson(share * n * 4, n * 4, level)
    assert narrower[1] - narrower[0] < high - low


@given(n=st.integers(1, 100), k=st.integers(0, 100))
def test_an_interval_is_the_same_seen_from_the_other_side(n: int, k: int) -> None:
    k = min(k, n)
    low, high = wilson(k, n)
    other_low, other_high = wilson(n - k, n)
    assert (float(1 - other_high), float(1 - other_low)) == pytest.approx((float(low), float(high)))
