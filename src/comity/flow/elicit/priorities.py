"""Priorities: what matters more, from choices between two, and from points that each person spreads.

Bradley and Terry 1952; the existence of estimates as in Hunter 2004; the points as in cumulative voting.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.special import expit
from scipy.stats import norm, t

from comity.terms.errors import ComityError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PRIOR = 1.0  # choices against an imagined average item, half of them won: weak, and every estimate is finite
DRAWS = 4000  # of the posterior, for ranks
STEPS, TOLERANCE = 200, 1e-10
FLOOR, SCALE = 10, 1000  # of a pair's weight: what every pair has, and what the most informative one may have more


@dataclass(frozen=True)
class Ranking:
    """Items by worth. Arrays are (items,) unless said otherwise; ranks begin at 1.

    Worths, ranks and chances compare an item with those of the same `group` only: items of different groups were never
    compared, not even by way of others. `log_worth` sums to 0 in each group; its unit is the log of the odds of being
    chosen. `covariance` is (items, items), and 0 between groups.
    """

    log_worth: Floats
    low: Floats
    high: Floats
    covariance: Floats
    group: Integers
    rank: Integers
    rank_low: Integers
    rank_high: Integers
    first: Floats
    level: float

    @property
    def comparable(self) -> bool:
        """Whether all items can be put in one order."""
        return bool((self.group == 0).all())

    def incomparable(self) -> list[list[int]]:
        """The groups of items that no chain of choices connects; empty if all are connected."""
        if self.comparable:
            return []
        return [np.flatnonzero(self.group == number).tolist() for number in range(int(self.group.max()) + 1)]


def rank(
    wins: object, ties: object = None, *, prior: float = PRIOR, level: float = 0.95, draws: int = DRAWS, seed: int = 0
) -> Ranking:
    """Bradley-Terry worths: item i is chosen over j with odds worth i / worth j.

    `wins` (N, N): how often the row was chosen over the column. `ties` (N, N), symmetric: how often both mattered
    alike; each counts as half a choice either way. `prior`: how many choices each item is thought to have had against
    an average item, half of them won; 0 is maximum likelihood, which needs that no group of items always wins.
    Ranks are simulated from the normal around the estimate, with `seed`.
    Raises `elicit.bad_choices`, `elicit.bad_settings`, `elicit.no_finite_ranking`.
    """
    W = _counts(wins)
    if ties is not None:
        T = _counts(ties)
        if T.shape != W.shape or not (T == T.T).all():
            raise ComityError("elicit.bad_choices", shape=T.shape)
        W = W + T / 2
    if not (np.isfinite(prior) and prior >= 0 and 0 < level < 1 and draws > 0):
        raise ComityError("elicit.bad_settings", prior=prior, level=level, draws=draws)
    count, labels = connected_components(W, directed=True, connection="weak")
    group = labels.astype(np.int64)
    if prior == 0 and connected_components(W, directed=True, connection="strong")[0] != count:
        raise ComityError("elicit.no_finite_ranking")
    N = len(W)
    worth, covariance = np.zeros(N), np.zeros((N, N))
    for number in range(count):
        own = np.flatnonzero(group == number)
        worth[own], covariance[np.ix_(own, own)] = _fit(W[np.ix_(own, own)], prior)
    spread = norm.ppf((1 + level) / 2) * np.sqrt(np.maximum(covariance.diagonal(), 0))
    order, lowest, highest, first = _ranks(worth, covariance, group, level, draws, np.random.default_rng([seed, 23]))
    return Ranking(
        log_worth=worth,
        low=worth - spread,
        high=worth + spread,
        covariance=covariance,
        group=group,
        rank=order,
        rank_low=lowest,
        rank_high=highest,
        first=first,
        level=level,
    )


def _counts(given: object) -> Floats:
    counts = np.array(given, dtype=np.float64)
    square = counts.ndim == 2 and counts.shape[0] == counts.shape[1] and len(counts) > 0
    if not (square and np.isfinite(counts).all() and (counts >= 0).all() and (counts.diagonal() == 0).all()):
        raise ComityError("elicit.bad_choices", shape=counts.shape)
    return counts


def _likelihood(W: Floats, prior: float, worth: Floats) -> float:
    odds = worth[:, None] - worth[None]
    imagined = prior / 2 * (np.logaddexp(0, worth) + np.logaddexp(0, -worth)).sum()
    return float(-(W * np.logaddexp(0, -odds)).sum() - imagined)


def _information(W: Floats, prior: float, worth: Floats) -> Floats:
    """(n, n) minus the second derivatives of the likelihood."""
    chance = expit(worth[:, None] - worth[None])
    between = (W + W.T) * chance * chance.T
    return np.asarray(np.diag(between.sum(1) + prior * expit(worth) * expit(-worth)) - between, dtype=np.float64)


def _fit(W: Floats, prior: float) -> tuple[Floats, Floats]:
    """Newton's method, halving steps that go too far; the likelihood is concave, so what it finds is the maximum."""
    n = len(W)
    worth, centre = np.zeros(n), np.eye(n) - 1 / n
    for _ in range(STEPS):
        expected = (W + W.T) * expit(worth[:, None] - worth[None])
        slope = W.sum(1) - expected.sum(1) + prior / 2 - prior * expit(worth)
        step = np.linalg.pinv(_information(W, prior, worth), hermitian=True) @ slope
        now = _likelihood(W, prior, worth)
        while np.abs(step).max() > TOLERANCE and _likelihood(W, prior, worth + step) < now - 1e-9 * abs(now):
            step = step / 2
        worth = worth + step
        if np.abs(step).max() <= TOLERANCE:
            break
    # the level of all is no part of the answer: worths sum to zero, and so do the rows of their covariance
    covariance = centre @ np.linalg.pinv(_information(W, prior, worth), hermitian=True) @ centre
    return centre @ worth, (covariance + covariance.T) / 2


