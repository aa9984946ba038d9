"""Intervals for shares and for differences of shares, closed form, for arrays of any shape."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def normal_quantile(level: float) -> float:
    """The z with P(|N(0,1)| < z) = level, e.g. 1.645 for 0.90."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: ArrayLike, trials: ArrayLike, level: float = 0.90) -> tuple[Floats, Floats]:
    """Score interval of a share (Wilson 1927): low and high, arrays like the inputs; (0, 1) where trials is 0.

    successes and trials may be fractional: with weights, pass share * n and n = (sum w)^2 / sum w^2 (Kish 1965).
    """
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    z2 = normal_quantile(level) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = k / n
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2 * np.maximum(share * (1 - share) / n + z2 / (4 * n * n), 0)) / (1 + z2 / n)
    none = ~(n > 0)
    low = np.where(none, 0.0, np.clip(middle - half, 0, 1))
    high = np.where(none, 1.0, np.clip(middle + half, 0, 1))
    return low, high


def newcombe(
    first: ArrayLike, second: ArrayLike, *, n_first: ArrayLike, n_second: ArrayLike, level: float = 0.90
) -> tuple[Floats, Floats]:
    """Interval of the difference of two independent shares, first - second (Newcombe 1998, method 10).

    first, second: the shares; n_first, n_second: their (effective) numbers of trials.
    """
    p1, p2 = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    n1, n2 = np.asarray(n_first, dtype=np.float64), np.asarray(n_second, dtype=np.float64)
    p1, p2 = np.where(n1 > 0, p1, 0.5), np.where(n2 > 0, p2, 0.5)
    low1, high1 = wilson(p1 * n1, n1, level)
    low2, high2 = wilson(p2 * n2, n2, level)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


def difference_p_value(first: ArrayLike, second: ArrayLike, n_first: ArrayLike, n_second: ArrayLike) -> Floats:
    """Two-sided p-value that two shares are equal, by likelihood ratio with half a count in every cell; 1 where a side
    is empty.

    Unlike the score test it keeps its level where a small group is held against everybody else and shares are near 0
    or 1, which is where false discoveries would come from (tests/methods/test_intervals.py enumerates it).
    """
    n1, n2 = np.asarray(n_first, dtype=np.float64), np.asarray(n_second, dtype=np.float64)
    a = np.where(n1 > 0, np.asarray(first, dtype=np.float64) * n1, 0.0) + 0.5
    b = np.where(n2 > 0, np.asarray(second, dtype=np.float64) * n2, 0.0) + 0.5
    m, n = n1 + 1, n2 + 1
    gain = _log_likelihood(a, m) + _log_likelihood(b, n) - _log_likelihood(a + b, m + n)
    p_value = np.minimum(2 * normal_tail(np.sqrt(np.maximum(2 * gain, 0))), 1.0)
    return np.where((n1 > 0) & (n2 > 0), p_value, 1.0)


def _log_likelihood(successes: Floats, trials: Floats) -> Floats:
    share = successes / trials
    return np.asarray(special.xlogy(successes, share) + special.xlogy(trials - successes, 1 - share), dtype=np.float64)


def normal_tail(z: ArrayLike) -> Floats:
    """P(N(0,1) > z)."""
    tail: Floats = special.ndtr(-np.asarray(z, dtype=np.float64))
    return tail
