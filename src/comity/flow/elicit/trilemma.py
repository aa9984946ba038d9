"""The trilemma: deep integration (g), national policy autonomy (s) and democratic accountability (d), today and as it
should be.

A placement is three whole levels from 0 to 100, so that how much there is of all (the level, 0 to 300) is kept beside
how it is divided (the balance, a point in the triangle). The corners lie at g (0, 0), s (1, 0) and d (1/2, √3/2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from comity.terms.errors import ComityError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Levels = tuple[int, int, int]

MOST = 100
HEIGHT = 3**0.5 / 2
SLACK = 1e-6  # of a level: what floating point may lose on the way to the pointer and back
RESAMPLES = 2000


def levels(given: object) -> Integers:
    """(people, 3) g, s and d, each whole and 0 to 100. Raises `elicit.bad_placement` with the row, from 1."""
    found = np.array(given, dtype=np.float64)
    if found.size == 0:
        found = np.zeros((0, 3))
    if found.ndim != 2 or found.shape[1] != 3:
        raise ComityError("elicit.bad_placement", row=1, shape=found.shape)
    sound = np.isfinite(found) & (found >= 0) & (found <= MOST) & (found == np.rint(found))
    wrong = np.flatnonzero(~sound.all(1))
    if len(wrong):
        raise ComityError("elicit.bad_placement", row=int(wrong[0]) + 1, shape=found.shape)
    return found.astype(np.int64)


def balances(placed: object) -> Floats:
    """(people, 3) the shares of g, s and d in the level; they sum to 1, and are NaN where the level is 0."""
    found = levels(placed)
    total = found.sum(1, keepdims=True)
    return np.where(total > 0, found / np.maximum(total, 1), np.nan)


def point(placed: Levels) -> tuple[float, float] | None:
    """Where a placement lies in the triangle, x and y; None at level 0, which lies nowhere."""
    _, s, d = balances([placed])[0].tolist()
    return None if np.isnan(s) else (s + d / 2, d * HEIGHT)


def placement(x: float, y: float, level: int) -> Levels:
    """The whole levels of a pointer at x, y with this sum; a pointer outside the triangle counts at its nearest point.

    The balance is kept: where it does not admit so high a level (a corner admits 100), the level is lowered. Parts are
    rounded by largest remainders, so that they sum to the level, and every placement comes back from its own `point`.
    Raises `elicit.bad_pointer`.
    """
    if not (np.isfinite(x) and np.isfinite(y) and 0 <= level <= 3 * MOST and int(level) == level):
        raise ComityError("elicit.bad_pointer", x=x, y=y, level=level)
    share = _nearest(x, y)
    total = min(int(level), int(MOST / share.max() + SLACK))
    exact = total * share
    parts = np.floor(exact).astype(np.int64)
    # rounded, so that a hair's breadth does not decide which of two equal remainders is the larger
    order = np.argsort(-np.round(exact - parts, 6), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    g, s, d = parts.tolist()
    return g, s, d


def _nearest(x: float, y: float) -> Floats:
    """(3,) the balance at the nearest point of the triangle."""
    d = y / HEIGHT
    share = np.array([1 - x - d / 2, x - d / 2, d])
    if (share >= 0).all():
        return share
    # distances in the plane are those of the balances up to a factor: project onto the simplex (Held et al. 1974)
    ordered = np.sort(share)[::-1]
    surplus = (ordered.cumsum() - 1) / np.arange(1, 4)
    nearest = np.maximum(share - surplus[np.flatnonzero(ordered > surplus)[-1]], 0)
    return np.asarray(nearest / nearest.sum(), dtype=np.float64)


def cells(size: int) -> Integers:
    """(size², 3) the cells of a grid of `size` small triangles to a side, in a fixed order.

    A cell is (a, b, c): the whole parts of size · balance. They sum to size - 1 where the cell points up (to d) and to
    size - 2 where it points down. Raises `elicit.bad_grid`.
    """
    if not 1 <= size <= MOST:
        raise ComityError("elicit.bad_grid", size=size)
    pairs = list(product(range(size), repeat=2))
    found = [(a, b, n - a - b) for n in (size - 1, size - 2) for a, b in pairs if a + b <= n]
    return np.array(found, dtype=np.int64)


def cell_of(placed: object, size: int) -> Integers:
    """(people,) the place in `cells(size)` of each placement; -1 at level 0.

    Whole-number arithmetic, so that no rounding decides. On a corner of the grid it is the cell that points up, away
    from the largest part (the first of equals).
    """
    found = levels(placed)
    total = found.sum(1)
    parts = size * found // np.maximum(total, 1)[:, None]
    corner = np.flatnonzero(parts.sum(1) == size)
    parts[corner, parts[corner].argmax(1)] -= 1
    place = {tuple(cell): number for number, cell in enumerate(cells(size).tolist())}
    return np.array(
        [place[tuple(cell)] if sum_ else -1 for cell, sum_ in zip(parts.tolist(), total, strict=True)], dtype=np.int64
    )


@dataclass(frozen=True)
class Density:
    """How placements fill the grid. `counts`, `shares` are (size²,) along `cells(size)`; `undefined` is how many have
    level 0 and so no balance; `mean_level` is of all, 0 to 300."""

    people: int
    undefined: int
    counts: Integers
    shares: Floats
    mean_level: float


def density(placed: object, size: int) -> Density:
    """How many placements, and which share of those that have a balance, lie in each cell."""
    found = levels(placed)
    at = cell_of(found, size)
    counts = np.bincount(at[at >= 0], minlength=size * size)
    mean = float(found.sum(1).mean()) if len(found) else float("nan")
    return Density(len(found), int((at < 0).sum()), counts, counts / max(1, counts.sum()), mean)


def density_by(placed: object, strata: Sequence[str], size: int) -> dict[str, Density]:
    """The density of each stratum, in alphabetical order."""
    found = levels(placed)
    return {name: density(found[own], size) for name, own in _strata(strata, len(found)).items()}


def _strata(strata: Sequence[str], people: int) -> dict[str, NDArray[np.bool_]]:
    if len(strata) != people:
        raise ComityError("elicit.bad_strata", expected=people, found=len(strata))
    names = np.array(strata, dtype=str)
    return {str(name): names == name for name in np.unique(names)}


@dataclass(frozen=True)
class Distance:
    """How far what should be lies from what is; arrays are by person.

    `points`: mean of |g' - g|, |s' - s|, |d' - d|, 0 to 100 points. `turned`: the share of the level that would have
    to change its corner, ½ Σ |balance' - balance|, 0 to 1; NaN where either has level 0. `raised`: how much the level
    changes, -300 to 300 points. `mean` is that of `points`, with its interval from `low` to `high`; `moves` (3,) the
    mean change of g, s and d.
    """

    points: Floats
    turned: Floats
    raised: Integers
    mean: float
    low: float
    high: float
    moves: Floats


def distance(today: object, ought: object, *, level: float = 0.95, seed: int = 0) -> Distance:
    """From what is to what should be, of people in the same order; interval by bootstrap of people (percentiles).

    With one person or none the interval is 0 to 100. Raises `elicit.not_paired`.
    """
    now, then = levels(today), levels(ought)
    if now.shape != then.shape:
        raise ComityError("elicit.not_paired", today=len(now), ought=len(then))
    change = then - now
    thirds = np.abs(change).sum(1)
    low, high = _bootstrap(thirds, level, np.random.default_rng([seed, 29])) if len(now) > 1 else (0.0, 3.0 * MOST)
    return Distance(
        points=thirds / 3,
        turned=np.abs(balances(then) - balances(now)).sum(1) / 2,
        raised=change.sum(1),
        mean=float(thirds.mean() / 3) if len(now) else float("nan"),
        low=low / 3,
        high=high / 3,
        moves=change.mean(0) if len(now) else np.full(3, np.nan),
    )


def distance_by(
    today: object, ought: object, strata: Sequence[str], *, level: float = 0.95, seed: int = 0
) -> dict[str, Distance]:
    """The distance of each stratum, in alphabetical order."""
    now, then = levels(today), levels(ought)
    if now.shape != then.shape:
        raise ComityError("elicit.not_paired", today=len(now), ought=len(then))
    return {
        name: distance(now[own], then[own], level=level, seed=seed) for name, own in _strata(strata, len(now)).items()
    }


def _bootstrap(values: Integers, level: float, rng: np.random.Generator) -> tuple[float, float]:
    """Percentile interval of the mean. There are at most 301 different values, so it is their counts that are drawn:
    the same law as drawing people, at a cost that does not grow with them."""
    different, counts = np.unique(values, return_counts=True)
    means = rng.multinomial(len(values), counts / len(values), RESAMPLES) @ different / len(values)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True)
class Overlap:
    """Where parties could meet. `covered` is (parties, size²), `parties` (size²,) how many cover each cell; `most` the
    largest such number, `best` the cells with it, `all` the cells within every party's tolerance. Parties of level 0
    have no balance: they cover nothing, are listed as `undefined`, and are not asked for in `all`."""

    covered: NDArray[np.bool_]
    parties: Integers
    most: int
    best: Integers
    all: Integers
    undefined: list[int]


def overlap(placed: object, tolerances: Sequence[int], size: int) -> Overlap:
    """The cells whose centre is within each party's tolerance of its balance.

    `placed` (parties, 3); `tolerances` in hundredths: the share of the level that may change its corner, 0 to 100.
    Whole-number arithmetic. Raises `elicit.bad_tolerance`.
    """
    found = levels(placed)
    allowed = np.array(tolerances, dtype=np.float64)
    if allowed.shape != (len(found),) or not ((allowed >= 0) & (allowed <= 100) & (allowed == np.rint(allowed))).all():
        raise ComityError("elicit.bad_tolerance", expected=len(found), found=list(tolerances))
    grid = cells(size)
    centres = 3 * grid + (size - grid.sum(1))[:, None]  # in parts of 3 · size
    total = found.sum(1)
    apart = np.abs(centres[None] * total[:, None, None] - 3 * size * found[:, None]).sum(2)
    covered = (100 * apart <= (2 * allowed.astype(np.int64) * 3 * size * total)[:, None]) & (total > 0)[:, None]
    # a tolerance finer than the grid still covers the cell that it is in
    at = cell_of(found, size)
    covered[at >= 0, at[at >= 0]] = True
    number = covered.sum(0)
    placed_ones = int((total > 0).sum())
    most = int(number.max())
    return Overlap(
        covered=covered,
        parties=number,
        most=most,
        best=np.flatnonzero(number == most) if most else np.zeros(0, dtype=np.int64),
        all=np.flatnonzero(number == placed_ones) if placed_ones else np.zeros(0, dtype=np.int64),
        undefined=np.flatnonzero(total == 0).tolist(),
    )


@dataclass(frozen=True)
class TradeOff:
    """`ratio`: Var(g + s + d) / (Var g + Var s + Var d), about 1 for levels that have nothing to do with one another,
    near 0 where more of one is less of the others, up to 3 where all rise together. `p_value`: how often a ratio so
    low comes about by chance."""

    ratio: float
    p_value: float
    cases: int


def trade_off(indices: object, *, permutations: int = 999, seed: int = 0) -> TradeOff:
    """Whether more of one is less of the others: the variance ratio of (cases, 3) levels, with a permutation test.

    Not by the share of variance that a constant regressed on the three indices explains: that share is above .9 for
    indices that have nothing to do with one another. Raises `elicit.bad_indices`, `elicit.no_variance`.
    """
    found = np.array(indices, dtype=np.float64)
    if found.ndim != 2 or found.shape[1] != 3 or len(found) < 3 or not np.isfinite(found).all() or permutations < 1:
        raise ComityError("elicit.bad_indices", shape=found.shape, permutations=permutations)
    apart = float(found.var(0).sum())
    if not (found.var(0) > 0).all():
        raise ComityError("elicit.no_variance")
    ratio = float(found.sum(1).var()) / apart
    rng = np.random.default_rng([seed, 31])
    chance = [float(rng.permuted(found, axis=0).sum(1).var()) / apart for _ in range(permutations)]
    lower = sum(value <= ratio + 1e-12 for value in chance)
    return TradeOff(ratio, (1 + lower) / (1 + permutations), len(found))