def _ranks(
    worth: Floats, covariance: Floats, group: Integers, level: float, draws: int, rng: np.random.Generator
) -> tuple[Integers, Integers, Integers, Floats]:
    """The rank in its group, the interval of the rank, and the chance to be first, of each item."""
    rank, lowest, highest = (np.ones(len(worth), dtype=np.int64) for _ in range(3))
    first = np.ones(len(worth))
    for number in range(int(group.max()) + 1):
        own = np.flatnonzero(group == number)
        values, axes = np.linalg.eigh(covariance[np.ix_(own, own)])
        noise = rng.standard_normal((draws, len(own))) * np.sqrt(np.maximum(values, 0))
        simulated = _places(worth[own] + noise @ axes.T)
        rank[own] = _places(np.round(worth[own], 9)[None])[0]
        tail = (1 - level) / 2
        lowest[own] = np.quantile(simulated, tail, axis=0, method="inverted_cdf")
        highest[own] = np.quantile(simulated, 1 - tail, axis=0, method="inverted_cdf")
        first[own] = (simulated == 1).mean(0)
    return rank, lowest, highest, first


def _places(worths: Floats) -> Integers:
    """(draws, n) ranks from 1, the highest worth first; equals share the better rank."""
    ascending = np.sort(-worths, axis=1)
    return np.array([np.searchsorted(row, -own) + 1 for row, own in zip(ascending, worths, strict=True)])


@dataclass(frozen=True)
class Pair:
    """The pair to ask next, `left` shown first. It had the probability `weight` / `total`; either side half of it."""

    left: int
    right: int
    weight: int
    total: int


def pair_weights(ranking: Ranking, asked: object) -> Integers:
    """(N, N) whole weights above the diagonal, 0 elsewhere: how readily a pair is asked next.

    What one more choice tells is ½ log(1 + p (1 - p) v): p the chance that the one is chosen, v the variance of the
    difference of log-worths; most, if the two are not comparable yet. It is divided by 1 + how often the pair was
    asked (`asked`, (N, N), symmetric). Every pair keeps at least 1 / 101 of the weight that any pair can have.
    """
    worth, C = ranking.log_worth, ranking.covariance
    N = len(worth)
    times = np.array(asked, dtype=np.float64)
    if times.shape != (N, N) or not (np.isfinite(times).all() and (times >= 0).all() and (times == times.T).all()):
        raise ComityError("elicit.bad_choices", shape=times.shape)
    chance = expit(worth[:, None] - worth[None])
    variance = np.maximum(C.diagonal()[:, None] + C.diagonal()[None] - 2 * C, 0)
    tells = np.log1p(chance * chance.T * variance) / 2
    apart = ranking.group[:, None] != ranking.group[None]
    most = float(tells[~apart].max())
    tells = np.where(apart, 1.0, tells / most if most > 0 else 0.0)
    weights = FLOOR + np.rint(SCALE * tells / (1 + times)).astype(np.int64)
    return np.triu(weights, 1)


def draw_pair(weights: Integers, random: Random, done: Collection[tuple[int, int]] = ()) -> Pair | None:
    """One pair by its weight, without those in `done` (in either order); None if none is left."""
    open_ = weights.copy()
    for one, other in done:
        open_[min(one, other), max(one, other)] = 0
    sums = open_.ravel().cumsum()
    total = int(sums[-1])
    if total == 0:
        return None
    place = int(np.searchsorted(sums, random.randrange(total), side="right"))
    one, other = divmod(place, len(weights))
    weight = int(open_[one, other])
    return Pair(one, other, weight, total) if random.randrange(2) == 0 else Pair(other, one, weight, total)


@dataclass(frozen=True)
class Importance:
    """Points by item; arrays are (items,). `worst` is the lowest mean of any stratum, `worst_stratum` which one."""

    people: int
    mean: Floats
    low: Floats
    high: Floats
    gave: Floats
    worst: Floats
    worst_stratum: list[str | None]


def importance(
    points: object, budget: int, strata: Sequence[str] | None = None, *, level: float = 0.95, least: int = 1
) -> Importance:
    """What each item was given of the `budget` whole points that each person may spread.

    `points` (people, items). The interval is Student's t, cut to 0 … budget; with one person it is all of that. A
    stratum of fewer than `least` people is not named. Raises `elicit.bad_points` with the row, `elicit.no_points`.
    """
    given = np.array(points)
    if given.ndim != 2 or 0 in given.shape:
        raise ComityError("elicit.no_points")
    sound = np.isfinite(given) & (given >= 0) & (given == np.rint(given))
    wrong = np.flatnonzero(~sound.all(1) | (np.where(sound, given, 0).sum(1) > budget))
    if len(wrong):
        raise ComityError("elicit.bad_points", row=int(wrong[0]) + 1, budget=budget)
    people = len(given)
    if strata is not None and len(strata) != people:
        raise ComityError("elicit.bad_strata", expected=people, found=len(strata))
    mean = given.mean(0)
    low, high = np.zeros(len(mean)), np.full(len(mean), float(budget))
    if people > 1:
        reach = t.ppf((1 + level) / 2, people - 1) * given.std(0, ddof=1) / np.sqrt(people)
        low, high = np.maximum(mean - reach, 0), np.minimum(mean + reach, budget)
    worst, named = mean.copy(), np.full(len(mean), -1)
    names, place = np.unique(np.array(strata if strata is not None else [], dtype=str), return_inverse=True)
    means = {k: given[place == k].mean(0) for k in range(len(names)) if (place == k).sum() >= least}
    if means:
        table, kept = np.array(list(means.values())), np.array(list(means))
        worst, named = table.min(0), kept[table.argmin(0)]
    return Importance(
        people, mean, low, high, (given > 0).mean(0), worst, [str(names[k]) if k >= 0 else None for k in named]
    )
